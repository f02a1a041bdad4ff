package db_test

import (
	"encoding/json"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// branch is a second warehouse beside the yard's MAIN, and goods to send there.
var branch = dbtest.Do(func(d *dbtest.Desk) {
	d.Add(yard, dbtest.Warehouse{Code: "SHOP"}, dbtest.Product{SKU: "DYE", LotTracked: true},
		dbtest.Stock{SKU: "OAK", Qty: "10"}, dbtest.Stock{SKU: "DYE", Qty: "6", Lot: "k1"})
})

func toShop(lines ...model.TransferEntryLine) model.TransferEntry {
	return model.TransferEntry{From: "MAIN", To: "SHOP", Expected: day(3), Lines: lines}
}

func oak(qty string) model.TransferEntryLine {
	return model.TransferEntryLine{SKU: "OAK", Qty: dbtest.Qty(qty)}
}

// sent makes a transfer and sends it.
func sent(t *testing.T, d *dbtest.Desk, lines ...model.TransferEntryLine) string {
	t.Helper()
	number, err := d.Store.CreateTransfer(t.Context(), dbtest.Keyed(), toShop(lines...))
	must(t, err)
	must(t, d.Store.SendTransfer(t.Context(), dbtest.Keyed(), model.TransferSend{Number: number, Version: 1}))
	return number
}

const transfers = `SELECT t.number, t.state, p.sku, l.qty/1000 AS qty, l.sent/1000 AS sent, l.received/1000 AS received, l.returned/1000 AS returned,
	l.lost/1000 AS lost, l.over/1000 AS over, l.transit/1000 AS transit
	FROM transfer t JOIN transfer_line l ON l.transfer_id = t.id JOIN product p ON p.id = l.product_id ORDER BY t.id, l.line_no`

const placed = `SELECT w.code, p.sku, s.lot, s.on_hand/1000 AS on_hand, s.allocated/1000 AS allocated
	FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id ORDER BY p.sku, w.code, s.lot`

func TestATransferGoesFromDraftToClosed(t *testing.T) {
	d := dbtest.New(t, branch)
	number := sent(t, d, oak("4"), model.TransferEntryLine{SKU: "DYE", Lot: "k1", Qty: dbtest.Qty("5")})
	d.Want(placed, `
		code  sku  lot  on_hand  allocated
		MAIN  DYE  k1   1        0
		MAIN  OAK  ''   6        0`)
	out, err := d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), model.TransferReceipt{Number: number, Version: 2, Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("3")}}})
	must(t, err)
	if out.Closed || out.Lines[0].StillOpen != dbtest.Qty("1") || out.Lines[0].ToShelf != dbtest.Qty("3") {
		t.Errorf("got %+v", out)
	}
	_, err = d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), model.TransferReceipt{Number: number, Version: 3,
		Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("2")}, {Line: 2, Qty: dbtest.Qty("4")}}, Rest: model.RestLost, Why: "One tin leaked"})
	must(t, err)
	d.Want(transfers, `
		number  state   sku  qty  sent  received  returned  lost  over  transit
		TR-1    closed  OAK  4    4     4         0         0     1     0
		TR-1    closed  DYE  5    5     4         0         1     0     0`)
	d.Want(placed, `
		code  sku  lot  on_hand  allocated
		MAIN  DYE  k1   1        0
		SHOP  DYE  k1   4        0
		MAIN  OAK  ''   6        0
		SHOP  OAK  ''   5        0`)
	d.Want(`SELECT action, why FROM audit WHERE entity = 'transfer' ORDER BY id`, `
		action    why
		created   ''
		sent      MAIN to SHOP
		received  ''
		received  One tin leaked
		closed    ''`)
}

