package model

import "strings"

// Happening is one entry of a record's timeline: who did what to it, when, from
// what to what, and why. What is the audit's action, or "run allocated", "run
// released" and "run expired" for units a run gave or took, "promise" and "eta"
// for the ledgers of dates.
type Happening struct {
	At     Time   `db:"at"`
	Actor  string `db:"actor"`
	Who    string `db:"who"`    // the actor's name, "" where it is nobody here
	What   string `db:"what"`   // see above
	Entity string `db:"entity"` // the kind of thing it was done to
	Ref    string `db:"ref"`    // what people call it; "" for the record itself
	From   string `db:"was"`    // JSON of the audit, or a date
	To     string `db:"became"` // JSON of the audit, a date, or a quantity
	Why    string `db:"why"`
}

// Record names one record as the audit does: the kind of thing, its id, and what
// people call it.
type Record struct {
	Entity string
	ID     int64
	Ref    string
}

// TimelineListShape is what GET /timeline/{entity}/{id}/entries may be asked.
var TimelineListShape = ListShape{Sorts: []string{"-at"}, Filters: map[string][]string{"by": {EventsPeople, EventsSystem}, "who": nil}}

// Matches tells whether a search for text finds the entry: by what was done, to
// what, by whom, or why.
func (e Happening) Matches(text string) bool {
	all := strings.ToLower(strings.Join([]string{e.What, e.Ref, e.Actor, e.Who, e.Why}, "\n"))
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// System tells whether the desk did it by itself: the clock, an import, or a run
// that followed from what somebody did.
func (e Happening) System() bool {
	return e.Actor == "clock" || e.Actor == "cli" || e.What == "promise" || e.What == "imported" || strings.HasPrefix(e.What, "run ")
}

// In tells whether it belongs to a part of the timeline: EventsPeople,
// EventsSystem, or all of it.
func (e Happening) In(part string) bool {
	return part != EventsPeople && part != EventsSystem || (part == EventsSystem) == e.System()
}

// Changes lists the fields that differ, by name, where the entry came from the
// audit; none for the ledgers of dates and quantities.
func (e Happening) Changes() []FieldChange {
	if e.What == "promise" || e.What == "eta" || strings.HasPrefix(e.What, "run ") {
		return nil
	}
	return AuditRow{Before: e.From, After: e.To}.Changes()
}
