package db

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"backfill/model"
)

// countLimit is how many lines counting a combination of filters looks at.
// Beyond it the page says "312+", since looking on would read the whole board.
const countLimit = 10_000

// count says how many lines the query has: from the sums where they know it,
// else by counting among the first countLimit.
func (b *boardSearch) count() (model.BoardCount, error) {
	if len(b.where.sql) == 0 {
		return model.BoardCount{N: b.lines}, nil
	}
	if n, ok, err := b.countBySum(); ok || err != nil {
		return model.BoardCount{N: n}, err
	}
	if len(b.classes) == 0 {
		return model.BoardCount{}, nil
	}
	if b.few() {
		return b.countFew()
	}
	return b.countSome()
}

// tallyLimit is countLimit for a count that only stands beside a tab, of which
// there may be many.
const tallyLimit = 2000

// BoardTally counts the lines of a query as a tab shows it: exact where that is
// cheap, else at least so many.
func (s *Store) BoardTally(ctx context.Context, q model.BoardQuery, viewer int64) (model.BoardCount, error) {
	b, err := s.boardSearch(ctx, q, viewer)
	if err != nil {
		return model.BoardCount{}, err
	}
	b.look = tallyLimit
	return b.count()
}

// countFew counts the few candidates there are.
func (b *boardSearch) countFew() (c model.BoardCount, err error) {
	where, args := b.fewWhere()
	err = b.s.r.GetContext(b.ctx, &c.N, `/* countFew */ SELECT count(*) FROM board`+b.fewFrom()+` WHERE `+where, args...)
	return c, err
}

// countSome looks at the first lines of the view, b.look of them: what it finds there
// is exact in a view of that size, and at least so many in a larger one.
func (b *boardSearch) countSome() (c model.BoardCount, err error) {
	args := append([]any{jsonList(b.classes), b.look}, b.where.args...)
	err = b.s.r.GetContext(b.ctx, &c.N, `/* countSome */ SELECT count(*) FROM (SELECT * FROM board INDEXED BY board_by_rank
		WHERE class IN (SELECT value FROM json_each(?)) LIMIT ?) WHERE 1`+b.where.and(), args...)
	c.AtLeast = b.lines > b.look
	return c, err
}

// countBySum answers for a view without filters and for one filter alone, where
// the sums know.
func (b *boardSearch) countBySum() (n int, ok bool, err error) {
	groups := filterGroups(b.q.Filters)
	switch {
	case b.q.Q != "":
		return 0, false, nil
	case b.q.View == model.ViewMine && len(b.q.Filters) == 0:
		n, err = b.s.ownedBy(b.ctx, b.viewer)
		return n, true, err
	case b.q.View == model.ViewArriving && len(groups) == 0:
		n, err = b.s.countDates(b.ctx, "eta", b.classes, b.today, model.EndOfWeek(b.today))
		return n, true, err
	case b.q.View == model.ViewArriving || b.q.View == model.ViewMine || len(groups) != 1:
		return 0, false, nil
	}
	if n, ok, err = b.countFacet(groups[0]); ok || err != nil {
		return n, ok, err
	}
	if f := groups[0][0]; len(groups[0]) == 1 && !f.Not {
		return b.countRange(f)
	}
	return 0, false, nil
}

// countRange counts a range of ETAs or promises.
func (b *boardSearch) countRange(f model.Filter) (n int, ok bool, err error) {
	kind, from, to := "eta", model.NewDate(1900, 1, 1), model.NewDate(2200, 12, 31)
	day, _ := model.ParseDate(f.Value)
	switch f.Key + "/" + f.Value {
	case "late/yes":
		kind, to = "promise", b.today-1
	case "eta/overdue":
		to = b.today - 1
	case "eta/week":
		from, to = b.today, model.EndOfWeek(b.today)
	default:
		switch f.Key {
		case "eta_from":
			from = day
		case "eta_to":
			to = day
		case "promise_from":
			kind, from = "promise", day
		case "promise_to":
			kind, to = "promise", day
		default:
			return 0, false, nil
		}
	}
	n, err = b.s.countDates(b.ctx, kind, b.classes, from, to)
	return n, true, err
}

