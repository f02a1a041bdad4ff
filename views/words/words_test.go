package words

import (
	"testing"
	"time"

	"backfill/model"
)

func TestEveryTermHasAName(t *testing.T) {
	for _, s := range []model.Status{model.OnHold, model.Customer, model.Ready, model.Part, model.NoSupply, model.AtRisk, model.OnOrder, model.Closed} {
		if l := statuses[s]; l.text == "" || l.icon == "" || l.tone == "" {
			t.Errorf("status %s has no name or look: %+v", s, l)
		}
	}
	for _, m := range []model.ShipMode{model.AsAvailable, model.LineComplete, model.OrderComplete, model.MaxShipments, model.OnDate} {
		if got := ShipMode(m, 2); got == "" || got == string(m) {
			t.Errorf("ship mode %s is called %q", m, got)
		}
	}
	for _, c := range []model.Confidence{model.OnTheWay, model.InStock, model.NotOrdered} {
		if got := Confidence(c); got == "" || got == "not_ordered" {
			t.Errorf("confidence %s is called %q", c, got)
		}
	}
}

func TestDatesAreTheCompanysDates(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	h := Here{Locale: model.LocaleByTag("en-GB"), Today: model.NewDate(2026, 11, 24), Zone: zone, Currency: "USD", Decimals: 2}
	late := model.At(time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC))
	if got := h.Moment(late); got != "23 Nov 21:30" {
		t.Errorf("got %q", got)
	}
	if !h.Late(h.Today.AddDays(-1)) || h.Late(h.Today) || h.Late(0) {
		t.Error("only a day before today is late")
	}
	if got := h.Money(125000); got != "1,250.00 USD" {
		t.Errorf("got %q", got)
	}
}
