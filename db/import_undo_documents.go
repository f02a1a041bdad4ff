package db

import (
	"fmt"

	"backfill/model"
)

// undoneDocument is an order, a purchase order, or a line added to one, of which
// nothing is open any more: it goes away, or stays closed where a ledger
// remembers it.
type undoneDocument struct {
	entity, number string
	id             int64
}

// undoLine is an order line as it is now.
type undoLine struct {
	ID, Product, Warehouse                             int64
	Line                                               int
	Ordered, Shipped, Cancelled, Substituted, Returned model.Qty
	Allocated, Picked, Open                            model.Qty
}

const undoLines = `SELECT id, product_id AS product, warehouse_id AS warehouse, line_no AS line, ordered, shipped, cancelled, substituted, returned,
	allocated, picked, open FROM order_line`

// order takes back an order that the import made, with all its lines, or gives
// its header its old values back.
func (u *undoing) order(c traced) error {
	by, err := u.touched("order", c.EntityID)
	if err != nil {
		return err
	}
	if by == "" && c.Before == nil {
		by, err = u.linesTouched(c.EntityID)
	}
	switch {
	case err != nil:
		return err
	case by != "":
		u.plan.Leave(c.Entity, c.Ref, by)
		return nil
	case c.Before != nil:
		return u.restoreOrder(c)
	}
	var lines []undoLine
	if err := u.t.all(&lines, `/* undo order */ `+undoLines+` WHERE order_id = ?`, c.EntityID); err != nil {
		return err
	}
	for _, l := range lines {
		if err := u.closeLine(l, c.Ref); err != nil {
			return err
		}
	}
	u.gone = append(u.gone, undoneDocument{"order", c.Ref, c.EntityID})
	return nil
}

// linesTouched says who has touched a line of the order: changed, picked,
// shipped, or added one.
func (u *undoing) linesTouched(order int64) (string, error) {
	var lines []int64
	if err := u.t.all(&lines, `/* linesTouched */ SELECT id FROM order_line WHERE order_id = ?`, order); err != nil {
		return "", err
	}
	for _, id := range lines {
		if by, err := u.touched("line", id); err != nil || by != "" {
			return by, err
		}
	}
	return "", nil
}

// closeLine leaves nothing open of a line: what a run gave it goes back, what it
// waits for is cancelled, and what had left before the desk kept the ledger is
// booked as having come back there.
func (u *undoing) closeLine(l undoLine, number string) error {
	if l.Allocated > 0 {
		if err := u.release(l, l.Allocated); err != nil {
			return err
		}
	}
	if l.Open > 0 {
		if err := u.t.exec(`/* closeLine */ DELETE FROM peg WHERE line_id = ?`, l.ID); err != nil {
			return err
		}
		if err := u.t.exec(`/* closeLine */ UPDATE order_line SET cancelled = cancelled + open, version = version + 1 WHERE id = ?`, l.ID); err != nil {
			return err
		}
		if err := u.staleLines(l.ID); err != nil {
			return err
		}
	}
	return u.giveBack(l, number, l.Shipped-l.Returned)
}

// release gives back what a line has allocated, lot by lot.
func (u *undoing) release(l undoLine, qty model.Qty) error {
	var held []struct {
		Lot       string
		Warehouse int64
		Allocated model.Qty
	}
	if err := u.t.all(&held, `/* release */ SELECT lot, warehouse_id AS warehouse, allocated FROM allocation WHERE line_id = ? AND allocated > 0 ORDER BY allocated, lot`, l.ID); err != nil {
		return err
	}
	for _, h := range held {
		n := min(qty, h.Allocated)
		if n == 0 {
			break
		}
		if err := u.t.exec(`/* release */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, why) VALUES (?, ?, 'released', ?, ?, ?, ?, ?, ?)`,
			u.t.now, u.t.actor.Name, l.ID, l.Product, h.Warehouse, h.Lot, n, u.why); err != nil {
			return err
		}
		qty -= n
	}
	u.pools = append(u.pools, poolKey{l.Product, l.Warehouse})
	return nil
}

// giveBack books that goods which left before the desk kept the ledger have come
// back there: ledgers are never deleted.
func (u *undoing) giveBack(l undoLine, number string, qty model.Qty) error {
	if qty <= 0 {
		return nil
	}
	id, err := u.t.insert(`/* giveBack */ INSERT INTO taken_back(number, line_no, line_id, kind, qty, at) VALUES (?, ?, ?, 'returned', ?, ?)`,
		fmt.Sprintf("U%d/%s", u.id, number), l.Line, l.ID, qty, u.t.now)
	if err != nil {
		return err
	}
	return u.t.exec(`/* giveBack */ INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, taken_back_id, why) VALUES (?, ?, 'returned', ?, ?, ?, ?, ?, ?)`,
		u.t.now, u.t.actor.Name, l.Product, customerLocation, historyLocation, qty, id, u.why)
}

