//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// twelveErrors is a foreign file of products with a row for each way in which a
// row can be wrong, and rows that can be mended by saying how they are read.
const twelveErrors = `Artikelnummer;Bezeichnung;Einzelpreis;Lief;Backorder;Lieferzeit;Decimals;EAN
IMP-1;Good;1,50;;ja;7;0;
IMP-2;Good too;2,00;;ja;7;0;
;No code;1,00;;ja;7;0;
IMP-3;No price;much;;ja;7;0;
IMP-4;Unknown supplier;1,00;NOBODY;ja;7;0;
IMP-5;Unknown word;1,00;;perhaps;7;0;
IMP-6;Too slow;1,00;;ja;2000;0;
IMP-7;Too fine;1,00;;ja;7;9;
IMP-8;No GTIN;1,00;;ja;7;0;12AB
IMP-9;Too few cells;1,00
IMP-1;Again, otherwise;9,50;;ja;7;0;
IMP-10;Below nothing;-1,00;;ja;7;0;
IMP-11;A "quote" inside;1,00;;ja;7;0;
IMP-12;Turned` + "\u202e" + `round;1,00;;ja;7;0;
`

func TestAFileWithTwelveErrorsIsMendedImportedAndUndone(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "with scripts"
		if !scripts {
			name = "without scripts"
		}
		t.Run(name, func(t *testing.T) {
			v := visitor(t, "manager", 1440, 900)
			if !scripts {
				v = plain(t, "manager")
			}
			v.bringIn(scripts)
		})
	}
}

func (v *tab) bringIn(scripts bool) {
	t := v.t
	t.Helper()
	look := func(name string) {
		if !scripts {
			return
		}
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1440, 390} {
				v.setTheme(theme)
				v.do(chromedp.EmulateViewport(width, 2200))
				v.do(chromedp.Reload())
				where := map[int64]string{1440: "1440", 390: "390"}[width] + "-" + theme
				v.check(name, where)
				v.shoot("import-" + name + "-" + where)
			}
		}
		v.setTheme("light")
		v.do(chromedp.EmulateViewport(1440, 900))
		v.do(chromedp.Reload())
	}
	v.open("/imports/new?kind=products")
	look("send")
	v.fill("source", "Our old system")
	v.set(named("pasted"), twelveErrors)
	v.submit("form.card .btn.primary")
	if !strings.HasPrefix(v.path(), "/imports/uploads/") {
		t.Fatalf("at %s: %s", v.path(), v.text("main"))
	}
	page := v.path()
	v.want("main", "apart by semicolon", "backorder … is none of allow, limit, deny")
	look("check")

	// A column is told, a word is mended, and one cause left out.
	v.set(`select[name="col_supplier"]`, "c3")
	v.click("details:has([name=word_from_0]) > summary")
	v.set(`select[name="word_column_0"]`, "backorder")
	v.fill("word_from_0", "ja")
	v.fill("word_to_0", "allow")
	v.submit("#map .actions .btn")
	v.want("#result", "Import 2 rows, leave 12 out")
	for _, why := range []string{"sku is empty", "is not a number", "is not known", "is none of allow", "is not a whole number from", "gtin",
		"cells, the header has", "in the file twice, with other values", "is below 0", "out of place", "has a character that is not text"} {
		v.want("#result", why)
	}
	v.click(`input[name="leave"][value="sku is empty"]`)
	v.submit(`#result button[form="map"]`)
	v.want("#result", "Import 2 rows, leave 11 out")
	v.want("main", "Rows passed over")
	look("mended")

	v.submit(`form[action$="/import"] .btn.primary`)
	if strings.HasPrefix(v.path(), page) {
		t.Fatalf("still at %s: %s", v.path(), v.text("main"))
	}
	v.want("#status", "pasted.csv imported: 2 new")
	v.want("#effects", "IMP-1", "IMP-2", "created")
	v.open(v.path())
	look("done")
	v.submit(`form[action$="/preview"] .btn`)
	v.want("#undo", "2 removed.")
	look("undo")
	v.submit(`form[action$="/undo"] .btn.danger`)
	v.want("#status", "Undone. 2 removed.")
	v.open("/products?q=IMP-1")
	v.want("main", "No products match")
	v.open("/imports")
	look("list")
}
