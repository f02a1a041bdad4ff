package db

import (
	"context"

	"backfill/model"
)

// productColumns are ProductRow's: sums over all warehouses, one product at a
// time. ?2 is today.
const productColumns = `
	p.id,
	p.sku,
	p.name,
	p.category,
	p.unit,
	coalesce(u.code, '') AS supplier_code,
	coalesce(u.name, '') AS supplier,
	(SELECT coalesce(sum(on_hand), 0) FROM stock WHERE product_id = p.id) AS on_hand,
	(SELECT coalesce(sum(allocated), 0) FROM stock WHERE product_id = p.id) AS allocated,
	(SELECT coalesce(sum(picked), 0) FROM stock WHERE product_id = p.id) AS picked,
	(SELECT coalesce(sum(qty), 0) FROM protection WHERE product_id = p.id AND until >= ?2) AS protected,
	(SELECT coalesce(sum(open), 0) FROM po_line WHERE product_id = p.id AND open > 0) AS inbound,
	(SELECT coalesce(sum(short), 0) FROM order_line WHERE product_id = p.id AND short > 0) AS short,
	(SELECT min(i.eta) FROM po_line i WHERE i.product_id = p.id AND i.open > 0
	   AND i.open > (SELECT coalesce(sum(g.qty), 0) FROM peg g WHERE g.po_line_id = i.id)) AS free_inbound`

// Products reads one page of the products.
func (s *Store) Products(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.ProductRow], error) {
	l := list{
		name: "Products",
		keys: `product p`,
		id:   "p.id",
		sorts: map[string]string{"sku": "p.sku", "name": "p.name COLLATE NOCASE",
			"short": "coalesce(n.short, 0)", "on_hand": "coalesce(n.on_hand, 0)"},
		details: `SELECT ` + productColumns + ` FROM json_each(?1) page JOIN product p ON p.id = page.value
			LEFT JOIN supplier u ON u.id = p.supplier_id ORDER BY page.key`,
		args: []any{today},
	}
	switch q.Sort {
	case "short":
		l.counted = l.keys
		l.keys += ` LEFT JOIN (SELECT product_id, sum(short) AS short FROM order_line WHERE short > 0 GROUP BY product_id) n ON n.product_id = p.id`
	case "on_hand":
		l.counted = l.keys
		l.keys += ` LEFT JOIN (SELECT product_id, sum(on_hand) AS on_hand FROM stock GROUP BY product_id) n ON n.product_id = p.id`
	}
	if q.Q != "" {
		l.only(`(p.sku LIKE ? ESCAPE '\' OR p.name LIKE ? ESCAPE '\' OR p.gtin = ? OR p.supplier_sku = ?)`, like(q.Q), like(q.Q), q.Q, q.Q)
	}
	if q.Filters["short"] != "" {
		l.only(`EXISTS (SELECT 1 FROM order_line l WHERE l.product_id = p.id AND l.short > 0)`)
	}
	if code := q.Filters["supplier"]; code != "" {
		l.only(`p.supplier_id = (SELECT id FROM supplier WHERE code = ?)`, code)
	}
	if c := q.Filters["category"]; c != "" {
		l.only(`p.category = ?`, c)
	}
	return pageOf[model.ProductRow](ctx, s, l, q)
}

// queueShown bounds the waiting lines on a product's page.
const queueShown = 100

