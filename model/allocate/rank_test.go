package allocate

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"backfill/model"

	"pgregory.net/rapid"
)

// inOrder lists the lines of a plan by id, in rank order.
func inOrder(s Snapshot) string {
	var ids []string
	for _, r := range Decide(s).Lines {
		ids = append(ids, fmt.Sprint(r.LineID))
	}
	return strings.Join(ids, " ")
}

// TestLiftsMakeLinesMoreUrgent tries each lift on a line of priority 4 that
// meets it exactly, and on one that just does not.
func TestLiftsMakeLinesMoreUrgent(t *testing.T) {
	for _, c := range []struct {
		name      string
		lift      model.Lift
		meet      func(o *Order, l *Line)
		miss      func(o *Order, l *Line)
		inSummary string
	}{
		{"rush", model.Lift{Kind: model.LiftRush, By: 3, Best: 1},
			func(o *Order, _ *Line) { o.Rush = true }, func(*Order, *Line) {}, "priority 1 (lifted from 4: rushed)"},
		{"class", model.Lift{Kind: model.LiftClass, Of: "A, b", By: 1, Best: 1},
			func(o *Order, _ *Line) { o.Class = "B" }, func(o *Order, _ *Line) { o.Class = "C" }, "priority 3 (lifted from 4: customer class B)"},
		{"tier", model.Lift{Kind: model.LiftTier, Of: "gold", By: 1, Best: 1},
			func(o *Order, _ *Line) { o.Tier = "Gold" }, func(o *Order, _ *Line) { o.Class = "gold" }, "priority 3 (lifted from 4: customer tier Gold)"},
		{"customer", model.Lift{Kind: model.LiftCustomer, From: 500, By: 4, Best: 2},
			func(o *Order, _ *Line) { o.CustomerYear = 500 }, func(o *Order, _ *Line) { o.CustomerYear = 499 }, "priority 2 (lifted from 4: a large customer)"},
		{"order", model.Lift{Kind: model.LiftOrder, From: 500, By: 1, Best: 1},
			func(o *Order, _ *Line) { o.Value = 500 }, func(o *Order, _ *Line) { o.Value = 499 }, "priority 3 (lifted from 4: a large order)"},
		{"small", model.Lift{Kind: model.LiftSmall, From: 500, By: 1, Best: 1},
			func(o *Order, _ *Line) { o.Value = 500 }, func(o *Order, _ *Line) { o.Value = 501 }, "priority 3 (lifted from 4: a small order)"},
		{"deadline", model.Lift{Kind: model.LiftDeadline, From: 2, By: 1, Best: 1},
			func(o *Order, l *Line) { o.Deadline, l.NeedBy = true, day(t, "4 Nov") },
			func(o *Order, l *Line) { o.Deadline, l.NeedBy = true, day(t, "5 Nov") }, "priority 3 (lifted from 4: a deadline that is near), needed 4 Nov"},
		{"broken", model.Lift{Kind: model.LiftBroken, From: 2, By: 1, Best: 1},
			func(_ *Order, l *Line) { l.Broken = 2 }, func(_ *Order, l *Line) { l.Broken = 1 }, "priority 3 (lifted from 4: 2 promises were broken)"},
		{"waiting", model.Lift{Kind: model.LiftWaiting, From: 10, By: 1, Best: 2},
			func(_ *Order, l *Line) { l.OrderedAt = model.At(day(t, "13 Oct").Std().Add(time.Hour)) },
			func(_ *Order, l *Line) { l.OrderedAt = model.At(day(t, "24 Oct").Std().Add(time.Hour)) }, "priority 2 (lifted from 4: 20 days of waiting), ordered 13 Oct"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.Policy.Rank = model.RankRule{Keys: []model.RankKey{model.RankPriority}, Lifts: []model.Lift{c.lift}}
			d.pool(1, free(0))
			for id, change := range map[int64]func(*Order, *Line){1: c.miss, 2: c.meet} {
				o := d.order(id, model.AsAvailable)
				d.line(id, 1, 1, func(l *Line) { l.ID, l.Priority, l.OrderedAt = id, 4, model.Time{}; change(o, l) })
			}
			if got := inOrder(d.Snapshot); got != "2 1" {
				t.Errorf("in the order %s", got)
			}
			if got := RankWords(d.why(2), model.LocaleByTag("en-GB")); got != c.inSummary {
				t.Errorf("\n got %s\nwant %s", got, c.inSummary)
			}
			if got := RankWords(d.why(1), model.LocaleByTag("en-GB")); strings.Contains(got, "lifted") {
				t.Errorf("lifted, and must not be: %s", got)
			}
		})
	}
}

