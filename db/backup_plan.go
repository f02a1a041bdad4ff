package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"backfill/model"
)

// planLayout is the time in the name of a scheduled backup: desk-20261124T080000Z.db.
const planLayout = "20060102T150405Z"

// planned are the scheduled backups of one desk in one folder. Backups that
// people made, and those of other desks, are none of its business.
type planned struct{ dir, stem string }

func (s *Store) planned(dir string) planned {
	return planned{dir, strings.TrimSuffix(filepath.Base(s.path), filepath.Ext(s.path)) + "-"}
}

func (p planned) file(at model.Time) string {
	return filepath.Join(p.dir, p.stem+at.Std().Format(planLayout)+".db")
}

// parse reads the time out of a name; rest is what follows the name of the
// backup itself: nothing, .manifest.json, or the mark of an unfinished copy.
func (p planned) parse(name string) (at model.Time, rest string, ok bool) {
	name, ours := strings.CutPrefix(name, p.stem)
	when, rest, isFile := strings.Cut(name, ".db")
	t, err := time.Parse(planLayout, when)
	return model.At(t), rest, ours && isFile && err == nil
}

// look lists the whole backups, and the names that killed ones left behind.
func (p planned) look() (whole []model.Time, left []string, err error) {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return nil, nil, err
	}
	parts := map[model.Time][]string{}
	for _, e := range entries {
		if at, rest, ok := p.parse(e.Name()); ok {
			parts[at] = append(parts[at], rest)
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(parts), func(a, b model.Time) int { return b.Std().Compare(a.Std()) }) {
		keep := []string{}
		if slices.Contains(parts[at], "") && slices.Contains(parts[at], manifestSuffix) {
			whole, keep = append(whole, at), []string{"", manifestSuffix}
		}
		for _, rest := range parts[at] {
			if !slices.Contains(keep, rest) {
				left = append(left, p.file(at)+rest)
			}
		}
	}
	return whole, left, nil
}

// LastPlannedBackup gives the newest scheduled backup of this desk in dir that
// was not made after now; the zero Time when there is none.
func (s *Store) LastPlannedBackup(dir string) (at model.Time, file string, err error) {
	p := s.planned(dir)
	whole, _, err := p.look()
	if errors.Is(err, os.ErrNotExist) {
		return at, "", nil
	}
	for _, at := range whole {
		if !at.After(s.Now()) {
			return at, p.file(at), nil
		}
	}
	return at, "", err
}

// PlannedBackup backs the desk up into dir, made when missing, reads the copy
// back to prove it, and only then removes the scheduled backups that keep lets
// go. It gives the copy's name. While the desk breaks its own rules each copy is
// kept and none is removed, because an older one may be the better one; the
// error is then a *Broken.
func (s *Store) PlannedBackup(ctx context.Context, dir string, keep model.BackupKeep) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	p := s.planned(dir)
	_, left, err := p.look()
	if err != nil {
		return "", err
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			return "", fmt.Errorf("clear what an earlier backup left: %w", err)
		}
	}
	file := p.file(s.Now())
	if _, err := s.Backup(ctx, file); err != nil {
		if _, broken := errors.AsType[*Broken](err); broken {
			return file, err
		}
		return "", err
	}
	if _, err := Verify(ctx, file); err != nil {
		if ctx.Err() == nil { // a copy the disk cannot give back is not listed
			err = errors.Join(err, os.Remove(file+manifestSuffix))
		}
		return "", err
	}
	return file, s.rotate(ctx, p, keep)
}

// rotate removes what keep lets go. The copy goes before its manifest: killed
// between the two, the folder lists no backup that is not there.
func (s *Store) rotate(ctx context.Context, p planned, keep model.BackupKeep) error {
	set, err := s.Settings(ctx)
	if err != nil {
		return err
	}
	whole, _, err := p.look()
	if err != nil {
		return err
	}
	for _, at := range keep.Goes(whole, set.Zone) {
		for _, rest := range []string{"", manifestSuffix} {
			if err := os.Remove(p.file(at) + rest); err != nil {
				return fmt.Errorf("remove an old backup: %w", err)
			}
		}
	}
	return syncPath(p.dir)
}

// Drill restores a backup to an empty place, opens the result as the desk would,
// and compares it with what it was made from: the rehearsal of the day on which
// it is needed. Nothing of it stays.
func Drill(ctx context.Context, backup string, clock model.Clock) (Manifest, error) {
	want, err := Verify(ctx, backup)
	if err != nil {
		return want, err
	}
	dir, err := os.MkdirTemp("", "backfill-drill-")
	if err != nil {
		return want, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "desk.db")
	if _, err := Restore(ctx, backup, file, clock); err != nil {
		return want, err
	}
	got, _, err := inspect(ctx, file)
	if err != nil {
		return want, err
	}
	if !maps.Equal(got.Rows, want.Rows) {
		return want, fmt.Errorf("drill: %s has %v rows restored, its manifest says %v", backup, got.Rows, want.Rows)
	}
	s, err := Open(ctx, file, clock)
	if err != nil {
		return want, fmt.Errorf("drill: %s restored does not open: %w", backup, err)
	}
	return want, s.Close()
}
