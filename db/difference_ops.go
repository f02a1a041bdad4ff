package db

import (
	"context"
	"fmt"

	"backfill/model"
)

// KeepDesk lets the desk's answer stand against the file's, for a reason; later
// files that say the same are not asked about again. One that is decided already
// is a Conflict saying who was first.
func (s *Store) KeepDesk(ctx context.Context, a model.Actor, id int64, why string) error {
	return s.choose(ctx, a, id, why, func(t *tx, d model.Difference) error {
		return t.decideDifference(d, model.DeskChosen, why, d.Ordered, d.Cancelled)
	})
}

// TakeFile makes the line what the file says, for a reason: what was cancelled
// is wanted again, or what is wanted no longer is given back to the queue.
// version is the line's as it was shown, 0 for whatever it is. Picked units are
// never taken.
func (s *Store) TakeFile(ctx context.Context, a model.Actor, id int64, version int, why string) error {
	return s.choose(ctx, a, id, why, func(t *tx, d model.Difference) error { return t.takeFile(d, version, why) })
}

func (s *Store) choose(ctx context.Context, a model.Actor, id int64, why string, do func(*tx, model.Difference) error) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		d, err := loadDifference(t.ctx, t, id)
		if err == nil && d.State != model.DifferenceWaiting {
			err = model.Conflictf("%s is settled: %s.", d.Ref(), settled(d, t.settings))
		}
		if err != nil {
			return done{}, err
		}
		return done{}, do(t, d)
	})
	return err
}

// settled says who chose what, when.
func settled(d model.Difference, set Settings) string {
	how := map[model.DifferenceState]string{model.DeskChosen: "the desk's answer was kept", model.FileChosen: "the file's answer was taken",
		model.Agreed: "a later file agrees"}[d.State]
	return fmt.Sprintf("%s by %s on %s", how, d.DecidedBy, d.DecidedAt.Std().In(set.Zone).Format("2 Jan 15:04"))
}

// decideDifference notes the choice and what the line is from now on.
func (t *tx) decideDifference(d model.Difference, how model.DifferenceState, why string, ordered, cancelled model.Qty) error {
	if err := t.exec(`/* decideDifference */ UPDATE difference SET state = ?, decided_at = ?, decided_by = ?, decided_why = ? WHERE id = ?`,
		how, t.now, t.actor.Name, why, d.ID); err != nil {
		return err
	}
	entity, id := "line", d.LineID
	if d.POLineID != 0 {
		entity, id = "po_line", d.POLineID
	}
	return t.record(string("chose_"+how), entity, id, d.Ref(),
		map[string]string{"ordered": d.Ordered.String(), "cancelled": d.Cancelled.String(), "file_ordered": d.FileOrdered.String(), "file_cancelled": d.FileCancelled.String()},
		map[string]string{"ordered": ordered.String(), "cancelled": cancelled.String()}, why)
}

func (t *tx) takeFile(d model.Difference, version int, why string) error {
	if no := d.Refusal(t.locale()); no != "" {
		return &model.Conflict{What: no}
	}
	entity, id := "line", d.LineID
	if d.POLineID != 0 {
		entity, id = "po_line", d.POLineID
	}
	if err := t.unchanged(entity, id, d.Ref(), d.Version, version); err != nil {
		return err
	}
	if err := t.decideDifference(d, model.FileChosen, why, d.FileOrdered, d.FileCancelled); err != nil {
		return err
	}
	if d.POLineID != 0 {
		return t.takeFilePO(d)
	}
	return t.takeFileLine(d, why)
}

// takeFileLine gives back what the line holds beyond the file's quantity, then
// serves those it competes with.
func (t *tx) takeFileLine(d model.Difference, why string) error {
	var at struct {
		OrderID     int64 `db:"order_id"`
		ProductID   int64 `db:"product_id"`
		WarehouseID int64 `db:"warehouse_id"`
		Order       string
		LineNo      int `db:"line_no"`
	}
	if err := t.get(&at, `/* takeFileLine */ SELECT l.order_id, l.product_id, l.warehouse_id, o.number AS "order", l.line_no
		FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.id = ?`, d.LineID); err != nil {
		return err
	}
	l := openLine{ID: d.LineID, OrderID: at.OrderID, ProductID: at.ProductID, WarehouseID: at.WarehouseID, Order: at.Order, LineNo: at.LineNo}
	if over := d.Allocated + d.Picked - d.FileOpen(); over > 0 {
		if err := t.release(l, over, why); err != nil {
			return err
		}
	}
	// Where the quantity changes, the unit as ordered may not divide it: it is said in the stock unit.
	if err := t.exec(`/* takeFileLine */ UPDATE order_line SET cancelled = ?1, ordered = ?2, version = version + 1,
		  unit = CASE WHEN ordered = ?2 THEN unit ELSE (SELECT p.unit FROM product p WHERE p.id = product_id) END,
		  unit_qty = CASE WHEN ordered = ?2 THEN unit_qty ELSE ?2 END
		WHERE id = ?3`, d.FileCancelled, d.FileOrdered, d.LineID); err != nil {
		return err
	}
	t.touch(d.LineID)
	return t.serveOrder("import", at.OrderID, l.pool())
}

// takeFilePO makes the purchase-order line what the file says, and plans anew
// who waits for it.
func (t *tx) takeFilePO(d model.Difference) error {
	if err := t.exec(`/* takeFilePO */ UPDATE po_line SET ordered = ?, cancelled = ?, version = version + 1 WHERE id = ?`,
		d.FileOrdered, d.FileCancelled, d.POLineID); err != nil {
		return err
	}
	var at struct{ Product, Warehouse int64 }
	if err := t.get(&at, `/* takeFilePO */ SELECT l.product_id AS product, o.warehouse_id AS warehouse FROM po_line l
		JOIN purchase_order o ON o.id = l.po_id WHERE l.id = ?`, d.POLineID); err != nil {
		return err
	}
	_, err := t.serve("import", poolKey{at.Product, at.Warehouse})
	return err
}
