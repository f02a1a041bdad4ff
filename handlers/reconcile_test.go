package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
	"backfill/views/pagetest"

	"github.com/PuerkitoBio/goquery"
)

// waitingCount is a count in MAIN by Dana that waits for a person.
func waitingCount(sku string, onHand int64) dbtest.Seed {
	return dbtest.Do(func(d *dbtest.Desk) {
		r, err := d.Store.CountStock(d.Context(), dbtest.Dana(), model.Count{SKU: sku, Warehouse: "MAIN", OnHand: model.Units(onHand), Why: "cycle count"})
		if err != nil || r.State != model.CountWaiting {
			d.Fatalf("the count of %s is %s %v, want it to wait", sku, r.State, err)
		}
	})
}

// toReconcile is a desk where two counts wait: 1 takes 5 of SO-2, 2 differs by
// much and takes nothing.
func toReconcile(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.Add(dbtest.Supplier{Code: "S-1"}, dbtest.Product{SKU: "OAK", Supplier: "S-1"}, dbtest.Product{SKU: "ELM"}, dbtest.Customer{Code: "C-1"},
		dbtest.Stock{SKU: "OAK", Qty: "20"}, dbtest.Stock{SKU: "ELM", Qty: "40"},
		dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "OAK", Qty: "10"}}},
		dbtest.Order{Number: "SO-2", Customer: "C-1", Lines: []dbtest.Line{{SKU: "OAK", Qty: "8"}}})
	if err := d.Store.ChangeSetting(d.Context(), dbtest.Dana(), "stock_difference", "20"); err != nil {
		t.Fatal(err)
	}
	d.Add(waitingCount("OAK", 13), waitingCount("ELM", 12))
	return d
}

func TestReconcilePages(t *testing.T) {
	d := toReconcile(t)
	pages := map[string][]string{
		"/reconcile":                     {"OAK", "13 pc", "−7", "dana@test", "only 13 would be left, and 18 are allocated or picked", "differs by more than 20 %", "1–2 of 2 counts"},
		"/reconcile?q=elm":               {"ELM", "1–1 of 1 counts"},
		"/reconcile?supplier=S-1":        {"OAK", "1–1 of 1 counts", "Supplier: "},
		"/reconcile?warehouse=MAIN":      {"1–2 of 2 counts", "Warehouse: "},
		"/reconcile?q=ash":               {"No counts match “ash”."},
		"/reconcile/1":                   {"Count of OAK in MAIN", "from 20 to 13 pc on hand", "1 line loses 5 pc, the worst rank first.", "SO-2/1"},
		"/reconcile/2":                   {"Count of ELM in MAIN", "No line loses anything."},
		"/products/ELM":                  {"A count waits: counted 12, book 40 (MAIN).", "waits for a decision"},
		"/reconcile?sort=-difference":    {"ELM"},
		"/reconcile?sort=sku&size=25":    {"ELM"},
		"/reconcile?warehouse=ELSEWHERE": {"No counts match"},
	}
	for _, role := range model.Roles() {
		b := d.as(role)
		for path, want := range pages {
			a := b.get(path).want(http.StatusOK)
			text := a.text()
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s as %s: no %q in: %s", path, role, w, text)
				}
			}
			bad, err := pagetest.Page(strings.NewReader(string(a.body)))
			if err != nil || len(bad) > 0 {
				t.Errorf("%s as %s breaks the contract: %v %v", path, role, bad, err)
			}
		}
		may := role.May(model.AdjustStock)
		if shown := b.get("/reconcile").doc().Find("#nav-reconcile").Length() == 1; shown != (may || role.May(model.SettleDifferences)) {
			t.Errorf("the navigation of %s leads to what waits: %v", role, shown)
		}
		for selector, path := range map[string]string{
			"form[action='/reconcile/2/book'] button": "/reconcile", "td a[href='/reconcile/1#keep']": "/reconcile",
			"form[action='/reconcile/1/book'] button.danger": "/reconcile/1", "form[action='/reconcile/1/keep'] button": "/reconcile/1",
		} {
			if shown := b.get(path).doc().Find(selector).Length() == 1; shown != may {
				t.Errorf("%s on %s as %s: shown %v, permitted %v", selector, path, role, shown, may)
			}
		}
	}
	if n := d.as(model.RoleWarehouse).get("/products").doc().Find("#nav-reconcile").Text(); n != "2" {
		t.Errorf("the navigation counts %q, want 2", n)
	}
	for _, path := range []string{"/reconcile/99", "/reconcile/x", "/reconcile/0", "/reconcile?sort=price", "/reconcile.csv?after=QQ"} {
		d.as(model.RoleManager).get(path).want(http.StatusNotFound)
	}
	if text := newDesk(t).as(model.RoleWarehouse).get("/reconcile").text(); !strings.Contains(text, "No count waits.") {
		t.Errorf("an empty desk says %s", text)
	}
}

