package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// keepBefore keeps what no ledger does of the lines that a run changes: which
// run explained them, their place, their label and what was pegged for them.
func (t *tx) keepBefore(d *served, changes []change) error {
	pegs, err := t.pegsOf(changes)
	if err != nil {
		return err
	}
	b := t.newBulk(7, `INSERT INTO run_before(run_id, line_id, explained, rank, was_short, policy, pegs) VALUES`, "")
	for _, c := range changes {
		kept := make([]keptPeg, 0, len(pegs[c.line.ID]))
		for _, p := range pegs[c.line.ID] {
			kept = append(kept, keptPeg(p))
		}
		text, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		label, other := d.labels[c.line.ID]
		if !other {
			label = c.line.Policy
		}
		if err := b.add(d.id, c.line.ID, orNull(c.stored.runID), c.stored.rank, c.stored.wasShort, string(label), string(text)); err != nil {
			return err
		}
	}
	return b.flush()
}

// keptPeg is a dated part as it is kept for an undo.
type keptPeg struct {
	Qty        model.Qty        `json:"qty"`
	Date       model.Date       `json:"date"`
	InboundID  int64            `json:"inbound,omitempty"`
	Source     string           `json:"source"`
	Confidence model.Confidence `json:"confidence"`
}

func (t *tx) pegsOf(changes []change) (map[int64][]allocate.Part, error) {
	ids := make([]int64, len(changes))
	for i, c := range changes {
		ids[i] = c.line.ID
	}
	return pegsByLine(t.ctx, t, ids)
}

// UndoRun takes an applied run back while nothing of it was picked and none of
// its lines changed since: what it gave goes back, what it took returns, promises
// become what they were, each by a row of its own in the ledgers. A *Conflict
// names what is in the way; nothing is written then. First promises stay: they
// are written once.
func (s *Store) UndoRun(ctx context.Context, a model.Actor, id int64, taking bool) error {
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) { return done{}, t.undoRun(id, taking) })
	return err
}

func (t *tx) undoRun(id int64, taking bool) error {
	r, err := t.storedRun(id)
	if err != nil {
		return err
	}
	why, err := noUndo(t.ctx, t, r)
	if err != nil {
		return err
	}
	if why != "" {
		return &model.Conflict{What: why}
	}
	moved, err := t.runMoves(id)
	if err != nil {
		return err
	}
	for _, m := range moved {
		if m.Kind == "allocated" && !taking && r.Replan {
			return model.Conflictf("%s would lose stock again: a manager takes this run back.", m.Ref)
		}
	}
	if err := t.reverseMoves(id, moved); err != nil {
		return err
	}
	if err := t.reversePromises(id); err != nil {
		return err
	}
	if err := t.restoreLines(id); err != nil {
		return err
	}
	if err := t.exec(`/* undoRun */ UPDATE allocation_run SET undone_at = ?, undone_by = ?, version = version + 1 WHERE id = ?`, t.now, t.actor.Name, id); err != nil {
		return err
	}
	return t.record("undone", "run", id, runName(id), map[string]any{"state": model.Applied}, map[string]any{"state": model.Undone}, "")
}

// noUndo says why a run cannot be taken back, "" when it can.
func noUndo(ctx context.Context, q sqlx.QueryerContext, r storedRun) (string, error) {
	switch {
	case r.State != model.Applied:
		return "It was not applied.", nil
	case r.Undone != "":
		return "It was taken back already.", nil
	}
	var kept int
	if err := sqlx.GetContext(ctx, q, &kept, `/* noUndo */ SELECT EXISTS (SELECT 1 FROM run_before WHERE run_id = ?)`, r.ID); err != nil {
		return "", err
	}
	if kept == 0 {
		return "It followed from what somebody did: take that back instead.", nil
	}
	var picked, later []string
	if err := sqlx.SelectContext(ctx, q, &picked, noUndoPicked, r.ID); err != nil {
		return "", err
	}
	if len(picked) > 0 {
		return "Units of it were picked (" + some(picked) + "): it stays.", nil
	}
	if err := sqlx.SelectContext(ctx, q, &later, noUndoLater, r.ID); err != nil {
		return "", err
	}
	if len(later) > 0 {
		return "Lines of it changed since (" + some(later) + "): it stays.", nil
	}
	return "", nil
}

// ofRun are the lines of a run, by which its rows in the ledgers are found.
const ofRun = `WITH own(id) AS (SELECT line_id FROM run_before WHERE run_id = ?1 UNION SELECT line_id FROM run_change WHERE run_id = ?1),
	moved AS (SELECT e.* FROM own CROSS JOIN alloc_event e ON e.line_id = own.id AND e.run_id = ?1)
`

