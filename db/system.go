package db

import (
	"context"
	"os"
	"path/filepath"
	"syscall"

	"backfill/model"
)

// System tells how the desk is doing as a machine. A size that cannot be told
// is 0.
func (s *Store) System(ctx context.Context) (model.SystemFacts, error) {
	f := model.SystemFacts{File: s.path, Bytes: fileSize(s.path), WAL: fileSize(s.path + "-wal"), Free: freeSpace(filepath.Dir(s.path)), Schema: schemaVersion()}
	err := s.r.QueryRowContext(ctx, `/* System */ SELECT sqlite_version(),
		(SELECT count(*) FROM session WHERE revoked = 0 AND user_id IS NOT NULL AND expires_at > ?),
		(SELECT coalesce(max(id), 0) FROM order_line), (SELECT coalesce(max(id), 0) FROM audit)`, model.At(s.clock())).Scan(&f.SQLite, &f.Sessions, &f.Lines, &f.Audit)
	return f, err
}

func fileSize(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

func freeSpace(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0
	}
	return int64(s.Bavail) * int64(s.Bsize)
}

// BackupTaken keeps in the audit that a person took a copy of everything home.
func (s *Store) BackupTaken(ctx context.Context, a model.Actor, m Manifest) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.record("downloaded", "backup", 0, "desk", nil, map[string]any{"bytes": m.Bytes, "sha256": m.SHA256}, "")
	})
	return err
}
