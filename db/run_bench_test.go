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
