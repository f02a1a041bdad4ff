package db_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

func TestADraftIsKeptAndMovesNothing(t *testing.T) {
	d := queue(t)
	d.Add(dbtest.Stock{SKU: "A", Qty: "3"})
	run, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Draft: true})
	if err != nil || run.State != model.Draft || run.ID == 0 {
		t.Fatalf("got %+v, %v", run, err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    6          0       0          part
		SO-2/1  5     0          0       0          no_supply`)
	d.Want(`SELECT r.state, r.changed, c.line_id, c.before/1000 AS before, c.after/1000 AS after, c.old_status, c.status FROM run_change c JOIN allocation_run r ON r.id = c.run_id`, `
		state  changed  line_id  before  after  old_status  status
		draft  1        1        6       9      part        part`)
	d.Want(`SELECT action, ref FROM audit ORDER BY id DESC LIMIT 1`, `
		action   ref
		drafted  run 3`)
}

func TestAReplanMayTakeFromAWorseRankAndAFreeRunMayNot(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"}, dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Priority: 4, Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Priority: 1, Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}})
	for _, c := range []struct {
		replan bool
		want   string
	}{
		{false, `
			line    open  allocated  picked  cancelled  status
			SO-1/1  5     5          0       0          ready
			SO-2/1  5     0          0       0          no_supply`},
		{true, `
			line    open  allocated  picked  cancelled  status
			SO-1/1  5     0          0       0          no_supply
			SO-2/1  5     5          0       0          ready`},
	} {
		if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Replan: c.replan}); err != nil {
			t.Fatal(err)
		}
		d.Want(holdings, c.want)
	}
	d.Want(`SELECT kind, line_id, qty/1000 AS qty FROM alloc_event ORDER BY id`, `
		kind       line_id  qty
		allocated  1        5
		released   1        5
		allocated  2        5`)
}

func TestAScopeDecidesItsPoolsOnly(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"}, dbtest.Product{SKU: "B"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "B", Qty: "5"}}},
		dbtest.Stock{SKU: "A", Qty: "5"}, dbtest.Stock{SKU: "B", Qty: "5"})
	scope, err := model.ParseScope([]string{"sku=b", "warehouse=main"})
	if err != nil {
		t.Fatal(err)
	}
	run, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Scope: scope})
	if err != nil || len(run.Lines) != 1 || run.Lines[0].Order != "SO-2" {
		t.Fatalf("got %+v, %v", run.Lines, err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  5     0          0       0          no_supply
		SO-2/1  5     5          0       0          ready`)
	run, err = d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Scope: model.Scope{Orders: []string{"so-1"}}})
	if err != nil || len(run.Lines) != 1 || run.Lines[0].After != dbtest.Qty("5") {
		t.Fatalf("got %+v, %v", run.Lines, err)
	}
}

func TestALineThatARunServedMeanwhileSaysSo(t *testing.T) {
	d := queue(t)
	id, seen := d.Line("SO-1", 1)
	d.Sleep(time.Hour)
	d.Add(dbtest.Stock{SKU: "A", Qty: "1"})
	if err := d.Store.NewDay(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, seen, 0, "x")
	if c, ok := errors.AsType[*model.Conflict](err); !ok || !strings.Contains(c.What, "by clock on 24 Nov 09:00 (allocated)") {
		t.Errorf("got %v", err)
	}
}

func TestAnUnconfirmedDatePutsALineAtRiskAsDaysPass(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1"},
		dbtest.PO{Number: "PO-1", Supplier: "S1", SKU: "A", Qty: "20", ETA: dbtest.Today.AddDays(30)},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}})
	for _, c := range []struct {
		days int
		want string
	}{{0, "on_order"}, {7, "on_order"}, {8, "risk"}} {
		d.SetClock(dbtest.Now.AddDate(0, 0, c.days))
		d.Check() // also before the clock has run
		if err := d.Store.NewDay(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.Want(`SELECT status, eta, eta_source FROM board`, `
			status  eta         eta_source
			`+c.want+`  2026-12-24  PO-1/1`)
	}
}

