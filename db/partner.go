package db

import (
	"context"

	"backfill/model"
)

// customerColumns are CustomerRow's, for one customer c. ?2 is today.
const customerColumns = `
	c.id,
	c.code,
	c.name,
	c.class,
	c.tier,
	c.country,
	c.ship_mode,
	coalesce(c.credit_hold, '') AS credit_hold,
	(SELECT count(*) FROM board WHERE customer_id = c.id) AS open_lines,
	(SELECT count(*) FROM board WHERE customer_id = c.id AND short > 0) AS short_lines,
	(SELECT count(*) FROM board WHERE customer_id = c.id AND promise < ?2) AS late_lines,
	(SELECT coalesce(sum(value), 0) FROM board WHERE customer_id = c.id) AS open_value`

// Customers reads one page of the customers.
func (s *Store) Customers(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.CustomerRow], error) {
	l := list{
		name:    "Customers",
		keys:    `customer c`,
		id:      "c.id",
		sorts:   map[string]string{"code": "c.code", "name": "c.name COLLATE NOCASE"},
		details: `SELECT ` + customerColumns + ` FROM json_each(?1) page JOIN customer c ON c.id = page.value ORDER BY page.key`,
		args:    []any{today},
	}
	if q.Q != "" {
		l.only(`(c.code LIKE ? ESCAPE '\' OR c.name LIKE ? ESCAPE '\' OR c.email LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q), like(q.Q))
	}
	l.by(q, "tier", equal(`c.tier = ?`))
	l.by(q, "hold", given(`c.credit_hold IS NOT NULL`))
	return pageOf[model.CustomerRow](ctx, s, l, q)
}

// Customer reads everything the page of one customer shows, ErrNotFound when
// there is no such code.
func (s *Store) Customer(ctx context.Context, code string, today model.Date) (model.CustomerPage, error) {
	var p model.CustomerPage
	err := s.one(ctx, &p, `/* Customer */ SELECT `+customerColumns+`, c.email, c.phone, c.language, c.owner,
		coalesce(c.max_shipments, 0) AS max_shipments, c.notice_regime, c.backorder_limit_value
		FROM customer c WHERE c.code = ?1`, code, today)
	if err != nil {
		return p, err
	}
	err = s.readAll(ctx,
		read{&p.Sites, `/* Customer sites */ SELECT site, name, address, zone, contact, phone FROM site WHERE customer_id = ? ORDER BY site`, []any{p.ID}},
		read{&p.Lines, `/* Customer lines */ SELECT line_id, order_number, line_no, sku, product, unit, open, short, promise, eta, status
			FROM board WHERE customer_id = ? ORDER BY promise IS NULL, promise, line_id LIMIT 100`, []any{p.ID}})
	if err != nil {
		return p, err
	}
	orders, err := s.Orders(ctx, model.ListQuery{Sort: "ordered", Desc: true, Size: 25, Filters: map[string]string{"customer": code}}, today)
	p.Orders = orders.Rows
	return p, err
}

// Supplier reads everything the page of one supplier shows, ErrNotFound when
// there is no such code.
func (s *Store) Supplier(ctx context.Context, code string) (model.SupplierPage, error) {
	var p model.SupplierPage
	err := s.one(ctx, &p, `/* Supplier */ SELECT u.id, u.code, u.name, u.supplier_group, u.lead_time_days, u.email,
		(SELECT count(*) FROM product WHERE supplier_id = u.id) AS products FROM supplier u WHERE u.code = ?`, code)
	if err != nil {
		return p, err
	}
	return p, s.readAll(ctx, read{&p.Orders, `/* Supplier orders */ SELECT ` + poColumns + ` FROM purchase_order o` + poJoins + `
		WHERE o.supplier_id = ? GROUP BY o.id HAVING open_lines > 0 ORDER BY eta IS NULL, eta, o.id LIMIT 100`, []any{p.ID}})
}

// Tiers lists the customer tiers in use, for a filter.
func (s *Store) Tiers(ctx context.Context) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* Tiers */ SELECT DISTINCT tier AS value, tier AS text FROM customer WHERE tier <> '' ORDER BY tier LIMIT 100`)
	return o, err
}
