package db

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// What each view and sort means, written as plainly as SQL can, to compare with.
var (
	plainViews = map[model.View]string{
		model.ViewBackorders: "(was_short = 1 OR short > 0)", model.ViewAll: "1", model.ViewReady: "status IN ('ready','part')",
		model.ViewArriving: "short > 0 AND eta >= '2026-11-24' AND eta <= '2026-11-29'", model.ViewRisk: "at_risk = 1",
		model.ViewNoSupply: "no_supply = 1", model.ViewReplies: "asked_at IS NOT NULL", model.ViewHold: "on_hold = 1", model.ViewMine: "owner_id = 7",
	}
	plainSorts = map[model.Column]string{
		model.ColRank: "rank", model.ColPromise: "promise IS NULL, promise", model.ColETA: "eta IS NULL, eta", model.ColShort: "short", model.ColAllocated: "allocated",
		model.ColStatus: "CASE status WHEN 'hold' THEN 0 WHEN 'customer' THEN 1 WHEN 'ready' THEN 2 WHEN 'part' THEN 3 WHEN 'no_supply' THEN 4 WHEN 'risk' THEN 5 ELSE 6 END",
		model.ColOrder:  "order_number, line_no", model.ColCustomer: "customer", model.ColSKU: "sku", model.ColPriority: "priority", model.ColOwner: "owner",
		model.ColAge: "ordered_at", model.ColValue: "value", model.ColWarehouse: "warehouse", model.ColProject: "project", model.ColShip: "ship_mode",
	}
	plainFilters = map[model.Filter]string{
		{Key: "status", Value: "risk"}: "status = 'risk'", {Key: "status", Not: true, Value: "on_order"}: "status <> 'on_order'",
		{Key: "tier", Value: "a"}: "tier = 'A'", {Key: "customer", Value: "customer 00003 ltd"}: "customer = 'Customer 00003 Ltd'",
		{Key: "customer", Value: "customer 0001*"}: "customer LIKE 'Customer 0001%'", {Key: "sku", Value: "SKU-00021"}: "sku = 'SKU-00021'",
		{Key: "po", Value: "PO-00012"}: "eta_source LIKE 'PO-00012/%'", {Key: "priority", Value: "2"}: "priority = 2",
		{Key: "late", Value: "yes"}: "promise < '2026-11-24'", {Key: "late", Not: true, Value: "yes"}: "(promise IS NULL OR promise >= '2026-11-24')",
		{Key: "eta", Value: "none"}: "eta IS NULL AND short > 0", {Key: "eta", Value: "overdue"}: "eta < '2026-11-24' AND short > 0",
		{Key: "eta_from", Value: "2026-12-20"}: "eta >= '2026-12-20'", {Key: "promise_to", Value: "2026-11-30"}: "promise <= '2026-11-30'",
		{Key: "age_from", Value: "60"}: "date(ordered_at) <= '2026-09-25'", {Key: "value_from", Value: "10000"}: "value >= 1000000",
		{Key: "owner", Value: "Owner 03"}: "owner = 'Owner 03'", {Key: "warehouse", Value: "EAST"}: "warehouse = 'EAST'",
		{Key: "ship", Value: "order_complete"}: "ship_mode = 'order_complete'", {Key: "project", Value: "Site 01*"}: "project LIKE 'Site 01%'",
		{Key: "order", Value: "SO-0000100"}: "order_number = 'SO-0000100'", {Key: "category", Value: "Category 07"}: "category = 'Category 07'",
		{Key: "supplier", Not: true, Value: "Supplier 07"}: "supplier <> 'Supplier 07'", {Key: "eta", Value: "week"}: "short > 0 AND eta BETWEEN '2026-11-24' AND '2026-11-29'",
	}
)

