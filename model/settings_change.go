package model

import "strings"

// ClosedDay is a date on which the company does not work.
type ClosedDay struct {
	Day  Date   `db:"day"`
	Name string `db:"name"`
}

// SettingsChange is what a person wants of the company's choices: values by key,
// and closed days to add and to remove. It is saved as a whole or not at all.
type SettingsChange struct {
	Shown  map[string]string // the values that the person saw; a key that is missing is saved whatever it was
	Wanted map[string]string
	Close  []ClosedDay
	Open   []Date
}

// Replans tells whether the change may move stock or dates of open lines.
func (c SettingsChange) Replans() bool {
	if len(c.Close)+len(c.Open) > 0 {
		return true
	}
	for _, s := range settings {
		want, asked := c.Wanted[s.Key]
		saw, told := c.Shown[s.Key]
		if s.Replans && asked && (!told || s.Clean(want) != s.Clean(saw)) {
			return true
		}
	}
	return false
}

// Check reports closed days that make no sense, by field.
func (c SettingsChange) Check() error {
	var p Problems
	for _, d := range c.Close {
		p.Need("day", !d.Day.IsZero(), "Enter a date, such as 2026-12-25.")
		p.Need("name", len([]rune(d.Name)) <= 80, "Enter at most 80 characters.")
		p.Need("name", !strings.ContainsFunc(d.Name, func(r rune) bool { return r < ' ' }), "Enter one line of text.")
	}
	return p.Err()
}

// SettingsPreview tells what a change would do. Once it is saved there are the
// changes only, and whether the open lines are planned anew.
type SettingsPreview struct {
	Changes []FieldChange // of the settings themselves
	Planned bool          // saved: the open lines are planned anew
	Lines   int           // open lines that were looked at
	Of      int           // open lines that there are
	Dates   int           // lines that would be promised another date
	Late    int           // lines whose promise could no longer be kept
	Saved   int           // lines whose promise could be kept again
	Stock   int           // lines that would get stock
	Status  int           // lines that would show another status for what day it is or who confirmed their supply
	First   []Served      // the first of them, in the order of rank
}

// Nothing tells whether no open line is touched.
func (p SettingsPreview) Nothing() bool { return p.Dates+p.Late+p.Saved+p.Stock+p.Status == 0 }

// SettingChanged is who changed a setting last.
type SettingChanged struct {
	At Time   `db:"changed_at"`
	By string `db:"changed_by"`
}

// Planning is how far the open lines have been served anew after the settings
// changed.
type Planning struct {
	AskedAt Time   `db:"asked_at"`
	AskedBy string `db:"asked_by"`
	Total   int    `db:"total"`  // open lines
	Looked  int    `db:"looked"` // of them
	Dates   int    `db:"dates"`  // lines with another date
	Stock   int    `db:"stock"`  // lines that got stock
	EndedAt Time   `db:"ended_at"`
}

// Running tells whether it was asked for and is not done.
func (r Planning) Running() bool { return !r.AskedAt.IsZero() && r.EndedAt.IsZero() }

// Percent is how much is done, rounded down.
func (r Planning) Percent() int {
	if r.Total == 0 {
		return 0
	}
	return r.Looked * 100 / r.Total
}
