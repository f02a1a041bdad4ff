package db_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// TestAvailabilityIsWhatTheOrderThenGets: the answer to a question and what
// becomes of the same line when it is entered are the same.
func TestAvailabilityIsWhatTheOrderThenGets(t *testing.T) {
	for name, c := range map[string]struct {
		line model.EntryLine
		need model.Date
		prio int
	}{
		"all from stock":           {line: model.EntryLine{SKU: "A", Qty: dbtest.Qty("3")}},
		"stock, then inbound":      {line: model.EntryLine{SKU: "A", Qty: dbtest.Qty("30")}},
		"more than is coming":      {line: model.EntryLine{SKU: "A", Qty: dbtest.Qty("100")}},
		"by the box":               {line: model.EntryLine{SKU: "A", Unit: "box", Qty: dbtest.Qty("2")}},
		"a better rank goes first": {line: model.EntryLine{SKU: "A", Qty: dbtest.Qty("30")}, prio: 1},
		"wanted much later":        {line: model.EntryLine{SKU: "A", Qty: dbtest.Qty("3")}, need: dbtest.Today.AddDays(90)},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"},
				dbtest.Product{SKU: "A", Supplier: "S1", Pack: "2", Units: map[string]string{"box": "6"}},
				dbtest.PO{Number: "PO-9", Supplier: "S1", SKU: "A", Qty: "20", ETA: dbtest.Today.AddDays(7), Confidence: "confirmed"},
				dbtest.Stock{SKU: "A", Qty: "25"})
			d.Add(dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "16"}}})
			if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
				t.Fatal(err)
			}
			d.Sleep(time.Minute)
			asked, err := d.Store.Availability(t.Context(), model.AvailabilityQuery{SKU: "A", Unit: c.line.Unit, Qty: c.line.Qty, NeedBy: c.need, Priority: c.prio, Customer: "C1"})
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "C1", NeedBy: c.need, Priority: c.prio, Lines: []model.EntryLine{c.line}})
			if err != nil {
				t.Fatal(err)
			}
			l := got.Lines[0]
			if l.Allocated != asked.FromStock || l.Short != asked.Short() || l.Promise != asked.Complete {
				t.Errorf("entered %+v, asked %+v", l, asked)
			}
			var pegs []model.AvailabilityPart
			if err := d.Raw.Select(&pegs, `SELECT qty, date AS ready, date, source, confidence FROM peg WHERE line_id = ? ORDER BY part`, l.LineID); err != nil {
				t.Fatal(err)
			}
			parts := asked.Parts
			if asked.FromStock > 0 {
				parts = parts[1:]
			}
			for i := range parts {
				parts[i].Date = parts[i].Ready // pegs know the day at the dock
			}
			if !slices.Equal(pegs, parts) {
				t.Errorf("pegs %+v, asked %+v", pegs, parts)
			}
		})
	}
}

func TestAvailabilityRefusesWhatEntryWouldRefuse(t *testing.T) {
	for _, q := range []model.AvailabilityQuery{{SKU: "A", Qty: dbtest.Qty("4")}, {SKU: "A", Qty: dbtest.Qty("5")},
		{SKU: "B", Qty: dbtest.Qty("5")}, {SKU: "B", Qty: dbtest.Qty("6")}} {
		d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Backorder: "deny"},
			dbtest.Product{SKU: "B", Backorder: "limit", BackorderLimit: "5"}, dbtest.Stock{SKU: "A", Qty: "4"})
		a, err := d.Store.Availability(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "C1", Lines: []model.EntryLine{{SKU: q.SKU, Qty: q.Qty}}})
		said := ""
		if p, ok := errors.AsType[model.Problems](err); ok {
			said = p["lines[0].qty"]
		}
		if a.Refused != said {
			t.Errorf("%s of %s: availability says %q, entry %q", q.Qty, q.SKU, a.Refused, said)
		}
	}
}

