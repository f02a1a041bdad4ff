package model

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"time"
)

// TimeOfDay is a time of day by the company's clock: minutes after midnight,
// plus one so that the zero TimeOfDay means "none" and is kept as NULL.
type TimeOfDay int16

// NewTimeOfDay makes a TimeOfDay.
func NewTimeOfDay(hour, minute int) TimeOfDay { return TimeOfDay(60*hour+minute) + 1 }

// ParseTimeOfDay reads hh:mm, as 15:00 or 7:30.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%q is not a time of day (15:00)", s)
	}
	return NewTimeOfDay(t.Hour(), t.Minute()), nil
}

// TimeOfDay is the time of day of t in a zone.
func (t Time) TimeOfDay(l *time.Location) TimeOfDay {
	local := t.t.In(l)
	return NewTimeOfDay(local.Hour(), local.Minute())
}

// IsZero tells whether there is no time of day.
func (t TimeOfDay) IsZero() bool { return t == 0 }

// String prints hh:mm, "" for none.
func (t TimeOfDay) String() string {
	if t == 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", (t-1)/60, (t-1)%60)
}

// Scan reads hh:mm; NULL and "" are none.
func (t *TimeOfDay) Scan(src any) error {
	s, err := scanText(src)
	if err != nil || s == "" {
		*t = 0
		return err
	}
	*t, err = ParseTimeOfDay(s)
	return err
}

// Value is the stored text, NULL for none.
func (t TimeOfDay) Value() (driver.Value, error) {
	if t == 0 {
		return nil, nil
	}
	return t.String(), nil
}

// RouteDay is a weekday on which the own truck goes to a zone. It takes what is
// ready by the cut-off, so many calendar days before it leaves.
type RouteDay struct {
	Zone       string       `db:"zone"`
	Weekday    time.Weekday `db:"weekday"`
	Cutoff     TimeOfDay    `db:"cutoff"`
	DaysBefore int          `db:"days_before"` // 0: on the day itself
}

// Routes says how goods leave a warehouse: when the carrier's last collection
// is, and where the own truck goes on which day.
type Routes struct {
	Warehouse     string     `db:"code"`
	CarrierCutoff TimeOfDay  `db:"carrier_cutoff"` // none: the company's
	Version       int        `db:"version"`        // of the warehouse
	Days          []RouteDay // by zone, then weekday from Monday
}

// MaxRouteDays bounds the route days of one warehouse.
const MaxRouteDays = 500

// Check reports what is wrong with the routes, by field; those of a route day
// are named days[0].zone, counted from 0.
func (r Routes) Check() error {
	var p Problems
	p.Need("days", len(r.Days) <= MaxRouteDays, "A warehouse has 500 route days at most.")
	seen := map[string]bool{}
	for i, d := range r.Days {
		field := func(name string) string { return fmt.Sprintf("days[%d].%s", i, name) }
		p.Need(field("zone"), d.Zone != "", "Enter the zone, as the sites have it.")
		p.Need(field("zone"), len(d.Zone) <= 60, "A zone has 60 characters at most.")
		p.Need(field("weekday"), d.Weekday >= time.Sunday && d.Weekday <= time.Saturday, "Choose the weekday.")
		p.Need(field("cutoff"), !d.Cutoff.IsZero(), "Enter the cut-off, as 15:00.")
		p.Need(field("days_before"), d.DaysBefore >= 0 && d.DaysBefore <= 6, "The cut-off is 0 to 6 days before.")
		key := strings.ToLower(d.Zone) + " " + d.Weekday.String()
		p.Need(field("weekday"), !seen[key], fmt.Sprintf("%s goes to %s already.", d.Weekday, d.Zone))
		seen[key] = true
	}
	return p.Err()
}

// Sort orders the days by zone, then weekday from Monday.
func (r *Routes) Sort() {
	slices.SortFunc(r.Days, func(a, b RouteDay) int {
		if c := strings.Compare(strings.ToLower(a.Zone), strings.ToLower(b.Zone)); c != 0 {
			return c
		}
		return int((a.Weekday+6)%7) - int((b.Weekday+6)%7)
	})
}
