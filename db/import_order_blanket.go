package db

import (
	"backfill/model"
)

// readKind reads what a new order is: a release names its blanket, which must be
// there and the same customer's.
func (o *orderTaker) readKind(c []string) error {
	kind, number := model.OrderKind(c[o.col.kind]), c[o.col.blanket]
	switch {
	case kind == "" && number != "":
		kind = model.Called
	case kind == "":
		kind = model.Standard
	case kind == model.Called && number == "":
		return refused("blanket is needed with kind release")
	}
	if kind != model.Called && number != "" {
		return refused("blanket goes with kind release only")
	}
	o.order.kind, o.order.blanket = kind, 0
	if number == "" {
		return nil
	}
	var customer int64
	var is string
	found, err := o.im.get(`/* readKind */ SELECT id, customer_id, kind FROM sales_order WHERE number = ?`, []any{number}, &o.order.blanket, &customer, &is)
	switch {
	case err != nil:
		return err
	case !found:
		return refusef("blanket %q is not an order of the desk", number)
	case is != string(model.Blanket):
		return refusef("blanket %q is not a blanket order", number)
	case customer != o.order.customer:
		return refusef("blanket %q is another customer's", number)
	}
	return nil
}

// sameKind refuses a file that makes an order something else than it is.
func (o *orderTaker) sameKind(c []string) error {
	if says := c[o.col.kind]; says != "" && says != string(o.order.kind) {
		return refusef("%s is a %s order, which a file does not change", o.now.number, o.order.kind)
	}
	says := c[o.col.blanket]
	if says == "" {
		return nil
	}
	var id int64
	if _, err := o.im.get(`/* sameKind */ SELECT id FROM sales_order WHERE number = ?`, []any{says}, &id); err != nil {
		return err
	}
	if id != o.order.blanket || id == 0 {
		return refusef("%s does not release from %s", o.now.number, says)
	}
	return nil
}

// blanketLine finds the line that a release's line calls off from: the first of
// its product with enough left. 0: the order is no release.
func (o *orderTaker) blanketLine(l orderLine) (int64, error) {
	if o.order.kind == model.Blanket && l.shipped > 0 {
		return 0, refused("a blanket order ships by its releases: shipped must be empty")
	}
	if o.order.kind != model.Called {
		return 0, nil
	}
	if err := o.rows.flush(); err != nil { // lines of the blanket, or of this release, may be on their way
		return 0, err
	}
	var id int64
	var left model.Qty
	wants := l.ordered - l.cancelled
	found, err := o.im.get(`/* blanketLine */ SELECT id, left FROM (SELECT b.id, b.line_no, b.ordered - b.cancelled
		  - (SELECT coalesce(sum(r.ordered - r.cancelled), 0) FROM order_line r WHERE r.blanket_line_id = b.id) AS left
		FROM order_line b WHERE b.order_id = ? AND b.product_id = ?) ORDER BY left >= ? DESC, line_no LIMIT 1`,
		[]any{o.order.blanket, l.product.id, int64(wants)}, &id, &left)
	switch {
	case err != nil:
		return 0, err
	case !found:
		return 0, refusef("the blanket has no line of %s", l.product.sku)
	case left < wants:
		return 0, refusef("only %s %s of %s remain on the blanket", left, l.product.unit, l.product.sku)
	}
	return id, nil
}

// keepsBlanket refuses to change a line so that more is released than agreed.
func (o *orderTaker) keepsBlanket(is knownLine, shipped model.Qty) error {
	if o.order.kind == model.Standard {
		return nil
	}
	if o.order.kind == model.Blanket && shipped > 0 {
		return refused("a blanket order ships by its releases: shipped must be empty")
	}
	var agreed, released model.Qty // without this line
	if _, err := o.im.get(`/* keepsBlanket */ SELECT
		  (SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE id = l.blanket_line_id),
		  (SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE id <> l.id AND blanket_line_id = coalesce(l.blanket_line_id, l.id))
		FROM order_line l WHERE l.id = ?`, []any{is.id}, &agreed, &released); err != nil {
		return err
	}
	wants := is.ordered - is.cancelled
	if o.order.kind == model.Blanket && wants < released {
		return refusef("%s are released already", released)
	}
	if o.order.kind == model.Called && agreed > 0 && wants > agreed-released {
		return refusef("only %s remain on the blanket", agreed-released)
	}
	return nil
}
