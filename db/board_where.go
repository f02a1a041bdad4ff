package db

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"backfill/model"
)

var cursorText = base64.RawURLEncoding

// conditions grow side by side: SQL that all holds, and its arguments.
type conditions struct {
	sql  []string
	args []any
}

func (c *conditions) add(sql string, args ...any) {
	c.sql = append(c.sql, sql)
	c.args = append(c.args, args...)
}

// and is the conditions as the end of a WHERE that has begun.
func (c conditions) and() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " AND " + strings.Join(c.sql, " AND ")
}

// boardTexts are the columns of the text filters. Each ignores case by its
// collation, so that = and ranges use its index.
var boardTexts = map[string]string{
	"customer": "customer", "sku": "sku", "order": "order_number", "category": "category", "supplier": "supplier",
	"po": "eta_source", "tier": "tier", "owner": "owner", "warehouse": "warehouse", "project": "project",
}

// boardDrivers are the indexes of filters that may be telling enough to start from.
var boardDrivers = map[string]string{
	"customer": "board_by_customer", "sku": "board_by_sku", "order": "board_by_order", "po": "board_by_po",
	"owner": "board_by_owner", "warehouse": "board_by_warehouse", "project": "board_by_project",
}

// boardConditions turns filters and search into SQL, but for the status, which
// chooses classes.
func boardConditions(q model.BoardQuery, viewer int64, today model.Date, decimals int) conditions {
	var c conditions
	switch q.View {
	case model.ViewArriving:
		c.add("eta_key BETWEEN ? AND ? AND short > 0", today, model.EndOfWeek(today))
	case model.ViewMine:
		c.add("owner_id = ?", viewer)
	}
	if q.Q != "" {
		sql, args := searchSQL(q.Q)
		c.add(sql, args...)
	}
	for _, alternatives := range filterGroups(q.Filters) {
		var one conditions
		for _, f := range alternatives {
			one.add(filterSQL(f), filterArgs(f, today, decimals)...)
		}
		sql := "(" + strings.Join(one.sql, " OR ") + ")"
		if alternatives[0].Not {
			sql = "NOT " + sql
		}
		c.add(sql, one.args...)
	}
	return c
}

// filterGroups splits the sorted filters by key and sense, without status.
func filterGroups(filters []model.Filter) [][]model.Filter {
	var groups [][]model.Filter
	for _, f := range filters {
		if f.Key == "status" {
			continue
		}
		if n := len(groups); n > 0 && groups[n-1][0].Key == f.Key && groups[n-1][0].Not == f.Not {
			groups[n-1] = append(groups[n-1], f)
			continue
		}
		groups = append(groups, []model.Filter{f})
	}
	return groups
}

// rangeSQL are the filters that are one comparison.
var rangeSQL = map[string]string{
	"priority": "priority = ?", "ship": "ship_mode = ?",
	"eta_from": "eta_key >= ? AND eta IS NOT NULL", "eta_to": "eta_key <= ? AND eta IS NOT NULL",
	"promise_from": "promise >= ?", "promise_to": "promise <= ?",
	"age_from": "ordered_at < ?", "age_to": "ordered_at >= ?", "value_from": "value >= ?", "value_to": "value <= ?",
	"late/yes": "coalesce(promise < ?, 0)", "eta/overdue": "(eta_key < ? AND short > 0)",
	"eta/week": "(eta_key BETWEEN ? AND ? AND short > 0)", "eta/none": "(eta IS NULL AND (short > 0 OR no_supply = 1))",
}

func filterSQL(f model.Filter) string {
	if sql, ok := rangeSQL[f.Key]; ok {
		return sql
	}
	if sql, ok := rangeSQL[f.Key+"/"+f.Value]; ok {
		return sql
	}
	column := boardTexts[f.Key]
	switch {
	case strings.HasSuffix(f.Value, "*"):
		return "(" + column + " >= ? AND " + column + " < ?)"
	case f.Key == "po": // the covering source is a line of it: PO-9/1
		return "(eta_source = ? OR eta_source >= ? AND eta_source < ?)"
	}
	return column + " = ?"
}

