package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestAnOrderIsConfirmedInTheCustomersLanguage(t *testing.T) {
	d := yard(t)
	d.Exec(`UPDATE customer SET language = 'fr', credit_hold = NULL WHERE code = 'C-1'`)
	b := d.as(model.RoleService)
	page := b.get("/orders/SO-1/confirmation").want(http.StatusOK)
	if lang := page.doc().Find("article").AttrOr("lang", ""); lang != "fr" {
		t.Errorf("the paper is marked %q", lang)
	}
	for _, want := range []string{"Confirmation de commande SO-1", "OAK", "avant le"} {
		if !strings.Contains(page.text(), want) {
			t.Errorf("the page does not say %q: %s", want, page.text())
		}
	}
	if strings.Contains(page.text(), "?") {
		t.Errorf("a text is missing: %s", page.text())
	}
	pdf := b.get("/orders/SO-1/confirmation.pdf").want(http.StatusOK)
	if !bytes.HasPrefix(pdf.body, []byte("%PDF-")) || pdf.header.Get("Content-Type") != "application/pdf" || !strings.Contains(pdf.header.Get("Content-Disposition"), "confirmation_SO-1.pdf") {
		t.Errorf("the PDF is %q, %q, %.20q", pdf.header.Get("Content-Type"), pdf.header.Get("Content-Disposition"), pdf.body)
	}
	b.get("/orders/SO-99/confirmation.pdf").want(http.StatusNotFound)
	b.get("/orders/SO-99/confirmation").want(http.StatusNotFound)
	if page.doc().Find("article img").Length() != 0 || bytes.Contains(pdf.body, []byte("/Subtype /Image")) {
		t.Error("there is a logo where there is none")
	}
	if err := d.Store.SetLogo(t.Context(), dbtest.Dana(), smallLogo(t)); err != nil {
		t.Fatal(err)
	}
	src := b.get("/orders/SO-1/confirmation").want(http.StatusOK).doc().Find("article img.logo").AttrOr("src", "")
	b.get(src).want(http.StatusOK)
	if !bytes.Contains(b.get("/orders/SO-1/confirmation.pdf").want(http.StatusOK).body, []byte("/Subtype /Image")) {
		t.Error("the PDF has no logo")
	}
}