func (u *undoing) restoreOrder(c traced) error {
	b, err := tracedFields(*c.Before)
	if err != nil {
		return err
	}
	hold, spoken := b["credit_hold"]
	var requested string
	if err := u.t.get(&requested, `/* restoreOrder */ SELECT coalesce(requested_date, '') FROM sales_order WHERE id = ?`, c.EntityID); err != nil {
		return err
	}
	if b["requested_date"] == "" && requested != "" {
		u.plan.Note("Requested dates that the file gave stay: such a date is written once.")
	}
	if err := u.t.exec(`/* restoreOrder */ UPDATE sales_order SET site_id = ?, ordered_at = ?, need_by = nullif(?, ''), method = ?, customer_po = ?, project = ?,
		credit_hold = iif(?, nullif(?, ''), credit_hold), version = version + 1 WHERE id = ?`,
		b["site_id"], b["ordered_at"], b["need_by"], b["method"], b["customer_po"], b["project"], spoken, hold, c.EntityID); err != nil {
		return err
	}
	u.plan.Restored++
	var open []int64
	if err := u.t.all(&open, `/* restoreOrder */ SELECT id FROM order_line WHERE order_id = ? AND open > 0`, c.EntityID); err != nil {
		return err
	}
	if err := u.staleLines(open...); err != nil {
		return err
	}
	delete(b, "requested_date")
	return u.t.record("changed", "order", c.EntityID, c.Ref, nil, b, u.why)
}

// line takes back a line that the import added to an order that was there, or
// gives it its old values back.
func (u *undoing) line(c traced) error {
	by, err := u.touched("line", c.EntityID)
	if err != nil {
		return err
	}
	if by != "" {
		u.plan.Leave(c.Entity, c.Ref, by)
		return nil
	}
	var l undoLine
	if err := u.t.get(&l, `/* undo line */ `+undoLines+` WHERE id = ?`, c.EntityID); err != nil {
		return err
	}
	if c.Before == nil {
		if err := u.closeLine(l, c.Ref); err != nil {
			return err
		}
		u.gone = append(u.gone, undoneDocument{"line", c.Ref, c.EntityID})
		return nil
	}
	return u.restoreLine(c, l)
}

func (u *undoing) restoreLine(c traced, l undoLine) error {
	b, err := tracedFields(*c.Before)
	if err != nil {
		return err
	}
	if closedByFile(b) {
		return u.reopen(c, l, b)
	}
	ordered, cancelled, shipped := tracedQty(b, "ordered"), tracedQty(b, "cancelled"), tracedQty(b, "shipped")
	if l.Shipped+l.Substituted+l.Picked+cancelled > ordered {
		u.plan.Leave(c.Entity, c.Ref, "more has left or is picked than it had before")
		return nil
	}
	if over := l.Shipped + l.Substituted + l.Picked + cancelled + l.Allocated - ordered; over > 0 {
		if err := u.release(l, over); err != nil {
			return err
		}
	}
	if err := u.t.exec(`/* restoreLine */ UPDATE order_line SET unit = ?, unit_qty = ?, ordered = ?, price = ?, lot_rule = ?, cancelled = ?, version = version + 1 WHERE id = ?`,
		b["unit"], b["unit_qty"], ordered, b["price"], b["lot_rule"], cancelled, l.ID); err != nil {
		return err
	}
	if err := u.t.exec(`/* restoreLine */ DELETE FROM peg WHERE line_id = ?`, l.ID); err != nil { // the pool's run makes them anew
		return err
	}
	u.pools = append(u.pools, poolKey{l.Product, l.Warehouse})
	if err := u.giveBack(l, c.Ref, l.Shipped-shipped); err != nil {
		return err
	}
	u.plan.Restored++
	if err := u.staleLines(l.ID); err != nil {
		return err
	}
	return u.t.record("changed", "line", l.ID, c.Ref, map[string]any{"ordered": l.Ordered.String(), "cancelled": l.Cancelled.String()},
		map[string]any{"ordered": ordered.String(), "cancelled": cancelled.String()}, u.why)
}

func tracedQty(fields map[string]any, name string) model.Qty {
	n, _ := fields[name].(int64)
	return model.Qty(n)
}

