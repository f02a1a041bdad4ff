package db

import (
	"context"
	"time"

	"backfill/model"
)

// staleSQL keeps the lines i of purchase orders o that their supplier is to be
// asked about: overdue, without a date, or with one that nobody confirmed for
// days; and nobody has asked in these days. Each ? is in turn the moment these
// days began, today, and that moment again.
const staleSQL = `i.open > 0 AND (i.chased_at IS NULL OR i.chased_at < ?) AND (i.eta IS NULL OR i.eta < ? OR i.confidence = 'stated'
	AND coalesce((SELECT at FROM eta_event WHERE po_line_id = i.id ORDER BY id DESC LIMIT 1), o.ordered_at) < ?)`

// chaseDays is after how many days an unconfirmed date is asked for, again too.
func chaseDays(set Settings) int { return max(1, set.UnconfirmedDays) }

// staleArgs are what staleSQL takes.
func staleArgs(set Settings, now model.Time, today model.Date) []any {
	since := chasedSince(set, now)
	return []any{since, today, since}
}

func chasedSince(set Settings, now model.Time) model.Time {
	return now.Add(-time.Duration(chaseDays(set)) * 24 * time.Hour)
}

// SuppliersToChase reads one page of the suppliers that owe a date.
func (s *Store) SuppliersToChase(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.ChaseRow], error) {
	set, err := s.Settings(ctx)
	if err != nil {
		return model.Paged[model.ChaseRow]{}, err
	}
	stale := staleArgs(set, s.Now(), today)
	l := list{
		name: "SuppliersToChase",
		keys: `supplier u`,
		id:   "u.id",
		sorts: map[string]string{"code": "u.code",
			"due": `coalesce((SELECT min(x.eta) FROM purchase_order y JOIN po_line x ON x.po_id = y.id AND x.open > 0 WHERE y.supplier_id = u.id), '9999-12-31')`},
		details: `WITH page AS (SELECT key, value FROM json_each(?)), asked AS (SELECT page.key, page.value AS supplier_id, i.id, i.eta, i.eta < ? AS overdue
			  FROM page JOIN purchase_order o ON o.supplier_id = page.value JOIN po_line i ON i.po_id = o.id WHERE ` + staleSQL + `)
			SELECT u.id, u.code AS supplier_code, u.name AS supplier, u.email, count(*) AS lines, coalesce(sum(a.overdue), 0) AS overdue,
			sum(a.eta IS NULL) AS no_date, coalesce(sum(NOT a.overdue), 0) AS unconfirmed, min(a.eta) AS due,
			(SELECT count(DISTINCT g.line_id) FROM asked b JOIN peg g ON g.po_line_id = b.id WHERE b.supplier_id = u.id) AS waiting
			FROM asked a JOIN supplier u ON u.id = a.supplier_id GROUP BY a.key ORDER BY a.key`,
		args: append([]any{today}, stale...),
	}
	l.only(`EXISTS (SELECT 1 FROM purchase_order o JOIN po_line i ON i.po_id = o.id WHERE o.supplier_id = u.id AND `+staleSQL+`)`, stale...)
	if q.Q != "" {
		l.only(`(u.code LIKE ? ESCAPE '\' OR u.name LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q))
	}
	return pageOf[model.ChaseRow](ctx, s, l, q)
}

const chaseColumns = `i.id, o.number AS po, i.line_no, p.sku, p.supplier_sku, p.name AS product, p.unit, i.open, i.eta, i.confidence,
	(SELECT count(DISTINCT line_id) FROM peg WHERE po_line_id = i.id) AS waiting, i.chased_at, i.version
	FROM purchase_order o JOIN po_line i ON i.po_id = o.id JOIN product p ON p.id = i.product_id`

// SupplierToChase reads what one supplier is to be asked about, ErrNotFound when
// there is no such code.
func (s *Store) SupplierToChase(ctx context.Context, code string, today model.Date) (model.ChasePage, error) {
	var p model.ChasePage
	set, err := s.Settings(ctx)
	if err != nil {
		return p, err
	}
	if err := s.one(ctx, &p, `/* SupplierToChase */ SELECT code AS supplier_code, name AS supplier, email, language FROM supplier WHERE code = ?`, code); err != nil {
		return p, err
	}
	p.Days = chaseDays(set)
	stale := append([]any{code}, staleArgs(set, s.Now(), today)...)
	return p, s.readAll(ctx,
		read{&p.Lines, `/* SupplierToChase lines */ SELECT ` + chaseColumns + ` WHERE o.supplier_id = (SELECT id FROM supplier WHERE code = ?) AND ` + staleSQL + `
			ORDER BY i.eta IS NULL, i.eta, i.id LIMIT ?`, append(stale, model.ChasedAtOnce)},
		read{&p.Asked, `/* SupplierToChase asked */ SELECT ` + chaseColumns + ` WHERE o.supplier_id = (SELECT id FROM supplier WHERE code = ?) AND i.open > 0
			AND i.chased_at >= ? ORDER BY i.chased_at DESC, i.id LIMIT ?`, []any{code, chasedSince(set, s.Now()), model.ChasedAtOnce}})
}
