package jobs

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

func TestBackupsAreMadeWhenDueAndTellHowTheyAre(t *testing.T) {
	d, dir := dbtest.New(t), filepath.Join(t.TempDir(), "backups")
	start := time.Date(2026, 11, 24, 8, 10, 0, 0, time.UTC)
	b := &Backups{Store: d.Store, Dir: dir, Every: time.Hour, Keep: model.BackupKeep{Hourly: 3}}
	at := func(minutes int) model.Time { return model.At(start.Add(time.Duration(minutes) * time.Minute)) }
	var blocked string
	for _, tt := range []struct {
		why     string
		minutes int
		block   bool
		last    model.Time
		files   int
		fails   bool
	}{
		{"the first at once", 0, false, at(0), 1, false},
		{"none within the hour", 49, false, at(0), 1, false},
		{"the next with the hour", 50, false, at(50), 2, false},
		{"no room for it", 110, true, at(50), 2, true},
		{"tried again at the next turn", 115, false, at(115), 3, false},
		{"the oldest goes", 170, false, at(170), 3, false},
	} {
		d.SetClock(start.Add(time.Duration(tt.minutes) * time.Minute))
		if tt.block { // a folder stands where the copy wants to be
			blocked = filepath.Join(dir, "desk-"+d.Now().Format("20060102T150405Z")+".db")
			if err := os.MkdirAll(filepath.Join(blocked, "full"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		err := b.Job().Do(t.Context())
		state := b.State()
		if (err != nil) != tt.fails || (state.Err != nil) != tt.fails || state.Last != tt.last {
			t.Errorf("%s: %v; %+v, want last %v", tt.why, err, state, tt.last)
		}
		if files, err := db.Backups(dir); err != nil || len(files) != tt.files || files[0] != state.File {
			t.Errorf("%s: the folder lists %v (%v), want %d and %s first", tt.why, files, err, tt.files, state.File)
		}
		if tt.block {
			if err := os.RemoveAll(blocked); err != nil {
				t.Fatal(err)
			}
		}
	}
	again := &Backups{Store: d.Store, Dir: dir, Every: time.Hour}
	if err := again.Job().Do(t.Context()); err != nil || again.State().Last != at(170) {
		t.Errorf("after a restart: %v, %+v; want the last one known and none made", err, again.State())
	}
}

func TestABackupsFailureStandsUntilOneIsGood(t *testing.T) {
	d, dir := dbtest.New(t), t.TempDir()
	b := &Backups{Store: d.Store, Dir: filepath.Join(dir, "file", "backups"), Every: time.Hour}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Job().Do(t.Context()); err == nil || b.State().Err == nil || !b.State().Last.IsZero() {
			t.Errorf("%v, %+v; want a failure and no backup", err, b.State())
		}
	}
}
