package db_test

import (
	"slices"
	"testing"

	"backfill/db"
	"backfill/model"
)

func TestWhatAFileSaidIsKeptAsFormsKeepIt(t *testing.T) {
	d := shop(t)
	bring(t, d, db.ImportRequest{Kind: "suppliers"}, "code,name\nS-9,Nine\nS-10,Ten\n")
	bring(t, d, db.ImportRequest{Kind: "products"}, "sku,name,decimals,price,weight_kg,supplier,pack,lot_tracked\nZ,Zinc,1,2.50,7.2,S-9,0.5,no\n")
	r, _ := bring(t, d, db.ImportRequest{Kind: "products"}, "sku,name,decimals,price,weight_kg,supplier,pack,lot_tracked\nZ,Zinc,1,3,7.25,S-10,1.5,yes\n")
	for _, c := range r.Changes {
		want := map[string][2]string{"price": {"2.50", "3.00"}, "weight_kg": {"7.2", "7.25"}, "supplier": {"S-9", "S-10"}, "pack": {"0.5", "1.5"}, "lot_tracked": {"no", "yes"}}[c.Field]
		if c.Before != want[0] || c.After != want[1] {
			t.Errorf("%s: the report says %q > %q, want %q", c.Field, c.Before, c.After, want)
		}
	}
	id := d.ID(`SELECT id FROM product WHERE sku = 'Z'`)
	undo(t, d, d.ID(`SELECT max(id) FROM import`))
	line, err := d.Store.Timeline(t.Context(), "product", id)
	if err != nil || len(line) != 3 {
		t.Fatalf("%d entries, %v", len(line), err)
	}
	undone, changed, created := line[0].Changes(), line[1].Changes(), line[2].Changes()
	for _, want := range []struct {
		in []model.FieldChange
		c  model.FieldChange
	}{
		{created, model.FieldChange{Field: "weight kg", To: "7.2"}}, {created, model.FieldChange{Field: "supplier", To: "S-9"}}, {created, model.FieldChange{Field: "lot tracked", To: "no"}},
		{changed, model.FieldChange{Field: "weight kg", From: "7.2", To: "7.25"}}, {changed, model.FieldChange{Field: "supplier", From: "S-9", To: "S-10"}},
		{changed, model.FieldChange{Field: "lot tracked", From: "no", To: "yes"}}, {undone, model.FieldChange{Field: "pack", From: "1.5", To: "0.5"}},
		{undone, model.FieldChange{Field: "supplier", From: "S-10", To: "S-9"}},
	} {
		if !slices.Contains(want.in, want.c) {
			t.Errorf("no %v in %v", want.c, want.in)
		}
	}
	d.Want(`SELECT p.weight_g, p.pack, s.code, p.lot_tracked FROM product p JOIN supplier s ON s.id = p.supplier_id WHERE p.sku = 'Z'`, `
		weight_g  pack  code  lot_tracked
		7200      500   S-9   0`)
}
