package db_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// told is an outcome as a table: the arrival, then a row for each line served.
func told(o model.ReceiptOutcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%d %s: %s in", o.PO, o.Line, o.SKU, o.Received)
	for what, q := range map[string]model.Qty{"rejected": o.Rejected} {
		if q > 0 {
			fmt.Fprintf(&b, ", %s %s", q, what)
		}
	}
	fmt.Fprintf(&b, ", %s over, %s closed, %s to come, %s on hand, %s to the shelf\n", o.Over, o.Closed, o.StillOpen, o.OnHand, o.ToShelf)
	for _, s := range o.Served {
		fmt.Fprintf(&b, "%s/%d %s %s: %s -> %s, short %s, ready %t\n", s.Order, s.Line, s.Customer, s.SKU, s.Before, s.After, s.Short, s.Ready)
	}
	return b.String()
}

func wantTold(t *testing.T, got model.ReceiptOutcome, want string) {
	t.Helper()
	var b strings.Builder
	for l := range strings.Lines(want) {
		if l = strings.TrimSpace(l); l != "" {
			b.WriteString(l + "\n")
		}
	}
	if told(got) != b.String() {
		t.Errorf("got\n%swant\n%s", told(got), b.String())
	}
}

// bookAsPreviewed previews, sees that nothing was written, books, and wants the
// same outcome but for the number.
func bookAsPreviewed(t *testing.T, d *dbtest.Desk, r model.Receipt) model.ReceiptOutcome {
	t.Helper()
	var before model.ReceiptOutcome
	unchanged(t, d, func() {
		var err error
		before, err = d.Store.PreviewReceipt(t.Context(), r)
		must(t, err)
	})
	after, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), r)
	must(t, err)
	booked := after
	booked.Number = ""
	got, _ := json.MarshalIndent(booked, "", " ")
	want, _ := json.MarshalIndent(before, "", " ")
	if string(got) != string(want) {
		t.Errorf("booked\n%s\nbut shown before\n%s", got, want)
	}
	for _, s := range after.Served {
		if s.Why == "" || s.Customer == "" {
			t.Errorf("%s/%d: served without a why or a customer: %+v", s.Order, s.Line, s)
		}
	}
	return after
}

const receipts = `SELECT r.number, r.received/1000 AS received, r.rejected/1000 AS rejected, r.lot, r.received_on, r.why FROM receipt r ORDER BY r.id`

const poLines = `SELECT o.number AS po, l.ordered/1000 AS ordered, l.received/1000 AS received, l.rejected/1000 AS rejected,
	l.cancelled/1000 AS cancelled, l.open/1000 AS open FROM po_line l JOIN purchase_order o ON o.id = l.po_id ORDER BY l.id`

