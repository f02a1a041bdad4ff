package db

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"backfill/model"
)

// CreatePurchaseOrder buys for the shelf or, with ForLine, for one order line
// that then has the first claim on what arrives. It gives the number: the one
// asked for, else the next PO-n.
func (s *Store) CreatePurchaseOrder(ctx context.Context, a model.Actor, e model.PurchaseEntry) (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return t.createPurchaseOrder(e) })
}

func (t *tx) createPurchaseOrder(e model.PurchaseEntry) (string, error) {
	lines, err := t.purchaseLines(e)
	if err != nil {
		return "", err
	}
	po, err := t.purchaseHead(e, lines)
	if err != nil {
		return "", err
	}
	if po.ID, err = t.insert(`/* createPurchaseOrder */ INSERT INTO purchase_order(number, supplier_id, warehouse_id, ordered_at) VALUES (?, ?, ?, ?)`,
		po.Number, po.SupplierID, po.WarehouseID, t.now); err != nil {
		return "", err
	}
	for i, l := range lines {
		if err := t.addPurchaseLine(po, i+1, l, e.Why); err != nil {
			return "", err
		}
	}
	if err := t.record("purchased", "purchase_order", po.ID, po.Number, nil, map[string]any{
		"supplier": po.Supplier, "warehouse": po.Warehouse, "lines": len(lines)}, e.Why); err != nil {
		return "", err
	}
	pools := make([]poolKey, len(lines))
	for i, l := range lines {
		pools[i] = poolKey{l.ProductID, po.WarehouseID}
	}
	_, err = t.serve("purchase", pools...)
	return po.Number, err
}

// purchaseOrder is the head of a new purchase order.
type purchaseOrder struct {
	ID          int64
	Number      string
	SupplierID  int64 `db:"supplier_id"`
	Supplier    string
	Retired     bool  // the supplier
	LeadDays    int   `db:"lead_days"`
	WarehouseID int64 `db:"warehouse_id"`
	Warehouse   string
}

// bought is one line of a purchase order with its product.
type bought struct {
	model.PurchaseLine
	ProductID int64 `db:"product_id"`
	Supplier  int64 // the product's usual one, 0: none
	LeadDays  int   `db:"lead_days"` // the product's own, -1: the supplier's
	Decimals  int
	StockUnit string    `db:"stock_unit"`
	Ratio     model.Qty // stock units in one of its unit; 0: it is the stock unit
	Waits     int64     // warehouse where the special order's line waits
	Name      string
}

// purchaseLines finds the product of each line, and reports what is wrong with
// all of them at once.
func (t *tx) purchaseLines(e model.PurchaseEntry) ([]bought, error) {
	var p model.Problems
	lines := make([]bought, len(e.Lines))
	for i, l := range e.Lines {
		b := &lines[i]
		at := func(field string) string { return fmt.Sprintf("lines[%d].%s", i, field) }
		err := t.get(b, `/* purchaseLines */ SELECT id AS product_id, coalesce(supplier_id, 0) AS supplier, coalesce(lead_time_days, -1) AS lead_days, decimals, unit AS stock_unit
			FROM product WHERE sku = ?`, l.SKU)
		if err != nil && !errors.Is(err, model.ErrNotFound) {
			return nil, err
		}
		b.PurchaseLine = l
		p.Need(at("sku"), err == nil, fmt.Sprintf("There is no product %s.", l.SKU))
		if err == nil {
			if err := t.inStockUnits(b, &p, at); err != nil {
				return nil, err
			}
		}
		p.Need(at("qty"), b.Qty.Fits(b.Decimals), decimalsProblem(l.SKU, b.Decimals))
		p.Need(at("eta"), l.ETA.IsZero() || l.ETA >= t.today, "The day of arrival has passed.")
		if l.ForLine == 0 || err != nil {
			continue
		}
		problem, err := t.tieSpecial(b)
		if err != nil {
			return nil, err
		}
		p.Need(at("for_line"), problem == "", problem)
	}
	return lines, p.Err()
}

