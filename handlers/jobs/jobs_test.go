package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backfill/db"
)

func TestJobsRunOnTheirTurnAndSurviveTheirFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		hourly, panics, fails, ended := 0, 0, 0, false
		asked := 0
		clock := NewClock(slog.New(slog.NewTextHandler(&log, nil)), time.Now, []Job{
			{"hourly", time.Hour, func(context.Context) error { hourly++; return nil }},
			{"panics", time.Hour, func(context.Context) error { panics++; panic("boo") }},
			{"fails", 2 * time.Hour, func(context.Context) error { fails++; return errors.New("no paper") }},
			{"asked", 0, func(context.Context) error { asked++; time.Sleep(time.Minute); return nil }},
		})
		go func() {
			clock.Run(ctx)
			ended = true
		}()
		time.Sleep(3*time.Hour + time.Minute)
		synctest.Wait()
		if hourly != 4 || panics != 4 || fails != 2 {
			t.Errorf("ran %d, %d, %d times, want 4, 4, 2", hourly, panics, fails)
		}
		if asked != 0 || !clock.Ask("asked") || clock.Ask("nothing of the kind") {
			t.Errorf("asked for %d times by itself", asked)
		}
		synctest.Wait()
		if states, _ := clock.States(); !states[3].Running || states[3].Runs != 0 {
			t.Errorf("while it runs: %+v", states[3])
		}
		time.Sleep(2 * time.Minute)
		states, failures := clock.States()
		if s := states[3]; asked != 1 || s.Running || s.Runs != 1 || s.Took != time.Minute || s.Err != "" {
			t.Errorf("after it ran: %+v", s)
		}
		if s := states[2]; s.Runs != 2 || s.Failures != 2 || s.Err != "no paper" || len(failures) != 6 || failures[0].At.Before(failures[5].At) {
			t.Errorf("what failed: %+v, %d failures", s, len(failures))
		}
		stop()
		synctest.Wait()
		if !ended {
			t.Error("Run did not return after its context ended")
		}
		if got := log.String(); !strings.Contains(got, "no paper") || !strings.Contains(got, "panic: boo") {
			t.Errorf("log: %s", got)
		}
	})
}

func TestDailyRunsOncePerCompanyDate(t *testing.T) {
	now := time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	s, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ran, broken := 0, true
	do := daily(s, func(context.Context) error {
		ran++
		if broken {
			return errors.New("not yet")
		}
		return nil
	})
	if do(t.Context()) == nil {
		t.Error("the failure was swallowed")
	}
	broken = false
	for range 3 {
		if err := do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(3 * time.Hour) // past midnight in UTC
	if err := do(t.Context()); err != nil || ran != 3 {
		t.Errorf("ran %d times, want 3: a failure, its repeat, and the next day (%v)", ran, err)
	}
}
