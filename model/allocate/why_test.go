package allocate

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"backfill/model"

	"pgregory.net/rapid"
)

// why gives the facts of a line after the run.
func (d *desk) why(id int64) Facts {
	d.t.Helper()
	p := Decide(d.Snapshot)
	for i, r := range p.Lines {
		if r.LineID == id {
			return p.Why(i)
		}
	}
	d.t.Fatalf("no line %d", id)
	return Facts{}
}

func TestSentences(t *testing.T) {
	cases := []struct {
		name  string
		build func(*desk) int64
		want  string
	}{
		{"short of stock that others have", func(d *desk) int64 {
			d.pool(1, Lot{})
			d.line(17, 1, 80, prio(2), picked(80))
			d.line(22, 1, 40, prio(1), has(40))
			d.inbound(9, 1, 60, day(d.t, "14 Nov"))
			return d.line(30, 1, 40)
		}, "Short 40: 120 on hand, 80 picked for SO-17/1 (priority 2), 40 kept by SO-22/2 (priority 1). PO-9/1 on 14 Nov (ready to leave 16 Nov) covers it."},
		{"a part is here and the rest comes in two parts", func(d *desk) int64 {
			d.pool(1, free(10))
			d.inbound(8, 1, 5, day(d.t, "5 Nov"))
			d.inbound(9, 1, 60, day(d.t, "12 Nov"))
			return d.line(30, 1, 40)
		}, "Short 30: 10 on hand, 10 of them for this line. 5 from PO-8/1 on 5 Nov, then 25 from PO-9/1 on 12 Nov."},
		{"nothing is on order", func(d *desk) int64 {
			d.pool(1, Lot{})
			return d.line(30, 1, 40)
		}, "Short 40: none on hand. Nothing is on order; the lead time is 14 days."},
		{"what is on order goes to others", func(d *desk) int64 {
			d.pool(1, Lot{})
			d.inbound(9, 1, 60, day(d.t, "5 Nov"))
			d.line(17, 1, 60, prio(1))
			return d.line(30, 1, 40)
		}, "Short 40: none on hand. Nothing on order covers it; the lead time is 14 days."},
		{"wanted next year", func(d *desk) int64 {
			d.Policy.HorizonDays = 5
			d.pool(1, free(50))
			return d.line(30, 1, 40, ordered("17 Oct"), needBy(model.NewDate(2027, 9, 4)))
		}, "Short 40: wanted 4 Sep 2027, too far ahead to take stock on hand. Free stock covers it."},
		{"an overdue order is an estimate", func(d *desk) int64 {
			d.pool(1, Lot{})
			d.inbound(9, 1, 60, day(d.t, "26 Oct"))
			return d.line(30, 1, 40)
		}, "Short 40: none on hand. PO-9/1 on 5 Nov (an estimate) covers it."},
		{"on hold", func(d *desk) int64 {
			d.pool(1, free(50))
			return d.line(30, 1, 40, held("address unknown"))
		}, "Short 40: on hold (address unknown), it keeps its place and takes nothing. Free stock covers it."},
		{"a line of its order lacks stock", func(d *desk) int64 {
			d.pool(1, free(50))
			d.pool(2, Lot{})
			d.order(30, model.OrderComplete)
			d.line(30, 2, 5)
			return d.line(30, 1, 40)
		}, "Short 40: it ships together with SO-30/1, which cannot be completed. Free stock covers it."},
		{"kept for a better priority", func(d *desk) int64 {
			d.pool(1, free(50))
			d.keep(1, 20, 1, "9 Nov")
			return d.line(30, 1, 40)
		}, "Short 10: 20 of what is free are kept for better priorities. Free stock covers it."},
		{"an order for a zone comes with the truck", func(d *desk) int64 {
			d.pool(1, Lot{})
			d.order(30, model.AsAvailable)
			d.truck(30, time.Friday)
			d.Policy.DockDays = 1
			d.inbound(9, 1, 6000, day(d.t, "9 Nov"))
			return d.line(30, 1, 1394)
		}, "Short 1,394: none on hand. PO-9/1 on 9 Nov (ready to leave 10 Nov, on the truck of 13 Nov) covers it."},
		{"a parcel is under way for some days", func(d *desk) int64 {
			d.pool(1, Lot{})
			d.Policy.TransitDays, d.Carrier = 2, &d.Calendar
			d.inbound(9, 1, 6000, day(d.t, "26 Oct"))
			return d.line(30, 1, 40)
		}, "Short 40: none on hand. PO-9/1 on 5 Nov (an estimate, with the customer 9 Nov) covers it."},
		{"bought for this line alone", func(d *desk) int64 {
			d.pool(1, Lot{})
			d.inbound(9, 1, 60, day(d.t, "9 Nov")).ForLine = 2
			d.line(17, 1, 60, prio(1))
			return d.line(30, 1, 40)
		}, "Short 40: none on hand. PO-9/1 on 9 Nov (bought for this line) covers it."},
		{"on the road from another warehouse", func(d *desk) int64 {
			d.pool(1, Lot{})
			in := d.inbound(-9, 1, 60, day(d.t, "9 Nov"))
			in.Name, in.Confidence = "TR-9/1", model.OnTheWay
			return d.line(30, 1, 40)
		}, "Short 40: none on hand. TR-9/1 on 9 Nov (from another warehouse) covers it."},
		{"the supplier ships it", func(d *desk) int64 {
			d.pool(1, free(50))
			return d.line(30, 1, 40, fromSupplier)
		}, "Short 40: the supplier ships it, no stock is used. Nothing is on order; the lead time is 14 days."},
		{"complete", func(d *desk) int64 {
			d.pool(1, free(50))
			return d.line(30, 1, 40)
		}, "Complete: all 40 of it are allocated."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			if got := Sentence(d.why(c.build(d)), model.LocaleByTag("en-GB")); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestCount(t *testing.T) {
	for q, want := range map[model.Qty]string{0: "0", 999_000: "999", 1000_000: "1,000", -1234_567: "−1,234.567", 1234567_500: "1,234,567.5", -999_000: "−999"} {
		if got := (saying{in: model.LocaleByTag("en-GB")}).count(q); got != want {
			t.Errorf("%d thousandths: %s, want %s", q, got, want)
		}
	}
}

func TestRankWords(t *testing.T) {
	d := newDesk(t)
	d.Policy.Rank = model.DefaultRank(14)
	d.pool(1, free(1))
	id := d.line(1, 1, 5, prio(3), ordered("17 Oct"), needBy(day(t, "4 Dec")))
	want := "priority 2 (lifted from 3: 14 days of waiting), needed 4 Dec, ordered 17 Oct"
	if got := RankWords(d.why(id), model.LocaleByTag("en-GB")); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// A line whose situation did not change has the same facts in every run, so
// that its stored why need not be written again.
func TestFactsStayWhereNothingChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t, shape{})
		s = apply(s, Decide(s))
		first := Decide(s)
		s = apply(s, first)
		if s.Policy.HorizonDays < 0 && !s.Policy.Rank.Uses(model.LiftWaiting) && !s.Policy.Rank.Uses(model.LiftDeadline) && len(s.Inbound)+len(s.Protection) == 0 &&
			!slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Policy == model.MustShipBy }) {
			s.Today++ // nothing is near, ages, is overdue or ends
		}
		if got, want := facts(Decide(s)), facts(first); got != want {
			t.Fatalf("facts\n got %s\nwant %s", got, want)
		}
	})
}

func facts(p Plan) string {
	all := make([]Facts, len(p.Lines))
	for i := range p.Lines {
		all[i] = p.Why(i)
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestFactsAreSmall(t *testing.T) {
	s := busyDesk(3000)
	p := Decide(s)
	if size := len(facts(p)) / len(p.Lines); size > 450 {
		t.Errorf("the why of a line takes %d bytes on average, want at most 450", size)
	}
}
