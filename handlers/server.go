// Package handlers answers what a click starts: decode what was sent, do one
// operation, show the result.
package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"backfill/db"
	"backfill/model"
	"backfill/static"
	"backfill/views/help"
	"backfill/views/urls"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// Ctx is one request. The alias is the one place that names Echo's type, so
// that its next major version is a change of this line.
type Ctx = echo.Context

// Config is what the operator decides about the web side.
type Config struct {
	BaseURL        string        // where browsers find the desk, https://desk.example.com; "" when served directly on plain http
	TrustedProxies []string      // networks (CIDR) whose X-Forwarded-For is believed; none: nobody's
	IdleLimit      time.Duration // a session unused for so long is over
	SessionLimit   time.Duration // no session lasts longer
	MetricsToken   string        // bearer token for /metrics; "": there is no such page
	Dev            bool          // development pages exist
	PerUser        rate.Limit    // requests a second one person may make, with bursts of three times that
	PerAddress     rate.Limit    // the same for one address
	Log            *slog.Logger

	Operating string // the operator's page of the manual, Markdown; "": there is none

	Version string // of the program

	Jobs     func() ([]model.JobState, []model.JobFailure) // how the clock's jobs are doing; nil: there is no clock
	RunCheck func() bool                                   // has every rule looked at; false while that is under way; nil: there is no clock

	PlanAnew func() // has open lines served by new settings now, not within a minute; nil: there is no clock

	Watched func() model.WatchState // how the watched folder is doing; nil: there is none

	Backups func() model.BackupState // how the scheduled backups are doing; nil: there are none
}

// Defaults for Config fields left zero.
const (
	defaultIdle       = 30 * time.Minute
	defaultSession    = 10 * time.Hour
	defaultPerUser    = rate.Limit(50)
	defaultPerAddress = rate.Limit(200)
)

func (c Config) withDefaults() Config {
	if c.IdleLimit == 0 {
		c.IdleLimit = defaultIdle
	}
	if c.SessionLimit == 0 {
		c.SessionLimit = defaultSession
	}
	if c.PerUser == 0 {
		c.PerUser = defaultPerUser
	}
	if c.PerAddress == 0 {
		c.PerAddress = defaultPerAddress
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Server answers the desk's requests.
type Server struct {
	Store *db.Store

	cfg      Config
	log      *slog.Logger
	echo     *echo.Echo
	routes   map[string]route // by method and pattern
	named    map[string]namedList
	sm       *scs.SessionManager
	sessions *db.Sessions
	files    *static.Files
	manual   help.Manual
	origin   *http.CrossOriginProtection
	users    *buckets
	address  *buckets
	counts   counters
	draining atomic.Bool
	work     *work
	claimed  atomic.Bool // there are people; there always will be
}

// New builds the server and all its routes. It panics when a route declares no
// permission: that is a mistake of ours, and the desk must not start with it.
func New(store *db.Store, cfg Config) (*Server, error) {
	cfg = cfg.withDefaults()
	files, err := static.Open()
	if err != nil {
		return nil, err
	}
	urls.Static = files.URL
	s := &Server{Store: store, cfg: cfg, log: cfg.Log, echo: echo.New(), routes: map[string]route{}, named: map[string]namedList{}, files: files,
		origin: http.NewCrossOriginProtection(), users: newBuckets(cfg.PerUser, store.Now), address: newBuckets(cfg.PerAddress, store.Now)}
	if s.manual, err = help.Build(manualFiles(cfg.Operating)); err != nil {
		return nil, fmt.Errorf("manual: %w", err)
	}
	s.work = newWork(cfg.Log)
	s.sessions = store.Sessions(cfg.IdleLimit, cfg.SessionLimit)
	s.sm = newSessionManager(s.sessions, s.secure())
	if cfg.BaseURL != "" {
		if err := s.origin.AddTrustedOrigin(cfg.BaseURL); err != nil {
			return nil, fmt.Errorf("base URL %q: %w", cfg.BaseURL, err)
		}
	}
	if s.echo.IPExtractor, err = ipExtractor(cfg.TrustedProxies); err != nil {
		return nil, err
	}
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Use(s.observe, s.secureHeaders, s.limitBody, s.sameOrigin, s.session, s.throttle, s.firstRun, s.offerReasons, s.compress())
	s.allRoutes()
	s.checkRoutes()
	return s, nil
}

// secure tells whether browsers reach the desk over https.
func (s *Server) secure() bool {
	u, err := url.Parse(s.cfg.BaseURL)
	return err == nil && u.Scheme == "https"
}

// Handler is the whole desk as one handler.
func (s *Server) Handler() http.Handler { return s.echo }

// HTTP gives the server to listen with: no client can hold a connection or its
// memory for longer than these limits.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s.echo,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// Drain makes /readyz say that this process takes no new work, so that a
// balancer looks elsewhere while the last requests end.
//
// What is being done to files in the background is given up: nothing of it is
// kept, and nothing is half done.
func (s *Server) Drain() {
	s.draining.Store(true)
	s.work.stop()
}

// today is the company's date now.
func (s *Server) today(set db.Settings) model.Date { return s.Store.Now().Date(set.Zone) }
