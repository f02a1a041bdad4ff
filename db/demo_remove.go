package db

import (
	"context"
	"strings"

	"backfill/model"
)

// RemoveDemo empties a demo desk for real work: the demo's people, records and
// history go, the demo log-ins with them. One of the demo's people has to say who
// its first admin is; where somebody else acts, first is not looked at, and the
// people and settings that are not the demo's stay. It is refused in a desk that
// is no demo.
func (s *Store) RemoveDemo(ctx context.Context, a model.Actor, first model.NewUser) error {
	if a.UserID != 0 && OwnPerson(a.Name) {
		return s.removeDemo(ctx, a, true, func(*tx) error { return nil })
	}
	first.Role = model.RoleAdmin
	if err := first.Check(""); err != nil {
		return err
	}
	hash, err := HashPassword(ctx, first.Password)
	if err != nil {
		return err
	}
	return s.removeDemo(ctx, a, false, func(t *tx) error {
		if _, err := t.addUser(first, hash); err != nil {
			return err
		}
		return t.doneStep(model.SetupAdmin, "")
	})
}

// OwnPerson tells whether an e-mail is none of the demo company's.
func OwnPerson(email string) bool {
	return !strings.HasSuffix(strings.ToLower(email), demoDomain)
}

// demoDomain ends the e-mail of everybody in the demo company.
const demoDomain = "@demo.test"

func (s *Store) removeDemo(ctx context.Context, a model.Actor, keepOwn bool, then func(*tx) error) error {
	if _, err := writeLong(ctx, s, a, func(t *tx) (done, error) {
		if !t.settings.Demo {
			return done{}, model.Conflictf("This desk holds no demo company: nothing was removed.")
		}
		if err := t.wipe(keepOwn); err != nil {
			return done{}, err
		}
		if err := then(t); err != nil {
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
	"migration": `SELECT 1`, "ownership": `SELECT 1`, "rank_rule": `DELETE FROM rank_rule WHERE version > 1`,
	"reason":    `DELETE FROM reason WHERE id > 1000`,
	"location":  `DELETE FROM location WHERE id > 10`,
	"warehouse": `DELETE FROM warehouse WHERE id > 10`,
}

// keptOwn are the tables that a wipe leaves to the desk's own people, with what
// goes from them. The order in which tables are emptied does not matter.
var keptOwn = map[string]string{
	"app_user": `DELETE FROM app_user WHERE email LIKE '%@demo.test'`,
	"setting":  `DELETE FROM setting WHERE key = 'demo'`, "closed_day": `SELECT 1`, "reason": `SELECT 1`, "logo": `SELECT 1`,
	"login_attempt": `SELECT 1`, "api_key": `SELECT 1`, "rank_rule": `SELECT 1`, "setup_step": `SELECT 1`,
	"session":       `DELETE FROM session WHERE user_id NOT IN (SELECT id FROM app_user WHERE email NOT LIKE '%@demo.test')`,
	"access_link":   `DELETE FROM access_link WHERE user_id NOT IN (SELECT id FROM app_user WHERE email NOT LIKE '%@demo.test')`,
	"second_factor": `DELETE FROM second_factor WHERE user_id NOT IN (SELECT id FROM app_user WHERE email NOT LIKE '%@demo.test')`,
	"recovery_code": `DELETE FROM recovery_code WHERE user_id NOT IN (SELECT id FROM app_user WHERE email NOT LIKE '%@demo.test')`,
}

// wipe empties every table, or leaves alone what is not the demo's. The triggers
// that keep the ledgers append-only are put back before the transaction ends: nobody ever sees a file without them.
func (t *tx) wipe(keepOwn bool) error {
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
	if err := t.emptyTables(keepOwn); err != nil {
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

func (t *tx) emptyTables(keepOwn bool) error {
	var tables []string
	if err := t.all(&tables, `/* emptyTables */ SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'`); err != nil {
		return err
	}
	for _, name := range tables {
		q, special := kept[name]
		if own, theirs := keptOwn[name]; theirs && keepOwn {
			q, special = own, true
		}
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
