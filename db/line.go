package db

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/model/allocate"
)

const linePageSQL = `/* LinePage */ SELECT
	l.id AS line_id,
	l.order_id,
	o.number AS order_number,
	l.line_no,
	c.code AS customer_code,
	c.name AS customer,
	c.tier,
	c.email,
	c.phone,
	o.customer_po,
	o.project,
	p.sku,
	p.name AS product,
	p.unit AS stock_unit,
	p.decimals,
	w.code AS warehouse,
	l.unit,
	l.unit_qty,
	l.ordered,
	l.shipped,
	l.cancelled,
	l.substituted,
	l.returned,
	l.allocated,
	l.picked,
	l.open,
	l.short,
	l.direct,
	l.price,
	o.ordered_at,
	o.requested_date AS requested,
	o.need_by,
	l.first_promise,
	l.promise,
	o.priority,
	o.ship_mode,
	coalesce(o.max_shipments, 0) AS max_shipments,
	o.shipments,
	o.ship_date,
	o.method,
	l.policy,
	l.lot_rule,
	l.critical_set,
	p.pack,
	p.backorder,
	p.backorder_limit,
	c.backorder_limit_value,
	coalesce(t.site, '') AS site,
	coalesce(t.name, '') AS site_name,
	coalesce(t.address, '') AS site_address,
	coalesce(t.contact, '') AS site_contact,
	coalesce(t.phone, '') AS site_phone,
	coalesce(l.hold, '') AS hold,
	coalesce(o.hold, '') AS order_hold,
	coalesce(o.credit_hold, c.credit_hold, '') AS credit_hold,
	coalesce(u.name, c.owner) AS owner,
	l.version,
	o.version AS order_version,
	coalesce((SELECT sum(on_hand) FROM stock k WHERE k.product_id = l.product_id AND k.warehouse_id = l.warehouse_id), 0) AS on_hand,
	coalesce((SELECT sum(on_hand - allocated - picked) FROM stock k WHERE k.product_id = l.product_id AND k.warehouse_id = l.warehouse_id), 0) AS free,
	coalesce(h.kind, '') AS question,
	h.asked_at,
	coalesce((SELECT x.name FROM app_user x WHERE x.email = h.asked_by), h.asked_by, '') AS asked_by,
	h.deadline
	FROM order_line l
	JOIN sales_order o ON o.id = l.order_id
	JOIN customer c ON c.id = o.customer_id
	JOIN product p ON p.id = l.product_id
	JOIN warehouse w ON w.id = l.warehouse_id
	LEFT JOIN site t ON t.id = o.site_id
	LEFT JOIN app_user u ON u.id = coalesce(l.owner_id, (SELECT x.id FROM app_user x WHERE x.email = c.owner))
	LEFT JOIN choice h ON h.line_id = l.id AND h.answer IS NULL
	WHERE l.id = ?`

// LinePage reads everything about one line, open or closed; ErrNotFound when
// there is none.
func (s *Store) LinePage(ctx context.Context, id int64) (model.LinePage, error) {
	var p model.LinePage
	if err := s.one(ctx, &p, linePageSQL, id); err != nil {
		return p, err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return p, err
	}
	rows, err := s.boardLines(ctx, []int64{id}, settings)
	if err != nil {
		return p, err
	}
	if len(rows) == 1 {
		p.Row = &rows[0]
		if err := s.readQueue(ctx, &p); err != nil {
			return p, err
		}
	}
	if err := s.readWhy(ctx, &p); err != nil {
		return p, err
	}
	if p.Timeline, err = s.Timeline(ctx, "line", id); err != nil {
		return p, err
	}
	if p.Pin, err = s.PinOf(ctx, id); err != nil {
		return p, err
	}
	return p, s.readAll(ctx,
		read{&p.Supply, lineSupplySQL, []any{id}},
		read{&p.KeptBack, lineKeptBackSQL, []any{id, p.Priority, s.Now().Date(settings.Zone)}})
}

