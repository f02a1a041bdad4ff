package db

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// ReviseDraft decides a draft anew, as it was asked or with another rule, and
// with what a person set for single lines of it: the document keeps its number.
// Edits that the stock cannot meet are Problems, and the draft stays as it was.
func (s *Store) ReviseDraft(ctx context.Context, a model.Actor, id int64, version int, r model.RunRequest) (model.Run, error) {
	r.Draft, r.DryRun = true, false
	if err := r.Check(); err != nil {
		return model.Run{}, err
	}
	return writeLong(ctx, s, a, func(t *tx) (model.Run, error) {
		was, err := t.draftRun(id, version)
		if err != nil {
			return model.Run{}, err
		}
		d, err := t.decideScope(r)
		if err != nil {
			return model.Run{}, err
		}
		d.id = id
		doc, err := t.draftDocument(d)
		if err != nil {
			return model.Run{}, err
		}
		if err := t.dropDocument(id); err != nil {
			return model.Run{}, err
		}
		if err := t.exec(`/* ReviseDraft */ UPDATE allocation_run SET rule = ?, replan = ?, as_of = ?, lines = ?, changed = ?, totals = ?, request = ?, figures = ?, rank_version = ?, version = version + 1 WHERE id = ?`,
			r.Rule, r.Replan, t.now, len(d.plan.Lines), len(doc.lines), doc.totals, doc.request, doc.figures, d.snap.Policy.Rank.Version, id); err != nil {
			return model.Run{}, err
		}
		if err := t.saveDocument(d, doc); err != nil {
			return model.Run{}, err
		}
		return d.run(t.now), t.record("revised", "run", id, runName(id), was.said(), doc.said(d, model.LocaleByTag(t.settings.Locale)), "")
	})
}

// DiscardDraft throws a draft away; the log keeps that it was there.
func (s *Store) DiscardDraft(ctx context.Context, a model.Actor, id int64, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		if _, err := t.draftRun(id, version); err != nil {
			return done{}, err
		}
		if err := t.exec(`/* DiscardDraft */ UPDATE allocation_run SET state = 'discarded', closed_at = ?, closed_by = ?, version = version + 1 WHERE id = ?`, t.now, t.actor.Name, id); err != nil {
			return done{}, err
		}
		return done{}, t.record("discarded", "run", id, runName(id), map[string]any{"state": model.Draft}, map[string]any{"state": model.Discarded}, "")
	})
	return err
}

func runName(id int64) string { return fmt.Sprintf("run %d", id) }

// storedRun is the head of a run's document.
type storedRun struct {
	ID      int64
	State   model.RunState
	Rule    model.Rule
	Replan  bool
	WhatIf  string `db:"what_if"`
	Request string
	Version int
	Closed  string
	By      string
	Undone  string
}

func (r storedRun) said() map[string]any {
	return map[string]any{"rule": r.Rule, "replan": r.Replan, "version": r.Version}
}

// asked is the request the run was made for.
func (r storedRun) asked() (q model.RunRequest, err error) {
	if r.Request == "" {
		return model.RunRequest{Rule: r.Rule, Replan: r.Replan}, nil
	}
	err = json.Unmarshal([]byte(r.Request), &q)
	return q, err
}

func (t *tx) storedRun(id int64) (r storedRun, err error) {
	err = t.get(&r, `/* storedRun */ SELECT id, state, rule, replan, what_if, request, version, coalesce(closed_at, '') AS closed,
		coalesce((SELECT name FROM app_user WHERE email = closed_by), closed_by, '') AS "by", coalesce(undone_at, '') AS undone FROM allocation_run WHERE id = ?`, id)
	return r, err
}

// draftRun reads a run that has to be a draft nobody changed meanwhile.
func (t *tx) draftRun(id int64, version int) (storedRun, error) {
	r, err := t.storedRun(id)
	switch {
	case err != nil:
		return r, err
	case r.State != model.Draft:
		return r, model.Conflictf("This run is %s already, by %s.", r.State, r.By)
	case version != r.Version:
		return r, t.unchanged("run", id, "This draft", r.Version, version)
	}
	return r, nil
}

