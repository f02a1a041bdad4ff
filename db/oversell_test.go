package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// patiently repeats a write that the full waiting room turned away.
func patiently(do func() error) error {
	for {
		if err := do(); !errors.Is(err, db.ErrBusy) {
			return err
		}
	}
}

// TestSixtyFourPeopleNeverOversell has 64 people take one unit ten times each
// by hand, of 100: exactly 100 get one, the others are told, nothing breaks.
func TestSixtyFourPeopleNeverOversell(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"},
		dbtest.Do(func(d *dbtest.Desk) {
			for n := range 64 {
				d.Add(dbtest.Order{Number: fmt.Sprintf("SO-%d", n), Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}})
			}
		}), dbtest.Stock{SKU: "A", Qty: "100"})
	var got, refused atomic.Int64
	var people sync.WaitGroup
	for n := range 64 {
		id, _ := d.Line(fmt.Sprintf("SO-%d", n), 1)
		people.Go(func() {
			for range 10 {
				err := patiently(func() error {
					return d.Store.AllocateLine(context.Background(), dbtest.Dana(), id, 0, model.Units(1))
				})
				switch _, conflict := errors.AsType[*model.Conflict](err); {
				case err == nil:
					got.Add(1)
				case conflict:
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	people.Wait()
	// The run after the first hand-made allocation gives the rest of the free
	// stock to the queue, so what people got by hand is a part of the hundred.
	if got.Load()+refused.Load() != 640 || got.Load() == 0 {
		t.Errorf("%d got a unit, %d were refused, of 640", got.Load(), refused.Load())
	}
	d.Want(`SELECT on_hand/1000 AS on_hand, allocated/1000 AS allocated FROM stock`, `
		on_hand  allocated
		100      100`)
}

// TestAHundredUnitsAreSoldOnce has 64 people enter ten orders of one unit each
// of a product that is not backordered: a hundred orders come in.
func TestAHundredUnitsAreSoldOnce(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A", Backorder: "deny"}, dbtest.Stock{SKU: "A", Qty: "100"})
	var sold, refused atomic.Int64
	var people sync.WaitGroup
	for range 64 {
		people.Go(func() {
			for range 10 {
				err := patiently(func() error {
					_, err := d.Store.EnterOrder(context.Background(), dbtest.Dana(),
						model.OrderEntry{Customer: "C1", Lines: []model.EntryLine{{SKU: "A", Qty: model.Units(1)}}})
					return err
				})
				switch _, problems := errors.AsType[model.Problems](err); {
				case err == nil:
					sold.Add(1)
				case problems:
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	people.Wait()
	if sold.Load() != 100 || refused.Load() != 540 {
		t.Errorf("%d sold and %d refused, want 100 and 540", sold.Load(), refused.Load())
	}
	d.Want(`SELECT count(*) AS orders FROM sales_order`, `
		orders
		100`)
}

// TestTheSameFormSentByManyIsDoneOnce sends one order's form from 20 tabs at
// once, 10 times over: one order each time, and everybody gets its answer.
func TestTheSameFormSentByManyIsDoneOnce(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"})
	entry := model.OrderEntry{Customer: "C1", Lines: []model.EntryLine{{SKU: "A", Qty: model.Units(1)}}}
	for round := range 10 {
		key := dbtest.Keyed().Key
		numbers := make([]string, 20)
		var tabs sync.WaitGroup
		for tab := range numbers {
			tabs.Go(func() {
				a := dbtest.Dana()
				a.Key = &model.RequestKey{Scope: key.Scope, Key: key.Key, Body: key.Body}
				e, err := d.Store.EnterOrder(context.Background(), a, entry)
				if err != nil {
					t.Error(err)
				}
				numbers[tab] = e.Number
			})
		}
		tabs.Wait()
		for _, n := range numbers {
			if n != numbers[0] {
				t.Errorf("round %d: the answers differ: %v", round, numbers)
				break
			}
		}
	}
	if n := d.ID(`SELECT count(*) FROM sales_order`); n != 10 {
		t.Errorf("%d orders, want 10", n)
	}
}

// TestAKeySentWithOtherContentIsRefused and changes nothing.
func TestAKeySentWithOtherContentIsRefused(t *testing.T) {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"})
	entry := model.OrderEntry{Customer: "C1", Lines: []model.EntryLine{{SKU: "A", Qty: model.Units(1)}}}
	a := dbtest.Keyed()
	if _, err := d.Store.EnterOrder(t.Context(), a, entry); err != nil {
		t.Fatal(err)
	}
	before := d.Dump()
	b := dbtest.Dana()
	b.Key = &model.RequestKey{Scope: a.Key.Scope, Key: a.Key.Key, Body: [32]byte{1}}
	if _, err := d.Store.EnterOrder(t.Context(), b, entry); !errors.Is(err, db.ErrKeyReused) {
		t.Errorf("got %v, want ErrKeyReused", err)
	}
	if after := d.Dump(); after != before {
		t.Errorf("something changed:\n%s", dbtest.Difference(before, after))
	}
}
