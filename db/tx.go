package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"backfill/model"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
)

// What a write may fail with beside the caller's own errors.
var (
	ErrBusy      = errors.New("the desk is busy; nothing was saved, try again")
	ErrFull      = errors.New("the disk is full; nothing was saved")
	ErrKeyReused = errors.New("this form was already sent with other content")
)

// tx is one write transaction: one clock reading, one actor, and what it
// touched so far. Everything in it is stamped the same moment.
type tx struct {
	*sqlx.Tx
	ctx      context.Context // of the statements; it never ends, for watching it costs more than most statements
	until    context.Context // of the transaction, which is rolled back when it ends: the next statement then fails
	now      model.Time
	today    model.Date
	actor    model.Actor
	settings Settings
	touched  map[int64]bool // lines whose board row is stale (true) or may be
	lastHash []byte         // of the audit chain
}

// locale is how whoever acts writes; where nobody does, how the company does.
func (t *tx) locale() model.Locale { return model.LocaleOr(t.ctx, t.settings.Locale) }

// writeLimit is how long one ordinary write may take, waiting included.
const writeLimit = 5 * time.Second

// write runs fn in the one write transaction and commits it with its audit
// rows, the board rows of every touched line, and the answer under the
// request's key. A repeated request gets the stored answer and changes nothing.
// Any error or panic rolls back everything. It is the only way to write.
func write[T any](ctx context.Context, s *Store, actor model.Actor, fn func(*tx) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	return writeLong(ctx, s, actor, fn)
}

// writeLong is write for work that may take minutes, such as an import: it ends
// with ctx only.
func writeLong[T any](ctx context.Context, s *Store, actor model.Actor, fn func(*tx) (T, error)) (T, error) {
	var none T
	if !s.enter() {
		return none, ErrBusy
	}
	defer func() { <-s.room }()
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return none, storageError(ctx.Err())
	}
	raw, err := s.w.BeginTxx(ctx, nil)
	if err != nil {
		return none, storageError(err)
	}
	defer raw.Rollback()
	t := &tx{Tx: raw, ctx: context.WithoutCancel(ctx), until: ctx, now: s.Now(), actor: actor, touched: map[int64]bool{}}
	if t.settings, err = readSettings(ctx, raw); err != nil {
		return none, err
	}
	t.today = t.now.Date(t.settings.Zone)
	if answer, ok, err := replay[T](t); ok || err != nil {
		return answer, err
	}
	answer, err := fn(t)
	if err != nil {
		return none, storageError(err)
	}
	if err := t.finish(answer); err != nil {
		return none, storageError(err)
	}
	if err := raw.Commit(); err != nil {
		return none, storageError(err)
	}
	if len(t.touched) > 0 {
		s.told(Change{Lines: t.touchedLines()})
	}
	return answer, nil
}

// view runs fn over one unchanging state of the file, beside whoever writes. It
// is for previews that take several queries; fn cannot write.
func view(ctx context.Context, s *Store, fn func(*sqlx.Tx) error) error {
	q, err := s.r.BeginTxx(ctx, nil)
	if err != nil {
		return storageError(err)
	}
	defer q.Rollback()
	return storageError(fn(q))
}

// doorLimit is how long a write stands at the door of a full waiting room before
// it is told to come back: long enough for a burst to pass, short enough that
// whoever is refused knows at once.
const doorLimit = 80 * time.Millisecond

// enter takes a place in the waiting room; false when it stays full.
func (s *Store) enter() bool {
	select {
	case s.room <- struct{}{}:
		return true
	default:
	}
	door := time.NewTimer(doorLimit)
	defer door.Stop()
	select {
	case s.room <- struct{}{}:
		return true
	case <-door.C:
		return false
	}
}

// done is the answer of operations that have nothing to tell.
type done struct{}

