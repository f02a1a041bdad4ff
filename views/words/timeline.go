package words

import (
	"context"

	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
)

// deeds words what people and the desk did to a record. What is not here is its
// code with spaces: "received", "closed short".
var deeds = map[string]string{
	"held": "Put on hold", "hold_released": "Hold released", "credit_held": "Put on credit hold", "asked": "Customer asked", "answered": "Customer answered",
	"picked": "Released to pick", "unpicked": "Taken off the pick list", "entered": "Order entered", "allocated": "Allocated by hand",
	"released": "Allocation released", "promised": "Promise set", "eta_changed": "ETA changed", "purchased": "Purchase order made",
	"count_waiting": "A count waits for a person", "count_booked": "Count booked", "count_dismissed": "Count dismissed", "adjustment_undone": "Adjustment taken back",
	"chased": "Supplier asked for a date", "chase_undone": "Supplier not asked after all",
	"rush_asked": "Rush asked for", "pinned": "Pinned", "unpinned": "Pin ended",
}

// values words what audit rows hold as codes.
var values = map[string]string{"part_now": "send the part now", "wait": "wait for all of it", "substitute": "take the substitute", "cancel": "cancel the rest",
	"part_or_wait": "part now, or wait?", "offer_substitute": "a substitute?",
	"as_available": "as available", "line_complete": "complete lines", "order_complete": "complete order", "max_shipments": "few shipments", "on_date": "on its date",
	"own_truck": "own truck", "will_call": "will call"}

// telling are the fields that say what an action did; with one of them the
// others add nothing.
var telling = []struct{ field, before string }{{"question", ": "}, {"answer", ": "}, {"promise", ": "}, {"priority", ": "}, {"picked", ": "}, {"open", ": open "}, {"allocated", ": "}, {"on hand", ": "}}

// Deed says one entry of a timeline: "Promise 1 Dec → 5 Dec". What it was done
// to, where that is not the record itself, stands before it.
func Deed(ctx context.Context, h Here, e model.Happening) string {
	if e.Ref == "" {
		return upper(deed(ctx, h, e))
	}
	return e.Ref + ": " + deed(ctx, h, e)
}

func deed(ctx context.Context, h Here, e model.Happening) string {
	switch e.What {
	case "promise":
		switch {
		case e.From == "":
			return "promised " + h.DayText(e.To)
		case e.To == "":
			return "the promise of " + h.DayText(e.From) + " was withdrawn"
		}
		return "promise " + h.DayText(e.From) + " → " + h.DayText(e.To)
	case "eta":
		if e.From == "" || e.From == e.To {
			return "ETA " + h.DayText(e.To)
		}
		return "ETA " + h.DayText(e.From) + " → " + h.DayText(orNone(e.To))
	case "run allocated":
		return qtyText(ctx, e.To) + " allocated"
	case "run released":
		return qtyText(ctx, e.To) + " given to a better rank"
	case "run expired":
		return qtyText(ctx, e.To) + " given back: the claim ended"
	}
	return called(e) + changed(h, e)
}

// called names what was done.
func called(e model.Happening) string {
	switch name := deeds[e.What]; {
	case e.What == "hold_released" && (e.Entity == "customer" || strings.Contains(e.From, `"credit_hold"`)):
		return "credit hold released"
	case name != "" && e.Ref != "":
		return lower(name)
	case name != "":
		return name
	}
	return strings.ReplaceAll(strings.TrimSuffix(e.What, "_set"), "_", " ")
}

// lower writes the first letter small, unless the word is an abbreviation.
func lower(text string) string {
	if len(text) > 1 && text[1] >= 'A' && text[1] <= 'Z' {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

func upper(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// changed is the one change that says what an entry did, "" where there is none.
func changed(h Here, e model.Happening) string {
	switch e.What {
	case "entered", "created", "changed", "added", "imported": // no one field says it
		return ""
	}
	changes := e.Changes()
	for _, f := range telling {
		for _, c := range changes {
			if c.Field == f.field && c.To != "" && !beside(e.What, c.Field) {
				return f.before + was(h, c)
			}
		}
	}
	return ""
}

// beside tells of a field that follows from what was done rather than says it.
func beside(what, field string) bool {
	return field == "open" && (what == "allocated" || what == "released" || what == "received")
}

// details are the fields a change concerned, where no one of them says it all:
// "name: Rennie → Rennie Interiors".
func details(h Here, e model.Happening) []string {
	if e.What == "entered" || changed(h, e) != "" {
		return nil
	}
	var all []string
	for _, c := range e.Changes() {
		if hidden(h, c) {
			continue
		}
		if c.Field == "" || strings.HasPrefix(c.To, "[") || strings.HasPrefix(c.From, "[") { // a list of parts is no word
			continue
		}
		if c.To != "" && c.To == e.Why || c.To == "" && e.What == "hold_released" { // said already
			continue
		}
		all = append(all, c.Field+": "+was(h, c))
	}
	return all
}

// was is "1 → 2", or "2" where there was nothing.
func was(h Here, c model.FieldChange) string {
	if c.From == "" {
		return fieldText(h, c.Field, c.To)
	}
	return fieldText(h, c.Field, c.From) + " → " + fieldText(h, c.Field, orNone(c.To))
}

// fieldText reads a value as people write it: the audit has prices in the smallest
// coin.
func fieldText(h Here, field, text string) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && (field == "price" || field == "backorder limit value") {
		return h.Money(model.Money(n))
	}
	return valueText(h, text)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func valueText(h Here, text string) string {
	if name := values[text]; name != "" {
		return name
	}
	return h.DayText(text)
}

func qtyText(ctx context.Context, thousandths string) string {
	n, _ := strconv.ParseInt(thousandths, 10, 64)
	return ui.Qty(ctx, model.Qty(n))
}

// Actor is who did it: a person, by name where it is known, or the desk itself.
func Actor(actor, name string) string {
	switch {
	case name != "":
		return name
	case actor == "clock":
		return "the desk"
	case actor == "cli":
		return "the command line"
	}
	return actor
}

// happenedTo is where the record of an entry is, "" where that is the page
// itself or has none of its own.
func happenedTo(e model.Happening) string {
	number, _, _ := strings.Cut(e.Ref, "/")
	switch {
	case e.Ref == "":
		return ""
	case e.Entity == "po_line":
		return urls.PO(number)
	case e.Entity == "customer":
		return urls.Customer(e.Ref)
	}
	return ""
}

func by(e model.Happening) string {
	if e.System() {
		return model.EventsSystem
	}
	return model.EventsPeople
}
