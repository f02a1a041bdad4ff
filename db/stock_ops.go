package db

import (
	"context"
	"fmt"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Locations that are not warehouses, as the first migration made them.
const (
	atSupplier   = 1
	atCustomer   = 2
	atAdjustment = 3
)

// AdjustStock corrects what is on hand by hand. Going below what is allocated
// and picked is a Conflict with the figures; found units go to the waiting
// lines at once.
func (s *Store) AdjustStock(ctx context.Context, a model.Actor, m model.Adjustment) error {
	if err := m.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.adjustStock(m) })
	return err
}

func (t *tx) adjustStock(m model.Adjustment) error {
	h, err := t.shelf(m.SKU, m.Warehouse, m.Lot)
	if err != nil {
		return err
	}
	if err := h.accepts("by", m.By); err != nil {
		return err
	}
	after := h.OnHand + m.By
	if after < h.Allocated+h.Picked || after < 0 {
		return model.Conflictf("%s in %s: %s are on hand, %s allocated and %s picked. At most %s can be taken off.",
			h.SKU, h.Warehouse, h.OnHand, h.Allocated, h.Picked, h.OnHand-h.Allocated-h.Picked)
	}
	if err := t.move(h.change("adjusted", m.By, t.now, m.Why)); err != nil {
		return err
	}
	if err := t.record("adjusted", "product", h.ProductID, h.SKU, h.figures(h.OnHand), h.figures(after), m.Why); err != nil {
		return err
	}
	_, err = t.serve("stock", h.pool())
	return err
}

// shelf is one stock: a product in a warehouse in a lot. It may have no row yet.
type shelf struct {
	ProductID   int64 `db:"product_id"`
	WarehouseID int64 `db:"warehouse_id"`
	SKU         string
	Warehouse   string
	Decimals    int
	LotTracked  bool `db:"lot_tracked"`
	Lot         string
	OnHand      model.Qty `db:"on_hand"`
	Allocated   model.Qty
	Picked      model.Qty
}

// shelf finds a stock by the names a person uses; what is not known is a
// problem of its field.
func (t *tx) shelf(sku, warehouse, lot string) (shelf, error) {
	return findShelf(t.ctx, t, sku, warehouse, lot)
}

func findShelf(ctx context.Context, q sqlx.QueryerContext, sku, warehouse, lot string) (shelf, error) {
	h := shelf{Lot: lot}
	err := sqlx.GetContext(ctx, q, &h, `/* shelf */ SELECT
		  coalesce(p.id, 0) AS product_id,
		  coalesce(w.id, 0) AS warehouse_id,
		  coalesce(p.sku, '') AS sku,
		  coalesce(w.code, '') AS warehouse,
		  coalesce(p.decimals, 0) AS decimals,
		  coalesce(p.lot_tracked, 0) AS lot_tracked,
		  coalesce(s.on_hand, 0) AS on_hand,
		  coalesce(s.allocated, 0) AS allocated,
		  coalesce(s.picked, 0) AS picked
		FROM (SELECT ? AS sku, ? AS code, ? AS lot) AS asked
		LEFT JOIN product p ON p.sku = asked.sku
		LEFT JOIN warehouse w ON w.code = asked.code
		LEFT JOIN stock s ON s.product_id = p.id AND s.warehouse_id = w.id AND s.lot = asked.lot`, sku, warehouse, lot)
	if err != nil {
		return h, err
	}
	var p model.Problems
	p.Need("sku", h.ProductID > 0, fmt.Sprintf("There is no product %s.", sku))
	p.Need("warehouse", h.WarehouseID > 0, fmt.Sprintf("There is no warehouse %s.", warehouse))
	return h, p.Err()
}

func (h shelf) pool() poolKey { return poolKey{h.ProductID, h.WarehouseID} }

// accepts refuses a quantity that the product's unit cannot have and a missing
// lot; field is the form's name of the quantity.
func (h shelf) accepts(field string, q model.Qty) error {
	var p model.Problems
	p.Need(field, q.Fits(h.Decimals), decimalsProblem(h.SKU, h.Decimals))
	p.Need("lot", h.Lot != "" || !h.LotTracked, fmt.Sprintf("%s is kept by lot. Enter the lot.", h.SKU))
	return p.Err()
}

func decimalsProblem(sku string, decimals int) string {
	if decimals == 0 {
		return sku + " is counted in whole units."
	}
	return fmt.Sprintf("%s has at most %d decimals.", sku, decimals)
}

// figures is a stock as the audit keeps it.
func (h shelf) figures(onHand model.Qty) map[string]any {
	f := map[string]any{"warehouse": h.Warehouse, "on_hand": onHand.String()}
	if h.Lot != "" {
		f["lot"] = h.Lot
	}
	return f
}

// change is the ledger row that makes by more (or less) of a stock out of
// nowhere.
func (h shelf) change(kind string, by model.Qty, at model.Time, why string) stockMove {
	m := stockMove{At: at, Kind: kind, ProductID: h.ProductID, Qty: by, FromID: atAdjustment, ToID: h.WarehouseID, ToLot: h.Lot, Why: why}
	if by < 0 {
		m.Qty, m.FromID, m.FromLot, m.ToID, m.ToLot = -by, h.WarehouseID, h.Lot, atAdjustment, ""
	}
	return m
}

// stockMove is one row of the stock ledger. At is when the goods moved: for a
// count the moment it was true, for everything else the booking.
type stockMove struct {
	At             model.Time
	Kind           string
	ProductID      int64
	FromID, ToID   int64
	FromLot, ToLot string
	Qty            model.Qty
	ReceiptID      int64 // the cause, 0 where it is none
	ShipmentLineID int64
	CountID        int64
	TransferLineID int64
	Reverses       int64 // the row that this one takes back
	Why            string
}

func (t *tx) move(m stockMove) error {
	return t.exec(`/* move */ INSERT INTO stock_move
		(at, actor, kind, product_id, from_id, from_lot, to_id, to_lot, qty, receipt_id, shipment_line_id, count_id, transfer_line_id, reverses, why)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), nullif(?, 0), nullif(?, 0), ?)`,
		m.At, t.actor.Name, m.Kind, m.ProductID, m.FromID, m.FromLot, m.ToID, m.ToLot, m.Qty,
		m.ReceiptID, m.ShipmentLineID, m.CountID, m.TransferLineID, m.Reverses, m.Why)
}
