package model

import "time"

// Calendar counts working days: which weekdays are worked and which dates are
// closed. The zero Calendar works Monday to Friday.
type Calendar struct {
	workdays [7]bool
	closed   map[Date]bool
	set      bool
}

// NewCalendar makes a calendar from the worked weekdays and the closed dates.
// Without any worked weekday it works Monday to Friday.
func NewCalendar(workdays []time.Weekday, closed []Date) Calendar {
	c := Calendar{closed: make(map[Date]bool, len(closed))}
	for _, w := range workdays {
		c.workdays[w], c.set = true, true
	}
	for _, d := range closed {
		c.closed[d] = true
	}
	return c
}

// Works tells whether d is a working day.
func (c Calendar) Works(d Date) bool {
	w := d.Weekday()
	worked := c.workdays[w]
	if !c.set {
		worked = w != time.Saturday && w != time.Sunday
	}
	return worked && !c.closed[d]
}

// Closed tells whether d is one of the closed dates, whatever its weekday.
func (c Calendar) Closed(d Date) bool { return c.closed[d] }

// On is a calendar with the same closed dates and other weekdays.
func (c Calendar) On(workdays []time.Weekday) Calendar {
	on := NewCalendar(workdays, nil)
	on.closed = c.closed
	return on
}

// Next is the first working day on or after d. A calendar that closes a whole
// year is a mistake in the settings; then d itself comes back.
func (c Calendar) Next(d Date) Date {
	for i := range 366 {
		if c.Works(d.AddDays(i)) {
			return d.AddDays(i)
		}
	}
	return d
}

// Add counts n working days on from d: Add(d, 0) is Next(d), Add(Friday, 1) is
// Monday.
func (c Calendar) Add(d Date, n int) Date {
	d = c.Next(d)
	for range n {
		d = c.Next(d.AddDays(1))
	}
	return d
}
