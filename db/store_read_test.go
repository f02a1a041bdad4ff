package db_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
)

// TestALargeFileThatClosedWellIsReadThroughLater damages a file that was closed
// well: the start looks at its header only, the desk finds the damage while it
// is open, and after a stop that was not clean the start finds it.
func TestALargeFileThatClosedWellIsReadThroughLater(t *testing.T) {
	db.EveryFileIsLarge(t)
	path := filepath.Join(t.TempDir(), "desk.db")
	open := func() (*db.Store, error) { return db.Open(t.Context(), path, func() time.Time { return dbtest.Now }) }
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ReadThrough(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	damage(t, path)
	if s, err = open(); err != nil {
		t.Fatalf("a file that closed well was read through: %v", err)
	}
	if err := s.ReadThrough(t.Context()); err == nil {
		t.Error("the damage was not found")
	}
	s.Close()
	if err := os.WriteFile(path+"-wal", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(); err == nil || !strings.Contains(err.Error(), "damaged") && !strings.Contains(err.Error(), "malformed") {
		t.Errorf("after a stop that was not clean: got %v", err)
	}
}

// damage overwrites a page that no start reads: the first of the order lines.
func damage(t *testing.T, path string) {
	t.Helper()
	p, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var page int64
	if err := p.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'order_line'`).Scan(&page); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte(strings.Repeat("x", 4096)), (page-1)*4096); err != nil {
		t.Fatal(err)
	}
}
