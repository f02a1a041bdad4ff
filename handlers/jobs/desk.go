package jobs

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"backfill/db"
	"backfill/model"
)

// All lists what the clock does at the desk.
func All(s *db.Store) []Job {
	return []Job{
		{"new day", 10 * time.Minute, daily(s, func(ctx context.Context) error { return errors.Join(s.NewDay(ctx), giveBack(s)(ctx)) })},
		{"read the file through", 24 * time.Hour, func(ctx context.Context) error { return errors.Join(s.ReadThrough(ctx), giveBack(s)(ctx)) }},
		{"give memory back", 10 * time.Minute, giveBack(s)},
		{"forget old sessions", 6 * time.Hour, s.ForgetSessions},
		{"forget files sent", time.Hour, s.ForgetUploads},
		{CheckRules, 0, check(s)},
		{PlanAnew, time.Minute, s.PlanAnew},
	}
}

// giveBack returns to the system what a large import, a run or the demo took and
// no longer needs: an idle desk is small. SQLite would keep its pages for good,
// and Go gives its memory back slowly.
func giveBack(s *db.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		err := s.ShrinkMemory(ctx)
		debug.FreeOSMemory()
		return err
	}
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

// PlanAnew is the job that serves open lines by settings that were changed.
const PlanAnew = "plan by new settings"

// CheckRules is the job that looks at every rule of the desk when it is asked.
const CheckRules = "check every rule"

func check(s *db.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		found, err := s.Check(ctx)
		if err == nil && len(found) > 0 {
			err = &db.Broken{Findings: found}
		}
		return err
	}
}
