package db_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
)

// A copy is held to the rules of the desk whatever day it is: before and after
// the day on which lines came to be at risk.
func TestABackupKeepsTheRulesOfTheDesk(t *testing.T) {
	d := busyDesk(t)
	d.Add(dbtest.Product{SKU: "B", Supplier: "S1"}, dbtest.PO{Number: "PO-2", Supplier: "S1", SKU: "B", Qty: "5", ETA: dbtest.Today.AddDays(5)},
		dbtest.Order{Number: "SO-4", Customer: "C1", Lines: []dbtest.Line{{SKU: "B", Qty: "2"}}})
	for _, later := range []time.Duration{0, 30 * 24 * time.Hour} {
		d.Sleep(later)
		if err := d.Store.NewDay(t.Context()); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "copy.db")
		if _, err := d.Store.Backup(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Verify(t.Context(), to); err != nil {
			t.Error(err)
		}
	}
	d.Want(`SELECT count(*) > 0 AS risky FROM board WHERE status = 'risk'`, `
		risky
		1`)
}

// A copy of a desk that breaks its own rules is better than none: it is kept and
// can be restored, and each step says what is wrong.
func TestABackupThatBreaksARuleIsKeptAndToldOf(t *testing.T) {
	d := busyDesk(t)
	d.Broken = true
	dropTriggers(d)
	d.Exec(`UPDATE board_sum SET lines = lines + 1`)
	dir := t.TempDir()
	to, fresh := filepath.Join(dir, "copy.db"), filepath.Join(dir, "fresh.db")
	_, made := d.Store.Backup(t.Context(), to)
	_, verified := db.Verify(t.Context(), to)
	_, restored := db.Restore(t.Context(), to, fresh, d.Now)
	for step, err := range map[string]error{"backup": made, "verify": verified, "restore": restored} {
		if broken, ok := errors.AsType[*db.Broken](err); !ok || broken.Findings[0].Invariant != "board sums equal the board" {
			t.Errorf("%s: %v, want the broken rule", step, err)
		}
	}
	if files, err := db.Backups(dir); err != nil || len(files) != 1 || files[0] != to {
		t.Errorf("the folder lists %v, %v; want the copy", files, err)
	}
	s, err := db.Open(t.Context(), fresh, d.Now)
	if err != nil {
		t.Fatalf("the restored file: %v", err)
	}
	s.Close()
}
