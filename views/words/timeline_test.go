package words

import (
	"testing"
	"time"

	"backfill/model"
)

func TestDeedsAreSaidInWords(t *testing.T) {
	h := Here{Locale: model.LocaleByTag("en-GB"), Today: model.DateOf(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)), Zone: time.UTC}
	for _, c := range []struct {
		want string
		e    model.Happening
	}{
		{"Promised 4 Dec", model.Happening{What: "promise", To: "2026-12-04"}},
		{"SO-1/2: promise 4 Dec → 9 Dec", model.Happening{What: "promise", Ref: "SO-1/2", From: "2026-12-04", To: "2026-12-09"}},
		{"The promise of 4 Dec was withdrawn", model.Happening{What: "promise", From: "2026-12-04"}},
		{"PO-9/1: ETA 4 Dec → none", model.Happening{What: "eta", Ref: "PO-9/1", From: "2026-12-04"}},
		{"PO-9/1: ETA changed", model.Happening{What: "eta_changed", Ref: "PO-9/1", From: `{"eta":"2026-12-04"}`, To: `{"eta":"2026-12-09"}`}},
		{"40 allocated", model.Happening{What: "run allocated", To: "40000"}},
		{"Order entered", model.Happening{What: "entered", To: `{"lines":[{"line":1}],"priority":3}`}},
		{"Priority: 3 → 1", model.Happening{What: "priority_set", From: `{"priority":3}`, To: `{"priority":1}`}},
		{"SO-1/2: cancelled: open 12 → 10", model.Happening{What: "cancelled", Ref: "SO-1/2", From: `{"open":"12","allocated":"2"}`, To: `{"open":"10","allocated":"2"}`}},
		{"Allocated by hand: 0 → 4", model.Happening{What: "allocated", From: `{"open":"12","allocated":"0"}`, To: `{"open":"11","allocated":"4"}`}},
		{"C-1: credit hold released", model.Happening{What: "hold_released", Entity: "customer", Ref: "C-1", From: `{"hold":"overdue"}`}},
		{"Credit hold released", model.Happening{What: "hold_released", Entity: "order", From: `{"credit_hold":"overdue"}`}},
		{"Customer asked: part now, or wait?", model.Happening{What: "asked", To: `{"question":"part_or_wait"}`}},
		{"Closed short", model.Happening{What: "closed_short"}},
	} {
		if got := Deed(t.Context(), h, c.e); got != c.want {
			t.Errorf("%+v is said %q, want %q", c.e, got, c.want)
		}
	}
	changed := model.Happening{What: "changed", From: `{"name":"Rennie","need_by":"2026-12-04"}`, To: `{"name":"Rennie Interiors","need_by":""}`}
	if got := details(h, changed); len(got) != 2 || got[0] != "name: Rennie → Rennie Interiors" || got[1] != "need by: 4 Dec → none" {
		t.Errorf("the details of a change are %q", got)
	}
	h.Currency = "GBP"
	dearer := model.Happening{What: "changed", From: `{"price":1758}`, To: `{"price":1824}`}
	if got := details(h, dearer); len(got) != 1 || got[0] != "price: "+h.Money(1758)+" → "+h.Money(1824) {
		t.Errorf("the details of a price are %q", got)
	}
}
