package dbtest

import "backfill/model"

// Crowd is many open lines that no run has seen, spread evenly over products
// with half of the stock they want: for benchmarks. Customers are C1 to C100,
// products P1 and so on, orders SO-1 and so on with three lines each; one in
// ten ships complete.
type Crowd struct{ Lines, Products int }

func (c Crowd) plant(d *Desk) {
	d.Helper()
	d.Exec(`INSERT INTO supplier(code, name) VALUES ('S1', 'Supplier S1')`)
	d.Exec(`INSERT INTO customer(code, name, tier) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
		SELECT 'C' || i, 'Customer ' || i, substr('ABC', 1 + i % 3, 1) FROM n`)
	d.Exec(`INSERT INTO product(sku, name, price, supplier_id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		SELECT 'P' || i, 'Product ' || i, 100 + i % 900, 1 FROM n`, c.Products)
	d.Exec(`INSERT INTO sales_order(number, customer_id, warehouse_id, ordered_at, priority, ship_mode)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		SELECT 'SO-' || i, 1 + i % 100, 10, strftime('%Y-%m-%dT%H:%M:%fZ', ?, '-' || (i % 60) || ' days', '+' || (i % 86000) || ' seconds'),
		  1 + i % 5, CASE WHEN i % 10 = 0 THEN 'order_complete' ELSE 'as_available' END FROM n`, (c.Lines+2)/3, model.At(Now))
	d.Exec(`INSERT INTO order_line(order_id, line_no, product_id, warehouse_id, unit, unit_qty, price, ordered)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
		SELECT 1 + i / 3, 1 + i % 3, 1 + (i * 7919) % ?, 10, 'pc', 1000 * (1 + i % 9), 500, 1000 * (1 + i % 9) FROM n`, c.Lines, c.Products)
	d.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, why)
		SELECT ?, 'test', 'adjusted', product_id, 3, 10, (sum(ordered) / 2000 + 1) * 1000, 'planted' FROM order_line GROUP BY product_id`, model.At(Now))
	d.Exec(`INSERT INTO purchase_order(number, supplier_id, warehouse_id, ordered_at)
		SELECT 'PO-' || id, 1, 10, ? FROM product`, model.At(Now))
	d.Exec(`INSERT INTO po_line(po_id, line_no, product_id, ordered, eta, first_eta)
		SELECT o.id, 1, p.id, 20000, date(?, '+' || (p.id % 30) || ' days'), date(?, '+' || (p.id % 30) || ' days')
		FROM product p JOIN purchase_order o ON o.number = 'PO-' || p.id`, Today, Today)
}
