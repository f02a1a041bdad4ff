// Package files answers how a list becomes a file: CSV, a workbook or JSON, row
// by row, so that memory does not grow with the list.
package files

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"backfill/model"
	"backfill/model/intake"

	"github.com/xuri/excelize/v2"
)

// Column is one column of a file. Cells are text in every case: numbers with a
// dot, dates ISO.
type Column struct {
	Name   string
	Number bool // a spreadsheet may sum it, and no guard against formulas belongs in front of it
	Whole  bool // it fits JSON's own numbers
}

// Writer takes the rows of one list. The cells are read before Row returns; the
// file is whole only after End.
type Writer interface {
	Row(cells []string) error
	End() error
}

// Formats are what a list can be written as.
var Formats = []string{"csv", "xlsx", "json"}

// Types are the media types of the formats.
var Types = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// New starts a file of a format on w with the columns' names. mark begins CSV
// with a byte-order mark, which Excel needs to read other letters than ASCII.
func New(format string, w io.Writer, columns []Column, mark bool) (Writer, error) {
	switch format {
	case "csv":
		return newCSV(w, columns, mark)
	case "xlsx":
		return newXLSX(w, columns)
	case "json":
		return &jsonWriter{w: w, columns: columns}, nil
	}
	return nil, fmt.Errorf("no list is written as %q", format)
}

// csvWriter writes RFC 4180 with a guard in front of text that a spreadsheet
// would take for a formula; import takes it off again.
type csvWriter struct {
	w       *csv.Writer
	columns []Column
	cells   []string
}

func newCSV(w io.Writer, columns []Column, mark bool) (*csvWriter, error) {
	if mark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	c := &csvWriter{w: csv.NewWriter(w), columns: columns, cells: make([]string, len(columns))}
	c.w.UseCRLF = true
	return c, c.w.Write(names(columns))
}

func names(columns []Column) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return all
}

func (c *csvWriter) Row(cells []string) error {
	for i, cell := range cells {
		if _, err := model.ParseQty(cell, 3); err != nil && !c.columns[i].Number { // a number alone is no formula, also below 0
			cell = intake.Guard(cell)
		}
		c.cells[i] = cell
	}
	return c.w.Write(c.cells)
}

func (c *csvWriter) End() error {
	c.w.Flush()
	return c.w.Error()
}

// jsonWriter writes an array of objects; quantities and money are strings, so
// that no reader rounds them.
type jsonWriter struct {
	w       io.Writer
	columns []Column
	rows    int
}

func (j *jsonWriter) Row(cells []string) error {
	b := []byte(",\n{")
	if j.rows == 0 {
		b = []byte("[\n{")
	}
	j.rows++
	for i, c := range j.columns {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(strconv.AppendQuote(b, c.Name), ": "...)
		switch {
		case cells[i] == "":
			b = append(b, "null"...)
		case c.Whole:
			b = append(b, cells[i]...)
		default:
			text, err := json.Marshal(cells[i])
			if err != nil {
				return err
			}
			b = append(b, text...)
		}
	}
	_, err := j.w.Write(append(b, '}'))
	return err
}

func (j *jsonWriter) End() error {
	end := "\n]\n"
	if j.rows == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(j.w, end)
	return err
}

// xlsxWriter streams a workbook, whose rows lie in a temporary file until it is
// whole; a list longer than a sheet goes on in the next one.
type xlsxWriter struct {
	w       io.Writer
	columns []Column
	file    *excelize.File
	sheet   *excelize.StreamWriter
	sheets  int
	rows    int // in this sheet, the header included
	cells   []any
}

// maxSheet is how many rows a sheet can hold.
const maxSheet = 1 << 20

func newXLSX(w io.Writer, columns []Column) (*xlsxWriter, error) {
	x := &xlsxWriter{w: w, columns: columns, file: excelize.NewFile(), cells: make([]any, len(columns))}
	return x, x.nextSheet()
}

func (x *xlsxWriter) nextSheet() error {
	if x.sheet != nil {
		if err := x.sheet.Flush(); err != nil {
			return err
		}
	}
	x.sheets++
	name := "Sheet" + strconv.Itoa(x.sheets)
	if x.sheets > 1 {
		if _, err := x.file.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if x.sheet, err = x.file.NewStreamWriter(name); err != nil {
		return err
	}
	x.rows = 0
	for i, name := range names(x.columns) {
		x.cells[i] = name
	}
	return x.write()
}

func (x *xlsxWriter) write() error {
	x.rows++
	at, err := excelize.CoordinatesToCellName(1, x.rows)
	if err != nil {
		return err
	}
	return x.sheet.SetRow(at, x.cells)
}

func (x *xlsxWriter) Row(cells []string) error {
	if x.rows == maxSheet {
		if err := x.nextSheet(); err != nil {
			return err
		}
	}
	for i, c := range x.columns {
		x.cells[i] = xlsxCell(c, cells[i])
	}
	return x.write()
}

// xlsxCell makes numbers cells that can be summed. A workbook knows no other
// numbers than floating ones; what we keep fits 15 digits exactly.
func xlsxCell(c Column, cell string) any {
	if cell == "" {
		return nil
	}
	if n, err := strconv.ParseFloat(cell, 64); err == nil && c.Number {
		return n
	}
	return cell
}

func (x *xlsxWriter) End() error {
	if err := x.sheet.Flush(); err != nil {
		return err
	}
	if _, err := x.file.WriteTo(x.w); err != nil {
		return err
	}
	return x.file.Close()
}
