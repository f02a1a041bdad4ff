package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
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
	DockDays         int            `setting:"dock_days"`        // working days from arrival to the shelf
	PickDays         int            `setting:"pick_days"`        // working days from the shelf to the dock
	HorizonDays      int            `setting:"horizon_days"`     // working days beyond lead time within which an order takes stock
	NearDays         int            `setting:"near_days"`        // a must-ship-by date is near within so many days
	AgeingDays       int            `setting:"ageing_days"`      // waiting that lifts a line one priority; 0: never
	StickyDays       int            `setting:"sticky_days"`      // an earlier date must gain so many days to replace a promise
	UnconfirmedDays  int            `setting:"unconfirmed_days"` // an ETA unconfirmed for longer puts a line at risk
	StockDifference  int            `setting:"stock_difference"` // percent of the book figure; a larger difference waits for a person; 0: never
	Demo             bool           `setting:"demo"`
	Calendar         model.Calendar // of the working days and the closed days

	text map[string]string // the values as they are kept, defaults included
}

// Text is a setting's value as it is kept.
func (s Settings) Text(key string) string { return s.text[key] }

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
	if err := sqlx.GetContext(ctx, q, &text, `/* readSettings */ SELECT json_group_object(key, value) FROM setting WHERE key <> 'day_done'`); err != nil {
		return Settings{}, err
	}
	if last := lastSettings.Load(); last != nil && last.text == text {
		return last.settings, nil
	}
	var kept map[string]string
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	s, err := parseSettings(kept)
	if err == nil {
		lastSettings.Store(&parsedSettings{text, s})
	}
	return s, err
}

// parseSettings makes the settings of the values that are kept; those that are
// not have their defaults.
func parseSettings(kept map[string]string) (Settings, error) {
	s := Settings{text: make(map[string]string, len(kept))}
	for _, m := range model.AllSettings() {
		v, there := kept[m.Key]
		if !there {
			v = m.Default
		}
		if problem := m.Check(v); problem != "" {
			return Settings{}, fmt.Errorf("setting %s is %q: %s", m.Key, v, problem)
		}
		s.text[m.Key] = v
	}
	if err := s.fill(); err != nil {
		return Settings{}, err
	}
	workdays, _ := model.ParseWeekdays(s.text["workdays"])
	s.Calendar = model.NewCalendar(workdays, nil)
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

// ChangeSetting saves one company choice, whatever it was before.
func (s *Store) ChangeSetting(ctx context.Context, a model.Actor, key, value string) error {
	return s.ChangeSettings(ctx, a, nil, map[string]string{key: value})
}

// ChangeSettings saves several of the company's choices at once, or none. shown
// are the values that the person saw: where one of them is another by now and
// not what was wanted, a Conflict names it. A key that is not in shown is saved
// whatever it was. Values that make no sense are Problems by key.
func (s *Store) ChangeSettings(ctx context.Context, a model.Actor, shown, wanted map[string]string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		keys, err := t.wantedSettings(shown, wanted)
		if err != nil {
			return done{}, err
		}
		for _, key := range keys {
			if err := t.changeSetting(key, wanted[key]); err != nil {
				return done{}, err
			}
		}
		return done{}, nil
	})
	return err
}

// wantedSettings checks a change as a whole and gives the keys that it changes,
// in the order of the table.
func (t *tx) wantedSettings(shown, wanted map[string]string) ([]string, error) {
	p, changed := checkSettings(wanted, t.settings), []string{}
	for _, m := range model.AllSettings() {
		want, asked := wanted[m.Key]
		if !asked || m.Clean(want) == t.settings.text[m.Key] {
			continue
		}
		changed = append(changed, m.Key)
		if saw, told := shown[m.Key]; told && m.Clean(saw) != t.settings.text[m.Key] {
			return nil, model.Conflictf("Somebody else changed “%s” meanwhile: it is %s now. Look at your values again, then save.",
				m.Label, m.Words(t.settings.text[m.Key]))
		}
	}
	if slices.Contains(changed, "currency_decimals") {
		priced, err := hasMoney(t.ctx, t)
		if err != nil {
			return nil, err
		}
		p.Need("currency_decimals", !priced, "There are prices already, and they would all mean something else. It stays at "+t.settings.text["currency_decimals"]+".")
	}
	return changed, p.Err()
}

// checkSettings finds what is wrong with the wanted values.
func checkSettings(wanted map[string]string, now Settings) model.Problems {
	var p model.Problems
	for key, want := range wanted {
		m, known := model.SettingByKey(key)
		p.Need(key, known, "There is no such setting.")
		if known && m.Clean(want) != now.text[key] {
			problem := m.Check(m.Clean(want))
			p.Need(key, problem == "", problem)
		}
	}
	return p
}

// hasMoney tells whether anything in the file has a price.
func hasMoney(ctx context.Context, q sqlx.QueryerContext) (some bool, err error) {
	err = sqlx.GetContext(ctx, q, &some, `/* hasMoney */ SELECT EXISTS (SELECT 1 FROM product WHERE price <> 0) OR EXISTS (SELECT 1 FROM order_line WHERE price <> 0)`)
	return some, err
}

func (t *tx) changeSetting(key, value string) error {
	m, known := model.SettingByKey(key)
	if !known {
		return model.Problems{key: "There is no such setting."}
	}
	value = m.Clean(value)
	was := t.settings.text[key]
	if was == value {
		return nil
	}
	if err := t.exec(`INSERT INTO setting(key, value, changed_at, changed_by) VALUES (?, ?, ?, ?)
		ON CONFLICT(key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		key, value, t.now, t.actor.Name); err != nil {
		return err
	}
	var err error
	if t.settings, err = readSettings(t.ctx, t); err != nil {
		return model.Problems{key: err.Error()}
	}
	t.today = t.now.Date(t.settings.Zone)
	return t.record("changed", "setting", 0, key, map[string]string{"value": was}, map[string]string{"value": value}, "")
}
