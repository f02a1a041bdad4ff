package orders

import (
	"context"

	"slices"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// PageForm is what was typed on an order's page, and what may be done there.
type PageForm struct {
	RID       string
	Lines     []string // ticked, as lineValue prints them; nil: all
	Why       string
	Problems  model.Problems
	Changed   string // what somebody else changed meanwhile
	Entered   bool   // just now: what was promised stands on top
	MayEnter  bool
	Credit    words.CreditForm
	Blanket   BlanketForm
	Whole     WholeForm
	Rush      RushForm
	MayHold   bool
	MayCancel bool
}

// RushForm asks that the order goes before others, and decides it.
type RushForm struct {
	RID       string
	Why       string // as typed
	Problems  model.Problems
	May       bool
	MayDecide bool
}

// WholeForm is what was typed to hold or to cancel the order as a whole.
type WholeForm struct {
	Why      string
	Problems model.Problems
}

// MayAnything tells whether the form is worth showing.
func (f PageForm) MayAnything() bool { return f.MayHold || f.MayCancel }

// wholeKinds are the reasons that are offered beside what the person may do.
func (f PageForm) wholeKinds() (kinds []model.ReasonKind) {
	if f.MayHold {
		kinds = append(kinds, model.ReasonHold)
	}
	if f.MayCancel {
		kinds = append(kinds, model.ReasonCancel)
	}
	return kinds
}

// wholeHint says what a hold, or the end of one, does.
func wholeHint(o model.OrderPage) string {
	if o.Hold != "" {
		return "To release it may be empty. A line that has a hold of its own keeps that."
	}
	return "Kept in the timeline. On hold, the order keeps its place in the queue and what it has, takes nothing more and ships nothing."
}

// anyHeld tells whether a line, or the order for it, is on hold.
func anyHeld(o model.OrderPage) bool {
	return o.Hold != "" || slices.ContainsFunc(o.OrderLines, func(l model.OrderLineRow) bool { return l.Open > 0 && l.Hold != "" })
}

// lineValue names a line as it was shown: id and version.
func lineValue(l model.OrderLineRow) string {
	return strconv.FormatInt(l.ID, 10) + "." + strconv.Itoa(l.Version)
}

// ticked keeps a tick on a line whose version changed meanwhile.
func (f PageForm) ticked(l model.OrderLineRow) bool {
	if f.Lines == nil {
		return true
	}
	for _, v := range f.Lines {
		if id, _, _ := strings.Cut(v, "."); id == strconv.FormatInt(l.ID, 10) {
			return true
		}
	}
	return false
}

func join(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, ", ")
}

// promiseWords says what one line of a new order got: "1 OAK-18: 40 pc allocated
// from stock, 20 pc short, promised 4 Dec (20 pc on 2 Dec from PO-9/1)".
func promiseWords(ctx context.Context, h words.Here, o model.OrderPage, l model.OrderLineRow) string {
	text := strconv.Itoa(l.LineNo) + " " + l.SKU + ": "
	if got := l.Allocated + l.Picked; got > 0 {
		text += words.Qty(ctx, got, l.StockUnit) + " allocated from stock, "
	}
	switch {
	case l.Short > 0 && l.Direct:
		text += words.Qty(ctx, l.Short, l.StockUnit) + " from the supplier, "
	case l.Short > 0:
		text += words.Qty(ctx, l.Short, l.StockUnit) + " short, "
	}
	if l.Promise.IsZero() {
		return text + "no date yet."
	}
	text += "promised " + h.Day(l.Promise)
	var from []string
	for _, p := range o.Parts {
		if p.LineNo == l.LineNo && p.Confidence != model.InStock {
			from = append(from, words.Part(ctx, h, p.Qty, l.StockUnit, p.Date, p.Source, p.Confidence))
		}
	}
	if len(from) > 0 {
		text += "; ready to leave " + strings.Join(from, ", ")
	}
	return text + "."
}

// deliveryWords heads a group: "SH-501, sent 22 Nov".
func deliveryWords(ctx context.Context, h words.Here, d model.OrderDelivery) string {
	switch d.Kind {
	case model.Sent:
		return d.Shipment + ", sent " + h.Date(d.At)
	case model.ToLeave:
		return "Ready to leave"
	case model.Expected:
		if h.Late(d.On) {
			return "Was expected " + h.Day(d.On) + ", " + ui.Relative(ctx, d.On, h.Today)
		}
		return "Expected to be ready " + h.Day(d.On) + ", " + ui.Relative(ctx, d.On, h.Today)
	}
	return "No date: nothing covers it"
}

// fromWords says where a part of a line comes from.
func fromWords(ctx context.Context, d model.OrderDelivery, l model.DeliveryLine) string {
	switch {
	case d.Kind == model.ToLeave && l.Picked == l.Qty:
		return "picked"
	case d.Kind == model.ToLeave && l.Picked > 0:
		return ui.Qty(ctx, l.Picked) + " picked, the rest allocated"
	case d.Kind == model.ToLeave:
		return "allocated"
	case d.Kind == model.Expected && l.Confidence == model.NotOrdered:
		return words.Confidence(l.Confidence)
	case d.Kind == model.Expected:
		return l.Source + ", " + words.Confidence(l.Confidence)
	}
	return ""
}

// essential marks a day by which the order must ship.
func essential(o model.OrderPage, day string) string {
	if o.Essential {
		return day + ", essential: it must ship by then"
	}
	return day
}

func tier(t string) string {
	if t == "" {
		return ""
	}
	return "tier " + t
}
