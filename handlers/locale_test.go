package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// localised is a desk with figures that every locale writes in its own way.
func localised(t *testing.T, tag string) (*desk, *browser) {
	t.Helper()
	d := newDesk(t)
	d.Add(dbtest.Supplier{Code: "S-1"}, dbtest.Product{SKU: "SAND", Supplier: "S-1", Decimals: 3, Price: 125050}, dbtest.Stock{SKU: "SAND", Qty: "1394.5"},
		dbtest.Customer{Code: "C-1"},
		dbtest.PO{Number: "PO-1", Supplier: "S-1", SKU: "SAND", Qty: "12.125", ETA: model.NewDate(2027, 1, 4)},
		dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "SAND", Qty: "2500"}}})
	if err := d.Store.NewDay(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := d.as(model.RoleAdmin)
	form := shownForm(t, b, "/settings/company")
	form.Set("locale", tag)
	b.post("/settings/company", form).want(http.StatusSeeOther)
	return d, b
}

func TestPagesFollowTheLocale(t *testing.T) {
	for _, tt := range []struct{ tag, number, price, date, typed string }{
		{"en-GB", "1,394.5", "1,250.50", "4 Jan 2027", "12.125"},
		{"en-US", "1,394.5", "1,250.50", "Jan 4, 2027", "12.125"},
		{"de-DE", "1.394,5", "1.250,50", "04.01.2027", "12,125"},
		{"fr-FR", "1\u202f394,5", "1\u202f250,50", "04/01/2027", "12,125"},
		{"es-ES", "1.394,5", "1.250,50", "04/01/2027", "12,125"},
		{"nl-NL", "1.394,5", "1.250,50", "04-01-2027", "12,125"},
	} {
		t.Run(tt.tag, func(t *testing.T) {
			d, b := localised(t, tt.tag)
			product := b.get("/products/SAND").want(http.StatusOK).doc().Find("main").Text()
			line := b.get("/lines/1").want(http.StatusOK).doc().Find("main").Text()
			receive := b.get("/receiving/PO-1").want(http.StatusOK).doc()
			for _, want := range []struct{ page, text string }{{product, tt.number}, {product, tt.price}, {line, tt.number}, {line, tt.date}} {
				if !strings.Contains(want.page, want.text) {
					t.Errorf("nowhere %q: %.1500s", want.text, want.page)
				}
			}
			if got := receive.Find("#received").AttrOr("value", ""); got != tt.typed {
				t.Errorf("the field holds %q, want %q", got, tt.typed)
			}
			b.post("/products/SAND/adjust", url.Values{"by": {tt.number}, "warehouse": {"MAIN"}, "why": {"found"}}).want(http.StatusSeeOther)
			b.post("/products/SAND/adjust", url.Values{"by": {"-0.5"}, "warehouse": {"MAIN"}, "why": {"not found"}}).want(http.StatusSeeOther)
			d.Want(`select kind, qty from stock_move where why in ('found', 'not found') order by id`, `
				kind      qty
				adjusted  1394500
				adjusted  500`)
			if got := b.get("/products.csv").want(http.StatusOK).text(); !strings.Contains(got, ",2788.5,") || strings.Contains(got, tt.number) {
				t.Errorf("the file does not keep its plain form: %s", got)
			}
		})
	}
}

// choosesLocale has a person choose how dates and numbers are written for them.
func (b *browser) choosesLocale(tag string) {
	b.d.t.Helper()
	b.post("/account/choices", url.Values{"theme": {"system"}, "density": {"compact"}, "landing": {""}, "shortcuts": {"on"}, "locale": {tag}}).want(http.StatusSeeOther)
	if got := b.get("/account").want(http.StatusOK).doc().Find("select[name=locale] option[selected]").AttrOr("value", "none"); got != tag {
		b.d.t.Errorf("the account shows %q", got)
	}
}

