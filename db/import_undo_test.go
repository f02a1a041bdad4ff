package db_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
	"backfill/model/intake"
)

// prints is a fingerprint of every table that says what the desk has, versions
// apart: of what it did, the audit and the imports tell.
func prints(t *testing.T, d *dbtest.Desk) map[string]string {
	t.Helper()
	var tables []string
	if err := d.Raw.Select(&tables, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'
		AND name NOT IN ('audit', 'audit_private', 'import', 'import_change', 'idempotency', 'allocation_run', 'run_line', 'board_sum') ORDER BY name`); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range tables {
		var columns []string
		if err := d.Raw.Select(&columns, `SELECT '"' || name || '"' FROM pragma_table_info(?) WHERE name NOT IN ('version', 'run_id', 'rank')`, name); err != nil {
			t.Fatal(err)
		}
		rows, err := d.Raw.Queryx(`SELECT ` + strings.Join(columns, ",") + ` FROM "` + name + `"`)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for rows.Next() {
			row, err := rows.SliceScan()
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%v", row))
		}
		rows.Close()
		slices.Sort(lines)
		out[name] = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))
	}
	return out
}

func unlike(a, b map[string]string) []string {
	var names []string
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// undo undoes an import as a person does: first looks, then agrees to it.
func undo(t *testing.T, d *dbtest.Desk, id int64) model.UndoPlan {
	t.Helper()
	before := prints(t, d)
	plan, err := d.Store.UndoImport(t.Context(), dbtest.Dana(), id, db.UndoRequest{DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	if changed := unlike(before, prints(t, d)); len(changed) > 0 {
		t.Errorf("looking at the undo changed %v", changed)
	}
	done, err := d.Store.UndoImport(t.Context(), dbtest.Keyed(), id, db.UndoRequest{Seen: plan.Seen()})
	if err != nil {
		t.Fatal(err)
	}
	if done.Seen() != plan.Seen() {
		t.Errorf("did %+v, said %+v", done, plan)
	}
	d.Check()
	return done
}

func planned(p model.UndoPlan) string {
	return fmt.Sprint(p.Removed, p.Closed, p.Restored, p.LeftAll)
}

// undoDesk has something of every kind that a file can add to or change.
func undoDesk(t *testing.T) *dbtest.Desk {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "A", Qty: "20"}, dbtest.PO{Number: "PO-1", Supplier: "S1", SKU: "B", Qty: "10", ETA: dbtest.Today.AddDays(9)},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "5"}, {SKU: "B", Qty: "4"}}})
	bring(t, d, db.ImportRequest{Kind: "sites"}, "customer,site,name\nC1,TOWER,Old tower\n")
	bring(t, d, db.ImportRequest{Kind: "bins"}, "warehouse,bin,sku\nMAIN,A-1,A\n")
	bring(t, d, db.ImportRequest{Kind: "units"}, "sku,unit,ratio\nA,box,10\n")
	return d
}

func TestAnImportThatNobodyTouchedIsUndoneWithoutATrace(t *testing.T) {
	for _, tt := range []struct{ why, kind, file, counts, plan string }{
		{"new and changed customers", "customers", "code,name,tier\nC1,Renamed,A\nC8,Eight,B\nC9,Nine,\n", "2 1 0 0 0", "2 0 1 0"},
		{"products", "products", "sku,name,price,supplier\nA,Alpha,9.99,S1\nX,Xylo,1,S1\n", "1 1 0 0 0", "1 0 1 0"},
		{"suppliers", "suppliers", "code,name,lead_time_days\nS1,Renamed,3\nS2,Two,4\n", "1 1 0 0 0", "1 0 1 0"},
		{"a warehouse", "warehouses", "code,name\nMAIN,Home\nNORTH,North\n", "1 1 0 0 0", "1 0 1 0"},
		{"sites", "sites", "customer,site,name\nC1,TOWER,New tower\nC2,SHOP,Shop\n", "1 1 0 0 0", "1 0 1 0"},
		{"bins", "bins", "warehouse,bin,sku\nMAIN,A-1,B\nMAIN,A-2,B\n", "1 1 0 0 0", "1 0 1 0"},
		{"units", "units", "sku,unit,ratio\nA,box,12\nA,pallet,100\n", "1 1 0 0 0", "1 0 1 0"},
		{"substitutes", "substitutes", "sku,substitute\nA,B\n", "1 0 0 0 0", "1 0 0 0"},
		{"open orders", "orders", "order,customer,ordered_at,line,sku,quantity\nSO-8,C1,2026-11-20,1,A,3\nSO-8,C1,2026-11-20,2,B,3\nSO-9,C2,2026-11-20,1,B,1\n", "3 0 0 0 0", "2 0 0 0"},
		{"a line and a changed one", "orders", "order,customer,ordered_at,line,sku,quantity,customer_po\nSO-1,C1,2026-11-24T08:00:00Z,1,A,6,PO77\nSO-1,C1,2026-11-24T08:00:00Z,3,B,2,PO77\n", "1 1 0 0 0", "1 0 2 0"},
	} {
		t.Run(tt.why, func(t *testing.T) {
			d := undoDesk(t)
			before := prints(t, d)
			r, reasons := bring(t, d, db.ImportRequest{Kind: tt.kind}, tt.file)
			if summary(r) != tt.counts {
				t.Fatalf("import: %s, want %s; %v", summary(r), tt.counts, reasons)
			}
			if plan := undo(t, d, r.Import); planned(plan) != tt.plan {
				t.Errorf("plan %s, want %s: %+v", planned(plan), tt.plan, plan)
			}
			if changed := unlike(before, prints(t, d)); len(changed) > 0 {
				t.Errorf("not as before: %v", changed)
			}
			again, reasons := bring(t, d, db.ImportRequest{Kind: tt.kind}, tt.file)
			if summary(again) != tt.counts {
				t.Errorf("the same file again: %s, want %s; %v", summary(again), tt.counts, reasons)
			}
		})
	}
}

// TestUndoGivesBackWhatACompleteFileClosed: lines, purchase orders and stock are
// as before, and the file can be brought again.
func TestUndoGivesBackWhatACompleteFileClosed(t *testing.T) {
	po := "po,supplier,ordered_at,line,sku,quantity,eta\n"
	for _, tt := range []struct{ kind, first, second, plan string }{
		{"orders", orderHead + "SO-7,C1,2026-11-01,1,A,10,\nSO-8,C1,2026-11-01,1,A,4,\nSO-8,C1,2026-11-01,2,B,4,1\n", orderHead + "SO-7,C1,2026-11-01,1,A,10,\n", "0 0 2 0"},
		{"purchase-orders", po + "PO-7,S1,2026-11-01,1,A,10,2026-12-01\nPO-8,S1,2026-11-01,1,A,4,2026-12-01\n", po + "PO-7,S1,2026-11-01,1,A,10,2026-12-01\n", "0 0 1 0"},
		{"stock", "sku,warehouse,on_hand\nA,MAIN,30\nB,MAIN,2\n", "sku,warehouse,on_hand\nA,MAIN,30\n", "0 0 1 0"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			d := shop(t)
			d.Add(dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "1"}}})
			d.Sleep(3 * time.Hour)
			erpFile(t, d, tt.kind, 2*time.Hour, true, tt.first)
			before := stands(t, d)
			r, _ := erpFile(t, d, tt.kind, time.Hour, true, tt.second)
			closed := stands(t, d)
			if r.Closed == 0 || len(r.Changes) == 0 || closed == before {
				t.Fatalf("%+v: %s", r, closed)
			}
			if plan := planned(undo(t, d, r.Import)); plan != tt.plan {
				t.Errorf("plan %s, want %s", plan, tt.plan)
			}
			if now := stands(t, d); now != before {
				t.Errorf("undone it is\n%s\nnot as before\n%s", now, before)
			}
			again, _ := erpFile(t, d, tt.kind, time.Hour, true, tt.second)
			if now := stands(t, d); again.Closed != r.Closed || now != closed {
				t.Errorf("the same file again closed %d, want %d: %s", again.Closed, r.Closed, now)
			}
		})
	}
}

// stands is what a complete file can close, as it stands, of the documents that
// it does not have.
func stands(t *testing.T, d *dbtest.Desk) string {
	t.Helper()
	var rows []string
	if err := d.Raw.Select(&rows, `
		SELECT o.number || '/' || l.line_no || ' open ' || l.open || ' cancelled ' || l.cancelled || ' told ' || o.told_at FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number = 'SO-8'
		UNION ALL SELECT o.number || '/' || l.line_no || ' open ' || l.open || ' cancelled ' || l.cancelled || ' told ' || o.told_at FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE o.number = 'PO-8'
		UNION ALL SELECT 'stock B' || ' ' || s.on_hand || ' counted ' || c.counted || ' ' || c.as_of FROM stock s JOIN stock_counted c USING (product_id, warehouse_id, lot) JOIN product p ON p.id = s.product_id AND p.sku = 'B'
		ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}

// TestUndoOfACompleteFileLeavesWhatSomebodyTouched, and asks nobody any more to
// choose what only that file said.
func TestUndoOfACompleteFileLeavesWhatSomebodyTouched(t *testing.T) {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "B", Qty: "3"})
	erpFile(t, d, "orders", 2*time.Hour, true, orderHead+"SO-1,C1,2026-11-01,1,A,10,\nSO-2,C1,2026-11-01,1,A,4,\nSO-3,C1,2026-11-01,1,B,2,\nSO-4,C1,2026-11-01,1,A,1,\n")
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Rule: model.Ranked}); err != nil {
		t.Fatal(err)
	}
	r, _ := erpFile(t, d, "orders", time.Hour, true, orderHead+"SO-1,C1,2026-11-01,1,A,10,\n")
	if r.Closed != 2 || r.Differing != 1 {
		t.Fatalf("%+v", r)
	}
	erpFile(t, d, "orders", time.Minute, false, orderHead+"SO-4,C1,2026-11-01,1,A,1,0\n")
	if err := d.Store.TakeFile(t.Context(), dbtest.Dana(), 2, 0, "they want it after all"); err != nil {
		t.Fatal(err)
	}
	plan := undo(t, d, r.Import)
	if plan.Restored != 1 || plan.LeftAll != 1 || plan.Left[0].Ref != "SO-4/1" {
		t.Errorf("%+v", plan)
	}
	d.Want(inLines, `
		line    sku  ordered  shipped  cancelled  short  status
		SO-1/1  A    10       0        0          10     no_supply
		SO-2/1  A    4        0        0          4      no_supply
		SO-3/1  B    2        0        0          0      ready
		SO-4/1  A    1        0        0          1      no_supply`)
	d.Want(`SELECT state FROM difference ORDER BY id`, `
		state
		agreed
		file`)
}

