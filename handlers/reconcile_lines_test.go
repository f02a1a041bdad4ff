package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// twoAnswers is an order that came by file, was cancelled here, and is still
// wanted by the next file.
func twoAnswers(order string) dbtest.Seed {
	return dbtest.Do(func(d *dbtest.Desk) {
		bring := func() {
			_, err := d.Store.Import(d.Context(), dbtest.Dana(), db.ImportRequest{Kind: "orders", Name: "orders.csv",
				File: strings.NewReader("order,customer,ordered_at,line,sku,quantity,cancelled\n" + order + ",C-1,2026-11-01,1,A,2,0\n")})
			if err != nil {
				d.Fatal(err)
			}
		}
		bring()
		id, version := d.Line(order, 1)
		if err := d.Store.CancelLine(d.Context(), dbtest.Dana(), id, version, 0, "changed plans"); err != nil {
			d.Fatal(err)
		}
		bring()
	})
}

func TestTwoAnswersAreChosenOnAPage(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A"}, dbtest.Customer{Code: "C-1"}, twoAnswers("SO-1"), twoAnswers("SO-2"))
	b := d.as(model.RoleService)
	for path, want := range map[string][]string{
		"/reconcile/lines":                    {"SO-1/1", "2 pc", "2 were cancelled here, the file says 0.", "1–2 of 2 lines", "orders.csv"},
		"/reconcile/lines?on=purchase-orders": {"No lines match"},
		"/reconcile/lines?q=SO-2":             {"1–1 of 1 lines"},
		"/reconcile/lines/1":                  {"Two answers on SO-1/1", "Keep the desk's answer", "2 pc more are wanted"},
		"/backorders":                         {"Reconcile 2"},
	} {
		text := b.get(path).want(http.StatusOK).text()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in %s", path, w, text)
			}
		}
	}
	if rows := strings.Count(string(b.get("/reconcile/lines.csv").want(http.StatusOK).body), "\r\n"); rows != 3 {
		t.Errorf("%d lines in the file", rows)
	}
	b.post("/reconcile/lines/1/desk", url.Values{}).want(http.StatusUnprocessableEntity)
	b.post("/reconcile/lines/1/file", url.Values{"version": {"99"}, "why": {"x"}}).want(http.StatusConflict)
	b.post("/reconcile/lines/1/desk", url.Values{"why": {"the customer said so"}}).want(http.StatusSeeOther)
	if text := b.post("/reconcile/lines/1/file", url.Values{"version": {"1"}, "why": {"no"}}).want(http.StatusConflict).text(); !strings.Contains(text, "settled") {
		t.Error(text)
	}
	b.get("/reconcile/lines/1").want(http.StatusOK)
	d.as(model.RoleWarehouse).post("/reconcile/lines/2/file", url.Values{"why": {"x"}}).want(http.StatusForbidden)
	b.get("/reconcile/lines/99").want(http.StatusNotFound)
}