// inStockUnits counts a line in stock units and keeps the supplier's unit beside.
func (t *tx) inStockUnits(b *bought, p *model.Problems, at func(string) string) error {
	if b.Unit == "" || strings.EqualFold(b.Unit, b.StockUnit) {
		b.Unit = ""
		return nil
	}
	err := t.get(&b.Ratio, `/* inStockUnits */ SELECT ratio FROM product_unit WHERE product_id = ? AND unit = ?`, b.ProductID, b.Unit)
	if errors.Is(err, model.ErrNotFound) {
		p.Need(at("unit"), false, fmt.Sprintf("%s has no unit %s.", b.SKU, b.Unit))
		return nil
	}
	if err != nil {
		return err
	}
	if int64(b.Qty) > math.MaxInt64/int64(b.Ratio) {
		p.Need(at("qty"), false, "Enter less than 1,000,000,000.")
		return nil
	}
	n := int64(b.Qty) * int64(b.Ratio)
	b.Qty = model.Qty(n / 1000)
	p.Need(at("qty"), n%1000 == 0, decimalsProblem(b.SKU, b.Decimals))
	p.Need(at("qty"), b.Qty <= model.MaxQty, "Enter less than 1,000,000,000.")
	return nil
}

// tieSpecial finds the order line that a special order is bought for; problem
// says why it cannot be tied.
func (t *tx) tieSpecial(b *bought) (problem string, err error) {
	var line struct {
		ProductID   int64 `db:"product_id"`
		WarehouseID int64 `db:"warehouse_id"`
		Name        string
		Short       model.Qty
	}
	err = t.get(&line, `/* tieSpecial */ SELECT l.product_id, l.warehouse_id, o.number || '/' || l.line_no AS name, l.short
		FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.id = ?`, b.ForLine)
	switch {
	case errors.Is(err, model.ErrNotFound):
		return "There is no such order line.", nil
	case err != nil:
		return "", err
	case line.ProductID != b.ProductID:
		return line.Name + " is for another product.", nil
	case line.Short <= 0:
		return line.Name + " lacks nothing.", nil
	}
	b.Waits, b.Name = line.WarehouseID, line.Name
	return "", nil
}

// purchaseHead decides number, supplier and warehouse from what was entered and
// what the lines imply.
func (t *tx) purchaseHead(e model.PurchaseEntry, lines []bought) (purchaseOrder, error) {
	var waits int64
	var p model.Problems
	for i, l := range lines {
		p.Need(fmt.Sprintf("lines[%d].for_line", i), waits == 0 || l.Waits == 0 || l.Waits == waits, "It waits in another warehouse: buy it on an order of its own.")
		waits = max(waits, l.Waits)
	}
	var po purchaseOrder
	err := t.get(&po, `/* purchaseHead */ SELECT
		  coalesce(s.id, 0) AS supplier_id,
		  coalesce(s.code, '') AS supplier,
		  coalesce(s.lead_time_days, 0) AS lead_days,
		  s.retired_at IS NOT NULL AS retired,
		  coalesce(w.id, 0) AS warehouse_id,
		  coalesce(w.code, '') AS warehouse,
		  CASE WHEN asked.number <> '' THEN asked.number ELSE
		    (WITH RECURSIVE next(n) AS (SELECT coalesce(max(id), 0) + 1 FROM purchase_order
		       UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM purchase_order WHERE number = 'PO-' || n))
		     SELECT 'PO-' || max(n) FROM next) END AS number,
		  coalesce(o.id, 0) AS id
		FROM (SELECT ? AS number, ? AS supplier, ? AS usual, ? AS warehouse, ? AS waits) AS asked
		LEFT JOIN supplier s ON CASE WHEN asked.supplier <> '' THEN s.code = asked.supplier ELSE s.id = asked.usual END
		LEFT JOIN warehouse w ON CASE WHEN asked.warehouse <> '' THEN w.code = asked.warehouse WHEN asked.waits > 0 THEN w.id = asked.waits ELSE w.code = 'MAIN' END
		LEFT JOIN purchase_order o ON o.number = asked.number`,
		e.Number, e.Supplier, lines[0].Supplier, e.Warehouse, waits)
	if err != nil {
		return po, err
	}
	p.Need("number", po.ID == 0, fmt.Sprintf("There is a purchase order %s already.", e.Number))
	p.Need("supplier", po.SupplierID > 0 || e.Supplier == "", fmt.Sprintf("There is no supplier %s.", e.Supplier))
	p.Need("supplier", po.SupplierID > 0, fmt.Sprintf("%s has no usual supplier. Choose one.", lines[0].SKU))
	p.Need("supplier", !po.Retired, po.Supplier+" is retired: bring the supplier back, or order from another.")
	p.Need("warehouse", po.WarehouseID > 0, fmt.Sprintf("There is no warehouse %s.", e.Warehouse))
	p.Need("warehouse", waits == 0 || po.WarehouseID == waits, "The line it is bought for waits in another warehouse.")
	return po, p.Err()
}

