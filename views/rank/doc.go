// Package rank draws the rule that puts the queue in order: what it is, the form
// that changes it, what a change would do, and its versions.
package rank

import (
	"context"
	"fmt"
	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// Places is how many keys the form asks for.
const Places = 4

// blankRows is how many empty rows for lifts the form has.
const blankRows = 2

// Page is GET /allocate/rank, the form on it that came back, and the look before
// it is saved.
type Page struct {
	Here     words.Here
	RID      string
	May      bool // change it
	Versions []model.RankVersion
	Pins     []model.Pin
	Form     Form
	Problems model.Problems
	Changed  string // what somebody else changed meanwhile

	Would *model.RankPreview
	Rule  model.RankRule
	Sent  [][2]string // the form, to be sent again
}

// Form is the rule as it stands in the fields.
type Form struct {
	Version string // of the rule the person saw
	Why     string
	Keys    []string
	Rows    []Row
}

// Row is one lift as it stands in its fields; From holds names, an amount, days
// or a count.
type Row struct{ Kind, From, By, Best string }

// FormOf fills the form from a rule.
func FormOf(h words.Here, r model.RankRule) Form {
	f := Form{Version: strconv.Itoa(r.Version), Keys: make([]string, Places)}
	for i, k := range r.Keys {
		if i < Places {
			f.Keys[i] = string(k)
		}
	}
	for _, l := range r.Lifts {
		row := Row{Kind: string(l.Kind), By: strconv.Itoa(l.By), Best: strconv.Itoa(l.Best)}
		switch l.Kind.Unit() {
		case model.LiftNames:
			row.From = l.Of
		case model.LiftMoney:
			row.From = h.Locale.Typed(model.Money(l.From).Decimal(h.Decimals))
		case model.LiftDays, model.LiftCount:
			row.From = strconv.FormatInt(l.From, 10)
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}

// rows are the rows of the form with empty ones for more.
func (p Page) rows() []Row {
	rows := append([]Row{}, p.Form.Rows...)
	for n := 0; n < blankRows && len(rows) < model.MaxLifts; n++ {
		rows = append(rows, Row{})
	}
	return rows
}

// inForce is the version that counts.
func (p Page) inForce() model.RankVersion { return p.Versions[0] }

// version is the one that the form is for: a later one is a conflict.
func (p Page) version() string { return strconv.Itoa(p.inForce().Version) }

func (p Page) words(r model.RankRule) []string { return r.Words(p.Here.Money) }

func (p Page) ids() []string {
	ids := []string{"keys"}
	for i := range p.rows() {
		for _, name := range []string{"kind", "from", "by", "best"} {
			ids = append(ids, liftField(i, name))
		}
	}
	return append(ids, "why")
}

func liftField(i int, name string) string { return fmt.Sprintf("lifts[%d].%s", i, name) }

var placeNames = [Places]string{"First", "Then", "Then", "Then"}

func keyOptions(first bool) []ui.Option {
	var all []ui.Option
	if !first {
		all = append(all, ui.Option{Text: "–"})
	}
	for _, k := range model.RankKeys() {
		all = append(all, ui.Option{Value: string(k), Text: k.Label() + ": " + k.Words()})
	}
	return all
}

func kindOptions() []ui.Option {
	all := []ui.Option{{Text: "–"}}
	for _, k := range model.LiftKinds() {
		all = append(all, ui.Option{Value: string(k), Text: k.Label()})
	}
	return all
}

func byOptions() []ui.Option {
	return []ui.Option{{Value: "1", Text: "1"}, {Value: "2", Text: "2"}, {Value: "3", Text: "3"}, {Value: "4", Text: "4"}}
}

// outcome says what the rule would do to the queue.
func outcome(ctx context.Context, p model.RankPreview) []string {
	var out []string
	if p.Forward+p.Back > 0 {
		out = append(out, words.Plural(ctx, p.Forward, "line", "lines")+" would move forward in its queue, "+ui.Count(ctx, p.Back)+" would move back.")
	}
	for _, s := range []struct {
		n    int
		text string
	}{{p.Late, "could no longer keep the promise and would be shown as at risk."}, {p.Saved, "could keep the promise again."},
		{p.Dates, "would be promised another date."}, {p.Stock, "would get free stock."}} {
		if s.n > 0 {
			out = append(out, words.Plural(ctx, s.n, "line", "lines")+" "+s.text)
		}
	}
	if len(out) == 0 {
		out = append(out, "Nobody would move.")
	}
	return out
}

// move says where a line would go: "5 → 2 of 9".
func move(ctx context.Context, m model.RankMove) string {
	return ui.Count(ctx, m.From) + " → " + ui.Count(ctx, m.To) + " of " + ui.Count(ctx, m.Of)
}

func lineName(m model.RankMove) string { return m.Order + "/" + strconv.Itoa(m.Line) }
