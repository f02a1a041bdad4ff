package db

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// closedDesk makes a file that nobody has open, changed by these statements
// behind the desk's back.
func closedDesk(t *testing.T, queries ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	s, err := Open(t.Context(), path, stopped)
	if err != nil {
		t.Fatal(err)
	}
	note(t, s, "a firm")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, q := range queries {
		raw(t, path, q)
	}
	return path
}

func TestAStartRefusesWhatItCannotTrust(t *testing.T) {
	damaged := closedDesk(t)
	whole, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	for at := 5 * 4096; at < len(whole)/2; at++ {
		whole[at] ^= 0xff
	}
	if err := os.WriteFile(damaged, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	restored := closedDesk(t)
	lock, err := lockFile(restored, syscall.LOCK_EX)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	for _, c := range []struct{ why, path, says string }{
		{"pages that are overwritten", damaged, "open "},
		{"a row that points to nothing", closedDesk(t, `INSERT INTO site(customer_id, site, name) VALUES (99, 'X', 'X')`), "points to nothing"},
		{"the mark of another program", closedDesk(t, `PRAGMA application_id = 7`), "not a Backfill file"},
		{"a restore that is under way", restored, "is being restored"},
		{"a migration whose text was changed since", closedDesk(t, `UPDATE migration SET sha256 = 'x'`), "its text changed"},
	} {
		s, err := Open(t.Context(), c.path, stopped)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.why, err, c.says)
		}
	}
}

func TestOlderVersion(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		older bool
	}{
		{"3.51.2", "3.51.3", true}, {"3.51.3", "3.51.3", false}, {"3.9.9", "3.51.3", true}, {"3.54.1", "3.51.3", false}, {"4.0.0", "3.51.3", false},
	} {
		if got := olderVersion(c.a, c.b); got != c.older {
			t.Errorf("%s before %s: %t, want %t", c.a, c.b, got, c.older)
		}
	}
}

// A command such as backup starts beside a desk that never stops writing.
func TestAStartDoesNotWaitForAWriter(t *testing.T) {
	desk, err := Open(t.Context(), closedDesk(t), stopped)
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	_, err = write(t.Context(), desk, testActor, func(*tx) (done, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // SQLite would wait five
		defer cancel()
		s, err := Open(ctx, desk.Path(), stopped)
		if err != nil {
			return done{}, err
		}
		defer s.Close()
		_, err = s.Backup(ctx, filepath.Join(t.TempDir(), "copy.db"))
		return done{}, err
	})
	if err != nil {
		t.Error(err)
	}
}