// countDates counts the lines of these classes whose ETA or promise is between
// two days, both included.
func (s *Store) countDates(ctx context.Context, kind string, classes []model.Class, from, to model.Date) (n int, err error) {
	err = s.r.GetContext(ctx, &n, `/* countDates */ SELECT coalesce(sum(s.lines), 0) FROM json_each(?) c
		CROSS JOIN board_sum s ON s.kind = ? AND s.key BETWEEN c.value || '/' || ? AND c.value || '/' || ?`, jsonList(classes), kind, from, to)
	return n, err
}

// countFacet counts the alternatives of the one filter there is, class by class.
func (b *boardSearch) countFacet(group []model.Filter) (n int, ok bool, err error) {
	keys, ok := b.facetKeys(group)
	if !ok {
		return 0, false, nil
	}
	err = b.s.r.GetContext(b.ctx, &n, `/* countFacet */ SELECT coalesce(sum(lines), 0) FROM board_sum WHERE kind = ? AND key IN (SELECT value FROM json_each(?))`,
		group[0].Key, jsonList(keys))
	return n, true, err
}

// BoardFigures gives the counts of all tabs and the strip above them, the same
// however many lines there are.
func (s *Store) BoardFigures(ctx context.Context, viewer int64) (model.BoardCounts, model.BoardKPI, error) {
	counts, kpi := model.BoardCounts{}, model.BoardKPI{}
	settings, err := s.Settings(ctx)
	if err != nil {
		return nil, kpi, err
	}
	today := s.Now().Date(settings.Zone)
	sums, err := s.classSums(ctx)
	if err != nil {
		return nil, kpi, err
	}
	classes := make([]model.Class, 0, len(sums))
	for _, sum := range sums {
		classes = append(classes, model.Class(sum.Key))
		for _, v := range model.Views() {
			if model.Class(sum.Key).In(v) {
				counts[v] += sum.Lines
			}
		}
		kpi.UnitsShort += model.Qty(sum.Short)
	}
	kpi.OpenLines, kpi.Ready, kpi.NoSupply = counts[model.ViewAll], counts[model.ViewReady], counts[model.ViewNoSupply]
	if counts[model.ViewArriving], err = s.countDates(ctx, "eta", classes, today, model.EndOfWeek(today)); err != nil {
		return nil, kpi, err
	}
	if counts[model.ViewMine], err = s.ownedBy(ctx, viewer); err != nil {
		return nil, kpi, err
	}
	if kpi.PastPromise, err = s.countDates(ctx, "promise", classes, model.NewDate(1900, 1, 1), today-1); err != nil {
		return nil, kpi, err
	}
	if err = s.r.GetContext(ctx, &kpi.MineLate, `/* mineLate */ SELECT count(*) FROM board WHERE owner_id = ? AND promise < ?`, viewer, today); err != nil {
		return nil, kpi, err
	}
	kpi.FillLines, kpi.FillNeverShort, err = s.lineFill(ctx, today)
	return counts, kpi, err
}

func (s *Store) ownedBy(ctx context.Context, viewer int64) (n int, err error) {
	err = s.r.GetContext(ctx, &n, `/* ownedBy */ SELECT coalesce(sum(lines), 0) FROM board_sum WHERE kind = 'mine' AND key = ?`, strconv.FormatInt(viewer, 10))
	return n, err
}

// lineFill is the line fill of the last 30 days: lines ordered then, and those
// of them that were never short. Counting reads a month of orders, so it is done
// anew after five minutes only; unlike the counts beside it nobody works by it.
type lineFill struct {
	sync.Mutex
	at           model.Time
	lines, never int
}

const fillFresh = 5 * time.Minute

