package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	number int
	name   string
	sql    string
}

func (m migration) sum() string { return fmt.Sprintf("%x", sha256.Sum256([]byte(m.sql))) }

// migrations lists the numbered files in order; a gap or a repeat is a bug of
// the build and stops everything.
func migrations() []migration {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	slices.Sort(names)
	all := make([]migration, 0, len(names))
	for i, name := range names {
		base := strings.TrimPrefix(name, "migrations/")
		n, err := strconv.Atoi(base[:4])
		if err != nil || n != i+1 {
			panic("migration " + base + " is out of sequence")
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		all = append(all, migration{n, base, string(text)})
	}
	return all
}

// schemaVersion is the newest schema this program knows.
func schemaVersion() int { return len(migrations()) }

// migrate brings the file to schemaVersion: each migration is one immediate
// transaction that includes the new user_version, checked for rows that point
// to nothing before it commits. An applied migration whose text has changed is
// refused. A file with data in it is backed up first.
func migrate(ctx context.Context, path string, clock model.Clock) error {
	p, err := connect(ctx, migrateDSN(path), 1)
	if err != nil {
		return err
	}
	defer p.Close()
	var have int
	if err := p.GetContext(ctx, &have, "PRAGMA user_version"); err != nil {
		return err
	}
	if have > 0 && have < schemaVersion() {
		if err := backupBeforeMigration(ctx, path, have+1, model.At(clock())); err != nil {
			return fmt.Errorf("back up before migrating: %w", err)
		}
	}
	for _, m := range migrations() {
		if err := applyMigration(ctx, p, m, model.At(clock())); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

// applied tells whether the file has the migration, and refuses another text
// under its number.
func applied(ctx context.Context, q sqlx.QueryerContext, m migration) (bool, error) {
	var have int
	if err := sqlx.GetContext(ctx, q, &have, "PRAGMA user_version"); err != nil || have < m.number {
		return false, err
	}
	var was string
	if err := sqlx.GetContext(ctx, q, &was, "SELECT sha256 FROM migration WHERE number = ?", m.number); err != nil {
		return false, err
	}
	if was != m.sum() {
		return false, fmt.Errorf("its text changed after it was applied")
	}
	return true, nil
}

// applyMigration does nothing to a file that has the migration, and then does not
// wait for the desk that may be writing to it.
func applyMigration(ctx context.Context, p *sqlx.DB, m migration, now model.Time) error {
	if done, err := applied(ctx, p, m); done || err != nil {
		return err
	}
	t, err := p.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	if done, err := applied(ctx, t, m); done || err != nil { // another start was first
		return err
	}
	// In here and not before: a file with a table and without our mark, left by a
	// start that was killed, would be taken for somebody else's.
	if _, err := t.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migration (
		number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT`); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	var orphans int
	if err := t.GetContext(ctx, &orphans, "SELECT count(*) FROM pragma_foreign_key_check"); err != nil {
		return err
	}
	if orphans > 0 {
		return fmt.Errorf("%d rows would point to nothing", orphans)
	}
	if _, err := t.ExecContext(ctx, "INSERT INTO migration VALUES (?, ?, ?, ?)", m.number, m.name, m.sum(), now); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", m.number)); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	return t.Commit()
}
