package jobs

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"backfill/db"
	"backfill/model"
	"backfill/model/intake"
)

// Watch takes in the files that another system puts into a folder. A file named
// after its kind (orders.csv, stock-2026-11-24.csv) or lying in a folder of that
// name is taken once it has stopped growing, in one transaction, and then moved
// to done/ or failed/ beside a word on how it went. A file whose very content
// was taken before is not taken again: so nothing is lost or doubled whenever
// the program is killed between the import and the move.
type Watch struct {
	Store *db.Store
	Dir   string
	Every time.Duration // between two looks

	mu    sync.Mutex
	state model.WatchState
	seen  map[string]stamp
	said  string // the trouble with the folder that was told last
}

// stamp is how large a file was and when it was written last.
type stamp struct {
	size int64
	at   time.Time
}

// The folders that files are moved to.
const (
	doneDir   = "done"
	failedDir = "failed"
)

// Job looks through the folder again and again.
func (w *Watch) Job() Job { return Job{"watched folder", w.Every, w.look} }

// State tells how it is doing; safe while the job runs.
func (w *Watch) State() model.WatchState {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state.Dir = w.Dir
	return w.state
}

// watchedFile is a file that is to be taken in.
type watchedFile struct {
	path, kind string
	stamp

	asOf model.Time // as its name says, zero when it does not
	full bool
}

func (w *Watch) look(ctx context.Context) error {
	root, err := os.OpenRoot(w.Dir)
	if err != nil {
		return w.told(nil, err)
	}
	defer root.Close()
	files, err := w.find(root)
	if err != nil {
		return w.told(nil, err)
	}
	var waiting []watchedFile
	for _, f := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if was, known := w.seen[f.path]; !known || was != f.stamp {
			waiting = append(waiting, f) // it may still be growing
			continue
		}
		if err := w.take(ctx, root, f); err != nil {
			return w.told(files, fmt.Errorf("%s: %w", f.path, err))
		}
	}
	w.seen = map[string]stamp{}
	for _, f := range waiting {
		w.seen[f.path] = f.stamp
	}
	return w.told(waiting, nil)
}

// told remembers how it went; a trouble that goes on is an error once.
func (w *Watch) told(waiting []watchedFile, err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state.Looked, w.state.Err, w.state.Waiting = w.Store.Now(), err, len(waiting)
	if err == nil {
		w.said = ""
		return nil
	}
	if w.said == err.Error() {
		return nil
	}
	w.said = err.Error()
	return err
}

// find lists the files to be taken, in the order in which a desk is filled.
func (w *Watch) find(root *os.Root) ([]watchedFile, error) {
	files, err := filesIn(root, ".", "")
	if err != nil {
		return nil, err
	}
	kinds := intake.KindNames()
	for _, kind := range kinds {
		info, err := root.Lstat(kind)
		if err != nil || !info.IsDir() { // a link is no folder of ours
			continue
		}
		more, err := filesIn(root, kind, kind)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	slices.SortFunc(files, func(a, b watchedFile) int {
		return cmp.Or(slices.Index(kinds, a.kind)-slices.Index(kinds, b.kind), a.at.Compare(b.at), strings.Compare(a.path, b.path))
	})
	return files, nil
}

// filesIn lists the plain files of one folder that name a kind, or are of the
// given one.
func filesIn(root *os.Root, dir, kind string) ([]watchedFile, error) {
	entries, err := fs.ReadDir(root.FS(), dir)
	if err != nil {
		return nil, err
	}
	var files []watchedFile
	for _, e := range entries {
		of := kind
		if of == "" {
			of = kindOf(e.Name())
		}
		if of == "" || !e.Type().IsRegular() || !text(e.Name()) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, watchedFile{path: path.Join(dir, e.Name()), kind: of, stamp: stamp{info.Size(), info.ModTime()}})
	}
	return files, nil
}

// text tells whether a name is one of a file that is whole and meant for us.
func text(name string) bool {
	return !strings.HasPrefix(name, ".") && slices.Contains([]string{".csv", ".txt", ".tsv"}, strings.ToLower(path.Ext(name)))
}