func TestAnUndoneStockFileLeavesTheBookAsItWas(t *testing.T) {
	d := undoDesk(t)
	asOf := model.At(dbtest.Now.Add(-2 * time.Hour)).String()
	first, _ := bring(t, d, db.ImportRequest{Kind: "stock"}, "sku,warehouse,on_hand,as_of\nA,MAIN,0,"+asOf+"\nB,MAIN,7,"+asOf+"\n")
	d.Want(`SELECT p.sku, s.on_hand/1000 AS on_hand FROM stock s JOIN product p ON p.id = s.product_id ORDER BY 1`, `
		sku  on_hand
		A    20
		B    7`) // 0 before the goods came: they came since
	plan := undo(t, d, first.Import)
	if plan.LeftAll != 0 || plan.Restored == 0 {
		t.Errorf("%+v", plan)
	}
	d.Want(`SELECT p.sku, s.on_hand/1000 AS on_hand FROM stock s JOIN product p ON p.id = s.product_id ORDER BY 1`, `
		sku  on_hand
		A    20
		B    0`)
	d.Want(`SELECT p.sku FROM stock_counted c JOIN product p ON p.id = c.product_id`, `
		sku
		A`) // it agreed with the book: nothing was done that could be undone
	d.Want(`SELECT kind, reverses IS NOT NULL AS reverses, m.at = `+"'"+asOf+"'"+` AS as_of FROM stock_move m JOIN product p ON p.id = m.product_id WHERE p.sku = 'B' ORDER BY m.id`, `
		kind      reverses  as_of
		counted   0         1
		adjusted  1         1`)
	// A later file of an earlier hour than the undo finds the same difference again.
	r, reasons := bring(t, d, db.ImportRequest{Kind: "stock"}, "sku,warehouse,on_hand,as_of\nB,MAIN,7,"+asOf+"\n")
	if r.New+r.Changed != 1 {
		t.Errorf("%s %v", summary(r), reasons)
	}
	d.Want(`SELECT s.on_hand/1000 AS on_hand FROM stock s JOIN product p ON p.id = s.product_id WHERE p.sku = 'B'`, `
		on_hand
		7`)
}

