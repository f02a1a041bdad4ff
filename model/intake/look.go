package intake

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// Sketch is what a file looks like before anybody has said how it is read.
type Sketch struct {
	Size      int64
	SHA256    string
	Encoding  string
	Delimiter rune
	Header    []string   // as written
	Samples   [][]string // of each column of the header: up to SampleValues different values
	Map       *Map       // a guess by the names of the columns, of the kind that was asked for
}

// SampleValues is how many values of a column a sketch shows.
const SampleValues = 3

// What a sketch looks at, at the most.
const (
	sketchRows = 200
	sketchCell = 80 // characters of a sample
)

// Look reads the bytes once for their encoding, then the header and the first
// rows, and guesses which column is what. It refuses what no map could mend: no
// text, no header, a column that is there twice.
func Look(file io.ReadSeeker, kind string, limit int64) (Sketch, error) {
	k, ok := KindOf(kind)
	if !ok {
		return Sketch{}, errors.New("choose what the file holds")
	}
	f := &File{Kind: k, m: &Map{Columns: map[string]Source{}}, numbers: -1}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Sketch{}, err
	}
	seen, err := survey(file, limit, "")
	if err != nil {
		return Sketch{}, err
	}
	f.Encoding = seen.encoding
	if err := f.findDelimiter(file); err != nil {
		return Sketch{}, err
	}
	r, err := f.open(file)
	if err != nil {
		return Sketch{}, err
	}
	if err := f.readHeader(r); err != nil {
		return Sketch{}, err
	}
	return Sketch{Size: seen.size, SHA256: seen.sha256, Encoding: f.Encoding, Delimiter: f.Delimiter, Header: f.Header,
		Samples: samples(r, len(f.Header)), Map: Guess(k, f.Header)}, nil
}

// samples gathers a few different values of each column from the first rows;
// rows that cannot be read show nothing.
func samples(r *records, columns int) [][]string {
	out := make([][]string, columns)
	var bad *rowError
	for range sketchRows {
		cells, _, err := r.next()
		if errors.As(err, &bad) {
			continue
		}
		if err != nil {
			break
		}
		for i, c := range cells[:min(len(cells), columns)] {
			c = strings.TrimSpace(c)
			if runes := []rune(c); len(runes) > sketchCell {
				c = string(runes[:sketchCell]) + "…"
			}
			if c != "" && len(out[i]) < SampleValues && !slices.Contains(out[i], c) {
				out[i] = append(out[i], strings.ToValidUTF8(strings.Clone(c), "\uFFFD"))
			}
		}
	}
	return out
}

// Signature tells files of one form from others: the names of their columns, in
// order, however they are written.
func Signature(header []string) string {
	names := make([]string, len(header))
	for i, h := range header {
		names[i] = canonical(h)
	}
	return strings.Join(names, "\x1f")
}