func TestAnOrderWantedMuchLaterTakesNoStock(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", LeadDays: 5}, dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.Order{Number: "SO-1", Customer: "C1", NeedBy: dbtest.Today.AddDays(60), Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}})
	d.Want(`SELECT allocated, short/1000 AS short, was_short FROM order_line`, `
		allocated  short  was_short
		0          5      0`)
}

// TestALineOfOneLotIsServedFromOneLot although both together would do.
func TestALineOfOneLotIsServedFromOneLot(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "L", LotTracked: true},
		dbtest.Stock{SKU: "L", Qty: "4", Lot: "x"}, dbtest.Stock{SKU: "L", Qty: "3", Lot: "y"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "L", Qty: "5", OneLot: true}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "L", Qty: "3", OneLot: true}}})
	d.Want(`SELECT line_id, lot, allocated/1000 AS allocated FROM allocation`, `
		line_id  lot  allocated
		2        y    3`)
	id, version := d.Line("SO-1", 1)
	err := d.Store.AllocateLine(t.Context(), dbtest.Dana(), id, version, 0)
	if c, ok := errors.AsType[*model.Conflict](err); !ok || !strings.Contains(c.What, "Only 4 pc") {
		t.Errorf("got %v", err)
	}
}

func TestAUnitIsCountedInStockUnits(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1", Sites: []string{"yard"}},
		dbtest.Product{SKU: "B", Decimals: 2, Unit: "m2", Units: map[string]string{"pallet": "2.5"}, Price: 400}, dbtest.Stock{SKU: "B", Qty: "6"})
	e, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "c1", Site: "YARD", Lines: []model.EntryLine{{SKU: "b", Unit: "pallet", Qty: model.Units(3)}}})
	if err != nil || e.Number != "SO-1" {
		t.Fatal(e, err)
	}
	// Two whole pallets are there; a part of the third is not handed out.
	d.Want(`SELECT unit, unit_qty/1000 AS unit_qty, ordered, allocated, site_id FROM order_line l JOIN sales_order o ON o.id = l.order_id`, `
		unit    unit_qty  ordered  allocated  site_id
		pallet  3         7500     5000       1`)
	d.Want(`SELECT value FROM board`, `
		value
		3000`)
}

// TestManyLinesAtOnceLeaveTheBoardAsFewDo: a large run makes the indexes anew,
// and leaves the same indexes, in the same words, and the same rows.
func TestManyLinesAtOnceLeaveTheBoardAsFewDo(t *testing.T) {
	few := dbtest.New(t, dbtest.Crowd{Lines: 300, Products: 20})
	many := dbtest.New(t, dbtest.Crowd{Lines: 300, Products: 20})
	run := func(d *dbtest.Desk) {
		t.Helper()
		for _, replan := range []bool{false, true} {
			if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Replan: replan}); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(few)
	back := db.SetManyLines(100)
	defer back()
	run(many)
	if a, b := few.Dump(), many.Dump(); a != b {
		t.Errorf("the rows differ:\n%s", dbtest.Difference(a, b))
	}
	const indexes = `SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE tbl_name = 'board' ORDER BY name)`
	var a, b string
	if err := errors.Join(few.Raw.Get(&a, indexes), many.Raw.Get(&b, indexes)); err != nil || a != b || !strings.Contains(a, "CREATE INDEX") {
		t.Errorf("the indexes differ (%v):\n%s\n%s", err, a, b)
	}
}

// A line that has all it needs is not explained anew by every arrival of its
// product: a thousand of them would make each receipt write a thousand reasons.
func TestAnArrivalIsNoNewsToALineThatHasAll(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1"}, dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.PO{Number: "PO-1", Supplier: "S1", SKU: "A", Qty: "20", ETA: dbtest.Today.AddDays(5)},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "9"}}})
	const explained = `SELECT line_id, count(*) AS times FROM run_line GROUP BY line_id`
	d.Want(explained, `
		line_id  times
		1        1
		2        1`)
	for range 2 {
		if _, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{PO: "PO-1", Line: 1, Received: dbtest.Qty("2")}); err != nil {
			t.Fatal(err)
		}
	}
	d.Want(explained, `
		line_id  times
		1        1
		2        3`)
}