func TestReceiveStock(t *testing.T) {
	po := dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}
	t.Run("an arrival goes to who waits, in rank order, the rest to the shelf", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "4", ""), dbtest.Order{Number: "SO-2", Customer: "BOB", Priority: 1, Lines: []dbtest.Line{{SKU: "OAK", Qty: "3"}}})
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(10)}), `
			PO-1/1 OAK: 10 in, 0 over, 0 closed, 0 to come, 10 on hand, 3 to the shelf
			SO-2/1 Customer BOB OAK: 0 -> 3, short 0, ready true
			SO-1/1 Customer ANN OAK: 0 -> 4, short 0, ready true`)
		d.Want(receipts, `
			number  received  rejected  lot  received_on  why
			R-1     10        0         ''   2026-11-24   ''`)
		d.Want(moves, `
			kind      from      lot  to    lot  qty
			received  SUPPLIER  ''   MAIN  ''   10`)
		d.Want(`SELECT e.kind, o.number AS "order", e.qty/1000 AS qty FROM alloc_event e JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id ORDER BY e.id`, `
			kind       order  qty
			allocated  SO-2   3
			allocated  SO-1   4`)
		d.Want(`SELECT actor, action, ref, json_extract(before, '$.open') AS before, json_extract(after, '$.open') AS after, json_extract(after, '$.receipt') AS receipt
			FROM audit WHERE entity = 'po_line'`, `
			actor      action    ref     before  after  receipt
			dana@test  received  PO-1/1  10      0      R-1`)
	})
	t.Run("short: the rest is still to come", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "8", ""))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(6)}), `
			PO-1/1 OAK: 6 in, 0 over, 0 closed, 4 to come, 6 on hand, 0 to the shelf
			SO-1/1 Customer ANN OAK: 0 -> 6, short 2, ready true`)
		d.Want(`SELECT source, qty/1000 AS qty FROM peg`, `
			source  qty
			PO-1/1  2`)
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(4)}), `
			PO-1/1 OAK: 4 in, 0 over, 0 closed, 0 to come, 10 on hand, 2 to the shelf
			SO-1/1 Customer ANN OAK: 6 -> 8, short 0, ready true`)
	})
	t.Run("over: more than was ordered is taken in", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "12", ""))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(13)}), `
			PO-1/1 OAK: 13 in, 3 over, 0 closed, 0 to come, 13 on hand, 1 to the shelf
			SO-1/1 Customer ANN OAK: 0 -> 12, short 0, ready true`)
		d.Want(poLines, `
			po    ordered  received  rejected  cancelled  open
			PO-1  10       13        0         0          0`)
	})
	t.Run("rejected units are counted and never on hand", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(6), Rejected: model.Units(4), Why: "split ends"}), `
			PO-1/1 OAK: 6 in, 4 rejected, 0 over, 0 closed, 4 to come, 6 on hand, 0 to the shelf
			SO-1/1 Customer ANN OAK: 0 -> 6, short 4, ready true`)
		d.Want(poLines, `
			po    ordered  received  rejected  cancelled  open
			PO-1  10       6         4         0          4`)
		d.Want(stock, `
			sku  lot  on_hand  allocated  picked
			OAK  ''   6        6          0`)
	})
	t.Run("all of it rejected moves nothing", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Rejected: model.Units(10), Why: "wet"}), `
			PO-1/1 OAK: 0 in, 10 rejected, 0 over, 0 closed, 10 to come, 0 on hand, 0 to the shelf`)
		d.Want(moves, `kind  from  lot  to  lot  qty`)
	})
	t.Run("closed short with a reason: nobody waits for it any more", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(7), CloseShort: true, Why: "mill sold out"}), `
			PO-1/1 OAK: 7 in, 0 over, 3 closed, 0 to come, 7 on hand, 0 to the shelf
			SO-1/1 Customer ANN OAK: 0 -> 7, short 3, ready true`)
		d.Want(poLines, `
			po    ordered  received  rejected  cancelled  open
			PO-1  10       7         0         3          0`)
		d.Want(`SELECT source FROM peg`, `
			source
			not yet ordered`)
	})
	t.Run("only closed: no receipt, and the audit says why", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
		if o := bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, CloseShort: true, Why: "mill burnt down"}); o.Number != "" {
			t.Errorf("got receipt %s for nothing", o.Number)
		}
		d.Want(receipts, `number  received  rejected  lot  received_on  why`)
		d.Want(goods, `
			actor      action        ref     why
			dana@test  closed_short  PO-1/1  mill burnt down`)
	})
	t.Run("a lot arrives as itself", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Product{SKU: "TILE", LotTracked: true, Supplier: "SAW"}, dbtest.PO{Number: "PO-2", Supplier: "SAW", SKU: "TILE", Qty: "10", ETA: day(2)},
			dbtest.Order{Number: "SO-1", Customer: "ANN", Lines: []dbtest.Line{{SKU: "TILE", Qty: "6", OneLot: true}}})
		r := model.Receipt{PO: "PO-2", Line: 1, Received: model.Units(5)}
		_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), r)
		problem(t, err, "lot")
		r.Lot = "B7"
		wantTold(t, bookAsPreviewed(t, d, r), `
			PO-2/1 TILE: 5 in, 0 over, 0 closed, 5 to come, 5 on hand, 5 to the shelf`)
		r.Lot = "b7"
		wantTold(t, bookAsPreviewed(t, d, r), `
			PO-2/1 TILE: 5 in, 0 over, 0 closed, 0 to come, 10 on hand, 0 to the shelf
			SO-1/1 Customer ANN TILE: 0 -> 6, short 0, ready true`)
	})
	t.Run("an order that ships complete gets its other line too", func(t *testing.T) {
		d := dbtest.New(t, yard, po, dbtest.Stock{SKU: "ASH", Qty: "5"},
			dbtest.Order{Number: "SO-1", Customer: "ANN", ShipMode: model.OrderComplete, Lines: []dbtest.Line{{SKU: "OAK", Qty: "4"}, {SKU: "ASH", Qty: "2"}}})
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(10)}), `
			PO-1/1 OAK: 10 in, 0 over, 0 closed, 0 to come, 10 on hand, 6 to the shelf
			SO-1/1 Customer ANN OAK: 0 -> 4, short 0, ready true
			SO-1/2 Customer ANN ASH: 0 -> 2, short 0, ready true`)
	})
	t.Run("a held line keeps its place and gets nothing", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
		line, version := d.Line("SO-1", 1)
		must(t, d.Store.HoldLine(t.Context(), dbtest.Dana(), line, version, "colour?"))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(10)}), `
			PO-1/1 OAK: 10 in, 0 over, 0 closed, 0 to come, 10 on hand, 10 to the shelf`)
	})
	t.Run("an earlier date is told, unless a person agreed on another", func(t *testing.T) {
		late := dbtest.PO{Number: "PO-9", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(20)}
		d := dbtest.New(t, yard, late, order("SO-1", "OAK", "4", ""), order("SO-2", "OAK", "4", ""))
		line, version := d.Line("SO-2", 1)
		must(t, d.Store.SetPromise(t.Context(), dbtest.Dana(), line, version, day(25), "agreed on the phone"))
		o := bookAsPreviewed(t, d, model.Receipt{PO: "PO-9", Line: 1, Received: model.Units(10)})
		for i, want := range []string{"2026-12-14 -> 2026-11-24", "2026-12-19 -> 2026-12-19"} {
			if got := fmt.Sprintf("%s -> %s", o.Served[i].PromiseBefore, o.Served[i].PromiseAfter); got != want {
				t.Errorf("%s: got %s, want %s", o.Served[i].Order, got, want)
			}
		}
		d.Want(`SELECT o.number, l.promise FROM order_line l JOIN sales_order o ON o.id = l.order_id`, `
			number  promise
			SO-1    2026-11-24
			SO-2    2026-12-19`)
	})
	t.Run("what the customer was asked about is not ready in part", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
		line, _ := d.Line("SO-1", 1)
		must(t, d.Store.AskCustomer(t.Context(), dbtest.Dana(), line, model.PartOrWait, day(3)))
		wantTold(t, bookAsPreviewed(t, d, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(4)}), `
			PO-1/1 OAK: 4 in, 0 over, 0 closed, 6 to come, 4 on hand, 0 to the shelf
			SO-1/1 Customer ANN OAK: 0 -> 4, short 6, ready false`)
	})
}

