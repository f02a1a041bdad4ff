package jobs

import (
	"context"
	"sync"
	"time"

	"backfill/db"
	"backfill/model"
)

// Backups are the scheduled backups of a desk.
type Backups struct {
	Store *db.Store
	Dir   string           // where they go; made when missing
	Every time.Duration    // one in every stretch of this length
	Keep  model.BackupKeep // which of them stay

	mu    sync.Mutex
	state model.BackupState
}

// backupTurn is how soon a backup that is due is begun, and one that failed is
// tried again.
const backupTurn = 5 * time.Minute

// Job makes a backup when one is due.
func (b *Backups) Job() Job { return Job{"backup", min(backupTurn, b.Every), b.make} }

// State tells how they are doing; safe while the job runs.
func (b *Backups) State() model.BackupState {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

func (b *Backups) make(ctx context.Context) error {
	state, err := b.backup(ctx)
	if ctx.Err() != nil {
		return ctx.Err() // stopped is not failed
	}
	state.Err = err
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil && state.Last == b.state.Last {
		state.Err = b.state.Err // nothing was due, so nothing was mended
	}
	b.state = state
	return err
}

// backup makes one when it is due and gives what there is after that.
func (b *Backups) backup(ctx context.Context) (model.BackupState, error) {
	last, file, err := b.Store.LastPlannedBackup(b.Dir)
	if err == nil && model.BackupDue(last, b.Store.Now(), b.Every) {
		_, err = b.Store.PlannedBackup(ctx, b.Dir, b.Keep)
		if at, made, look := b.Store.LastPlannedBackup(b.Dir); look == nil {
			last, file = at, made
		}
	}
	return model.BackupState{Last: last, File: file}, err
}
