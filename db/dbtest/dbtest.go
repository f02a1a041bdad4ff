// Package dbtest answers how a test gets a desk of its own: a real file in a
// temporary directory with the clock stopped, planted with what the test needs,
// checked against every invariant when the test ends.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"backfill/db"
	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Now is where the clock of a test's desk stands: a Tuesday.
var Now = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// Today is the date of Now.
var Today = model.DateOf(Now)

// Dana is a manager, so that she may do everything a person at the desk may.
func Dana() model.Actor {
	return model.Actor{Name: "dana@test", Origin: "127.0.0.1", RequestID: "test", Role: model.RoleManager}
}

var keys atomic.Int64

// Keyed gives Dana a fresh request key, as a form's submit has one.
func Keyed() model.Actor {
	a := Dana()
	a.Key = &model.RequestKey{Scope: "test", Key: fmt.Sprintf("key-%016d", keys.Add(1))}
	return a
}

// Desk is a store on a file of its own, and a second connection to that file
// for planting and looking.
type Desk struct {
	testing.TB
	Store *db.Store
	File  string
	Raw   *sqlx.DB // outside the store: for planting and looking only
	clock atomic.Pointer[time.Time]
	// Broken stops the invariants from being checked at the end, for tests that
	// plant a wrong state on purpose.
	Broken bool
	closed bool
}

// Seed is something to plant in a new desk.
type Seed interface{ plant(d *Desk) }

// Do is a seed that is a function.
type Do func(d *Desk)

func (f Do) plant(d *Desk) { f(d) }

// New gives a new desk with the seeds planted in order. When the test ends,
// every invariant is checked and the desk closed.
func New(t testing.TB, seeds ...Seed) *Desk {
	t.Helper()
	d := &Desk{TB: t, File: filepath.Join(t.TempDir(), "desk.db")}
	d.SetClock(Now)
	s, err := db.Open(context.Background(), d.File, func() time.Time { return *d.clock.Load() })
	if err != nil {
		t.Fatal(err)
	}
	d.Store = s
	if d.Raw, err = sqlx.Open("sqlite", "file:"+d.File+"?_busy_timeout=5000&_foreign_keys=on&_txlock=immediate"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	d.Add(seeds...)
	return d
}

// Close checks every invariant, unless Broken or after a failure, and closes
// the desk. It need not be called: the end of the test does.
func (d *Desk) Close() {
	d.Helper()
	if d.closed {
		return
	}
	d.closed = true
	if !d.Broken && !d.Failed() {
		d.Check()
	}
	d.Raw.Close()
	d.Store.Close()
}

// Now is where the desk's clock stands.
func (d *Desk) Now() time.Time { return *d.clock.Load() }

// SetClock moves the desk's clock, which otherwise stands still.
func (d *Desk) SetClock(to time.Time) { d.clock.Store(&to) }

// Sleep moves the desk's clock on without waiting.
func (d *Desk) Sleep(by time.Duration) { d.SetClock(d.clock.Load().Add(by)) }

// Add plants seeds.
func (d *Desk) Add(seeds ...Seed) {
	d.Helper()
	for _, s := range seeds {
		s.plant(d)
	}
}

// Check fails the test for every invariant that does not hold.
func (d *Desk) Check() {
	d.Helper()
	found, err := d.Store.Check(context.Background())
	if err != nil {
		d.Fatalf("check: %v", err)
	}
	for _, f := range found {
		d.Errorf("check: %s", f)
	}
}

// Exec runs one statement on the second connection.
func (d *Desk) Exec(query string, args ...any) {
	d.Helper()
	if _, err := d.Raw.Exec(query, args...); err != nil {
		d.Fatalf("%s: %v", query, err)
	}
}

// ID reads one number, such as a row's id.
func (d *Desk) ID(query string, args ...any) int64 {
	d.Helper()
	var id int64
	if err := d.Raw.Get(&id, query, args...); err != nil {
		d.Fatalf("%s %v: %v", query, args, err)
	}
	return id
}

// Line gives the id and the version of the line that people call SO-1/2.
func (d *Desk) Line(order string, no int) (id int64, version int) {
	d.Helper()
	if err := d.Raw.QueryRow(`SELECT l.id, l.version FROM order_line l JOIN sales_order o ON o.id = l.order_id
		WHERE o.number = ? AND l.line_no = ?`, order, no).Scan(&id, &version); err != nil {
		d.Fatalf("line %s/%d: %v", order, no, err)
	}
	return id, version
}

// Want compares what a query gives with a table of text: see Want.
func (d *Desk) Want(query, table string) {
	d.Helper()
	Want(d, d.File, query, table)
}

// Qty reads a quantity such as "12.5", and panics on anything else.
func Qty(s string) model.Qty {
	q, err := model.ParseQty(s, 3)
	if err != nil {
		panic(err)
	}
	return q
}

// Dump writes every row of every table as text, one a line, to see that nothing
// changed, or what did. The search index is left out: it says what the tables do.
func (d *Desk) Dump() string {
	d.Helper()
	var tables []string
	if err := d.Raw.Select(&tables, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`); err != nil {
		d.Fatal(err)
	}
	var b strings.Builder
	for _, table := range tables {
		got, err := rows(d.File, strings.Replace(`SELECT * FROM "?" ORDER BY 1, 2`, "?", table, 1))
		if err != nil {
			d.Fatal(err)
		}
		for _, row := range got {
			fmt.Fprintln(&b, table, strings.Join(row, " | "))
		}
	}
	return b.String()
}

// Fingerprint is a Dump summed up.
func (d *Desk) Fingerprint() string {
	d.Helper()
	h := sha256.Sum256([]byte(d.Dump()))
	return hex.EncodeToString(h[:])
}

// Difference lists the lines of two dumps that only one of them has.
func Difference(before, after string) string {
	var b strings.Builder
	for _, side := range []struct{ mark, of, other string }{{"-", before, after}, {"+", after, before}} {
		has := map[string]bool{}
		for line := range strings.Lines(side.other) {
			has[line] = true
		}
		for line := range strings.Lines(side.of) {
			if !has[line] {
				b.WriteString(side.mark + " " + line)
			}
		}
	}
	return b.String()
}
