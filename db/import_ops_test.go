package db_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
	"backfill/model/intake"
)

// bring imports text and gives the report with the reasons of rows that were
// not taken.
func bring(t *testing.T, d *dbtest.Desk, req db.ImportRequest, text string) (db.ImportReport, []string) {
	t.Helper()
	var reasons []string
	req.Name, req.File = req.Kind+".csv", strings.NewReader(text)
	req.Problem = func(p db.ImportProblem) { reasons = append(reasons, fmt.Sprintf("%d: %s", p.Line, p.Reason)) }
	r, err := d.Store.Import(t.Context(), dbtest.Dana(), req)
	if err != nil {
		t.Fatal(err)
	}
	return r, reasons
}

func summary(r db.ImportReport) string {
	return fmt.Sprint(r.New, r.Changed, r.Same, r.Skipped, r.Errors)
}

// takes imports orders and compares the counts and the reasons.
func takes(t *testing.T, d *dbtest.Desk, text, counts string, reasons ...string) {
	t.Helper()
	r, got := bring(t, d, db.ImportRequest{Kind: "orders"}, text)
	if summary(r) != counts || strings.Join(got, "\n") != strings.Join(reasons, "\n") {
		t.Errorf("got %s, want %s; reasons\n%s\nwant\n%s", summary(r), counts, strings.Join(got, "\n"), strings.Join(reasons, "\n"))
	}
}

func shop(t *testing.T) *dbtest.Desk {
	return dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Customer{Code: "C2"}, dbtest.Supplier{Code: "S1"},
		dbtest.Product{SKU: "A", Supplier: "S1", Price: 100}, dbtest.Product{SKU: "B", Supplier: "S1", Price: 250})
}

const inLines = `SELECT o.number || '/' || l.line_no AS line, p.sku, l.ordered/1000 AS ordered, l.shipped/1000 AS shipped, l.cancelled/1000 AS cancelled,
	l.short/1000 AS short, coalesce(b.status, 'closed') AS status
	FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id LEFT JOIN board b ON b.line_id = l.id ORDER BY o.id, l.line_no`

func TestOrdersComeInWithTheirHistory(t *testing.T) {
	d := shop(t)
	file := "order,customer,ordered_at,line,sku,quantity,shipped,shipped_at,cancelled\n" +
		"SO-1,C1,2026-11-01,1,A,10,4,2026-11-03,1\nSO-1,C1,2026-11-01,2,B,5,5,2026-11-03,\nSO-2,c2,2026-11-02,1,a,3,,,\n" +
		"SO-3,C9,2026-11-02,1,A,3,,,\nSO-3,C1,2026-11-02,2,Z,3,,,\nSO-2,C2,2026-11-02,2,A,0,,,\nSO-2,C2,2026-11-02,3,A,2,2,,1\n"
	want := []string{"5: customer \"C9\" is not known", "6: sku \"Z\" is not a product; import products first", "7: quantity is 0",
		"8: shipped 2 and cancelled 1 are more than the quantity 2"}
	takes(t, d, file, "3 0 0 0 4", want...)
	d.Want(inLines, `
		line    sku  ordered  shipped  cancelled  short  status
		SO-1/1  A    10       4        1          5      no_supply
		SO-1/2  B    5        5        0          0      closed
		SO-2/1  A    3        0        0          3      no_supply`)
	d.Want(`SELECT m.kind, f.code AS "from", t.code AS "to", m.qty/1000 AS qty, substr(m.at, 1, 10) AS day FROM stock_move m
		JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id ORDER BY m.id`, `
		kind     from     to        qty  day
		shipped  HISTORY  CUSTOMER  4    2026-11-03
		shipped  HISTORY  CUSTOMER  5    2026-11-03`)
	takes(t, d, file, "0 0 3 0 4", want...)
	d.Want(`SELECT kind, rows_new, rows_same, rows_error FROM import ORDER BY id`, `
		kind    rows_new  rows_same  rows_error
		orders  3         0          4
		orders  0         3          4`)
}

