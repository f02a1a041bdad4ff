package reconcile

import (
	"context"

	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
)

// Choice is the forms that choose one of two answers, and what came back.
type Choice struct {
	RID       string
	MayChoose bool
	Do        string // the form that came back: "desk" or "file"
	Why       string // as typed
	Problems  model.Problems
	Changed   string // what somebody else changed meanwhile
}

// why is what was typed in a form, when it is the one that came back.
func (f Choice) why(do string) (typed, problem string) {
	if f.Do != do {
		return "", ""
	}
	return f.Why, f.Problems["why"]
}

// tabs are the two lists of what a person decides on.
func tabs(lines bool) []ui.TabData {
	return []ui.TabData{
		{Text: "Stock counts", Href: urls.Reconcile(""), Key: "counts", Count: -1, Current: !lines},
		{Text: "Order lines", Href: urls.Differences(""), Key: "lines", Count: -1, Current: lines},
	}
}

// document is where the line's order or purchase order is shown.
func document(d model.Difference) string {
	if d.POLineID != 0 {
		return urls.PO(d.Document)
	}
	return urls.Line(d.LineID)
}

// doneWord says what happened to units that are no longer open.
func doneWord(d model.Difference) string {
	if d.POLineID != 0 {
		return "Received"
	}
	return "Shipped"
}

// settledWords say what became of it.
func settledWords(when string, d model.Difference) string {
	how := map[model.DifferenceState]string{model.DeskChosen: "The desk's answer was kept", model.FileChosen: "The file's answer was taken",
		model.Agreed: "A later file agrees with the desk"}[d.State]
	text := how + ", " + when + ", by " + d.DecidedBy + "."
	if d.State != model.Agreed {
		text += " " + d.DecidedWhy
	}
	return text
}

// fileWords say what taking the file's answer does.
func fileWords(ctx context.Context, d model.Difference) string {
	by := d.FileOpen() - d.DeskOpen()
	switch {
	case d.POLineID != 0:
		return ui.Qty(ctx, d.FileOpen()) + " " + d.Unit + " are expected again, and who waits for them is planned anew."
	case by > 0:
		return ui.Qty(ctx, by) + " " + d.Unit + " more are wanted: the line comes back to the queue with its old place."
	case d.Allocated > 0:
		return ui.Qty(ctx, -by) + " " + d.Unit + " are wanted no longer; what the line holds beyond that goes to who is next."
	}
	return ui.Qty(ctx, -by) + " " + d.Unit + " are wanted no longer."
}

func version(d model.Difference) string { return strconv.Itoa(d.Version) }
