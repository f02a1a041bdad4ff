package db_test

import (
	"fmt"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// BenchmarkRun times a run over every open line: the first hands half of the
// stock out and writes every reason, the second finds nothing to change.
func BenchmarkRun(b *testing.B) {
	for _, lines := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d := dbtest.New(b, dbtest.Crowd{Lines: lines, Products: lines / 20})
				d.Broken = true
				b.StartTimer()
				for _, name := range []string{"first", "second"} {
					start := time.Now()
					if _, err := d.Store.Allocate(b.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(time.Since(start).Seconds(), "s-"+name)
				}
				start := time.Now()
				d.Check()
				b.ReportMetric(time.Since(start).Seconds(), "s-check")
			}
		})
	}
}

// BenchmarkEnterOrder times one order of one line, served and on the board,
// among ten thousand others: twenty compete for the same product.
func BenchmarkEnterOrder(b *testing.B) {
	d := dbtest.New(b, dbtest.Crowd{Lines: 10_000, Products: 500})
	d.Broken = true
	if _, err := d.Store.Allocate(b.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		if _, err := d.Store.EnterOrder(b.Context(), dbtest.Dana(), dbtest.Order{Customer: "C1", Priority: 5,
			Lines: []dbtest.Line{{SKU: fmt.Sprintf("P%d", 1+n%500), Qty: "3"}}}.Entry()); err != nil {
			b.Fatal(err)
		}
	}
}
