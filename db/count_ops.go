package db

import (
	"context"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// CountStock books what a person counted, as of a time: the desk's own
// movements since then are added, the difference becomes a ledger row, and one
// that is too large or would take allocated stock waits for a person; one that differs
// needs a reason. A count
// older than one already known changes nothing.
func (s *Store) CountStock(ctx context.Context, a model.Actor, c model.Count) (model.CountResult, error) {
	if err := c.Check(); err != nil {
		return model.CountResult{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.CountResult, error) {
		h, err := t.shelf(c.SKU, c.Warehouse, c.Lot)
		if err != nil {
			return model.CountResult{}, err
		}
		if err := h.accepts("on_hand", c.OnHand); err != nil {
			return model.CountResult{}, err
		}
		r, err := t.countStock(h.ProductID, h.WarehouseID, c.Lot, c.OnHand, c.AsOf, 0, c.Why)
		if err == nil {
			err = r.NeedsWhy(t.locale(), c.Why)
		}
		if err != nil || r.State != model.CountBooked {
			return r, err
		}
		_, err = t.serve("stock", h.pool())
		return r, err
	})
}

// countStock applies one count within a larger change, such as a stock file
// (importID, 0 for a person). asOf zero is now, later than now is a problem of
// its field. It allocates nothing: what is found waits for the caller's run.
func (t *tx) countStock(productID, warehouseID int64, lot string, onHand model.Qty, asOf model.Time, importID int64, why string) (model.CountResult, error) {
	if asOf.IsZero() {
		asOf = t.now
	}
	was, r, err := judgeCount(t.ctx, t, t.settings, t.now, productID, warehouseID, lot, onHand, asOf)
	if err != nil || r.State == model.CountOlder || asOf == was.AsOf && onHand == was.Counted {
		return r, err
	}
	c := count{shelf: was.shelf, asOf: asOf, importID: importID, why: why}
	if err := t.markCounted(c, onHand); err != nil {
		return r, err
	}
	if r.State == model.CountWaiting && was.repeats(r) {
		r.ID = was.Waiting
		return r, nil
	}
	if was.Waiting > 0 {
		if err := t.overtake(c); err != nil {
			return r, err
		}
	}
	err = t.keepCount(c, &r)
	return r, err
}

// judgeCount decides what becomes of a count. Showing it and doing it share it.
func judgeCount(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, productID, warehouseID int64, lot string, onHand model.Qty,
	asOf model.Time) (was counted, r model.CountResult, err error) {
	if asOf.After(now) {
		return was, r, model.Problems{"as_of": "A count cannot be of a later time than now."}
	}
	if was, err = findCounted(ctx, q, productID, warehouseID, lot, asOf); err != nil {
		return was, r, err
	}
	r = model.CountResult{Counted: onHand, Book: was.OnHand - was.Since, OnHand: was.OnHand}
	switch {
	case asOf.Before(was.AsOf):
		r.State = model.CountOlder
	case asOf == was.AsOf && onHand == was.Counted:
		r.State = model.CountSame
	default:
		r.State, r.Why = model.JudgeCount(model.LocaleOr(ctx, settings.Locale), onHand, r.Book, was.OnHand, was.Allocated, was.Picked, settings.StockDifference)
	}
	return was, r, nil
}

// count is what is the same for every row a count leaves.
type count struct {
	shelf
	asOf     model.Time
	importID int64
	why      string
}

// counted is a stock with what a count needs to know of it.
type counted struct {
	shelf
	Since   model.Qty  // what moved in, less what moved out, after the count
	AsOf    model.Time `db:"as_of"` // of the newest count known
	Counted model.Qty
	Waiting int64     // the count of it that waits for a person, 0: none
	Figure  model.Qty // what that one said, and the book with it
	Book    model.Qty
}

// repeats tells whether a count says again what the waiting one says: an hourly
// file does so until a person has decided, and is no news.
func (was counted) repeats(r model.CountResult) bool {
	return was.Waiting > 0 && was.Figure == r.Counted && was.Book == r.Book
}

func findCounted(ctx context.Context, q sqlx.QueryerContext, productID, warehouseID int64, lot string, asOf model.Time) (counted, error) {
	was := counted{}
	err := sqlx.GetContext(ctx, q, &was, `/* counted */ SELECT
		  p.id AS product_id,
		  w.id AS warehouse_id,
		  p.sku,
		  w.code AS warehouse,
		  asked.lot,
		  coalesce(s.on_hand, 0) AS on_hand,
		  coalesce(s.allocated, 0) AS allocated,
		  coalesce(s.picked, 0) AS picked,
		  coalesce(c.as_of, '') AS as_of,
		  coalesce(c.counted, 0) AS counted,
		  (SELECT coalesce(sum(CASE WHEN m.to_id = w.id AND m.to_lot = asked.lot THEN m.qty ELSE 0 END)
		                 - sum(CASE WHEN m.from_id = w.id AND m.from_lot = asked.lot THEN m.qty ELSE 0 END), 0)
		     FROM stock_move m WHERE m.product_id = p.id AND m.at > asked.as_of) AS since,
		  coalesce(k.id, 0) AS waiting,
		  coalesce(k.counted, 0) AS figure,
		  coalesce(k.book, 0) AS book
		FROM (SELECT ? AS product_id, ? AS warehouse_id, ? AS lot, ? AS as_of) AS asked
		JOIN product p ON p.id = asked.product_id
		JOIN warehouse w ON w.id = asked.warehouse_id
		LEFT JOIN stock s ON s.product_id = p.id AND s.warehouse_id = w.id AND s.lot = asked.lot
		LEFT JOIN stock_counted c ON c.product_id = p.id AND c.warehouse_id = w.id AND c.lot = asked.lot
		LEFT JOIN stock_count k ON k.product_id = p.id AND k.warehouse_id = w.id AND k.lot = asked.lot AND k.state = 'waiting'`,
		productID, warehouseID, lot, asOf)
	return was, notFound(err)
}

// markCounted remembers the newest count.
func (t *tx) markCounted(c count, onHand model.Qty) error {
	return t.exec(`/* markCounted */ INSERT INTO stock_counted(product_id, warehouse_id, lot, as_of, counted, import_id)
		VALUES (?, ?, ?, ?, ?, nullif(?, 0))
		ON CONFLICT(product_id, warehouse_id, lot) DO UPDATE SET as_of = excluded.as_of, counted = excluded.counted, import_id = excluded.import_id`,
		c.ProductID, c.WarehouseID, c.Lot, c.asOf, onHand, c.importID)
}

// overtake takes back the count that waits: two figures of one stock must not
// both be booked.
func (t *tx) overtake(c count) error {
	var id int64
	if err := t.get(&id, `/* overtake */ UPDATE stock_count SET state = 'dismissed'
		WHERE product_id = ? AND warehouse_id = ? AND lot = ? AND state = 'waiting' RETURNING id`, c.ProductID, c.WarehouseID, c.Lot); err != nil {
		return err
	}
	return t.record("count_dismissed", "count", id, c.SKU, c.figures(c.OnHand), c.figures(c.OnHand), "A later count came: "+c.asOf.String())
}

// keepCount writes what a count that differs leaves behind: the count itself,
// the ledger row when it is booked, and the audit.
func (t *tx) keepCount(c count, r *model.CountResult) error {
	if r.State == model.CountSame {
		return nil
	}
	var err error
	if r.ID, err = t.insert(`/* keepCount */ INSERT INTO stock_count
		(product_id, warehouse_id, lot, counted, as_of, book, state, import_id, at, actor, why)
		VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?)`,
		c.ProductID, c.WarehouseID, c.Lot, r.Counted, c.asOf, r.Book, r.State, c.importID, t.now, t.actor.Name, c.why); err != nil {
		return err
	}
	before, after := c.figures(c.OnHand), c.figures(c.OnHand+r.Difference())
	if r.State == model.CountWaiting {
		after["on_hand"], after["counted"], after["book"], after["as_of"] = c.OnHand.String(), r.Counted.String(), r.Book.String(), c.asOf
		return t.record("count_waiting", "product", c.ProductID, c.SKU, before, after, c.why)
	}
	m := c.change("counted", r.Difference(), c.asOf, c.why)
	m.CountID = r.ID
	if err := t.move(m); err != nil {
		return err
	}
	r.OnHand = c.OnHand + r.Difference()
	return t.record("counted", "product", c.ProductID, c.SKU, before, after, c.why)
}
