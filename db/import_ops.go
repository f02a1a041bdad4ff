package db

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"backfill/model"
	"backfill/model/intake"
)

// ImportRequest is one file to take in.
type ImportRequest struct {
	Kind string
	Name string        // of the file, as it is recorded
	File io.ReadSeeker // read several times, never held in memory
	Map  *intake.Map   // nil: the headers are ours
	// Beside opens a file that the map joins. nil: there are none.
	Beside   func(name string) (io.ReadCloser, error)
	Limit    int64  // bytes; 0: intake.MaxFile
	DryRun   bool   // says what would happen and changes nothing
	Strict   bool   // one row in error refuses the file
	Allocate bool   // runs the pools it touched afterwards, free stock only
	Source   string // whose file it is, as it is recorded; "" when nobody said
	// LeftOut are causes (ImportReport.Causes) whose rows a person has said to
	// pass over: they count as skipped, not as errors.
	LeftOut []string
	// AsOf is when the other system wrote the file: one that arrives late changes
	// nothing that a later one has spoken of. Zero: now. Later than now is a
	// Problem.
	AsOf model.Time
	// Full says that the file is complete: what the desk has open of this kind
	// and the file has not is closed there. Stock, orders and purchase orders only.
	Full bool
	// CloseMany lets a complete file close more than a fifth of what is open.
	CloseMany bool
	// Rejected gets the rows in error as CSV: the original columns and a reason.
	Rejected io.Writer
	// Problem is told each row in error or passed over, in the file's order.
	Problem func(ImportProblem)
	// Progress is told now and then how many bytes of how many were read.
	Progress func(done, total int64)

	then func(t *tx, r ImportReport) error // part of the same transaction; nil: nothing
}

// ImportReport, ImportChange and ImportProblem are model's.
type (
	ImportReport  = model.ImportReport
	ImportChange  = model.ImportChange
	ImportProblem = model.ImportProblem
)

// errRefused marks an import of which nothing was kept, on purpose.
var errRefused = errors.New("nothing was imported")

// errDry rolls a dry run back.
var errDry = errors.New("dry run")

// Import takes a file in, in one transaction. A row in error stops nothing but
// itself unless the request is strict; an error of the file as a whole keeps
// nothing. The same file twice changes nothing. What belongs to the desk
// (priority, ship mode, promises, allocations) is never overwritten.
func (s *Store) Import(ctx context.Context, a model.Actor, req ImportRequest) (ImportReport, error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	f, err := intake.Recognise(req.File, intake.Options{Kind: req.Kind, Map: req.Map, Zone: settings.Zone, Limit: req.Limit, Beside: req.Beside})
	if err != nil {
		return ImportReport{}, model.Problems{"file": err.Error()}
	}
	var report ImportReport
	answer, err := writeLong(ctx, s, a, func(t *tx) (ImportReport, error) {
		var err error
		report, err = t.importFile(f, req)
		if err == nil && req.then != nil && !req.DryRun {
			err = req.then(t, report)
		}
		if err == nil && req.DryRun {
			err = errDry
		}
		return report, err
	})
	switch {
	case errors.Is(err, errDry):
		report.Import, err = 0, nil
	case err == nil:
		report = answer // of the first time, when the request came twice
	}
	return report, err
}

// importFile takes a recognised file in as part of a transaction.
func (t *tx) importFile(f *intake.File, req ImportRequest) (ImportReport, error) {
	im := &importing{t: t, f: f, req: req, prepared: map[string]*prepared{}}
	im.report = ImportReport{Kind: req.Kind, File: req.Name, SHA256: f.SHA256, Encoding: f.Encoding, Delimiter: string(f.Delimiter),
		Decimal: f.DecimalSign(), Dates: f.DateForms(), DryRun: req.DryRun, Changes: []ImportChange{}, Causes: []model.ImportCause{}}
	defer im.close()
	err := im.run()
	return im.report, err
}

// importing is one file on its way in.
type importing struct {
	t        *tx
	f        *intake.File
	req      ImportRequest
	report   ImportReport
	id       int64 // of the import row
	why      string
	ours     bool // the desk is master of this kind: files add, they do not change
	asOf     model.Time
	older    bool // than a file of this kind that came before it
	taker    taker
	rejected *csv.Writer
	kept     []int // the columns that go into it
	prepared map[string]*prepared
	products cache[product]
	codes    cache[int64]
	stale    []int64      // lines whose board row waits to be made
	flush    func() error // writes rows that wait for company; nil: none do
	trace    *bulk        // of what the import makes and changes
	traced   int
	causes   map[string]int // place in the report, by cause
	before   toldBefore
}

// taker takes in the rows of one kind.
type taker interface {
	take(r intake.Row) (fate, error)
	end() error // after the last row
}

// fate is what became of a row.
type fate struct {
	what    outcome
	why     string // of a row passed over
	changes []ImportChange
}