func TestAnOrderThatWaitsIsPromisedWhatIsOnTheRoad(t *testing.T) {
	wants := dbtest.Order{Number: "SO-1", Customer: "ANN", Warehouse: "SHOP", Lines: []dbtest.Line{{SKU: "OAK", Qty: "6"}}}
	d := dbtest.New(t, branch, wants)
	number := sent(t, d, oak("8"))
	d.Want(`SELECT g.qty/1000 AS qty, g.source, g.confidence, b.eta, b.status FROM peg g JOIN board b ON b.line_id = g.line_id`, `
		qty  source  confidence  eta         status
		6    TR-1/1  shipped     2026-11-27  on_order`)
	r := model.TransferReceipt{Number: number, Version: 2, Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("7")}}}
	var shown model.TransferOutcome
	unchanged(t, d, func() {
		var err error
		shown, err = d.Store.PreviewTransferReceipt(t.Context(), r)
		must(t, err)
	})
	booked, err := d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), r)
	must(t, err)
	before, _ := json.Marshal(shown)
	after, _ := json.Marshal(booked)
	if string(before) != string(after) {
		t.Errorf("booked\n%s\nbut shown before\n%s", after, before)
	}
	if len(booked.Served) != 1 || booked.Served[0].Gets() != dbtest.Qty("6") || booked.Lines[0].ToShelf != dbtest.Qty("1") || booked.Lines[0].OnHand != dbtest.Qty("7") {
		t.Errorf("got %+v", booked)
	}
	d.Want(lines, `
		line    ordered  allocated  picked  shipped  short
		SO-1/1  6        6          0       0        0`)
}

func TestAChangedDayMovesWhoWaitsForIt(t *testing.T) {
	d := dbtest.New(t, branch, dbtest.Order{Number: "SO-1", Customer: "ANN", Warehouse: "SHOP", Lines: []dbtest.Line{{SKU: "OAK", Qty: "6"}}})
	number := sent(t, d, oak("8"))
	must(t, d.Store.ExpectTransfer(t.Context(), dbtest.Keyed(), number, 2, day(9), "The lorry broke down"))
	d.Want(`SELECT eta, eta_source FROM board`, "eta  eta_source\n2026-12-03  TR-1/1")
	unchanged(t, d, func() {
		problem(t, d.Store.ExpectTransfer(t.Context(), dbtest.Keyed(), number, 3, day(-1), ""), "expected")
		conflict(t, d.Store.ExpectTransfer(t.Context(), dbtest.Keyed(), number, 2, day(9), ""), "was changed by")
	})
	_, err := d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), model.TransferReceipt{Number: number, Rest: model.RestReturned, Why: "Called back"})
	must(t, err)
	d.Want(`SELECT source FROM peg`, "source\nnot yet ordered")
	d.Want(placed, `
		code  sku  lot  on_hand  allocated
		MAIN  DYE  k1   6        0
		MAIN  OAK  ''   10       0`)
	unchanged(t, d, func() {
		conflict(t, d.Store.ExpectTransfer(t.Context(), dbtest.Keyed(), number, 0, day(9), ""), "is closed")
	})
}

