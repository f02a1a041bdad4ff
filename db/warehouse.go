package db

import (
	"context"

	"backfill/model"
)

// warehouseColumns are WarehouseRow's.
const warehouseColumns = `
	w.id,
	w.code,
	w.name,
	w.address,
	w.country,
	(SELECT count(DISTINCT s.product_id) FROM stock s WHERE s.warehouse_id = w.id AND s.on_hand > 0) AS products,
	(SELECT count(*) FROM bin b WHERE b.warehouse_id = w.id) AS bins,
	coalesce((SELECT n FROM lacking x WHERE x.warehouse_id = w.id), 0) AS waiting,
	(SELECT count(*) FROM transfer x WHERE x.to_id = w.id AND x.state = 'sent') AS coming,
	w.version`

// withLacking counts the lines that lack something, in one walk for all
// warehouses: each of them has a good part of all lines.
const withLacking = `WITH lacking AS MATERIALIZED (SELECT warehouse_id, count(*) AS n FROM order_line INDEXED BY order_line_short
	WHERE short > 0 AND on_call = 0 AND direct = 0 GROUP BY warehouse_id)
`

// Warehouses reads one page of the warehouses.
func (s *Store) Warehouses(ctx context.Context, q model.ListQuery) (model.Paged[model.WarehouseRow], error) {
	l := list{
		name:    "Warehouses",
		keys:    `warehouse w`,
		id:      "w.id",
		sorts:   map[string]string{"code": "w.code", "name": "w.name COLLATE NOCASE"},
		details: withLacking + `SELECT ` + warehouseColumns + ` FROM json_each(?) page JOIN warehouse w ON w.id = page.value ORDER BY page.key`,
	}
	if q.Q != "" {
		l.only(`(w.code LIKE ? ESCAPE '\' OR w.name LIKE ? ESCAPE '\' OR w.address LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q), like(q.Q))
	}
	return pageOf[model.WarehouseRow](ctx, s, l, q)
}

// Warehouse reads what the page of one warehouse shows beside its bins,
// ErrNotFound when there is no such code.
func (s *Store) Warehouse(ctx context.Context, code string) (model.WarehousePage, error) {
	var p model.WarehousePage
	err := s.one(ctx, &p, `/* Warehouse */ `+withLacking+`SELECT `+warehouseColumns+`,
		(SELECT coalesce(sum(money_value(p.price, s.on_hand)), 0) FROM stock s JOIN product p ON p.id = s.product_id WHERE s.warehouse_id = w.id) AS value,
		(SELECT count(*) FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE i.open > 0 AND o.warehouse_id = w.id) AS inbound,
		(SELECT coalesce(sum(lines), 0) FROM board_sum WHERE kind = 'warehouse' AND substr(key, instr(key, '/') + 1) = w.code) AS open
		FROM warehouse w WHERE w.code = ?`, code)
	if err != nil {
		return p, err
	}
	if p.Routes, err = s.Routes(ctx, p.Code); err != nil {
		return p, err
	}
	p.History, err = s.Timeline(ctx, "warehouse", p.ID)
	return p, err
}

// Bins reads one page of a warehouse's bins.
func (s *Store) Bins(ctx context.Context, warehouse int64, q model.ListQuery) (model.Paged[model.BinRow], error) {
	l := list{
		name:  "Bins",
		keys:  `(SELECT row_number() OVER (ORDER BY bin) AS id, bin, product_id FROM bin WHERE warehouse_id = ?) b`,
		id:    "b.id",
		sorts: map[string]string{"bin": "b.bin"},
		details: `WITH b AS (SELECT row_number() OVER (ORDER BY bin) AS id, bin, product_id, warehouse_id FROM bin WHERE warehouse_id = ?2)
			SELECT b.id, b.bin, coalesce(p.sku, '') AS sku, coalesce(p.name, '') AS product, coalesce(p.unit, '') AS unit,
			(SELECT coalesce(sum(s.on_hand), 0) FROM stock s WHERE s.product_id = b.product_id AND s.warehouse_id = b.warehouse_id) AS on_hand
			FROM json_each(?1) page JOIN b ON b.id = page.value LEFT JOIN product p ON p.id = b.product_id ORDER BY page.key`,
		args:    []any{warehouse},
		keyArgs: []any{warehouse},
	}
	if q.Q != "" {
		l.only(`(b.bin LIKE ? ESCAPE '\' OR b.product_id IN (SELECT id FROM product WHERE sku LIKE ? ESCAPE '\'))`, like(q.Q), like(q.Q))
	}
	switch q.Filters["use"] {
	case "free":
		l.only(`b.product_id IS NULL`)
	case "assigned":
		l.only(`b.product_id IS NOT NULL`)
	}
	return pageOf[model.BinRow](ctx, s, l, q)
}
