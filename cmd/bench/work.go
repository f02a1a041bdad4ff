package main

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"backfill/db"
)

func percentile(all []time.Duration, p int) time.Duration {
	v := slices.Clone(all)
	slices.Sort(v)
	return v[min(len(v)-1, len(v)*p/100)]
}

// operations is P5: one operation over HTTP, durable, 16 clients at once,
// against raw transactions that write as many rows of the same kinds.
func operations(b *bench) error {
	s, err := db.Open(b.ctx, b.file("board.db"), now)
	if err != nil {
		return err
	}
	defer s.Close()
	w, err := newWeb(s)
	if err != nil {
		return err
	}
	floor, err := newRawWork(b.file("raw.db"))
	if err != nil {
		return err
	}
	defer floor.Close()
	const n = 300
	low, err := b.measure(func() (int, error) {
		_, err := together(n, func(i int) error { return rawWork(floor, i) })
		return n, err
	})
	if err != nil {
		return err
	}
	turn := 0
	var p99 time.Duration
	ours, err := b.measure(func() (int, error) {
		from := turn * n
		turn++
		each, err := together(n, func(i int) error { return receiveOne(w, from+i, productsFor(b.lines)) })
		p99 = max(p99, percentile(each, 99))
		return n, err
	})
	if err != nil {
		return err
	}
	b.compare("P5 receive a line and serve who waits, CPU", ours, low, 2)
	b.row("P5 p99 of it with 16 clients", round(p99).String(), "", "", "<= 50ms", met(p99 <= 50*time.Millisecond))
	return nil
}

// receiveOne books a delivery of one unit through the receiving page's form.
func receiveOne(w *web, i, products int) error {
	po := fmt.Sprintf("PO-%05d", i%products)
	a := w.post("/receiving/"+po, url.Values{"rid": {fmt.Sprintf("bench-receipt-%08d", i)}, "line": {"1"}, "received": {"1"}, "do": {"book"}})
	if a.Code >= 400 {
		return fmt.Errorf("receive %s: %d %.300s", po, a.Code, a.Body)
	}
	return nil
}

// newRawWork is a file with tables as wide as the ledgers an operation writes.
func newRawWork(path string) (*sql.DB, error) {
	p, err := plainFile(path)
	if err != nil {
		return nil, err
	}
	_, err = p.Exec(`CREATE TABLE ledger (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, subject INTEGER NOT NULL, qty INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
		CREATE INDEX ledger_subject ON ledger(subject, id);
		CREATE TABLE state (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, qty INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL) STRICT;
		CREATE INDEX state_at ON state(kind, at);
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO state SELECT i, 'line', 0, '2026-11-24', 'a line of the board' FROM n`)
	return p, err
}

// rawWork writes what a receipt that serves two lines writes: nine ledger rows
// (receipt, move, two allocations, run, two reasons, audit, request key) and
// six changed states.
func rawWork(p *sql.DB, i int) error {
	t, err := p.Begin()
	if err != nil {
		return err
	}
	defer t.Rollback()
	for k := range 9 {
		if _, err := t.Exec(`INSERT INTO ledger(kind, at, actor, subject, qty, body) VALUES (?, ?, ?, ?, ?, ?)`,
			"received", "2026-11-24T09:00:00.000Z", "bench@desk.test", i*7%100000+k, 1000, `{"before":"0","after":"1","why":"one of the rows that an operation writes"}`); err != nil {
			return err
		}
	}
	for k := range 6 {
		if _, err := t.Exec(`UPDATE state SET qty = qty + 1, at = ? WHERE id = ?`, "2026-11-"+strconv.Itoa(10+i%20), (i*13+k)%100000); err != nil {
			return err
		}
	}
	return t.Commit()
}

// starting is P12: from the start of the program to its first page, and what it
// holds in memory when nothing happens.
func starting(b *bench) error {
	binary := b.file("backfill")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/backfill").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	info, err := os.Stat(b.file("board.db"))
	if err != nil {
		return err
	}
	var resident int64
	var all []took
	if err := b.dayDone(); err != nil {
		return err
	}
	for range b.runs {
		t, rss, err := startOnce(binary, b.file("board.db"))
		if err != nil {
			return err
		}
		all, resident = append(all, t), rss
	}
	s := spreadOf(all, wholeWall)
	b.against(fmt.Sprintf("P12 start to first page, %d MB file", info.Size()>>20), s, "<= 300ms", s.mid <= 300*time.Millisecond)
	b.row("P12 resident when idle", fmt.Sprintf("%d MB", resident>>20), "", "", "<= 40 MB", met(resident <= 40<<20))
	return nil
}

// dayDone makes the night's run of the present day, which is not a part of
// starting: the desk does it once a day, beside the first pages.
func (b *bench) dayDone() error {
	s, err := db.Open(b.ctx, b.file("board.db"), time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.NewDay(b.ctx)
}

func startOnce(binary, file string) (took, int64, error) {
	cmd := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--db", file)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return took{}, 0, err
	}
	t, err := once(func() (int, error) {
		if err := cmd.Start(); err != nil {
			return 0, err
		}
		return 1, firstPage(out)
	})
	if err == nil {
		time.Sleep(time.Second)
	}
	rss := residentOf(cmd.Process.Pid)
	cmd.Process.Signal(syscall.SIGTERM)
	cmd.Wait()
	return t, rss, err
}

// firstPage waits for the address on out and fetches the log-in page.
func firstPage(out io.Reader) error {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		site := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text())
		if site == "" {
			continue
		}
		r, err := http.Get(site + "/login")
		if err != nil {
			return err
		}
		defer r.Body.Close()
		_, err = io.Copy(io.Discard, r.Body)
		return err
	}
	return fmt.Errorf("no address: %w", lines.Err())
}

func residentOf(pid int) int64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, _ := strconv.ParseInt(strings.Fields(rest + " 0")[0], 10, 64)
	return kb << 10
}
