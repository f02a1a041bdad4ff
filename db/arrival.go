package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// arrival is a receipt with everything that decides what it does. Previewing
// and booking share it, so that what is shown before is what happens.
type arrival struct {
	model.Receipt
	line    poLine
	special special
	pools   []poolKey // to be served
	out     model.ReceiptOutcome
}

func loadArrival(ctx context.Context, q sqlx.QueryerContext, today model.Date, r model.Receipt) (arrival, error) {
	l, err := loadPOLine(ctx, q, r.POLine, r.PO, r.Line)
	if err != nil {
		return arrival{}, err
	}
	if err := l.accepts(&r, today); err != nil {
		return arrival{line: l}, err
	}
	v := arrival{Receipt: r, line: l, out: l.outcome(r), pools: []poolKey{{l.ProductID, l.WarehouseID}}}
	if l.ForLine == 0 {
		return v, nil
	}
	if v.special, err = specialShare(ctx, q, l, r); err != nil {
		return v, err
	}
	// The line may be complete afterwards; what waits for it must be found
	// before that.
	v.pools, err = closePools(ctx, q, v.pools, false)
	return v, err
}

// specialShare is how much of an arrival belongs to the order line it was
// bought for, whatever the queue says and also while that line is on hold:
// else the run would give it to another. A line that needs one lot takes none
// of a second.
func specialShare(ctx context.Context, q sqlx.QueryerContext, l poLine, r model.Receipt) (special, error) {
	var s special
	err := sqlx.GetContext(ctx, q, &s, `/* specialShare */ SELECT o.number || '/' || x.line_no AS name, x.allocated, x.picked, min(x.short, ?) AS share
		FROM order_line x
		JOIN sales_order o ON o.id = x.order_id
		WHERE x.id = ? AND x.product_id = ? AND x.warehouse_id = ? AND NOT (x.lot_rule = 'one' AND EXISTS (
		  SELECT 1 FROM allocation a WHERE a.line_id = x.id AND a.lot <> ? AND a.allocated + a.picked > 0))`,
		r.Received, l.ForLine, l.ProductID, l.WarehouseID, r.Lot)
	if errors.Is(err, sql.ErrNoRows) {
		return special{}, nil
	}
	return s, err
}

// special is the order line that goods were bought for, and its share of an
// arrival.
type special struct {
	Name      string
	Share     model.Qty
	Allocated model.Qty
	Picked    model.Qty
}

// giveSpecial allocates what belongs to a special order's line.
func (t *tx) giveSpecial(v arrival) error {
	s := v.special
	if s.Share == 0 {
		return nil
	}
	why := "bought for this line on " + v.line.Name()
	if err := t.exec(`/* giveSpecial */ INSERT INTO alloc_event(at, actor, kind, line_id, product_id, warehouse_id, lot, qty, why)
		VALUES (?, ?, 'allocated', ?, ?, ?, ?, ?, ?)`,
		t.now, t.actor.Name, v.line.ForLine, v.line.ProductID, v.line.WarehouseID, v.Lot, s.Share, why); err != nil {
		return err
	}
	t.touch(v.line.ForLine)
	return t.record("allocated", "line", v.line.ForLine, s.Name, pickFigures(s.Allocated, s.Picked), pickFigures(s.Allocated+s.Share, s.Picked), why)
}

// addTo makes a snapshot what it will be once the receipt is booked.
func (v arrival) addTo(snap *snapshot) {
	pool := &snap.Pools[snap.pools[poolKey{v.line.ProductID, v.line.WarehouseID}]]
	if v.Received > 0 {
		lot := lotOf(pool, v.Lot)
		lot.OnHand += v.Received
		lot.Free += v.Received - v.special.Share
	}
	for i := range snap.Inbound {
		if snap.Inbound[i].ID == v.line.ID {
			snap.Inbound[i].Open = v.out.StillOpen
		}
	}
	for i := range snap.Lines {
		if l := &snap.Lines[i]; v.special.Share > 0 && l.ID == v.line.ForLine {
			hold(l, v.Lot, v.special.Share)
		}
	}
	open := snap.Inbound[:0]
	for _, in := range snap.Inbound {
		if in.Open > 0 {
			open = append(open, in)
		}
	}
	snap.Inbound = open
}

func lotOf(p *allocate.Pool, name string) *allocate.Lot {
	for i := range p.Lots {
		if strings.EqualFold(p.Lots[i].Name, name) {
			return &p.Lots[i]
		}
	}
	p.Lots = append(p.Lots, allocate.Lot{Name: name})
	return &p.Lots[len(p.Lots)-1]
}

func hold(l *allocate.Line, lot string, qty model.Qty) {
	for i := range l.Held {
		if strings.EqualFold(l.Held[i].Lot, lot) {
			l.Held[i].Qty += qty
			return
		}
	}
	l.Held = append(l.Held, allocate.Holding{Lot: lot, Qty: qty})
}

