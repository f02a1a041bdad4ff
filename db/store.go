// Package db answers how what is true is kept, and what happens together.
//
// Exported methods of Store are operations (one transaction each, <noun>_ops.go)
// or reads (<noun>.go). A transaction never leaves this package.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"backfill/model"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver
)

func init() { sqlx.BindDriver("sqlite", sqlx.QUESTION) }

// applicationID marks a file as ours ("BkFl").
const applicationID = 0x426b466c

// minSQLite is the first version without the WAL-reset corruption bug.
const minSQLite = "3.51.3"

// keptStatements is how many prepared statements each connection keeps; one
// takes about 11 KB.
const keptStatements = 160

// waitingRoom bounds how many writers may queue before a request is refused.
const waitingRoom = 32

// Store is the desk's one file: one writer, several readers.
type Store struct {
	path  string
	w     *sqlx.DB
	r     *sqlx.DB
	clock model.Clock
	lock  *os.File
	room  chan struct{}
	turn  chan struct{} // the writer's: whoever waits longest is next, where the pool of connections would draw lots
	told  func(Change)
	fill  lineFill

	unread bool // the file was large and closed well: it was not read through at the start
}

// Change is what a commit touched, told to whoever listens after the commit.
type Change struct {
	Lines []int64
}

// Open opens the file, made when missing, and brings its schema up to date: a
// verified backup is made before a migration. It refuses a file that is not
// ours, is newer than this program, fails SQLite's checks, or is being
// restored. The clock is the only source of time below.
//
// SQLite's checks read the whole file, seconds for a gigabyte. They are made at
// once where they can find something that was not there when the file was last
// in use: after a stop that was not clean, or while somebody else has the file
// open (its write-ahead log then lies beside it), and whenever the file is
// small. A large file that was closed well is opened after a look at its header
// and its schema, and read through by ReadThrough while the desk is open.
func Open(ctx context.Context, path string, clock model.Clock) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	lock, err := lockFile(path, syscall.LOCK_SH)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, clock: clock, lock: lock, room: make(chan struct{}, waitingRoom), turn: make(chan struct{}, 1), told: func(Change) {}, unread: !readAtStart(path)}
	if err := s.start(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) error {
	if err := patiently(ctx, func() error { return checkFile(ctx, s.path, !s.unread) }); err != nil {
		return err
	}
	if err := migrate(ctx, s.path, s.clock); err != nil {
		return err
	}
	var err error
	if s.w, err = connect(ctx, writerDSN(s.path), 1); err != nil {
		return err
	}
	if s.r, err = connect(ctx, readerDSN(s.path), 4); err != nil {
		return err
	}
	return nil
}

// Close ends both pools and gives the file's lock back.
func (s *Store) Close() error {
	var errs []error
	for _, p := range []*sqlx.DB{s.r, s.w} {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// OnChange has f called after each commit. f must not block.
func (s *Store) OnChange(f func(Change)) { s.told = f }

// Path is where the file is.
func (s *Store) Path() string { return s.path }

// Now reads the store's clock.
func (s *Store) Now() model.Time { return model.At(s.clock()) }

// lockFile holds an advisory lock beside the database: shared by everyone who
// works with it, exclusive for a restore. The database itself is opened by
// SQLite only: closing it elsewhere would drop SQLite's own locks.
func lockFile(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		f.Close()
		if how == syscall.LOCK_EX {
			return nil, fmt.Errorf("%s is in use: stop the desk first", path)
		}
		return nil, fmt.Errorf("%s is being restored: try again when that is done", path)
	}
	return f, nil
}

func dsn(path, rest string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?_busy_timeout=5000&_foreign_keys=on&_journal_mode=WAL&_synchronous=FULL&_dqs=0&_error_rc=1" +
		"&_pragma=recursive_triggers(1)&_pragma=trusted_schema(0)&_pragma=journal_size_limit(67108864)" + rest
}

func writerDSN(path string) string {
	return dsn(path, "&_defensive=1&_txlock=immediate&_pragma=cache_size(-32000)")
}

func readerDSN(path string) string {
	return dsn(path, "&_defensive=1&_query_only=1&_pragma=temp_store(2)&_pragma=cache_size(-16000)")
}

// migrateDSN has foreign keys off: rebuilding a table with them on would empty
// its children through cascades without a word.
func migrateDSN(path string) string {
	return strings.Replace(dsn(path, "&_txlock=immediate"), "_foreign_keys=on", "_foreign_keys=off", 1)
}

// connect opens a pool and proves on a connection that every setting took: the
// driver accepts misspelt ones in silence.
func connect(ctx context.Context, dsn string, conns int) (*sqlx.DB, error) {
	plain, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	defer plain.Close() // it only names the driver
	p := sqlx.NewDb(sql.OpenDB(remembering{plain.Driver(), dsn, keptStatements}), "sqlite")
	p.SetMaxOpenConns(conns)
	p.SetMaxIdleConns(conns)
	p.SetConnMaxIdleTime(0)
	held := make([]*sql.Conn, 0, conns)
	defer func() {
		for _, c := range held {
			c.Close()
		}
	}()
	for range conns {
		c, err := p.Conn(ctx)
		if err != nil {
			p.Close()
			return nil, err
		}
		held = append(held, c)
		if err := checkPragmas(ctx, c, strings.Contains(dsn, "_query_only"), strings.Contains(dsn, "_foreign_keys=on")); err != nil {
			p.Close()
			return nil, err
		}
	}
	return p, nil
}

func checkPragmas(ctx context.Context, c *sql.Conn, readOnly, foreignKeys bool) error {
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "recursive_triggers": "1",
		"trusted_schema": "0", "journal_size_limit": "67108864", "foreign_keys": "0", "query_only": "0",
	}
	if readOnly {
		want["query_only"] = "1"
	}
	if foreignKeys {
		want["foreign_keys"] = "1"
	}
	for name, w := range want {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
			return fmt.Errorf("read pragma %s: %w", name, err)
		}
		if got != w {
			return fmt.Errorf("pragma %s is %s, must be %s", name, got, w)
		}
	}
	return nil
}

