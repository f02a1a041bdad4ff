package db

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// supposedID is the id of inbound goods that are only supposed.
const supposedID = int64(1) << 62

// supposedPools are the pools that a what-if touches when nobody names a scope,
// and those they depend on.
func supposedPools(ctx context.Context, q sqlx.QueryerContext, r model.RunRequest) ([]poolKey, error) {
	w := r.WhatIf
	po, line := splitName(w.PO)
	pools, err := readPools(ctx, q, `/* supposedPools */ SELECT DISTINCT l.product_id, l.warehouse_id
		FROM order_line l
		JOIN product p ON p.id = l.product_id
		JOIN warehouse w ON w.id = l.warehouse_id
		JOIN sales_order o ON o.id = l.order_id
		WHERE l.open > 0 AND (
		  ?1 <> '' AND EXISTS (SELECT 1 FROM po_line i JOIN purchase_order v ON v.id = i.po_id
		    WHERE v.number = ?1 AND (?2 = 0 OR i.line_no = ?2) AND i.product_id = l.product_id AND v.warehouse_id = l.warehouse_id)
		  OR p.sku = ?3 AND (?4 = '' OR w.code = ?4)
		  OR o.number = ?5)
		ORDER BY 1, 2`, po, line, w.SKU, w.Warehouse, w.Order)
	if err != nil {
		return nil, err
	}
	return closePools(ctx, q, pools, r.Replan)
}

// splitName takes PO-9/1 apart; the line is 0 where none is named.
func splitName(name string) (number string, line int) {
	if at := strings.LastIndexByte(name, '/'); at > 0 {
		if _, err := fmt.Sscanf(name[at+1:], "%d", &line); err == nil && line > 0 {
			return name[:at], line
		}
	}
	return name, 0
}

// suppose writes what has not happened into a snapshot. What it names must be
// there, and must matter to the lines in scope.
func suppose(ctx context.Context, q sqlx.QueryerContext, s *snapshot, w model.WhatIf) error {
	if w.IsZero() {
		return nil
	}
	var p model.Problems
	if w.PO != "" {
		p.Need("what_po", s.supposeLater(w), "Nothing of "+w.PO+" is open that lines in this scope wait for.")
	}
	if w.Order != "" {
		p.Need("what_order", s.supposePriority(w), "No line of "+w.Order+" is open in this scope.")
	}
	if w.SKU != "" {
		if err := s.supposeStock(ctx, q, w, &p); err != nil {
			return err
		}
	}
	return p.Err()
}

func (s *snapshot) supposeLater(w model.WhatIf) (any bool) {
	number, line := splitName(w.PO)
	for i := range s.Inbound {
		in := &s.Inbound[i]
		po, no := splitName(in.Name)
		if in.ID < 0 || !strings.EqualFold(po, number) || line != 0 && no != line {
			continue
		}
		any = true
		if !in.ETA.IsZero() {
			in.ETA = in.ETA.AddDays(w.Days)
		}
	}
	return any
}

func (s *snapshot) supposePriority(w model.WhatIf) (any bool) {
	for i := range s.Lines {
		if strings.EqualFold(s.Lines[i].OrderNumber, w.Order) {
			s.Lines[i].Priority, any = w.Priority, true
		}
	}
	return any
}

// supposeStock has goods arrive: on hand today, inbound on a later day. Where no
// warehouse is named they go to the one whose lines lack most.
func (s *snapshot) supposeStock(ctx context.Context, q sqlx.QueryerContext, w model.WhatIf, p *model.Problems) error {
	var decimals int
	err := sqlx.GetContext(ctx, q, &decimals, `/* supposeStock */ SELECT decimals FROM product WHERE sku = ?`, w.SKU)
	if err = notFound(err); err == model.ErrNotFound {
		p.Need("what_sku", false, "There is no product "+w.SKU+".")
		return nil
	}
	if err != nil {
		return err
	}
	p.Need("what_qty", w.Qty.Fits(decimals), decimalsProblem(w.SKU, decimals))
	best, lacks := -1, model.Qty(-1)
	for i := range s.Pools {
		k := &s.Pools[i]
		if !strings.EqualFold(k.SKU, w.SKU) || w.Warehouse != "" && !strings.EqualFold(k.Warehouse, w.Warehouse) {
			continue
		}
		if short := s.shortIn(k); short > lacks {
			best, lacks = i, short
		}
	}
	if best < 0 {
		p.Need("what_sku", false, "No line in this scope waits for "+w.SKU+".")
		return nil
	}
	k := &s.Pools[best]
	if !w.On.IsZero() && w.On > s.Today {
		s.Inbound = append(s.Inbound, allocate.Inbound{ID: supposedID, Name: "supposed", ProductID: k.ProductID, WarehouseID: k.WarehouseID,
			Open: w.Qty, ETA: w.On, Confidence: model.Confirmed})
		return nil
	}
	for i := range k.Lots {
		if k.Lots[i].Name == "" {
			k.Lots[i].OnHand += w.Qty
			k.Lots[i].Free += w.Qty
			return nil
		}
	}
	k.Lots = append(k.Lots, allocate.Lot{OnHand: w.Qty, Free: w.Qty})
	return nil
}

