package intake

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxJoined bounds a joined file: it is held in memory, unlike the file itself.
const maxJoined = 64 << 20

// joined is a second file, by key.
type joined struct {
	name   string
	on     int // header column of the first file
	header []string
	rows   map[string][]string
}

func (f *File) openJoins(beside func(string) (io.ReadCloser, error)) error {
	for _, name := range slices.Sorted(maps.Keys(f.m.Joins)) {
		j := f.m.Joins[name]
		if beside == nil {
			return fmt.Errorf("the map joins %s, which cannot be opened here", j.File)
		}
		on := slices.Index(f.Header, j.On)
		if on < 0 {
			return fmt.Errorf("the map joins %s on %q, which the file does not have", j.File, j.On)
		}
		other, err := readJoined(name, j, beside)
		if err != nil {
			return fmt.Errorf("joined file %s: %w", j.File, err)
		}
		other.on = on
		f.joins = append(f.joins, other)
	}
	return nil
}

func readJoined(name string, j Join, beside func(string) (io.ReadCloser, error)) (*joined, error) {
	file, err := beside(j.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxJoined+1))
	if err != nil {
		return nil, err
	}
	seen, err := survey(strings.NewReader(string(content)), maxJoined, "")
	if err != nil {
		return nil, err
	}
	text, err := decoded(strings.NewReader(string(content)), seen.encoding)
	if err != nil {
		return nil, err
	}
	head := content[:min(len(content), 64<<10)]
	r, err := readRecords(text, findDelimiter(strings.TrimPrefix(string(head), string(bom))))
	if err != nil {
		return nil, err
	}
	return index(name, j, r)
}

// index reads the rows by their key; a key that is there twice would make the
// join a guess.
func index(name string, j Join, r *records) (*joined, error) {
	header, _, err := r.next()
	if err != nil {
		return nil, fmt.Errorf("the header: %w", err)
	}
	out := &joined{name: name, header: slices.Clone(header), rows: map[string][]string{}}
	at := slices.Index(out.header, j.On)
	if j.Key != "" {
		at = slices.Index(out.header, j.Key)
	}
	if at < 0 {
		return nil, fmt.Errorf("it has no column %q", j.Key+j.On)
	}
	for {
		cells, line, err := r.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(cells) != len(out.header) {
			return nil, fmt.Errorf("line %d has %d cells, the header has %d", line, len(cells), len(out.header))
		}
		k := joinKey(cells[at])
		if _, twice := out.rows[k]; twice {
			return nil, errors.New("line " + fmt.Sprint(line) + ": " + clip(k) + " is in it twice")
		}
		out.rows[k] = slices.Clone(cells)
	}
}

func joinKey(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