func (t *tx) finish(answer any) error {
	if len(t.touched) > 0 {
		if err := keepBoard(t, t.touchedLines()); err != nil {
			return err
		}
	}
	if err := keepFind(t); err != nil {
		return err
	}
	if t.actor.Key == nil {
		return nil
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO idempotency(scope, key, body_sha256, answer, at) VALUES (?, ?, ?, ?, ?)`,
		t.actor.Key.Scope, t.actor.Key.Key, t.actor.Key.Body[:], string(text), t.now)
}

// touch says that the board rows of these lines are stale.
func (t *tx) touch(lines ...int64) {
	for _, id := range lines {
		t.touched[id] = true
	}
}

// look says that the board rows of these lines may be stale, as a new day may
// make them: most will turn out not to be.
func (t *tx) look(lines ...int64) {
	for _, id := range lines {
		if _, known := t.touched[id]; !known {
			t.touched[id] = false
		}
	}
}

func (t *tx) touchedLines() []int64 {
	ids := make([]int64, 0, len(t.touched))
	for id := range t.touched {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func replay[T any](t *tx) (answer T, ok bool, err error) {
	k := t.actor.Key
	if k == nil {
		return answer, false, nil
	}
	var was struct {
		Body   []byte `db:"body_sha256"`
		Answer string `db:"answer"`
	}
	err = t.GetContext(t.ctx, &was, `/* replay */ SELECT body_sha256, answer FROM idempotency WHERE scope = ? AND key = ?`, k.Scope, k.Key)
	if errors.Is(err, sql.ErrNoRows) {
		return answer, false, nil
	}
	if err != nil {
		return answer, false, err
	}
	if string(was.Body) != string(k.Body[:]) {
		return answer, false, ErrKeyReused
	}
	k.Replayed = true
	return answer, true, json.Unmarshal([]byte(was.Answer), &answer)
}

// record writes the audit row of one state change. before and after are JSON
// of what changed, nil where there was nothing.
func (t *tx) record(action, entity string, id int64, ref string, before, after any, why string) error {
	if t.lastHash == nil {
		t.lastHash = make([]byte, sha256.Size)
		err := t.GetContext(t.ctx, &t.lastHash, `/* record */ SELECT hash FROM audit ORDER BY id DESC LIMIT 1`)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	b, err := auditJSON(before)
	if err != nil {
		return err
	}
	a, err := auditJSON(after)
	if err != nil {
		return err
	}
	row := auditRow{At: t.now.String(), Actor: t.actor.Name, Origin: t.actor.Origin, RequestID: t.actor.RequestID,
		Action: action, Entity: entity, EntityID: id, Ref: ref, Before: b, After: a, Why: why}
	if private[entity] {
		row.Before, row.After = sealed(b), sealed(a)
	}
	hash := row.hash(t.lastHash)
	n, err := t.insert(`/* record */ INSERT INTO audit(at, actor, origin, request_id, action, entity, entity_id, ref, before, after, why, prev_hash, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.At, row.Actor, row.Origin, row.RequestID, row.Action, row.Entity, row.EntityID, row.Ref, row.Before, row.After, row.Why,
		t.lastHash, hash)
	t.lastHash = hash
	if err != nil || !private[entity] || b == nil && a == nil {
		return err
	}
	return t.exec(`/* record */ INSERT INTO audit_private(audit_id, before, after) VALUES (?, ?, ?)`, n, b, a)
}

// private are the things whose values say something of a person: the audit
// keeps a seal of them, so that they can be erased and the chain still holds.
var private = map[string]bool{"customer": true, "site": true, "contact": true}

// sealed is what the audit keeps of private values.
func sealed(values *string) *string {
	if values == nil {
		return nil
	}
	seal := fmt.Sprintf(`{"private":"%x"}`, sha256.Sum256([]byte(*values)))
	return &seal
}

// auditRow is what the chain's hash covers.
type auditRow struct {
	At, Actor, Origin, RequestID, Action, Entity string
	EntityID                                     int64
	Ref                                          string
	Before, After                                *string
	Why                                          string
}

func (r auditRow) hash(prev []byte) []byte {
	h := sha256.New()
	h.Write(prev)
	json.NewEncoder(h).Encode(r) // a struct of strings cannot fail
	return h.Sum(nil)
}

func auditJSON(v any) (*string, error) {
	if v == nil {
		return nil, nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	s := string(text)
	return &s, nil
}

// exec runs one statement whose result nobody needs.
func (t *tx) exec(query string, args ...any) error {
	_, err := t.ExecContext(t.ctx, query, args...)
	return err
}

// insert runs one INSERT and gives the new row's id.
func (t *tx) insert(query string, args ...any) (int64, error) {
	res, err := t.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// get reads one row, ErrNotFound when there is none.
func (t *tx) get(into any, query string, args ...any) error {
	return notFound(t.GetContext(t.ctx, into, query, args...))
}

// all reads every row.
func (t *tx) all(into any, query string, args ...any) error {
	return t.SelectContext(t.ctx, into, query, args...)
}

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return model.ErrNotFound
	}
	return err
}

// storageError turns SQLite's codes into what a person can act on.
func storageError(err error) error {
	var se *sqlite.Error
	switch {
	case errors.As(err, &se):
		switch se.Code() & 0xff {
		case 5, 6: // BUSY, LOCKED
			return fmt.Errorf("%w (%v)", ErrBusy, err)
		case 10, 13: // IOERR, FULL
			return fmt.Errorf("%w (%v)", ErrFull, err)
		}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, sql.ErrTxDone):
		return fmt.Errorf("%w (%v)", ErrBusy, err)
	}
	return err
}
