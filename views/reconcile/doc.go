// Package reconcile answers what stock counts look like that a person decides
// on: the list, and one count with what each answer does.
package reconcile

import (
	"context"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
	"strconv"
)

// Forms are the request id of the forms and whether they are for this person.
type Forms struct {
	RID      string
	MayBook  bool
	Why      string // as typed, against the count
	Problems model.Problems
	Changed  string // what somebody else changed meanwhile
}

// source says where a count is from.
func source(c model.WaitingCount) string {
	if c.File != "" {
		return c.File
	}
	return c.Actor
}

func signed(ctx context.Context, q model.Qty) string {
	if q > 0 {
		return "+" + ui.Qty(ctx, q)
	}
	return ui.Qty(ctx, q)
}

func place(c model.WaitingCount) string {
	if c.Lot == "" {
		return c.Warehouse
	}
	return c.Warehouse + ", lot " + c.Lot
}

// Title names a count: "Count of OAK in MAIN".
func Title(c model.WaitingCount) string { return "Count of " + c.SKU + " in " + place(c) }

// bookWords say what booking a count does to the stock.
func bookWords(ctx context.Context, q model.CountQuestion) string {
	text := q.SKU + " in " + place(q.WaitingCount) + " goes from " + ui.Qty(ctx, q.OnHand) + " to " + words.Qty(ctx, q.After(), q.Unit) + " on hand"
	if moved := q.OnHand - q.Book; moved != 0 {
		return text + ": the " + words.Qty(ctx, q.Counted, q.Unit) + " counted and " + signed(ctx, moved) + " that the desk has moved since."
	}
	return text + "; the desk has moved none since the count."
}

// loseWords say in one sentence who loses.
func loseWords(ctx context.Context, q model.CountQuestion) string {
	if len(q.Lost) == 0 {
		return "No line loses anything."
	}
	var sum model.Qty
	for _, s := range q.Lost {
		sum -= s.Gets()
	}
	verb := " lose "
	if len(q.Lost) == 1 {
		verb = " loses "
	}
	return words.Plural(ctx, len(q.Lost), "line", "lines") + verb + words.Qty(ctx, sum, q.Unit) + ", the worst rank first."
}

// verb is what the button does.
func verb(ctx context.Context, q model.CountQuestion) string {
	if len(q.Lost) == 0 {
		return "Book the count"
	}
	return "Book the count and take from " + words.Plural(ctx, len(q.Lost), "line", "lines")
}

// decided says who decided a count, when and why.
func decided(h words.Here, q model.CountQuestion) string {
	if q.Decision.At.IsZero() {
		return "It was booked at once: it differed by little and took nothing that was allocated."
	}
	text := "It was " + q.Decision.Verb() + " by " + q.Decision.Actor + ", " + h.Moment(q.Decision.At) + "."
	if q.Decision.Why != "" {
		text += " " + q.Decision.Why
	}
	return text
}

func lineName(s model.Served) string { return s.Order + "/" + strconv.Itoa(s.Line) }

func id(c model.WaitingCount) string { return strconv.FormatInt(c.ID, 10) }

// fate says what becomes of a count that is not sent yet.
func fate(ctx context.Context, p model.CountPreview) string {
	switch p.Result.State {
	case model.CountSame:
		return "The book says so too: nothing changes."
	case model.CountOlder:
		return "A later count is known: nothing changes."
	case model.CountWaiting:
		return "It is kept and waits for a decision; nothing is booked yet. If it is booked:"
	}
	return "The difference of " + signed(ctx, p.Difference()) + " " + p.Unit + " is booked at once."
}

// send is what the button under a preview does.
func send(p model.CountPreview) string {
	switch p.Result.State {
	case model.CountBooked:
		return "Book the count"
	case model.CountWaiting:
		return "Keep the count for a decision"
	}
	return "Note the count"
}
