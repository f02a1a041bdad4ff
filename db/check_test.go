package db_test

import (
	"slices"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// busyDesk has one of everything the invariants look at: stock, a shipment, a
// pick list, a receipt with rejected units, a promise, a peg, a line of one lot, a
// transfer on its way.
func busyDesk(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1"},
		dbtest.Product{SKU: "LOT", LotTracked: true},
		dbtest.Stock{SKU: "A", Qty: "9"}, dbtest.Stock{SKU: "LOT", Qty: "5", Lot: "x"}, dbtest.Stock{SKU: "LOT", Qty: "5", Lot: "y"},
		dbtest.PO{Number: "PO-1", Supplier: "S1", SKU: "A", Qty: "20", ETA: dbtest.Today.AddDays(5)},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "2"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "3"}}},
		dbtest.Order{Number: "SO-3", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "90"}, {SKU: "LOT", Qty: "3", OneLot: true}}})
	for _, order := range []string{"SO-1", "SO-2"} {
		id, version := d.Line(order, 1)
		if _, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), id, version); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{PO: "PO-1", Line: 1, Received: dbtest.Qty("4"), Rejected: dbtest.Qty("1"), Why: "wet"}); err != nil {
		t.Fatal(err)
	}
	d.Add(dbtest.Warehouse{Code: "YARD"}, dbtest.Product{SKU: "SENT"}, dbtest.Stock{SKU: "SENT", Qty: "8"})
	d.Exec(`INSERT INTO transfer(number, from_id, to_id, state, sent_at, created_at, created_by)
		SELECT 'TR-1', 10, id, 'sent', 'now', 'now', 'test' FROM warehouse WHERE code = 'YARD'`)
	d.Exec(`INSERT INTO transfer_line(transfer_id, line_no, product_id, qty) SELECT 1, 1, id, 6000 FROM product WHERE sku = 'SENT'`)
	for _, m := range [][3]int64{{10, 5, 6000}, {5, d.ID(`SELECT id FROM warehouse WHERE code = 'YARD'`), 2000}, {5, 3, 1000}} {
		d.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, transfer_line_id)
			SELECT ?, 'test', 'transferred', id, ?, ?, ?, 1 FROM product WHERE sku = 'SENT'`, model.At(dbtest.Now), m[0], m[1], m[2])
	}
	return d
}

// TestCheckFindsEveryPlantedWrong breaks each invariant behind the back of the
// triggers and constraints that hold it, and expects it by name.
func TestCheckFindsEveryPlantedWrong(t *testing.T) {
	planted := map[string][]string{
		"stock limits":                         {`UPDATE stock SET allocated = on_hand + 1000 WHERE product_id = 1`},
		"stock equals its ledger":              {`UPDATE stock SET on_hand = on_hand + 1000 WHERE product_id = 1`},
		"goods are conserved":                  {`DELETE FROM location WHERE id = 3`},
		"stock equals allocations":             {`UPDATE stock SET picked = picked - 1000 WHERE product_id = 1`},
		"allocations have stock":               {`DELETE FROM stock WHERE lot = 'x'`, `DELETE FROM stock WHERE lot = 'y'`},
		"allocations equal their ledger":       {`DELETE FROM alloc_event WHERE kind = 'picked'`},
		"lines equal their allocations":        {`UPDATE order_line SET allocated = allocated - 1000 WHERE allocated > 0`},
		"lines add up":                         {`UPDATE order_line SET cancelled = ordered WHERE picked > 0`},
		"closed lines hold nothing":            {`INSERT INTO peg(line_id, part, qty, date, source, confidence) VALUES (1, 1, 1000, '2026-12-01', 'PO-1/1', 'stated')`},
		"shipped lines equal shipments":        {`UPDATE shipment_line SET qty = qty - 1000`},
		"shipments carry their order":          {`UPDATE shipment SET order_id = 3`},
		"picked units leave once":              {`DELETE FROM alloc_event WHERE kind = 'shipped'`},
		"returned lines equal their documents": {`UPDATE order_line SET returned = 1000 WHERE shipped > 0`},
		"purchase orders equal receipts":       {`UPDATE po_line SET rejected = 0`},
		"receipts move goods":                  {`DELETE FROM stock_move WHERE kind = 'received'`},
		"transfers equal their ledger":         {`UPDATE transfer_line SET lost = 0`},
		"transit holds what was sent":          {`DELETE FROM stock_move WHERE from_id = 5`},
		"transfers end empty":                  {`UPDATE transfer SET state = 'closed', closed_at = 'now'`},
		"promises equal their ledger":          {`UPDATE order_line SET promise = '2027-01-01' WHERE id = 3`},
		"ETAs equal their ledger":              {`UPDATE po_line SET eta = '2027-01-01'`},
		"pegs cover what is short":             {`UPDATE peg SET qty = qty + 1000`},
		"reasons are kept":                     {`DELETE FROM run_line`},
		"one lot a line":                       {`INSERT INTO allocation(line_id, warehouse_id, lot, allocated) VALUES (4, 10, 'y', 1000), (4, 10, 'x', 1000) ON CONFLICT DO NOTHING`},
		"blanket lines are on call":            {`UPDATE order_line SET on_call = 1 WHERE id = 1`},
		"releases call off from their blanket": {`UPDATE order_line SET blanket_line_id = 2 WHERE id = 1`},
		"never more released than agreed":      {`UPDATE order_line SET blanket_line_id = 2, ordered = ordered + 9000000 WHERE id = 1`},
		"releases have a blanket":              {`UPDATE sales_order SET kind = 'release', blanket_id = 2 WHERE id = 1`},
		"blanket orders hold nothing":          {`UPDATE sales_order SET kind = 'blanket' WHERE id = 2`},
		"special orders fit their line":        {`UPDATE po_line SET for_line_id = 4`},
		"shipments are counted":                {`UPDATE sales_order SET shipments = shipments + 1 WHERE id = 1`},
		"board equals ledgers":                 {`UPDATE board SET status = 'hold'`},
		"board sums equal the board":           {`UPDATE board_sum SET lines = lines + 1`},
		"search knows every record":            {`INSERT INTO find_order(find_order) VALUES ('delete-all')`},
		"audit chain":                          {`UPDATE audit SET why = 'never mind' WHERE id = 2`},
		"file":                                 {`UPDATE order_line SET order_id = 99 WHERE id = 4`},
	}
	d := busyDesk(t)
	d.Check()
	for _, name := range db.Invariants() {
		if len(planted[name]) == 0 {
			t.Errorf("nothing is planted for %q", name)
		}
	}
	for name, queries := range planted {
		t.Run(name, func(t *testing.T) {
			d := busyDesk(t)
			d.Broken = true
			d.Raw.SetMaxOpenConns(1) // the pragmas belong to a connection
			d.Exec(`PRAGMA foreign_keys = off`)
			d.Exec(`PRAGMA ignore_check_constraints = on`)
			dropTriggers(d)
			for _, q := range queries {
				d.Exec(q)
			}
			found, err := d.Store.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			// A sentence, not a number: || binds tighter than / in SQL.
			if !slices.ContainsFunc(found, func(f db.Finding) bool { return f.Invariant == name && strings.Contains(f.What, " ") }) {
				t.Errorf("not found; check says %v", found)
			}
		})
	}
}

func dropTriggers(d *dbtest.Desk) {
	var drops []string
	if err := d.Raw.Select(&drops, `SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'`); err != nil {
		d.Fatal(err)
	}
	for _, drop := range drops {
		d.Exec(drop)
	}
}

