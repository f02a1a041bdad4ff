package model

import (
	"strings"
	"testing"
	_ "time/tzdata" // a bare machine has no zone files
)

func TestEverySettingSaysWhatItChanges(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range AllSettings() {
		if seen[s.Key] {
			t.Errorf("%s stands twice in the table", s.Key)
		}
		seen[s.Key] = true
		if problem := s.Check(s.Default); problem != "" {
			t.Errorf("%s: its own default %q is refused: %s", s.Key, s.Default, problem)
		}
		if got := s.Clean(s.Default); got != s.Default {
			t.Errorf("%s: its default %q is kept as %q", s.Key, s.Default, got)
		}
		if s.Group != InternalSettings && (s.Label == "" || len(s.Hint) < 40) {
			t.Errorf("%s: nobody learns what it changes: %q, %q", s.Key, s.Label, s.Hint)
		}
		if s.Words(s.Default) == "" {
			t.Errorf("%s: %q is not said in words", s.Key, s.Default)
		}
	}
}

func TestSettingsRefuseWhatMakesNoSense(t *testing.T) {
	for _, tt := range []struct{ key, typed, kept, problem string }{
		{"company", "  Hartwell Supply ", "Hartwell Supply", ""},
		{"company", " ", "", "Enter a text."},
		{"company", strings.Repeat("é", 121), strings.Repeat("é", 121), "Enter at most 120 characters."},
		{"company", "a\x00b", "a\x00b", "Enter one line of text."},
		{"time_zone", "Europe/Berlin", "Europe/Berlin", ""},
		{"time_zone", "Local", "Local", "Enter a time zone such as Europe/Berlin."},
		{"time_zone", "Mars/Olympus", "Mars/Olympus", "Enter a time zone such as Europe/Berlin."},
		{"currency", "usd", "USD", ""},
		{"currency", "€", "€", "Enter the three letters of a currency, such as EUR."},
		{"currency_decimals", "4", "4", "Enter a whole number from 0 to 3."},
		{"currency_decimals", "-1", "-1", "Enter a whole number from 0 to 3."},
		{"dock_days", "007", "7", ""},
		{"dock_days", "2.5", "2.5", "Enter a whole number from 0 to 30."},
		{"dock_days", "", "", "Enter a whole number from 0 to 30."},
		{"workdays", "5,1, 3 1", "1,3,5", ""},
		{"workdays", "", "", "Choose at least one day of the week."},
		{"workdays", "7", "7", "Choose at least one day of the week."},
		{"carrier_cutoff", "", "", ""},
		{"carrier_cutoff", "9:30", "09:30", ""},
		{"carrier_cutoff", "15.00", "15:00", ""},
		{"carrier_cutoff", "25:00", "25:00", "Enter a time of day such as 15:00."},
		{"locale", "xx-XX", "xx-XX", "Choose one of the list."},
		{"demo", "yes", "yes", "Choose yes or no."},
	} {
		s, ok := SettingByKey(tt.key)
		if !ok {
			t.Fatalf("no setting %s", tt.key)
		}
		kept := s.Clean(tt.typed)
		if kept != tt.kept || s.Check(kept) != tt.problem {
			t.Errorf("%s %q: kept as %q, problem %q; want %q, %q", tt.key, tt.typed, kept, s.Check(kept), tt.kept, tt.problem)
		}
	}
}

func TestSettingValuesInWords(t *testing.T) {
	for key, want := range map[string][2]string{
		"workdays": {"1,2,6", "Mon, Tue, Sat"}, "dock_days": {"3", "3 working days"}, "pick_days": {"1", "1 working day"}, "demo": {"1", "yes"}, "carrier_cutoff": {"", "none"}, "company": {"Hartwell", "Hartwell"},
	} {
		s, _ := SettingByKey(key)
		if got := s.Words(want[0]); got != want[1] {
			t.Errorf("%s: got %q, want %q", key, got, want[1])
		}
	}
}
