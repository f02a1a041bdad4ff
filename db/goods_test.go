package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// yard is a desk with a supplier, a product OAK and two customers.
var yard = dbtest.Do(func(d *dbtest.Desk) {
	d.Add(dbtest.Supplier{Code: "SAW"}, dbtest.Product{SKU: "OAK", Supplier: "SAW"}, dbtest.Product{SKU: "ASH", Supplier: "SAW"},
		dbtest.Customer{Code: "ANN"}, dbtest.Customer{Code: "BOB"})
})

// order is an order of ANN for one product.
func order(number, sku, qty string, mode model.ShipMode) dbtest.Order {
	return dbtest.Order{Number: number, Customer: "ANN", ShipMode: mode, Lines: []dbtest.Line{{SKU: sku, Qty: qty}}}
}

func day(n int) model.Date { return dbtest.Today.AddDays(n) }

// poLineOf gives id and version of the first line of a purchase order.
func poLineOf(d *dbtest.Desk, po string) (id int64, version int) {
	d.Helper()
	id = d.ID(`SELECT l.id FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE o.number = ? AND l.line_no = 1`, po)
	return id, int(d.ID(`SELECT version FROM po_line WHERE id = ?`, id))
}

// conflict wants a *model.Conflict that says so.
func conflict(t *testing.T, err error, says string) {
	t.Helper()
	c, ok := errors.AsType[*model.Conflict](err)
	if !ok || !strings.Contains(c.What, says) {
		t.Errorf("got %v, want a conflict with %q", err, says)
	}
}

// problem wants model.Problems with this field, and none else.
func problem(t *testing.T, err error, field string) {
	t.Helper()
	p, ok := errors.AsType[model.Problems](err)
	if !ok || len(p) != 1 || p[field] == "" {
		t.Errorf("got %v, want a problem of %s", err, field)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lines are every line's figures, in whole units.
const lines = `SELECT o.number || '/' || l.line_no AS line, l.ordered/1000 AS ordered, l.allocated/1000 AS allocated, l.picked/1000 AS picked,
	l.shipped/1000 AS shipped, l.short/1000 AS short FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY l.id`

// stock is every stock's figures, in whole units.
const stock = `SELECT p.sku, s.lot, s.on_hand/1000 AS on_hand, s.allocated/1000 AS allocated, s.picked/1000 AS picked
	FROM stock s JOIN product p ON p.id = s.product_id WHERE s.on_hand > 0 ORDER BY p.sku, s.lot`

// moves is the stock ledger but for what was planted.
const moves = `SELECT m.kind, f.code AS "from", m.from_lot AS lot, t.code AS "to", m.to_lot AS lot, m.qty/1000 AS qty
	FROM stock_move m JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id WHERE m.why <> 'planted' ORDER BY m.id`

// goods is the audit of what happened to goods: not entries and runs.
const goods = `SELECT actor, action, ref, why FROM audit WHERE action NOT IN ('entered', 'ran') ORDER BY id`

// everything is what an operation may change: to see that it changed nothing.
func everything(t *testing.T, d *dbtest.Desk) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"stock", "stock_move", "stock_count", "stock_counted", "order_line", "sales_order", "allocation", "alloc_event",
		"po_line", "purchase_order", "receipt", "eta_event", "pick_list", "shipment", "shipment_line", "choice", "peg", "promise_event",
		"allocation_run", "run_line", "board", "audit", "idempotency"} {
		rows, err := d.Raw.Queryx("SELECT * FROM " + table + " ORDER BY 1, 2")
		must(t, err)
		for rows.Next() {
			cells, err := rows.SliceScan()
			must(t, err)
			fmt.Fprintln(&b, table, cells)
		}
		must(t, rows.Err())
		rows.Close()
	}
	return b.String()
}

// unchanged wants fn to change nothing at all.
func unchanged(t *testing.T, d *dbtest.Desk, fn func()) {
	t.Helper()
	before := everything(t, d)
	fn()
	if after := everything(t, d); after != before {
		t.Errorf("something changed:\n%s", difference(before, after))
	}
}

func difference(a, b string) string {
	had := map[string]bool{}
	for l := range strings.Lines(a) {
		had[l] = true
	}
	var out strings.Builder
	for l := range strings.Lines(b) {
		if !had[l] {
			out.WriteString("+ " + l)
		}
		delete(had, l)
	}
	for l := range had {
		out.WriteString("- " + l)
	}
	return out.String()
}

func TestAdjustStock(t *testing.T) {
	adjust := func(by int64) model.Adjustment {
		return model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(by), Why: "found behind the saw"}
	}
	t.Run("what is found goes to the line that waits", func(t *testing.T) {
		d := dbtest.New(t, yard, order("SO-1", "OAK", "5", ""))
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), adjust(8)))
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  5        5          0       0        0`)
		d.Want(moves, `
			kind      from        lot  to    lot  qty
			adjusted  ADJUSTMENT  ''   MAIN  ''   8`)
		d.Want(`SELECT actor, action, entity, ref, before, after, why FROM audit WHERE entity = 'product'`, `
			actor      action    entity   ref  before                               after                                why
			dana@test  adjusted  product  OAK  {"on_hand":"0","warehouse":"MAIN"}  {"on_hand":"8","warehouse":"MAIN"}  found behind the saw`)
	})
	t.Run("what is allocated stays", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "8"}, order("SO-1", "OAK", "5", ""))
		unchanged(t, d, func() {
			conflict(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), adjust(-4)),
				"OAK in MAIN: 8 are on hand, 5 allocated and 0 picked. At most 3 can be taken off.")
		})
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), adjust(-3)))
		d.Want(stock, `
			sku  lot  on_hand  allocated  picked
			OAK  ''   5        5          0`)
	})
	t.Run("a lot of its own", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Product{SKU: "TILE", LotTracked: true})
		a := model.Adjustment{SKU: "TILE", Warehouse: "MAIN", By: model.Units(3), Why: "found"}
		problem(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), a), "lot")
		a.Lot = "B7"
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), a))
		a.Lot, a.By = "b7", model.Units(-1)
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), a))
		d.Want(stock, `
			sku   lot  on_hand  allocated  picked
			TILE  B7   2        0          0`)
	})
	t.Run("what cannot be is refused by field", func(t *testing.T) {
		d := dbtest.New(t, yard)
		unchanged(t, d, func() {
			for field, a := range map[string]model.Adjustment{
				"sku":       {SKU: "ELM", Warehouse: "MAIN", By: model.Units(1), Why: "x"},
				"warehouse": {SKU: "OAK", Warehouse: "NORTH", By: model.Units(1), Why: "x"},
				"by":        {SKU: "OAK", Warehouse: "MAIN", By: 500, Why: "x"},
				"why":       {SKU: "OAK", Warehouse: "MAIN", By: model.Units(1)},
			} {
				problem(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), a), field)
			}
		})
	})
	t.Run("a second submit changes nothing", func(t *testing.T) {
		d := dbtest.New(t, yard)
		a := dbtest.Keyed()
		must(t, d.Store.AdjustStock(t.Context(), a, adjust(8)))
		unchanged(t, d, func() { must(t, d.Store.AdjustStock(t.Context(), a, adjust(8))) })
		if !a.Key.Replayed {
			t.Error("the second submit was not recognised")
		}
	})
}
