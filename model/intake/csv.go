package intake

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// What one record may be at most. A quote that is never closed would otherwise
// swallow the whole file into memory.
const (
	maxRecord  = 1 << 20 // bytes
	maxColumns = 500
	maxCell    = 32 << 10 // bytes
)

// records reads a file record by record, each of bounded size.
type records struct {
	csv   *csv.Reader
	meter *meter
	first int // lines before the header that csv never saw
	last  int // line of the last record
}

// meter refuses to hand out more than maxRecord bytes before the record is done.
type meter struct {
	r    io.Reader
	left int
}

var errLongRecord = errors.New("record too long")

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errLongRecord
	}
	n, err := m.r.Read(p[:min(len(p), m.left)])
	m.left -= n
	return n, err
}

// readRecords begins to read text with the given delimiter; a first line
// "sep=;" as spreadsheets write it is passed over.
func readRecords(text io.Reader, delimiter rune) (*records, error) {
	b := bufio.NewReaderSize(text, 64<<10)
	r := &records{}
	if head, _ := b.Peek(4); strings.EqualFold(string(head), "sep=") {
		if _, err := b.ReadSlice('\n'); err != nil {
			return nil, errors.New("the file has no rows after its sep= line")
		}
		r.first = 1
	}
	r.meter = &meter{r: b, left: maxRecord}
	r.csv = csv.NewReader(r.meter)
	r.csv.Comma = delimiter
	r.csv.ReuseRecord = true
	r.csv.FieldsPerRecord = -1
	return r, nil
}

// rowError is a row that could not be read; the rows after it can be.
type rowError struct {
	line int
	why  string
}

func (e *rowError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.why) }

// next gives the next record and the line it starts on, io.EOF at the end. A
// *rowError spoils one row; any other error ends the file.
func (r *records) next() (cells []string, line int, err error) {
	r.meter.left = maxRecord
	cells, err = r.csv.Read()
	if err != nil {
		return nil, r.last, r.failed(err)
	}
	line, _ = r.csv.FieldPos(0)
	line += r.first
	r.last = line
	if len(cells) > maxColumns {
		return nil, line, fmt.Errorf("line %d has more than %d columns", line, maxColumns)
	}
	for i, c := range cells {
		if len(c) > maxCell {
			return nil, line, &rowError{line, fmt.Sprintf("cell %d is longer than %d KiB", i+1, maxCell>>10)}
		}
	}
	return cells, line, nil
}

// failed says what is wrong in words. A quote that ran on over several lines
// may have swallowed rows, so it ends the file.
func (r *records) failed(err error) error {
	var bad *csv.ParseError
	switch {
	case errors.Is(err, errLongRecord):
		return fmt.Errorf("a row after line %d is longer than %d KiB; a quote (\") may never be closed", r.last, maxRecord>>10)
	case !errors.As(err, &bad):
		return err
	case bad.Line != bad.StartLine:
		return fmt.Errorf("line %d: a quote (\") opened here is not closed in its row", bad.StartLine+r.first)
	}
	r.last = bad.StartLine + r.first
	return &rowError{r.last, fmt.Sprintf("a quote (\") at character %d is out of place", bad.Column)}
}

// delimiters are tried in this order; the first that splits best wins.
var delimiters = []rune{',', ';', '\t', '|'}

// findDelimiter looks at the first lines: the sign that cuts all of them into
// the same number of cells, the most cells, is the delimiter.
func findDelimiter(head string) rune {
	if rest, ok := strings.CutPrefix(strings.ToLower(head), "sep="); ok && rest != "" {
		return rune(rest[0])
	}
	best, bestScore := ',', 0
	for _, d := range delimiters {
		if s := splits(head, d); s > bestScore {
			best, bestScore = d, s
		}
	}
	return best
}

// splits scores a delimiter: the cells of the header, ten times over when the
// following lines have as many.
func splits(head string, d rune) int {
	r := csv.NewReader(strings.NewReader(head))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = d, -1, true
	header, err := r.Read()
	if err != nil || len(header) < 2 {
		return 0
	}
	same, rows := 0, 0
	for rows < 20 {
		cells, err := r.Read()
		if err != nil {
			break
		}
		rows++
		if len(cells) == len(header) {
			same++
		}
	}
	if rows > 1 && same*2 < rows-1 {
		return len(header)
	}
	return len(header) * 10
}
