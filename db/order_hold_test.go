package db_test

import (
	"errors"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestHoldOfAWholeOrder(t *testing.T) {
	d, _ := twoLines(t)
	change := func(do model.LineChange, why string) error {
		return d.Store.ChangeOrder(t.Context(), dbtest.Dana(), "SO-1", 0, do, seen(d, "SO-1", 1, 2), why)
	}
	var p model.Problems
	var conflict *model.Conflict
	if err := change(model.HoldAll, " "); !errors.As(err, &p) || p["why"] == "" {
		t.Errorf("a hold without a reason: %v", err)
	}
	if err := change(model.ReleaseAll, ""); !errors.As(err, &conflict) {
		t.Errorf("the release of what is not on hold: %v", err)
	}
	if err := change(model.HoldAll, "site is flooded"); err != nil {
		t.Fatal(err)
	}
	if err := change(model.HoldAll, "again"); !errors.As(err, &conflict) {
		t.Errorf("a hold on a hold: %v", err)
	}
	d.Add(dbtest.Stock{SKU: "B", Qty: "9"})
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil { // SO-1 is first and takes nothing
		t.Fatal(err)
	}
	d.Want(`SELECT order_number, line_no, allocated, on_hold FROM board ORDER BY 1, 2`, `
		order_number  line_no  allocated  on_hold
		SO-1          1        0          1
		SO-1          2        0          1
		SO-2          1        4000       0
		SO-2          2        1000       0`)
	if err := change(model.ReleaseAll, ""); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT order_number, line_no, status FROM board WHERE order_number = 'SO-1' ORDER BY 2`, `
		order_number  line_no  status
		SO-1          1        no_supply
		SO-1          2        on_order`)
	d.Want(`SELECT action, ref, why FROM audit WHERE entity = 'order' AND action LIKE 'h%' ORDER BY id`, `
		action         ref   why
		held           SO-1  site is flooded
		hold_released  SO-1  ''`)
	d.Check()
}

func TestReleaseOfAnOrderLeavesALinesOwnHold(t *testing.T) {
	d, lines := twoLines(t)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), lines[1].ID, 0, "wrong colour"); err != nil {
		t.Fatal(err)
	}
	for _, do := range []model.LineChange{model.HoldAll, model.ReleaseAll} {
		if err := d.Store.ChangeOrder(t.Context(), dbtest.Dana(), "SO-1", 0, do, nil, "rain"); err != nil {
			t.Fatal(err)
		}
	}
	d.Want(`SELECT line_no, on_hold FROM board WHERE order_number = 'SO-1' ORDER BY 1`, `
		line_no  on_hold
		1        0
		2        1`)
}

func TestAnOrderIsCancelledAsItWasSeen(t *testing.T) {
	d, lines := twoLines(t)
	var conflict *model.Conflict
	cancel := func(version int, lines []model.LineVersion) error {
		return d.Store.ChangeOrder(t.Context(), dbtest.Dana(), "SO-1", version, model.CancelAll, lines, "bought elsewhere")
	}
	before := d.Fingerprint()
	for name, err := range map[string]error{
		"another version of the order":  cancel(99, lines),
		"a line that was not seen":      cancel(0, lines[:1]),
		"a line that is another by now": cancel(0, []model.LineVersion{lines[0], {ID: lines[1].ID, Version: 99}}),
	} {
		if !errors.As(err, &conflict) {
			t.Errorf("%s: %v, want a conflict", name, err)
		}
	}
	if d.Fingerprint() != before {
		t.Error("something was kept of a refused cancellation")
	}
	if err := cancel(1, lines); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT line_no, open, cancelled FROM order_line WHERE order_id = 1 ORDER BY 1`, `
		line_no  open  cancelled
		1        0     5000
		2        0     3000`)
	if err := cancel(0, nil); !errors.As(err, &conflict) {
		t.Errorf("a closed order: %v, want a conflict", err)
	}
	d.Check()
}
