// Package purchasing answers what buying looks like: what is short, the
// purchase orders with their dates, and the form for a new one.
package purchasing

import (
	"context"

	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// ETAForm is a date from the supplier as it is being typed.
type ETAForm struct {
	Mastered string // what the ERP is master of, "" when this is the desk's
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

	Do       string            // the form that came back: eta, split, quantity, cancel, close, lines; empty: none
	Qty      string            // of a split or a quantity, as typed
	Add      bool              // the form for further lines is open
	Rows     []NewLine         // of that form
	Preview  *model.ETAPreview // what the date would do; nil: not asked
	Supplier string            // whom the mail goes to
}

// is tells whether this form came back.
func (f ETAForm) is(do string) bool { return f.Do == do }

// wrong is what is wrong with a field of one form.
func (f ETAForm) wrong(do, name string) string {
	if f.Do != do {
		return ""
	}
	return f.Problems[name]
}

// typed is what was typed in one form, else what there is.
func (f ETAForm) typed(do, was, is string) string {
	if f.Do == do {
		return was
	}
	return is
}

// id is a field's, so that the summary of what is wrong leads to the form that
// came back.
func (f ETAForm) id(do, name string) string {
	if f.Do == do {
		return name
	}
	return do + "-" + name
}

// previewWords says what another date would do: "Moves 14 lines: 12 later, 2
// earlier; 3 promises could not be kept."
func previewWords(ctx context.Context, p model.ETAPreview) string {
	if p.Moves == 0 {
		return "No order line would move."
	}
	text := "Moves " + words.Plural(ctx, p.Moves, "line", "lines") + ": " + strconv.Itoa(p.Later) + " later, " + strconv.Itoa(p.Earlier) + " earlier."
	if p.Broken > 0 {
		text += " " + words.Plural(ctx, p.Broken, "promise that could be kept could not any more.", "promises that could be kept could not any more.")
	}
	return text
}

// mailText is what one may send the supplier about what is still to come.
func mailText(h words.Here, p model.POPage) string {
	var b strings.Builder
	b.WriteString("Purchase order " + p.PO + "\n\nPlease confirm the day on which each of these arrives with us:\n\n")
	for _, l := range p.POLines {
		if l.Open > 0 {
			eta := "no date yet"
			if !l.ETA.IsZero() {
				eta = h.House.Date(l.ETA, h.Today) + " (" + words.Confidence(l.Confidence) + ")"
			}
			b.WriteString("- line " + strconv.Itoa(l.LineNo) + ": " + l.SKU + " " + l.Product + ", " + h.House.Qty(l.Open) + " " + l.Unit + ", " + eta + "\n")
		}
	}
	return b.String()
}

// unconfirmed counts the open lines with a date to come that is only stated.
func unconfirmed(h words.Here, p model.POPage) (n int) {
	for _, l := range p.POLines {
		if l.Open > 0 && l.Confidence == model.Stated && !l.ETA.IsZero() && !h.Late(l.ETA) {
			n++
		}
	}
	return n
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
func slipped(ctx context.Context, l model.POLineRow) string {
	switch n := int(l.ETA - l.FirstETA); {
	case l.ETA.IsZero() || l.FirstETA.IsZero() || n == 0:
		return ""
	case n > 0:
		return words.Plural(ctx, n, "day", "days") + " later than first stated"
	default:
		return words.Plural(ctx, -n, "day", "days") + " earlier than first stated"
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

// arrivedWords says how few may be ordered: what arrived or was given up stays.
func arrivedWords(ctx context.Context, l model.POLineRow) string {
	if least := l.Received + l.Cancelled; least > 0 {
		return "At least " + ui.Qty(ctx, least) + ": that many arrived or were given up"
	}
	return "In " + l.Unit
}

func toWhom(email string) string {
	if email == "" {
		return ""
	}
	return " to " + email
}

// inUnits says what was ordered in the unit the supplier sells: "4 pallet".
func inUnits(ctx context.Context, l model.POLineRow) string {
	if l.UnitRatio <= 0 || int64(l.Ordered)*1000%int64(l.UnitRatio) != 0 {
		return "" // it was split since
	}
	return words.Qty(ctx, model.Qty(int64(l.Ordered)*1000/int64(l.UnitRatio)), l.InUnit)
}

// directWords say where what is bought for one order line goes.
func directWords(l model.POLineRow) string {
	if l.Direct {
		return ", shipped by the supplier"
	}
	return ""
}
