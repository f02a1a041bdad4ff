package db

import (
	"context"

	"backfill/model"
)

// Receiving reads one page of the purchase orders with something still to come.
func (s *Store) Receiving(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.ReceivingRow], error) {
	l := list{
		name: "Receiving",
		keys: `purchase_order o`,
		id:   "o.id",
		sorts: map[string]string{
			"due": `coalesce((SELECT min(eta) FROM po_line WHERE po_id = o.id AND open > 0), '9999-12-31')`,
			"po":  "o.number",
			"waiting": `(SELECT count(DISTINCT g.line_id)
				FROM po_line i JOIN peg g ON g.po_line_id = i.id WHERE i.po_id = o.id AND i.open > 0)`},
		details: `SELECT o.id, o.number AS po, u.code AS supplier_code, u.name AS supplier, w.code AS warehouse,
			min(i.eta) AS due, count(*) AS lines, sum(i.open) AS units,
			(SELECT count(DISTINCT g.line_id) FROM po_line n JOIN peg g ON g.po_line_id = n.id WHERE n.po_id = o.id AND n.open > 0) AS waiting
			FROM json_each(?) page JOIN purchase_order o ON o.id = page.value JOIN supplier u ON u.id = o.supplier_id
			JOIN warehouse w ON w.id = o.warehouse_id JOIN po_line i ON i.po_id = o.id AND i.open > 0
			GROUP BY page.key ORDER BY page.key`,
	}
	late := `EXISTS (SELECT 1 FROM po_line WHERE po_id = o.id AND open > 0 AND eta < ?)`
	if all := receivingSums[q.Sort]; all != "" && q.Q == "" && q.Filters["supplier"] == "" {
		late, l.sorts = `d.due < ?`, map[string]string{"due": "d.due", "waiting": "d.waiting"}
		l.keys, l.counted, l.id = all, receivingSums["due"], "d.id"
		if q.Filters[model.Not+"supplier"] != "" {
			l.keys += ` JOIN purchase_order o ON o.id = d.id`
			l.counted += ` JOIN purchase_order o ON o.id = d.id`
		}
	} else {
		l.only(`EXISTS (SELECT 1 FROM po_line WHERE po_id = o.id AND open > 0)`)
	}
	if err := s.onlyPO(ctx, &l, q); err != nil {
		return model.Paged[model.ReceivingRow]{}, err
	}
	l.by(q, "late", func(string) (string, []any) { return late, []any{today} })
	return pageOf[model.ReceivingRow](ctx, s, l, q)
}

// receivingSums are what the purchase orders to receive are sorted by, of all of
// them at once. Of some, each is asked by itself.
var receivingSums = map[string]string{
	"due": `(SELECT po_id AS id, coalesce(min(eta), '9999-12-31') AS due FROM po_line WHERE open > 0 GROUP BY po_id) d`,
	"waiting": `(SELECT i.po_id AS id, coalesce(min(i.eta), '9999-12-31') AS due, count(DISTINCT g.line_id) AS waiting
		FROM po_line i LEFT JOIN peg g ON g.po_line_id = i.id WHERE i.open > 0 GROUP BY i.po_id) d`,
}

// onlyPO narrows a list of purchase orders o by search and supplier.
func (s *Store) onlyPO(ctx context.Context, l *list, q model.ListQuery) error {
	if q.Q != "" {
		f := newFinding(q.Q, 0)
		if _, err := s.search(ctx, l, searchPOs, f.words, f.words, f.whole, f.end, f.whole); err != nil {
			return err
		}
	}
	l.by(q, "supplier", equal(`o.supplier_id = (SELECT id FROM supplier WHERE code = ?)`))
	return nil
}

