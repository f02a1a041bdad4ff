package jobs

import (
	"context"
	"time"

	"backfill/db"
	"backfill/model"
)

// All lists what the clock does at the desk.
func All(s *db.Store) []Job {
	return []Job{
		{"new day", 10 * time.Minute, daily(s, s.NewDay)},
		{"forget old sessions", 6 * time.Hour, s.ForgetSessions},
	}
}

// daily does f when the company's date has changed since it last succeeded, so
// also at every start.
func daily(s *db.Store, f func(context.Context) error) func(context.Context) error {
	var last model.Date
	return func(ctx context.Context) error {
		set, err := s.Settings(ctx)
		if err != nil {
			return err
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