func TestReceiveSpecialOrder(t *testing.T) {
	special := func(d *dbtest.Desk, qty string) model.Receipt {
		line, _ := d.Line("SO-9", 1)
		d.Add(dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: qty, ETA: day(2), ForLine: line})
		return model.Receipt{PO: "PO-1", Line: 1, Received: dbtest.Qty(qty)}
	}
	first := dbtest.Order{Number: "SO-1", Customer: "BOB", Priority: 1, Lines: []dbtest.Line{{SKU: "OAK", Qty: "5"}}}
	t.Run("its own line comes before every other", func(t *testing.T) {
		d := dbtest.New(t, yard, first, order("SO-9", "OAK", "4", ""))
		wantTold(t, bookAsPreviewed(t, d, special(d, "6")), `
			PO-1/1 OAK: 6 in, 0 over, 0 closed, 0 to come, 6 on hand, 0 to the shelf
			SO-1/1 Customer BOB OAK: 0 -> 2, short 3, ready true
			SO-9/1 Customer ANN OAK: 0 -> 4, short 0, ready true`)
		d.Want(`SELECT qty/1000 AS qty, why FROM alloc_event WHERE run_id IS NULL`, `
			qty  why
			4    bought for this line on PO-1/1`)
		d.Want(`SELECT action, ref, before, after FROM audit WHERE entity = 'line'`, `
			action     ref     before                          after
			allocated  SO-9/1  {"allocated":"0","picked":"0"}  {"allocated":"4","picked":"0"}`)
	})
	t.Run("also while it is on hold", func(t *testing.T) {
		d := dbtest.New(t, yard, first, order("SO-9", "OAK", "4", ""))
		line, version := d.Line("SO-9", 1)
		must(t, d.Store.HoldLine(t.Context(), dbtest.Dana(), line, version, "colour?"))
		wantTold(t, bookAsPreviewed(t, d, special(d, "4")), `
			PO-1/1 OAK: 4 in, 0 over, 0 closed, 0 to come, 4 on hand, 0 to the shelf
			SO-9/1 Customer ANN OAK: 0 -> 4, short 0, ready false`)
	})
	t.Run("and what was waiting for it can leave", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "ASH", Qty: "5"},
			dbtest.Order{Number: "SO-9", Customer: "ANN", ShipMode: model.OrderComplete, Lines: []dbtest.Line{{SKU: "OAK", Qty: "4"}, {SKU: "ASH", Qty: "2"}}})
		wantTold(t, bookAsPreviewed(t, d, special(d, "4")), `
			PO-1/1 OAK: 4 in, 0 over, 0 closed, 0 to come, 4 on hand, 0 to the shelf
			SO-9/1 Customer ANN OAK: 0 -> 4, short 0, ready true
			SO-9/2 Customer ANN ASH: 0 -> 2, short 0, ready true`)
	})
	t.Run("a cancelled line leaves it to the queue", func(t *testing.T) {
		d := dbtest.New(t, yard, first, order("SO-9", "OAK", "4", ""))
		r := special(d, "4")
		line, version := d.Line("SO-9", 1)
		must(t, d.Store.CancelLine(t.Context(), dbtest.Dana(), line, version, 0, "not wanted"))
		d.Want(`SELECT source, qty/1000 AS qty FROM peg ORDER BY part`, `
			source           qty
			PO-1/1           4
			not yet ordered  1`)
		wantTold(t, bookAsPreviewed(t, d, r), `
			PO-1/1 OAK: 4 in, 0 over, 0 closed, 0 to come, 4 on hand, 0 to the shelf
			SO-1/1 Customer BOB OAK: 0 -> 4, short 1, ready true`)
	})
}

