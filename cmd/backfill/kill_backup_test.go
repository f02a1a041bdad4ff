package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backfill/db"
)

// TestABackupKilledAtAnyMoment kills backups of a loaded desk that people work
// on. The newest backup that is listed is always whole, and one that is restored
// to an empty place is the desk of that moment, row for row.
func TestABackupKilledAtAnyMoment(t *testing.T) {
	r := dice(t)
	c := newCrew(t)
	c.load(3000)
	p := serveProcess(t, c.file)
	c.arrive(p)
	ended := c.work(1 << 40)
	dir := t.TempDir()
	whole, listed := time.Duration(0), 0
	for n := range often(6, 30) {
		to := filepath.Join(dir, fmt.Sprintf("copy-%03d.db", n))
		b := program(t, "backup", "--db", c.file, to)
		var said bytes.Buffer
		b.Stderr = &said
		began := time.Now()
		if err := b.Start(); err != nil {
			t.Fatal(err)
		}
		if whole > 0 {
			time.AfterFunc(time.Duration(r.Int64N(int64(whole*2))), func() { b.Process.Kill() })
		}
		err := b.Wait()
		if whole == 0 {
			whole = time.Since(began)
		}
		files, listErr := db.Backups(dir)
		if listErr != nil || len(files) == 0 || err == nil && files[0] != to {
			t.Fatalf("backup %d ended with %v; the folder lists %v, %v: %s", n, err, files, listErr, &said)
		}
		listed = len(files)
		if out := runProgram(t, "", "backup", "verify", files[0]); !strings.HasPrefix(out, "Whole: ") {
			t.Errorf("verify: %s", out)
		}
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit status %d: %s", code, p.errs)
	}
	ended.Wait()
	c.count()
	t.Logf("a backup takes %v; %d of them came to their end", whole, listed)
	c.drill(dir)
}

// TestAServingDeskKilledInItsBackups starts a desk that is due for a backup and
// kills it at moments around it. Whatever is listed is whole, and the desk that
// comes after makes the backup that is due.
func TestAServingDeskKilledInItsBackups(t *testing.T) {
	r := dice(t)
	c := newCrew(t)
	c.load(3000)
	dir := filepath.Join(t.TempDir(), "backups")
	t.Setenv("BACKFILL_BACKUP_DIR", dir)
	for range often(4, 30) {
		p := serveProcess(t, c.file)
		time.Sleep(time.Duration(r.Int64N(int64(500 * time.Millisecond))))
		p.kill()
		if len(wholeBackups(t, dir)) > 0 { // the next one is due again
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := serveProcess(t, c.file)
	for deadline := time.Now().Add(time.Minute); len(wholeBackups(t, dir)) == 0; {
		if time.Now().After(deadline) {
			t.Fatalf("no backup after a minute: %s", p.errs)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit status %d: %s", code, p.errs)
	}
	if out := runProgram(t, "", "backup", "drill"); !strings.HasPrefix(out, "Restored and compared") {
		t.Errorf("drill: %s", out)
	}
}

// wholeBackups are the backups that are listed, each proved whole.
func wholeBackups(t *testing.T, dir string) []string {
	t.Helper()
	files, err := db.Backups(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, err := db.Verify(t.Context(), f); err != nil {
			t.Error(err)
		}
	}
	return files
}

// load fills the desk with open order lines that a run has gone through.
func (c *crew) load(lines int) {
	c.t.Helper()
	runProgram(c.t, "", "import", "--db", c.file, "--allocate", "orders", orderLines(c.t, lines))
}

// orderLines writes a file of order lines, ten to an order, two units each.
func orderLines(t *testing.T, lines int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("order,customer,ordered_at,line,sku,quantity\n")
	for i := range lines {
		fmt.Fprintf(&b, "X-%d,C1,2026-01-%02d,%d,%c,2\n", i/10, 1+i/10%28, 1+i%10, "AB"[i%2])
	}
	file := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// drill restores the newest backup to an empty place.
func (c *crew) drill(dir string) {
	c.t.Helper()
	files, err := db.Backups(dir)
	if err != nil {
		c.t.Fatal(err)
	}
	want, err := db.Verify(c.t.Context(), files[0])
	if err != nil {
		c.t.Fatal(err)
	}
	fresh := filepath.Join(c.t.TempDir(), "elsewhere", "desk.db")
	if err := os.Mkdir(filepath.Dir(fresh), 0o700); err != nil {
		c.t.Fatal(err)
	}
	began := time.Now()
	runProgram(c.t, "", "restore", "--db", fresh, files[0])
	took := time.Since(began)
	runProgram(c.t, "", "check", "--db", fresh)
	var got db.Manifest
	if err := json.Unmarshal([]byte(runProgram(c.t, "", "backup", "--json", "--db", fresh, fresh+".again")), &got); err != nil {
		c.t.Fatal(err)
	}
	if !maps.Equal(got.Rows, want.Rows) || got.Schema != want.Schema || want.Rows["order_line"] < 3000 {
		c.t.Errorf("restored %v, want %v", got.Rows, want.Rows)
	}
	look(c.t, fresh, func(p *sql.DB) error {
		var lines int64
		err := p.QueryRow(`SELECT count(*) FROM order_line`).Scan(&lines)
		if lines != want.Rows["order_line"] {
			c.t.Errorf("%d order lines, the manifest says %d", lines, want.Rows["order_line"])
		}
		return err
	})
	c.t.Logf("%d bytes restored in %v", want.Bytes, took)
}
