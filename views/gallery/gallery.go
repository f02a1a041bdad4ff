// Package gallery answers what every component looks like in each state that
// matters: empty, one, many, late, forbidden, wrong. It is served in
// development only and knows every area of the screen.
package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/people"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

// Sample is one whole page of the gallery.
type Sample struct {
	Name string // the last part of its address
	What string
	Page func(layout.Page) templ.Component
}

// Samples are the states that need a page of their own.
func Samples() []Sample {
	return []Sample{
		{"list", "A list with everything", func(p layout.Page) templ.Component { return ListPage(p, false) }},
		{"drawer", "A list with a row open beside it", func(p layout.Page) templ.Component { return ListPage(p, true) }},
		{"login", "Log-in", login(people.LoginForm{RID: "gallery-login-0001"})},
		{"login-wrong", "Log-in, refused", login(people.LoginForm{
			Email: "dana@example.com", RID: "gallery-login-0002",
			Problems: map[string]string{"password": "E-mail and password do not belong together."},
		})},
		{"login-throttled", "Log-in, too many tries", login(people.LoginForm{
			Email: "dana@example.com", RID: "gallery-login-0003",
			Throttled: "Five tries did not fit. Try again in 4 minutes.",
		})},
		{"not-found", "Error: nothing there", problem(people.ProblemText{
			Code: 404, Title: "There is no order SO-99999",
			Text: "It may have been typed differently, or never imported.",
			Back: urls.Orders(""), BackText: "See all orders",
		})},
		{"forbidden", "Error: not permitted", problem(people.ProblemText{
			Code: 403, Title: "You may not receive goods", Text: "Your role is sales.",
			Grants: []string{"warehouse", "purchasing", "manager", "admin"},
			Back:   urls.Receiving(), BackText: "Back to receiving",
		})},
		{"failed", "Error: our fault", problem(people.ProblemText{
			Code: 500, Title: "That did not work", Text: "Nothing was changed. Try again; if it happens again, give the reference to whoever runs the desk.",
			Reference: "01JDF8W2Q4", Back: urls.Home(), BackText: "Start again",
		})},
	}
}

func login(f people.LoginForm) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = "Log in", len(f.Problems) > 0
		return people.Login(p, f)
	}
}

func problem(t people.ProblemText) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title = t.Title
		return people.Problem(p, t)
	}
}

// Find gives a whole page by its name.
func Find(name string) (Sample, bool) {
	for _, s := range Samples() {
		if s.Name == name {
			return s, true
		}
	}
	return Sample{}, false
}

// statuses are all a line can have.
var statuses = []model.Status{model.OnHold, model.Customer, model.Ready, model.Part, model.NoSupply, model.AtRisk, model.OnOrder, model.Closed}

// row is one line of the sample list.
type row struct {
	status                                            model.Status
	order, po, customer, tier, sku, what, short, have string
	got, want                                         int64
	day, rel, late, eta, source, soon, act, prio      string
	open                                              bool
}

