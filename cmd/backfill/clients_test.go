package main

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"maps"
	mrand "math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// deed is one form somebody sent. Its mark is in what it makes, so that it can
// be counted there.
type deed struct {
	mark, path string
	form       url.Values
	sure       bool // the desk said that it is done
	refused    bool // the desk said that somebody was faster
}

// worker is a person with a browser, who sends one form after the other and
// remembers what the desk said.
type worker struct {
	t       *testing.T
	email   string
	browser *http.Client
	at      string // where the desk is; another port after each start
	next    func(*worker) *deed
	deeds   []*deed // the last one may be without an answer
	step    int
	line    string // the order line this person works with
	full    int    // answers that the disk is full
}

// crew is everybody at work on one desk.
type crew struct {
	t       *testing.T
	file    string
	workers []*worker
	done    atomic.Int64 // forms answered since the last start
	told    chan struct{}
	again   int // forms without an answer that were sent again
}

const crewPassword = "gravel lantern otter"

// newCrew makes a file by the program's own commands, with goods and people, as
// an operator would.
func newCrew(t *testing.T) *crew {
	t.Helper()
	c := &crew{t: t, file: filepath.Join(t.TempDir(), "desk", "desk.db")}
	dir := t.TempDir()
	take := func(kind, text string) {
		file := filepath.Join(dir, kind+".csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		runProgram(t, "", "import", "--db", c.file, kind, file)
	}
	take("suppliers", "code,name\nS1,Quarry\n")
	take("customers", "code,name\nC1,Ada & Co\n")
	take("products", "sku,name,supplier\nA,Anvil,S1\nB,Bell,S1\n")
	take("stock", "sku,warehouse,on_hand\nA,MAIN,50\nB,MAIN,100000\n")
	take("purchase-orders", "po,supplier,ordered_at,line,sku,quantity\nPO-1,S1,2026-01-05,1,A,1000000\nPO-2,S1,2026-01-05,1,A,1000000\n")
	c.hire("sales", (*worker).orderSomething)
	c.hire("sales", (*worker).orderSomething)
	c.hire("warehouse", receiveOn("PO-1"))
	c.hire("purchasing", receiveOn("PO-2"))
	c.hire("sales", (*worker).workOnALine)
	return c
}

func (c *crew) hire(role string, next func(*worker) *deed) {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	w := &worker{t: c.t, email: fmt.Sprintf("w%d@example.com", len(c.workers)), next: next,
		browser: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	runProgram(c.t, crewPassword+"\n", "user", "add", "--db", c.file, "--email", w.email, "--name", "Worker", "--role", role, "--password-stdin")
	c.workers = append(c.workers, w)
}

// arrive gives everybody the desk's new address; the first time they log in,
// later their sessions must have outlived the desk's end.
func (c *crew) arrive(p *process) {
	c.t.Helper()
	for _, w := range c.workers {
		w.browser.CloseIdleConnections()
		first := w.at == ""
		w.at = p.url
		if !first {
			continue
		}
		if status, _, err := w.post("/login", url.Values{"email": {w.email}, "password": {crewPassword}}); status != http.StatusSeeOther {
			c.t.Fatalf("log-in: %d %v", status, err)
		}
	}
}

// work has everybody send forms until the desk is gone. told gets a token when
// this many forms are answered.
func (c *crew) work(count int64) (ended *sync.WaitGroup) {
	c.done.Store(0)
	c.told = make(chan struct{}, 1)
	ended = &sync.WaitGroup{}
	for _, w := range c.workers {
		ended.Go(func() {
			for w.sendNext() {
				if c.done.Add(1) == count {
					c.told <- struct{}{}
				}
			}
			select {
			case c.told <- struct{}{}: // nobody waits for who has stopped
			default:
			}
		})
	}
	return ended
}

// sendNext does one deed; false when the desk is gone or said something wrong.
func (w *worker) sendNext() bool {
	d := w.next(w)
	if d == nil {
		return false
	}
	w.step++
	d.form.Set("rid", rand.Text())
	w.deeds = append(w.deeds, d)
	return w.send(d)
}

// send sends the deed's form until the desk takes it; false when the desk is
// gone or refuses it.
func (w *worker) send(d *deed) bool {
	for {
		status, h, err := w.post(d.path, d.form)
		switch {
		case err != nil:
			return false
		case status == http.StatusSeeOther && !strings.HasPrefix(h.Get("Location"), "/login"):
			d.sure = true
			return true
		case status == http.StatusConflict && strings.HasPrefix(d.path, "/lines/"):
			d.refused = true
			return true
		case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		case status == http.StatusInsufficientStorage:
			w.full++
			return false
		default:
			w.t.Errorf("%s: %s answered %d to %s", d.mark, d.path, status, h.Get("Location"))
			return false
		}
	}
}

// settle sends again what was left without an answer, and one form that had
// one: neither may happen twice.
func (c *crew) settle(r *mrand.Rand) {
	c.t.Helper()
	for _, w := range c.workers {
		if len(w.deeds) == 0 {
			continue
		}
		if d := w.deeds[len(w.deeds)-1]; !d.sure && !d.refused {
			c.again++
			if !w.send(d) {
				c.t.Fatalf("%s is not taken after the restart", d.mark)
			}
		}
		d := w.deeds[r.IntN(len(w.deeds))]
		if d.refused {
			continue
		}
		if status, h, err := w.post(d.path, d.form); status != http.StatusSeeOther || h.Get("Idempotent-Replayed") != "true" {
			c.t.Errorf("%s, sent again: %d, replayed %q, %v", d.mark, status, h.Get("Idempotent-Replayed"), err)
		}
	}
}

// count compares what is in the file with what was acknowledged: each once, and
// nothing that was neither acknowledged nor left without an answer.
func (c *crew) count() (deeds int) {
	c.t.Helper()
	found := map[string]int{}
	look(c.t, c.file, func(p *sql.DB) error {
		rows, err := p.Query(`SELECT customer_po FROM sales_order WHERE customer_po <> '' UNION ALL SELECT why FROM receipt
			UNION ALL SELECT why FROM audit WHERE action IN ('held', 'released')`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var mark string
			if err := rows.Scan(&mark); err != nil {
				return err
			}
			found[mark]++
		}
		return rows.Err()
	})
	for _, w := range c.workers {
		for _, d := range w.deeds {
			n := found[d.mark]
			if d.mark == "" {
				continue
			}
			if n > 1 || d.sure && n == 0 || d.refused && n > 0 {
				c.t.Errorf("%s is there %d times; acknowledged: %t, refused: %t", d.mark, n, d.sure, d.refused)
			}
			delete(found, d.mark)
			if d.sure {
				deeds++
			}
		}
	}
	for mark := range maps.Keys(found) {
		c.t.Errorf("%q is there and nobody sent it", mark)
	}
	return deeds
}

func (w *worker) mark(what string) string { return fmt.Sprintf("%s %s %d", what, w.email, w.step) }

// orderSomething enters an order of one or two lines.
func (w *worker) orderSomething() *deed {
	mark := w.mark("order")
	return &deed{mark: mark, path: "/orders/new", form: url.Values{"customer": {"C1"}, "warehouse": {"MAIN"}, "customer_po": {mark},
		"ship_mode": {"as_available"}, "lines[0].sku": {"A"}, "lines[0].qty": {"2"}, "lines[1].sku": {"B"}, "lines[1].qty": {"1"}}}
}

// receiveOn books units in, one form at a time.
func receiveOn(po string) func(*worker) *deed {
	return func(w *worker) *deed {
		page, ok := w.page("/receiving/" + po)
		if !ok {
			return nil
		}
		mark := w.mark("receipt")
		return &deed{mark: mark, path: "/receiving/" + po, form: url.Values{"line": {"1"}, "version": {valueOf(page, "version")},
			"received": {"3"}, "on": {valueOf(page, "on")}, "why": {mark}, "do": {"book"}}}
	}
}

// workOnALine enters an order first, then gives units of its line back, takes
// them again, holds it and lets it go.
func (w *worker) workOnALine() *deed {
	if w.step == 0 {
		d := w.orderSomething()
		d.form = url.Values{"customer": {"C1"}, "warehouse": {"MAIN"}, "customer_po": {d.mark}, "lines[0].sku": {"B"}, "lines[0].qty": {"40"}}
		return d
	}
	if w.line == "" && !w.findLine() {
		return nil
	}
	page, ok := w.page(w.line)
	if !ok {
		return nil
	}
	d := &deed{form: url.Values{"version": {valueOf(page, "version")}}}
	switch w.step % 4 {
	case 1:
		d.mark, d.path = w.mark("deallocate"), w.line+"/deallocate"
		d.form.Set("qty", "2")
	case 2:
		d.path = w.line + "/allocate"
		d.form.Set("qty", "1")
	case 3:
		d.mark, d.path = w.mark("hold"), w.line+"/hold"
	default:
		d.path = w.line + "/unhold"
	}
	d.form.Set("why", d.mark)
	return d
}

// findLine looks up the line of the order this person entered.
func (w *worker) findLine() bool {
	page, ok := w.page("/orders?q=" + url.QueryEscape(w.deeds[0].mark))
	if !ok {
		return false
	}
	order := regexp.MustCompile(`href="(/orders/SO-[^"?]+)"`).FindStringSubmatch(page)
	if order == nil {
		w.t.Errorf("%s is not found among the orders", w.deeds[0].mark)
		return false
	}
	if page, ok = w.page(order[1]); !ok {
		return false
	}
	w.line = regexp.MustCompile(`/lines/[0-9]+`).FindString(page)
	return w.line != ""
}

// page fetches a page; false when the desk is gone.
func (w *worker) page(path string) (string, bool) {
	for {
		res, err := w.browser.Get(w.at + path)
		if err != nil {
			return "", false
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		switch {
		case err != nil:
			return "", false
		case res.StatusCode == http.StatusOK:
			return string(body), true
		case res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusServiceUnavailable:
			w.t.Errorf("%s answered %d to %s", path, res.StatusCode, res.Header.Get("Location"))
			return "", false
		}
	}
}

func (w *worker) post(path string, form url.Values) (int, http.Header, error) {
	res, err := w.browser.PostForm(w.at+path, form)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, res.Header, err
}

// valueOf is what a field of the first form that has it holds.
func valueOf(page, name string) string {
	m := regexp.MustCompile(`name="` + name + `"[^>]* value="([^"]*)"|value="([^"]*)"[^>]* name="` + name + `"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}
