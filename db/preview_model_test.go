package db_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// TestPreviewIsBooking makes desks of every kind of order and books arrivals of
// every kind: over, short, rejected, closed, in lots, for a special order. Each
// time what was shown before is what happens.
func TestPreviewIsBooking(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("SEED=%d", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 3))
			d := busyYard(t, r)
			for range 8 {
				id := d.ID(`SELECT coalesce(min(id), 0) FROM (SELECT id FROM po_line WHERE open > 0 ORDER BY id % ?, id LIMIT 1)`, 1+r.IntN(5))
				if id == 0 {
					return
				}
				in := model.Receipt{POLine: id, Received: model.Units(1 + r.Int64N(9)), Lot: []string{"", "", "A", "B"}[r.IntN(4)]}
				if r.IntN(4) == 0 {
					in.Rejected, in.Why = model.Units(1+r.Int64N(3)), "wet"
				}
				if r.IntN(4) == 0 {
					in.CloseShort, in.Why = true, "sold out"
				}
				bookAsPreviewed(t, d, in)
			}
		})
	}
}

func busyYard(t *testing.T, r *rand.Rand) *dbtest.Desk {
	t.Helper()
	skus := []string{"OAK", "ASH", "FIR"}
	d := dbtest.New(t, yard, dbtest.Product{SKU: "FIR", Supplier: "SAW", Pack: "2"},
		dbtest.Stock{SKU: "OAK", Qty: "3"}, dbtest.Stock{SKU: "FIR", Qty: "4", Lot: "A"})
	modes := []model.ShipMode{model.AsAvailable, model.AsAvailable, model.LineComplete, model.OrderComplete, model.MaxShipments}
	for i := range 10 {
		o := dbtest.Order{Number: fmt.Sprintf("SO-%d", i), Customer: []string{"ANN", "BOB"}[r.IntN(2)], Priority: 1 + r.IntN(5),
			ShipMode: modes[r.IntN(len(modes))], NeedBy: day(r.IntN(20))}
		set := []string{"", "", "beams"}[r.IntN(3)]
		for range 1 + r.IntN(3) {
			o.Lines = append(o.Lines, dbtest.Line{SKU: skus[r.IntN(3)], Qty: fmt.Sprint(1 + r.IntN(8)), OneLot: r.IntN(5) == 0, Set: set})
		}
		d.Add(o)
	}
	for i := range 6 {
		po := dbtest.PO{Number: fmt.Sprintf("PO-%d", i), Supplier: "SAW", SKU: skus[i%3], Qty: fmt.Sprint(2 + r.IntN(10)), ETA: day(1 + r.IntN(9))}
		if i < 3 { // a special order for the first line of it that is short
			po.ForLine = d.ID(`SELECT coalesce(min(l.id), 0) FROM order_line l JOIN product p ON p.id = l.product_id WHERE p.sku = ? AND l.short > 0`, po.SKU)
		}
		d.Add(po)
	}
	held, version := d.Line("SO-3", 1)
	must(t, d.Store.HoldLine(t.Context(), dbtest.Dana(), held, version, "colour?"))
	agreed, version := d.Line("SO-4", 1)
	must(t, d.Store.SetPromise(t.Context(), dbtest.Dana(), agreed, version, day(15), "agreed on the phone"))
	return d
}
