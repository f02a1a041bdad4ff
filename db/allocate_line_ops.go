package db

import (
	"context"
	"fmt"

	"backfill/model"
)

// AllocateLine gives a line qty from free stock by hand, 0 for all it lacks,
// whoever else waits for it. Where not enough is free the Conflict says what is.
func (s *Store) AllocateLine(ctx context.Context, a model.Actor, line int64, version int, qty model.Qty) error {
	if qty < 0 {
		return model.Problems{"qty": "Enter how many to allocate."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.allocateLine(line, version, qty) })
	return err
}

func (t *tx) allocateLine(id int64, version int, qty model.Qty) error {
	l, err := t.openLine(id, version)
	if err != nil {
		return err
	}
	if qty == 0 {
		qty = l.Short
	}
	if err := t.mayAllocate(l, qty); err != nil {
		return err
	}
	lots, err := t.freeLots(l)
	if err != nil {
		return err
	}
	takes, free := choose(lots, qty, l.LotRule == "one")
	if takes == nil {
		return model.Conflictf("Only %s %s of %s are free for %s now.", free, l.Unit, l.SKU, l.Name())
	}
	for _, k := range takes {
		if err := t.allocEvent("allocated", l, k.Lot, k.Qty, "by hand"); err != nil {
			return err
		}
	}
	if err := t.record("allocated", "line", id, l.Name(), l.figures(l.Open, l.Allocated), l.figures(l.Open, l.Allocated+qty), ""); err != nil {
		return err
	}
	t.touch(id)
	_, err = t.serve("by_hand", l.pool())
	return err
}

