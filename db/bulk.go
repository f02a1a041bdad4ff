package db

import (
	"strings"

	"github.com/jmoiron/sqlx"
)

// bulkRows is how many rows one statement of a bulk carries.
const bulkRows = 64

// bulk writes many rows with few statements: a row costs a fraction of what a
// statement of its own would. Rows are written in the order they are added;
// flush writes the rest.
type bulk struct {
	t          *tx
	head, tail string // around the rows' placeholders
	width      int    // cells in a row
	args       []any
	full       *sqlx.Stmt
}

// newBulk makes a bulk of statements "head (?, ?), (?, ?) tail".
func (t *tx) newBulk(width int, head, tail string) *bulk {
	return &bulk{t: t, head: head, tail: tail, width: width, args: make([]any, 0, width*bulkRows)}
}

// add writes one row, now or with the rows after it.
func (b *bulk) add(cells ...any) error {
	b.args = append(b.args, cells...)
	if len(b.args) < b.width*bulkRows {
		return nil
	}
	if b.full == nil {
		var err error
		if b.full, err = b.t.PreparexContext(b.t.ctx, b.query(bulkRows)); err != nil {
			return err
		}
	}
	_, err := b.full.ExecContext(b.t.ctx, b.args...)
	b.args = b.args[:0]
	return err
}

// flush writes what is left. The full statement stays for the next rows: a
// transaction holds on to every statement that was prepared in it.
func (b *bulk) flush() error {
	// In halves, so that few different statements are ever made: connections
	// remember them, and one for each number of rows would fill their memory.
	rest := b.args
	b.args = b.args[:0]
	for rows := bulkRows / 2; rows > 0; rows /= 2 {
		if n := rows * b.width; len(rest) >= n {
			if err := b.t.exec(b.query(rows), rest[:n]...); err != nil {
				return err
			}
			rest = rest[n:]
		}
	}
	return nil
}

func (b *bulk) query(rows int) string {
	row := "(" + strings.Repeat("?, ", b.width-1) + "?)"
	return b.head + " " + strings.Repeat(row+", ", rows-1) + row + " " + b.tail
}
