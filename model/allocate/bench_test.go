package allocate

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"backfill/model"
)

// busyDesk is a snapshot of n open lines over a twentieth as many products,
// three lines an order, a tenth of the orders complete or not at all, half of
// the demand in stock. The same n gives the same snapshot.
func busyDesk(n int) Snapshot {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	s := Snapshot{Today: model.NewDate(2026, 11, 2), Policy: Settings{NearDays: 3, Rank: model.DefaultRank(14), HorizonDays: 5}}
	products := max(n/20, 1)
	for p := range products {
		q := model.Units(r.Int64N(100))
		s.Pools = append(s.Pools, Pool{ProductID: int64(p + 1), WarehouseID: 1, LeadTimeDays: 14, Lots: []Lot{{OnHand: q, Free: q}}})
		s.Inbound = append(s.Inbound, Inbound{ID: int64(p + 1), Name: "PO-1/1", ProductID: int64(p + 1), WarehouseID: 1,
			Open: model.Units(50), ETA: s.Today.AddDays(r.IntN(30)), Confidence: model.Stated})
	}
	start := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		if i%3 == 0 {
			o := Order{ID: int64(i/3 + 1), ShipMode: model.AsAvailable}
			if r.IntN(10) == 0 {
				o.ShipMode = model.OrderComplete
			}
			s.Orders = append(s.Orders, o)
		}
		s.Lines = append(s.Lines, Line{ID: int64(i + 1), OrderID: int64(i/3 + 1), ProductID: r.Int64N(int64(products)) + 1, WarehouseID: 1,
			OrderNumber: "SO", LineNo: i%3 + 1, Open: model.Units(r.Int64N(9) + 1), Priority: r.IntN(5) + 1,
			NeedBy: s.Today.AddDays(r.IntN(40) - 20), OrderedAt: model.At(start.Add(time.Duration(r.Int64N(90*86400)) * time.Second)), Policy: model.Normal})
	}
	return s
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			s := busyDesk(n)
			for b.Loop() {
				Decide(s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/line")
		})
	}
}

func BenchmarkMostComplete(b *testing.B) {
	for _, size := range []struct{ lines, products int }{{1500, 77}, {1500, 400}, {100_000, 5_000}} {
		b.Run(fmt.Sprintf("%d lines, %d products", size.lines, size.products), func(b *testing.B) {
			s := scarceDesk(size.lines, size.products, 70, 1)
			proven := false
			for b.Loop() {
				proven = Decide(s).Proven
			}
			b.Logf("proven best: %v", proven)
		})
	}
}
