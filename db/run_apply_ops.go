package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"backfill/model"
	"backfill/model/allocate"
)

// ApplyDraft has a draft happen, in one transaction: what it takes and gives,
// line by line as the document says, the locks that a person set, and what
// follows for dates and reasons. A line that changed since is in the way: the
// error is a *model.StaleRun that names each, and nothing is written, unless
// Rest is asked for, which leaves those lines as they are. A draft that was
// applied already changes nothing.
func (s *Store) ApplyDraft(ctx context.Context, a model.Actor, ask model.ApplyRun) (model.AppliedRun, error) {
	return writeLong(ctx, s, a, func(t *tx) (model.AppliedRun, error) { return t.applyDraft(ask) })
}

// application is a draft on its way to happen.
type application struct {
	*tx
	run    storedRun
	asked  model.RunRequest
	ask    model.ApplyRun
	snap   *snapshot
	index  map[int64]int // of snap.Lines
	lines  []applyLine
	behind map[int64]string // lines that cannot have what the draft says, and why
}

// applyLine is one line of the draft.
type applyLine struct {
	ID        int64 `db:"line_id"`
	Ref       string
	Product   int64
	Warehouse int64
	Order     int64
	Set       string
	Seen      string
	Edit      string
	Before    model.Qty
	After     model.Qty
	Moves     string
	moves     []keptMove
}

func (t *tx) applyDraft(ask model.ApplyRun) (out model.AppliedRun, err error) {
	run, err := t.storedRun(ask.ID)
	if err != nil {
		return out, err
	}
	if run.State == model.Applied && run.Undone == "" {
		return model.AppliedRun{Already: true}, nil
	}
	if run, err = t.draftRun(ask.ID, ask.Version); err != nil {
		return out, err
	}
	if run.WhatIf != "" {
		return out, model.Conflictf("This draft supposes what has not happened (%s): it can be looked at, not applied.", run.WhatIf)
	}
	ap := &application{tx: t, run: run, ask: ask, behind: map[int64]string{}}
	if err := ap.load(); err != nil {
		return out, err
	}
	ap.judge()
	if len(ap.behind) > 0 && !ask.Rest {
		return out, ap.stale()
	}
	return ap.do()
}

// load reads the draft and the queues as they are now.
func (ap *application) load() (err error) {
	if ap.asked, err = ap.run.asked(); err != nil {
		return err
	}
	if err := ap.all(&ap.lines, `/* applyDraft */ SELECT r.line_id, o.number || '/' || l.line_no AS ref, l.product_id AS product, l.warehouse_id AS warehouse,
		l.order_id AS "order", l.critical_set AS "set", r.seen, r.edit, r.before, r.after, r.moves
		FROM run_change r JOIN order_line l ON l.id = r.line_id JOIN sales_order o ON o.id = l.order_id
		WHERE r.run_id = ? ORDER BY r.seq`, ap.run.ID); err != nil {
		return err
	}
	var pools []poolKey
	for i := range ap.lines {
		l := &ap.lines[i]
		if err := json.Unmarshal([]byte(l.Moves), &l.moves); err != nil {
			return fmt.Errorf("read the moves of line %d: %w", l.ID, err)
		}
		pools = append(pools, poolKey{l.Product, l.Warehouse})
	}
	slices.SortFunc(pools, comparePools)
	if pools, err = closePools(ap.ctx, ap, slices.Compact(pools), false); err != nil {
		return err
	}
	if ap.snap, err = loadSnapshot(ap.ctx, ap, ap.settings, ap.now, pools); err != nil {
		return err
	}
	ap.index = make(map[int64]int, len(ap.snap.Lines))
	for i := range ap.snap.Lines {
		ap.index[ap.snap.Lines[i].ID] = i
	}
	return nil
}

// judge finds the lines that cannot have what the draft says: those that
// changed, those whose stock is gone, and those that leave with one of them.
func (ap *application) judge() {
	for _, l := range ap.lines {
		i, open := ap.index[l.ID]
		switch {
		case !open:
			ap.behind[l.ID] = "is closed"
		case ap.snap.seal(i) != l.Seen:
			ap.behind[l.ID] = "was changed"
		}
	}
	for before := -1; before != len(ap.behind); {
		before = len(ap.behind)
		ap.tied()
		ap.scarce()
		ap.spared()
	}
}

