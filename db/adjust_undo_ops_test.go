package db_test

import (
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestUndoAdjustment(t *testing.T) {
	newest := func(t *testing.T, d *dbtest.Desk) int64 {
		t.Helper()
		return d.ID(`SELECT max(id) FROM stock_move`)
	}
	adjust := func(t *testing.T, d *dbtest.Desk, by int64) int64 {
		t.Helper()
		must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(by), Why: "found"}))
		return newest(t, d)
	}
	undo := func(d *dbtest.Desk, id int64) error {
		return d.Store.UndoAdjustment(d.Context(), dbtest.Dana(), "OAK", id, "typed twice")
	}
	t.Run("a row that reverses it, once", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "2"})
		id := adjust(t, d, 8)
		must(t, undo(d, id))
		d.Want(moves, `
			kind      from        lot  to          lot  qty
			adjusted  ADJUSTMENT  ''   MAIN        ''   8
			adjusted  MAIN        ''   ADJUSTMENT  ''   8`)
		d.Want(`SELECT action, before, after, why FROM audit WHERE action = 'adjustment_undone'`, `
			action             before                                after                                why
			adjustment_undone  {"on_hand":"10","warehouse":"MAIN"}  {"on_hand":"2","warehouse":"MAIN"}  typed twice`)
		unchanged(t, d, func() {
			conflict(t, undo(d, id), "taken back already")
			conflict(t, undo(d, newest(t, d)), "takes another one back")
		})
	})
	t.Run("what was taken off comes back to the line that waits", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "5"})
		id := adjust(t, d, -4)
		d.Add(order("SO-1", "OAK", "5", ""))
		must(t, undo(d, id))
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  5        5          0       0        0`)
	})
	t.Run("what is allocated is not taken", func(t *testing.T) {
		d := dbtest.New(t, yard)
		id := adjust(t, d, 8)
		d.Add(order("SO-1", "OAK", "5", ""))
		unchanged(t, d, func() { conflict(t, undo(d, id), "8 are on hand, 5 allocated and 0 picked") })
	})
	t.Run("a later count has the last word, an earlier one has not", func(t *testing.T) {
		for _, c := range []struct {
			counted int64
			state   model.CountState
		}{{8, model.CountSame}, {9, model.CountBooked}} {
			d := dbtest.New(t, yard)
			id := adjust(t, d, 8)
			d.Sleep(time.Hour)
			r, err := d.Store.CountStock(t.Context(), dbtest.Dana(), model.Count{SKU: "OAK", Warehouse: "MAIN", OnHand: model.Units(c.counted), Why: "cycle"})
			if err != nil || r.State != c.state {
				t.Fatalf("the count is %s, %v", r.State, err)
			}
			unchanged(t, d, func() { conflict(t, undo(d, id), "was counted since") })
			d.Sleep(time.Hour)
			must(t, undo(d, adjust(t, d, 3)))
		}
	})
	t.Run("only adjustments of this product, for a reason", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "9"})
		id := adjust(t, d, 1)
		unchanged(t, d, func() {
			problem(t, d.Store.UndoAdjustment(t.Context(), dbtest.Dana(), "OAK", id, " "), "why")
			for _, err := range []error{undo(d, 99), d.Store.UndoAdjustment(t.Context(), dbtest.Dana(), "ELM", id, "x")} {
				if err != model.ErrNotFound {
					t.Errorf("got %v, want not found", err)
				}
			}
		})
		_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), model.Count{SKU: "OAK", Warehouse: "MAIN", OnHand: model.Units(11), Why: "cycle"})
		must(t, err)
		conflict(t, undo(d, newest(t, d)), "Only an adjustment by hand")
	})
}
