package db_test

import (
	"errors"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// zoned plants a customer with a site in a zone.
func zoned(code, site, zone string) dbtest.Do {
	return func(d *dbtest.Desk) {
		d.Add(dbtest.Customer{Code: code, Sites: []string{site}})
		d.Exec(`UPDATE site SET zone = ? WHERE site = ?`, zone, site)
	}
}

func TestRoutesAreReplacedAndTraced(t *testing.T) {
	d := dbtest.New(t)
	noon := model.NewTimeOfDay(12, 0)
	r := model.Routes{Warehouse: "main", Version: 1, CarrierCutoff: model.NewTimeOfDay(16, 30), Days: []model.RouteDay{
		{Zone: "North", Weekday: time.Friday, Cutoff: noon}, {Zone: "North", Weekday: time.Tuesday, Cutoff: noon, DaysBefore: 1}}}
	if err := d.Store.SetRoutes(t.Context(), dbtest.Dana(), r, "new van"); err != nil {
		t.Fatal(err)
	}
	got, err := d.Store.Routes(t.Context(), "MAIN")
	if err != nil || got.Version != 2 || got.CarrierCutoff.String() != "16:30" || len(got.Days) != 2 || got.Days[0].Weekday != time.Tuesday || got.Days[0].DaysBefore != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	d.Want(`SELECT action, entity, ref, before, after, why FROM audit WHERE entity = 'warehouse'`, `
		action      entity     ref   before  after                                                                                   why
		routes_set  warehouse  MAIN  {}      {"carrier_cutoff":"16:30","zone North":"Tue until 12:00 the day before, Fri until 12:00"}  new van`)
	if err := d.Store.SetRoutes(t.Context(), dbtest.Dana(), got, ""); err != nil {
		t.Fatal(err)
	}
	if n := d.ID(`SELECT count(*) FROM audit WHERE entity = 'warehouse'`); n != 1 {
		t.Errorf("the same again left %d audit rows", n)
	}
	var conflict *model.Conflict
	r.Days = nil
	if err := d.Store.SetRoutes(t.Context(), dbtest.Dana(), r, ""); !errors.As(err, &conflict) {
		t.Errorf("a stale version: %v", err)
	}
	r.Warehouse = "NIX"
	if err := d.Store.SetRoutes(t.Context(), dbtest.Dana(), r, ""); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("no such warehouse: %v", err)
	}
	r.Days = []model.RouteDay{{}}
	if err := d.Store.SetRoutes(t.Context(), dbtest.Dana(), r, ""); err == nil {
		t.Error("an empty day was taken")
	}
}

// TestPromisesAreByMethod: Tuesday 24 November, 8:00. What is asked and what is
// entered agree.
func TestPromisesAreByMethod(t *testing.T) {
	for name, c := range map[string]struct {
		method  model.Method
		site    string
		setting [2]string
		want    string
	}{
		"the truck goes to the site's zone on Thursdays": {method: model.OwnTruck, site: "yard", want: "2026-11-26"},
		"a site without a route: the next working day":   {method: model.OwnTruck, site: "shop", want: "2026-11-24"},
		"fetched here: when it is ready":                 {method: model.WillCall, site: "yard", want: "2026-11-24"},
		"by carrier, who collects until 7:30":            {method: model.Carrier, want: "2026-11-25"},
		"by carrier, three days under way":               {method: model.Carrier, setting: [2]string{"transit_days", "3"}, want: "2026-11-30"},
		"the carrier works on Fridays":                   {method: model.Carrier, setting: [2]string{"carrier_days", "5"}, want: "2026-11-27"},
		"the supplier ships it in its lead time":         {method: model.Direct, site: "yard", want: "2026-12-08"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.New(t, zoned("C1", "yard", "north"), dbtest.Product{SKU: "A"}, dbtest.Stock{SKU: "A", Qty: "10"})
			d.Exec(`INSERT INTO site(customer_id, site, zone) VALUES (1, 'shop', 'south')`)
			if c.setting[0] != "" {
				if err := d.Store.ChangeSetting(t.Context(), dbtest.Dana(), c.setting[0], c.setting[1]); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Store.SetRoutes(t.Context(), dbtest.Dana(), model.Routes{Warehouse: "MAIN", CarrierCutoff: model.NewTimeOfDay(7, 30),
				Days: []model.RouteDay{{Zone: "North", Weekday: time.Thursday, Cutoff: model.NewTimeOfDay(6, 0)}}}, ""); err != nil {
				t.Fatal(err)
			}
			asked, err := d.Store.Availability(t.Context(), model.AvailabilityQuery{SKU: "A", Qty: dbtest.Qty("2"), Customer: "C1", Site: c.site, Method: c.method})
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "C1", Site: c.site, Method: c.method,
				Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("2")}}})
			if err != nil {
				t.Fatal(err)
			}
			if l := got.Lines[0]; l.Promise.String() != c.want || asked.Complete != l.Promise || l.Allocated != asked.FromStock || (l.Allocated == 0) != (c.method == model.Direct) {
				t.Errorf("promised %s, want %s; asked %s; %s allocated", l.Promise, c.want, asked.Complete, l.Allocated)
			}
			if until := asked.HeldUntil.String(); (until == "2026-12-01") != (c.method == model.WillCall) {
				t.Errorf("held until %q", until)
			}
		})
	}
}
