package main

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"math"
	"net/http"
	"strings"
	"time"

	"backfill/db"
)

// boardPage is P1: the first page of the board, logged in, as whole HTML,
// against the same rows and bytes by hand.
func boardPage(b *bench) error {
	s, err := b.fullDesk("board.db", b.lines)
	if err != nil {
		return err
	}
	defer s.Close()
	w, err := newWeb(s)
	if err != nil {
		return err
	}
	const pages = 400
	page := w.get("/backorders")
	if page.Code != http.StatusOK {
		return fmt.Errorf("the board answers %d", page.Code)
	}
	bytes := page.Body.Len()
	ours, err := b.measure(func() (int, error) {
		_, err := together(pages, func(int) error { return w.expect("/backorders") })
		return pages, err
	})
	if err != nil {
		return err
	}
	floor, err := newFloorPage(b.file("board.db"), bytes)
	if err != nil {
		return err
	}
	defer floor.db.Close()
	low, err := b.measure(func() (int, error) {
		_, err := together(pages, func(int) error { return floor.page(b.ctx) })
		return pages, err
	})
	if err != nil {
		return err
	}
	b.compare(fmt.Sprintf("P1 board page, 50 of %d lines, %d KB, CPU a page", b.lines, bytes>>10), ours, low, 1.5)
	return nil
}

func (w *web) expect(path string) error {
	if a := w.get(path); a.Code != http.StatusOK {
		return fmt.Errorf("%s answers %d: %.200s", path, a.Code, a.Body)
	}
	return nil
}

// floorPage draws 50 rows of the board by hand: one query, one string.
type floorPage struct {
	db    *sql.DB
	rows  *sql.Stmt
	class string
	pad   int // bytes of frame around the rows
}

func newFloorPage(path string, bytes int) (*floorPage, error) {
	p, err := sql.Open("sqlite", "file:"+path+"?_query_only=1&_pragma=cache_size(-16000)")
	if err != nil {
		return nil, err
	}
	p.SetMaxOpenConns(4)
	var class string // the largest class stands for the view: the floor merges nothing
	if err := p.QueryRow(`SELECT class FROM board GROUP BY class ORDER BY count(*) DESC LIMIT 1`).Scan(&class); err != nil {
		return nil, err
	}
	st, err := p.Prepare(`SELECT ` + floorColumns + ` FROM board b JOIN order_line l ON l.id = b.line_id WHERE b.class = ? ORDER BY b.rank LIMIT 50`)
	return &floorPage{p, st, class, bytes}, err
}

// floorColumns are those the board's page reads.
const floorColumns = `b.line_id, b.order_id, b.order_number, b.line_no, b.customer, b.tier, b.customer_po, b.project, b.sku, b.product,
	b.category, b.unit, b.supplier, b.warehouse, b.ship_mode, b.ordered_at, b.priority, b.rank, b.status, b.open, b.short, b.allocated, b.picked,
	b.value, b.requested, b.first_promise, b.promise, b.eta, b.eta_source, b.eta_confidence, b.po_line_id, b.owner_id, b.owner, b.asked_at,
	b.no_supply, b.at_risk, b.on_hold, l.version`

func (f *floorPage) page(ctx context.Context) error {
	rows, err := f.rows.QueryContext(ctx, f.class)
	if err != nil {
		return err
	}
	defer rows.Close()
	cells := make([]sql.RawBytes, strings.Count(floorColumns, ",")+1)
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	var out strings.Builder
	out.Grow(f.pad + 4096)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		out.WriteString(`<tr>`)
		for _, c := range cells {
			out.WriteString(`<td class="cell">`)
			out.WriteString(html.EscapeString(string(c)))
			out.WriteString(`</td>`)
		}
		out.WriteString("</tr>")
	}
	for out.Len() < f.pad {
		out.WriteString(`<span class="frame">the bytes of the same page</span>`)
	}
	return rows.Err()
}

// boardPaths are the views, filters, sorts and groups of the board.
var boardPaths = []string{
	"/backorders", "/backorders?view=all", "/backorders?view=ready", "/backorders?view=arriving", "/backorders?view=risk", "/backorders?view=no_supply",
	"/backorders?sort=promise", "/backorders?sort=customer", "/backorders?sort=short", "/backorders?sort=eta", "/backorders?sort=sku",
	"/backorders?group=sku", "/backorders?group=customer", "/backorders?status=risk", "/backorders?q=P-00023",
}

// boardGrowth is P2: the same pages at 1k, 10k and 100k open lines.
func boardGrowth(b *bench) error {
	sizes := []int{b.lines / 100, b.lines / 10, b.lines}
	took := map[string][]float64{}
	var worst time.Duration
	for _, n := range sizes {
		s, err := b.sizedDesk(n)
		if err != nil {
			return err
		}
		p95, err := b.boardTimes(s, took)
		s.Close()
		if err != nil {
			return fmt.Errorf("%d lines: %w", n, err)
		}
		worst = p95
	}
	for _, path := range boardPaths {
		t := took[path]
		e := math.Log10(t[2]/t[0]) / 2
		b.row("P2 "+path, round(time.Duration(t[2])).String(), round(time.Duration(t[0])).String(), fmt.Sprintf("n^%.2f", e), "<= n^0.15", met(e <= 0.15))
	}
	b.row(fmt.Sprintf("P2 p95 of any of them, %d clients, %d lines", clients, b.lines), round(worst).String(), "", "", "<= 100ms", met(worst <= 100*time.Millisecond))
	return nil
}

func (b *bench) sizedDesk(n int) (*db.Store, error) {
	if n == b.lines {
		return db.Open(b.ctx, b.file("board.db"), now)
	}
	return b.fullDesk(fmt.Sprintf("board-%d.db", n), n)
}

// boardTimes notes the median of each page one at a time, and gives the 95th
// percentile of all of them with every client at work.
func (b *bench) boardTimes(s *db.Store, into map[string][]float64) (time.Duration, error) {
	w, err := newWeb(s)
	if err != nil {
		return 0, err
	}
	for _, path := range boardPaths {
		times, err := b.measure(func() (int, error) {
			for range 5 {
				if err := w.expect(path); err != nil {
					return 0, err
				}
			}
			return 5, nil
		})
		if err != nil {
			return 0, err
		}
		into[path] = append(into[path], float64(spreadOf(times, took.wallPer).mid))
	}
	each, err := together(20*len(boardPaths), func(i int) error { return w.expect(boardPaths[i%len(boardPaths)]) })
	return percentile(each, 95), err
}
