package db_test

import (
	"fmt"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// everyKind is a file of each kind, as of an hour: what it has is partly there as
// it says, partly otherwise, and partly new.
var everyKind = []struct{ kind, first, second string }{
	{"warehouses", "code,name,carrier_cutoff\nNORTH,North,16:00\nEAST,East,\n", "code,name,carrier_cutoff\nNORTH,North,16:00\nEAST,Far east,9:00\nWEST,West,\n"},
	{"closed-days", "date,name\n2026-12-25,Christmas\n2026-12-26,\n", "date,name\n2026-12-25,Christmas\n2026-12-26,Boxing Day\n2026-12-31,\n"},
	{"suppliers", "code,name\nS1,One\nS2,Two\n", "code,name\nS1,One\nS2,Second\nS3,Three\n"},
	{"products", "sku,name,price\nA,Alpha,1\nB,Beta,2\n", "sku,name,price\nA,Alpha,1\nB,Beta,3\nC,Gamma,4\n"},
	{"units", "sku,unit,ratio\nA,box,10\nB,box,10\n", "sku,unit,ratio\nA,box,10\nB,box,12\nA,pallet,100\n"},
	{"substitutes", "sku,substitute,kind\nA,B,upgrade\n", "sku,substitute,kind\nA,B,equivalent\nB,A,upgrade\n"},
	{"bins", "warehouse,bin,sku\nMAIN,A-1,A\nMAIN,A-2,B\n", "warehouse,bin,sku\nMAIN,A-1,A\nMAIN,A-2,A\nMAIN,A-3,B\n"},
	{"customers", "code,name,credit_hold\nC1,One,no\nC2,Two,Over its limit\n", "code,name,credit_hold\nC1,One,no\nC2,Two,no\nC3,Three,yes\n"},
	{"sites", "customer,site,name\nC1,TOWER,Tower\nC1,SHED,Shed\n", "customer,site,name\nC1,TOWER,Tower\nC1,SHED,Barn\nC2,SHOP,Shop\n"},
	{"contacts", "customer,name,role\nC1,Sam,Buyer\nC1,Tom,Clerk\n", "customer,name,role\nC1,Sam,Buyer\nC1,Tom,Boss\nC2,Una,Buyer\n"},
	{"routes", "warehouse,zone,weekday,cutoff\nMAIN,N1,monday,9:00\nMAIN,N1,friday,9:00\n", "warehouse,zone,weekday,cutoff\nMAIN,N1,monday,9:00\nMAIN,N1,friday,10:00\nMAIN,S1,monday,9:00\n"},
	{"stock", "sku,warehouse,on_hand\nA,MAIN,20\nB,MAIN,20\n", "sku,warehouse,on_hand\nB,MAIN,25\n"},
	{"orders", "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-01,1,A,10\nSO-2,C1,2026-11-01,1,A,4\nSO-3,C1,2026-11-01,1,B,4\n",
		"order,customer,ordered_at,line,sku,quantity,customer_po,credit_hold\nSO-1,C1,2026-11-01,1,A,10,,\nSO-2,C1,2026-11-01,1,A,6,4711,Asked\nSO-3,C1,2026-11-01,1,B,4,,\nSO-4,C1,2026-11-01,1,B,1,,\n"},
	{"purchase-orders", "po,supplier,ordered_at,line,sku,quantity,eta\nPO-1,S1,2026-11-01,1,A,10,2026-12-01\nPO-2,S1,2026-11-01,1,B,10,2026-12-01\n",
		"po,supplier,ordered_at,line,sku,quantity,eta,for_order,for_line\nPO-1,S1,2026-11-01,1,A,10,2026-12-01,,\nPO-2,S1,2026-11-01,1,B,12,2026-12-01,SO-3,1\nPO-3,S1,2026-11-01,1,A,5,2026-12-09,,\n"},
}

// ledgers are what an undo adds to and never takes from: their sums are as
// before, their rows are not.
var ledgers = []string{"stock_move", "stock_count", "eta_event", "po_line", "purchase_order"}

// TestUndoOverAllKindsGivesBackEveryByte compares a dump of the desk before files
// of all kinds with one after all of them are undone, audit, imports and ledgers
// apart: as of when each document was told of is the same again, too.
func TestUndoOverAllKindsGivesBackEveryByte(t *testing.T) {
	d := shop(t)
	asOf := func(ago time.Duration) model.Time { return model.At(d.Now().Add(-ago)) }
	for _, k := range everyKind {
		r, reasons := bring(t, d, db.ImportRequest{Kind: k.kind, AsOf: asOf(2 * time.Hour)}, k.first)
		if r.Errors+r.Skipped > 0 {
			t.Fatalf("%s: %s %v", k.kind, summary(r), reasons)
		}
	}
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Rule: model.Ranked}); err != nil {
		t.Fatal(err)
	}
	before, supply := prints(t, d), supplyOf(d)
	var done []int64
	for _, k := range everyKind {
		r, reasons := bring(t, d, db.ImportRequest{Kind: k.kind, AsOf: asOf(time.Hour)}, k.second)
		if r.Errors+r.Skipped > 0 || r.Changed == 0 {
			t.Errorf("%s: %s %v", k.kind, summary(r), reasons)
		}
		done = append(done, r.Import)
	}
	for _, table := range []string{"sales_order", "contact", "route_day", "closed_day", "customer"} {
		if before[table] == prints(t, d)[table] {
			t.Errorf("the files change nothing in %s", table)
		}
	}
	for i := len(done) - 1; i >= 0; i-- {
		if plan := undo(t, d, done[i]); plan.LeftAll > 0 {
			t.Errorf("%s: %+v", everyKind[i].kind, plan)
		}
	}
	after := prints(t, d)
	for _, l := range ledgers {
		delete(before, l)
	}
	if changed := unlike(before, after); len(changed) > 0 {
		t.Errorf("not as before: %v", changed)
	}
	if now := supplyOf(d); now != supply {
		t.Errorf("supply was\n%s\nand is\n%s", supply, now)
	}
	// An older file counts again: nothing remembers the undone one.
	r, reasons := bring(t, d, db.ImportRequest{Kind: "orders", AsOf: asOf(90 * time.Minute)}, everyKind[12].second)
	if summary(r) != "1 1 2 0 0" {
		t.Errorf("an older file afterwards: %s %v", summary(r), reasons)
	}
}

// supplyOf is what is on order and on hand, without what is closed for good.
func supplyOf(d *dbtest.Desk) string {
	var rows []string
	if err := d.Raw.Select(&rows, `SELECT o.number || '/' || l.line_no || ' ' || l.ordered || ' ' || l.open || ' ' || l.eta || ' ' || coalesce(l.for_line_id, 0) || ' ' || o.told_at
		FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE l.open > 0
		UNION ALL SELECT p.sku || ' ' || s.on_hand || ' ' || s.allocated FROM stock s JOIN product p ON p.id = s.product_id ORDER BY 1`); err != nil {
		return err.Error()
	}
	return fmt.Sprint(rows)
}
