package model

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// BoardQuery is everything that decides what the board shows. It lives in the
// URL: ParseBoardQuery reads it, Values prints it back in one canonical form.
type BoardQuery struct {
	View    View
	Q       string   // search: order, SKU, product, customer, customer PO, PO
	Filters []Filter // sorted, no doubles
	Sort    Column
	Desc    bool
	Group   Column // ColSKU, ColCustomer, ColOrder, ColETA (by PO), ColOwner; "" for none
	Size    int    // rows a page
	After   string // cursor: the page behind it
	Before  string // cursor: the page ahead of it
	At      int    // rows before the page, for "51-100 of 312"
	Peek    int64  // the line whose drawer is open; 0: none
	Events  string // of that line's timeline: "people", "system" or "" for all
	Saved   int64  // the saved view this was opened as; 0: none
	Columns []Column
}

// Filter keeps the lines whose fact is Value, or with Not those whose is not.
// Filters of one key and sense are alternatives; different keys all hold.
type Filter struct {
	Key   string
	Not   bool
	Value string
}

// Kinds of filter.
const (
	filterChoice = iota // one of a list
	filterText          // exact, case ignored; a trailing * takes every value that begins so
	filterDate          // bound of a range
	filterCount         // bound of a range, a whole number
)

type filterRule struct {
	kind    int
	choices []string
	name    string // for sentences
}

var filterRules = map[string]filterRule{
	"status":       {kind: filterChoice, choices: stringsOf(Statuses()), name: "status"},
	"priority":     {kind: filterChoice, choices: []string{"1", "2", "3", "4", "5"}, name: "priority"},
	"ship":         {kind: filterChoice, choices: stringsOf([]ShipMode{AsAvailable, LineComplete, OrderComplete, MaxShipments, OnDate}), name: "ship policy"},
	"eta":          {kind: filterChoice, choices: []string{"overdue", "week", "none"}, name: "ETA"},
	"late":         {kind: filterChoice, choices: []string{"yes"}, name: "late"},
	"customer":     {kind: filterText, name: "customer"},
	"sku":          {kind: filterText, name: "SKU"},
	"order":        {kind: filterText, name: "order"},
	"category":     {kind: filterText, name: "category"},
	"supplier":     {kind: filterText, name: "supplier"},
	"po":           {kind: filterText, name: "PO"},
	"tier":         {kind: filterText, name: "tier"},
	"owner":        {kind: filterText, name: "owner"},
	"warehouse":    {kind: filterText, name: "warehouse"},
	"project":      {kind: filterText, name: "project"},
	"eta_from":     {kind: filterDate, name: "ETA from"},
	"eta_to":       {kind: filterDate, name: "ETA to"},
	"promise_from": {kind: filterDate, name: "promise from"},
	"promise_to":   {kind: filterDate, name: "promise to"},
	"age_from":     {kind: filterCount, name: "age from"},
	"age_to":       {kind: filterCount, name: "age to"},
	"value_from":   {kind: filterCount, name: "value from"},
	"value_to":     {kind: filterCount, name: "value to"},
}

// FilterKeys lists what the board filters by, sorted.
func FilterKeys() []string {
	keys := make([]string, 0, len(filterRules))
	for k := range filterRules {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// FilterName is what people call a filter key: "ETA from".
func FilterName(key string) string { return filterRules[key].name }

// Page sizes, sorts and groups of the board.
var (
	boardSizes  = []int{25, 50, 100, 200}
	boardGroups = []Column{ColSKU, ColCustomer, ColOrder, ColETA, ColOwner}
)

// BoardSizes lists the page sizes.
func BoardSizes() []int { return slices.Clone(boardSizes) }

// BoardGroups lists what the board groups by; ColETA groups by purchase order.
func BoardGroups() []Column { return slices.Clone(boardGroups) }

// NewBoardQuery is the board as it opens: backorders by rank, 50 a page.
func NewBoardQuery() BoardQuery {
	return BoardQuery{View: ViewBackorders, Sort: ColRank, Size: 50, Columns: DefaultColumns()}
}

// Parts of a timeline: what people did, and what the desk did by itself.
const (
	EventsPeople = "people"
	EventsSystem = "system"
)

const maxText = 200

// ParseBoardQuery reads a board's URL. Empty values count as absent, as forms
// send them; an unknown name or value is a problem in words, under its name,
// and never replaced by a guess. The query is usable where it had no problem.
func ParseBoardQuery(v url.Values) (BoardQuery, error) {
	q := NewBoardQuery()
	var p Problems
	for name, values := range v {
		values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return strings.TrimSpace(s) == "" })
		if len(values) == 0 {
			continue
		}
		if msg := q.read(name, values); msg != "" {
			p.Need(name, false, msg)
		}
	}
	p.Need("before", q.After == "" || q.Before == "", "A page is either before a line or after one.")
	q.sortFilters()
	return q, p.Err()
}