// Shortages reads one page of the products that order lines lack.
func (s *Store) Shortages(ctx context.Context, q model.ListQuery) (model.Paged[model.ShortageRow], error) {
	l := list{
		name:  "Shortages",
		keys:  `product p`,
		id:    "p.id",
		sorts: map[string]string{"short": `(SELECT sum(short) FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0)`, "sku": "p.sku"},
		details: `SELECT p.id, p.sku, p.name, p.unit, coalesce(u.code, '') AS supplier_code, coalesce(u.name, '') AS supplier,
			(SELECT sum(short) FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0) AS short,
			` + uncoveredSQL + ` AS uncovered,
			(SELECT coalesce(sum(open), 0) FROM po_line WHERE product_id = p.id AND open > 0) AS inbound,
			coalesce(o.number, '') AS po, i.eta, coalesce(i.confidence, '') AS confidence,
			(SELECT count(*) FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0) AS lines,
			(SELECT count(DISTINCT s.customer_id) FROM order_line n JOIN sales_order s ON s.id = n.order_id
			  WHERE n.product_id = p.id AND n.short > 0 AND n.on_call = 0 AND n.direct = 0) AS customers
			FROM json_each(?) page JOIN product p ON p.id = page.value LEFT JOIN supplier u ON u.id = p.supplier_id
			LEFT JOIN po_line i ON i.id = (SELECT id FROM po_line WHERE product_id = p.id AND open > 0 ORDER BY eta IS NULL, eta, id LIMIT 1)
			LEFT JOIN purchase_order o ON o.id = i.po_id
			ORDER BY page.key`,
	}
	if q.Sort == "short" && q.Q == "" && q.Filters["supplier"] == "" { // all sums at once; of some, each is asked by itself
		l.sorts = map[string]string{"short": "d.short"}
		l.keys = `(SELECT product_id AS id, sum(short) AS short FROM order_line WHERE short > 0 AND on_call = 0 AND direct = 0 GROUP BY product_id) d`
		l.counted = `(SELECT DISTINCT product_id AS id FROM order_line WHERE short > 0 AND on_call = 0 AND direct = 0) d`
		if l.id = "d.id"; q.Filtered() {
			l.keys += ` JOIN product p ON p.id = d.id`
			l.counted += ` JOIN product p ON p.id = d.id`
		}
	} else {
		l.only(`EXISTS (SELECT 1 FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0)`)
	}
	if err := s.productsOnly(ctx, &l, q); err != nil {
		return model.Paged[model.ShortageRow]{}, err
	}
	l.by(q, "supplier", equal(`p.supplier_id = (SELECT id FROM supplier WHERE code = ?)`))
	l.by(q, "cover", given(`EXISTS (SELECT 1 FROM board WHERE product_id = p.id AND no_supply = 1)`))
	return pageOf[model.ShortageRow](ctx, s, l, q)
}

// uncoveredSQL is what product p's lines lack that neither a purchase order nor
// stock that waits with them brings, such as that of an order that ships complete.
const uncoveredSQL = `max(0, (SELECT coalesce(sum(short), 0) FROM order_line WHERE product_id = p.id AND short > 0 AND on_call = 0 AND direct = 0) -
	(SELECT coalesce(sum(g.qty), 0) FROM order_line n JOIN peg g ON g.line_id = n.id WHERE n.product_id = p.id AND n.short > 0 AND n.on_call = 0 AND n.direct = 0 AND g.confidence <> 'not_ordered'))`

// poStates are the values of the purchase orders' state filter. Each ? is today
// or the day before which an unconfirmed ETA is stale.
var poStates = map[string]string{
	"open":     `o.id IN (SELECT po_id FROM po_line WHERE open > 0)`,
	"late":     `o.id IN (SELECT po_id FROM po_line WHERE open > 0 AND eta < ?)`,
	"no_eta":   `o.id IN (SELECT po_id FROM po_line WHERE open > 0 AND eta IS NULL)`,
	"stale":    `o.id IN (SELECT po_id FROM po_line WHERE open > 0 AND confidence = 'stated') AND o.ordered_at < ?`,
	"received": `o.id NOT IN (SELECT po_id FROM po_line WHERE open > 0)`,
}

const poColumns = `
	o.id,
	o.number AS po,
	u.code AS supplier_code,
	u.name AS supplier,
	w.code AS warehouse,
	o.ordered_at,
	count(i.id) AS lines,
	count(CASE WHEN i.open > 0 THEN 1 END) AS open_lines,
	min(CASE WHEN i.open > 0 THEN i.eta END) AS eta,
	count(CASE WHEN i.open > 0 AND i.confidence = 'stated' THEN 1 END) AS unconfirmed,
	coalesce((SELECT confidence FROM po_line WHERE po_id = o.id AND open > 0 ORDER BY eta IS NULL, eta, id LIMIT 1), '') AS confidence`

const poJoins = ` JOIN supplier u ON u.id = o.supplier_id JOIN warehouse w ON w.id = o.warehouse_id JOIN po_line i ON i.po_id = o.id`

// PurchaseOrders reads one page of the purchase orders.
func (s *Store) PurchaseOrders(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.PORow], error) {
	l := list{
		name:  "PurchaseOrders",
		keys:  `purchase_order o`,
		id:    "o.id",
		sorts: map[string]string{"ordered": "o.ordered_at", "po": "o.number"},
		details: `SELECT ` + poColumns + ` FROM json_each(?) page JOIN purchase_order o ON o.id = page.value` + poJoins +
			` GROUP BY page.key ORDER BY page.key`,
	}
	if err := s.onlyPO(ctx, &l, q); err != nil {
		return model.Paged[model.PORow]{}, err
	}
	switch state := q.Filters["state"]; state {
	case "late":
		l.only(poStates[state], today)
	case "stale":
		settings, err := s.Settings(ctx)
		if err != nil {
			return model.Paged[model.PORow]{}, err
		}
		l.only(poStates[state], today.AddDays(-settings.UnconfirmedDays))
	case "open", "no_eta", "received":
		l.only(poStates[state])
	}
	return pageOf[model.PORow](ctx, s, l, q)
}

