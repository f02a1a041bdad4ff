package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledAtAnyMoment kills the desk while people work. Whatever they were told
// is done is there once, a form without an answer that is sent again happens
// once, the file is whole and the desk is soon back. At last it is stopped as an
// operator does: that loses nothing either and leaves no log behind.
func TestKilledAtAnyMoment(t *testing.T) {
	r := dice(t)
	c := newCrew(t)
	cycles, slowest, deeds := often(5, 500), time.Duration(0), 0
	for n := range cycles + 1 {
		p := serveProcess(t, c.file)
		slowest = max(slowest, p.ready)
		c.arrive(p)
		c.settle(r)
		deeds = c.count()
		c.sound()
		c.private("-wal", "-shm")
		ended := c.work(3 + r.Int64N(22))
		<-c.told
		if n < cycles {
			time.Sleep(time.Duration(r.IntN(4000)) * time.Microsecond)
			p.kill()
		} else if code := p.stop(); code != 0 {
			t.Errorf("exit status %d after SIGTERM: %s", code, p.errs)
		}
		ended.Wait()
		for _, w := range c.workers {
			if w.full > 0 {
				t.Errorf("%s was told that the disk is full", w.email)
			}
		}
		if t.Failed() {
			t.Fatalf("in cycle %d: %s", n+1, p.errs)
		}
	}
	deeds = max(deeds, c.count())
	c.sound()
	t.Logf("%d cycles, %d forms acknowledged, %d sent again for want of an answer, ready after %v at most", cycles, deeds, c.again, slowest)
	if deeds < 3*cycles {
		t.Errorf("only %d forms were acknowledged in %d cycles", deeds, cycles)
	}
	if slowest > 20*time.Second {
		t.Errorf("the desk took %v to be ready", slowest)
	}
	for _, log := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(c.file + log); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", log, err)
		}
	}
	c.private()
}

// sound has the program check the file, beside the desk that works on it.
func (c *crew) sound() {
	c.t.Helper()
	if code, out, errs := command(c.t, "", "check", "--db", c.file); code != 0 {
		c.t.Fatalf("check: %s%s", out, errs)
	}
}

// private holds that only the owner may read the folder and what is in it, which
// is the desk's file and these logs at least.
func (c *crew) private(logs ...string) {
	c.t.Helper()
	files, err := filepath.Glob(c.file + "*")
	if err != nil {
		c.t.Fatal(err)
	}
	files = append(files, c.file, filepath.Dir(c.file))
	for _, log := range logs {
		files = append(files, c.file+log)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			c.t.Error(err)
		} else if info.Mode().Perm()&0o077 != 0 {
			c.t.Errorf("%s may be read by others: %v", filepath.Base(f), info.Mode())
		}
	}
}