func TestReceiveStockRefuses(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)})
	id, version := poLineOf(d, "PO-1")
	must(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, day(3), model.Confirmed, "by phone"))
	ok := model.Receipt{POLine: id, Received: model.Units(1)}
	with := func(change func(*model.Receipt)) model.Receipt { r := ok; change(&r); return r }
	unchanged(t, d, func() {
		for field, r := range map[string]model.Receipt{
			"received": with(func(r *model.Receipt) { r.Received = 500 }),
			"rejected": with(func(r *model.Receipt) { r.Rejected, r.Why = 1, "wet" }),
			"on":       with(func(r *model.Receipt) { r.On = day(1) }),
			"why":      with(func(r *model.Receipt) { r.Rejected = model.Units(1) }),
			"po_line":  {Received: model.Units(1)},
		} {
			_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), r)
			problem(t, err, field)
			_, err = d.Store.PreviewReceipt(t.Context(), r)
			problem(t, err, field)
		}
		_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), with(func(r *model.Receipt) { r.Version = version }))
		conflict(t, err, "PO-1/1 was changed by dana@test on 24 Nov 08:00 (eta changed)")
		_, err = d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{PO: "PO-1", Line: 2, Received: model.Units(1)})
		if err != model.ErrNotFound {
			t.Errorf("an unknown line: got %v", err)
		}
	})
}

func TestReceiveStockTwiceWithOneKey(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}, order("SO-1", "OAK", "4", ""))
	a, r := dbtest.Keyed(), model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(10)}
	first, err := d.Store.ReceiveStock(t.Context(), a, r)
	must(t, err)
	unchanged(t, d, func() {
		second, err := d.Store.ReceiveStock(t.Context(), a, r)
		must(t, err)
		if fmt.Sprint(first) != fmt.Sprint(second) || second.Number != "R-1" || len(second.Served) != 1 {
			t.Errorf("the second answer differs: %+v and %+v", first, second)
		}
	})
}