// forget has the line fill counted anew the next time it is asked for.
func (f *lineFill) forget() {
	f.Lock()
	defer f.Unlock()
	f.at = model.Time{}
}

func (s *Store) lineFill(ctx context.Context, today model.Date) (lines, never int, err error) {
	f := &s.fill
	f.Lock()
	defer f.Unlock()
	if now := s.Now(); f.at.IsZero() || now.Std().Sub(f.at.Std()).Abs() >= fillFresh {
		var n struct{ Lines, Never int }
		if err := s.r.GetContext(ctx, &n, `/* lineFill */ SELECT count(*) AS lines, coalesce(sum(l.was_short = 0), 0) AS never
			FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.ordered_at >= ? AND o.kind <> 'blanket'`, today.AddDays(-30).String()); err != nil {
			return 0, 0, err
		}
		f.at, f.lines, f.never = now, n.Lines, n.Never
	}
	return f.lines, f.never, nil
}

// boardGroupKeys are the columns of the groups.
var boardGroupKeys = map[model.Column]string{
	model.ColSKU: "sku", model.ColCustomer: "customer", model.ColOrder: "order_number", model.ColETA: "eta_source", model.ColOwner: "owner",
}

// boardGroupTitles are what a group is also called.
var boardGroupTitles = map[model.Column]string{
	model.ColSKU: "max(product)", model.ColCustomer: "max(tier)", model.ColOrder: "max(customer)", model.ColETA: "''", model.ColOwner: "''",
}

type groupRow struct {
	Key   string `db:"key"`
	Title string `db:"title"`
	model.BoardTotals
	ETA model.Date `db:"eta"`
}

// groups sums up the groups of these rows over the whole query, in their order.
func (b *boardSearch) groups(rows []model.BoardRow) ([]model.BoardGroup, error) {
	var keys []string
	for _, r := range rows {
		if k := r.Group(b.q.Group); len(keys) == 0 || !strings.EqualFold(keys[len(keys)-1], k) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := b.groupSums(keys)
	if err != nil {
		return nil, err
	}
	groups := make([]model.BoardGroup, 0, len(keys))
	for _, k := range keys {
		g := model.BoardGroup{Key: k}
		for _, f := range found {
			if strings.EqualFold(f.Key, k) {
				g = model.BoardGroup{Key: f.Key, Title: f.Title, BoardTotals: f.BoardTotals, ETA: f.ETA}
			}
		}
		groups = append(groups, g)
	}
	if b.q.Group == model.ColSKU {
		return groups, b.s.stockOfGroups(b.ctx, groups)
	}
	return groups, nil
}

// groupSums sums up these groups. An owner's lines may be a large part of the
// board and are summed up already where nothing narrows the view; of the lines
// that need no supply only the first are looked at.
func (b *boardSearch) groupSums(keys []string) (found []groupRow, err error) {
	if b.q.Group == model.ColOwner && len(b.where.sql) == 0 {
		return b.ownerSums(keys)
	}
	if b.q.Group == model.ColETA && slices.Contains(keys, "") {
		keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == "" })
		var none groupRow
		if none, err = b.sourcelessSum(); err != nil {
			return nil, err
		}
		defer func() { found = append(found, none) }()
	}
	column, by := boardGroupKeys[b.q.Group], boardGroupSorts[b.q.Group]
	args := append([]any{b.today, jsonList(keys), jsonList(b.classes)}, b.where.args...)
	err = b.s.r.SelectContext(b.ctx, &found, `/* groupSums */ SELECT `+column+` AS key, `+boardGroupTitles[b.q.Group]+` AS title, count(*) AS lines,
		sum(short) AS short, sum(value) AS value, coalesce(sum(promise < ?), 0) AS late, max(eta) AS eta
		FROM board INDEXED BY `+by.index+` WHERE `+column+` IN (SELECT value FROM json_each(?)) AND +class IN (SELECT value FROM json_each(?))`+
		b.where.and()+` GROUP BY `+column, args...)
	return found, err
}

