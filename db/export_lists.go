package db

import "strings"

// columns reads "name" for text, "name:q" for quantities, "name:m" for money,
// "name:n" for whole numbers and "name:d" for the day of an instant.
func columns(list string) []ExportColumn {
	var out []ExportColumn
	for _, f := range strings.Fields(list) {
		name, kind, _ := strings.Cut(f, ":")
		out = append(out, ExportColumn{name, map[string]ExportType{"": ExportText, "q": ExportQty, "m": ExportMoney, "n": ExportWhole, "d": ExportDay}[kind]})
	}
	return out
}

// exports are the lists, those that can be imported first. Each query gives its
// cursor's cells, then the columns. Parameters: ?1 rows of a page, ?2 and ?3
// the first instant and the one after the last, ?4 now, ?5 on the cursor.
var exports = []Export{
	{Name: "warehouses", Title: "Warehouses", Columns: columns("code name address country carrier_cutoff"), keys: 1, from: []any{0},
		page: `/* warehouses */ SELECT id, code, name, address, country, carrier_cutoff FROM warehouse WHERE id > ?5 ORDER BY id LIMIT ?1`},
	{Name: "closed-days", Title: "Days on which the company does not work", Columns: columns("date name"), keys: 1, from: []any{""},
		page: `/* closed-days */ SELECT day, day, name FROM closed_day WHERE day > ?5 ORDER BY day LIMIT ?1`},
	{Name: "suppliers", Title: "Suppliers", Columns: columns("code name group lead_time_days:n email"), keys: 1, from: []any{0},
		page: `/* suppliers */ SELECT id, code, name, supplier_group, lead_time_days, email FROM supplier WHERE id > ?5 ORDER BY id LIMIT ?1`},
	{Name: "products", Title: "Products", keys: 1, from: []any{0},
		Columns: columns("sku name category unit decimals:n price:m weight_kg:q gtin supplier supplier_sku lead_time_days:n pack:q backorder backorder_limit:q lot_tracked"),
		page: `/* products */ SELECT p.id, p.sku, p.name, p.category, p.unit, p.decimals, p.price, p.weight_g, p.gtin, s.code, p.supplier_sku, p.lead_time_days,
			p.pack, p.backorder, p.backorder_limit, CASE p.lot_tracked WHEN 1 THEN 'yes' ELSE 'no' END
			FROM product p LEFT JOIN supplier s ON s.id = p.supplier_id WHERE p.id > ?5 ORDER BY p.id LIMIT ?1`},
	{Name: "units", Title: "Units of products", Columns: columns("sku unit ratio:q"), keys: 2, from: []any{0, ""},
		page: `/* units */ SELECT u.product_id, u.unit, p.sku, u.unit, u.ratio FROM product_unit u JOIN product p ON p.id = u.product_id
			WHERE (u.product_id, u.unit) > (?5, ?6) ORDER BY u.product_id, u.unit LIMIT ?1`},
	{Name: "substitutes", Title: "Substitutes", Columns: columns("sku substitute kind ratio:q"), keys: 2, from: []any{0, 0},
		page: `/* substitutes */ SELECT x.product_id, x.substitute_id, p.sku, s.sku, x.kind, x.ratio FROM substitute x
			JOIN product p ON p.id = x.product_id JOIN product s ON s.id = x.substitute_id
			WHERE (x.product_id, x.substitute_id) > (?5, ?6) ORDER BY x.product_id, x.substitute_id LIMIT ?1`},
	{Name: "bins", Title: "Bins", Columns: columns("warehouse bin sku"), keys: 2, from: []any{0, ""},
		page: `/* bins */ SELECT b.warehouse_id, b.bin, w.code, b.bin, p.sku FROM bin b JOIN warehouse w ON w.id = b.warehouse_id
			LEFT JOIN product p ON p.id = b.product_id WHERE (b.warehouse_id, b.bin) > (?5, ?6) ORDER BY b.warehouse_id, b.bin LIMIT ?1`},
	{Name: "customers", Title: "Customers", keys: 1, from: []any{0},
		Columns: columns("code name class tier email phone language country ship_mode max_shipments:n notice_regime owner backorder_limit_value:m credit_hold"),
		page: `/* customers */ SELECT id, code, name, class, tier, email, phone, language, country, ship_mode, max_shipments, notice_regime, owner,
			backorder_limit_value, coalesce(credit_hold, 'no') FROM customer WHERE id > ?5 ORDER BY id LIMIT ?1`},
	{Name: "sites", Title: "Job sites", Columns: columns("customer site name address zone contact phone access"), keys: 1, from: []any{0},
		page: `/* sites */ SELECT s.id, c.code, s.site, s.name, s.address, s.zone, s.contact, s.phone, s.access
			FROM site s JOIN customer c ON c.id = s.customer_id WHERE s.id > ?5 ORDER BY s.id LIMIT ?1`},
	{Name: "contacts", Title: "Contacts of customers", Columns: columns("customer name role email phone orders delays shipments"), keys: 1, from: []any{0},
		page: `/* contacts */ SELECT k.id, c.code, k.name, k.role, k.email, k.phone, iif(k.orders, 'yes', 'no'), iif(k.delays, 'yes', 'no'), iif(k.shipments, 'yes', 'no')
			FROM contact k JOIN customer c ON c.id = k.customer_id WHERE k.id > ?5 AND k.retired_at IS NULL ORDER BY k.id LIMIT ?1`},
	{Name: "routes", Title: "Route days of the own trucks", Columns: columns("warehouse zone weekday cutoff days_before:n"), keys: 3, from: []any{0, "", 0},
		page: `/* routes */ SELECT r.warehouse_id, r.zone, r.weekday, w.code, r.zone,
			json_extract('["sunday","monday","tuesday","wednesday","thursday","friday","saturday"]', '$[' || r.weekday || ']'), r.cutoff, r.days_before
			FROM route_day r JOIN warehouse w ON w.id = r.warehouse_id WHERE (r.warehouse_id, r.zone, r.weekday) > (?5, ?6, ?7)
			ORDER BY r.warehouse_id, r.zone, r.weekday LIMIT ?1`},
	{Name: "stock", Title: "Stock on hand", Columns: columns("sku warehouse lot on_hand:q bin as_of"), keys: 3, from: []any{0, 0, ""},
		page: `/* stock */ SELECT s.product_id, s.warehouse_id, s.lot, p.sku, w.code, s.lot, s.on_hand,
			(SELECT min(b.bin) FROM bin b WHERE b.product_id = s.product_id AND b.warehouse_id = s.warehouse_id), ?4
			FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id
			WHERE (s.product_id, s.warehouse_id, s.lot) > (?5, ?6, ?7) ORDER BY s.product_id, s.warehouse_id, s.lot LIMIT ?1`},
	{Name: "purchase-orders", Title: "Purchase orders, a row a line", Dated: true, keys: 2, from: []any{0, 0},
		Columns: columns("po supplier ordered_at warehouse line:n sku quantity:q eta confidence lane received:q received_at rejected:q closed for_order for_line:n"),
		page: `/* purchase-orders */ SELECT o.id, l.line_no, o.number, s.code, o.ordered_at, w.code, l.line_no, p.sku, l.ordered, l.eta, l.confidence, l.lane,
			l.received, (SELECT max(r.received_on) FROM receipt r WHERE r.po_line_id = l.id), l.rejected,
			CASE WHEN l.cancelled > 0 AND l.open = 0 THEN 'yes' ELSE 'no' END, fo.number, f.line_no
			FROM po_line l LEFT JOIN order_line f ON f.id = l.for_line_id LEFT JOIN sales_order fo ON fo.id = f.order_id JOIN purchase_order o ON o.id = l.po_id JOIN supplier s ON s.id = o.supplier_id JOIN warehouse w ON w.id = o.warehouse_id
			JOIN product p ON p.id = l.product_id
			WHERE (l.po_id, l.line_no) > (?5, ?6) AND o.ordered_at >= ?2 AND o.ordered_at < ?3 ORDER BY l.po_id, l.line_no LIMIT ?1`},
	{Name: "orders", Title: "Orders, a row a line", Dated: true, keys: 2, from: []any{0, 0}, page: exportOrders,
		Columns: columns(`order customer ordered_at requested_date need_by priority:n ship_mode max_shipments:n ship_date method site warehouse customer_po project
			line:n sku quantity:q unit price:m lot_rule shipped:q shipped_at:d cancelled:q kind blanket credit_hold`)},
	{Name: "order-lines", Title: "Order lines with what became of them", Dated: true, keys: 2, from: []any{0, 0},
		Columns: columns(`order line:n customer sku product warehouse ordered_at ordered:q shipped:q cancelled:q substituted:q returned:q allocated:q picked:q
			backordered:q requested first_promise promise policy hold`),
		page: `/* order-lines */ SELECT l.order_id, l.line_no, o.number, l.line_no, c.code, p.sku, p.name, w.code, o.ordered_at, l.ordered, l.shipped, l.cancelled,
			l.substituted, l.returned, l.allocated, l.picked, l.short, o.requested_date, l.first_promise, l.promise, l.policy, coalesce(l.hold, o.hold, o.credit_hold)
			FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id JOIN product p ON p.id = l.product_id
			JOIN warehouse w ON w.id = l.warehouse_id
			WHERE (l.order_id, l.line_no) > (?5, ?6) AND o.ordered_at >= ?2 AND o.ordered_at < ?3 ORDER BY l.order_id, l.line_no LIMIT ?1`},
	{Name: "backorders", Title: "Open backorders", Dated: true, keys: 1, from: []any{0},
		Columns: columns(`order line:n customer customer_po project sku product warehouse unit status open:q backordered:q allocated:q picked:q value:m
			ordered_at requested first_promise promise eta eta_source eta_confidence supplier owner`),
		page: `/* backorders */ SELECT line_id, order_number, line_no, customer, customer_po, project, sku, product, warehouse, unit, status, open, short, allocated,
			picked, value, ordered_at, requested, first_promise, promise, eta, eta_source, eta_confidence, supplier, owner
			FROM board WHERE line_id > ?5 AND short > 0 AND ordered_at >= ?2 AND ordered_at < ?3 ORDER BY line_id LIMIT ?1`},
	{Name: "allocations", Title: "Which stock each line holds", Columns: columns("order line:n sku warehouse lot allocated:q picked:q"), keys: 3, from: []any{0, 0, ""},
		page: `/* allocations */ SELECT a.line_id, a.warehouse_id, a.lot, o.number, l.line_no, p.sku, w.code, a.lot, a.allocated, a.picked
			FROM allocation a JOIN order_line l ON l.id = a.line_id JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id
			JOIN warehouse w ON w.id = a.warehouse_id WHERE (a.line_id, a.warehouse_id, a.lot) > (?5, ?6, ?7) AND a.allocated + a.picked > 0
			ORDER BY a.line_id, a.warehouse_id, a.lot LIMIT ?1`},
	{Name: "allocation-ledger", Title: "The ledger of allocations", Dated: true, keys: 1, from: []any{0},
		Columns: columns("at actor kind order line:n sku warehouse lot quantity:q run:n why"),
		page: `/* allocation-ledger */ SELECT e.id, e.at, e.actor, e.kind, o.number, l.line_no, p.sku, w.code, e.lot, e.qty, e.run_id, e.why
			FROM alloc_event e JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = e.product_id
			JOIN warehouse w ON w.id = e.warehouse_id WHERE e.id > ?5 AND e.at >= ?2 AND e.at < ?3 ORDER BY e.id LIMIT ?1`},
	{Name: "stock-moves", Title: "The stock ledger", Dated: true, keys: 1, from: []any{0},
		Columns: columns("at actor kind sku from from_lot to to_lot quantity:q why"),
		page: `/* stock-moves */ SELECT m.id, m.at, m.actor, m.kind, p.sku, f.code, m.from_lot, t.code, m.to_lot, m.qty, m.why
			FROM stock_move m JOIN product p ON p.id = m.product_id JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id
			WHERE m.id > ?5 AND m.at >= ?2 AND m.at < ?3 ORDER BY m.id LIMIT ?1`},
	{Name: "promises", Title: "The promise ledger", Dated: true, keys: 1, from: []any{0},
		Columns: columns("at actor cause order line:n old_date new_date run:n why"),
		page: `/* promises */ SELECT e.id, e.at, e.actor, e.cause, o.number, l.line_no, e.old_date, e.new_date, e.run_id, e.why
			FROM promise_event e JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id
			WHERE e.id > ?5 AND e.at >= ?2 AND e.at < ?3 ORDER BY e.id LIMIT ?1`},
	{Name: "receipts", Title: "Receipts", Dated: true, keys: 1, from: []any{0},
		Columns: columns("number po line:n supplier sku received:q rejected:q lot received_on at actor why"),
		page: `/* receipts */ SELECT r.id, r.number, o.number, l.line_no, s.code, p.sku, r.received, r.rejected, r.lot, r.received_on, r.at, r.actor, r.why
			FROM receipt r JOIN po_line l ON l.id = r.po_line_id JOIN purchase_order o ON o.id = l.po_id JOIN supplier s ON s.id = o.supplier_id
			JOIN product p ON p.id = l.product_id WHERE r.id > ?5 AND r.at >= ?2 AND r.at < ?3 ORDER BY r.id LIMIT ?1`},
	{Name: "shipments", Title: "Shipments, a row a line", Dated: true, keys: 1, from: []any{0},
		Columns: columns("number order line:n sku quantity:q lot warehouse shipped_at actor"),
		page: `/* shipments */ SELECT x.id, s.number, o.number, l.line_no, p.sku, x.qty, x.lot, w.code, s.shipped_at, s.actor
			FROM shipment_line x JOIN shipment s ON s.id = x.shipment_id JOIN order_line l ON l.id = x.line_id JOIN sales_order o ON o.id = l.order_id
			JOIN product p ON p.id = l.product_id LEFT JOIN warehouse w ON w.id = s.warehouse_id
			WHERE x.id > ?5 AND s.shipped_at >= ?2 AND s.shipped_at < ?3 ORDER BY x.id LIMIT ?1`},
	{Name: "taken-back", Title: "Units cancelled or returned by a document", Dated: true, keys: 1, from: []any{0},
		Columns: columns("number line:n kind quantity:q at order order_line:n sku"),
		page: `/* taken-back */ SELECT b.id, b.number, b.line_no, b.kind, b.qty, b.at, o.number, l.line_no, p.sku
			FROM taken_back b JOIN order_line l ON l.id = b.line_id JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id
			WHERE b.id > ?5 AND b.at >= ?2 AND b.at < ?3 ORDER BY b.id LIMIT ?1`},
	{Name: "imports", Title: "Imports", Dated: true, keys: 1, from: []any{0},
		Columns: columns("import:n at actor kind file sha256 new:n changed:n same:n skipped:n errors:n"),
		page: `/* imports */ SELECT id, id, at, actor, kind, file, sha256, rows_new, rows_changed, rows_same, rows_skipped, rows_error
			FROM import WHERE id > ?5 AND at >= ?2 AND at < ?3 ORDER BY id LIMIT ?1`},
	{Name: "audit", Title: "Who did what, when and why", Dated: true, keys: 1, from: []any{0},
		Columns: columns("id:n at actor origin request action entity ref before after why"),
		page: `/* audit */ SELECT id, id, at, actor, origin, request_id, action, entity, ref, before, after, why
			FROM audit_read WHERE id > ?5 AND at >= ?2 AND at < ?3 ORDER BY id LIMIT ?1`},
}