// PurchaseOrder reads everything the pages of one purchase order show,
// ErrNotFound when there is no such number.
func (s *Store) PurchaseOrder(ctx context.Context, number string) (model.POPage, error) {
	var p model.POPage
	err := s.one(ctx, &p, `/* PurchaseOrder */ SELECT `+poColumns+`, o.version, u.email AS supplier_email FROM purchase_order o`+poJoins+`
		WHERE o.number = ? GROUP BY o.id`, number)
	if err != nil {
		return p, err
	}
	if p.Timeline, err = s.Timeline(ctx, "purchase_order", p.ID); err != nil {
		return p, err
	}
	return p, s.readAll(ctx,
		read{&p.POLines, poLinesSQL, []any{p.ID}},
		read{&p.History, `/* PurchaseOrder history */ SELECT e.at, e.actor, i.line_no, e.eta, e.confidence, e.why
			FROM po_line i JOIN eta_event e ON e.po_line_id = i.id WHERE i.po_id = ? ORDER BY e.id DESC LIMIT 100`, []any{p.ID}},
		read{&p.Pegged, poPeggedSQL, []any{p.ID}},
		read{&p.Arrived, `/* PurchaseOrder receipts */ SELECT r.number, i.line_no, p.sku, p.unit, r.received, r.rejected, r.lot, r.received_on, r.actor, r.why
			FROM po_line i JOIN receipt r ON r.po_line_id = i.id JOIN product p ON p.id = i.product_id
			WHERE i.po_id = ? ORDER BY r.id DESC LIMIT 100`, []any{p.ID}})
}

const poLinesSQL = `/* PurchaseOrder lines */ SELECT
	i.id,
	i.line_no,
	p.sku,
	p.name AS product,
	p.unit,
	p.decimals,
	p.lot_tracked,
	i.ordered,
	i.received,
	i.rejected,
	i.cancelled,
	i.open,
	i.eta,
	i.first_eta,
	i.confidence,
	i.confirmed_at,
	coalesce(i.for_line_id, 0) AS for_line_id,
	coalesce(s.number || '/' || l.line_no, '') AS for_line,
	coalesce(l.direct, 0) AS direct,
	i.lane,
	i.unit AS in_unit,
	i.unit_ratio,
	i.version,
	(SELECT count(DISTINCT line_id) FROM peg WHERE po_line_id = i.id) AS waiting
	FROM po_line i JOIN product p ON p.id = i.product_id LEFT JOIN order_line l ON l.id = i.for_line_id LEFT JOIN sales_order s ON s.id = l.order_id
	WHERE i.po_id = ? ORDER BY i.line_no`

const poPeggedSQL = `/* PurchaseOrder pegged */ SELECT
	i.line_no AS po_line_no,
	g.line_id,
	b.order_number,
	b.line_no,
	b.customer,
	b.sku,
	b.unit,
	g.qty,
	g.date,
	b.promise,
	b.priority
	FROM po_line i JOIN peg g ON g.po_line_id = i.id JOIN board b ON b.line_id = g.line_id
	WHERE i.po_id = ? ORDER BY i.line_no, b.rank, b.line_id LIMIT 200`

// Receipt reads one receipt and who got its goods, ErrNotFound when there is no
// such number. What a receipt's run gave at its own moment was given by it: one
// transaction stamps all its rows alike.
func (s *Store) Receipt(ctx context.Context, number string) (model.ReceiptPage, error) {
	var p model.ReceiptPage
	err := s.one(ctx, &p, `/* Receipt */ SELECT r.number, i.line_no, p.sku, p.unit, r.received, r.rejected, r.lot, r.received_on, r.actor, r.why,
		o.number AS po, u.name AS supplier, p.name AS product, w.code AS warehouse, r.at
		FROM receipt r JOIN po_line i ON i.id = r.po_line_id JOIN product p ON p.id = i.product_id
		JOIN purchase_order o ON o.id = i.po_id JOIN supplier u ON u.id = o.supplier_id JOIN warehouse w ON w.id = o.warehouse_id
		WHERE r.number = ?`, number)
	if err != nil {
		return p, err
	}
	err = s.readAll(ctx, read{&p.Got, `/* Receipt got */ SELECT e.line_id, s.number AS order_number, l.line_no, c.name AS customer,
		sum(e.qty) AS qty, l.short, s.ship_mode, coalesce(b.status, 'closed') AS status, l.promise
		FROM receipt r JOIN po_line i ON i.id = r.po_line_id JOIN purchase_order o ON o.id = i.po_id
		JOIN order_line l ON l.product_id = i.product_id
		JOIN alloc_event e ON e.line_id = l.id AND e.at = r.at AND e.kind = 'allocated' AND e.warehouse_id = o.warehouse_id
		JOIN sales_order s ON s.id = l.order_id JOIN customer c ON c.id = s.customer_id LEFT JOIN board b ON b.line_id = l.id
		LEFT JOIN allocation_run a ON a.id = e.run_id
		WHERE r.number = ? AND (a.cause = 'receipt' OR e.run_id IS NULL AND i.for_line_id = l.id) GROUP BY l.id ORDER BY min(e.id)`, []any{number}})
	p.Shelf = p.Received
	for _, g := range p.Got {
		p.Shelf -= g.Qty
	}
	p.Shelf = max(0, p.Shelf)
	return p, err
}
