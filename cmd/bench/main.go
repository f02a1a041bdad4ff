// Command bench measures the desk against floors built beside it in the same
// run: the least work that does the same thing. Absolute figures drift from
// machine to machine; the ratios are what counts. It never fails a build.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
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

// cases are in the order in which they share files. ONLY picks some of them.
var cases = []struct {
	name string
	run  func(*bench) error
}{{"P9", importing}, {"P6", allocating}, {"P1", boardPage}, {"P2", boardGrowth}, {"P5", operations}, {"P12", starting}, {"P4", searching}, {"lists", listPages}}

func main() {
	b := &bench{ctx: context.Background(), runs: 5, lines: 100_000}
	if os.Getenv("QUICK") != "" {
		b.runs, b.lines = 3, 20_000
	}
	if err := b.all(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) all() (err error) {
	if b.dir = os.Getenv("KEEP"); b.dir == "" { // or a folder that keeps the files
		if b.dir, err = os.MkdirTemp("", "backfill-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	b.table = tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	b.row("case", "ours", "floor", "ratio", "target", "", "wall: ours", "floor")
	for _, c := range cases {
		if only := os.Getenv("ONLY"); only != "" && !slices.Contains(strings.Split(only, ","), c.name) {
			continue
		}
		err := b.profiled(c.name, c.run)
		b.table.Flush()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// profiled runs a case; PROFILE names a folder that gets its CPU profile.
func (b *bench) profiled(name string, run func(*bench) error) error {
	dir := os.Getenv("PROFILE")
	if dir == "" {
		return run(b)
	}
	f, err := os.Create(filepath.Join(dir, name+".pprof"))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return run(b)
}

func (b *bench) row(cells ...string) { fmt.Fprintln(b.table, strings.Join(cells, "\t")) }

func (b *bench) file(name string) string { return filepath.Join(b.dir, name) }

// took is one measured run.
type took struct {
	wall, cpu time.Duration
	per       int // operations in it
}

func wholeWall(t took) time.Duration { return t.wall }
func wholeCPU(t took) time.Duration  { return t.cpu }

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

// compare prints one case: the CPU time of ours against its floor's, at most
// target times it, and the wall time of both beside it. CPU time is what a busy
// machine leaves comparable.
func (b *bench) compare(name string, ours, floor []took, target float64) {
	o, f := spreadOf(ours, took.cpuPer), spreadOf(floor, took.cpuPer)
	ratio := float64(o.mid) / float64(f.mid)
	b.row(name, o.String(), f.String(), fmt.Sprintf("%.2f", ratio), fmt.Sprintf("<= %.2g", target), met(ratio <= target),
		spreadOf(ours, took.wallPer).String(), spreadOf(floor, took.wallPer).String())
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