func TestSendingLeavesWhatIsClaimed(t *testing.T) {
	d := dbtest.New(t, branch, order("SO-1", "OAK", "3", ""))
	d.Exec(`INSERT INTO protection(product_id, warehouse_id, qty, priority, until, why, created_at, created_by)
		SELECT id, 10, 2000, 1, '2027-01-01', 'hospital', 'now', 'test' FROM product WHERE sku = 'OAK'`)
	number, err := d.Store.CreateTransfer(t.Context(), dbtest.Keyed(), toShop(oak("4"), oak("2")))
	must(t, err)
	unchanged(t, d, func() {
		err := d.Store.SendTransfer(t.Context(), dbtest.Keyed(), model.TransferSend{Number: number})
		problem(t, err, "qty_2")
		if p, _ := err.(model.Problems); p["qty_2"] != "At most 1 of OAK may leave MAIN: 10 on hand, 3 allocated or picked, 2 protected." {
			t.Errorf("got %q", p["qty_2"])
		}
		problem(t, d.Store.SendTransfer(t.Context(), dbtest.Keyed(), model.TransferSend{Number: number, Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("0.5")}}}), "qty_1")
		problem(t, d.Store.SendTransfer(t.Context(), dbtest.Keyed(), model.TransferSend{Number: number, Lines: []model.TransferQty{{Line: 1}}}), "lines")
	})
	key := dbtest.Keyed()
	m := model.TransferSend{Number: number, Version: 1, Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("4")}, {Line: 2, Qty: dbtest.Qty("1")}}}
	must(t, d.Store.SendTransfer(t.Context(), key, m))
	unchanged(t, d, func() {
		again := dbtest.Dana()
		again.Key = &model.RequestKey{Scope: key.Key.Scope, Key: key.Key.Key, Body: key.Key.Body}
		must(t, d.Store.SendTransfer(t.Context(), again, m))
		conflict(t, d.Store.SendTransfer(t.Context(), dbtest.Keyed(), m), "was changed by")
		m.Version = 0
		conflict(t, d.Store.SendTransfer(t.Context(), dbtest.Keyed(), m), "no draft any more")
		conflict(t, d.Store.CancelTransfer(t.Context(), dbtest.Keyed(), number, 0, "never mind"), "no draft any more")
		_, err := d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), model.TransferReceipt{Number: number, Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("9")}}})
		problem(t, err, "why")
		_, err = d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), model.TransferReceipt{Number: number, Version: 1, Lines: []model.TransferQty{{Line: 1, Qty: dbtest.Qty("1")}}})
		conflict(t, err, "was changed by")
		_, err = d.Store.ReceiveTransfer(t.Context(), dbtest.Keyed(), model.TransferReceipt{Number: number})
		problem(t, err, "lines")
	})
	d.Want(lines, `
		line    ordered  allocated  picked  shipped  short
		SO-1/1  3        3          0       0        0`)
}

func TestADraftIsChangedAndCancelled(t *testing.T) {
	d := dbtest.New(t, branch)
	unchanged(t, d, func() {
		for field, e := range map[string]model.TransferEntry{
			"from": {To: "SHOP", Lines: []model.TransferEntryLine{oak("1")}}, "to": {From: "MAIN", To: "MAIN", Lines: []model.TransferEntryLine{oak("1")}},
			"lines": {From: "MAIN", To: "SHOP"}, "lines[0].sku": toShop(model.TransferEntryLine{SKU: "ELM", Qty: 1000}),
			"lines[0].lot": toShop(model.TransferEntryLine{SKU: "DYE", Qty: 1000}), "lines[0].qty": toShop(oak("1.5")),
			"expected": {From: "MAIN", To: "SHOP", Expected: day(-1), Lines: []model.TransferEntryLine{oak("1")}},
		} {
			_, err := d.Store.CreateTransfer(t.Context(), dbtest.Keyed(), e)
			problem(t, err, field)
		}
		_, err := d.Store.CreateTransfer(t.Context(), dbtest.Keyed(), model.TransferEntry{From: "MAIN", To: "MOON", Lines: []model.TransferEntryLine{oak("1")}})
		problem(t, err, "to")
	})
	number, err := d.Store.CreateTransfer(t.Context(), dbtest.Keyed(), toShop(oak("4")))
	must(t, err)
	must(t, d.Store.ChangeTransfer(t.Context(), dbtest.Keyed(), number, 1, toShop(oak("5"), model.TransferEntryLine{SKU: "DYE", Lot: "k1", Qty: 1000})))
	unchanged(t, d, func() {
		conflict(t, d.Store.ChangeTransfer(t.Context(), dbtest.Keyed(), number, 1, toShop(oak("6"))), "was changed by")
		problem(t, d.Store.CancelTransfer(t.Context(), dbtest.Keyed(), number, 2, ""), "why")
	})
	must(t, d.Store.CancelTransfer(t.Context(), dbtest.Keyed(), number, 2, "The shop is full"))
	d.Want(transfers, `
		number  state      sku  qty  sent  received  returned  lost  over  transit
		TR-1    cancelled  OAK  5    0     0         0         0     0     0
		TR-1    cancelled  DYE  1    0     0         0         0     0     0`)
	d.Want(`SELECT before ->> 'line 1' AS was, after ->> 'line 1' AS now, after ->> 'line 2' AS second FROM audit WHERE action = 'changed'`, `
		was     now     second
		OAK: 4  OAK: 5  DYE: 1 of lot k1`)
}
