package db_test

import (
	"maps"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestCreatePurchaseOrder(t *testing.T) {
	oak := func(change func(*model.PurchaseEntry)) model.PurchaseEntry {
		e := model.PurchaseEntry{Lines: []model.PurchaseLine{{SKU: "OAK", Qty: model.Units(10)}}}
		change(&e)
		return e
	}
	t.Run("supplier and lead time come from the product", func(t *testing.T) {
		d := dbtest.New(t, yard, order("SO-1", "OAK", "4", ""))
		number, err := d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), oak(func(e *model.PurchaseEntry) {
			e.Lines = append(e.Lines, model.PurchaseLine{SKU: "ASH", Qty: model.Units(5), ETA: day(3), Confidence: model.Confirmed})
		}))
		must(t, err)
		if number != "PO-1" {
			t.Errorf("got %s, want PO-1", number)
		}
		d.Want(`SELECT s.code AS supplier, w.code AS warehouse, p.sku, l.ordered/1000 AS ordered, l.eta, l.first_eta, l.confidence, l.confirmed_at
			FROM po_line l JOIN purchase_order o ON o.id = l.po_id JOIN supplier s ON s.id = o.supplier_id JOIN warehouse w ON w.id = o.warehouse_id JOIN product p ON p.id = l.product_id`, `
			supplier  warehouse  sku  ordered  eta         first_eta   confidence  confirmed_at
			SAW       MAIN       OAK  10       2026-12-08  2026-12-08  stated      -
			SAW       MAIN       ASH  5        2026-11-27  2026-11-27  confirmed   2026-11-24T08:00:00.000Z`)
		d.Want(`SELECT eta, confidence FROM eta_event ORDER BY id`, `
			eta         confidence
			2026-12-08  stated
			2026-11-27  confirmed`)
		d.Want(`SELECT source, qty/1000 AS qty, date FROM peg`, `
			source  qty  date
			PO-1/1  4    2026-12-08`)
		d.Want(goods, `
			actor      action     ref   why
			dana@test  purchased  PO-1  ''`)
	})
	t.Run("a special order is pegged to its line, ahead of the queue", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Order{Number: "SO-1", Customer: "BOB", Priority: 1, Lines: []dbtest.Line{{SKU: "OAK", Qty: "4"}}}, order("SO-9", "OAK", "4", ""))
		line, _ := d.Line("SO-9", 1)
		_, err := d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), model.PurchaseEntry{Lines: []model.PurchaseLine{{SKU: "OAK", Qty: model.Units(4), ForLine: line}}})
		must(t, err)
		d.Want(`SELECT o.number, p.source FROM peg p JOIN order_line l ON l.id = p.line_id JOIN sales_order o ON o.id = l.order_id ORDER BY o.number`, `
			number  source
			SO-1    not yet ordered
			SO-9    PO-1/1`)
	})
	t.Run("a number of one's own, and the next free one", func(t *testing.T) {
		d := dbtest.New(t, yard)
		for _, want := range []string{"PO-2", "PO-3", "K7"} {
			asked := want
			if want == "PO-3" {
				asked = "" // the second order would be PO-2
			}
			got, err := d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), oak(func(e *model.PurchaseEntry) { e.Number = asked }))
			must(t, err)
			if got != want {
				t.Errorf("asked for %q: got %s, want %s", asked, got, want)
			}
		}
	})
	t.Run("what cannot be is refused by field", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Product{SKU: "ELM"}, dbtest.PO{Number: "PO-7", Supplier: "SAW", SKU: "OAK", Qty: "1", ETA: day(1)}, order("SO-1", "ASH", "1", ""))
		line, _ := d.Line("SO-1", 1)
		unchanged(t, d, func() {
			for field, e := range map[string]model.PurchaseEntry{
				"number":            oak(func(e *model.PurchaseEntry) { e.Number = "po-7" }),
				"supplier":          oak(func(e *model.PurchaseEntry) { e.Lines[0].SKU = "ELM" }),
				"warehouse":         oak(func(e *model.PurchaseEntry) { e.Warehouse = "NORTH" }),
				"lines[0].sku":      oak(func(e *model.PurchaseEntry) { e.Lines[0].SKU = "FIR" }),
				"lines[0].qty":      oak(func(e *model.PurchaseEntry) { e.Lines[0].Qty = 500 }),
				"lines[0].eta":      oak(func(e *model.PurchaseEntry) { e.Lines[0].ETA = day(-1) }),
				"lines[0].for_line": oak(func(e *model.PurchaseEntry) { e.Lines[0].ForLine = line }),
			} {
				_, err := d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), e)
				problem(t, err, field)
			}
		})
	})
}

