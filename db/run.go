package db

import (
	"context"
	"encoding/json"
	"fmt"

	"backfill/model"
	"backfill/model/allocate"
)

// runColumns are RunRow's.
const runColumns = `r.id, CASE WHEN r.undone_at IS NOT NULL THEN 'undone' ELSE r.state END AS state, r.rule, r.replan, r.cause, r.scope, r.what_if, r.as_of,
	coalesce((SELECT u.name FROM app_user u WHERE u.email = r.actor), r.actor) AS actor, r.lines, r.changed, r.totals, r.figures, r.version,
	r.closed_at, coalesce((SELECT u.name FROM app_user u WHERE u.email = r.closed_by), r.closed_by, '') AS closed_by,
	r.undone_at, coalesce((SELECT u.name FROM app_user u WHERE u.email = r.undone_by), r.undone_by, '') AS undone_by`

// Runs reads one page of the log of runs.
func (s *Store) Runs(ctx context.Context, q model.ListQuery) (model.Paged[model.RunRow], error) {
	l := list{name: "Runs", keys: `allocation_run r`, id: "r.id", sorts: map[string]string{"id": "r.id"},
		details: `SELECT ` + runColumns + ` FROM json_each(?) page JOIN allocation_run r ON r.id = page.value ORDER BY page.key`}
	if q.Q != "" {
		p := like(q.Q)
		l.only(`(r.scope LIKE ? ESCAPE '\' OR r.what_if LIKE ? ESCAPE '\' OR r.actor LIKE ? ESCAPE '\' OR CAST(r.id AS TEXT) = ?)`, p, p, p, q.Q)
	}
	l.by(q, "state", equal(`? = CASE WHEN r.undone_at IS NOT NULL THEN 'undone' ELSE r.state END`))
	l.by(q, "cause", equal(`r.cause = ?`))
	switch q.Filters["by"] {
	case "people":
		l.only(`r.request <> '' OR r.cause IN ('person','night_run')`)
	case "desk":
		l.only(`r.request = '' AND r.cause NOT IN ('person','night_run')`)
	}
	page, err := pageOf[model.RunRow](ctx, s, l, q)
	for i := range page.Rows {
		if err := json.Unmarshal([]byte(page.Rows[i].Totals), &page.Rows[i].Sum); err != nil {
			return page, fmt.Errorf("read the totals of run %d: %w", page.Rows[i].ID, err)
		}
	}
	return page, err
}

// WaitingDrafts counts the drafts that a person could apply.
func (s *Store) WaitingDrafts(ctx context.Context) (n int, err error) {
	err = s.r.GetContext(ctx, &n, `/* WaitingDrafts */ SELECT count(*) FROM allocation_run WHERE state = 'draft' AND what_if = ''`)
	return n, err
}

// Run reads the head of a run's document; its lines are RunLines'.
func (s *Store) Run(ctx context.Context, id int64) (p model.RunPage, err error) {
	var doc struct {
		model.RunRow
		Request string
		Kept    bool
	}
	if err := s.one(ctx, &doc, `/* Run */ SELECT `+runColumns+`, r.request, r.request <> '' AS kept FROM allocation_run r WHERE r.id = ?`, id); err != nil {
		return p, err
	}
	p.RunRow, p.Kept = doc.RunRow, doc.Kept
	p.Request.Rule, p.Request.Replan = p.Rule, p.Replan
	for text, into := range map[string]any{p.Totals: &p.Sum, doc.Request: &p.Request, p.Figures: &p.Cards} {
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return p, fmt.Errorf("read run %d: %w", id, err)
		}
	}
	if p.State == model.Draft && p.WhatIf == "" { // what is supposed is not there, and is not applied
		if err := s.one(ctx, &p.Stale, runStaleSQL, id); err != nil {
			return p, err
		}
	}
	if p.State == model.Applied {
		if p.NoUndo, err = noUndo(ctx, s.r, storedRun{ID: id, State: model.Applied}); err != nil {
			return p, err
		}
	}
	p.History, err = s.Timeline(ctx, "run", id)
	return p, err
}

