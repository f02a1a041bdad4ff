package db

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"backfill/model"
)

// backupFrom writes a consistent, synced and checked copy of the file at path
// to to, which must not exist. Writers are not blocked meanwhile.
func backupFrom(ctx context.Context, path, to string, clock model.Clock) error {
	tmp := fmt.Sprintf("%s.part-%d", to, clock().UnixNano())
	defer os.Remove(tmp)
	p, err := connect(ctx, migrateDSN(path), 1)
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("%s exists already", to)
	}
	if _, err := p.ExecContext(ctx, `VACUUM INTO ?`, tmp); err != nil {
		return err
	}
	if err := checkFile(ctx, tmp); err != nil {
		return fmt.Errorf("the copy is not sound: %w", err)
	}
	for _, rest := range []string{"-wal", "-shm"} {
		os.Remove(tmp + rest)
	}
	if err := syncPath(tmp); err != nil {
		return err
	}
	if err := os.Rename(tmp, to); err != nil {
		return err
	}
	return syncPath(filepath.Dir(to))
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
