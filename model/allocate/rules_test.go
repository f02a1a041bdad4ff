package allocate

import (
	"strings"
	"testing"

	"backfill/model"
)

// Each case builds a desk and says what every line has after the run, in the
// order the lines were added.
func TestGranting(t *testing.T) {
	cases := []struct {
		name  string
		build func(*desk)
		want  string
	}{
		{"the better priority is served first", func(d *desk) {
			d.pool(1, free(10))
			d.line(1, 1, 8, prio(3))
			d.line(2, 1, 8, prio(1))
		}, "2 8"},
		{"within a priority the earlier need goes first", func(d *desk) {
			d.pool(1, free(10))
			d.line(1, 1, 8, needBy(day(d.t, "9 Nov")))
			d.line(2, 1, 8, needBy(day(d.t, "5 Nov")))
		}, "2 8"},
		{"a must-ship-by line whose date is near goes before priority 1", func(d *desk) {
			d.pool(1, free(10))
			d.line(1, 1, 8, prio(1))
			d.line(2, 1, 8, prio(5), policy(model.MustShipBy), needBy(day(d.t, "5 Nov")))
		}, "2 8"},
		{"a must-ship-by line whose date is far keeps its priority", func(d *desk) {
			d.pool(1, free(10))
			d.line(1, 1, 8, prio(1))
			d.line(2, 1, 8, prio(5), policy(model.MustShipBy), needBy(day(d.t, "6 Nov")))
		}, "8 2"},
		{"a part is whole packs", func(d *desk) {
			d.pool(1, free(14)).Pack = model.Units(5)
			d.line(1, 1, 20)
		}, "10"},
		{"the rest of a line need not be a pack", func(d *desk) {
			d.pool(1, free(14)).Pack = model.Units(5)
			d.line(1, 1, 13)
		}, "13"},
		{"what no pack uses goes to the next line", func(d *desk) {
			d.pool(1, free(14)).Pack = model.Units(5)
			d.line(1, 1, 20)
			d.line(2, 1, 4)
		}, "10 4"},
		{"a part is whole bundles of the unit as ordered", func(d *desk) {
			d.pool(1, free(100))
			d.line(1, 1, 120, unit(40))
		}, "80"},
		{"pack and bundle both hold", func(d *desk) {
			d.pool(1, free(100)).Pack = model.Units(6)
			d.line(1, 1, 120, unit(40))
		}, "0"},
		{"the last units are kept for a better priority", func(d *desk) {
			d.pool(1, free(10))
			d.keep(1, 4, 1, "2 Nov")
			d.line(1, 1, 10, prio(2))
		}, "6"},
		{"the better priority gets what is kept for it", func(d *desk) {
			d.pool(1, free(10))
			d.keep(1, 4, 1, "2 Nov")
			d.line(1, 1, 10, prio(1))
		}, "10"},
		{"a protection that ended keeps nothing", func(d *desk) {
			d.pool(1, free(10))
			d.keep(1, 4, 1, "1 Nov")
			d.line(1, 1, 10, prio(2))
		}, "10"},
		{"a line that ships complete takes all or nothing", func(d *desk) {
			d.pool(1, free(9))
			d.order(1, model.LineComplete)
			d.line(1, 1, 10)
			d.line(2, 1, 7)
		}, "0 7"},
		{"an order that ships complete and cannot leave strands nothing", func(d *desk) {
			d.pool(1, free(10))
			d.pool(2, free(3))
			d.order(1, model.OrderComplete)
			d.line(1, 1, 10, prio(1))
			d.line(1, 2, 4, prio(1))
			d.line(2, 1, 6)
			d.line(2, 2, 2)
		}, "0 0 6 2"},
		{"an order that ships complete is served across products", func(d *desk) {
			d.pool(1, free(10))
			d.pool(2, free(4))
			d.order(1, model.OrderComplete)
			d.line(1, 1, 10, prio(1))
			d.line(1, 2, 4, prio(1))
			d.line(2, 1, 6)
		}, "10 4 0"},
		{"two lines of one complete order share one product's stock", func(d *desk) {
			d.pool(1, free(10))
			d.order(1, model.OrderComplete)
			d.line(1, 1, 6)
			d.line(1, 1, 6)
		}, "0 0"},
		{"an order with lines out of sight is not judged complete", func(d *desk) {
			d.pool(1, free(10))
			d.order(1, model.OrderComplete).Elsewhere = true
			d.line(1, 1, 6)
		}, "0"},
		{"a critical set goes together, the rest of the order does not wait", func(d *desk) {
			d.pool(1, free(10))
			d.pool(2, Lot{})
			d.order(1, model.AsAvailable)
			d.line(1, 1, 4, set("frame"))
			d.line(1, 2, 4, set("frame"))
			d.line(1, 1, 3)
		}, "0 0 3"},
		{"the last of a limited number of shipments is complete", func(d *desk) {
			d.pool(1, free(5))
			d.order(1, model.MaxShipments).ShipmentsLeft = 1
			d.line(1, 1, 6)
		}, "0"},
		{"before its last shipment an order takes parts", func(d *desk) {
			d.pool(1, free(5))
			d.order(1, model.MaxShipments).ShipmentsLeft = 2
			d.line(1, 1, 6)
		}, "5"},
		{"one lot means one lot", func(d *desk) {
			d.pool(1, lotOf("A", 6), lotOf("B", 6))
			d.line(1, 1, 8, oneLot)
		}, "0"},
		{"one lot is the one that leaves least behind", func(d *desk) {
			d.pool(1, lotOf("A", 20), lotOf("B", 9))
			d.line(1, 1, 8, oneLot)
			d.line(2, 1, 20, oneLot)
		}, "8 20"},
		{"any lot takes the scraps first", func(d *desk) {
			d.pool(1, lotOf("A", 10), lotOf("B", 3))
			d.line(1, 1, 3)
			d.line(2, 1, 10, oneLot)
		}, "3 10"},
		{"a line that has some of a lot gets the rest of the same", func(d *desk) {
			d.pool(1, lotOf("A", 5), lotOf("B", 9))
			d.line(1, 1, 8, oneLot, hasOf("B", 3))
		}, "8"},
		{"a hold keeps what it has and takes nothing", func(d *desk) {
			d.pool(1, free(10))
			d.line(1, 1, 8, prio(1), held("address unknown"), has(2))
			d.line(2, 1, 12)
		}, "2 10"},
		{"beyond the horizon nothing is taken", func(d *desk) {
			d.Policy.HorizonDays = 5
			d.pool(1, free(10))
			d.line(1, 1, 8, prio(1), needBy(day(d.t, "24 Nov")))
			d.line(2, 1, 8, prio(5), needBy(day(d.t, "23 Nov")))
		}, "0 8"},
		{"direct shipments need no stock", func(d *desk) {
			d.pool(1, free(10))
			d.line(1, 1, 8, func(l *Line) { l.NoStock = true })
			d.line(2, 1, 10)
		}, "0 10"},
		{"a direct line does not keep its order from leaving", func(d *desk) {
			d.pool(1, free(10))
			d.order(1, model.OrderComplete)
			d.line(1, 1, 8, func(l *Line) { l.NoStock = true })
			d.line(1, 1, 10)
		}, "0 10"},
		{"picked stays picked", func(d *desk) {
			d.Replan = true
			d.pool(1, Lot{})
			d.line(1, 1, 10, prio(5), picked(4))
			d.line(2, 1, 10, prio(1))
		}, "4 0"},
		{"waiting lifts a line", func(d *desk) {
			d.Policy.Rank = model.DefaultRank(14)
			d.pool(1, free(5))
			d.line(1, 1, 5, prio(3), ordered("19 Oct"))
			d.line(2, 1, 5, prio(3), needBy(day(d.t, "2 Nov")))
		}, "5 0"},
		{"waiting lifts to 2 at the most", func(d *desk) {
			d.Policy.Rank = model.DefaultRank(14)
			d.pool(1, free(5))
			d.line(1, 1, 5, prio(3), ordered("1 Jan"))
			d.line(2, 1, 5, prio(1))
		}, "0 5"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			c.build(d)
			if got := d.afters(); got != c.want {
				t.Errorf("after the run: %s, want %s", got, c.want)
			}
		})
	}
}

