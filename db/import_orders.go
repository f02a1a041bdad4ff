package db

import (
	"strconv"

	"backfill/model"
	"backfill/model/intake"
)

// orderTaker takes in orders, a row a line, with the history they bring: what
// was shipped and cancelled before the desk kept the ledger.
type orderTaker struct {
	documents
	col struct {
		customer, orderedAt, requested, needBy, priority, shipMode, maxShipments, shipDate, method, site, warehouse, customerPO, project,
		sku, quantity, unit, price, lotRule, shipped, shippedAt, cancelled, kind, blanket, creditHold int
	}
	order order // the present document, once it was read
	units cache[model.Qty]
	rows  orderRows
}

// order is what a file says of an order, and what its lines need of it.
type order struct {
	customer, warehouse int64
	orderedAt           model.Time
	wanted              model.Date // needed by, else requested
	priority            int
	fate                fate // what the header did, told with its first line
	shipments           map[model.Date]int64
	kind                model.OrderKind
	blanket             int64 // of a release
	read                bool
	older               bool // a later file has spoken of it: this one changes nothing
}

// orderLine is what a row says of a line, in stock units.
type orderLine struct {
	product                product
	unit                   string
	unitQty, ordered       model.Qty
	shipped, cancelled     model.Qty
	saysCancelled, saysLot bool
	price                  model.Money
	lotRule                string
	shippedAt              model.Date
}

func newOrderTaker(im *importing) *orderTaker {
	o := &orderTaker{documents: newDocuments(im, "order", "customer", "ordered_at", "requested_date", "need_by", "priority", "ship_mode", "max_shipments",
		"ship_date", "method", "site", "warehouse", "customer_po", "project", "kind", "blanket", "credit_hold")}
	at := im.f.Kind.Index
	c := &o.col
	c.customer, c.orderedAt, c.requested, c.needBy, c.priority = at("customer"), at("ordered_at"), at("requested_date"), at("need_by"), at("priority")
	c.shipMode, c.maxShipments, c.shipDate, c.method, c.site = at("ship_mode"), at("max_shipments"), at("ship_date"), at("method"), at("site")
	c.warehouse, c.customerPO, c.project, c.sku, c.quantity = at("warehouse"), at("customer_po"), at("project"), at("sku"), at("quantity")
	c.unit, c.price, c.lotRule, c.shipped, c.shippedAt, c.cancelled = at("unit"), at("price"), at("lot_rule"), at("shipped"), at("shipped_at"), at("cancelled")
	c.kind, c.blanket, c.creditHold = at("kind"), at("blanket"), at("credit_hold")
	o.rows.begin(im)
	im.flush = o.rows.flush
	return o
}

func (o *orderTaker) end() error { return o.rows.flush() }

// pass counts a row that could not be read, so that the rows after it keep
// their numbers.
func (o *orderTaker) pass(r intake.Row) error {
	if r.Cells == nil || r.Cells[o.number] == "" {
		return nil
	}
	_, err := o.turn(r, o.find)
	return err
}

func (o *orderTaker) find(number string) (int64, error) {
	o.order = order{}
	var id int64
	_, err := o.im.get(`/* find */ SELECT id FROM sales_order WHERE number = ?`, []any{number}, &id)
	return id, err
}

func (o *orderTaker) take(r intake.Row) (fate, error) {
	if r.TakeBack {
		return o.takeBack(r)
	}
	no, err := o.turn(r, o.find)
	if err != nil {
		return fate{}, err
	}
	if err := o.agrees(r); err != nil {
		return fate{}, err
	}
	l, err := o.readLine(r)
	if err != nil {
		return fate{}, err
	}
	if o.now.id == 0 {
		if closed, err := o.im.closedSince(); err != nil || closed {
			return fate{what: skipped, why: o.ref(no) + ": a later complete file does not have it"}, err
		}
		if err := o.maySell(r.Cells[o.col.customer], l); err != nil { // before there is an order without lines
			return fate{}, err
		}
	}
	if err := o.header(r); err != nil {
		return fate{}, err
	}
	f, err := o.line(no, r.Cells[o.col.customer], l)
	if err != nil {
		return fate{}, err
	}
	if h := o.order.fate; h.what == changed { // the header's changes are told with the first line
		o.order.fate = fate{}
		f.changes = append(h.changes, f.changes...)
		if f.what == same {
			f.what = changed
		}
	}
	return f, nil
}

