package db_test

import (
	"errors"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestAnOrderTakesWhatIsFreeAndTheRestWaits(t *testing.T) {
	d := dbtest.New(t,
		dbtest.Customer{Code: "C1"},
		dbtest.Product{SKU: "A", Price: 250},
		dbtest.Stock{SKU: "A", Qty: "7"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	d.Want(`SELECT o.number, l.ordered/1000 AS ordered, l.allocated/1000 AS allocated, l.short/1000 AS short, l.was_short FROM order_line l JOIN sales_order o ON o.id = l.order_id`, `
		number  ordered  allocated  short  was_short
		SO-1    10       7          3      1`)
	d.Want(`SELECT order_number, sku, status, short/1000 AS short, value FROM board`, `
		order_number  sku  status  short  value
		SO-1          A    part    3      2500`)
	d.Want(`SELECT action, entity, ref, actor FROM audit`, `
		action   entity  ref    actor
		entered  order   SO-1   dana@test
		ran      run     run 1  dana@test`)
}

func TestEntryProblemsAreToldTogetherByField(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Units: map[string]string{"bundle": "2.5"}})
	_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "NOBODY", Site: "yard", Warehouse: "MOON", Lines: []model.EntryLine{
		{SKU: "A", Qty: dbtest.Qty("1.5")},
		{SKU: "B", Qty: dbtest.Qty("1")},
		{SKU: "A", Unit: "ton", Qty: dbtest.Qty("1")},
		{SKU: "A", Unit: "bundle", Qty: dbtest.Qty("1")},
	}})
	p, ok := errors.AsType[model.Problems](err)
	if !ok {
		t.Fatalf("got %v, want problems", err)
	}
	for _, field := range []string{"customer", "warehouse", "lines[0].qty", "lines[1].sku", "lines[2].unit", "lines[3].qty"} {
		if p[field] == "" {
			t.Errorf("no problem for %s in %v", field, p)
		}
	}
	d.Want(`SELECT count(*) AS orders FROM sales_order`, `
		orders
		0`)
}
