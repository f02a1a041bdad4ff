package db_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// erp is the other system: master of what is ordered and of stock, one hour
// behind what the desk does.
type erp struct {
	t      *testing.T
	d      *dbtest.Desk
	r      *rand.Rand
	orders []*erpLine
	pos    []*erpPO
	stock  map[string]int64 // what it knows: its own changes, and what it has heard of the desk's
	own    map[string]int64 // its own changes of stock, all of them
	heard  time.Time        // it knows what the desk did until then
}

type erpLine struct {
	order, sku     string
	qty, cancelled int64
	shipped        int64 // as heard of the desk
}

type erpPO struct {
	po, sku  string
	qty      int64
	received int64 // as heard
}

// erpFiles is what the other system writes in one hour.
type erpFiles struct {
	asOf               time.Time
	orders, pos, stock string
	own                map[string]int64
}

const weekSKUs = 4

// atFirst is what is there of a product: enough of the first two that nothing is
// sold over the other system's counter which is not there.
func atFirst(i int) int64 {
	if i < 2 {
		return 900
	}
	return 40
}

func sku(i int) string { return "P" + strconv.Itoa(i) }

func newERP(t *testing.T, d *dbtest.Desk, r *rand.Rand) *erp {
	e := &erp{t: t, d: d, r: r, stock: map[string]int64{}, own: map[string]int64{}, heard: d.Now()}
	for i := range weekSKUs {
		e.stock[sku(i)], e.own[sku(i)] = atFirst(i), atFirst(i)
	}
	return e
}

// works is what happens in the other system in an hour: orders come and change,
// customers cancel, something is sold over the counter or found.
func (e *erp) works(hour int) {
	for range 1 + e.r.IntN(2) {
		e.orders = append(e.orders, &erpLine{order: fmt.Sprintf("SO-%d", len(e.orders)+1), sku: sku(e.r.IntN(weekSKUs)), qty: 1 + e.r.Int64N(9)})
	}
	l := e.orders[e.r.IntN(len(e.orders))]
	switch open := l.qty - l.cancelled - l.shipped; {
	case open > 0 && e.r.IntN(4) == 0:
		l.cancelled += open
	case open > 0 && e.r.IntN(3) == 0:
		l.qty += 1 + e.r.Int64N(3)
	}
	if hour%5 == 0 {
		e.pos = append(e.pos, &erpPO{po: fmt.Sprintf("PO-%d", len(e.pos)+1), sku: sku(e.r.IntN(weekSKUs)), qty: 10 + e.r.Int64N(20)})
	}
	if s := sku(e.r.IntN(2)); e.r.IntN(3) == 0 {
		by := 1 - 2*e.r.Int64N(2)
		e.stock[s] += by
		e.own[s] += by
	}
}

// hears takes the desk's files: what left, what arrived and what was cancelled
// until now.
func (e *erp) hears() {
	e.heard = e.d.Now()
	shipped, received, cancelled := map[string]int64{}, map[string]int64{}, map[string]int64{}
	e.read("shipments", func(c map[string]string) { shipped[c["order"]] += units(e.t, c["quantity"]) })
	e.read("receipts", func(c map[string]string) { received[c["po"]] += units(e.t, c["received"]) })
	e.read("order-lines", func(c map[string]string) { cancelled[c["order"]] = units(e.t, c["cancelled"]) })
	for _, l := range e.orders {
		e.stock[l.sku] -= shipped[l.order] - l.shipped
		l.shipped = shipped[l.order]
		l.cancelled = max(min(l.cancelled, l.qty-l.shipped), cancelled[l.order])
	}
	for _, p := range e.pos {
		e.stock[p.sku] += received[p.po] - p.received
		p.received = received[p.po]
	}
}

func (e *erp) read(name string, row func(map[string]string)) {
	e.t.Helper()
	list, ok := db.FindExport(name)
	if !ok {
		e.t.Fatal(name)
	}
	if err := e.d.Store.Export(e.t.Context(), dbtest.Dana(), list, 0, 0, func(cells []string) error {
		c := map[string]string{}
		for i, col := range list.Columns {
			c[col.Name] = cells[i]
		}
		row(c)
		return nil
	}); err != nil {
		e.t.Fatal(err)
	}
}

func units(t *testing.T, cell string) int64 {
	t.Helper()
	q, err := model.ParseQty(cell, 3)
	if err != nil {
		t.Fatal(err)
	}
	return int64(q) / 1000
}

