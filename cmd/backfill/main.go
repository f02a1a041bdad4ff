// Command backfill is the backorder desk: one binary, one SQLite file. Each
// command lives in its own file; this one only lists them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
	_ "time/tzdata" // a bare machine has no zone files

	"backfill/db"

	"github.com/alecthomas/kong"
)

// version is set by the build.
var version = "dev"

type cli struct {
	DB     string          `help:"The desk's file; made when missing." default:"backfill.db" env:"BACKFILL_DB" placeholder:"FILE"`
	Config kong.ConfigFlag `help:"Settings as TOML; flags and BACKFILL_* win." env:"BACKFILL_CONFIG" placeholder:"FILE"`

	Serve       serveCmd        `cmd:"" help:"Open the desk."`
	Migrate     migrateCmd      `cmd:"" help:"Bring the file's schema up to date; a backup is made first."`
	Allocate    allocateCmd     `cmd:"" help:"Run the queue: who gets what, and why."`
	Available   availabilityCmd `cmd:"" name:"availability" help:"Ask what a new order could be promised: now, when, in which parts."`
	Backtest    backtestCmd     `cmd:"" help:"Try the desk's methods on the past."`
	Check       checkCmd        `cmd:"" help:"Check every invariant of the file; list what is broken."`
	Backup      backupCmd       `cmd:"" help:"Copy the desk's file while it runs; verify and list copies."`
	Restore     restoreCmd      `cmd:"" help:"Put a backup in the file's place; the old file is kept."`
	User        userCmd         `cmd:"" help:"Add, list and disable the people who may log in."`
	APIKey      apikeyCmd       `cmd:"" name:"apikey" help:"Make, list and revoke the keys that programs use the desk with."`
	Settings    configCmd       `cmd:"" name:"config" help:"Print the settings the desk would run with, secrets hidden."`
	Healthcheck healthcheckCmd  `cmd:"" help:"Ask the running desk whether it is ready."`
	Import      importCmd       `cmd:"" help:"Take a CSV file in: orders, stock, purchase orders, products, customers and more."`
	Export      exportCmd       `cmd:"" help:"Write a list out as CSV, XLSX or JSON."`
	Version     versionCmd      `cmd:"" help:"Print the version."`
}

// env is what commands work with instead of the process's globals, so that
// tests can run them.
type env struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
}

// errUsage marks a mistake of the command line: exit status 2.
var errUsage = errors.New("wrong usage")

func main() {
	syscall.Umask(0o077)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], &env{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}))
}

// run parses args and runs the command; 0 done, 1 failed, 2 wrong usage.
func run(ctx context.Context, args []string, e *env) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("backfill"),
		kong.Description("The backorder desk: who gets what, when, and who must be told."),
		kong.Configuration(tomlConfig), kong.Writers(e.out, e.err), kong.UsageOnError(),
		kong.Exit(func(n int) { exit = n }), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&c, e))
	if err != nil {
		fmt.Fprintln(e.err, "backfill:", err)
		return 1
	}
	k, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintf(e.err, "backfill: %v\n\"backfill --help\" lists the commands, \"backfill COMMAND --help\" what one takes.\n", err)
		return 2
	}
	switch err := k.Run(); {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(e.err, "backfill:", err)
		return 2
	case ctx.Err() != nil:
		fmt.Fprintf(e.err, "backfill: stopped before it was done (%v)\n", err)
		return 1
	default:
		fmt.Fprintln(e.err, "backfill:", err)
		return 1
	}
}

// open opens the desk's file for one command.
func (c *cli) open(ctx context.Context, e *env) (*db.Store, error) { return db.Open(ctx, c.DB, e.now) }

type versionCmd struct {
	JSON bool `name:"json" help:"As JSON, with the schema and the toolchain."`
}

func (v versionCmd) Run(e *env) error {
	if v.JSON {
		return json.NewEncoder(e.out).Encode(map[string]any{"version": version, "schema": db.SchemaVersion(),
			"go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
	}
	_, err := fmt.Fprintln(e.out, "backfill", version)
	return err
}

type migrateCmd struct{}

func (migrateCmd) Run(ctx context.Context, c *cli, e *env) error {
	s, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s is at schema %d.\n", c.DB, db.SchemaVersion())
	return s.Close()
}
