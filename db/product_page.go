package db

import (
	"context"

	"backfill/model"
)

// How many rows of its longer parts a product's page shows.
const (
	queueShown = 100
	movesShown = 12
)

// Product reads everything the page of one product shows, ErrNotFound when
// there is no such SKU.
func (s *Store) Product(ctx context.Context, sku string, today model.Date) (model.ProductPage, error) {
	var p model.ProductPage
	err := s.one(ctx, &p, `/* Product */ SELECT `+productColumns+`,
		p.decimals,
		p.price,
		p.weight_g AS weight,
		p.gtin,
		p.supplier_sku,
		coalesce(p.lead_time_days, u.lead_time_days, 14) AS lead_time_days,
		p.lead_time_days IS NOT NULL AS lead_own,
		p.pack,
		p.backorder,
		p.backorder_limit,
		p.lot_tracked,
		p.version
		FROM product p LEFT JOIN supplier u ON u.id = p.supplier_id WHERE p.sku = ?1`, sku, today)
	if err != nil {
		return p, err
	}
	if err := s.readAll(ctx, productReads(&p, today)...); err != nil {
		return p, err
	}
	if len(p.Moves) > movesShown {
		p.Moves, p.MovesMore = p.Moves[:movesShown], true
	}
	if p.History, err = s.Timeline(ctx, "product", p.ID); err != nil {
		return p, err
	}
	if len(p.Queue) > queueShown {
		p.Queue = p.Queue[:queueShown]
		err = s.one(ctx, &p.QueueMore, `/* Product queue count */ SELECT count(*) - ? FROM board WHERE sku = ?`, queueShown, p.SKU)
	}
	return p, err
}

func productReads(p *model.ProductPage, today model.Date) []read {
	return []read{
		{&p.Places, productPlacesSQL, []any{p.ID, today}},
		{&p.Stock, `/* Product stock */ SELECT w.code AS warehouse, s.lot, s.on_hand, s.allocated, s.picked
			FROM stock s JOIN warehouse w ON w.id = s.warehouse_id WHERE s.product_id = ? AND s.on_hand > 0
			ORDER BY w.code, s.lot`, []any{p.ID}},
		{&p.Queue, productQueueSQL, []any{p.SKU, queueShown + 1}},
		{&p.Arrivals, productArrivalsSQL, []any{p.ID}},
		{&p.Moves, `/* Product moves */ SELECT ` + moveColumns + `, p.sku, p.name AS product, p.unit
			FROM stock_move m JOIN product p ON p.id = m.product_id` + moveCauses + ` WHERE m.product_id = ? ORDER BY m.at DESC, m.id DESC LIMIT ?`,
			[]any{p.ID, movesShown + 1}},
		{&p.Counts, `/* Product counts */ SELECT c.id, c.as_of, w.code AS warehouse, c.lot, c.counted, c.book, c.state, c.actor, coalesce(i.file, '') AS file
			FROM stock_count c JOIN warehouse w ON w.id = c.warehouse_id LEFT JOIN import i ON i.id = c.import_id
			WHERE c.product_id = ? ORDER BY c.state = 'waiting' DESC, c.id DESC LIMIT 10`, []any{p.ID}},
		{&p.Units, `/* Product units */ SELECT unit, ratio FROM product_unit WHERE product_id = ? ORDER BY ratio, unit`, []any{p.ID}},
		{&p.Substitutes, `/* Product substitutes */ SELECT p.sku, p.name, p.unit, s.kind, s.ratio,
			(SELECT coalesce(sum(on_hand - allocated - picked), 0) FROM stock WHERE product_id = p.id) AS free
			FROM substitute s JOIN product p ON p.id = s.substitute_id WHERE s.product_id = ? ORDER BY p.sku`, []any{p.ID}},
		{&p.Sources, productSourcesSQL, []any{p.ID}},
		{&p.Warehouses, `/* Product warehouses */ SELECT code FROM warehouse ORDER BY code`, nil},
	}
}