func TestAFileChangesWhatIsItsOwnAndNothingElse(t *testing.T) {
	d := shop(t)
	takes(t, d, "order,customer,ordered_at,requested_date,priority,customer_po,line,sku,quantity,price\nSO-1,C1,2026-11-01,2026-12-01,3,PO7,1,A,10,1.00\n", "1 0 0 0 0")
	order := d.ID(`SELECT id FROM sales_order`)
	d.Exec(`UPDATE sales_order SET priority = 1 WHERE id = ?`, order)
	r, _ := bring(t, d, db.ImportRequest{Kind: "orders"}, "order,customer,ordered_at,requested_date,priority,customer_po,line,sku,quantity,price\nSO-1,C1,2026-11-01,2026-12-24,5,PO8,1,A,12,1.10\n")
	var fields []string
	for _, c := range r.Changes {
		fields = append(fields, c.Ref+" "+c.Field+" "+c.Before+">"+c.After)
	}
	if got, want := strings.Join(fields, ", "), "SO-1 customer_po PO7>PO8, SO-1/1 quantity 10>12, SO-1/1 price 1.00>1.10"; got != want {
		t.Errorf("changed %s, want %s", got, want)
	}
	d.Want(`SELECT priority, requested_date, customer_po FROM sales_order`, `
		priority  requested_date  customer_po
		1         2026-12-01      PO8`)
	d.Want(`SELECT action, ref, before, after, why FROM audit WHERE action = 'changed' ORDER BY id`, `
		action   ref     before                             after                              why
		changed  SO-1    {"customer_po":"PO7"}              {"customer_po":"PO8"}              import 2
		changed  SO-1/1  {"price":"1.00","quantity":"10"}  {"price":"1.10","quantity":"12"}  import 2`)
}

func TestAnOldFileDoesNotReviveWhatTheDeskCancelled(t *testing.T) {
	d := shop(t)
	file := "order,customer,ordered_at,line,sku,quantity,cancelled\nSO-1,C1,2026-11-01,1,A,10,0\n"
	takes(t, d, file, "1 0 0 0 0")
	id, version := d.Line("SO-1", 1)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), id, version, 0, "changed plans"); err != nil {
		t.Fatal(err)
	}
	takes(t, d, file, "0 0 0 1 0", "2: SO-1/1 waits for a person: 10 were cancelled here, the file says 0.")
	takes(t, d, "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-01,1,A,20\n", "0 0 0 1 0",
		"2: SO-1/1 waits for a person: It is closed here with 10 cancelled, and the file wants 20 instead of 10.")
	d.Want(inLines, `
		line    sku  ordered  shipped  cancelled  short  status
		SO-1/1  A    10       0        10         0      closed`)
}

func TestALineGivesBackWhatTheFileNoLongerWants(t *testing.T) {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "A", Qty: "6"}, dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	at := d.Now().Format("2006-01-02T15:04:05Z")
	takes(t, d, "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,"+at+",1,A,5\n", "0 1 0 0 0")
	d.Want(`SELECT ordered/1000 AS ordered, allocated/1000 AS allocated, (SELECT allocated/1000 FROM stock) AS held FROM order_line`, `
		ordered  allocated  held
		5        5          5`)
	takes(t, d, "order,customer,ordered_at,line,sku,quantity\nSO-1,C2,"+at+",1,A,10\nSO-1,C1,"+at+",1,B,10\n", "0 0 0 0 2",
		"2: order SO-1 is another customer's", "3: SO-1/1 is a line of another product")
}

func TestOneFileSaysOneThingOfALine(t *testing.T) {
	d := shop(t)
	file := "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-01,1,A,10\nSO-1,C1,2026-11-01,1,A,11\nSO-2,C1,2026-11-01,1,A,1\n" +
		"SO-1,C1,2026-11-01,1,A,12\nSO-1,C2,2026-11-01,2,A,1\nSO-1,C1,2026-11-01,3,B,1\n"
	twice := []string{"3: SO-1/1 is in the file twice", "5: SO-1/1 is in the file twice", "6: customer is \"C2\", an earlier row of SO-1 has \"C1\""}
	takes(t, d, file, "3 0 0 0 3", twice...)
	takes(t, d, file, "0 0 3 0 3", twice...)
}

