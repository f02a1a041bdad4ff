package db_test

import (
	"errors"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// TestASpecialOrderIsItsLinesUntilAPersonSaysOtherwise: a better rank never gets
// it by a run, and does once somebody frees it.
func TestASpecialOrderIsItsLinesUntilAPersonSaysOtherwise(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1"})
	late := want("A", "10")
	late.Number, late.Priority = "SO-1", 4
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), late); err != nil {
		t.Fatal(err)
	}
	id, _ := d.Line("SO-1", 1)
	if _, err := d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), model.PurchaseEntry{Supplier: "S1", Lines: []model.PurchaseLine{
		{SKU: "A", Qty: dbtest.Qty("10"), ETA: dbtest.Today.AddDays(7), Confidence: model.Confirmed, ForLine: id}}, Why: "special"}); err != nil {
		t.Fatal(err)
	}
	first := want("A", "10")
	first.Number, first.Priority = "SO-2", 1
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), first); err != nil {
		t.Fatal(err)
	}
	covered := `SELECT order_number, status, eta_source FROM board ORDER BY order_number`
	d.Want(covered, `
		order_number  status     eta_source
		SO-1          on_order   PO-1/1
		SO-2          no_supply  not yet ordered`)
	if err := d.Store.FreeSpecial(t.Context(), dbtest.Dana(), "PO-1", 1, 0, ""); err == nil {
		t.Error("freed without a reason")
	}
	if err := d.Store.FreeSpecial(t.Context(), dbtest.Dana(), "PO-1", 1, 0, "SO-1 can wait"); err != nil {
		t.Fatal(err)
	}
	d.Want(covered, `
		order_number  status     eta_source
		SO-1          no_supply  not yet ordered
		SO-2          on_order   PO-1/1`)
	var conflict *model.Conflict
	if err := d.Store.FreeSpecial(t.Context(), dbtest.Dana(), "PO-1", 1, 0, "again"); !errors.As(err, &conflict) {
		t.Errorf("freed twice: %v", err)
	}
	if err := d.Store.FreeSpecial(t.Context(), dbtest.Dana(), "PO-9", 1, 0, "nothing"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("no such line: %v", err)
	}
	d.Want(`SELECT action, ref, before, why FROM audit WHERE action = 'freed'`, `
		action  ref     before                  why
		freed   PO-1/1  {"bought_for":"SO-1/1"}  SO-1 can wait`)
}