func TestWhatALedgerRemembersStaysClosedAfterAnUndo(t *testing.T) {
	d := undoDesk(t)
	file := "order,customer,ordered_at,line,sku,quantity,shipped,shipped_at\nSO-8,C1,2026-11-01,1,A,10,4,2026-11-03\nSO-9,C2,2026-11-01,1,A,3,,\n"
	r, _ := bring(t, d, db.ImportRequest{Kind: "orders", Allocate: true}, file)
	d.Want(`SELECT sum(allocated)/1000 AS allocated FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number IN ('SO-8', 'SO-9')`, `
		allocated
		9`)
	plan := undo(t, d, r.Import)
	if planned(plan) != "0 2 0 0" || len(plan.Notes) != 1 {
		t.Errorf("%+v", plan)
	}
	d.Want(`SELECT replace(o.number, ' ', '_') AS number, l.open/1000 AS open, (l.shipped - l.returned)/1000 AS stays, l.allocated FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number LIKE 'SO-8%' OR o.number LIKE 'SO-9%' ORDER BY 1`, fmt.Sprintf(`
		number         open  stays  allocated
		SO-8_undone_%d  0     0      0
		SO-9_undone_%d  0     0      0`, r.Import, r.Import))
	if again, reasons := bring(t, d, db.ImportRequest{Kind: "orders"}, file); summary(again) != "2 0 0 0 0" {
		t.Errorf("the same file again: %s %v", summary(again), reasons)
	}
}

