package words

import (
	"context"

	"time"

	"backfill/model"
	"backfill/views/ui"
)

// Here is what a page needs to print dates and amounts: the company's day, time
// zone and currency, and how the person who reads it writes them.
type Here struct {
	Locale   model.Locale
	House    model.Locale // the company's, for what others get to read
	Today    model.Date
	Zone     *time.Location
	Currency string
	Decimals int // of the currency

	NoMoney bool // the person does not see prices and values
}

// Day prints a date, "–" for none.
func (h Here) Day(d model.Date) string {
	if d.IsZero() {
		return "–"
	}
	return h.Locale.Date(d, h.Today)
}

// DayText prints a date, or an instant, that is kept as text as every page does;
// other text stays as it is.
func (h Here) DayText(text string) string {
	if d, err := model.ParseDate(text); err == nil && !d.IsZero() {
		return h.Day(d)
	}
	if t, err := model.ParseTime(text); err == nil && !t.IsZero() {
		return h.Moment(t)
	}
	return text
}

// Date prints the day of an instant in the company's time zone.
func (h Here) Date(t model.Time) string { return h.Day(t.Date(h.Zone)) }

// Moment prints an instant in the company's time zone: "24 Nov 08:00".
func (h Here) Moment(t model.Time) string {
	if t.IsZero() {
		return "–"
	}
	return h.Locale.Moment(t, h.Zone, h.Today)
}

// Money prints an amount with its currency.
func (h Here) Money(m model.Money) string {
	if h.NoMoney {
		return "–"
	}
	return h.Locale.Money(m, h.Decimals, h.Currency)
}

// Amount prints an amount alone, for a column that names the currency.
func (h Here) Amount(m model.Money) string {
	if h.NoMoney {
		return "–"
	}
	return h.Locale.Money(m, h.Decimals, "")
}

// Priced is an amount in a file, with a dot; empty for who does not see it.
func (h Here) Priced(m model.Money) string {
	if h.NoMoney {
		return ""
	}
	return m.Decimal(h.Decimals)
}

// AmountOr prints an amount alone, "–" for none.
func (h Here) AmountOr(m model.Money) string {
	if m == 0 {
		return "–"
	}
	return h.Amount(m)
}

// Count prints a number, "–" for none.
func (h Here) Count(n int) string {
	if n == 0 {
		return "–"
	}
	return h.Locale.Count(n)
}

// Qty prints a quantity without its unit, "–" for none.
func (h Here) Qty(q model.Qty) string {
	if q == 0 {
		return "–"
	}
	return h.Locale.Qty(q)
}

// Late tells whether a date has passed.
func (h Here) Late(d model.Date) bool { return !d.IsZero() && d < h.Today }

// Qty prints a quantity with its unit: "40 pc".
func Qty(ctx context.Context, q model.Qty, unit string) string { return ui.Qty(ctx, q) + " " + unit }

// CountOr prints a number, "–" for none.
func CountOr(ctx context.Context, n int) string {
	if n == 0 {
		return "–"
	}
	return ui.Count(ctx, n)
}

// QtyOr prints a quantity, "–" for none.
func QtyOr(ctx context.Context, q model.Qty) string {
	if q == 0 {
		return "–"
	}
	return ui.Qty(ctx, q)
}