func (t *tx) addPurchaseLine(po purchaseOrder, no int, l bought, why string) error {
	if l.ETA.IsZero() {
		days := l.LeadDays
		if days < 0 {
			days = po.LeadDays
		}
		l.ETA = t.today.AddDays(days)
	}
	if l.Confidence == "" {
		l.Confidence = model.Stated
	}
	id, err := t.insert(`/* addPurchaseLine */ INSERT INTO po_line
		(po_id, line_no, product_id, ordered, eta, first_eta, confidence, confirmed_at, lane, for_line_id, unit, unit_ratio)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?)`,
		po.ID, no, l.ProductID, l.Qty, l.ETA, l.ETA, l.Confidence, t.confirmedAt(l.Confidence), l.Lane, l.ForLine, l.Unit, l.Ratio)
	if err != nil {
		return err
	}
	if l.ForLine > 0 {
		t.touch(l.ForLine)
		why = "Bought for " + l.Name
	}
	return t.recordETA(id, l.ETA, l.Confidence, why)
}

// confirmedAt is when a supplier last stood by a date: now, unless it is only
// stated.
func (t *tx) confirmedAt(c model.Confidence) model.Time {
	if c == model.Stated {
		return model.Time{}
	}
	return t.now
}

func (t *tx) recordETA(poLine int64, eta model.Date, c model.Confidence, why string) error {
	return t.exec(`/* recordETA */ INSERT INTO eta_event(po_line_id, at, actor, eta, confidence, why) VALUES (?, ?, ?, ?, ?, ?)`,
		poLine, t.now, t.actor.Name, eta, c, why)
}

// SetETA keeps what the supplier says now about a purchase-order line: a new
// day, none (zero), or how sure it is. The ledger keeps every change, the first
// ETA stays; the lines that wait for it are planned anew, their promises stand.
func (s *Store) SetETA(ctx context.Context, a model.Actor, poLine int64, version int, eta model.Date, c model.Confidence, why string) error {
	if !c.FromSupplier() {
		return model.Problems{"confidence": "Choose stated, confirmed or shipped."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setETA(poLine, version, eta, c, why) })
	return err
}

func (t *tx) setETA(id int64, version int, eta model.Date, c model.Confidence, why string) error {
	l, err := t.openPOLine(id, version)
	if err != nil {
		return err
	}
	var p model.Problems
	p.Need("eta", eta.IsZero() || eta >= t.today || eta == l.ETA, "The day of arrival has passed. Enter the new one, or leave it empty.")
	p.Need("eta", !eta.IsZero() || c == model.Stated, "Enter the day: what is confirmed or on its way has one.")
	if err := p.Err(); err != nil {
		return err
	}
	if err := t.exec(`/* setETA */ UPDATE po_line SET eta = ?, first_eta = coalesce(first_eta, ?), confidence = ?, confirmed_at = ?, chased_at = NULL, version = version + 1 WHERE id = ?`,
		eta, eta, c, t.confirmedAt(c), id); err != nil {
		return err
	}
	if err := t.recordETA(id, eta, c, why); err != nil {
		return err
	}
	after := l
	after.ETA, after.Confidence = eta, c
	return t.recordSupply("eta_changed", "eta", l, after, why)
}

