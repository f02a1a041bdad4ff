package db

import (
	"backfill/model"
)

// knownLine is a line as the desk has it.
type knownLine struct {
	id, product                                       int64
	unit, lotRule                                     string
	unitQty, ordered, shipped, cancelled, substituted model.Qty
	allocated, picked                                 model.Qty
	price                                             model.Money
}

func (o *orderTaker) knownLine(no int) (l knownLine, found bool, err error) {
	if o.now.id == 0 {
		return l, false, nil
	}
	found, err = o.im.get(`/* knownLine */ SELECT id, product_id, unit, lot_rule, unit_qty, ordered, shipped, cancelled, substituted, allocated, picked, price
		FROM order_line WHERE order_id = ? AND line_no = ?`, []any{o.now.id, no},
		&l.id, &l.product, &l.unit, &l.lotRule, &l.unitQty, &l.ordered, &l.shipped, &l.cancelled, &l.substituted, &l.allocated, &l.picked, &l.price)
	return l, found, err
}

// used is what of the line can no longer be taken off its quantity.
func (l knownLine) used() model.Qty {
	return l.shipped + l.cancelled + l.substituted + l.allocated + l.picked
}

// compare brings a line that is there up to date. An old file never revives
// what was cancelled in the desk, nor takes back what the desk shipped.
func (o *orderTaker) compare(no int, was knownLine, l orderLine) (fate, error) {
	ref := o.ref(no)
	if was.product != l.product.id {
		return fate{}, refusef("%s is a line of another product", ref)
	}
	if o.im.ours {
		if was.unitQty != l.unitQty || was.unit != l.unit || was.price != l.price {
			return fate{what: skipped, why: ref + " differs, and the desk is master of orders"}, nil
		}
	}
	shipped, cancelled := max(0, l.shipped-was.shipped), max(0, l.cancelled-was.cancelled)
	is := was
	is.ordered, is.price, is.cancelled = l.ordered, l.price, was.cancelled+cancelled
	if l.ordered != was.ordered || l.unit != l.product.unit { // the same said in the stock unit is the same
		is.unit, is.unitQty = l.unit, l.unitQty
	}
	if l.saysLot {
		is.lotRule = l.lotRule
	}
	if !l.saysCancelled && was.cancelled > 0 && l.ordered == was.ordered-was.cancelled { // what was cancelled here was taken off there
		is.ordered, is.unit, is.unitQty = was.ordered, was.unit, was.unitQty
	}
	if why := differs(was, is, l, shipped); why != "" {
		return o.standBeside(was, l, ref, why)
	}
	if err := o.agree(was.id); err != nil {
		return fate{}, err
	}
	over := is.used() + shipped - is.ordered
	if over > 0 {
		if err := o.giveBack(is, ref, over); err != nil {
			return fate{}, err
		}
	}
	if err := o.keepsBlanket(is, shipped); err != nil {
		return fate{}, err
	}
	changes := o.lineChanges(ref, was, is, shipped)
	if len(changes) == 0 {
		return fate{}, nil
	}
	if err := o.im.mended("line", was.id, ref, nil, was.before()); err != nil {
		return fate{}, err
	}
	return fate{what: changed, changes: changes}, o.saveLine(ref, is, l, shipped, changes)
}

// before is what an undo gives back.
func (l knownLine) before() map[string]any {
	return map[string]any{"unit": l.unit, "unit_qty": int64(l.unitQty), "ordered": int64(l.ordered), "price": int64(l.price), "lot_rule": l.lotRule,
		"cancelled": int64(l.cancelled), "shipped": int64(l.shipped)}
}

func (o *orderTaker) lineChanges(ref string, was, is knownLine, shipped model.Qty) []ImportChange {
	var changes []ImportChange
	note := func(field, before, after string) {
		if before != after {
			changes = append(changes, ImportChange{Ref: ref, Field: field, Before: before, After: after})
		}
	}
	decimals := o.im.t.settings.CurrencyDecimals
	note("quantity", was.unitQty.String(), is.unitQty.String())
	note("unit", was.unit, is.unit)
	note("price", was.price.Decimal(decimals), is.price.Decimal(decimals))
	note("lot_rule", was.lotRule, is.lotRule)
	note("cancelled", was.cancelled.String(), is.cancelled.String())
	note("shipped", was.shipped.String(), (was.shipped + shipped).String())
	return changes
}

func (o *orderTaker) saveLine(ref string, is knownLine, l orderLine, shipped model.Qty, changes []ImportChange) error {
	if _, err := o.im.exec(`/* saveLine */ UPDATE order_line SET unit = ?, unit_qty = ?, ordered = ?, price = ?, lot_rule = ?, cancelled = ?,
		version = version + 1 WHERE id = ?`, is.unit, int64(is.unitQty), int64(is.ordered), int64(is.price), is.lotRule, int64(is.cancelled), is.id); err != nil {
		return err
	}
	if err := o.shipHistory(is.id, l, shipped); err != nil {
		return err
	}
	if err := o.rows.flush(); err != nil {
		return err
	}
	if err := o.im.t.trimPegs(is.id); err != nil {
		return err
	}
	if err := o.im.recordChanges("line", is.id, ref, changes); err != nil {
		return err
	}
	return o.open(is.id, is.product)
}

// trimPegs cuts the dated parts of a line to what it is short of now, the last
// ones first; the next run plans them anew.
func (t *tx) trimPegs(line int64) error {
	if err := t.exec(`/* trimPegs */ DELETE FROM peg WHERE line_id = ?1 AND (SELECT coalesce(sum(b.qty), 0) FROM peg b WHERE b.line_id = ?1 AND b.part < peg.part)
		>= (SELECT short FROM order_line WHERE id = ?1)`, line); err != nil {
		return err
	}
	return t.exec(`/* trimPegs */ UPDATE peg SET qty = (SELECT short FROM order_line WHERE id = ?1) - (SELECT coalesce(sum(b.qty), 0) FROM peg b WHERE b.line_id = ?1 AND b.part < peg.part)
		WHERE line_id = ?1 AND (SELECT sum(b.qty) FROM peg b WHERE b.line_id = ?1 AND b.part <= peg.part) > (SELECT short FROM order_line WHERE id = ?1)`, line)
}
