package jobs

import (
	"context"
	"runtime/debug"
	"time"

	"backfill/db"
	"backfill/model"
)

// All lists what the clock does at the desk.
func All(s *db.Store) []Job {
	return []Job{
		{"new day", 10 * time.Minute, daily(s, s.NewDay)},
		{"read the file through", 24 * time.Hour, s.ReadThrough},
		{"give memory back", 10 * time.Minute, giveBack},
		{"forget old sessions", 6 * time.Hour, s.ForgetSessions},
	}
}

// giveBack returns to the system what a large import, a run or the demo took and
// no longer needs. Go does so by itself, but slowly.
func giveBack(context.Context) error {
	debug.FreeOSMemory()
	return nil
}

// daily does f when the company's date has changed since it last succeeded. At
// a start the file knows whether today's NewDay is done.
func daily(s *db.Store, f func(context.Context) error) func(context.Context) error {
	var last model.Date
	return func(ctx context.Context) error {
		set, err := s.Settings(ctx)
		if err != nil {
			return err
		}
		if last.IsZero() {
			if last, err = s.DayDone(ctx); err != nil {
				return err
			}
		}
		today := s.Now().Date(set.Zone)
		if today == last {
			return nil
		}
		if err := f(ctx); err != nil {
			return err
		}
		last = today
		return nil
	}
}
