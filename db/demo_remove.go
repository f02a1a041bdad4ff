package db

import (
	"context"

	"backfill/model"
)

// RemoveDemo empties a demo desk for real work and lets its first admin in: the
// demo's people, records and history go, the demo log-ins with them. It is
// refused in a desk that is no demo.
func (s *Store) RemoveDemo(ctx context.Context, a model.Actor, first model.NewUser) error {
	first.Role = model.RoleAdmin
	if err := first.Check(""); err != nil {
		return err
	}
	hash, err := HashPassword(ctx, first.Password)
	if err != nil {
		return err
	}
	if _, err = writeLong(ctx, s, a, func(t *tx) (done, error) {
		if !t.settings.Demo {
			return done{}, model.Conflictf("This desk holds no demo company: nothing was removed.")
		}
		if err := t.wipe(); err != nil {
			return done{}, err
		}
		if _, err := t.addUser(first, hash); err != nil {
			return done{}, err
		}
		return done{}, t.record("removed", "demo", 0, "demo", nil, nil, "The demo company was removed")
	}); err != nil {
		return err
	}
	s.fill.forget()
	return nil
}

// kept are the tables that a wipe leaves alone, with what goes from them.
var kept = map[string]string{
	"migration": `SELECT 1`, "ownership": `SELECT 1`,
	"reason":    `DELETE FROM reason WHERE id > 1000`,
	"location":  `DELETE FROM location WHERE id > 10`,
	"warehouse": `DELETE FROM warehouse WHERE id > 10`,
}

// wipe empties every table. The triggers that keep the ledgers append-only are
// put back before the transaction ends: nobody ever sees a file without them.
func (t *tx) wipe() error {
	var guards []struct{ Name, SQL string }
	if err := t.all(&guards, `/* wipe */ SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%_no_delete'`); err != nil {
		return err
	}
	if err := t.exec(`PRAGMA defer_foreign_keys = ON`); err != nil {
		return err
	}
	for _, g := range guards {
		if err := t.exec(`DROP TRIGGER "` + g.Name + `"`); err != nil { // a name from the schema itself
			return err
		}
	}
	if err := t.emptyTables(); err != nil {
		return err
	}
	for _, g := range guards {
		if err := t.exec(g.SQL); err != nil {
			return err
		}
	}
	t.lastHash, t.touched = nil, map[int64]bool{}
	if err := t.emptyFind(); err != nil {
		return err
	}
	return t.exec(`UPDATE warehouse SET name = 'Main warehouse', address = '', country = '', carrier_cutoff = NULL, version = 1 WHERE id = 10`)
}

func (t *tx) emptyTables() error {
	var tables []string
	if err := t.all(&tables, `/* emptyTables */ SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'`); err != nil {
		return err
	}
	for _, name := range tables {
		q, special := kept[name]
		if !special {
			q = `DELETE FROM "` + name + `"` // a name from the schema itself
		}
		if err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// emptyFind empties the search index at once; row by row it would take long.
func (t *tx) emptyFind() error {
	for _, q := range []string{
		`INSERT INTO find_product(find_product) VALUES ('delete-all')`,
		`INSERT INTO find_code(find_code) VALUES ('delete-all')`,
		`INSERT INTO find_customer(find_customer) VALUES ('delete-all')`,
		`INSERT INTO find_supplier(find_supplier) VALUES ('delete-all')`,
		`INSERT INTO find_order(find_order) VALUES ('delete-all')`,
		`INSERT INTO find_po(find_po) VALUES ('delete-all')`,
		`DELETE FROM find_todo`,
	} {
		if err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}