// TestBoardPagesAreThePlainList walks random queries forth and back and
// compares every page with the whole list as plain SQL gives it.
func TestBoardPagesAreThePlainList(t *testing.T) {
	s := fillBoard(t, 9000)
	seed := uint64(1)
	if text := os.Getenv("SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	rnd := rand.New(rand.NewPCG(seed, 0))
	var filters []model.Filter
	for f := range plainFilters {
		filters = append(filters, f)
	}
	slices.SortFunc(filters, func(a, b model.Filter) int { return strings.Compare(a.Name()+a.Value, b.Name()+b.Value) })
	for i := range 250 {
		q := model.NewBoardQuery().WithView(model.Views()[rnd.IntN(9)])
		for q.Sort = ""; plainSorts[q.Sort] == ""; {
			q.Sort = model.Columns()[rnd.IntN(len(model.Columns()))]
		}
		q.Desc = rnd.IntN(2) == 0
		if rnd.IntN(4) == 0 {
			q.Group = model.BoardGroups()[rnd.IntN(5)]
		}
		for range rnd.IntN(3) {
			q = q.With(filters[rnd.IntN(len(filters))])
		}
		q.Size = model.BoardSizes()[rnd.IntN(4)]
		comparePages(t, s, q)
		if t.Failed() {
			t.Fatalf("query %d of seed %d: %s", i, seed, q.Encode())
		}
	}
}

func comparePages(t *testing.T, s *Store, q model.BoardQuery) {
	t.Helper()
	want := plainList(t, s, q)
	for at, n := 0, 0; n < 4; n++ {
		page, err := s.Board(t.Context(), q, 7)
		if err != nil {
			t.Fatal(err)
		}
		end := min(at+q.Size, len(want))
		if got := lineIDs(page.Rows); !slices.Equal(got, want[at:end]) {
			t.Errorf("page at %d: got %v, want %v", at, got, want[at:end])
			return
		}
		if c := page.Count; c.N != len(want) || c.AtLeast {
			t.Errorf("count %+v, want %d", c, len(want))
		}
		if (page.Next != "") != (end < len(want)) || (page.Prev != "") != (at > 0) {
			t.Errorf("page at %d of %d: next %q, prev %q", at, len(want), page.Next, page.Prev)
		}
		if n > 0 {
			back, err := s.Board(t.Context(), q.PrevPage(page), 7)
			if err != nil {
				t.Fatal(err)
			}
			if got := lineIDs(back.Rows); !slices.Equal(got, want[max(0, at-q.Size):at]) {
				t.Errorf("back from %d: got %v, want %v", at, got, want[max(0, at-q.Size):at])
			}
		}
		if page.Next == "" {
			return
		}
		q, at = q.NextPage(page), end
	}
}

func plainList(t *testing.T, s *Store, q model.BoardQuery) []int64 {
	t.Helper()
	where := plainViews[q.View]
	ors := map[string]string{}
	for _, f := range q.Filters {
		if old := ors[f.Name()]; old != "" && !f.Not {
			ors[f.Name()] = "(" + old + " OR " + plainFilters[f] + ")"
			continue
		}
		ors[f.Name()] = "(" + plainFilters[f] + ")"
	}
	for _, sql := range ors {
		where += " AND " + sql
	}
	keys := plainSorts[q.Sort]
	if q.Group != "" {
		keys = map[model.Column]string{model.ColETA: "eta_source"}[q.Group]
		if keys == "" {
			keys = plainSorts[q.Group]
		}
	}
	switch {
	case q.Group != "" && q.Group != model.ColOrder:
		keys += ", rank"
	case keys != plainSorts[model.ColRank] && keys != plainSorts[model.ColOrder] && keys != plainSorts[model.ColAge]:
		keys += ", promise IS NULL, promise, date(ordered_at)"
	}
	keys += ", line_id"
	if q.Desc {
		keys = strings.ReplaceAll(keys, ", ", " DESC, ") + " DESC"
	}
	var ids []int64
	if err := s.r.Select(&ids, `SELECT line_id FROM board NOT INDEXED WHERE `+where+` ORDER BY `+keys); err != nil {
		t.Fatal(err)
	}
	return ids
}

func lineIDs(rows []model.BoardRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.LineID
	}
	return ids
}

// TestNoBoardPageReadsTheWholeBoard asks SQLite for its way: every view and sort
// of a large board is a search or a walk along the sort's index, never a scan
// of the table, never a sort of more than a few lines.
func TestNoBoardPageReadsTheWholeBoard(t *testing.T) {
	s := fillBoard(t, 9000)
	if _, err := s.w.Exec(`UPDATE board_sum SET lines = lines * 1000`); err != nil { // as if it were a large one
		t.Fatal(err)
	}
	for _, view := range model.Views() {
		for sort := range boardSorts {
			for _, desc := range []bool{false, true} {
				q := model.NewBoardQuery().WithView(view)
				q.Sort, q.Desc = sort, desc
				checkPlan(t, s, q)
			}
		}
		for group := range boardGroupSorts {
			checkPlan(t, s, model.NewBoardQuery().WithView(view).GroupedBy(group))
		}
	}
}

