package model

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhichBackupsGo(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		why  string
		keep BackupKeep
		zone *time.Location
		made string
		goes string
	}{
		{"nothing made, nothing goes", BackupKeep{1, 1, 1}, time.UTC, "", ""},
		{"the newest stays whatever is kept", BackupKeep{}, time.UTC, "2026-11-24T10:00 2026-11-24T11:00", "2026-11-24T10:00"},
		{"an hour keeps its newest", BackupKeep{Hourly: 2}, time.UTC,
			"2026-11-24T09:00 2026-11-24T10:05 2026-11-24T10:50 2026-11-24T11:00", "2026-11-24T10:05 2026-11-24T09:00"},
		{"hours without a backup do not count", BackupKeep{Hourly: 2}, time.UTC, "2026-11-20T09:00 2026-11-24T11:00", ""},
		{"a day keeps its newest", BackupKeep{Daily: 2}, time.UTC,
			"2026-11-22T23:00 2026-11-23T01:00 2026-11-23T23:00 2026-11-24T01:00", "2026-11-23T01:00 2026-11-22T23:00"},
		{"the day is the company's", BackupKeep{Daily: 2}, berlin, // 23:30 UTC is half past midnight there
			"2026-11-22T23:30 2026-11-23T10:00 2026-11-23T23:30", "2026-11-22T23:30"},
		{"weeks begin on Monday", BackupKeep{Weekly: 2}, time.UTC,
			"2026-11-15T12:00 2026-11-16T12:00 2026-11-22T12:00 2026-11-23T12:00", "2026-11-16T12:00 2026-11-15T12:00"},
		{"a week that spans the turn of the year is one", BackupKeep{Weekly: 1}, time.UTC, "2026-12-31T12:00 2027-01-02T12:00", "2026-12-31T12:00"},
		{"what one count drops another may keep", BackupKeep{Hourly: 1, Daily: 2, Weekly: 2}, time.UTC,
			"2026-11-08T12:00 2026-11-15T12:00 2026-11-23T12:00 2026-11-24T08:00 2026-11-24T09:00", "2026-11-24T08:00 2026-11-08T12:00"},
	} {
		given := times(t, tt.made)
		if got, want := tt.keep.Goes(given, tt.zone), times(t, tt.goes); !slices.Equal(got, want) {
			t.Errorf("%s: %v go, want %v", tt.why, got, want)
		}
		if !slices.Equal(given, times(t, tt.made)) {
			t.Errorf("%s: the caller's list was changed", tt.why)
		}
	}
}

// Hourly backups for eight weeks, turned over after each: never more than the
// counts, and the oldest is as old as the weeks say.
func TestRotationSettles(t *testing.T) {
	keep := BackupKeep{Hourly: 24, Daily: 7, Weekly: 4}
	var have []Time
	now := At(time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC))
	for range 8 * 7 * 24 {
		now = now.Add(time.Hour)
		have = append(have, now)
		for _, old := range keep.Goes(have, time.UTC) {
			have = slices.DeleteFunc(have, func(t Time) bool { return t == old })
		}
		if len(have) > 24+7+4 {
			t.Fatalf("%v: %d backups", now, len(have))
		}
	}
	if age := now.Sub(have[0]); age < 14*24*time.Hour || age > 21*24*time.Hour+time.Hour {
		t.Errorf("the oldest of %d is %v old, want two to three weeks", len(have), age)
	}
}

func TestWhenABackupIsDue(t *testing.T) {
	for _, tt := range []struct {
		last, now string
		every     time.Duration
		want      bool
	}{
		{"", "2026-11-24T10:00", time.Hour, true},
		{"2026-11-24T10:00", "2026-11-24T10:59", time.Hour, false},
		{"2026-11-24T10:59", "2026-11-24T11:00", time.Hour, true},
		{"2026-11-24T11:05", "2026-11-24T10:00", time.Hour, false},
		{"2026-11-23T23:59", "2026-11-24T00:00", 24 * time.Hour, true},
		{"2026-11-24T00:00", "2026-11-24T23:59", 24 * time.Hour, false},
	} {
		var last Time
		if tt.last != "" {
			last = times(t, tt.last)[0]
		}
		if got := BackupDue(last, times(t, tt.now)[0], tt.every); got != tt.want {
			t.Errorf("last %s, now %s, every %v: due %v", tt.last, tt.now, tt.every, got)
		}
	}
}

// times reads minutes in UTC, separated by spaces.
func times(t *testing.T, text string) []Time {
	t.Helper()
	var all []Time
	for word := range strings.FieldsSeq(text) {
		at, err := ParseTime(word + ":00Z")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, at)
	}
	return all
}
