package db

import (
	"context"

	"backfill/model"
)

// Blanket reads how much of a blanket order was agreed, released and shipped,
// and its releases, ErrNotFound when the number is no blanket order's.
func (s *Store) Blanket(ctx context.Context, number string) (b model.BlanketPage, err error) {
	var id int64
	if err := s.one(ctx, &id, `/* Blanket */ SELECT id FROM sales_order WHERE number = ? AND kind = 'blanket'`, number); err != nil {
		return b, err
	}
	return b, s.readAll(ctx,
		read{&b.Lines, blanketLinesSQL, []any{id}},
		read{&b.Releases, `/* Blanket releases */ SELECT
			  o.number,
			  o.ordered_at,
			  o.requested_date,
			  count(*) AS lines,
			  count(CASE WHEN l.open > 0 THEN 1 END) AS open_lines,
			  max(CASE WHEN l.open > 0 THEN l.promise END) AS promise,
			  coalesce(sum((l.price * (l.ordered - l.cancelled - l.substituted) + 500) / 1000), 0) AS value
			FROM sales_order o JOIN order_line l ON l.order_id = o.id
			WHERE o.blanket_id = ? GROUP BY o.id ORDER BY o.id`, []any{id}})
}

const blanketLinesSQL = `/* Blanket lines */ SELECT
	l.id,
	l.line_no,
	p.sku,
	p.name AS product,
	l.unit,
	l.unit_qty,
	p.unit AS stock_unit,
	p.decimals,
	l.ordered - l.cancelled AS agreed,
	l.ordered,
	l.price,
	(SELECT coalesce(sum(r.ordered - r.cancelled), 0) FROM order_line r WHERE r.blanket_line_id = l.id) AS released,
	(SELECT coalesce(sum(r.shipped), 0) FROM order_line r WHERE r.blanket_line_id = l.id) AS shipped
	FROM order_line l JOIN product p ON p.id = l.product_id
	WHERE l.order_id = ? ORDER BY l.line_no`