const noUndoPicked = `/* noUndo picked */ ` + ofRun + `SELECT DISTINCT o.number || '/' || l.line_no
	FROM moved e CROSS JOIN alloc_event x ON x.line_id = e.line_id AND x.id > e.id AND x.kind IN ('picked','shipped')
	JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id LIMIT 4`

// noUndoLater finds lines that something else happened to since, lines that are
// closed, and those whose stock is not there to be given back.
const noUndoLater = `/* noUndo later */ ` + ofRun + `, lot AS (
	  SELECT e.product_id, e.warehouse_id, e.lot, sum(CASE e.kind WHEN 'released' THEN e.qty ELSE -e.qty END) AS back FROM moved e GROUP BY 1, 2, 3)
	SELECT DISTINCT o.number || '/' || l.line_no FROM (
	  SELECT e.line_id FROM moved e CROSS JOIN alloc_event x ON x.line_id = e.line_id AND x.id > e.id AND x.run_id IS NOT ?1
	  UNION SELECT e.line_id FROM own CROSS JOIN promise_event e ON e.line_id = own.id AND e.run_id = ?1
	    CROSS JOIN promise_event x ON x.line_id = e.line_id AND x.id > e.id AND x.run_id IS NOT ?1
	  UNION SELECT e.line_id FROM moved e JOIN order_line l ON l.id = e.line_id WHERE l.open = 0
	  UNION SELECT e.line_id FROM lot n JOIN moved e ON e.kind = 'released' AND (e.product_id, e.warehouse_id, e.lot) = (n.product_id, n.warehouse_id, n.lot)
	    WHERE n.back > coalesce((SELECT k.on_hand - k.allocated - k.picked FROM stock k WHERE (k.product_id, k.warehouse_id, k.lot) = (n.product_id, n.warehouse_id, n.lot)), 0)
	) c JOIN order_line l ON l.id = c.line_id JOIN sales_order o ON o.id = l.order_id LIMIT 4`

// some names up to three of a list.
func some(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + " and others"
	}
	return strings.Join(names, ", ")
}

// runMove is one row of the allocation ledger that a run wrote.
type runMove struct {
	Kind      string
	Line      int64 `db:"line_id"`
	Ref       string
	Product   int64 `db:"product_id"`
	Warehouse int64 `db:"warehouse_id"`
	Lot       string
	Qty       model.Qty
}

func (t *tx) runMoves(id int64) (moves []runMove, err error) {
	err = t.all(&moves, `/* runMoves */ `+ofRun+`SELECT e.kind, e.line_id, o.number || '/' || l.line_no AS ref, e.product_id, e.warehouse_id, e.lot, e.qty
		FROM moved e JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id ORDER BY e.id`, id)
	return moves, err
}

// reverseMoves takes back what was given, then gives back what was taken.
func (t *tx) reverseMoves(id int64, moves []runMove) error {
	opposite := map[string]string{"allocated": "released", "released": "allocated"}
	for _, kind := range []string{"allocated", "released"} {
		for _, m := range moves {
			if m.Kind != kind {
				continue
			}
			if err := t.exec(`/* reverseMoves */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, run_id, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'undo')`,
				t.now, t.actor.Name, opposite[kind], m.Line, m.Product, m.Warehouse, m.Lot, m.Qty, id); err != nil {
				return err
			}
			t.touch(m.Line)
		}
	}
	return nil
}

func (t *tx) reversePromises(id int64) error {
	var rows []struct {
		Line int64      `db:"line_id"`
		Was  model.Date `db:"was"`
		Is   model.Date `db:"is"`
	}
	if err := t.all(&rows, `/* reversePromises */ `+ofRun+`SELECT l.id AS line_id, l.promise AS "is",
		(SELECT e.old_date FROM promise_event e WHERE e.line_id = l.id AND e.run_id = ?1 ORDER BY e.id LIMIT 1) AS was
		FROM own CROSS JOIN order_line l ON l.id = own.id
		WHERE EXISTS (SELECT 1 FROM promise_event e WHERE e.line_id = l.id AND e.run_id = ?1)`, id); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Is == r.Was {
			continue
		}
		if err := t.exec(`/* reversePromises */ INSERT INTO promise_event(line_id, at, actor, cause, old_date, new_date, run_id, why) VALUES (?, ?, ?, 'undo', ?, ?, ?, ?)`,
			r.Line, t.now, t.actor.Name, r.Is, r.Was, id, runName(id)+" was taken back"); err != nil {
			return err
		}
		t.touch(r.Line)
	}
	return nil
}

