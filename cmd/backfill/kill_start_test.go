package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"backfill/db"
)

// TestAFirstStartKilledAtAnyMoment kills the program while it makes a new file.
// The next start finishes it, whatever was left.
func TestAFirstStartKilledAtAnyMoment(t *testing.T) {
	r := dice(t)
	began := time.Now()
	runProgram(t, "", "migrate", "--db", filepath.Join(t.TempDir(), "desk.db"))
	whole := time.Since(began)
	for n := range often(15, 200) {
		file := filepath.Join(t.TempDir(), "desk.db")
		c := program(t, "migrate", "--db", file)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(r.Int64N(int64(whole)))
		time.AfterFunc(after, func() { c.Process.Kill() })
		c.Wait()
		for _, args := range [][]string{{"migrate"}, {"check"}} {
			if code, out, errs := command(t, "", append(args, "--db", file)...); code != 0 {
				t.Fatalf("round %d, killed after %v: %s: %s%s", n, after, args[0], out, errs)
			}
		}
	}
}

// TestSeveralFirstStartsAtOnce has one of them make the file and the others wait
// for it.
func TestSeveralFirstStartsAtOnce(t *testing.T) {
	for range often(3, 50) {
		file := filepath.Join(t.TempDir(), "desk.db")
		var all []*exec.Cmd
		var errs [4]bytes.Buffer
		for i := range errs {
			c := program(t, "migrate", "--db", file)
			c.Stderr = &errs[i]
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		for i, c := range all {
			if err := c.Wait(); err != nil {
				t.Errorf("start %d: %v: %s", i, err, errs[i].String())
			}
		}
		if out := runProgram(t, "", "migrate", "--db", file); out != fmt.Sprintf("%s is at schema %d.\n", file, db.SchemaVersion()) {
			t.Error(out)
		}
	}
}
