package backorders

import (
	"context"

	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Line is one line as its page or the drawer shows it to one person.
type Line struct {
	words.Here
	model.LinePage
	User model.User
	RID  string
	Back string // where a form returns to

	Events string            // the part of the timeline that is shown
	Board  *model.BoardQuery // of the board it is open beside; nil on its own page

	Form Form
}

// Form is what somebody sent about the line and came back: which form, what was
// typed, and what is wrong with it.
type Form struct {
	Do       string // hold, cancel, ...; "" when nothing came back
	Values   map[string]string
	Problems model.Problems
	Conflict string // somebody was faster, or there is not enough
}

func (l Line) may(p model.Permission) bool { return l.User.May(p) }

// typed is what was entered in a field of the form that came back, else usual.
func (l Line) typed(do, name, usual string) string {
	if l.Form.Do != do {
		return usual
	}
	return l.Form.Values[name]
}

func (l Line) wrong(do, name string) string {
	if l.Form.Do != do {
		return ""
	}
	return l.Form.Problems[name]
}

func (l Line) version() string { return strconv.Itoa(l.Version) }

// next is the line's next action for this person; the label is empty when there
// is none.
func (l Line) next() step {
	if l.Row == nil {
		return step{}
	}
	return stepOf(*l.Row, l.User, "")
}

// headline is "20 of 60 pc ready, 40 short".
func (l Line) headline(ctx context.Context) string {
	if l.Open == 0 {
		return words.Qty(ctx, l.Shipped, l.StockUnit) + " shipped"
	}
	text := ui.Qty(ctx, l.Allocated+l.Picked) + " of " + words.Qty(ctx, l.Open, l.StockUnit) + " ready"
	switch {
	case l.Short > 0 && l.Direct:
		text += ", " + ui.Qty(ctx, l.Short) + " from the supplier"
	case l.Short > 0:
		text += ", " + ui.Qty(ctx, l.Short) + " short"
	}
	return text
}

// ordered is the quantity as ordered, with the stock unit where it differs.
func (l Line) ordered(ctx context.Context) string {
	if l.Unit == l.StockUnit {
		return words.Qty(ctx, l.Ordered, l.StockUnit)
	}
	return words.Qty(ctx, l.UnitQty, l.Unit) + " (" + words.Qty(ctx, l.Ordered, l.StockUnit) + ")"
}

// past is what became of the rest of the ordered quantity.
func (l Line) past(ctx context.Context) string {
	var parts []string
	for _, p := range []struct {
		q    model.Qty
		word string
	}{{l.Shipped, "shipped"}, {l.Cancelled, "cancelled"}, {l.Substituted, "substituted"}, {l.Returned, "returned"}, {l.Picked, "picked"}} {
		if p.q > 0 {
			parts = append(parts, ui.Qty(ctx, p.q)+" "+p.word)
		}
	}
	return strings.Join(parts, ", ")
}

func (l Line) dates(ctx context.Context) string {
	text := l.Day(l.Promise)
	if l.Promise.IsZero() {
		return "none yet"
	}
	text += ", " + ui.Relative(ctx, l.Promise, l.Today)
	if l.FirstPromise != l.Promise && !l.FirstPromise.IsZero() {
		text += " (first " + l.Day(l.FirstPromise) + ")"
	}
	return text
}

// shipSentence is the ship policy and the way it goes.
func (l Line) shipSentence(ctx context.Context) string {
	text := words.ShipPolicy(ctx, l.ShipMode, l.MaxShipments)
	switch {
	case l.ShipMode == model.MaxShipments:
		text = "At most " + words.Plural(ctx, l.MaxShipments, "shipment", "shipments") + "; " + ui.Count(ctx, l.Shipments) + " so far."
	case l.ShipMode == model.OnDate && !l.ShipDate.IsZero():
		text = "It leaves on " + l.Day(l.ShipDate) + ", not before."
	}
	switch model.Method(l.Method) {
	case model.OwnTruck:
		return text + " By our own truck, from " + l.Warehouse + "."
	case model.WillCall:
		return text + " The customer collects it at " + l.Warehouse + "."
	case model.Direct:
		return text + " The supplier sends it directly."
	}
	return text + " By carrier, from " + l.Warehouse + "."
}

func (l Line) qty(ctx context.Context, q model.Qty) string { return words.Qty(ctx, q, l.StockUnit) }

// supplyWords is one lot that comes in, and what of it is for this line.
func supplyWords(ctx context.Context, h words.Here, s model.LineSupply, unit string) string {
	when := "no date"
	if !s.ETA.IsZero() {
		when = h.Day(s.ETA)
		if h.Late(s.ETA) {
			when += ", overdue"
		}
	}
	text := words.Qty(ctx, s.Open, unit) + " on " + when + ", " + words.Confidence(s.Confidence)
	if s.ETA.IsZero() {
		text = words.Qty(ctx, s.Open, unit) + ", no date, " + words.Confidence(s.Confidence)
	}
	if s.Reaches > 0 {
		return text + "; " + ui.Qty(ctx, s.Reaches) + " for this line"
	}
	return text + "; others take it"
}

// events is the part of the timeline that is shown.
func (l Line) events() []model.Happening {
	var shown []model.Happening
	for _, e := range l.Timeline {
		if e.In(l.Events) {
			shown = append(shown, e)
		}
	}
	return shown
}

// eventParts are links to the parts of the timeline, on the line's own page or
// in the drawer of the board it is open beside.
func (l Line) eventParts() []ui.Link {
	parts := []ui.Link{{Text: "All"}, {Text: "People"}, {Text: "System"}}
	for i, part := range []string{"", model.EventsPeople, model.EventsSystem} {
		parts[i].Current = part == l.Events
		if l.Board == nil {
			parts[i].Href = urls.LineEvents(l.LineID, part) + "#timeline"
			continue
		}
		q := *l.Board
		q.Events = part
		parts[i].Href = urls.Backorders(q.Encode()) + "#timeline"
	}
	return parts
}

// ahead is the line next ahead of this one, which a pin would go before.
func (l Line) ahead() string {
	if len(l.Queue) == 0 {
		return ""
	}
	return l.Queue[len(l.Queue)-1].Ref()
}

func (l Line) action(do string) string { return urls.LineDo(l.LineID, do) }

// askOptions are the questions a customer may be asked about a short line.
func askOptions() []ui.Option {
	return []ui.Option{{Value: string(model.PartOrWait), Text: "Send a part now, or wait?"}, {Value: string(model.OfferSubstitute), Text: "Take a substitute?"}}
}

func (l Line) answerOptions() []ui.Option {
	var all []ui.Option
	for _, a := range []struct {
		answer model.Answer
		text   string
	}{{model.PartNow, "Send the part now"}, {model.Wait, "Wait for all of it"}, {model.TakeSubstitute, "Take the substitute"}, {model.CancelRest, "Cancel the rest"}} {
		if a.answer.Fits(l.Question) {
			all = append(all, ui.Option{Value: string(a.answer), Text: a.text})
		}
	}
	return all
}

func priorityOptions() []ui.Option {
	return []ui.Option{{Value: "1", Text: "1, first"}, {Value: "2", Text: "2"}, {Value: "3", Text: "3, usual"}, {Value: "4", Text: "4"}, {Value: "5", Text: "5, last"}}
}

// fieldID makes the ids of fields that several forms have differ; the form that
// came back has the plain ones, which the error summary links to.
func fieldID(l Line, do, name string) string {
	if l.Form.Do == do {
		return name
	}
	return do + "-" + name
}

// phoneLink dials a number that people may have written with spaces, or with
// the (0) that is not dialled from abroad.
func phoneLink(number string) string {
	dial := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, strings.ReplaceAll(number, "(0)", ""))
	return "tel:" + dial
}

func siteName(l Line) string {
	if l.SiteName == "" || l.SiteName == l.Site {
		return l.Site
	}
	return l.SiteName + " (" + l.Site + ")"
}

// reasonKinds are the reasons that each form of a line offers.
var reasonKinds = map[string][]model.ReasonKind{
	"cancel": {model.ReasonCancel}, "hold": {model.ReasonHold}, "promise": {model.ReasonPromise}, "priority": {model.ReasonPriority},
	"deallocate": {model.ReasonPriority}, "pin": {model.ReasonPriority},
}