// sparedWords is said of a line that did not change and has nothing to lose any
// more.
const sparedWords = "keeps what it has: who would get it changed"

// spared leaves lines what they would lose to lines that are behind now.
func (ap *application) spared() {
	over := map[lotKey]model.Qty{} // nobody takes it any more
	for i := range ap.lines {
		l := &ap.lines[i]
		for _, m := range l.moves {
			if ap.behind[l.ID] != "" {
				over[lotKey{poolKey{l.Product, l.Warehouse}, m.Lot}] += m.Qty
			}
		}
	}
	for i := range ap.lines {
		l := &ap.lines[i]
		if l.After >= l.Before || ap.behind[l.ID] != "" || l.Edit != "" {
			continue
		}
		spare := true
		for _, m := range l.moves {
			spare = spare && over[lotKey{poolKey{l.Product, l.Warehouse}, m.Lot}]+m.Qty >= 0
		}
		if !spare {
			continue
		}
		for _, m := range l.moves {
			over[lotKey{poolKey{l.Product, l.Warehouse}, m.Lot}] += m.Qty
		}
		ap.behind[l.ID] = sparedWords
	}
}

// tied leaves what leaves whole with a line that is behind as it is.
func (ap *application) tied() {
	type tie struct {
		order int64
		set   string
	}
	broken := map[tie]string{}
	key := func(l *applyLine) (tie, bool) {
		i, open := ap.index[l.ID]
		if !open || l.After <= l.Before {
			return tie{}, false
		}
		line := &ap.snap.Lines[i]
		if line.CriticalSet != "" {
			return tie{l.Order, line.CriticalSet}, true
		}
		o, known := ap.snap.orders[line.OrderID]
		mode := model.AsAvailable
		if known {
			mode = ap.snap.Orders[o].ShipMode
		}
		return tie{order: l.Order}, mode == model.OrderComplete || mode == model.MaxShipments && ap.snap.Orders[o].ShipmentsLeft <= 1
	}
	for i := range ap.lines {
		if _, out := ap.behind[ap.lines[i].ID]; out {
			if k, whole := key(&ap.lines[i]); whole {
				broken[k] = ap.lines[i].Ref
			}
		}
	}
	for i := range ap.lines {
		l := &ap.lines[i]
		if k, whole := key(l); whole && broken[k] != "" && ap.behind[l.ID] == "" {
			ap.behind[l.ID] = "leaves together with " + broken[k]
		}
	}
}

// lotKey names one lot of a pool.
type lotKey struct {
	poolKey
	lot string
}

// scarce hands out what is free now and what the draft frees, in the order of
// the document, and finds who comes too late for it.
func (ap *application) scarce() {
	free := map[lotKey]model.Qty{}
	for _, p := range ap.snap.Pools {
		for _, k := range p.Lots {
			free[lotKey{poolKey{p.ProductID, p.WarehouseID}, k.Name}] = k.Free
		}
	}
	each := func(sign model.Qty, do func(l *applyLine, k lotKey, q model.Qty)) {
		for i := range ap.lines {
			l := &ap.lines[i]
			for _, m := range l.moves {
				if m.Qty*sign > 0 && ap.behind[l.ID] == "" {
					do(l, lotKey{poolKey{l.Product, l.Warehouse}, m.Lot}, m.Qty)
				}
			}
		}
	}
	each(-1, func(_ *applyLine, k lotKey, q model.Qty) { free[k] -= q })
	each(1, func(l *applyLine, k lotKey, q model.Qty) {
		if free[k] < q {
			ap.behind[l.ID] = "wants stock that is not free any more"
			return
		}
		free[k] -= q
	})
}

func (ap *application) stale() error {
	s := &model.StaleRun{}
	for _, l := range ap.lines {
		if why := ap.behind[l.ID]; why != "" && why != sparedWords {
			s.Lines = append(s.Lines, model.StaleLine{LineID: l.ID, Ref: l.Ref, What: why})
		}
	}
	return s
}

