package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"backfill/model"
)

// Restore puts the backup in the place of the desk's file and gives the name
// under which the old file is kept ("" when there was none). It refuses while a
// desk has the file open, and a backup that is damaged, not ours, not what its
// manifest says, or newer than this program. A whole backup that breaks rules of
// the desk is put in place, because it may be the only one, and the error is a
// *Broken. Killed at any moment, the old or the new file is in place, whole.
func Restore(ctx context.Context, backup, path string, clock model.Clock) (kept string, err error) {
	lock, err := lockFile(path, syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	want, broken := Verify(ctx, backup)
	if _, whole := errors.AsType[*Broken](broken); broken != nil && !whole {
		return "", broken
	}
	fresh := path + ".restoring"
	defer os.Remove(fresh)
	if err := copyFile(backup, fresh); err != nil {
		return "", fmt.Errorf("restore %s: %w", backup, err)
	}
	if got, _, err := hashFile(fresh); err != nil || got != want.SHA256 {
		return "", fmt.Errorf("restore %s: the copy differs from the backup (%w)", backup, err)
	}
	if kept, err = setAside(path, model.At(clock())); err != nil {
		return "", fmt.Errorf("keep the old file: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return "", err
	}
	if err := syncPath(filepath.Dir(path)); err != nil {
		return kept, err
	}
	return kept, broken
}

// setAside keeps the old file under a second name, so that the rename that
// follows replaces it at one stroke. Its write-ahead log goes with it: one left
// in place would be replayed into the restored file without a word.
func setAside(path string, now model.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", removeLogs(path)
	}
	checkpoint(path) // a damaged file may refuse; its log is kept beside it all the same
	kept := path + ".before-restore-" + now.Std().Format("20060102T150405.000Z")
	if err := os.Link(path, kept); err != nil {
		return "", err
	}
	for _, log := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+log, kept+log); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

func removeLogs(path string) error {
	for _, log := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + log); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func checkpoint(path string) {
	p, err := connect(context.Background(), migrateDSN(path), 1)
	if err != nil {
		return
	}
	defer p.Close()
	p.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return errors.Join(out.Sync(), out.Close())
}
