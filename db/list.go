package db

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"backfill/model"
)

// list is one list of the desk: where its rows' keys come from, what it can be
// sorted by, and how the rows of one page are read once their ids are known.
// Only the keys are walked, so that a page costs the same wherever it is.
type list struct {
	name    string            // for the query's comment
	keys    string            // FROM of the keys: tables with their joins
	counted string            // FROM of the count where a join of keys is for the sort only
	id      string            // the id in it
	sorts   map[string]string // sort key -> expression that is never NULL
	details string            // SELECT of the rows: json_each(?) AS page gives the ids in order
	args    []any             // of details, after the ids
	where   []string
	bound   []any // of where
	keyArgs []any // of keys
	total   int   // of its rows where it is known already, one more than model.MaxCount for more; 0: not known
}

// only narrows the list.
func (l *list) only(cond string, args ...any) {
	l.where = append(l.where, cond)
	l.bound = append(l.bound, args...)
}

// by narrows the list by a filter in force and by its opposite; cond is asked
// with what the filter says.
func (l *list) by(q model.ListQuery, name string, cond func(value string) (sql string, args []any)) {
	if value := q.Filters[name]; value != "" {
		sql, args := cond(value)
		l.only(sql, args...)
	}
	if value := q.Filters[model.Not+name]; value != "" {
		sql, args := cond(value)
		l.only("NOT coalesce("+sql+", 0)", args...)
	}
}

// equal is the condition of a filter whose value stands for the one parameter.
func equal(sql string) func(string) (string, []any) {
	return func(value string) (string, []any) { return sql, []any{value} }
}

// given is the condition of a filter that has one value only.
func given(sql string) func(string) (string, []any) {
	return func(string) (string, []any) { return sql, nil }
}

type listKey struct {
	ID  int64 `db:"id"`
	Key any   `db:"key"`
}

// pageOf reads one page by a row-value cursor, and counts up to model.MaxCount.
func pageOf[T any](ctx context.Context, s *Store, l list, q model.ListQuery) (model.Paged[T], error) {
	keys, more, err := s.listKeys(ctx, l, q)
	if err != nil {
		return model.Paged[T]{}, fmt.Errorf("list %s: %w", l.name, err)
	}
	page := placed[T](q, keys, more)
	ids := make([]int64, len(keys))
	for i, k := range keys {
		ids[i] = k.ID
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return page, err
	}
	if err := s.r.SelectContext(ctx, &page.Rows, "/* "+l.name+" */ "+l.details, append([]any{string(text)}, l.args...)...); err != nil {
		return page, fmt.Errorf("list %s: %w", l.name, err)
	}
	if q.NoCount {
		return page, nil
	}
	if q.At.IsZero() && !q.Back && !more { // the first page is all there is
		page.Total = len(keys)
		return page, nil
	}
	if page.Total = l.total; page.Total == 0 {
		if err := s.countRows(ctx, l, &page.Total); err != nil {
			return page, fmt.Errorf("count %s: %w", l.name, err)
		}
	}
	page.Many, page.Total = page.Total > model.MaxCount, min(page.Total, model.MaxCount)
	return page, nil
}

func (s *Store) countRows(ctx context.Context, l list, total *int) error {
	from := cmp.Or(l.counted, l.keys)
	count := fmt.Sprintf("/* %s count */ SELECT count(*) FROM (SELECT 1 FROM %s%s LIMIT %d)", l.name, from, whereText(l.where), model.MaxCount+1)
	return s.r.GetContext(ctx, total, count, slices.Concat(l.keyArgs, l.bound)...)
}

// listKeys gives the ids of one page in order, and whether more follow in the
// direction it was read.
func (s *Store) listKeys(ctx context.Context, l list, q model.ListQuery) (keys []listKey, more bool, err error) {
	expr, ok := l.sorts[q.Sort]
	if !ok {
		return nil, false, model.Problems{"sort": "The list cannot be sorted by that."}
	}
	where, args := slices.Clone(l.where), slices.Concat(l.keyArgs, l.bound)
	op, dir := ">", "ASC"
	if q.Desc != q.Back {
		op, dir = "<", "DESC"
	}
	if !q.At.IsZero() {
		where = append(where, fmt.Sprintf("(%s, %s) %s (?, ?)", expr, l.id, op))
		args = append(args, q.At.Key, q.At.ID)
	}
	query := fmt.Sprintf("/* %s keys */ SELECT %s AS id, %s AS key FROM %s%s ORDER BY %s %s, %s %s LIMIT ?",
		l.name, l.id, expr, l.keys, whereText(where), expr, dir, l.id, dir)
	if err := s.r.SelectContext(ctx, &keys, query, append(args, q.Rows()+1)...); err != nil {
		return nil, false, err
	}
	if len(keys) > q.Rows() {
		keys, more = keys[:q.Rows()], true
	}
	if q.Back {
		slices.Reverse(keys)
	}
	return keys, more, nil
}

// placed says where the page lies and how to leave it in both directions.
func placed[T any](q model.ListQuery, keys []listKey, more bool) model.Paged[T] {
	var page model.Paged[T]
	if len(keys) == 0 {
		return page
	}
	page.First = q.At.Before + 1
	before, after := !q.At.IsZero() && !q.Back, more
	if q.Back {
		before, after = more, true
		if page.First = max(1, q.At.Before-len(keys)+1); !more {
			page.First = 1
		}
	}
	if before {
		page.Prev = keys[0].cursor(page.First - 1)
	}
	if after {
		page.Next = keys[len(keys)-1].cursor(page.First - 1 + len(keys))
	}
	return page
}

func (k listKey) cursor(before int) *model.Cursor {
	if text, ok := k.Key.([]byte); ok {
		k.Key = string(text)
	}
	return &model.Cursor{Key: k.Key, ID: k.ID, Before: before}
}

func whereText(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}

// like makes the pattern of a LIKE … ESCAPE '\' that finds text anywhere.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}

// one reads one row, ErrNotFound when there is none.
func (s *Store) one(ctx context.Context, into any, query string, args ...any) error {
	return notFound(s.r.GetContext(ctx, into, query, args...))
}

// read is one query of a page that takes several.
type read struct {
	into  any
	query string
	args  []any
}

// readAll runs the queries of one page, each filling its slice.
func (s *Store) readAll(ctx context.Context, reads ...read) error {
	for _, r := range reads {
		if err := s.r.SelectContext(ctx, r.into, r.query, r.args...); err != nil {
			return err
		}
	}
	return nil
}
