package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"backfill/db"
	"backfill/handlers"
	"backfill/handlers/jobs"
	"backfill/model"
)

//go:embed OPERATING.md
var operating string

// drainLimit is how long requests under way may take after SIGTERM.
const drainLimit = 10 * time.Second

// serveFlags are the settings of the running desk.
type serveFlags struct {
	Addr           string        `help:"Where to listen." default:"127.0.0.1:8080" env:"BACKFILL_ADDR" placeholder:"HOST:PORT"`
	BaseURL        string        `help:"Where browsers find the desk when a proxy stands before it, such as https://desk.example.com." env:"BACKFILL_BASE_URL" placeholder:"URL"`
	TrustedProxies []string      `help:"Networks whose X-Forwarded-For is believed, such as 10.0.0.0/8." env:"BACKFILL_TRUSTED_PROXIES" placeholder:"CIDR"`
	InsecureLAN    bool          `name:"insecure-lan" help:"Allow plain http on an address others can reach: passwords and sessions can then be read on the network." env:"BACKFILL_INSECURE_LAN"`
	Idle           time.Duration `help:"A session unused for so long is over." default:"30m" env:"BACKFILL_IDLE"`
	Session        time.Duration `help:"No session lasts longer." default:"10h" env:"BACKFILL_SESSION"`
	MetricsToken   string        `help:"Bearer token for /metrics; without it there is no such page. Give it in the environment or the settings file." env:"BACKFILL_METRICS_TOKEN" placeholder:"TOKEN" secret:""`
	Dev            bool          `help:"Development pages such as /dev/gallery." env:"BACKFILL_DEV"`
	Watch          string        `help:"Folder whose files are imported as they come." env:"BACKFILL_WATCH" placeholder:"DIR"`
	WatchEvery     time.Duration `help:"How often that folder is looked through; a file is taken when it has not grown in between." default:"5s" env:"BACKFILL_WATCH_EVERY"`
	Backup         backupFlags   `embed:"" prefix:"backup-"`
}

type serveCmd struct {
	serveFlags
	Demo bool `help:"Fill an empty file with a demo company that has had a bad week."`
}

// Run serves the desk until ctx ends, then lets the requests under way finish.
func (c *serveCmd) Run(ctx context.Context, g *cli, e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	s, err := g.open(ctx, e)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.Demo {
		if err := fillDemo(ctx, s, e); err != nil {
			return err
		}
	}
	return c.openDesk(ctx, s, e)
}

// openDesk listens, does the jobs of the clock, and ends both when ctx ends.
func (c *serveCmd) openDesk(ctx context.Context, s *db.Store, e *env) error {
	log := slog.New(slog.NewJSONHandler(e.err, nil))
	cfg, work := c.config(log), jobs.All(s)
	if b := c.Backup.plan(s); b != nil {
		cfg.Backups = b.State
		work = append(work, b.Job())
	}
	if c.Watch != "" {
		w := &jobs.Watch{Store: s, Dir: c.Watch, Every: c.WatchEvery}
		cfg.Watched = w.State
		work = append(work, w.Job())
	}
	clock := jobs.NewClock(log, e.now, work)
	cfg.Jobs, cfg.RunCheck = clock.States, func() bool { return clock.Ask(jobs.CheckRules) }
	cfg.PlanAnew = func() { clock.Ask(jobs.PlanAnew) }
	desk, err := handlers.New(s, cfg)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	if err := tellFirstSteps(ctx, s, e, log, c.address(l)); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "The desk is open at %s\n", c.address(l))
	log.Info("start", "version", version, "schema", db.SchemaVersion(), "file", s.Path(), "bytes", sizeOf(s.Path()), "address", l.Addr().String())
	ticking, stop := context.WithCancel(context.WithoutCancel(ctx))
	stopped := make(chan struct{})
	go func() { defer close(stopped); clock.Run(ticking) }()
	err = serve(ctx, desk, l)
	stop()
	<-stopped
	return err
}

// sizeOf is a file's size in bytes, 0 when it cannot be told.
func sizeOf(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// demoSeed makes every demo the same but for the day it is started on.
const demoSeed = 1

// fillDemo makes the demo company and says how to log in.
func fillDemo(ctx context.Context, s *db.Store, e *env) error {
	fmt.Fprintln(e.out, "Filling the desk with a demo company; this takes a few seconds.")
	if err := s.FillDemo(ctx, demoSeed); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Log in with the password %s as one of:\n", db.DemoPassword)
	for _, role := range model.Roles() {
		fmt.Fprintf(e.out, "  %s\n", db.DemoEmail(role))
	}
	return nil
}

// tellFirstSteps says, and leaves in the log, with which code a desk is opened
// that nobody can log in to. Whoever reads either owns the machine.
func tellFirstSteps(ctx context.Context, s *db.Store, e *env, log *slog.Logger, address string) error {
	code, err := s.NewSetupCode(ctx)
	if err != nil || code == "" {
		return err
	}
	fmt.Fprintf(e.out, "Nobody can log in yet. Open the address below and enter the set-up code %s\n", code)
	fmt.Fprintln(e.out, "or add the first person here: backfill user add --role admin --email YOU@EXAMPLE.COM --name YOU")
	log.Warn("nobody can log in yet", "setup", address+"/setup", "code", code)
	return nil
}

// serve answers on l until ctx ends, and gives what is under way drainLimit to end.
func serve(ctx context.Context, desk *handlers.Server, l net.Listener) error {
	srv := desk.HTTP()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	desk.Drain()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainLimit)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		return fmt.Errorf("not every request ended in time: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// check refuses to send passwords over a network in the clear by mistake.
func (c *serveFlags) check() error {
	if err := c.Backup.check(); err != nil {
		return err
	}
	if c.WatchEvery <= 0 {
		return fmt.Errorf("%w: --watch-every %v is not a time between two looks", errUsage, c.WatchEvery)
	}
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%w: --base-url %q is not an address such as https://desk.example.com", errUsage, c.BaseURL)
		}
		if u.Scheme == "https" {
			return nil
		}
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("%w: --addr %q is not HOST:PORT", errUsage, c.Addr)
	}
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && ip.IsLoopback() || c.InsecureLAN {
		return nil
	}
	return fmt.Errorf("%w: others can reach %s, and over plain http they can read passwords: put a proxy with TLS before it and say --base-url https://..., or accept that with --insecure-lan", errUsage, c.Addr)
}

func (c *serveFlags) config(log *slog.Logger) handlers.Config {
	return handlers.Config{BaseURL: c.BaseURL, TrustedProxies: c.TrustedProxies, IdleLimit: c.Idle, SessionLimit: c.Session,
		MetricsToken: c.MetricsToken, Dev: c.Dev, Log: log, Operating: operating, Version: version}
}

func (c *serveFlags) address(l net.Listener) string {
	if c.BaseURL != "" {
		return c.BaseURL
	}
	return "http://" + l.Addr().String()
}
