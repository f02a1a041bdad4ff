package db_test

import (
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// What a run may not give, a person does not give by a slip either.
func TestAllocatingByHandKeepsTheRulesOfGranting(t *testing.T) {
	line := func(qty string, change func(*dbtest.Line)) []dbtest.Line {
		l := dbtest.Line{SKU: "A", Qty: qty}
		if change != nil {
			change(&l)
		}
		return []dbtest.Line{l}
	}
	cases := []struct {
		name   string
		mode   model.ShipMode
		lines  []dbtest.Line
		change string // SQL about the order's line
		qty    string
		want   string
	}{
		{"a part of a line that needs one lot", "", line("20", func(l *dbtest.Line) { l.OneLot = true }), "", "12", "needs one lot"},
		{"a part of a bundle", "", line("5", func(l *dbtest.Line) { l.Unit = "bundle" }), "", "6", "units of 4"},
		{"a line the supplier ships", "", line("20", nil), `UPDATE order_line SET disposition = 'direct_ship'`, "12", "supplier ships"},
		{"a blanket order", "", line("20", nil), `UPDATE sales_order SET kind = 'blanket'`, "12", "blanket"},
		{"a part before the last shipment", model.MaxShipments, line("20", nil), `UPDATE sales_order SET shipments = 1`, "12", "leaves together"},
		{"whole bundles", "", line("5", func(l *dbtest.Line) { l.Unit = "bundle" }), "", "12", ""},
		{"a part of a usual line", "", line("20", nil), "", "12", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Units: map[string]string{"bundle": "4"}},
				dbtest.Order{Number: "SO-1", Customer: "C1", ShipMode: c.mode, Lines: c.lines})
			if c.change != "" {
				d.Exec(c.change)
				d.Broken = true // behind the board's back
			}
			d.Exec(`UPDATE order_line SET policy = 'locked'`) // no run takes the stock first
			if err := d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "A", Warehouse: "MAIN", By: dbtest.Qty("15"), Why: "found"}); err != nil {
				t.Fatal(err)
			}
			id, version := d.Line("SO-1", 1)
			err := d.Store.AllocateLine(t.Context(), dbtest.Dana(), id, version, dbtest.Qty(c.qty))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
