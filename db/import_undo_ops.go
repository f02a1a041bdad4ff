package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"backfill/model"

	"modernc.org/sqlite"
)

// UndoRequest says how an import is undone.
type UndoRequest struct {
	DryRun bool   // says what would happen and changes nothing
	Seen   string // UndoPlan.Seen of what the person agreed to
}

// UndoImport takes back what an import did, in one transaction, as far as nobody
// has touched it since: what it made goes away, or is closed where a ledger
// remembers it, and what it changed gets its old values back. What somebody has
// touched is left and named. When what would be left is not what was agreed to,
// nothing is undone and the answer is a Conflict.
func (s *Store) UndoImport(ctx context.Context, a model.Actor, id int64, req UndoRequest) (plan model.UndoPlan, err error) {
	answer, err := writeLong(ctx, s, a, func(t *tx) (model.UndoPlan, error) {
		u := &undoing{t: t, id: id, why: fmt.Sprintf("undo of import %d", id)}
		if err := u.run(); err != nil {
			return u.plan, err
		}
		switch plan = u.plan; {
		case req.DryRun:
			return plan, errDry
		case plan.Seen() != req.Seen:
			return plan, model.Conflictf("Somebody has worked on what this import brought in: look again at what an undo would do.")
		}
		return plan, u.finish()
	})
	switch {
	case errors.Is(err, errDry):
		return plan, nil
	case err != nil:
		return plan, err
	}
	return answer, nil
}

// undoing is one import on its way back out.
type undoing struct {
	t     *tx
	id    int64
	why   string
	kind  string
	file  string
	upTo  int64 // the import's newest audit row
	plan  model.UndoPlan
	gone  []undoneDocument // to be removed once the board knows
	stale []int64
	pools []poolKey
}

// traced is one row of what the import did.
type traced struct {
	N        int
	Entity   string
	EntityID int64 `db:"entity_id"`
	Ref      string
	Keys     *string
	Before   *string
}

// undoPage is how many things are looked at together.
const undoPage = 500

func (u *undoing) run() error {
	if err := u.begin(); err != nil {
		return err
	}
	for last := int64(1) << 62; ; {
		var page []traced
		if err := u.t.all(&page, `/* undo */ SELECT n, entity, entity_id, ref, keys, before FROM import_change
			WHERE import_id = ? AND n < ? ORDER BY n DESC LIMIT ?`, u.id, last, undoPage); err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		last = int64(page[len(page)-1].N)
		for _, c := range page {
			if err := u.one(c); err != nil {
				return fmt.Errorf("undo %s %s: %w", c.Entity, c.Ref, err)
			}
		}
		if err := u.t.until.Err(); err != nil {
			return err
		}
	}
	if err := u.forgetDifferences(); err != nil {
		return err
	}
	if err := u.keepBoards(); err != nil {
		return err
	}
	if err := u.removeDocuments(); err != nil {
		return err
	}
	if len(u.pools) == 0 {
		return nil
	}
	_, err := u.t.serve("import", u.pools...)
	return err
}

func (u *undoing) begin() error {
	var im struct {
		Kind     string
		File     string
		Failed   *string
		AuditTo  *int64  `db:"audit_to"`
		UndoneAt *string `db:"undone_at"`
		UndoneBy string  `db:"undone_by"`
	}
	if err := u.t.get(&im, `/* begin */ SELECT kind, file, failed, audit_to, undone_at, undone_by FROM import WHERE id = ?`, u.id); err != nil {
		return err
	}
	switch {
	case !u.t.actor.Role.MayImport(im.Kind):
		return model.ErrDenied
	case im.UndoneAt != nil:
		return model.Conflictf("%s has undone this import already.", im.UndoneBy)
	case im.Failed != nil:
		return model.Conflictf("Nothing of this file went in, so there is nothing to undo.")
	case im.AuditTo == nil:
		return model.Conflictf("This import is from before the desk kept what an import did.")
	}
	u.kind, u.file, u.upTo = im.Kind, im.File, *im.AuditTo
	return nil
}