// TestLedgersAreAppendOnly tries every ledger with UPDATE, DELETE and REPLACE.
func TestLedgersAreAppendOnly(t *testing.T) {
	d := busyDesk(t)
	d.Raw.SetMaxOpenConns(1)
	d.Exec(`PRAGMA recursive_triggers = on`)
	before := d.Dump()
	for _, table := range []string{"audit", "stock_move", "alloc_event", "promise_event", "eta_event", "receipt"} {
		for _, query := range []string{`UPDATE ? SET id = id`, `DELETE FROM ?`, `INSERT OR REPLACE INTO ? SELECT * FROM ?`} {
			_, err := d.Raw.Exec(strings.ReplaceAll(query, "?", table))
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s on %s: %v, want append-only", query, table, err)
			}
		}
	}
	for _, query := range []string{`UPDATE order_line SET first_promise = '2030-01-01' WHERE first_promise IS NOT NULL`, `UPDATE po_line SET first_eta = '2030-01-01'`} {
		if _, err := d.Raw.Exec(query); err == nil || !strings.Contains(err.Error(), "write-once") {
			t.Errorf("%s: %v, want write-once", query, err)
		}
	}
	if after := d.Dump(); after != before {
		t.Errorf("something changed:\n%s", dbtest.Difference(before, after))
	}
}
