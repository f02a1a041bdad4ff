package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// pick releases the first line of an order, and gives the list's number.
func pick(t *testing.T, d *dbtest.Desk, order string) string {
	t.Helper()
	line, version := d.Line(order, 1)
	number, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
	must(t, err)
	return number
}

const allocEvents = `SELECT e.kind, o.number || '/' || l.line_no AS line, e.lot, e.qty/1000 AS qty FROM alloc_event e
	JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id ORDER BY e.id`

func TestReleaseToPick(t *testing.T) {
	oak := dbtest.Stock{SKU: "OAK", Qty: "6"}
	t.Run("what is allocated is frozen, and the rest waits", func(t *testing.T) {
		d := dbtest.New(t, yard, oak, order("SO-1", "OAK", "10", ""))
		if got := pick(t, d, "SO-1"); got != "PK-1" {
			t.Errorf("got %s, want PK-1", got)
		}
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  10       0          6       0        4`)
		d.Want(stock, `
			sku  lot  on_hand  allocated  picked
			OAK  ''   6        0          6`)
		d.Want(allocEvents, `
			kind       line    lot  qty
			allocated  SO-1/1  ''   6
			picked     SO-1/1  ''   6`)
		d.Want(`SELECT actor, action, ref, before, after FROM audit WHERE action = 'picked'`, `
			actor      action  ref     before                          after
			dana@test  picked  SO-1/1  {"allocated":"6","picked":"0"}  {"allocated":"0","pick_list":"PK-1","picked":"6"}`)
	})
	t.Run("no run takes it, not even for a better rank", func(t *testing.T) {
		d := dbtest.New(t, yard, oak, order("SO-1", "OAK", "10", ""))
		pick(t, d, "SO-1")
		d.Add(dbtest.Order{Number: "SO-2", Customer: "BOB", Priority: 1, Lines: []dbtest.Line{{SKU: "OAK", Qty: "5"}}})
		_, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Replan: true})
		must(t, err)
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  10       0          6       0        4
			SO-2/1  5        0          0       0        5`)
		must(t, d.Store.Unpick(t.Context(), dbtest.Dana(), 1, 0, "truck is full"))
		_, err = d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Replan: true})
		must(t, err)
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  10       1          0       0        9
			SO-2/1  5        5          0       0        0`)
	})
	t.Run("a line is picked lot by lot", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Product{SKU: "TILE", LotTracked: true}, dbtest.Stock{SKU: "TILE", Qty: "4", Lot: "A"}, dbtest.Stock{SKU: "TILE", Qty: "3", Lot: "B"},
			order("SO-1", "TILE", "7", ""))
		pick(t, d, "SO-1")
		_, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
		must(t, err)
		d.Want(`SELECT lot, qty/1000 AS qty FROM shipment_line ORDER BY lot`, `
			lot  qty
			A    4
			B    3`)
		d.Want(moves, `
			kind     from  lot  to        lot  qty
			shipped  MAIN  A    CUSTOMER  ''   4
			shipped  MAIN  B    CUSTOMER  ''   3`)
		d.Want(`SELECT action, before, after FROM audit WHERE action = 'shipped'`, `
			action   before                        after
			shipped  {"picked":"7","shipped":"0"}  {"picked":"0","shipment":"SH-1","shipped":"7"}`)
	})
	t.Run("an order has one open list", func(t *testing.T) {
		d := dbtest.New(t, yard, oak, order("SO-1", "OAK", "10", ""))
		pick(t, d, "SO-1")
		d.Add(dbtest.Stock{SKU: "OAK", Qty: "1"})
		_, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{})
		must(t, err)
		if got := pick(t, d, "SO-1"); got != "PK-1" {
			t.Errorf("got %s, want PK-1 again", got)
		}
		_, err = d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
		must(t, err)
		d.Add(dbtest.Stock{SKU: "OAK", Qty: "1"})
		_, err = d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{})
		must(t, err)
		if got := pick(t, d, "SO-1"); got != "PK-2" {
			t.Errorf("got %s, want a new list once the first has left", got)
		}
	})
	t.Run("an order that ships complete is released whole", func(t *testing.T) {
		d := dbtest.New(t, yard, oak, dbtest.Stock{SKU: "ASH", Qty: "5"},
			dbtest.Order{Number: "SO-1", Customer: "ANN", ShipMode: model.OrderComplete, Lines: []dbtest.Line{{SKU: "OAK", Qty: "4"}, {SKU: "ASH", Qty: "2"}}})
		pick(t, d, "SO-1")
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  4        0          4       0        0
			SO-1/2  2        0          2       0        0`)
		line, _ := d.Line("SO-1", 2)
		must(t, d.Store.Unpick(t.Context(), dbtest.Dana(), 1, line, "damaged"))
		unchanged(t, d, func() {
			_, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
			conflict(t, err, "SO-1 ships complete and 2 of line 2 are not picked.")
		})
	})
	t.Run("what may not leave is refused and nothing is frozen", func(t *testing.T) {
		d := dbtest.New(t, yard, oak, order("SO-1", "OAK", "4", model.LineComplete), order("SO-2", "ASH", "4", ""), order("SO-3", "OAK", "2", ""))
		line, version := d.Line("SO-2", 1)
		unchanged(t, d, func() {
			_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
			conflict(t, err, "SO-2/1 has nothing allocated yet.")
		})
		line, version = d.Line("SO-3", 1)
		must(t, d.Store.HoldLine(t.Context(), dbtest.Dana(), line, version, "colour?"))
		unchanged(t, d, func() {
			_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
			conflict(t, err, "SO-3/1 was changed by dana@test on 24 Nov 08:00 (held)")
			_, err = d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, 0)
			conflict(t, err, "SO-3/1 is on hold (colour?)")
			_, err = d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), 99, 0)
			if err != model.ErrNotFound {
				t.Errorf("an unknown line: %v", err)
			}
		})
		pick(t, d, "SO-1")
		line, _ = d.Line("SO-1", 1)
		unchanged(t, d, func() {
			_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, 0)
			conflict(t, err, "All that SO-1/1 has is on a pick list already.")
		})
	})
	t.Run("what is picked cannot be cancelled or counted away", func(t *testing.T) {
		d := dbtest.New(t, yard, oak, order("SO-1", "OAK", "6", ""))
		pick(t, d, "SO-1")
		line, version := d.Line("SO-1", 1)
		conflict(t, d.Store.CancelLine(t.Context(), dbtest.Dana(), line, version, 0, "not wanted"), "picked")
		conflict(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(-1), Why: "broken"}), "6 picked")
		r, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", 5, model.Time{}))
		must(t, err)
		if r.State != model.CountWaiting {
			t.Errorf("the count is %s, want it to wait", r.State)
		}
	})
}

