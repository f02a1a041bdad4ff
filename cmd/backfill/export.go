package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"backfill/db"
	"backfill/handlers/files"
	"backfill/model"
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
		if err := s.Export(ctx, model.CLIActor(), list, from, to, out.Row); err != nil {
			return err
		}
		return out.End()
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

// writer starts the file of a list.
func (x *exportCmd) writer(w io.Writer, list db.Export) (files.Writer, error) {
	columns := make([]files.Column, len(list.Columns))
	for i, c := range list.Columns {
		columns[i] = files.Column{Name: c.Name, Number: c.Number(), Whole: c.Type == db.ExportWhole}
	}
	return files.New(x.Format, w, columns, x.BOM)
}
