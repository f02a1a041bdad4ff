package db

import (
	"context"
	"fmt"
	"strings"

	"backfill/model"
)

// openLine is one order line with what an operation on it needs.
type openLine struct {
	ID          int64
	OrderID     int64 `db:"order_id"`
	Order       string
	LineNo      int   `db:"line_no"`
	ProductID   int64 `db:"product_id"`
	WarehouseID int64 `db:"warehouse_id"`
	CustomerID  int64 `db:"customer_id"`
	Customer    string
	SKU         string
	Unit        string
	Decimals    int
	Pack        model.Qty
	UnitRatio   model.Qty `db:"unit_ratio"` // 0: in the stock unit
	Priority    int
	ShipMode    model.ShipMode `db:"ship_mode"`
	CriticalSet string         `db:"critical_set"`
	LastOne     bool           `db:"last_one"` // the next shipment has to complete the order
	Blanket     bool
	Released    model.Qty // of a blanket's line
	NoStock     bool      `db:"no_stock"` // the supplier ships it
	LotRule     string    `db:"lot_rule"`
	Ordered     model.Qty
	Cancelled   model.Qty
	Open        model.Qty
	Short       model.Qty
	Allocated   model.Qty
	Picked      model.Qty
	Hold        string
	OrderHold   string `db:"order_hold"`
	OrderCredit string `db:"order_credit"`
	Credit      string // on the customer
	Promise     model.Date
	Version     int
}

// Name is the line as people know it: SO-1/2.
func (l openLine) Name() string { return lineName(l.Order, l.LineNo) }

func (l openLine) pool() poolKey { return poolKey{l.ProductID, l.WarehouseID} }

// openLine loads a line that is still open and as the person saw it.
func (t *tx) openLine(id int64, version int) (openLine, error) {
	var l openLine
	if err := t.get(&l, `/* openLine */ SELECT
		  l.id,
		  l.order_id,
		  o.number AS "order",
		  l.line_no,
		  l.product_id,
		  l.warehouse_id,
		  o.customer_id,
		  c.code AS customer,
		  p.sku,
		  p.unit,
		  p.decimals,
		  p.pack,
		  CASE WHEN l.ordered = l.unit_qty THEN 0 ELSE l.ordered * 1000 / l.unit_qty END AS unit_ratio,
		  o.priority,
		  o.ship_mode,
		  o.ship_mode = 'max_shipments' AND o.shipments >= o.max_shipments - 1 AS last_one,
		  o.kind = 'blanket' AS blanket,
		  CASE l.on_call WHEN 1 THEN (SELECT coalesce(sum(r.ordered - r.cancelled), 0) FROM order_line r WHERE r.blanket_line_id = l.id) ELSE 0 END AS released,
		  l.direct AS no_stock,
		  l.critical_set,
		  l.lot_rule,
		  l.ordered,
		  l.cancelled,
		  l.open,
		  l.short,
		  l.allocated,
		  l.picked,
		  coalesce(l.hold, '') AS hold,
		  coalesce(o.hold, '') AS order_hold,
		  coalesce(o.credit_hold, '') AS order_credit,
		  coalesce(c.credit_hold, '') AS credit,
		  l.promise,
		  l.version
		FROM order_line l
		JOIN sales_order o ON o.id = l.order_id
		JOIN customer c ON c.id = o.customer_id
		JOIN product p ON p.id = l.product_id
		WHERE l.id = ?`, id); err != nil {
		return l, err
	}
	if err := t.unchanged("line", id, l.Name(), l.Version, version); err != nil {
		return l, err
	}
	if l.Open == 0 {
		return l, model.Conflictf("%s is closed: nothing of it is open any more.", l.Name())
	}
	return l, nil
}

// needWhy asks for a reason of a decent length.
func needWhy(p *model.Problems, why string) {
	p.Need("why", strings.TrimSpace(why) != "", "Say why.")
	p.Need("why", len(why) <= 500, "Say it in 500 characters.")
}

// CancelLine cancels qty of what is open, 0 for all of it: first what is not
// covered, then what is allocated, which goes back to the queue at once. What
// is picked is on its way and must come off its pick list first.
func (s *Store) CancelLine(ctx context.Context, a model.Actor, line int64, version int, qty model.Qty, why string) error {
	var p model.Problems
	p.Need("qty", qty >= 0, "Enter how many to cancel.")
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.cancelLine(line, version, qty, why) })
	return err
}

