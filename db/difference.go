package db

import (
	"context"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// differenceColumns are model.Difference's: d is the difference, and line (of an
// order or of a purchase order, whichever it is about) stands beside it.
const differenceColumns = `
	d.id,
	coalesce(d.line_id, 0) AS line_id,
	coalesce(d.po_line_id, 0) AS po_line_id,
	coalesce(o.number, v.number) AS document,
	coalesce(l.line_no, b.line_no) AS line_no,
	coalesce(c.name, u.name) AS partner,
	p.sku,
	p.name AS product,
	p.unit,
	coalesce(l.ordered, b.ordered) AS ordered,
	coalesce(l.cancelled, b.cancelled) AS cancelled,
	coalesce(l.shipped + l.substituted, b.received) AS done,
	coalesce(l.allocated, 0) AS allocated,
	coalesce(l.picked, 0) AS picked,
	d.file_ordered,
	d.file_cancelled,
	d.why,
	i.file,
	d.as_of,
	d.at,
	i.actor,
	d.state,
	d.decided_at,
	d.decided_by,
	d.decided_why,
	coalesce(l.version, b.version) AS version`

const differenceJoins = `
	JOIN import i ON i.id = d.import_id
	LEFT JOIN order_line l ON l.id = d.line_id
	LEFT JOIN sales_order o ON o.id = l.order_id
	LEFT JOIN customer c ON c.id = o.customer_id
	LEFT JOIN po_line b ON b.id = d.po_line_id
	LEFT JOIN purchase_order v ON v.id = b.po_id
	LEFT JOIN supplier u ON u.id = v.supplier_id
	JOIN product p ON p.id = coalesce(l.product_id, b.product_id)`

// DifferencesWaiting reads one page of the lines on which the desk and a file of
// another system differ, until a person chooses.
func (s *Store) DifferencesWaiting(ctx context.Context, q model.ListQuery) (model.Paged[model.Difference], error) {
	l := list{
		name:    "DifferencesWaiting",
		keys:    `difference d` + differenceJoins,
		id:      "d.id",
		sorts:   map[string]string{"at": "d.at", "ref": "coalesce(o.number, v.number)", "sku": "p.sku"},
		details: `SELECT ` + differenceColumns + ` FROM json_each(?) page JOIN difference d ON d.id = page.value` + differenceJoins + ` ORDER BY page.key`,
	}
	l.only(`d.state = 'waiting'`)
	if q.Q != "" {
		l.only(`(o.number LIKE ? ESCAPE '\' OR v.number LIKE ? ESCAPE '\' OR p.sku LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q), like(q.Q))
	}
	switch q.Filters["on"] {
	case "orders":
		l.only(`d.line_id IS NOT NULL`)
	case "purchase-orders":
		l.only(`d.po_line_id IS NOT NULL`)
	}
	return pageOf[model.Difference](ctx, s, l, q)
}

// Difference reads one; ErrNotFound when there is none.
func (s *Store) Difference(ctx context.Context, id int64) (model.Difference, error) {
	return loadDifference(ctx, s.r, id)
}

func loadDifference(ctx context.Context, q sqlx.QueryerContext, id int64) (model.Difference, error) {
	var d model.Difference
	err := sqlx.GetContext(ctx, q, &d, `/* loadDifference */ SELECT `+differenceColumns+` FROM difference d`+differenceJoins+` WHERE d.id = ?`, id)
	return d, notFound(err)
}

// WaitingDifferences counts the lines on which a person has to choose.
func (s *Store) WaitingDifferences(ctx context.Context) (n int, err error) {
	err = s.r.GetContext(ctx, &n, `/* WaitingDifferences */ SELECT count(*) FROM difference WHERE state = 'waiting'`)
	return n, err
}