func TestAvailabilityNamesEveryWrongField(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1", Sites: []string{"yard"}}, dbtest.Product{SKU: "A"})
	for name, q := range map[string]model.AvailabilityQuery{
		"sku":       {SKU: "NIX", Qty: 1000},
		"qty":       {SKU: "A", Qty: 1500},
		"unit":      {SKU: "A", Qty: 1000, Unit: "box"},
		"customer":  {SKU: "A", Qty: 1000, Customer: "NIX"},
		"site":      {SKU: "A", Qty: 1000, Customer: "C1", Site: "nowhere"},
		"warehouse": {SKU: "A", Qty: 1000, Warehouse: "NIX"},
		"method":    {SKU: "A", Qty: 1000, Method: "pigeon"},
		"ship_mode": {SKU: "A", Qty: 1000, ShipMode: "never"},
		"priority":  {SKU: "A", Qty: 1000, Priority: 6},
	} {
		_, err := d.Store.Availability(t.Context(), q)
		if p, ok := errors.AsType[model.Problems](err); !ok || p[name] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// BenchmarkAvailability times one question among a hundred thousand open lines.
func BenchmarkAvailability(b *testing.B) {
	d := dbtest.New(b, dbtest.Crowd{Lines: 100_000, Products: 5000})
	d.Broken = true
	if _, err := d.Store.Allocate(b.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		b.Fatal(err)
	}
	took := make([]time.Duration, 0, 1000)
	for b.Loop() {
		start := time.Now()
		if _, err := d.Store.Availability(b.Context(), model.AvailabilityQuery{SKU: fmt.Sprintf("P%d", 1+len(took)*37%5000), Qty: dbtest.Qty("40"), Customer: "C1"}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
}

// TestWhatIsOnTheRoadIsSupply: goods that another warehouse sent are promised to
// the lines that wait, as those of a purchase order are.
func TestWhatIsOnTheRoadIsSupply(t *testing.T) {
	d := dbtest.New(t, dbtest.Warehouse{Code: "YARD"}, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1"},
		dbtest.Stock{SKU: "A", Warehouse: "YARD", Qty: "9"},
		dbtest.PO{Number: "PO-9", Supplier: "S1", SKU: "A", Qty: "50", ETA: dbtest.Today.AddDays(7), Confidence: "confirmed"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Warehouse: "MAIN", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	yard := d.ID(`SELECT id FROM warehouse WHERE code = 'YARD'`)
	d.Exec(`INSERT INTO transfer(number, from_id, to_id, state, expected, sent_at, created_at, created_by) VALUES ('TR-1', ?, 10, 'sent', ?, 'now', 'now', 'test')`,
		yard, dbtest.Today.AddDays(2))
	d.Exec(`INSERT INTO transfer_line(transfer_id, line_no, product_id, qty) VALUES (1, 1, 1, 6000)`)
	d.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, transfer_line_id) VALUES (?, 'test', 'transferred', 1, ?, 5, 6000, 1)`, model.At(dbtest.Now), yard)
	for range 2 {
		if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
			t.Fatal(err)
		}
		d.Want(`SELECT part, qty, date, po_line_id, transfer_line_id, source, confidence FROM peg`, `
			part  qty   date        po_line_id  transfer_line_id  source  confidence
			1     6000  2026-11-26  -           1                 TR-1/1  shipped
			2     4000  2026-12-01  1           -                 PO-9/1  confirmed`)
	}
	if n := d.ID(`SELECT count(*) FROM allocation_run`); n != 2 { // the order's own, before the transfer
		t.Errorf("%d runs: the second of the two had something to change", n)
	}
	a, err := d.Store.Availability(t.Context(), model.AvailabilityQuery{SKU: "A", Qty: 1000, Warehouse: "MAIN"})
	if err != nil || a.Complete != dbtest.Today.AddDays(7) {
		t.Errorf("for the next: %s, %v", a.Complete, err)
	}
	id, v := d.Line("SO-1", 1)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, v, dbtest.Qty("4"), "fewer"); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT eta, eta_source, po_line_id, status FROM board`, `
		eta         eta_source  po_line_id  status
		2026-11-26  TR-1/1      -           on_order`)
}