func TestUnitsAreCountedInTheStockUnit(t *testing.T) {
	d := shop(t)
	d.Exec(`INSERT INTO product_unit(product_id, unit, ratio) SELECT id, 'box', 12000 FROM product WHERE sku = 'A'`)
	takes(t, d, "order,customer,ordered_at,line,sku,quantity,unit,price,shipped\nSO-1,C1,2026-11-01,1,A,2,box,12.00,1\nSO-1,C1,2026-11-01,2,A,2,crate,,\nSO-1,C1,2026-11-01,3,A,0.3,box,,\n",
		"1 0 0 0 2", "3: unit \"crate\" is not a unit of A; it is counted in pc", "4: quantity 0.3 is not a quantity of A that can be counted in pc")
	d.Want(`SELECT unit, unit_qty, ordered, shipped, price FROM order_line`, `
		unit  unit_qty  ordered  shipped  price
		box   2000      24000    12000    100`)
}

const creditMap = `
kind = "orders"
[columns]
order = "No"
customer = "Who"
ordered_at = "When"
line = { number = true }
sku = "What"
quantity = "Many"
shipped = "Sent"
[[rules]]
take_back = true
when = { column = "No", starts = "C" }
`

func TestCreditDocumentsTakeBack(t *testing.T) {
	d := shop(t)
	m, err := intake.ParseMap([]byte(creditMap))
	if err != nil {
		t.Fatal(err)
	}
	file := "No,Who,When,What,Many,Sent\n1,C1,2026-11-01,A,10,10\n2,C1,2026-11-02,A,5,0\n3,C1,2026-11-09,A,50,0\nC1,C1,2026-11-03,A,-8,\nC2,C1,2026-11-03,A,-8,\nC3,C2,2026-11-03,A,-1,\nC4,C1,2026-11-03,A,2,\n"
	for _, want := range []string{"4 0 0 0 3", "0 0 4 0 3"} {
		r, reasons := bring(t, d, db.ImportRequest{Kind: "orders", Map: m}, file)
		if summary(r) != want || fmt.Sprint(reasons) != "[6: only 7 of 8 can be taken back: the customer has no more of A in earlier orders "+
			"7: only 0 of 1 can be taken back: the customer has no more of A in earlier orders 8: quantity 2 takes nothing back; it must be below 0]" {
			t.Errorf("got %s, want %s; %q", summary(r), want, reasons)
		}
		d.Want(`SELECT b.number, b.kind, b.qty/1000 AS units, o.number AS of, l.short/1000 AS short, l.returned/1000 AS returned FROM taken_back b
			JOIN order_line l ON l.id = b.line_id JOIN sales_order o ON o.id = l.order_id ORDER BY b.id`, `
			number  kind       units  of  short  returned
			C1      cancelled  5      2   0      0
			C1      returned   3      1   0      3`)
	}
}

func TestRejectedRowsComeBackWithTheirLineNumbers(t *testing.T) {
	d := shop(t)
	m, err := intake.ParseMap([]byte(creditMap))
	if err != nil {
		t.Fatal(err)
	}
	var rejected bytes.Buffer
	bring(t, d, db.ImportRequest{Kind: "orders", Map: m, Rejected: &rejected}, "No,Who,When,What,Many,Sent\n1,C1,2026-11-01,X,10,\n1,C1,2026-11-01,A,5,\n1,C1,2026-11-01,=Y,1,\n")
	want := "No,Who,When,What,Many,Sent,reason,line_number\r\n1,C1,2026-11-01,X,10,,\"sku \"\"X\"\" is not a product; import products first\",1\r\n" +
		"1,C1,2026-11-01,'=Y,1,,\"sku \"\"=Y\"\" is not a product; import products first\",3\r\n"
	if rejected.String() != want {
		t.Errorf("got %q, want %q", rejected.String(), want)
	}
	mended := strings.Replace(strings.Replace(rejected.String(), ",X,", ",B,", 1), ",'=Y,", ",B,", 1)
	r, reasons := bring(t, d, db.ImportRequest{Kind: "orders", Map: m}, mended)
	if summary(r) != "2 0 0 0 0" {
		t.Errorf("mended: %s %q", summary(r), reasons)
	}
	d.Want(`SELECT l.line_no, p.sku, l.ordered/1000 AS n FROM order_line l JOIN product p ON p.id = l.product_id ORDER BY l.line_no`, `
		line_no  sku  n
		1        B    10
		2        A    5
		3        B    1`)
}

