package db_test

import (
	"errors"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// queue is a desk where SO-1 has 6 of the 10 A it wants, SO-2 has none of its 5.
func queue(t *testing.T) *dbtest.Desk {
	return dbtest.New(t,
		dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Price: 100}, dbtest.Stock{SKU: "A", Qty: "6"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}})
}

const holdings = `SELECT o.number || '/' || l.line_no AS line, l.open/1000 AS open, l.allocated/1000 AS allocated, l.picked/1000 AS picked,
	l.cancelled/1000 AS cancelled, coalesce(b.status, 'closed') AS status
	FROM order_line l JOIN sales_order o ON o.id = l.order_id LEFT JOIN board b ON b.line_id = l.id ORDER BY l.id`

func TestACancelledLineGivesWhatItHadToTheNext(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-1", 1)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, 0, "customer changed plans"); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  0     0          0       10         closed
		SO-2/1  5     5          0       0          ready`)
	d.Want(`SELECT action, ref, why FROM audit WHERE action = 'cancelled'`, `
		action     ref     why
		cancelled  SO-1/1  customer changed plans`)
}

func TestCancellingAPartTakesWhatIsNotCoveredFirst(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-1", 1)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, dbtest.Qty("5"), "fewer needed"); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  5     5          0       5          ready
		SO-2/1  5     1          0       0          part`)
}

func TestWhatIsPickedIsNotCancelled(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-1", 1)
	if _, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), id, version); err != nil {
		t.Fatal(err)
	}
	_, version = d.Line("SO-1", 1)
	before := d.Fingerprint()
	err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, 0, "late")
	if c, ok := errors.AsType[*model.Conflict](err); !ok || !strings.Contains(c.What, "6 pc of SO-1/1 are picked") {
		t.Errorf("got %v", err)
	}
	if d.Fingerprint() != before {
		t.Error("a refused cancellation changed the file")
	}
}

func TestAStaleVersionIsToldWhoChangedItAndWhen(t *testing.T) {
	d := queue(t)
	id, seen := d.Line("SO-1", 1)
	erik := dbtest.Dana()
	erik.Name = "erik@test"
	if err := d.Store.HoldLine(t.Context(), erik, id, seen, "site not ready"); err != nil {
		t.Fatal(err)
	}
	for name, op := range map[string]func() error{
		"cancel":   func() error { return d.Store.CancelLine(t.Context(), dbtest.Dana(), id, seen, 0, "x") },
		"hold":     func() error { return d.Store.HoldLine(t.Context(), dbtest.Dana(), id, seen, "x") },
		"unhold":   func() error { return d.Store.ReleaseHold(t.Context(), dbtest.Dana(), id, seen) },
		"allocate": func() error { return d.Store.AllocateLine(t.Context(), dbtest.Dana(), id, seen, 0) },
		"release":  func() error { return d.Store.ReleaseAllocation(t.Context(), dbtest.Dana(), id, seen, 0, "x") },
		"promise":  func() error { return d.Store.SetPromise(t.Context(), dbtest.Dana(), id, seen, dbtest.Today, "x") },
	} {
		err := op()
		if c, ok := errors.AsType[*model.Conflict](err); !ok || !strings.Contains(c.What, "erik@test") || !strings.Contains(c.What, "24 Nov 08:00") {
			t.Errorf("%s: got %v, want a conflict that names erik and the hour", name, err)
		}
	}
}

func TestAHeldLineKeepsWhatItHasAndTakesNothing(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-1", 1)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), id, version, "site not ready"); err != nil {
		t.Fatal(err)
	}
	d.Add(dbtest.Stock{SKU: "A", Qty: "7"})
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    6          0       0          hold
		SO-2/1  5     5          0       0          ready`)
	_, version = d.Line("SO-1", 1)
	if err := d.Store.ReleaseHold(t.Context(), dbtest.Dana(), id, version); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    8          0       0          part
		SO-2/1  5     5          0       0          ready`)
}

func TestACreditHoldIsReleasedByWhoMay(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1", CreditHold: "over its limit"}, dbtest.Product{SKU: "A"}, dbtest.Stock{SKU: "A", Qty: "6"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	id, version := d.Line("SO-1", 1)
	sales := dbtest.Dana()
	sales.Role = model.RoleSales
	if err := d.Store.ReleaseHold(t.Context(), sales, id, version); !errors.Is(err, model.ErrDenied) {
		t.Errorf("sales: %v, want denied", err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    0          0       0          hold`)
	if err := d.Store.ReleaseHold(t.Context(), dbtest.Dana(), id, version); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    6          0       0          part`)
}

func TestAllocatingByHandSaysWhatIsFree(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-2", 1)
	err := d.Store.AllocateLine(t.Context(), dbtest.Dana(), id, version, 0)
	if c, ok := errors.AsType[*model.Conflict](err); !ok || !strings.Contains(c.What, "Only 0 pc of A are free") {
		t.Errorf("got %v", err)
	}
	d.Add(dbtest.Stock{SKU: "A", Qty: "3"})
	if err := d.Store.AllocateLine(t.Context(), dbtest.Dana(), id, version, dbtest.Qty("2")); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    7          0       0          part
		SO-2/1  5     2          0       0          part`)
}

func TestReleasedStockGoesToTheOthers(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-1", 1)
	if err := d.Store.ReleaseAllocation(t.Context(), dbtest.Dana(), id, version, dbtest.Qty("4"), "SO-2 needs it today"); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    2          0       0          part
		SO-2/1  5     4          0       0          part`)
}

