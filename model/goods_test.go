package model

import (
	"errors"
	"strings"
	"testing"
)

func TestJudgeCount(t *testing.T) {
	for name, c := range map[string]struct {
		counted, book, onHand, allocated, picked Qty
		percent                                  int
		want                                     CountState
	}{
		"the book said so":                              {10, 10, 10, 4, 0, 5, CountSame},
		"fewer, but nothing claimed is missing":         {8, 10, 10, 4, 4, 0, CountBooked},
		"fewer than is allocated and picked":            {7, 10, 10, 4, 4, 0, CountWaiting},
		"what arrived since counts for the claims":      {7, 10, 15, 4, 4, 0, CountBooked},
		"what left since does not":                      {8, 10, 8, 4, 3, 0, CountWaiting},
		"exactly the limit is booked":                   {95, 100, 100, 0, 0, 5, CountBooked},
		"one more than the limit waits":                 {94, 100, 100, 0, 0, 5, CountWaiting},
		"more than the limit waits too":                 {106, 100, 100, 0, 0, 5, CountWaiting},
		"no limit is set":                               {1, 100, 100, 0, 0, 0, CountBooked},
		"the first figure of a stock is not suspicious": {500, 0, 0, 0, 0, 5, CountBooked},
	} {
		t.Run(name, func(t *testing.T) {
			got, why := JudgeCount(LocaleByTag("en-GB"), Units(int64(c.counted)), Units(int64(c.book)), Units(int64(c.onHand)), Units(int64(c.allocated)), Units(int64(c.picked)), c.percent)
			if got != c.want {
				t.Errorf("got %s (%s), want %s", got, why, c.want)
			}
			if (got == CountWaiting) != (why != "") {
				t.Errorf("%s says why %q", got, why)
			}
		})
	}
}

func line(id int64, open, covered int64) PickLine {
	return PickLine{ID: id, Line: int(id), Open: Units(open), Covered: Units(covered)}
}

func TestMayRelease(t *testing.T) {
	with := func(l PickLine, change func(*PickLine)) PickLine { change(&l); return l }
	for name, c := range map[string]struct {
		order PickOrder
		want  string // "1 2" or a part of the refusal
	}{
		"a part may leave":                                   {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{line(1, 10, 4), line(2, 5, 0)}}, "1"},
		"a line ships complete":                              {PickOrder{ShipMode: LineComplete, Lines: []PickLine{line(1, 10, 4)}}, "ships lines complete and 6 of line 1"},
		"a whole line leaves without the others":             {PickOrder{ShipMode: LineComplete, Lines: []PickLine{line(1, 10, 10), line(2, 5, 0)}}, "1"},
		"an order ships complete":                            {PickOrder{ShipMode: OrderComplete, Lines: []PickLine{line(1, 10, 10), line(2, 5, 4)}}, "ships complete and 1 of line 2"},
		"the whole order leaves together":                    {PickOrder{ShipMode: OrderComplete, Lines: []PickLine{line(1, 10, 10), line(2, 5, 5), line(3, 0, 0)}}, "1 2"},
		"the last of two shipments completes the order":      {PickOrder{ShipMode: MaxShipments, MaxShipments: 2, Shipments: 1, Lines: []PickLine{line(1, 10, 4)}}, "ships complete and 6 of line 1"},
		"the first of two shipments may be a part":           {PickOrder{ShipMode: MaxShipments, MaxShipments: 2, Lines: []PickLine{line(1, 10, 4), line(2, 1, 0)}}, "1"},
		"an order on a date leaves on it":                    {PickOrder{ShipMode: OnDate, ShipDate: 101, Lines: []PickLine{line(1, 10, 10)}}, "leaves on"},
		"and from that day on":                               {PickOrder{ShipMode: OnDate, ShipDate: 100, Lines: []PickLine{line(1, 10, 10)}}, "1"},
		"a held order":                                       {PickOrder{Hold: "address?", Lines: []PickLine{line(1, 10, 10)}}, "SO-1/1 is on hold (address?)"},
		"a held line":                                        {PickOrder{Lines: []PickLine{with(line(1, 10, 10), func(l *PickLine) { l.Hold = "colour?" })}}, "on hold (colour?)"},
		"another line's hold does not matter":                {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{line(1, 10, 10), with(line(2, 1, 1), func(l *PickLine) { l.Hold = "x" })}}, "1"},
		"unless they leave together":                         {PickOrder{ShipMode: OrderComplete, Lines: []PickLine{line(1, 10, 10), with(line(2, 1, 1), func(l *PickLine) { l.Hold = "x" })}}, "SO-1/2 is on hold"},
		"credit hold":                                        {PickOrder{CreditHold: "unpaid", Lines: []PickLine{line(1, 10, 10)}}, "credit hold (unpaid)"},
		"a set leaves together":                              {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(line(1, 1, 1), set), with(line(2, 1, 1), set), line(3, 1, 0)}}, "1 2"},
		"a set with something missing stays":                 {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(line(1, 1, 1), set), with(line(2, 1, 0), set)}}, "1 of line 2"},
		"a customer who was asked decides about the part":    {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(line(1, 2, 1), func(l *PickLine) { l.Asked = true })}}, "waits for the customer's answer"},
		"but not about what is complete":                     {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(line(1, 2, 2), func(l *PickLine) { l.Asked = true })}}, "1"},
		"a customer who waits for all of it gets no part":    {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(line(1, 2, 1), func(l *PickLine) { l.Waits = true })}}, "chose to wait"},
		"a line of another order is not found":               {PickOrder{Lines: []PickLine{line(2, 2, 1)}}, "not found"},
		"not even where an order ships complete and is open": {PickOrder{ShipMode: OrderComplete, Lines: []PickLine{line(2, 2, 2)}}, "not found"},
	} {
		t.Run(name, func(t *testing.T) {
			c.order.Number = "SO-1"
			lines, err := c.order.MayRelease(1, 100)
			var got []string
			for _, l := range lines {
				got = append(got, Qty(l.ID*1000).String())
			}
			if err != nil {
				got = []string{err.Error()}
			}
			if s := strings.Join(got, " "); s != c.want && (err == nil || !strings.Contains(s, c.want)) {
				t.Errorf("got %q, want %q", s, c.want)
			}
			if _, conflict := errors.AsType[*Conflict](err); err != nil && !conflict && !errors.Is(err, ErrNotFound) {
				t.Errorf("%v is neither a conflict nor not found", err)
			}
		})
	}
}

