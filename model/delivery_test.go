package model

import (
	"errors"
	"testing"
	"time"
)

func TestTimeOfDay(t *testing.T) {
	for in, want := range map[string]string{"15:00": "15:00", " 7:30": "07:30", "00:00": "00:00", "23:59": "23:59", "": "!", "24:00": "!", "9": "!", "12:60": "!", "noon": "!"} {
		got, err := ParseTimeOfDay(in)
		if err != nil && want != "!" || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v", in, got, err)
		}
	}
	var none TimeOfDay
	if !none.IsZero() || none.String() != "" || NewTimeOfDay(0, 0).IsZero() {
		t.Error("midnight is a time of day, the zero value is none")
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if got := At(time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC)).TimeOfDay(berlin); got.String() != "00:30" {
		t.Errorf("half past eleven in London is %s in Berlin", got)
	}
}

func TestRoutesCheckAndSort(t *testing.T) {
	noon := NewTimeOfDay(12, 0)
	r := Routes{Days: []RouteDay{
		{Zone: "south", Weekday: time.Sunday, Cutoff: noon}, {Zone: "North", Weekday: time.Friday, Cutoff: noon}, {Zone: "north", Weekday: time.Monday, Cutoff: noon}}}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	r.Sort()
	if r.Days[0].Weekday != time.Monday || r.Days[1].Weekday != time.Friday || r.Days[2].Zone != "south" {
		t.Errorf("sorted: %+v", r.Days)
	}
	r.Days = []RouteDay{{Zone: "north", Weekday: time.Monday, Cutoff: noon}, {Zone: "NORTH", Weekday: time.Monday, Cutoff: noon}, {Weekday: 9, DaysBefore: 7}}
	p, _ := errors.AsType[Problems](r.Check())
	for _, field := range []string{"days[1].weekday", "days[2].zone", "days[2].weekday", "days[2].cutoff", "days[2].days_before"} {
		if p[field] == "" {
			t.Errorf("%s is not reported: %v", field, p)
		}
	}
	if len(p) != 5 {
		t.Errorf("%d problems: %v", len(p), p)
	}
}
