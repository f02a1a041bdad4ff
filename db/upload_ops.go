package db

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"backfill/model"
	"backfill/model/intake"
)

// SaveUpload keeps a file until it is taken in, for a day at most, with a guess
// of how it is read: the map that is kept for its source or its columns, else by
// their names. It refuses what no map could mend.
func (s *Store) SaveUpload(ctx context.Context, a model.Actor, u model.NewUpload) (int64, error) {
	if err := u.Check(); err != nil {
		return 0, err
	}
	if !a.Role.MayImport(u.Kind) {
		return 0, model.ErrDenied
	}
	if u.AsOf.After(s.Now()) {
		return 0, model.Problems{"as_of": laterThanNow}
	}
	seen, err := intake.Look(bytes.NewReader(u.Content), u.Kind, model.MaxUpload)
	if err != nil {
		return 0, model.Problems{"file": sentence(err.Error())}
	}
	text, source, err := s.firstMap(ctx, u, seen)
	if err != nil {
		return 0, err
	}
	u.Source = source
	return write(ctx, s, a, func(t *tx) (int64, error) { return t.saveUpload(u, seen, text) })
}

func (t *tx) saveUpload(u model.NewUpload, seen intake.Sketch, text string) (int64, error) {
	sketch, err := json.Marshal(sketched{seen.Encoding, string(seen.Delimiter), seen.Header, seen.Samples})
	if err != nil {
		return 0, err
	}
	name := uploadName(u.Name)
	id, err := t.insert(`/* saveUpload */ INSERT INTO import_upload(kind, name, source, content, size, sha256, sketch, map, at, actor, as_of, complete)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, u.Kind, name, u.Source, u.Content, seen.Size, seen.SHA256, string(sketch), text, t.now, t.actor.Name, u.AsOf, u.Full)
	if err != nil {
		return 0, err
	}
	return id, t.record("uploaded", "upload", id, name, nil, map[string]any{"kind": u.Kind, "sha256": seen.SHA256, "bytes": seen.Size}, "")
}

func (s *Store) firstMap(ctx context.Context, u model.NewUpload, seen intake.Sketch) (text, source string, err error) {
	m, err := s.MapFor(ctx, u.Kind, u.Source, seen.Header)
	switch {
	case err == nil:
		return m.Map, m.Source, nil
	case !errors.Is(err, model.ErrNotFound):
		return "", "", err
	}
	text, err = seen.Map.Text()
	return text, u.Source, err
}

// openUpload loads an upload that waits, for a write: its version must be the
// one the person saw.
func (t *tx) openUpload(id int64, version int) (model.Upload, error) {
	var row storedUpload
	if err := t.get(&row, `/* openUpload */ SELECT `+uploadColumns+` FROM import_upload WHERE id = ?`, id); err != nil {
		return model.Upload{}, err
	}
	u, err := row.read()
	switch {
	case err != nil:
		return u, err
	case !t.actor.Role.MayImport(u.Kind):
		return u, model.ErrDenied
	case u.ImportID != 0:
		return u, model.Conflictf("This file was imported already.")
	case u.Version != version:
		return u, model.Conflictf("Somebody else has changed how this file is read. Look at it again.")
	}
	return u, nil
}

const laterThanNow = "A file cannot be of a later time than now."

// SetUploadMap says how an upload is read and which causes are passed over; what
// an earlier check found is forgotten. With Remember the map is kept for other
// files of the source.
func (s *Store) SetUploadMap(ctx context.Context, a model.Actor, id int64, m model.UploadMap) error {
	var p model.Problems
	_, err := intake.ParseMap([]byte(m.Map))
	p.Need("map", err == nil, "The map cannot be read.")
	p.Need("source", len([]rune(m.Source)) <= model.MaxSource, "A name may have 60 characters.")
	p.Need("as_of", !m.AsOf.After(s.Now()), laterThanNow)
	p.Need("source", m.Source != "" || !m.Remember, "Say whose files these are, so that the map can be kept for them.")
	if err := p.Err(); err != nil {
		return err
	}
	left, err := json.Marshal(append([]string{}, m.LeftOut...))
	if err != nil {
		return err
	}
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.openUpload(id, m.Version)
		if err != nil {
			return done{}, err
		}
		if m.Full && !model.MayBeComplete(u.Kind) {
			return done{}, model.Problems{"full": "Complete files are taken of stock, orders and purchase orders."}
		}
		if err := t.exec(`/* SetUploadMap */ UPDATE import_upload SET source = ?, map = ?, left_out = ?, as_of = ?, complete = ?, close_many = ?,
			report = NULL, problem = '', problem_of = '', rejected = NULL, version = version + 1 WHERE id = ?`,
			m.Source, m.Map, string(left), m.AsOf, m.Full, m.Full && m.CloseMany, id); err != nil {
			return done{}, err
		}
		if m.Remember {
			if err := t.keepMap(m.Source, u.Kind, u.Header, m.Map); err != nil {
				return done{}, err
			}
		}
		return done{}, t.record("mapped", "upload", id, u.Name, nil, map[string]any{"map": m.Map, "left_out": m.LeftOut, "as_of": m.AsOf, "complete": m.Full}, "")
	})
	return err
}

func (t *tx) keepMap(source, kind string, header []string, text string) error {
	if err := t.exec(`/* keepMap */ INSERT INTO import_map(source, kind, header, map, saved_at, saved_by) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT(source, kind) DO UPDATE SET header = excluded.header, map = excluded.map, saved_at = excluded.saved_at, saved_by = excluded.saved_by, version = version + 1`,
		source, kind, intake.Signature(header), text, t.now, t.actor.Name); err != nil {
		return err
	}
	return t.record("saved", "import_map", 0, source+"/"+kind, nil, map[string]any{"map": text}, "")
}

// ForgetMap deletes a map that is kept. Files that it would have read are guessed
// again.
func (s *Store) ForgetMap(ctx context.Context, a model.Actor, id int64) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		var m struct{ Source, Kind, Map string }
		if err := t.get(&m, `/* ForgetMap */ DELETE FROM import_map WHERE id = ? RETURNING source, kind, map`, id); err != nil {
			return done{}, err
		}
		if !t.actor.Role.MayImport(m.Kind) {
			return done{}, model.ErrDenied
		}
		return done{}, t.record("deleted", "import_map", id, m.Source+"/"+m.Kind, map[string]any{"map": m.Map}, nil, "")
	})
	return err
}

// uploadRequest reads an upload's content and says how it is taken in.
func (s *Store) uploadRequest(ctx context.Context, id int64) (u model.Upload, req ImportRequest, err error) {
	if u, err = s.Upload(ctx, id); err != nil {
		return u, req, err
	}
	var content []byte
	if err := s.one(ctx, &content, `/* uploadRequest */ SELECT content FROM import_upload WHERE id = ? AND content IS NOT NULL`, id); err != nil {
		return u, req, err
	}
	m, err := intake.ParseMap([]byte(u.Map))
	if err != nil {
		return u, req, err
	}
	return u, ImportRequest{Kind: u.Kind, Name: u.Name, Source: u.Source, File: bytes.NewReader(content), Map: m, LeftOut: u.LeftOut, Limit: model.MaxUpload,
		AsOf: u.AsOf, Full: u.Full, CloseMany: u.CloseMany}, nil
}

// CheckUpload takes an upload in and rolls everything back: what it would do is
// kept with it, or why it cannot be read. progress is told how many of how many
// bytes were read.
func (s *Store) CheckUpload(ctx context.Context, a model.Actor, id int64, progress func(done, total int64)) error {
	u, req, err := s.uploadRequest(ctx, id)
	if err != nil {
		return err
	}
	a.Key = nil // nothing is kept of a dry run, not even that it was asked for
	var rejected bytes.Buffer
	req.DryRun, req.Progress, req.Rejected = true, progress, &rejected
	report, err := s.Import(ctx, a, req)
	var wrong model.Problems
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	text, bad := json.Marshal(report)
	if bad != nil {
		return bad
	}
	found, of := any(string(text)), problemOf(wrong)
	if of == "file" || of == "as_of" { // it was not read to its end
		found = nil
	}
	rows := any(rejected.Bytes())
	if report.Errors == 0 || found == nil {
		rows = nil
	}
	_, err = write(ctx, s, a, func(t *tx) (done, error) { // for the map it was checked with, and no other
		return done{}, t.exec(`/* CheckUpload */ UPDATE import_upload SET report = ?, problem = ?, problem_of = ?, rejected = ? WHERE id = ? AND version = ? AND import_id IS NULL`,
			found, sentence(wrong[of]), of, rows, id, u.Version)
	})
	return err
}

// problemOf is what is wrong with a file as a whole, "" when nothing is.
func problemOf(wrong model.Problems) string {
	for _, of := range []string{"file", "as_of", "full", "close_many"} {
		if wrong[of] != "" {
			return of
		}
	}
	return ""
}

// TakeUpload is what a person wants of an upload that was checked.
type TakeUpload struct {
	Version  int
	Allocate bool // free stock to what it touched
	Progress func(done, total int64)
}

// ImportUpload takes an upload in, in one transaction with its rows in error and
// the end of the upload: it is gone then, and the import stands for it.
func (s *Store) ImportUpload(ctx context.Context, a model.Actor, id int64, want TakeUpload) (int64, error) {
	_, req, err := s.uploadRequest(ctx, id)
	if errors.Is(err, model.ErrNotFound) {
		return s.takenAlready(ctx, a, id)
	}
	if err != nil {
		return 0, err
	}
	var rejected bytes.Buffer
	req.Allocate, req.Progress, req.Rejected = want.Allocate, want.Progress, &rejected
	req.then = func(t *tx, r ImportReport) error {
		if _, err := t.openUpload(id, want.Version); err != nil {
			return err
		}
		if err := t.keepRejected(r, rejected.Bytes()); err != nil {
			return err
		}
		return t.exec(`/* ImportUpload */ UPDATE import_upload SET content = NULL, report = NULL, rejected = NULL, import_id = ?, version = version + 1 WHERE id = ?`, r.Import, id)
	}
	r, err := s.Import(ctx, a, req)
	return r.Import, err
}

// takenAlready is what an upload became, for who sends the form a second time.
func (s *Store) takenAlready(ctx context.Context, a model.Actor, id int64) (int64, error) {
	r, err := write(ctx, s, a, func(t *tx) (r ImportReport, err error) {
		err = t.get(&r.Import, `/* takenAlready */ SELECT import_id FROM import_upload WHERE id = ? AND import_id IS NOT NULL`, id)
		return r, err
	})
	return r.Import, err
}

// keepRejected keeps the rows in error of an import, so that they can be taken
// home, mended and sent again.
func (t *tx) keepRejected(r ImportReport, rows []byte) error {
	if r.Errors == 0 {
		return nil
	}
	return t.exec(`/* keepRejected */ INSERT INTO import_rejected(import_id, at, content) VALUES (?, ?, ?)`, r.Import, t.now, rows)
}

// DiscardUpload deletes an upload that nobody wants to take in.
func (s *Store) DiscardUpload(ctx context.Context, a model.Actor, id int64, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.openUpload(id, version)
		if err != nil {
			return done{}, err
		}
		if err := t.exec(`/* DiscardUpload */ DELETE FROM import_upload WHERE id = ?`, id); err != nil {
			return done{}, err
		}
		return done{}, t.record("deleted", "upload", id, u.Name, nil, nil, "")
	})
	return err
}

// How long what is not needed for good is kept.
const (
	keepUploads      = 24 * time.Hour
	keepRejectedRows = 90 * 24 * time.Hour
)

// ForgetUploads deletes files that nobody took in within a day, what is left of
// those that were, and rows in error of long ago.
func (s *Store) ForgetUploads(ctx context.Context) error {
	_, err := write(ctx, s, model.ClockActor(), func(t *tx) (done, error) {
		return done{}, errors.Join(
			t.exec(`/* ForgetUploads */ DELETE FROM import_upload WHERE at < ?`, model.At(t.now.Std().Add(-keepUploads))),
			t.exec(`/* ForgetUploads */ DELETE FROM import_rejected WHERE at < ?`, model.At(t.now.Std().Add(-keepRejectedRows))))
	})
	return err
}

// NoteFailed writes down a file of which nothing was taken, and why: of a
// watched folder nobody sees the answer otherwise.
func (s *Store) NoteFailed(ctx context.Context, a model.Actor, kind, name, source, sha256, why string) (int64, error) {
	return write(ctx, s, a, func(t *tx) (int64, error) { return t.noteFailed(kind, name, source, sha256, why) })
}

func (t *tx) noteFailed(kind, name, source, sha256, why string) (int64, error) {
	id, err := t.insert(`/* noteFailed */ INSERT INTO import(kind, file, source, sha256, at, actor, rows_new, rows_changed, rows_same, rows_skipped, rows_error, failed)
		VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?)`, kind, uploadName(name), source, sha256, t.now, t.actor.Name, why)
	if err != nil {
		return 0, err
	}
	return id, t.record("failed", "import", id, uploadName(name), nil, map[string]any{"kind": kind, "why": why}, "")
}

// sentence makes a reason one that can stand alone.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	if 'a' <= r[0] && r[0] <= 'z' {
		r[0] -= 'a' - 'A'
	}
	if end := r[len(r)-1]; end != '.' && end != '!' && end != '?' {
		r = append(r, '.')
	}
	return string(r)
}