func TestUndonePurchaseOrdersPromiseNothing(t *testing.T) {
	d := undoDesk(t)
	r, reasons := bring(t, d, db.ImportRequest{Kind: "purchase-orders", Allocate: true},
		"po,supplier,line,sku,quantity,eta,received\nPO-8,S1,1,B,50,2026-11-26,\nPO-9,S1,1,B,5,,\nPO-1,S1,1,B,30,2026-11-25,\n")
	if summary(r) != "2 1 0 0 0" {
		t.Fatal(summary(r), reasons)
	}
	plan := undo(t, d, r.Import)
	if planned(plan) != "1 1 1 0" {
		t.Errorf("%s %+v", planned(plan), plan)
	}
	d.Want(`SELECT replace(o.number, ' ', '_') AS number, l.ordered/1000 AS ordered, l.open/1000 AS open, l.eta FROM po_line l JOIN purchase_order o ON o.id = l.po_id ORDER BY 1`, fmt.Sprintf(`
		number            ordered  open  eta
		PO-1              10       10    2026-12-03
		PO-8_undone_%d  50       0     2026-11-26`, r.Import))
}

func TestWhatWasTouchedIsLeftAndNamed(t *testing.T) {
	d := undoDesk(t)
	r, _ := bring(t, d, db.ImportRequest{Kind: "orders"}, "order,customer,ordered_at,line,sku,quantity\nSO-8,C1,2026-11-20,1,B,3\nSO-9,C2,2026-11-20,1,B,1\n")
	line, version := d.Line("SO-9", 1)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), line, version, "Ask first"); err != nil {
		t.Fatal(err)
	}
	plan, err := d.Store.UndoImport(t.Context(), dbtest.Dana(), r.Import, db.UndoRequest{DryRun: true})
	if err != nil || planned(plan) != "0 1 0 1" || plan.Left[0].Ref != "SO-9" || !strings.Contains(plan.Left[0].Why, "dana") {
		t.Errorf("%v %+v", err, plan)
	}
	// Somebody works on the other one before it is agreed to.
	line, version = d.Line("SO-8", 1)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), line, version, "Ask first"); err != nil {
		t.Fatal(err)
	}
	var conflict *model.Conflict
	if _, err := d.Store.UndoImport(t.Context(), dbtest.Dana(), r.Import, db.UndoRequest{Seen: plan.Seen()}); !errors.As(err, &conflict) {
		t.Errorf("%v, want a conflict", err)
	}
	d.Want(`SELECT count(*) AS n FROM sales_order`, `
		n
		3`)
	// Used records stay too.
	c, _ := bring(t, d, db.ImportRequest{Kind: "customers"}, "code\nC7\nC8\n")
	bring(t, d, db.ImportRequest{Kind: "orders"}, "order,customer,ordered_at,line,sku,quantity\nSO-7,C7,2026-11-20,1,B,3\n")
	if plan := undo(t, d, c.Import); planned(plan) != "1 0 0 1" || plan.Left[0].Ref != "C7" {
		t.Errorf("%+v", plan)
	}
	if _, err := d.Store.UndoImport(t.Context(), dbtest.Dana(), c.Import, db.UndoRequest{DryRun: true}); !errors.As(err, &conflict) {
		t.Errorf("undone twice: %v", err)
	}
}