func filterArgs(f model.Filter, today model.Date, decimals int) []any {
	switch f.Key {
	case "late":
		return []any{today}
	case "eta":
		switch f.Value {
		case "overdue":
			return []any{today}
		case "week":
			return []any{today, model.EndOfWeek(today)}
		}
		return nil
	case "age_from", "age_to": // so many days old is ordered on that day or before
		days, _ := strconv.Atoi(f.Value)
		if f.Key == "age_from" {
			days--
		}
		return []any{today.AddDays(-days).String()}
	case "value_from", "value_to":
		money, _ := model.ParseMoney(f.Value, decimals)
		return []any{int64(money)}
	case "priority":
		n, _ := strconv.Atoi(f.Value)
		return []any{n}
	}
	if prefix, ok := strings.CutSuffix(f.Value, "*"); ok && boardTexts[f.Key] != "" {
		return []any{prefix, prefix + lastRune}
	}
	if f.Key == "po" {
		return []any{f.Value, f.Value + "/", f.Value + "0"} // 0 comes after /
	}
	return []any{f.Value}
}

// lastRune sorts after every text that goes on from a prefix.
const lastRune = "\U0010FFFF"

// findDriver looks for a condition that few lines meet, to start from it
// instead of walking along the sort.
func (b *boardSearch) findDriver() error {
	if b.q.Q != "" {
		few, ok, err := b.searchLines()
		if err != nil {
			return err
		}
		if ok {
			b.drive = "search"
			b.rare.add("line_id IN (SELECT value FROM json_each(?))", jsonList(few))
			return nil
		}
	}
	for _, group := range filterGroups(b.q.Filters) {
		f := group[0]
		index := boardDrivers[f.Key]
		if index == "" || f.Not || len(group) > 1 {
			continue
		}
		if ok, err := b.tryDriver(index, filterSQL(f), filterArgs(f, b.today, 0)); ok || err != nil {
			return err
		}
	}
	if b.q.View == model.ViewMine {
		if ok, err := b.tryDriver("board_by_mine", "owner_id = ?", []any{b.viewer}); ok || err != nil {
			return err
		}
	}
	return b.tryRange()
}

// tryRange starts from a range of dates, ages or values when few lines are in it.
func (b *boardSearch) tryRange() error {
	if probe, index, args := b.rangeProbe(); probe != "" {
		classes := append([]any{jsonList(b.classes)}, args...)
		ok, err := b.tryDriver(index, "class IN (SELECT value FROM json_each(?)) AND "+probe, classes)
		if ok {
			b.rare.add(probe, args...)
		}
		if ok || err != nil {
			return err
		}
	}
	for _, f := range b.q.Filters {
		if index := rangeDrivers[f.Key]; index != "" {
			if ok, err := b.tryDriver(index, filterSQL(f), filterArgs(f, b.today, b.settings.CurrencyDecimals)); ok || err != nil {
				return err
			}
		}
	}
	return nil
}

var rangeDrivers = map[string]string{"value_from": "board_by_value", "value_to": "board_by_value", "age_from": "board_by_age", "age_to": "board_by_age"}

func (b *boardSearch) tryDriver(index, sql string, args []any) (bool, error) {
	var n int
	err := b.s.r.GetContext(b.ctx, &n, `/* tryDriver */ SELECT count(*) FROM (SELECT 1 FROM board INDEXED BY `+index+` WHERE `+sql+` LIMIT ?)`,
		append(args, fewLines+1)...)
	if err != nil || n > fewLines {
		return false, err
	}
	b.drive = index
	return true, nil
}

