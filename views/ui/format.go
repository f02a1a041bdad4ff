package ui

import (
	"strconv"

	"backfill/model"
)

// Day prints a date as the company writes it, with the year only when it is not
// today's: "4 Dec", "4 Dec 2027". No date is "".
func Day(d, today model.Date) string { return model.CurrentLocale().Date(d, today) }

// Relative says how far a promised date is away: "today", "in 3 d", "5 d late".
// No date is "".
func Relative(d, today model.Date) string {
	n := int(d - today)
	switch {
	case d.IsZero():
		return ""
	case n == 0:
		return "today"
	case n > 0:
		return "in " + Count(n) + " d"
	}
	return Count(-n) + " d late"
}

// Qty prints a quantity exactly, thousands apart: "1,250", "12.5".
func Qty(q model.Qty) string { return model.CurrentLocale().Qty(q) }

// Count prints a whole number, thousands apart: "8,940".
func Count(n int) string { return model.CurrentLocale().Number(strconv.Itoa(n)) }

// Decimal prints a plain decimal such as "12.5" as the company writes it.
func Decimal(plain string) string { return model.CurrentLocale().Number(plain) }

// Typed prints a quantity as a field holds it, to be read as it was.
func Typed(q model.Qty) string { return model.CurrentLocale().Typed(q.String()) }

// Money prints an amount with the currency's decimals and its code:
// "1,250.00 EUR".
func Money(m model.Money, decimals int, currency string) string {
	s := model.CurrentLocale().Number(m.Decimal(decimals))
	if currency == "" {
		return s
	}
	return s + " " + currency
}

// percent gives how much of a bar is filled, 0-100. Something is never drawn as
// nothing, and not quite all never as all.
func percent(have, of int64) int64 {
	switch {
	case have <= 0 || of <= 0:
		return 0
	case have >= of:
		return 100
	}
	return min(max(have*100/of, 3), 97)
}
