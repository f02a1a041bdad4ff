package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
)

// ClaimForm is the first screen of a new desk, as it was typed.
type ClaimForm struct {
	Code, Name, Email string
	Problems          model.Problems
	RID               string
}

// SetupForm is one of the other screens: what is on it, as it was typed.
type SetupForm struct {
	State    model.SetupState
	Step     model.SetupStep
	Problems model.Problems
	Changed  string // somebody was faster, in words
	RID      string

	Fields []Field // of the company
	Chosen string  // what was chosen and sent, "" before

	Email, Name, Role string          // of an invitation
	Made              *model.MadeLink // one that was just made
	Link, Until       string          // its address, shown once, and until when it is good
}

// chosen is the choice of the screen: what was sent, else what was saved, else
// usual.
func (f SetupForm) chosen(usual string) string {
	if f.Chosen != "" {
		return f.Chosen
	}
	if f.State.Done(f.Step) && f.State[f.Step] != "" {
		return f.State[f.Step]
	}
	return usual
}

var setupNames = map[model.SetupStep]string{
	model.SetupAdmin: "You", model.SetupCompany: "Company", model.SetupStart: "Start", model.SetupPolicy: "Policy", model.SetupMail: "Mail", model.SetupInvite: "People",
}

var setupTitles = map[model.SetupStep]string{
	model.SetupAdmin: "Set up the desk", model.SetupCompany: "Your company", model.SetupStart: "What to begin with", model.SetupPolicy: "How you promise",
	model.SetupMail: "Messages", model.SetupInvite: "Who you work with",
}

// SetupTitle is what a screen is called.
func SetupTitle(step model.SetupStep) string { return setupTitles[step] }

// AfterStep is the screen after step; the last one stays.
func AfterStep(step model.SetupStep) model.SetupStep {
	all := model.SetupSteps()
	return all[min(slices.Index(all, step)+1, len(all)-1)]
}

// before is the address of the screen before, "" for the second: the first is
// done once.
func (f SetupForm) before() string {
	all := model.SetupSteps()
	i := slices.Index(all, f.Step)
	if i < 2 {
		return ""
	}
	return urls.Setup(string(all[i-1]))
}

// number says which screen of how many this is.
func (f SetupForm) number(ctx context.Context) string {
	all := model.SetupSteps()
	return "Step " + ui.Count(ctx, slices.Index(all, f.Step)+1) + " of " + ui.Count(ctx, len(all)) + ": " + setupNames[f.Step]
}

// presetWords says in plain words what a preset sets.
func presetWords(p model.Preset) string {
	var parts []string
	for _, m := range model.AllSettings() {
		if v, set := p.Values[m.Key]; set {
			parts = append(parts, m.Label+": "+m.Words(v))
		}
	}
	return strings.Join(parts, " · ")
}

func rolesOf() []ui.Option {
	var all []ui.Option
	for _, r := range model.Roles() {
		all = append(all, ui.Option{Value: string(r), Text: string(r)})
	}
	return all
}

// radioID is the id of one choice; the first has the name alone, for the link of
// an error.
func radioID(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i)
}
