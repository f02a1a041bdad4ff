package db

import (
	"context"
	"strings"

	"backfill/model"
)

// HoldCredit stops a customer, or one order, for credit: everything open of it
// keeps its place and what it has, takes nothing and ships nothing.
func (s *Store) HoldCredit(ctx context.Context, a model.Actor, of model.CreditOf, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setCredit(of, version, strings.TrimSpace(why), true) })
	return err
}

// ReleaseCredit lets a customer or an order that is on credit hold go on, and
// serves its lines at their place.
func (s *Store) ReleaseCredit(ctx context.Context, a model.Actor, of model.CreditOf, version int, why string) error {
	if len(why) > 500 {
		return model.Problems{"why": "Say it in 500 characters."}
	}
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setCredit(of, version, strings.TrimSpace(why), false) })
	return err
}

func (t *tx) setCredit(of model.CreditOf, version int, why string, hold bool) error {
	query, update := `/* setCredit */ SELECT id, code AS ref, coalesce(credit_hold, '') AS hold, version FROM customer WHERE code = ?`,
		`/* setCredit */ UPDATE customer SET credit_hold = nullif(?, ''), version = version + 1 WHERE id = ?`
	if of.Order {
		query = `/* setCredit */ SELECT id, number AS ref, coalesce(credit_hold, '') AS hold, version FROM sales_order WHERE number = ?`
		update = `/* setCredit */ UPDATE sales_order SET credit_hold = nullif(?, ''), version = version + 1 WHERE id = ?`
	}
	var was struct {
		ID      int64
		Ref     string
		Hold    string
		Version int
	}
	if err := t.get(&was, query, of.Ref); err != nil {
		return err
	}
	if err := t.unchanged(of.Entity(), was.ID, was.Ref, was.Version, version); err != nil {
		return err
	}
	switch {
	case hold && was.Hold != "":
		return model.Conflictf("%s is on credit hold already: %s", was.Ref, was.Hold)
	case !hold && was.Hold == "":
		return model.Conflictf("%s is not on credit hold.", was.Ref)
	}
	action, cause, reason := "credit_released", "hold_released", ""
	if hold {
		action, cause, reason = "credit_held", "hold", why
	}
	if err := t.exec(update, reason, was.ID); err != nil {
		return err
	}
	if err := t.record(action, of.Entity(), was.ID, was.Ref, map[string]any{"credit_hold": was.Hold}, map[string]any{"credit_hold": reason}, why); err != nil {
		return err
	}
	if of.Order {
		return t.serveOrder(cause, was.ID)
	}
	return t.serveCustomer(cause, was.ID)
}

// serveCustomer serves the pools of all that a customer has open, whose board
// rows are stale.
func (t *tx) serveCustomer(cause string, customer int64) error {
	var lines []struct {
		ID          int64
		ProductID   int64 `db:"product_id"`
		WarehouseID int64 `db:"warehouse_id"`
	}
	err := t.all(&lines, `/* serveCustomer */ SELECT line_id AS id, product_id, warehouse_id FROM board WHERE customer_id = ?`, customer)
	if err != nil || len(lines) == 0 {
		return err
	}
	pools := make([]poolKey, len(lines))
	for i, l := range lines {
		t.touch(l.ID)
		pools[i] = poolKey{l.ProductID, l.WarehouseID}
	}
	_, err = t.serve(cause, pools...)
	return err
}
