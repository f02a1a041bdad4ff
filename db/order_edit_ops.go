package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"backfill/model"
)

// EditOrder changes an order as the person saw it: its head, quantities and
// prices of lines, and lines that are new. What a smaller quantity frees is
// offered to the queue at once, and what is new or more is served from free
// stock as at order entry. Everything is saved or nothing: each problem is told
// by field, and a Conflict when somebody else changed the order, or one of the
// lines that are changed, first. version 0 stands for whatever there is now.
func (s *Store) EditOrder(ctx context.Context, a model.Actor, number string, version int, e model.OrderEdit) error {
	if err := e.Check().Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.editOrder(number, version, e) })
	return err
}

// orderEditing is an order that is being changed.
type orderEditing struct {
	t       *tx
	was     model.OrderToEdit
	to      model.OrderEdit
	site    *int64 // the new one's id; nil: none
	more    []lineDraft
	pools   []poolKey
	changed bool
}

func (t *tx) editOrder(number string, version int, e model.OrderEdit) error {
	ed := &orderEditing{t: t, to: e}
	if err := t.get(&ed.was, `/* editOrder */ `+orderToEditSQL, number); err != nil {
		return err
	}
	if err := t.all(&ed.was.Lines, `/* editOrder lines */ `+linesToEditSQL, ed.was.ID); err != nil {
		return err
	}
	if err := t.unchanged("order", ed.was.ID, ed.was.Number, ed.was.Version, version); err != nil {
		return err
	}
	added, err := ed.look()
	if err != nil {
		return err
	}
	for _, save := range []func() error{ed.saveHead, ed.saveLines, func() error { return ed.addLines(added) }} {
		if err := save(); err != nil {
			return err
		}
	}
	if !ed.changed {
		return nil
	}
	return ed.serve(added)
}

// look finds what the change names, and refuses what does not fit the order.
func (ed *orderEditing) look() (*orderDraft, error) {
	p := ed.was.MayChange(ed.to.OrderHead, ed.t.today)
	o := &orderDraft{OrderEntry: model.OrderEntry{Number: ed.was.Number, Site: ed.to.Site, Essential: ed.to.Essential, Kind: ed.was.Kind, Lines: ed.to.Added}, id: ed.was.ID}
	var of struct{ Customer, Warehouse int64 }
	if err := ed.t.get(&of, `/* editOrder of */ SELECT customer_id AS customer, warehouse_id AS warehouse FROM sales_order WHERE id = ?`, o.id); err != nil {
		return nil, err
	}
	o.customer, o.warehouse = of.Customer, of.Warehouse
	if err := ed.t.lookSite(o, &p); err != nil {
		return nil, err
	}
	ed.site = o.site
	return o, p.Err()
}

// headFigures is what of a head differs from another, as the audit keeps it.
func headFigures(is, other model.OrderHead) map[string]any {
	f := map[string]any{}
	for _, v := range []struct {
		name      string
		is, other any
	}{
		{"site", is.Site, other.Site}, {"customer_po", is.CustomerPO, other.CustomerPO}, {"project", is.Project, other.Project},
		{"requested_date", is.Requested.String(), other.Requested.String()}, {"need_by", is.NeedBy.String(), other.NeedBy.String()},
		{"essential", is.Essential, other.Essential}, {"priority", is.Priority, other.Priority}, {"ship_mode", is.ShipMode, other.ShipMode},
		{"max_shipments", is.MaxShipments, other.MaxShipments}, {"ship_date", is.ShipDate.String(), other.ShipDate.String()}, {"method", is.Method, other.Method},
	} {
		if v.is != v.other {
			f[v.name] = v.is
		}
	}
	return f
}

