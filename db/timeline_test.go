package db_test

import (
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// story is a timeline as text, the newest first.
func story(t *testing.T, d *dbtest.Desk, entity string, id int64) string {
	t.Helper()
	all, err := d.Store.Timeline(t.Context(), entity, id)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range all {
		b.WriteString(strings.TrimSpace(e.Entity+" "+e.Ref) + " " + e.What + "\n")
	}
	return b.String()
}

func TestALineRemembersTheDatesOfWhatItWasOncePromised(t *testing.T) {
	d := dbtest.New(t, dbtest.Supplier{Code: "S"}, dbtest.Product{SKU: "A", Supplier: "S"}, dbtest.Customer{Code: "C"},
		dbtest.PO{Number: "PO/9", Supplier: "S", SKU: "A", Qty: "10", ETA: dbtest.Today + 10},
		dbtest.Order{Number: "SO-1", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	line, version := d.Line("SO-1", 1)
	d.Sleep(60e9)
	if err := d.Store.CancelLine(t.Context(), dbtest.Dana(), line, version, dbtest.Qty("4"), "too many"); err != nil {
		t.Fatal(err)
	}
	d.Sleep(60e9)
	d.Add(dbtest.Stock{SKU: "A", Qty: "6"})
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT count(*) AS pegs FROM peg WHERE po_line_id IS NOT NULL`, `
		pegs
		0`)
	po := d.ID(`SELECT id FROM po_line`)
	d.Sleep(60e9)
	if err := d.Store.SetETA(t.Context(), dbtest.Dana(), po, 1, dbtest.Today+20, model.Stated, "the ship is late"); err != nil {
		t.Fatal(err)
	}
	got := story(t, d, "line", line)
	if !strings.HasPrefix(got, "po_line PO/9/1 eta\n") {
		t.Errorf("the line's timeline does not begin with the new ETA of the order it was promised:\n%s", got)
	}
	for _, want := range []string{"line cancelled\n", "line promise\n", "order entered\n", "line run allocated\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from the line's timeline:\n%s", want, got)
		}
	}
}

func TestTheCreditOfACustomerStandsInTheTimelineOfItsLines(t *testing.T) {
	d := dbtest.New(t, dbtest.Product{SKU: "A"}, dbtest.Customer{Code: "C", CreditHold: "overdue"}, dbtest.Customer{Code: "D", CreditHold: "overdue"},
		dbtest.Order{Number: "SO-1", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}},
		dbtest.Order{Number: "SO-2", Customer: "D", Lines: []dbtest.Line{{SKU: "A", Qty: "1"}}})
	line, version := d.Line("SO-1", 1)
	other, _ := d.Line("SO-2", 1)
	if err := d.Store.ReleaseHold(t.Context(), dbtest.Dana(), line, version); err != nil {
		t.Fatal(err)
	}
	const released = "customer C hold_released\n"
	order := d.ID(`SELECT order_id FROM order_line WHERE id = ?`, line)
	customer := d.ID(`SELECT id FROM customer WHERE code = 'C'`)
	for name, got := range map[string]string{"line": story(t, d, "line", line), "order": story(t, d, "order", order)} {
		if !strings.Contains(got, released) {
			t.Errorf("the %s's timeline does not say that the credit hold was released:\n%s", name, got)
		}
	}
	if got := story(t, d, "customer", customer); got != "customer hold_released\n" {
		t.Errorf("the customer's timeline is\n%s", got)
	}
	if got := story(t, d, "line", other); strings.Contains(got, "hold_released") {
		t.Errorf("another customer's line says so too:\n%s", got)
	}
}

func TestPartsOfARecordStandInItsTimelineByName(t *testing.T) {
	d := dbtest.New(t, dbtest.Supplier{Code: "S"}, dbtest.Product{SKU: "A", Supplier: "S"}, dbtest.Customer{Code: "C"},
		dbtest.Order{Number: "SO-1", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}, {SKU: "A", Qty: "1"}}})
	line, version := d.Line("SO-1", 2)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), line, version, "rain"); err != nil {
		t.Fatal(err)
	}
	if got := story(t, d, "order", d.ID(`SELECT id FROM sales_order`)); !strings.Contains(got, "line SO-1/2 held\n") || !strings.Contains(got, "line SO-1/1 promise\n") {
		t.Errorf("the order's timeline is\n%s", got)
	}
	if got := story(t, d, "warehouse", 10); got != "" {
		t.Errorf("a warehouse nothing happened to says\n%s", got)
	}
}
