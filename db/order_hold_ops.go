package db

import (
	"context"
	"slices"
	"strings"

	"backfill/model"
)

// ChangeOrder does one thing to an order as a whole, as the person saw it: a hold
// keeps every line at its place and takes nothing more, also for lines that are
// added later; a release ends that hold, while a line that has one of its own
// keeps it; a cancellation takes all that is open, or nothing where something of
// it is picked. seen are the open lines that the person had before them: one that
// is new or changed since is a Conflict. version 0 stands for whatever there is
// now.
func (s *Store) ChangeOrder(ctx context.Context, a model.Actor, number string, version int, do model.LineChange, seen []model.LineVersion, why string) error {
	var p model.Problems
	if do != model.ReleaseAll {
		needWhy(&p, why)
	}
	p.Need("why", len(why) <= 500, "Say it in 500 characters.")
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.changeOrder(number, version, do, seen, strings.TrimSpace(why))
	})
	return err
}

// wholeOrderRow is an order as what is done to all of it needs it.
type wholeOrderRow struct {
	ID      int64
	Number  string
	Hold    string
	Version int
}

func (t *tx) changeOrder(number string, version int, do model.LineChange, seen []model.LineVersion, why string) error {
	var o wholeOrderRow
	if err := t.get(&o, `/* changeOrder */ SELECT id, number, coalesce(hold, '') AS hold, version FROM sales_order WHERE number = ?`, number); err != nil {
		return err
	}
	if err := t.unchanged("order", o.ID, o.Number, o.Version, version); err != nil {
		return err
	}
	var open []int64
	if err := t.all(&open, `/* changeOrder */ SELECT id FROM order_line WHERE order_id = ? AND open > 0 ORDER BY line_no`, o.ID); err != nil {
		return err
	}
	if len(open) == 0 {
		return model.Conflictf("%s is closed: nothing of it is open any more.", o.Number)
	}
	switch do {
	case model.HoldAll:
		return t.holdOrder(o, why)
	case model.ReleaseAll:
		if o.Hold == "" {
			return model.Conflictf("%s is not on hold any more.", o.Number)
		}
		if err := t.unhold("order", o.ID, o.Number, "hold", o.Hold, `UPDATE sales_order SET hold = NULL, version = version + 1 WHERE id = ?`); err != nil {
			return err
		}
		return t.serveOrder("hold_released", o.ID)
	}
	for _, id := range open {
		if !slices.ContainsFunc(seen, func(l model.LineVersion) bool { return l.ID == id }) {
			return model.Conflictf("%s has a line that was not there when you opened this page. Look at it again.", o.Number)
		}
	}
	return t.changeLines(number, model.CancelAll, seen, why)
}

func (t *tx) holdOrder(o wholeOrderRow, why string) error {
	if o.Hold != "" {
		return model.Conflictf("%s is on hold already: %s", o.Number, o.Hold)
	}
	if err := t.exec(`/* holdOrder */ UPDATE sales_order SET hold = ?, version = version + 1 WHERE id = ?`, why, o.ID); err != nil {
		return err
	}
	if err := t.record("held", "order", o.ID, o.Number, nil, map[string]any{"hold": why}, why); err != nil {
		return err
	}
	return t.serveOrder("hold", o.ID)
}