func TestNothingIsAllocatedUnlessItIsAskedFor(t *testing.T) {
	d := shop(t)
	bring(t, d, db.ImportRequest{Kind: "stock"}, "sku,warehouse,on_hand\nA,MAIN,6\n")
	file := "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-01,1,A,10\n"
	bring(t, d, db.ImportRequest{Kind: "orders"}, file)
	d.Want(`SELECT allocated FROM order_line`, "\nallocated\n0")
	bring(t, d, db.ImportRequest{Kind: "stock", Allocate: true}, "sku,warehouse,on_hand\nA,MAIN,7\n")
	d.Want(`SELECT allocated/1000 AS allocated FROM order_line`, "\nallocated\n7")
}

func TestPurchaseOrdersFollowTheirFile(t *testing.T) {
	d := shop(t)
	bring(t, d, db.ImportRequest{Kind: "purchase-orders"}, "po,supplier,ordered_at,line,sku,quantity,eta\nP1,S1,2026-11-01,1,A,100,2026-12-01\n")
	r, _ := bring(t, d, db.ImportRequest{Kind: "purchase-orders"},
		"po,supplier,ordered_at,line,sku,quantity,eta,confidence,received,received_at,rejected,closed\nP1,S1,2026-11-01,1,A,100,2026-12-09,confirmed,60,2026-11-20,5,\n")
	if summary(r) != "0 1 0 0 0" || len(r.Changes) != 4 {
		t.Errorf("got %s %+v", summary(r), r.Changes)
	}
	d.Want(`SELECT ordered/1000 AS ordered, received/1000 AS received, rejected/1000 AS rejected, open/1000 AS open, eta, first_eta, confidence FROM po_line`, `
		ordered  received  rejected  open  eta         first_eta   confidence
		100      60        5         40    2026-12-09  2026-12-01  confirmed`)
	d.Want(`SELECT eta, confidence FROM eta_event ORDER BY id`, `
		eta         confidence
		2026-12-01  stated
		2026-12-09  confirmed`)
	r, _ = bring(t, d, db.ImportRequest{Kind: "purchase-orders"}, "po,supplier,ordered_at,line,sku,quantity,closed\nP1,S1,2026-11-01,1,A,100,yes\n")
	if summary(r) != "0 1 0 0 0" {
		t.Errorf("closing: %s", summary(r))
	}
	d.Want(`SELECT received/1000 AS received, cancelled/1000 AS cancelled, open FROM po_line`, `
		received  cancelled  open
		60        40         0`)
}

func TestRecordsSayWhatChanged(t *testing.T) {
	d := dbtest.New(t)
	bring(t, d, db.ImportRequest{Kind: "suppliers"}, "code,name\nS1,One\n")
	file := "sku,name,supplier,price,decimals,pack,lead_time_days\nA,Apple,S1,1.005,1,2.5,\nB,Beere,S9,1,,,\nC,,,,5,,\nA,Other,,,,,\n"
	r, reasons := bring(t, d, db.ImportRequest{Kind: "products"}, file)
	if summary(r) != "1 0 0 0 3" || len(reasons) != 3 {
		t.Errorf("got %s %q", summary(r), reasons)
	}
	r, _ = bring(t, d, db.ImportRequest{Kind: "products"}, "sku,name,lead_time_days\na,,9\n")
	if summary(r) != "0 1 0 0 0" || r.Changes[0] != (db.ImportChange{Line: 2, Ref: "a", Field: "lead_time_days", After: "9"}) {
		t.Errorf("got %s %+v", summary(r), r.Changes)
	}
	d.Want(`SELECT sku, name, price, decimals, pack, lead_time_days FROM product`, `
		sku  name   price  decimals  pack  lead_time_days
		A    Apple  101    1         2500  9`)
}

func TestTheDeskAsMasterIsOnlyAddedTo(t *testing.T) {
	d := shop(t)
	d.Exec(`UPDATE ownership SET owner = 'desk' WHERE kind IN ('products', 'orders')`)
	r, reasons := bring(t, d, db.ImportRequest{Kind: "products"}, "sku,name\nA,Other\nN,New\n")
	if summary(r) != "1 0 0 1 0" || fmt.Sprint(reasons) != "[2: A differs, and the desk is master of it]" {
		t.Errorf("got %s %q", summary(r), reasons)
	}
	takes(t, d, "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-01,1,A,10\n", "1 0 0 0 0")
	takes(t, d, "order,customer,ordered_at,line,sku,quantity\nSO-1,C1,2026-11-01,1,A,11\n", "0 0 0 1 0", "2: SO-1/1 differs, and the desk is master of orders")
}