type outcome int

const (
	same outcome = iota
	isNew
	changed
	skipped
)

// refused is why a row cannot be taken; it stops nothing but its row.
type refused string

func (r refused) Error() string { return string(r) }

func refusef(format string, args ...any) error { return refused(fmt.Sprintf(format, args...)) }

func (im *importing) run() error {
	if err := im.begin(); err != nil {
		return err
	}
	rows, err := im.f.Rows(im.req.File)
	if err != nil {
		return model.Problems{"file": err.Error()}
	}
	for {
		r, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return model.Problems{"file": err.Error()}
		}
		if err := im.one(r); err != nil {
			return fmt.Errorf("row at line %d: %w", r.Line, err)
		}
		if im.report.Rows++; im.report.Rows%1000 == 0 {
			if err := im.pause(rows.Offset()); err != nil {
				return err
			}
		}
	}
	if err := im.taker.end(); err != nil {
		return err
	}
	if err := im.sumUp(); err != nil {
		return err
	}
	if im.req.Full {
		if err := im.closeMissing(); err != nil {
			return err
		}
	}
	if err := im.keepBoards(); err != nil {
		return err
	}
	return im.finish()
}

// begin notes the import itself, so that every row can name it.
func (im *importing) begin() error {
	t := im.t
	err := im.time()
	if err != nil {
		return err
	}
	if im.id, err = t.insert(`/* begin */ INSERT INTO import(kind, file, source, sha256, at, actor, as_of, complete, rows_new, rows_changed, rows_same, rows_skipped, rows_error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)`, im.f.Kind.Name, im.req.Name, im.req.Source, im.f.SHA256, t.now, t.actor.Name, im.asOf, im.req.Full); err != nil {
		return err
	}
	im.report.Import = im.id
	im.why = "import " + strconv.FormatInt(im.id, 10)
	if err := t.get(&im.ours, `/* begin */ SELECT EXISTS (SELECT 1 FROM ownership WHERE owner = 'desk' AND kind = replace(?, '-', '_'))`, model.OwnedAs(im.f.Kind.Name)); err != nil {
		return err
	}
	for _, q := range []string{
		`CREATE TEMP TABLE import_key(key TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID`,
		`CREATE TEMP TABLE import_line(line_id INTEGER PRIMARY KEY)`,
		`CREATE TEMP TABLE import_document(number TEXT PRIMARY KEY COLLATE NOCASE, rows INTEGER NOT NULL, head TEXT NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID`,
		`CREATE TEMP TABLE import_pool(product_id INTEGER, warehouse_id INTEGER, PRIMARY KEY (product_id, warehouse_id)) WITHOUT ROWID`,
	} {
		if err := t.exec(q); err != nil {
			return err
		}
	}
	im.beginTrace()
	im.taker = im.newTaker()
	return im.startRejected()
}

func (im *importing) newTaker() taker {
	switch im.f.Kind.Name {
	case "orders":
		return newOrderTaker(im)
	case "purchase-orders":
		return newPurchaseTaker(im)
	case "stock":
		return newStockTaker(im)
	}
	return newRecordTaker(im, recordKinds[im.f.Kind.Name])
}

// one decides the fate of a row and counts it.
func (im *importing) one(r intake.Row) error {
	var f fate
	var err error
	switch {
	case r.Problem != "":
		if err = im.passOver(r); err == nil {
			err = refused(r.Problem)
		}
	case r.Skip != "":
		f = fate{what: skipped, why: r.Skip}
	default:
		f, err = im.taker.take(r)
	}
	var why refused
	var form model.Problems
	switch {
	case errors.As(err, &why):
		return im.reject(r, string(why))
	case errors.As(err, &form):
		return im.reject(r, form.Error())
	case err != nil:
		return err
	}
	return im.count(r, f)
}

// passOver lets a kind whose lines are numbered by their place count a row that
// could not be read.
func (im *importing) passOver(r intake.Row) error {
	p, ok := im.taker.(interface{ pass(intake.Row) error })
	if !ok {
		return nil
	}
	err := p.pass(r)
	var why refused
	if errors.As(err, &why) {
		return nil
	}
	return err
}

func (im *importing) count(r intake.Row, f fate) error {
	switch f.what {
	case isNew:
		im.report.New++
	case changed:
		im.report.Changed++
		im.list(r.Line, f.changes...)
	case skipped:
		im.report.Skipped++
		im.cause(r, f.why, true, false)
		im.tell(ImportProblem{Line: r.Line, Skipped: true, Reason: f.why})
	default:
		im.report.Same++
	}
	return nil
}

