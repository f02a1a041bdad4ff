package dbtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
)

// Want compares what the query gives with a table of text: a row of column
// names and a row of cells for each row, cells set apart by two or more spaces
// or a tab. NULL is "-", an empty text is "”". Quantities show as stored, in
// thousandths, unless the query divides them.
func Want(t testing.TB, file, query, table string) {
	t.Helper()
	got, err := rows(file, query)
	if err != nil {
		t.Errorf("%s: %v", query, err)
		return
	}
	if want := parse(table); !equal(got, want) {
		t.Errorf("%s\ngot\n%s\nwant\n%s", query, render(got), render(want))
	}
}

func rows(file, query string) ([][]string, error) {
	q, err := sqlx.Open("sqlite", "file:"+file+"?_busy_timeout=5000&_query_only=1")
	if err != nil {
		return nil, err
	}
	defer q.Close()
	rs, err := q.Queryx(query)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	names, err := rs.Columns()
	if err != nil {
		return nil, err
	}
	out := [][]string{names}
	for rs.Next() {
		cells, err := rs.SliceScan()
		if err != nil {
			return nil, err
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = cell(c)
		}
		out = append(out, row)
	}
	return out, rs.Err()
}

func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case []byte:
		return string(v)
	case string:
		if v == "" {
			return "''"
		}
		return v
	}
	return fmt.Sprint(v)
}

func parse(table string) [][]string {
	var out [][]string
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		line = strings.ReplaceAll(line, "\t", "  ")
		var row []string
		for c := range strings.SplitSeq(line, "  ") {
			if c = strings.TrimSpace(c); c != "" {
				row = append(row, c)
			}
		}
		out = append(out, row)
	}
	return out
}

func equal(a, b [][]string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if strings.Join(a[i], "\x00") != strings.Join(b[i], "\x00") {
			return false
		}
	}
	return true
}

func render(rows [][]string) string {
	wide := map[int]int{}
	for _, r := range rows {
		for i, c := range r {
			wide[i] = max(wide[i], len(c))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("  ")
		for i, c := range r {
			fmt.Fprintf(&b, "%-*s", wide[i]+2, c)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
