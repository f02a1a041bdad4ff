package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"
)

func TestANumberLeadsStraightToItsPage(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleSales)
	for q, want := range map[string]string{"so-1": "/orders/SO-1", " SO-1 ": "/orders/SO-1"} {
		a := b.get("/search?q=" + url.QueryEscape(q)).want(http.StatusSeeOther)
		if got := a.header.Get("Location"); got != want {
			t.Errorf("%q leads to %q, want %q", q, got, want)
		}
	}
	doc := b.get("/search?q=so").want(http.StatusOK).doc()
	if doc.Find("tr[data-hit=SO-1] a[href='/orders/SO-1']").Length() != 1 {
		t.Errorf("the beginning of a number does not list it: %s", doc.Find("main").Text())
	}
	if doc = b.get("/search?q=zzzz").want(http.StatusOK).doc(); !strings.Contains(doc.Find(".empty").Text(), "Nothing found for “zzzz”") {
		t.Errorf("nothing found says %q", doc.Find("main").Text())
	}
}

func TestThePaletteOffersOnlyWhatThePersonMay(t *testing.T) {
	d := furnished(t)
	for _, c := range []struct {
		role   model.Role
		offers bool
	}{{model.RoleSales, true}, {model.RoleWarehouse, false}} {
		doc := d.as(c.role).get("/search?q=new+order", "part").want(http.StatusOK).doc()
		if got := doc.Find("a[role=option][href='/orders/new']").Length() == 1; got != c.offers {
			t.Errorf("%s is offered a new order: %v, want %v", c.role, got, c.offers)
		}
	}
}

func TestAFieldIsOfferedCodes(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleSales)
	var sku string
	if err := d.Raw.Get(&sku, `SELECT sku FROM product ORDER BY id LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	o := b.get("/find/products?q="+url.QueryEscape(sku), "part").want(http.StatusOK).doc().Find("[role=option]").First()
	if got := o.AttrOr("data-value", ""); got != sku || !strings.Contains(o.AttrOr("data-text", ""), "available") {
		t.Errorf("got %q (%q), want %q with what is available", got, o.AttrOr("data-text", ""), sku)
	}
	for _, q := range []string{"\x00", `"*`, "🌳", strings.Repeat("x", 5000)} {
		for _, path := range []string{"/find/products?q=", "/find/customers?q=", "/search?q="} {
			b.get(path+url.QueryEscape(q), "part").want(http.StatusOK)
		}
	}
}
