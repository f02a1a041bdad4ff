package db

import (
	"context"

	"backfill/model"
)

const orderToEditSQL = `SELECT
	o.id,
	o.number,
	c.code AS customer,
	c.name AS customer_name,
	w.code AS warehouse,
	coalesce(t.site, '') AS site,
	o.customer_po,
	o.project,
	o.requested_date,
	o.need_by,
	o.essential,
	o.priority,
	o.ship_mode,
	coalesce(o.max_shipments, 0) AS max_shipments,
	o.ship_date,
	o.method,
	o.shipments,
	o.kind,
	o.version
	FROM sales_order o JOIN customer c ON c.id = o.customer_id JOIN warehouse w ON w.id = o.warehouse_id LEFT JOIN site t ON t.id = o.site_id
	WHERE o.number = ?`

const linesToEditSQL = `SELECT
	l.id,
	l.line_no,
	l.warehouse_id,
	p.sku,
	p.name AS product,
	l.unit,
	l.unit_qty,
	p.unit AS stock_unit,
	l.ordered,
	l.shipped,
	l.cancelled,
	l.substituted,
	l.allocated,
	l.picked,
	l.open,
	l.price,
	l.lot_rule = 'one' AS one_lot,
	l.critical_set,
	l.version
	FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = ? ORDER BY l.line_no`

// OrderToEdit reads an order as the forms that change and copy it start from,
// ErrNotFound when there is no such number.
func (s *Store) OrderToEdit(ctx context.Context, number string) (model.OrderToEdit, error) {
	var o model.OrderToEdit
	if err := s.one(ctx, &o, `/* OrderToEdit */ `+orderToEditSQL, number); err != nil {
		return o, err
	}
	return o, s.readAll(ctx, read{&o.Lines, `/* OrderToEdit lines */ ` + linesToEditSQL, []any{o.ID}})
}
