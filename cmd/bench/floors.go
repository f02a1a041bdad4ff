package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"

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

// rowsKept is what one table of an imported file holds: the statement that
// fills it, and its rows.
type rowsKept struct {
	schema, insert string
	rows           [][]any
}

// importedTables are where an import of orders leaves rows.
var importedTables = []string{"sales_order", "order_line", "audit", "board"}

// keptBy reads out what an import has left in a file, with the tables and the
// indexes it lies in, but none of their rules.
func keptBy(ctx context.Context, path string) ([]rowsKept, error) {
	p, err := sql.Open("sqlite", "file:"+path+"?_query_only=1")
	if err != nil {
		return nil, err
	}
	defer p.Close()
	var all []rowsKept
	for _, table := range importedTables {
		k, err := keptIn(ctx, p, table)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", table, err)
		}
		all = append(all, k)
	}
	return all, nil
}

func keptIn(ctx context.Context, p *sql.DB, table string) (k rowsKept, err error) {
	if err := p.QueryRowContext(ctx, `SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index') AND sql <> '' ORDER BY rowid)`,
		table).Scan(&k.schema); err != nil {
		return k, err
	}
	var columns string // that are not generated
	if err := p.QueryRowContext(ctx, `SELECT group_concat(name) FROM pragma_table_info(?)`, table).Scan(&columns); err != nil {
		return k, err
	}
	width := strings.Count(columns, ",") + 1
	k.insert = "INSERT INTO " + table + "(" + columns + ") VALUES (?" + strings.Repeat(", ?", width-1) + ")"
	rows, err := p.QueryContext(ctx, "SELECT "+columns+" FROM "+table)
	if err != nil {
		return k, err
	}
	defer rows.Close()
	for rows.Next() {
		row, into := make([]any, width), make([]any, width)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return k, err
		}
		k.rows = append(k.rows, row)
	}
	return k, rows.Err()
}

// insertKept is the floor of an import: the very rows it leaves, into the same
// tables and indexes, one prepared statement for each, 10,000 rows a
// transaction; nothing is read, looked up, decided or hashed.
func insertKept(ctx context.Context, path string, all []rowsKept) error {
	p, err := plainFile(path)
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := p.ExecContext(ctx, "PRAGMA foreign_keys = off"); err != nil {
		return err
	}
	for _, k := range all {
		if _, err := p.ExecContext(ctx, k.schema); err != nil {
			return err
		}
		for rows := range slices.Chunk(k.rows, 10_000) {
			if err := insertSome(ctx, p, k.insert, len(rows), func(i int) []any { return rows[i] }); err != nil {
				return err
			}
		}
	}
	return nil
}

// bulkInsert is the least an import could be: the rows of a file into one table
// with two indexes, 10,000 a transaction.
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
		err := insertSome(ctx, p, `INSERT INTO line(number, line_no, customer, sku, ordered_at, quantity, price, priority) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			min(10_000, rows-from), func(i int) []any {
				r := lineAt(from+i, productsFor(rows))
				return []any{r.order, r.line, r.customer, r.sku, r.at, r.qty * 1000, r.price, r.priority}
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// insertSome writes n rows in one transaction.
func insertSome(ctx context.Context, p *sql.DB, insert string, n int, row func(i int) []any) error {
	t, err := p.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	st, err := t.PrepareContext(ctx, insert)
	if err != nil {
		return err
	}
	defer st.Close()
	for i := range n {
		if _, err := st.ExecContext(context.WithoutCancel(ctx), row(i)...); err != nil {
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

const benchCustomers = 2_000

// productsFor is how many products n lines are of: twenty lines wait for each,
// in a small file as in a large one, so that growth is of the file alone.
func productsFor(n int) int { return max(1, n/20) }

// lineAt is line i of a file with so many products.
func lineAt(i, products int) benchLine {
	order := i / 3
	return benchLine{
		order: fmt.Sprintf("SO-%07d", order), line: i%3 + 1, customer: fmt.Sprintf("C-%05d", order%benchCustomers),
		sku: fmt.Sprintf("P-%05d", (i*7919)%products), at: fmt.Sprintf("2026-%02d-%02dT%02d:00:00Z", 8+order%3, 1+order%28, 8+order%9),
		qty: int64(1 + i%20), price: int64(100 + i%900), priority: 1 + order%5,
	}
}
