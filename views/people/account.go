package people

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/ui"
)

// AccountPage is one's own profile, as it is and as it was typed.
type AccountPage struct {
	User     model.User
	Name     string // as typed
	Version  string // of the profile the form was opened with
	Sessions []model.SessionRow
	Problems model.Problems // of name, current and password
	Changed  string         // who was faster with the name; "": nobody
	RID      string

	Codes          int    // recovery codes left
	Theme, Density string // of this browser, "" for the usual
}

// themes and densities are the choices of this browser.
var (
	themes    = []ui.Option{{Value: "system", Text: "As the system has it"}, {Value: "light", Text: "Light"}, {Value: "dark", Text: "Dark"}}
	densities = []ui.Option{{Value: "compact", Text: "Compact"}, {Value: "comfortable", Text: "Comfortable"}, {Value: "roomy", Text: "Roomy"}}
)

var onOffs = []ui.Option{{Value: "on", Text: "On"}, {Value: "off", Text: "Off"}}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// landings are the pages a person may start with.
func landings(u model.User) []ui.Option {
	return options("The usual page of the role "+string(u.Role), layout.LandingChoices(u))
}

// locales are the forms of dates and numbers a person may choose.
func locales() []ui.Option { return options("As the company writes them", model.LocaleOptions()) }

func options(none string, from []model.Option) []ui.Option {
	all := []ui.Option{{Text: none}}
	for _, o := range from {
		all = append(all, ui.Option{Value: o.Value, Text: o.Text})
	}
	return all
}

// others tells whether there is another session than the one that asks.
func (a AccountPage) others() bool {
	for _, s := range a.Sessions {
		if !s.Current {
			return true
		}
	}
	return false
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