// The table of the six labels: a line of each with 4 of 10, once with free
// stock and a worse rank, once with a better rank that lacks 4.
func TestLabels(t *testing.T) {
	cases := []struct {
		label               model.Policy
		freeRun, loses, has string
	}{
		{model.MustShipBy, "10", "4", "10"},
		{model.Protected, "10", "4", "10"},
		{model.Locked, "4", "4", "4"},
		{model.Normal, "10", "0", "10"},
		{model.Yields, "4", "0", "4"},
		{model.Release, "4", "0", "0"},
	}
	for _, c := range cases {
		t.Run(string(c.label), func(t *testing.T) {
			for _, run := range []struct {
				what   string
				stock  int64
				replan bool
				want   string
			}{
				{"free stock is there", 6, false, c.freeRun},
				{"a better rank lacks what it has, free stock only", 0, false, "4"},
				{"a better rank lacks what it has, replanning", 0, true, c.loses},
				{"replanning with stock for all", 16, true, c.has},
			} {
				d := newDesk(t)
				d.Replan = run.replan
				d.pool(1, free(run.stock))
				d.line(1, 1, 10, policy(c.label), has(4), prio(3))
				if run.stock != 6 {
					d.line(2, 1, 4, prio(1))
				}
				if got := strings.Fields(d.afters())[0]; got != run.want {
					t.Errorf("%s: has %s, want %s", run.what, got, run.want)
				}
			}
		})
	}
}

