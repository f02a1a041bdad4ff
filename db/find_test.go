package db_test

import (
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// findDesk has a few things with names, codes and numbers that overlap.
func findDesk(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, dbtest.Supplier{Code: "SAW"},
		dbtest.Product{SKU: "OAK-18", Supplier: "SAW"}, dbtest.Product{SKU: "OAK-27", Supplier: "SAW"}, dbtest.Product{SKU: "KVH-60120-5"},
		dbtest.Customer{Code: "C1"}, dbtest.Customer{Code: "C2"},
		dbtest.Stock{SKU: "OAK-18", Qty: "5"},
		dbtest.PO{Number: "PO-8841", Supplier: "SAW", SKU: "OAK-18", Qty: "30", ETA: day(4)})
	d.Exec(`UPDATE product SET name = 'Oak plank 18 mm', gtin = '4006381333931', supplier_sku = 'SW/118' WHERE sku = 'OAK-18'`)
	d.Exec(`UPDATE product SET name = 'Eiche geölt 27 mm' WHERE sku = 'OAK-27'`)
	d.Exec(`UPDATE customer SET name = 'Hartley & Söhne', email = 'buy@hartley.test' WHERE code = 'C1'`)
	e := dbtest.Order{Number: "SO-1042", Customer: "C1", Lines: []dbtest.Line{{SKU: "OAK-18", Qty: "9"}, {SKU: "OAK-27", Qty: "1"}}}.Entry()
	e.CustomerPO, e.Project = "4500-77", "Harbour tower"
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err != nil {
		t.Fatal(err)
	}
	d.Add(dbtest.Order{Number: "SO-1043", Customer: "C2", Lines: []dbtest.Line{{SKU: "OAK-18", Qty: "9"}}})
	return d
}

func hits(t *testing.T, d *dbtest.Desk, q string, kinds ...string) string {
	t.Helper()
	found, err := d.Store.Find(t.Context(), q, kinds, 5)
	if err != nil {
		t.Fatalf("%q: %v", q, err)
	}
	var refs []string
	for _, h := range found {
		ref := h.Kind + ":" + h.Ref
		if h.Exact {
			ref += "!"
		}
		refs = append(refs, ref)
	}
	return strings.Join(refs, " ")
}

func TestFindKnowsThingsByWhatPeopleCallThem(t *testing.T) {
	d := findDesk(t)
	for _, c := range []struct{ name, q, want string }{
		{"an order's number", "SO-1042", "order:SO-1042!"},
		{"in small letters", "so-1042", "order:SO-1042!"},
		{"its digits", "1042", "order:SO-1042"},
		{"the beginning of its digits", "104", "order:SO-1043 order:SO-1042"},
		{"a line", "SO-1042/2", "line:SO-1042/2!"},
		{"a customer's PO", "4500-77", "order:SO-1042!"},
		{"a project's word", "harb", "order:SO-1042"},
		{"a SKU", "oak-18", "product:OAK-18!"},
		{"the beginning of a SKU", "OAK", "product:OAK-18 product:OAK-27"},
		{"a part of a SKU", "0120", "product:KVH-60120-5"},
		{"words of a name in any order", "18 plank", "product:OAK-18"},
		{"a name without its dots", "geolt", "product:OAK-27"},
		{"a supplier's code for it", "SW/118", "product:OAK-18"},
		{"a GTIN", "4006381333931", "product:OAK-18!"},
		{"a customer", "sohne hart", "customer:C1"},
		{"a customer's address", "buy@hartley.test", "customer:C1!"},
		{"a purchase order", "8841", "po:PO-8841"},
		{"a supplier", "saw", "supplier:SAW!"},
		{"words that nothing has together", "oak harbour", ""},
	} {
		if got := hits(t, d, c.q); got != c.want {
			t.Errorf("%s: %q finds %q, want %q", c.name, c.q, got, c.want)
		}
	}
	if got := hits(t, d, "oak", model.HitCustomer); got != "" {
		t.Errorf("only customers were asked for: %q", got)
	}
	found, err := d.Store.Find(t.Context(), "SO-1042", nil, 5)
	if err != nil || len(found) != 1 || found[0].Open != 2 || found[0].Name != "Hartley & Söhne" {
		t.Errorf("got %+v (%v), want the order with two open lines of Hartley & Söhne", found, err)
	}
}

func TestFindFollowsEveryChange(t *testing.T) {
	d := findDesk(t)
	d.Exec(`UPDATE product SET supplier_sku = 'Ash' WHERE sku = 'OAK-18'`)
	d.Add(dbtest.Order{Number: "SO-10", Customer: "C2", Lines: []dbtest.Line{{SKU: "OAK-27", Qty: "1"}}})
	if got := hits(t, d, "ash"); got != "product:OAK-18" {
		t.Errorf("the new code finds %q", got)
	}
	if got := hits(t, d, "SW/118"); got != "" {
		t.Errorf("the old code finds %q", got)
	}
	d.Check()
}

func TestFindFindsPapersByNumber(t *testing.T) {
	d := busyDesk(t)
	for q, want := range map[string]string{"sh-1": "shipment:SH-1!", "PK-1": "pick_list:PK-1!", "r-1": "receipt:R-1!"} {
		if got := hits(t, d, q); got != want {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
}

func TestFindTakesAnything(t *testing.T) {
	d := findDesk(t)
	for _, q := range []string{"", " ", `"`, `""`, `"oak`, "oak*", "-oak", "oak AND", "OR", "NOT oak", "NEAR(oak plank, 2)", "sku:oak", "{sku name}: oak", "^oak",
		"\x00", "oak\x00plank", "\xff\xfe", "🌳", "🌳🌳🌳 oak", "'; DROP TABLE product; --", "%", "_", "(", ")", "((((", "+", "a", "é", "/", "a/1", "SO-1042/99999999999999999999",
		strings.Repeat("x", 200), strings.Repeat("ö", 400), strings.Repeat("a b ", 100), "٣٤", "ﷺ", "a\u0301", "\u0301", "·"} {
		found, err := d.Store.Find(t.Context(), q, nil, 5)
		if err != nil {
			t.Errorf("%q: %v", q, err)
		}
		for _, h := range found {
			if h.Ref == "" {
				t.Errorf("%q: a hit without a number", q)
			}
		}
	}
	if got := hits(t, d, "🌳 oak-18"); got != "product:OAK-18" {
		t.Errorf("a word without letters is passed over: %q", got)
	}
}
