// Package gallery answers what every component looks like in each state that
// matters: empty, one, many, late, forbidden, wrong. It is served in
// development only and knows every area of the screen.
package gallery

import (
	"slices"

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
	return slices.Concat(boards(), orderSamples(), stockSamples(), placeSamples(), receivingSamples(), reconcileSamples(), importSamples(), purchasingSamples(), chaseSamples(), rankSamples(), partnerSamples(), helpSamples(), peopleSamples(), accountSamples(), settingsSamples(), findSamples())
}

// peopleSamples are what is seen before and beside the desk itself.
func peopleSamples() []Sample {
	return []Sample{
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
		{"demo-remove", "The end of the demo", removeDemo(people.RemoveDemoForm{RID: "gallery-demo-00001"})},
		{"demo-remove-own", "The end of the demo, for somebody who is not of it", removeDemo(people.RemoveDemoForm{RID: "gallery-demo-00003", Own: true})},
		{"demo-remove-wrong", "The end of the demo: the form came back", removeDemo(people.RemoveDemoForm{RID: "gallery-demo-00002", Name: "Ada Quist", Email: "ada",
			Problems: model.Problems{"email": "Enter an e-mail address, such as dana@example.com.", "password": "At least 12 characters."}})},
	}
}

func removeDemo(f people.RemoveDemoForm) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = "Remove the demo company", len(f.Problems) > 0
		return people.RemoveDemo(p, f)
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

// shortList is a short list with a search and a filter in force.
func shortList() ui.Listing {
	return ui.Listing{
		Shape:   model.ListShape{Sorts: []string{"po", "supplier"}, Filters: map[string][]string{"due": {"late", "week"}}, Flips: []string{"due"}, Columns: []string{"po", "supplier", "due"}},
		Query:   model.ListQuery{Q: "steel", Filters: map[string]string{"due": "late"}, Sort: "po", Desc: true},
		Address: urls.Purchasing, File: urls.Purchasing, Book: urls.Purchasing,
		Search: "PO, supplier, SKU", Noun: "purchase orders",
		Selects: []ui.SelectData{{Name: "due", Label: "Due", Options: []ui.Option{{Value: "", Text: "Any day"}, {Value: "late", Text: "Late"}, {Value: "week", Text: "This week"}}}},
		Words:   map[string]string{"due": "Due"}, Values: map[string]string{"due=late": "late"},
		First: 1, Rows: 2, Total: 2,
	}
}
