package model

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBoardQueryComesBackFromItsURL(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := NewBoardQuery()
		q.View = rapid.SampledFrom(Views()).Draw(t, "view")
		q.Q = strings.TrimSpace(rapid.StringN(0, 20, 60).Draw(t, "q"))
		for range rapid.IntRange(0, 5).Draw(t, "filters") {
			q = q.With(drawFilter(t))
		}
		for q.Sort = ""; !q.Sort.Sortable(); {
			q.Sort = rapid.SampledFrom(append(Columns(), ColRank)).Draw(t, "sort")
		}
		q.Desc = rapid.Bool().Draw(t, "desc")
		q.Group = rapid.SampledFrom(append(BoardGroups(), "")).Draw(t, "group")
		q.Size = rapid.SampledFrom(BoardSizes()).Draw(t, "size")
		q.After = rapid.StringMatching(`[a-zA-Z0-9_-]{0,20}`).Draw(t, "after")
		q.At = rapid.IntRange(0, 1000).Draw(t, "at")
		q.Peek = rapid.Int64Range(0, 1000).Draw(t, "peek")
		back, err := url.ParseQuery(q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseBoardQuery(back)
		if err != nil {
			t.Fatalf("%s: %v", q.Encode(), err)
		}
		if len(got.Filters) == 0 && len(q.Filters) == 0 {
			got.Filters, q.Filters = nil, nil
		}
		if !reflect.DeepEqual(got, q) {
			t.Fatalf("%s\ngot  %+v\nwant %+v", q.Encode(), got, q)
		}
	})
}

func drawFilter(t *rapid.T) Filter {
	key := rapid.SampledFrom(FilterKeys()).Draw(t, "key")
	rule := filterRules[key]
	switch rule.kind {
	case filterChoice:
		return Filter{key, rapid.Bool().Draw(t, "not"), rapid.SampledFrom(rule.choices).Draw(t, "value")}
	case filterDate:
		return Filter{Key: key, Value: "2026-12-01"}
	case filterCount:
		return Filter{Key: key, Value: "30"}
	}
	text := rapid.StringMatching(`[A-Za-z0-9 &/+*-]{0,10}[a-z]`).Draw(t, "value")
	return Filter{key, rapid.Bool().Draw(t, "not"), strings.TrimSpace(text)}
}

func FuzzParseBoardQuery(f *testing.F) {
	f.Add("view=risk&not.status=part&sort=promise&dir=desc&q=%22x")
	f.Add("group=po&size=25&columns=sku,value&after=zz&at=50")
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, err := ParseBoardQuery(v)
		if err != nil {
			return
		}
		again, err := ParseBoardQuery(q.Values())
		if err != nil || again.Encode() != q.Encode() {
			t.Errorf("%q: %q is not canonical: %q, %v", raw, q.Encode(), again.Encode(), err)
		}
	})
}

func TestWrongBoardQueriesAreToldInWords(t *testing.T) {
	for raw, field := range map[string]string{
		"view=late": "view", "sort=action": "sort", "sort=x": "sort", "dir=up": "dir", "size=51": "size", "group=eta": "group",
		"status=late": "status", "not.ship=never": "not.ship", "eta_from=tomorrow": "eta_from", "age_from=-1": "age_from",
		"age_from=1&age_from=2": "age_from", "not.eta_to=2026-12-01": "not.eta_to", "colour=red": "colour", "columns=smell": "columns",
		"peek=x": "peek", "at=-4": "at", "view=all&view=hold": "view", "after=a&before=b": "before", "value_to=1e3": "value_to",
	} {
		v, _ := url.ParseQuery(raw)
		_, err := ParseBoardQuery(v)
		if p, ok := errors.AsType[Problems](err); !ok || len(p) != 1 || len(p[field]) < 10 {
			t.Errorf("%s: %v, want one problem at %s", raw, err, field)
		}
	}
	if _, err := ParseBoardQuery(url.Values{"q": {" "}, "status": {""}, "view": {""}}); err != nil {
		t.Errorf("empty fields of a form: %v", err)
	}
}

