package db

import (
	"context"
	"errors"
	"strings"

	"backfill/model"
)

// longestPin is how many days ahead a pin may end.
const longestPin = 90

// pinSQL lists pins as people read them.
const pinSQL = `SELECT
  n.id, n.line_id, n.above_id, n.until, n.why, n.at, coalesce(u.name, n.actor) AS actor,
  o.number || '/' || l.line_no AS line, p.sku, w.code AS warehouse, c.name AS customer,
  (SELECT x.number || '/' || y.line_no FROM order_line y JOIN sales_order x ON x.id = y.order_id WHERE y.id = n.above_id) AS above
FROM rank_pin n
JOIN order_line l ON l.id = n.line_id
JOIN sales_order o ON o.id = l.order_id
JOIN customer c ON c.id = o.customer_id
JOIN product p ON p.id = l.product_id
JOIN warehouse w ON w.id = l.warehouse_id
LEFT JOIN app_user u ON u.email = n.actor
`

// Pins lists the pins in force, the one that ends first before the others.
func (s *Store) Pins(ctx context.Context) ([]model.Pin, error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var out []model.Pin
	err = s.r.SelectContext(ctx, &out, `/* Pins */ `+pinSQL+`WHERE n.ended_at IS NULL AND n.until >= ? AND l.open > 0 ORDER BY n.until, n.id`,
		s.Now().Date(settings.Zone))
	return out, err
}

// PinOf is the pin of a line that is in force; its ID is 0 where there is none.
func (s *Store) PinOf(ctx context.Context, line int64) (p model.Pin, err error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return p, err
	}
	err = s.one(ctx, &p, `/* PinOf */ `+pinSQL+`WHERE n.line_id = ? AND n.ended_at IS NULL AND n.until >= ?`, line, s.Now().Date(settings.Zone))
	if errors.Is(err, model.ErrNotFound) {
		err = nil
	}
	return p, err
}

// PinLine puts a line directly above another of its product and warehouse,
// whatever their ranks, until a day. It replaces the line's pin, where it has
// one. Nobody loses what they have: free stock is served anew.
func (s *Store) PinLine(ctx context.Context, a model.Actor, r model.PinRequest) error {
	today, err := s.today(ctx)
	if err != nil {
		return err
	}
	var p model.Problems
	p.Need("above", strings.TrimSpace(r.Above) != "", "Enter the line it goes before, such as SO-17/2.")
	p.Need("until", r.Until >= today && r.Until <= today.AddDays(longestPin), "Enter a day within the next 90.")
	needWhy(&p, r.Why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err = write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.pinLine(r) })
	return err
}

func (s *Store) today(ctx context.Context) (model.Date, error) {
	settings, err := s.Settings(ctx)
	return s.Now().Date(settings.Zone), err
}

func (t *tx) pinLine(r model.PinRequest) error {
	l, err := t.openLine(r.LineID, r.Version)
	if err != nil {
		return err
	}
	above, err := t.lineAbove(l, r.Above)
	if err != nil {
		return err
	}
	if _, err := t.endPin(l); err != nil {
		return err
	}
	if err := t.exec(`/* pinLine */ INSERT INTO rank_pin(line_id, above_id, until, why, at, actor) VALUES (?, ?, ?, ?, ?, ?)`,
		l.ID, above.ID, r.Until, strings.TrimSpace(r.Why), t.now, t.actor.Name); err != nil {
		return err
	}
	if err := t.exec(`UPDATE order_line SET version = version + 1 WHERE id = ?`, l.ID); err != nil {
		return err
	}
	after := map[string]any{"above": above.Name, "until": r.Until.String()}
	if err := t.record("pinned", "line", l.ID, l.Name(), nil, after, r.Why); err != nil {
		return err
	}
	t.touch(l.ID)
	return t.serveTied("pinned", l)
}

// namedLine is a line by its name.
type namedLine struct {
	ID   int64
	Name string
}

// lineAbove finds the line that a pin goes before: open, of the same pool, and
// not itself pinned behind the line.
func (t *tx) lineAbove(l openLine, name string) (above namedLine, err error) {
	number, no, _ := strings.Cut(strings.TrimSpace(name), "/")
	err = t.get(&above, `/* lineAbove */ SELECT l.id, o.number || '/' || l.line_no AS name FROM sales_order o JOIN order_line l ON l.order_id = o.id
		WHERE o.number = ? AND l.line_no = ? AND l.product_id = ? AND l.warehouse_id = ? AND l.open > 0`, strings.TrimSpace(number), no, l.ProductID, l.WarehouseID)
	switch {
	case errors.Is(err, model.ErrNotFound):
		return above, model.Problems{"above": "There is no open line of that name which waits for " + l.SKU + " in the same warehouse."}
	case err != nil:
		return above, err
	case above.ID == l.ID:
		return above, model.Problems{"above": "That is the line itself. Enter another one of " + l.SKU + "."}
	}
	var round bool
	err = t.get(&round, `/* lineAbove round */ WITH RECURSIVE up(id) AS (
		  VALUES (?1) UNION SELECT n.above_id FROM up JOIN rank_pin n ON n.line_id = up.id AND n.ended_at IS NULL AND n.until >= ?3)
		SELECT EXISTS (SELECT 1 FROM up WHERE id = ?2)`, above.ID, l.ID, t.today)
	if err == nil && round {
		err = model.Problems{"above": above.Name + " is itself pinned above this line. End that pin first."}
	}
	return above, err
}

// endPin ends the line's pin; false when it has none in force.
func (t *tx) endPin(l openLine) (bool, error) {
	var is bool
	if err := t.get(&is, `/* endPin */ SELECT EXISTS (SELECT 1 FROM rank_pin WHERE line_id = ? AND ended_at IS NULL AND until >= ?)`, l.ID, t.today); err != nil {
		return false, err
	}
	return is, t.exec(`/* endPin */ UPDATE rank_pin SET ended_at = ? WHERE line_id = ? AND ended_at IS NULL`, t.now, l.ID)
}

// UnpinLine ends a line's pin: it goes back to where its rank puts it.
func (s *Store) UnpinLine(ctx context.Context, a model.Actor, line int64, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		l, err := t.openLine(line, version)
		if err != nil {
			return done{}, err
		}
		was, err := t.endPin(l)
		if err != nil {
			return done{}, err
		}
		if !was {
			return done{}, model.Conflictf("%s is not pinned any more.", l.Name())
		}
		if err := t.exec(`UPDATE order_line SET version = version + 1 WHERE id = ?`, l.ID); err != nil {
			return done{}, err
		}
		if err := t.record("unpinned", "line", l.ID, l.Name(), nil, nil, ""); err != nil {
			return done{}, err
		}
		t.touch(l.ID)
		return done{}, t.serveTied("pinned", l)
	})
	return err
}
