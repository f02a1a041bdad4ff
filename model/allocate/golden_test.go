package allocate

import (
	"testing"

	"backfill/model"
)

// Oracle's manual, order promising: supply of 10 and 10 for orders of 10, 4 and
// 6, ranked by requested date.
func TestOracleExample(t *testing.T) {
	d := newDesk(t)
	at := func(day int) model.Date { return model.NewDate(2027, 1, day) }
	d.Today = at(1)
	d.pool(1, Lot{})
	d.order(1, model.AsAvailable)
	for _, l := range []struct{ qty, wanted int64 }{{10, 4}, {4, 6}, {6, 12}} {
		d.line(1, 1, l.qty, needBy(at(int(l.wanted))))
	}
	d.inbound(1, 1, 10, at(11))
	d.inbound(2, 1, 10, at(15))
	plan := Decide(d.Snapshot)
	for i, want := range []int{11, 15, 15} {
		if got := plan.Lines[i].Promise; got != at(want) {
			t.Errorf("line %d: promised %s, want %s", plan.Lines[i].LineID, got, at(want))
		}
	}
}

// 170 of 200 units, 4 of 6 lines, 0 of 2 orders.
func TestFillExample(t *testing.T) {
	d := newDesk(t)
	d.order(1, model.AsAvailable)
	d.order(2, model.AsAvailable)
	for i, l := range []struct{ order, open, stock int64 }{{1, 40, 40}, {1, 30, 30}, {1, 40, 25}, {2, 30, 30}, {2, 20, 20}, {2, 40, 25}} {
		product := int64(i + 1)
		d.pool(product, free(l.stock))
		d.line(l.order, product, l.open)
	}
	got := Decide(d.Snapshot).Totals
	want := Totals{Lines: 6, UnitsAfter: model.Units(170), LinesComplete: 4, OrdersComplete: 0, LinesImproved: 6}
	if got != want {
		t.Errorf("totals\n got %+v\nwant %+v", got, want)
	}
}

func TestSevenInStockForTen(t *testing.T) {
	d := newDesk(t)
	d.pool(1, free(7))
	d.order(1, model.AsAvailable)
	d.line(1, 1, 10)
	got := Decide(d.Snapshot)
	if got.Totals.UnitsAfter != model.Units(7) || got.Totals.LinesComplete != 0 {
		t.Errorf("got %s units and %d complete lines, want 7 and none", got.Totals.UnitsAfter, got.Totals.LinesComplete)
	}
}
