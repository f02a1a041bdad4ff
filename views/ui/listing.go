package ui

import (
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"backfill/model"
)

// Listing is the frame around a list: search, filters, how it is sorted, and
// where in its pages the reader is. The table itself is the children.
type Listing struct {
	Shape   model.ListShape
	Query   model.ListQuery
	Address func(query string) string // of the list
	File    func(query string) string // of the list as CSV; nil: not for this person
	Book    func(query string) string // of the list as a workbook; nil: there is none
	Fixed   url.Values                // parameters that are part of the address, such as a tab

	Search  string            // what the search looks at
	Noun    string            // "orders"
	Selects []SelectData      // filters that are chosen from a list; the value is filled in
	Fields  []FieldData       // filters that are typed, such as a day; the value is filled in
	Words   map[string]string // what a chip says before its filter's value: "Customer"
	Values  map[string]string // what a value is called, by "filter=value"
	Never   EmptyData         // when there has never been a row

	First, Rows, Total int
	Many               bool
	Next, Prev         *model.Cursor
}

// ShowPage says where in its pages the list is.
func ShowPage[T any](l Listing, p model.Paged[T]) Listing {
	l.First, l.Rows, l.Total, l.Many, l.Next, l.Prev = p.First, len(p.Rows), p.Total, p.Many, p.Next, p.Prev
	return l
}

func (l Listing) at(q model.ListQuery) string { return l.Address(l.encode(q.Values(l.Shape))) }

func (l Listing) encode(v url.Values) string {
	for k, fixed := range l.Fixed {
		v[k] = fixed
	}
	return v.Encode()
}

// Plain is the address of the list without search and filters.
func (l Listing) Plain() string {
	q := l.Query
	q.Q, q.Filters = "", nil
	return l.at(q)
}

// CSV is the address of exactly this view as a file, "" when there is none.
func (l Listing) CSV() string {
	if l.File == nil {
		return ""
	}
	return l.File(l.encode(l.Query.Values(l.Shape)))
}

// XLSX is the address of exactly this view as a workbook, "" when there is none.
func (l Listing) XLSX() string {
	if l.File == nil || l.Book == nil {
		return ""
	}
	return l.Book(l.encode(l.Query.Values(l.Shape)))
}

// ColumnChoice is one column that may be chosen.
type ColumnChoice struct {
	Key, Text string
	Shown     bool
	Left      string // address of the list with it one place further left, "" for none
}

// arranged are the choices in the order in which they are shown, then the rest.
func (l Listing) arranged(all []ColumnChoice) []ColumnChoice {
	keys := l.Query.ColumnsOf(l.Shape)
	place := func(c ColumnChoice) int {
		if i := slices.Index(keys, c.Key); i >= 0 {
			return i
		}
		return len(keys)
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b ColumnChoice) int { return place(a) - place(b) })
	for i := range all {
		at := place(all[i])
		if all[i].Shown = at < len(keys); !all[i].Shown || i == 0 {
			continue
		}
		moved := slices.Clone(keys)
		moved[at-1], moved[at] = moved[at], moved[at-1]
		all[i].Left = l.at(l.Query.WithColumns(moved))
	}
	return all
}

// besideColumns are the parameters that the form of columns sends along unseen.
func (l Listing) besideColumns() []Option {
	v := l.Query.Values(l.Shape)
	for k, fixed := range l.Fixed {
		v[k] = fixed
	}
	v.Del("columns")
	return hidden(v)
}

func hidden(v url.Values) []Option {
	var kept []Option
	for name, values := range v {
		kept = append(kept, Option{name, values[0]})
	}
	sort.Slice(kept, func(i, j int) bool { return kept[i].Value < kept[j].Value })
	return kept
}

// Col is the head of a column that the list can be sorted by.
func (l Listing) Col(text, key string, number bool) ColumnData {
	c := ColumnData{Text: text, Href: l.at(l.Query.Sorted(l.Shape, key)), Number: number}
	if l.Query.Sort == key {
		c.Sort = "ascending"
		if l.Query.Desc {
			c.Sort = "descending"
		}
	}
	return c
}