func TestImportsAreUndoneOneAfterAnother(t *testing.T) {
	d := undoDesk(t)
	before := prints(t, d)
	a, _ := bring(t, d, db.ImportRequest{Kind: "customers"}, "code,name\nC8,Eight\nC1,One\n")
	b, _ := bring(t, d, db.ImportRequest{Kind: "customers"}, "code,name\nC8,Acht\nC1,Eins\n")
	if plan, err := d.Store.UndoImport(t.Context(), dbtest.Dana(), a.Import, db.UndoRequest{DryRun: true}); err != nil || plan.LeftAll != 2 {
		t.Errorf("the first before the second: %v %+v", err, plan)
	}
	if plan := undo(t, d, b.Import); planned(plan) != "0 0 2 0" {
		t.Errorf("the second: %+v", plan)
	}
	if plan := undo(t, d, a.Import); planned(plan) != "1 0 1 0" {
		t.Errorf("then the first: %+v", plan)
	}
	if changed := unlike(before, prints(t, d)); len(changed) > 0 {
		t.Errorf("not as before: %v", changed)
	}
}

func TestUndoIsForWhoMayImportTheKind(t *testing.T) {
	d := undoDesk(t)
	r, _ := bring(t, d, db.ImportRequest{Kind: "customers"}, "code\nC8\n")
	for role, may := range map[model.Role]bool{model.RoleSales: true, model.RoleWarehouse: false, model.RoleService: false, model.RolePurchasing: false, model.RoleAdmin: true} {
		a := dbtest.Dana()
		a.Role = role
		_, err := d.Store.UndoImport(t.Context(), a, r.Import, db.UndoRequest{DryRun: true})
		if (err == nil) != may || err != nil && !errors.Is(err, model.ErrDenied) {
			t.Errorf("%s: %v, want permitted %v", role, err, may)
		}
	}
}

func TestTemplatesGoInAsTheyAreAndOutAgain(t *testing.T) {
	d := dbtest.New(t)
	before := prints(t, d)
	var done []int64
	for _, kind := range intake.KindNames() {
		var file bytes.Buffer
		if err := intake.Template(&file, kind); err != nil {
			t.Fatal(err)
		}
		r, reasons := bring(t, d, db.ImportRequest{Kind: kind}, file.String())
		if r.New != 2 || r.Errors+r.Skipped > 0 {
			t.Errorf("%s: %s %v", kind, summary(r), reasons)
		}
		done = append(done, r.Import)
	}
	slices.Reverse(done)
	for _, id := range done {
		if plan := undo(t, d, id); plan.LeftAll > 0 && !strings.Contains(plan.Left[0].Why, "use it") {
			t.Errorf("import %d: %+v", id, plan)
		}
	}
	for _, table := range unlike(before, prints(t, d)) {
		if slices.Contains([]string{"customer", "sales_order", "order_line", "site", "warehouse", "location", "bin"}, table) {
			t.Errorf("%s is not as before", table)
		}
	}
}
