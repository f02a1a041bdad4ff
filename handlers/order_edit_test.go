package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"
)

func TestAnOrderIsChangedOnItsPage(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleSales)
	doc := b.get("/orders/SO-1/edit").want(http.StatusOK).doc()
	if doc.Find("input[name='line.1.qty'], input[name='line.1.version'][value]").Length() != 2 {
		t.Fatal("line 1 cannot be changed")
	}
	a := b.submit(doc, "main form", url.Values{"check": {""}, "project": {"Tower"}, "line.1.price": {"1.25"}, "lines[0].sku": {"elm"}, "lines[0].qty": {"1.5"}})
	if a.status != http.StatusSeeOther || a.to() != "/orders/SO-1" {
		t.Fatalf("got %d %s: %s", a.status, a.to(), a.text())
	}
	d.Want(`SELECT o.project, l.line_no, p.sku, l.price FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id WHERE o.number = 'SO-1' AND l.line_no IN (1, 3)`, `
		project  line_no  sku  price
		Tower    1        OAK  125
		Tower    3        ELM  100`)
	text := b.get("/orders/SO-1").want(http.StatusOK).text()
	for _, want := range []string{"project: Tower", "SO-1/3: added"} {
		if !strings.Contains(text, want) {
			t.Errorf("the timeline does not say %q: %s", want, text)
		}
	}
}

func TestAStaleEditKeepsWhatWasTypedAndSaysWhoWasFaster(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleSales)
	doc := b.get("/orders/SO-1/edit").want(http.StatusOK).doc()
	other := d.as(model.RoleManager)
	if a := other.submit(other.get("/orders/SO-1/edit").doc(), "main form", url.Values{"check": {""}, "priority": {"1"}}); a.status != http.StatusSeeOther {
		t.Fatal(a.text())
	}
	before := d.everything()
	a := b.submit(doc, "main form", url.Values{"check": {""}, "project": {"Tower"}, "line.1.qty": {"11"}})
	if a.status != http.StatusConflict {
		t.Fatalf("got %d: %s", a.status, a.text())
	}
	d.same(before)
	again := a.doc()
	if got := again.Find("[name=project]").AttrOr("value", ""); got != "Tower" || again.Find("[name='line.1.qty']").AttrOr("value", "") != "11" {
		t.Errorf("what was typed is lost: %q", got)
	}
	if text := a.text(); !strings.Contains(text, "manager@desk.test") || !strings.Contains(text, "priority: 3 → 1") {
		t.Errorf("it does not say who changed what: %s", text)
	}
	if a := b.submit(again, "main form", url.Values{"check": {""}}); a.status != http.StatusSeeOther {
		t.Errorf("saved again it is answered %d: %s", a.status, a.text())
	}
}

func TestACopyStartsFromTheOrder(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleSales)
	b.submit(b.get("/orders/SO-1/edit").doc(), "main form", url.Values{"check": {""}, "project": {"Tower"}, "customer_po": {"P 1"}}).want(http.StatusSeeOther)
	doc := b.get("/orders/SO-1/copy").want(http.StatusOK).doc()
	for name, want := range map[string]string{"customer": "C-1", "customer_po": "", "project": "Tower", "lines[0].sku": "OAK", "lines[1].sku": "ELM"} {
		if got := doc.Find("main form [name='"+name+"']").AttrOr("value", "none"); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if doc.Find("main form").AttrOr("action", "") != "/orders/new" {
		t.Error("the copy is not entered like any order")
	}
	for _, path := range []string{"/orders/SO-99/copy", "/orders/SO-99/edit"} {
		b.get(path).want(http.StatusNotFound)
	}
	d.as(model.RoleWarehouse).get("/orders/SO-1/edit").want(http.StatusForbidden)
}
