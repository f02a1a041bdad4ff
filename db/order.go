package db

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"backfill/model"
)

// orderColumns are OrderRow's, grouped by order.
const orderColumns = `
	o.id,
	o.number,
	c.code AS customer_code,
	c.name AS customer,
	o.customer_po,
	o.ordered_at,
	o.requested_date,
	max(b.promise) AS promise,
	o.ship_mode,
	o.kind,
	coalesce(sum((l.price * (l.ordered - l.cancelled - l.substituted) + 500) / 1000), 0) AS value,
	count(l.id) AS lines,
	count(b.line_id) AS open_lines,
	count(CASE WHEN l.shipped > 0 THEN 1 END) AS shipped_lines,
	count(CASE WHEN b.status = 'hold' THEN 1 END) AS on_hold,
	count(CASE WHEN b.status = 'customer' THEN 1 END) AS asked,
	count(CASE WHEN b.status = 'ready' THEN 1 END) AS ready,
	count(CASE WHEN b.status = 'part' THEN 1 END) AS part,
	count(CASE WHEN b.status = 'no_supply' THEN 1 END) AS no_supply,
	count(CASE WHEN b.status = 'risk' THEN 1 END) AS risk`

const orderJoins = `
	JOIN customer c ON c.id = o.customer_id
	LEFT JOIN order_line l ON l.order_id = o.id
	LEFT JOIN board b ON b.line_id = l.id`

// orderState is a value of the orders' status filter, said twice: as what is
// asked of one order, for a walk through the list, and as the orders that the
// board's index gives one after another. Each ? is today.
type orderState struct {
	of   string // of order o
	all  string // SELECT of the orders' ids; empty: only asking each one tells
	args int    // 1: today
}

var orderStates = map[string]orderState{
	"open": {of: `EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id)`, all: `SELECT DISTINCT order_id FROM board`},
	"ready": {of: `(EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id) AND NOT EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id AND b.status <> 'ready'))`,
		all: `SELECT order_id FROM board GROUP BY order_id HAVING min(status) = 'ready' AND max(status) = 'ready'`},
	"short":  {of: `EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id AND b.short > 0)`, all: `SELECT DISTINCT order_id FROM board WHERE short > 0`},
	"hold":   {of: `EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id AND b.on_hold = 1)`, all: `SELECT DISTINCT order_id FROM board WHERE on_hold = 1`},
	"late":   {of: `EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id AND b.promise < ?)`, all: `SELECT DISTINCT order_id FROM board WHERE promise < ?`, args: 1},
	"closed": {of: `NOT EXISTS (SELECT 1 FROM board b WHERE b.order_id = o.id)`},
}

// onlyState narrows the orders to those that are in a state, or are not. Few of
// them are read off the board at once and then sorted; of many, a walk in the
// order of the list soon meets a page of them. Which it is tells a look at no
// more than can be counted, and that is the count too. It tells whether they are
// few.
func (s *Store) onlyState(ctx context.Context, l *list, state string, not bool, today model.Date) (few bool, err error) {
	is := orderStates[state]
	var args []any
	if is.args > 0 {
		args = []any{today}
	}
	if not {
		is.of, is.all = "NOT "+is.of, ""
	}
	var ids []int64
	query := cmp.Or(is.all, `SELECT o.id FROM sales_order o WHERE `+is.of+` ORDER BY o.id`)
	if err := s.r.SelectContext(ctx, &ids, "/* Orders state */ "+query+" LIMIT ?", append(args, model.MaxCount+1)...); err != nil {
		return false, err
	}
	l.total = len(ids)
	if l.total > model.MaxCount {
		l.only(is.of, args...)
		return false, nil
	}
	text, err := json.Marshal(ids)
	l.only(`o.id IN (SELECT value FROM json_each(?))`, string(text))
	return true, err
}

// Orders reads one page of the orders.
func (s *Store) Orders(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.OrderRow], error) {
	l := list{
		name:  "Orders",
		keys:  `sales_order o`,
		id:    "o.id",
		sorts: map[string]string{"ordered": "o.ordered_at", "number": "o.number", "customer": "c.code"},
		details: `SELECT ` + orderColumns + ` FROM json_each(?) page JOIN sales_order o ON o.id = page.value` + orderJoins +
			` GROUP BY page.key ORDER BY page.key`,
	}
	many := true
	if q.Q != "" {
		var err error
		f := newFinding(q.Q, 0)
		if many, err = s.search(ctx, &l, searchOrders, f.words, f.words, f.whole, f.end, f.whole); err != nil {
			return model.Paged[model.OrderRow]{}, err
		}
	}
	l.by(q, "rush", equal(`o.rush = ?`))
	l.by(q, "customer", equal(`o.customer_id = (SELECT id FROM customer WHERE code = ?)`))
	few := !many || q.Filters["customer"] != ""
	for _, name := range []string{"status", model.Not + "status"} {
		if state := q.Filters[name]; state != "" {
			some, err := s.onlyState(ctx, &l, state, name != "status", today)
			if err != nil {
				return model.Paged[model.OrderRow]{}, fmt.Errorf("list %s: %w", l.name, err)
			}
			few = few || some
		}
	}
	if len(q.Filters) > 1 || q.Q != "" {
		l.total = 0
	}
	if q.Sort == "customer" {
		l.counted = l.keys
		l.keys = `customer c CROSS JOIN sales_order o ON o.customer_id = c.id` // walked by customer, till a page is full
		if few {
			l.keys = `sales_order o CROSS JOIN customer c ON c.id = o.customer_id`
		}
	}
	return pageOf[model.OrderRow](ctx, s, l, q)
}