// kindOf is the kind a name begins with: orders-erp_2026.csv holds orders.
func kindOf(name string) string {
	name = strings.ToLower(name)
	for _, kind := range intake.KindNames() {
		if rest, ok := strings.CutPrefix(name, kind); ok && (rest == "" || strings.ContainsRune("-_. 0123456789", rune(rest[0]))) {
			return kind
		}
	}
	return ""
}

// sourceOf is whose file it is by its name, after the kind: orders-erp_2026.csv
// is of erp. "" when the name says nothing.
func sourceOf(f watchedFile) string {
	name := strings.TrimSuffix(path.Base(f.path), path.Ext(f.path))
	if rest, ok := strings.CutPrefix(strings.ToLower(name), f.kind); ok {
		name = name[len(name)-len(rest):]
	}
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("-_. ", r) }) {
		if !strings.EqualFold(word, "full") {
			return word
		}
	}
	return ""
}

// stated finds a day with a time of the clock in a name.
var stated = regexp.MustCompile(`(?:^|[^0-9])([0-9]{4})-?([0-9]{2})-?([0-9]{2})[T_-]?([0-9]{2})[.-]?([0-9]{2})(?:[^0-9]|$)`)

// nameSays reads from a file's name of when it is, in the company's zone
// (orders_2026-11-24T0900.csv, orders_202611240900.csv; zero when it says
// nothing), and whether it is complete (orders.full.csv).
func nameSays(name string, zone *time.Location) (asOf model.Time, full bool) {
	full = strings.Contains(strings.ToLower(name), ".full.")
	m := stated.FindStringSubmatch(name)
	if m == nil {
		return asOf, full
	}
	asOf, err := model.ParseLocal(fmt.Sprintf("%s-%s-%sT%s:%s", m[1], m[2], m[3], m[4], m[5]), zone)
	if err != nil { // digits that are no time
		return model.Time{}, full
	}
	return asOf, full
}

// folderActor is who takes the files in.
func folderActor() model.Actor {
	return model.Actor{Name: "watched folder", Origin: "folder", Role: model.RoleAdmin}
}

// take takes one file in and moves it away. An error leaves it for the next
// look: the desk was busy, the disk full, or the program is being stopped.
func (w *Watch) take(ctx context.Context, root *os.Root, f watchedFile) error {
	file, err := root.OpenFile(f.path, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // somebody took it back
	}
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	sha := hex.EncodeToString(sum.Sum(nil))
	settings, err := w.Store.Settings(ctx)
	if err != nil {
		return err
	}
	f.asOf, f.full = nameSays(path.Base(f.path), settings.Zone)
	before, err := w.Store.TakenBefore(ctx, f.kind, sha)
	if err == nil && !f.asOf.IsZero() && f.asOf != before.AsOf {
		err = model.ErrNotFound // the same words of another time are news
	}
	if err == nil {
		return w.leave(root, f, doneDir, outcome{Result: "already imported", Import: before.ID,
			Why: fmt.Sprintf("This very file was imported on %s by %s; nothing was done.", before.At, before.Actor)})
	}
	if !errors.Is(err, model.ErrNotFound) {
		return err
	}
	return w.bring(ctx, root, f, file, sha)
}

