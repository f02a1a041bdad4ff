package db

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/jmoiron/sqlx"
)

// openRemembering gives a one-connection pool that keeps so many statements,
// and a function that tells how many it keeps.
func openRemembering(t *testing.T, limit int) (*sqlx.DB, func() int) {
	t.Helper()
	plain := sqlx.MustOpen("sqlite", "")
	defer plain.Close()
	p := sqlx.NewDb(sql.OpenDB(remembering{plain.Driver(), writerDSN(filepath.Join(t.TempDir(), "x.db")), limit}), "sqlite")
	p.SetMaxOpenConns(1)
	t.Cleanup(func() { p.Close() })
	return p, func() (n int) {
		c, err := p.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Raw(func(c any) error { n = len(c.(*rememberingConn).kept); return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
}

func TestStatementsAreRemembered(t *testing.T) {
	number := func(t *testing.T, q sqlx.Queryer, query string, args ...any) (n int) {
		t.Helper()
		if err := sqlx.Get(q, &n, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return n
	}
	t.Run("the same sentence is kept once, settings and schema are not", func(t *testing.T) {
		p, kept := openRemembering(t, 10)
		p.MustExec(`PRAGMA cache_size = 100`)
		p.MustExec(`CREATE TABLE x(a INTEGER CHECK (a > 0))`)
		for i := range 5 {
			p.MustExec(`INSERT INTO x VALUES (?)`, i+1)
		}
		if n := number(t, p, `SELECT sum(a) FROM x`); n != 15 || kept() != 2 {
			t.Errorf("got a sum of %d and %d kept, want 15 and 2", n, kept())
		}
	})
	t.Run("a statement whose rows are open is not given to another", func(t *testing.T) {
		p, _ := openRemembering(t, 10)
		p.MustExec(`CREATE TABLE x(a INTEGER)`)
		p.MustExec(`INSERT INTO x VALUES (1), (2), (3)`)
		tx := p.MustBegin()
		defer tx.Rollback()
		const q = `SELECT a FROM x WHERE a >= ? ORDER BY a`
		outer, err := tx.Query(q, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for outer.Next() {
			var a int
			if err := outer.Scan(&a); err != nil {
				t.Fatal(err)
			}
			got += fmt.Sprint(a, ":", number(t, tx, q, a), " ")
		}
		if err := outer.Close(); err != nil || got != "1:1 2:2 3:3 " {
			t.Errorf("got %q, %v", got, err)
		}
		if n := number(t, tx, q, 2); n != 2 {
			t.Errorf("afterwards: got %d, want 2", n)
		}
	})
	t.Run("rows left half read do not spoil the next reading", func(t *testing.T) {
		p, _ := openRemembering(t, 10)
		p.MustExec(`CREATE TABLE x(a INTEGER)`)
		p.MustExec(`INSERT INTO x VALUES (1), (2)`)
		for range 3 {
			if n := number(t, p, `SELECT a FROM x ORDER BY a`); n != 1 {
				t.Errorf("got %d, want 1", n)
			}
		}
		p.MustExec(`DROP TABLE x`)
	})
	t.Run("the one not used for longest goes", func(t *testing.T) {
		p, kept := openRemembering(t, 3)
		for round := range 3 {
			for i := range 10 {
				if n := number(t, p, fmt.Sprintf(`SELECT %d + ?`, i), round); n != i+round {
					t.Errorf("got %d, want %d", n, i+round)
				}
			}
			if kept() != 3 {
				t.Errorf("%d kept, want 3", kept())
			}
		}
	})
	t.Run("a refused statement works the next time", func(t *testing.T) {
		p, _ := openRemembering(t, 10)
		p.MustExec(`CREATE TABLE x(a INTEGER CHECK (a > 0))`)
		for _, a := range []int{0, 1, 0, 2} {
			if _, err := p.Exec(`INSERT INTO x VALUES (?)`, a); (err != nil) != (a == 0) {
				t.Errorf("insert %d: %v", a, err)
			}
			var back int
			if err := p.Get(&back, `INSERT INTO x VALUES (?) RETURNING a`, a); (err != nil) != (a == 0) || back != a {
				t.Errorf("insert %d returning: %d, %v", a, back, err)
			}
		}
		if n := number(t, p, `SELECT sum(a) FROM x`); n != 6 {
			t.Errorf("got %d, want 6", n)
		}
	})
	t.Run("a table made anew is seen", func(t *testing.T) {
		p, _ := openRemembering(t, 10)
		for i := range 3 {
			p.MustExec(fmt.Sprintf(`CREATE TEMP TABLE y(%s INTEGER, a INTEGER)`, []string{"b", "c", "d"}[i]))
			p.MustExec(`INSERT INTO temp.y(a) VALUES (?)`, i)
			if n := number(t, p, `SELECT a FROM temp.y`); n != i {
				t.Errorf("got %d, want %d", n, i)
			}
			p.MustExec(`DROP TABLE temp.y`)
		}
	})
}
