package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"backfill/db"
	"backfill/model"
)

// benchList is one list with the values that its free filters are tried with.
type benchList struct {
	path   string
	shape  model.ListShape
	values map[string]string
	search []string
}

var benchLists = []benchList{
	{"/orders", model.OrderListShape, map[string]string{"customer": "C-00007"}, []string{"SO-0001", "12345", "Customer 19", "P-00023"}},
	{"/products", model.ProductListShape, map[string]string{"supplier": "S-07", "category": "Category 7"}, []string{"P-0123", "bench 12", "Product 777"}},
	{"/customers", model.CustomerListShape, map[string]string{"tier": "A"}, []string{"C-001", "Customer 12"}},
	{"/receiving", model.ReceivingListShape, map[string]string{"supplier": "S-07"}, []string{"PO-001", "Supplier 7"}},
	{"/purchasing", model.ShortageListShape, map[string]string{"supplier": "S-07"}, []string{"P-0123", "Product 777"}},
	{"/purchasing?tab=pos", model.POListShape, map[string]string{"supplier": "S-07"}, []string{"PO-001", "Supplier 7"}},
	{"/suppliers", model.SupplierListShape, nil, []string{"S-07", "Supplier 7"}},
	{"/transfers", model.TransferListShape, map[string]string{"from": "MAIN", "to": "MAIN"}, []string{"TR-1", "P-00042"}},
	{"/warehouses", model.WarehouseListShape, nil, []string{"main"}},
	{"/warehouses/MAIN", model.BinListShape, nil, []string{"A-01", "P-00042"}},
	{"/movements", model.MoveListShape, map[string]string{"warehouse": "MAIN"}, []string{"P-00042", "import"}},
	{"/imports", model.ImportListShape, map[string]string{"kind": "orders", "source": "ERP", "actor": "cli"}, []string{"orders", "cli"}},
	{"/imports/maps", model.ImportMapListShape, map[string]string{"kind": "orders"}, []string{"erp"}},
	{"/reconcile", model.ReconcileListShape, map[string]string{"warehouse": "MAIN", "supplier": "S-07"}, []string{"P-00042"}},
	{"/reconcile/lines", model.DifferenceListShape, nil, []string{"SO-00123"}},
	{"/audit", model.AuditListShape, map[string]string{"who": "bench@desk.test", "kind": "order", "from": "2026-11-01", "to": "2026-11-24"}, []string{"SO-00123", "P-00042"}},
}

// asked are the addresses of the list: each sort forth and back, each filter with
// each value, also with each sort, and each search.
func (l benchList) asked() []string {
	var all []string
	add := func(pairs ...string) {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		join := "?"
		if strings.Contains(l.path, "?") {
			join = "&"
		}
		all = append(all, l.path+join+v.Encode())
	}
	for _, sort := range l.shape.Sorts {
		key := strings.TrimPrefix(sort, "-")
		for _, s := range []string{key, "-" + key} {
			add("sort", s)
			for name, allowed := range l.shape.Filters {
				if allowed == nil || l.values[name] != "" {
					allowed = []string{l.values[name]}
				}
				for _, value := range allowed {
					add("sort", s, name, value)
					if slices.Contains(l.shape.Flips, name) {
						add("sort", s, model.Not+name, value)
					}
				}
			}
		}
	}
	for _, q := range l.search {
		add("q", q)
	}
	return all
}

// listsDesk is a desk with as many orders as the bench has lines elsewhere.
func (b *bench) listsDesk() (*db.Store, error) {
	if _, err := os.Stat(b.file("lists.db")); err == nil {
		return db.Open(b.ctx, b.file("lists.db"), now)
	}
	return b.fullDesk("lists.db", 3*b.lines)
}

// listPages walks every list with every sort, filter and search, and prints for
// each the median and the 95th percentile of all its requests and the worst view:
// the slowest p95 of one address. Every view that is over has a row too.
func listPages(b *bench) error {
	s, err := b.listsDesk()
	if err != nil {
		return err
	}
	defer s.Close()
	w, err := newWeb(s)
	if err != nil {
		return err
	}
	for _, l := range benchLists {
		var worst time.Duration
		var all []time.Duration
		where := ""
		for _, path := range l.asked() {
			each, err := b.asks(w, path, false)
			if err != nil {
				return err
			}
			all = append(all, each...)
			p95 := percentile(each, 95)
			if p95 > worst {
				worst, where = p95, path
			}
			if p95 > 100*time.Millisecond {
				b.row("   over: "+path, round(p95).String(), "", "", "<= 100ms", met(false))
			}
		}
		b.row(fmt.Sprintf("lists %s, median %s, p95 %s, worst view %s", l.path, round(percentile(all, 50)), round(percentile(all, 95)), where),
			round(worst).String(), "", "", "<= 100ms", met(worst <= 100*time.Millisecond))
	}
	return nil
}

// asks sends twenty requests, one at a time, and gives how long each took.
func (b *bench) asks(w *web, path string, part bool) ([]time.Duration, error) {
	each := make([]time.Duration, 20)
	for i := range each {
		start := time.Now()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if part {
			r.Header.Set("HX-Request", "true")
		}
		if a := w.send(r); a.Code != http.StatusOK && a.Code != http.StatusSeeOther {
			return nil, fmt.Errorf("%s answers %d: %.200s", path, a.Code, a.Body)
		}
		each[i] = time.Since(start)
		if i == 2 && each[i] > time.Second { // it is over by far; the rest tells nothing
			return each[i : i+1], nil
		}
	}
	return each, nil
}

// searching is P4: the search and what the palette and fields ask, over the
// largest file.
func searching(b *bench) error {
	s, err := b.listsDesk()
	if err != nil {
		return err
	}
	defer s.Close()
	w, err := newWeb(s)
	if err != nil {
		return err
	}
	var worst time.Duration
	where := ""
	for _, q := range []string{"SO-0001", "so", "12", "123", "1", "P-0", "p", "0012", "product", "bench product 12", "customer 19", "zzzz", "P-00023", "10 bench 4", "c"} {
		each, err := b.asks(w, "/search?q="+url.QueryEscape(q), true)
		if err != nil {
			return err
		}
		if p95 := percentile(each, 95); p95 > worst {
			worst, where = p95, q
		}
	}
	b.row(fmt.Sprintf("P4 search over %d lines, slowest %q, p95", 3*b.lines, where), round(worst).String(), "", "", "<= 50ms", met(worst <= 50*time.Millisecond))
	return nil
}
