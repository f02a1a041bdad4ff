package db

import (
	linked "container/list"
	"context"
	"database/sql/driver"
	"strings"
)

// remembering opens connections that keep the statements they have prepared.
// The desk says the same few hundred sentences all day, and parsing one costs
// more than running it: half of an operation's time.
type remembering struct {
	driver driver.Driver
	dsn    string
	limit  int // statements kept for each connection; the one not used longest goes
}

// Driver is the driver below.
func (r remembering) Driver() driver.Driver { return r.driver }

// Connect opens one connection.
func (r remembering) Connect(context.Context) (driver.Conn, error) {
	c, err := r.driver.Open(r.dsn)
	if err != nil {
		return nil, err
	}
	return &rememberingConn{conn: c.(conn), limit: r.limit, kept: map[string]*linked.Element{}, used: linked.New()}, nil
}

// conn is what the driver's connections can do.
type conn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
	driver.Pinger
}

// stmt is what the driver's statements can do.
type stmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// rememberingConn is one connection. Package sql uses it from one goroutine at
// a time, so it needs no lock.
type rememberingConn struct {
	conn
	limit int
	kept  map[string]*linked.Element // by text
	used  *linked.List               // of *keptStmt, used last first
}

type keptStmt struct {
	stmt
	text string
	busy bool // its rows are being read: another reader needs one of its own
}

// worthKeeping leaves out what is said once: settings, schema, transactions.
func worthKeeping(query string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(query, " \t\n"), " ")
	switch word {
	case "/*", "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

// statement gives the kept statement of a query, prepared when it is new; nil
// when the query has to be run without one.
func (c *rememberingConn) statement(ctx context.Context, query string) (*keptStmt, error) {
	if e := c.kept[query]; e != nil {
		c.used.MoveToFront(e)
		s := e.Value.(*keptStmt)
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	if !worthKeeping(query) {
		return nil, nil
	}
	p, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &keptStmt{stmt: p.(stmt), text: query}
	c.kept[query] = c.used.PushFront(s)
	return s, c.forget()
}

// forget closes the statement that has not been used for longest, once there
// are too many.
func (c *rememberingConn) forget() error {
	for e := c.used.Back(); e != nil && c.used.Len() > c.limit; e = e.Prev() {
		s := e.Value.(*keptStmt)
		if s.busy || e == c.used.Front() {
			continue
		}
		c.used.Remove(e)
		delete(c.kept, s.text)
		return s.Close()
	}
	return nil
}

// ExecContext runs a statement, kept or not.
func (c *rememberingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.conn.ExecContext(ctx, query, args)
	}
	return s.ExecContext(ctx, args)
}

// QueryContext runs a statement, kept or not; a kept one is busy until its rows
// are closed.
func (c *rememberingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.conn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{rows, s}, nil
}

// Close closes what was kept, then the connection.
func (c *rememberingConn) Close() error {
	for e := c.used.Front(); e != nil; e = e.Next() {
		e.Value.(*keptStmt).Close()
	}
	c.used.Init()
	clear(c.kept)
	return c.conn.Close()
}

// keptRows gives its statement back when it is closed.
type keptRows struct {
	driver.Rows
	s *keptStmt
}

// Close ends the reading.
func (r *keptRows) Close() error {
	r.s.busy = false
	return r.Rows.Close()
}
