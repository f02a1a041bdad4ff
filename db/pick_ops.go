package db

import (
	"context"
	"errors"

	"backfill/model"
)

// ReleaseToPick freezes what a line has allocated: from here on no run takes
// it. What has to leave together is released together, or not at all (a
// Conflict that says what is missing). It gives the number of the pick list;
// an order has one open list in a warehouse.
func (s *Store) ReleaseToPick(ctx context.Context, a model.Actor, line int64, version int) (number string, err error) {
	return write(ctx, s, a, func(t *tx) (string, error) { return t.releaseToPick(line, version) })
}

func (t *tx) releaseToPick(line int64, version int) (string, error) {
	o, err := t.pickOrder(line, 0)
	if err != nil {
		return "", err
	}
	if err := t.unchanged("line", line, o.name(line), o.versions[line], version); err != nil {
		return "", err
	}
	together, err := o.MayRelease(line, t.settings.Calendar.Add(t.today, t.settings.PickDays))
	if err != nil {
		return "", err
	}
	lists := map[int64]pickList{}
	var number string
	for _, l := range together {
		if l.Covered == l.Picked {
			if l.ID == line {
				return "", o.nothingToPick(l)
			}
			continue
		}
		list, ok := lists[l.WarehouseID]
		if !ok {
			if list, err = t.openPickList(o.id, l.WarehouseID); err != nil {
				return "", err
			}
			lists[l.WarehouseID] = list
		}
		if l.ID == line {
			number = list.Number
		}
		if err := t.freeze(o, l, list); err != nil {
			return "", err
		}
	}
	return number, nil
}

// pickOrder is an order as the rules for leaving see it, with its rows' ids.
type pickOrder struct {
	model.PickOrder
	id       int64
	versions map[int64]int // by line
}

func (o pickOrder) name(line int64) string {
	for _, l := range o.Lines {
		if l.ID == line {
			return lineName(o.Number, l.Line)
		}
	}
	return o.Number
}

func (o pickOrder) nothingToPick(l model.PickLine) error {
	if l.Picked > 0 {
		return model.Conflictf("All that %s has is on a pick list already.", o.name(l.ID))
	}
	return model.Conflictf("%s has nothing allocated yet.", o.name(l.ID))
}

// pickOrder loads the order of a line, or the order with this id when line is 0.
func (t *tx) pickOrder(line, order int64) (pickOrder, error) {
	var head struct {
		ID           int64
		Number       string
		ShipMode     model.ShipMode `db:"ship_mode"`
		MaxShipments int            `db:"max_shipments"`
		Shipments    int
		ShipDate     model.Date `db:"ship_date"`
		Hold         string
		CreditHold   string `db:"credit_hold"`
	}
	if err := t.get(&head, `/* pickOrder */ SELECT o.id, o.number, o.ship_mode, coalesce(o.max_shipments, 0) AS max_shipments, o.shipments, o.ship_date,
		  coalesce(o.hold, '') AS hold, coalesce(o.credit_hold, c.credit_hold, '') AS credit_hold
		FROM sales_order o JOIN customer c ON c.id = o.customer_id
		WHERE o.id = coalesce((SELECT order_id FROM order_line WHERE id = ?), ?)`, line, order); err != nil {
		return pickOrder{}, err
	}
	o := pickOrder{id: head.ID, versions: map[int64]int{}, PickOrder: model.PickOrder{Number: head.Number, ShipMode: head.ShipMode,
		MaxShipments: head.MaxShipments, Shipments: head.Shipments, ShipDate: head.ShipDate, Hold: head.Hold, CreditHold: head.CreditHold}}
	err := t.loadPickLines(&o)
	return o, err
}

// loadPickLines fills in the order's lines, closed ones too.
func (t *tx) loadPickLines(o *pickOrder) error {
	rows, err := t.QueryxContext(t.ctx, `/* loadPickLines */ SELECT id, line_no, warehouse_id, open, allocated + picked, picked, coalesce(hold, ''), critical_set,
		  EXISTS (SELECT 1 FROM choice c WHERE c.line_id = l.id AND c.answer IS NULL),
		  coalesce((SELECT c.answer = 'wait' FROM choice c WHERE c.line_id = l.id AND c.answer IS NOT NULL ORDER BY c.id DESC LIMIT 1), 0),
		  version
		FROM order_line l WHERE order_id = ? ORDER BY line_no`, o.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l model.PickLine
		var version int
		if err := rows.Scan(&l.ID, &l.Line, &l.WarehouseID, &l.Open, &l.Covered, &l.Picked, &l.Hold, &l.CriticalSet, &l.Asked, &l.Waits, &version); err != nil {
			return err
		}
		o.Lines = append(o.Lines, l)
		o.versions[l.ID] = version
	}
	return rows.Err()
}

// pickList is the paper somebody walks the aisles with.
type pickList struct {
	ID          int64
	Number      string
	OrderID     int64  `db:"order_id"`
	WarehouseID int64  `db:"warehouse_id"`
	Shipment    string // the number it left under; empty while it is open
}

