package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

var keepTwoHours = model.BackupKeep{Hourly: 2}

// listed are the backups of a folder by name, each of them proved whole.
func listed(t *testing.T, dir string) []string {
	t.Helper()
	files, err := db.Backups(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		if _, err := db.Verify(t.Context(), f); err != nil {
			t.Errorf("listed, not whole: %v", err)
		}
		names = append(names, filepath.Base(f))
	}
	return names
}

func TestPlannedBackupsAreTurnedOver(t *testing.T) {
	d, dir := dbtest.New(t), filepath.Join(t.TempDir(), "made", "later")
	d.SetClock(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
	other := []string{"by-hand.db", "desk-notes.txt", "other-20260101T000000Z.db", "desk-20260101.db"}
	for range 4 {
		file, err := d.Store.PlannedBackup(t.Context(), dir, keepTwoHours)
		if err != nil {
			t.Fatal(err)
		}
		if at, last, err := d.Store.LastPlannedBackup(dir); err != nil || last != file || at != d.Store.Now() {
			t.Errorf("the last is %s of %v (%v), want %s", last, at, err, file)
		}
		for _, name := range other {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d.Sleep(time.Hour)
	}
	if got, want := listed(t, dir), []string{"desk-20261124T110000Z.db", "desk-20261124T100000Z.db"}; !slices.Equal(got, want) {
		t.Errorf("the folder lists %v, want %v", got, want)
	}
	for _, name := range other {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("what is no scheduled backup of this desk was touched: %v", err)
		}
	}
}

// What a killed backup or a killed rotation leaves is never listed, and the next
// backup clears it away.
func TestPlannedBackupsClearWhatKilledOnesLeft(t *testing.T) {
	d, dir := dbtest.New(t), t.TempDir()
	d.SetClock(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
	left := []string{"desk-20261124T070000Z.db.part-77", "desk-20261124T070000Z.db.part-77-journal", "desk-20261124T060000Z.db.manifest.json", "desk-20261124T050000Z.db"}
	for _, name := range left {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := listed(t, dir); len(got) != 0 {
		t.Errorf("listed: %v", got)
	}
	if at, file, err := d.Store.LastPlannedBackup(dir); err != nil || file != "" || !at.IsZero() {
		t.Errorf("the last is %s of %v (%v), want none", file, at, err)
	}
	if _, err := d.Store.PlannedBackup(t.Context(), dir, keepTwoHours); err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there (%v)", name, err)
		}
	}
	if got := listed(t, dir); len(got) != 1 {
		t.Errorf("listed: %v, want the new one", got)
	}
}

// A desk that breaks its own rules is backed up, and takes no older copy away.
func TestABrokenDeskTakesNoOlderBackupAway(t *testing.T) {
	d, dir := busyDesk(t), t.TempDir()
	if _, err := d.Store.PlannedBackup(t.Context(), dir, model.BackupKeep{}); err != nil {
		t.Fatal(err)
	}
	d.Broken = true
	dropTriggers(d)
	d.Exec(`UPDATE board_sum SET lines = lines + 1`)
	d.Sleep(time.Hour)
	_, err := d.Store.PlannedBackup(t.Context(), dir, model.BackupKeep{})
	if _, broken := errors.AsType[*db.Broken](err); !broken {
		t.Errorf("PlannedBackup = %v, want the broken rule", err)
	}
	if files, err := db.Backups(dir); err != nil || len(files) != 2 {
		t.Errorf("the folder lists %v (%v), want both", files, err)
	}
}

func TestDrill(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d, dir := busyDesk(t), t.TempDir()
	file, err := d.Store.PlannedBackup(t.Context(), dir, keepTwoHours)
	if err != nil {
		t.Fatal(err)
	}
	d.Sleep(40 * 24 * time.Hour) // an old backup is as good
	m, err := db.Drill(t.Context(), file, d.Now)
	if err != nil || m.Rows["order_line"] == 0 {
		t.Errorf("Drill = %v, %v", m.Rows, err)
	}
	bytes, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	bytes[len(bytes)/2] ^= 0xff
	if err := os.WriteFile(file, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Drill(t.Context(), file, d.Now); err == nil {
		t.Error("a damaged backup passed the drill")
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) != 0 {
		t.Errorf("the drill left %v (%v)", left, err)
	}
}
