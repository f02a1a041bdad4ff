package db_test

import (
	"errors"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func twoLines(t *testing.T) (*dbtest.Desk, []model.LineVersion) {
	t.Helper()
	d := dbtest.New(t, dbtest.Product{SKU: "A"}, dbtest.Product{SKU: "B"}, dbtest.Customer{Code: "C", ShipMode: model.OrderComplete},
		dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.Order{Number: "SO-1", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}, {SKU: "B", Qty: "3"}}},
		dbtest.Order{Number: "SO-2", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "4"}, {SKU: "B", Qty: "1"}}})
	return d, seen(d, "SO-1", 1, 2)
}

// seen names lines as a person sees them now.
func seen(d *dbtest.Desk, order string, lines ...int) []model.LineVersion {
	var out []model.LineVersion
	for _, no := range lines {
		id, version := d.Line(order, no)
		out = append(out, model.LineVersion{ID: id, Version: version})
	}
	return out
}

func TestChangeLinesIsAllOrNothing(t *testing.T) {
	d, lines := twoLines(t)
	stale := []model.LineVersion{lines[0], {ID: lines[1].ID, Version: lines[1].Version + 5}}
	before := d.Fingerprint()
	var conflict *model.Conflict
	for _, do := range []model.LineChange{model.HoldAll, model.CancelAll, model.ReleaseAll} {
		if err := d.Store.ChangeLines(t.Context(), dbtest.Dana(), "SO-1", do, stale, "rain"); !errors.As(err, &conflict) {
			t.Errorf("%s with one stale line: %v, want a conflict", do, err)
		}
		if err := d.Store.ChangeLines(t.Context(), dbtest.Dana(), "SO-2", do, lines, "rain"); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("%s of another order's lines: %v, want not found", do, err)
		}
	}
	if d.Fingerprint() != before {
		t.Error("something was kept of a refused change")
	}
}

func TestHoldReleaseAndCancelSeveralLines(t *testing.T) {
	d, lines := twoLines(t)
	change := func(do model.LineChange, lines []model.LineVersion) {
		t.Helper()
		if err := d.Store.ChangeLines(t.Context(), dbtest.Keyed(), "SO-1", do, lines, "rain"); err != nil {
			t.Fatalf("%s: %v", do, err)
		}
	}
	change(model.HoldAll, lines)
	d.Want(`SELECT line_no, coalesce(hold, '') AS hold FROM order_line WHERE order_id = 1 ORDER BY 1`, `
		line_no  hold
		1        rain
		2        rain`)
	change(model.ReleaseAll, seen(d, "SO-1", 2))
	change(model.ReleaseAll, seen(d, "SO-1", 1, 2)) // line 2 is free already
	d.Want(`SELECT count(*) AS held FROM order_line WHERE hold IS NOT NULL`, `
		held
		0`)
	change(model.CancelAll, seen(d, "SO-1", 1, 2))
	d.Want(`SELECT line_no, open, cancelled, allocated FROM order_line WHERE order_id = 1 ORDER BY 1`, `
		line_no  open  cancelled  allocated
		1        0     5000       0
		2        0     3000       0`)
	d.Want(`SELECT action, count(*) AS n FROM audit WHERE entity = 'line' AND action IN ('held','hold_released','cancelled') GROUP BY 1 ORDER BY 1`, `
		action         n
		cancelled      2
		held           2
		hold_released  2`)
}
