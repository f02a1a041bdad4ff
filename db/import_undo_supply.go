package db

import (
	"backfill/model"
)

// purchase takes back a purchase order that the import made: what is still to
// come is closed. Receipts stay in their ledger; their goods went to HISTORY.
func (u *undoing) purchase(c traced) error {
	var lines []int64
	if err := u.t.all(&lines, `/* undo purchase */ SELECT id FROM po_line WHERE po_id = ?`, c.EntityID); err != nil {
		return err
	}
	by, err := u.touched("purchase_order", c.EntityID)
	for _, id := range lines {
		if by != "" || err != nil {
			break
		}
		by, err = u.supplyTouched(id)
	}
	switch {
	case err != nil:
		return err
	case by != "":
		u.plan.Leave(c.Entity, c.Ref, by)
		return nil
	}
	for _, id := range lines {
		if err := u.closeSupply(id); err != nil {
			return err
		}
	}
	u.gone = append(u.gone, undoneDocument{"purchase_order", c.Ref, c.EntityID})
	return nil
}

// supplyTouched says who has touched a purchase-order line.
func (u *undoing) supplyTouched(line int64) (string, error) {
	return u.touched("po_line", line)
}

// closeSupply leaves nothing to come of a purchase-order line; whoever was
// promised of it is planned anew.
func (u *undoing) closeSupply(line int64) error {
	if err := u.unpeg(line); err != nil {
		return err
	}
	return u.t.exec(`/* closeSupply */ UPDATE po_line SET cancelled = cancelled + open, for_line_id = NULL, version = version + 1
		WHERE id = ? AND (open > 0 OR for_line_id IS NOT NULL)`, line)
}

// unpeg takes a line's pegs away and has its pool planned anew.
func (u *undoing) unpeg(line int64) error {
	var waiting []int64
	if err := u.t.all(&waiting, `/* unpeg */ DELETE FROM peg WHERE po_line_id = ? RETURNING line_id`, line); err != nil {
		return err
	}
	var pool struct{ Product, Warehouse, Tied int64 }
	if err := u.t.get(&pool, `/* unpeg */ SELECT l.product_id AS product, o.warehouse_id AS warehouse, coalesce(l.for_line_id, 0) AS tied FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE l.id = ?`, line); err != nil {
		return err
	}
	if len(waiting) > 0 {
		u.pools = append(u.pools, poolKey{pool.Product, pool.Warehouse})
	}
	if pool.Tied > 0 {
		waiting = append(waiting, pool.Tied)
	}
	return u.staleLines(waiting...)
}

// purchaseLine takes back a line added to a purchase order that was there, or
// gives it its old values back.
func (u *undoing) purchaseLine(c traced) error {
	by, err := u.supplyTouched(c.EntityID)
	if err != nil {
		return err
	}
	if by != "" {
		u.plan.Leave(c.Entity, c.Ref, by)
		return nil
	}
	if c.Before == nil {
		if err := u.closeSupply(c.EntityID); err != nil {
			return err
		}
		u.gone = append(u.gone, undoneDocument{"po_line", c.Ref, c.EntityID})
		return nil
	}
	b, err := tracedFields(*c.Before)
	if err != nil {
		return err
	}
	if closedByFile(b) {
		return u.reopenSupply(c, b)
	}
	return u.restoreSupply(c, b)
}

func (u *undoing) restoreSupply(c traced, b map[string]any) error {
	var is struct {
		Ordered, Received, Rejected model.Qty
		ETA, Confidence             string
	}
	if err := u.t.get(&is, `/* restoreSupply */ SELECT ordered, received, rejected, coalesce(eta, '') AS eta, confidence FROM po_line WHERE id = ?`, c.EntityID); err != nil {
		return err
	}
	if is.Received > tracedQty(b, "received") || is.Rejected > tracedQty(b, "rejected") {
		u.plan.Note("What was received stays received: receipts are never taken back.")
	}
	if err := u.unpeg(c.EntityID); err != nil {
		return err
	}
	of, tied := b["for_line"]
	if err := u.t.exec(`/* restoreSupply */ UPDATE po_line SET ordered = ?, cancelled = ?, eta = nullif(?, ''), confidence = ?, lane = ?,
		for_line_id = iif(?, nullif(?, 0), for_line_id), version = version + 1 WHERE id = ?`,
		tracedQty(b, "ordered"), tracedQty(b, "cancelled"), b["eta"], b["confidence"], b["lane"], tied, of, c.EntityID); err != nil {
		return err
	}
	if b["eta"] != is.ETA || b["confidence"] != is.Confidence {
		if err := u.t.exec(`/* restoreSupply */ INSERT INTO eta_event(po_line_id, at, actor, eta, confidence, why) VALUES (?, ?, ?, nullif(?, ''), ?, ?)`,
			c.EntityID, u.t.now, u.t.actor.Name, b["eta"], b["confidence"], u.why); err != nil {
			return err
		}
	}
	u.plan.Restored++
	return u.t.record("changed", "po_line", c.EntityID, c.Ref, map[string]any{"ordered": is.Ordered.String(), "eta": is.ETA},
		map[string]any{"ordered": tracedQty(b, "ordered").String(), "eta": b["eta"]}, u.why)
}

