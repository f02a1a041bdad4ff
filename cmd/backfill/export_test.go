package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"

	"github.com/xuri/excelize/v2"
)

// formulas is a desk with text that a spreadsheet would run.
func formulas(t *testing.T) *dbtest.Desk {
	return dbtest.New(t, dbtest.Do(func(d *dbtest.Desk) {
		d.Exec(`INSERT INTO product(sku, name, unit, decimals, price, pack) VALUES ('A', '=1+1', 'pc', 0, 1250, 0), ('B', 'two
lines, "quoted"', 'm2', 2, -0, 2500)`)
	}))
}

func TestExportWritesCSVThatNobodyRuns(t *testing.T) {
	d := formulas(t)
	exit, out, errs := runCLI(t, "export", "products", "--db", d.File)
	if exit != 0 {
		t.Fatal(errs)
	}
	want := "sku,name,category,unit,decimals,price,weight_kg,gtin,supplier,supplier_sku,lead_time_days,pack,backorder,backorder_limit,lot_tracked\r\n" +
		"A,'=1+1,,pc,0,12.50,0,,,,,0,allow,0,no\r\nB,\"two\r\nlines, \"\"quoted\"\"\",,m2,2,0.00,0,,,,,2.5,allow,0,no\r\n"
	if out != want {
		t.Errorf("got\n%q\nwant\n%q", out, want)
	}
	if _, out, _ := runCLI(t, "export", "products", "--db", d.File, "--bom"); !strings.HasPrefix(out, "\ufeffsku") {
		t.Errorf("no byte-order mark: %.10q", out)
	}
	d.Want(`SELECT action, entity, ref FROM audit ORDER BY id`, `
		action    entity  ref
		exported  list    products
		exported  list    products`)
}

func TestExportWritesJSONAndWorkbooks(t *testing.T) {
	d := formulas(t)
	_, out, _ := runCLI(t, "export", "products", "--db", d.File, "--format", "json")
	var rows []map[string]any
	if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != 2 || rows[0]["name"] != "=1+1" || rows[0]["price"] != "12.50" ||
		rows[1]["decimals"] != 2.0 || rows[1]["supplier"] != nil {
		t.Errorf("got %v (%v)", rows, err)
	}
	if _, out, _ := runCLI(t, "export", "orders", "--db", d.File, "--format", "json"); out != "[]\n" {
		t.Errorf("nothing is %q", out)
	}
	file := filepath.Join(t.TempDir(), "products.xlsx")
	if exit, _, errs := runCLI(t, "export", "products", "--db", d.File, "--format", "xlsx", "-o", file); exit != 0 {
		t.Fatal(errs)
	}
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for cell, want := range map[string]string{"A1": "sku", "B2": "=1+1", "F2": "12.5", "L3": "2.5"} {
		if got, err := book.GetCellValue("Sheet1", cell); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", cell, got, err, want)
		}
	}
	if formula, _ := book.GetCellFormula("Sheet1", "B2"); formula != "" {
		t.Errorf("B2 is the formula %q", formula)
	}
	if kind, err := book.GetCellType("Sheet1", "F2"); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("a price is of type %v (%v), want a number", kind, err)
	}
}

func TestEveryExportRunsAndCutsByDays(t *testing.T) {
	d := shortDesk(t)
	for _, x := range db.Exports() {
		exit, all, errs := runCLI(t, "export", x.Name, "--db", d.File)
		if exit != 0 {
			t.Errorf("%s: %s", x.Name, errs)
			continue
		}
		exit, none, errs := runCLI(t, "export", x.Name, "--db", d.File, "--from", "2030-01-01")
		header, _, _ := strings.Cut(all, "\r\n")
		switch {
		case x.Dated && (exit != 0 || none != header+"\r\n"):
			t.Errorf("%s from 2030: exit %d, %q %s", x.Name, exit, none, errs)
		case !x.Dated && exit == 0:
			t.Errorf("%s has no dates, but took --from", x.Name)
		}
	}
	_, out, _ := runCLI(t, "export", "order-lines", "--db", d.File, "--from", "2026-11-24", "--to", "2026-11-24")
	if strings.Count(out, "\r\n") != 3 {
		t.Errorf("one day's lines: %q", out)
	}
}

func TestExportFailsWithoutLeavingHalfAFile(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "1"}}})
	dir := t.TempDir()
	d.Broken = true // an instant that nobody can read stops the list half-way
	d.Exec(`INSERT INTO shipment(number, order_id, shipped_at, actor) SELECT 'SH-X', max(order_id), 'some day', 'dana' FROM order_line`)
	d.Exec(`INSERT INTO shipment_line(shipment_id, line_id, qty) SELECT h.id, max(l.id), 1 FROM shipment h JOIN order_line l ON l.order_id = h.order_id`)
	if exit, _, _ := runCLI(t, "export", "orders", "--db", d.File, "-o", filepath.Join(dir, "x.csv")); exit != 1 {
		t.Errorf("exit %d, want 1", exit)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if exit, _, _ := runCLI(t, "export", "nonsense", "--db", d.File); exit != 2 {
		t.Errorf("an unknown list ends with %d, want 2", exit)
	}
	_, list, _ := runCLI(t, "export", "list")
	for _, name := range []string{"orders", "backorders", "audit", "stock-moves", "allocations"} {
		if !bytes.Contains([]byte(list), []byte("\n"+name+" ")) {
			t.Errorf("the list does not name %s", name)
		}
	}
}
