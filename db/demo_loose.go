package db

import (
	"fmt"
	"time"

	"backfill/model"
)

// loose leaves one of everything on the board that a screen can show and that
// two ordinary months may not have brought up.
func (p *player) loose() error {
	p.at(p.end, model.RoleSales)
	for _, step := range []func() error{p.looseHolds, p.looseQuestions, p.looseLabels, p.looseSets, p.loosePicks, p.looseCounts, p.looseBlanket, p.looseSpecial, p.goods, p.looseDates} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// shortLines gives the ids of n short lines, each of another order, after
// skipping some, that nobody has touched yet.
func (p *player) shortLines(n, skip int) (ids []int64, err error) {
	err = p.all(&ids, `/* shortLines */ SELECT min(l.id) FROM order_line l JOIN sales_order o ON o.id = l.order_id
		WHERE l.short > 0 AND l.hold IS NULL AND o.hold IS NULL AND o.kind = 'standard' AND l.policy = 'normal'
		  AND NOT EXISTS (SELECT 1 FROM choice c WHERE c.line_id = l.id)
		GROUP BY l.order_id ORDER BY l.order_id LIMIT ? OFFSET ?`, n, skip)
	return ids, err
}

func (p *player) looseHolds() error {
	lines, err := p.shortLines(5, 6)
	if err != nil {
		return err
	}
	why := []string{"Site not ready before the screed has dried", "Customer checks the quantity", "Crane booked for next week", "Wrong colour ordered, to be clarified", "Waiting for the deposit"}
	for i, id := range lines {
		if err := p.holdLine(id, 0, why[i%len(why)]); err != nil {
			return err
		}
	}
	return p.looseCredit()
}

// looseCredit puts one customer with short lines on credit hold.
func (p *player) looseCredit() error {
	var c struct {
		ID   int64
		Code string
	}
	if err := p.get(&c, `/* looseCredit */ SELECT c.id, c.code FROM customer c JOIN sales_order o ON o.customer_id = c.id JOIN order_line l ON l.order_id = o.id
		WHERE l.short > 0 AND l.hold IS NULL AND c.tier = 'C' GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1`); err != nil {
		return err
	}
	const why = "Two invoices over 60 days"
	if err := p.exec(`UPDATE customer SET credit_hold = ?, version = version + 1 WHERE id = ?`, why, c.ID); err != nil {
		return err
	}
	if err := p.record("credit_held", "customer", c.ID, c.Code, nil, map[string]any{"credit_hold": why}, why); err != nil {
		return err
	}
	var lines []int64
	if err := p.all(&lines, `SELECT l.id FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.customer_id = ? AND l.open > 0`, c.ID); err != nil {
		return err
	}
	p.touch(lines...)
	return nil
}

// looseQuestions asks some customers whether to wait or to take a part.
func (p *player) looseQuestions() error {
	lines, err := p.shortLines(9, 20)
	if err != nil {
		return err
	}
	for i, id := range lines {
		p.at(p.end.Add(time.Duration(-20*i)*time.Hour), model.RoleService)
		kind := model.PartOrWait
		if i%4 == 3 {
			kind = model.OfferSubstitute
		}
		if err := p.unlessRefused(func() error { return p.askCustomer(id, kind, p.today.AddDays(4)) }); err != nil {
			return err
		}
		if i == 1 {
			if err := p.unlessRefused(func() error { return p.recordAnswer(id, model.Wait) }); err != nil {
				return err
			}
		}
	}
	p.at(p.end, model.RoleSales)
	return nil
}

// looseLabels gives a line of each policy label, and keeps the last units of a
// product for the most important orders.
func (p *player) looseLabels() error {
	for i, label := range []model.Policy{model.MustShipBy, model.Protected, model.Locked, model.Yields, model.Release} {
		lines, err := p.shortLines(2, 40+3*i)
		if err != nil {
			return err
		}
		for _, id := range lines {
			if err := p.label(id, label); err != nil {
				return err
			}
		}
	}
	return p.exec(`/* looseLabels */ INSERT INTO protection(product_id, warehouse_id, qty, priority, until, why, created_at, created_by)
		SELECT s.product_id, s.warehouse_id, s.on_hand / 4 / 1000 * 1000, 2, ?, 'Kept for the hospital job', ?, ? FROM stock s
		WHERE s.on_hand - s.allocated - s.picked > 40000 ORDER BY s.product_id LIMIT 2`, p.today.AddDays(21), p.now, p.actor.Name)
}

func (p *player) label(id int64, label model.Policy) error {
	l, err := p.openLine(id, 0)
	if err != nil {
		return err
	}
	if err := p.exec(`UPDATE order_line SET policy = ?, version = version + 1 WHERE id = ?`, label, id); err != nil {
		return err
	}
	if label == model.MustShipBy {
		if err := p.exec(`UPDATE sales_order SET need_by = ?, version = version + 1 WHERE id = ?`, p.today.AddDays(2), l.OrderID); err != nil {
			return err
		}
	}
	if err := p.record("policy_set", "line", id, l.Name(), map[string]any{"policy": model.Normal}, map[string]any{"policy": label}, "Agreed with the customer"); err != nil {
		return err
	}
	return p.serveTied("policy", l)
}

// looseSets enters orders whose lines need each other, that wait for a day, and
// that are for pick-up.
func (p *player) looseSets() error {
	var sku []string
	if err := p.all(&sku, `/* looseSets */ SELECT p.sku FROM product p JOIN stock s ON s.product_id = p.id AND s.warehouse_id = 10
		WHERE p.lot_tracked = 0 AND p.decimals = 0 AND p.pack = 0 AND p.backorder = 'allow' AND p.category IN ('Timber','Fixings','Doors')
		ORDER BY s.on_hand - s.allocated - s.picked, p.id LIMIT 4`); err != nil {
		return err
	}
	var customers []string
	if err := p.all(&customers, `SELECT code FROM customer WHERE tier = 'A' AND credit_hold IS NULL AND backorder_limit_value IS NULL ORDER BY code LIMIT 3`); err != nil {
		return err
	}
	line := func(i, qty int, set string) model.EntryLine {
		return model.EntryLine{SKU: sku[i%len(sku)], Qty: model.Units(int64(qty)), CriticalSet: set}
	}
	if err := p.exec(`/* looseSets */ UPDATE customer SET ask_short = 1, version = version + 1 WHERE code = ?`, customers[1]); err != nil {
		return err
	}
	for i, e := range []model.OrderEntry{
		{Customer: customers[0], Warehouse: "MAIN", Priority: 2, Project: "Priory terrace", CustomerPO: "PT-118", Requested: p.today.AddDays(3), ShipMode: model.AsAvailable,
			Lines: []model.EntryLine{line(0, 12, "roof"), line(1, 40, "roof"), line(2, 6, "")}},
		{Customer: customers[1], Warehouse: "MAIN", Priority: 3, OnShort: model.PartNow, Project: "Station hotel", CustomerPO: "SH-04", ShipMode: model.OnDate, ShipDate: p.today.AddDays(9), Requested: p.today.AddDays(9),
			Lines: []model.EntryLine{line(2, 8, ""), line(3, 10, "")}},
		{Customer: customers[2], Warehouse: "MAIN", Priority: 1, NeedBy: p.today.AddDays(2), Essential: true, Requested: p.today.AddDays(1), CustomerPO: "RUSH-7", ShipMode: model.LineComplete, Method: model.WillCall,
			Lines: []model.EntryLine{line(0, 20, ""), line(3, 4, "")}},
		{Customer: customers[0], Warehouse: "MAIN", Requested: p.today.AddDays(12), CustomerPO: "PT-119", Method: model.Direct, ShipMode: model.AsAvailable,
			Lines: []model.EntryLine{line(1, 60, "")}},
	} {
		e.Number = looseNumber(i)
		if err := p.unlessRefused(func() error { _, err := p.enterOrder(e); return err }); err != nil {
			return err
		}
	}
	return nil
}

// loosePicks leaves some pick lists open.
func (p *player) loosePicks() error {
	var lines []int64
	if err := p.all(&lines, `/* loosePicks */ SELECT min(l.id) FROM order_line l WHERE l.allocated > 0 AND l.hold IS NULL GROUP BY l.order_id ORDER BY l.order_id DESC LIMIT 7`); err != nil {
		return err
	}
	p.at(p.end, model.RoleWarehouse)
	for _, id := range lines {
		if err := p.unlessRefused(func() error { _, err := p.releaseToPick(id, 0); return err }); err != nil {
			return err
		}
	}
	return nil
}

// looseCounts leaves counts that a person has to look at: they would take what
// is allocated, or differ by far.
func (p *player) looseCounts() error {
	var counts []struct {
		ProductID   int64 `db:"product_id"`
		WarehouseID int64 `db:"warehouse_id"`
		Lot         string
		OnHand      model.Qty `db:"on_hand"`
		Allocated   model.Qty
		Picked      model.Qty
	}
	if err := p.all(&counts, `/* looseCounts */ SELECT product_id, warehouse_id, lot, on_hand, allocated, picked FROM stock WHERE allocated > 0 ORDER BY product_id, warehouse_id, lot LIMIT 3`); err != nil {
		return err
	}
	for i, c := range counts {
		found := c.OnHand / 2
		if i == 0 {
			found = min(found, c.Picked+c.Allocated/2) // lines would lose
		}
		if _, err := p.countStock(c.ProductID, c.WarehouseID, c.Lot, found.RoundDown(1000), p.now, 0, "Cycle count"); err != nil {
			return err
		}
	}
	p.at(p.end, model.RoleSales)
	return nil
}

// looseBlanket enters a blanket order over two products and releases parts of it
// twice: only the releases are demand.
func (p *player) looseBlanket() error {
	var skus []string
	if err := p.all(&skus, `/* looseBlanket */ SELECT p.sku FROM product p JOIN stock s ON s.product_id = p.id AND s.warehouse_id = 10
		WHERE p.lot_tracked = 0 AND p.decimals = 0 AND p.pack = 0 AND p.backorder = 'allow'
		GROUP BY p.id ORDER BY sum(s.on_hand - s.allocated - s.picked) <> 0, p.id LIMIT 2`); err != nil {
		return err
	}
	var customer string
	if err := p.get(&customer, `SELECT code FROM customer WHERE class = 'housebuilder' AND credit_hold IS NULL AND backorder_limit_value IS NULL ORDER BY code LIMIT 1`); err != nil {
		return err
	}
	e := model.OrderEntry{Number: looseNumber(10), Customer: customer, Warehouse: "MAIN", Project: "Orchard Way 12-18", CustomerPO: "FRAME-26",
		Kind: model.Blanket, ShipMode: model.AsAvailable, Requested: p.today.AddDays(67)}
	for i, sku := range skus {
		e.Lines = append(e.Lines, model.EntryLine{SKU: sku, Qty: model.Units(400 - 160*int64(i))})
	}
	if _, err := p.enterOrder(e); err != nil {
		return err
	}
	for i, r := range []model.CallOff{{Lines: []model.CallOffLine{{Line: 1, Qty: model.Units(60)}}},
		{CustomerPO: "FRAME-26/2", Lines: []model.CallOffLine{{Line: 1, Qty: model.Units(80)}, {Line: 2, Qty: model.Units(120)}}}} {
		r.Requested = p.today.AddDays(7 + 14*i)
		got, err := p.releaseBlanket(e.Number, 0, r)
		if err != nil {
			return err
		}
		for _, l := range got.Lines {
			p.touch(l.LineID)
		}
	}
	return nil
}

// looseNumber numbers the orders that are entered last, after all others.
func looseNumber(n int) string { return fmt.Sprintf("SO-%d", 26001+n) }

// looseSpecial buys for single lines that nothing on order covers.
func (p *player) looseSpecial() error {
	var lines []struct {
		ID    int64
		SKU   string
		Short model.Qty
	}
	if err := p.all(&lines, `/* looseSpecial */ SELECT l.id, p.sku, l.short FROM order_line l JOIN product p ON p.id = l.product_id
		JOIN sales_order o ON o.id = l.order_id WHERE l.short > 0 AND o.kind <> 'blanket'
		  AND NOT EXISTS (SELECT 1 FROM po_line x WHERE x.product_id = l.product_id AND x.open > 0) ORDER BY l.id LIMIT 2`); err != nil {
		return err
	}
	p.at(p.end, model.RolePurchasing)
	for _, l := range lines {
		e := model.PurchaseEntry{Lines: []model.PurchaseLine{{SKU: l.SKU, Qty: l.Short, Confidence: model.Confirmed, ForLine: l.ID}}, Why: "Special order"}
		if err := p.unlessRefused(func() error { _, err := p.createPurchaseOrder(e); return err }); err != nil {
			return err
		}
	}
	return nil
}

// looseDates accepts new dates with some customers, and makes one order urgent.
func (p *player) looseDates() error {
	p.at(p.end, model.RoleService)
	lines, err := p.shortLines(6, 60)
	if err != nil {
		return err
	}
	for i, id := range lines {
		if err := p.unlessRefused(func() error { return p.setPromise(id, 0, p.today.AddDays(6+i), "Agreed by phone") }); err != nil {
			return err
		}
	}
	if len(lines) == 0 {
		return nil
	}
	l, err := p.openLine(lines[0], 0)
	if err != nil {
		return err
	}
	return p.setPriority(l.OrderID, 0, 1, "Crew is on site")
}
