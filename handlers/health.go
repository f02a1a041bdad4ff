package handlers

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"backfill/model"

	"github.com/labstack/echo/v4"
)

// live tells that the process answers.
func (s *Server) live(c Ctx) error { return c.String(http.StatusOK, "ok\n") }

// ready tells whether requests should be sent here: the file answers and the
// process is not about to stop. It says no more than that to strangers.
func (s *Server) ready(c Ctx) error {
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	if err := s.Store.Ready(c.Request().Context()); err != nil {
		s.log.Error("not ready", "err", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// counters are what /metrics shows.
type counters struct {
	inFlight atomic.Int64
	byClass  [6]atomic.Int64 // 1xx to 5xx by first digit
	millis   atomic.Int64
}

func (n *counters) begin() { n.inFlight.Add(1) }
func (n *counters) end()   { n.inFlight.Add(-1) }

func (n *counters) answered(status int, took time.Duration) {
	if class := status / 100; class < len(n.byClass) {
		n.byClass[class].Add(1)
	}
	n.millis.Add(took.Milliseconds())
}

// metrics is for the operator's collector, who knows the token; to all others
// there is no such page.
func (s *Server) metrics(c Ctx) error {
	token, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
	if s.cfg.MetricsToken == "" || !ok || subtle.ConstantTimeCompare([]byte(token), []byte(s.cfg.MetricsToken)) != 1 {
		return echo.ErrNotFound
	}
	var b strings.Builder
	b.WriteString("# TYPE backfill_requests_total counter\n")
	for class := 1; class < len(s.counts.byClass); class++ {
		fmt.Fprintf(&b, "backfill_requests_total{class=\"%dxx\"} %d\n", class, s.counts.byClass[class].Load())
	}
	fmt.Fprintf(&b, "# TYPE backfill_request_milliseconds_total counter\nbackfill_request_milliseconds_total %d\n", s.counts.millis.Load())
	fmt.Fprintf(&b, "# TYPE backfill_requests_in_flight gauge\nbackfill_requests_in_flight %d\n", s.counts.inFlight.Load())
	if s.cfg.Backups != nil {
		backupMetrics(&b, s.cfg.Backups())
	}
	if f, err := s.Store.System(c.Request().Context()); err == nil {
		systemMetrics(&b, f)
	} else {
		s.log.Error("system not measured", "request", requestID(c), "err", err)
	}
	if s.cfg.Jobs != nil {
		states, _ := s.cfg.Jobs()
		jobMetrics(&b, states)
	}
	return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(b.String()))
}

// backupMetrics are what an alarm needs: how old the newest backup is, and
// whether the last try went wrong.
func backupMetrics(w *strings.Builder, state model.BackupState) {
	seconds, failed := int64(0), 0
	if !state.Last.IsZero() {
		seconds = state.Last.Std().Unix()
	}
	if state.Err != nil {
		failed = 1
	}
	fmt.Fprintf(w, "# TYPE backfill_last_backup_timestamp_seconds gauge\nbackfill_last_backup_timestamp_seconds %d\n", seconds)
	fmt.Fprintf(w, "# TYPE backfill_backup_failed gauge\nbackfill_backup_failed %d\n", failed)
}

// systemMetrics are the figures of the system page.
func systemMetrics(w *strings.Builder, f model.SystemFacts) {
	for _, m := range []struct {
		name  string
		value int64
	}{
		{"backfill_file_bytes", f.Bytes}, {"backfill_wal_bytes", f.WAL}, {"backfill_disk_free_bytes", f.Free},
		{"backfill_sessions_open", int64(f.Sessions)}, {"backfill_schema_version", int64(f.Schema)},
	} {
		fmt.Fprintf(w, "# TYPE %s gauge\n%s %d\n", m.name, m.name, m.value)
	}
}

func jobMetrics(w *strings.Builder, states []model.JobState) {
	w.WriteString("# TYPE backfill_job_runs_total counter\n")
	for _, j := range states {
		fmt.Fprintf(w, "backfill_job_runs_total{job=%q} %d\n", j.Name, j.Runs)
	}
	w.WriteString("# TYPE backfill_job_failures_total counter\n")
	for _, j := range states {
		fmt.Fprintf(w, "backfill_job_failures_total{job=%q} %d\n", j.Name, j.Failures)
	}
}
