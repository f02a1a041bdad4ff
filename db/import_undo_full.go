package db

import (
	"fmt"

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

// told gives documents of which no later file has spoken since the time back as of
// which they had been told before.
func (u *undoing) told(c traced) error {
	ids, err := tracedList(*c.Keys)
	if err != nil {
		return err
	}
	b, err := tracedFields(*c.Before)
	if err != nil {
		return err
	}
	update := `/* told */ UPDATE sales_order SET told_at = nullif(?, '') WHERE id BETWEEN ? AND ? AND told_at = (SELECT as_of FROM import WHERE id = ?)`
	if u.kind == "purchase-orders" {
		update = `/* told */ UPDATE purchase_order SET told_at = nullif(?, '') WHERE id BETWEEN ? AND ? AND told_at = (SELECT as_of FROM import WHERE id = ?)`
	}
	for i := 0; i+1 < len(ids); i += 2 {
		if err := u.t.exec(update, b["told_at"], ids[i], ids[i+1], u.id); err != nil {
			return err
		}
	}
	return nil
}

// forgetDifferences asks no person any more to choose what only the undone file
// said, and asks again what it had agreed to. A later file that says it asks again.
func (u *undoing) forgetDifferences() error {
	var asked []int64
	if err := u.t.all(&asked, `/* forgetDifferences */ UPDATE difference SET state = 'agreed', decided_at = ?, decided_by = ?, decided_why = ?
		WHERE import_id = ? AND state = 'waiting' RETURNING id`, u.t.now, u.t.actor.Name, u.why, u.id); err != nil {
		return err
	}
	if err := u.t.exec(`/* forgetDifferences */ UPDATE difference SET state = 'waiting', decided_at = NULL, decided_by = '', decided_why = ''
		WHERE state = 'agreed' AND decided_why = ? AND import_id <> ? AND import_id IN (SELECT id FROM import WHERE undone_at IS NULL)
		  AND NOT EXISTS (SELECT 1 FROM difference o WHERE o.state = 'waiting' AND (o.line_id = difference.line_id OR o.po_line_id = difference.po_line_id))`,
		fmt.Sprintf("import %d", u.id), u.id); err != nil {
		return err
	}
	if len(asked) > 0 {
		u.plan.Note("Where the desk and the file differ, nobody has to choose any more.")
	}
	return nil
}