func (ed *orderEditing) saveHead() error {
	was, to := ed.was.OrderHead, ed.to.OrderHead
	if to.ShipMode != model.MaxShipments {
		to.MaxShipments = 0
	}
	if was == to {
		return nil
	}
	ed.changed = true
	if err := ed.t.exec(`/* saveHead */ UPDATE sales_order SET site_id = ?, customer_po = ?, project = ?, requested_date = ?, need_by = ?, essential = ?,
		  priority = ?, ship_mode = ?, max_shipments = nullif(?, 0), ship_date = ?, method = ?, version = version + 1 WHERE id = ?`,
		ed.site, to.CustomerPO, to.Project, to.Requested, to.NeedBy, to.Essential, to.Priority, to.ShipMode, to.MaxShipments, to.ShipDate, to.Method, ed.was.ID); err != nil {
		return err
	}
	if was.Essential != to.Essential {
		from, label := model.Normal, model.MustShipBy
		if was.Essential {
			from, label = label, from
		}
		if err := ed.t.exec(`/* saveHead essential */ UPDATE order_line SET policy = ?, version = version + 1 WHERE order_id = ? AND open > 0 AND policy = ?`,
			label, ed.was.ID, from); err != nil {
			return err
		}
	}
	return ed.t.record("changed", "order", ed.was.ID, ed.was.Number, headFigures(was, to), headFigures(to, was), ed.to.Why)
}

// saveLines changes quantities and prices; lines that stay as they are are left
// alone, whoever changed them meanwhile.
func (ed *orderEditing) saveLines() error {
	var p model.Problems
	for _, to := range ed.to.Lines {
		was, ok := ed.line(to.LineNo)
		p.Need(model.EditField(to.LineNo, "qty"), ok, fmt.Sprintf("The order has no line %d.", to.LineNo))
		if !ok || was.UnitQty == to.Qty && was.Price == to.Price {
			continue
		}
		if err := ed.t.unchanged("line", was.ID, lineName(ed.was.Number, was.LineNo), was.Version, to.Version); err != nil {
			return err
		}
		if err := ed.saveLine(was, to, &p); err != nil {
			return err
		}
	}
	return p.Err()
}

func (ed *orderEditing) line(no int) (model.LineToEdit, bool) {
	for _, l := range ed.was.Lines {
		if l.LineNo == no {
			return l, true
		}
	}
	return model.LineToEdit{}, false
}

func (ed *orderEditing) saveLine(was model.LineToEdit, to model.LineEdit, p *model.Problems) error {
	field := model.EditField(was.LineNo, "qty")
	d := lineDraft{EntryLine: model.EntryLine{SKU: was.SKU, Unit: was.Unit, Qty: to.Qty}, id: was.ID, no: was.LineNo, ordered: was.Ordered}
	if err := ed.t.get(&d.product, soldProductSQL+`sku = ?`, was.SKU); err != nil {
		return err
	}
	if to.Qty != was.UnitQty {
		var units model.Problems
		if err := ed.t.convertUnit(0, &d, &units); err != nil {
			return err
		}
		for _, what := range units {
			p.Need(field, false, what)
		}
		if err := ed.mayCount(was, d, p); err != nil {
			return err
		}
	}
	if p.Err() != nil {
		return nil
	}
	if free := was.Ordered - d.ordered - (was.Open - was.Picked - was.Allocated); free > 0 {
		l, err := ed.t.openLine(was.ID, 0)
		if err != nil {
			return err
		}
		if err := ed.t.release(l, free, ed.to.Why); err != nil {
			return err
		}
	}
	if d.ordered > was.Ordered {
		ed.more = append(ed.more, d)
	}
	ed.pools = append(ed.pools, poolKey{d.product.ID, was.WarehouseID})
	return ed.writeLine(was, d, to)
}

// mayCount refuses a quantity that what has happened to the line does not allow.
func (ed *orderEditing) mayCount(was model.LineToEdit, d lineDraft, p *model.Problems) error {
	field := model.EditField(was.LineNo, "qty")
	least := was.Least()
	p.Need(field, d.ordered >= least, fmt.Sprintf("%s %s have left, are picked, or were cancelled or replaced: it cannot be fewer.", least, was.StockUnit))
	p.Need(field, was.Open > 0 || d.ordered <= was.Ordered, "The line is closed. Add a new one for more.")
	p.Need("why", d.ordered >= was.Ordered || strings.TrimSpace(ed.to.Why) != "", "Say why fewer are wanted.")
	p.Need(field, ed.was.Kind != model.Called || d.ordered <= was.Ordered, "It is called off from a blanket order: release more from there.")
	if ed.was.Kind != model.Blanket {
		return nil
	}
	var called model.Qty
	err := ed.t.get(&called, `/* mayCount */ SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE blanket_line_id = ?`, was.ID)
	p.Need(field, d.ordered-was.Cancelled >= called, fmt.Sprintf("%s %s are released already: it cannot be fewer.", called, was.StockUnit))
	return err
}

