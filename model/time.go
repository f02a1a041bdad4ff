package model

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Time is an instant in UTC, kept as RFC 3339 text with milliseconds, so that
// text order is time order. The zero Time is kept as NULL.
type Time struct{ t time.Time }

const timeLayout = "2006-01-02T15:04:05.000Z"

// At makes a Time, cut to milliseconds in UTC.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Millisecond)}
}

// ParseTime reads the stored form, or any RFC 3339 instant.
func ParseTime(s string) (Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return Time{}, fmt.Errorf("%q is not an instant (2026-11-24T08:00:00Z)", s)
	}
	return At(t), nil
}

// ParseLocal reads a day with a time of the clock in a zone, as a form sends it
// (2026-11-24T09:00), or an RFC 3339 instant.
func ParseLocal(s string, zone *time.Location) (Time, error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return At(t), nil
		}
	}
	return ParseTime(s)
}

// Local prints the day and the time of the clock in a zone as ParseLocal reads
// them, "" for none.
func (t Time) Local(zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.t.In(zone).Format("2006-01-02T15:04")
}

// Std gives the standard library's time.
func (t Time) Std() time.Time { return t.t }

// IsZero tells whether there is no instant.
func (t Time) IsZero() bool { return t.t.IsZero() }

// String prints the stored form, "" for none.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.t.Format(timeLayout)
}

// Before, After and Add work as in package time.
func (t Time) Before(u Time) bool         { return t.t.Before(u.t) }
func (t Time) After(u Time) bool          { return t.t.After(u.t) }
func (t Time) Add(d time.Duration) Time   { return At(t.t.Add(d)) }
func (t Time) Sub(u Time) time.Duration   { return t.t.Sub(u.t) }
func (t Time) Date(l *time.Location) Date { return DateOf(t.t.In(l)) }

// Scan reads the stored text; NULL and "" are the zero Time.
func (t *Time) Scan(src any) error {
	s, err := scanText(src)
	if err != nil || s == "" {
		*t = Time{}
		return err
	}
	*t, err = ParseTime(s)
	return err
}

// Value is the stored text, NULL for none.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.String(), nil
}

// MarshalText gives the stored form, for JSON.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText gives.
func (t *Time) UnmarshalText(text []byte) error { return t.Scan(text) }

// Date is a plain date (yyyy-mm-dd) in the company's time zone: days since
// 1970-01-01, plus one so that the zero Date means "no date" and is kept as NULL.
type Date int32

// DateOf takes the calendar date of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, m, d)
}

// NewDate makes a Date; out-of-range days roll over as in package time.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) + 1
}

// ParseDate reads yyyy-mm-dd and refuses anything else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return 0, fmt.Errorf("%q is not a date (2026-11-24)", s)
	}
	return DateOf(t), nil
}

// Std gives midnight UTC of the date.
func (d Date) Std() time.Time { return time.Unix(int64(d-1)*86400, 0).UTC() }

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == 0 }

// AddDays moves by calendar days.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.Std().Weekday() }

// String prints yyyy-mm-dd, "" for none.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Std().Format(time.DateOnly)
}

// Scan reads yyyy-mm-dd; NULL and "" are no date.
func (d *Date) Scan(src any) error {
	s, err := scanText(src)
	if err != nil || s == "" {
		*d = 0
		return err
	}
	*d, err = ParseDate(s)
	return err
}

// Value is the stored text, NULL for none.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// MarshalText gives yyyy-mm-dd, for JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText gives.
func (d *Date) UnmarshalText(text []byte) error { return d.Scan(text) }

func scanText(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("read time or date from %T", src)
}

// Clock tells the time. Only cmd makes one from the wall clock; everything
// below is handed one, so that tests can stop it.
type Clock func() time.Time
