package db_test

import (
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// A customer's owner is often written as an e-mail: the lines are that person's
// as soon as there is one, and again when a line has an owner of its own.
func TestLinesFollowTheirOwner(t *testing.T) {
	d := dbtest.New(t, yard)
	d.Exec(`UPDATE customer SET owner = 'Priya@Desk.test' WHERE code = 'ANN'`)
	d.Exec(`UPDATE customer SET owner = 'Hartley' WHERE code = 'BOB'`)
	d.Add(order("SO-1", "OAK", "5", ""), dbtest.Order{Number: "SO-2", Customer: "BOB", Lines: []dbtest.Line{{SKU: "OAK", Qty: "3"}}})
	const owners = `SELECT order_number AS "order", owner, coalesce((SELECT email FROM app_user WHERE id = owner_id), '-') AS person FROM board ORDER BY line_id`
	d.Want(owners, `
		order  owner            person
		SO-1   Priya@Desk.test  -
		SO-2   Hartley          -`)
	u, err := d.Store.AddUser(t.Context(), dbtest.Dana(), model.NewUser{Email: "priya@desk.test", Name: "Priya", Role: model.RoleSales, Password: "correct horse battery"})
	must(t, err)
	d.Want(owners, `
		order  owner    person
		SO-1   Priya    priya@desk.test
		SO-2   Hartley  -`)
	mine := model.NewBoardQuery().WithView(model.ViewMine)
	page, err := d.Store.Board(t.Context(), mine, u.ID)
	must(t, err)
	counts, _, err := d.Store.BoardFigures(t.Context(), u.ID)
	must(t, err)
	if len(page.Rows) != 1 || page.Rows[0].Order != "SO-1" || page.Count.N != 1 || counts[model.ViewMine] != 1 {
		t.Errorf("Mine: %+v, count %v, tab %d; want SO-1 alone", page.Rows, page.Count, counts[model.ViewMine])
	}
	line, _ := d.Line("SO-1", 1)
	p, err := d.Store.LinePage(t.Context(), line)
	must(t, err)
	if p.Owner != "Priya" {
		t.Errorf("the line's page says %q looks after it", p.Owner)
	}
}

func TestRankIsThePlaceInTheQueueOfItsWarehouse(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Warehouse{Code: "EAST"})
	d.Add(order("SO-1", "OAK", "5", ""), order("SO-2", "ASH", "5", ""), order("SO-3", "OAK", "5", ""),
		dbtest.Order{Number: "SO-4", Customer: "BOB", Warehouse: "EAST", Lines: []dbtest.Line{{SKU: "OAK", Qty: "3"}}})
	id, _ := d.Line("SO-3", 1)
	must(t, d.Store.SetPriority(t.Context(), dbtest.Dana(), d.ID(`SELECT id FROM sales_order WHERE number = 'SO-3'`), 1, 1, "rush"))
	q := model.NewBoardQuery()
	page, err := d.Store.Board(t.Context(), q, 0)
	must(t, err)
	for _, r := range page.Rows {
		if r.Place != 0 {
			t.Errorf("%s: place %d, though nobody asked", r.Order, r.Place)
		}
	}
	q.Columns = append(q.Columns, model.ColRank)
	page, err = d.Store.Board(t.Context(), q, 0)
	must(t, err)
	got := map[string]int{}
	for _, r := range page.Rows {
		got[r.Order] = r.Place
	}
	if got["SO-3"] != 1 || got["SO-1"] != 2 || got["SO-2"] != 1 || got["SO-4"] != 1 || len(got) != 4 {
		t.Errorf("places: %v", got)
	}
	p, err := d.Store.LinePage(t.Context(), id)
	must(t, err)
	if p.Place != got["SO-3"] {
		t.Errorf("the line's page says number %d", p.Place)
	}
}

