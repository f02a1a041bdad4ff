package db

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// migrateHere has the test binary only migrate the file it names, so that this
// can be killed.
const migrateHere = "BACKFILL_TEST_MIGRATE"

func TestMain(m *testing.M) {
	if file := os.Getenv(migrateHere); file != "" {
		if err := migrateOnce(context.Background(), file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// nextMigration is a migration of a later day that takes a while.
var nextMigration = migration{schemaVersion() + 1, "a_later_one.sql", `
	CREATE TABLE later (id INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT;
	INSERT INTO later WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i, 'row ' || i FROM n;
	ALTER TABLE customer ADD COLUMN nickname TEXT NOT NULL DEFAULT '';
	CREATE INDEX later_what ON later(what);`}

func migrateOnce(ctx context.Context, file string) error {
	p, err := connect(ctx, migrateDSN(file), 1)
	if err != nil {
		return err
	}
	defer p.Close()
	return applyMigration(ctx, p, nextMigration, model.At(stopped()))
}

// TestAMigrationKilledAtAnyMoment kills a migration of a file with data in it.
// The file is as before or as after, never between, and a killed one can be done
// again.
func TestAMigrationKilledAtAnyMoment(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 5))
	from := filepath.Join(t.TempDir(), "desk.db")
	s, err := Open(t.Context(), from, stopped)
	if err != nil {
		t.Fatal(err)
	}
	note(t, s, "old firm")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	rounds := 8
	if os.Getenv("BACKFILL_STRESS") != "" {
		rounds = 50
	}
	whole, done := time.Duration(0), 0
	for n := range rounds {
		file := filepath.Join(t.TempDir(), "desk.db")
		copyRaw(t, from, file)
		took := migrateKilled(t, file, time.Duration(r.Int64N(int64(whole)+1)))
		if n == 0 {
			whole = took
		}
		if migratedWhole(t, file) {
			done++
		} else if n == 0 {
			t.Fatal("the migration does not work")
		}
		if err := migrateOnce(t.Context(), file); err != nil || !migratedWhole(t, file) {
			t.Errorf("round %d, done again: %v", n, err)
		}
	}
	t.Logf("%d of %d came to their end; one takes %v", done, rounds, whole)
}

// migrateKilled migrates the file in a process of its own, killed after so long;
// 0 lets it end.
func migrateKilled(t *testing.T, file string, after time.Duration) time.Duration {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), migrateHere+"="+file)
	began := time.Now()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if after > 0 {
		time.AfterFunc(after, func() { c.Process.Kill() })
	}
	c.Wait()
	return time.Since(began)
}

// migratedWhole tells whether all of nextMigration is in the file; none of it is
// the only other way it may be.
func migratedWhole(t *testing.T, file string) bool {
	t.Helper()
	p, err := sqlx.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var is struct {
		Version, Noted, Tables, Columns, Indexes int
		Sound, Company                           string
	}
	if err := p.Get(&is, `SELECT (SELECT user_version FROM pragma_user_version) AS version,
		(SELECT count(*) FROM migration) AS noted,
		(SELECT count(*) FROM sqlite_schema WHERE name = 'later') AS tables,
		(SELECT count(*) FROM pragma_table_info('customer') WHERE name = 'nickname') AS columns,
		(SELECT count(*) FROM sqlite_schema WHERE name = 'later_what') AS indexes,
		(SELECT integrity_check FROM pragma_integrity_check LIMIT 1) AS sound,
		(SELECT value FROM setting WHERE key = 'company') AS company`); err != nil {
		t.Fatal(err)
	}
	v, have := is.Version, is.Version-schemaVersion() // 0 before, 1 after
	if is.Noted != v || is.Tables != have || is.Columns != have || is.Indexes != have || is.Sound != "ok" || is.Company != "old firm" {
		t.Fatalf("between old and new: %+v", is)
	}
	if have == 0 {
		return false
	}
	var rows int
	if err := p.Get(&rows, `SELECT count(*) FROM later`); err != nil || rows != 60000 {
		t.Fatalf("%d rows of the new table: %v", rows, err)
	}
	return true
}
