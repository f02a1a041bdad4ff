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
	_, err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), model.SettingsChange{Shown: map[string]string{"company": "Backfill", "dock_days": "0"}, Wanted: wanted})
	must(t, err)
	d.Want(`select key, value, changed_by from setting order by key`, `
		key        value            changed_by
		company    Hartwell Supply  dana@test
		dock_days  2                dana@test`)
	d.Want(`select ref, action, json_extract(before, '$.value') was, json_extract(after, '$.value') became from audit where entity = 'setting' order by ref`, `
		ref        action   was       became
		company    changed  Backfill  Hartwell Supply
		dock_days  changed  0         2`)
	set, err := d.Store.Settings(t.Context())
	if err != nil || set.Company != "Hartwell Supply" || set.DockDays != 2 || set.PickDays != 0 || set.Text("near_days") != "3" {
		t.Errorf("read back: %+v, %v", set, err)
	}
}

func TestSettingsAreAllSavedOrNone(t *testing.T) {
	d := dbtest.New(t)
	_, err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), model.SettingsChange{Wanted: map[string]string{
		"company": "Hartwell", "dock_days": "soon", "workdays": "8", "horizon": "1"}})
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
	_, err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), model.SettingsChange{Shown: shown, Wanted: map[string]string{"dock_days": "1", "pick_days": "1"}})
	var c *model.Conflict
	if !errors.As(err, &c) || !strings.Contains(c.What, "3 working days now") {
		t.Fatalf("got %v, want a conflict that names the value of now", err)
	}
	set, err := d.Store.Settings(t.Context())
	if err != nil || set.DockDays != 3 || set.PickDays != 0 {
		t.Errorf("something was saved: %d, %d (%v)", set.DockDays, set.PickDays, err)
	}
	_, err = d.Store.ChangeSettings(t.Context(), dbtest.Dana(), model.SettingsChange{Shown: shown, Wanted: map[string]string{"dock_days": "3", "pick_days": "1"}})
	must(t, err)
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

// slowDock is a desk where OAK waits for PO-1 and ASH is there.
func slowDock(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, yard, order("SO-1", "OAK", "8", ""), order("SO-2", "OAK", "7", ""))
	must(t, d.Store.NewDay(t.Context()))
	return d
}

func promises(t *testing.T, d *dbtest.Desk) string {
	t.Helper()
	var dates []string
	if err := d.Raw.Select(&dates, `SELECT coalesce(promise, 'none') FROM order_line ORDER BY id`); err != nil {
		t.Fatal(err)
	}
	return strings.Join(dates, " ")
}

func TestAPreviewTellsWhatSavingThenDoes(t *testing.T) {
	d := slowDock(t)
	before := d.Fingerprint()
	change := model.SettingsChange{Shown: map[string]string{"dock_days": "0"}, Wanted: map[string]string{"dock_days": "4"}}
	preview, err := d.Store.PreviewSettings(t.Context(), change)
	must(t, err)
	if preview.Late != 2 || preview.Dates != 0 || preview.Stock != 0 || len(preview.First) != 2 || preview.First[0].Expected <= preview.First[0].PromiseAfter {
		t.Errorf("got %+v, want two lines that cannot keep their promise", preview)
	}
	if got := preview.Changes; len(got) != 1 || got[0] != (model.FieldChange{Field: "Dock to stock", From: "0 working days", To: "4 working days"}) {
		t.Errorf("changes %v", got)
	}
	if d.Fingerprint() != before {
		t.Error("the preview changed something")
	}
	saved, err := d.Store.ChangeSettings(t.Context(), dbtest.Keyed(), change)
	must(t, err)
	if !reflect.DeepEqual(saved.Changes, preview.Changes) || !saved.Planned {
		t.Errorf("saved %+v, the preview said %+v", saved, preview)
	}
	must(t, d.Store.PlanAnew(t.Context()))
	d.Want(`select count(*) n from order_line l join peg g on g.line_id = l.id where g.date > l.promise`, `
		n
		2`)
}

func TestClosedDaysCountForPromises(t *testing.T) {
	d := slowDock(t)
	first, err := model.ParseDate(strings.Fields(promises(t, d))[0])
	must(t, err)
	change := model.SettingsChange{Close: []model.ClosedDay{{Day: first, Name: "Stocktaking"}}}
	late := func(change model.SettingsChange, want string, planned bool) {
		t.Helper()
		saved, err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), change)
		must(t, err)
		if saved.Planned != planned {
			t.Errorf("%+v: the lines are planned: %v", change, saved.Planned)
		}
		must(t, d.Store.PlanAnew(t.Context()))
		d.Want(`select count(*) late from order_line l join peg g on g.line_id = l.id where g.date > l.promise`, "late\n"+want)
	}
	late(change, "2", true)
	late(change, "2", false) // it is closed already
	late(model.SettingsChange{Open: []model.Date{first, first + 1}}, "0", true)
	days, err := d.Store.ClosedDays(t.Context(), 0)
	if err != nil || len(days) != 0 {
		t.Errorf("still closed: %v, %v", days, err)
	}
	d.Want(`select action, ref from audit where entity = 'setting' order by id`, `
		action  ref
		closed  `+first.String()+`
		opened  `+first.String())
}

func TestReasons(t *testing.T) {
	d := dbtest.New(t)
	must(t, d.Store.AddReason(t.Context(), dbtest.Keyed(), model.ReasonHold, "  The crane   is broken "))
	offered := func() string {
		t.Helper()
		got, err := d.Store.Reasons(t.Context(), model.ReasonHold)
		must(t, err)
		return strings.Join(got, "|")
	}
	if got := offered(); got != "Waits for the customer|The site is not ready|Price to be agreed|Drawing to be approved|The crane is broken" {
		t.Errorf("got %s", got)
	}
	id := d.ID(`SELECT id FROM reason WHERE text = 'The crane is broken'`)
	must(t, d.Store.MoveReason(t.Context(), dbtest.Dana(), id))
	must(t, d.Store.RetireReason(t.Context(), dbtest.Dana(), 11, true))
	must(t, d.Store.RetireReason(t.Context(), dbtest.Dana(), 11, true))
	if got := offered(); got != "The site is not ready|Price to be agreed|The crane is broken|Drawing to be approved" {
		t.Errorf("got %s", got)
	}
	must(t, d.Store.AddReason(t.Context(), dbtest.Dana(), model.ReasonHold, "waits for the CUSTOMER"))
	if got := offered(); !strings.HasPrefix(got, "Waits for the customer|") {
		t.Errorf("a retired reason did not come back: %s", got)
	}
	for _, bad := range []struct {
		kind  model.ReasonKind
		text  string
		field string
	}{{model.ReasonHold, "", "text"}, {model.ReasonHold, "Price to be agreed", "text"}, {model.ReasonHold, strings.Repeat("x", 121), "text"}, {"weather", "Rain", "kind"}} {
		var p model.Problems
		if err := d.Store.AddReason(t.Context(), dbtest.Dana(), bad.kind, bad.text); !errors.As(err, &p) || p[bad.field] == "" {
			t.Errorf("%s %q: got %v, want a problem of %s", bad.kind, bad.text, err, bad.field)
		}
	}
	d.Want(`select action, count(*) n from audit where entity = 'reason' group by action order by action`, `
		action    n
		added     1
		moved     1
		restored  1
		retired   1`)
}
