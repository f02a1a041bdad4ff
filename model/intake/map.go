package intake

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Map says how a foreign file is read as one of ours. It is written as TOML:
//
//	kind = "orders"
//	dates = ["d-mon-yy", "m/d/yy"]        # only where the file itself does not decide
//	decimal = ","                         # the same
//	blank = ["N/A"]                       # words that say nothing
//	repeated = "skip"                     # a row whose key was in the file before; else refused when it differs
//	heads = "first"                       # the first row of an order speaks for it; else rows that differ are refused
//
//	[columns]
//	order    = "order_id"                                   # a header of the file
//	customer = "orders.customer_id"                         # of a joined file
//	warehouse = { value = "MAIN" }                          # the same on every row
//	po       = { join = ["supplier_id", "year"], with = "/", before = "NW-" }
//	ordered_at = { first = ["sent", "asked"] }              # the first that says anything
//	country  = { column = "Country", values = { "UK" = "GB" }, otherwise = "" }
//	unit     = { column = "UoM", values = { "EA" = "pc" }, keep = true } # others stay as they are
//	line     = { number = true }                            # 1, 2, 3 within its document
//	shipped  = { column = "quantity", when = { column = "orders.shipped_date", empty = false } }
//
//	[joins.orders]
//	file = "orders.csv"                   # beside the imported file
//	on = "order_id"                       # here
//	key = "order_id"                      # there; left out: the same name
//
//	[[rules]]                             # tried in order, the first that holds decides
//	skip = "a fee, not goods"             # or refuse = "why", or take_back = true
//	when = { column = "StockCode", in = ["POST", "D"] }
//
// A condition names one column and one of: is, in, starts, empty, negative,
// zero; not = true turns it round. Several conditions in a list must all hold.
type Map struct {
	Kind      string            `toml:"kind,omitempty"`
	Encoding  string            `toml:"encoding,omitempty"`
	Delimiter string            `toml:"delimiter,omitempty"`
	Decimal   string            `toml:"decimal,omitempty"`
	Dates     []string          `toml:"dates,omitempty"`
	Blank     []string          `toml:"blank,omitempty"`
	Repeated  string            `toml:"repeated,omitempty"`
	Heads     string            `toml:"heads,omitempty"`
	Columns   map[string]Source `toml:"columns,omitempty"`
	Joins     map[string]Join   `toml:"joins,omitempty"`
	Rules     []Rule            `toml:"rules,omitempty"`
}

// Source says where a column's cell comes from.
type Source struct {
	Column    string            `toml:"column,omitempty"`
	Value     string            `toml:"value,omitempty"`
	Join      []string          `toml:"join,omitempty"`
	With      string            `toml:"with,omitempty"`
	Before    string            `toml:"before,omitempty"`
	First     []string          `toml:"first,omitempty"`
	Number    bool              `toml:"number,omitempty"`
	Values    map[string]string `toml:"values,omitempty"`
	Keep      bool              `toml:"keep,omitempty"` // what Values does not name stays as it is
	Otherwise *string           `toml:"otherwise,omitempty"`
	Blank     []string          `toml:"blank,omitempty"`
	Dates     []string          `toml:"dates,omitempty"`
	Decimal   string            `toml:"decimal,omitempty"`
	When      Conditions        `toml:"when,omitempty"`
}

// Join is a second file whose row adds columns to each row of the first.
type Join struct {
	File string `toml:"file,omitempty"`
	On   string `toml:"on,omitempty"`
	Key  string `toml:"key,omitempty"`
}

// Rule decides what becomes of the rows it holds for.
type Rule struct {
	Skip     string     `toml:"skip,omitempty"`
	Refuse   string     `toml:"refuse,omitempty"`
	TakeBack bool       `toml:"take_back,omitempty"`
	When     Conditions `toml:"when,omitempty"`
}

// Condition asks one thing of one column's raw cell.
type Condition struct {
	Column   string   `toml:"column,omitempty"`
	Is       string   `toml:"is,omitempty"`
	In       []string `toml:"in,omitempty"`
	Starts   string   `toml:"starts,omitempty"`
	Empty    *bool    `toml:"empty,omitempty"`
	Negative bool     `toml:"negative,omitempty"`
	Zero     bool     `toml:"zero,omitempty"`
	Not      bool     `toml:"not,omitempty"`
}

// Conditions must all hold; none always hold.
type Conditions []Condition

// What a map may be at most.
const (
	maxMap   = 256 << 10 // bytes
	maxJoins = 4
)

// ParseMap reads a map. An unknown word in it is an error, not ignored.
func ParseMap(src []byte) (*Map, error) {
	if len(src) > maxMap {
		return nil, fmt.Errorf("the map is larger than %d KiB", maxMap>>10)
	}
	var m Map
	meta, err := toml.Decode(string(src), &m)
	if err != nil {
		return nil, fmt.Errorf("the map: %w", err)
	}
	for _, k := range meta.Undecoded() {
		if !slices.Contains(k, "when") && k[0] != "columns" { // those look at their words themselves
			return nil, fmt.Errorf("the map: %q is not a word of maps", k.String())
		}
	}
	return &m, m.check()
}