// rows are the sample list: one of every state.
func rows(open bool) []row {
	return []row{
		{model.Ready, "SO-10480/1", "PO 7700", "Hartley Build Ltd", "Tier A", "GB-125-TE", "Gypsum board 12.5 mm tapered 1200 × 2400", "0", "60/60", 60, 60, "2 Dec", "in 8 d", "", "In stock", "", "", "Release to pick", "P1", false},
		{model.Part, "SO-10481/2", "PO 7701", "Rennie Interiors", "Tier B", "INS-100-RW", "Rock wool slab 100 mm 600 × 1200", "20", "20/40", 20, 40, "3 Dec", "in 9 d", "", "5 Dec", "PO-771 ✓", "", "Ship 20 now", "P2", open},
		{model.AtRisk, "SO-10482/3", "PO 7702", "Delta Dry Lining", "Tier C", "STD-70-30", "Steel stud C70 3.0 m", "24", "0/24", 0, 24, "19 Nov", "5 d late", "late", "10 Dec", "PO-772 ~", "soon", "Confirm ETA", "P3", false},
		{model.NoSupply, "SO-10483/1", "PO 7703", "North Quay Joinery", "Tier A", "SCR-35-BX", "Drywall screws 35 mm, box of 1,000", "12", "0/12", 0, 12, "5 Dec", "in 11 d", "", "None", "not ordered", "late", "Create PO", "P1", false},
		{model.OnOrder, "SO-10484/2", "", "City Works Department", "Tier B", "OSB-18-C", "OSB/3 18 mm 1250 × 2500", "1,280.5", "0/1,280.5", 0, 1280, "6 Dec", "in 12 d", "", "8 Dec", "PO-774 ✓", "", "", "P2", false},
		{model.Customer, "SO-10485/3", "PO 7705", "M. Alvarez (retail)", "Tier C", "SEAL-AC", "Acoustic sealant 900 ml", "6", "0/6", 0, 6, "7 Dec", "in 13 d", "", "9 Dec", "PO-775 ✓", "", "Remind (2 d)", "P3", false},
		{model.OnHold, "SO-10486/1", "PO 7706", "Okoro & Sons", "Tier A", "GB-125-TE", "Gypsum board 12.5 mm tapered 1200 × 2400", "60", "0/60", 0, 60, "8 Dec", "in 14 d", "", "10 Dec", "PO-776 ?", "soon", "Release hold", "P1", false},
		{model.Closed, "SO-10487/2", "PO 7707", "Fjord Homes", "Tier B", "INS-100-RW", "Rock wool slab 100 mm 600 × 1200", "0", "40/40", 40, 40, "20 Nov", "", "", "", "", "", "", "P2", false},
	}
}

func tabs() []ui.TabData {
	return []ui.TabData{
		{Text: "Backorders", Href: "#a", Count: 312, Current: true},
		{Text: "All open lines", Href: "#b", Count: 1894},
		{Text: "Ready to ship", Href: "#c", Count: 41},
		{Text: "Arriving this week", Href: "#d", Count: 28},
		{Text: "At risk", Href: "#e", Count: 17},
		{Text: "No supply", Href: "#f", Count: 9},
		{Text: "On hold", Href: "#g", Count: 0},
		{Text: "Mine", Href: "#h", Count: -1},
	}
}

func tiles() []ui.TileData {
	return []ui.TileData{
		{Label: "Open lines", Value: "312", Href: "#a", Current: true},
		{Label: "Units short", Value: "8,940", Href: "#b"},
		{Label: "Ready, not shipped", Value: "41", Href: "#c"},
		{Label: "Past promise", Value: "17", Note: "oldest 12 d", Href: "#d", Tone: "crit"},
		{Label: "No supply", Value: "9", Href: "#e", Tone: "warn"},
		{Label: "Fill rate, 30 d", Value: "93.4 %", Href: "#f"},
	}
}

// orders is a short list with a search and a filter in force.
func orders() ui.Listing {
	return ui.Listing{
		Shape:   model.ListShape{Sorts: []string{"po", "supplier"}, Filters: map[string][]string{"due": {"late", "week"}}},
		Query:   model.ListQuery{Q: "steel", Filters: map[string]string{"due": "late"}, Sort: "po", Desc: true},
		Address: urls.Purchasing, File: urls.Purchasing,
		Search: "PO, supplier, SKU", Noun: "purchase orders",
		Selects: []ui.SelectData{{Name: "due", Label: "Due", Options: []ui.Option{{Value: "", Text: "Any day"}, {Value: "late", Text: "Late"}, {Value: "week", Text: "This week"}}}},
		Words:   map[string]string{"due": "Due"}, Values: map[string]string{"due=late": "late"},
		First: 1, Rows: 2, Total: 2,
	}
}

func columns() []ui.ColumnData {
	return []ui.ColumnData{
		{Text: "Prio", Href: "#prio", Sort: "ascending", Class: "prio"},
		{Text: "Status", Href: "#status", Class: "status"},
		{Text: "Order", Href: "#order", Class: "key"},
		{Text: "Customer", Href: "#customer", Class: "who"},
		{Text: "Item", Href: "#item", Class: "what"},
		{Text: "Short", Href: "#short", Number: true, Class: "short"},
		{Text: "Allocated", Number: true, Class: "have"},
		{Text: "Promise", Href: "#promise", Class: "promise"},
		{Text: "ETA", Href: "#eta", Class: "eta"},
		{Text: "Next action", Class: "act"},
	}
}