// do writes it: the state before, what is taken and given, the locks; then the
// free stock goes round once more, which gives dates and reasons, and whatever
// the lines that were left out leave over.
func (ap *application) do() (out model.AppliedRun, err error) {
	if err := ap.mayTake(); err != nil {
		return out, err
	}
	if err := ap.exec(`/* applyDraft */ UPDATE allocation_run SET state = 'applied', closed_at = ?, closed_by = ?, version = version + 1 WHERE id = ?`,
		ap.now, ap.actor.Name, ap.run.ID); err != nil {
		return out, err
	}
	d := &served{request: model.RunRequest{Rule: model.Ranked, Cause: ap.asked.Cause}, snap: ap.snap, id: ap.run.ID, again: true, undoable: true, labels: map[int64]model.Policy{}}
	for _, sign := range []model.Qty{-1, 1} {
		for i := range ap.lines {
			if err := ap.move(&ap.lines[i], sign); err != nil {
				return out, err
			}
		}
	}
	fixed, err := ap.lock()
	if err != nil {
		return out, err
	}
	if err := ap.settle(d, fixed); err != nil {
		return out, err
	}
	for _, l := range ap.lines {
		if why := ap.behind[l.ID]; why != "" {
			out.Left++
			if err := ap.exec(`/* applyDraft left */ UPDATE run_change SET outcome = ? WHERE run_id = ? AND line_id = ?`, why, ap.run.ID, l.ID); err != nil {
				return out, err
			}
			continue
		}
		ap.touch(l.ID)
		out.Changed++
	}
	return out, ap.record("applied", "run", ap.run.ID, runName(ap.run.ID), map[string]any{"state": model.Draft},
		map[string]any{"state": model.Applied, "changed": out.Changed, "left": out.Left}, "")
}

// mayTake refuses a draft that takes stock to who may only give it.
func (ap *application) mayTake() error {
	if ap.ask.Taking {
		return nil
	}
	for _, l := range ap.lines {
		if l.After < l.Before && ap.behind[l.ID] == "" {
			return model.Conflictf("%s loses stock in this draft: a manager applies it.", l.Ref)
		}
	}
	return nil
}

// move writes what a line gives up (sign -1) or gets (1).
func (ap *application) move(l *applyLine, sign model.Qty) error {
	if ap.behind[l.ID] != "" {
		return nil
	}
	for _, m := range l.moves {
		if m.Qty*sign <= 0 {
			continue
		}
		kind := "allocated"
		if sign < 0 {
			kind = "released"
		}
		if err := ap.exec(`/* applyDraft move */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, run_id, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft')`,
			ap.now, ap.actor.Name, kind, l.ID, l.Product, l.Warehouse, m.Lot, m.Qty*sign, ap.run.ID); err != nil {
			return err
		}
	}
	return nil
}

// lock gives the lines that a person set their label, and names those that the
// settling run passes over.
func (ap *application) lock() (fixed map[int64]bool, err error) {
	fixed = map[int64]bool{}
	for i := range ap.lines {
		l := &ap.lines[i]
		if l.Edit == "" && ap.behind[l.ID] == "" {
			continue
		}
		fixed[l.ID] = true
		if l.Edit != "lock" || ap.behind[l.ID] != "" {
			continue
		}
		was := ap.snap.Lines[ap.index[l.ID]].Policy
		if was == model.Locked {
			continue
		}
		if err := ap.exec(`/* applyDraft lock */ UPDATE order_line SET policy = 'locked', version = version + 1 WHERE id = ?`, l.ID); err != nil {
			return nil, err
		}
		if err := ap.record("label_set", "line", l.ID, l.Ref, map[string]any{"policy": was}, map[string]any{"policy": model.Locked}, "set in "+runName(ap.run.ID)); err != nil {
			return nil, err
		}
	}
	return fixed, nil
}

// settle decides the queues as they are now and saves what follows.
func (ap *application) settle(d *served, fixed map[int64]bool) error {
	keys := make([]poolKey, 0, len(ap.snap.Pools))
	for _, p := range ap.snap.Pools {
		keys = append(keys, poolKey{p.ProductID, p.WarehouseID})
	}
	slices.SortFunc(keys, comparePools)
	snap, err := loadSnapshot(ap.ctx, ap, ap.settings, ap.now, keys)
	if err != nil {
		return err
	}
	for i := range snap.Lines {
		if id := snap.Lines[i].ID; fixed[id] {
			snap.Lines[i].Policy = model.Locked
			if was, open := ap.index[id]; open {
				d.labels[id] = ap.snap.Lines[was].Policy
			}
		}
	}
	snap.Rule = model.Ranked
	d.snap, d.plan = snap, allocate.Decide(snap.Snapshot)
	return ap.apply(d)
}
