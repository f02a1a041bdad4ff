package model

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ListShape says what one list may be asked: its sort keys and filters. What is
// not in the shape is refused, never ignored.
type ListShape struct {
	Sorts   []string            // the first is the default; a leading "-" means it starts descending
	Filters map[string][]string // allowed values by filter; nil: any text of at most MaxText characters
	Flips   []string            // filters that may be turned round, to what is not so
	Columns []string            // that can be chosen, in their first order; none: the list has fixed ones
	Hidden  []string            // those of Columns that are shown only where they were chosen
}

// Not begins the name of a filter that keeps what is not so: not.status=late.
const Not = "not."

// MaxText bounds a search and a filter typed by a person, in bytes.
const MaxText = 200

// ListSizes are the page sizes a person may choose; the first is the default.
var ListSizes = []int{50, 25, 100, 200}

// ListQuery is what one list is asked, as it stands in the address: search,
// filters, sort and the place in the pages. The zero value is the plain list.
type ListQuery struct {
	Q       string
	Filters map[string]string
	Sort    string // a key of the shape without its "-"; empty: the default
	Desc    bool
	Size    int      // rows on a page; 0: the default
	NoCount bool     // a file needs no total
	Columns []string // chosen, in their order; nil: as the list has them
	Saved   int64    // the saved view this was opened as; 0: none
	At      Cursor
	Back    bool // the page that ends before At, instead of the one that starts after it
}

// Cursor is a place between two rows of a sorted list: the sort key and id of
// the row beside it, and how many rows lie before the place. The zero Cursor is
// the start.
type Cursor struct {
	Key    any // string or int64
	ID     int64
	Before int
}

// Paged is one page of a list.
type Paged[T any] struct {
	Rows  []T
	First int  // number of the first row, 1 for the first page, 0 when there are no rows
	Total int  // rows in all pages, MaxCount at the most
	Many  bool // there are more than Total
	Next  *Cursor
	Prev  *Cursor
}

// PageOf cuts one page out of rows that are all known, in their order.
func PageOf[T any](all []T, q ListQuery) Paged[T] {
	at, _ := q.At.Key.(int64)
	start := min(max(int(at), 0), len(all))
	if q.Back {
		start = max(0, start-q.Rows())
	}
	end := min(start+q.Rows(), len(all))
	page := Paged[T]{Rows: all[start:end], Total: min(len(all), MaxCount), Many: len(all) > MaxCount}
	place := func(n int) *Cursor { return &Cursor{Key: int64(n), Before: n} }
	if len(page.Rows) > 0 {
		page.First = start + 1
	}
	if start > 0 {
		page.Prev = place(start)
	}
	if end < len(all) {
		page.Next = place(end)
	}
	return page
}

// MaxCount bounds counting: a list beyond it says "10,000+".
const MaxCount = 10_000

// ParseList reads a list's address against its shape. Problems name the
// parameter that makes no sense.
func ParseList(shape ListShape, v url.Values) (ListQuery, error) {
	var p Problems
	q := ListQuery{Q: strings.TrimSpace(v.Get("q")), Filters: map[string]string{}}
	p.Need("q", len(q.Q) <= MaxText, "A search may have 200 characters.")
	for name, allowed := range shape.Filters {
		for _, name := range []string{name, Not + name} {
			text := strings.TrimSpace(v.Get(name))
			if text == "" {
				continue
			}
			plain, not := strings.CutPrefix(name, Not)
			p.Need(name, !not || slices.Contains(shape.Flips, plain), "The list cannot leave that out.")
			p.Need(name, len(text) <= MaxText && (allowed == nil || slices.Contains(allowed, text)), "The list has no such filter.")
			q.Filters[name] = text
		}
	}
	q.Sort, q.Desc = shape.sort(v.Get("sort"), &p)
	q.Size = listSize(v.Get("size"), &p)
	q.Columns = shape.columns(v["columns"], &p)
	var err error
	if text := v.Get("saved"); text != "" {
		q.Saved, err = strconv.ParseInt(text, 10, 64)
		p.Need("saved", err == nil && q.Saved > 0, "There is no such view.")
	}
	place := v.Get("after")
	if before := v.Get("before"); before != "" {
		place, q.Back = before, true
	}
	q.At, err = ParseCursor(place)
	p.Need("after", err == nil, "The page's address is damaged: start from the first page.")
	return q, p.Err()
}

func (s ListShape) sort(text string, p *Problems) (key string, desc bool) {
	if text == "" {
		text = s.Sorts[0]
	}
	key = strings.TrimPrefix(text, "-")
	known := slices.ContainsFunc(s.Sorts, func(have string) bool { return strings.TrimPrefix(have, "-") == key })
	p.Need("sort", known, "The list cannot be sorted by that.")
	return key, text != key
}

