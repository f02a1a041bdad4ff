package promise

import (
	"backfill/model"
)

// Way is how goods get from the dock to one customer.
type Way struct {
	Method model.Method     // empty: carrier
	Route  []model.RouteDay // of an own truck: the days it goes there; none: any working day
	Cutoff model.TimeOfDay  // of a carrier: what is ready later leaves the next day; zero: none
}

// farAhead bounds the search for the next day that a truck goes: a year, in
// which every weekday works once. A route whose days are all closed for longer
// is a mistake in the settings.
const farAhead = 366

// Deliver is the day at the customer for goods that are ready at the dock on a
// day: at the site, or at the counter where they are fetched. Where the day is
// today, cut-offs that have passed count.
func (t Terms) Deliver(w Way, ready model.Date) model.Date {
	switch w.Method {
	case model.OwnTruck:
		return t.truck(w.Route, ready)
	case model.WillCall, model.Direct:
		return ready
	}
	return t.carry(w.Cutoff, ready)
}

// DeliverBy is the day at the customer for goods that are ready at the dock on a
// day and not wanted before a later one: that day, or the last until then on
// which the truck goes there with what is ready.
func (t Terms) DeliverBy(w Way, ready, wanted model.Date) model.Date {
	first := t.Deliver(w, ready)
	if wanted <= first {
		return first
	}
	if w.Method != model.OwnTruck || len(w.Route) == 0 {
		return wanted
	}
	for d := wanted; d > first && d > wanted.AddDays(-farAhead); d = d.AddDays(-1) {
		if r, goes := t.goes(w.Route, d); goes && t.inTime(r, d, ready) {
			return d
		}
	}
	return first
}

// truck is the first day on which the truck goes there with what is ready.
func (t Terms) truck(route []model.RouteDay, ready model.Date) model.Date {
	if len(route) == 0 {
		return t.Calendar.Next(ready)
	}
	for i := range farAhead {
		d := ready.AddDays(i)
		if r, goes := t.goes(route, d); goes && t.inTime(r, d, ready) {
			return d
		}
	}
	return t.Calendar.Next(ready)
}

// goes tells whether the truck goes on a day: it stays at home on closed days.
func (t Terms) goes(route []model.RouteDay, d model.Date) (model.RouteDay, bool) {
	for _, r := range route {
		if r.Weekday == d.Weekday() {
			return r, !t.Calendar.Closed(d)
		}
	}
	return model.RouteDay{}, false
}

// inTime tells whether what is ready on a day is there before the cut-off of the
// truck of another. What becomes ready on a later day than today counts as ready
// in its morning.
func (t Terms) inTime(r model.RouteDay, leaves, ready model.Date) bool {
	last := leaves.AddDays(-r.DaysBefore)
	return ready < last || ready == last && !t.passed(r.Cutoff, ready)
}

// carry is the day a parcel arrives: it leaves on the carrier's next day and is
// under way for its days of transit.
func (t Terms) carry(cutoff model.TimeOfDay, ready model.Date) model.Date {
	if t.passed(cutoff, ready) {
		ready = ready.AddDays(1)
	}
	if t.Carrier == nil {
		return ready
	}
	return t.Carrier.Add(ready, t.TransitDays)
}

// passed tells whether it is later than a time of day.
func (t Terms) passed(cutoff model.TimeOfDay, day model.Date) bool {
	return day == t.Today && !cutoff.IsZero() && t.Clock > cutoff
}