func TestShipPickList(t *testing.T) {
	t.Run("a part leaves, the rest is cancelled, and every unit is accounted for", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "10", ""))
		pick(t, d, "SO-1")
		number, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
		must(t, err)
		if number != "SH-1" {
			t.Errorf("got %s, want SH-1", number)
		}
		line, version := d.Line("SO-1", 1)
		must(t, d.Store.CancelLine(t.Context(), dbtest.Dana(), line, version, 0, "not wanted"))
		d.Want(`SELECT ordered/1000 AS ordered, shipped/1000 AS shipped, cancelled/1000 AS cancelled, allocated, picked, open FROM order_line`, `
			ordered  shipped  cancelled  allocated  picked  open
			10       6        4          0          0       0`)
		d.Want(`SELECT number, shipments FROM sales_order`, `
			number  shipments
			SO-1    1`)
		d.Want(stock, `sku  lot  on_hand  allocated  picked`)
		d.Want(allocEvents, `
			kind       line    lot  qty
			allocated  SO-1/1  ''   6
			picked     SO-1/1  ''   6
			shipped    SO-1/1  ''   6`)
		d.Want(`SELECT count(*) AS rows FROM board`, "rows\n0")
	})
	t.Run("a list leaves once", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "10", ""))
		pick(t, d, "SO-1")
		a := dbtest.Keyed()
		_, err := d.Store.ShipPickList(t.Context(), a, 1)
		must(t, err)
		unchanged(t, d, func() {
			again, err := d.Store.ShipPickList(t.Context(), a, 1)
			if err != nil || again != "SH-1" {
				t.Errorf("the same submit again: got %s, %v", again, err)
			}
			_, err = d.Store.ShipPickList(t.Context(), dbtest.Keyed(), 1)
			conflict(t, err, "PK-1 has left already, as SH-1.")
			conflict(t, d.Store.Unpick(t.Context(), dbtest.Dana(), 1, 0, ""), "PK-1 has left already, as SH-1.")
		})
	})
	t.Run("a hold since the release stops it", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "6", ""))
		pick(t, d, "SO-1")
		d.Exec(`UPDATE customer SET credit_hold = 'unpaid' WHERE code = 'ANN'`)
		_, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
		conflict(t, err, "SO-1 is on credit hold (unpaid).")
		d.Broken = true // the customer's hold was planted behind the board's back
	})
	t.Run("an empty list does not leave", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "6", ""))
		pick(t, d, "SO-1")
		must(t, d.Store.Unpick(t.Context(), dbtest.Dana(), 1, 0, "truck is full"))
		d.Want(`SELECT action, before, after, why FROM audit WHERE action = 'unpicked'`, `
			action    before                          after                                              why
			unpicked  {"allocated":"0","picked":"6"}  {"allocated":"6","pick_list":"PK-1","picked":"0"}  truck is full`)
		unchanged(t, d, func() {
			_, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
			conflict(t, err, "nothing of it on PK-1")
			conflict(t, d.Store.Unpick(t.Context(), dbtest.Dana(), 1, 0, ""), "nothing of it on PK-1")
			if _, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 7); err != model.ErrNotFound {
				t.Errorf("an unknown list: %v", err)
			}
		})
	})
	t.Run("the last of two shipments has to be complete", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "3"}, order("SO-1", "OAK", "10", model.MaxShipments))
		pick(t, d, "SO-1")
		_, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
		must(t, err)
		line, version := d.Line("SO-1", 1)
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(3), Why: "found"}))
		_, err = d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
		conflict(t, err, "SO-1")
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(4), Why: "found"}))
		pick(t, d, "SO-1")
		_, err = d.Store.ShipPickList(t.Context(), dbtest.Dana(), 2)
		must(t, err)
		d.Want(`SELECT shipments FROM sales_order`, "shipments\n2")
	})
}

