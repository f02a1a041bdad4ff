package db

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
)

// TestEveryEarlierFileOpens opens a file of each earlier schema: it is migrated,
// keeps every value it had, and breaks no rule.
func TestEveryEarlierFileOpens(t *testing.T) {
	files, err := filepath.Glob("testdata/schema_*.db.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("no file of an earlier schema: %v", err)
	}
	for _, from := range files {
		t.Run(strings.TrimSuffix(filepath.Base(from), ".db.gz"), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "desk.db")
			unzip(t, from, file)
			columns, before := oldRows(t, file, nil)
			s, err := Open(t.Context(), file, stopped)
			if err != nil {
				t.Fatal(err)
			}
			mustHold(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			_, after := oldRows(t, file, columns)
			for table, rows := range before {
				if len(rows) == 0 {
					continue
				}
				for row := range rows {
					if !after[table][row] {
						t.Errorf("%s lost or changed a row: %.300s", table, row)
					}
				}
				if len(after[table]) != len(rows) && table != "migration" && table != "setting" {
					t.Errorf("%s had %d rows and has %d", table, len(rows), len(after[table]))
				}
			}
		})
	}
}

func unzip(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, body, 0o600); err != nil {
		t.Fatal(err)
	}
}

// oldRows reads every row of every table; given the columns of an earlier look
// it reads those only.
func oldRows(t *testing.T, file string, columns map[string]string) (map[string]string, map[string]map[string]bool) {
	t.Helper()
	p, err := connect(context.Background(), migrateDSN(file), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if columns == nil {
		columns = oldColumns(t, p)
	}
	all := map[string]map[string]bool{}
	for table, names := range columns {
		all[table] = map[string]bool{}
		rows, err := p.Queryx(`SELECT ` + names + ` FROM "` + table + `"`)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		for rows.Next() {
			row, err := rows.SliceScan()
			if err != nil {
				t.Fatal(err)
			}
			all[table][fmt.Sprintf("%q", row)] = true
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return columns, all
}

func oldColumns(t *testing.T, p *sqlx.DB) map[string]string {
	t.Helper()
	var found []struct{ Tbl, Col string }
	if err := p.Select(&found, `SELECT t.name AS tbl, c.name AS col FROM pragma_table_list t JOIN pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid`); err != nil {
		t.Fatal(err)
	}
	columns := map[string]string{}
	for _, f := range found {
		if columns[f.Tbl] != "" {
			columns[f.Tbl] += ", "
		}
		columns[f.Tbl] += `"` + f.Col + `"`
	}
	return columns
}
