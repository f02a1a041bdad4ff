package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// directDesk has a line of stock and a line that the supplier ships, of the same
// product, with nothing on hand.
func directDesk(t *testing.T) *dbtest.Desk {
	t.Helper()
	return dbtest.New(t, dbtest.Supplier{Code: "S"}, dbtest.Product{SKU: "A", Supplier: "S"}, dbtest.Customer{Code: "C"},
		dbtest.Order{Number: "SO-1", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}}},
		dbtest.Do(func(d *dbtest.Desk) {
			if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Number: "SO-2", Customer: "C", Method: model.Direct,
				Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("40")}}}); err != nil {
				t.Fatal(err)
			}
		}))
}

func TestWhatASupplierShipsIsNoShortStock(t *testing.T) {
	d := directDesk(t)
	ctx := t.Context()
	board := func() string {
		return `SELECT order_number, status, short/1000 AS short, no_supply, eta_source FROM board ORDER BY 1`
	}
	d.Want(board(), `
		order_number  status     short  no_supply  eta_source
		SO-1          no_supply  5      1          not yet ordered
		SO-2          no_supply  0      1          not yet ordered`)
	_, kpi, err := d.Store.BoardFigures(ctx, 0)
	if err != nil || kpi.UnitsShort != model.Units(5) || kpi.NoSupply != 2 {
		t.Errorf("short %s, without supply %d, %v; want 5 and 2", kpi.UnitsShort, kpi.NoSupply, err)
	}
	rows, err := d.Store.Shortages(ctx, model.ListQuery{Sort: "short", Desc: true, Size: 50})
	if err != nil || len(rows.Rows) != 1 || rows.Rows[0].Short != model.Units(5) || rows.Rows[0].Lines != 1 || rows.Rows[0].Uncovered != model.Units(5) {
		t.Errorf("shortages %+v, %v; want 5 of one line", rows.Rows, err)
	}
	line, _ := d.Line("SO-2", 1)
	p, err := d.Store.PurchaseDefaults(ctx, line, "", dbtest.Today)
	if err != nil || !p.Direct || p.Qty != model.Units(40) {
		t.Errorf("what to buy for it: %+v, %v", p, err)
	}
	if _, err := d.Store.CreatePurchaseOrder(ctx, dbtest.Dana(), model.PurchaseEntry{Supplier: "S", Lines: []model.PurchaseLine{
		{SKU: "A", Qty: p.Qty, Confidence: model.Confirmed, ETA: dbtest.Today.AddDays(7), ForLine: line}}}); err != nil {
		t.Fatal(err)
	}
	d.Want(board(), `
		order_number  status     short  no_supply  eta_source
		SO-1          no_supply  5      1          not yet ordered
		SO-2          on_order   0      0          PO-1/1`)
	page, err := d.Store.Board(ctx, model.NewBoardQuery().WithView(model.ViewAll), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Rows {
		if got, want := r.Direct(), r.Order == "SO-2"; got != want {
			t.Errorf("%s: direct is %v", r.Order, got)
		}
		if a := r.NextAction(); r.Order == "SO-2" && (a.Kind != model.ActNothing || a.Label != "Comes from its supplier") {
			t.Errorf("the next action of %s is %+v", r.Order, a)
		}
	}
	d.Check()
}

// A line is direct by its order's method or by its own disposition, whichever
// changes.
func TestADirectLineFollowsItsOrder(t *testing.T) {
	d := directDesk(t)
	direct := func(want string) {
		t.Helper()
		d.Want(`SELECT o.number, l.direct FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY 1`, want)
	}
	direct(`
		number  direct
		SO-1    0
		SO-2    1`)
	d.Exec(`UPDATE order_line SET disposition = 'direct_ship'`)
	d.Exec(`UPDATE sales_order SET method = 'carrier'`)
	direct(`
		number  direct
		SO-1    1
		SO-2    1`)
	d.Exec(`UPDATE order_line SET disposition = 'backorder'`)
	direct(`
		number  direct
		SO-1    0
		SO-2    0`)
	d.Exec(`UPDATE sales_order SET method = 'direct' WHERE number = 'SO-2'`) // as its row on the board is
	direct(`
		number  direct
		SO-1    0
		SO-2    1`)
}