// list adds field differences to the report as far as there is room; line 0 is
// for what the file does not have.
func (im *importing) list(line int, changes ...ImportChange) {
	im.report.ChangeAll += len(changes)
	for _, c := range changes[:min(len(changes), model.MaxImportChanges-len(im.report.Changes))] {
		c.Line = line
		im.report.Changes = append(im.report.Changes, c)
	}
}

func (im *importing) tell(p ImportProblem) {
	if im.req.Problem != nil {
		im.req.Problem(p)
	}
}

// reject counts a row in error and writes it, with its reason, to the file of
// rejected rows.
func (im *importing) reject(r intake.Row, why string) error {
	if slices.Contains(im.req.LeftOut, intake.Cause(why)) {
		im.report.Skipped++
		im.cause(r, why, true, true)
		im.tell(ImportProblem{Line: r.Line, Skipped: true, Reason: why})
		return nil
	}
	im.report.Errors++
	im.cause(r, why, false, false)
	im.tell(ImportProblem{Line: r.Line, Reason: why})
	if im.rejected == nil {
		return nil
	}
	row := make([]string, 0, len(im.kept)+2)
	for _, i := range im.kept {
		cell := ""
		if i < len(r.Raw) {
			cell = intake.Guard(intake.Unguard(r.Raw[i]))
		}
		row = append(row, cell)
	}
	row = append(row, intake.Guard(why))
	if o, ok := im.taker.(interface{ place() int }); ok && im.f.Numbers() {
		row = append(row, strconv.Itoa(o.place()))
	}
	return im.rejected.Write(row)
}

func (im *importing) startRejected() error {
	if im.req.Rejected == nil {
		return nil
	}
	im.rejected = csv.NewWriter(im.req.Rejected)
	im.rejected.UseCRLF = true
	var header []string
	for i, h := range im.f.Header {
		if h != intake.ReasonColumn && h != intake.NumberColumn { // of an earlier round
			im.kept, header = append(im.kept, i), append(header, h)
		}
	}
	header = append(header, intake.ReasonColumn)
	if im.f.Numbers() {
		header = append(header, intake.NumberColumn)
	}
	return im.rejected.Write(header)
}

// pause is taken every thousand rows: progress, a look at whether anybody still
// waits, and the board rows so far, so that nothing grows with the file.
func (im *importing) pause(offset int64) error {
	if im.req.Progress != nil {
		im.req.Progress(offset, im.f.Size)
	}
	return im.t.until.Err()
}

// maxStale is how many lines wait for their board rows at most.
const maxStale = 1000

// stalePlus says that the board rows of these lines are stale.
func (im *importing) stalePlus(lines ...int64) error {
	if im.stale = append(im.stale, lines...); len(im.stale) < maxStale {
		return nil
	}
	return im.keepBoards()
}

func (im *importing) keepBoards() error {
	if len(im.stale) == 0 {
		return nil
	}
	if im.flush != nil {
		if err := im.flush(); err != nil {
			return err
		}
	}
	slices.Sort(im.stale)
	err := keepBoard(im.t, slices.Compact(im.stale))
	im.t.touch(im.stale[0]) // so that open boards hear of it
	im.stale = im.stale[:0]
	return err
}

// sumUp completes what is told of the rows, also of a file that is refused next.
func (im *importing) sumUp() error {
	slices.SortStableFunc(im.report.Causes, func(a, b model.ImportCause) int { return b.Rows - a.Rows })
	if im.rejected == nil {
		return nil
	}
	im.rejected.Flush()
	if err := im.rejected.Error(); err != nil {
		return fmt.Errorf("write the rejected rows: %w", err)
	}
	return nil
}

// finish writes the counts, allocates where that was asked for, and takes the
// working tables away.
func (im *importing) finish() error {
	r, t := &im.report, im.t
	if im.req.Strict && r.Errors > 0 {
		return fmt.Errorf("rows in error: %d, and the import is strict: %w", r.Errors, errRefused)
	}
	if im.req.Allocate {
		if err := im.allocate(); err != nil {
			return err
		}
	}
	if err := t.exec(`/* finish */ UPDATE import SET rows_new = ?, rows_changed = ?, rows_same = ?, rows_skipped = ?, rows_error = ?, closed = ?, differing = ? WHERE id = ?`,
		r.New, r.Changed, r.Same, r.Skipped, r.Errors, r.Closed, r.Differing, im.id); err != nil {
		return err
	}
	if err := t.record("imported", "import", im.id, im.req.Name, nil, map[string]any{"kind": r.Kind, "sha256": r.SHA256,
		"new": r.New, "changed": r.Changed, "same": r.Same, "skipped": r.Skipped, "errors": r.Errors}, ""); err != nil {
		return err
	}
	if err := im.endTrace(); err != nil {
		return err
	}
	for _, q := range []string{`DROP TABLE temp.import_key`, `DROP TABLE temp.import_line`, `DROP TABLE temp.import_document`, `DROP TABLE temp.import_pool`} {
		if err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}
