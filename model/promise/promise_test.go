package promise

import (
	"testing"
	"time"

	"backfill/model"
)

func nov(day int) model.Date { return model.NewDate(2026, 11, day) }

// terms are those of Monday 2 Nov 2026, with Friday the 6th closed.
var terms = Terms{Today: nov(2), DockDays: 1, PickDays: 1, StickyDays: 5,
	Calendar: model.NewCalendar([]time.Weekday{1, 2, 3, 4, 5}, []model.Date{nov(6)})}

func TestReady(t *testing.T) {
	for arrival, want := range map[int]int{2: 4, 4: 9, 5: 10, 6: 11, 7: 11, 8: 11, 9: 11} {
		if got := terms.Ready(nov(arrival)); got != nov(want) {
			t.Errorf("arrives %s: ready %s, want %s", nov(arrival), got, nov(want))
		}
	}
	if got := terms.FromStock(); got != nov(3) {
		t.Errorf("from stock: %s", got)
	}
}

func TestExpect(t *testing.T) {
	cases := []struct {
		name string
		eta  model.Date
		lead int
		want model.Date
		sure model.Confidence
	}{
		{"a stated day is taken as given", nov(9), 14, nov(9), model.Stated},
		{"today is taken as given", nov(2), 14, nov(2), model.Stated},
		{"overdue by a day: a fifth of the lead time from now", nov(1), 14, nov(5), model.Estimate},
		{"overdue by a month: the same", model.NewDate(2026, 10, 1), 14, nov(5), model.Estimate},
		{"overdue without a lead time: not today", nov(1), 0, nov(3), model.Estimate},
		{"no day is known: lead time and a fifth", 0, 10, nov(14), model.Estimate},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got, sure := terms.Expect(c.eta, model.Stated, c.lead); got != c.want || sure != c.sure {
				t.Errorf("got %s %s, want %s %s", got, sure, c.want, c.sure)
			}
		})
	}
}

func TestKeep(t *testing.T) {
	cases := []struct {
		name                           string
		current, covered, wanted, want model.Date
	}{
		{"the first promise is the day supply covers it", 0, nov(9), 0, nov(9)},
		{"a promise that cannot be met stands", nov(9), nov(20), 0, nov(9)},
		{"a little earlier changes nothing", nov(20), nov(15), 0, nov(20)},
		{"more than five days earlier replaces it", nov(20), nov(14), 0, nov(14)},
		{"but not when the customer does not want it earlier", nov(20), nov(14), nov(20), nov(20)},
		{"it does when the customer wanted it earlier", nov(20), nov(14), nov(10), nov(14)},
		{"without supply the promise stands", nov(20), 0, 0, nov(20)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := terms.Keep(c.current, c.covered, c.wanted); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTake(t *testing.T) {
	supply := []Part{{Qty: 5, Date: nov(4), InboundID: 2}, {Qty: 3, Date: nov(4)}, {Qty: 4, Date: nov(3), InboundID: 9}}
	Order(supply)
	parts, left, rest := Take(supply, 9, nil)
	if rest != 0 || len(parts) != 3 || parts[0].InboundID != 9 || parts[1].Qty != 3 || parts[2].Qty != 2 || len(left) != 1 || left[0].Qty != 3 {
		t.Errorf("took %+v, left %+v, rest %s", parts, left, rest)
	}
	if Covered(parts) != nov(4) {
		t.Errorf("covered on %s", Covered(parts))
	}
	if _, left, rest = Take(left, 10, nil); rest != 7 || len(left) != 0 {
		t.Errorf("left %+v, rest %s", left, rest)
	}
}