func TestSetETA(t *testing.T) {
	po := dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}
	t.Run("the lines that wait follow, their promise stands, the ledger keeps it all", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "4", ""))
		id, version := poLineOf(d, "PO-1")
		must(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, day(9), model.Confirmed, "lorry broke down"))
		d.Want(`SELECT promise, first_promise FROM order_line`, `
			promise     first_promise
			2026-11-26  2026-11-26`)
		d.Want(`SELECT date, confidence FROM peg`, `
			date        confidence
			2026-12-03  confirmed`)
		d.Want(`SELECT status, promise, eta, eta_confidence FROM board`, `
			status  promise     eta         eta_confidence
			risk    2026-11-26  2026-12-03  confirmed`)
		d.Want(`SELECT actor, eta, confidence, why FROM eta_event ORDER BY id`, `
			actor      eta         confidence  why
			test       2026-11-26  stated      ''
			dana@test  2026-12-03  confirmed   lorry broke down`)
		d.Want(`SELECT eta, first_eta, confidence FROM po_line`, `
			eta         first_eta   confidence
			2026-12-03  2026-11-26  confirmed`)
		d.Want(goods, `
			actor      action       ref     why
			dana@test  eta_changed  PO-1/1  lorry broke down`)
	})
	t.Run("a date confirmed again calms the board", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(30), Confidence: model.Stated}, order("SO-1", "OAK", "4", ""))
		d.Sleep(10 * 24 * time.Hour)
		must(t, d.Store.NewDay(t.Context()))
		d.Want(`SELECT status FROM board`, "status\nrisk")
		id, version := poLineOf(d, "PO-1")
		must(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, day(30), model.Confirmed, ""))
		d.Want(`SELECT status FROM board`, "status\non_order")
	})
	t.Run("a supplier may not know", func(t *testing.T) {
		d := dbtest.New(t, yard, po, order("SO-1", "OAK", "4", ""))
		id, version := poLineOf(d, "PO-1")
		must(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, 0, model.Stated, "no idea"))
		d.Want(`SELECT eta, first_eta FROM po_line`, `
			eta  first_eta
			-    2026-11-26`)
	})
	t.Run("what cannot be is refused", func(t *testing.T) {
		d := dbtest.New(t, yard, po)
		id, version := poLineOf(d, "PO-1")
		unchanged(t, d, func() {
			problem(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, day(-1), model.Stated, ""), "eta")
			problem(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, 0, model.Confirmed, ""), "eta")
			problem(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, day(3), model.Estimate, ""), "confidence")
			conflict(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version+1, day(3), model.Stated, ""), "PO-1/1 has changed since you opened it")
		})
		_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{POLine: id, Received: model.Units(10)})
		must(t, err)
		conflict(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, 0, day(3), model.Stated, ""), "Nothing of PO-1/1 is still to come.")
	})
}

func TestChangeAndCancelPurchaseOrderLines(t *testing.T) {
	po := dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}
	d := dbtest.New(t, yard, po, order("SO-1", "OAK", "10", ""))
	id, version := poLineOf(d, "PO-1")
	_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{POLine: id, Received: model.Units(4)})
	must(t, err)
	unchanged(t, d, func() {
		conflict(t, d.Store.ChangePOQuantity(t.Context(), dbtest.Dana(), id, version, model.Units(8), "fewer"), "PO-1/1 was changed by dana@test")
		conflict(t, d.Store.ChangePOQuantity(t.Context(), dbtest.Dana(), id, 0, model.Units(3), "fewer"), "4 have arrived or were given up already")
		problem(t, d.Store.ChangePOQuantity(t.Context(), dbtest.Dana(), id, 0, 500+model.Units(8), "fewer"), "ordered")
		problem(t, d.Store.ChangePOQuantity(t.Context(), dbtest.Dana(), id, 0, model.Units(8), ""), "why")
		problem(t, d.Store.CancelPOLine(t.Context(), dbtest.Dana(), id, 0, ""), "why")
	})
	must(t, d.Store.ChangePOQuantity(t.Context(), dbtest.Dana(), id, 0, model.Units(8), "budget"))
	d.Want(`SELECT source, qty/1000 AS qty FROM peg ORDER BY part`, `
		source           qty
		PO-1/1           4
		not yet ordered  2`)
	must(t, d.Store.CancelPOLine(t.Context(), dbtest.Dana(), id, 0, "sold out"))
	d.Want(poLines, `
		po    ordered  received  rejected  cancelled  open
		PO-1  8        4         0         4          0`)
	d.Want(`SELECT source, qty/1000 AS qty FROM peg ORDER BY part`, `
		source           qty
		not yet ordered  6`)
	d.Want(goods, `
		actor      action            ref     why
		dana@test  received          PO-1/1  ''
		dana@test  quantity_changed  PO-1/1  budget
		dana@test  closed_short      PO-1/1  sold out`)
}

// An order that ships complete leaves stock on the shelf until its rest is
// there. Nobody needs to buy what lies there.
func TestStockThatWaitsNeedsNoPurchaseOrder(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "10"}, dbtest.Order{Number: "SO-1", Customer: "BOB", ShipMode: model.OrderComplete,
		Lines: []dbtest.Line{{SKU: "OAK", Qty: "4"}, {SKU: "ASH", Qty: "5"}}})
	page, err := d.Store.Shortages(t.Context(), model.ListQuery{Sort: "sku"})
	must(t, err)
	lacks := map[string]model.Qty{}
	for _, r := range page.Rows {
		lacks[r.SKU] = r.Uncovered
		if r.Short == 0 {
			t.Errorf("%s is not short", r.SKU)
		}
	}
	if want := map[string]model.Qty{"ASH": model.Units(5), "OAK": 0}; !maps.Equal(lacks, want) {
		t.Errorf("not covered: got %v, want %v", lacks, want)
	}
	for no, want := range map[int]model.Qty{1: 0, 2: model.Units(5)} {
		line, _ := d.Line("SO-1", no)
		got, err := d.Store.PurchaseDefaults(t.Context(), line, "", dbtest.Today)
		must(t, err)
		if got.Qty != want {
			t.Errorf("line %d: proposes %v, want %v", no, got.Qty, want)
		}
	}
}