func TestTheFirstRowSpeaksWhereverTheOthersStand(t *testing.T) {
	d := shop(t)
	m, err := intake.ParseMap([]byte("heads = \"first\"" + creditMap))
	if err != nil {
		t.Fatal(err)
	}
	file := "No,Who,When,What,Many,Sent\n1,C1,2026-11-01,A,10,\n1,C1,2026-11-02,B,1,\n2,C1,2026-11-02,A,5,\n1,C1,2026-11-03,A,3,\n"
	for _, want := range []string{"4 0 0 0 0", "0 0 4 0 0"} {
		if r, reasons := bring(t, d, db.ImportRequest{Kind: "orders", Map: m}, file); summary(r) != want {
			t.Errorf("got %s, want %s; %q %+v", summary(r), want, reasons, r.Changes)
		}
	}
	d.Want(`SELECT o.number, substr(o.ordered_at, 1, 10) AS day, group_concat(l.line_no) AS lines FROM sales_order o JOIN order_line l ON l.order_id = o.id GROUP BY o.id`, `
		number  day         lines
		1       2026-11-01  1,2,3
		2       2026-11-02  1`)
}

// hostile are files that are broken, huge in one place, or made to be taken for
// something else.
func hostile() map[string][]byte {
	files := map[string][]byte{}
	heads := map[string]string{"orders": "order,customer,ordered_at,line,sku,quantity\n", "products": "sku,name,price\n", "stock": "sku,warehouse,on_hand,as_of\n"}
	rows := map[string]string{
		"good": "A,B,C,D,E,F", "unclosed": "A,\"B,C\nD,E,F\nG", "bare quote": "A,B\"C,D", "quote in quote": "\"A\"B\",C,D", "nul": "A\x00,B,C", "control": "A\x01,B\x7f,C",
		"bad utf-8": "A\xc3\x28,B,C", "overlong": "A\xc0\xaf,B", "formula": "=cmd|' /C calc'!A0,@x,-1", "long cell": strings.Repeat("x", 100_000) + ",B,C",
		"wide": strings.Repeat("a,", 2000), "many commas": strings.Repeat(",", 5000), "huge number": "A,B,99999999999999999999999999999", "nan": "A,B,NaN", "inf": "A,B,-Infinity",
		"exponent": "A,B,1e309", "negative": "A,MAIN,-5,", "zero width": "A\u200b,B\u202e,C", "sql": "'; DROP TABLE audit; --,B,1", "lone cr": "A,B\rC,D\rE,F,1",
		"date": "A,MAIN,1,2026-13-45", "far date": "A,MAIN,1,9999-12-31", "old date": "A,MAIN,1,0001-01-01", "int overflow": "SO-1,C1,2026-11-01,9223372036854775808,A,1",
		"max quantity": "SO-1,C1,2026-11-01,1,A,1000000000", "over max": "SO-1,C1,2026-11-01,1,A,1000000001",
	}
	for kind, head := range heads {
		for name, row := range rows {
			files[kind+": "+name] = []byte(head + row + "\n")
		}
	}
	files["orders: nothing"] = nil
	files["orders: only a mark"] = []byte("\xef\xbb\xbf")
	files["orders: half a mark"] = []byte("\xef\xbb")
	files["orders: utf-16, odd"] = []byte("\xff\xfeo\x00r\x00d")
	files["orders: zip"] = []byte("PK\x03\x04\x14\x00\x00\x00\x08\x00")
	files["orders: newlines"] = bytes.Repeat([]byte("\n"), 10_000)
	files["orders: quotes"] = bytes.Repeat([]byte("\""), 10_001)
	files["products: sep only"] = []byte("sep=;")
	utf16 := func(text string, big bool) []byte {
		out := []byte{0xff, 0xfe}
		if big {
			out = []byte{0xfe, 0xff}
		}
		for _, r := range text {
			if big {
				out = append(out, byte(r>>8), byte(r))
			} else {
				out = append(out, byte(r), byte(r>>8))
			}
		}
		return out
	}
	files["products: utf-16 little"] = utf16("sku,name,price\nU1,Ümlaut,1\n", false)
	files["products: utf-16 big"] = utf16("sku,name,price\nU2,Ümlaut,1\n", true)
	files["products: utf-16 cut"] = utf16("sku,name,price\nU3,Ümlaut,1\n", true)[:31]
	files["products: latin-1"] = []byte("sku,name,price\nL1,Gr\xf6\xdfe,1\n")
	files["products: mark"] = []byte("\xef\xbb\xbfsku,name,price\nM1,Marked,1\n")
	files["products: mark twice"] = []byte("\xef\xbb\xbf\xef\xbb\xbfsku,name,price\nM2,Marked,1\n")
	files["products: header only"] = []byte("sku,name,price\n")
	files["products: header, no end"] = []byte("sku,name,price")
	files["products: duplicate header"] = []byte("sku,name,Name\nD1,A,B\n")
	files["products: unnamed column"] = []byte("sku,,price\nD2,A,1\n")
	files["products: mixed ends"] = []byte("sku,name,price\r\nE1,A,1\nE2,B,2\r\nE3,C,3\rE4,D,4\n")
	files["products: ragged"] = []byte("sku,name,price\nR1\nR2,B\nR3,C,3\nR4,D,4,5\n,,\n\n")
	files["products: thousand columns"] = []byte("sku," + strings.Repeat("x,", 998) + "price\nT1" + strings.Repeat(",", 999) + "\n")
	files["products: same header a thousand times"] = []byte(strings.Repeat("sku,", 999) + "sku\n")
	files["products: ten MB in one line"] = append([]byte("sku,name,price\nX1,"), bytes.Repeat([]byte("x"), 10<<20)...)
	files["products: ten MB in one quote"] = append([]byte("sku,name,price\nX2,\""), bytes.Repeat([]byte("x\n"), 5<<20)...)
	files["products: ten MB of header"] = bytes.Repeat([]byte("sku,"), 5<<19)
	files["products: deep formulas"] = []byte("sku,name,price\nF1," + strings.Repeat("=SUM(", 4000) + "1" + strings.Repeat(")", 4000) + ",1\nF2,=HYPERLINK(1),1\n")
	files["products: right to left"] = []byte("sku,name,price\nB1,\u202eevil\u202c,1\n")
	files["products: only blanks"] = []byte("sku,name,price\n" + strings.Repeat("   ,\t, \n", 500))
	files["products: nul in the header"] = []byte("sku\x00,name,price\nN1,A,1\n")
	files["products: half good"] = []byte("sku,name,price\nA,Apple,1\nB,Beere,\"2\nC,Cherry,3\n")
	return files
}

