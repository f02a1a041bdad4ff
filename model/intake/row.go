package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Row is what one row of the file says.
type Row struct {
	Line     int      // in the file, 1 is the header
	Cells    []string // canonical, by Kind.Columns; "" says nothing
	Raw      []string // as read, for the file of rejected rows; valid until the next row
	Problem  string   // why it cannot be used; Cells are then incomplete
	Skip     string   // why a rule of the map passes it over
	TakeBack bool     // the row takes units of earlier lines back
	Numbered bool     // the line number is its place within its document
}

// Rows reads a recognised file row by row.
type Rows struct {
	f *File
	r *records
	// Offset counts the bytes handed to the reader so far, for progress.
	offset *counter
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// Rows begins at the first row after the header.
func (f *File) Rows(file io.ReadSeeker) (*Rows, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	count := &counter{r: file}
	text, err := decoded(count, f.Encoding)
	if err != nil {
		return nil, err
	}
	r, err := readRecords(text, f.Delimiter)
	if err != nil {
		return nil, err
	}
	_, _, err = r.next()
	return &Rows{f: f, r: r, offset: count}, err
}

// Offset is how many bytes of the file were read so far.
func (r *Rows) Offset() int64 { return r.offset.n }

// Has tells whether the file says anything about the column at all.
func (f *File) Has(name string) bool {
	i := f.Kind.Index(name)
	return i >= 0 && f.columns[i].present
}

// Repeated tells whether a row whose key was in the file before is passed over
// instead of refused.
func (f *File) Repeated() bool { return f.m.Repeated == "skip" }

// FirstHead tells whether the first row of a document speaks for the whole,
// whatever its later rows say of it.
func (f *File) FirstHead() bool { return f.m.Heads == "first" }

// Next gives the next row, io.EOF after the last. Any other error ends the file.
// The row is valid until the next call.
func (r *Rows) Next() (Row, error) {
	cells, line, err := r.r.next()
	var bad *rowError
	if errors.As(err, &bad) {
		return Row{Line: bad.line, Problem: bad.why}, nil
	}
	if err != nil {
		return Row{}, err
	}
	return r.f.row(cells, line), nil
}

// raw is a record with the joined rows beside it.
type raw struct {
	line    int
	cells   []string
	joined  [maxJoins][]string
	problem string
}

func (r raw) at(x ref) string {
	if x.join < 0 {
		return r.cells[x.index]
	}
	return r.joined[x.join][x.index]
}

func (f *File) rowOf(cells []string, line int) raw {
	row := raw{line: line, cells: cells}
	if len(cells) != len(f.Header) {
		row.problem = fmt.Sprintf("has %d cells, the header has %d", len(cells), len(f.Header))
		return row
	}
	for i, j := range f.joins {
		other, ok := j.rows[joinKey(cells[j.on])]
		if !ok {
			row.problem = fmt.Sprintf("%s %q is not in the joined file %s", f.Header[j.on], clip(cells[j.on]), f.m.Joins[j.name].File)
			return row
		}
		row.joined[i] = other
	}
	return row
}

func (f *File) row(cells []string, line int) Row {
	r := f.rowOf(cells, line)
	out := Row{Line: line, Raw: cells, Problem: r.problem}
	if r.problem != "" {
		return out
	}
	for _, rule := range f.rules {
		if !allHold(rule.when, r) {
			continue
		}
		out.Skip, out.Problem, out.TakeBack = rule.Skip, rule.Refuse, rule.TakeBack
		if !rule.TakeBack {
			return out
		}
		break
	}
	out.Cells = make([]string, len(f.columns))
	var problems []string
	for i := range f.columns {
		c := &f.columns[i]
		if !c.present {
			continue
		}
		if c.source.Number {
			out.Numbered = true
			if f.numbers >= 0 {
				out.Cells[i], out.Numbered = strings.TrimSpace(cells[f.numbers]), false
			}
			continue
		}
		cell, err := f.canonical(c, r)
		if err != nil {
			problems = append(problems, c.Name+" "+err.Error())
		}
		out.Cells[i] = cell
	}
	out.Problem = strings.Join(problems, "; ")
	return out
}

func allHold(tests []test, r raw) bool {
	for _, t := range tests {
		if !t.holds(r.at(t.ref)) {
			return false
		}
	}
	return true
}

// cell gives the column's text before types: chosen, joined, translated. why
// says what is wrong with it.
func (c *column) cell(r raw, blank []string) (cell, why string) {
	if !allHold(c.when, r) {
		return "", ""
	}
	switch {
	case c.source.Value != "":
		return c.source.Value, ""
	case len(c.source.First) > 0:
		for _, x := range c.refs {
			if cell = c.said(r.at(x), blank); cell != "" {
				break
			}
		}
	case len(c.source.Join) > 0:
		parts := make([]string, len(c.refs))
		for i, x := range c.refs {
			if parts[i] = c.said(r.at(x), blank); parts[i] == "" {
				return "", ""
			}
		}
		cell = c.source.Before + strings.Join(parts, c.source.With)
	default:
		if cell = c.said(r.at(c.refs[0]), blank); cell != "" {
			cell = c.source.Before + cell
		}
	}
	if c.values == nil || cell == "" {
		return cell, ""
	}
	to, known := c.values[strings.ToLower(cell)]
	switch {
	case known:
		return to, ""
	case c.source.Keep:
		return cell, ""
	case c.source.Otherwise != nil:
		return *c.source.Otherwise, ""
	}
	return cell, fmt.Sprintf("%q is not a value the map knows", clip(cell))
}

// said trims a raw cell, takes the guard of exported text off, and empties the
// words that say nothing.
func (c *column) said(s string, blank []string) string {
	s = strings.TrimSpace(s)
	s = Unguard(s)
	for _, words := range [2][]string{blank, c.source.Blank} {
		for _, w := range words {
			if strings.EqualFold(s, w) {
				return ""
			}
		}
	}
	return s
}

// canonical gives the column's cell in its canonical form.
func (f *File) canonical(c *column, r raw) (string, error) {
	cell, why := c.cell(r, f.m.Blank)
	switch {
	case why != "":
		return "", errors.New(why)
	case cell == "" && c.Required:
		return "", errors.New("is empty")
	case cell == "":
		return "", nil
	}
	switch c.Type {
	case Day, Instant:
		m, err := c.dates.parse(cell)
		if err != nil {
			return "", err
		}
		if c.Type == Day {
			return m.date(), nil
		}
		return m.instant(f.zone), nil
	case Quantity, Money, Whole:
		return c.numbers.parse(cell)
	case YesNo:
		return yesNo(cell)
	}
	return c.text(cell)
}

func yesNo(s string) (string, error) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1":
		return "yes", nil
	case "no", "n", "false", "0":
		return "no", nil
	}
	return "", fmt.Errorf("%q is neither yes nor no", clip(s))
}

func (c *column) text(s string) (string, error) {
	if len(c.Choices) > 0 {
		for _, ok := range c.Choices {
			if strings.EqualFold(s, ok) {
				return ok, nil
			}
		}
		return "", fmt.Errorf("%q is none of %s", clip(s), strings.Join(c.Choices, ", "))
	}
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || r > 0x7f && unicode.Is(unicode.Cc, r) || unicode.Is(bidi, r) {
			return "", fmt.Errorf("%q has a character that is not text", clip(s))
		}
	}
	if n := utf8.RuneCountInString(s); n > c.limit() {
		return "", fmt.Errorf("has %d characters; %d at most", n, c.limit())
	}
	return s, nil
}

func (c *column) limit() int {
	if c.Max > 0 {
		return c.Max
	}
	return 200
}

// bidi are the characters that turn the reading direction round and so make
// one code look like another.
var bidi = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x202a, Hi: 0x202e, Stride: 1}, {Lo: 0x2066, Hi: 0x2069, Stride: 1}}}

// Numbers tells whether lines are numbered by their place in the document.
func (f *File) Numbers() bool {
	i := f.Kind.Index("line")
	return i >= 0 && f.columns[i].source.Number
}
