package handlers

import (
	"net/http"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

func TestAFormSaysWhenAFileMayChangeItBack(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleAdmin)
	const says = "The ERP is master of products"
	form := func() string { return b.get("/products/OAK/edit").want(http.StatusOK).text() }
	owner := func(who string) { d.Exec(`UPDATE ownership SET owner = ? WHERE kind = 'products'`, who) }
	owner(model.OwnerERP)
	if strings.Contains(form(), says) {
		t.Error("no file of products ever came, and the form warns of one")
	}
	if _, err := d.Store.Import(t.Context(), dbtest.Dana(), db.ImportRequest{Kind: "products", Name: "products.csv", File: strings.NewReader("sku,name\nOAK,Oak\n")}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(form(), says) {
		t.Error("the form does not say that the next file may change it back")
	}
	if strings.Contains(b.get("/products/new").want(http.StatusOK).text(), says) {
		t.Error("a new product is nobody's yet")
	}
	owner(model.OwnerDesk)
	if strings.Contains(form(), says) {
		t.Error("the desk is master, and the form says the ERP is")
	}
}
