package db_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// owing are a supplier's lines by what is known of their dates: overdue, none,
// stated long ago, stated now, confirmed.
func owing(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, dbtest.Supplier{Code: "S1"}, dbtest.Supplier{Code: "S2"}, dbtest.Product{SKU: "A", Supplier: "S1"},
		dbtest.PO{Number: "PO-1", Supplier: "S1", SKU: "A", Qty: "10", ETA: dbtest.Today.AddDays(-3), Confidence: model.Confirmed},
		dbtest.PO{Number: "PO-2", Supplier: "S1", SKU: "A", Qty: "10"},
		dbtest.PO{Number: "PO-4", Supplier: "S1", SKU: "A", Qty: "10", ETA: dbtest.Today.AddDays(21)},
		dbtest.PO{Number: "PO-5", Supplier: "S1", SKU: "A", Qty: "10", ETA: dbtest.Today.AddDays(22), Confidence: model.Confirmed},
		dbtest.PO{Number: "PO-6", Supplier: "S2", SKU: "A", Qty: "10", ETA: dbtest.Today.AddDays(22), Confidence: model.Confirmed})
	d.Exec(`UPDATE po_line SET eta = NULL WHERE po_id = (SELECT id FROM purchase_order WHERE number = 'PO-2')`)
	d.Exec(`INSERT INTO purchase_order(number, supplier_id, warehouse_id, ordered_at) SELECT 'PO-3', supplier_id, warehouse_id, ? FROM purchase_order WHERE number = 'PO-1'`,
		model.At(dbtest.Now.Add(-30*24*time.Hour)))
	d.Exec(`INSERT INTO po_line(po_id, line_no, product_id, ordered, eta, first_eta) SELECT o.id, 1, p.id, 10000, ?1, ?1 FROM purchase_order o, product p WHERE o.number = 'PO-3'`,
		dbtest.Today.AddDays(20))
	d.Exec(`UPDATE purchase_order SET ordered_at = ? WHERE number = 'PO-4'`, model.At(dbtest.Now.Add(-2*24*time.Hour)))
	return d
}

// toAsk are the lines to ask a supplier about, as their orders' numbers.
func toAsk(t *testing.T, d *dbtest.Desk, supplier string) (model.ChasePage, string) {
	t.Helper()
	p, err := d.Store.SupplierToChase(t.Context(), supplier, dbtest.Today)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range p.Lines {
		names = append(names, l.PO+" "+string(l.Stale(dbtest.Today)))
	}
	return p, strings.Join(names, ", ")
}

func TestASupplierIsAskedForTheDatesItOwes(t *testing.T) {
	d := owing(t)
	p, got := toAsk(t, d, "S1")
	if want := "PO-1 overdue, PO-3 unconfirmed, PO-2 no_date"; got != want {
		t.Fatalf("to ask about are %s, want %s", got, want)
	}
	if _, got := toAsk(t, d, "S2"); got != "" {
		t.Errorf("S2 owes %s", got)
	}
	list, err := d.Store.SuppliersToChase(t.Context(), model.ListQuery{Sort: "due"}, dbtest.Today)
	if err != nil || len(list.Rows) != 1 {
		t.Fatalf("the list has %+v, %v", list.Rows, err)
	}
	if r := list.Rows[0]; r.SupplierCode != "S1" || r.Lines != 3 || r.Overdue != 1 || r.NoDate != 1 || r.Unconfirmed != 1 || r.Due != dbtest.Today.AddDays(-3) {
		t.Errorf("the row says %+v", r)
	}

	seen := model.ReadSeen(model.SeenText(p.Lines))
	if n, err := d.Store.ChaseLines(t.Context(), dbtest.Dana(), "S1", seen, "mailed Ida"); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	p, got = toAsk(t, d, "S1")
	if got != "" || len(p.Asked) != 3 {
		t.Errorf("asked, these are left: %s; asked about are %d", got, len(p.Asked))
	}
	var conflict *model.Conflict
	if _, err := d.Store.ChaseLines(t.Context(), dbtest.Dana(), "S1", seen, ""); !errors.As(err, &conflict) {
		t.Errorf("asked twice: %v", err)
	}
	d.Want(`SELECT action, ref, why FROM audit WHERE action = 'chased' ORDER BY id`, `
		action  ref     why
		chased  PO-1/1  mailed Ida
		chased  PO-3/1  mailed Ida
		chased  PO-2/1  mailed Ida
		chased  S1      mailed Ida`)

	// a new date ends it: where that is only stated, it is to be asked for again later
	if err := d.Store.SetETA(t.Context(), dbtest.Dana(), p.Asked[0].ID, 0, dbtest.Today.AddDays(4), model.Stated, "phone"); err != nil {
		t.Fatal(err)
	}
	if p, got = toAsk(t, d, "S1"); got != "" || len(p.Asked) != 2 {
		t.Errorf("with a new date to ask about are %s, asked about %d", got, len(p.Asked))
	}

	if _, err := d.Store.UnchaseLines(t.Context(), dbtest.Dana(), "S1", model.ReadSeen(model.SeenText(p.Asked)), "no mail left"); err != nil {
		t.Fatal(err)
	}
	if _, got = toAsk(t, d, "S1"); got != "PO-3 unconfirmed, PO-2 no_date" {
		t.Errorf("taken back, to ask about are %s", got)
	}
}

// After the days of the setting the supplier is to be asked again.
func TestASupplierThatDoesNotAnswerIsAskedAgain(t *testing.T) {
	d := owing(t)
	p, _ := toAsk(t, d, "S1")
	if _, err := d.Store.ChaseLines(t.Context(), dbtest.Dana(), "S1", model.ReadSeen(model.SeenText(p.Lines)), ""); err != nil {
		t.Fatal(err)
	}
	d.Exec(`UPDATE po_line SET chased_at = ? WHERE chased_at IS NOT NULL`, model.At(dbtest.Now.Add(-8*24*time.Hour)))
	if _, got := toAsk(t, d, "S1"); got != "PO-1 overdue, PO-3 unconfirmed, PO-2 no_date" {
		t.Errorf("after 8 days to ask about are %s", got)
	}
}

func TestChasingRefusesWhatIsNotThere(t *testing.T) {
	d := owing(t)
	p, _ := toAsk(t, d, "S1")
	seen := model.ReadSeen(model.SeenText(p.Lines))
	var problems model.Problems
	if _, err := d.Store.ChaseLines(t.Context(), dbtest.Dana(), "S1", model.ReadSeen("x.1"), ""); !errors.As(err, &problems) {
		t.Errorf("no lines: %v", err)
	}
	for _, code := range []string{"S2", "S9"} {
		if _, err := d.Store.ChaseLines(t.Context(), dbtest.Dana(), code, seen, ""); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("%s: %v", code, err)
		}
	}
	var conflict *model.Conflict
	seen[0].Version = 77
	if _, err := d.Store.ChaseLines(t.Context(), dbtest.Dana(), "S1", seen, ""); !errors.As(err, &conflict) {
		t.Errorf("another version: %v", err)
	}
	d.Want(`SELECT count(chased_at) AS n FROM po_line`, `
		n
		0`)
}
