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
		"/suppliers/:code/edit":   {"name": {"Berg Mill"}},
		"/suppliers/:code/retire": {"why": {"closed down"}},
		"/suppliers/new":          {"code": {"S-30"}, "name": {"Berg Mill"}},
	})
	actsAtOnce = append(actsAtOnce, "/suppliers/:code/restore")
}

// livedWithSuppliers adds a retired supplier that a purchase order leads to, a date
// that is owed, and one that was asked for.
func (d *desk) livedWithSuppliers(act func(path string, form url.Values)) {
	d.t.Helper()
	d.Add(dbtest.Supplier{Code: "S-22"}, dbtest.PO{Number: "PO-22", Supplier: "S-22", SKU: "B", Qty: "1", ETA: dbtest.Today.AddDays(9)})
	act("/suppliers/S-22/retire", url.Values{"why": {"closed down"}})
	d.Add(dbtest.PO{Number: "PO-23", Supplier: "S-1", SKU: "B", Qty: "1", ETA: dbtest.Today.AddDays(-9)},
		dbtest.Supplier{Code: "S-24"}, dbtest.PO{Number: "PO-24", Supplier: "S-24", SKU: "B", Qty: "1", ETA: dbtest.Today.AddDays(-9)})
	p, err := d.Store.SupplierToChase(d.Context(), "S-24", dbtest.Today)
	if err != nil {
		d.t.Fatal(err)
	}
	act("/suppliers/S-24/chase", url.Values{"lines": {model.SeenText(p.Lines)}})
}

func TestASupplierIsEnteredChangedAndShown(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RolePurchasing)
	a := b.post("/suppliers/new", url.Values{"code": {"MILL"}, "lead_time_days": {"soon"}, "email": {"no address"}}).want(422)
	for _, w := range []string{"Enter the name.", "Enter a whole number of days", "Enter an address"} {
		if !strings.Contains(a.text(), w) {
			t.Errorf("no %q in: %s", w, a.text())
		}
	}
	if got := a.doc().Find("[name=lead_time_days]").AttrOr("value", ""); got != "soon" {
		t.Errorf("the lead time typed is lost: %q", got)
	}
	a = b.post("/suppliers/new", url.Values{"code": {"MILL"}, "name": {"Mill"}, "lead_time_days": {"9"}, "group": {"boards"}}).want(http.StatusSeeOther)
	text := b.get(a.to()).want(200).text()
	for _, w := range []string{"Mill", "9 days", "boards", "Nothing has come from it", "Created"} {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in: %s", w, text)
		}
	}
	if text := b.get("/suppliers?group=boards&q=mil").want(200).text(); !strings.Contains(text, "1–1 of 1 suppliers") {
		t.Errorf("got %s", text)
	}
	b.post("/suppliers/new", url.Values{"code": {"mill"}, "name": {"Mill"}, "lead_time_days": {"9"}}).want(422)
	d.as(model.RoleSales).post("/suppliers/new", url.Values{"code": {"M-2"}, "name": {"Mill"}, "lead_time_days": {"9"}}).want(http.StatusForbidden)
}

// Whoever was slower is told, and keeps what was typed.
func TestASupplierChangedByTwo(t *testing.T) {
	d := yard(t)
	b := d.as(model.RolePurchasing)
	doc := b.get("/suppliers/S-1/edit").want(200).doc()
	if got := doc.Find("form").Text(); !strings.Contains(got, "no lead time of") || !strings.Contains(got, "anew.") {
		t.Errorf("the form does not say whom another lead time touches: %s", got)
	}
	form := formTo(doc, "/suppliers/S-1/edit")
	d.as(model.RoleManager).post("/suppliers/S-1/edit", with(form, "name", "Berg")).want(http.StatusSeeOther)
	a := b.post("/suppliers/S-1/edit", with(form, "group", "boards")).want(http.StatusConflict)
	if got := a.doc().Find("[name=group]").AttrOr("value", ""); got != "boards" || !strings.Contains(a.text(), "manager@desk.test") {
		t.Errorf("group %q in %s", got, a.text())
	}
	again := with(formTo(a.doc(), "/suppliers/S-1/edit"), "version", a.doc().Find("[name=version]").AttrOr("value", ""))
	b.post("/suppliers/S-1/edit", again).want(http.StatusSeeOther)
}

func TestARetiredSupplierIsListedApart(t *testing.T) {
	d := yard(t)
	b := d.as(model.RolePurchasing)
	b.post("/suppliers/S-2/retire", url.Values{"version": {"1"}}).want(422)
	b.post("/suppliers/S-2/retire", url.Values{"version": {"1"}, "why": {"closed down"}}).want(http.StatusSeeOther)
	b.post("/suppliers/S-2/retire", url.Values{"version": {"1"}, "why": {"closed down"}}).want(http.StatusConflict)
	for query, want := range map[string]string{"": "S-1", "use=retired": "S-2", "use=all": "S-1 S-2"} {
		if got := strings.Join(leads(b.get(pageOfList("/suppliers", query)).want(200).doc()), " "); got != want {
			t.Errorf("%q lists %s, want %s", query, got, want)
		}
	}
	if text := b.get("/search?q=supplier").want(200).text(); !strings.Contains(text, "retired") {
		t.Errorf("the search does not say it: %s", text)
	}
	b.post("/suppliers/S-2/restore", url.Values{"version": {"2"}}).want(http.StatusSeeOther)
	if got := strings.Join(leads(b.get("/suppliers").doc()), " "); got != "S-1 S-2" {
		t.Errorf("back in use, the list has %s", got)
	}
}
