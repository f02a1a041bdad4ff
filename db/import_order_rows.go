package db

import (
	"errors"

	"backfill/model"
	"backfill/model/allocate"
)

// orderRows writes order lines and the history they bring in company: a row
// then costs a fraction of what a statement of its own would. Their ids are
// given here, because nobody else writes meanwhile.
type orderRows struct {
	im                      *importing
	lines, shipments, moves *bulk
	lastLine, lastShipment  int64
	waiting                 int // lines
	known                   bool
}

func (r *orderRows) begin(im *importing) {
	r.im = im
	r.lines = im.t.newBulk(14, `INSERT INTO order_line(id, order_id, line_no, product_id, warehouse_id, unit, unit_qty, price, ordered, cancelled, lot_rule, on_call, blanket_line_id, rank) VALUES`, ``)
	r.shipments = im.t.newBulk(4, `INSERT INTO shipment_line(id, shipment_id, line_id, qty) VALUES`, ``)
	r.moves = im.t.newBulk(9, `INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, shipment_line_id, why) VALUES`, ``)
}

// ids finds the newest ids there are.
func (r *orderRows) ids() error {
	if r.known {
		return nil
	}
	_, err := r.im.get(`/* ids */ SELECT (SELECT coalesce(max(id), 0) FROM order_line), (SELECT coalesce(max(id), 0) FROM shipment_line)`, nil,
		&r.lastLine, &r.lastShipment)
	r.known = err == nil
	return err
}

// line adds one; blanketLine is 0 but for a line of a release. The line stands in
// its queue at once where the next run will put it.
func (r *orderRows) line(order int64, no int, o *order, blanketLine int64, l orderLine) (int64, error) {
	if err := r.ids(); err != nil {
		return 0, err
	}
	r.lastLine++
	r.waiting++
	return r.lastLine, r.lines.add(r.lastLine, order, no, l.product.id, o.warehouse, l.unit, int64(l.unitQty), int64(l.price), int64(l.ordered),
		int64(l.cancelled), l.lotRule, o.kind == model.Blanket, orNull(blanketLine), r.rank(o, l))
}

// rank is where the newest line stands, "" when it is closed or on call.
func (r *orderRows) rank(o *order, l orderLine) string {
	if l.ordered == l.shipped+l.cancelled || o.kind == model.Blanket {
		return ""
	}
	return r.rankOf(r.lastLine, o)
}

func (r *orderRows) rankOf(line int64, o *order) string {
	s := r.im.t.settings
	return allocate.RankOf(r.im.t.today, s.Zone, s.Rank, allocate.Line{ID: line, Priority: o.priority, NeedBy: o.wanted, OrderedAt: o.orderedAt}, allocate.Order{})
}

// shipped books what left before the desk kept the ledger.
func (r *orderRows) shipped(shipment, line, product int64, at string, qty model.Qty) error {
	if err := r.ids(); err != nil {
		return err
	}
	r.lastShipment++
	if err := r.shipments.add(r.lastShipment, shipment, line, int64(qty)); err != nil {
		return err
	}
	return r.moves.add(at, r.im.t.actor.Name, "shipped", product, historyLocation, customerLocation, int64(qty), r.lastShipment, r.im.why)
}

// together is called after each line: as soon as lines were written, what
// hangs on them follows, so that nothing ever precedes what it refers to.
func (r *orderRows) together() error {
	if r.waiting < bulkRows {
		return nil
	}
	return r.flush()
}

func (r *orderRows) flush() error {
	r.waiting = 0
	return errors.Join(r.lines.flush(), r.shipments.flush(), r.moves.flush())
}
