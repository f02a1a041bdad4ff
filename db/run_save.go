package db

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// change is what a run has to write about one line.
type change struct {
	line    *allocate.Line
	stored  *storedLine
	result  *allocate.Result
	facts   string // the new reasons as JSON; empty: those stored still say it
	promise bool   // the ledger gets a row
	pegs    bool   // the dated parts differ
	short   bool   // it could not be served at its turn, for the first time
}

// explains tells whether the run's document has to name the line.
func (c *change) explains() bool { return c.facts != "" }

// shows tells whether the board has to show the change: reasons are read where
// they are asked for.
func (c *change) shows() bool {
	return c.promise || c.pegs || c.short || len(c.result.Moves) > 0 || c.stored.rank != c.result.Rank
}

// apply saves what a run decided, and only what differs from what is stored:
// an identical second run writes nothing.
func (t *tx) apply(d *served) error {
	changes, err := t.changes(d)
	if err != nil || len(changes) == 0 {
		return err
	}
	documented := slices.ContainsFunc(changes, func(c change) bool {
		return c.explains() || c.promise || len(c.result.Moves) > 0
	})
	if documented {
		if err := t.addRun(d, "applied", changes); err != nil {
			return err
		}
	}
	if d.undoable && d.id != 0 {
		if err := t.keepBefore(d, changes); err != nil {
			return err
		}
	}
	for _, save := range []func(*served, []change) error{t.saveMoves, t.savePromises, t.saveWhy, t.savePegs, t.saveLines} {
		if err := save(d, changes); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if c.shows() {
			t.touch(c.line.ID)
		}
	}
	if !documented || d.again {
		return nil
	}
	return t.recordRun("ran", d, changes)
}

func (d *served) change(i int) change {
	r := &d.plan.Lines[i]
	return change{line: &d.snap.Lines[r.Line], stored: &d.snap.stored[r.Line], result: r}
}

// changes finds what differs from what is stored, in rank order.
func (t *tx) changes(d *served) ([]change, error) {
	pegs, err := storedPegs(t.ctx, t, d)
	if err != nil {
		return nil, err
	}
	agreed, err := t.agreedPromises(d)
	if err != nil {
		return nil, err
	}
	var out []change
	for i := range d.plan.Lines {
		c := d.change(i)
		why := d.plan.Why(i)
		if c.facts, err = newFacts(c.stored, why); err != nil {
			return nil, err
		}
		c.promise = c.result.Promise != c.line.Promise && !agreed[c.line.ID]
		c.pegs = !slices.Equal(pegs[c.line.ID], c.result.Parts)
		c.short = !c.stored.wasShort && wasShort(c.result, why)
		if c.explains() || c.shows() {
			out = append(out, c)
		}
	}
	return out, nil
}

// newFacts is the reasons to store, empty where those stored still hold.
func newFacts(stored *storedLine, why allocate.Facts) (string, error) {
	text, err := json.Marshal(why)
	if err != nil || string(text) == stored.facts {
		return "", err
	}
	if stored.facts == "" {
		return string(text), nil
	}
	var was allocate.Facts
	if err := json.Unmarshal([]byte(stored.facts), &was); err != nil {
		return string(text), nil // kept by another version of the engine: say it anew
	}
	if sameReasons(was, why) {
		return "", nil
	}
	return string(text), nil
}

// sameReasons tells whether two runs say the same about a line. The place in
// the queue alone is no new reason: it shifts for every line behind whenever one
// comes or goes, and is counted anew where it is shown. What was free at the
// line's turn is what the deciding run saw: the next one sees it gone to the
// line that took it, and so sees another of the limits that stock sets. What is
// on hand is said of lines that lack stock: to all others an arrival is no news.
func sameReasons(was, now allocate.Facts) bool {
	was.Place, was.Of, was.Reach = now.Place, now.Of, now.Reach
	if was.Limit != allocate.FreeStock && now.Limit != allocate.FreeStock {
		was.OnHand = now.OnHand
	}
	if ofStock(was.Limit) && ofStock(now.Limit) {
		was.Limit, was.Detail = now.Limit, now.Detail
	}
	return reflect.DeepEqual(was, now)
}

