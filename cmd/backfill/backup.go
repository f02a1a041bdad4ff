package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"backfill/db"
	"backfill/handlers/jobs"
	"backfill/model"
)

type backupCmd struct {
	Create backupCreateCmd `cmd:"" default:"withargs" help:"Copy the desk to FILE while it runs, verified."`
	Verify backupVerifyCmd `cmd:"" help:"Prove that a backup is whole."`
	List   backupListCmd   `cmd:"" help:"List the backups in a folder, newest first."`
	Drill  backupDrillCmd  `cmd:"" help:"Rehearse a restore: the newest backup of a folder goes to a throw-away place and is opened and compared there."`
}

type backupCreateCmd struct {
	File string `arg:"" help:"Where the copy goes; must not exist."`
	JSON bool   `name:"json" help:"Print the manifest."`
}

func (b backupCreateCmd) Run(ctx context.Context, c *cli, e *env) error {
	s, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	defer s.Close()
	m, err := s.Backup(ctx, b.File)
	if !isDone(err) {
		return err
	}
	return errors.Join(printManifest(e, b.JSON, "Backed up to", b.File, m), err)
}

type backupVerifyCmd struct {
	File string `arg:"" help:"The backup."`
	JSON bool   `name:"json" help:"Print the manifest."`
}

func (b backupVerifyCmd) Run(ctx context.Context, e *env) error {
	m, err := db.Verify(ctx, b.File)
	if err != nil {
		return err
	}
	return printManifest(e, b.JSON, "Whole:", b.File, m)
}

type backupListCmd struct {
	Dir string `arg:"" default:"." env:"BACKFILL_BACKUP_DIR" help:"The folder."`
}

func (b backupListCmd) Run(e *env) error {
	files, err := db.Backups(b.Dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(e.out, f)
	}
	return nil
}

type backupDrillCmd struct {
	Dir  string `arg:"" default:"." env:"BACKFILL_BACKUP_DIR" help:"The folder."`
	JSON bool   `name:"json" help:"Print the manifest."`
}

func (b backupDrillCmd) Run(ctx context.Context, e *env) error {
	files, err := db.Backups(b.Dir)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("there is no backup in %s", b.Dir)
	}
	m, err := db.Drill(ctx, files[0], e.now)
	if err != nil {
		return err
	}
	return printManifest(e, b.JSON, "Restored and compared, as a rehearsal:", files[0], m)
}

// backupFlags are the settings of scheduled backups.
type backupFlags struct {
	Dir        string        `help:"Folder for scheduled backups; without it none are made." env:"BACKFILL_BACKUP_DIR" placeholder:"DIR"`
	Every      time.Duration `help:"How often; counted from midnight UTC." default:"1h" env:"BACKFILL_BACKUP_EVERY"`
	KeepHourly int           `help:"Hours of which the newest backup stays." default:"24" env:"BACKFILL_BACKUP_KEEP_HOURLY"`
	KeepDaily  int           `help:"Days of which the newest backup stays." default:"7" env:"BACKFILL_BACKUP_KEEP_DAILY"`
	KeepWeekly int           `help:"Weeks of which the newest backup stays." default:"5" env:"BACKFILL_BACKUP_KEEP_WEEKLY"`
}

func (b backupFlags) check() error {
	if b.Every < time.Minute {
		return fmt.Errorf("%w: --backup-every %v is less than a minute", errUsage, b.Every)
	}
	if b.KeepHourly < 0 || b.KeepDaily < 0 || b.KeepWeekly < 0 {
		return fmt.Errorf("%w: fewer than no backups cannot be kept", errUsage)
	}
	return nil
}

// plan gives the scheduled backups, nil when none are wanted.
func (b backupFlags) plan(s *db.Store) *jobs.Backups {
	if b.Dir == "" {
		return nil
	}
	return &jobs.Backups{Store: s, Dir: b.Dir, Every: b.Every,
		Keep: model.BackupKeep{Hourly: b.KeepHourly, Daily: b.KeepDaily, Weekly: b.KeepWeekly}}
}

func printManifest(e *env, asJSON bool, what, file string, m db.Manifest) error {
	if asJSON {
		return json.NewEncoder(e.out).Encode(m)
	}
	_, err := fmt.Fprintf(e.out, "%s %s: %d bytes, schema %d, %d order lines, %d audit rows.\n",
		what, filepath.Clean(file), m.Bytes, m.Schema, m.Rows["order_line"], m.Rows["audit"])
	return err
}

type restoreCmd struct {
	File string `arg:"" help:"The backup."`
}

func (r restoreCmd) Run(ctx context.Context, c *cli, e *env) error {
	kept, err := db.Restore(ctx, r.File, c.DB, e.now)
	if !isDone(err) {
		return err
	}
	if kept != "" {
		fmt.Fprintf(e.out, "The old file is kept as %s.\n", kept)
	}
	fmt.Fprintf(e.out, "%s is %s now.\n", c.DB, r.File)
	return err
}

// isDone tells whether the work was done; what it was done with may still break
// rules of the desk, which is told and ends with exit status 1.
func isDone(err error) bool {
	_, broken := errors.AsType[*db.Broken](err)
	return err == nil || broken
}
