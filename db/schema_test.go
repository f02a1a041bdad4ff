package db

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write schema.sql and other goldens anew")

// TestSchemaIsTheDump keeps schema.sql, which people read, equal to what the
// migrations make.
func TestSchemaIsTheDump(t *testing.T) {
	s := openTest(t)
	var parts []string
	if err := s.r.Select(&parts, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
		AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
		ORDER BY tbl_name, type = 'trigger', type = 'index', name`); err != nil {
		t.Fatal(err)
	}
	got := "-- What all migrations make together. Written by go test ./db -run Schema -update; read it like a book.\n\n" +
		strings.Join(parts, ";\n\n") + ";\n"
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil || got != string(want) {
		t.Errorf("schema.sql is not what the migrations make (%v); run go test ./db -run Schema -update", err)
	}
}

func TestEveryTableIsStrict(t *testing.T) {
	s := openTest(t)
	var loose []string
	if err := s.r.Select(&loose, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`); err != nil {
		t.Fatal(err)
	}
	if len(loose) > 0 {
		t.Errorf("not STRICT: %v", loose)
	}
}

func TestLedgersRefuseUpdateDeleteAndReplace(t *testing.T) {
	s := openTest(t)
	for _, q := range []string{
		`UPDATE audit SET actor = 'x'`, `DELETE FROM audit`,
		`INSERT OR REPLACE INTO audit SELECT * FROM audit`,
	} {
		if _, err := write(t.Context(), s, testActor, func(tx *tx) (done, error) {
			if err := tx.record("changed", "setting", 0, "x", nil, nil, ""); err != nil {
				t.Fatal(err)
			}
			return done{}, tx.exec(q)
		}); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v, want append-only", q, err)
		}
	}
}

func openTest(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), stopped)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func stopped() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }
