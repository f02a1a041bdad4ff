package db

import (
	"context"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// heldAdjustment is a row of the ledger with the ids that its reverse needs.
type heldAdjustment struct {
	model.AdjustmentUndo
	ProductID   int64  `db:"product_id"`
	WarehouseID int64  `db:"warehouse_id"`
	StockLot    string `db:"stock_lot"`
}

func (h heldAdjustment) shelf() shelf {
	return shelf{ProductID: h.ProductID, WarehouseID: h.WarehouseID, SKU: h.SKU, Warehouse: h.Warehouse, Lot: h.StockLot,
		OnHand: h.OnHand, Allocated: h.Allocated, Picked: h.Picked}
}

// AdjustmentUndo reads one row of a product's stock ledger with what taking it
// back would leave. ErrNotFound when the product has no such row.
func (s *Store) AdjustmentUndo(ctx context.Context, sku string, move int64) (model.AdjustmentUndo, error) {
	var out model.AdjustmentUndo
	err := view(ctx, s, func(q *sqlx.Tx) error {
		h, err := loadAdjustment(ctx, q, sku, move)
		out = h.AdjustmentUndo
		return err
	})
	return out, err
}

// UndoAdjustment takes an adjustment by hand back, by a row that reverses it as
// of the same moment, so that a count of a time in between meets the book as it
// should have been. What is allocated or picked is never taken, and what was
// taken back or counted since is refused: each a Conflict that says so. Units
// that come back go to the waiting lines at once.
func (s *Store) UndoAdjustment(ctx context.Context, a model.Actor, sku string, move int64, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.undoAdjustment(sku, move, why) })
	return err
}

func (t *tx) undoAdjustment(sku string, move int64, why string) error {
	u, err := loadAdjustment(t.ctx, t, sku, move)
	if err != nil {
		return err
	}
	if no := u.Refusal(t.locale()); no != "" {
		return &model.Conflict{What: no}
	}
	h := u.shelf()
	m := h.change("adjusted", -u.By, u.At, why)
	m.Reverses = u.ID
	if err := t.move(m); err != nil {
		return err
	}
	if err := t.record("adjustment_undone", "product", h.ProductID, h.SKU, h.figures(h.OnHand), h.figures(u.After()), why); err != nil {
		return err
	}
	_, err = t.serve("stock", h.pool())
	return err
}

// loadAdjustment reads a row of a product's ledger. The row was counted since
// when a count of a later moment is booked, waits, or agreed with the book.
func loadAdjustment(ctx context.Context, q sqlx.QueryerContext, sku string, move int64) (heldAdjustment, error) {
	var h heldAdjustment
	err := sqlx.GetContext(ctx, q, &h, `/* loadAdjustment */ SELECT `+moveColumns+`,
		  p.sku,
		  p.unit,
		  m.product_id,
		  coalesce(w.code, '') AS warehouse,
		  coalesce(w.id, 0) AS warehouse_id,
		  CASE WHEN m.from_id = ?1 THEN m.to_lot ELSE m.from_lot END AS stock_lot,
		  CASE WHEN m.from_id = ?1 THEN m.qty ELSE -m.qty END AS "by",
		  coalesce(s.on_hand, 0) AS on_hand,
		  coalesce(s.allocated, 0) AS allocated,
		  coalesce(s.picked, 0) AS picked,
		  EXISTS (SELECT 1 FROM stock_count k WHERE k.product_id = m.product_id AND k.warehouse_id = w.id AND k.lot = s.lot AND k.as_of >= m.at AND k.state <> 'dismissed')
		    OR EXISTS (SELECT 1 FROM stock_counted n WHERE n.product_id = m.product_id AND n.warehouse_id = w.id AND n.lot = s.lot AND n.as_of >= m.at
		      AND NOT EXISTS (SELECT 1 FROM stock_count k WHERE k.product_id = n.product_id AND k.warehouse_id = n.warehouse_id AND k.lot = n.lot AND k.as_of = n.as_of)) AS counted
		FROM stock_move m JOIN product p ON p.id = m.product_id`+moveCauses+`
		LEFT JOIN warehouse w ON w.id = CASE ?1 WHEN m.from_id THEN m.to_id WHEN m.to_id THEN m.from_id END
		LEFT JOIN stock s ON s.product_id = m.product_id AND s.warehouse_id = w.id AND s.lot = CASE WHEN m.from_id = ?1 THEN m.to_lot ELSE m.from_lot END
		WHERE m.id = ?2 AND p.sku = ?3`, atAdjustment, move, sku)
	return h, notFound(err)
}
