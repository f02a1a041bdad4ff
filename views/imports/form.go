package imports

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"backfill/model"
	"backfill/model/intake"
	"backfill/views/ui"
)

// MapForm is how a person says what each column of a file is.
type MapForm struct {
	Version  int
	Source   string
	Sources  []string // known ones
	Remember bool
	Rows     []MapRow // needed or said
	More     []MapRow // neither
	Dates    string
	Decimal  string
	Blank    string // words that say nothing, between commas
	Values   []ValueRow
	Problems model.Problems

	AsOf    string // of the clock in the company's zone
	MayFull bool   // the kind may be complete
	Full    bool
	Many    bool // it may close a great deal
	AskMany bool // the guard refused it, so that this can be said
}

// MapRow is where one of our columns comes from.
type MapRow struct {
	Column  intake.Column
	Choice  string // an entry of Options
	Options []ui.Option
	Always  string // the same on every row
	Samples []string
	Missing bool // needed, and nothing says it
}

// ValueRow is one word of the file with what it stands for.
type ValueRow struct{ Column, From, To string }

// The choices that are no column of the file.
const (
	choiceNone   = ""
	choiceNumber = "number"
	choiceAsIs   = "map"
)

// spareValues is how many empty rows for words the form has.
const spareValues = 2

// choiceOf is the choice for the column at a place in the file.
func choiceOf(i int) string { return "c" + strconv.Itoa(i) }

// FormOf is the form of a map as it is stored; zone is the company's.
func FormOf(u model.Upload, m *intake.Map, zone *time.Location) MapForm {
	f := MapForm{Version: u.Version, Source: u.Source, Decimal: m.Decimal, Blank: strings.Join(m.Blank, ", "),
		AsOf: u.AsOf.Local(zone), MayFull: model.MayBeComplete(u.Kind), Full: u.Full, Many: u.CloseMany, AskMany: u.CloseMany || u.ProblemOf == "close_many"}
	if len(m.Dates) == 1 {
		f.Dates = m.Dates[0]
	}
	kind, _ := intake.KindOf(u.Kind)
	for _, c := range kind.Columns {
		s, said := m.Columns[c.Name]
		r := rowOf(u, c, s, said)
		if said || c.Required {
			f.Rows = append(f.Rows, r)
		} else {
			f.More = append(f.More, r)
		}
		for _, from := range slices.Sorted(maps.Keys(s.Values)) {
			f.Values = append(f.Values, ValueRow{c.Name, from, s.Values[from]})
		}
	}
	f.Values = append(f.Values, make([]ValueRow, spareValues)...)
	return f
}

func rowOf(u model.Upload, c intake.Column, s intake.Source, said bool) MapRow {
	r := MapRow{Column: c, Always: s.Value, Missing: c.Required && !said}
	r.Options = []ui.Option{{Value: choiceNone, Text: "– nothing –"}}
	if c.Name == "line" {
		r.Options = append(r.Options, ui.Option{Value: choiceNumber, Text: "1, 2, 3 within its document"})
	}
	at := slices.Index(u.Header, s.Column)
	switch {
	case !said || s.Value != "":
	case s.Number:
		r.Choice = choiceNumber
	case plainSource(s) && at >= 0:
		r.Choice, r.Samples = choiceOf(at), u.Samples[at]
	default:
		r.Choice = choiceAsIs
		r.Options = append(r.Options, ui.Option{Value: choiceAsIs, Text: "as the map says: " + sourceWords(s)})
	}
	for i, h := range u.Header {
		if h == "" {
			continue // what has no name cannot be kept in a map
		}
		r.Options = append(r.Options, ui.Option{Value: choiceOf(i), Text: h})
	}
	return r
}

// plainSource tells whether the form can say all that a source says.
func plainSource(s intake.Source) bool {
	return s.Column != "" && s.Before == "" && len(s.When) == 0 && s.Otherwise == nil && (len(s.Values) == 0 || s.Keep)
}

func sourceWords(s intake.Source) string {
	switch {
	case s.Column != "":
		return s.Before + s.Column
	case len(s.First) > 0:
		return "the first of " + strings.Join(s.First, ", ")
	}
	return s.Before + strings.Join(s.Join, s.With)
}

