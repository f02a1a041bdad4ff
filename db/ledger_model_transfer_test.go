package db_test

import (
	"context"
	"slices"

	"backfill/model"

	"pgregory.net/rapid"
)

// onRoad is a transfer of one product that was sent: what of it has not arrived.
type onRoad struct {
	number, sku, name string
	toShop            bool
	left              model.Qty
}

// transfer sends units to the shop or back. Only what nobody has a claim to
// leaves; what left is nowhere but on the road.
func (m *deskModel) transfer(r *rapid.T) {
	sku, lot, name := m.shelf(r)
	x := onRoad{sku: sku, name: name, toShop: rapid.Bool().Draw(r, "to the shop"), left: model.Units(rapid.Int64Range(1, 6).Draw(r, "qty"))}
	e := model.TransferEntry{From: "SHOP", To: "MAIN", Lines: []model.TransferEntryLine{{SKU: sku, Lot: lot, Qty: x.left}}}
	shelf, free := m.atShop, m.atShop[name]
	if x.toShop {
		e.From, e.To = "MAIN", "SHOP"
		shelf, free = m.onHand, m.onHand[name]-m.claimed(sku, lot)
	}
	answer, ok := m.send(r, "draft", func(a model.Actor) (any, error) { return m.desk.Store.CreateTransfer(context.Background(), a, e) })
	if !ok {
		r.Fatalf("transfer %+v was refused", e)
	}
	x.number = answer.(string)
	_, ok = m.send(r, "send off", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.SendTransfer(context.Background(), a, model.TransferSend{Number: x.number})
	})
	if ok != (x.left <= free) {
		r.Fatalf("send %s of %s with %s free: done %t", x.left, name, free, ok)
	}
	if !ok {
		return
	}
	shelf[name] -= x.left
	m.roads = append(m.roads, x)
	m.forget(sku)
}

// arrive receives some of what is on the road, loses it or calls it back, as was
// shown before.
func (m *deskModel) arrive(r *rapid.T) {
	if len(m.roads) == 0 {
		r.Skip("nothing is on the road")
	}
	i := rapid.IntRange(0, len(m.roads)-1).Draw(r, "transfer")
	x := &m.roads[i]
	got := model.TransferReceipt{Number: x.number, Lines: []model.TransferQty{{Line: 1, Qty: model.Units(rapid.Int64Range(0, 7).Draw(r, "arrived"))}},
		Rest: rapid.SampledFrom([]model.TransferRest{model.RestComing, model.RestLost, model.RestReturned}).Draw(r, "rest"), Why: "as the driver says"}
	if got.Lines[0].Qty == 0 && got.Rest == model.RestComing {
		return
	}
	was := m.desk.Dump()
	shown, err := m.desk.Store.PreviewTransferReceipt(context.Background(), got)
	if err != nil {
		r.Fatalf("preview %+v: %v", got, err)
	}
	m.same(r, was, "a preview")
	answer, ok := m.send(r, "arrive", func(a model.Actor) (any, error) { return m.desk.Store.ReceiveTransfer(context.Background(), a, got) })
	if !ok {
		r.Fatalf("%+v of %+v was refused", got, *x)
	}
	out := answer.(model.TransferOutcome)
	if !slices.Equal(out.Lines, shown.Lines) || len(out.Served) != len(shown.Served) {
		r.Fatalf("booked %+v, shown before %+v", out, shown)
	}
	target, origin := m.onHand, m.atShop
	if x.toShop {
		target, origin = m.atShop, m.onHand
	}
	target[x.name] += got.Lines[0].Qty
	rest := max(0, x.left-got.Lines[0].Qty)
	if got.Rest == model.RestReturned {
		origin[x.name] += rest
	}
	m.forget(x.sku)
	if x.left = rest; rest == 0 || got.Rest != model.RestComing {
		m.roads = slices.Delete(m.roads, i, i+1)
	}
}

// agreeOnRoads compares what is in the shop and between the warehouses.
func (m *deskModel) agreeOnRoads(r *rapid.T) {
	for name, want := range m.atShop {
		sku, lot := cutName(name)
		got := model.Qty(m.desk.ID(`SELECT coalesce(sum(k.on_hand), 0) FROM stock k JOIN product p ON p.id = k.product_id JOIN warehouse w ON w.id = k.warehouse_id
			WHERE p.sku = ? AND k.lot = ? AND w.code = 'SHOP'`, sku, lot))
		if got != want {
			r.Fatalf("%s of %s in the shop, must be %s", got, name, want)
		}
	}
	var left model.Qty
	for _, x := range m.roads {
		left += x.left
	}
	if got := model.Qty(m.desk.ID(`SELECT coalesce(sum(CASE WHEN to_id = 5 THEN qty ELSE -qty END), 0) FROM stock_move WHERE 5 IN (from_id, to_id)`)); got != left {
		r.Fatalf("%s are in transit, must be %s", got, left)
	}
}
