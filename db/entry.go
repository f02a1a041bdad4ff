package db

import (
	"context"

	"backfill/model"
)

// CustomerTerms reads how a customer is served; ErrNotFound when nobody has the
// code.
func (s *Store) CustomerTerms(ctx context.Context, code string) (model.CustomerTerms, error) {
	var c model.CustomerTerms
	if err := s.one(ctx, &c, `/* CustomerTerms */ SELECT
		code,
		name,
		tier,
		ship_mode,
		coalesce(max_shipments, 0) AS max_shipments,
		ask_short,
		backorder_limit_value AS value_max,
		coalesce((SELECT sum((l.price * l.short + 500) / 1000) FROM board b JOIN order_line l ON l.id = b.line_id WHERE b.customer_id = c.id AND l.short > 0), 0) AS waiting,
		coalesce(credit_hold, '') AS credit_hold,
		notice_regime
		FROM customer c WHERE code = ?`, code); err != nil {
		return c, err
	}
	return c, s.readAll(ctx, read{&c.Sites, `/* CustomerTerms sites */ SELECT t.site AS value, CASE WHEN t.name = '' THEN t.site ELSE t.name END AS text
		FROM site t JOIN customer c ON c.id = t.customer_id WHERE c.code = ? ORDER BY t.site`, []any{code}})
}

// SoldProduct reads what a form that sells a product shows of it, its units
// first the stock unit; ErrNotFound when there is no such SKU.
func (s *Store) SoldProduct(ctx context.Context, sku string) (model.SoldProduct, error) {
	var p model.SoldProduct
	if err := s.one(ctx, &p, `/* SoldProduct */ SELECT sku, name, unit, decimals, price FROM product WHERE sku = ?`, sku); err != nil {
		return p, err
	}
	return p, s.readAll(ctx, read{&p.Units, `/* SoldProduct units */ SELECT unit FROM product WHERE sku = ?1
		UNION ALL SELECT * FROM (SELECT u.unit FROM product_unit u JOIN product p ON p.id = u.product_id WHERE p.sku = ?1 ORDER BY u.ratio)`, []any{p.SKU}})
}
