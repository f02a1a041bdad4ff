package model

import (
	"testing"
	"time"
)

func TestQtyReadsAndPrintsExactDecimals(t *testing.T) {
	for _, c := range []struct {
		in       string
		decimals int
		want     string
	}{{"12.5", 2, "12.5"}, {"3", 0, "3"}, {"-0.250", 3, "-0.25"}, {"+7.0", 0, "7"}, {"007", 0, "7"}, {"1000000000", 0, "1000000000"}} {
		got, err := ParseQty(c.in, c.decimals)
		if err != nil || got.String() != c.want {
			t.Errorf("ParseQty(%q, %d) = %v, %v; want %s", c.in, c.decimals, got, err, c.want)
		}
	}
	for _, bad := range []string{"", ".", "1,5", "1e3", "--1", "1.5.2", "NaN", "1000000001", "99999999999999999999"} {
		if got, err := ParseQty(bad, 3); err == nil {
			t.Errorf("ParseQty(%q) = %v, want an error", bad, got)
		}
	}
	if _, err := ParseQty("1.5", 0); err == nil {
		t.Error("a product without decimals accepted 1.5")
	}
}

func TestMoneyRoundsHalfAwayFromZero(t *testing.T) {
	for in, want := range map[string]Money{"9.80000019": 980, "34.7999992": 3480, "0.005": 1, "-0.005": -1, "12": 1200, "-3.5": -350} {
		got, err := ParseMoney(in, 2)
		if err != nil || got != want {
			t.Errorf("ParseMoney(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	if got := Money(333).Value(1500); got != 500 { // 3.33 x 1.5 = 4.995
		t.Errorf("3.33 x 1.5 = %v minor units, want 500", got)
	}
	if got := Money(980).Decimal(2); got != "9.80" {
		t.Errorf("Decimal = %s", got)
	}
}

func TestCalendarCountsWorkingDays(t *testing.T) {
	thanksgiving := NewDate(2026, 11, 26)
	c := NewCalendar([]time.Weekday{1, 2, 3, 4, 5}, []Date{thanksgiving, thanksgiving.AddDays(1)})
	if got, want := c.Add(NewDate(2026, 11, 24), 3), NewDate(2026, 12, 1); got != want {
		t.Errorf("3 working days after 24 Nov = %v, want %v", got, want)
	}
	if got := c.Add(NewDate(2026, 11, 28), 0); got != NewDate(2026, 11, 30) {
		t.Errorf("Saturday rolls to %v, want Monday", got)
	}
}

func TestDateAndTimeSurviveTheirStoredForm(t *testing.T) {
	d := NewDate(2028, 2, 29)
	var back Date
	if err := back.Scan(d.String()); err != nil || back != d {
		t.Errorf("date came back as %v, %v", back, err)
	}
	at := At(time.Date(2026, 11, 24, 8, 0, 0, 123_456_789, time.FixedZone("", 3600)))
	var t2 Time
	if err := t2.Scan(at.String()); err != nil || t2 != at || at.String() != "2026-11-24T07:00:00.123Z" {
		t.Errorf("time %s came back as %v, %v", at, t2, err)
	}
	if _, err := ParseDate("24.11.2026"); err == nil {
		t.Error("a date in another form was accepted")
	}
}
