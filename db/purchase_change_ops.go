package db

import (
	"context"
	"fmt"

	"backfill/model"
)

// SplitPOLine moves qty of what is still to come of a purchase-order line to a
// line of its own with its own date: a part comes then. Lateness of both stays
// measured against the first date. It gives the new line's number.
func (s *Store) SplitPOLine(ctx context.Context, a model.Actor, poLine int64, version int, sp model.POSplit) (int, error) {
	if err := sp.Check(); err != nil {
		return 0, err
	}
	return write(ctx, s, a, func(t *tx) (int, error) { return t.splitPOLine(poLine, version, sp) })
}

func (t *tx) splitPOLine(id int64, version int, sp model.POSplit) (int, error) {
	l, err := t.openPOLine(id, version)
	if err != nil {
		return 0, err
	}
	var p model.Problems
	p.Need("qty", sp.Qty.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
	p.Need("qty", sp.Qty < l.Open, fmt.Sprintf("Only %s %s are still to come: enter fewer, or change the date of all of it.", l.Open, l.Unit))
	p.Need("eta", sp.ETA >= t.today, "The day of arrival has passed.")
	if err := p.Err(); err != nil {
		return 0, err
	}
	no, part, err := t.insertSplit(l, sp)
	if err != nil {
		return 0, err
	}
	if err := t.exec(`/* splitPOLine */ UPDATE po_line SET ordered = ordered - ?, version = version + 1 WHERE id = ?`, sp.Qty, id); err != nil {
		return 0, err
	}
	figures := map[string]any{"ordered": sp.Qty.String(), "open": sp.Qty.String(), "eta": sp.ETA.String(), "confidence": sp.Confidence}
	if err := t.record("split_off", "po_line", part, lineName(l.PO, no), nil, figures, sp.Why); err != nil {
		return 0, err
	}
	after := l
	after.Ordered, after.Open = l.Ordered-sp.Qty, l.Open-sp.Qty
	return no, t.recordSupply("split", "eta", l, after, sp.Why)
}

// insertSplit adds the part of a split line and gives its number and id.
func (t *tx) insertSplit(l poLine, sp model.POSplit) (no int, id int64, err error) {
	if err := t.get(&no, `/* insertSplit */ SELECT max(line_no) + 1 FROM po_line WHERE po_id = ?`, l.POID); err != nil {
		return 0, 0, err
	}
	first := l.FirstETA
	if first.IsZero() {
		first = sp.ETA
	}
	id, err = t.insert(`/* insertSplit */ INSERT INTO po_line(po_id, line_no, product_id, ordered, eta, first_eta, confidence, confirmed_at, lane, for_line_id, unit, unit_ratio)
		SELECT po_id, ?, product_id, ?, ?, ?, ?, ?, lane, for_line_id, unit, unit_ratio FROM po_line WHERE id = ?`,
		no, sp.Qty, sp.ETA, first, sp.Confidence, t.confirmedAt(sp.Confidence), l.ID)
	if err != nil {
		return 0, 0, err
	}
	return no, id, t.recordETA(id, sp.ETA, sp.Confidence, sp.Why)
}

// storedPO is a purchase order as an operation on all of it finds it.
type storedPO struct {
	ID          int64
	Number      string
	WarehouseID int64 `db:"warehouse_id"`
	LeadDays    int   `db:"lead_days"`
	Version     int
}

// po loads a purchase order as the person saw it.
func (t *tx) po(number string, version int) (storedPO, error) {
	var o storedPO
	if err := t.get(&o, `/* po */ SELECT o.id, o.number, o.warehouse_id, u.lead_time_days AS lead_days, o.version
		FROM purchase_order o JOIN supplier u ON u.id = o.supplier_id WHERE o.number = ?`, number); err != nil {
		return o, err
	}
	return o, t.unchanged("purchase_order", o.ID, o.Number, o.Version, version)
}

// bumpPO says that a purchase order as a whole was changed.
func (t *tx) bumpPO(id int64) error {
	return t.exec(`/* bumpPO */ UPDATE purchase_order SET version = version + 1 WHERE id = ?`, id)
}

// ConfirmPO keeps that the supplier stands by every date of a purchase order
// that was only stated, and gives how many lines that were. A line without a
// date is passed over: there is nothing to stand by.
func (s *Store) ConfirmPO(ctx context.Context, a model.Actor, number string, version int, why string) (int, error) {
	return write(ctx, s, a, func(t *tx) (int, error) { return t.confirmPO(number, version, why) })
}

func (t *tx) confirmPO(number string, version int, why string) (int, error) {
	o, err := t.po(number, version)
	if err != nil {
		return 0, err
	}
	var lines []int64
	if err := t.all(&lines, `/* confirmPO */ SELECT id FROM po_line WHERE po_id = ? AND open > 0 AND confidence = 'stated' AND eta >= ? ORDER BY line_no`, o.ID, t.today); err != nil {
		return 0, err
	}
	if len(lines) == 0 {
		return 0, model.Conflictf("No open line of %s has a date to come that is only stated.", o.Number)
	}
	for _, id := range lines {
		l, err := t.openPOLine(id, 0)
		if err != nil {
			return 0, err
		}
		if err := t.setETA(id, 0, l.ETA, model.Confirmed, why); err != nil {
			return 0, err
		}
	}
	return len(lines), t.bumpPO(o.ID)
}

// ClosePO gives up all that is still to come of a purchase order, and gives how
// many lines that were.
func (s *Store) ClosePO(ctx context.Context, a model.Actor, number string, version int, why string) (int, error) {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return 0, err
	}
	return write(ctx, s, a, func(t *tx) (int, error) { return t.closePO(number, version, why) })
}

