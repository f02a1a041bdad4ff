package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestSplitAPurchaseOrderLine(t *testing.T) {
	po := dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}
	d := dbtest.New(t, yard, po, order("SO-1", "OAK", "4", ""), order("SO-2", "OAK", "5", ""))
	id, version := poLineOf(d, "PO-1")
	later := model.POSplit{Qty: model.Units(6), ETA: day(9), Confidence: model.Confirmed, Why: "the rest is on the next lorry"}
	for field, bad := range map[string]model.POSplit{
		"qty":        {Qty: model.Units(10), ETA: day(9), Confidence: model.Stated},
		"eta":        {Qty: model.Units(1), ETA: day(-1), Confidence: model.Stated},
		"confidence": {Qty: model.Units(1), ETA: day(9)},
	} {
		_, err := d.Store.SplitPOLine(t.Context(), dbtest.Dana(), id, version, bad)
		problem(t, err, field)
	}
	a := dbtest.Keyed()
	for range 2 { // the second is the same form sent again
		no, err := d.Store.SplitPOLine(t.Context(), a, id, version, later)
		must(t, err)
		if no != 2 {
			t.Errorf("the part is line %d, want 2", no)
		}
	}
	d.Want(`SELECT line_no, ordered/1000 AS ordered, open/1000 AS open, eta, first_eta, confidence FROM po_line ORDER BY line_no`, `
		line_no  ordered  open  eta         first_eta   confidence
		1        4        4     2026-11-26  2026-11-26  stated
		2        6        6     2026-12-03  2026-11-26  confirmed`)
	d.Want(`SELECT b.order_number, g.source, g.qty/1000 AS qty FROM peg g JOIN board b ON b.line_id = g.line_id ORDER BY 1, 2`, `
		order_number  source  qty
		SO-1          PO-1/1  4
		SO-2          PO-1/2  5`)
	d.Want(goods, `
		actor      action     ref     why
		dana@test  split_off  PO-1/2  the rest is on the next lorry
		dana@test  split      PO-1/1  the rest is on the next lorry`)
	_, err := d.Store.SplitPOLine(t.Context(), dbtest.Dana(), id, version, later)
	conflict(t, err, "dana@test")
}

func TestAWholePurchaseOrderIsConfirmedExtendedAndClosed(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}, order("SO-1", "ASH", "4", ""))
	must(t, d.Store.AddPOLines(t.Context(), dbtest.Dana(), "PO-1", 1, []model.PurchaseLine{{SKU: "ASH", Qty: model.Units(6), ETA: day(5)}}, "on the same lorry"))
	problem(t, d.Store.AddPOLines(t.Context(), dbtest.Dana(), "PO-1", 2, []model.PurchaseLine{{SKU: "FIR", Qty: model.Units(6)}}, ""), "lines[0].sku")
	conflict(t, d.Store.AddPOLines(t.Context(), dbtest.Dana(), "PO-1", 1, []model.PurchaseLine{{SKU: "ASH", Qty: model.Units(6)}}, ""), "dana@test")
	d.Want(`SELECT source, qty/1000 AS qty FROM peg`, "source  qty\nPO-1/2  4")
	n, err := d.Store.ConfirmPO(t.Context(), dbtest.Dana(), "PO-1", 2, "their mail")
	must(t, err)
	if n != 2 {
		t.Errorf("%d lines confirmed, want 2", n)
	}
	d.Want(`SELECT line_no, confidence FROM po_line ORDER BY line_no`, "line_no  confidence\n1        confirmed\n2        confirmed")
	_, err = d.Store.ConfirmPO(t.Context(), dbtest.Dana(), "PO-1", 3, "")
	conflict(t, err, "only stated")
	_, err = d.Store.ClosePO(t.Context(), dbtest.Dana(), "PO-1", 3, "")
	problem(t, err, "why")
	n, err = d.Store.ClosePO(t.Context(), dbtest.Dana(), "PO-1", 3, "they stopped making it")
	must(t, err)
	if n != 2 {
		t.Errorf("%d lines closed, want 2", n)
	}
	d.Want(`SELECT sum(open) AS open FROM po_line`, "open\n0")
	d.Want(`SELECT status FROM board`, "status\nno_supply")
}

func TestAnotherDateIsTriedBeforeItIsSaved(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)}, order("SO-1", "OAK", "4", ""), order("SO-2", "OAK", "5", ""))
	id, version := poLineOf(d, "PO-1")
	unchanged(t, d, func() {
		p, err := d.Store.PreviewETA(t.Context(), id, day(9), model.Confirmed)
		must(t, err)
		if p.Moves != 2 || p.Later != 2 || p.Broken != 2 || p.Lines[0].Line != "SO-1/1" || p.Lines[0].To != day(9) || p.Lines[0].Customer != "Customer ANN" {
			t.Errorf("got %+v", p)
		}
		same, err := d.Store.PreviewETA(t.Context(), id, day(2), model.Confirmed)
		must(t, err)
		if same.Moves != 0 {
			t.Errorf("the same day moves %+v", same)
		}
	})
	must(t, d.Store.SetETA(t.Context(), dbtest.Dana(), id, version, day(9), model.Confirmed, ""))
	d.Want(`SELECT order_number, eta FROM board ORDER BY 1`, `
		order_number  eta
		SO-1          2026-12-03
		SO-2          2026-12-03`)
}