// tell fills in who gets what, from the run that was or would be made.
func (v *arrival) tell(ctx context.Context, q sqlx.QueryerContext, d *served) error {
	known, err := servedLines(ctx, q, d, func(r *allocate.Result) bool {
		return r.After != r.Before || r.LineID == v.line.ForLine || r.Promise != d.snap.Lines[r.Line].Promise
	})
	if err != nil {
		return err
	}
	left := v.Received
	ours := poolKey{v.line.ProductID, v.line.WarehouseID}
	for i, res := range d.plan.Lines {
		l := d.snap.Lines[res.Line]
		s := known[l.ID].served(d, i)
		if l.ID == v.line.ForLine {
			s.Before -= v.special.Share
		}
		if (poolKey{l.ProductID, l.WarehouseID}) == ours {
			left -= s.Gets()
		}
		if s.Gets() > 0 || s.PromiseBefore != s.PromiseAfter {
			v.out.Served = append(v.out.Served, s)
		}
	}
	v.out.ToShelf = max(0, left)
	for _, lot := range d.snap.Pools[d.snap.pools[ours]].Lots {
		v.out.OnHand += lot.OnHand
	}
	return nil
}

// served says what the i-th result of a run means for its line.
func (k servedLine) served(d *served, i int) model.Served {
	res := d.plan.Lines[i]
	l := d.snap.Lines[res.Line]
	s := model.Served{LineID: l.ID, Order: l.OrderNumber, Line: l.LineNo, Customer: k.Customer,
		SKU:    d.snap.Pools[d.snap.pools[poolKey{l.ProductID, l.WarehouseID}]].SKU,
		Before: res.Before, After: res.After, Short: res.Backorder, PromiseBefore: l.Promise, PromiseAfter: res.Promise,
		Why: allocate.Sentence(d.plan.Why(i), d.snap.reader)}
	if k.Agreed {
		s.PromiseAfter = s.PromiseBefore
	}
	if n := len(res.Parts); n > 0 {
		s.Expected = res.Parts[n-1].Date
	}
	s.Ready = k.ready(d, res)
	return s
}

// servedLine is what an outcome says of a line beside the plan.
type servedLine struct {
	ID       int64
	Customer string
	Lacking  bool // a line of its order that was not planned here lacks something
	Answer   bool // it waits for the customer, or the customer for all of it
	Agreed   bool // a person set its promise
}

// servedLines loads the lines that are to be told of.
func servedLines(ctx context.Context, q sqlx.QueryerContext, d *served, told func(*allocate.Result) bool) (map[int64]servedLine, error) {
	ids, err := json.Marshal(d.lineIDs(told))
	if err != nil {
		return nil, err
	}
	planned, err := json.Marshal(d.lineIDs(func(*allocate.Result) bool { return true }))
	if err != nil {
		return nil, err
	}
	var lines []servedLine
	if err := sqlx.SelectContext(ctx, q, &lines, `/* servedLines */ SELECT l.id, c.name AS customer,
		  EXISTS (SELECT 1 FROM order_line x WHERE x.order_id = l.order_id AND x.short > 0 AND x.id NOT IN (SELECT value FROM json_each(?2))) AS lacking,
		  coalesce((SELECT h.answer IS NULL OR h.answer = 'wait' FROM choice h WHERE h.line_id = l.id ORDER BY h.id DESC LIMIT 1), 0) AS answer,
		  coalesce((SELECT e.cause = 'person' FROM promise_event e WHERE e.line_id = l.id ORDER BY e.id DESC LIMIT 1), 0) AS agreed
		FROM json_each(?1) j
		CROSS JOIN order_line l ON l.id = j.value
		JOIN sales_order o ON o.id = l.order_id
		JOIN customer c ON c.id = o.customer_id`, string(ids), string(planned)); err != nil {
		return nil, err
	}
	known := make(map[int64]servedLine, len(lines))
	for _, l := range lines {
		known[l.ID] = l
	}
	return known, nil
}

// ready tells whether a part of the line may be picked once the plan is in
// force, by the rules that releasing it applies.
func (k servedLine) ready(d *served, res allocate.Result) bool {
	l := d.snap.Lines[res.Line]
	if res.After <= l.Picked {
		return false
	}
	at, ok := d.snap.orders[l.OrderID]
	if !ok {
		return false
	}
	o := d.snap.Orders[at]
	order := model.PickOrder{ShipMode: o.ShipMode, ShipDate: o.ShipDate, CreditHold: l.CreditHold}
	if o.ShipMode == model.MaxShipments {
		order.MaxShipments = o.ShipmentsLeft
	}
	for _, r := range d.plan.Lines {
		if x := d.snap.Lines[r.Line]; x.OrderID == l.OrderID {
			order.Lines = append(order.Lines, model.PickLine{ID: x.ID, Open: x.Open, Covered: r.After, Picked: x.Picked, Hold: x.Hold,
				CriticalSet: x.CriticalSet, Waits: x.ID == l.ID && k.Answer})
		}
	}
	if k.Lacking && order.MustBeWhole() {
		return false
	}
	_, err := order.MayRelease(l.ID, d.snap.Calendar.Add(d.snap.Today, d.snap.Policy.PickDays))
	return err == nil
}