// Text writes the map as ParseMap reads it.
func (m *Map) Text() (string, error) {
	text, err := toml.Marshal(m)
	return string(text), err
}

// UnmarshalTOML reads a header alone, or a table.
func (s *Source) UnmarshalTOML(v any) error {
	if header, ok := v.(string); ok {
		s.Column = header
		return nil
	}
	type plain Source
	return decodeTable(v, (*plain)(s))
}

// UnmarshalTOML reads one condition or a list of them.
func (c *Conditions) UnmarshalTOML(v any) error {
	list, ok := v.([]any)
	if tables, is := v.([]map[string]any); is {
		ok, list = true, nil
		for _, t := range tables {
			list = append(list, t)
		}
	}
	if !ok {
		list = []any{v}
	}
	for _, x := range list {
		var one Condition
		if err := decodeTable(x, &one); err != nil {
			return err
		}
		*c = append(*c, one)
	}
	return nil
}

// decodeTable decodes a part of a document by itself, so that its unknown words
// are found as well.
func decodeTable(v, into any) error {
	table, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is not a table", v)
	}
	text, err := toml.Marshal(table)
	if err != nil {
		return err
	}
	meta, err := toml.Decode(string(text), into)
	if err != nil {
		return err
	}
	for _, k := range meta.Undecoded() {
		return fmt.Errorf("%q is not a word of maps", k.String())
	}
	return nil
}

func (m *Map) check() error {
	if _, err := parseForms(m.Dates); err != nil {
		return err
	}
	if err := checkDecimal(m.Decimal); err != nil {
		return err
	}
	if m.Repeated != "" && m.Repeated != "skip" && m.Repeated != "refuse" {
		return fmt.Errorf("the map: repeated is %q; it may be \"skip\" or \"refuse\"", m.Repeated)
	}
	if m.Heads != "" && m.Heads != "first" && m.Heads != "refuse" {
		return fmt.Errorf("the map: heads is %q; it may be \"first\" or \"refuse\"", m.Heads)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
		if err := m.Columns[name].check(); err != nil {
			return fmt.Errorf("the map, column %s: %w", name, err)
		}
	}
	if len(m.Joins) > maxJoins {
		return fmt.Errorf("the map joins more than %d files", maxJoins)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Joins)) {
		if j := m.Joins[name]; j.File == "" || j.On == "" {
			return fmt.Errorf("the map, join %s: file and on are needed", name)
		}
	}
	for i, r := range m.Rules {
		if err := r.check(); err != nil {
			return fmt.Errorf("the map, rule %d: %w", i+1, err)
		}
	}
	return nil
}

func (s Source) check() error {
	ways := 0
	for _, used := range []bool{s.Column != "", s.Value != "", len(s.Join) > 0, len(s.First) > 0, s.Number} {
		if used {
			ways++
		}
	}
	if ways != 1 {
		return errors.New("one of column, value, join, first or number is needed")
	}
	if _, err := parseForms(s.Dates); err != nil {
		return err
	}
	if err := checkDecimal(s.Decimal); err != nil {
		return err
	}
	return s.When.check()
}

func (r Rule) check() error {
	ways := 0
	for _, used := range []bool{r.Skip != "", r.Refuse != "", r.TakeBack} {
		if used {
			ways++
		}
	}
	if ways != 1 || len(r.When) == 0 {
		return errors.New("when, and one of skip, refuse or take_back, are needed")
	}
	return r.When.check()
}

func (c Conditions) check() error {
	for _, one := range c {
		ways := 0
		for _, used := range []bool{one.Is != "", len(one.In) > 0, one.Starts != "", one.Empty != nil, one.Negative, one.Zero} {
			if used {
				ways++
			}
		}
		if one.Column == "" || ways != 1 {
			return errors.New("a condition needs a column and one of is, in, starts, empty, negative or zero")
		}
	}
	return nil
}

func checkDecimal(s string) error {
	if s != "" && s != "." && s != "," {
		return fmt.Errorf("decimal is %q; it may be \".\" or \",\"", s)
	}
	return nil
}

// holds asks the condition of a raw cell.
func (c Condition) holds(cell string) bool {
	cell = strings.TrimSpace(cell)
	var yes bool
	switch {
	case c.Is != "":
		yes = strings.EqualFold(cell, c.Is)
	case len(c.In) > 0:
		yes = slices.ContainsFunc(c.In, func(x string) bool { return strings.EqualFold(cell, x) })
	case c.Starts != "":
		yes = len(cell) >= len(c.Starts) && strings.EqualFold(cell[:len(c.Starts)], c.Starts)
	case c.Empty != nil:
		yes = (cell == "") == *c.Empty
	case c.Negative:
		yes = strings.HasPrefix(cell, "-") && strings.ContainsAny(cell, "123456789")
	case c.Zero:
		yes = strings.Trim(cell, "0.,-+") == "" && strings.Contains(cell, "0")
	}
	return yes != c.Not
}
