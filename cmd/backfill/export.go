package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"backfill/db"
	"backfill/model"
	"backfill/model/intake"

	"github.com/xuri/excelize/v2"
)

type exportCmd struct {
	Name   string `arg:"" help:"Which list; \"list\" names them."`
	From   string `help:"First day of a dated list." placeholder:"YYYY-MM-DD"`
	To     string `help:"Last day of a dated list." placeholder:"YYYY-MM-DD"`
	Format string `enum:"csv,xlsx,json" default:"csv" help:"csv, xlsx or json."`
	Out    string `name:"output" short:"o" help:"Write to this file instead of stdout." placeholder:"FILE"`
	BOM    bool   `name:"bom" help:"Begin CSV with a byte-order mark, for Excel."`
}

func (x *exportCmd) Run(ctx context.Context, c *cli, e *env) (err error) {
	if x.Name == "list" {
		return listExports(e.out)
	}
	list, ok := db.FindExport(x.Name)
	if !ok {
		return fmt.Errorf("%w: there is no list %q; \"export list\" names them", errUsage, x.Name)
	}
	from, err := exportDay("--from", x.From)
	if err != nil {
		return err
	}
	to, err := exportDay("--to", x.To)
	if err != nil {
		return err
	}
	if (from != 0 || to != 0) && !list.Dated {
		return fmt.Errorf("%w: %s has no dates to choose by; leave --from and --to out", errUsage, list.Name)
	}
	s, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return x.into(e.out, func(w io.Writer) error {
		out, err := x.writer(w, list)
		if err != nil {
			return err
		}
		if err := s.Export(ctx, model.CLIActor(), list, from, to, out.row); err != nil {
			return err
		}
		return out.end()
	})
}

func exportDay(flag, s string) (model.Date, error) {
	if s == "" {
		return 0, nil
	}
	d, err := model.ParseDate(s)
	if err != nil {
		return 0, fmt.Errorf("%w: %s: %v", errUsage, flag, err)
	}
	return d, nil
}

func listExports(w io.Writer) error {
	for _, x := range db.Exports() {
		dated := ""
		if x.Dated {
			dated = " (--from, --to)"
		}
		if _, err := fmt.Fprintf(w, "%-18s %s%s\n", x.Name, x.Title, dated); err != nil {
			return err
		}
	}
	return nil
}

// into writes to stdout, or to a file that is there only once it is whole.
func (x *exportCmd) into(stdout io.Writer, write func(io.Writer) error) error {
	if x.Out == "" {
		w := bufio.NewWriterSize(stdout, 64<<10)
		return errors.Join(write(w), w.Flush())
	}
	part := x.Out + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	err = errors.Join(write(w), w.Flush(), f.Close())
	if err == nil {
		err = os.Rename(part, x.Out)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

// rowWriter writes the rows of one list in one format.
type rowWriter interface {
	row(cells []string) error
	end() error
}

func (x *exportCmd) writer(w io.Writer, list db.Export) (rowWriter, error) {
	switch x.Format {
	case "xlsx":
		return newXLSX(w, list)
	case "json":
		return &jsonWriter{w: w, columns: list.Columns}, nil
	}
	if x.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	return newCSV(w, list)
}

// csvWriter writes RFC 4180 with a guard in front of text that a spreadsheet
// would take for a formula; import takes it off again.
type csvWriter struct {
	w       *csv.Writer
	columns []db.ExportColumn
	cells   []string
}

func newCSV(w io.Writer, list db.Export) (*csvWriter, error) {
	c := &csvWriter{w: csv.NewWriter(w), columns: list.Columns, cells: make([]string, len(list.Columns))}
	c.w.UseCRLF = true
	return c, c.w.Write(headers(list))
}

func headers(list db.Export) []string {
	names := make([]string, len(list.Columns))
	for i, c := range list.Columns {
		names[i] = c.Name
	}
	return names
}

func (c *csvWriter) row(cells []string) error {
	for i, cell := range cells {
		if !c.columns[i].Number() {
			cell = intake.Guard(cell)
		}
		c.cells[i] = cell
	}
	return c.w.Write(c.cells)
}

func (c *csvWriter) end() error {
	c.w.Flush()
	return c.w.Error()
}

// jsonWriter writes an array of objects; quantities and money are strings, so
// that no reader rounds them.
type jsonWriter struct {
	w       io.Writer
	columns []db.ExportColumn
	rows    int
}

func (j *jsonWriter) row(cells []string) error {
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
		case c.Type == db.ExportWhole:
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

func (j *jsonWriter) end() error {
	if j.rows == 0 {
		_, err := io.WriteString(j.w, "[]\n")
		return err
	}
	_, err := io.WriteString(j.w, "\n]\n")
	return err
}

// xlsxWriter streams a workbook; a list longer than a sheet goes on in the
// next one.
type xlsxWriter struct {
	w      io.Writer
	list   db.Export
	file   *excelize.File
	sheet  *excelize.StreamWriter
	sheets int
	rows   int // in this sheet, the header included
	cells  []any
}

// maxSheet is how many rows a sheet can hold.
const maxSheet = 1 << 20

func newXLSX(w io.Writer, list db.Export) (*xlsxWriter, error) {
	x := &xlsxWriter{w: w, list: list, file: excelize.NewFile(), cells: make([]any, len(list.Columns))}
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
	for i, h := range headers(x.list) {
		x.cells[i] = h
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

func (x *xlsxWriter) row(cells []string) error {
	if x.rows == maxSheet {
		if err := x.nextSheet(); err != nil {
			return err
		}
	}
	for i, c := range x.list.Columns {
		x.cells[i] = xlsxCell(c, cells[i])
	}
	return x.write()
}

// xlsxCell makes numbers cells that can be summed. A workbook knows no other
// numbers than floating ones; what we keep fits 15 digits exactly.
func xlsxCell(c db.ExportColumn, cell string) any {
	if cell == "" {
		return nil
	}
	if n, err := strconv.ParseFloat(cell, 64); err == nil && c.Number() {
		return n
	}
	return cell
}

func (x *xlsxWriter) end() error {
	if err := x.sheet.Flush(); err != nil {
		return err
	}
	if _, err := x.file.WriteTo(x.w); err != nil {
		return err
	}
	return x.file.Close()
}