func ofStock(l allocate.Limit) bool {
	return l == allocate.FreeStock || l == allocate.PackSize || l == allocate.ShipComplete || l == allocate.OneLotOnly
}

// wasShort tells whether a line belongs on the board for good: stock did not
// reach it at its turn. One wanted later, or that needs none, had no turn.
func wasShort(r *allocate.Result, why allocate.Facts) bool {
	return r.Backorder > 0 && why.Limit != allocate.BeyondTime && why.Limit != allocate.NeedsNoStock
}

// storedPegs reads the dated parts of the plan's lines as they are stored.
func storedPegs(ctx context.Context, q sqlx.QueryerContext, d *served) (map[int64][]allocate.Part, error) {
	return pegsByLine(ctx, q, d.lineIDs(func(*allocate.Result) bool { return true }))
}

func pegsByLine(ctx context.Context, q sqlx.QueryerContext, lines []int64) (map[int64][]allocate.Part, error) {
	ids, err := json.Marshal(lines)
	if err != nil {
		return nil, err
	}
	rows, err := q.QueryxContext(ctx, `/* storedPegs */ SELECT p.line_id, p.qty, p.date, coalesce(p.po_line_id, -p.transfer_line_id, 0), p.source, p.confidence
		FROM json_each(?) j CROSS JOIN peg p ON p.line_id = j.value ORDER BY p.line_id, p.part`, string(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	pegs := map[int64][]allocate.Part{}
	for rows.Next() {
		var line int64
		var p allocate.Part
		if err := rows.Scan(&line, &p.Qty, &p.Date, &p.InboundID, &p.Source, &p.Confidence); err != nil {
			return nil, err
		}
		pegs[line] = append(pegs[line], p)
	}
	return pegs, rows.Err()
}

// agreedPromises are the lines whose promise a person set last: a run may
// propose an earlier date, but what was agreed stands.
func (t *tx) agreedPromises(d *served) (map[int64]bool, error) {
	moved := d.lineIDs(func(r *allocate.Result) bool {
		was := d.snap.Lines[r.Line].Promise
		return !was.IsZero() && r.Promise != was
	})
	if len(moved) == 0 {
		return nil, nil
	}
	ids, err := json.Marshal(moved)
	if err != nil {
		return nil, err
	}
	var agreed []int64
	if err := t.all(&agreed, `/* agreedPromises */ SELECT e.line_id FROM json_each(?) j
		CROSS JOIN promise_event e ON e.id = (SELECT max(x.id) FROM promise_event x WHERE x.line_id = j.value)
		WHERE e.cause = 'person'`, string(ids)); err != nil {
		return nil, err
	}
	out := make(map[int64]bool, len(agreed))
	for _, id := range agreed {
		out[id] = true
	}
	return out, nil
}

func (d *served) lineIDs(which func(*allocate.Result) bool) []int64 {
	ids := make([]int64, 0, len(d.plan.Lines))
	for i := range d.plan.Lines {
		if r := &d.plan.Lines[i]; which(r) {
			ids = append(ids, r.LineID)
		}
	}
	return ids
}

func (t *tx) addRun(d *served, state string, changes []change) error {
	if d.again {
		return nil
	}
	totals, err := json.Marshal(model.RunTotals(d.plan.Totals))
	if err != nil {
		return err
	}
	d.id, err = t.insert(`INSERT INTO allocation_run(state, rule, replan, cause, scope, as_of, actor, lines, changed, totals, rank_version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		state, d.request.Rule, d.request.Replan, d.request.Cause, d.request.Scope.String(), t.now, t.actor.Name,
		len(d.plan.Lines), len(changes), string(totals), d.snap.Policy.Rank.Version)
	return err
}

// recordRun writes the one audit row of a run; its lines are in its document.
func (t *tx) recordRun(action string, d *served, changes []change) error {
	after := map[string]any{"cause": d.request.Cause, "rule": d.request.Rule, "replan": d.request.Replan,
		"changed": len(changes), "totals": model.RunTotals(d.plan.Totals)}
	if scope := d.request.Scope.String(); scope != "" {
		after["scope"] = scope
	}
	return t.record(action, "run", d.id, fmt.Sprintf("run %d", d.id), nil, after, "")
}

// saveMoves writes the allocation ledger: what is given up first, because the
// stock cannot hold both claims for a moment.
func (t *tx) saveMoves(d *served, changes []change) error {
	b := t.newBulk(10, `INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, run_id, why) VALUES`, "")
	at := t.now.String()
	for _, kind := range []string{"released", "allocated"} {
		for _, c := range changes {
			for _, m := range c.result.Moves {
				if (m.Qty < 0) != (kind == "released") {
					continue
				}
				qty := max(m.Qty, -m.Qty)
				if err := b.add(at, t.actor.Name, kind, c.line.ID, c.line.ProductID, c.line.WarehouseID, m.Lot, int64(qty), d.id, d.request.Cause); err != nil {
					return err
				}
			}
		}
	}
	return b.flush()
}

func (t *tx) savePromises(d *served, changes []change) error {
	b := t.newBulk(8, `INSERT INTO promise_event(line_id, at, actor, cause, old_date, new_date, run_id, why) VALUES`, "")
	at, cause := t.now.String(), d.request.Cause
	if cause == "person" { // in the ledger that is a date somebody agreed on
		cause = "run"
	}
	for _, c := range changes {
		if !c.promise {
			continue
		}
		why := "supply covers it earlier"
		if c.line.Promise.IsZero() {
			why = "first date"
		}
		if err := b.add(c.line.ID, at, t.actor.Name, cause, c.line.Promise, c.result.Promise, d.id, why); err != nil {
			return err
		}
	}
	return b.flush()
}

func (t *tx) saveWhy(d *served, changes []change) error {
	b := t.newBulk(5, `INSERT INTO run_line(run_id, line_id, before, after, facts) VALUES`, "")
	for _, c := range changes {
		if !c.explains() {
			continue
		}
		if err := b.add(d.id, c.line.ID, int64(c.result.Before), int64(c.result.After), c.facts); err != nil {
			return err
		}
	}
	return b.flush()
}

func (t *tx) savePegs(_ *served, changes []change) error {
	var ids []int64
	for _, c := range changes {
		if c.pegs {
			ids = append(ids, c.line.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM peg WHERE line_id IN (SELECT value FROM json_each(?))`, string(list)); err != nil {
		return err
	}
	b := t.newBulk(8, `INSERT INTO peg(line_id, part, qty, date, po_line_id, transfer_line_id, source, confidence) VALUES`, "")
	for _, c := range changes {
		if !c.pegs {
			continue
		}
		for i, p := range c.result.Parts {
			if err := b.add(c.line.ID, i+1, int64(p.Qty), p.Date, orNull(max(p.InboundID, 0)), orNull(max(-p.InboundID, 0)), p.Source, string(p.Confidence)); err != nil {
				return err
			}
		}
	}
	return b.flush()
}

// saveLines writes what a line keeps of the run: its rank, which run explains
// it, and that it was short.
func (t *tx) saveLines(d *served, changes []change) error {
	b := t.newBulk(4, `WITH v(id, rank, run_id, was_short) AS (VALUES`, `)
		UPDATE order_line SET rank = v.rank, run_id = v.run_id, was_short = v.was_short FROM v WHERE order_line.id = v.id`)
	for _, c := range changes {
		run := c.stored.runID
		if c.explains() {
			run = d.id
		}
		if run == c.stored.runID && c.result.Rank == c.stored.rank && !c.short {
			continue
		}
		if err := b.add(c.line.ID, c.result.Rank, orNull(run), c.short || c.stored.wasShort); err != nil {
			return err
		}
	}
	return b.flush()
}

// orNull is id as a foreign key, NULL for 0.
func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}