// exportOrders gives quantities in the unit as ordered, or in the stock unit
// where a part that left or was cancelled is no exact number of units.
const exportOrders = `/* orders */ SELECT e.order_id, e.line_no, e.number, e.customer, e.ordered_at, e.requested_date, e.need_by, e.priority, e.ship_mode,
	  e.max_shipments, e.ship_date, e.method, e.site, e.warehouse, e.customer_po, e.project, e.line_no, e.sku,
	  iif(e.exact, e.unit_qty, e.ordered), iif(e.exact, e.unit, e.stock_unit), iif(e.exact, money_value(e.price, e.ratio), e.price), e.lot_rule,
	  iif(e.exact, e.shipped * 1000 / e.ratio, e.shipped), e.shipped_at, iif(e.exact, e.cancelled * 1000 / e.ratio, e.cancelled),
	  e.kind, e.blanket, e.credit_hold
	FROM (SELECT r.*, r.shipped * 1000 % r.ratio = 0 AND r.cancelled * 1000 % r.ratio = 0 AS exact FROM (
	  SELECT l.order_id, l.line_no, o.number, c.code AS customer, o.ordered_at, o.requested_date, o.need_by, o.priority, o.ship_mode,
	    o.max_shipments, o.ship_date, o.method, s.site, w.code AS warehouse, o.customer_po, o.project, p.sku, p.unit AS stock_unit,
	    l.unit_qty, l.unit, l.price, l.lot_rule, l.ordered, l.shipped, l.cancelled, coalesce(u.ratio, 1000) AS ratio, o.kind, coalesce(o.credit_hold, 'no') AS credit_hold,
	    (SELECT b.number FROM sales_order b WHERE b.id = o.blanket_id) AS blanket,
	    (SELECT max(h.shipped_at) FROM shipment_line x JOIN shipment h ON h.id = x.shipment_id WHERE x.line_id = l.id) AS shipped_at
	  FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id JOIN product p ON p.id = l.product_id
	  JOIN warehouse w ON w.id = l.warehouse_id LEFT JOIN site s ON s.id = o.site_id
	  LEFT JOIN product_unit u ON u.product_id = l.product_id AND u.unit = l.unit AND l.unit <> p.unit
	  WHERE (l.order_id, l.line_no) > (?5, ?6) AND o.ordered_at >= ?2 AND o.ordered_at < ?3
	  ORDER BY l.order_id, l.line_no LIMIT ?1) r) e ORDER BY e.order_id, e.line_no`