// bring imports a file that was not taken before.
func (w *Watch) bring(ctx context.Context, root *os.Root, f watchedFile, file *os.File, sha string) error {
	req := db.ImportRequest{Kind: f.kind, Name: path.Base(f.path), Source: sourceOf(f), File: file, AsOf: f.asOf, Full: f.full,
		Beside: func(name string) (io.ReadCloser, error) { return root.Open(path.Join(path.Dir(f.path), name)) }}
	var err error
	if req.Map, err = w.mapFor(ctx, &req); err != nil {
		return w.refuse(ctx, root, f, sha, req.Source, err)
	}
	rows := path.Join(path.Dir(f.path), "."+path.Base(f.path)+".rejected")
	rejected, err := root.OpenFile(rows, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer root.Remove(rows) // moved by then, or of an import that failed
	req.Rejected = rejected
	report, err := w.Store.Import(ctx, folderActor(), req)
	if err = errors.Join(err, rejected.Close()); err != nil {
		return w.refuse(ctx, root, f, sha, req.Source, err)
	}
	to := doneDir
	if report.Errors > 0 && report.Errors == report.Rows {
		to = failedDir
	}
	o := outcome{Result: "imported", Import: report.Import, Report: &report}
	if report.Errors > 0 {
		o.rejected = rows
	}
	return w.leave(root, f, to, o)
}

// mapFor is how the file is read: as ours when its columns are ours, else by the
// map that is kept for its source, or for files with these columns. What nobody
// has looked at once is never guessed.
func (w *Watch) mapFor(ctx context.Context, req *db.ImportRequest) (*intake.Map, error) {
	seen, err := intake.Look(req.File, req.Kind, intake.MaxFile)
	if err != nil {
		return nil, model.Problems{"file": err.Error()}
	}
	for _, source := range []string{req.Source, ""} {
		m, err := w.Store.MapFor(ctx, req.Kind, source, seen.Header)
		if errors.Is(err, model.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		req.Source = m.Source
		return intake.ParseMap([]byte(m.Map))
	}
	if intake.Ours(req.Kind, seen.Header) {
		req.Source = ""
		return nil, nil
	}
	return nil, model.Problems{"file": "its columns are not ours, and no map is kept for them: import such a file by page once, and keep how it is read for its source"}
}

// refuse moves a file away that can never be taken as it is.
func (w *Watch) refuse(ctx context.Context, root *os.Root, f watchedFile, sha, source string, err error) error {
	var wrong model.Problems
	if !errors.As(err, &wrong) {
		return err
	}
	id, err := w.Store.NoteFailed(ctx, folderActor(), f.kind, path.Base(f.path), source, sha, whole(wrong))
	if err != nil {
		return err
	}
	return w.leave(root, f, failedDir, outcome{Result: "failed", Import: id, Why: whole(wrong)})
}

// whole says why a file as a whole was refused.
func whole(wrong model.Problems) string {
	for _, of := range []string{"file", "as_of", "full", "close_many"} {
		if wrong[of] != "" {
			return wrong[of]
		}
	}
	return wrong.Error()
}

// outcome is what is written beside a file that was moved away.
type outcome struct {
	Result   string              `json:"result"` // imported, already imported, failed
	Import   int64               `json:"import"`
	Why      string              `json:"why,omitempty"`
	Report   *model.ImportReport `json:"report,omitempty"`
	rejected string              // where the rows in error are; "": there are none
}

// leave writes how it went and moves the file, the file last: until it is gone
// it will be looked at again, and known by its content.
func (w *Watch) leave(root *os.Root, f watchedFile, to string, o outcome) error {
	if err := root.MkdirAll(to, 0o700); err != nil {
		return err
	}
	name, err := free(root, to, path.Base(f.path))
	if err != nil {
		return err
	}
	var result bytes.Buffer
	e := json.NewEncoder(&result)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		return err
	}
	if err := root.WriteFile(path.Join(to, name+".result.json"), result.Bytes(), 0o600); err != nil {
		return err
	}
	if o.rejected != "" {
		if err := root.Rename(o.rejected, path.Join(to, name+".rejected.csv")); err != nil {
			return err
		}
	}
	if err := root.Rename(f.path, path.Join(to, name)); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state.Last = name + ": " + o.Result
	return nil
}

// free is a name that no file in the folder has: the file's own, or with a number.
func free(root *os.Root, dir, name string) (string, error) {
	ext := path.Ext(name)
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s.%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		_, err := root.Lstat(path.Join(dir, try))
		if errors.Is(err, fs.ErrNotExist) {
			return try, nil
		}
		if err != nil {
			return "", err
		}
	}
}