func TestEachPersonSeesAndTypesTheirOwnLocale(t *testing.T) {
	d, admin := localised(t, "fr-FR")
	german, british, french := d.as(model.RoleManager), d.as(model.RoleWarehouse), admin
	german.choosesLocale("de-DE")
	british.choosesLocale("en-GB")
	for _, tt := range []struct {
		who                        *browser
		on, ordered, day, received string
	}{
		{german, "1.394,5", "2.500", "04.01.2027", "12,125"},
		{british, "1,394.5", "2,500", "4 Jan 2027", "12.125"},
		{french, "1\u202f394,5", "2\u202f500", "04/01/2027", "12,125"},
	} {
		if page := tt.who.get("/products/SAND").want(http.StatusOK).doc().Find("main").Text(); !strings.Contains(page, tt.on) {
			t.Errorf("%s: the product does not say %s: %.900s", tt.received, tt.on, page)
		}
		line := tt.who.get("/lines/1").want(http.StatusOK).doc().Find("main").Text()
		for _, want := range []string{tt.on, tt.ordered, tt.day} {
			if !strings.Contains(line, want) {
				t.Errorf("the line does not say %s: %.1500s", want, line)
			}
		}
		if got := tt.who.get("/receiving/PO-1").want(http.StatusOK).doc().Find("#received").AttrOr("value", ""); got != tt.received {
			t.Errorf("the field holds %q, want %q", got, tt.received)
		}
	}
	for _, tt := range []struct {
		who   *browser
		typed string
		kept  string // "": refused
	}{
		{german, "1.250,5", "1250500"},
		{german, "2.500", "2500000"},
		{german, "1,250.5", ""},
		{british, "1,250.5", "1250500"},
		{british, "2.500", "2500"},
		{british, "1.250,5", ""},
		{french, "1 250,5", "1250500"},
	} {
		adjust := url.Values{"by": {tt.typed}, "warehouse": {"MAIN"}, "why": {"found"}}
		if tt.kept == "" {
			a := tt.who.post("/products/SAND/adjust", adjust).want(http.StatusUnprocessableEntity)
			if got := a.doc().Find("input[name=by]").AttrOr("value", ""); got != tt.typed {
				t.Errorf("%q came back as %q", tt.typed, got)
			}
			continue
		}
		tt.who.post("/products/SAND/adjust", adjust).want(http.StatusSeeOther)
		d.Want(`select qty from stock_move where why = 'found' order by id desc limit 1`, "qty\n"+tt.kept)
	}
}

func TestFormIsReadAsItWasWritten(t *testing.T) {
	d, b := localised(t, "de-DE")
	form := shownForm(t, b, "/receiving/PO-1")
	if form.Get("received") != "12,125" {
		t.Fatalf("the form holds %v", form)
	}
	form.Set("do", "book")
	b.choosesLocale("en-GB") // where 12,125 are twelve thousand
	b.post("/receiving/PO-1", form).want(http.StatusSeeOther)
	d.Want(`select qty from stock_move where kind = 'received'`, "qty\n12125")
}

func TestUnknownLocaleIsRefused(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleSales)
	b.post("/account/choices", url.Values{"landing": {""}, "shortcuts": {"on"}, "locale": {"xx-XX"}}).want(http.StatusUnprocessableEntity)
	d.Want(`select count(*) as n from app_user where locale <> ''`, "n\n0")
}

// TestPrefilledFiguresComeBackAsTheyWere sends what a form holds back untouched:
// 12.125 in the plain form would be twelve thousand to a German reader.
func TestPrefilledFiguresComeBackAsTheyWere(t *testing.T) {
	d, b := localised(t, "de-DE")
	d.Add(dbtest.Warehouse{Code: "SHOP"})
	to := b.post("/transfers/new", url.Values{"from": {"MAIN"}, "to": {"SHOP"}, "lines[0].sku": {"SAND"}, "lines[0].qty": {"12,125"}}).want(http.StatusSeeOther).to()
	if got := b.get(to+"/edit").want(http.StatusOK).doc().Find("input[name='lines[0].qty']").AttrOr("value", ""); got != "12,125" {
		t.Errorf("the transfer's form holds %q", got)
	}
	if got := b.get("/pos/PO-1?line=1").want(http.StatusOK).doc().Find("input[name=ordered]").AttrOr("value", ""); got != "12,125" {
		t.Errorf("the purchase order's form holds %q", got)
	}
}
