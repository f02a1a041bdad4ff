package model

import "time"

// ServiceDays is how far back a customer's service figures look.
const ServiceDays = 90

// ServiceLine is one order line as the service figures see it.
type ServiceLine struct {
	ID           int64 `db:"id"`
	OrderID      int64 `db:"order_id"`
	OrderedAt    Time  `db:"ordered_at"`
	Wanted       Qty   `db:"wanted"` // ordered less cancelled
	FirstPromise Date  `db:"first_promise"`
	Requested    Date  `db:"requested"`
}

// Departure is what left of a line with one shipment.
type Departure struct {
	LineID     int64 `db:"line_id"`
	ShipmentID int64 `db:"shipment_id"`
	At         Time  `db:"at"`
	Qty        Qty   `db:"qty"`
}

// Share is how many of how many; units are counted in thousandths.
type Share struct{ Met, Of int64 }

// Permille is the share in tenths of a percent, rounded down: 498 of 500 is 996,
// and only all of it is 1000. None of none is -1.
func (s Share) Permille() int64 {
	if s.Of == 0 {
		return -1
	}
	return s.Met * 1000 / s.Of
}

func (s *Share) count(met bool) {
	s.Of++
	if met {
		s.Met++
	}
}

// Service is how well one customer was served, each figure by its own formula.
// The fill figures look at the lines ordered in the last ServiceDays whose order
// left at least in part, or whose first promise has passed: what was on the
// order's first shipment? The on-time figures look at the lines due in the last
// ServiceDays, today left out: had the whole line left by the end of that day?
type Service struct {
	Units, Lines, Orders Share // fill
	Promised, Requested  Share // on time in full, by line
}

// ServiceOf works the figures out. Departures are in the order in which they
// left.
func ServiceOf(lines []ServiceLine, left []Departure, today Date, zone *time.Location) Service {
	first := map[int64]int64{} // order -> its first shipment
	orderOf := make(map[int64]int64, len(lines))
	for _, l := range lines {
		orderOf[l.ID] = l.OrderID
	}
	byLine := map[int64][]Departure{}
	for _, d := range left {
		byLine[d.LineID] = append(byLine[d.LineID], d)
		if order, known := orderOf[d.LineID]; known && first[order] == 0 {
			first[order] = d.ShipmentID
		}
	}
	var s Service
	since := today.AddDays(-ServiceDays)
	whole := map[int64]bool{} // orders that count -> nothing of them was missing
	for _, l := range lines {
		s.onTime(l, byLine[l.ID], today, zone)
		counts := first[l.OrderID] != 0 || !l.FirstPromise.IsZero() && l.FirstPromise < today
		if l.OrderedAt.Date(zone) < since || !counts {
			continue
		}
		var at Qty
		for _, d := range byLine[l.ID] {
			if d.ShipmentID == first[l.OrderID] {
				at += d.Qty
			}
		}
		at = min(at, l.Wanted)
		s.Units.Met, s.Units.Of = s.Units.Met+int64(at), s.Units.Of+int64(l.Wanted)
		s.Lines.count(at == l.Wanted)
		was, known := whole[l.OrderID]
		whole[l.OrderID] = (was || !known) && at == l.Wanted
	}
	for _, w := range whole {
		s.Orders.count(w)
	}
	return s
}

func (s *Service) onTime(l ServiceLine, left []Departure, today Date, zone *time.Location) {
	for _, due := range []struct {
		day  Date
		into *Share
	}{{l.FirstPromise, &s.Promised}, {l.Requested, &s.Requested}} {
		if due.day.IsZero() || due.day < today.AddDays(-ServiceDays) || due.day >= today {
			continue
		}
		var by Qty
		for _, d := range left {
			if d.At.Date(zone) <= due.day {
				by += d.Qty
			}
		}
		due.into.count(by >= l.Wanted)
	}
}