// readLine reads what the row says of its line, in whatever unit it says it.
func (o *orderTaker) readLine(r intake.Row) (l orderLine, err error) {
	c := r.Cells
	if l.product, err = o.im.product(c[o.col.sku]); err != nil {
		return l, err
	}
	l.unit = c[o.col.unit]
	if l.unit == "" {
		l.unit = l.product.unit
	}
	ratio, err := o.ratio(l.product, l.unit)
	if err != nil {
		return l, err
	}
	if l.unitQty, err = quantity("quantity", c[o.col.quantity], 3); err != nil {
		return l, err
	}
	if l.ordered, err = stockUnits("quantity", c[o.col.quantity], ratio, l.product); err != nil {
		return l, err
	}
	if l.ordered == 0 {
		return l, refused("quantity is 0")
	}
	if l.shipped, err = stockUnits("shipped", c[o.col.shipped], ratio, l.product); err != nil {
		return l, err
	}
	if l.cancelled, err = stockUnits("cancelled", c[o.col.cancelled], ratio, l.product); err != nil {
		return l, err
	}
	if l.shipped+l.cancelled > l.ordered {
		return l, refusef("shipped %s and cancelled %s are more than the quantity %s", l.shipped, l.cancelled, l.ordered)
	}
	l.saysCancelled = c[o.col.cancelled] != ""
	l.lotRule, l.saysLot = c[o.col.lotRule], c[o.col.lotRule] != ""
	if !l.saysLot {
		l.lotRule = "any"
	}
	if l.shippedAt, err = day(c[o.col.shippedAt]); err != nil {
		return l, err
	}
	l.price, err = o.price(c[o.col.price], ratio, l.product)
	return l, err
}

// ratio gives the stock units in one unit.
func (o *orderTaker) ratio(p product, unit string) (model.Qty, error) {
	if unit == p.unit {
		return model.Units(1), nil
	}
	k := p.sku + "\x1f" + unit
	if ratio, ok := o.units.get(k); ok {
		return ratio, nil
	}
	var ratio model.Qty
	found, err := o.im.get(`/* ratio */ SELECT ratio FROM product_unit WHERE product_id = ? AND unit = ?`, []any{p.id, unit}, &ratio)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, refusef("unit %q is not a unit of %s; it is counted in %s", unit, p.sku, p.unit)
	}
	o.units.put(k, ratio)
	return ratio, nil
}

// stockUnits reads a quantity in a unit of so many stock units; the result must
// be exact.
func stockUnits(column, cell string, ratio model.Qty, p product) (model.Qty, error) {
	if cell == "" {
		return 0, nil
	}
	if ratio == model.Units(1) {
		return quantity(column, cell, p.decimals)
	}
	q, err := quantity(column, cell, 3)
	if err != nil {
		return 0, err
	}
	if q > 0 && ratio > model.MaxQty/q*1000 {
		return 0, refusef("%s %s is too large", column, cell)
	}
	n := q * ratio
	if n%1000 != 0 || !(n / 1000).Fits(p.decimals) {
		return 0, refusef("%s %s is not a quantity of %s that can be counted in %s", column, cell, p.sku, p.unit)
	}
	return n / 1000, nil
}

// price is of one stock unit; the file's is of the line's unit.
func (o *orderTaker) price(cell string, ratio model.Qty, p product) (model.Money, error) {
	if cell == "" {
		return p.price, nil
	}
	m, err := o.im.money("price", cell)
	if err != nil || ratio == model.Units(1) {
		return m, err
	}
	return (m*1000 + model.Money(ratio)/2) / model.Money(ratio), nil
}

func day(cell string) (model.Date, error) {
	if cell == "" {
		return 0, nil
	}
	d, err := model.ParseDate(cell)
	if err != nil {
		return 0, refused(err.Error())
	}
	return d, nil
}