// keepDraft stores the plan as a document; nothing moves.
func (t *tx) keepDraft(d *served) error {
	doc, err := t.draftDocument(d)
	if err != nil {
		return err
	}
	if d.id, err = t.insert(`/* keepDraft */ INSERT INTO allocation_run(state, rule, replan, cause, scope, as_of, actor, lines, changed, totals, request, what_if, figures, rank_version)
		VALUES ('draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, d.request.Rule, d.request.Replan, d.request.Cause, d.request.Scope.String(), t.now, t.actor.Name,
		len(d.plan.Lines), len(doc.lines), doc.totals, doc.request, d.request.WhatIf.In(model.LocaleByTag(t.settings.Locale)), doc.figures, d.snap.Policy.Rank.Version); err != nil {
		return err
	}
	if err := t.saveDocument(d, doc); err != nil {
		return err
	}
	return t.record("drafted", "run", d.id, runName(d.id), nil, doc.said(d, model.LocaleByTag(t.settings.Locale)), "")
}

// runDoc is a draft as it is kept: what of it changes, and its figures.
type runDoc struct {
	lines                    []docLine
	cards                    model.RunCards
	request, totals, figures string
}

// docLine is what a draft does to one line.
type docLine struct {
	at                  int // index into plan.Lines
	was, covered        model.Date
	edit                string
	oldStatus, newState model.Status
	loses               bool
}

func (doc runDoc) said(d *served, house model.Locale) map[string]any {
	m := map[string]any{"rule": d.request.Rule, "replan": d.request.Replan, "changed": len(doc.lines), "moves": doc.cards.Moves, "losing": doc.cards.Losing, "edited": doc.cards.Edited}
	if scope := d.request.Scope.String(); scope != "" {
		m["scope"] = scope
	}
	if what := d.request.WhatIf.In(house); what != "" {
		m["what_if"] = what
	}
	return m
}

// lineTerms is what a document needs of a line beside the snapshot.
type lineTerms struct {
	ID       int64
	Price    model.Money
	Customer int64
	Status   model.Status
	Version  int
	Agreed   bool // a person set its promise last: a run proposes no other
}

func readTerms(ctx context.Context, q sqlx.QueryerContext, d *served) (map[int64]lineTerms, error) {
	ids, err := json.Marshal(d.lineIDs(func(*allocate.Result) bool { return true }))
	if err != nil {
		return nil, err
	}
	var rows []lineTerms
	if err := sqlx.SelectContext(ctx, q, &rows, `/* readTerms */ SELECT l.id, l.price, o.customer_id AS customer, coalesce(b.status, '') AS status, l.version,
		coalesce((SELECT e.cause = 'person' FROM promise_event e WHERE e.line_id = l.id ORDER BY e.id DESC LIMIT 1), 0) AS agreed
		FROM json_each(?) j CROSS JOIN order_line l ON l.id = j.value JOIN sales_order o ON o.id = l.order_id LEFT JOIN board b ON b.line_id = l.id`, string(ids)); err != nil {
		return nil, err
	}
	terms := make(map[int64]lineTerms, len(rows))
	for _, r := range rows {
		terms[r.ID] = r
	}
	return terms, nil
}

// draftDocument compares the plan with what is there now.
func (t *tx) draftDocument(d *served) (doc runDoc, err error) {
	terms, err := readTerms(t.ctx, t, d)
	if err != nil {
		return doc, err
	}
	pegs, err := storedPegs(t.ctx, t, d)
	if err != nil {
		return doc, err
	}
	n := len(d.snap.Lines)
	before, after := make([]allocate.State, n), make([]allocate.State, n)
	prices, sure := make([]model.Money, n), make([]model.Confidence, n)
	for i := range d.plan.Lines {
		r := &d.plan.Lines[i]
		if was := pegs[r.LineID]; len(was) > 0 {
			before[r.Line].Covered = was[len(was)-1].Date
		}
		if k := len(r.Parts); k > 0 {
			after[r.Line].Covered, sure[r.Line] = r.Parts[k-1].Date, r.Parts[k-1].Confidence
		}
		before[r.Line].Have, after[r.Line].Have = r.Before, r.After
		if k := terms[r.LineID]; true {
			prices[r.Line] = k.Price
			if k.Agreed {
				r.Promise = d.snap.Lines[r.Line].Promise
			}
		}
	}
	doc.cards.Before = allocate.FiguresOf(&d.snap.Snapshot, before, prices)
	doc.cards.After = allocate.FiguresOf(&d.snap.Snapshot, after, prices)
	status := allocate.StatusAfter(&d.snap.Snapshot, after, func(i int) model.Confidence { return sure[i] })
	edits := map[int64]model.RunEdit{}
	for _, e := range d.request.Edits {
		edits[e.LineID] = e
	}
	customers := map[int64]bool{}
	for i := range d.plan.Lines {
		r := &d.plan.Lines[i]
		l := docLine{at: i, was: before[r.Line].Covered, covered: after[r.Line].Covered, oldStatus: terms[r.LineID].Status, loses: r.After < r.Before}
		if e, edited := edits[r.LineID]; edited {
			l.edit = "lock"
			if e.Leave {
				l.edit = "leave"
			}
		}
		line := &d.snap.Lines[r.Line]
		if len(r.Moves) == 0 && r.Promise == line.Promise && l.was == l.covered && l.edit == "" {
			continue
		}
		if l.newState = status(r.Line); l.oldStatus == model.Customer || len(r.Moves) == 0 && l.was == l.covered {
			l.newState = l.oldStatus
		}
		doc.count(d, r, l, func() { customers[terms[r.LineID].Customer] = true })
		doc.lines = append(doc.lines, l)
	}
	doc.cards.Customers = len(customers)
	doc.inOrder(d)
	return doc, doc.write(d)
}

// count adds a changed line to the cards; tell is called when its customer's
// date changes.
func (doc *runDoc) count(d *served, r *allocate.Result, l docLine, tell func()) {
	line := &d.snap.Lines[r.Line]
	missed := func(short bool, covered model.Date) bool {
		return short && !line.Promise.IsZero() && (line.Promise < d.snap.Today || covered > line.Promise)
	}
	if len(r.Moves) > 0 {
		doc.cards.Moves++
	}
	if l.edit != "" {
		doc.cards.Edited++
	}
	was, now := missed(r.Before < line.Open, l.was), missed(r.Backorder > 0, l.covered)
	switch {
	case l.loses:
		doc.cards.Losing++
		if !now {
			doc.cards.KeepDate++
		}
	case r.After > r.Before:
		doc.cards.Improved++
	}
	if r.Promise != line.Promise || now && !was {
		doc.cards.Dates++
		tell()
	}
}

// inOrder puts products first in which a line loses, and there the losers first.
func (doc *runDoc) inOrder(d *served) {
	loses := map[poolKey]bool{}
	of := func(l docLine) *allocate.Line { return &d.snap.Lines[d.plan.Lines[l.at].Line] }
	for _, l := range doc.lines {
		if l.loses {
			loses[poolKey{of(l).ProductID, of(l).WarehouseID}] = true
		}
	}
	slices.SortStableFunc(doc.lines, func(a, b docLine) int {
		x, y := of(a), of(b)
		p, q := poolKey{x.ProductID, x.WarehouseID}, poolKey{y.ProductID, y.WarehouseID}
		return cmp.Or(first(loses[p], loses[q]), cmp.Compare(d.snap.pool(p).SKU, d.snap.pool(q).SKU), comparePools(p, q), first(a.loses, b.loses), cmp.Compare(a.at, b.at))
	})
}

func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (s *snapshot) pool(k poolKey) *allocate.Pool { return &s.Pools[s.pools[k]] }

func (doc *runDoc) write(d *served) error {
	for into, v := range map[*string]any{&doc.request: d.request, &doc.totals: model.RunTotals(d.plan.Totals), &doc.figures: doc.cards} {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		*into = string(text)
	}
	return nil
}

// dropDocument forgets what a draft said, before it says something else.
func (t *tx) dropDocument(id int64) error {
	if err := t.exec(`/* dropDocument */ DELETE FROM run_change WHERE run_id = ?`, id); err != nil {
		return err
	}
	return t.exec(`/* dropDocument */ DELETE FROM run_pool WHERE run_id = ?`, id)
}

// saveDocument writes the lines that change and the stock they compete for.
func (t *tx) saveDocument(d *served, doc runDoc) error {
	terms, err := readTerms(t.ctx, t, d)
	if err != nil {
		return err
	}
	b := t.newBulk(17, `INSERT INTO run_change(run_id, line_id, seq, seen, version, open, before, after, moves, edit, old_promise, new_promise, old_covered, covered, old_status, status, facts) VALUES`, "")
	gets := map[poolKey]model.Qty{}
	var pools []poolKey
	for seq, l := range doc.lines {
		r := &d.plan.Lines[l.at]
		line := &d.snap.Lines[r.Line]
		key := poolKey{line.ProductID, line.WarehouseID}
		if _, known := gets[key]; !known {
			pools = append(pools, key)
		}
		gets[key] += r.After - r.Before
		facts, err := json.Marshal(d.plan.Why(l.at))
		if err != nil {
			return err
		}
		moves, err := json.Marshal(keptMoves(r.Moves))
		if err != nil {
			return err
		}
		if err := b.add(d.id, r.LineID, seq+1, d.snap.seal(r.Line), terms[r.LineID].Version, int64(line.Open), int64(r.Before), int64(r.After), string(moves), l.edit,
			line.Promise, r.Promise, l.was, l.covered, string(l.oldStatus), string(l.newState), string(facts)); err != nil {
			return err
		}
	}
	if err := b.flush(); err != nil {
		return err
	}
	return t.savePools(d, pools, gets)
}

func (t *tx) savePools(d *served, pools []poolKey, gets map[poolKey]model.Qty) error {
	b := t.newBulk(6, `INSERT INTO run_pool(run_id, product_id, warehouse_id, on_hand, free_before, free_after) VALUES`, "")
	for _, k := range pools {
		var hand, free model.Qty
		for _, lot := range d.snap.pool(k).Lots {
			hand += lot.OnHand
			free += lot.Free
		}
		if err := b.add(d.id, k.product, k.warehouse, int64(hand), int64(free), int64(free-gets[k])); err != nil {
			return err
		}
	}
	return b.flush()
}

// keptMove is a Move as the document keeps it.
type keptMove struct {
	Lot string    `json:"lot"`
	Qty model.Qty `json:"qty"`
}

func keptMoves(moves []allocate.Move) []keptMove {
	kept := make([]keptMove, len(moves))
	for i, m := range moves {
		kept[i] = keptMove(m)
	}
	return kept
}

// seal is a hash of all that a plan knew of a line: when it is another one, the
// line changed.
func (s *snapshot) seal(i int) string {
	var order allocate.Order
	if at, known := s.orders[s.Lines[i].OrderID]; known {
		order = s.Orders[at]
		order.Elsewhere = false // depends on the scope, not on the order
	}
	text, _ := json.Marshal([]any{s.Lines[i], order}) // plain fields: cannot fail
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