// Order reads everything the page of one order shows, ErrNotFound when there is
// no such number.
func (s *Store) Order(ctx context.Context, number string) (model.OrderPage, error) {
	var p model.OrderPage
	err := s.one(ctx, &p, `/* Order */ SELECT `+orderColumns+`,
		c.tier,
		c.language,
		c.country,
		o.essential,
		coalesce(t.name, t.site, '') AS site,
		coalesce(t.address, '') AS site_address,
		w.code AS warehouse,
		o.need_by,
		o.priority,
		coalesce(o.max_shipments, 0) AS max_shipments,
		o.ship_date,
		o.method,
		o.project,
		coalesce(o.hold, '') AS hold,
		coalesce(o.credit_hold, c.credit_hold, '') AS credit_hold,
		coalesce(o.credit_hold, '') AS own_credit,
		o.rush,
		o.rush_why,
		coalesce((SELECT number FROM sales_order b WHERE b.id = o.blanket_id), '') AS blanket_number,
		o.version
		FROM sales_order o JOIN warehouse w ON w.id = o.warehouse_id LEFT JOIN site t ON t.id = o.site_id`+orderJoins+`
		WHERE o.number = ? GROUP BY o.id`, number)
	if err != nil {
		return p, err
	}
	if p.Timeline, err = s.Timeline(ctx, "order", p.ID); err != nil {
		return p, err
	}
	return p, s.readAll(ctx,
		read{&p.OrderLines, orderLinesSQL, []any{p.ID}},
		read{&p.Sent, `/* Order sent */ SELECT s.number, s.shipped_at, l.line_no, sum(n.qty) AS qty FROM shipment s
			JOIN shipment_line n ON n.shipment_id = s.id JOIN order_line l ON l.id = n.line_id WHERE s.order_id = ? GROUP BY s.id, l.id ORDER BY s.id, l.line_no`, []any{p.ID}},
		read{&p.Parts, `/* Order parts */ SELECT l.line_no, g.qty, g.date, g.source, g.confidence FROM order_line l
			JOIN peg g ON g.line_id = l.id WHERE l.order_id = ? AND l.open > 0 ORDER BY l.line_no, g.part`, []any{p.ID}})
}

const orderLinesSQL = `/* Order lines */ SELECT
	l.id,
	l.line_no,
	p.sku,
	p.name AS product,
	w.code AS warehouse,
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
	l.short,
	l.price,
	l.promise,
	b.eta,
	coalesce(b.eta_source, '') AS eta_source,
	coalesce(b.eta_confidence, '') AS eta_confidence,
	coalesce(b.status, 'closed') AS status,
	l.direct,
	coalesce(l.hold, '') AS hold,
	l.version
	FROM order_line l JOIN product p ON p.id = l.product_id JOIN warehouse w ON w.id = l.warehouse_id
	LEFT JOIN board b ON b.line_id = l.id
	WHERE l.order_id = ? ORDER BY l.line_no`

// CustomerOptions lists up to 500 customers in use whose code or name holds text, for a
// form's select; the one with exactly that code is first.
func (s *Store) CustomerOptions(ctx context.Context, text string) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* CustomerOptions */ SELECT code AS value, name AS text FROM customer
		WHERE (code LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\') AND retired_at IS NULL ORDER BY code = ? DESC, name COLLATE NOCASE LIMIT 500`, like(text), like(text), text)
	return o, err
}

// SupplierOptions lists the suppliers for a form's select, 1,000 at the most.
func (s *Store) SupplierOptions(ctx context.Context) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* SupplierOptions */ SELECT code AS value, name || CASE WHEN retired_at IS NULL THEN '' ELSE ' (retired)' END AS text
		FROM supplier ORDER BY retired_at IS NOT NULL, name COLLATE NOCASE LIMIT 1000`)
	return o, err
}

// WarehouseOptions lists every warehouse for a form's select.
func (s *Store) WarehouseOptions(ctx context.Context) ([]model.Option, error) {
	var o []model.Option
	err := s.r.SelectContext(ctx, &o, `/* WarehouseOptions */ SELECT code AS value, name AS text FROM warehouse ORDER BY code`)
	return o, err
}
