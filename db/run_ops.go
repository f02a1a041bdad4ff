package db

import (
	"context"
	"encoding/json"
	"slices"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// Allocate decides the pools in scope and, unless it is a dry run or a draft,
// saves the result: free stock only, or with Replan also what normal, yielding
// and releasing lines have. A dry run writes nothing at all, a draft is kept
// and moves nothing. A run that has nothing to change leaves no document.
func (s *Store) Allocate(ctx context.Context, a model.Actor, r model.RunRequest) (model.Run, error) {
	if err := r.Check(); err != nil {
		return model.Run{}, err
	}
	if r.Rule == "" {
		r.Rule = model.Ranked
	}
	if r.Cause == "" {
		r.Cause = "person"
	}
	if r.DryRun {
		return s.dryRun(ctx, r)
	}
	return writeLong(ctx, s, a, func(t *tx) (model.Run, error) {
		d, err := t.decideScope(r)
		if err != nil {
			return model.Run{}, err
		}
		if r.Draft {
			err = t.keepDraft(d)
		} else {
			d.undoable = true
			err = t.apply(d)
		}
		return d.run(t.now), err
	})
}

func (s *Store) dryRun(ctx context.Context, r model.RunRequest) (run model.Run, err error) {
	now := s.Now()
	err = view(ctx, s, func(q *sqlx.Tx) error {
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		d, err := decideScope(ctx, q, settings, now, r)
		if err != nil {
			return err
		}
		run = d.run(now)
		return nil
	})
	return run, err
}

// NewDay is the clock's run of the night: free stock, and the facts of every
// open line that depend on what day it is. A second one on the same day finds
// nothing to change.
func (s *Store) NewDay(ctx context.Context) error {
	_, err := writeLong(ctx, s, model.ClockActor(), func(t *tx) (done, error) {
		if t.settings.Rank.Uses(model.LiftCustomer) {
			if err := t.countYears(); err != nil {
				return done{}, err
			}
		}
		d, err := t.decideScope(model.RunRequest{Rule: model.Ranked, Cause: "night"})
		if err != nil {
			return done{}, err
		}
		for _, l := range d.snap.Lines {
			t.look(l.ID)
		}
		if err := t.apply(d); err != nil {
			return done{}, err
		}
		return done{}, t.exec(`/* NewDay */ INSERT INTO setting(key, value, changed_at, changed_by) VALUES (?, ?, ?, ?)
			ON CONFLICT(key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at WHERE value <> excluded.value`,
			dayDone, t.today, t.now, t.actor.Name)
	})
	return err
}

// dayDone is the key beside the settings under which NewDay leaves its date.
const dayDone = "day_done"

// DayDone is the date of the last NewDay, zero before the first: a desk that is
// started again on the same day need not look through every line again.
func (s *Store) DayDone(ctx context.Context) (model.Date, error) {
	var text string
	err := s.r.GetContext(ctx, &text, `/* DayDone */ SELECT coalesce(max(value), '') FROM setting WHERE key = ?`, dayDone)
	if err != nil || text == "" {
		return 0, err
	}
	return model.ParseDate(text)
}

// served is what a run decided, with what it was decided from.
type served struct {
	request model.RunRequest
	snap    *snapshot
	plan    allocate.Plan
	id      int64 // of the document; 0: none
	again   bool  // the document is there: the run makes a draft happen

	undoable bool                   // what it finds is kept, so that it can be taken back
	labels   map[int64]model.Policy // of lines that are decided as if they had another
}

// serve runs free stock through these pools after something changed in them,
// and saves the result as an applied run. It is called inside the operation
// that changed them, once its own rows are written.
func (t *tx) serve(cause string, pools ...poolKey) (*served, error) {
	return t.serveBut(cause, nil, pools...)
}

// serveBut is serve with a last word on the snapshot before it is decided.
func (t *tx) serveBut(cause string, but func(*snapshot), pools ...poolKey) (*served, error) {
	slices.SortFunc(pools, comparePools)
	pools = slices.Compact(pools)
	closed, err := closePools(t.ctx, t, pools, false)
	if err != nil {
		return nil, err
	}
	snap, err := loadSnapshot(t.ctx, t, t.settings, t.now, closed)
	if err != nil {
		return nil, err
	}
	if but != nil {
		but(snap)
	}
	d := decide(snap, model.RunRequest{Rule: model.Ranked, Cause: cause})
	return d, t.apply(d)
}

func comparePools(a, b poolKey) int {
	if a.product != b.product {
		return int(a.product - b.product)
	}
	return int(a.warehouse - b.warehouse)
}

func decide(snap *snapshot, r model.RunRequest) *served {
	d, _ := decideEdited(snap, r)
	return d
}

// decideEdited decides, and tells which of the edits cannot be had.
func decideEdited(snap *snapshot, r model.RunRequest) (*served, []allocate.Lack) {
	snap.Rule, snap.Replan = r.Rule, r.Replan
	edits := make([]allocate.Edit, len(r.Edits))
	for i, e := range r.Edits {
		edits[i] = allocate.Edit{LineID: e.LineID, Keep: e.Leave, Qty: e.Qty}
	}
	plan, lacks := allocate.DecideEdited(snap.Snapshot, edits)
	return &served{request: r, snap: snap, plan: plan}, lacks
}

func (t *tx) decideScope(r model.RunRequest) (*served, error) {
	return decideScope(t.ctx, t, t.settings, t.now, r)
}

func decideScope(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, r model.RunRequest) (*served, error) {
	pools, err := scopePools(ctx, q, r)
	if err != nil {
		return nil, err
	}
	snap, err := loadSnapshot(ctx, q, settings, now, pools)
	if err != nil {
		return nil, err
	}
	if err := suppose(ctx, q, snap, r.WhatIf); err != nil {
		return nil, err
	}
	if err := snap.mayEdit(ctx, q, r.Edits); err != nil {
		return nil, err
	}
	d, lacks := decideEdited(snap, r)
	return d, snap.overAllocated(lacks)
}

// scopePools finds the pools of a scope, and those they depend on. A code that
// is not known is a problem, not an empty run.
func scopePools(ctx context.Context, q sqlx.QueryerContext, r model.RunRequest) ([]poolKey, error) {
	if err := knownScope(ctx, q, r.Scope); err != nil {
		return nil, err
	}
	if r.Scope.IsZero() && !r.WhatIf.IsZero() {
		return supposedPools(ctx, q, r)
	}
	if r.Scope.IsZero() {
		return everyPool(ctx, q)
	}
	orders, err := json.Marshal(r.Scope.Orders)
	if err != nil {
		return nil, err
	}
	lines, err := json.Marshal(r.Scope.Lines)
	if err != nil {
		return nil, err
	}
	pools, err := readPools(ctx, q, `/* scopePools */ SELECT DISTINCT l.product_id, l.warehouse_id
		FROM order_line l
		JOIN product p ON p.id = l.product_id
		JOIN warehouse w ON w.id = l.warehouse_id
		JOIN sales_order o ON o.id = l.order_id
		WHERE l.open > 0
		  AND (?1 = '' OR p.sku = ?1)
		  AND (?2 = '' OR w.code = ?2)
		  AND (?7 = '' OR EXISTS (SELECT 1 FROM receipt r JOIN po_line i ON i.id = r.po_line_id JOIN purchase_order v ON v.id = i.po_id
		    WHERE r.number = ?7 AND i.product_id = l.product_id AND v.warehouse_id = l.warehouse_id))
		  AND (?3 AND ?5 OR o.number COLLATE NOCASE IN (SELECT value FROM json_each(?4)) OR l.id IN (SELECT value FROM json_each(?6)))
		ORDER BY 1, 2`,
		r.Scope.SKU, r.Scope.Warehouse, len(r.Scope.Orders) == 0, string(orders), len(r.Scope.Lines) == 0, string(lines), r.Scope.Receipt)
	if err != nil {
		return nil, err
	}
	return closePools(ctx, q, pools, r.Replan)
}

func knownScope(ctx context.Context, q sqlx.QueryerContext, s model.Scope) error {
	var p model.Problems
	known := func(code, query string) (bool, error) {
		var n int
		err := sqlx.GetContext(ctx, q, &n, query, code)
		return code == "" || n > 0, err
	}
	ok, err := known(s.SKU, `SELECT count(*) FROM product WHERE sku = ?`)
	if err != nil {
		return err
	}
	p.Need("scope", ok, "There is no product "+s.SKU+".")
	if ok, err = known(s.Warehouse, `SELECT count(*) FROM warehouse WHERE code = ?`); err != nil {
		return err
	}
	p.Need("scope", ok, "There is no warehouse "+s.Warehouse+".")
	if ok, err = known(s.Receipt, `SELECT count(*) FROM receipt WHERE number = ?`); err != nil {
		return err
	}
	p.Need("scope", ok, "There is no receipt "+s.Receipt+".")
	for _, number := range s.Orders {
		if ok, err = known(number, `SELECT count(*) FROM sales_order WHERE number = ?`); err != nil {
			return err
		}
		p.Need("scope", ok, "There is no order "+number+".")
	}
	return p.Err()
}

// run is the decision as a document for people.
func (d *served) run(now model.Time) model.Run {
	r := model.Run{ID: d.id, State: model.Applied, Rule: d.request.Rule, AsOf: now, Proven: d.plan.Proven,
		Totals: model.RunTotals(d.plan.Totals), Lines: make([]model.RunLine, len(d.plan.Lines))}
	if d.request.DryRun || d.request.Draft {
		r.State = model.Draft
	}
	for i, res := range d.plan.Lines {
		r.Lines[i] = d.line(i, res)
	}
	return r
}

func (d *served) line(i int, res allocate.Result) model.RunLine {
	l, why := d.snap.Lines[res.Line], d.plan.Why(i)
	pool := d.snap.Pools[d.snap.pools[poolKey{l.ProductID, l.WarehouseID}]]
	out := model.RunLine{LineID: l.ID, Order: l.OrderNumber, Line: l.LineNo, SKU: pool.SKU, Warehouse: pool.Warehouse,
		Rank: why.Place, Policy: l.Policy, Open: l.Open, Before: res.Before, After: res.After, Backordered: res.Backorder,
		Limit: string(why.Limit), Why: allocate.Sentence(why, d.snap.reader), Promise: make([]model.RunPart, len(res.Parts))}
	for i, p := range res.Parts {
		out.Promise[i] = model.RunPart{Qty: p.Qty, Date: p.Date, Source: p.Source, Confidence: p.Confidence}
	}
	return out
}