func (u *undoing) one(c traced) error {
	switch c.Entity {
	case "order":
		return u.order(c)
	case "line":
		return u.line(c)
	case "taken_back":
		return u.takenBack(c)
	case "purchase_order":
		return u.purchase(c)
	case "po_line":
		return u.purchaseLine(c)
	case "stock":
		return u.stock(c)
	case "told":
		return u.told(c)
	}
	return u.record(c)
}

// touched says who has touched something since the import, "" for nobody. What
// other imports did and undid again does not count.
func (u *undoing) touched(entity string, id int64) (string, error) {
	var a struct{ Actor, Action, At string }
	err := u.t.get(&a, `/* touched */ SELECT actor, action, at FROM audit WHERE entity = ? AND entity_id = ? AND id > ?
		AND why NOT IN (SELECT 'import ' || id FROM import WHERE undone_at IS NOT NULL
		  UNION ALL SELECT 'undo of import ' || id FROM import WHERE undone_at IS NOT NULL)
		AND why <> ? ORDER BY id LIMIT 1`, entity, id, u.upTo, u.why)
	if errors.Is(err, model.ErrNotFound) {
		return "", nil
	}
	at, wrong := model.ParseTime(a.At)
	if err != nil || wrong != nil {
		return "", errors.Join(err, wrong)
	}
	return fmt.Sprintf("%s: %s, %s", a.Action, a.Actor, at.Date(u.t.settings.Zone)), nil
}

// finish marks the import and says what was done.
func (u *undoing) finish() error {
	if err := u.t.exec(`/* finish */ UPDATE import SET undone_at = ?, undone_by = ? WHERE id = ?`, u.t.now, u.t.actor.Name, u.id); err != nil {
		return err
	}
	return u.t.record("undone", "import", u.id, u.file, nil, map[string]any{"removed": u.plan.Removed, "closed": u.plan.Closed,
		"restored": u.plan.Restored, "left": u.plan.LeftAll}, u.why)
}

// staleLines says that the board rows of these lines are stale.
func (u *undoing) staleLines(lines ...int64) error {
	if u.stale = append(u.stale, lines...); len(u.stale) < maxStale {
		return nil
	}
	return u.keepBoards()
}

func (u *undoing) keepBoards() error {
	if len(u.stale) == 0 {
		return nil
	}
	slices.Sort(u.stale)
	err := keepBoard(u.t, slices.Compact(u.stale))
	u.t.touch(u.stale[0]) // so that open boards hear of it
	u.stale = u.stale[:0]
	return err
}

// try does something that other rows may forbid: false when one does, and then
// nothing of it has happened.
func (u *undoing) try(f func() error) (bool, error) {
	if err := u.t.exec(`SAVEPOINT undo`); err != nil {
		return false, err
	}
	err := f()
	var refused *sqlite.Error
	if errors.As(err, &refused) && refused.Code()&0xff == 19 { // CONSTRAINT
		return false, errors.Join(u.t.exec(`ROLLBACK TO undo`), u.t.exec(`RELEASE undo`))
	}
	return err == nil, errors.Join(err, u.t.exec(`RELEASE undo`))
}

// record takes back one record of a kind whose rows are records.
func (u *undoing) record(c traced) error {
	kind, ok := recordKinds[c.Entity]
	if !ok || c.Keys == nil {
		return fmt.Errorf("%s is no kind of record", c.Entity)
	}
	keys, err := tracedList(*c.Keys)
	if err != nil {
		return err
	}
	given := keys[len(kind.keys):]
	keys = keys[:len(kind.keys)]
	id, was, err := u.find(kind, keys)
	if err != nil {
		return err
	}
	if kind.own && id != c.EntityID { // one that was made later under the same keys
		was = nil
	}
	by, err := u.recordTouched(kind, c, keys, given, was)
	switch {
	case err != nil:
		return err
	case by != "":
		u.plan.Leave(c.Entity, c.Ref, by)
		return nil
	case c.Before == nil:
		return u.removeRecord(kind, c, keys)
	}
	return u.restoreRecord(kind, c, keys, was)
}

