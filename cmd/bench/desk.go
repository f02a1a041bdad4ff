package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"backfill/db"
	"backfill/handlers"
	"backfill/model"

	"golang.org/x/time/rate"
)

// now is when the benchmark's desks stand still.
func now() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

const password = "gravel lantern otter"

// newDesk makes a file with the products of n order lines, customers, stock for
// half of the lines and purchase orders for some more, by the same import that
// everybody uses.
func (b *bench) newDesk(name string, n int) (*db.Store, error) {
	s, err := db.Open(b.ctx, b.file(name), now)
	if err != nil {
		return nil, err
	}
	if _, err := s.AddUser(b.ctx, model.CLIActor(), model.NewUser{Email: "bench@desk.test", Name: "Bench", Role: model.RoleManager, Password: password}); err != nil {
		return nil, err
	}
	for _, f := range []struct {
		kind string
		csv  func(io.Writer)
	}{{"customers", customersCSV}, {"suppliers", suppliersCSV}, {"products", productsCSV(n)}, {"stock", stockCSV(n)}, {"purchase-orders", purchasesCSV(n)}} {
		if err := take(b.ctx, s, f.kind, f.csv); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// take imports a generated file; a row in error is a bug of the benchmark.
func take(ctx context.Context, s *db.Store, kind string, csv func(io.Writer)) error {
	var file bytes.Buffer
	csv(&file)
	var first string
	r, err := s.Import(ctx, model.CLIActor(), db.ImportRequest{Kind: kind, Name: kind + ".csv", File: bytes.NewReader(file.Bytes()), Strict: true,
		Problem: func(p db.ImportProblem) {
			if first == "" {
				first = p.Reason
			}
		}})
	if err != nil {
		return fmt.Errorf("import %s: %w (%s; %+v)", kind, err, first, r.Errors)
	}
	return nil
}

func customersCSV(w io.Writer) {
	fmt.Fprintln(w, "code,name,tier")
	for i := range benchCustomers {
		fmt.Fprintf(w, "C-%05d,Customer %d,%c\n", i, i, 'A'+i%3)
	}
}

func suppliersCSV(w io.Writer) {
	fmt.Fprintln(w, "code,name,lead_time_days")
	for i := range 50 {
		fmt.Fprintf(w, "S-%02d,Supplier %d,%d\n", i, i, 7+i%21)
	}
}

func productsCSV(n int) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprintln(w, "sku,name,category,price,supplier")
		for i := range productsFor(n) {
			fmt.Fprintf(w, "P-%05d,Product %d of the bench,Category %d,%d.%02d,S-%02d\n", i, i, i%40, 1+i%90, i%100, i%50)
		}
	}
}

func stockCSV(n int) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprintln(w, "sku,warehouse,on_hand")
		for i := range productsFor(n) {
			fmt.Fprintf(w, "P-%05d,MAIN,%d\n", i, 100)
		}
	}
}

func purchasesCSV(n int) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprintln(w, "po,supplier,ordered_at,warehouse,line,sku,quantity,eta,confidence")
		for i := range productsFor(n) {
			fmt.Fprintf(w, "PO-%05d,S-%02d,2026-11-10,MAIN,1,P-%05d,%d,2026-12-%02d,confirmed\n", i, i%50, i, 60, 1+i%27)
		}
	}
}

// ordersCSV writes n order lines.
func ordersCSV(n int) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprintln(w, "order,customer,ordered_at,priority,line,sku,quantity,price")
		for i := range n {
			r := lineAt(i, productsFor(n))
			fmt.Fprintf(w, "%s,%s,%s,%d,%d,%s,%d,%d.%02d\n", r.order, r.customer, r.at, r.priority, r.line, r.sku, r.qty, r.price/100, r.price%100)
		}
	}
}

// fullDesk is a desk with n open lines, allocated.
func (b *bench) fullDesk(name string, n int) (*db.Store, error) {
	s, err := b.newDesk(name, n)
	if err != nil {
		return nil, err
	}
	if err := take(b.ctx, s, "orders", ordersCSV(n)); err != nil {
		return nil, err
	}
	_, err = s.Allocate(b.ctx, model.CLIActor(), model.RunRequest{})
	return s, err
}

// web is a desk answering requests in this process.
type web struct {
	h      http.Handler
	cookie string
}

func newWeb(s *db.Store) (*web, error) {
	srv, err := handlers.New(s, handlers.Config{PerUser: rate.Inf, PerAddress: rate.Inf})
	if err != nil {
		return nil, err
	}
	w := &web{h: srv.Handler()}
	a := w.post("/login", url.Values{"email": {"bench@desk.test"}, "password": {password}})
	if a.Code != http.StatusSeeOther {
		return nil, fmt.Errorf("log in: %d %s", a.Code, a.Body)
	}
	w.cookie, _, _ = strings.Cut(a.Header().Get("Set-Cookie"), ";")
	return w, nil
}

func (w *web) send(r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("Cookie", w.cookie)
	a := httptest.NewRecorder()
	w.h.ServeHTTP(a, r)
	return a
}

func (w *web) get(path string) *httptest.ResponseRecorder {
	return w.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (w *web) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.send(r)
}

// clients is how many work at once.
const clients = 16

// together runs n calls on 16 clients and gives each call's duration.
func together(n int, call func(i int) error) ([]time.Duration, error) {
	each := make([]time.Duration, n)
	next := make(chan int)
	errs := make(chan error, clients)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range next {
				start := time.Now()
				if err := call(i); err != nil {
					select {
					case errs <- err:
					default:
					}
				}
				each[i] = time.Since(start)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	select {
	case err := <-errs:
		return each, err
	default:
		return each, nil
	}
}

// copyDesk takes a copy of a desk's file, through the backup everybody uses.
func (b *bench) copyDesk(s *db.Store, name string) (*db.Store, error) {
	for _, rest := range []string{"", "-wal", "-shm", ".manifest.json"} {
		os.Remove(b.file(name) + rest)
	}
	if _, err := s.Backup(b.ctx, b.file(name)); err != nil {
		return nil, err
	}
	return db.Open(b.ctx, b.file(name), now)
}