// TestPins moves lines above others of their pool, in chains and circles too.
func TestPins(t *testing.T) {
	for pins, want := range map[string]string{
		"":            "1 2 3 4 5 6",
		"4>2":         "1 4 2 3 5 6",
		"4>2 5>2":     "1 4 5 2 3 6",
		"4>2 5>4":     "1 5 4 2 3 6",
		"5>4 4>2 3>1": "3 1 5 4 2 6",
		"2>4":         "1 2 3 4 5 6", // it is above already
		"6>1":         "1 2 3 4 5 6", // of another pool
		"4>9 9>1 3>3": "1 2 3 4 5 6",
	} {
		d := newDesk(t)
		d.pool(1, free(0))
		d.pool(2, free(0))
		d.order(1, model.AsAvailable)
		for id := range int64(6) {
			d.line(1, 1+id/5, 1, func(l *Line) { l.Priority = int(1 + id/2) })
		}
		for p := range strings.FieldsSeq(pins) {
			var pin Pin
			if _, err := fmt.Sscanf(p, "%d>%d", &pin.Line, &pin.Above); err != nil {
				t.Fatal(err)
			}
			d.Pins = append(d.Pins, pin)
		}
		if got := inOrder(d.Snapshot); got != want {
			t.Errorf("pins %q: in the order %s, want %s", pins, got, want)
		}
		if err := judge(d.Snapshot, Decide(d.Snapshot)); err != nil {
			t.Errorf("pins %q: %v", pins, err)
		}
	}
}

// TestEveryKeyOrders compares the order of random queues with one that is
// worked out key by key, on its own.
func TestEveryKeyOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t, shape{})
		s.Pins = nil
		s.Policy.NearDays = -1000
		p := Decide(s)
		byID := map[int64]Order{}
		for _, o := range s.Orders {
			byID[o.ID] = o
		}
		for i := 1; i < len(p.Lines); i++ {
			a, b := s.Lines[p.Lines[i-1].Line], s.Lines[p.Lines[i].Line]
			keys := s.Policy.Rank.Keys
			if c := cmp.Or(byKeys(keys, a, b, byID, p.Why(i-1).Priority, p.Why(i).Priority), cmp.Compare(a.ID, b.ID)); c >= 0 {
				t.Fatalf("line %d stands before %d by %v", a.ID, b.ID, keys)
			}
		}
	})
}

func byKeys(keys []model.RankKey, a, b Line, orders map[int64]Order, pa, pb int) int {
	none := model.NewDate(9999, 1, 1)
	last := func(d model.Date) model.Date {
		if d.IsZero() {
			return none
		}
		return d
	}
	for _, k := range keys {
		c := 0
		switch k {
		case model.RankPriority:
			c = cmp.Compare(pa, pb)
		case model.RankNeedBy:
			c = cmp.Compare(last(a.NeedBy), last(b.NeedBy))
		case model.RankPromise:
			c = cmp.Compare(last(a.FirstPromise), last(b.FirstPromise))
		case model.RankOrdered:
			c = a.OrderedAt.Std().Compare(b.OrderedAt.Std())
		case model.RankBroken:
			c = cmp.Compare(b.Broken, a.Broken)
		case model.RankLargeOrder:
			c = cmp.Compare(orders[b.OrderID].Value, orders[a.OrderID].Value)
		case model.RankSmallOrder:
			c = cmp.Compare(orders[a.OrderID].Value, orders[b.OrderID].Value)
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
