// Package purchasing answers what buying looks like: what is short, the
// purchase orders with their dates, and the form for a new one.
package purchasing

import (
	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// ETAForm is a date from the supplier as it is being typed.
type ETAForm struct {
	RID      string
	MayEdit  bool
	MayBook  bool
	Line     int // of the purchase order; 0: none chosen
	Version  int
	ETA      string
	Sure     string
	Why      string
	Problems model.Problems
	Changed  string // what somebody else changed meanwhile
}

// NewForm is a purchase order as it is being typed.
type NewForm struct {
	RID       string
	SKU       string
	Qty       string
	Supplier  string
	Warehouse string
	ETA       string
	Sure      string
	ForLine   string // the order line it is bought for alone; empty: whoever is first
	ForName   string // SO-1/2, when opened from a line
	LineID    int64
	Product   string
	Unit      string
	Why       string
	Problems  model.Problems

	Suppliers, Warehouses []model.Option
}

var confidences = []ui.Option{
	{Value: "stated", Text: "Stated: their first word"}, {Value: "confirmed", Text: "Confirmed"}, {Value: "shipped", Text: "Shipped: on its way"},
}

func options(first string, from []model.Option) []ui.Option {
	var out []ui.Option
	if first != "" {
		out = []ui.Option{{Text: first}}
	}
	for _, o := range from {
		out = append(out, ui.Option{Value: o.Value, Text: o.Text + " (" + o.Value + ")"})
	}
	return out
}

func lineName(number string, line int) string { return number + "/" + strconv.Itoa(line) }

func tabs(shortages, orders string, onOrders bool) []ui.TabData {
	return []ui.TabData{
		{Text: "Short products", Href: shortages, Key: "short", Count: -1, Current: !onOrders},
		{Text: "Purchase orders", Href: orders, Key: "pos", Count: -1, Current: onOrders},
	}
}

// openWords says how much of a purchase order is still to come: "2 of 5 lines
// are still to come."
func openWords(p model.POPage) string {
	switch {
	case p.OpenLines == 0:
		return "All of it has come or was given up."
	case p.Lines == 1:
		return "Its one line is still to come."
	case p.OpenLines == p.Lines:
		return "All " + strconv.Itoa(p.Lines) + " lines are still to come."
	}
	return strconv.Itoa(p.OpenLines) + " of " + strconv.Itoa(p.Lines) + " lines are still to come."
}

// slipped says by how much a line's date moved since the first one: "9 d later
// than first stated".
func slipped(l model.POLineRow) string {
	switch n := int(l.ETA - l.FirstETA); {
	case l.ETA.IsZero() || l.FirstETA.IsZero() || n == 0:
		return ""
	case n > 0:
		return words.Plural(n, "day", "days") + " later than first stated"
	default:
		return words.Plural(-n, "day", "days") + " earlier than first stated"
	}
}

// etaEvent says what the supplier said: "Line 1: 21 Nov, confirmed".
func etaEvent(h words.Here, e model.ETARow) string {
	day := "no date"
	if !e.ETA.IsZero() {
		day = h.Day(e.ETA)
	}
	return "Line " + strconv.Itoa(e.LineNo) + ": " + day + ", " + words.Confidence(e.Confidence)
}