func TestHostileFilesLeaveAllOrNothing(t *testing.T) {
	files := hostile()
	if len(files) < 60 {
		t.Fatalf("%d files, want 60 at least", len(files))
	}
	d := shop(t)
	var most, start runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	before := d.Fingerprint()
	for name, file := range files {
		kind, _, _ := strings.Cut(name, ":")
		r, err := d.Store.Import(t.Context(), model.CLIActor(), db.ImportRequest{Kind: kind, Name: name, File: bytes.NewReader(file)})
		var now runtime.MemStats
		if runtime.ReadMemStats(&now); now.HeapInuse > most.HeapInuse {
			most = now
		}
		after := d.Fingerprint()
		if err != nil && after != before {
			t.Errorf("%s: refused (%v), yet something was kept", name, err)
		}
		before = after
		if err == nil && r.New+r.Changed+r.Same+r.Skipped+r.Errors != r.Rows {
			t.Errorf("%s: the counts do not add up: %+v", name, r)
		}
		for _, broken := range []string{"unclosed", "half good", "nul", "zip", "nothing"} {
			if strings.HasSuffix(name, ": "+broken) && err == nil {
				t.Errorf("%s was taken: %+v", name, r)
			}
		}
	}
	if grown := int64(most.HeapInuse) - int64(start.HeapInuse); grown > 64<<20 {
		t.Errorf("the heap grew by %d MB, want 64 at the most", grown>>20)
	}
	t.Logf("%d files", len(files))
}
