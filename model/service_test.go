package model

import (
	"testing"
	"time"
)

// The golden example of the domain: units 170 of 200, lines 4 of 6, orders 0 of
// 2, and what is not quite all is never all.
func TestServiceFigures(t *testing.T) {
	today := NewDate(2026, time.November, 24)
	at := func(d int) Time { return At(today.AddDays(d).Std().Add(12 * time.Hour)) }
	line := func(id, order int64, wanted int64, promise, requested Date) ServiceLine {
		return ServiceLine{ID: id, OrderID: order, OrderedAt: at(-20), Wanted: Units(wanted), FirstPromise: promise, Requested: requested}
	}
	due := today.AddDays(-5)
	lines := []ServiceLine{
		line(1, 1, 50, due, due), line(2, 1, 30, due, 0), line(3, 1, 20, due, 0),
		line(4, 2, 40, due, due.AddDays(-2)), line(5, 2, 40, due, 0), line(6, 2, 20, today, 0),
		{ID: 7, OrderID: 3, OrderedAt: at(-1), Wanted: Units(9), FirstPromise: today.AddDays(4)},      // not due, nothing left
		{ID: 8, OrderID: 4, OrderedAt: at(-200), Wanted: Units(9), FirstPromise: today.AddDays(-100)}, // long ago
	}
	left := []Departure{
		{LineID: 1, ShipmentID: 10, At: at(-6), Qty: Units(50)}, {LineID: 2, ShipmentID: 10, At: at(-6), Qty: Units(15)}, {LineID: 3, ShipmentID: 10, At: at(-6), Qty: Units(20)},
		{LineID: 4, ShipmentID: 11, At: at(-6), Qty: Units(40)}, {LineID: 5, ShipmentID: 11, At: at(-6), Qty: Units(40)}, {LineID: 6, ShipmentID: 11, At: at(-6), Qty: Units(5)},
		{LineID: 2, ShipmentID: 12, At: at(-2), Qty: Units(15)}, // the rest, after its day
	}
	got := ServiceOf(lines, left, today, time.UTC)
	want := Service{Units: Share{170_000, 200_000}, Lines: Share{4, 6}, Orders: Share{0, 2}, Promised: Share{4, 5}, Requested: Share{1, 2}}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for s, want := range map[Share]int64{{498, 500}: 996, {500, 500}: 1000, {999_999, 1_000_000}: 999, {0, 2}: 0, {}: -1} {
		if got := s.Permille(); got != want {
			t.Errorf("%+v: %d, want %d", s, got, want)
		}
	}
}

func TestACustomerIsCheckedByField(t *testing.T) {
	good := CustomerEdit{Code: "C-1", Name: "Rennie", ShipMode: AsAvailable, NoticeRegime: "us_mito", Mail: MailAll}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*CustomerEdit){
		"code":          func(e *CustomerEdit) { e.Code = "New" },
		"name":          func(e *CustomerEdit) { e.Name = "" },
		"email":         func(e *CustomerEdit) { e.Email = "a@b, c@d" },
		"ship_mode":     func(e *CustomerEdit) { e.ShipMode = "soon" },
		"max_shipments": func(e *CustomerEdit) { e.ShipMode = MaxShipments },
		"limit":         func(e *CustomerEdit) { e.Limited, e.Limit = true, -1 },
		"notice_regime": func(e *CustomerEdit) { e.NoticeRegime = "none" },
		"mail":          func(e *CustomerEdit) { e.Mail = "" },
		"tier":          func(e *CustomerEdit) { e.Tier = "a tier with a very long name" },
	} {
		e := good
		change(&e)
		if p, ok := e.Check().(Problems); !ok || len(p) != 1 || p[field] == "" {
			t.Errorf("%s: got %v", field, e.Check())
		}
	}
}
