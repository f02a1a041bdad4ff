package db_test

import (
	"errors"
	"slices"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// limited is a customer that may wait for 1,000.00, a product at 10.00 of which
// 5 are in stock, and one of which 8 may be on backorder.
func limited(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Price: 1000}, dbtest.Stock{SKU: "A", Qty: "5"},
		dbtest.Product{SKU: "B", Price: 100, Backorder: "limit", BackorderLimit: "8"})
	d.Exec(`UPDATE customer SET backorder_limit_value = 100000`)
	return d
}

func want(sku, qty string) model.OrderEntry {
	return model.OrderEntry{Customer: "C1", Lines: []model.EntryLine{{SKU: sku, Qty: dbtest.Qty(qty)}}}
}

func TestACustomersBackordersHaveALimit(t *testing.T) {
	d := limited(t)
	sales := dbtest.Dana()
	sales.Role = model.RoleSales
	over := "C1 may have backorders of 1000.00 EUR at most, and with this it would have 1010.00. Order what is in stock, or have a manager say why it may go over."
	ask := func(qty string) model.Availability {
		t.Helper()
		a, err := d.Store.Availability(t.Context(), model.AvailabilityQuery{SKU: "A", Qty: dbtest.Qty(qty), Customer: "C1"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := ask("106"); a.Refused != over {
		t.Errorf("asked: %q", a.Refused)
	}
	_, err := d.Store.EnterOrder(t.Context(), sales, want("A", "106"))
	if p, _ := errors.AsType[model.Problems](err); p["limit"] != over {
		t.Errorf("entered: %v", err)
	}
	e := want("A", "106")
	e.Override = "they pay tomorrow"
	_, err = d.Store.EnterOrder(t.Context(), sales, e)
	if p, _ := errors.AsType[model.Problems](err); p["limit"] != over || p["override"] != "Only a manager may let an order go over a limit." {
		t.Errorf("overridden by sales: %v", err)
	}
	if a := ask("85"); a.Warning != "C1 has used 80 % of its backorder limit." {
		t.Errorf("asked for 80 %%: %q, refused %q", a.Warning, a.Refused)
	}
	got, err := d.Store.EnterOrder(t.Context(), sales, want("A", "85"))
	if err != nil || !slices.Equal(got.Warnings, []string{"C1 has used 80 % of its backorder limit."}) {
		t.Errorf("%v, %v", got.Warnings, err)
	}
	if _, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), want("A", "21")); err == nil {
		t.Error("20 more at 10.00 were taken: 1010.00")
	}
	e = want("A", "21")
	e.Override = "they pay tomorrow"
	if _, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err != nil {
		t.Error(err)
	}
	d.Want(`SELECT action, after, why FROM audit WHERE action = 'limit_overridden'`, `
		action            after                                              why
		limit_overridden  {"limit":"1000.00","with_this_order":"1010.00"}  they pay tomorrow`)
	// What waits for no stock of ours uses no limit, and what is in stock is no backorder.
	direct := want("B", "500")
	direct.Method = model.Direct
	if _, err = d.Store.EnterOrder(t.Context(), sales, direct); err != nil {
		t.Error(err)
	}
	d.Add(dbtest.Product{SKU: "C", Price: 100000}, dbtest.Stock{SKU: "C", Qty: "2"})
	if _, err = d.Store.EnterOrder(t.Context(), sales, want("C", "2")); err != nil {
		t.Error(err)
	}
}

func TestAProductsBackordersHaveALimitToo(t *testing.T) {
	d := limited(t)
	got, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), want("B", "7"))
	if err != nil || !slices.Equal(got.Warnings, []string{"B has used 87 % of its backorder limit."}) {
		t.Fatalf("%v, %v", got.Warnings, err)
	}
	e := want("B", "2")
	if _, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err == nil {
		t.Error("9 of 8 were taken")
	}
	e.Override = "for the hospital"
	if got, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err != nil || len(got.Warnings) != 1 {
		t.Errorf("%v, %v", got.Warnings, err)
	}
	d.Exec(`UPDATE product SET backorder = 'deny' WHERE sku = 'B'`)
	if _, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err == nil {
		t.Error("a reason makes a product that is not backordered one that is")
	}
}

// TestCreditHoldOfACustomer: everything of it keeps its place and what it has,
// takes nothing, and is served at its place when the hold ends.
func TestCreditHoldOfACustomer(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Customer{Code: "C2"}, dbtest.Product{SKU: "A"}, dbtest.Stock{SKU: "A", Qty: "4"})
	for i, customer := range []string{"C1", "C2"} {
		e := want("A", "10")
		e.Customer, e.Priority = customer, 2+i
		if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err != nil {
			t.Fatal(err)
		}
	}
	c1 := model.CreditOf{Ref: "C1"}
	if err := d.Store.HoldCredit(t.Context(), dbtest.Dana(), c1, 1, ""); err == nil {
		t.Error("a hold without a reason")
	}
	if err := d.Store.HoldCredit(t.Context(), dbtest.Dana(), c1, 1, "unpaid"); err != nil {
		t.Fatal(err)
	}
	var conflict *model.Conflict
	if err := d.Store.HoldCredit(t.Context(), dbtest.Dana(), c1, 0, "unpaid"); !errors.As(err, &conflict) {
		t.Errorf("held twice: %v", err)
	}
	if err := d.Store.ReleaseCredit(t.Context(), dbtest.Dana(), c1, 1, ""); !errors.As(err, &conflict) {
		t.Errorf("a stale version: %v", err)
	}
	if err := d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "A", Warehouse: "MAIN", By: dbtest.Qty("3"), Why: "found"}); err != nil {
		t.Fatal(err)
	}
	have := `SELECT customer, allocated, short, status, on_hold FROM board ORDER BY customer`
	d.Want(have, `
		customer     allocated  short  status  on_hold
		Customer C1  4000       6000   hold    1
		Customer C2  3000       7000   part    0`)
	if err := d.Store.ReleaseCredit(t.Context(), dbtest.Dana(), c1, 2, "paid"); err != nil {
		t.Fatal(err)
	}
	if err := d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "A", Warehouse: "MAIN", By: dbtest.Qty("6"), Why: "found"}); err != nil {
		t.Fatal(err)
	}
	d.Want(have, `
		customer     allocated  short  status  on_hold
		Customer C1  10000      0      ready   0
		Customer C2  3000       7000   part    0`)
	d.Want(`SELECT action, entity, ref, before, after, why FROM audit_read WHERE action LIKE 'credit%' ORDER BY id`, `
		action           entity    ref  before                    after                     why
		credit_held      customer  C1   {"credit_hold":""}        {"credit_hold":"unpaid"}  unpaid
		credit_released  customer  C1   {"credit_hold":"unpaid"}  {"credit_hold":""}        paid`)
	order := model.CreditOf{Ref: "SO-2", Order: true}
	if err := d.Store.HoldCredit(t.Context(), dbtest.Dana(), order, 0, "over the limit"); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT order_number, status FROM board WHERE on_hold = 1`, `
		order_number  status
		SO-2          hold`)
	if err := d.Store.ReleaseCredit(t.Context(), dbtest.Dana(), order, 0, ""); err != nil {
		t.Fatal(err)
	}
	if err := d.Store.ReleaseCredit(t.Context(), dbtest.Dana(), model.CreditOf{Ref: "NIX"}, 0, ""); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("no such customer: %v", err)
	}
}
