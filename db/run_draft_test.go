package db_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// seesaw is a desk where a replan takes 5 of A from SO-1 for SO-2.
func seesaw(t *testing.T) *dbtest.Desk {
	return dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1", Price: 300}, dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.PO{Number: "PO-1", Supplier: "S1", SKU: "A", Qty: "20", ETA: dbtest.Today.AddDays(5)},
		dbtest.Order{Number: "SO-1", Customer: "C1", Priority: 4, Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Priority: 1, Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}})
}

func drafted(t *testing.T, d *dbtest.Desk, r model.RunRequest) model.Run {
	t.Helper()
	r.Draft = true
	run, err := d.Store.Allocate(t.Context(), dbtest.Dana(), r)
	if err != nil || run.ID == 0 {
		t.Fatalf("no draft: %+v, %v", run, err)
	}
	return run
}

func applied(t *testing.T, d *dbtest.Desk, id int64) model.AppliedRun {
	t.Helper()
	out, err := d.Store.ApplyDraft(t.Context(), dbtest.Dana(), model.ApplyRun{ID: id, Taking: true})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	hasNow       = `SELECT o.number, l.allocated/1000 AS has, l.policy FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY l.id`
	seesawBefore = `
		number  has  policy
		SO-1    5    normal
		SO-2    0    normal`
	seesawAfter = `
		number  has  policy
		SO-1    0    normal
		SO-2    5    normal`
)

func TestADraftIsAppliedOnceAndTakenBack(t *testing.T) {
	d := seesaw(t)
	before := state(d)
	run := drafted(t, d, model.RunRequest{Replan: true})
	d.Want(hasNow, seesawBefore)
	if out := applied(t, d, run.ID); out.Changed != 2 || out.Left != 0 {
		t.Errorf("got %+v", out)
	}
	d.Want(hasNow, seesawAfter)
	d.Want(`SELECT kind, line_id, qty/1000 AS qty FROM alloc_event WHERE run_id = (SELECT max(id) FROM allocation_run) ORDER BY id`, `
		kind       line_id  qty
		released   1        5
		allocated  2        5`)
	d.Check()
	again := d.Fingerprint()
	if out := applied(t, d, run.ID); !out.Already || d.Fingerprint() != again {
		t.Errorf("a second time: %+v", out)
	}
	for _, r := range []model.RunRequest{{}, {Replan: true}} {
		if next, err := d.Store.Allocate(t.Context(), dbtest.Dana(), r); err != nil || next.ID != 0 {
			t.Errorf("a run after it changed something: %+v, %v", next.Totals, err)
		}
	}
	if err := d.Store.UndoRun(t.Context(), dbtest.Dana(), run.ID, true); err != nil {
		t.Fatal(err)
	}
	if after := state(d); after != before {
		t.Errorf("undo did not restore:\n%s", dbtest.Difference(before, after))
	}
	d.Check()
	if err := d.Store.UndoRun(t.Context(), dbtest.Dana(), run.ID, true); faster(err) == "" {
		t.Errorf("a second undo: %v", err)
	}
	d.Want(`SELECT action FROM audit WHERE entity = 'run' AND entity_id = `+strconv.FormatInt(run.ID, 10)+` ORDER BY id`, `
		action
		drafted
		applied
		undone`)
}

// state is all that an undo restores: who has what, the stock, the promises and
// what explains them, the board. Versions count, first promises are for ever.
func state(d *dbtest.Desk) string {
	var kept []string
	for line := range strings.SplitSeq(d.Dump(), "\n") {
		table, _, _ := strings.Cut(line, " ")
		switch table {
		case "allocation":
			if !strings.HasSuffix(line, "| 0 | 0") {
				kept = append(kept, line)
			}
		case "stock", "peg", "board":
			kept = append(kept, line)
		case "board_sum":
			if !strings.HasSuffix(line, "| 0 | 0 | 0") {
				kept = append(kept, line)
			}
		}
	}
	var lines []string
	if err := d.Raw.Select(&lines, `SELECT json_array(id, allocated, picked, short, promise, rank, run_id, was_short, policy, hold) FROM order_line ORDER BY id`); err != nil {
		d.Fatal(err)
	}
	return strings.Join(append(kept, lines...), "\n")
}

func faster(err error) string {
	if c, ok := errors.AsType[*model.Conflict](err); ok {
		return c.What
	}
	return ""
}

func TestALineThatChangedSinceIsRefusedByNameAndNothingHappens(t *testing.T) {
	d := seesaw(t)
	d.Add(dbtest.Product{SKU: "B"}, dbtest.Order{Number: "SO-3", Customer: "C1", Lines: []dbtest.Line{{SKU: "B", Qty: "4"}}})
	run := drafted(t, d, model.RunRequest{Replan: true})
	id, version := d.Line("SO-2", 1)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), id, version, "the crane is late"); err != nil {
		t.Fatal(err)
	}
	before := d.Fingerprint()
	_, err := d.Store.ApplyDraft(t.Context(), dbtest.Dana(), model.ApplyRun{ID: run.ID, Taking: true})
	stale, ok := errors.AsType[*model.StaleRun](err)
	if !ok || len(stale.Lines) != 1 || stale.Lines[0].Ref != "SO-2/1" {
		t.Fatalf("got %v", err)
	}
	if d.Fingerprint() != before {
		t.Error("something was written")
	}
	// The rest: what SO-1 would have lost was for SO-2 alone.
	out, err := d.Store.ApplyDraft(t.Context(), dbtest.Dana(), model.ApplyRun{ID: run.ID, Taking: true, Rest: true})
	if err != nil || out.Left != 2 || out.Changed != 0 {
		t.Fatalf("got %+v, %v", out, err)
	}
	d.Want(hasNow, `
		number  has  policy
		SO-1    5    normal
		SO-2    0    normal
		SO-3    0    normal`)
	d.Check()
}

