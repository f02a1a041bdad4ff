package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// note writes one audited row, so that tests can tell copies apart.
func note(t *testing.T, s *Store, text string) {
	t.Helper()
	if err := s.ChangeSetting(t.Context(), testActor, "company", text); err != nil {
		t.Fatal(err)
	}
}

func company(t *testing.T, s *Store) string {
	t.Helper()
	set, err := s.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return set.Company
}

func TestBackupIsWholeWhileWritersGoOn(t *testing.T) {
	s := openTest(t)
	stop, ended := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for ; ; n++ {
			select {
			case <-stop:
				ended <- n
				return
			default:
				if err := s.ChangeSetting(context.Background(), testActor, "company", fmt.Sprint("firm ", n)); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	for i := range 5 {
		to := filepath.Join(t.TempDir(), "copy.db")
		if _, err := s.Backup(t.Context(), to); err != nil {
			t.Fatalf("backup %d: %v", i, err)
		}
		if _, err := Verify(t.Context(), to); err != nil {
			t.Fatalf("backup %d: %v", i, err)
		}
		if _, err := s.Backup(t.Context(), to); err == nil {
			t.Fatal("a backup went over an existing file")
		}
	}
	close(stop)
	if n := <-ended; n == 0 {
		t.Error("the writer never got through")
	}
}

func TestVerifyFindsDamage(t *testing.T) {
	s := openTest(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string][]byte{
		"a flipped byte": flip(whole, len(whole)/2), "cut short": whole[:len(whole)/2],
		"another file": []byte("not a database at all"), "empty": {},
	} {
		bad := filepath.Join(t.TempDir(), "bad.db")
		write := func(file string, b []byte) {
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		manifest, err := os.ReadFile(to + manifestSuffix)
		if err != nil {
			t.Fatal(err)
		}
		write(bad, bytes)
		write(bad+manifestSuffix, manifest)
		if _, err := Verify(t.Context(), bad); err == nil {
			t.Errorf("%s: verified", name)
		}
		if _, err := Restore(t.Context(), bad, filepath.Join(t.TempDir(), "desk.db"), stopped); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
}

func flip(b []byte, at int) []byte {
	b = append([]byte(nil), b...)
	b[at] ^= 0xff
	return b
}

func TestRestoreRefusesWhileTheDeskRuns(t *testing.T) {
	s := openTest(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), to, s.Path(), stopped); err == nil || !strings.Contains(err.Error(), "stop the desk") {
		t.Errorf("Restore = %v, want a refusal", err)
	}
}

// A write-ahead log left from a desk that was killed would be replayed into the
// restored file and undo the restore, while integrity_check says ok.
func TestRestoreIsNotUndoneByAStaleLog(t *testing.T) {
	dir := t.TempDir()
	path, copyTo := filepath.Join(dir, "desk.db"), filepath.Join(dir, "copy.db")
	s, err := Open(t.Context(), path, stopped)
	if err != nil {
		t.Fatal(err)
	}
	note(t, s, "before")
	if _, err := s.Backup(t.Context(), copyTo); err != nil {
		t.Fatal(err)
	}
	note(t, s, "after")
	killed := filepath.Join(dir, "killed")
	for _, part := range []string{"", "-wal"} { // what a kill -9 leaves: the log is not folded in
		copyRaw(t, path+part, killed+part)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(killed + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("no log to be stale: %v", err)
	}
	kept, err := Restore(t.Context(), copyTo, killed, stopped)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{killed: "before", kept: "after"} {
		s, err := Open(t.Context(), file, stopped)
		if err != nil {
			t.Fatal(err)
		}
		if got := company(t, s); got != want {
			t.Errorf("%s says %q, want %q", filepath.Base(file), got, want)
		}
		s.Close()
	}
}

func copyRaw(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
}

func TestANewerFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s, err := Open(t.Context(), path, stopped)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	raw(t, path, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion()+1))
	if _, err := Open(t.Context(), path, stopped); err == nil || !strings.Contains(err.Error(), "newer Backfill") {
		t.Errorf("Open = %v, want a refusal that says what is needed", err)
	}
}

func TestAForeignFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	raw(t, path, "CREATE TABLE t(a)")
	if _, err := Open(t.Context(), path, stopped); err == nil || !strings.Contains(err.Error(), "not a Backfill file") {
		t.Errorf("Open = %v, want a refusal", err)
	}
}

func TestEveryConnectionHasItsPragmas(t *testing.T) {
	s := openTest(t)
	for _, c := range []struct {
		pool interface {
			Conn(context.Context) (*sql.Conn, error)
		}
		readOnly bool
		conns    int
	}{{s.w, false, 1}, {s.r, true, 4}} {
		held := make([]*sql.Conn, 0, c.conns)
		for range c.conns {
			conn, err := c.pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, conn)
			if err := checkPragmas(t.Context(), conn, c.readOnly, true); err != nil {
				t.Error(err)
			}
		}
		for _, conn := range held {
			conn.Close()
		}
	}
	if _, err := s.r.Exec(`DELETE FROM setting`); err == nil {
		t.Error("a reader wrote")
	}
	if _, err := connect(t.Context(), strings.Replace(writerDSN(filepath.Join(t.TempDir(), "x.db")), "_synchronous=FULL", "_synchronous=OFF", 1), 1); err == nil {
		t.Error("a connection without durable commits was accepted")
	}
}

func TestABackupStandsBeforeAMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s, err := Open(t.Context(), path, stopped)
	if err != nil {
		t.Fatal(err)
	}
	note(t, s, "old firm")
	s.Close()
	for range 2 { // a second try of the step replaces the first copy
		time.Sleep(2 * time.Millisecond)
		if err := backupBeforeMigration(t.Context(), path, 2, s.Now().Add(time.Since(stopped()))); err != nil {
			t.Fatal(err)
		}
	}
	files, err := Backups(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Fatalf("Backups = %v, %v; want one", files, err)
	}
	if _, err := Verify(t.Context(), files[0]); err != nil {
		t.Error(err)
	}
}

func raw(t *testing.T, path, q string) {
	t.Helper()
	p, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Exec(q)
	if err := errors.Join(err, p.Close()); err != nil {
		t.Fatal(err)
	}
}
