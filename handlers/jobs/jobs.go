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

	"backfill/model"
)

// Job is one thing done again and again.
type Job struct {
	Name  string
	Every time.Duration // the first time is at once; 0: only when somebody asks for it
	Do    func(context.Context) error
}

// keptFailures is how many failed runs are remembered.
const keptFailures = 20

// Clock does jobs and remembers how they went since it was made. It is safe for
// use by many.
type Clock struct {
	log  *slog.Logger
	now  model.Clock
	jobs []Job
	asks []chan struct{} // by job: it is wanted now

	mu       sync.Mutex
	states   []model.JobState
	failures []model.JobFailure // the newest first
}

// NewClock makes a clock that does nothing yet.
func NewClock(log *slog.Logger, now model.Clock, all []Job) *Clock {
	c := &Clock{log: log, now: now, jobs: all}
	for _, j := range all {
		c.states = append(c.states, model.JobState{Name: j.Name, Every: j.Every})
		c.asks = append(c.asks, make(chan struct{}, 1))
	}
	return c
}

// Run does the jobs until ctx ends and every one of them has stopped. A job that
// fails or panics is logged and tried again at its next turn; it stops nobody else.
func (c *Clock) Run(ctx context.Context) {
	var running sync.WaitGroup
	for i := range c.jobs {
		running.Go(func() { c.repeat(ctx, i) })
	}
	running.Wait()
}

// Ask has a job done now; false when it is asked for already, or there is none of
// that name.
func (c *Clock) Ask(name string) bool {
	for i, j := range c.jobs {
		if j.Name != name {
			continue
		}
		select {
		case c.asks[i] <- struct{}{}:
			return true
		default:
		}
	}
	return false
}

// States tells how each job is doing, and which runs failed, the newest first.
func (c *Clock) States() ([]model.JobState, []model.JobFailure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]model.JobState(nil), c.states...), append([]model.JobFailure(nil), c.failures...)
}

func (c *Clock) repeat(ctx context.Context, i int) {
	var turn <-chan time.Time // never, for a job that is only asked for
	if every := c.jobs[i].Every; every > 0 {
		ticks := time.NewTicker(every)
		defer ticks.Stop()
		turn = ticks.C
		c.once(ctx, i)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-turn:
		case <-c.asks[i]:
		}
		c.once(ctx, i)
	}
}

func (c *Clock) once(ctx context.Context, i int) {
	begun := model.At(c.now())
	c.note(i, func(s *model.JobState) { s.Running, s.Started = true, begun })
	err := c.jobs[i].once(ctx)
	if ctx.Err() != nil {
		return // stopped is not failed
	}
	ended := model.At(c.now())
	c.note(i, func(s *model.JobState) {
		s.Running, s.Ended, s.Took, s.Err = false, ended, ended.Sub(begun), ""
		s.Runs++
		if err != nil {
			s.Err = err.Error()
			s.Failures++
		}
	})
	if err != nil {
		c.failed(c.jobs[i].Name, ended, err)
	}
}

func (c *Clock) note(i int, change func(*model.JobState)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.states[i])
}

func (c *Clock) failed(name string, at model.Time, err error) {
	c.log.Error("job failed", "job", name, "err", err)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures = append([]model.JobFailure{{Name: name, At: at, What: err.Error()}}, c.failures...)
	c.failures = c.failures[:min(len(c.failures), keptFailures)]
}

func (j Job) once(ctx context.Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return j.Do(ctx)
}
