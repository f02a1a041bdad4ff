package model

import (
	"fmt"
	"strings"
	"testing"
)

func TestEveryUnitStandsInOneDelivery(t *testing.T) {
	u := Units
	o := OrderPage{
		OrderLines: []OrderLineRow{
			{LineNo: 1, Ordered: u(30), Shipped: u(30)},
			{LineNo: 2, Ordered: u(60), Shipped: u(10), Cancelled: u(5), Allocated: u(10), Picked: u(5), Open: u(45), Short: u(30)},
			{LineNo: 3, Ordered: u(8), Open: u(8), Short: u(8)},
		},
		Sent: []SentLine{{Shipment: "SH-1", LineNo: 1, Qty: u(30)}, {Shipment: "SH-1", LineNo: 2, Qty: u(4)}, {Shipment: "SH-2", LineNo: 2, Qty: u(6)}},
		Parts: []LinePart{{LineNo: 2, Qty: u(15), Date: 5, Source: "stock", Confidence: InStock}, {LineNo: 2, Qty: u(10), Date: 20, Source: "PO-1/1"}, {LineNo: 2, Qty: u(20), Date: 30, Source: "PO-2/1"},
			{LineNo: 3, Qty: u(6), Date: 20, Source: "PO-1/2"}}}
	var b strings.Builder
	sum := map[int]Qty{}
	for _, d := range o.Deliveries() {
		fmt.Fprintf(&b, "%s %s%d:", d.Kind, d.Shipment, d.On)
		for _, l := range d.Lines {
			fmt.Fprintf(&b, " %d×%s%s", l.Line.LineNo, l.Qty, l.Source)
			sum[l.Line.LineNo] += l.Qty
		}
		b.WriteString("\n")
	}
	want := "sent SH-10: 1×30 2×4\nsent SH-20: 2×6\nready 0: 2×15\nexpected 20: 2×10PO-1/1 3×6PO-1/2\nexpected 30: 2×20PO-2/1\nunknown 0: 3×2\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	for _, l := range o.OrderLines {
		if sum[l.LineNo] != l.Ordered-l.Cancelled-l.Substituted {
			t.Errorf("line %d: %s of %s stand in a delivery", l.LineNo, sum[l.LineNo], l.Ordered-l.Cancelled)
		}
	}
}
