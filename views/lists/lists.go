// Package lists shows a list of anything that declares its columns: the page
// around it, its table, and which columns a file of it has.
package lists

import (
	"slices"

	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// Page is one list with its rows.
type Page[T any] struct {
	words.Here
	ui.Listing
	Title   string
	Caption string // of the table; the title when empty
	About   string // one sentence under the title, "" for none
	Columns []words.Column[T]
	Rows    []T
	Row     func(T) templ.Attributes
	Actions []templ.Component // beside the title
	Tabs    []ui.TabData      // lists that share the page
	Above   templ.Component   // above the title: what is wrong with a form of the page; nil: nothing
	Before  templ.Component   // between the title and the list; nil: nothing
	After   templ.Component   // under the list; nil: nothing

	Views    ui.ViewsData
	ViewTabs []ui.TabData // the saved views, none when there are none
}

// Among is rows of a list that are shown among other things: all of its columns,
// nothing to sort and nothing to choose.
func Among[T any](h words.Here, title string, columns []words.Column[T], rows []T) Page[T] {
	p := Page[T]{Here: h, Title: title, Columns: columns, Rows: rows}
	p.Shape.Columns, p.Shape.Hidden = Keys(columns)
	return p
}

// Keys lists the columns that can be chosen, the row's head first.
func Keys[T any](columns []words.Column[T]) (all, hidden []string) {
	for _, c := range columns {
		switch {
		case c.Acts:
			continue
		case c.Hidden:
			hidden = append(hidden, c.Key)
		}
		all = append(all, c.Key)
	}
	return all, hidden
}

// Shown are the columns of keys in their order, the row's head before them and
// the buttons last.
func Shown[T any](columns []words.Column[T], keys []string) []words.Column[T] {
	var shown, acts []words.Column[T]
	for _, c := range columns {
		switch {
		case c.Acts:
			acts = append(acts, c)
		case c.Lead:
			shown = append(shown, c)
		}
	}
	for _, key := range keys {
		i := slices.IndexFunc(columns, func(c words.Column[T]) bool { return c.Key == key })
		if i >= 0 && !columns[i].Lead {
			shown = append(shown, columns[i])
		}
	}
	return append(shown, acts...)
}

func (p Page[T]) shown() []words.Column[T] { return Shown(p.Columns, p.Query.ColumnsOf(p.Shape)) }

// head is a column's head; a currency stands with the name of what is in it.
func (p Page[T]) head(c words.Column[T]) ui.ColumnData {
	if c.Sort != "" && p.Address != nil {
		return p.Col(c.Head, c.Sort, c.Class == "num")
	}
	return ui.ColumnData{Text: c.Head, Number: c.Class == "num"}
}

func (p Page[T]) class(c words.Column[T], r T) string {
	if c.Empty != nil && c.Empty(r) {
		return c.Class + " none"
	}
	return c.Class
}

func (p Page[T]) attributes(r T) templ.Attributes {
	if p.Row == nil {
		return nil
	}
	return p.Row(r)
}

func (p Page[T]) caption() string {
	if p.Caption == "" {
		return p.Title
	}
	return p.Caption
}

// choices are the columns as they may be chosen.
func (p Page[T]) choices() []ui.ColumnChoice {
	var all []ui.ColumnChoice
	for _, c := range p.Columns {
		if !c.Acts && !c.Lead {
			all = append(all, ui.ColumnChoice{Key: c.Key, Text: c.Head})
		}
	}
	return all
}
