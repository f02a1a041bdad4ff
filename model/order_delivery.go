package model

import "slices"

// SentLine is what one shipment of an order brought of one line.
type SentLine struct {
	Shipment  string `db:"number"`
	ShippedAt Time   `db:"shipped_at"`
	LineNo    int    `db:"line_no"`
	Qty       Qty    `db:"qty"`
}

// LinePart is one dated part of what a line waits for, as the last run planned
// it: when it is ready to leave, and from what. It is not the promise.
type LinePart struct {
	LineNo     int        `db:"line_no"`
	Qty        Qty        `db:"qty"`
	Date       Date       `db:"date"`
	Source     string     `db:"source"` // PO-9/1, stock, not yet ordered
	Confidence Confidence `db:"confidence"`
}

// DeliveryKind says how far a delivery is.
type DeliveryKind string

// The kinds, in the order in which they are shown.
const (
	Sent     DeliveryKind = "sent"
	ToLeave  DeliveryKind = "ready"    // allocated or picked
	Expected DeliveryKind = "expected" // covered by what is to come
	Unknown  DeliveryKind = "unknown"  // nothing covers it
)

// OrderDelivery is what leaves, left or will leave together of an order, seen
// from where each line stands now.
type OrderDelivery struct {
	Kind     DeliveryKind
	Shipment string // of what was sent
	At       Time   // when that was
	On       Date   // of what is expected: when it is ready to leave
	Lines    []DeliveryLine
}

// DeliveryLine is the part of a line in a delivery.
type DeliveryLine struct {
	Line       OrderLineRow
	Qty        Qty
	Picked     Qty // of Qty, where it is ready
	Source     string
	Confidence Confidence
}

// Deliveries groups an order's lines by the shipment they left with, what is
// ready, and when the rest is expected, so that every ordered unit that was
// neither cancelled nor replaced stands in exactly one group.
func (o OrderPage) Deliveries() []OrderDelivery {
	var all []OrderDelivery
	add := func(d OrderDelivery, l DeliveryLine) {
		for i := range all {
			if all[i].Kind == d.Kind && all[i].Shipment == d.Shipment && all[i].On == d.On {
				all[i].Lines = append(all[i].Lines, l)
				return
			}
		}
		d.Lines = []DeliveryLine{l}
		all = append(all, d)
	}
	for _, s := range o.Sent {
		if l, ok := o.line(s.LineNo); ok {
			add(OrderDelivery{Kind: Sent, Shipment: s.Shipment, At: s.ShippedAt}, DeliveryLine{Line: l, Qty: s.Qty})
		}
	}
	for _, l := range o.OrderLines {
		if have := l.Allocated + l.Picked; have > 0 {
			add(OrderDelivery{Kind: ToLeave}, DeliveryLine{Line: l, Qty: have, Picked: l.Picked})
		}
	}
	for _, l := range o.OrderLines {
		rest := l.Short
		for _, p := range o.Parts {
			if p.LineNo != l.LineNo || p.Confidence == InStock || rest <= 0 {
				continue
			}
			n := min(rest, p.Qty)
			add(OrderDelivery{Kind: Expected, On: p.Date}, DeliveryLine{Line: l, Qty: n, Source: p.Source, Confidence: p.Confidence})
			rest -= n
		}
		if l.Open > 0 && rest > 0 {
			add(OrderDelivery{Kind: Unknown}, DeliveryLine{Line: l, Qty: rest})
		}
	}
	slices.SortStableFunc(all, laterDelivery)
	return all
}

func laterDelivery(a, b OrderDelivery) int {
	if x, y := a.place(), b.place(); x != y {
		return x - y
	}
	return int(a.On) - int(b.On)
}

func (d OrderDelivery) place() int {
	return slices.Index([]DeliveryKind{Sent, ToLeave, Expected, Unknown}, d.Kind)
}

func (o OrderPage) line(no int) (OrderLineRow, bool) {
	for _, l := range o.OrderLines {
		if l.LineNo == no {
			return l, true
		}
	}
	return OrderLineRow{}, false
}
