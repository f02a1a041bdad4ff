package model

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Locale is how dates, numbers and money are written where people read and type
// them. Files, addresses and what is kept have one form of their own.
type Locale struct {
	Tag       string // "de-DE"
	Group     string // between thousands
	Decimal   string
	Day       string // a date in the year it is now, as a layout of package time
	DayOfYear string // a date with its year
	Clock     string
}

var locales = []Locale{
	{"en-GB", ",", ".", "2 Jan", "2 Jan 2006", "15:04"},
	{"en-US", ",", ".", "Jan 2", "Jan 2, 2006", "3:04 PM"},
	{"de-DE", ".", ",", "02.01.", "02.01.2006", "15:04"},
	{"de-CH", "’", ".", "02.01.", "02.01.2006", "15:04"},
	{"fr-FR", "\u202f", ",", "02/01", "02/01/2006", "15:04"},
	{"es-ES", ".", ",", "02/01", "02/01/2006", "15:04"},
	{"it-IT", ".", ",", "02/01", "02/01/2006", "15:04"},
	{"nl-NL", ".", ",", "02-01", "02-01-2006", "15:04"},
	{"sv-SE", "\u00a0", ",", "2006-01-02", "2006-01-02", "15:04"},
}

// LocaleByTag finds a locale; one that is not known is en-GB.
func LocaleByTag(tag string) Locale {
	for _, l := range locales {
		if l.Tag == tag {
			return l
		}
	}
	return locales[0]
}

// KnownLocale tells whether there is a locale with this tag.
func KnownLocale(tag string) bool { return LocaleByTag(tag).Tag == tag }

// Every locale there is has a row in the settings' choice; a test holds that.
func localeTags() []string {
	tags := make([]string, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	return tags
}

type localeKey struct{}

// WithLocale gives a context in which dates and numbers are written, and read
// where people type them, by a locale: a request's is that of its person.
func WithLocale(ctx context.Context, l Locale) context.Context {
	return context.WithValue(ctx, localeKey{}, l)
}

// LocaleOf is the locale of a context, en-GB where there is none.
func LocaleOf(ctx context.Context) Locale { return LocaleOr(ctx, "") }

// LocaleOr is the locale of a context; where there is none, as in work that
// nobody waits for, it is the one with this tag.
func LocaleOr(ctx context.Context, tag string) Locale {
	if l, ok := ctx.Value(localeKey{}).(Locale); ok {
		return l
	}
	return LocaleByTag(tag)
}

// Number prints a plain decimal with its thousands apart: "−1,250.5".
func (l Locale) Number(plain string) string {
	sign := ""
	if strings.HasPrefix(plain, "-") {
		sign, plain = "−", plain[1:]
	}
	whole, frac, dot := strings.Cut(plain, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + l.Group + whole[i:]
	}
	if dot {
		return sign + whole + l.Decimal + frac
	}
	return sign + whole
}

// Qty prints a quantity exactly.
func (l Locale) Qty(q Qty) string { return l.Number(q.String()) }

// Count prints a whole number: "8,940".
func (l Locale) Count(n int) string { return l.Number(strconv.Itoa(n)) }

// Money prints an amount with the currency's decimals and its code, which may be
// left out: "1,250.00 EUR".
func (l Locale) Money(m Money, decimals int, currency string) string {
	s := l.Number(m.Decimal(decimals))
	if currency == "" {
		return s
	}
	return s + " " + currency
}

// Typed prints a plain decimal as a field holds it: without thousands, so that
// what is sent back untouched is what was shown.
func (l Locale) Typed(plain string) string { return strings.Replace(plain, ".", l.Decimal, 1) }

// Date prints a date, with its year only when it is not today's; "" for none.
func (l Locale) Date(d, today Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Std().Year() == today.Std().Year():
		return d.Std().Format(l.Day)
	}
	return d.Std().Format(l.DayOfYear)
}