// writes makes the hour's files. They are true as of what it has heard.
func (e *erp) writes() erpFiles {
	f := erpFiles{asOf: e.heard, own: map[string]int64{}}
	var o, p, s strings.Builder
	o.WriteString("order,customer,ordered_at,line,sku,quantity,cancelled\n")
	for _, l := range e.orders {
		fmt.Fprintf(&o, "%s,C1,2026-11-01,1,%s,%d,%d\n", l.order, l.sku, l.qty, l.cancelled)
	}
	p.WriteString("po,supplier,ordered_at,line,sku,quantity,eta,received\n")
	for _, l := range e.pos {
		fmt.Fprintf(&p, "%s,S1,2026-11-01,1,%s,%d,2026-12-01,%d\n", l.po, l.sku, l.qty, l.received)
	}
	s.WriteString("sku,warehouse,on_hand\n")
	for i := range weekSKUs {
		fmt.Fprintf(&s, "%s,MAIN,%d\n", sku(i), e.stock[sku(i)])
		f.own[sku(i)] = e.own[sku(i)]
	}
	f.orders, f.pos, f.stock = o.String(), p.String(), s.String()
	return f
}

// deskWorks receives, ships and cancels something.
func deskWorks(t *testing.T, d *dbtest.Desk, r *rand.Rand) {
	t.Helper()
	var po []struct {
		Number string
		Open   int64
	}
	must(t, d.Raw.Select(&po, `SELECT o.number, l.open / 1000 AS open FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE l.open > 0 ORDER BY l.id`))
	if len(po) > 0 && r.IntN(3) == 0 {
		p := po[r.IntN(len(po))]
		_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{PO: p.Number, Line: 1, Received: model.Units(1 + r.Int64N(p.Open))})
		must(t, err)
	}
	var lines []struct {
		ID                int64
		Version           int
		Allocated, Picked int64
	}
	must(t, d.Raw.Select(&lines, `SELECT id, version, allocated, picked FROM order_line WHERE open > 0 ORDER BY id`))
	if len(lines) == 0 {
		return
	}
	l := lines[r.IntN(len(lines))]
	switch {
	case l.Picked > 0:
		_, err := d.Store.ShipPickList(t.Context(), dbtest.Dana(), d.ID(`SELECT max(pick_list_id) FROM alloc_event WHERE kind = 'picked' AND line_id = ?`, l.ID))
		must(t, err)
	case l.Allocated > 0:
		_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), l.ID, l.Version)
		must(t, err)
	case r.IntN(6) == 0:
		must(t, d.Store.CancelLine(t.Context(), dbtest.Dana(), l.ID, l.Version, 0, "the customer rang the desk"))
	}
}

// TestAWeekBesideAnERP lets a desk and another system that is an hour behind
// work on the same orders and stock for a week of hourly files, of which one is
// lost, one comes twice and two come in the wrong order. Nothing that the desk
// did is undone, nothing it cancelled comes back, and every difference of stock
// is a change that the other system made itself.
func TestAWeekBesideAnERP(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 17))
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"})
	for i := range weekSKUs {
		d.Add(dbtest.Product{SKU: sku(i)}, dbtest.Stock{SKU: sku(i), Qty: strconv.FormatInt(atFirst(i), 10)})
	}
	w := &week{t: t, d: d, e: newERP(t, d, r), r: r}
	hours := 7 * 24
	if testing.Short() {
		hours = 24
	}
	for hour := range hours {
		w.hour(hour)
	}
	w.settle()
}

type week struct {
	t       *testing.T
	d       *dbtest.Desk
	e       *erp
	r       *rand.Rand
	files   []erpFiles
	newest  erpFiles // that was imported
	swapped bool
}

func (w *week) hour(n int) {
	w.e.works(n)
	w.files = append(w.files, w.e.writes())
	for range 3 {
		w.d.Sleep(15 * time.Minute)
		deskWorks(w.t, w.d, w.r)
	}
	w.d.Sleep(15 * time.Minute)
	w.e.hears() // of the last hour, for the next file
	switch at := len(w.files) - 1; n {
	case 30: // lost
	case 50:
		w.take(w.files[at])
		w.take(w.files[at]) // twice
	case 70: // the next one comes first
		w.swapped = true
	case 71:
		w.take(w.files[at])
		w.take(w.files[at-1])
		w.swapped = false
	default:
		w.take(w.files[at])
	}
}

// take imports an hour's files and looks whether anything was undone.
func (w *week) take(f erpFiles) {
	w.t.Helper()
	before := w.done()
	for _, k := range []struct{ kind, text string }{{"orders", f.orders}, {"purchase-orders", f.pos}, {"stock", f.stock}} {
		r, reasons := bring(w.t, w.d, db.ImportRequest{Kind: k.kind, AsOf: model.At(f.asOf), Allocate: true}, k.text)
		if r.Errors > 0 {
			w.t.Fatalf("%s: %v", k.kind, reasons)
		}
	}
	after := w.done()
	for line, was := range before {
		if is := after[line]; is[0] < was[0] || is[1] < was[1] {
			w.t.Fatalf("%s had %v shipped and cancelled, and has %v", line, was, is)
		}
	}
	if !f.asOf.Before(w.newest.asOf) {
		w.newest = f
	}
	w.stockIsTrue()
}

