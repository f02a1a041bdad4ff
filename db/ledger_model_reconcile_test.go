package db_test

import (
	"context"

	"backfill/model"

	"pgregory.net/rapid"
)

// reconcile answers a count that waits. Booked, exactly what was shown happens
// to the shelf and to each line; dismissed, nothing does.
func (m *deskModel) reconcile(r *rapid.T) {
	var ids []int64
	if err := m.desk.Raw.Select(&ids, `SELECT id FROM stock_count WHERE state = 'waiting' ORDER BY id`); err != nil {
		r.Fatalf("read counts: %v", err)
	}
	if len(ids) == 0 {
		r.Skip("no count waits")
	}
	id := rapid.SampledFrom(ids).Draw(r, "count")
	was := m.desk.Dump()
	q, err := m.desk.Store.CountQuestion(context.Background(), id)
	if err != nil {
		r.Fatalf("ask for count %d: %v", id, err)
	}
	m.same(r, was, "asking who would lose")
	if rapid.Bool().Draw(r, "keep the book") {
		if _, ok := m.send(r, "keep the book", func(a model.Actor) (any, error) {
			return nil, m.desk.Store.DismissCount(context.Background(), a, id, "counted the wrong shelf")
		}); !ok {
			r.Fatalf("a waiting count could not be dismissed")
		}
		return
	}
	_, ok := m.send(r, "book the count", func(a model.Actor) (any, error) {
		return m.desk.Store.AcceptCount(context.Background(), a, id, q.Seen)
	})
	if ok != (q.After() >= q.Picked) {
		r.Fatalf("booking would leave %s of which %s are picked: done %t", q.After(), q.Picked, ok)
	}
	if !ok {
		return
	}
	m.onHand[q.SKU+" "+q.Lot] += q.Difference()
	m.loses = true
	m.forget(q.SKU)
	told := map[int64]model.Qty{}
	for _, s := range append(q.Lost, q.Others...) {
		told[s.LineID] = s.Gets()
	}
	for line, now := range m.read(r) {
		before := m.before[line]
		if got := now.Allocated + now.Picked - before.Allocated - before.Picked; got != told[line] {
			r.Fatalf("line %d got %s, shown before %s", line, got, told[line])
		}
	}
}