// Moment prints an instant in a time zone: "24 Nov 08:00".
func (l Locale) Moment(t Time, zone *time.Location, today Date) string {
	if t.IsZero() {
		return ""
	}
	return l.Date(t.Date(zone), today) + " " + t.Std().In(zone).Format(l.Clock)
}

// Plain makes of a typed number the form that ParseQty and ParseMoney read:
// thousands and the decimal sign of the locale, or of the plain form with a dot.
// What could be both is read as the locale has it; what fits neither is left as
// it is, for the parser to refuse: nothing is guessed.
func (l Locale) Plain(typed string) string {
	s := strings.TrimSpace(typed)
	s = strings.Replace(s, "−", "-", 1)
	body := strings.TrimLeft(s, "+-")
	sign := s[:len(s)-len(body)]
	whole, frac, dec := body, "", false
	if i := strings.LastIndex(body, l.Decimal); i >= 0 && !(l.Decimal == "." && l.Group == ".") {
		whole, frac, dec = body[:i], body[i+len(l.Decimal):], true
	}
	digits, ok := l.ungroup(whole)
	switch {
	case !ok:
		return s
	case dec:
		return sign + digits + "." + frac
	}
	return sign + digits
}

// ungroup takes the thousands' signs out of a whole number; false when they do
// not stand between thousands.
func (l Locale) ungroup(whole string) (string, bool) {
	for _, sep := range []string{l.Group, " ", "\u00a0", "\u202f", "'", "’"} {
		parts := strings.Split(whole, sep)
		if len(parts) == 1 {
			continue
		}
		for i, p := range parts {
			if !allDigits(p) || i > 0 && len(p) != 3 || i == 0 && (p == "" || len(p) > 3 || p[0] == '0') {
				return "", false
			}
		}
		return strings.Join(parts, ""), true
	}
	return whole, true
}

// ReadQty reads a quantity as people type it.
func (l Locale) ReadQty(typed string, decimals int) (Qty, error) {
	return ParseQty(l.Plain(typed), decimals)
}

// ReadMoney reads an amount as people type it.
func (l Locale) ReadMoney(typed string, decimals int) (Money, error) {
	return ParseMoney(l.Plain(typed), decimals)
}

// ReadDate reads a date as people type it: yyyy-mm-dd, or the locale's form with
// or without its year, which then is today's or, where that is long gone, the
// next. Without today the year must be there.
func (l Locale) ReadDate(typed string, today Date) (Date, error) {
	s := strings.TrimSpace(typed)
	if d, err := ParseDate(s); err == nil {
		return d, nil
	}
	for _, layout := range []string{l.DayOfYear, loose(l.DayOfYear), strings.TrimSuffix(loose(l.DayOfYear), "2006") + "06"} {
		if t, err := time.Parse(layout, s); err == nil {
			return checkedDate(t)
		}
	}
	if today.IsZero() {
		return 0, l.noDate(typed)
	}
	for _, layout := range []string{l.Day, loose(l.Day), strings.TrimSuffix(loose(l.Day), ".")} {
		if t, err := time.Parse(layout, s); err == nil {
			return nearYear(t, today), nil
		}
	}
	return 0, l.noDate(typed)
}

func (l Locale) noDate(typed string) error {
	return errors.New(strconv.Quote(typed) + " is not a date (" + l.Example() + ")")
}

// Example is a date as it may be typed.
func (l Locale) Example() string { return NewDate(2026, time.December, 4).Std().Format(l.DayOfYear) }

// loose takes days and months of one digit.
func loose(layout string) string {
	return strings.NewReplacer("02", "2", "01", "1", "2006", "2006").Replace(layout)
}

func checkedDate(t time.Time) (Date, error) { return ParseDate(t.Format(time.DateOnly)) }

// longGone is how many days back a date without a year may be.
const longGone = 180

func nearYear(t time.Time, today Date) Date {
	d := NewDate(today.Std().Year(), t.Month(), t.Day())
	if d < today.AddDays(-longGone) {
		d = NewDate(today.Std().Year()+1, t.Month(), t.Day())
	}
	return d
}
