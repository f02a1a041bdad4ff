package db_test

import (
	"slices"
	"testing"

	"backfill/db"
	"backfill/model"
)

func TestFilesSellNothingThatIsRetired(t *testing.T) {
	d := shop(t)
	head := "order,customer,ordered_at,line,sku,quantity,shipped,shipped_at\n"
	takes(t, d, head+"SO-1,C1,2026-11-01,1,A,10,,\nSO-5,C2,2026-11-01,1,B,10,,\n", "2 0 0 0 0")
	d.Exec(`UPDATE product SET retired_at = '2026-11-20T08:00:00.000Z' WHERE sku = 'A'`)
	d.Exec(`UPDATE customer SET retired_at = '2026-11-20T08:00:00.000Z' WHERE code = 'C2'`)
	a, c := "A is retired: it is not sold any more. Look at its substitutes.", `customer "C2" is retired: bring the customer back before it orders again`
	takes(t, d, head+
		"SO-1,C1,2026-11-01,1,A,10,,\n"+ // a line that is there stays
		"SO-1,C1,2026-11-01,2,A,5,,\n"+
		"SO-2,C1,2026-11-02,1,A,5,,\n"+
		"SO-3,C1,2026-11-02,1,A,5,5,2026-11-03\n"+ // history is welcome
		"SO-4,c2,2026-11-02,1,B,5,,\n"+
		"SO-6,C2,2026-11-02,1,B,5,5,2026-11-03\n"+
		"SO-5,C2,2026-11-01,2,B,5,,\n",
		"2 0 1 0 4", "3: "+a, "4: "+a, "6: "+`customer "c2" is retired: bring the customer back before it orders again`, "8: "+c)
	d.Want(`SELECT number, (SELECT count(*) FROM order_line l WHERE l.order_id = o.id) AS lines FROM sales_order o ORDER BY number`, `
		number  lines
		SO-1    1
		SO-3    1
		SO-5    1
		SO-6    1`)
}

func TestFilesBuyNothingOfARetiredSupplier(t *testing.T) {
	d := shop(t)
	bring(t, d, db.ImportRequest{Kind: "suppliers"}, "code,name\nGONE,Gone\n")
	head := "po,supplier,ordered_at,line,sku,quantity,received,received_at,closed\n"
	buys := func(file, want string, reasons ...string) {
		t.Helper()
		r, got := bring(t, d, db.ImportRequest{Kind: "purchase-orders"}, head+file)
		if summary(r) != want || !slices.Equal(got, reasons) {
			t.Errorf("got %s %q, want %s %q", summary(r), got, want, reasons)
		}
	}
	buys("PO-1,GONE,2026-11-01,1,A,10,,,\n", "1 0 0 0 0")
	d.Exec(`UPDATE supplier SET retired_at = '2026-11-20T08:00:00.000Z' WHERE code = 'GONE'`)
	why := `supplier "GONE" is retired: bring the supplier back before something is bought there again`
	buys("PO-1,GONE,2026-11-01,1,A,12,,,\n"+ // what is on its way stays true
		"PO-1,GONE,2026-11-01,2,A,5,,,\n"+
		"PO-2,GONE,2026-11-02,1,A,5,,,\n"+
		"PO-3,GONE,2026-11-02,1,A,5,5,2026-11-03,\n"+ // history is welcome
		"PO-4,GONE,2026-11-02,1,A,5,2,2026-11-03,yes\n"+
		"PO-5,S1,2026-11-02,1,A,5,,,\n",
		"3 1 0 0 2", "3: "+why, "4: "+why)
	d.Want(`SELECT o.number, count(*) AS lines FROM purchase_order o JOIN po_line l ON l.po_id = o.id GROUP BY o.id ORDER BY o.number`, `
		number  lines
		PO-1    1
		PO-3    1
		PO-4    1
		PO-5    1`)
}

func TestFilesCheckTheCheckDigitOfAGTIN(t *testing.T) {
	d := shop(t)
	r, reasons := bring(t, d, db.ImportRequest{Kind: "products"}, "sku,name,unit,gtin\nP,Pine,pc,4006381333931\nQ,Quince,pc,4006381333932\nR,Rowan,pc,12345\n")
	want := []string{`3: gtin "4006381333932": ` + model.GTINProblem("4006381333932"), `4: gtin "12345": A GTIN has 8, 12, 13 or 14 digits.`}
	if summary(r) != "1 0 0 0 2" || len(reasons) != 2 || reasons[0] != want[0] || reasons[1] != want[1] {
		t.Errorf("got %s %q, want %q", summary(r), reasons, want)
	}
}
