package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"backfill/db"
	"backfill/model"
	"backfill/model/intake"
)

type importCmd struct {
	Kind     string `arg:"" help:"What the rows are: warehouses, closed-days, suppliers, products, units, substitutes, bins, customers, sites, contacts, routes, stock, orders, purchase-orders."`
	File     string `arg:"" help:"CSV with a header row; - is stdin."`
	DryRun   bool   `help:"Say what would happen and change nothing."`
	Map      string `help:"How foreign columns are read, as TOML." placeholder:"FILE"`
	Source   string `help:"Whose file it is: without --map it is read by the map kept for this source." placeholder:"NAME"`
	JSON     bool   `name:"json" help:"Print the report as JSON."`
	Strict   bool   `help:"One row in error refuses the whole file."`
	Allocate bool   `help:"Allocate what the import touched, free stock only."`
	AsOf     string `help:"When the other system wrote the file: one that comes late undoes nothing." placeholder:"TIME"`
	Full     bool   `help:"The file is complete: what is open here and not in it is closed (stock, orders, purchase-orders)."`
	Many     bool   `name:"close-many" help:"With --full: it may close more than a fifth of what is open."`
	Rejected string `help:"Write the rows in error with their reason as CSV." placeholder:"FILE"`
}

func (i *importCmd) Run(ctx context.Context, c *cli, e *env) (err error) {
	if _, ok := intake.KindOf(i.Kind); !ok {
		return fmt.Errorf("%w: %q is not a kind of import; write one of %s", errUsage, i.Kind, strings.Join(intake.KindNames(), ", "))
	}
	req := db.ImportRequest{Kind: i.Kind, DryRun: i.DryRun, Strict: i.Strict, Allocate: i.Allocate, Full: i.Full, CloseMany: i.Many,
		Source: strings.TrimSpace(i.Source)}
	if len([]rune(req.Source)) > model.MaxSource {
		return fmt.Errorf("%w: --source: a name may have %d characters", errUsage, model.MaxSource)
	}
	if i.AsOf != "" {
		at, err := model.ParseTime(i.AsOf)
		if err != nil {
			return fmt.Errorf("%w: --as-of: %v", errUsage, err)
		}
		req.AsOf = at
	}
	file, err := i.open(e)
	if err != nil {
		return err
	}
	defer file.Close()
	req.File, req.Name = file, filepath.Base(i.File)
	if req.Map, err = i.readMap(); err != nil {
		return err
	}
	root, err := os.OpenRoot(i.folder())
	if err != nil {
		return err
	}
	defer root.Close()
	req.Beside = func(name string) (io.ReadCloser, error) { return root.Open(name) }
	if i.Rejected != "" {
		rejected, err := os.OpenFile(i.Rejected, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rejected.Close()) }()
		req.Rejected = rejected
	}
	s, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if req.Source != "" && req.Map == nil {
		if err := mapOf(ctx, s, &req); err != nil {
			return err
		}
	}
	return i.take(ctx, s, req, e)
}

// mapOf reads the file of a source by the map that is kept for it, as the pages
// and the watched folder do: as ours when its columns are ours, and what nobody
// has looked at once is never guessed.
func mapOf(ctx context.Context, s *db.Store, req *db.ImportRequest) error {
	seen, err := intake.Look(req.File, req.Kind, intake.MaxFile)
	if err != nil {
		return model.Problems{"file": err.Error()}
	}
	m, err := s.MapFor(ctx, req.Kind, req.Source, seen.Header)
	switch {
	case errors.Is(err, model.ErrNotFound) && intake.Ours(req.Kind, seen.Header):
		return nil
	case errors.Is(err, model.ErrNotFound):
		return model.Problems{"source": fmt.Sprintf("no map that fits this file is kept for %s and its columns are not ours: import such a file by page once and keep how it is read, or give --map", req.Source)}
	case err != nil:
		return err
	}
	req.Source = m.Source // as it was written when the map was kept
	req.Map, err = intake.ParseMap([]byte(m.Map))
	return err
}

func (i *importCmd) take(ctx context.Context, s *db.Store, req db.ImportRequest, e *env) error {
	out := newImportOutput(e, i.JSON)
	req.Problem = out.problem
	req.Progress = progress(e, req.Name)
	report, err := s.Import(ctx, model.CLIActor(), req)
	return errors.Join(out.report(report, err), err)
}

