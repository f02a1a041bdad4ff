package db

import (
	"context"
	"encoding/json"

	"backfill/model"
)

// supplierColumns are SupplierRow's, for one supplier u with its open orders d.
const supplierColumns = `u.id, u.code, u.name, u.supplier_group, u.lead_time_days, u.retired_at IS NOT NULL AS retired,
	coalesce(d.open_orders, 0) AS open_orders, coalesce(d.late_orders, 0) AS late_orders`

// supplierOrders counts every supplier's open purchase orders; ?2 is today.
const supplierOrders = ` LEFT JOIN (SELECT o.supplier_id, count(*) AS open_orders, sum(l.eta < ?2) AS late_orders
	FROM (SELECT po_id, min(eta) AS eta FROM po_line WHERE open > 0 GROUP BY po_id) l JOIN purchase_order o ON o.id = l.po_id
	GROUP BY o.supplier_id) d ON d.supplier_id = u.id`

// Suppliers reads one page of the suppliers.
func (s *Store) Suppliers(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.SupplierRow], error) {
	l := list{
		name:  "Suppliers",
		keys:  `supplier u`,
		id:    "u.id",
		sorts: map[string]string{"code": "u.code", "name": "u.name COLLATE NOCASE", "lead_time": "u.lead_time_days"},
		details: `SELECT ` + supplierColumns + ` FROM json_each(?1) page JOIN supplier u ON u.id = page.value` + supplierOrders + `
			ORDER BY page.key`,
		args: []any{today},
	}
	if q.Q != "" {
		l.only(`(u.code LIKE ? ESCAPE '\' OR u.name LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q), like(q.Q))
	}
	l.by(q, "group", equal(`u.supplier_group = ?`))
	switch q.Filters["use"] {
	case "":
		l.only(`u.retired_at IS NULL`)
	case "retired":
		l.only(`u.retired_at IS NOT NULL`)
	}
	page, err := pageOf[model.SupplierRow](ctx, s, l, q)
	if err != nil {
		return page, err
	}
	ids := make([]int64, len(page.Rows))
	for i, r := range page.Rows {
		ids[i] = r.ID
	}
	figures, err := s.reliability(ctx, today, ids...)
	for i, r := range page.Rows {
		page.Rows[i].Reliability = figures[r.ID]
	}
	return page, err
}

// judgedDays and judgedOrders bound what a supplier is judged by: its newest
// purchase orders, for a supplier that was slow long ago may not be so now.
const (
	judgedDays   = 365
	judgedOrders = 200
)

// reliability works out how well suppliers keep their word, by supplier.
func (s *Store) reliability(ctx context.Context, today model.Date, suppliers ...int64) (map[int64]model.Reliability, error) {
	ids, err := json.Marshal(suppliers)
	if err != nil {
		return nil, err
	}
	var came []model.Arrived
	err = s.r.SelectContext(ctx, &came, `/* reliability */ SELECT o.supplier_id, i.id AS line_id, r.received_on, i.first_eta, i.ordered, sum(r.received) AS received
		FROM json_each(?1) asked CROSS JOIN purchase_order o ON o.id IN (SELECT n.id FROM purchase_order n
		  WHERE n.supplier_id = asked.value AND n.ordered_at >= ?2 ORDER BY n.ordered_at DESC LIMIT ?3)
		CROSS JOIN po_line i ON i.po_id = o.id CROSS JOIN receipt r ON r.po_line_id = i.id AND r.received > 0
		GROUP BY o.supplier_id, i.id, r.received_on ORDER BY 1, 2, 3`, string(ids), today.AddDays(-judgedDays), judgedOrders)
	figures := make(map[int64]model.Reliability, len(suppliers))
	for start, i := 0, 0; i < len(came); i++ {
		if end := i + 1; end == len(came) || came[end].SupplierID != came[i].SupplierID {
			figures[came[i].SupplierID] = model.ReliabilityOf(came[start:end])
			start = end
		}
	}
	return figures, err
}

// Supplier reads everything the page of one supplier shows, ErrNotFound when
// there is no such code.
func (s *Store) Supplier(ctx context.Context, code string, today model.Date) (model.SupplierPage, error) {
	var p model.SupplierPage
	err := s.one(ctx, &p, `/* Supplier */ SELECT `+supplierColumns+`, u.email, u.version,
		(SELECT count(*) FROM product WHERE supplier_id = u.id) AS products,
		(SELECT count(*) FROM product WHERE supplier_id = u.id AND lead_time_days IS NULL) AS follows
		FROM supplier u`+supplierOrders+` WHERE u.code = ?1`, code, today)
	if err != nil {
		return p, err
	}
	figures, err := s.reliability(ctx, today, p.ID)
	if err != nil {
		return p, err
	}
	p.Reliability = figures[p.ID]
	if p.Timeline, err = s.Timeline(ctx, "supplier", p.ID); err != nil {
		return p, err
	}
	return p, s.readAll(ctx, read{&p.Orders, `/* Supplier orders */ SELECT ` + poColumns + ` FROM purchase_order o` + poJoins + `
		WHERE o.supplier_id = ? GROUP BY o.id HAVING open_lines > 0 ORDER BY eta IS NULL, eta, o.id LIMIT 100`, []any{p.ID}})
}

// SupplierToEdit reads a supplier's own fields and its version, ErrNotFound when
// there is no such code.
func (s *Store) SupplierToEdit(ctx context.Context, code string) (e model.SupplierEdit, version int, err error) {
	var u storedSupplier
	err = s.one(ctx, &u, supplierToEditSQL, code)
	return u.SupplierEdit, u.Version, err
}

// SupplierGroups lists the groups in use, for a filter and to choose from while
// typing.
func (s *Store) SupplierGroups(ctx context.Context) (groups []string, err error) {
	err = s.r.SelectContext(ctx, &groups, `/* SupplierGroups */ SELECT DISTINCT supplier_group FROM supplier WHERE supplier_group <> '' ORDER BY 1 LIMIT 200`)
	return groups, err
}

// SupplierPart is how much a change of a supplier's lead time touches.
type SupplierPart struct {
	Products int `db:"products"` // without a lead time of their own
	Lines    int `db:"lines"`    // open order lines for these
}

// SupplierStands tells whom a change of a supplier's lead time would touch.
func (s *Store) SupplierStands(ctx context.Context, code string) (p SupplierPart, err error) {
	err = s.one(ctx, &p, `/* SupplierStands */ SELECT
		(SELECT count(*) FROM product p WHERE p.supplier_id = u.id AND p.lead_time_days IS NULL) AS products,
		(SELECT count(*) FROM product p JOIN board b ON b.product_id = p.id WHERE p.supplier_id = u.id AND p.lead_time_days IS NULL) AS lines
		FROM supplier u WHERE u.code = ?`, code)
	return p, err
}
