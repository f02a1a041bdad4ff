package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

func init() {
	maps.Copy(fills, map[string]url.Values{
		"/customers/:code/contacts/:id": {"name": {"Ida Berg"}, "email": {"ida@berg.example"}},
		"/customers/:code/contacts/new": {"name": {"Max Berg"}, "email": {"max@berg.example"}},
		"/customers/:code/credit":       {"why": {"two invoices are overdue"}},
		"/customers/:code/edit":         {"name": {"Berg Interiors"}},
		"/customers/:code/retire":       {"why": {"moved away"}},
		"/customers/:code/sites/:site":  {"zone": {"N2"}},
		"/customers/:code/sites/new":    {"site": {"QUAY"}, "name": {"Harbour"}},
		"/customers/new":                {"code": {"C-30"}, "name": {"Berg"}},
	})
	actsAtOnce = append(actsAtOnce, "/customers/:code/contacts/:id/remove", "/customers/:code/restore", "/customers/:code/sites/:site/restore",
		"/customers/:code/sites/:site/retire", "/customers/:code/uncredit")
}

// livedWithPartners adds a customer on credit hold with a retired site, and a
// retired one that an order leads to.
func (d *desk) livedWithPartners(act func(path string, form url.Values)) {
	d.t.Helper()
	d.Add(dbtest.Customer{Code: "C-21", CreditHold: "two invoices are overdue", Sites: []string{"YARD"}}, dbtest.Customer{Code: "C-22"},
		dbtest.Order{Number: "SO-22", Customer: "C-22", Lines: []dbtest.Line{{SKU: "B", Qty: "1"}}})
	act("/customers/C-21/sites/YARD/retire", nil)
	act("/customers/C-22/retire", url.Values{"why": {"moved away"}})
}

func TestACustomerIsEnteredChangedAndShown(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleSales)
	a := b.post("/customers/new", url.Values{"code": {"REN"}, "email": {"no address"}, "limit": {"lots"}, "ship_mode": {"max_shipments"}, "mail": {"all"}, "notice_regime": {"us_mito"}}).want(422)
	for _, w := range []string{"Enter the name.", "Enter an address", "Enter an amount", "1 to 99"} {
		if !strings.Contains(a.text(), w) {
			t.Errorf("no %q in: %s", w, a.text())
		}
	}
	if got := a.doc().Find("[name=limit]").AttrOr("value", ""); got != "lots" {
		t.Errorf("the limit typed is lost: %q", got)
	}
	a = b.post("/customers/new", url.Values{"code": {"REN"}, "name": {"Rennie"}, "limit": {"1500.50"}, "ship_mode": {"max_shipments"}, "max_shipments": {"2"},
		"mail": {"digest"}, "notice_regime": {"us_mito"}, "tier": {"A"}}).want(http.StatusSeeOther)
	text := b.get(a.to()).want(200).text()
	for _, w := range []string{"Rennie", "At most so many shipments an order: 2", "US consumer", "One mail a day", "0.00 EUR of 1,500.50 EUR", "created"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
			t.Errorf("no %q in: %s", w, text)
		}
	}
	d.Want(`SELECT code, ship_mode, max_shipments, backorder_limit_value AS "limit" FROM customer`, `
		code  ship_mode      max_shipments  limit
		REN   max_shipments  2              150050`)
}

// Whom another ship mode touches is said on the form, before it is saved.
func TestTheFormSaysWhichOrdersANewPolicyReaches(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleService)
	if text := b.get("/customers/C-1/edit").want(200).text(); !strings.Contains(text, "2 open orders keep theirs") {
		t.Errorf("got %s", text)
	}
	doc := b.get("/customers/C-1/edit").doc()
	other := d.as(model.RoleManager)
	form := formTo(doc, "/customers/C-1/edit")
	other.post("/customers/C-1/edit", with(form, "name", "Berg")).want(http.StatusSeeOther)
	a := b.post("/customers/C-1/edit", with(form, "phone", "0123")).want(http.StatusConflict)
	if got := a.doc().Find("[name=phone]").AttrOr("value", ""); got != "0123" || !strings.Contains(a.text(), "manager@desk.test") {
		t.Errorf("phone %q in %s", got, a.text())
	}
	again := with(formTo(a.doc(), "/customers/C-1/edit"), "version", a.doc().Find("[name=version]").AttrOr("value", ""))
	b.post("/customers/C-1/edit", again).want(http.StatusSeeOther)
}

// formTo is what the page's form for an address would send.
func formTo(doc *goquery.Document, action string) url.Values {
	for _, f := range formsOf("", doc) {
		if f.action == action {
			return f.sent
		}
	}
	return nil
}

// with gives the form with one field changed and a request id of its own.
func with(form url.Values, name, value string) url.Values {
	out := clone(form)
	out.Set(name, value)
	out.Set("rid", newRID())
	return out
}

func TestCreditHoldIsForWhoMayReleaseIt(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleManager)
	b.post("/customers/C-1/credit", url.Values{"version": {"1"}}).want(422)
	b.post("/customers/C-1/credit", url.Values{"version": {"1"}, "why": {"overdue"}}).want(http.StatusSeeOther)
	text := b.get("/customers/C-1").want(200).text()
	if !strings.Contains(text, "Credit hold: overdue") || !strings.Contains(text, "On hold") {
		t.Errorf("got %s", text)
	}
	b.post("/customers/C-1/uncredit", url.Values{"version": {"1"}}).want(http.StatusConflict)
	b.post("/customers/C-1/uncredit", url.Values{"version": {"2"}}).want(http.StatusSeeOther)
	d.as(model.RoleSales).post("/customers/C-1/credit", url.Values{"version": {"3"}, "why": {"overdue"}}).want(http.StatusForbidden)
}

func TestARetiredCustomerIsOfferedNoMore(t *testing.T) {
	d := yard(t)
	d.Add(dbtest.Customer{Code: "C-9", Retired: true})
	b := d.as(model.RoleSales)
	if text := b.get("/customers").text(); strings.Contains(text, "C-9") {
		t.Errorf("the list shows it: %s", text)
	}
	if text := b.get("/customers?use=retired").text(); !strings.Contains(text, "C-9") || strings.Contains(text, "C-2") {
		t.Errorf("got %s", text)
	}
	if b.get("/orders/new").want(200).doc().Find("option[value='C-9']").Length() > 0 {
		t.Error("order entry offers it")
	}
}
