package settings

import (
	"context"

	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// Place is one page of the settings, as the index shows it.
type Place struct {
	Title, Href string
	Summary     string // how things are, in one line
}

// GroupPage is one page of settings: what each is, what was typed, and what is
// wrong with it.
type GroupPage struct {
	Title, Intro string
	Action       string // where the form is sent
	Fields       []Field
	Problems     model.Problems
	Changed      string // somebody else was faster, in words
	RID          string
	Looks        bool // the button shows what would change before it saves
	Logo         *LogoForm
	Planning     model.Planning
}

// LogoForm is the company's logo, and what is wrong with the one that was sent.
type LogoForm struct {
	Logo     model.Logo
	Problems model.Problems
	RID      string
}

// wrong is everything that is wrong on the page.
func (g GroupPage) wrong() model.Problems {
	if g.Logo != nil && len(g.Logo.Problems) > 0 {
		return g.Logo.Problems
	}
	return g.Problems
}

// Field is one setting on its page.
type Field struct {
	model.Setting
	Typed string // what stands in the field
	Shown string // the value when the page was drawn
	Last  string // who changed it last, "" for nobody
}

func (f Field) label() string {
	if f.Unit == "" || f.Kind != model.WholeSetting {
		return f.Label
	}
	return f.Label + " (" + f.Unit + ")"
}

func (f Field) hint() string {
	hint := f.Hint
	if f.Shown != f.Default {
		hint += " At first it is " + f.Words(f.Default) + "."
	}
	if f.Last != "" {
		hint += " " + f.Last
	}
	return hint
}

func (f Field) list() string {
	if len(f.Options) == 0 || f.Kind == model.ChoiceSetting {
		return ""
	}
	return f.Key + "-list"
}

func (f Field) options() []ui.Option {
	out := make([]ui.Option, len(f.Options))
	for i, o := range f.Options {
		out[i] = ui.Option{Value: o.Value, Text: o.Text}
	}
	return out
}

func (f Field) data(problem string) ui.FieldData {
	d := ui.FieldData{Name: f.Key, Label: f.label(), Value: f.Typed, Hint: f.hint(), Problem: problem, List: f.list(), Optional: f.Optional}
	switch f.Kind {
	case model.WholeSetting:
		d.InputMode, d.Width = "numeric", "short"
	case model.ClockSetting, model.CurrencySetting:
		d.Width = "short"
	case model.ZoneSetting:
		d.Width = "medium"
	}
	return d
}

// days are the days of a week that starts on Monday, with which are worked.
func (f Field) days() []ui.CheckData {
	var out []ui.CheckData
	for i, name := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		value := string(rune('0' + (i+1)%7))
		id := f.Key
		if i > 0 {
			id += value
		}
		out = append(out, ui.CheckData{Name: f.Key, ID: id, Label: name, Value: value, Checked: strings.Contains(f.Typed, value)})
	}
	return out
}

func keysOf(fields []Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Key
	}
	return out
}

// PreviewPage is what a change would do, and the form that does it.
type PreviewPage struct {
	Title  string
	Action string
	Sent   [][2]string // the form as it was sent, for both buttons
	model.SettingsPreview
	RID string
}

// Outcome says what a change would do to the open lines, one sentence each.
func Outcome(ctx context.Context, p model.SettingsPreview) []string {
	var out []string
	say := func(n int, text string) {
		if n > 0 {
			out = append(out, words.Plural(ctx, n, "line", "lines")+" "+text)
		}
	}
	say(p.Late, "could no longer keep the promise and would be shown as at risk.")
	say(p.Saved, "could keep the promise again.")
	say(p.Dates, "would be promised another date.")
	say(p.Stock, "would get stock.")
	say(p.Status, "would show another status, for the day or for an unconfirmed supply.")
	if len(out) == 0 {
		out = append(out, "No open line would change.")
	}
	return out
}

// planningWords says how far the lines are planned.
func planningWords(ctx context.Context, h words.Here, r model.Planning) string {
	did := words.Plural(ctx, r.Dates, "line has", "lines have") + " another date, " + words.Plural(ctx, r.Stock, "line", "lines") + " got stock."
	if !r.Running() {
		return "Open lines were last planned by changed settings on " + h.Moment(r.EndedAt) + " (" + r.AskedBy + "): " + did
	}
	return "Open lines are being planned by what " + r.AskedBy + " saved on " + h.Moment(r.AskedAt) + ": " + ui.Count(ctx, r.Looked) + " of " + ui.Count(ctx, r.Total) +
		" done, " + did + " Everybody can go on meanwhile."
}

func lineName(ctx context.Context, s model.Served) string {
	return s.Order + "/" + ui.Count(ctx, s.Line)
}

func firstWords(ctx context.Context, p PreviewPage) string {
	if n := max(p.Dates, p.Late, p.Saved, p.Stock); n > len(p.First) {
		return "The first " + ui.Count(ctx, len(p.First)) + " lines"
	}
	return "Which lines"
}

// named prints the name of a change: that of a closed day is its date.
func named(h words.Here, field string) string {
	if d, err := model.ParseDate(field); err == nil {
		return h.Day(d)
	}
	return field
}
