package db

import (
	"context"

	"backfill/model"
)

// ChaseLines keeps that a supplier was asked for the dates of these lines, as the
// person saw them, and gives how many they are. They are no more to ask about
// until their date changes or the days of the setting pass; no date moves by it.
func (s *Store) ChaseLines(ctx context.Context, a model.Actor, supplier string, lines []model.SeenLine, why string) (int, error) {
	if len(lines) == 0 {
		return 0, model.Problems{"lines": "There is no line to ask about."}
	}
	return write(ctx, s, a, func(t *tx) (int, error) {
		return t.chase(supplier, lines, why, t.now)
	})
}

// UnchaseLines takes back that a supplier was asked: the lines are to ask about
// again.
func (s *Store) UnchaseLines(ctx context.Context, a model.Actor, supplier string, lines []model.SeenLine, why string) (int, error) {
	if len(lines) == 0 {
		return 0, model.Problems{"lines": "There is no line to take it back for."}
	}
	return write(ctx, s, a, func(t *tx) (int, error) {
		return t.chase(supplier, lines, why, model.Time{})
	})
}

// chase marks the lines as asked about now, or as not asked about (zero).
func (t *tx) chase(supplier string, lines []model.SeenLine, why string, at model.Time) (int, error) {
	u, err := t.supplier(supplier, 0)
	if err != nil {
		return 0, err
	}
	action := "chased"
	if at.IsZero() {
		action = "chase_undone"
	}
	for _, seen := range lines {
		if err := t.chaseLine(action, u.ID, seen, at, why); err != nil {
			return 0, err
		}
	}
	return len(lines), t.record(action, "supplier", u.ID, u.Code, nil, map[string]any{"lines": len(lines)}, why)
}

func (t *tx) chaseLine(action string, supplier int64, seen model.SeenLine, at model.Time, why string) error {
	l, err := t.openPOLine(seen.ID, seen.Version)
	if err != nil {
		return err
	}
	var was struct {
		Supplier int64
		ChasedAt model.Time `db:"chased_at"`
	}
	if err := t.get(&was, `/* chaseLine */ SELECT o.supplier_id AS supplier, i.chased_at FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE i.id = ?`, l.ID); err != nil {
		return err
	}
	asked := !was.ChasedAt.IsZero() && !was.ChasedAt.Before(chasedSince(t.settings, t.now))
	switch {
	case was.Supplier != supplier:
		return model.ErrNotFound
	case asked && !at.IsZero():
		return model.Conflictf("%s was asked about meanwhile. Look at it again.", l.Name())
	case !asked && at.IsZero():
		return model.Conflictf("%s is to be asked about already. Look at it again.", l.Name())
	}
	if err := t.exec(`/* chaseLine */ UPDATE po_line SET chased_at = ? WHERE id = ?`, at, l.ID); err != nil {
		return err
	}
	return t.record(action, "po_line", l.ID, l.Name(), nil, nil, why)
}
