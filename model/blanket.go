package model

import "fmt"

// OrderKind says what an order is to the queue.
type OrderKind string

// The kinds of order.
const (
	Standard OrderKind = "standard"
	Blanket  OrderKind = "blanket" // an agreement: no demand until it is released
	Called   OrderKind = "release" // a part of a blanket, an order like any other
)

// CallOff releases off a part of a blanket order. Site, method and the rest are the
// blanket's.
type CallOff struct {
	Requested  Date
	NeedBy     Date
	CustomerPO string // empty: the blanket's
	Lines      []CallOffLine
}

// CallOffLine is how much of one line is called off.
type CallOffLine struct {
	Line int // of the blanket
	Qty  Qty // in the line's unit
}

// ReleaseField names a field of the blanket's line no in Problems: release[2].
func ReleaseField(no int) string { return fmt.Sprintf("release[%d]", no) }

// Check reports what can be seen without the file.
func (r CallOff) Check() Problems {
	var p Problems
	p.Need("lines", len(r.Lines) > 0, "Enter how much of at least one line is released.")
	p.Need("customer_po", len(r.CustomerPO) <= 120, "A customer PO has 120 characters at most.")
	seen := map[int]bool{}
	for _, l := range r.Lines {
		p.Need(ReleaseField(l.Line), l.Qty > 0, "Enter how much is released.")
		p.Need(ReleaseField(l.Line), l.Qty <= MaxQty, "That is more than an order may have.")
		p.Need(ReleaseField(l.Line), !seen[l.Line], "The line is there twice.")
		seen[l.Line] = true
	}
	return p
}

// BlanketPage is what there is to know of a blanket order beside its head.
type BlanketPage struct {
	Lines    []BlanketLine
	Releases []BlanketRelease
}

// Remains tells whether anything is left to release.
func (b BlanketPage) Remains() bool {
	for _, l := range b.Lines {
		if l.Remaining() > 0 {
			return true
		}
	}
	return false
}

// BlanketLine is one line of a blanket order, in stock units unless said
// otherwise.
type BlanketLine struct {
	ID       int64  `db:"id"`
	LineNo   int    `db:"line_no"`
	SKU      string `db:"sku"`
	Product  string `db:"product"`
	Unit     string `db:"unit"` // as agreed
	UnitQty  Qty    `db:"unit_qty"`
	Stock    string `db:"stock_unit"`
	Decimals int    `db:"decimals"`
	Agreed   Qty    `db:"agreed"` // ordered less cancelled
	Released Qty    `db:"released"`
	Shipped  Qty    `db:"shipped"` // of what was released
	Ordered  Qty    `db:"ordered"`
	Price    Money  `db:"price"` // of one stock unit
}

// Remaining is what can still be released.
func (l BlanketLine) Remaining() Qty { return l.Agreed - l.Released }

// InUnit counts a quantity of stock units in the line's unit, rounded down to
// thousandths.
func (l BlanketLine) InUnit(q Qty) Qty {
	if l.Ordered == l.UnitQty || l.Ordered == 0 {
		return q
	}
	return Qty(int64(q) * int64(l.UnitQty) / int64(l.Ordered))
}

// BlanketRelease is one order that calls off from a blanket.
type BlanketRelease struct {
	Number    string `db:"number"`
	OrderedAt Time   `db:"ordered_at"`
	Requested Date   `db:"requested_date"`
	Lines     int    `db:"lines"`
	Open      int    `db:"open_lines"`
	Promise   Date   `db:"promise"` // the latest of its open lines
	Value     Money  `db:"value"`
}