// recordSupply keeps what changed of a purchase-order line and plans the lines
// that wait for it anew. Their board rows show how sure the date is, which may
// change without any new plan.
func (t *tx) recordSupply(action, cause string, before, after poLine, why string) error {
	if err := t.record(action, "po_line", before.ID, before.Name(), before.figures(), after.figures(), why); err != nil {
		return err
	}
	var pegged []int64
	if err := t.all(&pegged, `/* recordSupply */ SELECT DISTINCT line_id FROM peg WHERE po_line_id = ?`, before.ID); err != nil {
		return err
	}
	t.touch(pegged...)
	_, err := t.serve(cause, poolKey{before.ProductID, before.WarehouseID})
	return err
}

// openPOLine loads a purchase-order line of which something is still to come.
func (t *tx) openPOLine(id int64, version int) (poLine, error) {
	l, err := loadPOLine(t.ctx, t, id, "", 0)
	if err != nil {
		return l, err
	}
	if err := t.unchanged("po_line", id, l.Name(), l.Version, version); err != nil {
		return l, err
	}
	if l.Open == 0 {
		return l, model.Conflictf("Nothing of %s is still to come.", l.Name())
	}
	return l, nil
}

// ChangePOQuantity orders more or fewer of a purchase-order line, never fewer
// than arrived or were given up.
func (s *Store) ChangePOQuantity(ctx context.Context, a model.Actor, poLine int64, version int, ordered model.Qty, why string) error {
	var p model.Problems
	p.Need("ordered", ordered > 0, "Enter how many to buy.")
	p.Need("ordered", ordered <= model.MaxQty, "Enter less than 1,000,000,000.")
	p.Need("why", why != "", "Say why, in a few words.")
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changePOQuantity(poLine, version, ordered, why) })
	return err
}

func (t *tx) changePOQuantity(id int64, version int, ordered model.Qty, why string) error {
	l, err := t.openPOLine(id, version)
	if err != nil {
		return err
	}
	if !ordered.Fits(l.Decimals) {
		return model.Problems{"ordered": decimalsProblem(l.SKU, l.Decimals)}
	}
	if least := l.Received + l.Cancelled; ordered < least {
		return model.Conflictf("%s: %s have arrived or were given up already. Order at least that many, or close the rest.", l.Name(), least)
	}
	if err := t.exec(`/* changePOQuantity */ UPDATE po_line SET ordered = ?, version = version + 1 WHERE id = ?`, ordered, id); err != nil {
		return err
	}
	after := l
	after.Ordered, after.Open = ordered, ordered-l.Received-l.Cancelled
	return t.recordSupply("quantity_changed", "purchase", l, after, why)
}

// CancelPOLine gives up what is still to come of a purchase-order line.
func (s *Store) CancelPOLine(ctx context.Context, a model.Actor, poLine int64, version int, why string) error {
	if why == "" {
		return model.Problems{"why": "Say why the rest will not come."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.cancelPOLine(poLine, version, why) })
	return err
}

func (t *tx) cancelPOLine(id int64, version int, why string) error {
	l, err := t.openPOLine(id, version)
	if err != nil {
		return err
	}
	if err := t.closeShort(l, l.Open); err != nil {
		return err
	}
	after := l
	after.Cancelled, after.Open = l.Cancelled+l.Open, 0
	return t.recordSupply("closed_short", "purchase", l, after, why)
}
