package db_test

import (
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// kindOf imports a file of a kind and compares the counts and the reasons.
func kindOf(t *testing.T, d *dbtest.Desk, kind, file, counts string, reasons ...string) db.ImportReport {
	t.Helper()
	r, got := bring(t, d, db.ImportRequest{Kind: kind}, file)
	if summary(r) != counts || strings.Join(got, "\n") != strings.Join(reasons, "\n") {
		t.Errorf("%s: got %s, want %s; reasons\n%s\nwant\n%s", kind, summary(r), counts, strings.Join(got, "\n"), strings.Join(reasons, "\n"))
	}
	return r
}

func TestRoutesComeInByFile(t *testing.T) {
	d := shop(t)
	head := "warehouse,zone,weekday,cutoff,days_before\n"
	version := func() int64 { return d.ID(`SELECT version FROM warehouse WHERE code = 'MAIN'`) }
	was := version()
	file := head + "MAIN,N1,Tuesday,15:00,1\nmain,N1,friday,7:30,\n"
	kindOf(t, d, "routes", file, "2 0 0 0 0")
	if version() == was {
		t.Error("a form of the routes that is open does not hear of the new days")
	}
	kindOf(t, d, "routes", file, "0 0 2 0 0")
	r := kindOf(t, d, "routes", head+"MAIN,n1,tuesday,16:00,\nMAIN,N1,thursday,24:00,\nMAIN,N1,someday,9:00,\nMAIN,N1,monday,,\nMAIN,N1,sunday,9:00,7\nX,N1,monday,9:00,\n"+
		"MAIN,N1,friday,07:30,\nMAIN,N1,FRIDAY,8:00,\n", "0 1 1 0 6",
		`3: "24:00" is not a time of day (15:00)`, `4: weekday "someday" is none of monday, tuesday, wednesday, thursday, friday, saturday, sunday`,
		`5: cutoff is empty`, `6: days_before "7" is not a whole number from 0 to 6`, `7: warehouse "X" is not known`,
		`9: MAIN/N1/friday is in the file twice, with other values`)
	if len(r.Changes) != 1 || r.Changes[0].Field != "cutoff" || r.Changes[0].Before != "15:00" || r.Changes[0].After != "16:00" {
		t.Errorf("changes %+v", r.Changes)
	}
	routes, err := d.Store.Routes(t.Context(), "MAIN")
	if err != nil || len(routes.Days) != 2 || routes.Days[0].Weekday != time.Tuesday || routes.Days[0].DaysBefore != 1 || routes.Days[1].Cutoff.String() != "07:30" {
		t.Errorf("%+v (%v)", routes, err)
	}
}

func TestContactsComeInByFile(t *testing.T) {
	d := shop(t)
	head := "customer,name,role,email,phone,orders,delays,shipments\n"
	file := head + "C1,Sam Reed,Buyer,sam@c1.example,,yes,no,yes\nC2,Jo Hale,,,0207 1,,,\n"
	kindOf(t, d, "contacts", file, "2 0 0 0 0")
	kindOf(t, d, "contacts", file, "0 0 2 0 0")
	kindOf(t, d, "contacts", head+"C1,sam reed,,sam@c1.example,0301,,yes,\nC2,Jo Hale,,,,yes,,\nC9,New,,,,,,\nC1,,,,,,,\nC1,Tom,,tom,,,,\nC1,Una,,,,,maybe,\n", "0 1 0 0 5",
		"3: email is needed where orders, delays or shipments is yes", `4: customer "C9" is not known`, "5: name is empty", `6: email "tom" is not an address`,
		`7: delays "maybe" is neither yes nor no`)
	d.Want(`SELECT c.code, k.name, k.role, k.phone, k.orders, k.delays, k.shipments FROM contact k JOIN customer c ON c.id = k.customer_id ORDER BY k.id`, `
		code  name      role   phone   orders  delays  shipments
		C1    Sam Reed  Buyer  0301    1       1       1
		C2    Jo Hale  ''     0207 1  0       0       0`)
	// The audit knows a person by a number, so that one can be forgotten.
	d.Want(`SELECT DISTINCT ref FROM audit WHERE entity = 'contact' ORDER BY ref`, `
		ref
		C1/contact-1
		C2/contact-2`)
	d.Exec(`INSERT INTO contact(customer_id, name) SELECT id, 'Sam Reed' FROM customer WHERE code = 'C1'`)
	kindOf(t, d, "contacts", "customer,name,role\nC1,Sam Reed,Owner\n", "0 0 0 0 1",
		"2: two contacts of this customer have this name, and the file does not say which it means")
}

// TestNoFileBringsBackWhoIsErased: neither as a site nor as a contact, and what
// an import remembers of a contact goes with the customer.
func TestNoFileBringsBackWhoIsErased(t *testing.T) {
	d := shop(t)
	kindOf(t, d, "contacts", "customer,name,email\nC2,Vera Quist,vera@quist.example\n", "1 0 0 0 0")
	kindOf(t, d, "contacts", "customer,name,phone\nC2,Vera Quist,0301\n", "0 1 0 0 0")
	version := int(d.ID(`SELECT version FROM customer WHERE code = 'C2'`))
	if err := d.Store.EraseCustomer(t.Context(), dbtest.Dana(), "C2", version, "asked to be forgotten"); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT count(*) AS kept FROM import_change WHERE keys LIKE '%Quist%' OR ref LIKE '%Quist%' OR before LIKE '%Quist%'`, `
		kept
		0`)
	gone := "2: who this customer was is erased here, and a file does not bring it back"
	kindOf(t, d, "contacts", "customer,name\nC2,Vera Quist\n", "0 0 0 0 1", gone)
	kindOf(t, d, "sites", "customer,site,address\nC2,HOME,Elm Street 4\n", "0 0 0 0 1", gone)
}

func TestClosedDaysComeInByFile(t *testing.T) {
	d := shop(t)
	file := "date,name\n2026-12-25,Christmas Day\n2026-12-26,\n"
	kindOf(t, d, "closed-days", file, "2 0 0 0 0")
	kindOf(t, d, "closed-days", file, "0 0 2 0 0")
	r := kindOf(t, d, "closed-days", "date,name\n26.12.2026,Boxing Day\n31.12.2026,New Year's Eve\n32.12.2026,Never\n", "1 1 0 0 1", `4: date "32.12.2026" is not a date (d.m.yyyy)`)
	set, err := d.Store.Settings(t.Context())
	if err != nil || set.Calendar.Works(model.NewDate(2026, time.December, 31)) || !set.Calendar.Works(model.NewDate(2026, time.December, 30)) {
		t.Errorf("the calendar does not follow the file (%v)", err)
	}
	if plan := undo(t, d, r.Import); planned(plan) != "1 0 1 0" {
		t.Errorf("undo %+v", plan)
	}
	d.Want(`SELECT day, name FROM closed_day`, `
		day         name
		2026-12-25  Christmas Day
		2026-12-26  ''`)
}

// TestACreditHoldComesFromTheERP: on a customer and on an order; a blank cell
// says nothing, and only who may release one does so by a file.
func TestACreditHoldComesFromTheERP(t *testing.T) {
	d := shop(t)
	d.Add(dbtest.Stock{SKU: "A", Qty: "20"})
	kindOf(t, d, "orders", "order,customer,ordered_at,line,sku,quantity,credit_hold\nSO-1,C1,2026-11-01,1,A,5,Over its limit\nSO-2,C2,2026-11-01,1,A,5,no\n", "2 0 0 0 0")
	kindOf(t, d, "customers", "code,credit_hold\nC2,yes\n", "0 1 0 0 0")
	holds := func(want string) {
		t.Helper()
		d.Want(`SELECT o.number, coalesce(o.credit_hold, '') AS hold, coalesce(c.credit_hold, '') AS customers, b.status FROM sales_order o
			JOIN customer c ON c.id = o.customer_id JOIN board b ON b.order_id = o.id ORDER BY o.id`, want)
	}
	holds(`
		number  hold            customers                 status
		SO-1    Over its limit  ''                        hold
		SO-2    ''              On credit hold by a file  hold`)
	kindOf(t, d, "orders", "order,customer,ordered_at,line,sku,quantity,credit_hold\nSO-1,C1,2026-11-01,1,A,5,\n", "0 0 1 0 0")
	sales := dbtest.Dana()
	sales.Role = model.RoleSales
	release := func(kind, file string) {
		t.Helper()
		var why string
		_, err := d.Store.Import(t.Context(), sales, db.ImportRequest{Kind: kind, Name: "x.csv", File: strings.NewReader(file), Problem: func(p db.ImportProblem) { why = p.Reason }})
		if err != nil || why != "credit_hold: only a manager may release a credit hold" {
			t.Errorf("%s by sales: %q (%v)", kind, why, err)
		}
	}
	freed := "order,customer,ordered_at,line,sku,quantity,credit_hold\nSO-1,C1,2026-11-01,1,A,5,no\n"
	release("orders", freed)
	release("customers", "code,credit_hold\nC2,no\n")
	r := kindOf(t, d, "orders", freed, "0 1 0 0 0")
	undo(t, d, r.Import)
	kindOf(t, d, "orders", freed, "0 1 0 0 0")
	if _, reasons := bring(t, d, db.ImportRequest{Kind: "customers", Allocate: true}, "code,credit_hold\nC2,no\n"); len(reasons) > 0 {
		t.Error(reasons)
	}
	d.Want(`SELECT o.number, coalesce(o.credit_hold, '') || coalesce(c.credit_hold, '') AS hold, l.allocated/1000 AS allocated FROM sales_order o
		JOIN customer c ON c.id = o.customer_id JOIN order_line l ON l.order_id = o.id ORDER BY o.id`, `
		number  hold  allocated
		SO-1    ''    5
		SO-2    ''    5`)
	d.Check()
}

func TestASpecialOrderComesInByFile(t *testing.T) {
	d := shop(t)
	kindOf(t, d, "warehouses", "code\nNORTH\n", "1 0 0 0 0")
	kindOf(t, d, "orders", "order,customer,ordered_at,warehouse,line,sku,quantity\nSO-1,C1,2026-11-01,MAIN,1,A,5\nSO-1,C1,2026-11-01,MAIN,2,B,5\nSO-2,C1,2026-11-01,NORTH,1,A,5\n", "3 0 0 0 0")
	head := "po,supplier,ordered_at,line,sku,quantity,eta,for_order,for_line\n"
	file := head + "PO-1,S1,2026-11-02,1,A,5,2026-12-01,SO-1,1\nPO-1,S1,2026-11-02,2,A,5,2026-12-01,,\n"
	kindOf(t, d, "purchase-orders", file+"PO-2,S1,2026-11-02,1,A,5,,SO-1,2\nPO-2,S1,2026-11-02,2,A,5,,SO-9,1\nPO-2,S1,2026-11-02,3,A,5,,SO-1,\nPO-2,S1,2026-11-02,4,A,5,,SO-2,1\n",
		"2 0 0 0 4", `4: for_order "SO-1": line 2 is of another product`, `5: for_order "SO-9" has no line 1 in the desk; import orders first`,
		"6: for_order and for_line go together", "7: SO-2/1 waits in another warehouse than the purchase order goes to")
	kindOf(t, d, "purchase-orders", file, "0 0 2 0 0")
	// A line that is there is tied later; an undo frees it again.
	later := head + "PO-1,S1,2026-11-02,2,A,5,2026-12-01,SO-1,1\n"
	r := kindOf(t, d, "purchase-orders", later, "0 1 0 0 0")
	if len(r.Changes) != 1 || r.Changes[0].Field != "bought_for" || r.Changes[0].After != "SO-1/1" {
		t.Errorf("changes %+v", r.Changes)
	}
	undo(t, d, r.Import)
	d.Want(`SELECT line_no, for_line_id IS NOT NULL AS tied FROM po_line WHERE po_id = (SELECT id FROM purchase_order WHERE number = 'PO-1') ORDER BY line_no`, `
		line_no  tied
		1        1
		2        0`)
	// What a person frees stays free, whatever the next file says.
	if err := d.Store.FreeSpecial(t.Context(), dbtest.Dana(), "PO-1", 1, int(d.ID(`SELECT version FROM po_line WHERE line_no = 1`)), "for all"); err != nil {
		t.Fatal(err)
	}
	kindOf(t, d, "purchase-orders", file, "0 0 2 0 0")
	kindOf(t, d, "orders", "order,customer,ordered_at,line,sku,quantity\nSO-3,C1,2026-11-01,1,A,5\n", "1 0 0 0 0")
	kindOf(t, d, "purchase-orders", later, "0 1 0 0 0")
	kindOf(t, d, "purchase-orders", head+"PO-1,S1,2026-11-02,2,A,5,2026-12-01,SO-3,1\n", "0 0 0 0 1", "2: PO-1/2 is bought for another order line; a person frees it first")
	d.Check()
}

// TestSitesAndUnitsHaveTheOwnerOfWhatTheyBelongTo: with the desk as master a file
// adds and changes nothing.
func TestSitesAndUnitsHaveTheOwnerOfWhatTheyBelongTo(t *testing.T) {
	d := undoDesk(t)
	kindOf(t, d, "contacts", "customer,name\nC1,Sam\n", "1 0 0 0 0")
	d.Exec(`UPDATE ownership SET owner = 'desk' WHERE kind IN ('customers', 'products')`)
	const master = " differs, and the desk is master of it"
	kindOf(t, d, "sites", "customer,site,name\nC1,TOWER,New\nC1,SHED,New\n", "1 0 0 1 0", "2: C1/TOWER"+master)
	kindOf(t, d, "contacts", "customer,name,role\nC1,Sam,Boss\nC1,Tom,Boss\n", "1 0 0 1 0", "2: C1/Sam"+master)
	kindOf(t, d, "units", "sku,unit,ratio\nA,box,12\nA,pallet,100\n", "1 0 0 1 0", "2: A/box"+master)
}

// hostileCells are cells that try to be something else than text.
var hostileCells = []string{"=cmd|'/c calc'!A1", "<script>alert(1)</script>", "Robert'); DROP TABLE contact;--", "a\u202etxt", "\x00", strings.Repeat("x", 5000), "1e309", "-1", "\u202e", "💥", "%s%d", "../../etc/passwd", "NULL"}

func TestHostileCellsOfTheNewKindsBreakNothing(t *testing.T) {
	for kind, columns := range map[string]string{"routes": "warehouse,zone,weekday,cutoff,days_before", "contacts": "customer,name,role,email,phone,orders,delays,shipments",
		"closed-days": "date,name", "warehouses": "code,name,address,country,carrier_cutoff", "customers": "code,name,credit_hold",
		"purchase-orders": "po,supplier,line,sku,quantity,for_order,for_line"} {
		good := map[string]string{"warehouse": "MAIN", "zone": "N1", "weekday": "monday", "cutoff": "9:00", "customer": "C1", "name": "N", "date": "2026-12-01", "code": "K",
			"po": "PO-7", "supplier": "S1", "line": "1", "sku": "A", "quantity": "1"}
		d := shop(t)
		var rows strings.Builder
		rows.WriteString(columns + "\n")
		n := 0
		for _, bad := range hostileCells {
			for _, at := range strings.Split(columns, ",") {
				var cells []string
				for _, c := range strings.Split(columns, ",") {
					cell := good[c]
					if c == at {
						cell = bad
					}
					cells = append(cells, `"`+strings.ReplaceAll(cell, `"`, `""`)+`"`)
				}
				rows.WriteString(strings.Join(cells, ",") + "\n")
				n++
			}
		}
		text := strings.ReplaceAll(rows.String(), "\x00", "\x01") // a zero byte refuses the file as a whole
		r, _ := bring(t, d, db.ImportRequest{Kind: kind}, text)
		if r.Rows != n || r.New+r.Changed+r.Same+r.Skipped+r.Errors != n || r.Errors == 0 {
			t.Errorf("%s: %d rows of %d: %s", kind, r.Rows, n, summary(r))
		}
		d.Check()
		if again, _ := bring(t, d, db.ImportRequest{Kind: kind}, text); again.New > 0 {
			t.Errorf("%s: the second time %s", kind, summary(again))
		}
	}
}