// readWhy says in sentences why the line has what it has, as the run saw it that
// decided last, and finds what they name; nothing when no run has seen the line.
func (s *Store) readWhy(ctx context.Context, p *model.LinePage) error {
	var kept []string
	err := s.r.SelectContext(ctx, &kept, `/* readWhy */ SELECT r.facts FROM order_line l
		JOIN run_line r ON r.run_id = l.run_id AND r.line_id = l.id WHERE l.id = ?`, p.LineID)
	if err != nil || len(kept) == 0 {
		return err
	}
	var facts allocate.Facts
	if err := json.Unmarshal([]byte(kept[0]), &facts); err != nil {
		return fmt.Errorf("read the why of line %d: %w", p.LineID, err)
	}
	p.Why = allocate.Sentences(facts, model.LocaleOf(ctx))
	lines, pos := facts.Names()
	for _, name := range pos {
		po, _, _ := strings.Cut(name, "/")
		p.Names = append(p.Names, model.Name{Text: name, PO: po})
	}
	found, err := s.namedLines(ctx, lines)
	p.Names = append(p.Names, found...)
	return err
}

// namedLines finds the lines that are called so: SO-17/2.
func (s *Store) namedLines(ctx context.Context, names []string) (found []model.Name, err error) {
	type named struct {
		Text, Order string
		Line        int
	}
	var all []named
	for _, text := range names {
		cut := strings.LastIndexByte(text, '/')
		if no, err := strconv.Atoi(text[cut+1:]); err == nil && cut > 0 {
			all = append(all, named{text, text[:cut], no})
		}
	}
	asked, err := json.Marshal(all)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	err = s.r.SelectContext(ctx, &found, `/* namedLines */ SELECT j.value ->> 'Text' AS text, l.id AS line FROM json_each(?) j
		JOIN sales_order o ON o.number = j.value ->> 'Order' JOIN order_line l ON l.order_id = o.id AND l.line_no = j.value ->> 'Line'`, string(asked))
	return found, err
}

// neighbours is how many lines ahead in the queue the drawer names.
const neighbours = 3

// readQueue finds the line's place among the open lines that compete for the
// same stock, and who is next ahead.
func (s *Store) readQueue(ctx context.Context, p *model.LinePage) error {
	var n struct{ Ahead, Total int }
	if err := s.one(ctx, &n, `/* readQueue */ SELECT count(*) AS total,
		coalesce(sum((q.rank, q.id) < (l.rank, l.id)), 0) AS ahead
		FROM order_line l JOIN order_line q ON q.product_id = l.product_id AND q.warehouse_id = l.warehouse_id AND q.open > 0 AND q.on_call = 0
		WHERE l.id = ?`, p.LineID); err != nil {
		return err
	}
	p.Place, p.Of = n.Ahead+1, n.Total
	err := s.r.SelectContext(ctx, &p.Queue, `/* readQueue ahead */ SELECT q.id AS line_id, o.number AS order_number, q.line_no,
		c.name AS customer, o.priority, q.promise, q.open, q.allocated + q.picked AS have
		FROM order_line l JOIN order_line q ON q.product_id = l.product_id AND q.warehouse_id = l.warehouse_id AND q.open > 0 AND q.on_call = 0 AND (q.rank, q.id) < (l.rank, l.id)
		JOIN sales_order o ON o.id = q.order_id JOIN customer c ON c.id = o.customer_id
		WHERE l.id = ? ORDER BY q.rank DESC, q.id DESC LIMIT ?`, p.LineID, neighbours)
	for i := range p.Queue {
		p.Queue[i].Place = n.Ahead - i
	}
	return err
}

const lineSupplySQL = `/* LinePage supply */ SELECT v.number AS po, i.line_no AS po_line, i.open, i.eta, i.confidence,
	coalesce((SELECT sum(qty) FROM peg g WHERE g.line_id = l.id AND g.po_line_id = i.id), 0) AS reaches
	FROM order_line l
	JOIN po_line i ON i.product_id = l.product_id AND i.open > 0
	JOIN purchase_order v ON v.id = i.po_id AND v.warehouse_id = l.warehouse_id
	WHERE l.id = ? ORDER BY i.eta IS NULL, i.eta, i.id LIMIT 10`

const lineKeptBackSQL = `/* LinePage kept back */ SELECT k.qty, k.priority, k.until, k.why
	FROM order_line l JOIN protection k ON k.product_id = l.product_id AND k.warehouse_id = l.warehouse_id
	WHERE l.id = ? AND l.open > 0 AND k.priority < ? AND k.until >= ? ORDER BY k.until, k.id LIMIT 3`
