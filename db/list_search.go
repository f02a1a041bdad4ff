package db

import (
	"context"
	"encoding/json"
	"fmt"

	"backfill/model"
)

// search narrows a list to what ids finds, and tells whether that is many: more
// than can be counted. Of fewer, the ids are read once for the page and the count.
func (s *Store) search(ctx context.Context, l *list, ids string, args ...any) (many bool, err error) {
	var found []int64
	if err := s.r.SelectContext(ctx, &found, "/* "+l.name+" search */ "+ids+" LIMIT ?", append(args, model.MaxCount+1)...); err != nil {
		return false, fmt.Errorf("list %s: %w", l.name, err)
	}
	if len(found) > model.MaxCount {
		l.only(l.id+` IN (`+ids+`)`, args...)
		return true, nil
	}
	text, err := json.Marshal(found)
	l.only(l.id+` IN (SELECT value FROM json_each(?))`, string(text))
	return false, err
}

// What a list finds by words, as the beginnings of those of its records, and by
// the beginning of a number or code.
const (
	searchProducts = `SELECT rowid FROM find_product WHERE find_product MATCH ?
		UNION SELECT rowid FROM find_code WHERE find_code MATCH ?
		UNION SELECT id FROM product WHERE sku >= ? AND sku < ?`
	searchOrders = `SELECT rowid FROM find_order WHERE find_order MATCH ?
		UNION SELECT o.id FROM find_customer k CROSS JOIN sales_order o ON o.customer_id = k.rowid WHERE find_customer MATCH ?
		UNION SELECT id FROM sales_order WHERE number >= ? AND number < ?
		UNION SELECT n.order_id FROM product p CROSS JOIN order_line n ON n.product_id = p.id WHERE p.sku = ?`
	searchCustomers = `SELECT rowid FROM find_customer WHERE find_customer MATCH ?
		UNION SELECT id FROM customer WHERE code >= ? AND code < ?`
	searchPOs = `SELECT rowid FROM find_po WHERE find_po MATCH ?
		UNION SELECT o.id FROM find_supplier k CROSS JOIN purchase_order o ON o.supplier_id = k.rowid WHERE find_supplier MATCH ?
		UNION SELECT id FROM purchase_order WHERE number >= ? AND number < ?
		UNION SELECT n.po_id FROM product p CROSS JOIN po_line n ON n.product_id = p.id AND n.open > 0 WHERE p.sku = ?`
)

// productsOnly narrows a list of products p to what the search finds.
func (s *Store) productsOnly(ctx context.Context, l *list, q model.ListQuery) error {
	if q.Q == "" {
		return nil
	}
	f := newFinding(q.Q, 0)
	_, err := s.search(ctx, l, searchProducts, f.words, f.part, f.whole, f.end)
	return err
}
