package db_test

import (
	"errors"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// TestFaultAtEveryStep fails the k-th statement of each operation for k = 1, 2,
// ... until it gets through: each time nothing at all has changed, and then
// everything has, so that there is no state in between.
func TestFaultAtEveryStep(t *testing.T) {
	seed := dbtest.Do(func(d *dbtest.Desk) {
		d.Add(yard, dbtest.Stock{SKU: "OAK", Qty: "6"}, dbtest.Stock{SKU: "ASH", Qty: "1"},
			dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(2)},
			dbtest.Order{Number: "SO-1", Customer: "ANN", ShipMode: model.OrderComplete, Lines: []dbtest.Line{{SKU: "OAK", Qty: "2"}, {SKU: "ASH", Qty: "1"}}},
			order("SO-2", "OAK", "7", ""), order("SO-3", "OAK", "3", ""))
		line, version := d.Line("SO-1", 1)
		if _, err := d.Store.ReleaseToPick(d.Context(), dbtest.Dana(), line, version); err != nil {
			d.Fatal(err)
		}
		line, _ = d.Line("SO-2", 1)
		if err := d.Store.AskCustomer(d.Context(), dbtest.Dana(), line, model.PartOrWait, 0); err != nil {
			d.Fatal(err)
		}
	})
	for name, op := range map[string]func(d *dbtest.Desk, a model.Actor) error{
		"receive": func(d *dbtest.Desk, a model.Actor) error {
			_, err := d.Store.ReceiveStock(d.Context(), a, model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(5), Rejected: model.Units(1), CloseShort: true, Why: "wet"})
			return err
		},
		"ship": func(d *dbtest.Desk, a model.Actor) error {
			_, err := d.Store.ShipPickList(d.Context(), a, 1)
			return err
		},
		"pick": func(d *dbtest.Desk, a model.Actor) error {
			_, err := d.Store.ReleaseToPick(d.Context(), a, d.ID(`SELECT line_id FROM choice`), 0)
			return err
		},
		"cancel": func(d *dbtest.Desk, a model.Actor) error {
			line, version := d.Line("SO-2", 1)
			return d.Store.CancelLine(d.Context(), a, line, version, 0, "not wanted")
		},
		"answer": func(d *dbtest.Desk, a model.Actor) error {
			line, _ := d.Line("SO-2", 1)
			return d.Store.RecordAnswer(d.Context(), a, line, model.CancelRest)
		},
		"count": func(d *dbtest.Desk, a model.Actor) error {
			_, err := d.Store.CountStock(d.Context(), a, count("OAK", 9, model.Time{}))
			return err
		},
		"adjust": func(d *dbtest.Desk, a model.Actor) error {
			return d.Store.AdjustStock(d.Context(), a, model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(4), Why: "found"})
		},
		"set an ETA": func(d *dbtest.Desk, a model.Actor) error {
			id, version := poLineOf(d, "PO-1")
			return d.Store.SetETA(d.Context(), a, id, version, day(9), model.Confirmed, "late")
		},
		"purchase": func(d *dbtest.Desk, a model.Actor) error {
			_, err := d.Store.CreatePurchaseOrder(d.Context(), a, model.PurchaseEntry{Lines: []model.PurchaseLine{{SKU: "OAK", Qty: model.Units(9)}}})
			return err
		},
		"enter an order": func(d *dbtest.Desk, a model.Actor) error {
			_, err := d.Store.EnterOrder(d.Context(), a, order("SO-4", "OAK", "3", "").Entry())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.New(t, seed)
			if name == "pick" { // the answer is not what is tried here
				must(t, d.Store.RecordAnswer(t.Context(), dbtest.Dana(), d.ID(`SELECT line_id FROM choice`), model.PartNow))
			}
			fault := db.PlantFault(t, d.Store)
			before := everything(t, d)
			steps := 0
			for k := 1; ; k++ {
				fault.BreakAt(k)
				err := op(d, dbtest.Keyed())
				if err == nil {
					steps = k - 1
					break
				}
				if !errors.Is(err, db.ErrPlanted) {
					t.Fatalf("step %d: %v", k, err)
				}
				if after := everything(t, d); after != before {
					t.Fatalf("after a fault at step %d something has changed:\n%s", k, difference(before, after))
				}
			}
			if steps < 5 {
				t.Errorf("only %d steps: the faults did not reach the operation", steps)
			}
			if everything(t, d) == before {
				t.Error("the operation that got through changed nothing")
			}
		})
	}
}
