package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"
)

func TestTheEntryFormAnswersWithoutScripts(t *testing.T) {
	d := yard(t)
	d.Exec(`UPDATE customer SET ask_short = 1, credit_hold = NULL WHERE code = 'C-2'`)
	d.Exec(`INSERT INTO product_unit(product_id, unit, ratio) SELECT id, 'bundle', 4000 FROM product WHERE sku = 'OAK'`)
	b := d.as(model.RoleSales)
	form := url.Values{"check": {"1"}, "customer": {"mer C-2"}, "project": {"Tower"}, "lines[0].sku": {"oak"}, "lines[0].qty": {"1000"}, "lines[1].sku": {"nothing like it"}, "lines[1].qty": {"2"}}
	before := d.everything()
	doc := b.post("/orders/new", form).want(http.StatusOK).doc()
	d.same(before)
	for name, want := range map[string]string{"customer": "C-2", "project": "Tower", "lines[0].sku": "OAK", "lines[0].qty": "1000", "lines[1].sku": "nothing like it", "lines[2].sku": ""} {
		if got := doc.Find("main form [name='"+name+"']").AttrOr("value", "none"); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if got := doc.Find("#row-0 [name='lines[0].price']").AttrOr("value", ""); got == "" {
		t.Error("the price is not filled in")
	}
	if doc.Find("#row-0 option[value=bundle]").Length() != 1 {
		t.Error("the further unit is not offered")
	}
	if got := doc.Find("#answer-0").Text(); !strings.Contains(got, "free now") || !strings.Contains(got, "(") {
		t.Errorf("beside the quantity stands %q", got)
	}
	if got := doc.Find("#answer-1").Text(); !strings.Contains(got, "There is no product nothing like it.") {
		t.Errorf("beside what nobody knows stands %q", got)
	}
	if doc.Find("details[open] [name=project]").Length() != 1 {
		t.Error("what is typed is folded away")
	}
	if got := doc.Find("#terms").Text(); !strings.Contains(got, "Delays") || !strings.Contains(got, "If a line is short") {
		t.Errorf("the customer's terms are %q", got)
	}
	form.Del("check")
	form.Set("lines[1].sku", "")
	form.Set("lines[1].qty", "")
	if text := b.post("/orders/new", form).want(http.StatusUnprocessableEntity).text(); !strings.Contains(text, "this customer wants to be asked") {
		t.Errorf("nothing was asked: %s", text)
	}
}

func TestTheEntryFormAnswersWhileItIsTyped(t *testing.T) {
	d := yard(t)
	d.Exec(`INSERT INTO substitute(product_id, substitute_id, kind) SELECT p.id, s.id, 'equivalent' FROM product p, product s WHERE p.sku = 'ELM' AND s.sku = 'OAK'`)
	d.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, why) SELECT '2026-11-24T08:00:00.000Z', 'test', 'adjusted', id, 3, 10, 900000, 'planted' FROM product WHERE sku = 'OAK'`)
	b := d.as(model.RoleSales)
	line := b.get("/orders/new/line?i=3&customer=C-1&lines[3].sku=elm&lines[3].qty=50000", "part").want(http.StatusOK).doc()
	if got := line.Find("button[name=swap]").AttrOr("value", ""); got != "3 OAK" {
		t.Errorf("the substitute in stock is offered as %q", got)
	}
	for _, id := range []string{"unit-3", "price-3"} {
		if line.Find("#"+id+"[hx-swap-oob]").Length() != 1 {
			t.Errorf("#%s does not follow the product", id)
		}
	}
	if text := b.get("/orders/new/line?i=0&lines[0].sku=elm", "part").want(http.StatusOK).text(); !strings.Contains(text, "free now.") || strings.Contains(text, "stock.") {
		t.Errorf("without a quantity it says %q", text)
	}
	if text := b.get("/orders/new/line?i=0&lines[0].sku=elm&lines[0].qty=1&lines[0].unit=ton", "part").want(http.StatusOK).text(); !strings.Contains(text, "not sold by ton") {
		t.Errorf("of a unit it does not have it says %q", text)
	}
	for _, wrong := range []string{"i=x", "i=-1", "i=200", ""} {
		b.get("/orders/new/line?"+wrong, "part").want(http.StatusNotFound)
	}
	if text := b.get("/orders/new/terms?customer=C-1", "part").want(http.StatusOK).text(); !strings.Contains(text, "Delays are told") {
		t.Errorf("the terms are %q", text)
	}
	if text := b.get("/orders/new/terms?customer=customer", "part").want(http.StatusOK).text(); strings.TrimSpace(text) != "" {
		t.Errorf("terms of nobody in particular: %q", text)
	}
	if to := b.get("/orders/new/terms?customer=C-1").want(http.StatusSeeOther).to(); to != "/orders/new" {
		t.Errorf("as a page it leads to %s", to)
	}
	swapped := b.post("/orders/new", url.Values{"customer": {"C-1"}, "swap": {"0 OAK"}, "lines[0].sku": {"ELM"}, "lines[0].qty": {"5"}, "lines[0].price": {"99"}}).want(http.StatusOK).doc()
	if got := swapped.Find("[name='lines[0].sku']").AttrOr("value", ""); got != "OAK" || swapped.Find("[name='lines[0].price']").AttrOr("value", "") == "99" {
		t.Errorf("after the swap the row holds %q at its old price", got)
	}
}