// TypedForm reads the posted form: the map it says, on top of what it cannot say
// of the stored one (joined files, rules, conditions), and the form to be shown
// again when it is refused.
func TypedForm(u model.Upload, base *intake.Map, v url.Values, zone *time.Location) (MapForm, *intake.Map) {
	m := *base
	m.Kind, m.Columns = u.Kind, map[string]intake.Source{}
	kind, _ := intake.KindOf(u.Kind)
	for _, c := range kind.Columns {
		if s, said := typedSource(u, base.Columns[c.Name], v.Get("col_"+c.Name), strings.TrimSpace(v.Get("always_"+c.Name))); said {
			m.Columns[c.Name] = s
		}
	}
	if d := v.Get("dates"); d != "" || len(base.Dates) < 2 {
		m.Dates = nil
		if d != "" {
			m.Dates = []string{d}
		}
	}
	m.Decimal, m.Blank = v.Get("decimal"), nil
	for w := range strings.SplitSeq(v.Get("blank"), ",") {
		if w = strings.TrimSpace(w); w != "" {
			m.Blank = append(m.Blank, w)
		}
	}
	typedValues(&m, v)
	f := FormOf(u, &m, zone)
	f.AsOf, f.Full, f.Many = strings.TrimSpace(v.Get("as_of")), v.Get("full") != "", v.Get("close_many") != ""
	f.Blank, f.Values = v.Get("blank"), typedRows(v)
	f.Source, f.Remember = strings.TrimSpace(v.Get("source")), v.Get("remember") != ""
	var err error
	f.Version, err = strconv.Atoi(v.Get("version"))
	f.Problems.Need("map", err == nil, "The form is damaged: open the page again.")
	return f, &m
}

// typedSource is where one column comes from; a text that is the same on every
// row wins, because somebody has typed it.
func typedSource(u model.Upload, was intake.Source, choice, always string) (intake.Source, bool) {
	at, err := strconv.Atoi(strings.TrimPrefix(choice, "c"))
	switch {
	case always != "":
		return intake.Source{Value: always}, true
	case choice == choiceNumber:
		return intake.Source{Number: true}, true
	case choice == choiceAsIs && !plainSource(was):
		return was, true
	case err != nil || at < 0 || at >= len(u.Header) || choice == choiceNone:
		return intake.Source{}, false
	}
	return intake.Source{Column: u.Header[at]}, true
}

// maxValueRows bounds how many words a form may translate.
const maxValueRows = 200

// typedRows are the words as they were typed.
func typedRows(v url.Values) []ValueRow {
	var rows []ValueRow
	for i := range maxValueRows {
		n := strconv.Itoa(i)
		if !v.Has("word_from_" + n) {
			break
		}
		rows = append(rows, ValueRow{v.Get("word_column_" + n), strings.TrimSpace(v.Get("word_from_" + n)), strings.TrimSpace(v.Get("word_to_" + n))})
	}
	return rows
}

func typedValues(m *intake.Map, v url.Values) {
	for _, r := range typedRows(v) {
		column, from, to := r.Column, r.From, r.To
		s, said := m.Columns[column]
		if from == "" || !said || s.Value != "" || s.Number {
			continue
		}
		if s.Values == nil || !s.Keep {
			s.Values, s.Keep = maps.Clone(s.Values), true
			if s.Values == nil {
				s.Values = map[string]string{}
			}
		}
		s.Values[from] = to
		m.Columns[column] = s
	}
}

func (f MapForm) valueColumns() []ui.Option {
	out := []ui.Option{{Text: "Column …"}}
	for _, r := range f.Rows {
		if r.Choice != choiceNone && r.Choice != choiceNumber {
			out = append(out, ui.Option{Value: r.Column.Name, Text: r.Column.Name})
		}
	}
	return out
}

// missing names the columns that are needed and that nothing says.
func (f MapForm) missing() string {
	var names []string
	for _, r := range f.Rows {
		if r.Missing {
			names = append(names, r.Column.Name)
		}
	}
	return strings.Join(names, ", ")
}