// runStaleSQL counts what of a draft is not as it was: lines by their version
// and promise, products by what is free of them.
const runStaleSQL = `/* Run stale */ SELECT
	(SELECT count(*) FROM run_change c JOIN order_line l ON l.id = c.line_id WHERE c.run_id = ?1 AND (l.version <> c.version OR l.promise IS NOT c.old_promise)) AS lines,
	(SELECT count(*) FROM run_pool p WHERE p.run_id = ?1 AND (p.on_hand, p.free_before) IS NOT (
	  SELECT coalesce(sum(k.on_hand), 0), coalesce(sum(k.on_hand - k.allocated - k.picked), 0) FROM stock k
	  WHERE k.product_id = p.product_id AND k.warehouse_id = p.warehouse_id AND k.on_hand > 0)) AS products`

// docHead are the columns of RunDocLine that any document has.
const docHead = `SELECT l.id AS line_id, o.number AS order_number, l.line_no, c.name AS customer, o.priority, p.id AS product_id, p.sku, p.name AS product, p.unit,
	w.id AS warehouse_id, w.code AS warehouse, l.picked, `

// docJoins find what a line's row names.
const docJoins = ` FROM json_each(?) page JOIN order_line l ON l.id = page.value
	JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id JOIN product p ON p.id = l.product_id JOIN warehouse w ON w.id = l.warehouse_id `

// RunLines reads one page of a run's document: the lines it changes; with
// "show=all" every open line that competes with them too. Of a run that the desk
// made by itself it is the lines whose reasons it wrote.
func (s *Store) RunLines(ctx context.Context, p model.RunPage, q model.ListQuery) (model.Paged[model.RunDocLine], error) {
	page, err := pageOf[model.RunDocLine](ctx, s, docList(p, q), q)
	if err != nil {
		return page, err
	}
	for i := range page.Rows {
		r := &page.Rows[i]
		if r.Facts == "" {
			continue
		}
		var f allocate.Facts
		if err := json.Unmarshal([]byte(r.Facts), &f); err != nil {
			return page, fmt.Errorf("read the why of line %d: %w", r.LineID, err)
		}
		r.Why = allocate.Sentence(f, model.LocaleOf(ctx))
	}
	return page, nil
}