// Product reads everything the page of one product shows, ErrNotFound when
// there is no such SKU.
func (s *Store) Product(ctx context.Context, sku string, today model.Date) (model.ProductPage, error) {
	var p model.ProductPage
	err := s.one(ctx, &p, `/* Product */ SELECT `+productColumns+`,
		p.decimals,
		p.price,
		p.gtin,
		p.supplier_sku,
		coalesce(p.lead_time_days, u.lead_time_days, 0) AS lead_time_days,
		p.pack,
		p.backorder,
		p.lot_tracked,
		p.version
		FROM product p LEFT JOIN supplier u ON u.id = p.supplier_id WHERE p.sku = ?1`, sku, today)
	if err != nil {
		return p, err
	}
	err = s.readAll(ctx,
		read{&p.Stock, `/* Product stock */ SELECT w.code AS warehouse, s.lot, s.on_hand, s.allocated, s.picked
			FROM stock s JOIN warehouse w ON w.id = s.warehouse_id WHERE s.product_id = ? AND (s.on_hand > 0 OR s.lot = '')
			ORDER BY w.code, s.lot`, []any{p.ID}},
		read{&p.Queue, productQueueSQL, []any{p.SKU, queueShown + 1}},
		read{&p.Arrivals, productArrivalsSQL, []any{p.ID}},
		read{&p.Moves, `/* Product moves */ SELECT m.at, m.actor, m.kind, f.code AS from_code, t.code AS to_code,
			CASE WHEN m.to_lot <> '' THEN m.to_lot ELSE m.from_lot END AS lot, m.qty, m.why
			FROM stock_move m JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id
			WHERE m.product_id = ? ORDER BY m.id DESC LIMIT 30`, []any{p.ID}},
		read{&p.Counts, `/* Product counts */ SELECT c.id, c.as_of, w.code AS warehouse, c.lot, c.counted, c.book, c.state, c.actor, coalesce(i.file, '') AS file
			FROM stock_count c JOIN warehouse w ON w.id = c.warehouse_id LEFT JOIN import i ON i.id = c.import_id
			WHERE c.product_id = ? ORDER BY c.state = 'waiting' DESC, c.id DESC LIMIT 10`, []any{p.ID}},
		read{&p.Substitutes, `/* Product substitutes */ SELECT p.sku, p.name, s.kind, s.ratio,
			(SELECT coalesce(sum(on_hand - allocated - picked), 0) FROM stock WHERE product_id = p.id) AS free
			FROM substitute s JOIN product p ON p.id = s.substitute_id WHERE s.product_id = ? ORDER BY p.sku`, []any{p.ID}},
		read{&p.Warehouses, `/* Product warehouses */ SELECT code FROM warehouse ORDER BY code`, nil})
	if len(p.Queue) > queueShown {
		p.Queue = p.Queue[:queueShown]
		err = s.one(ctx, &p.QueueMore, `/* Product queue count */ SELECT count(*) - ? FROM board WHERE sku = ?`, queueShown, p.SKU)
	}
	return p, err
}

const productQueueSQL = `/* Product queue */ SELECT
	line_id,
	order_number,
	line_no,
	customer,
	warehouse,
	row_number() OVER (PARTITION BY warehouse_id ORDER BY rank, line_id) AS place,
	priority,
	open,
	allocated,
	picked,
	short,
	promise,
	eta,
	status
	FROM board INDEXED BY board_by_sku WHERE sku = ? ORDER BY warehouse, rank, line_id LIMIT ?`

const productArrivalsSQL = `/* Product arrivals */ SELECT
	i.id,
	o.number AS po,
	i.line_no,
	s.name AS supplier,
	w.code AS warehouse,
	i.open,
	(SELECT coalesce(sum(qty), 0) FROM peg WHERE po_line_id = i.id) AS pegged,
	i.eta,
	i.confidence
	FROM po_line i JOIN purchase_order o ON o.id = i.po_id JOIN supplier s ON s.id = o.supplier_id
	JOIN warehouse w ON w.id = o.warehouse_id
	WHERE i.product_id = ? AND i.open > 0 ORDER BY i.eta IS NULL, i.eta, i.id`

// Categories lists the product categories in use, for a filter.
func (s *Store) Categories(ctx context.Context) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* Categories */ SELECT DISTINCT category AS value, category AS text FROM product
		WHERE category <> '' ORDER BY category LIMIT 200`)
	return o, err
}
