package db_test

import (
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// An order that leaves on a date leaves on the day it is wanted where nothing
// else is said, and is refused where no day is known: else it would leave at
// once.
func TestAnOrderThatLeavesOnADateHasOne(t *testing.T) {
	d := shop(t)
	takes(t, d, "order,customer,ordered_at,requested_date,need_by,ship_mode,ship_date,line,sku,quantity\n"+
		"SO-1,C1,2026-11-01,2026-12-01,2026-12-02,on_date,2026-12-03,1,A,1\nSO-2,C1,2026-11-01,2026-12-01,2026-12-02,on_date,,1,A,1\n"+
		"SO-3,C1,2026-11-01,2026-12-01,,on_date,,1,A,1\nSO-4,C1,2026-11-01,,,on_date,,1,A,1\nSO-5,C1,2026-11-01,2026-12-01,,,,1,A,1\n",
		"4 0 0 0 1", "5: ship_date, need_by or requested_date is needed with ship_mode on_date")
	e := model.OrderEntry{Number: "SO-6", Customer: "C1", ShipMode: model.OnDate, Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("1")}}}
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err == nil {
		t.Error("an order that leaves on no date was entered")
	}
	e.Requested = model.NewDate(2026, 12, 5)
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err != nil {
		t.Error(err)
	}
	d.Want(`SELECT number, coalesce(ship_date, 'none') AS leaves FROM sales_order ORDER BY number`, `
		number  leaves
		SO-1    2026-12-03
		SO-2    2026-12-02
		SO-3    2026-12-01
		SO-5    none
		SO-6    2026-12-05`)
}

// A shipment late in the evening left on the company's day, not on that of UTC.
func TestExportedDaysAreTheCompanys(t *testing.T) {
	d := shop(t)
	if err := d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "time_zone", "Asia/Tokyo"); err != nil {
		t.Fatal(err)
	}
	takes(t, d, "order,customer,ordered_at,line,sku,quantity,shipped,shipped_at\nSO-1,C1,2026-11-01,1,A,10,10,2026-11-03\n", "1 0 0 0 0")
	if got := exported(t, d, "orders", "shipped_at"); got != "2026-11-03" {
		t.Errorf("shipped on %s, was 2026-11-03", got)
	}
	d.Broken = true // a shipment whose goods never moved
	d.Exec(`INSERT INTO shipment(number, order_id, shipped_at, actor) SELECT 'SH-A', id, '2026-11-05T23:30:00.000Z', 'dana' FROM sales_order`)
	d.Exec(`INSERT INTO shipment_line(shipment_id, line_id, qty) SELECT h.id, l.id, 1 FROM shipment h, order_line l WHERE h.number = 'SH-A'`)
	if got := exported(t, d, "orders", "shipped_at"); got != "2026-11-06" {
		t.Errorf("shipped on %s, was 2026-11-06 in Tokyo", got)
	}
}

// exported gives one cell of the last row of a list.
func exported(t *testing.T, d *dbtest.Desk, name, column string) (cell string) {
	t.Helper()
	list, _ := db.FindExport(name)
	if err := d.Store.Export(t.Context(), dbtest.Dana(), list, 0, 0, func(cells []string) error {
		for i, c := range list.Columns {
			if c.Name == column {
				cell = cells[i]
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return cell
}