func TestAPromiseAPersonSetStands(t *testing.T) {
	d := queue(t)
	id, version := d.Line("SO-2", 1)
	agreed := dbtest.Today.AddDays(40)
	if err := d.Store.SetPromise(t.Context(), dbtest.Dana(), id, version, agreed, "agreed by phone"); err != nil {
		t.Fatal(err)
	}
	d.Add(dbtest.Stock{SKU: "A", Qty: "20"})
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT cause, old_date, new_date, why FROM promise_event WHERE line_id = 2 ORDER BY id`, `
		cause        old_date    new_date    why
		order_entry  -           2026-12-08  first date
		person       2026-12-08  2027-01-03  agreed by phone`)
	d.Want(`SELECT first_promise, promise FROM order_line WHERE id = 2`, `
		first_promise  promise
		2026-12-08     2027-01-03`)
}

func TestPriorityServesTheOrderFirstOfAll(t *testing.T) {
	d := queue(t)
	order := d.ID(`SELECT id FROM sales_order WHERE number = 'SO-2'`)
	if err := d.Store.SetPriority(t.Context(), dbtest.Dana(), order, 1, 1, "rush"); err != nil {
		t.Fatal(err)
	}
	d.Add(dbtest.Stock{SKU: "A", Qty: "5"})
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  10    6          0       0          part
		SO-2/1  5     5          0       0          ready`)
	err := d.Store.SetPriority(t.Context(), dbtest.Dana(), order, 1, 2, "")
	if _, ok := errors.AsType[*model.Conflict](err); !ok {
		t.Errorf("a stale order: %v, want a conflict", err)
	}
}

func TestBackorderPoliciesSayWhatWouldBeAllowed(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"},
		dbtest.Product{SKU: "DENY", Backorder: "deny"}, dbtest.Stock{SKU: "DENY", Qty: "4"},
		dbtest.Product{SKU: "LIMIT", Backorder: "limit", BackorderLimit: "5"}, dbtest.Stock{SKU: "LIMIT", Qty: "2"})
	enter := func(sku, qty string) error {
		_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), dbtest.Order{Customer: "C1", Lines: []dbtest.Line{{SKU: sku, Qty: qty}}}.Entry())
		return err
	}
	for _, c := range []struct{ sku, qty, says string }{
		{"DENY", "5", "Only 4 pc of DENY are free and it is not backordered: 4 can be ordered now."},
		{"DENY", "4", ""},
		{"DENY", "1", "None of DENY is free"},
		{"LIMIT", "8", "LIMIT may have 5 pc on backorder at most: 7 can be ordered now."},
		{"LIMIT", "6", ""},
		{"LIMIT", "2", "1 can be ordered now"},
		{"LIMIT", "1", ""},
	} {
		err := enter(c.sku, c.qty)
		p, _ := errors.AsType[model.Problems](err)
		if got := p["lines[0].qty"]; c.says == "" && err != nil || !strings.Contains(got, c.says) {
			t.Errorf("%s of %s: got %v, want %q", c.qty, c.sku, err, c.says)
		}
	}
}

func TestAnOrderThatShipsCompleteTakesNothingUntilItFits(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"}, dbtest.Product{SKU: "B"},
		dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.Order{Number: "SO-1", Customer: "C1", ShipMode: model.OrderComplete, Lines: []dbtest.Line{{SKU: "A", Qty: "5"}, {SKU: "B", Qty: "1"}}})
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  5     0          0       0          on_order
		SO-1/2  1     0          0       0          no_supply`)
	d.Add(dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "B", Qty: "1"}}}, dbtest.Stock{SKU: "B", Qty: "1"})
	id, version := d.Line("SO-2", 1)
	// What SO-2 gives up makes SO-1 whole, although its stock of A is another pool.
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, 0, "not needed"); err != nil {
		t.Fatal(err)
	}
	d.Want(holdings, `
		line    open  allocated  picked  cancelled  status
		SO-1/1  5     5          0       0          ready
		SO-1/2  1     1          0       0          ready
		SO-2/1  0     0          0       1          closed`)
}
