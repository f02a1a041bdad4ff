package intake

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// MaxFile is the largest file that is read at all.
const MaxFile = int64(4) << 30

// Options say how a file is to be read.
type Options struct {
	Kind  string
	Map   *Map           // nil: the headers are ours
	Zone  *time.Location // of times without one; nil: UTC
	Limit int64          // bytes; 0: MaxFile
	// Beside opens a joined file by the name in the map. nil: there are none.
	Beside func(name string) (io.ReadCloser, error)
}

// File is a file as it was recognised.
type File struct {
	Kind      Kind
	Size      int64
	SHA256    string
	Encoding  string
	Delimiter rune
	Header    []string // as written

	zone    *time.Location
	m       *Map
	columns []column // one for each of Kind.Columns
	rules   []rule
	joins   []*joined
	numbers int // header column of line numbers that we wrote into a file of rejected rows, -1: none
}

// ReasonColumn and NumberColumn are the columns a file of rejected rows has
// beside the original ones; both are understood when it comes back.
const (
	ReasonColumn = "reason"
	NumberColumn = "line_number"
)

// column is where one canonical cell comes from, compiled.
type column struct {
	Column
	source  Source
	refs    []ref
	present bool // the file says something about this column
	dates   *dates
	numbers *numbers
	when    []test
	values  map[string]string // by lower case
}

// ref is one raw cell: of the file itself (join -1) or of a joined row.
type ref struct{ join, index int }

type test struct {
	Condition
	ref ref
}

type rule struct {
	Rule
	when []test
}

// Recognise reads the whole file twice: once for its bytes, once for the
// evidence that every cell of a column gives about dates and decimals. Its
// memory does not grow with the file. What it cannot decide is an error that
// says what to write into the map.
func Recognise(file io.ReadSeeker, o Options) (*File, error) {
	kind, ok := KindOf(o.Kind)
	if !ok {
		return nil, fmt.Errorf("%q is not a kind of import; there are %s", o.Kind, strings.Join(KindNames(), ", "))
	}
	m := o.Map
	if m == nil {
		m = &Map{}
	}
	if m.Kind != "" && m.Kind != o.Kind {
		return nil, fmt.Errorf("the map is for %s, not for %s", m.Kind, o.Kind)
	}
	f := &File{Kind: kind, m: m, zone: o.Zone, numbers: -1}
	if f.zone == nil {
		f.zone = time.UTC
	}
	limit := o.Limit
	if limit == 0 {
		limit = MaxFile
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	seen, err := survey(file, limit, m.Encoding)
	if err != nil {
		return nil, err
	}
	f.Size, f.SHA256, f.Encoding = seen.size, seen.sha256, seen.encoding
	if err := f.findDelimiter(file); err != nil {
		return nil, err
	}
	if err := f.compile(file, o); err != nil {
		return nil, err
	}
	return f, f.gather(file)
}

// findDelimiter decides from the first lines, unless the map says it.
func (f *File) findDelimiter(file io.ReadSeeker) error {
	if d := []rune(f.m.Delimiter); len(d) > 0 {
		if len(d) > 1 || d[0] == '"' || d[0] == '\r' || d[0] == '\n' || d[0] == '\uFFFD' || d[0] == 0 {
			return fmt.Errorf("the map: delimiter %q cannot be one", f.m.Delimiter)
		}
		f.Delimiter = d[0]
		return nil
	}
	text, err := f.text(file)
	if err != nil {
		return err
	}
	head, err := io.ReadAll(io.LimitReader(text, 64<<10))
	if err != nil {
		return err
	}
	s := string(head)
	if cut := strings.LastIndexByte(s, '\n'); cut > 0 && len(head) == 64<<10 {
		s = s[:cut]
	}
	f.Delimiter = findDelimiter(s)
	return nil
}

func (f *File) text(file io.ReadSeeker) (io.Reader, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return decoded(file, f.Encoding)
}

func (f *File) open(file io.ReadSeeker) (*records, error) {
	text, err := f.text(file)
	if err != nil {
		return nil, err
	}
	return readRecords(text, f.Delimiter)
}

// compile reads the header and ties every canonical column to its cells.
func (f *File) compile(file io.ReadSeeker, o Options) error {
	r, err := f.open(file)
	if err != nil {
		return err
	}
	if err := f.readHeader(r); err != nil {
		return err
	}
	if err := f.openJoins(o.Beside); err != nil {
		return err
	}
	if len(f.m.Columns) == 0 {
		return f.compileOwn()
	}
	return f.compileMapped()
}

// readHeader reads the first row, which names the columns.
func (f *File) readHeader(r *records) error {
	cells, _, err := r.next()
	if err == io.EOF {
		return errors.New("the file is empty; the first row must name the columns")
	}
	if err != nil {
		return fmt.Errorf("the header: %w", err)
	}
	f.Header = slices.Clone(cells)
	for i := range f.Header {
		f.Header[i] = strings.TrimSpace(f.Header[i])
	}
	return f.checkHeader()
}

func (f *File) checkHeader() error {
	seen := map[string]bool{}
	for i, h := range f.Header {
		n := canonical(h)
		if n == "" && f.m.Columns == nil {
			return fmt.Errorf("column %d has no name in the header", i+1)
		}
		if n != "" && seen[n] {
			return fmt.Errorf("column %q is in the header twice", clip(h))
		}
		seen[n] = true
		if n == NumberColumn {
			f.numbers = i
		}
	}
	return nil
}

// canonical makes "Requested Date" and "requested-date" requested_date.
func canonical(header string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(header)))
}

