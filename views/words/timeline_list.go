package words

import (
	"context"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

// RecordHref is where a record is shown, "" where it has no page.
func RecordHref(r model.Record) string {
	switch r.Entity {
	case "order":
		return urls.Order(r.Ref)
	case "line":
		return urls.Line(r.ID)
	case "product":
		return urls.Product(r.Ref)
	case "count":
		return urls.Count(r.ID)
	case "customer":
		return urls.Customer(r.Ref)
	case "supplier":
		return urls.Supplier(r.Ref)
	case "purchase_order":
		return urls.PO(r.Ref)
	case "import":
		return urls.Import(r.ID)
	case "warehouse":
		return urls.Warehouse(r.Ref)
	case "transfer":
		return urls.Transfer(r.Ref)
	case "run":
		return urls.Run(r.ID)
	case "user":
		return urls.Person(r.ID)
	}
	return ""
}

// timelineParts lead to the whole timeline as a list, and to its two parts.
func timelineParts(r model.Record) []ui.Link {
	return []ui.Link{{Text: "As a list", Href: urls.Timeline(r.Entity, r.ID, "")}, {Text: "People", Href: urls.Timeline(r.Entity, r.ID, model.EventsPeople)},
		{Text: "The desk", Href: urls.Timeline(r.Entity, r.ID, model.EventsSystem)}}
}

// TimelineColumns are those of what happened to a record.
var TimelineColumns = []Column[model.Happening]{
	{Key: "what", Head: "What", Class: "full any", Lead: true, Cell: happened, File: []FileCell[model.Happening]{
		Said("to", func(e model.Happening) string { return e.Ref }), {Name: "what", Text: func(h Here, e model.Happening) string { return deed(context.Background(), h, e) }}}},
	Instant("at", "When", func(e model.Happening) model.Time { return e.At }).By("at"),
	{Key: "who", Head: "Who", Class: "any", Cell: func(_ Here, e model.Happening) templ.Component { return Text(Actor(e.Actor, e.Who)) }, File: []FileCell[model.Happening]{
		Said("who", func(e model.Happening) string { return e.Who }), Said("actor", func(e model.Happening) string { return e.Actor }), Said("by", by)}},
	{Key: "changes", Head: "From → to", Class: "full any", Empty: func(e model.Happening) bool { return e.From == "" && e.To == "" },
		Cell: func(h Here, e model.Happening) templ.Component { return Text(strings.Join(details(h, e), " · ")) }, File: []FileCell[model.Happening]{
			{Name: "from", Text: func(h Here, e model.Happening) string {
				return side(h, e, e.From, func(c model.FieldChange) string { return c.From })
			}},
			{Name: "to_value", Text: func(h Here, e model.Happening) string {
				return side(h, e, e.To, func(c model.FieldChange) string { return c.To })
			}}}},
	Plain("why", "Why", func(e model.Happening) string { return e.Why }),
}

// side is what each changed field was, or became; a ledger has one value.
func side(h Here, e model.Happening, one string, of func(model.FieldChange) string) string {
	switch {
	case strings.HasPrefix(e.What, "run "):
		n, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return ""
		}
		return model.Qty(n).String()
	case e.What == "promise", e.What == "eta":
		return one
	}
	var all []string
	for _, c := range e.Changes() {
		if !hidden(h, c) {
			all = append(all, c.Field+": "+of(c))
		}
	}
	return strings.Join(all, "; ")
}

// hidden tells whether a change is of money, for somebody who may not see prices.
func hidden(h Here, c model.FieldChange) bool {
	return h.NoMoney && (strings.Contains(c.Field, "price") || strings.Contains(c.Field, "value"))
}
