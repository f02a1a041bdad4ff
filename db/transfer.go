package db

import (
	"context"

	"backfill/model"
)

// transferColumns are TransferRow's.
const transferColumns = `
	x.id,
	x.number,
	f.code AS from_code,
	w.code AS to_code,
	CASE WHEN x.state = 'sent' AND EXISTS (SELECT 1 FROM transfer_line l WHERE l.transfer_id = x.id AND l.received > 0) THEN 'part' ELSE x.state END AS state,
	x.expected,
	x.note,
	x.created_at,
	x.created_by,
	x.sent_at,
	x.closed_at,
	(SELECT count(*) FROM transfer_line l WHERE l.transfer_id = x.id) AS lines,
	(SELECT count(DISTINCT g.line_id) FROM transfer_line l JOIN peg g ON g.transfer_line_id = l.id WHERE l.transfer_id = x.id) AS waiting,
	coalesce((SELECT p.sku FROM transfer_line l JOIN product p ON p.id = l.product_id WHERE l.transfer_id = x.id ORDER BY l.line_no LIMIT 1), '') AS first,
	x.version`

const transferJoins = ` JOIN warehouse f ON f.id = x.from_id JOIN warehouse w ON w.id = x.to_id`

// transferStates are the values of the state filter. ? is today.
var transferStates = map[string]string{
	"open":      `x.state IN ('draft','sent')`,
	"draft":     `x.state = 'draft'`,
	"sent":      `x.state = 'sent'`,
	"late":      `x.state = 'sent' AND x.expected < ?`,
	"closed":    `x.state = 'closed'`,
	"cancelled": `x.state = 'cancelled'`,
}

// Transfers reads one page of the transfers between warehouses.
func (s *Store) Transfers(ctx context.Context, q model.ListQuery, today model.Date) (model.Paged[model.TransferRow], error) {
	l := list{
		name:    "Transfers",
		keys:    `transfer x`,
		id:      "x.id",
		sorts:   map[string]string{"number": "x.id", "expected": "coalesce(x.expected, '9999-12-31')"},
		details: `SELECT ` + transferColumns + ` FROM json_each(?) page JOIN transfer x ON x.id = page.value` + transferJoins + ` ORDER BY page.key`,
	}
	if q.Q != "" {
		l.only(`(x.number LIKE ? ESCAPE '\' OR x.note LIKE ? ESCAPE '\' OR x.id IN (SELECT n.transfer_id FROM transfer_line n JOIN product p ON p.id = n.product_id
			WHERE p.sku LIKE ? ESCAPE '\'))`, like(q.Q), like(q.Q), like(q.Q))
	}
	switch state := q.Filters["state"]; state {
	case "":
	case "late":
		l.only(transferStates[state], today)
	default:
		l.only(transferStates[state])
	}
	if code := q.Filters["from"]; code != "" {
		l.only(`x.from_id = (SELECT id FROM warehouse WHERE code = ?)`, code)
	}
	if code := q.Filters["to"]; code != "" {
		l.only(`x.to_id = (SELECT id FROM warehouse WHERE code = ?)`, code)
	}
	return pageOf[model.TransferRow](ctx, s, l, q)
}

// Transfer reads everything the page of one transfer shows, ErrNotFound when
// there is no such number.
func (s *Store) Transfer(ctx context.Context, number string, today model.Date) (model.TransferPage, error) {
	var p model.TransferPage
	err := s.one(ctx, &p, `/* Transfer */ SELECT `+transferColumns+`, f.name AS from_name, w.name AS to_name FROM transfer x`+transferJoins+` WHERE x.number = ?`, number)
	if err != nil {
		return p, err
	}
	if err := s.readAll(ctx,
		read{&p.Parts, transferPartsSQL, []any{p.ID, today}},
		read{&p.Moves, `/* Transfer moves */ SELECT m.id, m.at, m.actor, f.code AS from_code, t.code AS to_code, m.from_lot AS lot, m.qty, m.why, p.sku, p.unit
			FROM transfer_line l JOIN stock_move m ON m.transfer_line_id = l.id JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id
			JOIN product p ON p.id = l.product_id WHERE l.transfer_id = ? ORDER BY m.id DESC`, []any{p.ID}},
		read{&p.Waits, `/* Transfer waits */ SELECT b.line_id, b.order_number, b.line_no, b.customer, b.sku, b.unit, sum(g.qty) AS qty, b.promise, b.status
			FROM transfer_line l JOIN peg g ON g.transfer_line_id = l.id JOIN board b ON b.line_id = g.line_id
			WHERE l.transfer_id = ? GROUP BY b.line_id ORDER BY b.rank, b.line_id LIMIT 100`, []any{p.ID}}); err != nil {
		return p, err
	}
	p.History, err = s.Timeline(ctx, "transfer", p.ID)
	return p, err
}

const transferPartsSQL = `/* Transfer lines */ SELECT
	l.id,
	l.line_no,
	p.sku,
	p.name AS product,
	p.unit,
	p.decimals,
	l.lot,
	l.qty,
	l.sent,
	l.received,
	l.returned,
	l.lost,
	l.over,
	l.transit,
	max(0, min(coalesce((SELECT k.on_hand - k.allocated - k.picked FROM stock k WHERE k.product_id = l.product_id AND k.warehouse_id = x.from_id AND k.lot = l.lot), 0),
	  coalesce((SELECT sum(k.on_hand - k.allocated - k.picked) FROM stock k WHERE k.product_id = l.product_id AND k.warehouse_id = x.from_id), 0)
	    - coalesce((SELECT max(g.qty) FROM protection g WHERE g.product_id = l.product_id AND g.warehouse_id = x.from_id AND g.until >= ?2), 0))) AS free,
	(SELECT coalesce(sum(n.short), 0) FROM board n INDEXED BY board_by_sku WHERE n.sku = p.sku AND n.warehouse_id = x.to_id) AS short,
	coalesce((SELECT group_concat(bin, ', ') FROM bin WHERE product_id = l.product_id AND warehouse_id = x.to_id), '') AS bin
	FROM transfer_line l JOIN transfer x ON x.id = l.transfer_id JOIN product p ON p.id = l.product_id
	WHERE l.transfer_id = ?1 ORDER BY l.line_no`