// folder is where the map's joined files are: beside the file, or beside the
// map when the file is stdin.
func (i *importCmd) folder() string {
	if i.File == "-" {
		return filepath.Dir(i.Map)
	}
	return filepath.Dir(i.File)
}

func (i *importCmd) readMap() (*intake.Map, error) {
	if i.Map == "" {
		return nil, nil
	}
	text, err := os.ReadFile(i.Map)
	if err != nil {
		return nil, err
	}
	m, err := intake.ParseMap(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i.Map, err)
	}
	return m, nil
}

// open opens the file. Stdin is put into a temporary file first, because a file
// is read several times.
func (i *importCmd) open(e *env) (*os.File, error) {
	if i.File != "-" {
		return os.Open(i.File)
	}
	f, err := os.CreateTemp("", "backfill-import-*")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name()) // it goes away with the process, however that ends
	if _, err := io.Copy(f, io.LimitReader(e.in, intake.MaxFile+1)); err != nil {
		f.Close()
		return nil, fmt.Errorf("read stdin: %w", err)
	}
	return f, nil
}

// progress tells on stderr how far a long import is, every two seconds.
func progress(e *env, name string) func(done, total int64) {
	last := e.now()
	return func(done, total int64) {
		if now := e.now(); total > 0 && now.Sub(last) >= 2*time.Second {
			last = now
			fmt.Fprintf(e.err, "%s: %d %%\n", name, done*100/total)
		}
	}
}

// importOutput prints rows in error as they come, and the counts at the end.
type importOutput struct {
	e       *env
	json    bool
	any     bool
	skipped map[string]int
	failed  error
}

func newImportOutput(e *env, asJSON bool) *importOutput {
	return &importOutput{e: e, json: asJSON, skipped: map[string]int{}}
}

// maxReasons is how many reasons for passing rows over are told apart.
const maxReasons = 20

func (o *importOutput) problem(p db.ImportProblem) {
	if o.json {
		o.writeJSON(p)
		return
	}
	if p.Skipped {
		if _, known := o.skipped[p.Reason]; !known && len(o.skipped) >= maxReasons {
			p.Reason = "other reasons"
		}
		o.skipped[p.Reason]++
		return
	}
	o.printf("line %d: %s\n", p.Line, p.Reason)
}

func (o *importOutput) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(o.e.out, format, args...); err != nil {
		o.failed = err
	}
}

func (o *importOutput) writeJSON(p db.ImportProblem) {
	text, err := json.Marshal(p)
	if err != nil {
		o.failed = err
		return
	}
	before := ",\n"
	if !o.any {
		before = "{\"problems\": [\n"
	}
	o.any = true
	o.printf("%s%s", before, text)
}

// report prints what the import did; nothing but the problems when it failed.
func (o *importOutput) report(r db.ImportReport, err error) error {
	if o.json {
		return o.reportJSON(r, err)
	}
	if err != nil && r.Rows == 0 {
		return o.failed
	}
	reasons := make([]string, 0, len(o.skipped))
	for reason := range o.skipped {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		o.printf("skipped %d: %s\n", o.skipped[reason], reason)
	}
	o.printf("%s from %s (%s): new %d, changed %d, same %d, skipped %d, errors %d\n", r.Kind, r.File, r.Encoding, r.New, r.Changed, r.Same, r.Skipped, r.Errors)
	if r.Closed > 0 {
		o.printf("closed, because the complete file does not have them: %d\n", r.Closed)
	}
	if r.Differing > 0 {
		o.printf("lines on which the desk and the file differ, for a person to choose (Reconcile): %d\n", r.Differing)
	}
	switch {
	case err != nil:
		o.printf("Nothing was saved.\n")
	case r.DryRun:
		o.printf("This was a dry run: nothing was saved.\n")
	}
	return o.failed
}

func (o *importOutput) reportJSON(r db.ImportReport, err error) error {
	if err != nil && !o.any {
		return o.failed
	}
	text, marshal := json.Marshal(struct {
		db.ImportReport
		Saved bool `json:"saved"`
	}{r, err == nil && !r.DryRun})
	if marshal != nil {
		return marshal
	}
	if !o.any {
		o.printf("{\"problems\": [")
	}
	o.printf("],\n%s\n", text[1:])
	return o.failed
}
