package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func init() {
	maps.Copy(fills, map[string]url.Values{
		"/pos/:number/cancel":   {"why": {"no longer made"}},
		"/pos/:number/close":    {"why": {"no longer made"}},
		"/pos/:number/lines":    {"lines[0].sku": {"A"}, "lines[0].qty": {"3"}},
		"/pos/:number/quantity": {"ordered": {"25"}, "why": {"two more pallets"}},
		"/pos/:number/split":    {"qty": {"5"}, "eta": {"2026-12-18"}},
	})
	actsAtOnce = append(actsAtOnce, "/pos/:number/confirm")
}

// dueOn sets the date of a purchase order's first line, as stated.
func (d *desk) dueOn(po string, eta model.Date) {
	d.t.Helper()
	id := d.ID(`SELECT i.id FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE o.number = ? AND i.line_no = 1`, po)
	if err := d.Store.SetETA(d.t.Context(), dbtest.Dana(), id, 0, eta, model.Stated, ""); err != nil {
		d.t.Fatal(err)
	}
}

// Splitting an inbound line is three clicks from purchasing: the order, the line,
// the split.
func TestAnInboundLineIsSplitInThreeClicks(t *testing.T) {
	d := yard(t)
	d.dueOn("PO-1", dbtest.Today.AddDays(7))
	b := d.as(model.RolePurchasing)
	list := b.get("/purchasing").want(200).doc()
	if list.Find("a[href='/pos/PO-1']").Length() == 0 {
		t.Fatal("the list of what is short does not lead to the purchase order")
	}
	page := b.get("/pos/PO-1").want(200).doc()
	change := page.Find("a[href^='/pos/PO-1?line=1']").AttrOr("href", "")
	form := formTo(b.get(strings.Split(change, "#")[0]).want(200).doc(), "/pos/PO-1/split")
	form.Set("qty", "12")
	form.Set("eta", "2026-12-20")
	b.post("/pos/PO-1/split", with(form, "why", "the rest is on the next lorry")).want(http.StatusSeeOther)
	d.Want(`SELECT i.line_no, i.ordered/1000 AS ordered, i.eta FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE o.number = 'PO-1' ORDER BY 1`, `
		line_no  ordered  eta
		1        8        2026-12-01
		2        12       2026-12-20`)
	a := b.post("/pos/PO-1/split", url.Values{"line": {"1"}, "qty": {"99"}, "eta": {"soon"}, "confidence": {"confirmed"}}).want(422)
	if got := a.doc().Find("#qty").AttrOr("value", ""); got != "99" || !strings.Contains(a.text(), "Enter a date") {
		t.Errorf("typed %q: %s", got, a.text())
	}
}

func TestAnotherETASaysWhatItMovesBeforeItIsSaved(t *testing.T) {
	d := yard(t)
	b := d.as(model.RolePurchasing)
	before := d.everything()
	a := b.post("/pos/PO-1/eta", url.Values{"line": {"1"}, "eta": {"2026-12-30"}, "confidence": {"confirmed"}, "do": {"preview"}}).want(200)
	if text := a.text(); !strings.Contains(text, "Moves 2 lines") || !strings.Contains(text, "SO-1/1") {
		t.Errorf("got %s", text)
	}
	if got := a.doc().Find("#eta").AttrOr("value", ""); got != "2026-12-30" {
		t.Errorf("the date typed became %q", got)
	}
	d.same(before)
}

// Everything that is short from a supplier is bought in three clicks: the list,
// the row's button, the form's.
func TestEverythingShortFromASupplierIsBoughtInThreeClicks(t *testing.T) {
	d := yard(t)
	d.Add(dbtest.Product{SKU: "ASH", Supplier: "S-2"}, dbtest.Order{Number: "SO-5", Customer: "C-1", Lines: []dbtest.Line{{SKU: "ASH", Qty: "7"}}})
	b := d.as(model.RolePurchasing)
	link := b.get("/purchasing").want(200).doc().Find("tr[data-sku=ELM] a[href*='supplier=']").Last().AttrOr("href", "")
	doc := b.get(link).want(200).doc()
	form := formTo(doc, "/purchasing/new")
	a := b.post("/purchasing/new", with(form, "why", "")).want(http.StatusSeeOther)
	b.get(a.to()).want(200)
	d.Want(`SELECT u.code, p.sku, i.ordered FROM po_line i JOIN purchase_order o ON o.id = i.po_id JOIN supplier u ON u.id = o.supplier_id
		JOIN product p ON p.id = i.product_id WHERE o.number NOT IN ('PO-1', 'PO-2') ORDER BY i.line_no`, `
		code  sku  ordered
		S-2   ASH  7000
		S-2   ELM  2500`)
	b.get("/purchasing/new?supplier=S-99").want(http.StatusNotFound)
}

func TestAWholePurchaseOrderIsConfirmedAndExtended(t *testing.T) {
	d := yard(t)
	d.dueOn("PO-1", dbtest.Today.AddDays(7))
	b := d.as(model.RolePurchasing)
	doc := b.get("/pos/PO-1").want(200).doc()
	b.post("/pos/PO-1/confirm", with(formTo(doc, "/pos/PO-1/confirm"), "why", "")).want(http.StatusSeeOther)
	form := formTo(b.get("/pos/PO-1?add=1").want(200).doc(), "/pos/PO-1/lines")
	a := b.post("/pos/PO-1/lines", with(form, "lines[1].sku", "GONE")).want(422)
	if !strings.Contains(a.text(), "Enter a number.") {
		t.Errorf("got %s", a.text())
	}
	form.Set("lines[2].qty", "3")
	b.post("/pos/PO-1/lines", with(form, "lines[2].sku", "ELM")).want(http.StatusSeeOther)
	d.Want(`SELECT i.line_no, p.sku, i.confidence FROM po_line i JOIN purchase_order o ON o.id = i.po_id JOIN product p ON p.id = i.product_id WHERE o.number = 'PO-1' ORDER BY 1`, `
		line_no  sku  confidence
		1        OAK  confirmed
		2        ELM  stated`)
	if text := b.get("/pos/PO-1").text(); !strings.Contains(text, "Timeline") || !strings.Contains(text, "2.5") && !strings.Contains(text, "ELM") {
		t.Errorf("got %s", text)
	}
}
