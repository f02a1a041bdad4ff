package db

import (
	"time"

	"backfill/model"
	"backfill/model/intake"
)

// Where goods were before the desk kept the ledger, and where they went.
const (
	supplierLocation = 1
	customerLocation = 2
	historyLocation  = 6
)

// maxAhead is how far ahead an order may be dated: the clocks and zones of two
// systems differ by less.
const maxAhead = 24 * time.Hour

// header finds or makes the order once for all its rows.
func (o *orderTaker) header(r intake.Row) error {
	if o.order.read {
		return nil
	}
	customer, err := o.im.customer(r.Cells[o.col.customer])
	if err != nil {
		return err
	}
	at, err := model.ParseTime(r.Cells[o.col.orderedAt])
	if err != nil {
		return refused(err.Error())
	}
	if at.After(o.im.t.now.Add(maxAhead)) {
		return refusef("ordered_at %s is more than a day ahead", r.Cells[o.col.orderedAt])
	}
	o.order.customer, o.order.orderedAt = customer, at
	if o.now.id == 0 {
		err = o.addOrder(r)
	} else {
		err = o.compareOrder(r)
	}
	if o.order.read = err == nil; o.order.read {
		o.speak(r)
	}
	return err
}

func (o *orderTaker) addOrder(r intake.Row) error {
	c := r.Cells
	warehouse, err := o.im.warehouse(c[o.col.warehouse])
	if err != nil {
		return err
	}
	site, err := o.site(c[o.col.site])
	if err != nil {
		return err
	}
	priority := int64(3)
	if cell := c[o.col.priority]; cell != "" {
		if priority, err = whole("priority", cell, 1, 5); err != nil {
			return err
		}
	}
	o.order.priority = int(priority)
	if err := o.order.wantedOn(c[o.col.needBy], c[o.col.requested]); err != nil {
		return err
	}
	mode, shipments, err := o.shipMode(c[o.col.shipMode], c[o.col.maxShipments])
	if err != nil {
		return err
	}
	shipDate, err := o.shipDate(mode, c)
	if err != nil {
		return err
	}
	method := c[o.col.method]
	if method == "" {
		method = "carrier"
	}
	if err := o.readKind(c); err != nil {
		return err
	}
	id, err := o.im.insert(`/* addOrder */ INSERT INTO sales_order(number, customer_id, site_id, warehouse_id, ordered_at, requested_date, need_by,
		priority, ship_mode, max_shipments, ship_date, method, customer_po, project, kind, blanket_id, credit_hold, told_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.now.number, o.order.customer, site, warehouse, o.order.orderedAt.String(), cellOrNull(c[o.col.requested]), cellOrNull(c[o.col.needBy]),
		priority, mode, shipments, cellOrNull(shipDate), method, c[o.col.customerPO], c[o.col.project], string(o.order.kind), orNull(o.order.blanket), cellOrNull(creditHold(c[o.col.creditHold])), o.im.asOf.String())
	if err != nil {
		return err
	}
	o.now.id, o.now.isNew, o.order.warehouse = id, true, warehouse
	if err := o.im.made("order", id, o.now.number, nil); err != nil {
		return err
	}
	return o.im.t.record("created", "order", id, o.now.number, nil, map[string]any{"customer": c[o.col.customer],
		"ordered_at": o.order.orderedAt, "priority": priority, "ship_mode": mode}, o.im.why)
}

// wantedOn notes the day the order's lines are wanted on, by which they stand in
// their queues.
func (o *order) wantedOn(needBy, requested string) (err error) {
	if o.wanted, err = day(needBy); err == nil && o.wanted.IsZero() {
		o.wanted, err = day(requested)
	}
	return err
}

func cellOrNull(cell string) any {
	if cell == "" {
		return nil
	}
	return cell
}

// site finds the customer's site, nil for none.
func (o *orderTaker) site(code string) (any, error) {
	if code == "" {
		return nil, nil
	}
	var id int64
	found, err := o.im.get(`/* site */ SELECT id FROM site WHERE customer_id = ? AND site = ?`, []any{o.order.customer, code}, &id)
	if err == nil && !found {
		err = refusef("site %q is not a site of this customer", code)
	}
	return id, err
}

// shipMode is the file's, else the customer's.
func (o *orderTaker) shipMode(mode, shipments string) (string, any, error) {
	var most *int64
	if mode == "" {
		if _, err := o.im.get(`/* shipMode */ SELECT ship_mode, max_shipments FROM customer WHERE id = ?`, []any{o.order.customer}, &mode, &most); err != nil {
			return "", nil, err
		}
	}
	if shipments != "" {
		n, err := whole("max_shipments", shipments, 1, 99)
		if err != nil {
			return "", nil, err
		}
		most = &n
	}
	switch {
	case mode == string(model.MaxShipments) && most == nil:
		return "", nil, refused("max_shipments is needed with ship_mode max_shipments")
	case mode != string(model.MaxShipments) && shipments != "":
		return "", nil, refused("max_shipments goes with ship_mode max_shipments only")
	case mode != string(model.MaxShipments):
		return mode, nil, nil
	}
	return mode, *most, nil
}

// shipDate is the day an on_date order leaves: the file's, else the day it is
// wanted on. Without any it would leave at once.
func (o *orderTaker) shipDate(mode string, c []string) (string, error) {
	for _, day := range []string{c[o.col.shipDate], c[o.col.needBy], c[o.col.requested]} {
		if day != "" || mode != string(model.OnDate) {
			return day, nil
		}
	}
	return "", refused("ship_date, need_by or requested_date is needed with ship_mode on_date")
}

// storedOrder is the part of an order a file may speak of.
type storedOrder struct {
	customer, warehouse                               int64
	site                                              *int64
	orderedAt, requested, needBy, method, po, project string
	toldAt                                            string
	kind, credit                                      string
}

// compareOrder brings an order that is there up to date: what the ERP owns
// follows the file, what the desk owns (priority, ship mode) stays, and the
// requested date is written once.
func (o *orderTaker) compareOrder(r intake.Row) error {
	var was storedOrder
	if _, err := o.im.get(`/* compareOrder */ SELECT customer_id, warehouse_id, site_id, ordered_at, coalesce(requested_date, ''), coalesce(need_by, ''),
		method, customer_po, project, coalesce(told_at, ''), kind, coalesce(blanket_id, 0), priority, coalesce(credit_hold, '') FROM sales_order WHERE id = ?`, []any{o.now.id},
		&was.customer, &was.warehouse, &was.site, &was.orderedAt, &was.requested, &was.needBy, &was.method, &was.po, &was.project, &was.toldAt,
		&was.kind, &o.order.blanket, &o.order.priority, &was.credit); err != nil {
		return err
	}
	var err error
	c := r.Cells
	o.order.warehouse, o.order.kind = was.warehouse, model.OrderKind(was.kind)
	if err = o.order.wantedOn(was.needBy, was.requested); err != nil {
		return err
	}
	if o.order.older, err = o.im.outspoken(was.toldAt); err != nil {
		return err
	}
	if o.now.head != "" || o.order.older { // an earlier row of this file, or a later file, has spoken for the order
		return nil
	}
	if was.customer != o.order.customer {
		return refusef("order %s is another customer's", o.now.number)
	}
	if err := o.sameKind(c); err != nil {
		return err
	}
	if cell := c[o.col.warehouse]; cell != "" {
		if id, err := o.im.warehouse(cell); err != nil || id != was.warehouse {
			return firstError(err, refusef("order %s is served from another warehouse", o.now.number))
		}
	}
	site, err := o.site(c[o.col.site])
	if err != nil {
		return err
	}
	if err := o.im.told(`/* told */ UPDATE sales_order SET told_at = ? WHERE id = ?`, o.now.id, was.toldAt); err != nil {
		return err
	}
	if site == nil && was.site != nil {
		site = *was.site
	}
	if o.im.ours {
		return nil
	}
	is := was
	follow := func(field string, stored *string, cell string) {
		if cell == "" || cell == *stored {
			return
		}
		o.order.fate.changes = append(o.order.fate.changes, ImportChange{Ref: o.now.number, Field: field, Before: *stored, After: cell})
		*stored = cell
	}
	follow("ordered_at", &is.orderedAt, o.order.orderedAt.String())
	if was.requested == "" {
		follow("requested_date", &is.requested, c[o.col.requested])
	}
	follow("need_by", &is.needBy, c[o.col.needBy])
	follow("method", &is.method, c[o.col.method])
	follow("customer_po", &is.po, c[o.col.customerPO])
	follow("project", &is.project, c[o.col.project])
	if cell := c[o.col.creditHold]; cell != "" {
		hold := creditHold(cell)
		if err := o.im.mayRelease(was.credit, hold); err != nil {
			return err
		}
		if hold != was.credit {
			o.order.fate.changes = append(o.order.fate.changes, ImportChange{Ref: o.now.number, Field: "credit_hold", Before: was.credit, After: hold})
			is.credit = hold
		}
	}
	if id, ok := site.(int64); ok && (was.site == nil || *was.site != id) {
		o.order.fate.changes = append(o.order.fate.changes, ImportChange{Ref: o.now.number, Field: "site", After: c[o.col.site]})
	}
	if len(o.order.fate.changes) == 0 {
		return nil
	}
	if err := o.im.mended("order", o.now.id, o.now.number, nil, was.before()); err != nil {
		return err
	}
	return o.saveOrder(is, site)
}

// before is what an undo gives back; the requested date is written once and
// stays.
func (s storedOrder) before() map[string]any {
	return map[string]any{"site_id": s.site, "ordered_at": s.orderedAt, "need_by": s.needBy, "method": s.method, "customer_po": s.po, "project": s.project,
		"requested_date": s.requested, "credit_hold": s.credit}
}

func firstError(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (o *orderTaker) saveOrder(is storedOrder, site any) error {
	o.order.fate.what = changed
	if _, err := o.im.exec(`/* saveOrder */ UPDATE sales_order SET site_id = ?, ordered_at = ?, requested_date = ?, need_by = ?, method = ?, customer_po = ?,
		project = ?, credit_hold = ?, version = version + 1 WHERE id = ?`, site, is.orderedAt, cellOrNull(is.requested), cellOrNull(is.needBy), is.method, is.po, is.project, cellOrNull(is.credit), o.now.id); err != nil {
		return err
	}
	if err := o.im.recordChanges("order", o.now.id, o.now.number, o.order.fate.changes); err != nil {
		return err
	}
	if err := o.order.wantedOn(is.needBy, is.requested); err != nil {
		return err
	}
	return o.openLines()
}

// openLines says that every open line of the order may look different now.
func (o *orderTaker) openLines() error {
	var lines []struct {
		ID, Product int64
		OnCall      bool `db:"on_call"`
	}
	if err := o.im.t.all(&lines, `/* openLines */ SELECT id, product_id AS product, on_call FROM order_line WHERE order_id = ? AND open > 0`, o.now.id); err != nil {
		return err
	}
	for _, l := range lines {
		if err := o.open(l.ID, l.Product); err != nil {
			return err
		}
		if l.OnCall {
			continue
		}
		if _, err := o.im.exec(`/* openLines */ UPDATE order_line SET rank = ? WHERE id = ? AND policy = 'normal'`, o.rows.rankOf(l.ID, &o.order), l.ID); err != nil {
			return err
		}
	}
	return nil
}

// recordChanges writes the audit row of one changed thing.
func (im *importing) recordChanges(entity string, id int64, ref string, changes []ImportChange) error {
	before, after := map[string]string{}, map[string]string{}
	for _, c := range changes {
		before[c.Field], after[c.Field] = c.Before, c.After
	}
	return im.t.record("changed", entity, id, ref, before, after, im.why)
}