func TestAskAndAnswer(t *testing.T) {
	t.Run("cancelling the rest keeps what is there", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "10", ""))
		line, _ := d.Line("SO-1", 1)
		must(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, model.PartOrWait, day(3)))
		unchanged(t, d, func() {
			conflict(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, model.PartOrWait, 0), "SO-1/1 was asked about on 24 Nov 08:00")
			problem(t, d.Store.RecordAnswer(t.Context(), dbtest.Dana(), line, model.TakeSubstitute), "answer")
			problem(t, d.Store.RecordAnswer(t.Context(), dbtest.Dana(), line, "maybe"), "answer")
			_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, 0)
			conflict(t, err, "SO-1/1 waits for the customer's answer.")
		})
		d.Want(`SELECT status FROM board`, "status\ncustomer")
		must(t, d.Store.RecordAnswer(t.Context(), dbtest.Dana(), line, model.CancelRest))
		d.Want(`SELECT ordered/1000 AS ordered, allocated/1000 AS allocated, cancelled/1000 AS cancelled, short FROM order_line`, `
			ordered  allocated  cancelled  short
			10       6          4          0`)
		d.Want(`SELECT kind, answer, answered_by FROM choice`, `
			kind          answer  answered_by
			part_or_wait  cancel  dana@test`)
		d.Want(goods, `
			actor      action     ref     why
			dana@test  asked      SO-1/1  ''
			dana@test  answered   SO-1/1  ''
			dana@test  cancelled  SO-1/1  the customer cancelled what is not there`)
		d.Want(`SELECT status FROM board`, "status\nready")
	})
	t.Run("a customer who waits gets all of it or nothing, until they choose again", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "10", ""))
		line, _ := d.Line("SO-1", 1)
		ask := func(a model.Answer) {
			must(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, model.PartOrWait, 0))
			must(t, d.Store.RecordAnswer(t.Context(), dbtest.Dana(), line, a))
		}
		ask(model.Wait)
		_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, 0)
		conflict(t, err, "chose to wait for all of it; 4 are still missing")
		ask(model.PartNow)
		pick(t, d, "SO-1")
	})
	t.Run("there is nothing to ask about a covered line", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, order("SO-1", "OAK", "6", ""))
		line, _ := d.Line("SO-1", 1)
		unchanged(t, d, func() {
			conflict(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, model.PartOrWait, 0), "SO-1/1 lacks nothing")
			conflict(t, d.Store.RecordAnswer(t.Context(), dbtest.Dana(), line, model.Wait), "SO-1/1 has no open question")
			problem(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, "colour", 0), "kind")
			problem(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, model.PartOrWait, day(-1)), "deadline")
		})
	})
}
