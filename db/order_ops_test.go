package db_test

import (
	"errors"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestAnOrderTakesWhatIsFreeAndTheRestWaits(t *testing.T) {
	d := dbtest.New(t,
		dbtest.Customer{Code: "C1"},
		dbtest.Product{SKU: "A", Price: 250},
		dbtest.Stock{SKU: "A", Qty: "7"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	d.Want(`SELECT o.number, l.ordered/1000 AS ordered, l.allocated/1000 AS allocated, l.short/1000 AS short, l.was_short FROM order_line l JOIN sales_order o ON o.id = l.order_id`, `
		number  ordered  allocated  short  was_short
		SO-1    10       7          3      1`)
	d.Want(`SELECT order_number, sku, status, short/1000 AS short, value FROM board`, `
		order_number  sku  status  short  value
		SO-1          A    part    3      2500`)
	d.Want(`SELECT action, entity, ref, actor FROM audit`, `
		action   entity  ref    actor
		entered  order   SO-1   dana@test
		ran      run     run 1  dana@test`)
}

func TestEntryProblemsAreToldTogetherByField(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Units: map[string]string{"bundle": "2.5"}})
	_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "NOBODY", Site: "yard", Warehouse: "MOON", Lines: []model.EntryLine{
		{SKU: "A", Qty: dbtest.Qty("1.5")},
		{SKU: "B", Qty: dbtest.Qty("1")},
		{SKU: "A", Unit: "ton", Qty: dbtest.Qty("1")},
		{SKU: "A", Unit: "bundle", Qty: dbtest.Qty("1")},
	}})
	p, ok := errors.AsType[model.Problems](err)
	if !ok {
		t.Fatalf("got %v, want problems", err)
	}
	for _, field := range []string{"customer", "warehouse", "lines[0].qty", "lines[1].sku", "lines[2].unit", "lines[3].qty"} {
		if p[field] == "" {
			t.Errorf("no problem for %s in %v", field, p)
		}
	}
	d.Want(`SELECT count(*) AS orders FROM sales_order`, `
		orders
		0`)
}

func TestAnOrderIsNotWantedYesterday(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"})
	before := d.Fingerprint()
	_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "C1", Requested: dbtest.Today - 1, NeedBy: dbtest.Today - 1,
		ShipMode: model.OnDate, ShipDate: dbtest.Today - 2, Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("1")}}})
	p, ok := errors.AsType[model.Problems](err)
	if !ok || p["requested"] == "" || p["need_by"] == "" || p["ship_date"] == "" {
		t.Errorf("days that are over were answered %v", err)
	}
	if d.Fingerprint() != before {
		t.Error("something was kept of a refused order")
	}
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "C1", Requested: dbtest.Today, Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("1")}}}); err != nil {
		t.Errorf("today is too late: %v", err)
	}
}

func TestAnEssentialDateMustBeShippedBy(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"})
	e := model.OrderEntry{Customer: "C1", Essential: true, Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("1")}}}
	if p, ok := errors.AsType[model.Problems](second(d.Store.EnterOrder(t.Context(), dbtest.Dana(), e))); !ok || p["need_by"] == "" {
		t.Errorf("an essential date without a day was answered %v", p)
	}
	e.NeedBy = dbtest.Today + 7
	if _, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), e); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT o.essential, o.need_by, l.policy FROM sales_order o JOIN order_line l ON l.order_id = o.id`, `
		essential  need_by     policy
		1          2026-12-01  must_ship_by`)
}

func second[T any](_ T, err error) error { return err }

func TestACustomerThatWantsToBeAskedIsAskedWhereALineIsShort(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"}, dbtest.Product{SKU: "B"}, dbtest.Stock{SKU: "A", Qty: "5"}, dbtest.Stock{SKU: "B", Qty: "5"})
	d.Exec(`UPDATE customer SET ask_short = 1`)
	order := func(a model.Answer, qty string) error {
		_, err := d.Store.EnterOrder(t.Context(), dbtest.Keyed(), model.OrderEntry{Customer: "C1", OnShort: a,
			Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty(qty)}, {SKU: "B", Qty: dbtest.Qty("1")}}})
		return err
	}
	if err := order("", "2"); err != nil {
		t.Errorf("a whole order was asked about: %v", err)
	}
	before := d.Fingerprint()
	if p, ok := errors.AsType[model.Problems](order("", "9")); !ok || p["on_short"] == "" {
		t.Errorf("a short order went in without an answer: %v", p)
	}
	if d.Fingerprint() != before {
		t.Error("something was kept of an order that waits for an answer")
	}
	if err := order(model.Wait, "9"); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT l.line_no, c.kind, c.answer FROM choice c JOIN order_line l ON l.id = c.line_id`, `
		line_no  kind          answer
		1        part_or_wait  wait`)
	d.Want(`SELECT action, entity FROM audit WHERE action = 'answered'`, `
		action    entity
		answered  line`)
	if p, ok := errors.AsType[model.Problems](order("perhaps", "9")); !ok || p["on_short"] == "" {
		t.Errorf("an answer nobody offered was taken: %v", p)
	}
}

func TestCustomerTermsAndSoldProducts(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1", Sites: []string{"YARD", "DOCK"}, CreditHold: "overdue"}, dbtest.Customer{Code: "C2"},
		dbtest.Product{SKU: "A", Price: 250, Units: map[string]string{"bundle": "40", "box": "4"}},
		dbtest.Order{Number: "SO-1", Customer: "C2", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
	c, err := d.Store.CustomerTerms(t.Context(), "c1")
	if err != nil || c.Code != "C1" || c.CreditHold != "overdue" || len(c.Sites) != 2 || c.Sites[0].Value != "DOCK" || c.Waiting != 0 {
		t.Errorf("got %+v, %v", c, err)
	}
	if c, err := d.Store.CustomerTerms(t.Context(), "C2"); err != nil || c.Waiting != 2500 {
		t.Errorf("its backorders are worth %d, want 2500 (%v)", c.Waiting, err)
	}
	p, err := d.Store.SoldProduct(t.Context(), "a")
	if err != nil || p.SKU != "A" || len(p.Units) != 3 || p.Units[0] != "pc" || p.Units[2] != "bundle" || p.Price != 250 {
		t.Errorf("got %+v, %v", p, err)
	}
	if _, err := d.Store.SoldProduct(t.Context(), "B"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("an unknown product gives %v", err)
	}
}