// dropEmptyClasses leaves out classes in which no line meets a filter on its
// own: merging would read all of such a class to find nothing.
func (b *boardSearch) dropEmptyClasses() error {
	if b.drive != "" {
		return nil
	}
	for _, group := range filterGroups(b.q.Filters) {
		if err := b.dropByFacet(group); err != nil {
			return err
		}
	}
	probe, index, args := b.rangeProbe()
	if probe == "" {
		return nil
	}
	kept := b.classes[:0]
	for _, c := range b.classes {
		var some bool
		err := b.s.r.GetContext(b.ctx, &some, `/* dropEmptyClasses */ SELECT EXISTS (SELECT 1 FROM board INDEXED BY `+index+` WHERE class = ? AND `+probe+`)`,
			append([]any{c}, args...)...)
		if err != nil {
			return err
		}
		if some {
			kept = append(kept, c)
		}
	}
	b.classes = kept
	return nil
}

// dropByFacet keeps the classes in which the sums know of a line with one of
// these values.
func (b *boardSearch) dropByFacet(group []model.Filter) error {
	keys, ok := b.facetKeys(group)
	if !ok {
		return nil
	}
	var some []string
	if err := b.s.r.SelectContext(b.ctx, &some, `/* dropByFacet */ SELECT key FROM board_sum WHERE kind = ? AND lines > 0 AND key IN (SELECT value FROM json_each(?))`,
		group[0].Key, jsonList(keys)); err != nil {
		return err
	}
	b.classes = slices.DeleteFunc(b.classes, func(c model.Class) bool {
		return !slices.ContainsFunc(some, func(key string) bool { return strings.HasPrefix(key, strconv.Itoa(int(c))+"/") })
	})
	return nil
}

// facetKeys are the sums of a filter's alternatives in the classes; ok is false
// where no sum answers for it.
func (b *boardSearch) facetKeys(group []model.Filter) (keys []string, ok bool) {
	for _, f := range group {
		if f.Not || strings.HasSuffix(f.Value, "*") || !slices.Contains(facetKinds, f.Key) {
			return nil, false
		}
		for _, c := range b.classes {
			keys = append(keys, strconv.Itoa(int(c))+"/"+f.Value)
		}
	}
	return keys, true
}

// rangeProbe is the first condition on ETA or promise in terms of their index.
func (b *boardSearch) rangeProbe() (sql, index string, args []any) {
	if b.q.View == model.ViewArriving {
		return "eta_key BETWEEN ? AND ?", "board_by_eta", []any{b.today, model.EndOfWeek(b.today)}
	}
	for _, group := range filterGroups(b.q.Filters) {
		f := group[0]
		if f.Not || len(group) > 1 {
			continue
		}
		args := filterArgs(f, b.today, 0)
		switch f.Key + "/" + f.Value {
		case "eta/overdue":
			return "eta_key < ?", "board_by_eta", args
		case "eta/week":
			return "eta_key BETWEEN ? AND ?", "board_by_eta", args
		case "eta/none":
			return "eta_key = ?", "board_by_eta", []any{"9999-12-31"}
		case "late/yes":
			return "tie < ?", "board_by_promise", []any{tieOf(b.today)}
		}
		switch f.Key {
		case "eta_from":
			return "eta_key >= ? AND eta_key < '9999'", "board_by_eta", args
		case "eta_to":
			return "eta_key <= ?", "board_by_eta", args
		case "promise_from":
			from, _ := model.ParseDate(f.Value)
			return "tie >= ?", "board_by_promise", []any{tieOf(from)}
		case "promise_to":
			to, _ := model.ParseDate(f.Value)
			return "tie < ?", "board_by_promise", []any{tieOf(to.AddDays(1))}
		}
	}
	return "", "", nil
}

// tieOf is the smallest board.tie of a promise on d.
func tieOf(d model.Date) int64 {
	day, _ := strconv.ParseInt(strings.ReplaceAll(d.String(), "-", ""), 10, 64)
	return day * 100_000_000
}