// takenBack gives units back to the line that a take-back row had cancelled.
// Goods that came back before the desk kept the ledger stay so, unless their
// order is this import's own and goes away as a whole.
func (u *undoing) takenBack(c traced) error {
	var b struct {
		Line, Order int64
		Kind        string
		Qty         model.Qty
		Cancelled   model.Qty
	}
	if err := u.t.get(&b, `/* takenBack */ SELECT b.line_id AS line, l.order_id AS "order", b.kind, b.qty, l.cancelled FROM taken_back b
		JOIN order_line l ON l.id = b.line_id WHERE b.id = ?`, c.EntityID); err != nil {
		return err
	}
	var own bool
	if err := u.t.get(&own, `/* takenBack */ SELECT EXISTS (SELECT 1 FROM import_change WHERE import_id = ? AND entity = 'order' AND entity_id = ? AND before IS NULL)`,
		u.id, b.Order); err != nil || own {
		return err
	}
	by, err := u.touched("line", b.Line)
	switch {
	case err != nil:
		return err
	case by == "" && b.Kind == "returned":
		by = "goods that came back stay in the ledger"
	}
	if by != "" {
		u.plan.Leave("line", c.Ref, by)
		return nil
	}
	if err := u.t.exec(`/* takenBack */ UPDATE order_line SET cancelled = cancelled - ?, version = version + 1 WHERE id = ?`, b.Qty, b.Line); err != nil {
		return err
	}
	if err := u.t.exec(`/* takenBack */ DELETE FROM taken_back WHERE id = ?`, c.EntityID); err != nil {
		return err
	}
	u.plan.Restored++
	if err := u.staleLines(b.Line); err != nil {
		return err
	}
	return u.t.record("changed", "line", b.Line, c.Ref, map[string]any{"cancelled": b.Cancelled.String()}, map[string]any{"cancelled": (b.Cancelled - b.Qty).String()}, u.why)
}

// removeDocuments takes away what a ledger does not remember. What it remembers
// stays, closed; an order or a purchase order gives its number up, so that the
// mended file can bring it in again.
func (u *undoing) removeDocuments() error {
	for _, d := range u.gone {
		removed, err := u.try(func() error { return u.remove(d) })
		if err != nil {
			return err
		}
		if removed {
			u.plan.Removed++
			if err := u.t.record("removed", d.entity, d.id, d.number, nil, nil, u.why); err != nil {
				return err
			}
			continue
		}
		if err := u.keepClosed(d); err != nil {
			return err
		}
	}
	return nil
}

func (u *undoing) remove(d undoneDocument) error {
	for _, q := range removals[d.entity] {
		if err := u.t.exec(q, d.id); err != nil {
			return err
		}
	}
	return nil
}

// removals take a document away; what refers to it stops them.
var removals = map[string][]string{
	"order": {`/* remove */ DELETE FROM allocation WHERE allocated = 0 AND picked = 0 AND line_id IN (SELECT id FROM order_line WHERE order_id = ?)`,
		`/* remove */ DELETE FROM order_line WHERE order_id = ?`, `/* remove */ DELETE FROM sales_order WHERE id = ?`},
	"line":           {`/* remove */ DELETE FROM allocation WHERE allocated = 0 AND picked = 0 AND line_id = ?`, `/* remove */ DELETE FROM order_line WHERE id = ?`},
	"purchase_order": {`/* remove */ DELETE FROM po_line WHERE po_id = ?`, `/* remove */ DELETE FROM purchase_order WHERE id = ?`},
	"po_line":        {`/* remove */ DELETE FROM po_line WHERE id = ?`},
}

func (u *undoing) keepClosed(d undoneDocument) error {
	u.plan.Closed++
	u.plan.Note("What a ledger remembers (units that were allocated, a promise, an ETA, goods that left or came) is not deleted: it stays closed, with nothing open and nothing on hand.")
	after := map[string]any{"closed": "all"}
	if d.entity == "order" || d.entity == "purchase_order" {
		suffix := fmt.Sprintf(" undone %d", u.id)
		number := []rune(d.number)
		after["number"] = string(number[:min(len(number), 60-len(suffix))]) + suffix
		q := `/* keepClosed */ UPDATE sales_order SET number = ?, version = version + 1 WHERE id = ?`
		if d.entity == "purchase_order" {
			q = `/* keepClosed */ UPDATE purchase_order SET number = ?, version = version + 1 WHERE id = ?`
		}
		if err := u.t.exec(q, after["number"], d.id); err != nil {
			return err
		}
	}
	return u.t.record("cancelled", d.entity, d.id, d.number, nil, after, u.why)
}
