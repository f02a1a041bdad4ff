package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"
)

// ErrPlanted is what a statement fails with on a store that BreakAt has broken.
var ErrPlanted = errors.New("planted fault")

// Fault fails one statement of a store's writer: reading, writing, preparing
// and committing all count.
type Fault struct{ left int }

// BreakAt has the n-th statement from now on fail, once; 0 lets all pass.
func (f *Fault) BreakAt(n int) { f.left = n }

func (f *Fault) next() error {
	f.left--
	if f.left == 0 {
		return ErrPlanted
	}
	return nil
}

// PlantFault gives the store a writer whose statements can be made to fail.
func PlantFault(t testing.TB, s *Store) *Fault {
	t.Helper()
	f := &Fault{}
	p := sqlx.NewDb(sql.OpenDB(faultyConnector{f, s.w.Driver(), writerDSN(s.path)}), "sqlite")
	p.SetMaxOpenConns(1)
	s.w.Close()
	s.w = p
	return f
}

type faultyConnector struct {
	f      *Fault
	driver driver.Driver
	dsn    string
}

func (c faultyConnector) Driver() driver.Driver { return c.driver }

func (c faultyConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	return faultyConn{conn, c.f}, err
}

type faultyConn struct {
	driver.Conn
	f *Fault
}

func (c faultyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	return faultyTx{tx, c.f}, err
}

func (c faultyConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.f.next(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, q, args)
}

func (c faultyConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.f.next(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, q, args)
}

func (c faultyConn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	if err := c.f.next(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, q)
}

type faultyTx struct {
	driver.Tx
	f *Fault
}

// Commit fails before it commits: what a full disk or a lost file does.
func (t faultyTx) Commit() error {
	if err := t.f.next(); err != nil {
		t.Tx.Rollback()
		return err
	}
	return t.Tx.Commit()
}
