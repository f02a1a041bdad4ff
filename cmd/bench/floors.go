package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"

	_ "modernc.org/sqlite" // the same engine as ours
)

// Floors are the least that does the same thing: one plain table, no history,
// no reasons, no rules.

// plainFile opens a fresh SQLite file with the pragmas of the desk's writer.
func plainFile(path string) (*sql.DB, error) {
	for _, rest := range []string{"", "-wal", "-shm"} {
		os.Remove(path + rest)
	}
	p, err := sql.Open("sqlite", "file:"+path+"?_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_pragma=cache_size(-32000)")
	if err != nil {
		return nil, err
	}
	p.SetMaxOpenConns(1)
	return p, nil
}

// bulkInsert is the floor of an import: the rows of a file into one table with
// two indexes, 10,000 a transaction.
func bulkInsert(ctx context.Context, path string, rows int) error {
	p, err := plainFile(path)
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := p.ExecContext(ctx, `CREATE TABLE line (id INTEGER PRIMARY KEY, number TEXT NOT NULL, line_no INTEGER NOT NULL, customer TEXT NOT NULL,
		sku TEXT NOT NULL, ordered_at TEXT NOT NULL, quantity INTEGER NOT NULL, price INTEGER NOT NULL, priority INTEGER NOT NULL) STRICT;
		CREATE UNIQUE INDEX line_number ON line(number, line_no); CREATE INDEX line_sku ON line(sku)`); err != nil {
		return err
	}
	for from := 0; from < rows; from += 10_000 {
		if err := insertSome(ctx, p, from, min(rows, from+10_000)); err != nil {
			return err
		}
	}
	return nil
}

func insertSome(ctx context.Context, p *sql.DB, from, to int) error {
	t, err := p.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	st, err := t.PrepareContext(ctx, `INSERT INTO line(number, line_no, customer, sku, ordered_at, quantity, price, priority) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer st.Close()
	for i := from; i < to; i++ {
		r := lineAt(i)
		if _, err := st.ExecContext(ctx, r.order, r.line, r.customer, r.sku, r.at, r.qty*1000, r.price, r.priority); err != nil {
			return err
		}
	}
	return t.Commit()
}

// plainLine is a line as the greedy floor sees it.
type plainLine struct {
	id, product, priority, qty, got int64
	needBy                          string
}

// greedyFile fills a plain file for the greedy floor.
func greedyFile(ctx context.Context, path string, lines, products int) (*sql.DB, error) {
	p, err := plainFile(path)
	if err != nil {
		return nil, err
	}
	_, err = p.ExecContext(ctx, `CREATE TABLE line (id INTEGER PRIMARY KEY, product INTEGER NOT NULL, priority INTEGER NOT NULL, need_by TEXT NOT NULL,
		qty INTEGER NOT NULL, allocated INTEGER NOT NULL DEFAULT 0) STRICT;
		CREATE TABLE stock (product INTEGER PRIMARY KEY, free INTEGER NOT NULL) STRICT`)
	if err != nil {
		return nil, err
	}
	if _, err := p.ExecContext(ctx, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
		INSERT INTO line(product, priority, need_by, qty) SELECT i % ?, 1 + i % 5, date('2026-12-01', '+' || (i % 60) || ' days'), 1000 * (1 + i % 20) FROM n`, lines, products); err != nil {
		return nil, err
	}
	_, err = p.ExecContext(ctx, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1) INSERT INTO stock SELECT i, 100000 FROM n`, products)
	return p, err
}

// greedy loads, sorts, decides and saves in one transaction.
func greedy(ctx context.Context, p *sql.DB) error {
	lines, free, err := loadPlain(ctx, p)
	if err != nil {
		return err
	}
	slices.SortFunc(lines, func(a, b plainLine) int {
		return cmp.Or(cmp.Compare(a.product, b.product), cmp.Compare(a.priority, b.priority), cmp.Compare(a.needBy, b.needBy), cmp.Compare(a.id, b.id))
	})
	for i := range lines {
		l := &lines[i]
		l.got = min(l.qty, free[l.product])
		free[l.product] -= l.got
	}
	return savePlain(ctx, p, lines)
}

func loadPlain(ctx context.Context, p *sql.DB) ([]plainLine, map[int64]int64, error) {
	rows, err := p.QueryContext(ctx, `SELECT id, product, priority, need_by, qty FROM line`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var lines []plainLine
	for rows.Next() {
		var l plainLine
		if err := rows.Scan(&l.id, &l.product, &l.priority, &l.needBy, &l.qty); err != nil {
			return nil, nil, err
		}
		lines = append(lines, l)
	}
	free := map[int64]int64{}
	stock, err := p.QueryContext(ctx, `SELECT product, free FROM stock`)
	if err != nil {
		return nil, nil, err
	}
	defer stock.Close()
	for stock.Next() {
		var product, n int64
		if err := stock.Scan(&product, &n); err != nil {
			return nil, nil, err
		}
		free[product] = n
	}
	return lines, free, nil
}

func savePlain(ctx context.Context, p *sql.DB, lines []plainLine) error {
	t, err := p.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	st, err := t.PrepareContext(ctx, `UPDATE line SET allocated = ? WHERE id = ?`)
	if err != nil {
		return err
	}
	defer st.Close()
	for _, l := range lines {
		if l.got > 0 {
			if _, err := st.ExecContext(ctx, l.got, l.id); err != nil {
				return err
			}
		}
	}
	return t.Commit()
}

// benchLine is one generated order line; the same in the file and in the floor.
type benchLine struct {
	order, customer, sku, at string
	line, priority           int
	qty, price               int64
}

const (
	benchProducts  = 5_000
	benchCustomers = 2_000
)

func lineAt(i int) benchLine {
	order := i / 3
	return benchLine{
		order: fmt.Sprintf("SO-%07d", order), line: i%3 + 1, customer: fmt.Sprintf("C-%05d", order%benchCustomers),
		sku: fmt.Sprintf("P-%05d", (i*7919)%benchProducts), at: fmt.Sprintf("2026-%02d-%02dT%02d:00:00Z", 8+order%3, 1+order%28, 8+order%9),
		qty: int64(1 + i%20), price: int64(100 + i%900), priority: 1 + order%5,
	}
}
