package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// running is a desk that serves in this process.
type running struct {
	url       string
	firstSaid string // before the address
	stop      context.CancelFunc
	code      chan int
	errs      *bytes.Buffer
}

// start serves the file and waits for the address.
func start(t *testing.T, file string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	r, w := io.Pipe()
	d := &running{stop: stop, code: make(chan int, 1), errs: &bytes.Buffer{}}
	go func() {
		d.code <- run(ctx, []string{"serve", "--db", file, "--addr", "127.0.0.1:0"},
			&env{in: strings.NewReader(""), out: w, err: d.errs, now: testNow})
		w.Close()
	}()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "http://"); ok {
			d.url = "http://" + at
			go io.Copy(io.Discard, r)
			return d
		}
		d.firstSaid += lines.Text()
	}
	t.Fatalf("no address was printed: %s", d.errs)
	return nil
}

// TestStoppingLosesNothing stops the desk while eight people book stock. Whatever
// was answered is in the file, nothing was answered with an error of ours, and
// the file is whole and closed.
func TestStoppingLosesNothing(t *testing.T) {
	d := dbtest.New(t, dbtest.Product{SKU: "A"}, dbtest.Stock{SKU: "A", Qty: "1"})
	const password = "gravel lantern otter"
	if _, err := d.Store.AddUser(t.Context(), model.CLIActor(), model.NewUser{Email: "ada@example.com", Name: "Ada", Role: model.RoleManager, Password: password}); err != nil {
		t.Fatal(err)
	}
	desk := start(t, d.File)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(path string, form url.Values) (int, error) {
		res, err := client.PostForm(desk.url+path, form)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		_, err = io.Copy(io.Discard, res.Body)
		return res.StatusCode, err
	}
	if status, err := post("/login", url.Values{"email": {"ada@example.com"}, "password": {password}}); status != http.StatusSeeOther {
		t.Fatalf("log-in: %d %v", status, err)
	}
	var acknowledged, unknown atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				status, err := post("/products/A/adjust", url.Values{"warehouse": {"MAIN"}, "by": {"1"}, "why": {"found"}, "rid": {rand.Text()}})
				switch {
				case err != nil:
					unknown.Add(1)
					return
				case status == http.StatusSeeOther:
					acknowledged.Add(1)
				case status == http.StatusTooManyRequests:
				default:
					t.Errorf("answered %d", status)
					return
				}
				if acknowledged.Load() >= 60 {
					desk.stop()
				}
			}
		})
	}
	all.Wait()
	select {
	case code := <-desk.code:
		if code != 0 {
			t.Errorf("exit status %d: %s", code, desk.errs)
		}
	case <-time.After(drainLimit + 5*time.Second):
		t.Fatal("did not stop")
	}
	var onHand int64
	if err := d.Raw.Get(&onHand, `SELECT on_hand / 1000 - 1 FROM stock`); err != nil {
		t.Fatal(err)
	}
	if low, high := acknowledged.Load(), acknowledged.Load()+unknown.Load(); onHand < low || onHand > high {
		t.Errorf("%d booked, %d acknowledged, %d without an answer", onHand, low, unknown.Load())
	}
}

// TestACommandThatIsStoppedSaysSo gives no riddle about the statement that was
// under way.
func TestACommandThatIsStoppedSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range [][]string{{"check"}, {"migrate"}, {"backup", filepath.Join(t.TempDir(), "copy.db")}} {
		var out, errs bytes.Buffer
		code := run(ctx, append(args, "--db", filepath.Join(t.TempDir(), "desk.db")), &env{in: strings.NewReader(""), out: &out, err: &errs, now: testNow})
		if code != 1 || !strings.Contains(errs.String(), "stopped before it was done") {
			t.Errorf("%v: exit status %d: %s", args, code, &errs)
		}
	}
}
