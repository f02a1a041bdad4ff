package ui

import (
	"strconv"
	"strings"

	"backfill/model"
)

// Day prints a date as people say it, with the year only when it is not
// today's: "4 Dec", "4 Dec 2027". No date is "".
func Day(d, today model.Date) string {
	if d.IsZero() {
		return ""
	}
	if d.Std().Year() == today.Std().Year() {
		return d.Std().Format("2 Jan")
	}
	return d.Std().Format("2 Jan 2006")
}

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
func Qty(q model.Qty) string { return group(q.String()) }

// Count prints a whole number, thousands apart: "8,940".
func Count(n int) string { return group(strconv.Itoa(n)) }

// Money prints an amount with the currency's decimals and its code:
// "1,250.00 EUR".
func Money(m model.Money, decimals int, currency string) string {
	s := group(m.Decimal(decimals))
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

// group sets commas between the thousands of a decimal.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		return sign + whole + "." + frac
	}
	return sign + whole
}