// Stock in one warehouse does not help who waits in another, and the group says so.
func TestProductGroupsSayWhereTheStockIs(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Warehouse{Code: "EAST"}, dbtest.Warehouse{Code: "WEST"})
	d.Add(dbtest.Stock{SKU: "OAK", Qty: "81", Warehouse: "EAST"}, order("SO-1", "OAK", "5", ""))
	page, err := d.Store.Board(t.Context(), model.NewBoardQuery().GroupedBy(model.ColSKU), 0)
	must(t, err)
	if len(page.Groups) != 1 || len(page.Groups[0].Stock) != 2 {
		t.Fatalf("groups: %+v", page.Groups)
	}
	waits, other := page.Groups[0].Stock[0], page.Groups[0].Stock[1]
	if want := (model.GroupStock{Warehouse: "MAIN", Waits: true}); waits != want {
		t.Errorf("where it waits: %+v", waits)
	}
	if want := (model.GroupStock{Warehouse: "EAST", OnHand: dbtest.Qty("81"), Free: dbtest.Qty("81")}); other != want {
		t.Errorf("elsewhere: %+v", other)
	}
}

func TestEveryGroupHasASubtotal(t *testing.T) {
	d := dbtest.New(t, yard)
	d.Add(dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "5", ETA: day(3)}, dbtest.Stock{SKU: "OAK", Qty: "2"})
	d.Add(order("SO-1", "OAK", "2", ""), order("SO-2", "OAK", "5", ""), order("SO-3", "ASH", "4", ""))
	line, version := d.Line("SO-2", 1)
	must(t, d.Store.SetPromise(t.Context(), dbtest.Dana(), line, version, day(1), "the customer asked"))
	d.SetClock(dbtest.Now.AddDate(0, 0, 2))
	q := model.NewBoardQuery().WithView(model.ViewAll)
	for by, want := range map[model.Column]map[string]model.BoardTotals{
		model.ColETA:   {"": {Lines: 1, Late: 1}, "not yet ordered": {Lines: 1, Short: dbtest.Qty("4")}, "PO-1/1": {Lines: 1, Short: dbtest.Qty("5"), Late: 1}},
		model.ColOwner: {"": {Lines: 3, Short: dbtest.Qty("9"), Late: 2}},
	} {
		page, err := d.Store.Board(t.Context(), q.GroupedBy(by), 0)
		must(t, err)
		got := map[string]model.BoardTotals{}
		for _, g := range page.Groups {
			got[g.Key] = g.BoardTotals
		}
		for key, w := range want {
			if got[key] != w {
				t.Errorf("by %s, group %q: %+v, want %+v", by, key, got[key], w)
			}
		}
	}
}

// A line whose supply lies on the shelf says which rule keeps it from it.
func TestALineKeptFromStockSaysByWhichRule(t *testing.T) {
	d := dbtest.New(t, yard)
	d.Exec(`UPDATE product SET lot_tracked = 1 WHERE sku = 'ASH'`)
	d.Add(dbtest.Stock{SKU: "OAK", Qty: "9"},
		dbtest.Order{Number: "SO-1", Customer: "ANN", ShipMode: model.OrderComplete, Lines: []dbtest.Line{{SKU: "OAK", Qty: "5"}, {SKU: "ASH", Qty: "1"}}})
	page, err := d.Store.Board(t.Context(), model.NewBoardQuery().WithView(model.ViewAll), 0)
	must(t, err)
	for _, r := range page.Rows {
		if r.SKU != "OAK" {
			continue
		}
		if r.ETAConfidence != model.InStock || r.WaitsFor() != "Waits to be complete" {
			t.Errorf("%s: supply %q, waits for %q (%q)", r.Ref(), r.ETAConfidence, r.WaitsFor(), r.Waits)
		}
		if a := r.NextAction(); a.Label == "" {
			t.Errorf("%s (%s): nothing to say about what to do next", r.Ref(), r.Status)
		}
		return
	}
	t.Error("no line waits")
}

// The board shows names and owners of records: a file that changes them changes
// the rows that show them.
func TestLinesFollowTheirRecords(t *testing.T) {
	d := dbtest.New(t, yard)
	d.Add(order("SO-1", "OAK", "5", ""))
	bring(t, d, db.ImportRequest{Kind: "customers"}, "code,name,tier,owner\nANN,Ann & Co,A,Hartley\n")
	bring(t, d, db.ImportRequest{Kind: "products"}, "sku,name,category\nOAK,Oak board,Timber\n")
	bring(t, d, db.ImportRequest{Kind: "suppliers"}, "code,name\nSAW,The mill\n")
	d.Want(`SELECT customer, tier, owner, product, category, supplier FROM board`, `
		customer  tier  owner    product    category  supplier
		Ann & Co  A     Hartley  Oak board  Timber    The mill`)
}
