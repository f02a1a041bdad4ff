package db

import (
	"context"

	"backfill/model"
)

// FreeSpecial unties what was bought for one order line, as the person saw it:
// what is still to come of it serves whoever is first. No run ever does so.
func (s *Store) FreeSpecial(ctx context.Context, a model.Actor, po string, line, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		l, err := loadPOLine(t.ctx, t, 0, po, line)
		if err != nil {
			return done{}, err
		}
		return done{}, t.freeSpecial(l, version, why)
	})
	return err
}

func (t *tx) freeSpecial(l poLine, version int, why string) error {
	l, err := t.openPOLine(l.ID, version)
	if err != nil {
		return err
	}
	if l.ForLine == 0 {
		return model.Conflictf("%s is bought for nobody alone: it serves whoever is first.", l.Name())
	}
	var of string
	if err := t.get(&of, `/* freeSpecial */ SELECT o.number || '/' || l.line_no FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.id = ?`, l.ForLine); err != nil {
		return err
	}
	if err := t.exec(`/* freeSpecial */ UPDATE po_line SET for_line_id = NULL, version = version + 1 WHERE id = ?`, l.ID); err != nil {
		return err
	}
	t.touch(l.ForLine)
	if err := t.record("freed", "po_line", l.ID, l.Name(), map[string]any{"bought_for": of}, nil, why); err != nil {
		return err
	}
	_, err = t.serve("special_freed", poolKey{l.ProductID, l.WarehouseID})
	return err
}
