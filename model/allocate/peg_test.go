package allocate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// dates shows each line's parts and promise, by line id: "4@5 Nov 6@9 Nov = 9 Nov".
func (d *desk) dates() string {
	d.t.Helper()
	plan := Decide(d.Snapshot)
	if err := judge(d.Snapshot, plan); err != nil {
		d.t.Error(err)
	}
	by := make([]string, len(d.Lines))
	for _, r := range plan.Lines {
		var b strings.Builder
		for _, p := range r.Parts {
			fmt.Fprintf(&b, "%s %s %s, ", p.Qty, p.Source, p.Date.Std().Format("2 Jan"))
		}
		promise := "none"
		if !r.Promise.IsZero() {
			promise = r.Promise.Std().Format("2 Jan")
		}
		by[r.LineID-1] = b.String() + "promise " + promise
	}
	return strings.Join(by, "; ")
}

func TestPromising(t *testing.T) {
	cases := []struct {
		name  string
		build func(*desk)
		want  string
	}{
		{"what is allocated leaves after picking", func(d *desk) {
			d.Policy.PickDays = 2
			d.pool(1, free(5))
			d.line(1, 1, 5)
		}, "promise 4 Nov"},
		{"a part comes earlier, the promise is for all of it", func(d *desk) {
			d.pool(1, free(1))
			d.line(1, 1, 10)
			d.inbound(1, 1, 4, day(d.t, "5 Nov"))
			d.inbound(2, 1, 9, day(d.t, "10 Nov"))
		}, "4 PO-1/1 5 Nov, 5 PO-2/1 10 Nov, promise 10 Nov"},
		{"supply is used up in rank order", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(3))
			d.line(2, 1, 5, prio(1))
			d.inbound(1, 1, 5, day(d.t, "5 Nov"))
		}, "5 not yet ordered 16 Nov, promise 16 Nov; 5 PO-1/1 5 Nov, promise 5 Nov"},
		{"a special order is for its line alone", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(1))
			d.line(2, 1, 5, prio(3))
			d.inbound(1, 1, 9, day(d.t, "5 Nov")).ForLine = 2
		}, "5 not yet ordered 16 Nov, promise 16 Nov; 5 PO-1/1 5 Nov, promise 5 Nov"},
		{"an order for later makes nobody wait", func(d *desk) {
			d.Policy.HorizonDays = 5
			d.pool(1, free(3))
			d.line(1, 1, 5, prio(1), needBy(day(d.t, "1 Dec")))
			d.line(2, 1, 5, prio(5))
			d.inbound(1, 1, 5, day(d.t, "5 Nov"))
		}, "3 PO-1/1 5 Nov, 2 not yet ordered 16 Nov, promise 1 Dec; 2 PO-1/1 5 Nov, promise 5 Nov"},
		{"an order for later is not promised sooner", func(d *desk) {
			d.Policy.HorizonDays = 5
			d.pool(1, free(9))
			d.line(1, 1, 5, needBy(day(d.t, "1 Dec")))
		}, "5 stock 2 Nov, promise 1 Dec"},
		{"two lots are no supply of one", func(d *desk) {
			d.pool(1, lotOf("A", 6), lotOf("B", 5))
			d.line(1, 1, 10, oneLot)
			d.inbound(1, 1, 8, day(d.t, "5 Nov"))
			d.inbound(2, 1, 12, day(d.t, "9 Nov"))
			d.line(2, 1, 4, held("credit"))
		}, "10 PO-2/1 9 Nov, promise 9 Nov; 4 stock 2 Nov, promise none"},
		{"a held line of one lot waits for a lot that is enough", func(d *desk) {
			d.pool(1, lotOf("A", 12), lotOf("B", 5))
			d.line(1, 1, 10, oneLot, held("credit"))
			d.line(2, 1, 10, oneLot, held("credit"))
		}, "10 stock 2 Nov, promise none; 10 not yet ordered 16 Nov, promise none"},
		{"a complete order is promised for its last line", func(d *desk) {
			d.pool(1, free(5))
			d.pool(2, Lot{})
			d.order(1, model.OrderComplete)
			d.line(1, 1, 5)
			d.line(1, 2, 5)
			d.inbound(1, 2, 5, day(d.t, "5 Nov"))
		}, "5 stock 2 Nov, promise 5 Nov; 5 PO-1/1 5 Nov, promise 5 Nov"},
		{"nothing is promised on hold", func(d *desk) {
			d.pool(1, free(5))
			d.line(1, 1, 5, held("credit"))
		}, "5 stock 2 Nov, promise none"},
		{"a promise that cannot be met stands", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, promised(day(d.t, "6 Nov")))
			d.inbound(1, 1, 5, day(d.t, "25 Nov"))
		}, "5 PO-1/1 25 Nov, promise 6 Nov"},
		{"an order for a date does not leave before it", func(d *desk) {
			d.pool(1, free(5))
			d.order(1, model.OnDate).ShipDate = day(d.t, "12 Nov")
			d.line(1, 1, 5)
		}, "promise 12 Nov"},
		{"by own truck the promise is the day it goes there", func(d *desk) {
			d.pool(1, free(5))
			d.order(1, model.AsAvailable)
			d.truck(1, time.Wednesday)
			d.line(1, 1, 5)
			d.line(1, 1, 5)
			d.inbound(1, 1, 5, day(d.t, "5 Nov"))
		}, "promise 4 Nov; 5 PO-1/1 5 Nov, promise 11 Nov"},
		{"an order for later comes with the last truck before it is wanted", func(d *desk) {
			d.Policy.HorizonDays = 5
			d.pool(1, free(9))
			d.order(1, model.AsAvailable)
			d.truck(1, time.Wednesday)
			d.line(1, 1, 5, needBy(day(d.t, "1 Dec")))
		}, "5 stock 2 Nov, promise 25 Nov"},
		{"what the supplier ships comes when it says, not over our dock", func(d *desk) {
			d.Policy.DockDays, d.Policy.PickDays = 2, 2
			d.pool(1, free(9))
			d.line(1, 1, 5, fromSupplier)
			d.line(1, 1, 5, fromSupplier)
			d.inbound(1, 1, 5, day(d.t, "9 Nov")).ForLine = 2
		}, "5 not yet ordered 16 Nov, promise 16 Nov; 5 PO-1/1 9 Nov, promise 9 Nov"},
		{"what comes is used up in packs, the rest of it by others", func(d *desk) {
			d.pool(1, Lot{}).Pack = model.Units(6)
			d.line(1, 1, 12, prio(1))
			d.line(2, 1, 1, prio(2))
			d.inbound(1, 1, 8, day(d.t, "5 Nov"))
		}, "6 PO-1/1 5 Nov, 6 not yet ordered 16 Nov, promise 16 Nov; 1 PO-1/1 5 Nov, promise 5 Nov"},
		{"packs that complete a line may come in two parts", func(d *desk) {
			d.pool(1, Lot{}).Pack = model.Units(6)
			d.line(1, 1, 12, prio(1))
			d.inbound(1, 1, 8, day(d.t, "5 Nov"))
			d.inbound(2, 1, 8, day(d.t, "9 Nov"))
		}, "8 PO-1/1 5 Nov, 4 PO-2/1 9 Nov, promise 9 Nov"},
		{"who gets no more makes nobody wait", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5, prio(1), policy(model.Locked))
			d.line(2, 1, 5, prio(5))
			d.inbound(1, 1, 5, day(d.t, "5 Nov"))
		}, "5 not yet ordered 16 Nov, promise 16 Nov; 5 PO-1/1 5 Nov, promise 5 Nov"},
		{"what is on the road comes before what is on order for the same day", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5)
			d.inbound(1, 1, 5, day(d.t, "5 Nov"))
			d.inbound(1, 1, 5, day(d.t, "5 Nov"))
			d.Inbound[1].ID, d.Inbound[1].Name = -1, "TR-1/1"
		}, "5 TR-1/1 5 Nov, promise 5 Nov"},
		{"an overdue order is not promised as today", func(d *desk) {
			d.pool(1, Lot{})
			d.line(1, 1, 5)
			d.inbound(1, 1, 5, day(d.t, "1 Nov"))
		}, "5 PO-1/1 5 Nov, promise 5 Nov"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			c.build(d)
			if got := d.dates(); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}