func (q *BoardQuery) read(name string, values []string) string {
	key, not := strings.CutPrefix(name, "not.")
	if rule, ok := filterRules[key]; ok {
		return q.readFilter(key, not, rule, values)
	}
	if name == "columns" {
		return q.readColumns(values)
	}
	if len(values) > 1 {
		return fmt.Sprintf("%q is given more than once.", name)
	}
	return q.readOne(name, strings.TrimSpace(values[0]))
}

func (q *BoardQuery) readOne(name, value string) string {
	switch name {
	case "view":
		q.View = View(value)
		return unlessKnown(slices.Contains(Views(), q.View), "There is no view %q.", value)
	case "q":
		q.Q = value
		return unlessKnown(len(value) <= maxText, "Search for at most %d characters.", maxText)
	case "sort":
		q.Sort = Column(value)
		return unlessKnown(q.Sort.Sortable(), "The board does not sort by %q.", value)
	case "dir":
		q.Desc = value == "desc"
		return unlessKnown(value == "asc" || value == "desc", "A direction is asc or desc, not %q.", value)
	case "group":
		if value == "po" {
			value = string(ColETA)
		} else if value == string(ColETA) {
			value = "?eta"
		}
		q.Group = Column(value)
		return unlessKnown(slices.Contains(boardGroups, q.Group), "The board does not group by %q.", strings.TrimPrefix(value, "?"))
	case "size":
		q.Size, _ = strconv.Atoi(value)
		return unlessKnown(slices.Contains(boardSizes, q.Size), "A page has 25, 50, 100 or 200 lines, not %q.", value)
	case "at":
		n, err := strconv.Atoi(value)
		q.At = max(0, n)
		return unlessKnown(err == nil && n >= 0, "%q is not a place in the list.", value)
	case "peek":
		n, err := strconv.ParseInt(value, 10, 64)
		q.Peek = max(0, n)
		return unlessKnown(err == nil && n > 0, "%q is not a line.", value)
	case "events":
		q.Events = value
		return unlessKnown(value == EventsPeople || value == EventsSystem, "A timeline shows people or system, not %q.", value)
	case "saved":
		n, err := strconv.ParseInt(value, 10, 64)
		q.Saved = max(0, n)
		return unlessKnown(err == nil && n > 0, "%q is not a saved view.", value)
	case "after":
		q.After = value
		return ""
	case "before":
		q.Before = value
		return ""
	}
	return fmt.Sprintf("The board knows nothing called %q.", name)
}

func unlessKnown(ok bool, format string, arg any) string {
	if ok {
		return ""
	}
	return fmt.Sprintf(format, arg)
}

func (q *BoardQuery) readFilter(key string, not bool, rule filterRule, values []string) string {
	ranged := rule.kind == filterDate || rule.kind == filterCount
	if ranged && (not || len(values) > 1) {
		return fmt.Sprintf("Give one %s.", rule.name)
	}
	for _, v := range values {
		v = strings.TrimSpace(v)
		if msg := rule.problem(v); msg != "" {
			return msg
		}
		q.Filters = append(q.Filters, Filter{key, not, v})
	}
	return ""
}

func (r filterRule) problem(v string) string {
	switch r.kind {
	case filterChoice:
		return unlessKnown(slices.Contains(r.choices, v), "There is no "+r.name+" %q.", v)
	case filterDate:
		_, err := ParseDate(v)
		return unlessKnown(err == nil, "%q is not a date (2026-11-24).", v)
	case filterCount:
		n, err := strconv.Atoi(v)
		return unlessKnown(err == nil && n >= 0 && n <= 1_000_000_000 && strconv.Itoa(n) == v, "%q is not a whole number.", v)
	}
	return unlessKnown(len(v) <= maxText, "At most %d characters.", maxText)
}

func (q *BoardQuery) readColumns(values []string) string {
	chosen := map[Column]bool{ColOrder: true} // the row's link is always there
	for _, v := range values {
		for name := range strings.SplitSeq(v, ",") {
			c := Column(strings.TrimSpace(name))
			if c == "" {
				continue
			}
			if !slices.Contains(Columns(), c) {
				return fmt.Sprintf("The board has no column %q.", name)
			}
			chosen[c] = true
		}
	}
	q.Columns = slices.DeleteFunc(Columns(), func(c Column) bool { return !chosen[c] })
	return ""
}