// sourcelessSum sums up the lines that nothing is on its way for, among the
// first countLimit of them.
func (b *boardSearch) sourcelessSum() (sum groupRow, err error) {
	args := append([]any{jsonList(b.classes)}, b.where.args...)
	args = append(append([]any{countLimit, b.today}, args...), countLimit)
	err = b.s.r.GetContext(b.ctx, &sum, `/* sourcelessSum */ SELECT '' AS key, '' AS title, NULL AS eta, coalesce(sum(seen), 0) = ? AS at_least,
		coalesce(sum(hit), 0) AS lines, coalesce(sum(short * hit), 0) AS short, coalesce(sum(value * hit), 0) AS value, coalesce(sum((promise < ?) * hit), 0) AS late
		FROM (SELECT 1 AS seen, short, value, promise, class IN (SELECT value FROM json_each(?))`+b.where.and()+` AS hit
			FROM board INDEXED BY board_by_po WHERE eta_source = '' LIMIT ?)`, args...)
	return sum, err
}

func (b *boardSearch) ownerSums(owners []string) (found []groupRow, err error) {
	err = b.s.r.SelectContext(b.ctx, &found, `/* ownerSums */ SELECT o.value AS key, '' AS title, coalesce(sum(s.lines), 0) AS lines,
		coalesce(sum(s.short), 0) AS short, coalesce(sum(s.value), 0) AS value, NULL AS eta,
		(SELECT count(*) FROM board x INDEXED BY board_by_owner WHERE x.owner = o.value AND x.tie < ? AND +x.class IN (SELECT value FROM json_each(?))) AS late
		FROM json_each(?) o CROSS JOIN json_each(?) c
		LEFT JOIN board_sum s ON s.kind = 'owner' AND s.key = c.value || '/' || o.value GROUP BY o.key`, tieBefore(b.today), jsonList(b.classes), jsonList(owners), jsonList(b.classes))
	return found, err
}

// tieBefore is the least board.tie of a line promised for d: what is below was
// promised for an earlier day.
func tieBefore(d model.Date) int64 {
	n, _ := strconv.ParseInt(strings.ReplaceAll(d.String(), "-", ""), 10, 64) // a date is digits and dashes
	return n * 100_000_000
}

// stockOfGroups fills in what products have and expect, warehouse by warehouse:
// stock in one helps no line that waits in another.
func (s *Store) stockOfGroups(ctx context.Context, groups []model.BoardGroup) error {
	skus := make([]string, len(groups))
	for i, g := range groups {
		skus[i] = g.Key
	}
	var found []struct {
		SKU string
		model.GroupStock
	}
	err := s.r.SelectContext(ctx, &found, `/* stockOfGroups */ SELECT p.sku, w.code AS warehouse,
		coalesce((SELECT sum(on_hand) FROM stock k WHERE k.product_id = p.id AND k.warehouse_id = w.id), 0) AS on_hand,
		coalesce((SELECT sum(on_hand - allocated - picked) FROM stock k WHERE k.product_id = p.id AND k.warehouse_id = w.id), 0) AS free,
		coalesce((SELECT sum(i.open) FROM po_line i JOIN purchase_order v ON v.id = i.po_id WHERE i.product_id = p.id AND i.open > 0 AND v.warehouse_id = w.id), 0) AS inbound,
		EXISTS (SELECT 1 FROM board b WHERE b.product_id = p.id AND b.warehouse = w.code) AS waits
		FROM json_each(?) j JOIN product p ON p.sku = j.value CROSS JOIN warehouse w ORDER BY waits DESC, w.code`, jsonList(skus))
	for _, f := range found {
		for i := range groups {
			if strings.EqualFold(groups[i].Key, f.SKU) && f.Matters() {
				groups[i].Stock = append(groups[i].Stock, f.GroupStock)
			}
		}
	}
	return err
}