// productPlacesSQL gives the warehouses in which a product is, comes or is
// wanted. ?1 is the product, ?2 today.
const productPlacesSQL = `/* Product places */ WITH place AS (SELECT
	  w.code AS warehouse,
	  coalesce((SELECT group_concat(bin, ', ') FROM (SELECT bin FROM bin WHERE product_id = ?1 AND warehouse_id = w.id ORDER BY bin)), '') AS bins,
	  coalesce((SELECT sum(on_hand) FROM stock WHERE product_id = ?1 AND warehouse_id = w.id), 0) AS on_hand,
	  coalesce((SELECT sum(allocated) FROM stock WHERE product_id = ?1 AND warehouse_id = w.id), 0) AS allocated,
	  coalesce((SELECT sum(picked) FROM stock WHERE product_id = ?1 AND warehouse_id = w.id), 0) AS picked,
	  coalesce((SELECT max(qty) FROM protection WHERE product_id = ?1 AND warehouse_id = w.id AND until >= ?2), 0) AS protected,
	  coalesce((SELECT sum(i.open) FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE i.product_id = ?1 AND i.open > 0 AND o.warehouse_id = w.id), 0)
	    + coalesce((SELECT sum(l.transit) FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id WHERE l.product_id = ?1 AND l.transit > 0 AND t.to_id = w.id), 0) AS inbound,
	  coalesce((SELECT sum(l.short) FROM order_line l WHERE l.product_id = ?1 AND l.warehouse_id = w.id AND l.short > 0 AND l.on_call = 0 AND l.direct = 0), 0) AS short,
	  (SELECT min(at) FROM (
	    SELECT i.eta AS at FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE i.product_id = ?1 AND i.open > 0 AND o.warehouse_id = w.id
	      AND i.open > (SELECT coalesce(sum(g.qty), 0) FROM peg g WHERE g.po_line_id = i.id)
	    UNION ALL SELECT t.expected FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id WHERE l.product_id = ?1 AND l.transit > 0 AND t.to_id = w.id
	      AND l.transit > (SELECT coalesce(sum(g.qty), 0) FROM peg g WHERE g.transfer_line_id = l.id))) AS free_inbound
	FROM warehouse w)
SELECT * FROM place WHERE on_hand > 0 OR inbound > 0 OR short > 0 OR bins <> '' ORDER BY warehouse`

const productQueueSQL = `/* Product queue */ SELECT
	line_id,
	order_number,
	line_no,
	customer,
	warehouse,
	row_number() OVER (PARTITION BY warehouse_id ORDER BY rank, line_id) AS place,
	priority,
	open,
	allocated,
	picked,
	short,
	promise,
	eta,
	status
	FROM board INDEXED BY board_by_sku WHERE sku = ? ORDER BY warehouse, rank, line_id LIMIT ?`

// productArrivalsSQL lists what is on order and what is on the road from another
// warehouse.
const productArrivalsSQL = `/* Product arrivals */ SELECT * FROM (SELECT
	i.id,
	o.number AS po,
	'' AS transfer,
	i.line_no,
	s.name AS supplier,
	w.code AS warehouse,
	i.open,
	(SELECT coalesce(sum(qty), 0) FROM peg WHERE po_line_id = i.id) AS pegged,
	i.eta,
	i.confidence
	FROM po_line i JOIN purchase_order o ON o.id = i.po_id JOIN supplier s ON s.id = o.supplier_id
	JOIN warehouse w ON w.id = o.warehouse_id
	WHERE i.product_id = ?1 AND i.open > 0
	UNION ALL SELECT l.id, '', t.number, l.line_no, f.name, w.code, l.transit, (SELECT coalesce(sum(qty), 0) FROM peg WHERE transfer_line_id = l.id),
	  t.expected, 'shipped'
	FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id JOIN warehouse f ON f.id = t.from_id JOIN warehouse w ON w.id = t.to_id
	WHERE l.product_id = ?1 AND l.transit > 0)
	ORDER BY eta IS NULL, eta, id`