// narrowed tells whether search, filters or a page may hide rows.
func (l Listing) narrowed() bool { return l.Query.Filtered() || !l.Query.At.IsZero() }

// chip is one filter in force: the address without it, and the one with its
// opposite, "" where there is none.
type chip struct{ Text, Href, Flip string }

// chips are the filters in force.
func (l Listing) chips() []chip {
	var chips []chip
	for name, value := range l.Query.Filters {
		c := chip{Text: l.filterWords(name, value), Href: l.at(l.Query.With(name, ""))}
		if plain, not := strings.CutPrefix(name, model.Not); not {
			c.Flip = l.at(l.Query.With(name, "").With(plain, value))
		} else if slices.Contains(l.Shape.Flips, name) {
			c.Flip = l.at(l.Query.With(name, "").With(model.Not+name, value))
		}
		chips = append(chips, c)
	}
	sort.Slice(chips, func(i, j int) bool { return chips[i].Text < chips[j].Text })
	return chips
}

// filterWords says what a filter keeps: "Late", "not Supplier: Knauf".
func (l Listing) filterWords(name, value string) string {
	name, not := strings.CutPrefix(name, model.Not)
	text := value
	if v, ok := l.Values[name+"="+value]; ok {
		text = v
	}
	if w := l.Words[name]; w != "" {
		text = w + ": " + text
	}
	if not {
		text = "not " + text
	}
	return text
}

// kept are the parameters that the search form sends along unseen.
func (l Listing) kept() []Option {
	v := l.Query.Values(l.Shape)
	for k, fixed := range l.Fixed {
		v[k] = fixed
	}
	v.Del("q")
	for _, s := range l.Selects {
		v.Del(s.Name)
	}
	for _, f := range l.Fields {
		v.Del(f.Name)
	}
	return hidden(v)
}

// chosen are the selects with what is in force filled in.
func (l Listing) chosen() []SelectData {
	selects := make([]SelectData, len(l.Selects))
	for i, s := range l.Selects {
		s.Value = l.Query.Filters[s.Name]
		s.ID = "filter-" + s.Name // "status" is the id of a region of every page
		selects[i] = s
	}
	return selects
}

// typed are the fields with what is in force filled in.
func (l Listing) typed() []FieldData {
	fields := make([]FieldData, len(l.Fields))
	for i, f := range l.Fields {
		f.Value = l.Query.Filters[f.Name]
		f.ID = "filter-" + f.Name
		fields[i] = f
	}
	return fields
}

// Pages is where in its pages the list is, for a page that draws its own table.
func (l Listing) Pages() PagerData { return l.pager() }

func (l Listing) pager() PagerData {
	p := PagerData{From: l.First, To: l.First + l.Rows - 1, Of: l.Total, Many: l.Many, Noun: l.Noun}
	if l.Next != nil {
		p.Next = l.Address(l.encode(l.Query.Page(l.Shape, *l.Next, false)))
	}
	if l.Prev != nil {
		p.Prev = l.Address(l.encode(l.Query.Page(l.Shape, *l.Prev, true)))
	}
	for _, n := range []int{25, 50, 100, 200} {
		q := l.Query
		q.Size = n
		p.Sizes = append(p.Sizes, Link{Text: strconv.Itoa(n), Href: l.at(q), Current: l.Query.Rows() == n})
	}
	return p
}

// nothing says why a narrowed list is empty.
func (l Listing) nothing() EmptyData {
	text := "No " + l.Noun + " match"
	if l.Query.Q != "" {
		text += " “" + l.Query.Q + "”"
	}
	for i, c := range l.chips() {
		switch {
		case i > 0 || l.Query.Q != "":
			text += " and " + c.Text
		default:
			text += " " + c.Text
		}
	}
	return EmptyData{Icon: "search", Title: text + ".", Action: "Clear search and filters", Href: l.Plain()}
}
