package db

import (
	"context"
	"slices"
	"strings"

	"backfill/model"
)

// ChangeLines does the same to several open lines of one order, all of them or
// none: each must be of the order and as the person saw it. A hold passes over
// lines that are on hold, a release over those that are not.
func (s *Store) ChangeLines(ctx context.Context, a model.Actor, order string, do model.LineChange, lines []model.LineVersion, why string) error {
	var p model.Problems
	p.Need("lines", len(lines) > 0, "Tick at least one line.")
	if do != model.ReleaseAll {
		needWhy(&p, why)
	}
	p.Need("why", len(why) <= 500, "Say it in 500 characters.")
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
	var held, free []model.LineVersion
	for _, l := range lines { // all versions first: what is done to one line may change the next
		if !slices.Contains(mine, l.ID) {
			return model.ErrNotFound
		}
		now, err := t.openLine(l.ID, l.Version)
		if err != nil {
			return err
		}
		if now.Hold != "" {
			held = append(held, l)
		} else {
			free = append(free, l)
		}
	}
	switch do {
	case model.HoldAll:
		return each(orFirst(free, lines), func(id int64) error { return t.holdLine(id, 0, why) })
	case model.ReleaseAll: // without a held line it is the order or the customer that is on hold
		return each(orFirst(held, lines), func(id int64) error { return t.releaseHold(id, 0) })
	}
	return each(lines, func(id int64) error { return t.cancelLine(id, 0, 0, why) })
}

// orFirst gives some, or the first of all when there are none: what it is told
// says why nothing can be done.
func orFirst(some, all []model.LineVersion) []model.LineVersion {
	if len(some) == 0 {
		return all[:1]
	}
	return some
}

func each(lines []model.LineVersion, do func(id int64) error) error {
	for _, l := range lines {
		if err := do(l.ID); err != nil {
			return err
		}
	}
	return nil
}
