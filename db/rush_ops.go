package db

import (
	"cmp"
	"context"
	"strings"

	"backfill/model"
)

// RushOrder asks that an order goes before others. Where it is worth no more
// than the limit of the settings, or whoever asks may approve it, it is approved
// at once; else it waits for somebody who may, and keeps its place till then. It
// gives the state.
func (s *Store) RushOrder(ctx context.Context, a model.Actor, number string, version int, why string) (state string, err error) {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return t.rushOrder(number, version, strings.TrimSpace(why)) })
}

// rushed is an order as the rush operations see it.
type rushed struct {
	ID      int64
	Number  string
	Version int
	Rush    string
	Open    bool
	Value   model.Money
}

func (t *tx) toRush(number string, version int) (o rushed, err error) {
	if err = t.get(&o, `/* toRush */ SELECT id, number, version, rush,
		  EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.open > 0) AS open,
		  (SELECT coalesce(sum(money_value(l.price, l.ordered - l.cancelled)), 0) FROM order_line l WHERE l.order_id = o.id) AS value
		FROM sales_order o WHERE o.number = ?`, number); err != nil {
		return o, err
	}
	return o, t.unchanged("order", o.ID, o.Number, o.Version, version)
}

func (t *tx) rushOrder(number string, version int, why string) (string, error) {
	o, err := t.toRush(number, version)
	switch {
	case err != nil:
		return "", err
	case !o.Open:
		return "", model.Conflictf("%s has nothing open any more.", o.Number)
	case o.Rush == model.RushAsked || o.Rush == model.RushApproved:
		return "", model.Conflictf("%s is rushed already.", o.Number)
	}
	limit := model.Money(t.settings.RushLimit)
	for range t.settings.CurrencyDecimals {
		limit *= 10
	}
	state := model.RushAsked
	if o.Value <= limit || t.actor.Role.May(model.ApproveRush) {
		state = model.RushApproved
	}
	return state, t.setRush(o, state, why, why)
}

// setRush saves the state, with why it is rushed where that is said anew, and
// serves the order's lines at their new place, where they have one.
func (t *tx) setRush(o rushed, state, rushWhy, why string) error {
	action := "rush_" + cmp.Or(state, "ended")
	if err := t.exec(`/* setRush */ UPDATE sales_order SET rush = ?1, rush_why = CASE WHEN ?1 = '' THEN '' WHEN ?2 <> '' THEN ?2 ELSE rush_why END,
		version = version + 1 WHERE id = ?3`, state, rushWhy, o.ID); err != nil {
		return err
	}
	if err := t.record(action, "order", o.ID, o.Number, map[string]any{"rush": o.Rush}, map[string]any{"rush": state}, why); err != nil {
		return err
	}
	if o.Rush != model.RushApproved && state != model.RushApproved {
		return nil
	}
	return t.serveOrder("priority", o.ID)
}

// DecideRush approves or refuses a rush that waits.
func (s *Store) DecideRush(ctx context.Context, a model.Actor, number string, version int, approve bool, why string) error {
	var p model.Problems
	p.Need("why", approve || strings.TrimSpace(why) != "", "Say why not.")
	p.Need("why", len(why) <= 500, "Say it in 500 characters.")
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		o, err := t.toRush(number, version)
		if err != nil {
			return done{}, err
		}
		if o.Rush != model.RushAsked {
			return done{}, model.Conflictf("No rush of %s waits for an answer.", o.Number)
		}
		state := model.RushRefused
		if approve {
			state = model.RushApproved
		}
		return done{}, t.setRush(o, state, "", strings.TrimSpace(why))
	})
	return err
}

// EndRush takes an order's rush back: it goes to the place it had before.
func (s *Store) EndRush(ctx context.Context, a model.Actor, number string, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		o, err := t.toRush(number, version)
		if err != nil {
			return done{}, err
		}
		if o.Rush != model.RushAsked && o.Rush != model.RushApproved {
			return done{}, model.Conflictf("%s is not rushed any more.", o.Number)
		}
		return done{}, t.setRush(o, "", "", "")
	})
	return err
}
