package db_test

import (
	"context"
	"slices"

	"backfill/model"

	"pgregory.net/rapid"
)

func (m *deskModel) pick(r *rapid.T) {
	id, was, _ := m.some(r)
	answer, ok := m.send(r, "pick", func(a model.Actor) (any, error) {
		return m.desk.Store.ReleaseToPick(context.Background(), a, id, was.Version)
	})
	if !ok {
		return
	}
	list := m.desk.ID(`SELECT id FROM pick_list WHERE number = ?`, answer)
	if m.lists[list] == nil {
		m.lists[list] = map[int64]model.Qty{}
	}
	now := m.read(r)
	for other, was := range m.before {
		if moved := now[other].Picked - was.Picked; moved != 0 {
			if moved != was.Allocated || now[other].Allocated != 0 || was.OrderID != now[id].OrderID {
				r.Fatalf("picking line %d moved %s of line %d, which had %s allocated", id, moved, other, was.Allocated)
			}
			m.lists[list][other] += moved
			m.lines[other].onPicks += moved
		}
	}
	if m.lists[list][id] == 0 {
		r.Fatalf("line %d is not on its list", id)
	}
	m.loses = true // allocated becomes picked
}

func (m *deskModel) list(r *rapid.T) int64 {
	ids := make([]int64, 0, len(m.lists))
	for id := range m.lists {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		r.Skip("no open list")
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(r, "list")
}

func (m *deskModel) unpick(r *rapid.T) {
	list := m.list(r)
	if _, ok := m.send(r, "unpick", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.Unpick(context.Background(), a, list, 0, "not found in its bin")
	}); !ok {
		r.Fatalf("list %d could not be unpicked", list)
	}
	for line, qty := range m.lists[list] {
		m.lines[line].onPicks -= qty
	}
	delete(m.lists, list)
}

func (m *deskModel) ship(r *rapid.T) {
	list := m.list(r)
	held := m.heldOn(list)
	lots := m.lotsOn(list)
	_, ok := m.send(r, "ship", func(a model.Actor) (any, error) { return m.desk.Store.ShipPickList(context.Background(), a, list) })
	if ok && held {
		r.Fatalf("list %d left with a line on hold", list)
	}
	if !ok {
		return
	}
	for line, qty := range m.lists[list] {
		u := m.lines[line]
		u.onPicks -= qty
		u.shipped += qty
	}
	for name, qty := range lots {
		m.onHand[name] -= qty
	}
	delete(m.lists, list)
}

func (m *deskModel) heldOn(list int64) bool {
	for line := range m.lists[list] {
		if m.lines[line].held {
			return true
		}
	}
	return false
}

// lotsOn is from which stocks a list takes: which lots were granted is the
// engine's choice, so it is read, and must add up to what the account knows.
func (m *deskModel) lotsOn(list int64) map[string]model.Qty {
	var rows []struct {
		SKU, Lot string
		Qty      model.Qty
	}
	if err := m.desk.Raw.Select(&rows, `SELECT p.sku, e.lot, sum(CASE e.kind WHEN 'picked' THEN e.qty ELSE -e.qty END) AS qty
		FROM alloc_event e JOIN product p ON p.id = e.product_id WHERE e.pick_list_id = ? GROUP BY 1, 2`, list); err != nil {
		m.desk.Fatal(err)
	}
	out := map[string]model.Qty{}
	for _, k := range rows {
		out[k.SKU+" "+k.Lot] += k.Qty
	}
	return out
}