func (t *tx) closePO(number string, version int, why string) (int, error) {
	o, err := t.po(number, version)
	if err != nil {
		return 0, err
	}
	var lines []int64
	if err := t.all(&lines, `/* closePO */ SELECT id FROM po_line WHERE po_id = ? AND open > 0 ORDER BY line_no`, o.ID); err != nil {
		return 0, err
	}
	if len(lines) == 0 {
		return 0, model.Conflictf("Nothing of %s is still to come.", o.Number)
	}
	for _, id := range lines {
		if err := t.cancelPOLine(id, 0, why); err != nil {
			return 0, err
		}
	}
	return len(lines), t.bumpPO(o.ID)
}

// AddPOLines orders more products on a purchase order that exists.
func (s *Store) AddPOLines(ctx context.Context, a model.Actor, number string, version int, lines []model.PurchaseLine, why string) error {
	e := model.PurchaseEntry{Number: number, Lines: lines, Why: why}
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.addPOLines(version, e) })
	return err
}

func (t *tx) addPOLines(version int, e model.PurchaseEntry) error {
	o, err := t.po(e.Number, version)
	if err != nil {
		return err
	}
	lines, err := t.purchaseLines(e)
	if err != nil {
		return err
	}
	var last int
	if err := t.get(&last, `/* addPOLines */ SELECT coalesce(max(line_no), 0) FROM po_line WHERE po_id = ?`, o.ID); err != nil {
		return err
	}
	pools := make([]poolKey, len(lines))
	for i, l := range lines {
		if err := t.addPurchaseLine(purchaseOrder{ID: o.ID, LeadDays: o.LeadDays}, last+1+i, l, e.Why); err != nil {
			return err
		}
		pools[i] = poolKey{l.ProductID, o.WarehouseID}
	}
	if err := t.bumpPO(o.ID); err != nil {
		return err
	}
	if err := t.record("lines_added", "purchase_order", o.ID, o.Number, nil, map[string]any{"lines": len(lines)}, e.Why); err != nil {
		return err
	}
	_, err = t.serve("purchase", pools...)
	return err
}