func (q *BoardQuery) sortFilters() {
	slices.SortFunc(q.Filters, func(a, b Filter) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), boolOrder(a.Not, b.Not), cmp.Compare(a.Value, b.Value))
	})
	q.Filters = slices.Compact(q.Filters)
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Values prints the query for a URL; what is as it opens is left out.
func (q BoardQuery) Values() url.Values {
	v := url.Values{}
	set := func(name, value string, usual bool) {
		if !usual {
			v.Set(name, value)
		}
	}
	set("view", string(q.View), q.View == ViewBackorders)
	set("q", q.Q, q.Q == "")
	for _, f := range q.Filters {
		v.Add(f.Name(), f.Value)
	}
	set("sort", string(q.Sort), q.Sort == ColRank)
	set("dir", "desc", !q.Desc)
	set("group", q.groupName(), q.Group == "")
	set("size", strconv.Itoa(q.Size), q.Size == 50)
	set("after", q.After, q.After == "")
	set("before", q.Before, q.Before == "")
	set("at", strconv.Itoa(q.At), q.At == 0)
	set("peek", strconv.FormatInt(q.Peek, 10), q.Peek == 0)
	set("events", q.Events, q.Events == "" || q.Peek == 0)
	set("saved", strconv.FormatInt(q.Saved, 10), q.Saved == 0)
	set("columns", strings.Join(stringsOf(q.Columns), ","), slices.Equal(q.Columns, DefaultColumns()))
	return v
}

func (q BoardQuery) groupName() string {
	if q.Group == ColETA {
		return "po"
	}
	return string(q.Group)
}

// Encode is the query string of Values, without a question mark.
func (q BoardQuery) Encode() string { return q.Values().Encode() }

// Name is the filter's parameter in the URL: "status", "not.status".
func (f Filter) Name() string {
	if f.Not {
		return "not." + f.Key
	}
	return f.Key
}

// FirstPage is the query from its first line, without an open drawer.
func (q BoardQuery) FirstPage() BoardQuery {
	q.After, q.Before, q.At, q.Peek, q.Events = "", "", 0, 0, ""
	q.Filters = slices.Clone(q.Filters)
	return q
}

// WithView is the first page of another view, with the same filters.
func (q BoardQuery) WithView(v View) BoardQuery {
	q = q.FirstPage()
	q.View, q.Saved = v, 0
	return q
}

// With is the first page with one more filter.
func (q BoardQuery) With(f Filter) BoardQuery {
	q = q.FirstPage()
	q.Filters = append(q.Filters, f)
	q.sortFilters()
	return q
}

// Without is the first page with one filter less.
func (q BoardQuery) Without(f Filter) BoardQuery {
	q = q.FirstPage()
	q.Filters = slices.DeleteFunc(q.Filters, func(g Filter) bool { return g == f })
	return q
}

// Cleared is the first page of the view without search and filters.
func (q BoardQuery) Cleared() BoardQuery {
	q = q.FirstPage()
	q.Q, q.Filters = "", nil
	return q
}

// SortedBy is the first page sorted by c; by the same column again, it turns
// round. A grouped board is ungrouped: a group has its own order.
func (q BoardQuery) SortedBy(c Column) BoardQuery {
	n := q.FirstPage()
	n.Group, n.Sort, n.Desc = "", c, q.Sort == c && !q.Desc && q.Group == ""
	return n
}

// GroupedBy is the first page grouped by c, "" for not at all.
func (q BoardQuery) GroupedBy(c Column) BoardQuery {
	q = q.FirstPage()
	q.Group = c
	return q
}

// Opened is the same page with the drawer of a line open, 0 for closed.
func (q BoardQuery) Opened(line int64) BoardQuery {
	q.Peek, q.Events = line, ""
	return q
}

// NextPage and PrevPage are the pages beside this one.
func (q BoardQuery) NextPage(p BoardPage) BoardQuery {
	n := q.FirstPage()
	n.After, n.At = p.Next, max(0, p.First-1)+len(p.Rows)
	return n
}

// PrevPage is the page before p.
func (q BoardQuery) PrevPage(p BoardPage) BoardQuery {
	n := q.FirstPage()
	if at := p.First - 1 - q.Size; at > 0 {
		n.Before, n.At = p.Prev, at
	}
	return n
}

// Filtered tells whether search or filters narrow the view.
func (q BoardQuery) Filtered() bool { return q.Q != "" || len(q.Filters) > 0 }

// Has tells whether the query filters by exactly this.
func (q BoardQuery) Has(key, value string) bool {
	return slices.Contains(q.Filters, Filter{Key: key, Value: value})
}

// Value is the one value of a filter key that is not negated, "" for none.
func (q BoardQuery) Value(key string) string {
	for _, f := range q.Filters {
		if f.Key == key && !f.Not {
			return f.Value
		}
	}
	return ""
}

// Shows tells whether the column is shown.
func (q BoardQuery) Shows(c Column) bool { return slices.Contains(q.Columns, c) }

func stringsOf[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}
