// Package ui answers what a control looks like: buttons, chips, fields, tables.
// It knows no business words; it is handed plain strings and numbers.
package ui

import (
	"context"

	"backfill/model"
)

// FieldData is one labelled input.
type FieldData struct {
	Name    string // form name; the id is the same unless ID is set
	ID      string
	Label   string
	Value   string // what was typed, as it was typed
	Type    string // "text" when empty
	Hint    string // one line under the label
	Problem string // why it was not accepted; "" when it was

	Placeholder  string // what a search looks through; never a label
	Optional     bool
	Autocomplete string // the autocomplete token, "" for none
	InputMode    string // "numeric", "decimal"; "" for the keyboard of the type
	Width        string // "short" for numbers, "medium" for codes and dates, "" for full
	Focus        bool   // takes the focus when the page opens
	Rows         int    // more than 0 makes it a text area
	HideLabel    bool   // the label is for screen readers only
	List         string // id of a datalist to choose from, "" for none
	Find         string // address that offers codes for what is typed (urls.FindProducts), "" for none
	Chosen       string // what the code in the field stands for; only beside Find
}

// SelectData is one labelled choice from a list.
type SelectData struct {
	Name, ID, Label, Hint, Problem string

	Value     string // the chosen option's Value
	Options   []Option
	Optional  bool
	HideLabel bool
}

// Option is one entry of a list.
type Option struct{ Value, Text string }

// CheckData is one labelled tick box.
type CheckData struct {
	Name, ID, Label, Value string // Value "on" when empty
	Form                   string // id of the form it belongs to when it stands outside of it

	Checked   bool
	HideLabel bool
}

// PagerData says which part of a list is shown.
type PagerData struct {
	From, To, Of int    // "1–50 of 312"; Of 0 means the list is empty
	Many         bool   // there are more than Of: "1–50 of 10,000+"
	Noun         string // "lines"
	Prev, Next   string // addresses, "" at the ends
	Sizes        []Link // rows per page
}

// Link is an address with its words; Current marks where the reader is.
type Link struct {
	Text, Href string
	Current    bool
}

// EmptyData says why there is nothing to show and what to do about it.
type EmptyData struct {
	Icon, Title, Text string
	Action, Href      string // the one button; "" for none
	More, MoreHref    string // the one link; "" for none
}

// TileData is one figure with its name, a link to what it counts.
type TileData struct {
	Label, Value, Href string
	Note               string // one short line, "" for none
	Tone               string // "crit", "warn" or "" while all is well
	Current            bool
}

// TabData is one view of a list; Count -1 shows none.
type TabData struct {
	Text, Href, Key string
	Count           int
	Many            bool   // there are more than Count: "17+"
	Note            string // said beside the name where it is pointed at or read out, "" for none
	Current         bool
}

// ColumnData is one column's head. Sort is "ascending", "descending" or "";
// without Href the column cannot be sorted.
type ColumnData struct {
	Text, Href, Sort string
	Number           bool   // right-aligned
	Class            string // the column's class, for narrow screens
}

// PanelData asks before something that cannot be undone.
type PanelData struct {
	Title, Text string
	Facts       []string // what will happen, one sentence each
	Action      string   // where the answer is posted
	Verb        string   // the button repeats the verb: "Cancel 12 lines"
	Danger      bool
	Cancel      string // address to go back to
	RID         string
}

func (f FieldData) id() string { return orElse(f.ID, f.Name) }

func (s SelectData) id() string { return orElse(s.ID, s.Name) }

func (c CheckData) id() string { return orElse(c.ID, c.Name) }

// describedBy lists the ids of the hint and the problem, for aria-describedby.
func describedBy(id, hint, problem string) string {
	switch {
	case hint != "" && problem != "":
		return id + "-hint " + id + "-problem"
	case problem != "":
		return id + "-problem"
	case hint != "":
		return id + "-hint"
	}
	return ""
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// ReasonData is a "why" field. What is offered in it is only an offer.
type ReasonData struct {
	FieldData                    // the name is "why" and the label "Reason" unless they are set
	Kinds     []model.ReasonKind // whose reasons are offered
}

func (r ReasonData) field(offered []string) FieldData {
	f := r.FieldData
	f.Name, f.Label = orElse(f.Name, "why"), orElse(f.Label, "Reason")
	if len(offered) > 0 {
		f.List, f.Autocomplete = f.id()+"-reasons", "off"
	}
	return f
}

type reasonsKey struct{}

// WithReasons gives every "why" field drawn under ctx its offers. They are asked
// for only where such a field is drawn, so that other pages do not wait for them.
func WithReasons(ctx context.Context, of func(model.ReasonKind) []string) context.Context {
	return context.WithValue(ctx, reasonsKey{}, of)
}

func (r ReasonData) offered(ctx context.Context) (all []string) {
	of, ok := ctx.Value(reasonsKey{}).(func(model.ReasonKind) []string)
	if !ok {
		return nil
	}
	for _, k := range r.Kinds {
		all = append(all, of(k)...)
	}
	return all
}