// recordTouched says who has touched a record; one without an audit of its own
// is compared with what the import gave it.
func (u *undoing) recordTouched(kind recordKind, c traced, keys, given, was []any) (string, error) {
	switch {
	case was == nil:
		return "it is not there any more", nil
	case kind.hasID(keys):
		return u.touched(kind.entity, c.EntityID)
	case !slices.Equal(given, was):
		return "it was changed since", nil
	}
	return "", nil
}

// find gives the record's id and its fields as they are now, nil when there is
// none.
func (u *undoing) find(kind recordKind, keys []any) (int64, []any, error) {
	was := make([]any, len(kind.fields))
	var id int64
	into := []any{&id}
	for i := range was {
		into = append(into, &was[i])
	}
	err := u.t.QueryRowContext(u.t.ctx, kind.find, keys...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	return id, was, err
}

// childOf lets who has a form of what the record belonged to open hear of it.
func (u *undoing) childOf(kind recordKind, keys []any) error {
	if kind.parent == "" {
		return nil
	}
	return u.t.exec(kind.parent, keys[0])
}

func (u *undoing) removeRecord(kind recordKind, c traced, keys []any) error {
	removed, err := u.try(func() error {
		for _, q := range kind.remove {
			if err := u.t.exec(q, keys...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !removed {
		u.plan.Leave(c.Entity, c.Ref, "other records use it")
		return nil
	}
	u.plan.Removed++
	if err := u.childOf(kind, keys); err != nil {
		return err
	}
	if !kind.hasID(keys) { // what it belongs to stays
		return u.t.record("changed", kind.entity, u.noted(kind, c, keys), c.Ref, map[string]any{c.Entity: c.Ref}, map[string]any{c.Entity: nil}, u.why)
	}
	return u.t.record("removed", kind.entity, c.EntityID, c.Ref, nil, nil, u.why)
}

func (u *undoing) noted(kind recordKind, c traced, keys []any) int64 {
	if kind.hasID(keys) {
		return c.EntityID
	}
	n, _ := keys[0].(int64)
	return n
}

func (u *undoing) restoreRecord(kind recordKind, c traced, keys, was []any) error {
	before, err := tracedFields(*c.Before)
	if err != nil {
		return err
	}
	values := slices.Clone(was)
	var fields []int
	for i, f := range kind.fields {
		v, changed := before[f.column]
		if !changed {
			continue
		}
		values[i], fields = v, append(fields, i)
	}
	restored, err := u.try(func() error { return u.t.exec(kind.update, slices.Concat(values, keys)...) })
	if err != nil {
		return err
	}
	if !restored {
		u.plan.Leave(c.Entity, c.Ref, "its old values refer to what is gone")
		return nil
	}
	u.plan.Restored++
	if err := u.childOf(kind, keys); err != nil {
		return err
	}
	is, old, err := kind.told(fields, was, values, u.codeOf)
	if err != nil {
		return err
	}
	id := u.noted(kind, c, keys)
	if err := u.t.record("changed", kind.entity, id, c.Ref, is, old, u.why); err != nil || kind.board == "" {
		return err
	}
	var lines []int64
	if err := u.t.all(&lines, kind.board, id); err != nil {
		return err
	}
	return u.staleLines(lines...)
}

// tracedList reads keys back: text, whole numbers and null.
func tracedList(text string) ([]any, error) {
	var list []any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	err := d.Decode(&list)
	for i := range list {
		list[i] = stored(list[i])
	}
	return list, err
}

// tracedFields reads old values back.
func tracedFields(text string) (map[string]any, error) {
	fields := map[string]any{}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	err := d.Decode(&fields)
	for k, v := range fields {
		fields[k] = stored(v)
	}
	return fields, err
}

// stored is a value as SQLite gives it: whole numbers are int64.
func stored(v any) any {
	if n, ok := v.(json.Number); ok {
		if whole, err := n.Int64(); err == nil {
			return whole
		}
	}
	return v
}
