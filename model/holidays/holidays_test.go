package holidays

import (
	"testing"

	"backfill/model"
)

func TestHolidaysOfACountry(t *testing.T) {
	for _, tt := range []struct {
		country string
		year    int
		want    map[string]bool
	}{
		{"US", 2026, map[string]bool{"2026-11-26": true, "2026-12-25": true, "2026-07-03": true, "2026-07-04": false}}, // the Fourth is a Saturday
		{"GB", 2026, map[string]bool{"2026-12-25": true, "2026-12-28": true, "2026-04-06": true}},                      // Boxing Day is a Saturday
		{"DE", 2027, map[string]bool{"2027-03-26": true, "2027-05-06": true, "2027-10-03": true, "2027-11-26": false}},
		{"XX", 2026, map[string]bool{"2026-12-25": false}},
	} {
		got := map[string]bool{}
		for _, d := range Of(tt.country, tt.year) {
			got[d.Day.String()] = true
		}
		for day, want := range tt.want {
			if got[day] != want {
				t.Errorf("%s %s: closed %v, want %v", tt.country, day, got[day], want)
			}
		}
	}
}

func TestEveryCountryHasDaysWithNamesInOrder(t *testing.T) {
	for _, c := range Countries() {
		days := Of(c.Value, 2026)
		if len(days) < 5 {
			t.Errorf("%s has %d days", c.Text, len(days))
		}
		last := model.Date(0)
		for _, d := range days {
			if d.Name == "" || d.Day <= last {
				t.Errorf("%s: %v after %v", c.Text, d, last)
			}
			last = d.Day
		}
	}
}
