package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"
)

// Whoever buys sees who owes a date, has the text in the supplier's language, and
// marks it as asked; it can be taken back.
func TestASupplierIsAskedForDatesFromItsPage(t *testing.T) {
	d := yard(t)
	d.Exec(`UPDATE supplier SET language = 'de', email = 'verkauf@s1.test' WHERE code = 'S-1'`)
	d.Exec(`UPDATE product SET supplier_sku = 'EI-20' WHERE sku = 'OAK'`)
	b := d.as(model.RolePurchasing)
	if got := leads(b.get("/purchasing?tab=chase").want(http.StatusOK).doc()); len(got) != 1 || !strings.Contains(got[0], "S-1") {
		t.Fatalf("dates are owed by %v", got)
	}
	doc := b.get("/suppliers/S-1/chase").want(http.StatusOK).doc()
	text := doc.Find("#mail").Text()
	for _, w := range []string{"PO-1, Position 1: 20", "Ihre Nummer EI-20", "unsere Nummer OAK", "war fällig am 22.11.2026"} {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in: %s", w, text)
		}
	}
	link, err := url.Parse(doc.Find(`a[href^="mailto:"]`).AttrOr("href", ""))
	if err != nil || !strings.HasPrefix(link.Opaque, "verkauf@s1.test") || !strings.Contains(link.Query().Get("body"), "Ihre Nummer EI-20") {
		t.Errorf("the mail link is %v, %v", link, err)
	}
	form := formTo(doc, "/suppliers/S-1/chase")
	d.as(model.RoleSales).post("/suppliers/S-1/chase", form).want(http.StatusForbidden)
	to := b.post("/suppliers/S-1/chase", with(form, "why", "mailed")).want(http.StatusSeeOther).to()
	if text := b.get(to).text(); !strings.Contains(text, "1 line is asked.") || !strings.Contains(text, "No supplier owes a date.") {
		t.Errorf("asked, the list says %s", text)
	}
	if text := b.get("/pos/PO-1").text(); !strings.Contains(text, "supplier asked for a date") {
		t.Errorf("the order's timeline does not say it: %s", text)
	}
	b.post("/suppliers/S-1/chase", with(form, "rid", newRID())).want(http.StatusConflict)
	back := formTo(b.get("/suppliers/S-1/chase").doc(), "/suppliers/S-1/unchase")
	b.post("/suppliers/S-1/unchase", back).want(http.StatusSeeOther)
	if got := leads(b.get("/purchasing?tab=chase").doc()); len(got) != 1 {
		t.Errorf("taken back, dates are owed by %v", got)
	}
}

// The list narrowed to a supplier orders everything short from it at once.
func TestShortProductsOfASupplierAreOrderedAtOnce(t *testing.T) {
	d := yard(t)
	b := d.as(model.RolePurchasing)
	doc := b.get("/purchasing?supplier=S-2").want(http.StatusOK).doc()
	if a := doc.Find(`.head a[href="/purchasing/new?supplier=S-2"]`); a.Text() != "Order everything short from Supplier S-2" {
		t.Errorf("the button says %q", a.Text())
	}
	if n := b.get("/purchasing").doc().Find(`.head a[href^="/purchasing/new?supplier="]`).Length(); n != 0 {
		t.Error("the whole list offers to order from one supplier")
	}
	if n := d.as(model.RoleSales).get("/purchasing?supplier=S-2").doc().Find(`a[href^="/purchasing/new"]`).Length(); n != 0 {
		t.Error("sales may not buy, and is offered to")
	}
}
