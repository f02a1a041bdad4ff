package db

import (
	"context"

	"backfill/model"
)

// PurchaseShortages proposes one purchase order for everything that is short of
// a supplier's products and that nothing covers, 50 lines at the most.
// ErrNotFound when there is no such supplier.
func (s *Store) PurchaseShortages(ctx context.Context, supplier string, today model.Date) (model.PurchaseProposal, error) {
	var id int64
	if err := s.one(ctx, &id, `/* PurchaseShortages */ SELECT id FROM supplier WHERE code = ?`, supplier); err != nil {
		return model.PurchaseProposal{}, err
	}
	var skus []string
	if err := s.r.SelectContext(ctx, &skus, `/* PurchaseShortages */ SELECT p.sku FROM product p WHERE p.supplier_id = ? AND p.retired_at IS NULL
		AND EXISTS (SELECT 1 FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0) AND `+uncoveredSQL+` > 0
		ORDER BY p.sku LIMIT ?`, id, model.MostBought); err != nil {
		return model.PurchaseProposal{}, err
	}
	p, err := s.ProposePurchase(ctx, skus, today)
	p.Supplier = supplier
	return p, err
}

// ProposePurchase proposes one purchase order for these products, from the
// supplier of the first of them that lacks something to the warehouse where most
// of that waits. What belongs on another order is left out and said. ErrNotFound
// when there is no such product; more than model.MostBought are left out.
func (s *Store) ProposePurchase(ctx context.Context, skus []string, today model.Date) (model.PurchaseProposal, error) {
	var p model.PurchaseProposal
	for _, sku := range skus {
		d, err := s.PurchaseDefaults(ctx, 0, sku, today)
		if err != nil {
			return p, err
		}
		p.Add(d)
	}
	return p, nil
}

// Lanes lists the ways by which purchase orders came lately, to choose from.
func (s *Store) Lanes(ctx context.Context) (lanes []string, err error) {
	err = s.r.SelectContext(ctx, &lanes, `/* Lanes */ SELECT DISTINCT lane FROM (SELECT lane FROM po_line ORDER BY id DESC LIMIT 500) WHERE lane <> '' ORDER BY 1`)
	return lanes, err
}

// defaultsHead and defaultsTail stand around what a product or one line lacks.
const (
	defaultsHead = `/* PurchaseDefaults */ SELECT p.sku, p.name AS product, p.unit, p.decimals, p.pack, u.code AS supplier,
		coalesce(p.lead_time_days, u.lead_time_days, 14) AS lead, `
	defaultsTail = ` LEFT JOIN supplier u ON u.id = p.supplier_id WHERE `
)

// PurchaseDefaults proposes a purchase order for what a line or a product
// lacks: the uncovered short rounded up to the pack, from its usual supplier,
// due after the lead time. Exactly one of line and sku is given.
func (s *Store) PurchaseDefaults(ctx context.Context, line int64, sku string, today model.Date) (model.PurchaseDefaults, error) {
	var d struct {
		SKU, Product, Unit, Warehouse, Order string
		Supplier                             *string
		Decimals, Lead                       int
		Pack, Lacks                          model.Qty
		LineNo                               int `db:"line_no"`
		Direct                               bool
	}
	var err error
	if line != 0 {
		err = s.one(ctx, &d, defaultsHead+`w.code AS warehouse, o.number AS "order", l.line_no,
			max(0, l.short - (SELECT coalesce(sum(qty), 0) FROM peg WHERE line_id = l.id AND confidence <> 'not_ordered')) AS lacks, l.direct
			FROM order_line l JOIN product p ON p.id = l.product_id JOIN warehouse w ON w.id = l.warehouse_id
			JOIN sales_order o ON o.id = l.order_id`+defaultsTail+`l.id = ?`, line)
	} else {
		err = s.one(ctx, &d, defaultsHead+uncoveredSQL+` AS lacks, '' AS "order", 0 AS line_no, 0 AS direct, coalesce((SELECT w.code FROM order_line l
			JOIN warehouse w ON w.id = l.warehouse_id WHERE l.product_id = p.id AND l.short > 0 AND l.on_call = 0 AND l.direct = 0 GROUP BY w.id ORDER BY sum(l.short) DESC LIMIT 1),
			(SELECT code FROM warehouse ORDER BY id LIMIT 1)) AS warehouse FROM product p`+defaultsTail+`p.sku = ?`, sku)
	}
	if err != nil {
		return model.PurchaseDefaults{}, err
	}
	settings, err := s.Settings(ctx)
	out := model.PurchaseDefaults{SKU: d.SKU, Product: d.Product, Unit: d.Unit, Decimals: d.Decimals, Warehouse: d.Warehouse,
		Lacks: d.Lacks, Pack: d.Pack, Qty: d.Lacks.RoundUp(d.Pack), ETA: settings.Calendar.Next(today.AddDays(d.Lead)), LineID: line, OrderNumber: d.Order, LineNo: d.LineNo, Direct: d.Direct}
	if d.Supplier != nil {
		out.SupplierCode = *d.Supplier
	}
	if err != nil {
		return out, err
	}
	return out, s.readAll(ctx, read{&out.Units, `/* PurchaseDefaults units */ SELECT u.unit, u.ratio FROM product p JOIN product_unit u ON u.product_id = p.id
		WHERE p.sku = ? ORDER BY u.ratio, u.unit`, []any{d.SKU}})
}