func docList(p model.RunPage, q model.ListQuery) list {
	l := list{name: "RunLines", id: "l.id"}
	switch {
	case !p.Kept:
		l.keys = `run_line r JOIN order_line l ON l.id = r.line_id JOIN product p ON p.id = l.product_id`
		l.only(`r.run_id = ?`, p.ID)
		l.sorts = map[string]string{"seq": "CASE WHEN r.after < r.before THEN '0' ELSE '1' END || p.sku"}
		l.details = docHead + `coalesce(l.open, 0) AS open, r.before, r.after, '' AS edit, e.old_date AS old_promise, coalesce(e.new_date, l.promise) AS new_promise,
			NULL AS old_covered, NULL AS covered, '' AS old_status, coalesce(b.status, 'closed') AS status, r.facts, '' AS outcome, 0 AS stale,
			coalesce((SELECT sum(k.on_hand) FROM stock k WHERE k.product_id = p.id AND k.warehouse_id = w.id), 0) AS on_hand,
			coalesce((SELECT sum(k.on_hand - k.allocated - k.picked) FROM stock k WHERE k.product_id = p.id AND k.warehouse_id = w.id), 0) AS free_after` +
			docJoins + `JOIN run_line r ON r.line_id = l.id AND r.run_id = ? LEFT JOIN board b ON b.line_id = l.id
			LEFT JOIN promise_event e ON e.id = (SELECT max(x.id) FROM promise_event x WHERE x.line_id = l.id AND x.run_id = r.run_id) ORDER BY page.key`
		l.args = []any{p.ID}
		return l
	case q.Filters["show"] == "all" && p.State == model.Draft:
		l.keys = `run_pool g CROSS JOIN order_line l INDEXED BY order_line_queue ON l.product_id = g.product_id AND l.warehouse_id = g.warehouse_id AND l.open > 0
			JOIN product p ON p.id = l.product_id LEFT JOIN run_change r ON r.run_id = g.run_id AND r.line_id = l.id`
		l.only(`g.run_id = ? AND l.on_call = 0`, p.ID)
		l.sorts = map[string]string{"seq": "p.sku || char(1) || g.warehouse_id || char(1) || l.rank"}
	default:
		l.keys = `run_change r JOIN order_line l ON l.id = r.line_id`
		l.only(`r.run_id = ?`, p.ID)
		l.sorts = map[string]string{"seq": "r.seq"}
	}
	switch q.Filters["show"] {
	case "losing":
		l.only(`r.after < r.before`)
	case "edited":
		l.only(`r.edit <> ''`)
	}
	l.details = docHead + `coalesce(r.open, l.open) AS open, coalesce(r.before, l.allocated + l.picked) AS before, coalesce(r.after, l.allocated + l.picked) AS after,
		coalesce(r.edit, '') AS edit, CASE WHEN r.run_id IS NULL THEN l.promise ELSE r.old_promise END AS old_promise,
		CASE WHEN r.run_id IS NULL THEN l.promise ELSE r.new_promise END AS new_promise,
		CASE WHEN r.run_id IS NULL THEN g.date ELSE r.old_covered END AS old_covered, CASE WHEN r.run_id IS NULL THEN g.date ELSE r.covered END AS covered,
		coalesce(r.old_status, b.status, 'closed') AS old_status, coalesce(r.status, b.status, 'closed') AS status,
		coalesce(r.facts, x.facts, '') AS facts, coalesce(r.outcome, '') AS outcome,
		r.run_id IS NOT NULL AND (l.version <> r.version OR l.promise IS NOT r.old_promise) AS stale,
		coalesce(n.on_hand, 0) AS on_hand, coalesce(n.free_after, 0) AS free_after` + docJoins +
		`LEFT JOIN run_change r ON r.line_id = l.id AND r.run_id = ?
		LEFT JOIN run_pool n ON n.run_id = ? AND n.product_id = l.product_id AND n.warehouse_id = l.warehouse_id
		LEFT JOIN board b ON b.line_id = l.id LEFT JOIN run_line x ON x.run_id = l.run_id AND x.line_id = l.id
		LEFT JOIN peg g ON g.line_id = l.id AND g.part = (SELECT max(y.part) FROM peg y WHERE y.line_id = l.id) ORDER BY page.key`
	l.args = []any{p.ID, p.ID}
	return l
}

// CompareRuns reads two runs and the lines that they treat differently.
func (s *Store) CompareRuns(ctx context.Context, a, b int64) (pair model.RunPair, err error) {
	if pair.A, err = s.Run(ctx, a); err != nil {
		return pair, err
	}
	if pair.B, err = s.Run(ctx, b); err != nil {
		return pair, err
	}
	err = s.r.SelectContext(ctx, &pair.Rows, `/* CompareRuns */ WITH own(id) AS (SELECT line_id FROM run_change WHERE run_id = ?1 UNION SELECT line_id FROM run_change WHERE run_id = ?2)
		SELECT l.id AS line_id, o.number AS order_number, l.line_no, c.name AS customer, o.priority, p.sku, p.unit, l.open, coalesce(x.before, y.before) AS before,
		  coalesce(x.after, y.before) AS a, coalesce(y.after, x.before) AS b,
		  CASE WHEN x.run_id IS NULL THEN y.old_covered ELSE x.covered END AS covered_a, CASE WHEN y.run_id IS NULL THEN x.old_covered ELSE y.covered END AS covered_b
		FROM own JOIN order_line l ON l.id = own.id JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id JOIN product p ON p.id = l.product_id
		LEFT JOIN run_change x ON x.run_id = ?1 AND x.line_id = l.id LEFT JOIN run_change y ON y.run_id = ?2 AND y.line_id = l.id
		WHERE coalesce(x.after, y.before) <> coalesce(y.after, x.before)
		  OR CASE WHEN x.run_id IS NULL THEN y.old_covered ELSE x.covered END IS NOT CASE WHEN y.run_id IS NULL THEN x.old_covered ELSE y.covered END
		ORDER BY p.sku, l.rank, l.id LIMIT 1000`, a, b)
	if n := len(pair.Rows); n > model.MaxPairRows {
		pair.More, pair.Rows = n-model.MaxPairRows, pair.Rows[:model.MaxPairRows]
	}
	return pair, err
}
