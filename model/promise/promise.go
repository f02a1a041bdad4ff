// Package promise answers when: on which day supply covers a place in a queue,
// and whether that day replaces the date a customer already has. It is pure:
// allocation, order entry and availability ask it the same questions.
package promise

import (
	"cmp"
	"slices"

	"backfill/model"
)

// Words for supply that is not an inbound document.
const (
	Stock      = "stock"
	NotOrdered = "not yet ordered"
)

// Part is a dated quantity: what a supply brings, or what a line gets of it.
type Part struct {
	Qty        model.Qty
	Date       model.Date // at the dock, ready to leave
	InboundID  int64      // 0: stock that waits, or not yet ordered; negative: on the road from another warehouse
	Source     string     // "PO-9/1", "stock", "not yet ordered"
	Confidence model.Confidence
}

// Terms are what every date depends on.
type Terms struct {
	Today      model.Date
	Calendar   model.Calendar
	DockDays   int // working days from arrival to the shelf
	PickDays   int // working days from the shelf to the dock
	StickyDays int // an earlier date must gain more days than these to replace a promise

	Clock       model.TimeOfDay // now; zero: the morning, before every cut-off
	Carrier     *model.Calendar // the days a carrier works; nil: every day
	TransitDays int             // days of the carrier from our dock to the site
}

// FromStock is the day on which what is on the shelf now is ready to leave.
func (t Terms) FromStock() model.Date { return t.Calendar.Add(t.Today, t.PickDays) }

// Ready is the day on which goods that arrive on a day are ready to leave.
func (t Terms) Ready(arrival model.Date) model.Date {
	return t.Calendar.Add(arrival, t.DockDays+t.PickDays)
}

// Expect is when an inbound quantity is to be counted on, and how sure that is.
// An ETA of today or later is taken as given. An overdue one is never taken as
// today: as long as no lateness is measured it comes a fifth of its lead time
// from now, a day at least, and one without an ETA its lead time and a fifth.
// Both are estimates.
func (t Terms) Expect(eta model.Date, sure model.Confidence, leadDays int) (model.Date, model.Confidence) {
	lead := max(leadDays, 0)
	slip := max((lead+4)/5, 1)
	switch {
	case eta.IsZero():
		return t.Today.AddDays(lead + slip), model.Estimate
	case eta < t.Today:
		return t.Today.AddDays(slip), model.Estimate
	}
	return eta, sure
}

// Unordered is the part nothing inbound covers: it can leave a lead time from
// today, once somebody orders it.
func (t Terms) Unordered(q model.Qty, leadDays int) Part {
	return Part{Qty: q, Date: t.Ready(t.Today.AddDays(max(leadDays, 0))), Source: NotOrdered, Confidence: model.NotOrdered}
}

// FromSupplier is the part that the supplier ships to the site itself: a lead
// time from today, once somebody orders it. It never sees our dock.
func (t Terms) FromSupplier(q model.Qty, leadDays int) Part {
	return Part{Qty: q, Date: t.Calendar.Next(t.Today.AddDays(max(leadDays, 0))), Source: NotOrdered, Confidence: model.NotOrdered}
}

// Keep gives the promise a line should have, from the one it has (zero: none),
// the day supply covers all of it and the day the customer wants it (zero: as
// soon as possible). A promise changes by itself only to an earlier day, by
// more than StickyDays, that the customer wants; one that cannot be met stands
// until a person accepts another.
func (t Terms) Keep(current, covered, wanted model.Date) model.Date {
	if current.IsZero() || covered.IsZero() {
		return max(current, covered)
	}
	wantsEarlier := wanted.IsZero() || wanted < current
	if wantsEarlier && covered.AddDays(t.StickyDays) < current {
		return covered
	}
	return current
}

// Order puts supply into the order in which it is used up: by day, then stock
// before what is on the road before what is on order, then by inbound id. The order is total for distinct ids.
func Order(supply []Part) {
	slices.SortFunc(supply, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(turn(a), turn(b)), cmp.Compare(a.InboundID, b.InboundID), cmp.Compare(a.Source, b.Source))
	})
}

func turn(p Part) int {
	switch {
	case p.InboundID == 0:
		return 0
	case p.InboundID < 0:
		return 1
	}
	return 2
}

// Take uses up to q of ordered supply from the front and appends what it took
// to parts. It returns the parts, the supply that is left and the quantity
// that nothing covered. The supply's slice is changed.
func Take(supply []Part, q model.Qty, parts []Part) (taken, left []Part, rest model.Qty) {
	for q > 0 && len(supply) > 0 {
		p := supply[0]
		p.Qty = min(p.Qty, q)
		if p.Qty > 0 {
			parts = append(parts, p)
		}
		q -= p.Qty
		if supply[0].Qty -= p.Qty; supply[0].Qty > 0 {
			break
		}
		supply = supply[1:]
	}
	return parts, supply, q
}

// Covered is the day on which the last of the parts is ready; zero without any.
func Covered(parts []Part) model.Date {
	var last model.Date
	for _, p := range parts {
		last = max(last, p.Date)
	}
	return last
}
