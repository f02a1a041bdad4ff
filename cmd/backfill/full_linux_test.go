package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// limitFiles bounds the size of every file the process may write from now on; it
// fails beyond it as on a full disk.
func limitFiles(t *testing.T, p *os.Process, bytes uint64) {
	t.Helper()
	const fsize = 1 // RLIMIT_FSIZE
	limit := [2]uint64{bytes, ^uint64(0)}
	_, _, errno := syscall.Syscall6(syscall.SYS_PRLIMIT64, uintptr(p.Pid), fsize, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		t.Fatalf("limit the size of files: %v", errno)
	}
}

// TestAFullDisk lets a desk run out of room while people work. Who writes is told
// so in words, who reads is served, and with room again the same process goes on.
// Nothing that was acknowledged is lost, nothing that was refused is there.
func TestAFullDisk(t *testing.T) {
	c := newCrew(t)
	p := serveProcess(t, c.file)
	c.arrive(p)
	ended := c.work(8)
	<-c.told
	log, err := os.Stat(c.file + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	limitFiles(t, p.cmd.Process, uint64(log.Size())+64<<10)
	ended.Wait() // everybody stops at the first form that finds no room
	if t.Failed() {
		return
	}
	for _, w := range c.workers {
		if w.full != 1 {
			t.Errorf("%s was told %d times that the disk is full", w.email, w.full)
		}
		w.reads()
		w.isTold()
	}
	anonymous := &worker{t: t, browser: &http.Client{}, at: p.url}
	if page, ok := anonymous.page("/readyz"); !ok || page != "ok\n" {
		t.Errorf("readyz says %q", page)
	}
	before := c.count()
	c.sound()

	limitFiles(t, p.cmd.Process, ^uint64(0))
	c.settle(dice(t))
	if after := c.count(); after < before {
		t.Errorf("%d forms are there, %d were", after, before)
	}
	ended = c.work(8)
	<-c.told
	if code := p.stop(); code != 0 {
		t.Errorf("exit status %d: %s", code, p.errs)
	}
	ended.Wait()
	if c.count() <= before {
		t.Error("nobody could work when there was room again")
	}
	c.sound()
	if !strings.Contains(p.errs.String(), "the disk is full") {
		t.Error("the log does not tell the operator")
	}
}

// TestABackupWithoutRoom says so in words and leaves nothing behind.
func TestABackupWithoutRoom(t *testing.T) {
	c, dir := newCrew(t), t.TempDir()
	b := program(t, "backup", "--db", c.file, filepath.Join(dir, "copy.db"))
	var said bytes.Buffer
	b.Stdout, b.Stderr = &said, &said
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	limitFiles(t, b.Process, 64<<10)
	if err := b.Wait(); err == nil || !strings.Contains(said.String(), "the disk is full") {
		t.Errorf("%v: %s", err, &said)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// reads looks at pages, which are there as ever, with the last that was done.
func (w *worker) reads() {
	w.t.Helper()
	for _, path := range []string{"/backorders", "/orders", "/products/A", "/receiving/PO-1"} {
		if page, ok := w.page(path); !ok || !strings.Contains(page, "</html>") {
			w.t.Errorf("%s cannot be read", path)
		}
	}
}

// isTold sends the form that found no room once more and reads the answer.
func (w *worker) isTold() {
	w.t.Helper()
	d := w.deeds[len(w.deeds)-1]
	res, err := w.browser.PostForm(w.at+d.path, d.form)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if text := string(page); err != nil || res.StatusCode != http.StatusInsufficientStorage ||
		!strings.Contains(text, "The disk is full") || !strings.Contains(text, "Nothing was saved") {
		w.t.Errorf("%d %v: %s", res.StatusCode, err, text)
	}
	if status, _, err := w.post("/login", url.Values{"email": {w.email}, "password": {crewPassword}}); status != http.StatusInsufficientStorage {
		w.t.Errorf("log-in: %d %v", status, err)
	}
}
