package model

import (
	"fmt"
	"slices"
	"time"
)

// BackupKeep says how many scheduled backups stay: the newest one of each of so
// many hours, days and weeks that have any.
type BackupKeep struct{ Hourly, Daily, Weekly int }

// Goes lists which backups, by when they were made, make room: all that no count
// keeps, newest first. Days and weeks are the zone's, weeks begin on Monday. The
// newest backup always stays.
func (k BackupKeep) Goes(made []Time, zone *time.Location) []Time {
	made = slices.Clone(made)
	slices.SortFunc(made, func(a, b Time) int { return b.t.Compare(a.t) })
	stays := map[Time]bool{}
	for _, rule := range []struct {
		keep   int
		period func(time.Time) string
	}{
		{1, func(t time.Time) string { return "newest" }},
		{k.Hourly, func(t time.Time) string { return t.UTC().Format("2006-01-02T15") }},
		{k.Daily, func(t time.Time) string { return t.In(zone).Format(time.DateOnly) }},
		{k.Weekly, func(t time.Time) string { year, week := t.In(zone).ISOWeek(); return fmt.Sprint(year, week) }},
	} {
		seen := map[string]bool{}
		for _, m := range made {
			if p := rule.period(m.t); !seen[p] && len(seen) < rule.keep {
				seen[p] = true
				stays[m] = true
			}
		}
	}
	return slices.DeleteFunc(made, func(m Time) bool { return stays[m] })
}

// BackupDue tells whether a backup is to be made now, when the last was made at
// last (zero: never). One is made in every stretch of that length, counted from
// midnight UTC, so that restarts neither add backups nor put them off.
func BackupDue(last, now Time, every time.Duration) bool {
	return last.IsZero() || now.t.Truncate(every).After(last.t.Truncate(every))
}

// BackupState is how the scheduled backups are doing.
type BackupState struct {
	Last Time   // when the newest good backup was made; zero: there is none
	File string // where it is
	Err  error  // what went wrong at the last try; nil: nothing
}
