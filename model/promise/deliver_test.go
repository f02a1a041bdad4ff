package promise

import (
	"testing"
	"time"

	"backfill/model"
)

// The truck goes to the zone on Tuesdays, loaded until 15:00 on Monday, and on
// Fridays, loaded until 7:30 the same day. Friday the 6th is closed.
var route = []model.RouteDay{
	{Weekday: time.Friday, Cutoff: model.NewTimeOfDay(7, 30)},
	{Weekday: time.Tuesday, Cutoff: model.NewTimeOfDay(15, 0), DaysBefore: 1},
}

func TestDeliver(t *testing.T) {
	parcels := model.NewCalendar([]time.Weekday{1, 2, 3, 4, 5, 6}, nil)
	truck := Way{Method: model.OwnTruck, Route: route}
	parcel := Way{Method: model.Carrier, Cutoff: model.NewTimeOfDay(16, 0)}
	for name, c := range map[string]struct {
		way     Way
		clock   model.TimeOfDay
		transit int
		ready   model.Date
		want    model.Date
	}{
		"ready today before Monday's cut-off: on Tuesday":         {truck, model.NewTimeOfDay(15, 0), 0, nov(2), nov(3)},
		"ready today after it: the next truck, Friday is closed":  {truck, model.NewTimeOfDay(15, 1), 0, nov(2), nov(10)},
		"ready on Tuesday: too late for the truck that has left":  {truck, 0, 0, nov(3), nov(10)},
		"ready on a Friday to come: in its morning, on the truck": {truck, model.NewTimeOfDay(23, 0), 0, nov(13), nov(13)},
		"a zone without a route: any working day":                 {Way{Method: model.OwnTruck}, 0, 0, nov(6), nov(9)},
		"fetched at the counter: the day it is ready":             {Way{Method: model.WillCall}, model.NewTimeOfDay(23, 0), 3, nov(2), nov(2)},
		"from the supplier: the day it gives":                     {Way{Method: model.Direct}, model.NewTimeOfDay(23, 0), 3, nov(2), nov(2)},
		"by carrier before the cut-off: the same day":             {parcel, model.NewTimeOfDay(16, 0), 0, nov(2), nov(2)},
		"by carrier after it: the next":                           {parcel, model.NewTimeOfDay(16, 1), 0, nov(2), nov(3)},
		"on a later day it is in time":                            {parcel, model.NewTimeOfDay(16, 1), 0, nov(5), nov(5)},
		"the carrier works on Saturday and not on Sunday":         {parcel, 0, 2, nov(6), nov(9)},
		"two days of transit":                                     {parcel, 0, 2, nov(2), nov(4)},
		"no method is the carrier":                                {Way{}, 0, 1, nov(2), nov(3)},
	} {
		terms := terms
		terms.Clock, terms.TransitDays, terms.Carrier = c.clock, c.transit, &parcels
		if got := terms.Deliver(c.way, c.ready); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestDeliverBy(t *testing.T) {
	truck := Way{Method: model.OwnTruck, Route: route}
	early := Way{Method: model.OwnTruck, Route: []model.RouteDay{{Weekday: time.Friday}, {Weekday: time.Tuesday, DaysBefore: 5}}}
	for name, c := range map[string]struct {
		way                 Way
		ready, wanted, want model.Date
	}{
		"wanted earlier than it can be there":       {truck, nov(9), nov(5), nov(10)},
		"wanted on a day without a truck: before":   {truck, nov(2), nov(19), nov(17)},
		"wanted on a truck's day":                   {truck, nov(2), nov(20), nov(20)},
		"the truck of a closed day stays at home":   {truck, nov(2), nov(6), nov(3)},
		"a truck that is loaded before it is ready": {early, nov(13), nov(18), nov(13)},
		"by carrier: the day it is wanted":          {Way{}, nov(3), nov(19), nov(19)},
		"without a route: the day it is wanted too": {Way{Method: model.OwnTruck}, nov(3), nov(19), nov(19)},
	} {
		if got := terms.DeliverBy(c.way, c.ready, c.wanted); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestFromSupplierNeverSeesTheDock(t *testing.T) {
	if got := terms.FromSupplier(1000, 4); got.Date != nov(9) || got.Confidence != model.NotOrdered {
		t.Errorf("got %+v, want Monday the 9th", got)
	}
}
