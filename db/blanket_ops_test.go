package db_test

import (
	"errors"
	"sync"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// framework is a blanket order of 100 of A and 10 boxes of B, 30 of A in stock.
func framework(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, zoned("C1", "yard", "north"), dbtest.Product{SKU: "A", Price: 250}, dbtest.Product{SKU: "B", Price: 100, Units: map[string]string{"box": "12"}},
		dbtest.Stock{SKU: "A", Qty: "30"})
	price := model.Money(199)
	got, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Number: "BL-1", Customer: "C1", Site: "yard", Kind: model.Blanket, Priority: 2,
		CustomerPO: "FRAME-26", Project: "Orchard Way", Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("100"), Price: &price}, {SKU: "B", Qty: dbtest.Qty("10"), Unit: "box"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Lines[0].Allocated != 0 || got.Lines[0].Short != 0 || !got.Lines[0].Promise.IsZero() {
		t.Fatalf("a blanket order got %+v", got.Lines[0])
	}
	return d
}

func release(requested model.Date, lines ...model.CallOffLine) model.CallOff {
	return model.CallOff{Requested: requested, Lines: lines}
}

func TestABlanketIsNoDemandAndItsReleaseIs(t *testing.T) {
	d := framework(t)
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT (SELECT count(*) FROM board) AS board, (SELECT sum(allocated) FROM stock) AS allocated, (SELECT count(*) FROM peg) AS pegs`, `
		board  allocated  pegs
		0      0          0`)
	got, err := d.Store.ReleaseBlanket(t.Context(), dbtest.Dana(), "BL-1", 1, release(dbtest.Today.AddDays(3), model.CallOffLine{Line: 1, Qty: dbtest.Qty("40")}, model.CallOffLine{Line: 2, Qty: dbtest.Qty("2.5")}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Number != "BL-1-R1" || got.Lines[0].Allocated != dbtest.Qty("30") || got.Lines[0].Short != dbtest.Qty("10") || got.Lines[1].Ordered != dbtest.Qty("30") {
		t.Errorf("released %+v", got)
	}
	d.Want(`SELECT o.number, o.kind, b.number AS blanket, t.site, o.priority, o.customer_po, o.project, o.requested_date FROM sales_order o
		JOIN sales_order b ON b.id = o.blanket_id JOIN site t ON t.id = o.site_id`, `
		number   kind     blanket  site  priority  customer_po  project      requested_date
		BL-1-R1  release  BL-1     yard  2         FRAME-26     Orchard Way  2026-11-27`)
	d.Want(`SELECT p.sku, l.unit, l.unit_qty, l.ordered, l.price, b.line_no AS calls_off FROM order_line l JOIN product p ON p.id = l.product_id
		JOIN order_line b ON b.id = l.blanket_line_id ORDER BY l.id`, `
		sku  unit  unit_qty  ordered  price  calls_off
		A    pc    40000     40000    199    1
		B    box   2500      30000    100    2`)
	d.Want(`SELECT action, ref, after FROM audit WHERE entity = 'order' AND action = 'part_released'`, `
		action         ref   after
		part_released  BL-1  {"release":"BL-1-R1","remaining":{"line 1":"60","line 2":"90"}}`)
	b, err := d.Store.Blanket(t.Context(), "BL-1")
	if err != nil {
		t.Fatal(err)
	}
	if l := b.Lines[1]; l.Agreed != dbtest.Qty("120") || l.Released != dbtest.Qty("30") || l.InUnit(l.Remaining()) != dbtest.Qty("7.5") || !b.Remains() {
		t.Errorf("line 2: %+v", l)
	}
	if len(b.Releases) != 1 || b.Releases[0].Number != "BL-1-R1" || b.Releases[0].Open != 2 {
		t.Errorf("releases %+v", b.Releases)
	}
	if _, err := d.Store.Blanket(t.Context(), "BL-1-R1"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a release is no blanket: %v", err)
	}
}

func TestNeverMoreIsReleasedThanRemains(t *testing.T) {
	d := framework(t)
	_, err := d.Store.ReleaseBlanket(t.Context(), dbtest.Dana(), "BL-1", 1, release(0, model.CallOffLine{Line: 1, Qty: dbtest.Qty("101")},
		model.CallOffLine{Line: 2, Qty: dbtest.Qty("10.5")}, model.CallOffLine{Line: 9, Qty: dbtest.Qty("1")}))
	p, _ := errors.AsType[model.Problems](err)
	for field, want := range map[string]string{"release[1]": "Only 100 pc of A remain.", "release[2]": "Only 10 box of B remain.", "release[9]": "The blanket order has no line 9."} {
		if p[field] != want {
			t.Errorf("%s: %q, want %q", field, p[field], want)
		}
	}
	if _, err := d.Store.ReleaseBlanket(t.Context(), dbtest.Dana(), "BL-1", 0, release(0, model.CallOffLine{Line: 1, Qty: dbtest.Qty("90")})); err != nil {
		t.Fatal(err)
	}
	id, v := d.Line("BL-1", 1)
	var conflict *model.Conflict
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, v, dbtest.Qty("11"), "agreed"); !errors.As(err, &conflict) {
		t.Errorf("cancelling what is released: %v", err)
	}
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, v, dbtest.Qty("10"), "agreed"); err != nil {
		t.Error(err)
	}
	// What a release cancels goes back to the blanket.
	rid, rv := d.Line("BL-1-R1", 1)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), rid, rv, dbtest.Qty("15"), "too many"); err != nil {
		t.Fatal(err)
	}
	b, err := d.Store.Blanket(t.Context(), "BL-1")
	if err != nil || b.Lines[0].Agreed != dbtest.Qty("90") || b.Lines[0].Remaining() != dbtest.Qty("15") {
		t.Errorf("%+v, %v", b.Lines, err)
	}
	if _, err := d.Raw.Exec(`UPDATE order_line SET ordered = ordered + 20000 WHERE id = ?`, rid); err == nil {
		t.Error("the schema lets a release grow beyond its blanket")
	}
	if err := d.Store.AllocateLine(t.Context(), dbtest.Dana(), id, 0, dbtest.Qty("1")); !errors.As(err, &conflict) {
		t.Errorf("a blanket line took stock: %v", err)
	}
	if _, err := d.Store.ReleaseBlanket(t.Context(), dbtest.Dana(), "BL-1-R1", 0, release(0, model.CallOffLine{Line: 1, Qty: 1000})); !errors.As(err, &conflict) {
		t.Errorf("a release of a release: %v", err)
	}
}

// TestTwoReleasesAtOnce: the second of two people is told, and never is more
// released than was agreed.
func TestTwoReleasesAtOnce(t *testing.T) {
	d := framework(t)
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = d.Store.ReleaseBlanket(t.Context(), dbtest.Keyed(), "BL-1", 1, release(0, model.CallOffLine{Line: 1, Qty: dbtest.Qty("60")}))
		})
	}
	wait.Wait()
	done := 0
	for _, err := range errs {
		var conflict *model.Conflict
		if err == nil {
			done++
		} else if !errors.As(err, &conflict) {
			t.Error(err)
		}
	}
	if released := d.ID(`SELECT sum(ordered) FROM order_line WHERE blanket_line_id IS NOT NULL`); done != 1 || released != 60000 {
		t.Errorf("%d releases, %d thousandths", done, released)
	}
}
