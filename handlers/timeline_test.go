package handlers

import (
	"net/http"
	"strings"
	"testing"

	"backfill/model"
)

// Every record's timeline is a list: by whom, searched, and as a file.
func TestATimelineIsFilteredAndExported(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleAdmin)
	page := b.get("/orders/SO-1").want(http.StatusOK).doc()
	file, ok := page.Find("#timeline a[download]").Attr("href")
	if !ok || !strings.HasPrefix(file, "/timeline/order/") {
		t.Fatalf("the order's page leads to no file of its timeline: %q", file)
	}
	list := strings.TrimSuffix(file, ".csv")
	all := b.get(list).want(http.StatusOK).doc().Find("tbody tr").Length()
	people := b.get(list + "?by=people").want(http.StatusOK).doc().Find("tbody tr").Length()
	desk := b.get(list + "?by=system").want(http.StatusOK).doc().Find("tbody tr").Length()
	if all == 0 || people+desk != all {
		t.Errorf("%d entries, %d of people and %d of the desk", all, people, desk)
	}
	if rows := readCSV(t, b.get(file).want(http.StatusOK)); len(rows) != all+1 {
		t.Errorf("the file has %d rows and a head, the list %d", len(rows)-1, all)
	}
	b.get("/timeline/order/999999/entries").want(http.StatusNotFound)
	b.get("/timeline/nothing/1/entries").want(http.StatusNotFound)
	d.as(model.RoleSales).get("/timeline/user/1/entries").want(http.StatusForbidden)
}