func set(l *PickLine) { l.CriticalSet = "beams" }

func TestMayShip(t *testing.T) {
	picked := func(id, open, picked int64) PickLine {
		return PickLine{ID: id, Line: int(id), Open: Units(open), Covered: Units(open), Picked: Units(picked)}
	}
	with := func(l PickLine, change func(*PickLine)) PickLine { change(&l); return l }
	for name, c := range map[string]struct {
		order PickOrder
		want  string // part of the refusal; empty: it may leave
	}{
		"a part":                                   {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{picked(1, 5, 2), picked(2, 3, 0)}}, ""},
		"a whole order":                            {PickOrder{ShipMode: OrderComplete, Lines: []PickLine{picked(1, 5, 5), picked(2, 3, 3)}}, ""},
		"an order of which a line was taken off":   {PickOrder{ShipMode: OrderComplete, Lines: []PickLine{picked(1, 5, 5), picked(2, 3, 0)}}, "3 of line 2 are not picked"},
		"a line that grew since it was picked":     {PickOrder{ShipMode: LineComplete, Lines: []PickLine{picked(1, 5, 4)}}, "1 of line 1 are not picked"},
		"a set of which a line was taken off":      {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(picked(1, 5, 5), set), with(picked(2, 3, 0), set)}}, "3 of line 2"},
		"a set that stays, beside a line":          {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(picked(1, 5, 0), set), picked(2, 3, 3)}}, ""},
		"a hold that came since":                   {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{with(picked(1, 5, 5), func(l *PickLine) { l.Hold = "recall" })}}, "on hold (recall)"},
		"a hold on what does not leave":            {PickOrder{ShipMode: AsAvailable, Lines: []PickLine{picked(1, 5, 5), with(picked(2, 5, 0), func(l *PickLine) { l.Hold = "recall" })}}, ""},
		"a credit hold that came since":            {PickOrder{CreditHold: "unpaid", Lines: []PickLine{picked(1, 5, 5)}}, "credit hold"},
		"the last shipment must complete it":       {PickOrder{ShipMode: MaxShipments, MaxShipments: 2, Shipments: 1, Lines: []PickLine{picked(1, 5, 4)}}, "1 of line 1"},
		"an order hold stops what is picked of it": {PickOrder{ShipMode: AsAvailable, Hold: "address?", Lines: []PickLine{picked(1, 5, 4)}}, "on hold (address?)"},
	} {
		t.Run(name, func(t *testing.T) {
			c.order.Number = "SO-1"
			got := ""
			if err := c.order.MayShip(); err != nil {
				got = err.Error()
			}
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnswersFitTheirQuestion(t *testing.T) {
	for a, want := range map[Answer]string{PartNow: "yes no", Wait: "yes yes", TakeSubstitute: "no yes", CancelRest: "yes yes", "maybe": "no no"} {
		yes := map[bool]string{true: "yes", false: "no"}
		if got := yes[a.Fits(PartOrWait)] + " " + yes[a.Fits(OfferSubstitute)]; got != want {
			t.Errorf("%s: got %s, want %s", a, got, want)
		}
	}
}

func TestGoodsFormsSayWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"an empty adjustment":            {Adjustment{}.Check(), "by warehouse why sku"},
		"an empty count":                 {Count{}.Check(), "warehouse sku"},
		"below nothing":                  {Count{SKU: "A", Warehouse: "MAIN", OnHand: -1}.Check(), "on_hand"},
		"an empty receipt":               {Receipt{}.Check(), "po_line received"},
		"rejected without a reason":      {Receipt{POLine: 1, Rejected: 1}.Check(), "why"},
		"closed short without a reason":  {Receipt{POLine: 1, CloseShort: true}.Check(), "why"},
		"closed short, nothing arrived":  {Receipt{POLine: 1, CloseShort: true, Why: "discontinued"}.Check(), ""},
		"a purchase order without lines": {PurchaseEntry{}.Check(), "lines"},
		"every line of a purchase order": {PurchaseEntry{Lines: []PurchaseLine{{SKU: "A", Qty: 1}, {Confidence: Estimate}}}.Check(), "lines[1].sku lines[1].qty lines[1].confidence"},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := errors.AsType[Problems](c.err)
			want := strings.Fields(c.want)
			if len(p) != len(want) {
				t.Errorf("got %v, want %v", p, want)
			}
			for _, f := range want {
				if p[f] == "" {
					t.Errorf("%s has no problem in %v", f, p)
				}
			}
		})
	}
}