func checkPlan(t *testing.T, s *Store, q model.BoardQuery) {
	t.Helper()
	b, err := s.boardSearch(t.Context(), q, 7)
	if err != nil {
		t.Fatal(err)
	}
	keys := make([]any, b.keyCount())
	for i := range keys {
		keys[i] = 3
	}
	if b.byStatus() && !b.few() {
		b.classes, keys = b.classes[:1], keys[1:]
	}
	for _, from := range []*spot{nil, {keys: keys, line: 5}} {
		query, args := b.spotsQuery(from, q.Desc, q.Size)
		var steps []struct {
			ID, Parent, NotUsed int
			Detail              string
		}
		if err := s.r.Select(&steps, `EXPLAIN QUERY PLAN `+query, args...); err != nil {
			t.Fatalf("%s: %v", q.Encode(), err)
		}
		for _, step := range steps {
			walks := strings.HasPrefix(step.Detail, "SCAN board USING ") && strings.Contains(step.Detail, b.sort().index) && from == nil
			if strings.HasPrefix(step.Detail, "SCAN board") && !walks || strings.Contains(step.Detail, "TEMP B-TREE") && !b.few() {
				t.Errorf("%s (from %v): %s\n%s", q.Encode(), from, step.Detail, query)
				return
			}
		}
	}
}

