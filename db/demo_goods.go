package db

import (
	"fmt"
	"time"

	"backfill/model"
)

// goods leaves transfers in every state, bins, and a product that is retired.
func (p *player) goods() error {
	p.at(p.end, model.RoleWarehouse)
	for _, step := range []func() error{p.demoBins, p.demoTransfers, p.demoRetired} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// demoBins leaves some bins free beside those that the company's files assign.
func (p *player) demoBins() error {
	for _, bin := range []string{"A-01-1", "A-01-2", "Z-99"} {
		if err := p.setBin("MAIN", bin, ""); err != nil {
			return err
		}
	}
	return nil
}

// freeStock is stock of a warehouse that nobody has a claim to.
type freeStock struct {
	SKU  string
	Lot  string
	Free model.Qty
}

func (p *player) freeStock(warehouse string, n int) (free []freeStock, err error) {
	err = p.all(&free, `/* freeStock */ SELECT p.sku, s.lot, s.on_hand - s.allocated - s.picked AS free FROM stock s JOIN product p ON p.id = s.product_id
		JOIN warehouse w ON w.id = s.warehouse_id WHERE w.code = ? AND s.on_hand - s.allocated - s.picked >= 8000
		AND NOT EXISTS (SELECT 1 FROM protection g WHERE g.product_id = p.id AND g.warehouse_id = w.id)
		ORDER BY (SELECT coalesce(sum(l.short), 0) FROM order_line l WHERE l.product_id = p.id AND l.short > 0 AND l.warehouse_id <> w.id) DESC, p.id, s.lot LIMIT ?`,
		warehouse, n)
	return free, err
}

// demoTransfers leaves one transfer in each state: a draft, one on the road that
// is late, one that came in part, one that is closed with something lost, and one
// that was given up.
func (p *player) demoTransfers() error {
	free, err := p.freeStock("MAIN", 6)
	if err != nil || len(free) < 6 {
		return err
	}
	at := func(days int, role model.Role) { p.at(p.end.Add(time.Duration(-24*days)*time.Hour), role) }
	for i, to := range []string{"NORTH", "YARD", "NORTH", "YARD", "NORTH"} {
		at(5-i, model.RoleWarehouse)
		number, err := p.createTransfer(model.TransferEntry{From: "MAIN", To: to, Expected: p.today.AddDays(1 + i%3), Note: []string{"Monday's lorry", "", "With the crane", "", "Ruth asked for it"}[i],
			Lines: demoLoad(free[i : i+2])})
		if err != nil {
			return err
		}
		if err := p.demoFate(i, number); err != nil {
			return fmt.Errorf("%s: %w", number, err)
		}
	}
	p.at(p.end, model.RoleSales)
	return nil
}

func demoLoad(from []freeStock) (lines []model.TransferEntryLine) {
	for _, f := range from {
		lines = append(lines, model.TransferEntryLine{SKU: f.SKU, Lot: f.Lot, Qty: (f.Free / 4).RoundDown(1000)})
	}
	return lines
}

// demoFate is what becomes of the i-th transfer.
func (p *player) demoFate(i int, number string) error {
	switch i {
	case 4:
		return nil // stays a draft
	case 3:
		x, err := p.draft(number, 0)
		if err != nil {
			return err
		}
		return p.endTransfer(x, "cancelled", model.TransferCancelled, "The yard has enough")
	}
	if err := p.sendTransfer(model.TransferSend{Number: number}); err != nil {
		return err
	}
	x, err := p.transfer(number, 0)
	if err != nil || i == 0 {
		return err // stays on the road, and is late by now
	}
	r := model.TransferReceipt{Number: number, Lines: []model.TransferQty{{Line: 1, Qty: (x.Lines[0].Transit / 2).RoundDown(1000)}}}
	if i == 1 {
		r.Lines[0].Qty = x.Lines[0].Transit - 1000
		r.Lines = append(r.Lines, model.TransferQty{Line: 2, Qty: x.Lines[1].Transit})
		r.Rest, r.Why = model.RestLost, "One fell off the fork lift"
	}
	_, err = p.receiveTransfer(r)
	return err
}

// demoRetired takes a product out of the range that nobody waits for.
func (p *player) demoRetired() error {
	p.at(p.end, model.RolePurchasing)
	var sku string
	if err := p.get(&sku, `/* demoRetired */ SELECT p.sku FROM product p WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.product_id = p.id AND l.open > 0)
		ORDER BY p.id DESC LIMIT 1`); err != nil {
		return err
	}
	defer p.at(p.end, model.RoleSales)
	return p.retireProduct(sku, 0, true, "No longer made")
}