func (t *tx) cancelLine(id int64, version int, qty model.Qty, why string) error {
	l, err := t.openLine(id, version)
	if err != nil {
		return err
	}
	if qty == 0 {
		qty = l.Open
	}
	if err := l.mayCancel(qty); err != nil {
		return err
	}
	if release := qty - l.Short; release > 0 {
		if err := t.release(l, release, why); err != nil {
			return err
		}
	}
	if err := t.exec(`UPDATE order_line SET cancelled = cancelled + ?, version = version + 1 WHERE id = ?`, qty, id); err != nil {
		return err
	}
	if qty == l.Open {
		if err := t.exec(`UPDATE choice SET answer = 'cancel', answered_at = ?, answered_by = ? WHERE line_id = ? AND answer IS NULL`,
			t.now, t.actor.Name, id); err != nil {
			return err
		}
	}
	if err := t.record("cancelled", "line", id, l.Name(), l.figures(l.Open, l.Allocated),
		l.figures(l.Open-qty, min(l.Allocated, l.Open-qty-l.Picked)), why); err != nil {
		return err
	}
	t.touch(id)
	return t.serveTied("cancel", l)
}

// mayCancel refuses to cancel more than is open, or what is picked.
func (l openLine) mayCancel(qty model.Qty) error {
	var p model.Problems
	p.Need("qty", qty.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
	p.Need("qty", qty <= l.Open, fmt.Sprintf("Only %s %s are open.", l.Open, l.Unit))
	if err := p.Err(); err != nil {
		return err
	}
	if left := l.Open - l.Released; l.Released > 0 && qty > left {
		return model.Conflictf("%s %s of %s are released. Cancel them on the releases, or %s at most here.", l.Released, l.Unit, l.Name(), left)
	}
	if free := l.Open - l.Picked; qty > free {
		return model.Conflictf("%s %s of %s are picked. Take them off the pick list first, or cancel %s at most.", l.Picked, l.Unit, l.Name(), free)
	}
	return nil
}

func (l openLine) figures(open, allocated model.Qty) map[string]any {
	return map[string]any{"open": open.String(), "allocated": allocated.String()}
}

// serveTied serves the pools that a line's change matters to: its own, and where
// it leaves together with others, all of theirs, because they may be whole now.
func (t *tx) serveTied(cause string, l openLine) error {
	if l.ShipMode == model.OrderComplete || l.CriticalSet != "" {
		return t.serveOrder(cause, l.OrderID, l.pool())
	}
	_, err := t.serve(cause, l.pool())
	return err
}

// release gives qty of what a line has allocated back, lot by lot, the smallest
// holding first, so that what stays is in as few lots as can be.
func (t *tx) release(l openLine, qty model.Qty, why string) error {
	var held []struct {
		Lot       string
		Allocated model.Qty
	}
	if err := t.all(&held, `/* release */ SELECT lot, allocated FROM allocation
		WHERE line_id = ? AND warehouse_id = ? AND allocated > 0 ORDER BY allocated, lot`, l.ID, l.WarehouseID); err != nil {
		return err
	}
	for _, h := range held {
		n := min(qty, h.Allocated)
		if n == 0 {
			break
		}
		if err := t.allocEvent("released", l, h.Lot, n, why); err != nil {
			return err
		}
		qty -= n
	}
	if qty > 0 {
		return fmt.Errorf("release %s more of %s than it has", qty, l.Name())
	}
	return nil
}

// allocEvent writes one row of the allocation ledger for a person's decision.
func (t *tx) allocEvent(kind string, l openLine, lot string, qty model.Qty, why string) error {
	return t.exec(`INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.now, t.actor.Name, kind, l.ID, l.ProductID, l.WarehouseID, lot, qty, why)
}

// HoldLine stops a line with a reason: it keeps its place and what it has,
// takes nothing and ships nothing.
func (s *Store) HoldLine(ctx context.Context, a model.Actor, line int64, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.holdLine(line, version, why) })
	return err
}

func (t *tx) holdLine(id int64, version int, why string) error {
	l, err := t.openLine(id, version)
	if err != nil {
		return err
	}
	if l.Hold != "" {
		return model.Conflictf("%s is on hold already: %s", l.Name(), l.Hold)
	}
	if err := t.exec(`UPDATE order_line SET hold = ?, version = version + 1 WHERE id = ?`, why, id); err != nil {
		return err
	}
	if err := t.record("held", "line", id, l.Name(), nil, map[string]any{"hold": why}, why); err != nil {
		return err
	}
	t.touch(id)
	return t.serveTied("hold", l)
}

// ReleaseHold lets a held line go on: its own hold, that of its order, and,
// for who may release them, the credit holds of order and customer. Credit
// alone holds it: ErrDenied for anybody else.
func (s *Store) ReleaseHold(ctx context.Context, a model.Actor, line int64, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.releaseHold(line, version) })
	return err
}

func (t *tx) releaseHold(id int64, version int) error {
	l, err := t.openLine(id, version)
	if err != nil {
		return err
	}
	held, credit := l.Hold+l.OrderHold != "", l.OrderCredit+l.Credit != ""
	if !held && !credit {
		return model.Conflictf("%s is not on hold any more.", l.Name())
	}
	if !held && !t.actor.Role.May(model.ReleaseCredit) {
		return fmt.Errorf("release the credit hold of %s: %w", l.Name(), model.ErrDenied)
	}
	if l.Hold != "" {
		if err := t.unhold("line", id, l.Name(), "hold", l.Hold, `UPDATE order_line SET hold = NULL, version = version + 1 WHERE id = ?`); err != nil {
			return err
		}
	}
	if l.OrderHold != "" {
		if err := t.unhold("order", l.OrderID, l.Order, "hold", l.OrderHold, `UPDATE sales_order SET hold = NULL, version = version + 1 WHERE id = ?`); err != nil {
			return err
		}
	}
	if credit && t.actor.Role.May(model.ReleaseCredit) {
		return t.releaseCredit(l)
	}
	return t.serveOrder("hold_released", l.OrderID)
}

// unhold ends a hold, which is called field in the audit: hold or credit_hold.
func (t *tx) unhold(entity string, id int64, name, field, hold, query string) error {
	if err := t.exec(query, id); err != nil {
		return err
	}
	return t.record("hold_released", entity, id, name, map[string]any{field: hold}, nil, "")
}

// releaseCredit lifts the credit hold of the order, and of its customer, whose
// other orders go on with it.
func (t *tx) releaseCredit(l openLine) error {
	if l.OrderCredit != "" {
		if err := t.unhold("order", l.OrderID, l.Order, "credit_hold", l.OrderCredit, `UPDATE sales_order SET credit_hold = NULL, version = version + 1 WHERE id = ?`); err != nil {
			return err
		}
	}
	if l.Credit == "" {
		return t.serveOrder("hold_released", l.OrderID)
	}
	if err := t.unhold("customer", l.CustomerID, l.Customer, "credit_hold", l.Credit, `UPDATE customer SET credit_hold = NULL, version = version + 1 WHERE id = ?`); err != nil {
		return err
	}
	return t.serveCustomer("hold_released", l.CustomerID)
}

// SetPromise gives a line the date a person has agreed with its customer: one
// row of the promise ledger. No run moves it on its own account.
func (s *Store) SetPromise(ctx context.Context, a model.Actor, line int64, version int, date model.Date, why string) error {
	var p model.Problems
	p.Need("date", !date.IsZero(), "Enter the date.")
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setPromise(line, version, date, why) })
	return err
}

func (t *tx) setPromise(id int64, version int, date model.Date, why string) error {
	l, err := t.openLine(id, version)
	if err != nil {
		return err
	}
	if date < t.today {
		return model.Problems{"date": "That day is over."}
	}
	if date == l.Promise {
		return nil
	}
	if err := t.exec(`INSERT INTO promise_event(line_id, at, actor, cause, old_date, new_date, why) VALUES (?, ?, ?, 'person', ?, ?, ?)`,
		id, t.now, t.actor.Name, l.Promise, date, why); err != nil {
		return err
	}
	if err := t.exec(`UPDATE order_line SET version = version + 1 WHERE id = ?`, id); err != nil {
		return err
	}
	t.touch(id)
	return t.record("promised", "line", id, l.Name(), map[string]any{"promise": l.Promise}, map[string]any{"promise": date}, why)
}
