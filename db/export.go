package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// ExportType is what the cells of an exported column are.
type ExportType int

// The types; cells are text in every case: numbers with a dot, dates ISO.
const (
	ExportText ExportType = iota
	ExportQty
	ExportMoney
	ExportWhole
	ExportDay // of an instant, in the company's zone
)

// ExportColumn is one column of an export.
type ExportColumn struct {
	Name string
	Type ExportType
}

// Number tells whether cells of the column are numbers, so that no guard
// against formulas belongs in front of them.
func (c ExportColumn) Number() bool { return c.Type != ExportText && c.Type != ExportDay }

// Export is one list that can be written out whole. Those with the name of a
// kind of import come back the same.
type Export struct {
	Name    string
	Title   string
	Dated   bool // may be cut to the rows of some days
	Columns []ExportColumn

	keys int // the first cells of each row are the cursor
	from []any
	page string
}

// Exports lists what can be exported, by name.
func Exports() []Export { return slices.Clone(exports) }

// FindExport finds a list by name.
func FindExport(name string) (Export, bool) {
	i := slices.IndexFunc(exports, func(e Export) bool { return e.Name == name })
	if i < 0 {
		return Export{}, false
	}
	return exports[i], true
}

// exportPage is how many rows are read at once: no cursor stays open while
// somebody slow takes them.
const exportPage = 1000

// Export hands every row of a list to row, in a fixed order, page by page, so
// that memory does not grow with the list. from and to are the first and last
// day of a dated list, zero for all. The cells are valid until row returns.
func (s *Store) Export(ctx context.Context, a model.Actor, e Export, from, to model.Date, row func(cells []string) error) error {
	if (from != 0 || to != 0) && !e.Dated {
		return model.Problems{"from": e.Name + " has no dates to choose by"}
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return err
	}
	if err := s.recordExport(ctx, a, e.Name, from, to); err != nil {
		return err
	}
	x := exporting{Export: e, settings: settings, first: "", last: "9999", cells: make([]string, len(e.Columns))}
	if from != 0 {
		x.first = midnight(from, settings.Zone)
	}
	if to != 0 {
		x.last = midnight(to.AddDays(1), settings.Zone)
	}
	cursor := e.from
	for {
		n, err := x.next(ctx, s.r, s.Now(), &cursor, row)
		if err != nil {
			return fmt.Errorf("export %s: %w", e.Name, err)
		}
		if n < exportPage {
			return nil
		}
	}
}

// recordExport notes who took which list out of the house.
func (s *Store) recordExport(ctx context.Context, a model.Actor, name string, from, to model.Date) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.record("exported", "list", 0, name, nil, map[string]string{"from": from.String(), "to": to.String()}, "")
	})
	return err
}

func midnight(d model.Date, zone *time.Location) string {
	y, m, n := d.Std().Date()
	return model.At(time.Date(y, m, n, 0, 0, 0, 0, zone)).String()
}

// exporting is one list on its way out.
type exporting struct {
	Export
	settings    Settings
	first, last string
	cells       []string
}

// next reads one page, then hands its rows on: nothing is read while a row is
// being taken.
func (x *exporting) next(ctx context.Context, q sqlx.QueryerContext, now model.Time, cursor *[]any, row func([]string) error) (int, error) {
	rows, err := x.read(ctx, q, now, *cursor)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		for i, c := range x.Columns {
			if x.cells[i], err = x.cell(c, r[x.keys+i]); err != nil {
				return 0, fmt.Errorf("column %s: %w", c.Name, err)
			}
		}
		if err := row(x.cells); err != nil {
			return 0, err
		}
	}
	if len(rows) > 0 {
		*cursor = rows[len(rows)-1][:x.keys]
	}
	return len(rows), nil
}

func (x *exporting) read(ctx context.Context, q sqlx.QueryerContext, now model.Time, cursor []any) ([][]any, error) {
	args := []any{exportPage, x.first, x.last, now}
	rows, err := q.QueryxContext(ctx, x.page, append(args, cursor...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page [][]any
	for rows.Next() {
		cells, err := rows.SliceScan()
		if err != nil {
			return nil, err
		}
		if len(cells) != x.keys+len(x.Columns) {
			return nil, errors.New("the query and the columns differ")
		}
		page = append(page, cells)
	}
	return page, rows.Err()
}

func (x *exporting) cell(c ExportColumn, v any) (string, error) {
	switch n := v.(type) {
	case nil:
		return "", nil
	case string:
		if c.Type != ExportDay {
			return n, nil
		}
		at, err := model.ParseTime(n)
		return at.Date(x.settings.Zone).String(), err
	case int64:
		switch c.Type {
		case ExportQty:
			return model.Qty(n).String(), nil
		case ExportMoney:
			return model.Money(n).Decimal(x.settings.CurrencyDecimals), nil
		}
		return strconv.FormatInt(n, 10), nil
	}
	return "", fmt.Errorf("a cell is a %T", v)
}
