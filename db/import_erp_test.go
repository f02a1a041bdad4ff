package db_test

import (
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// erpFile brings a file as of some minutes ago and gives the reasons of rows
// that were not taken.
func erpFile(t *testing.T, d *dbtest.Desk, kind string, ago time.Duration, full bool, text string) (db.ImportReport, string) {
	t.Helper()
	r, reasons := bring(t, d, db.ImportRequest{Kind: kind, AsOf: model.At(d.Now().Add(-ago)), Full: full}, text)
	return r, strings.Join(reasons, "\n")
}

const orderHead = "order,customer,ordered_at,line,sku,quantity,cancelled\n"

func TestAFileThatComesLateUndoesNothing(t *testing.T) {
	d := shop(t)
	erpFile(t, d, "orders", 2*time.Hour, false, orderHead+"SO-1,C1,2026-11-01,1,A,10,\n")
	erpFile(t, d, "orders", time.Hour, false, orderHead+"SO-1,C1,2026-11-01,1,A,14,\nSO-2,C1,2026-11-01,1,A,2,\n")
	late := orderHead + "SO-1,C1,2026-11-01,1,A,12,\nSO-1,C1,2026-11-01,2,B,1,\nSO-3,C1,2026-11-01,1,B,5,\n"
	r, reasons := erpFile(t, d, "orders", 90*time.Minute, false, late)
	if summary(r) != "1 0 0 2 0" || reasons != "2: SO-1/1: a later file has spoken of it\n3: SO-1/2: a later file has spoken of it" {
		t.Errorf("%s %s", summary(r), reasons)
	}
	d.Want(inLines, `
		line    sku  ordered  shipped  cancelled  short  status
		SO-1/1  A    14       0        0          14     no_supply
		SO-2/1  A    2        0        0          2      no_supply
		SO-3/1  B    5        0        0          5      no_supply`)
	// Records: what a late file adds is taken, what it would change is not.
	erpFile(t, d, "suppliers", time.Hour, false, "code,name\nS1,Newer\n")
	r, _ = erpFile(t, d, "suppliers", 2*time.Hour, false, "code,name\nS1,Old name\nS2,Another\n")
	if summary(r) != "1 0 0 1 0" {
		t.Error(summary(r))
	}
	d.Want(`SELECT code, name FROM supplier ORDER BY code`, `
		code  name
		S1    Newer
		S2    Another`)
	if _, err := d.Store.Import(t.Context(), dbtest.Dana(), db.ImportRequest{Kind: "suppliers", File: strings.NewReader("code,name\nS3,X\n"),
		AsOf: model.At(d.Now().Add(time.Minute))}); err == nil {
		t.Error("a file of a later time was taken")
	}
}

func TestACompleteFileClosesWhatItDoesNotHave(t *testing.T) {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "B", Qty: "3"}, dbtest.Order{Number: "OWN-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "1"}}})
	erpFile(t, d, "orders", 2*time.Hour, true, orderHead+"SO-1,C1,2026-11-01,1,A,10,\nSO-2,C1,2026-11-01,1,A,4,\nSO-3,C1,2026-11-01,1,B,2,\n")
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Rule: model.Ranked}); err != nil {
		t.Fatal(err)
	}
	file := orderHead + "SO-1,C1,2026-11-01,1,A,10,\n"
	if _, err := d.Store.Import(t.Context(), dbtest.Dana(), db.ImportRequest{Kind: "orders", Full: true, File: strings.NewReader(file + "SO-9,C9,2026-11-01,1,A,1,\n")}); err == nil {
		t.Error("a complete file with a row in error closed lines")
	}
	r, _ := erpFile(t, d, "orders", time.Hour, true, file)
	if r.Closed != 1 || r.Differing != 1 {
		t.Errorf("closed %d, differing %d", r.Closed, r.Differing)
	}
	d.Want(inLines, `
		line     sku  ordered  shipped  cancelled  short  status
		OWN-1/1  A    1        0        0          1      no_supply
		SO-1/1   A    10       0        0          10     no_supply
		SO-2/1   A    4        0        4          0      closed
		SO-3/1   B    2        0        0          0      ready`)
	again, _ := erpFile(t, d, "orders", time.Hour, true, file)
	if again.Closed != 0 || again.Differing != 1 || summary(again) != "0 0 1 0 0" {
		t.Errorf("the same again: %+v", again)
	}
	// An older file does not bring back what a complete one closed.
	r, reasons := erpFile(t, d, "orders", 90*time.Minute, false, orderHead+"SO-2,C1,2026-11-01,1,A,4,\nSO-4,C1,2026-11-01,1,A,4,\n")
	if summary(r) != "0 0 0 2 0" || !strings.Contains(reasons, "SO-4/1: a later complete file does not have it") {
		t.Errorf("%s %s", summary(r), reasons)
	}
	page, err := d.Store.DifferencesWaiting(t.Context(), model.ListQuery{Sort: "at"})
	if err != nil || len(page.Rows) != 1 {
		t.Fatal(page, err)
	}
	diff := page.Rows[0]
	if diff.Ref() != "SO-3/1" || diff.FileOpen() != 0 || diff.DeskOpen() != dbtest.Qty("2") {
		t.Errorf("%+v", diff)
	}
	if err := d.Store.TakeFile(t.Context(), dbtest.Dana(), diff.ID, diff.Version, "the shop sold it over the counter"); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT cancelled/1000 AS cancelled, allocated, (SELECT allocated FROM stock s WHERE s.product_id = l.product_id) AS held FROM order_line l
		JOIN sales_order o ON o.id = l.order_id WHERE o.number = 'SO-3'`, `
		cancelled  allocated  held
		2          0          0`)
	if err := d.Store.KeepDesk(t.Context(), dbtest.Dana(), diff.ID, "too late"); err == nil || !strings.Contains(err.Error(), "settled") {
		t.Errorf("decided twice: %v", err)
	}
}

func TestACompleteFileThatIsCutOffIsRefused(t *testing.T) {
	d := shop(t)
	var rows strings.Builder
	for i := range 60 {
		rows.WriteString("SO-" + string(rune('A'+i/26)) + string(rune('A'+i%26)) + ",C1,2026-11-01,1,A,1,\n")
	}
	erpFile(t, d, "orders", 2*time.Hour, true, orderHead+rows.String())
	cut := orderHead + rows.String()[:strings.Index(rows.String(), "SO-AK")]
	before := d.Fingerprint()
	_, err := d.Store.Import(t.Context(), dbtest.Dana(), db.ImportRequest{Kind: "orders", Full: true, File: strings.NewReader(cut)})
	if err == nil || !strings.Contains(err.Error(), "does not have 50 of 60") || d.Fingerprint() != before {
		t.Errorf("%v", err)
	}
	r, err := d.Store.Import(t.Context(), dbtest.Dana(), db.ImportRequest{Kind: "orders", Full: true, CloseMany: true, File: strings.NewReader(cut)})
	if err != nil || r.Closed != 50 {
		t.Errorf("%d %v", r.Closed, err)
	}
	if _, err := d.Store.Import(t.Context(), dbtest.Dana(), db.ImportRequest{Kind: "products", Full: true, File: strings.NewReader("sku,name\nA,Oak\n")}); err == nil {
		t.Error("a complete file of products was taken")
	}
}

func TestACompleteStockFileCountsNoneOfWhatItDoesNotHave(t *testing.T) {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "A", Qty: "5"}, dbtest.Stock{SKU: "B", Qty: "3"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "B", Qty: "2"}}})
	d.Sleep(time.Hour)
	r, _ := erpFile(t, d, "stock", time.Minute, true, "sku,warehouse,on_hand\n")
	if r.Closed != 1 || r.Differing != 1 {
		t.Errorf("%+v", r)
	}
	d.Want(`SELECT p.sku, s.on_hand/1000 AS on_hand, (SELECT count(*) FROM stock_count c WHERE c.product_id = p.id AND c.state = 'waiting') AS waits
		FROM stock s JOIN product p ON p.id = s.product_id ORDER BY p.sku`, `
		sku  on_hand  waits
		A    0        0
		B    3        1`)
}

func TestTwoAnswersStandUntilOneIsChosen(t *testing.T) {
	d := shop(t)
	file := orderHead + "SO-1,C1,2026-11-01,1,A,10,0\n"
	takes(t, d, file, "1 0 0 0 0")
	id, version := d.Line("SO-1", 1)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, 0, "changed plans"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		takes(t, d, file, "0 0 0 1 0", "2: SO-1/1 waits for a person: 10 were cancelled here, the file says 0.")
	}
	d.Want(`SELECT state, desk_cancelled/1000 AS desk, file_cancelled/1000 AS file, import_id FROM difference`, `
		state    desk  file  import_id
		waiting  10    0     3`)
	if err := d.Store.KeepDesk(t.Context(), dbtest.Dana(), 1, ""); err == nil {
		t.Error("chosen without a reason")
	}
	if err := d.Store.KeepDesk(t.Context(), dbtest.Dana(), 1, "the customer confirmed it"); err != nil {
		t.Fatal(err)
	}
	takes(t, d, file, "0 0 0 1 0", "2: SO-1/1: the desk's answer was chosen against this one")
	// Another thing said is another question.
	takes(t, d, orderHead+"SO-1,C1,2026-11-01,1,A,12,0\n", "0 0 0 1 0", "2: SO-1/1 waits for a person: 10 were cancelled here, the file says 0.")
	// The other system heard of it: they agree.
	takes(t, d, orderHead+"SO-1,C1,2026-11-01,1,A,10,10\n", "0 0 1 0 0")
	d.Want(`SELECT state FROM difference ORDER BY id`, `
		state
		desk
		agreed`)
	// Taking the file's answer revives the line, because a person said so.
	takes(t, d, orderHead+"SO-1,C1,2026-11-01,1,A,12,2\n", "0 0 0 1 0", "2: SO-1/1 waits for a person: 10 were cancelled here, the file says 2.")
	if err := d.Store.TakeFile(t.Context(), dbtest.Dana(), 3, 0, "they want it after all"); err != nil {
		t.Fatal(err)
	}
	d.Want(inLines, `
		line    sku  ordered  shipped  cancelled  short  status
		SO-1/1  A    12       0        2          10     no_supply`)
}

func TestPickedUnitsAreNotOrderedAway(t *testing.T) {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "A", Qty: "6"})
	takes(t, d, orderHead+"SO-1,C1,2026-11-01,1,A,6,\n", "1 0 0 0 0")
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{Rule: model.Ranked}); err != nil {
		t.Fatal(err)
	}
	id, version := d.Line("SO-1", 1)
	if _, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), id, version); err != nil {
		t.Fatal(err)
	}
	takes(t, d, orderHead+"SO-1,C1,2026-11-01,1,A,4,\n", "0 0 0 1 0", "2: SO-1/1 waits for a person: The file wants 4, and 6 are shipped, cancelled or picked.")
	if err := d.Store.TakeFile(t.Context(), dbtest.Dana(), 1, 0, "as the file says"); err == nil || !strings.Contains(err.Error(), "picked") {
		t.Errorf("picked units were taken: %v", err)
	}
}

func TestAPurchaseOrderClosedHereIsNotOpenedByAFile(t *testing.T) {
	d := shop(t)
	head := "po,supplier,ordered_at,line,sku,quantity,eta,closed\n"
	bringPO := func(text string) (db.ImportReport, []string) {
		return bring(t, d, db.ImportRequest{Kind: "purchase-orders"}, head+text)
	}
	bringPO("PO-1,S1,2026-11-01,1,A,10,2026-12-01,no\n")
	line := d.ID(`SELECT id FROM po_line`)
	if _, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{PO: "PO-1", Line: 1, Received: dbtest.Qty("4"), CloseShort: true, Why: "the rest is not made any more"}); err != nil {
		t.Fatal(err)
	}
	r, reasons := bringPO("PO-1,S1,2026-11-01,1,A,10,2026-12-01,no\n")
	if r.Differing != 1 || len(reasons) != 1 || !strings.Contains(reasons[0], "6 were closed short here, the file still expects them.") {
		t.Errorf("%+v %v", r, reasons)
	}
	if err := d.Store.TakeFile(t.Context(), dbtest.Dana(), 1, 0, "the supplier found more"); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT id, open/1000 AS open FROM po_line`, `
		id  open
		1   6`)
	if line != 1 {
		t.Error(line)
	}
}