func TestReplanning(t *testing.T) {
	cases := []struct {
		name  string
		build func(*desk)
		want  string
	}{
		{"nobody loses more than the better rank needs", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(4), has(5))
			d.line(2, 1, 3, prio(1))
		}, "2 3"},
		{"the worst rank loses first", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(2), has(5))
			d.line(2, 1, 5, prio(4), has(5))
			d.line(3, 1, 3, prio(1))
		}, "5 2 3"},
		{"a line that yields loses before a normal one of a worse rank", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(2), has(5), policy(model.Yields))
			d.line(2, 1, 5, prio(4), has(5))
			d.line(3, 1, 3, prio(1))
		}, "2 5 3"},
		{"a line that yields loses to a worse rank", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(1), has(5), policy(model.Yields))
			d.line(2, 1, 3, prio(4))
		}, "2 3"},
		{"what a complete order cannot ship goes to who can", func(d *desk) {
			d.pool(1, Lot{})
			d.pool(2, Lot{})
			d.order(1, model.OrderComplete)
			d.line(1, 1, 5, prio(1), has(5))
			d.line(1, 2, 5, prio(1))
			d.line(2, 1, 3, prio(4))
		}, "2 0 3"},
		{"what a complete order cannot ship stays while nobody wants it", func(d *desk) {
			d.pool(1, Lot{})
			d.pool(2, Lot{})
			d.order(1, model.OrderComplete)
			d.line(1, 1, 5, prio(1), has(5))
			d.line(1, 2, 5, prio(1))
		}, "5 0"},
		{"a line that needs one lot changes to a lot that has enough", func(d *desk) {
			d.pool(1, lotOf("A", 0), lotOf("B", 9))
			d.line(1, 1, 8, oneLot, hasOf("A", 3))
		}, "8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.Replan = true
			c.build(d)
			if got := d.afters(); got != c.want {
				t.Errorf("after the run: %s, want %s", got, c.want)
			}
		})
	}
}
