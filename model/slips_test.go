package model

import "testing"

// half of what this supplier sends comes on the day, a tenth early, the rest late.
var slips = Slips{Receipts: 40, Points: SlipPoints{{-5, 100_000}, {0, 600_000}, {3, 850_000}, {10, 950_000}, {30, 1_000_000}}}

func TestSlipsBy(t *testing.T) {
	for name, c := range map[string]struct {
		level      Level
		from, days int
		known      bool
	}{
		"even odds of all":                        {P50, -100, 0, true},
		"four in five of all":                     {P80, -100, 3, true},
		"nine in ten of all":                      {P90, -100, 10, true},
		"of those not early":                      {P50, -4, 0, true},
		"two days overdue: of those three and on": {P50, 3, 3, true},
		"four in five of those":                   {P80, 3, 10, true},
		"of those more than ten days late":        {P50, 11, 30, true},
		"later than anything ever was":            {P50, 31, 0, false},
	} {
		if days, known := slips.By(c.level, c.from); days != c.days || known != c.known {
			t.Errorf("%s: %d days, %t; want %d, %t", name, days, known, c.days, c.known)
		}
	}
}

func TestSlipsNeverPromiseEarlierForMoreLateness(t *testing.T) {
	for _, level := range Levels {
		last := -100
		for from := -10; from <= 30; from++ {
			days, known := slips.By(level, from)
			if !known || days < last || days < from {
				t.Fatalf("%s from %d: %d days (%t), from the day before %d", level, from, days, known, last)
			}
			last = days
		}
	}
}

func TestSlipsAreKeptAsText(t *testing.T) {
	text, err := slips.Points.Value()
	if err != nil || text != "[[-5,100000],[0,600000],[3,850000],[10,950000],[30,1000000]]" {
		t.Fatalf("kept as %v, %v", text, err)
	}
	var back SlipPoints
	if err := back.Scan(text); err != nil || len(back) != 5 || back[3] != slips.Points[3] {
		t.Errorf("read back as %v, %v", back, err)
	}
}
