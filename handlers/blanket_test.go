package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// withBlanket is a desk with a blanket order BL-1 for 100 of OAK, of which 20 are
// in stock.
func withBlanket(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.Add(dbtest.Customer{Code: "C-1"}, dbtest.Product{SKU: "OAK"}, dbtest.Stock{SKU: "OAK", Qty: "20"})
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Number: "BL-1", Customer: "C-1", Kind: model.Blanket,
		Lines: []model.EntryLine{{SKU: "OAK", Qty: dbtest.Qty("100")}}}); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReleasingABlanketByPage(t *testing.T) {
	d := withBlanket(t)
	b := d.as(model.RoleSales)
	page := b.get("/orders/BL-1").want(http.StatusOK)
	for _, want := range []string{"Blanket order", "Agreed, released, remaining", "Nothing is released yet."} {
		if !strings.Contains(page.text(), want) {
			t.Errorf("no %q in %s", want, page.text())
		}
	}
	if text := b.get("/orders").text(); !strings.Contains(text, "Blanket") {
		t.Errorf("the list does not say what it is: %s", text)
	}
	wrong := b.post("/orders/BL-1/releases", url.Values{"version": {"1"}, "release[1]": {"101"}, "requested": {"2026-12-04"}}).want(http.StatusUnprocessableEntity)
	if doc := wrong.doc(); !strings.Contains(wrong.text(), "Only 100 pc of OAK remain.") || doc.Find(`input[name='release[1]']`).AttrOr("value", "") != "101" ||
		doc.Find(`input[name='requested']`).AttrOr("value", "") != "2026-12-04" {
		t.Errorf("what was typed is lost or nothing is said: %s", wrong.text())
	}
	b.post("/orders/BL-1/releases", url.Values{"version": {"1"}}).want(http.StatusUnprocessableEntity)
	b.post("/orders/BL-1/releases", url.Values{"version": {"x"}, "release[1]": {"1"}}).want(http.StatusUnprocessableEntity)
	form := url.Values{"rid": {newRID()}, "version": {"1"}, "release[1]": {"30"}, "customer_po": {"CALL-1"}}
	if to := b.post("/orders/BL-1/releases", form).want(http.StatusSeeOther).to(); to != "/orders/BL-1-R1?entered=1" {
		t.Errorf("leads to %s", to)
	}
	b.post("/orders/BL-1/releases", form).want(http.StatusSeeOther)
	b.post("/orders/BL-1/releases", url.Values{"version": {"1"}, "release[1]": {"30"}}).want(http.StatusConflict)
	d.Want(`SELECT number, kind, customer_po FROM sales_order ORDER BY id`, `
		number   kind     customer_po
		BL-1     blanket  ''
		BL-1-R1  release  CALL-1`)
	if text := b.get("/orders/BL-1-R1?entered=1").text(); !strings.Contains(text, "Released from") || !strings.Contains(text, "20 pc allocated from stock, 10 pc short") {
		t.Errorf("the release says %s", text)
	}
	if row := b.get("/orders/BL-1").doc().Find("tr[data-line='BL-1/1']").Text(); !strings.Contains(row, "70") {
		t.Errorf("the blanket says %s", row)
	}
	if d.as(model.RoleWarehouse).get("/orders/BL-1").doc().Find("form[action='/orders/BL-1/releases'] button").Length() != 0 {
		t.Error("the warehouse is offered to release")
	}
	b.post("/orders/BL-1-R1/releases", url.Values{"version": {"1"}, "release[1]": {"1"}}).want(http.StatusNotFound)
}

func TestCreditHoldByPage(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Customer{Code: "C-1"}, dbtest.Product{SKU: "OAK"}, dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "OAK", Qty: "10"}}})
	b := d.as(model.RoleManager)
	for _, page := range []string{"/orders/SO-1"} {
		form := b.get(page).doc().Find("form[action='" + page + "/credit/hold']")
		version := url.Values{"version": {form.Find("[name=version]").AttrOr("value", "")}}
		if a := b.post(page+"/credit/hold", version).want(http.StatusUnprocessableEntity); !strings.Contains(a.text(), "Say why.") {
			t.Errorf("%s without a reason: %s", page, a.text())
		}
		version.Set("credit_why", "three invoices")
		b.post(page+"/credit/hold", version).want(http.StatusSeeOther)
		if a := b.post(page+"/credit/hold", version).want(http.StatusConflict); a.doc().Find("[name=credit_why]").AttrOr("value", "") != "three invoices" {
			t.Errorf("%s: a stale hold loses the reason", page)
		}
		again := b.get(page).want(http.StatusOK)
		if !strings.Contains(again.text(), "On credit hold: three invoices.") {
			t.Errorf("%s says %s", page, again.text())
		}
		version.Set("version", again.doc().Find("form[action='"+page+"/credit/release'] [name=version]").AttrOr("value", ""))
		version.Set("credit_why", "")
		b.post(page+"/credit/release", version).want(http.StatusSeeOther)
		if d.as(model.RoleSales).get(page).doc().Find("#credit").Length() != 0 {
			t.Errorf("%s: sales is offered to hold credit", page)
		}
	}
	d.Want(`SELECT action, entity, ref, why FROM audit WHERE action LIKE 'credit%' AND entity = 'order' ORDER BY id`, `
		action           entity  ref   why
		credit_held      order   SO-1  three invoices
		credit_released  order   SO-1  ''`)
}

// TestALimitIsPassedWithAReason: sales is told the limit, a manager is asked why
// the order may go over it.
func TestALimitIsPassedWithAReason(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Customer{Code: "C-1"}, dbtest.Product{SKU: "OAK", Price: 1000}, dbtest.Product{SKU: "ELM", Price: 100, Backorder: "limit", BackorderLimit: "5"})
	d.Exec(`UPDATE customer SET backorder_limit_value = 10000`)
	form := url.Values{"customer": {"C-1"}, "lines[0].sku": {"OAK"}, "lines[0].qty": {"11"}}
	a := d.as(model.RoleSales).post("/orders/new", form).want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.doc().Find("#limit").Text(), "100.00 EUR at most") || a.doc().Find("[name=override]").Length() != 0 {
		t.Errorf("sales is shown %s", a.text())
	}
	b := d.as(model.RoleManager)
	if a = b.post("/orders/new", form).want(http.StatusUnprocessableEntity); a.doc().Find("[name=override]").Length() != 1 {
		t.Errorf("the manager is not asked why: %s", a.text())
	}
	elm := url.Values{"customer": {"C-1"}, "lines[0].sku": {"ELM"}, "lines[0].qty": {"6"}}
	if a = b.post("/orders/new", elm).want(http.StatusUnprocessableEntity); a.doc().Find("[name=override]").Length() != 1 {
		t.Errorf("the manager is not asked why of a product's limit: %s", a.text())
	}
	form.Set("override", "they pay tomorrow")
	to := b.post("/orders/new", form).want(http.StatusSeeOther).to()
	if text := b.get(to).text(); !strings.Contains(text, "C-1 has used 110 % of its backorder limit.") {
		t.Errorf("nothing is said of the limit: %s", text)
	}
	d.Want(`SELECT action, why FROM audit WHERE action = 'limit_overridden'`, `
		action            why
		limit_overridden  they pay tomorrow`)
}