// compileOwn is for files with our own headers: every header must be known.
func (f *File) compileOwn() error {
	at := map[string]int{}
	for i, h := range f.Header {
		n := canonical(h)
		if n == ReasonColumn || n == NumberColumn {
			continue
		}
		if f.Kind.Index(n) < 0 {
			return fmt.Errorf("column %q is not one of %s; it has %s. Other headers need a map", clip(h), f.Kind.Name, f.names())
		}
		at[n] = i
	}
	for _, k := range f.Kind.Columns {
		c := column{Column: k}
		if i, ok := at[k.Name]; ok {
			c.present, c.source.Column, c.refs = true, f.Header[i], []ref{{-1, i}}
		} else if k.Required {
			return fmt.Errorf("column %q is missing", k.Name)
		}
		f.columns = append(f.columns, f.prepared(c))
	}
	return nil
}

func (f *File) names() string {
	var names []string
	for _, c := range f.Kind.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

func (f *File) compileMapped() error {
	for name := range f.m.Columns {
		if f.Kind.Index(name) < 0 {
			return fmt.Errorf("the map: %q is not a column of %s; it has %s", name, f.Kind.Name, f.names())
		}
	}
	for _, k := range f.Kind.Columns {
		c := column{Column: k}
		var err error
		if src, ok := f.m.Columns[k.Name]; ok {
			c.present, c.source = true, src
			if src.Number && (k.Name != "line" || f.Kind.Index("line") < 0) {
				return fmt.Errorf("the map: only line may be numbered, not %s", k.Name)
			}
			names := slices.Concat(src.Join, src.First)
			if src.Column != "" {
				names = append(names, src.Column)
			}
			if c.refs, err = f.refsTo(names); err != nil {
				return err
			}
			if c.when, err = f.tests(src.When); err != nil {
				return err
			}
		} else if k.Required {
			return fmt.Errorf("the map does not say where %q comes from", k.Name)
		}
		f.columns = append(f.columns, f.prepared(c))
	}
	for _, r := range f.m.Rules {
		tests, err := f.tests(r.When)
		if err != nil {
			return err
		}
		if r.TakeBack && f.Kind.Name != "orders" {
			return fmt.Errorf("the map: take_back is for orders, not for %s", f.Kind.Name)
		}
		f.rules = append(f.rules, rule{r, tests})
	}
	return nil
}

func (f *File) refsTo(names []string) ([]ref, error) {
	var refs []ref
	for _, n := range names {
		r, err := f.ref(n)
		if err != nil {
			return nil, err
		}
		refs = append(refs, r)
	}
	return refs, nil
}

func (f *File) tests(list Conditions) ([]test, error) {
	var tests []test
	for _, c := range list {
		r, err := f.ref(c.Column)
		if err != nil {
			return nil, err
		}
		tests = append(tests, test{c, r})
	}
	return tests, nil
}

// ref finds a header of the file, or join.header.
func (f *File) ref(name string) (ref, error) {
	for i, h := range f.Header {
		if h == name {
			return ref{-1, i}, nil
		}
	}
	for j, other := range f.joins {
		if rest, ok := strings.CutPrefix(name, other.name+"."); ok {
			if i := slices.Index(other.header, rest); i >= 0 {
				return ref{j, i}, nil
			}
		}
	}
	return ref{}, fmt.Errorf("the map names column %q; the file has %s", name, clip(strings.Join(f.Header, ", ")))
}

// prepared gives a column its evidence and its tables.
func (f *File) prepared(c column) column {
	switch c.Type {
	case Day, Instant:
		names := c.source.Dates
		if len(names) == 0 {
			names = f.m.Dates
		}
		allowed, _ := parseForms(names) // checked when the map was read
		c.dates = &dates{allowed: allowed}
	case Quantity, Money, Whole:
		c.numbers = &numbers{}
		if d := c.source.Decimal + f.m.Decimal; d != "" {
			c.numbers.decimal = d[0]
		}
	}
	if len(c.source.Values) > 0 {
		c.values = make(map[string]string, len(c.source.Values))
		for from, to := range c.source.Values {
			c.values[strings.ToLower(strings.TrimSpace(from))] = to
		}
	}
	return c
}

// gather shows every row's cells to the columns that need evidence.
func (f *File) gather(file io.ReadSeeker) error {
	r, err := f.open(file)
	if err != nil {
		return err
	}
	if _, _, err := r.next(); err != nil {
		return err
	}
	var bad *rowError
	for {
		cells, line, err := r.next()
		if err == io.EOF {
			break
		}
		if errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		f.see(f.rowOf(cells, line))
	}
	return f.settle()
}

func (f *File) see(row raw) {
	if row.problem != "" {
		return
	}
	for i := range f.columns {
		c := &f.columns[i]
		if !c.present || c.dates == nil && c.numbers == nil || c.source.Number {
			continue
		}
		cell, why := c.cell(row, f.m.Blank)
		switch {
		case cell == "" || why != "":
		case c.dates != nil:
			c.dates.see(cell)
		default:
			c.numbers.see(cell)
		}
	}
}

func (f *File) settle() error {
	var comma, dot bool
	for _, c := range f.columns {
		if c.numbers != nil {
			comma, dot = comma || c.numbers.comma, dot || c.numbers.dot
		}
	}
	for _, c := range f.columns {
		var err error
		switch {
		case c.dates != nil:
			err = c.dates.settle()
		case c.numbers != nil:
			err = c.numbers.settle(comma, dot)
		}
		if err != nil {
			return fmt.Errorf("column %s %w", c.Name, err)
		}
	}
	return nil
}

// DateForms lists the forms in which the file's dates were read, by their names
// in a map; none when it has no dates.
func (f *File) DateForms() []string {
	var found form
	for _, c := range f.columns {
		if c.dates != nil && c.present && (c.dates.sample != "" || len(c.source.Dates)+len(f.m.Dates) > 0) {
			found |= c.dates.allowed
		}
	}
	if found == 0 {
		return nil
	}
	return strings.Split(formList(found), ", ")
}

// DecimalSign is the sign the file's numbers were read with: "." or ",", both
// when its columns differ, "" when it has no numbers.
func (f *File) DecimalSign() string {
	var dot, comma bool
	for _, c := range f.columns {
		if c.numbers != nil && c.present && !c.source.Number {
			dot, comma = dot || c.numbers.decimal == '.', comma || c.numbers.decimal == ','
		}
	}
	switch {
	case dot && comma:
		return ". ,"
	case comma:
		return ","
	case dot:
		return "."
	}
	return ""
}