// restoreLines puts back what run_before kept. Where a later run has planned the
// same stock, its dates stand on what is there now: they are planned anew, and
// nothing is handed out.
func (t *tx) restoreLines(id int64) error {
	var rows []struct {
		Line      int64 `db:"line_id"`
		Product   int64 `db:"product_id"`
		Warehouse int64 `db:"warehouse_id"`
		Explained *int64
		Rank      string
		WasShort  bool `db:"was_short"`
		Policy    model.Policy
		Now       model.Policy
		Ref       string
		Pegs      string
		RunID     int64 `db:"run_id"`
		Open      model.Qty
	}
	if err := t.all(&rows, `/* restoreLines */ SELECT b.line_id, l.product_id, l.warehouse_id, b.explained, b.rank, b.was_short, b.policy, l.policy AS now,
		o.number || '/' || l.line_no AS ref, b.pegs, coalesce(l.run_id, 0) AS run_id, l.open
		FROM run_before b JOIN order_line l ON l.id = b.line_id JOIN sales_order o ON o.id = l.order_id WHERE b.run_id = ? ORDER BY b.line_id`, id); err != nil {
		return err
	}
	var replanned int
	if err := t.get(&replanned, `/* restoreLines */ WITH own AS (SELECT max(id) AS id FROM audit WHERE entity = 'run' AND entity_id = ?1 AND action IN ('ran','applied'))
		SELECT EXISTS (SELECT 1 FROM own JOIN audit a ON a.id > own.id AND a.entity = 'run' AND a.entity_id <> ?1 AND a.action IN ('ran','applied','undone')
		JOIN run_line r ON r.run_id = a.entity_id JOIN order_line l ON l.id = r.line_id
		WHERE (l.product_id, l.warehouse_id) IN (SELECT x.product_id, x.warehouse_id FROM run_before b JOIN order_line x ON x.id = b.line_id WHERE b.run_id = ?1))`, id); err != nil {
		return err
	}
	pools := map[poolKey]bool{}
	for _, r := range rows {
		pools[poolKey{r.Product, r.Warehouse}] = true
		if r.Open == 0 {
			continue
		}
		t.touch(r.Line)
		if r.RunID == id || r.Explained != nil && r.RunID == *r.Explained || r.RunID == 0 {
			if err := t.exec(`/* restoreLines */ UPDATE order_line SET run_id = ?, rank = ?, was_short = ? WHERE id = ?`, r.Explained, r.Rank, r.WasShort, r.Line); err != nil {
				return err
			}
		}
		if r.Now != r.Policy && r.Now == model.Locked {
			if err := t.exec(`/* restoreLines */ UPDATE order_line SET policy = ?, version = version + 1 WHERE id = ?`, r.Policy, r.Line); err != nil {
				return err
			}
			if err := t.record("label_set", "line", r.Line, r.Ref, map[string]any{"policy": r.Now}, map[string]any{"policy": r.Policy}, runName(id)+" was taken back"); err != nil {
				return err
			}
		}
		if replanned == 1 {
			continue
		}
		if err := t.restorePegs(r.Line, r.Pegs); err != nil {
			return err
		}
	}
	if replanned == 1 {
		return t.planAnew(pools)
	}
	return nil
}

func (t *tx) restorePegs(line int64, kept string) error {
	var pegs []keptPeg
	if err := json.Unmarshal([]byte(kept), &pegs); err != nil {
		return fmt.Errorf("read the pegs of line %d: %w", line, err)
	}
	if err := t.exec(`/* restorePegs */ DELETE FROM peg WHERE line_id = ?`, line); err != nil {
		return err
	}
	for i, p := range pegs {
		if err := t.exec(`/* restorePegs */ INSERT INTO peg(line_id, part, qty, date, po_line_id, transfer_line_id, source, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			line, i+1, p.Qty, p.Date, orNull(max(p.InboundID, 0)), orNull(max(-p.InboundID, 0)), p.Source, p.Confidence); err != nil {
			return err
		}
	}
	return nil
}

// planAnew pegs what lines of these pools lack to what comes in now; what they
// have stays as it is.
func (t *tx) planAnew(pools map[poolKey]bool) error {
	keys := make([]poolKey, 0, len(pools))
	for k := range pools {
		keys = append(keys, k)
	}
	keys, err := closePools(t.ctx, t, keys, false)
	if err != nil {
		return err
	}
	snap, err := loadSnapshot(t.ctx, t, t.settings, t.now, keys)
	if err != nil {
		return err
	}
	for i := range snap.Lines {
		snap.Lines[i].Policy = model.Locked
	}
	d := decide(snap, model.RunRequest{Rule: model.Ranked, Cause: "undo"})
	pegs, err := storedPegs(t.ctx, t, d)
	if err != nil {
		return err
	}
	var changes []change
	for i := range d.plan.Lines {
		c := d.change(i)
		if c.pegs = !slices.Equal(pegs[c.line.ID], c.result.Parts); c.pegs {
			changes = append(changes, c)
			t.touch(c.line.ID)
		}
	}
	return t.savePegs(d, changes)
}