func (ed *orderEditing) writeLine(was model.LineToEdit, d lineDraft, to model.LineEdit) error {
	ed.changed = true
	ed.t.touch(was.ID)
	if err := ed.t.exec(`/* writeLine */ UPDATE order_line SET unit_qty = ?, ordered = ?, price = ?, version = version + 1 WHERE id = ?`,
		to.Qty, d.ordered, to.Price, was.ID); err != nil {
		return err
	}
	if was.Open > 0 && d.ordered == was.Least() && was.Picked == 0 { // nothing is open any more: there is nothing to ask
		if err := ed.t.exec(`/* writeLine */ UPDATE choice SET answer = 'cancel', answered_at = ?, answered_by = ? WHERE line_id = ? AND answer IS NULL`,
			ed.t.now, ed.t.actor.Name, was.ID); err != nil {
			return err
		}
	}
	before, after := map[string]any{}, map[string]any{}
	if d.ordered != was.Ordered {
		before["ordered"], after["ordered"] = was.Ordered.String(), d.ordered.String()
	}
	if to.Price != was.Price {
		decimals := ed.t.settings.CurrencyDecimals
		before["price"], after["price"] = was.Price.Decimal(decimals), to.Price.Decimal(decimals)
	}
	return ed.t.record("changed", "line", was.ID, lineName(ed.was.Number, was.LineNo), before, after, ed.to.Why)
}

func (ed *orderEditing) addLines(o *orderDraft) error {
	if len(o.Lines) == 0 {
		return nil
	}
	if ed.was.Kind == model.Called {
		return model.Problems{"lines": "It is called off from a blanket order: release more from there."}
	}
	var p model.Problems
	if err := ed.t.lookLines(o, &p); err != nil {
		return err
	}
	if err := p.Err(); err != nil {
		return err
	}
	last := 0
	for _, l := range ed.was.Lines {
		last = max(last, l.LineNo)
	}
	ed.changed = true
	for i := range o.lines {
		l := &o.lines[i]
		if err := ed.t.addLine(o, l, last+i+1); err != nil {
			return err
		}
		if err := ed.t.record("added", "line", l.id, lineName(o.Number, l.no), nil, map[string]any{"sku": l.product.SKU, "ordered": l.ordered.String()}, ed.to.Why); err != nil {
			return err
		}
		ed.t.touch(l.id)
		ed.pools = append(ed.pools, poolKey{l.product.ID, o.warehouse})
	}
	return nil
}

// serve offers what was freed, serves what is more, and holds it against the
// products' backorder policies.
func (ed *orderEditing) serve(added *orderDraft) error {
	var open []struct {
		ID, Product, Warehouse int64
	}
	if err := ed.t.all(&open, `/* serve */ SELECT id, product_id AS product, warehouse_id AS warehouse FROM order_line WHERE order_id = ? AND open > 0`, ed.was.ID); err != nil {
		return err
	}
	for _, l := range open {
		ed.t.touch(l.ID)
		ed.pools = append(ed.pools, poolKey{l.Product, l.Warehouse})
	}
	if ed.was.Kind == model.Blanket || len(ed.pools) == 0 {
		return nil
	}
	d, err := ed.t.serve("order_edit", ed.pools...)
	if err != nil {
		return err
	}
	if err := ed.t.backordersAllowed(*added, d); err != nil {
		return err
	}
	err = ed.t.backordersAllowed(orderDraft{id: ed.was.ID, lines: ed.more}, d)
	var p, named model.Problems
	if !errors.As(err, &p) {
		return err
	}
	for i, l := range ed.more {
		named.Need(model.EditField(l.no, "qty"), p[model.LineField(i, "qty")] == "", p[model.LineField(i, "qty")])
	}
	return named
}