// openPickList gives the order's open list in a warehouse, made when missing.
func (t *tx) openPickList(order, warehouse int64) (pickList, error) {
	var k pickList
	err := t.get(&k, `/* openPickList */ SELECT id, number FROM pick_list k
		WHERE order_id = ? AND warehouse_id = ? AND NOT EXISTS (SELECT 1 FROM shipment WHERE pick_list_id = k.id) ORDER BY id DESC LIMIT 1`, order, warehouse)
	if !errors.Is(err, model.ErrNotFound) {
		return k, err
	}
	err = t.get(&k, `/* openPickList */ INSERT INTO pick_list(number, order_id, warehouse_id, created_at, created_by)
		VALUES ((WITH RECURSIVE next(n) AS (SELECT coalesce(max(id), 0) + 1 FROM pick_list
		         UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM pick_list WHERE number = 'PK-' || n))
		         SELECT 'PK-' || max(n) FROM next), ?, ?, ?, ?) RETURNING id, number`, order, warehouse, t.now, t.actor.Name)
	return k, err
}

// freeze puts all that a line has allocated on the list, lot by lot.
func (t *tx) freeze(o pickOrder, l model.PickLine, list pickList) error {
	if err := t.exec(`/* freeze */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, pick_list_id)
		SELECT ?, ?, 'picked', a.line_id, l.product_id, a.warehouse_id, a.lot, a.allocated, ?
		FROM allocation a JOIN order_line l ON l.id = a.line_id WHERE a.line_id = ? AND a.warehouse_id = ? AND a.allocated > 0`,
		t.now, t.actor.Name, list.ID, l.ID, l.WarehouseID); err != nil {
		return err
	}
	t.touch(l.ID)
	after := pickFigures(0, l.Covered)
	after["pick_list"] = list.Number
	return t.record("picked", "line", l.ID, lineName(o.Number, l.Line), pickFigures(l.Covered-l.Picked, l.Picked), after, "")
}

// pickFigures is what a line has, as the audit keeps it.
func pickFigures(allocated, picked model.Qty) map[string]any {
	return map[string]any{"allocated": allocated.String(), "picked": picked.String()}
}

// Unpick takes a line off an open pick list, or every line when line is 0: what
// was frozen is allocated again and may be planned anew.
func (s *Store) Unpick(ctx context.Context, a model.Actor, pickList, line int64, why string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.unpick(pickList, line, why) })
	return err
}

func (t *tx) unpick(list, line int64, why string) error {
	k, err := t.openPickListByID(list)
	if err != nil {
		return err
	}
	on, err := t.onPickList(k, line)
	if err != nil {
		return err
	}
	for i, l := range on {
		if err := t.exec(`/* unpick */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, pick_list_id, why)
			VALUES (?, ?, 'unpicked', ?, ?, ?, ?, ?, ?, ?)`,
			t.now, t.actor.Name, l.LineID, l.ProductID, k.WarehouseID, l.Lot, l.Qty, k.ID, why); err != nil {
			return err
		}
		if i+1 < len(on) && on[i+1].LineID == l.LineID {
			continue
		}
		t.touch(l.LineID)
		off := l.total(on)
		after := pickFigures(l.Allocated+off, l.Picked-off)
		after["pick_list"] = k.Number
		if err := t.record("unpicked", "line", l.LineID, l.Name, pickFigures(l.Allocated, l.Picked), after, why); err != nil {
			return err
		}
	}
	return nil
}

// openPickListByID loads a list that has not left; one that has is a Conflict
// with the shipment's number.
func (t *tx) openPickListByID(id int64) (pickList, error) {
	var k pickList
	if err := t.get(&k, `/* openPickListByID */ SELECT k.id, k.number, k.order_id, k.warehouse_id, coalesce(s.number, '') AS shipment
		FROM pick_list k LEFT JOIN shipment s ON s.pick_list_id = k.id WHERE k.id = ?`, id); err != nil {
		return k, err
	}
	if k.Shipment != "" {
		return k, model.Conflictf("%s has left already, as %s.", k.Number, k.Shipment)
	}
	return k, nil
}

// onList is what a pick list holds of one line and lot, and the line's figures.
type onList struct {
	LineID    int64 `db:"line_id"`
	ProductID int64 `db:"product_id"`
	Name      string
	Lot       string
	Qty       model.Qty `db:"held"`
	Allocated model.Qty
	Picked    model.Qty
	Shipped   model.Qty
}

// total is what the list holds of the line, all lots.
func (l onList) total(on []onList) model.Qty {
	var sum model.Qty
	for _, o := range on {
		if o.LineID == l.LineID {
			sum += o.Qty
		}
	}
	return sum
}

// onPickList gives what an open list holds, by line and lot; of one line only
// unless line is 0. Nothing is a Conflict.
func (t *tx) onPickList(k pickList, line int64) ([]onList, error) {
	var on []onList
	if err := t.all(&on, `/* onPickList */ SELECT e.line_id, e.product_id, o.number || '/' || l.line_no AS name, e.lot,
		  sum(CASE e.kind WHEN 'picked' THEN e.qty ELSE -e.qty END) AS held, l.allocated, l.picked, l.shipped
		FROM alloc_event e JOIN order_line l ON l.id = e.line_id JOIN sales_order o ON o.id = l.order_id
		WHERE e.pick_list_id = ? AND (? = 0 OR e.line_id = ?)
		GROUP BY e.line_id, e.lot HAVING held > 0 ORDER BY l.line_no, e.lot`, k.ID, line, line); err != nil {
		return nil, err
	}
	if len(on) == 0 {
		return nil, model.Conflictf("There is nothing of it on %s.", k.Number)
	}
	return on, nil
}