// line adds the line, or compares it with the one there is.
func (o *orderTaker) line(no int, customer string, l orderLine) (fate, error) {
	if o.order.older {
		return fate{what: skipped, why: o.ref(no) + ": a later file has spoken of it"}, nil
	}
	fresh, err := o.fresh(no)
	if err != nil {
		return fate{}, err
	}
	if !fresh {
		if err := o.rows.flush(); err != nil {
			return fate{}, err
		}
		was, found, err := o.knownLine(no)
		if err != nil {
			return fate{}, err
		}
		if found {
			return o.meet(no, was, l)
		}
	}
	if o.im.ours && !o.now.isNew {
		return fate{what: skipped, why: o.ref(no) + " is not in the desk, and the desk is master of orders"}, nil
	}
	if err := o.maySell(customer, l); err != nil {
		return fate{}, err
	}
	return fate{what: isNew}, o.addLine(no, l)
}

// maySell refuses a line that would wait for a product that is not sold any
// more, or for a customer who orders no more. What is shipped or cancelled
// whole is history and welcome.
func (o *orderTaker) maySell(customer string, l orderLine) error {
	if l.ordered == l.shipped+l.cancelled {
		return nil
	}
	if l.product.retired {
		return refused(retired(l.product.sku))
	}
	if _, err := o.im.customer(customer); err != nil {
		return err
	}
	gone, err := o.im.retiredCustomer(customer)
	if err == nil && gone {
		err = refusef("customer %q is retired: bring the customer back before it orders again", customer)
	}
	return err
}

// meet is for a line that is there: by this very file, which is one too many,
// or from before.
func (o *orderTaker) meet(no int, was knownLine, l orderLine) (fate, error) {
	if o.now.isNew {
		return fate{}, refusef("%s is in the file twice", o.ref(no))
	}
	if err := o.once(was.id, o.ref(no)); err != nil {
		return fate{}, err
	}
	return o.compare(no, was, l)
}

func (o *orderTaker) addLine(no int, l orderLine) error {
	of, err := o.blanketLine(l)
	if err != nil {
		return err
	}
	id, err := o.rows.line(o.now.id, no, &o.order, of, l)
	if err != nil {
		return err
	}
	if err := o.shipHistory(id, l, l.shipped); err != nil {
		return err
	}
	if err := o.rows.together(); err != nil {
		return err
	}
	if !o.now.isNew {
		if err := o.once(id, o.ref(no)); err != nil {
			return err
		}
		if err := o.im.made("line", id, o.ref(no), nil); err != nil {
			return err
		}
		if err := o.im.t.record("created", "line", id, o.ref(no), nil, map[string]any{"ordered": l.ordered.String()}, o.im.why); err != nil {
			return err
		}
	}
	if l.ordered == l.shipped+l.cancelled {
		return nil
	}
	return o.open(id, l.product.id)
}

// open says that a line with an open quantity came or changed.
func (o *orderTaker) open(line, product int64) error {
	if err := o.im.stalePlus(line); err != nil {
		return err
	}
	return o.im.pool(product, o.order.warehouse)
}

// shipHistory books what left before the desk kept the ledger: a shipment out
// of HISTORY, one for each day.
func (o *orderTaker) shipHistory(line int64, l orderLine, qty model.Qty) error {
	if qty == 0 {
		return nil
	}
	on := l.shippedAt
	if on.IsZero() {
		on = o.order.orderedAt.Date(o.im.t.settings.Zone)
	}
	shipment, err := o.shipment(on)
	if err != nil {
		return err
	}
	return o.rows.shipped(shipment, line, l.product.id, o.im.noon(on), qty)
}

func (o *orderTaker) shipment(on model.Date) (int64, error) {
	if id, ok := o.order.shipments[on]; ok {
		return id, nil
	}
	number := "H" + strconv.FormatInt(o.im.id, 10) + "/" + o.now.number + "/" + on.String()
	var id int64
	found, err := o.im.get(`/* shipment */ SELECT id FROM shipment WHERE number = ?`, []any{number}, &id)
	if err != nil {
		return 0, err
	}
	if !found {
		if id, err = o.im.insert(`/* shipment */ INSERT INTO shipment(number, order_id, shipped_at, actor) VALUES (?, ?, ?, ?)`,
			number, o.now.id, o.im.noon(on), o.im.t.actor.Name); err != nil {
			return 0, err
		}
		if _, err = o.im.exec(`/* shipment */ UPDATE sales_order SET shipments = shipments + 1 WHERE id = ?`, o.now.id); err != nil {
			return 0, err
		}
	}
	if o.order.shipments == nil {
		o.order.shipments = map[model.Date]int64{}
	}
	o.order.shipments[on] = id
	return id, nil
}
