package db

import (
	"context"

	"backfill/model"
)

// ShipPickList lets everything on an open pick list leave as one shipment, and
// gives its number. A hold since the release, or a line missing from what has
// to leave together, is a Conflict; a list leaves once.
func (s *Store) ShipPickList(ctx context.Context, a model.Actor, pickList int64) (shipment string, err error) {
	return write(ctx, s, a, func(t *tx) (string, error) { return t.shipPickList(pickList) })
}

func (t *tx) shipPickList(list int64) (string, error) {
	k, err := t.openPickListByID(list)
	if err != nil {
		return "", err
	}
	o, err := t.pickOrder(0, k.OrderID)
	if err != nil {
		return "", err
	}
	if err := o.MayShip(); err != nil {
		return "", err
	}
	on, err := t.onPickList(k, 0)
	if err != nil {
		return "", err
	}
	s, err := t.addShipment(k)
	if err != nil {
		return "", err
	}
	for i, l := range on {
		if err := t.shipLine(k, s, l); err != nil {
			return "", err
		}
		if i+1 < len(on) && on[i+1].LineID == l.LineID {
			continue
		}
		t.touch(l.LineID)
		if err := t.recordShipped(s, l, l.total(on)); err != nil {
			return "", err
		}
	}
	return s.Number, nil
}

// shipment is goods on their way to a customer.
type shipment struct {
	ID     int64
	Number string
}

func (t *tx) addShipment(k pickList) (shipment, error) {
	var s shipment
	if err := t.get(&s, `/* addShipment */ INSERT INTO shipment(number, order_id, warehouse_id, pick_list_id, shipped_at, actor)
		VALUES ((WITH RECURSIVE next(n) AS (SELECT coalesce(max(id), 0) + 1 FROM shipment
		         UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM shipment WHERE number = 'SH-' || n))
		         SELECT 'SH-' || max(n) FROM next), ?, ?, ?, ?, ?) RETURNING id, number`,
		k.OrderID, k.WarehouseID, k.ID, t.now, t.actor.Name); err != nil {
		return s, err
	}
	return s, t.exec(`/* addShipment */ UPDATE sales_order SET shipments = shipments + 1, version = version + 1 WHERE id = ?`, k.OrderID)
}

// shipLine ends the claim before the goods move: stock may never hold less than
// is claimed, and a line never more than was ordered, not even in between.
func (t *tx) shipLine(k pickList, s shipment, l onList) error {
	id, err := t.insert(`/* shipLine */ INSERT INTO shipment_line(shipment_id, line_id, qty, lot) VALUES (?, ?, ?, ?)`, s.ID, l.LineID, l.Qty, l.Lot)
	if err != nil {
		return err
	}
	if err := t.exec(`/* shipLine */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, shipment_line_id)
		VALUES (?, ?, 'shipped', ?, ?, ?, ?, ?, ?)`,
		t.now, t.actor.Name, l.LineID, l.ProductID, k.WarehouseID, l.Lot, l.Qty, id); err != nil {
		return err
	}
	return t.move(stockMove{At: t.now, Kind: "shipped", ProductID: l.ProductID, FromID: k.WarehouseID, FromLot: l.Lot, ToID: atCustomer,
		Qty: l.Qty, ShipmentLineID: id})
}

func (t *tx) recordShipped(s shipment, l onList, qty model.Qty) error {
	return t.record("shipped", "line", l.LineID, l.Name,
		map[string]any{"picked": l.Picked.String(), "shipped": l.Shipped.String()},
		map[string]any{"picked": (l.Picked - qty).String(), "shipped": (l.Shipped + qty).String(), "shipment": s.Number}, "")
}
