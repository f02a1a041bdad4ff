package model

import (
	"slices"
	"testing"
)

func TestAuditChanges(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          []FieldChange
	}{
		"nothing kept":        {"", "", nil},
		"a new thing":         {"", `{"name":"Dana","role":"sales"}`, []FieldChange{{"name", "", "Dana"}, {"role", "", "sales"}}},
		"only what differs":   {`{"open":"10","allocated":"2"}`, `{"open":"10","allocated":"4.5"}`, []FieldChange{{"allocated", "2", "4.5"}}},
		"something taken":     {`{"hold":"waits","eta_date":"2026-11-24"}`, `{"hold":null}`, []FieldChange{{"eta date", "2026-11-24", ""}, {"hold", "waits", ""}}},
		"other than text":     {`{"shared":false,"n":1}`, `{"shared":true,"n":[1,2]}`, []FieldChange{{"n", "1", "[1,2]"}, {"shared", "no", "yes"}}},
		"fields in a field":   {"", `{"totals":{"lines":3,"units_after":6757500}}`, []FieldChange{{"totals lines", "", "3"}, {"totals units after", "", "6757.5"}}},
		"no object of fields": {`[1]`, `"x"`, []FieldChange{{"", "[1]", `"x"`}}},
	} {
		if got := (AuditRow{Before: c.before, After: c.after}).Changes(); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