func TestReconcileCSV(t *testing.T) {
	a := toReconcile(t).as(model.RoleSales).get("/reconcile.csv?q=oak").want(http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.body), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := strings.Join(rows[1][:11], "|"); got != "OAK|Product OAK|S-1|MAIN||13|pc|20|-7|18|0" {
		t.Errorf("the row is %s", got)
	}
}

// TestBookingACountNamesWhoLosesFirst: a press without having seen it takes
// nothing; the second, on the page that names who loses, does.
func TestBookingACountNamesWhoLosesFirst(t *testing.T) {
	d := toReconcile(t)
	b := d.as(model.RoleWarehouse)
	before := d.everything()
	a := b.post("/reconcile/1/book", url.Values{"seen": {""}}).want(http.StatusConflict)
	d.same(before)
	if row := a.doc().Find("tr[data-line='SO-2/1']").Text(); !strings.Contains(a.text(), "See who loses, then book it.") || row == "" {
		t.Errorf("the refusal names nobody: %s", a.text())
	}
	form := url.Values{}
	a.doc().Find("form[action='/reconcile/1/book'] input").Each(func(_ int, s *goquery.Selection) {
		form.Set(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	if to := b.post("/reconcile/1/book", form).want(http.StatusSeeOther).to(); to != "/reconcile" {
		t.Errorf("it leads to %s", to)
	}
	d.Want(`SELECT o.number, l.allocated/1000 AS allocated FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY l.id`, `
		number  allocated
		SO-1    10
		SO-2    3`)
	if text := b.get("/reconcile").text(); !strings.Contains(text, "Booked: counted 13, the book said 20. 13 are on hand now.") || !strings.Contains(text, "1–1 of 1 counts") {
		t.Errorf("afterwards: %s", text)
	}
	b.post("/reconcile/1/book", form).want(http.StatusSeeOther) // the same form again: the same answer
	second := d.as(model.RoleManager).post("/reconcile/1/keep", url.Values{"why": {"no, wrong shelf"}}).want(http.StatusConflict)
	if text := second.text(); !strings.Contains(text, "was booked by") || !strings.Contains(text, "warehouse") {
		t.Errorf("the second answer is not told who was first: %s", text)
	}
	if text := b.get("/lines/2").text(); !strings.Contains(text, "The count of OAK in MAIN found 13, the book said 20.") {
		t.Errorf("the line's timeline does not say who took it: %s", text)
	}
}

func TestKeepingTheBook(t *testing.T) {
	d := toReconcile(t)
	b, sales := d.as(model.RoleWarehouse), d.as(model.RoleSales)
	before := d.everything()
	long := strings.Repeat("x", 501)
	for _, why := range []string{"", "  ", long} {
		a := b.post("/reconcile/1/keep", url.Values{"why": {why}}).want(http.StatusUnprocessableEntity)
		if got := a.doc().Find("input[name=why]").AttrOr("value", ""); got != why {
			t.Errorf("typed %q, kept %q", why, got)
		}
		if a.doc().Find("a[href='#why']").Length() != 1 {
			t.Errorf("no error summary: %s", a.text())
		}
	}
	sales.post("/reconcile/1/keep", url.Values{"why": {"no"}}).want(http.StatusForbidden)
	sales.post("/reconcile/2/book", nil).want(http.StatusForbidden)
	b.post("/reconcile/99/keep", url.Values{"why": {"no"}}).want(http.StatusNotFound)
	d.same(before)
	b.post("/reconcile/1/keep", url.Values{"why": {"counted the wrong shelf"}}).want(http.StatusSeeOther)
	if text := b.get("/reconcile/1").text(); !strings.Contains(text, "It was dismissed by") || !strings.Contains(text, "counted the wrong shelf") {
		t.Errorf("the count does not say who dismissed it: %s", text)
	}
	b.post("/reconcile/2/book", nil).want(http.StatusSeeOther)
	d.Want(`SELECT state FROM stock_count ORDER BY id`, `
		state
		dismissed
		booked`)
}
