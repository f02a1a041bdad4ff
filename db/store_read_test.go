package db_test

import (
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

// damage overwrites the file's last page.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	end, err := f.Seek(-4096, 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(strings.Repeat("x", 4096)), end); err != nil {
		t.Fatal(err)
	}
}
