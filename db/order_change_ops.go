package db

import (
	"context"
	"slices"
	"strings"

	"backfill/model"
)

// ChangeLines does the same to several open lines of one order, all of them or
// none: each must be of the order and as the person saw it.
func (s *Store) ChangeLines(ctx context.Context, a model.Actor, order string, do model.LineChange, lines []model.LineVersion, why string) error {
	var p model.Problems
	p.Need("lines", len(lines) > 0, "Tick at least one line.")
	if do != model.ReleaseAll {
		needWhy(&p, why)
	}
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeLines(order, do, lines, strings.TrimSpace(why)) })
	return err
}

func (t *tx) changeLines(order string, do model.LineChange, lines []model.LineVersion, why string) error {
	var mine []int64
	if err := t.all(&mine, `/* changeLines */ SELECT l.id FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number = ?`, order); err != nil {
		return err
	}
	held := map[int64]bool{}
	for _, l := range lines { // all versions first: what is done to one line may change the next
		if !slices.Contains(mine, l.ID) {
			return model.ErrNotFound
		}
		now, err := t.openLine(l.ID, l.Version)
		if err != nil {
			return err
		}
		held[l.ID] = now.Hold != ""
	}
	for i, l := range lines {
		var err error
		switch do {
		case model.CancelAll:
			err = t.cancelLine(l.ID, 0, 0, why)
		case model.HoldAll:
			err = t.holdLine(l.ID, 0, why)
		case model.ReleaseAll:
			if i == 0 || held[l.ID] { // the first releases what order and customer hold
				err = t.releaseHold(l.ID, 0)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