func listSize(text string, p *Problems) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	p.Need("size", err == nil && slices.Contains(ListSizes, n), "A page may have 25, 50, 100 or 200 rows.")
	return n
}

// columns reads what was chosen; the usual columns in their usual order are none.
func (s ListShape) columns(values []string, p *Problems) []string {
	var chosen []string
	for _, v := range values {
		for key := range strings.SplitSeq(v, ",") {
			if key = strings.TrimSpace(key); key == "" || slices.Contains(chosen, key) {
				continue
			}
			p.Need("columns", slices.Contains(s.Columns, key), "The list has no such column.")
			chosen = append(chosen, key)
		}
	}
	if slices.Equal(chosen, s.usual()) {
		return nil
	}
	return chosen
}

func (s ListShape) usual() []string {
	return slices.DeleteFunc(slices.Clone(s.Columns), func(key string) bool { return slices.Contains(s.Hidden, key) })
}

// ColumnsOf gives the columns that are shown, in their order.
func (q ListQuery) ColumnsOf(shape ListShape) []string {
	if q.Columns == nil {
		return shape.usual()
	}
	return q.Columns
}

// WithColumns gives the query with other columns.
func (q ListQuery) WithColumns(keys []string) ListQuery {
	q.Columns = keys
	return q
}

// Rows is the page size asked for.
func (q ListQuery) Rows() int {
	if q.Size == 0 {
		return ListSizes[0]
	}
	return q.Size
}

// Filtered tells whether the list was narrowed.
func (q ListQuery) Filtered() bool { return q.Q != "" || len(q.Filters) > 0 }

// Values prints the query as an address that ParseList reads back, without the
// place: changing a filter or the sort starts from the first page.
func (q ListQuery) Values(shape ListShape) url.Values {
	v := url.Values{}
	if q.Q != "" {
		v.Set("q", q.Q)
	}
	for name, text := range q.Filters {
		v.Set(name, text)
	}
	if s := q.sortText(); s != shape.Sorts[0] && s != "" {
		v.Set("sort", s)
	}
	if q.Size != 0 && q.Size != ListSizes[0] {
		v.Set("size", strconv.Itoa(q.Size))
	}
	if q.Columns != nil && !slices.Equal(q.Columns, shape.usual()) {
		v.Set("columns", strings.Join(q.Columns, ","))
	}
	if q.Saved != 0 {
		v.Set("saved", strconv.FormatInt(q.Saved, 10))
	}
	return v
}

func (q ListQuery) sortText() string {
	if q.Desc {
		return "-" + q.Sort
	}
	return q.Sort
}

// Page prints the address of the page after or before c.
func (q ListQuery) Page(shape ListShape, c Cursor, back bool) url.Values {
	v := q.Values(shape)
	if back {
		v.Set("before", c.String())
	} else {
		v.Set("after", c.String())
	}
	return v
}

// With gives the query with one filter set, or taken away by an empty text.
func (q ListQuery) With(name, text string) ListQuery {
	f := make(map[string]string, len(q.Filters)+1)
	for k, v := range q.Filters {
		f[k] = v
	}
	f[name] = text
	if text == "" {
		delete(f, name)
	}
	q.Filters = f
	return q
}

// Sorted gives the query sorted by key: its first direction, or the other one
// when it already is sorted by it.
func (q ListQuery) Sorted(shape ListShape, key string) ListQuery {
	desc := slices.Contains(shape.Sorts, "-"+key)
	if q.Sort == key {
		desc = !q.Desc
	}
	q.Sort, q.Desc = key, desc
	return q
}

// IsZero tells whether the cursor is the start of the list.
func (c Cursor) IsZero() bool { return c.Key == nil }

// String prints the cursor for an address, "" for the start.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	kind := "s"
	if _, number := c.Key.(int64); number {
		kind = "i"
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%s%v", c.ID, c.Before, kind, c.Key))
}

// ParseCursor reads what String printed.
func ParseCursor(text string) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	bad := fmt.Errorf("%q is not a place in a list", text)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.SplitN(string(raw), ".", 3)
	if err != nil || len(parts) != 3 || parts[2] == "" {
		return Cursor{}, bad
	}
	var c Cursor
	if c.ID, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
		return Cursor{}, bad
	}
	if c.Before, err = strconv.Atoi(parts[1]); err != nil || c.Before < 0 {
		return Cursor{}, bad
	}
	switch key := parts[2][1:]; parts[2][0] {
	case 's':
		c.Key = key
	case 'i':
		c.Key, err = strconv.ParseInt(key, 10, 64)
	default:
		err = bad
	}
	if err != nil {
		return Cursor{}, bad
	}
	return c, nil
}
