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
	(SELECT coalesce(sum(kept), 0) FROM (SELECT max(g.qty) AS kept FROM protection g WHERE g.product_id = p.id AND g.until >= ?2 GROUP BY g.warehouse_id)) AS protected,
	(SELECT coalesce(sum(open), 0) FROM po_line WHERE product_id = p.id AND open > 0)
	  + (SELECT coalesce(sum(transit), 0) FROM transfer_line WHERE product_id = p.id AND transit > 0) AS inbound,
	(SELECT coalesce(sum(short), 0) FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0) AS short,
	(SELECT coalesce(sum(max(0, f.free - coalesce((SELECT max(g.qty) FROM protection g
	     WHERE g.product_id = p.id AND g.warehouse_id = f.warehouse_id AND g.until >= ?2), 0))), 0)
	   FROM (SELECT s.warehouse_id, sum(s.on_hand - s.allocated - s.picked) AS free FROM stock s WHERE s.product_id = p.id GROUP BY s.warehouse_id) f) AS free,
	(SELECT min(i.eta) FROM po_line i WHERE i.product_id = p.id AND i.open > 0
	   AND i.open > (SELECT coalesce(sum(g.qty), 0) FROM peg g WHERE g.po_line_id = i.id)) AS free_inbound,
	p.retired_at`

// productSums are the sums that products can be sorted by: every product with
// its sum. A sum is made in the order of its index, and products without one are
// added after, because a join from every product to its sum takes twice as long.
var productSums = map[string]string{
	"on_hand": `(SELECT product_id AS id, sum(on_hand) AS k FROM stock GROUP BY product_id
		UNION ALL SELECT id, 0 FROM product WHERE id NOT IN (SELECT product_id FROM stock))`,
	"short": `(` + productShort + `
		UNION ALL SELECT id, 0 FROM product WHERE id NOT IN (SELECT product_id FROM order_line WHERE short > 0 AND on_call = 0 AND direct = 0))`,
}

// productShort is what waits of each product of which something does.
const productShort = `SELECT product_id AS id, sum(short) AS k FROM order_line WHERE short > 0 AND on_call = 0 AND direct = 0 GROUP BY product_id`

// Products reads one page of the products.
func (s *Store) Products(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.ProductRow], error) {
	l := list{
		name: "Products",
		keys: `product p`,
		id:   "p.id",
		sorts: map[string]string{"sku": "p.sku", "name": "p.name COLLATE NOCASE",
			"short": "n.k", "on_hand": "n.k"},
		details: `SELECT ` + productColumns + ` FROM json_each(?1) page JOIN product p ON p.id = page.value
			LEFT JOIN supplier u ON u.id = p.supplier_id ORDER BY page.key`,
		args: []any{today},
	}
	if sums := productSums[q.Sort]; sums != "" {
		l.counted = l.keys
		if l.keys += ` JOIN ` + sums + ` n ON n.id = p.id`; !q.Filtered() {
			l.keys, l.id = sums+` n`, "n.id"
		}
	}
	if err := s.productsOnly(ctx, &l, q); err != nil {
		return model.Paged[model.ProductRow]{}, err
	}
	if q.Sort == "short" && q.Filters["short"] != "" { // all that are short are in the sum, and nothing else
		l.keys, l.counted = `(`+productShort+`) n JOIN product p ON p.id = n.id`, `(SELECT DISTINCT product_id AS id FROM order_line WHERE short > 0 AND on_call = 0 AND direct = 0) n JOIN product p ON p.id = n.id`
		q = q.With("short", "")
	}
	l.by(q, "short", given(`EXISTS (SELECT 1 FROM order_line l WHERE l.product_id = p.id AND l.short > 0 AND l.on_call = 0 AND l.direct = 0)`))
	l.by(q, "supplier", equal(`p.supplier_id = (SELECT id FROM supplier WHERE code = ?)`))
	l.by(q, "category", equal(`p.category = ?`))
	return pageOf[model.ProductRow](ctx, s, l, q)
}

// Categories lists the product categories in use, for a filter.
func (s *Store) Categories(ctx context.Context) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* Categories */ SELECT DISTINCT category AS value, category AS text FROM product
		WHERE category <> '' ORDER BY category LIMIT 200`)
	return o, err
}