func TestBoardFiguresAddUp(t *testing.T) {
	s := fillBoard(t, 3000)
	counts, kpi, err := s.BoardFigures(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	for v, where := range plainViews {
		var n int
		if err := s.r.Get(&n, `SELECT count(*) FROM board WHERE `+where); err != nil {
			t.Fatal(err)
		}
		if counts[v] != n {
			t.Errorf("%s: %d, want %d", v, counts[v], n)
		}
	}
	var short model.Qty
	var late int
	s.r.Get(&short, `SELECT sum(short) FROM board`)
	s.r.Get(&late, `SELECT count(*) FROM board WHERE promise < '2026-11-24'`)
	if kpi.OpenLines != 3000 || kpi.UnitsShort != short || kpi.PastPromise != late || kpi.NoSupply != counts[model.ViewNoSupply] {
		t.Errorf("%+v, want 3000 open, %s short, %d late", kpi, short, late)
	}
	var wrong []string
	if err := s.r.Select(&wrong, checkSums); err != nil || len(wrong) > 0 {
		t.Error(wrong, err)
	}
	if _, err := s.w.Exec(`UPDATE board SET short = short + 1000 WHERE line_id = (SELECT line_id FROM board WHERE short > 0 LIMIT 1)`); err != nil {
		t.Fatal(err)
	}
	if err := s.r.Select(&wrong, checkSums); err != nil || len(wrong) < 2 {
		t.Errorf("a row changed behind the sums: %v, %v", wrong, err)
	}
}

func TestBoardGroupsSumTheWholeGroup(t *testing.T) {
	s := fillBoard(t, 9000)
	q := model.NewBoardQuery().GroupedBy(model.ColSKU)
	q.Size = 25
	page, err := s.Board(t.Context(), q, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Groups) < 2 {
		t.Fatalf("%d groups on a page of %d lines", len(page.Groups), len(page.Rows))
	}
	for _, g := range page.Groups {
		var want struct {
			N     int
			Short model.Qty
			Late  int
		}
		if err := s.r.Get(&want, `SELECT count(*) AS n, sum(short) AS short, sum(promise < '2026-11-24') AS late FROM board
			WHERE sku = ? AND (was_short OR short > 0)`, g.Key); err != nil {
			t.Fatal(err)
		}
		if g.Lines != want.N || g.Short != want.Short || g.Late != want.Late {
			t.Errorf("%s: %+v, want %+v", g.Key, g.BoardTotals, want)
		}
	}
}

func TestBoardRefusesACursorItDidNotMake(t *testing.T) {
	s := fillBoard(t, 100)
	for _, after := range []string{"x", "W10", "WyJhIiwxXQ", "WzEsMl0", "WyJhIiwxLDJd", "eyJhIjoxfQ"} {
		q := model.NewBoardQuery()
		if after == "WyJhIiwxXQ" { // ["a",1]: right for rank, wrong for two keys
			q.Sort = model.ColSKU
		}
		q.After = after
		_, err := s.Board(t.Context(), q, 0)
		if p, ok := errors.AsType[model.Problems](err); !ok || p["after"] == "" {
			t.Errorf("after=%s: %v, want a problem", after, err)
		}
	}
}

func TestBoardSearchFindsByEveryNumberAndName(t *testing.T) {
	s := fillBoard(t, 9000)
	for _, q := range []string{
		`INSERT INTO customer(code, name) SELECT DISTINCT customer, customer FROM board`,
		`INSERT INTO product(sku, name) SELECT sku, max(product) FROM board GROUP BY sku`,
	} {
		if _, err := s.w.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	for q, want := range map[string]string{
		"so-0000100":      "order_number = 'SO-0000100'",
		"SO-0000100/2":    "order_number = 'SO-0000100' AND line_no = 2",
		"sku-00021":       "sku = 'SKU-00021'",
		"U-00021":         "sku = 'SKU-00021'",
		"customer 00003":  "customer = 'Customer 00003 Ltd' OR sku = 'SKU-00003'",
		"PO-00012":        "eta_source LIKE 'PO-00012/%'",
		"PO 0012":         "customer_po LIKE 'PO 0012%' OR customer_po LIKE 'PO%' AND (instr(sku,'0012') OR instr(customer,'0012') OR instr(product,'0012'))",
		"21 mm":           "product LIKE '%21%' OR sku LIKE '%21%' OR customer LIKE '%21%'",
		"gypsum":          "1",
		"100%":            "0",
		"' OR 1=1 --":     "0",
		"gypsum ER 00003": "customer = 'Customer 00003 Ltd' OR sku = 'SKU-00003'",
	} {
		bq := model.NewBoardQuery().WithView(model.ViewAll)
		bq.Q, bq.Size = q, 200
		page, err := s.Board(t.Context(), bq, 0)
		if err != nil {
			t.Fatal(q, err)
		}
		var ids []int64
		if err := s.r.Select(&ids, `SELECT line_id FROM board WHERE `+want+` ORDER BY rank LIMIT 200`); err != nil {
			t.Fatal(err)
		}
		if got := lineIDs(page.Rows); !slices.Equal(got, ids) {
			t.Errorf("search %q: %d lines %v, want %d %v", q, len(got), got[:min(5, len(got))], len(ids), ids[:min(5, len(ids))])
		}
	}
}

// BenchmarkBoard measures what a page costs in views and sorts of different
// kinds, by the size of the board. BOARD_LINES chooses other sizes.
func BenchmarkBoard(b *testing.B) {
	sizes := []string{"10000", "100000"}
	if text := os.Getenv("BOARD_LINES"); text != "" {
		sizes = strings.Split(text, ",")
	}
	for _, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatal(err)
		}
		s := fillBoard(b, n)
		for _, raw := range benchQueries {
			b.Run(fmt.Sprintf("%s/%d", raw, n), func(b *testing.B) { benchBoard(b, s, raw) })
		}
		b.Run(fmt.Sprintf("figures/%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.BoardFigures(context.Background(), 7); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func benchBoard(b *testing.B, s *Store, raw string) {
	text, deep := strings.CutSuffix(raw, "&deep")
	values, err := url.ParseQuery(text)
	if err != nil {
		b.Fatal(err)
	}
	q, err := model.ParseBoardQuery(values)
	if err != nil {
		b.Fatal(err)
	}
	if deep { // somewhere in the middle
		q.After = spot{keys: []any{"3|2026-12-01|00000000"}, line: 0}.encode()
	}
	for b.Loop() {
		if _, err := s.Board(context.Background(), q, 7); err != nil {
			b.Fatal(err)
		}
	}
}

func TestLineFillIsCountedAnewAfterAWhile(t *testing.T) {
	d := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), func() time.Time { return d })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	fill := func() int {
		_, kpi, err := s.BoardFigures(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return kpi.FillLines
	}
	before := fill()
	for _, q := range []string{
		`INSERT INTO product(id, sku, name) VALUES (1, 'A', 'A')`, `INSERT INTO customer(id, code, name) VALUES (1, 'C', 'C')`,
		`INSERT INTO sales_order(id, number, customer_id, warehouse_id, ordered_at) VALUES (1, 'SO-1', 1, 10, '2026-11-20T08:00:00.000Z')`,
		`INSERT INTO order_line(order_id, line_no, product_id, warehouse_id, unit, unit_qty, ordered) VALUES (1, 1, 1, 10, 'pc', 1000, 1000)`,
	} {
		if _, err := s.w.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	d = d.Add(time.Minute)
	soon := fill()
	d = d.Add(5 * time.Minute)
	if later := fill(); before != 0 || soon != 0 || later != 1 {
		t.Errorf("lines counted: %d, a minute later %d, six minutes later %d; want 0, 0, 1", before, soon, later)
	}
}
