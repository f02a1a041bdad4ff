package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// audited is a desk where the manager adjusted A on the first day and the
// warehouse B on the second.
func audited(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A"}, dbtest.Product{SKU: "B"}, dbtest.Stock{SKU: "A", Qty: "1"}, dbtest.Stock{SKU: "B", Qty: "1"})
	d.as(model.RoleManager).post("/products/A/adjust", url.Values{"warehouse": {"MAIN"}, "by": {"2.5"}, "why": {"=found behind the shelf"}}).want(http.StatusUnprocessableEntity)
	d.as(model.RoleManager).post("/products/A/adjust", url.Values{"warehouse": {"MAIN"}, "by": {"2"}, "why": {"=found behind the shelf"}}).want(http.StatusSeeOther)
	d.Sleep(24 * time.Hour)
	d.as(model.RoleWarehouse).post("/products/B/adjust", url.Values{"warehouse": {"MAIN"}, "by": {"-1"}, "why": {"broken"}}).want(http.StatusSeeOther)
	return d
}

func TestAuditSaysWhoDidWhat(t *testing.T) {
	d := audited(t)
	b := d.as(model.RoleManager)
	first, second := dbtest.Today.String(), dbtest.Today.AddDays(1).String()
	for query, want := range map[string]struct{ has, not string }{
		"":                                {"Product A adjusted", "nobody"},
		"q=A":                             {"Product A adjusted", "Product B"},
		"q=a&kind=product":                {"Product A adjusted", "Product B"},
		"who=warehouse@desk.test":         {"Product B adjusted", "Product A"},
		"kind=login":                      {"Log-in manager@desk.test logged in", "Product"},
		"kind=product&to=" + first:        {"Product A adjusted", "Product B"},
		"kind=product&from=" + second:     {"Product B adjusted", "Product A"},
		"from=" + first + "&to=" + first:  {"Product A adjusted", "Product B"},
		"q=SO-99":                         {"No entries match “SO-99”.", "Product A"},
		"q=%25":                           {"No entries match “%”.", "Product A"},
		"from=" + second + "&to=" + first: {"No entries match", "Product A"},
		"who=nobody@desk.test&kind=purchase_order": {"No entries match By: nobody@desk.test and Purchase orders.", "Product A"},
	} {
		text := b.get("/audit?" + query).want(http.StatusOK).doc().Find("main").Text()
		text = strings.Join(strings.Fields(text), " ")
		if !strings.Contains(text, want.has) || strings.Contains(text, want.not+" adjusted") {
			t.Errorf("%s: want %q and no %q in: %s", query, want.has, want.not, text)
		}
	}
	row := strings.Join(strings.Fields(b.get("/audit?q=A").doc().Find("tbody tr").First().Text()), " ")
	for _, w := range []string{"Test manager", "127.0.0.1", "on hand 1 → 3", "=found behind the shelf"} {
		if !strings.Contains(row, w) {
			t.Errorf("no %q in: %s", w, row)
		}
	}
	if to := b.get("/audit?q=A").doc().Find("tbody th a").AttrOr("href", ""); to != "/products/A" {
		t.Errorf("the record leads to %q", to)
	}
}

func TestAuditRefusesWhatItCannotRead(t *testing.T) {
	b := audited(t).as(model.RoleAdmin)
	for _, query := range []string{"kind=nothing", "from=yesterday", "to=2026-02-31", "sort=who", "after=%21", "size=3", "who=" + strings.Repeat("x", 201)} {
		b.get("/audit?" + query).want(http.StatusNotFound)
		b.get("/audit.csv?" + query).want(http.StatusNotFound)
	}
}

func TestAuditIsForThoseWhoRunTheDesk(t *testing.T) {
	d := audited(t)
	for _, r := range model.Roles() {
		b, want := d.as(r), http.StatusForbidden
		if r == model.RoleManager || r == model.RoleAdmin {
			want = http.StatusOK
		}
		b.get("/audit").want(want)
		b.get("/audit.csv").want(want)
		if shown := b.get("/orders").doc().Find("nav a[href='/audit']").Length() == 1; shown != (want == http.StatusOK) {
			t.Errorf("%s: in the navigation: %v", r, shown)
		}
	}
}

// The audit leafs from the newest to the oldest entry, each once, and its file
// has exactly what the filters leave.
func TestAuditLeafsAndIsAFile(t *testing.T) {
	d := audited(t)
	b := d.as(model.RoleManager)
	for range 60 {
		if err := d.Store.LoggedOut(t.Context(), model.Actor{Name: "shipping@desk.test"}); err != nil {
			t.Fatal(err)
		}
	}
	n, pages := 0, 0
	for at := "/audit?size=25&who=shipping@desk.test"; at != ""; pages++ {
		doc := b.get(at).want(http.StatusOK).doc()
		n += doc.Find("tbody tr").Length()
		at = doc.Find(".pager a[rel=next]").AttrOr("href", "")
	}
	if n != 60 || pages != 3 {
		t.Errorf("%d entries on %d pages", n, pages)
	}
	a := b.get("/audit.csv?kind=product").want(http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.body), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows (%v)", len(rows), err)
	}
	if got := strings.Join(append(rows[2][1:4:4], rows[2][5:]...), "|"); got != "product|A|adjusted|manager@desk.test|127.0.0.1|on hand: 1|on hand: 3|'=found behind the shelf" {
		t.Errorf("got %s", got)
	}
}