// productSourcesSQL judges suppliers by what they brought.
const productSourcesSQL = `/* Product sources */ SELECT
	u.code,
	u.name,
	count(DISTINCT i.id) AS lines,
	coalesce(sum(r.received), 0) AS received,
	max(r.received_on) AS last_on,
	coalesce(CAST(round(avg(julianday(r.received_on) - julianday(substr(o.ordered_at, 1, 10)))) AS INTEGER), -1) AS lead_days,
	(SELECT coalesce(sum(x.open), 0) FROM po_line x JOIN purchase_order y ON y.id = x.po_id WHERE x.product_id = ?1 AND y.supplier_id = u.id AND x.open > 0) AS open
	FROM po_line i JOIN purchase_order o ON o.id = i.po_id JOIN supplier u ON u.id = o.supplier_id
	LEFT JOIN receipt r ON r.po_line_id = i.id AND r.received > 0
	WHERE i.product_id = ?1 GROUP BY u.id ORDER BY max(o.ordered_at) DESC LIMIT 20`

// moveColumns and moveCauses read a row of the stock ledger with its cause. A
// move without a document that an import made names the file too, by its actor.
const (
	moveColumns = `m.id, m.at, m.actor, m.kind, f.code AS from_code, t.code AS to_code,
	CASE WHEN m.to_lot <> '' THEN m.to_lot ELSE m.from_lot END AS lot, m.qty, m.why,
	coalesce(r.number, '') AS receipt, coalesce(v.number, '') AS po, coalesce(o.number, '') AS "order", coalesce(h.number, '') AS shipment,
	coalesce(tr.number, '') AS transfer, coalesce(m.count_id, 0) AS count_id, coalesce(j.id, 0) AS import_id, coalesce(j.file, '') AS file,
	coalesce(m.reverses, 0) AS reverses, EXISTS (SELECT 1 FROM stock_move z WHERE z.reverses = m.id) AS undone`
	moveCauses = ` JOIN location f ON f.id = m.from_id JOIN location t ON t.id = m.to_id
	LEFT JOIN receipt r ON r.id = m.receipt_id LEFT JOIN po_line i ON i.id = r.po_line_id LEFT JOIN purchase_order v ON v.id = i.po_id
	LEFT JOIN shipment_line sl ON sl.id = m.shipment_line_id LEFT JOIN shipment h ON h.id = sl.shipment_id
	LEFT JOIN taken_back b ON b.id = m.taken_back_id LEFT JOIN order_line l ON l.id = coalesce(sl.line_id, b.line_id) LEFT JOIN sales_order o ON o.id = l.order_id
	LEFT JOIN transfer_line tl ON tl.id = m.transfer_line_id LEFT JOIN transfer tr ON tr.id = tl.transfer_id
	LEFT JOIN stock_count c ON c.id = m.count_id
	LEFT JOIN import j ON j.id = coalesce(c.import_id, CASE WHEN m.why LIKE 'import %' THEN CAST(substr(m.why, 8) AS INTEGER) END)`
)

// Moves reads one page of a product's stock ledger, the newest first, and of the
// whole desk's where no SKU is given; ErrNotFound when there is no such SKU.
func (s *Store) Moves(ctx context.Context, sku string, q model.ListQuery) (model.Paged[model.Movement], error) {
	l := list{
		name:  "Moves",
		keys:  `stock_move m`,
		id:    "m.id",
		sorts: map[string]string{"at": "m.id"}, // written in the order of time
		details: `SELECT ` + moveColumns + `, p.sku, p.name AS product, p.unit FROM json_each(?) page CROSS JOIN stock_move m ON m.id = page.value
			JOIN product p ON p.id = m.product_id` + moveCauses + ` ORDER BY page.key`,
	}
	if sku != "" {
		var id int64
		if err := s.one(ctx, &id, `/* Moves product */ SELECT id FROM product WHERE sku = ?`, sku); err != nil {
			return model.Paged[model.Movement]{}, err
		}
		l.sorts["at"] = "m.at"
		l.only(`m.product_id = ?`, id)
	}
	if q.Q != "" {
		l.only(`(m.product_id = (SELECT id FROM product WHERE sku = ?) OR m.why LIKE ? ESCAPE '\' OR m.from_lot = ? OR m.to_lot = ?)`, q.Q, like(q.Q), q.Q, q.Q)
	}
	l.by(q, "kind", equal(`m.kind = ?`))
	l.by(q, "warehouse", equal(`(SELECT id FROM warehouse WHERE code = ?) IN (m.from_id, m.to_id)`))
	return pageOf[model.Movement](ctx, s, l, q)
}