// bookedCount is a count of the import with the ledger row it led to.
type bookedCount struct {
	State              string
	Product, Warehouse int64
	SKU, Lot           string
	Import             int64 // whose count it is
	From               int64 // import of the newest count of this stock
	Move               int64 // 0: none
	At                 string
	FromID             int64 `db:"from_id"`
	ToID               int64 `db:"to_id"`
	Qty                model.Qty
	OnHand             model.Qty `db:"on_hand"`
	Bound              model.Qty // allocated and picked
}

// stock takes back what a count booked, by a row that reverses it as of the same
// moment, and remembers the count before it again.
func (u *undoing) stock(c traced) error {
	var k bookedCount
	if err := u.t.get(&k, `/* undo stock */ SELECT k.state, k.product_id AS product, k.warehouse_id AS warehouse, p.sku, k.lot, coalesce(n.import_id, 0) AS "from", coalesce(k.import_id, 0) AS import,
		  coalesce(m.id, 0) AS move, coalesce(m.at, '') AS at, coalesce(m.from_id, 0) AS from_id, coalesce(m.to_id, 0) AS to_id, coalesce(m.qty, 0) AS qty,
		  coalesce(s.on_hand, 0) AS on_hand, coalesce(s.allocated + s.picked, 0) AS bound
		FROM stock_count k JOIN product p ON p.id = k.product_id
		LEFT JOIN stock_counted n ON n.product_id = k.product_id AND n.warehouse_id = k.warehouse_id AND n.lot = k.lot
		LEFT JOIN stock s ON s.product_id = k.product_id AND s.warehouse_id = k.warehouse_id AND s.lot = k.lot
		LEFT JOIN stock_move m ON m.count_id = k.id WHERE k.id = ?`, c.EntityID); err != nil {
		return err
	}
	by, err := u.touched("count", c.EntityID)
	switch {
	case err != nil:
		return err
	case by == "" && k.From != u.id:
		by = "it was counted again since"
	case by == "" && k.ToID == k.Warehouse && k.OnHand-k.Qty < k.Bound:
		by = "what it found is allocated or has left"
	}
	if by != "" {
		u.plan.Leave(c.Entity, c.Ref, by)
		return nil
	}
	if k.Import != u.id { // it said again what an earlier file had said, and that one's count still waits
		return u.forgetCount(c, k)
	}
	if err := u.uncount(c, k); err != nil {
		return err
	}
	u.plan.Restored++
	return u.forgetCount(c, k)
}

func (u *undoing) uncount(c traced, k bookedCount) error {
	if k.Move == 0 {
		if err := u.t.exec(`/* uncount */ UPDATE stock_count SET state = 'dismissed' WHERE id = ? AND state = 'waiting'`, c.EntityID); err != nil {
			return err
		}
		return u.t.record("count_dismissed", "count", c.EntityID, k.SKU, nil, nil, u.why)
	}
	lots := []any{"", ""} // the side that is no warehouse has no lot
	if k.FromID == k.Warehouse {
		lots[1] = k.Lot
	} else {
		lots[0] = k.Lot
	}
	if err := u.t.exec(`/* uncount */ INSERT INTO stock_move(at, actor, kind, product_id, from_id, from_lot, to_id, to_lot, qty, reverses, why)
		VALUES (?, ?, 'adjusted', ?, ?, ?, ?, ?, ?, ?, ?)`, k.At, u.t.actor.Name, k.Product, k.ToID, lots[0], k.FromID, lots[1], k.Qty, k.Move, u.why); err != nil {
		return err
	}
	after := k.OnHand - k.Qty
	if k.FromID == k.Warehouse {
		after = k.OnHand + k.Qty
	}
	u.pools = append(u.pools, poolKey{k.Product, k.Warehouse})
	return u.t.record("adjusted", "product", k.Product, k.SKU, map[string]any{"on_hand": k.OnHand.String()}, map[string]any{"on_hand": after.String()}, u.why)
}

// forgetCount makes the count before the import's the newest again.
func (u *undoing) forgetCount(c traced, k bookedCount) error {
	b, err := tracedFields(*c.Before)
	if err != nil {
		return err
	}
	if b["as_of"] == "" {
		return u.t.exec(`/* forgetCount */ DELETE FROM stock_counted WHERE product_id = ? AND warehouse_id = ? AND lot = ?`, k.Product, k.Warehouse, k.Lot)
	}
	return u.t.exec(`/* forgetCount */ UPDATE stock_counted SET as_of = ?, counted = ?, import_id = nullif(?, 0) WHERE product_id = ? AND warehouse_id = ? AND lot = ?`,
		b["as_of"], b["counted"], b["import_id"], k.Product, k.Warehouse, k.Lot)
}
