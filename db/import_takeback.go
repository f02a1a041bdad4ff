package db

import (
	"strings"

	"backfill/model"
	"backfill/model/intake"
)

// takeBack takes units of the customer's earlier lines of the product back, the
// newest first: cancelled where they have not left, returned where they have.
// What cannot be taken back in full is refused in full.
func (o *orderTaker) takeBack(r intake.Row) (fate, error) {
	no, err := o.turn(r, func(string) (int64, error) { o.order = order{}; return 0, nil })
	if err != nil {
		return fate{}, err
	}
	if err := o.agrees(r); err != nil {
		return fate{}, err
	}
	p, err := o.im.product(r.Cells[o.col.sku])
	if err != nil {
		return fate{}, err
	}
	customer, err := o.im.customer(r.Cells[o.col.customer])
	if err != nil {
		return fate{}, err
	}
	o.speak(r)
	cell := r.Cells[o.col.quantity]
	if !strings.HasPrefix(cell, "-") {
		return fate{}, refusef("quantity %s takes nothing back; it must be below 0", cell)
	}
	qty, err := quantity("quantity", cell[1:], p.decimals)
	if err != nil {
		return fate{}, err
	}
	if qty == 0 {
		return fate{}, refused("quantity is 0")
	}
	if err := o.rows.flush(); err != nil {
		return fate{}, err
	}
	if known, err := o.known(no, p, qty); err != nil || known {
		return fate{}, err
	}
	at := r.Cells[o.col.orderedAt]
	parts, err := o.earlier(customer, p, at, qty)
	if err != nil {
		return fate{}, err
	}
	for _, part := range parts {
		if err := o.bookBack(no, p, at, part); err != nil {
			return fate{}, err
		}
	}
	return fate{what: isNew}, nil
}

// known tells whether this very document line was taken in before.
func (o *orderTaker) known(no int, p product, qty model.Qty) (bool, error) {
	var sum, product int64
	if _, err := o.im.get(`/* known */ SELECT coalesce(sum(b.qty), 0), coalesce(max(l.product_id), 0) FROM taken_back b JOIN order_line l ON l.id = b.line_id
		WHERE b.number = ? AND b.line_no = ?`, []any{o.now.number, no}, &sum, &product); err != nil || sum == 0 {
		return false, err
	}
	if product != p.id || model.Qty(sum) != qty {
		return false, refusef("%s is known with another product or quantity (%s)", o.ref(no), model.Qty(sum))
	}
	return true, nil
}

// backPart is what of a line is taken back.
type backPart struct {
	line, warehouse int64
	kind            string
	qty             model.Qty
}

func (o *orderTaker) earlier(customer int64, p product, at string, qty model.Qty) ([]backPart, error) {
	st, err := o.im.stmt(`/* earlier */ SELECT l.id, l.warehouse_id, l.short, l.shipped - l.returned FROM sales_order o JOIN order_line l ON l.order_id = o.id
		WHERE o.customer_id = ? AND l.product_id = ? AND o.ordered_at <= ? AND (l.short > 0 AND l.on_call = 0 OR l.shipped > l.returned)
		ORDER BY o.ordered_at DESC, l.id DESC`)
	if err != nil {
		return nil, err
	}
	rows, err := st.Query(customer, p.id, at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var parts []backPart
	left := qty
	for left > 0 && rows.Next() {
		var l backPart
		var short, returnable model.Qty
		if err := rows.Scan(&l.line, &l.warehouse, &short, &returnable); err != nil {
			return nil, err
		}
		for _, k := range []backPart{{kind: "cancelled", qty: min(left, short)}, {kind: "returned", qty: min(left-min(left, short), returnable)}} {
			if k.qty > 0 {
				parts = append(parts, backPart{l.line, l.warehouse, k.kind, k.qty})
				left -= k.qty
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if left > 0 {
		return nil, refusef("only %s of %s can be taken back: the customer has no more of %s in earlier orders", qty-left, qty, p.sku)
	}
	return parts, nil
}

// bookBack books one part: a cancellation on its line, or goods that came back
// before the desk kept the ledger.
func (o *orderTaker) bookBack(no int, p product, at string, part backPart) error {
	id, err := o.im.insert(`/* bookBack */ INSERT INTO taken_back(number, line_no, line_id, kind, qty, at) VALUES (?, ?, ?, ?, ?, ?)`,
		o.now.number, no, part.line, part.kind, int64(part.qty), at)
	if err != nil {
		return err
	}
	if err := o.im.made("taken_back", id, o.ref(no), nil); err != nil {
		return err
	}
	if part.kind == "returned" {
		_, err = o.im.exec(`/* bookBack */ INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, taken_back_id, why)
			VALUES (?, ?, 'returned', ?, ?, ?, ?, ?, ?)`, at, o.im.t.actor.Name, p.id, customerLocation, historyLocation, int64(part.qty), id, o.im.why)
	} else {
		_, err = o.im.exec(`/* bookBack */ UPDATE order_line SET cancelled = cancelled + ?, version = version + 1 WHERE id = ?`, int64(part.qty), part.line)
	}
	if err != nil {
		return err
	}
	if err := o.im.t.record(part.kind, "line", part.line, o.ref(no), nil, map[string]string{"quantity": part.qty.String(), "by": o.now.number}, o.im.why); err != nil {
		return err
	}
	if err := o.im.stalePlus(part.line); err != nil {
		return err
	}
	return o.im.pool(p.id, part.warehouse)
}
