// Package jobs answers what the clock starts. A job does what a person could
// do; running it twice must be harmless.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Job is one thing done again and again.
type Job struct {
	Name  string
	Every time.Duration // the first time is at once
	Do    func(context.Context) error
}

// Run does the jobs until ctx ends and every one of them has stopped. A job that
// fails or panics is logged and tried again at its next turn; it stops nobody else.
func Run(ctx context.Context, log *slog.Logger, all []Job) {
	var running sync.WaitGroup
	for _, j := range all {
		running.Go(func() { j.repeat(ctx, log) })
	}
	running.Wait()
}

func (j Job) repeat(ctx context.Context, log *slog.Logger) {
	turn := time.NewTicker(j.Every)
	defer turn.Stop()
	for {
		if err := j.once(ctx); err != nil && ctx.Err() == nil {
			log.Error("job failed", "job", j.Name, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}

func (j Job) once(ctx context.Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return j.Do(ctx)
}
