package ui

import (
	"context"

	"backfill/model"
)

// Day prints a date as whoever reads the page does, whose locale ctx holds, with
// the year only when it is not today's: "4 Dec", "4 Dec 2027". No date is "".
func Day(ctx context.Context, d, today model.Date) string { return model.LocaleOf(ctx).Date(d, today) }

// Relative says how far a promised date is away: "today", "in 3 d", "5 d late".
// No date is "".
func Relative(ctx context.Context, d, today model.Date) string {
	n := int(d - today)
	switch {
	case d.IsZero():
		return ""
	case n == 0:
		return "today"
	case n > 0:
		return "in " + Count(ctx, n) + " d"
	}
	return Count(ctx, -n) + " d late"
}

// Qty prints a quantity exactly, thousands apart: "1,250", "12.5".
func Qty(ctx context.Context, q model.Qty) string { return model.LocaleOf(ctx).Qty(q) }

// Count prints a whole number, thousands apart: "8,940".
func Count(ctx context.Context, n int) string { return model.LocaleOf(ctx).Count(n) }

// Decimal prints a plain decimal such as "12.5" as whoever reads it does.
func Decimal(ctx context.Context, plain string) string { return model.LocaleOf(ctx).Number(plain) }

// Typed prints a quantity as a field holds it, to be read as it was.
func Typed(ctx context.Context, q model.Qty) string { return model.LocaleOf(ctx).Typed(q.String()) }

// WrittenIn is the field that tells which locale a form was written in.
const WrittenIn = "written_in"

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
