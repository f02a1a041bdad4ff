// Package layout answers what stands around every page: head, navigation,
// messages, and who is logged in.
package layout

import (
	"strconv"
	"strings"

	"backfill/model"
)

// Page is what the frame of a page shows beside its content.
type Page struct {
	Title   string
	Active  string // the Key of the navigation entry the page belongs to
	Path    string // where the reader is, with query: a changed preference leads back here
	Company string
	Logo    model.Logo
	User    model.User // who is logged in
	Nav     []NavItem
	Theme   string // "system" (or ""), "light", "dark"
	Density string // "compact", "comfortable" (or ""), "roomy"
	Flash   string // the result of what was just done, once
	Demo    bool   // the file holds demo data
	Error   bool   // a form came back: the title starts "Error: "
	RID     string // request id for the frame's own forms

	Checklist *Checklist // what is left to do in a new desk; nil: nothing to show
}

// Checklist is what is left to do in a new desk.
type Checklist struct {
	Steps []ChecklistStep
	Left  int // that are not done
	RID   string
}

// ChecklistStep is one thing to do, with where; Href is "" where there is no page.
type ChecklistStep struct {
	Text, Href string
	Done       bool
}

// Add adds a step.
func (l *Checklist) Add(done bool, text, href string) {
	if !done {
		l.Left++
	}
	l.Steps = append(l.Steps, ChecklistStep{text, href, done})
}

// NavItem is one page of the navigation; Count -1 shows none.
type NavItem struct {
	Key, Label, Href, Icon string
	Count                  int
}

// htmxConfig turns off everything in htmx that needs eval, inline style or a
// script in a fragment, and says which answers are swapped in.
const htmxConfig = `{"allowEval":false,"allowScriptTags":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,` +
	`"historyCacheSize":0,"refreshOnHistoryMiss":true,"historyRestoreAsHxRequest":false,"timeout":15000,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"(409|422)","swap":true},` +
	`{"code":"[45]..","swap":false,"error":true}]}`

// DocTitle is the title of the window: what is wrong first, then where, then whose.
func (p Page) DocTitle() string {
	title := p.Title
	if p.Error {
		title = "Error: " + title
	}
	if p.ours() != "" {
		title += " · " + p.ours()
	}
	return title + " · Backfill"
}

// ours is the company's name, "" while nobody has set one: a new file is called
// after the program.
func (p Page) ours() string {
	if p.Company == "Backfill" {
		return ""
	}
	return p.Company
}

func (p Page) theme() string {
	switch p.Theme {
	case "light", "dark":
		return p.Theme
	}
	return "system"
}

func (p Page) density() string {
	switch p.Density {
	case "compact", "roomy":
		return p.Density
	}
	return "comfortable"
}

// initials are the first letters of the first and the last name.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := []rune(words[0])[:1]
	if len(words) == 1 {
		return strings.ToUpper(string(first))
	}
	last := []rune(words[len(words)-1])[:1]
	return strings.ToUpper(string(first) + string(last))
}

type choice struct{ value, text, icon string }

var themes = []choice{{"system", "System", "monitor"}, {"light", "Light", "sun"}, {"dark", "Dark", "moon"}}

var densities = []choice{{"compact", "Compact", "rows-4"}, {"comfortable", "Comfortable", "rows-3"}, {"roomy", "Roomy", "rows-2"}}

func (l *Checklist) title() string {
	if l.Left == 1 {
		return "First steps: 1 is left"
	}
	return "First steps: " + strconv.Itoa(l.Left) + " are left"
}
