// Package receiving answers what an arrival looks like: what is due, the form
// that books it in, and who gets the goods before and after.
package receiving

import (
	"context"

	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// Form is an arrival as it is being typed.
type Form struct {
	RID      string
	MayBook  bool
	Line     int    // of the purchase order; 0: none chosen
	Version  int    // of the purchase-order line as it was shown
	Received string // preset to what is still to come
	Rejected string
	Lot      string
	On       string
	Close    bool
	Why      string
	Problems model.Problems
	Changed  string                // what somebody else changed meanwhile
	Preview  *model.ReceiptOutcome // what booking it would do
}

// chosen is the purchase-order line that is being received, nil for none.
func chosen(p model.POPage, f Form) *model.POLineRow {
	for i := range p.POLines {
		if p.POLines[i].LineNo == f.Line {
			return &p.POLines[i]
		}
	}
	return nil
}

// sumWords says what a receipt does to its own line: how much is over, still to
// come, given up.
func sumWords(ctx context.Context, o model.ReceiptOutcome) []string {
	var s []string
	if o.Received > 0 {
		s = append(s, words.Qty(ctx, o.Received, o.Unit)+" of "+o.SKU+" come on hand in "+o.Warehouse+": "+words.Qty(ctx, o.OnHand, o.Unit)+" are there then.")
	}
	if o.Over > 0 {
		s = append(s, "That is "+words.Qty(ctx, o.Over, o.Unit)+" more than was still to come.")
	}
	if o.Rejected > 0 {
		s = append(s, words.Qty(ctx, o.Rejected, o.Unit)+" are rejected and never come on hand.")
	}
	if o.StillOpen > 0 {
		s = append(s, words.Qty(ctx, o.StillOpen, o.Unit)+" of the line are still to come.")
	}
	if o.Closed > 0 {
		s = append(s, words.Qty(ctx, o.Closed, o.Unit)+" are given up: the line is closed short.")
	}
	return s
}

// headline says the outcome in one sentence: what must not be put away.
func headline(ctx context.Context, o model.ReceiptOutcome) string {
	given := o.Received - o.ToShelf
	orders := map[string]bool{}
	for _, s := range o.Served {
		if s.Gets() > 0 {
			orders[s.Order] = true
		}
	}
	switch {
	case o.Received == 0:
		return "Nothing comes on hand."
	case given == 0:
		return "Nobody waits for it: all of it goes on the shelf."
	}
	return "Do not put away: " + ui.Qty(ctx, given) + " of " + words.Qty(ctx, o.Received, o.Unit) + " go to " +
		words.Plural(ctx, len(orders), "order", "orders") + "."
}

// fate says what one line gets out of it.
func fate(s model.Served) string {
	switch {
	case s.Gets() > 0 && s.Ready:
		return "straight to packing"
	case s.Gets() > 0:
		return "kept for it"
	case s.PromiseAfter != s.PromiseBefore:
		return "its date moves"
	}
	return "unchanged"
}

func gotFate(g model.GotRow) string {
	if g.Status == model.Ready || g.Status == model.Part {
		return "straight to packing"
	}
	return "kept for it"
}

func lineName(number string, line int) string { return number + "/" + strconv.Itoa(line) }

// arrivedWords says when and where a receipt came, and what was refused of it.
func arrivedWords(ctx context.Context, h words.Here, r model.ReceiptPage) string {
	text := "arrived " + h.Day(r.ReceivedOn) + " in " + r.Warehouse
	if r.Lot != "" {
		text += ", lot " + r.Lot
	}
	text += "."
	if r.Rejected > 0 {
		text += " " + words.Qty(ctx, r.Rejected, r.Unit) + " rejected."
	}
	if r.Why != "" {
		text += " Reason: " + r.Why
	}
	return text
}

// nobodyWords says where goods went that nobody waited for.
func nobodyWords(ctx context.Context, r model.ReceiptPage) string {
	if r.Received == 0 {
		return "Nothing came on hand."
	}
	return "Nobody waited for it: " + words.Qty(ctx, r.Received, r.Unit) + " went on the shelf."
}