// patiently waits up to five seconds while another start makes the same new file:
// for the step from a rollback journal to a log SQLite does not wait by itself.
func patiently(ctx context.Context, open func() error) error {
	const tries = 200
	for range tries {
		if err := open(); !errors.Is(storageError(err), ErrBusy) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Second / tries):
		}
	}
	return open()
}

// checkFile refuses a SQLite that corrupts and a file that is not ours, broken,
// or newer than this program. A missing file is fine.
func checkFile(ctx context.Context, path string, through bool) error {
	p, err := connect(ctx, migrateDSN(path), 1)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := oursFile(ctx, p); err != nil || !through {
		return err
	}
	return soundFile(ctx, p, "quick_check")
}

// smallFile is up to how many bytes a file is read through at every start: a
// tenth of a second.
var smallFile int64 = 16 << 20

// readAtStart tells whether a file is read through before it is used.
func readAtStart(path string) bool {
	file, err := os.Stat(path)
	if err != nil || file.Size() <= smallFile {
		return true
	}
	_, err = os.Stat(path + "-wal") // SQLite takes it away at a clean stop
	return !errors.Is(err, os.ErrNotExist)
}

// ReadThrough makes SQLite's checks of the whole file if the start has left them
// out, on a connection of its own and beside everybody's work. A later call
// does nothing.
func (s *Store) ReadThrough(ctx context.Context) error {
	if !s.unread {
		return nil
	}
	p, err := connect(ctx, readerDSN(s.path), 1)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := soundFile(ctx, p, "quick_check"); err != nil {
		return err
	}
	s.unread = false
	return nil
}

// oursFile looks at the header and the schema.
func oursFile(ctx context.Context, p *sqlx.DB) error {
	var version string
	var app, user, tables int
	for q, into := range map[string]any{
		"SELECT sqlite_version()": &version, "PRAGMA application_id": &app, "PRAGMA user_version": &user,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := p.GetContext(ctx, into, q); err != nil {
			return fmt.Errorf("%s: %w", q, err)
		}
	}
	switch {
	case olderVersion(version, minSQLite):
		return fmt.Errorf("SQLite %s has a bug that corrupts files; %s or newer is needed", version, minSQLite)
	case app != applicationID && tables > 0:
		return errors.New("this is not a Backfill file")
	case user > schemaVersion():
		return fmt.Errorf("the file has schema %d, this program knows %d: use the newer Backfill", user, schemaVersion())
	}
	return nil
}

// soundFile reads all of the file, with SQLite's quick_check or its slower
// integrity_check.
func soundFile(ctx context.Context, p *sqlx.DB, check string) error {
	var sound string
	if err := p.GetContext(ctx, &sound, "PRAGMA "+check+"(1)"); err != nil {
		return fmt.Errorf("%s: %w", check, err)
	}
	if sound != "ok" {
		return fmt.Errorf("the file is damaged (%s): restore a backup", sound)
	}
	return noOrphans(ctx, p)
}

func noOrphans(ctx context.Context, p *sqlx.DB) error {
	rows, err := p.QueryxContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		row, err := rows.SliceScan()
		return errors.Join(fmt.Errorf("a row points to nothing: %v", row), err)
	}
	return rows.Err()
}

func olderVersion(a, b string) bool {
	var x, y [3]int
	fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2])
	fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2])
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

// Ready tells whether the file answers, for /readyz.
func (s *Store) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var user int
	if err := s.r.GetContext(ctx, &user, "PRAGMA user_version"); err != nil {
		return err
	}
	if user != schemaVersion() {
		return fmt.Errorf("schema %d, want %d", user, schemaVersion())
	}
	return nil
}

// ShrinkMemory has every connection that is free give back the pages it keeps;
// they are read from the file again as they are wanted.
func (s *Store) ShrinkMemory(ctx context.Context) error {
	for _, p := range []*sqlx.DB{s.w, s.r} {
		if err := shrink(ctx, p); err != nil {
			return fmt.Errorf("shrink memory: %w", err)
		}
	}
	return nil
}

// shrinkWait is how long a connection is waited for that was free a moment ago.
const shrinkWait = 10 * time.Millisecond

// shrink holds the free connections of a pool, so that it gets each once, and
// lets all go as soon as one is wanted by others: whoever holds one and waits
// for a second, another shrink among them, must not wait for us.
func shrink(ctx context.Context, p *sqlx.DB) error {
	for n := p.Stats().Idle; n > 0; n-- {
		wait, cancel := context.WithTimeout(ctx, shrinkWait)
		c, err := p.Conn(wait)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return nil
		}
		if err != nil {
			return err
		}
		defer c.Close()
		if _, err := c.ExecContext(ctx, "PRAGMA shrink_memory"); err != nil {
			return err
		}
	}
	return nil
}

// SchemaVersion is the schema this program works with.
func SchemaVersion() int { return schemaVersion() }
