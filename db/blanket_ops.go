package db

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"backfill/model"
)

// ReleaseBlanket calls off a part of a blanket order as the person saw it: a new
// order with the blanket's customer, site, prices and ways, which is served at
// once like any other. Never more than remains is released.
func (s *Store) ReleaseBlanket(ctx context.Context, a model.Actor, blanket string, version int, r model.CallOff) (model.Entered, error) {
	if err := r.Check().Err(); err != nil {
		return model.Entered{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.Entered, error) { return t.releaseBlanket(blanket, version, r) })
}

// blanketHead is what a release takes over.
type blanketHead struct {
	ID           int64
	Number       string
	Kind         model.OrderKind
	CustomerID   int64 `db:"customer_id"`
	Customer     string
	SiteID       *int64 `db:"site_id"`
	WarehouseID  int64  `db:"warehouse_id"`
	Priority     int
	ShipMode     model.ShipMode `db:"ship_mode"`
	MaxShipments int            `db:"max_shipments"`
	Method       model.Method
	CustomerPO   string `db:"customer_po"`
	Project      string
	Version      int
}

func (t *tx) releaseBlanket(blanket string, version int, r model.CallOff) (model.Entered, error) {
	var b blanketHead
	if err := t.get(&b, `/* releaseBlanket */ SELECT o.id, o.number, o.kind, o.customer_id, c.code AS customer, o.site_id, o.warehouse_id, o.priority,
		o.ship_mode, coalesce(o.max_shipments, 0) AS max_shipments, o.method, o.customer_po, o.project, o.version
		FROM sales_order o JOIN customer c ON c.id = o.customer_id WHERE o.number = ?`, blanket); err != nil {
		return model.Entered{}, err
	}
	if b.Kind != model.Blanket {
		return model.Entered{}, model.Conflictf("%s is no blanket order: nothing is released from it.", b.Number)
	}
	if err := t.unchanged("order", b.ID, b.Number, b.Version, version); err != nil {
		return model.Entered{}, err
	}
	o, left, err := t.releaseDraft(b, r)
	if err != nil {
		return model.Entered{}, err
	}
	if err := t.exec(`UPDATE sales_order SET version = version + 1 WHERE id = ?`, b.ID); err != nil {
		return model.Entered{}, err
	}
	if err := t.record("part_released", "order", b.ID, b.Number, nil, map[string]any{"release": o.Number, "remaining": left}, ""); err != nil {
		return model.Entered{}, err
	}
	got, err := t.takeOrder(o)
	if p, refused := errors.AsType[model.Problems](err); refused {
		return got, atReleased(p, r)
	}
	return got, err
}

// atReleased names problems of the new order's lines by those of the blanket.
func atReleased(p model.Problems, r model.CallOff) model.Problems {
	out := model.Problems{}
	for field, what := range p {
		for i, l := range r.Lines {
			if strings.HasPrefix(field, model.LineField(i, "")) {
				field = model.ReleaseField(l.Line)
			}
		}
		out[field] = what
	}
	return out
}

// releaseDraft is the release as an order, and what remains of each line of the
// blanket that it names.
func (t *tx) releaseDraft(b blanketHead, r model.CallOff) (orderDraft, map[string]string, error) {
	o := orderDraft{OrderEntry: model.OrderEntry{Customer: b.Customer, CustomerPO: r.CustomerPO, Project: b.Project, Requested: r.Requested, NeedBy: r.NeedBy,
		Priority: b.Priority, ShipMode: b.ShipMode, MaxShipments: b.MaxShipments, Method: b.Method, Kind: model.Called},
		blanket: b.ID, customer: b.CustomerID, site: b.SiteID, warehouse: b.WarehouseID}
	if o.CustomerPO == "" {
		o.CustomerPO = b.CustomerPO
	}
	var p model.Problems
	if b.ShipMode == model.OnDate {
		o.ShipDate = max(r.NeedBy, r.Requested)
		p.Need("requested", !o.ShipDate.IsZero(), "The order leaves on a day the customer names: enter it.")
	}
	if err := t.releaseNumber(&o, b.Number); err != nil {
		return o, nil, err
	}
	left := map[string]string{}
	for _, l := range r.Lines {
		if err := t.releaseLine(&o, b.ID, l, left, &p); err != nil {
			return o, nil, err
		}
	}
	return o, left, p.Err()
}

// releaseNumber is the blanket's with -R and a number that is free.
func (t *tx) releaseNumber(o *orderDraft, blanket string) error {
	return t.get(&o.Number, `/* releaseNumber */ WITH RECURSIVE next(n) AS (SELECT 1
		UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM sales_order WHERE number = ?1 || '-R' || n))
		SELECT ?1 || '-R' || max(n) FROM next`, blanket)
}

func (t *tx) releaseLine(o *orderDraft, blanket int64, l model.CallOffLine, left map[string]string, p *model.Problems) error {
	var was struct {
		model.BlanketLine
		ProductID int64  `db:"product_id"`
		LotRule   string `db:"lot_rule"`
	}
	err := t.get(&was, `/* releaseLine */ SELECT l.id, l.line_no, p.sku, l.unit, l.unit_qty, p.unit AS stock_unit, p.decimals, l.ordered - l.cancelled AS agreed,
		l.ordered, l.price, l.product_id, l.lot_rule, (SELECT coalesce(sum(r.ordered - r.cancelled), 0) FROM order_line r WHERE r.blanket_line_id = l.id) AS released
		FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = ? AND l.line_no = ?`, blanket, l.Line)
	if err == model.ErrNotFound {
		p.Need(model.ReleaseField(l.Line), false, fmt.Sprintf("The blanket order has no line %d.", l.Line))
		return nil
	}
	if err != nil {
		return err
	}
	d := lineDraft{EntryLine: model.EntryLine{SKU: was.SKU, Unit: was.Unit, Qty: l.Qty, Price: &was.Price, OneLot: was.LotRule == "one"}, blanketLine: was.ID}
	if err := t.get(&d.product, soldProductSQL+`id = ?`, was.ProductID); err != nil {
		return err
	}
	if int64(l.Qty) > math.MaxInt64/int64(was.Ordered) {
		p.Need(model.ReleaseField(l.Line), false, "That is more than an order may have.")
		return nil
	}
	d.ordered = model.Qty(int64(l.Qty) * int64(was.Ordered) / int64(was.UnitQty))
	exact := int64(l.Qty)*int64(was.Ordered)%int64(was.UnitQty) == 0
	p.Need(model.ReleaseField(l.Line), exact && d.ordered.Fits(was.Decimals), wholeUnits(d.product))
	p.Need(model.ReleaseField(l.Line), d.ordered <= was.Remaining(),
		fmt.Sprintf("Only %s %s of %s remain.", was.InUnit(was.Remaining()), was.Unit, was.SKU))
	left[fmt.Sprintf("line %d", l.Line)] = (was.Remaining() - d.ordered).String()
	o.lines = append(o.lines, d)
	return nil
}
