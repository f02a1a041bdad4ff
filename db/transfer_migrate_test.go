package db

import (
	"path/filepath"
	"testing"

	"backfill/model"
)

// TestLedgersSurviveTheMigrations plants a stock ledger in a file of the first
// schema and wants every row, with what the triggers made of it, in the newest.
func TestLedgersSurviveTheMigrations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	p, err := connect(t.Context(), migrateDSN(path), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := applyMigration(t.Context(), p, migrations()[0], model.At(stopped())); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`INSERT INTO product(id, sku, name) VALUES (1, 'OAK', 'Oak')`,
		`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, why) VALUES ('2026-11-01T08:00:00.000Z', 'a', 'adjusted', 1, 3, 10, 5000, 'found')`,
		`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, why) VALUES ('2026-11-02T08:00:00.000Z', 'a', 'adjusted', 1, 10, 3, 2000, 'broken')`,
	} {
		if _, err := p.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	const ledger = `SELECT group_concat(id || at || actor || kind || product_id || from_id || from_lot || to_id || to_lot || qty || why, ';') FROM stock_move`
	var before, after string
	if err := p.Get(&before, ledger); err != nil {
		t.Fatal(err)
	}
	p.Close()
	s, err := Open(t.Context(), path, stopped)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.r.Get(&after, ledger); err != nil || after != before {
		t.Errorf("the ledger is %q (%v), was %q", after, err, before)
	}
	found, err := s.Check(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("check after the migrations: %v %v", err, found)
	}
	if _, err := s.w.Exec(`UPDATE stock_move SET qty = 1`); err == nil {
		t.Error("the migrated ledger may be changed")
	}
	if _, err := s.w.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty) VALUES ('x', 'a', 'transferred', 1, 10, 5, 1000)`); err == nil {
		t.Error("goods were transferred without a transfer")
	}
}
