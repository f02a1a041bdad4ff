package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"
	_ "time/tzdata" // a bare machine has no zone files

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Settings are the company's choices, read once per transaction or page. A field
// holds the setting of its tag; model.AllSettings says what each one means.
type Settings struct {
	Company          string         `setting:"company"`
	Zone             *time.Location `setting:"time_zone"`
	Locale           string         `setting:"locale"`
	Currency         string         `setting:"currency"` // ISO 4217, for display
	CurrencyDecimals int            `setting:"currency_decimals"`
	CarrierCutoff    string         `setting:"carrier_cutoff"`   // "15:00"; "": none
	CarrierDays      string         `setting:"carrier_days"`     // "1,2,3,4,5"
	TransitDays      int            `setting:"transit_days"`     // days of the carrier from the dock to the site
	PickupDays       int            `setting:"pickup_days"`      // working days that goods wait at the counter
	DockDays         int            `setting:"dock_days"`        // working days from arrival to the shelf
	PickDays         int            `setting:"pick_days"`        // working days from the shelf to the dock
	HorizonDays      int            `setting:"horizon_days"`     // working days beyond lead time within which an order takes stock
	NearDays         int            `setting:"near_days"`        // a must-ship-by date is near within so many days
	StickyDays       int            `setting:"sticky_days"`      // an earlier date must gain so many days to replace a promise
	UnconfirmedDays  int            `setting:"unconfirmed_days"` // an ETA unconfirmed for longer puts a line at risk
	StockDifference  int            `setting:"stock_difference"` // percent of the book figure; a larger difference waits for a person; 0: never
	RushLimit        int            `setting:"rush_limit"`       // whole units of the currency; a rush of a larger order needs an approval
	SecondFactor     string         `setting:"second_factor"`    // who must have one
	Demo             bool           `setting:"demo"`
	Calendar         model.Calendar // of the working days and the closed days
	Rank             model.RankRule // in which order lines are served
	Logo             model.Logo

	text   map[string]string // the values as they are kept, defaults included
	closed []model.Date
}

// Text is a setting's value as it is kept.
func (s Settings) Text(key string) string { return s.text[key] }

// Carrier is the calendar of the days a carrier works: closed days are everybody's.
func (s Settings) Carrier() *model.Calendar {
	days, _ := model.ParseWeekdays(s.CarrierDays) // checked when it was saved
	c := s.Calendar.On(days)
	return &c
}

// Settings reads the company's choices.
func (s *Store) Settings(ctx context.Context) (Settings, error) { return readSettings(ctx, s.r) }

// lastSettings is what the last reading was made of. Every page and every
// transaction reads the settings, which hardly ever change: the same text is not
// taken apart again. It holds for every file, for what it gives depends on the
// text alone.
var lastSettings atomic.Pointer[parsedSettings]

type parsedSettings struct {
	text     string
	settings Settings
}

func readSettings(ctx context.Context, q sqlx.QueryerContext) (Settings, error) {
	var text string
	if err := sqlx.GetContext(ctx, q, &text, `/* readSettings */ SELECT json_object(
		'values', json((SELECT json_group_object(key, value) FROM setting WHERE key <> 'day_done')),
		'closed', json((SELECT json_group_array(day) FROM closed_day)),
		'rank', json((SELECT json_object('version', version, 'rule', json(body)) FROM rank_rule ORDER BY version DESC LIMIT 1)),
		'logo', json((SELECT json_object('sha256', sha256, 'width', width, 'height', height) FROM logo)))`); err != nil {
		return Settings{}, err
	}
	if last := lastSettings.Load(); last != nil && last.text == text {
		return last.settings, nil
	}
	var kept keptSettings
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	s, err := parseSettings(kept)
	if err == nil {
		lastSettings.Store(&parsedSettings{text, s})
	}
	return s, err
}

// keptSettings are the company's choices as they are kept.
type keptSettings struct {
	Values map[string]string
	Closed []model.Date
	Logo   *model.Logo
	Rank   keptRank
}

// keptRank is the rule in force with its version.
type keptRank struct {
	Version int
	Rule    model.RankRule
}

// parseSettings makes the settings of the values that are kept; those that are
// not have their defaults.
func parseSettings(kept keptSettings) (Settings, error) {
	s := Settings{text: make(map[string]string, len(kept.Values)), closed: kept.Closed}
	for _, m := range model.AllSettings() {
		v, there := kept.Values[m.Key]
		if !there {
			v = m.Default
		}
		if problem := m.Check(v); problem != "" {
			return Settings{}, fmt.Errorf("setting %s is %q: %s", m.Key, v, problem)
		}
		s.text[m.Key] = v
	}
	s.Rank = kept.Rank.Rule
	s.Rank.Version = kept.Rank.Version
	if kept.Logo != nil {
		s.Logo = *kept.Logo
	}
	if err := s.fill(); err != nil {
		return Settings{}, err
	}
	workdays, _ := model.ParseWeekdays(s.text["workdays"])
	s.Calendar = model.NewCalendar(workdays, kept.Closed)
	return s, nil
}

// fill sets every field that has a tag from its value.
func (s *Settings) fill() error {
	v := reflect.ValueOf(s).Elem()
	for f, field := range v.Fields() {
		key, tagged := f.Tag.Lookup("setting")
		if !tagged {
			continue
		}
		text, err := s.text[key], error(nil)
		switch into := field.Addr().Interface().(type) {
		case *string:
			*into = text
		case *int:
			*into, err = strconv.Atoi(text)
		case *bool:
			*into = text == "1"
		case **time.Location:
			*into, err = time.LoadLocation(text)
		default:
			err = errors.New("no such kind of field")
		}
		if err != nil {
			return fmt.Errorf("setting %s: %w", key, err)
		}
	}
	return nil
}
