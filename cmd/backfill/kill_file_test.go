package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// lines counts the order lines of the desk's file.
func (c *crew) lines() (n int) {
	c.t.Helper()
	look(c.t, c.file, func(p *sql.DB) error { return p.QueryRow(`SELECT count(*) FROM order_line`).Scan(&n) })
	return n
}

// killedAfter runs the program and kills it after so long; done tells whether it
// came to its end before.
func killedAfter(t *testing.T, after time.Duration, args ...string) (done bool) {
	t.Helper()
	p := program(t, args...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(after, func() { p.Process.Kill() })
	return p.Wait() == nil
}

// TestAnImportKilledAtAnyMoment kills imports into a desk that serves. What came
// in is whole, and the file sent again brings each line once.
func TestAnImportKilledAtAnyMoment(t *testing.T) {
	const rows = 4000
	r, file := dice(t), orderLines(t, rows)
	c := newCrew(t)
	began := time.Now()
	runProgram(t, "", "import", "--db", c.file, "--dry-run", "--allocate", "orders", file)
	whole, done := time.Since(began), 0
	for n := range often(3, 30) {
		c = newCrew(t)
		p := serveProcess(t, c.file)
		for range 3 {
			if killedAfter(t, time.Duration(r.Int64N(int64(whole))), "import", "--db", c.file, "--allocate", "orders", file) {
				done++
			}
			c.sound()
		}
		runProgram(t, "", "import", "--db", c.file, "--allocate", "orders", file)
		if got := c.lines(); got != rows {
			t.Errorf("round %d: %d order lines, want %d", n, got, rows)
		}
		c.sound()
		p.kill()
	}
	t.Logf("an import takes %v; %d came to their end", whole, done)
}

// TestARestoreKilledAtAnyMoment kills restores over a desk that was itself killed
// and left its log. The old desk or the restored one is in place, whole, and a
// restore that was killed can be done again.
func TestARestoreKilledAtAnyMoment(t *testing.T) {
	r := dice(t)
	c := newCrew(t)
	backup, left := filepath.Join(t.TempDir(), "copy.db"), t.TempDir()
	c.load(3000)
	runProgram(t, "", "backup", "--db", c.file, backup)
	p := serveProcess(t, c.file)
	c.arrive(p)
	ended := c.work(12)
	<-c.told
	p.kill()
	ended.Wait()
	for _, part := range []string{"", "-wal"} {
		copyClosed(t, c.file+part, filepath.Join(left, "desk.db"+part))
	}
	whole, old := time.Duration(0), c.lines()
	seen := map[string]int{}
	for n := range often(8, 100) {
		c.file = filepath.Join(t.TempDir(), "desk.db")
		for _, part := range []string{"", "-wal"} {
			copyClosed(t, filepath.Join(left, "desk.db"+part), c.file+part)
		}
		after, began := time.Minute, time.Now()
		if n > 0 {
			after = time.Duration(r.Int64N(int64(whole * 3 / 2)))
		}
		killedAfter(t, after, "restore", "--db", c.file, backup)
		if n == 0 {
			whole = time.Since(began)
		}
		c.sound()
		switch got := c.lines(); {
		case got == old && n > 0:
			seen["old"]++
		case got == 3000:
			seen["restored"]++
		default:
			t.Fatalf("round %d, killed after %v: %d order lines; %d before, 3000 restored", n, after, got, old)
		}
		runProgram(t, "", "restore", "--db", c.file, backup)
		if got := c.lines(); got != 3000 {
			t.Errorf("round %d, restored again: %d order lines", n, got)
		}
	}
	t.Logf("a restore takes %v; left: %v", whole, seen)
	if old <= 3000 {
		t.Errorf("the desk had %d order lines, no more than its backup", old)
	}
}

// copyClosed copies a file that no process has open.
func copyClosed(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