func TestSortLinksTurnRoundAndFiltersGo(t *testing.T) {
	q := NewBoardQuery().With(Filter{Key: "status", Value: "risk"}).SortedBy(ColPromise)
	q.After = "x"
	turned := q.SortedBy(ColPromise)
	if !turned.Desc || turned.After != "" || turned.SortedBy(ColPromise).Desc {
		t.Errorf("sorting twice: %+v", turned)
	}
	if got := q.Without(Filter{Key: "status", Value: "risk"}).Encode(); got != "sort=promise" {
		t.Errorf("without its filter: %s", got)
	}
	if len(q.Filters) != 1 {
		t.Error("Without changed the query it was called on")
	}
}

func TestNextAction(t *testing.T) {
	for name, c := range map[string]struct {
		row  BoardRow
		want Action
	}{
		"a held line":                        {BoardRow{Status: OnHold, Holds: "person"}, Action{ActReleaseHold, "Release hold", HoldLines}},
		"only credit holds it":               {BoardRow{Status: OnHold, Holds: "credit"}, Action{ActReleaseHold, "Release credit", ReleaseCredit}},
		"its disposition holds it":           {BoardRow{Status: OnHold, Holds: "disposition"}, Action{}},
		"leaves on a later day":              {BoardRow{Status: Ready, Allocated: Units(6), PickLater: true, ShipMode: OnDate}, Action{Label: "Waits for its date"}},
		"leaves with the last shipment":      {BoardRow{Status: Ready, Allocated: Units(6), PickLater: true, ShipMode: MaxShipments}, Action{Label: "Waits for the rest"}},
		"a rule keeps it from stock":         {BoardRow{Status: OnOrder, Short: 1, ETAConfidence: InStock, Waits: "one_lot"}, Action{Label: "Waits for one lot"}},
		"a rule keeps it, and it is late":    {BoardRow{Status: AtRisk, AtRisk: true, Short: 1, ETAConfidence: InStock, Waits: "ship_complete"}, Action{ActAsk, "Ask customer", RecordAnswers}},
		"a question without an answer":       {BoardRow{Status: Customer}, Action{ActAnswer, "Record answer", RecordAnswers}},
		"allocated in full":                  {BoardRow{Status: Ready, Allocated: Units(6)}, Action{ActPick, "Release to pick", ReleaseToPick}},
		"everything is being picked":         {BoardRow{Status: Ready, Picked: Units(6)}, Action{Label: "On a pick list"}},
		"a part is there":                    {BoardRow{Status: Part, Allocated: 2500, Short: 1}, Action{ActPick, "Ship 2.5 now", ReleaseToPick}},
		"the part is picked, the rest lacks": {BoardRow{Status: Part, Picked: 2500, Short: 1, NoSupply: true}, Action{ActCreatePO, "Create PO", EditPurchasing}},
		"the part is picked, the rest comes": {BoardRow{Status: Part, Picked: 2500, Short: 1}, Action{}},
		"nothing inbound":                    {BoardRow{Status: NoSupply, NoSupply: true}, Action{ActCreatePO, "Create PO", EditPurchasing}},
		"the date is in doubt":               {BoardRow{Status: AtRisk, AtRisk: true, POLineID: 4, ETAConfidence: Stated}, Action{ActConfirmETA, "Confirm ETA", EditPurchasing}},
		"the date is sure and too late":      {BoardRow{Status: AtRisk, AtRisk: true, Short: 1, POLineID: 4, ETAConfidence: Confirmed}, Action{ActAsk, "Ask customer", RecordAnswers}},
		"waiting is right":                   {BoardRow{Status: OnOrder, POLineID: 4}, Action{}},
	} {
		if got := c.row.NextAction(); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestFillRateIsCutNeverRounded(t *testing.T) {
	if got, ok := (BoardKPI{FillLines: 2000, FillNeverShort: 1999}).FillRate(); got != 999 || !ok {
		t.Errorf("1999 of 2000: %d, %v, want 999", got, ok)
	}
	if _, ok := (BoardKPI{}).FillRate(); ok {
		t.Error("a fill rate of nothing ordered")
	}
}
