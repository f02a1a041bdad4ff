package db

import (
	"strconv"

	"backfill/model/intake"
)

// special reads for which order line a purchase-order line is bought, if for any:
// one of the same product, whose order is known.
func (p *purchaseTaker) special(r intake.Row, l *purchaseLine) error {
	number, line := r.Cells[p.col.forOrder], r.Cells[p.col.forLine]
	if number == "" && line == "" {
		return nil
	}
	if number == "" || line == "" {
		return refused("for_order and for_line go together")
	}
	no, err := whole("for_line", line, 1, 1_000_000)
	if err != nil {
		return err
	}
	var product int64
	found, err := p.im.get(`/* special */ SELECT l.id, l.product_id, o.number FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.number = ? AND l.line_no = ?`,
		[]any{number, no}, &l.forLine, &product, &l.forName)
	switch {
	case err != nil:
		return err
	case !found:
		return refusef("for_order %q has no line %d in the desk; import orders first", number, no)
	case product != l.product:
		return refusef("for_order %q: line %d is of another product", number, no)
	}
	l.forName += "/" + strconv.FormatInt(no, 10)
	return nil
}

// fits refuses a tie to a line that waits in another warehouse than the goods
// come to.
func (p *purchaseTaker) fits(l purchaseLine) error {
	if l.forLine == 0 {
		return nil
	}
	var warehouse int64
	if _, err := p.im.get(`/* fits */ SELECT warehouse_id FROM order_line WHERE id = ?`, []any{l.forLine}, &warehouse); err != nil {
		return err
	}
	if warehouse != p.warehouse {
		return refusef("%s waits in another warehouse than the purchase order goes to", l.forName)
	}
	return nil
}

// tie binds a line that is there to the order line which the file says it is
// bought for. What a person has freed stays free, and what is bought for one line
// goes to no other: both are a person's to decide.
func (p *purchaseTaker) tie(ref string, was purchaseLine, is *purchaseLine, l purchaseLine) error {
	switch {
	case l.forLine == 0 || l.forLine == was.forLine:
		return nil
	case was.forLine != 0:
		return refusef("%s is bought for another order line; a person frees it first", ref)
	}
	var freed bool
	if _, err := p.im.get(`/* tie */ SELECT EXISTS (SELECT 1 FROM audit WHERE entity = 'po_line' AND entity_id = ? AND action = 'freed')`, []any{was.id}, &freed); err != nil || freed {
		return err
	}
	if err := p.fits(l); err != nil {
		return err
	}
	is.forLine, is.forName = l.forLine, l.forName
	return p.im.stalePlus(l.forLine)
}
