package model

import (
	"slices"
	"testing"
	"time"
)

func TestEveryLocaleMayBeChosen(t *testing.T) {
	m, _ := SettingByKey("locale")
	var offered []string
	for _, o := range m.Options {
		offered = append(offered, o.Value)
	}
	if !slices.Equal(offered, localeTags()) {
		t.Errorf("offered %v, known %v", offered, localeTags())
	}
}

func TestLocalesPrint(t *testing.T) {
	today := NewDate(2026, 11, 24)
	at := At(time.Date(2026, 11, 24, 15, 4, 0, 0, time.UTC))
	for _, tt := range []struct{ tag, number, amount, day, next, clock string }{
		{"en-GB", "1,394.5", "−1,250,000.00", "4 Dec", "4 Jan 2027", "24 Nov 15:04"},
		{"en-US", "1,394.5", "−1,250,000.00", "Dec 4", "Jan 4, 2027", "Nov 24 3:04 PM"},
		{"de-DE", "1.394,5", "−1.250.000,00", "04.12.", "04.01.2027", "24.11. 15:04"},
		{"de-CH", "1’394.5", "−1’250’000.00", "04.12.", "04.01.2027", "24.11. 15:04"},
		{"fr-FR", "1\u202f394,5", "−1\u202f250\u202f000,00", "04/12", "04/01/2027", "24/11 15:04"},
		{"es-ES", "1.394,5", "−1.250.000,00", "04/12", "04/01/2027", "24/11 15:04"},
		{"it-IT", "1.394,5", "−1.250.000,00", "04/12", "04/01/2027", "24/11 15:04"},
		{"nl-NL", "1.394,5", "−1.250.000,00", "04-12", "04-01-2027", "24-11 15:04"},
		{"sv-SE", "1\u00a0394,5", "−1\u00a0250\u00a0000,00", "2026-12-04", "2027-01-04", "2026-11-24 15:04"},
		{"xx-XX", "1,394.5", "−1,250,000.00", "4 Dec", "4 Jan 2027", "24 Nov 15:04"},
	} {
		l := LocaleByTag(tt.tag)
		got := []string{l.Qty(1394500), l.Number(Money(-125000000).Decimal(2)), l.Date(NewDate(2026, 12, 4), today), l.Date(NewDate(2027, 1, 4), today), l.Moment(at, time.UTC, today)}
		if want := []string{tt.number, tt.amount, tt.day, tt.next, tt.clock}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tt.tag, got, want)
		}
	}
}

func TestLocalesReadWhatTheyPrint(t *testing.T) {
	today := NewDate(2026, 11, 24)
	for _, tag := range localeTags() {
		l := LocaleByTag(tag)
		for _, q := range []Qty{0, 1, 125, 1000, 1250, 12125, 999999, 1000000, 1234567891, -1500, -1000250000, Units(1394)} {
			for _, typed := range []string{l.Qty(q), l.Typed(q.String())} {
				if got, err := l.ReadQty(typed, 3); err != nil || got != q {
					t.Errorf("%s: %q is read as %s (%v), want %s", tag, typed, got, err, q)
				}
			}
		}
		for day := today.AddDays(-170); day < today.AddDays(400); day += 7 {
			if got, err := l.ReadDate(l.Date(day, today), today); err != nil || got != day {
				t.Errorf("%s: %q is read as %s (%v), want %s", tag, l.Date(day, today), got, err, day)
			}
			if got, err := l.ReadDate(day.String(), today); err != nil || got != day {
				t.Errorf("%s: %s is read as %s (%v)", tag, day, got, err)
			}
		}
	}
}

func TestTypedNumbers(t *testing.T) {
	for _, tt := range []struct {
		tag, typed string
		want       string // "" is refused
	}{
		{"en-GB", "1250.5", "1250.5"}, {"en-GB", "1,250", "1250"}, {"en-GB", "1,25", ""}, {"en-GB", "1.250,5", ""}, {"en-GB", "1 250", "1250"}, {"en-GB", ",250", ""},
		{"de-DE", "1250,5", "1250.5"}, {"de-DE", "1.250,5", "1250.5"}, {"de-DE", "1250.5", "1250.5"}, {"de-DE", "1.250", "1250"}, {"de-DE", "0.250", "0.25"},
		{"de-DE", "1,250.5", ""}, {"de-DE", "1.25.3", ""}, {"de-DE", "-2,5", "-2.5"}, {"de-DE", "−2,5", "-2.5"},
		{"fr-FR", "1 250,5", "1250.5"}, {"fr-FR", "1250.5", "1250.5"}, {"fr-FR", "12 50", ""},
		{"de-CH", "1'250.5", "1250.5"}, {"sv-SE", "1 250,125", "1250.125"}, {"nl-NL", "forty", ""}, {"nl-NL", "", ""},
	} {
		got, err := LocaleByTag(tt.tag).ReadQty(tt.typed, 3)
		if tt.want == "" && err == nil || tt.want != "" && (err != nil || got.String() != tt.want) {
			t.Errorf("%s: %q is read as %s (%v), want %q", tt.tag, tt.typed, got, err, tt.want)
		}
	}
}

func TestTypedDates(t *testing.T) {
	today := NewDate(2026, 11, 24)
	for _, tt := range []struct{ tag, typed, want string }{
		{"en-GB", "4 Dec", "2026-12-04"}, {"en-GB", "4 jan", "2027-01-04"}, {"en-GB", "4 Dec 2028", "2028-12-04"}, {"en-US", "Dec 4, 2026", "2026-12-04"},
		{"de-DE", "4.12.", "2026-12-04"}, {"de-DE", "4.12", "2026-12-04"}, {"de-DE", "4.12.26", "2026-12-04"}, {"de-DE", "4.1.", "2027-01-04"}, {"de-DE", "31.02.2026", ""},
		{"fr-FR", "4/12/2026", "2026-12-04"}, {"nl-NL", "4-12-2026", "2026-12-04"}, {"sv-SE", "2026-12-04", "2026-12-04"}, {"en-GB", "12/4/2026", ""}, {"de-DE", "soon", ""},
	} {
		got, err := LocaleByTag(tt.tag).ReadDate(tt.typed, today)
		if tt.want == "" && err == nil || tt.want != "" && (err != nil || got.String() != tt.want) {
			t.Errorf("%s: %q is read as %s (%v), want %q", tt.tag, tt.typed, got, err, tt.want)
		}
	}
}
