package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"backfill/db"
	"backfill/model"
)

// importing is P9: order lines from a file against a bulk insert of the same
// rows.
func importing(b *bench) error {
	const rows = 30_000
	var ours []took
	for i := range b.runs {
		t, err := b.importOnce(fmt.Sprintf("import-%d.db", i), rows)
		if err != nil {
			return err
		}
		ours = append(ours, t)
	}
	kept, err := keptBy(b.ctx, b.file("import-0.db"))
	if err != nil {
		return err
	}
	floor, err := b.measure(func() (int, error) { return rows, insertKept(b.ctx, b.file("bulk.db"), kept) })
	if err != nil {
		return err
	}
	b.compare("P9 import of 30,000 order lines against its rows inserted, CPU a line", ours, floor, 4)
	if floor, err = b.measure(func() (int, error) { return rows, bulkInsert(b.ctx, b.file("bulk.db"), rows) }); err != nil {
		return err
	}
	b.compare("P9 the same against the file's rows in one plain table", ours, floor, 4)
	return b.flatMemory()
}

func (b *bench) importOnce(name string, rows int) (took, error) {
	s, err := b.newDesk(name, rows)
	if err != nil {
		return took{}, err
	}
	defer s.Close()
	return once(func() (int, error) { return rows, take(b.ctx, s, "orders", ordersCSV(rows)) })
}

// flatMemory imports a long file and says how much the process grew.
func (b *bench) flatMemory() error {
	s, err := b.newDesk("long.db", b.lines)
	if err != nil {
		return err
	}
	defer s.Close()
	before := peak()
	t, err := once(func() (int, error) { return b.lines, take(b.ctx, s, "orders", ordersCSV(b.lines)) })
	if err != nil {
		return err
	}
	b.row(fmt.Sprintf("   import of %d order lines", b.lines), fmt.Sprintf("%s, %d lines/s", round(t.wall), int(float64(t.per)/t.wall.Seconds())), "", "", fmt.Sprintf("peak memory +%d MB", (peak()-before)>>20), "")
	return nil
}

// peak is the most memory this process ever had resident, in bytes.
func peak() int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kb, _ := strconv.ParseInt(strings.Fields(rest + " 0")[0], 10, 64)
	return kb << 10
}

// allocating is P6: a whole run against the greedy floor.
func allocating(b *bench) error {
	sizes := []int{b.lines / 10, b.lines}
	var mids []float64
	for _, lines := range sizes {
		ours, err := b.allocateRuns(lines)
		if err != nil {
			return err
		}
		p, err := greedyFile(b.ctx, b.file("greedy.db"), lines, productsFor(lines))
		if err != nil {
			return err
		}
		floor, err := b.measure(func() (int, error) { return lines, greedy(b.ctx, p) })
		p.Close()
		if err != nil {
			return err
		}
		mids = append(mids, float64(spreadOf(ours, wholeCPU).mid))
		b.compare(fmt.Sprintf("P6 run over %d lines, load, decide, save, CPU a line", lines), ours, floor, 1.5)
	}
	e := math.Log10(mids[1] / mids[0])
	b.row("P6 growth exponent of the CPU time", fmt.Sprintf("%.2f", e), "", "", "<= 1.1", met(e <= 1.1))
	return nil
}

// allocateRuns times runs on fresh copies of a desk that was never allocated.
func (b *bench) allocateRuns(lines int) ([]took, error) {
	s, err := b.newDesk(fmt.Sprintf("fresh-%d.db", lines), lines)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := take(b.ctx, s, "orders", ordersCSV(lines)); err != nil {
		return nil, err
	}
	var all []took
	for range b.runs {
		t, err := b.allocateCopy(s, lines)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	dry, err := b.measure(func() (int, error) {
		_, err := s.Allocate(b.ctx, model.CLIActor(), model.RunRequest{DryRun: true})
		return lines, err
	})
	b.row(fmt.Sprintf("   load and decide %d lines, nothing saved", lines), spreadOf(dry, took.cpuPer).String(), "", "", "", "", spreadOf(dry, took.wallPer).String())
	return all, err
}

func (b *bench) allocateCopy(s *db.Store, lines int) (took, error) {
	c, err := b.copyDesk(s, "copy.db")
	if err != nil {
		return took{}, err
	}
	defer c.Close()
	return once(func() (int, error) {
		_, err := c.Allocate(b.ctx, model.CLIActor(), model.RunRequest{})
		return lines, err
	})
}
