// Command bench measures the desk against floors built beside it in the same
// run: the least work that does the same thing. Absolute figures drift from
// machine to machine; the ratios are what counts. It never fails a build.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// bench is one run: where it works, how large, and what it has found.
type bench struct {
	ctx   context.Context
	dir   string
	runs  int // measured runs of each case
	lines int // open order lines of the large file
	table *tabwriter.Writer
}

func main() {
	b := &bench{ctx: context.Background(), runs: 5, lines: 100_000}
	if os.Getenv("QUICK") != "" {
		b.runs, b.lines = 3, 20_000
	}
	var err error
	if b.dir, err = os.MkdirTemp("", "backfill-bench-"); err != nil {
		fail(err)
	}
	defer os.RemoveAll(b.dir)
	b.table = tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	b.row("case", "ours", "floor", "ratio", "target", "")
	for _, c := range []func(*bench) error{importing, allocating, boardPage, boardGrowth, operations, starting} {
		if err := c(b); err != nil {
			b.table.Flush()
			os.RemoveAll(b.dir)
			fail(err)
		}
		b.table.Flush()
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

func (b *bench) row(cells ...string) { fmt.Fprintln(b.table, strings.Join(cells, "\t")) }

func (b *bench) file(name string) string { return filepath.Join(b.dir, name) }

// took is one measured run.
type took struct {
	wall, cpu time.Duration
	per       int // operations in it
}

func wholeWall(t took) time.Duration { return t.wall }

func (t took) cpuPer() time.Duration  { return t.cpu / time.Duration(max(1, t.per)) }
func (t took) wallPer() time.Duration { return t.wall / time.Duration(max(1, t.per)) }

// measure runs fn once to warm up and then as often as the bench says.
func (b *bench) measure(fn func() (operations int, err error)) ([]took, error) {
	var all []took
	for i := range b.runs + 1 {
		t, err := once(fn)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			all = append(all, t)
		}
	}
	return all, nil
}

// once measures a single run, for work that cannot be repeated on a file.
func once(fn func() (int, error)) (took, error) {
	cpu, start := cpuTime(), time.Now()
	n, err := fn()
	return took{wall: time.Since(start), cpu: cpuTime() - cpu, per: n}, err
}

// cpuTime is what this process has used, user and system.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// spread is the median of a figure with its least and greatest value.
type spread struct{ min, mid, max time.Duration }

func spreadOf(all []took, figure func(took) time.Duration) spread {
	v := make([]time.Duration, len(all))
	for i, t := range all {
		v[i] = figure(t)
	}
	slices.Sort(v)
	return spread{v[0], v[len(v)/2], v[len(v)-1]}
}

func (s spread) String() string {
	return fmt.Sprintf("%s (%s-%s)", round(s.mid), round(s.min), round(s.max))
}

func round(d time.Duration) time.Duration {
	switch {
	case d > time.Second:
		return d.Round(10 * time.Millisecond)
	case d > time.Millisecond:
		return d.Round(10 * time.Microsecond)
	}
	return d.Round(100 * time.Nanosecond)
}

// compare prints one case: ours against its floor, at most target times it.
func (b *bench) compare(name string, ours, floor spread, target float64) {
	ratio := float64(ours.mid) / float64(floor.mid)
	b.row(name, ours.String(), floor.String(), fmt.Sprintf("%.2f", ratio), fmt.Sprintf("<= %.2g", target), met(ratio <= target))
}

// against prints one case with a target that is a figure of its own.
func (b *bench) against(name string, ours spread, target string, ok bool) {
	b.row(name, ours.String(), "", "", target, met(ok))
}

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "NOT MET"
}
