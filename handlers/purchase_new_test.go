package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// lacking is a desk with products short of two suppliers in two warehouses.
func lacking(t *testing.T) *desk {
	d := newDesk(t)
	d.Add(dbtest.Supplier{Code: "S-1"}, dbtest.Supplier{Code: "S-2"}, dbtest.Warehouse{Code: "SHOP"},
		dbtest.Product{SKU: "NAIL", Supplier: "S-1", Pack: "40", Units: map[string]string{"box": "200"}}, dbtest.Product{SKU: "SCREW", Supplier: "S-1"},
		dbtest.Product{SKU: "SHELF", Supplier: "S-1"}, dbtest.Product{SKU: "TILE", Supplier: "S-2"}, dbtest.Product{SKU: "COMING", Supplier: "S-1"},
		dbtest.Customer{Code: "C-1"},
		dbtest.PO{Number: "PO-1", Supplier: "S-1", SKU: "COMING", Qty: "20", ETA: dbtest.Today.AddDays(4)},
		dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "NAIL", Qty: "37"}, {SKU: "SCREW", Qty: "5"}, {SKU: "TILE", Qty: "3"}, {SKU: "COMING", Qty: "20"}}},
		dbtest.Order{Number: "SO-2", Customer: "C-1", Warehouse: "SHOP", Lines: []dbtest.Line{{SKU: "SHELF", Qty: "2"}}})
	return d
}

// proposed are the rows of the form that are filled in: "NAIL 40".
func proposed(a *answer) (rows []string) {
	doc := a.want(http.StatusOK).doc()
	for i := range 60 {
		sku := doc.Find("[name='"+model.LineField(i, "sku")+"']").AttrOr("value", "")
		if sku != "" {
			rows = append(rows, sku+" "+doc.Find("[name='"+model.LineField(i, "qty")+"']").AttrOr("value", ""))
		}
	}
	return rows
}

func TestWhatIsShortIsBoughtTogether(t *testing.T) {
	d := lacking(t)
	b := d.as(model.RolePurchasing)
	for path, want := range map[string]struct{ rows, left string }{
		"/purchasing/new?supplier=S-1":                           {"NAIL 40, SCREW 5", "SHELF: it is short in SHOP"},
		"/purchasing/new?supplier=S-2":                           {"TILE 3", ""},
		"/purchasing/new?sku=SCREW&sku=TILE&sku=NAIL&sku=COMING": {"SCREW 5, NAIL 40", "TILE: it comes from S-2|COMING: what it lacks is on order already"},
		"/purchasing/new?sku=COMING":                             {"COMING ", ""},
		"/purchasing/new":                                        {"", ""},
	} {
		a := b.get(path)
		if got := strings.Join(proposed(a), ", "); got != want.rows {
			t.Errorf("%s proposes %s, want %s", path, got, want.rows)
		}
		for w := range strings.SplitSeq(want.left, "|") {
			if w != "" && !strings.Contains(a.text(), w) {
				t.Errorf("%s does not say %q: %s", path, w, a.text())
			}
		}
	}
	if text := b.get("/purchasing/new?supplier=S-1").text(); !strings.Contains(text, "37 pc not covered, in packs of 40") {
		t.Errorf("the rounding is not said: %s", text)
	}
	b.get("/purchasing/new?sku=NONE").want(http.StatusNotFound)
	b.get("/purchasing/new?supplier=NONE").want(http.StatusNotFound)
	doc := b.get("/purchasing").doc()
	if n := doc.Find(`input[name=sku][form=ticked]`).Length(); n != 5 || doc.Find("form#ticked button").Length() != 1 {
		t.Errorf("%d products can be ticked", n)
	}
}

// The unit is the supplier's, what is counted is the stock unit; the lane is the
// order's.
func TestAPurchaseOrderInTheSuppliersUnit(t *testing.T) {
	d := lacking(t)
	b := d.as(model.RolePurchasing)
	form := url.Values{"supplier": {"S-1"}, "warehouse": {"MAIN"}, "confidence": {"stated"}, "lane": {"sea"},
		"lines[0].sku": {""}, "lines[0].qty": {""}, "lines[1].sku": {"NAIL"}, "lines[1].qty": {"2"}, "lines[1].unit": {"box"}, "lines[2].sku": {"SCREW"}, "lines[2].qty": {"5"}}
	bad := b.post("/purchasing/new", with(form, "lines[2].unit", "crate")).want(422)
	if !strings.Contains(bad.text(), "SCREW has no unit crate.") || bad.doc().Find("[name='lines[1].unit'] option[selected]").AttrOr("value", "") != "box" {
		t.Errorf("the wrong unit: %s", bad.text())
	}
	to := b.post("/purchasing/new", form).want(http.StatusSeeOther).to()
	if text := b.get(to).text(); !strings.Contains(text, "400 pc") || !strings.Contains(text, "2 box") || !strings.Contains(text, "By sea") {
		t.Errorf("the order says %s", text)
	}
	d.Want(`SELECT p.sku, i.ordered, i.unit, i.unit_ratio, i.lane FROM po_line i JOIN product p ON p.id = i.product_id JOIN purchase_order o ON o.id = i.po_id WHERE o.number <> 'PO-1' ORDER BY i.line_no`, `
		sku    ordered  unit  unit_ratio  lane
		NAIL   400000   box   200000      sea
		SCREW  5000     ''    0           sea`)
	d.Exec(`UPDATE supplier SET retired_at = '2026-11-20T08:00:00.000Z' WHERE code = 'S-1'`)
	if text := b.post("/purchasing/new", with(form, "rid", newRID())).want(422).text(); !strings.Contains(text, "S-1 is retired: bring the supplier back, or order from another.") {
		t.Errorf("a retired supplier: %s", text)
	}
	b.post(to+"/lines", url.Values{"version": {"1"}, "lines[0].sku": {"SCREW"}, "lines[0].qty": {"1"}}).want(http.StatusSeeOther) // what is there goes on
}
