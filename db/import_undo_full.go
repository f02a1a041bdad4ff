package db

import (
	"backfill/model"
)

// closedByFile tells whether what an import changed of a line is that it closed
// it, because the complete file did not have it.
func closedByFile(before map[string]any) bool {
	_, spoken := before["ordered"]
	return !spoken
}

// reopen gives back what a complete file closed of an order line, and the choice
// that it had ended.
func (u *undoing) reopen(c traced, l undoLine, b map[string]any) error {
	cancelled := tracedQty(b, "cancelled")
	if err := u.t.exec(`/* reopen */ UPDATE order_line SET cancelled = ?, version = version + 1 WHERE id = ?`, cancelled, l.ID); err != nil {
		return err
	}
	if err := u.t.exec(`/* reopen */ UPDATE choice SET answer = NULL, answered_at = NULL, answered_by = ''
		WHERE line_id = ? AND answer = 'cancel' AND answered_at = (SELECT at FROM import WHERE id = ?)`, l.ID, u.id); err != nil {
		return err
	}
	if err := u.t.exec(`/* reopen */ UPDATE sales_order SET told_at = ? WHERE id = (SELECT order_id FROM order_line WHERE id = ?)
		AND told_at = (SELECT as_of FROM import WHERE id = ?)`, b["told_at"], l.ID, u.id); err != nil {
		return err
	}
	u.plan.Restored++
	u.pools = append(u.pools, poolKey{l.Product, l.Warehouse})
	if err := u.staleLines(l.ID); err != nil {
		return err
	}
	return u.reopened("line", c, l.Cancelled, cancelled)
}

// reopenSupply expects again what a complete file closed short.
func (u *undoing) reopenSupply(c traced, b map[string]any) error {
	var l undoLine
	if err := u.t.get(&l, `/* reopenSupply */ SELECT l.product_id AS product, o.warehouse_id AS warehouse, l.cancelled FROM po_line l
		JOIN purchase_order o ON o.id = l.po_id WHERE l.id = ?`, c.EntityID); err != nil {
		return err
	}
	cancelled := tracedQty(b, "cancelled")
	if err := u.t.exec(`/* reopenSupply */ UPDATE po_line SET cancelled = ?, version = version + 1 WHERE id = ?`, cancelled, c.EntityID); err != nil {
		return err
	}
	if err := u.t.exec(`/* reopenSupply */ UPDATE purchase_order SET told_at = ? WHERE id = (SELECT po_id FROM po_line WHERE id = ?)
		AND told_at = (SELECT as_of FROM import WHERE id = ?)`, b["told_at"], c.EntityID, u.id); err != nil {
		return err
	}
	u.plan.Restored++
	u.pools = append(u.pools, poolKey{l.Product, l.Warehouse})
	return u.reopened("po_line", c, l.Cancelled, cancelled)
}

func (u *undoing) reopened(entity string, c traced, was, is model.Qty) error {
	return u.t.record("reopened", entity, c.EntityID, c.Ref, map[string]any{"cancelled": was.String()}, map[string]any{"cancelled": is.String()}, u.why)
}

// forgetDifferences asks no person any more to choose what only the undone file
// said. A later file that says it asks again.
func (u *undoing) forgetDifferences() error {
	var asked []int64
	if err := u.t.all(&asked, `/* forgetDifferences */ UPDATE difference SET state = 'agreed', decided_at = ?, decided_by = ?, decided_why = ?
		WHERE import_id = ? AND state = 'waiting' RETURNING id`, u.t.now, u.t.actor.Name, u.why, u.id); err != nil {
		return err
	}
	if len(asked) > 0 {
		u.plan.Note("Where the desk and the file differ, nobody has to choose any more.")
	}
	return nil
}
