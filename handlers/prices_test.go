package handlers

import (
	"net/http"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// Who does not see prices sees none on any page and in any file; the others do.
func TestPricesAreForWhoMaySeeThem(t *testing.T) {
	d := furnished(t)
	d.Add(dbtest.Product{SKU: "DEAR", Price: 77_31}, dbtest.Order{Number: "SO-7", Customer: "C-1", Lines: []dbtest.Line{{SKU: "DEAR", Qty: "1"}}})
	for _, r := range model.Roles() {
		b, shown := d.as(r), 0
		for _, path := range []string{"/orders", "/orders.csv", "/orders/SO-7", "/products/DEAR", "/products.csv", "/customers", "/customers.csv", "/customers/C-1",
			"/backorders?columns=order,value&q=DEAR", "/backorders?group=sku&q=DEAR", "/backorders.csv?columns=order,value&q=DEAR", "/lines/2", "/orders.xlsx"} {
			a := b.get(path)
			if a.status != http.StatusOK {
				t.Fatalf("%s as %s: %d", path, r, a.status)
			}
			if strings.Contains(string(a.body), "77.31") {
				shown++
				if !r.May(model.SeePrices) {
					t.Errorf("%s shows the price to %s", path, r)
				}
			}
		}
		if r.May(model.SeePrices) && shown < 8 {
			t.Errorf("%s sees the price on %d pages only", r, shown)
		}
		want := http.StatusOK
		if !r.May(model.SeePrices) {
			want = http.StatusUnprocessableEntity
		}
		b.get("/backorders?sort=value").want(want)
	}
}