// shortIn is what the lines of a pool lack.
func (s *snapshot) shortIn(k *allocate.Pool) (short model.Qty) {
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.ProductID != k.ProductID || l.WarehouseID != k.WarehouseID || l.NoStock {
			continue
		}
		short += l.Open - l.Picked
		for _, h := range l.Held {
			short -= h.Qty
		}
	}
	return short
}

// mayEdit refuses what a person may not set for a line: less than is picked,
// more than is open, part of a pack or of what leaves whole, and anything for a
// line that takes no stock. Edits of lines that are closed by now are nobody's.
func (s *snapshot) mayEdit(ctx context.Context, q sqlx.QueryerContext, edits []model.RunEdit) error {
	if len(edits) == 0 {
		return nil
	}
	at := make(map[int64]int, len(s.Lines))
	for i := range s.Lines {
		at[s.Lines[i].ID] = i
	}
	decimals, err := s.decimals(ctx, q, edits)
	if err != nil {
		return err
	}
	var p model.Problems
	for _, e := range edits {
		i, open := at[e.LineID]
		if !open || e.Leave {
			continue
		}
		l := &s.Lines[i]
		pool := s.pool(poolKey{l.ProductID, l.WarehouseID})
		need := func(ok bool, text string) {
			p.Need(model.AfterField(e.LineID), ok, lineName(l.OrderNumber, l.LineNo)+": "+text)
		}
		have := l.Picked
		for _, h := range l.Held {
			have += h.Qty
		}
		qty := s.reader.Qty
		need(e.Qty >= l.Picked, qty(l.Picked)+" of it are picked: a run does not take them.")
		need(e.Qty <= l.Open, "only "+qty(l.Open)+" of it are open.")
		need(e.Qty.Fits(decimals[l.ProductID]), decimalsProblem(pool.SKU, decimals[l.ProductID]))
		if e.Qty == l.Open || e.Qty == l.Picked || e.Qty == have {
			continue
		}
		need(e.Qty < have || l.Hold == "" && l.CreditHold == "", "it is on hold, so it gets nothing.")
		need(e.Qty < have || !l.NoStock, "the supplier ships it: it takes no stock.")
		need(!s.whole(l), fmt.Sprintf("it leaves whole: all %s of it or nothing.", qty(l.Open)))
		need(pool.Pack <= 0 || (e.Qty-l.Picked).RoundDown(pool.Pack) == e.Qty-l.Picked, "it is handed out in packs of "+qty(pool.Pack)+".")
		need(l.UnitRatio <= 0 || (e.Qty-l.Picked).RoundDown(l.UnitRatio) == e.Qty-l.Picked, "it was ordered in units of "+qty(l.UnitRatio)+".")
	}
	return p.Err()
}

// whole tells whether a line leaves all at once.
func (s *snapshot) whole(l *allocate.Line) bool {
	if l.OneLot || l.CriticalSet != "" {
		return true
	}
	o, known := s.orders[l.OrderID]
	if !known {
		return false
	}
	switch mode := s.Orders[o].ShipMode; mode {
	case model.LineComplete, model.OrderComplete:
		return true
	case model.MaxShipments:
		return s.Orders[o].ShipmentsLeft <= 1
	}
	return false
}

// decimals are those of the products of edited lines.
func (s *snapshot) decimals(ctx context.Context, q sqlx.QueryerContext, edits []model.RunEdit) (map[int64]int, error) {
	ids := make([]int64, len(edits))
	for i, e := range edits {
		ids[i] = e.LineID
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID       int64
		Decimals int
	}
	err = sqlx.SelectContext(ctx, q, &rows, `/* decimals */ SELECT DISTINCT p.id, p.decimals FROM json_each(?) j
		JOIN order_line l ON l.id = j.value JOIN product p ON p.id = l.product_id`, string(text))
	all := make(map[int64]int, len(rows))
	for _, r := range rows {
		all[r.ID] = r.Decimals
	}
	return all, err
}

// overAllocated says on each product's header that more was set than there is.
func (s *snapshot) overAllocated(lacks []allocate.Lack) error {
	if len(lacks) == 0 {
		return nil
	}
	short := map[poolKey]model.Qty{}
	for _, k := range lacks {
		for i := range s.Lines {
			if s.Lines[i].ID == k.LineID {
				short[poolKey{s.Lines[i].ProductID, s.Lines[i].WarehouseID}] += k.Qty
			}
		}
	}
	var p model.Problems
	for k, q := range short {
		p.Need(model.PoolField(k.product, k.warehouse), false, fmt.Sprintf("%s: %s more than this run can give.", s.pool(k).SKU, s.reader.Qty(q)))
	}
	return p.Err()
}