// done is what was shipped and cancelled of each line.
func (w *week) done() map[string][2]int64 {
	w.t.Helper()
	var lines []struct {
		Number             string
		Shipped, Cancelled int64
	}
	must(w.t, w.d.Raw.Select(&lines, `SELECT o.number, l.shipped, l.cancelled FROM order_line l JOIN sales_order o ON o.id = l.order_id`))
	all := map[string][2]int64{}
	for _, l := range lines {
		all[l.Number] = [2]int64{l.Shipped, l.Cancelled}
	}
	return all
}

// stockIsTrue compares each stock with what is physically there: what the other
// system changed itself until its newest file, and everything the desk moved.
func (w *week) stockIsTrue() {
	w.t.Helper()
	var stock []struct {
		SKU                   string
		OnHand                int64 `db:"on_hand"`
		Moved, Counted, Waits int64
		Unexplained           int64
	}
	must(w.t, w.d.Raw.Select(&stock, `SELECT p.sku, s.on_hand / 1000 AS on_hand,
		(SELECT coalesce(sum(CASE m.kind WHEN 'received' THEN m.qty WHEN 'shipped' THEN -m.qty ELSE 0 END), 0) / 1000 FROM stock_move m WHERE m.product_id = p.id) AS moved,
		(SELECT coalesce(sum(CASE WHEN m.to_id = s.warehouse_id THEN m.qty ELSE -m.qty END), 0) / 1000 FROM stock_move m WHERE m.product_id = p.id AND m.kind = 'counted') AS counted,
		(SELECT count(*) FROM stock_count c WHERE c.product_id = p.id AND c.state = 'waiting') AS waits,
		(SELECT count(*) FROM stock_move m LEFT JOIN stock_count c ON c.id = m.count_id WHERE m.product_id = p.id AND m.kind = 'counted' AND c.import_id IS NULL) AS unexplained
		FROM stock s JOIN product p ON p.id = s.product_id`))
	for _, s := range stock {
		if s.Unexplained > 0 {
			w.t.Fatalf("%s: %d counted rows name no file", s.SKU, s.Unexplained)
		}
		if want := w.newest.own[s.SKU] + s.Moved; s.Waits == 0 && s.OnHand != want {
			w.t.Fatalf("%s: %d on hand, %d are there (the other system %d, the desk moved %d, counted %d)", s.SKU, s.OnHand, want, w.newest.own[s.SKU], s.Moved, s.Counted)
		}
	}
}

// settle ends the work, lets both systems hear everything of each other and a
// person choose where they differ; then they must agree.
func (w *week) settle() {
	w.t.Helper()
	var lists []int64
	must(w.t, w.d.Raw.Select(&lists, `SELECT id FROM pick_list k WHERE NOT EXISTS (SELECT 1 FROM shipment s WHERE s.pick_list_id = k.id)`))
	for _, id := range lists {
		_, err := w.d.Store.ShipPickList(w.t.Context(), dbtest.Dana(), id)
		must(w.t, err)
	}
	for range 2 {
		w.hear()
	}
	var open []int64
	must(w.t, w.d.Raw.Select(&open, `SELECT id FROM difference WHERE state = 'waiting'`))
	for _, id := range open {
		must(w.t, w.d.Store.TakeFile(w.t.Context(), dbtest.Dana(), id, 0, "the customer wants what the other system says"))
	}
	w.t.Logf("%d differences of orders were left to a person", len(open))
	var counts []int64
	must(w.t, w.d.Raw.Select(&counts, `SELECT id FROM stock_count WHERE state = 'waiting'`))
	for _, id := range counts {
		q, err := w.d.Store.CountQuestion(w.t.Context(), id)
		must(w.t, err)
		if q.Refusal(model.LocaleByTag("en-GB")) == "" {
			_, err = w.d.Store.AcceptCount(w.t.Context(), dbtest.Dana(), id, q.Seen)
			must(w.t, err)
		}
	}
	w.stockIsTrue()
	is := w.done()
	for _, l := range w.e.orders {
		if is := is[l.order]; is != [2]int64{l.shipped * 1000, l.cancelled * 1000} {
			w.t.Errorf("%s: the desk has %v shipped and cancelled, the other system %d and %d", l.order, is, l.shipped, l.cancelled)
		}
	}
	w.d.Want(`SELECT why FROM difference WHERE state = 'waiting'`, `
		why`)
	if n := w.d.ID(`SELECT count(*) FROM shipment`); n < 10 && !testing.Short() {
		w.t.Errorf("only %d shipments in the week", n)
	}
}

// hear lets an hour pass in which only files go to and fro.
func (w *week) hear() {
	w.t.Helper()
	w.d.Sleep(time.Hour)
	w.e.hears()
	w.take(w.e.writes())
}