// mayAllocate refuses what the line may not have: more than it lacks, part of
// a pack, part of what leaves whole, or anything while it is on hold.
func (t *tx) mayAllocate(l openLine, qty model.Qty) error {
	if hold := firstOf(l.Hold, l.OrderHold, l.OrderCredit, l.Credit); hold != "" {
		return model.Conflictf("%s is on hold: %s", l.Name(), hold)
	}
	switch {
	case l.Blanket:
		return model.Conflictf("%s is a blanket order: only what is released of it takes stock.", l.Order)
	case l.NoStock:
		return model.Conflictf("The supplier ships %s: it takes no stock.", l.Name())
	case l.Short == 0:
		return model.Conflictf("%s has all it needs.", l.Name())
	}
	var p model.Problems
	p.Need("qty", qty.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
	p.Need("qty", qty <= l.Short, fmt.Sprintf("It lacks %s %s only.", l.Short, l.Unit))
	p.Need("qty", qty == l.Short || qty.RoundDown(l.Pack) == qty, fmt.Sprintf("%s is handed out in packs of %s.", l.SKU, l.Pack))
	p.Need("qty", qty == l.Short || qty.RoundDown(l.UnitRatio) == qty, fmt.Sprintf("%s was ordered in units of %s: allocate whole ones.", l.Name(), l.UnitRatio))
	p.Need("qty", qty == l.Short || l.ShipMode != model.LineComplete, "This order's lines leave whole: allocate all the line lacks.")
	p.Need("qty", qty == l.Short || l.LotRule != "one", "The line needs one lot: allocate all it lacks.")
	if err := p.Err(); err != nil {
		return err
	}
	whole := l.ShipMode == model.OrderComplete || l.LastOne
	if !whole && l.CriticalSet == "" {
		return nil
	}
	var others int
	if err := t.get(&others, `/* mayAllocate */ SELECT count(*) FROM order_line WHERE order_id = ? AND id <> ? AND short > 0 AND (? OR critical_set = ?)`,
		l.OrderID, l.ID, whole, l.CriticalSet); err != nil {
		return err
	}
	if others > 0 || qty < l.Short {
		return model.Conflictf("%s leaves together with other lines that lack stock: nothing is kept for a part of it.", l.Name())
	}
	return nil
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// freeLot is what is free of one lot.
type freeLot struct {
	Lot string
	Qty model.Qty
}

// freeLots lists the free stock the line may have, the smallest lot first. A
// line of one lot goes on with the lot it has. What is protected for better
// priorities comes off the end.
func (t *tx) freeLots(l openLine) ([]freeLot, error) {
	var lots []freeLot
	if err := t.all(&lots, `/* freeLots */ SELECT lot, on_hand - allocated - picked AS qty FROM stock
		WHERE product_id = ?1 AND warehouse_id = ?2 AND on_hand > allocated + picked
		  AND (?3 <> 'one' OR NOT EXISTS (SELECT 1 FROM allocation WHERE line_id = ?4 AND allocated + picked > 0)
		    OR lot IN (SELECT lot FROM allocation WHERE line_id = ?4 AND allocated + picked > 0))
		ORDER BY qty, lot`, l.ProductID, l.WarehouseID, l.LotRule, l.ID); err != nil {
		return nil, err
	}
	var kept model.Qty
	if err := t.get(&kept, `/* freeLots */ SELECT coalesce(max(qty), 0) FROM protection
		WHERE product_id = ? AND warehouse_id = ? AND priority < ? AND until >= ?`, l.ProductID, l.WarehouseID, l.Priority, t.today); err != nil {
		return nil, err
	}
	for i := len(lots) - 1; i >= 0 && kept > 0; i-- {
		n := min(kept, lots[i].Qty)
		lots[i].Qty -= n
		kept -= n
	}
	return lots, nil
}

// choose takes qty from the lots, from a single one where it has to be: the
// smallest that is enough, so that the largest stay usable. Without enough it
// takes nothing and tells how much could be taken.
func choose(lots []freeLot, qty model.Qty, one bool) (takes []freeLot, free model.Qty) {
	if one {
		for _, k := range lots {
			if k.Qty >= qty {
				return []freeLot{{k.Lot, qty}}, k.Qty
			}
			free = max(free, k.Qty)
		}
		return nil, free
	}
	for _, k := range lots {
		free += k.Qty
		if n := min(qty, k.Qty); n > 0 {
			takes = append(takes, freeLot{k.Lot, n})
			qty -= n
		}
	}
	if qty > 0 {
		return nil, free
	}
	return takes, free
}

// ReleaseAllocation takes qty of what a line has allocated away from it, 0 for
// all, and offers it to the others that wait; the line itself gets nothing of
// it back in this run. What is picked stays.
func (s *Store) ReleaseAllocation(ctx context.Context, a model.Actor, line int64, version int, qty model.Qty, why string) error {
	var p model.Problems
	p.Need("qty", qty >= 0, "Enter how many to release.")
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.releaseAllocation(line, version, qty, why) })
	return err
}

func (t *tx) releaseAllocation(id int64, version int, qty model.Qty, why string) error {
	l, err := t.openLine(id, version)
	if err != nil {
		return err
	}
	if qty == 0 {
		qty = l.Allocated
	}
	if l.Allocated == 0 {
		return model.Conflictf("%s has nothing allocated that could be released.", l.Name())
	}
	var p model.Problems
	p.Need("qty", qty.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
	p.Need("qty", qty <= l.Allocated, fmt.Sprintf("It has %s %s allocated.", l.Allocated, l.Unit))
	if err := p.Err(); err != nil {
		return err
	}
	if err := t.release(l, qty, why); err != nil {
		return err
	}
	if err := t.record("released", "line", id, l.Name(), l.figures(l.Open, l.Allocated), l.figures(l.Open, l.Allocated-qty), why); err != nil {
		return err
	}
	t.touch(id)
	_, err = t.serveBut("released", func(s *snapshot) { s.passOver(id) }, l.pool())
	return err
}

// passOver has a line take nothing in this run.
func (s *snapshot) passOver(line int64) {
	for i := range s.Lines {
		if s.Lines[i].ID == line {
			s.Lines[i].Policy = model.Yields
		}
	}
}
