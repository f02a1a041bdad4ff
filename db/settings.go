package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a bare machine has no zone files

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Settings are the company's choices, read once per transaction or page.
type Settings struct {
	Company          string
	Zone             *time.Location
	Currency         string // ISO 4217, for display
	CurrencyDecimals int
	Calendar         model.Calendar
	DockDays         int // working days from arrival to the shelf
	PickDays         int // working days from the shelf to the dock
	HorizonDays      int // working days beyond lead time within which an order takes stock
	NearDays         int // a must-ship-by date is near within so many days
	AgeingDays       int // waiting that lifts a line one priority; 0: never
	StickyDays       int // an earlier date must gain so many days to replace a promise
	UnconfirmedDays  int // an ETA unconfirmed for longer puts a line at risk
	StockDifference  int // percent of the book figure; a larger difference waits for a person; 0: never
	Demo             bool
}

// settingDefaults holds every key with its default; a key not here is refused.
var settingDefaults = map[string]string{
	"company": "Backfill", "time_zone": "UTC", "currency": "EUR", "currency_decimals": "2",
	"workdays": "1,2,3,4,5", "closed_days": "", "dock_days": "0", "pick_days": "0", "horizon_days": "5",
	"near_days": "3", "ageing_days": "14", "sticky_days": "5", "unconfirmed_days": "7", "stock_difference": "0", "demo": "0",
}

// Settings reads the company's choices.
func (s *Store) Settings(ctx context.Context) (Settings, error) { return readSettings(ctx, s.r) }

func readSettings(ctx context.Context, q sqlx.QueryerContext) (Settings, error) {
	var rows []struct{ Key, Value string }
	if err := sqlx.SelectContext(ctx, q, &rows, `/* readSettings */ SELECT key, value FROM setting`); err != nil {
		return Settings{}, err
	}
	v := make(map[string]string, len(settingDefaults))
	for k, d := range settingDefaults {
		v[k] = d
	}
	for _, r := range rows {
		v[r.Key] = r.Value
	}
	return parseSettings(v)
}

func parseSettings(v map[string]string) (Settings, error) {
	zone, err := time.LoadLocation(v["time_zone"])
	if err != nil {
		return Settings{}, fmt.Errorf("setting time_zone: %w", err)
	}
	s := Settings{Company: v["company"], Zone: zone, Currency: v["currency"], Demo: v["demo"] == "1"}
	for key, into := range map[string]*int{
		"currency_decimals": &s.CurrencyDecimals, "dock_days": &s.DockDays, "pick_days": &s.PickDays, "horizon_days": &s.HorizonDays,
		"near_days": &s.NearDays, "ageing_days": &s.AgeingDays, "sticky_days": &s.StickyDays,
		"unconfirmed_days": &s.UnconfirmedDays, "stock_difference": &s.StockDifference,
	} {
		if *into, err = strconv.Atoi(v[key]); err != nil || *into < 0 {
			return Settings{}, fmt.Errorf("setting %s: %q is not a whole number", key, v[key])
		}
	}
	var workdays []time.Weekday
	for w := range strings.SplitSeq(v["workdays"], ",") {
		n, err := strconv.Atoi(strings.TrimSpace(w))
		if err != nil || n < 0 || n > 6 {
			return Settings{}, fmt.Errorf("setting workdays: %q is not a weekday (0-6)", w)
		}
		workdays = append(workdays, time.Weekday(n))
	}
	var closed []model.Date
	for d := range strings.FieldsSeq(strings.ReplaceAll(v["closed_days"], ",", " ")) {
		day, err := model.ParseDate(d)
		if err != nil {
			return Settings{}, fmt.Errorf("setting closed_days: %w", err)
		}
		closed = append(closed, day)
	}
	s.Calendar = model.NewCalendar(workdays, closed)
	return s, nil
}

// ChangeSetting saves one company choice; the whole set must still make sense.
func (s *Store) ChangeSetting(ctx context.Context, a model.Actor, key, value string) error {
	if _, known := settingDefaults[key]; !known {
		return model.Problems{key: "There is no such setting."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeSetting(key, value) })
	return err
}

func (t *tx) changeSetting(key, value string) error {
	was := settingDefaults[key]
	if err := t.get(&was, `SELECT value FROM setting WHERE key = ?`, key); err != nil && err != model.ErrNotFound {
		return err
	}
	if was == value {
		return nil
	}
	if err := t.exec(`INSERT INTO setting(key, value, changed_at, changed_by) VALUES (?, ?, ?, ?)
		ON CONFLICT(key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		key, value, t.now, t.actor.Name); err != nil {
		return err
	}
	if _, err := readSettings(t.ctx, t); err != nil {
		return model.Problems{key: err.Error()}
	}
	return t.record("changed", "setting", 0, key, map[string]string{"value": was}, map[string]string{"value": value}, "")
}
