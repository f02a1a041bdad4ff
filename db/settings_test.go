package db_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

func TestEverySettingIsAField(t *testing.T) {
	fields := map[string]bool{"workdays": true} // part of the calendar
	typ := reflect.TypeFor[db.Settings]()
	for i := range typ.NumField() {
		if key, ok := typ.Field(i).Tag.Lookup("setting"); ok {
			if _, known := model.SettingByKey(key); !known {
				t.Errorf("field %s holds %q, which is no setting", typ.Field(i).Name, key)
			}
			fields[key] = true
		}
	}
	for _, s := range model.AllSettings() {
		if !fields[s.Key] {
			t.Errorf("setting %s changes nothing: db.Settings has no field for it", s.Key)
		}
	}
}

func TestChangeSettings(t *testing.T) {
	d := dbtest.New(t)
	wanted := map[string]string{"company": " Hartwell Supply", "dock_days": "02", "pick_days": "0"}
	must(t, d.Store.ChangeSettings(t.Context(), dbtest.Dana(), map[string]string{"company": "Backfill", "dock_days": "0"}, wanted))
	d.Want(`select key, value, changed_by from setting order by key`, `
		key        value            changed_by
		company    Hartwell Supply  dana@test
		dock_days  2                dana@test`)
	d.Want(`select ref, action, json_extract(before, '$.value') was, json_extract(after, '$.value') became from audit where entity = 'setting' order by ref`, `
		ref        action   was       became
		company    changed  Backfill  Hartwell Supply
		dock_days  changed  0         2`)
	set, err := d.Store.Settings(t.Context())
	if err != nil || set.Company != "Hartwell Supply" || set.DockDays != 2 || set.PickDays != 0 || set.Text("ageing_days") != "14" {
		t.Errorf("read back: %+v, %v", set, err)
	}
}

func TestSettingsAreAllSavedOrNone(t *testing.T) {
	d := dbtest.New(t)
	err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), nil, map[string]string{
		"company": "Hartwell", "dock_days": "soon", "workdays": "8", "horizon": "1"})
	var p model.Problems
	if !errors.As(err, &p) || len(p) != 3 || p["dock_days"] == "" || p["workdays"] == "" || p["horizon"] == "" {
		t.Errorf("got %v, want three problems by field", err)
	}
	d.Want(`select key, value from setting`, `key  value`)
	d.Want(`select count(*) n from audit`, `
		n
		0`)
}

func TestASettingSomebodyElseChanged(t *testing.T) {
	d := dbtest.New(t)
	must(t, d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "dock_days", "3"))
	shown := map[string]string{"dock_days": "0", "pick_days": "0"}
	err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), shown, map[string]string{"dock_days": "1", "pick_days": "1"})
	var c *model.Conflict
	if !errors.As(err, &c) || !strings.Contains(c.What, "3 working days now") {
		t.Fatalf("got %v, want a conflict that names the value of now", err)
	}
	set, err := d.Store.Settings(t.Context())
	if err != nil || set.DockDays != 3 || set.PickDays != 0 {
		t.Errorf("something was saved: %d, %d (%v)", set.DockDays, set.PickDays, err)
	}
	must(t, d.Store.ChangeSettings(t.Context(), dbtest.Dana(), shown, map[string]string{"dock_days": "3", "pick_days": "1"}))
}

func TestDecimalsStayOnceThereArePrices(t *testing.T) {
	d := dbtest.New(t)
	must(t, d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "currency_decimals", "0"))
	d.Exec(`INSERT INTO product(sku, name, price) VALUES ('OAK', 'Oak board', 1250)`)
	err := d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "currency_decimals", "2")
	var p model.Problems
	if !errors.As(err, &p) || p["currency_decimals"] == "" {
		t.Errorf("got %v, want the decimals refused", err)
	}
	must(t, d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "currency", "JPY"))
}

func BenchmarkSettings(b *testing.B) {
	d := dbtest.New(b)
	for b.Loop() {
		if _, err := d.Store.Settings(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