func TestAWhatIfIsNeverApplied(t *testing.T) {
	d := seesaw(t)
	run := drafted(t, d, model.RunRequest{WhatIf: model.WhatIf{SKU: "a", Qty: dbtest.Qty("5")}})
	d.Want(`SELECT what_if, changed FROM allocation_run WHERE state = 'draft'`, `
		what_if                    changed
		5 more of a arrive today   1`)
	_, err := d.Store.ApplyDraft(t.Context(), dbtest.Dana(), model.ApplyRun{ID: run.ID, Taking: true})
	if !strings.Contains(faster(err), "not applied") {
		t.Errorf("got %v", err)
	}
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{WhatIf: model.WhatIf{PO: "PO-1", Days: 7}}); err == nil {
		t.Error("a run that supposes was applied at once")
	}
	run = drafted(t, d, model.RunRequest{WhatIf: model.WhatIf{PO: "PO-1/1", Days: 7}})
	d.Want(`SELECT line_id, old_covered, covered FROM run_change WHERE run_id = `+strconv.FormatInt(run.ID, 10), `
		line_id  old_covered  covered
		2        2026-11-30   2026-12-07`)
	for _, w := range []model.WhatIf{{PO: "PO-7", Days: 1}, {PO: "PO-1"}, {SKU: "NO", Qty: 1000}, {SKU: "A"}, {Order: "SO-9", Priority: 1}, {Order: "SO-1", Priority: 9}} {
		if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Draft: true, WhatIf: w}); err == nil {
			t.Errorf("%+v was supposed", w)
		}
	}
}

func TestAnEditIsAnOrderOfItsOwn(t *testing.T) {
	d := seesaw(t)
	one, _ := d.Line("SO-1", 1)
	two, _ := d.Line("SO-2", 1)
	run := drafted(t, d, model.RunRequest{Replan: true})
	revise := func(edits ...model.RunEdit) error {
		_, err := d.Store.ReviseDraft(t.Context(), dbtest.Dana(), run.ID, 0, model.RunRequest{Rule: model.Ranked, Replan: true, Edits: edits})
		return err
	}
	for what, e := range map[string][]model.RunEdit{
		"more than there is": {{LineID: one, Qty: dbtest.Qty("4")}, {LineID: two, Qty: dbtest.Qty("4")}},
		"more than is open":  {{LineID: one, Qty: dbtest.Qty("6")}},
		"half a piece":       {{LineID: one, Qty: dbtest.Qty("1.5")}},
	} {
		before := d.Fingerprint()
		if _, ok := errors.AsType[model.Problems](revise(e...)); !ok || d.Fingerprint() != before {
			t.Errorf("%s was taken", what)
		}
	}
	if err := revise(model.RunEdit{LineID: one, Qty: dbtest.Qty("3")}); err != nil {
		t.Fatal(err)
	}
	applied(t, d, run.ID)
	d.Want(hasNow, `
		number  has  policy
		SO-1    3    locked
		SO-2    2    normal`)
	if next, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Replan: true}); err != nil || next.ID != 0 {
		t.Errorf("a run after it changed something: %+v, %v", next.Totals, err)
	}
	d.Check()
	if err := d.Store.UndoRun(t.Context(), dbtest.Dana(), run.ID, true); err != nil {
		t.Fatal(err)
	}
	d.Want(hasNow, seesawBefore)
	run = drafted(t, d, model.RunRequest{Replan: true, Edits: []model.RunEdit{{LineID: one, Leave: true}}})
	applied(t, d, run.ID)
	d.Want(hasNow, seesawBefore)
	d.Check()
}

func TestWhatWasPickedIsNotTakenBack(t *testing.T) {
	d := seesaw(t)
	run := drafted(t, d, model.RunRequest{Replan: true})
	applied(t, d, run.ID)
	id, version := d.Line("SO-2", 1)
	if _, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), id, version); err != nil {
		t.Fatal(err)
	}
	before := d.Fingerprint()
	if err := d.Store.UndoRun(t.Context(), dbtest.Dana(), run.ID, true); !strings.Contains(faster(err), "SO-2/1") || d.Fingerprint() != before {
		t.Errorf("got %v", err)
	}
}

func TestWhoMayOnlyGiveDoesNotTake(t *testing.T) {
	d := seesaw(t)
	run := drafted(t, d, model.RunRequest{Replan: true})
	_, err := d.Store.ApplyDraft(context.Background(), dbtest.Dana(), model.ApplyRun{ID: run.ID})
	if !strings.Contains(faster(err), "SO-1/1") {
		t.Errorf("got %v", err)
	}
	d.Want(hasNow, seesawBefore)
}
