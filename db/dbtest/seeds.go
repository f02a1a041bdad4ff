package dbtest

import (
	"context"

	"backfill/model"
)

// Warehouse is a further place for stock; MAIN is in every new file.
type Warehouse struct{ Code string }

func (w Warehouse) plant(d *Desk) {
	d.Helper()
	d.Exec(`INSERT INTO location(code, kind) VALUES (?, 'warehouse')`, w.Code)
	d.Exec(`INSERT INTO warehouse(id, code, name) SELECT id, code, code FROM location WHERE code = ?`, w.Code)
}

// Supplier is who goods are bought from.
type Supplier struct {
	Code     string
	LeadDays int // 0: 14
}

func (s Supplier) plant(d *Desk) {
	d.Helper()
	d.Exec(`INSERT INTO supplier(code, name, lead_time_days) VALUES (?, ?, ?)`, s.Code, "Supplier "+s.Code, or(s.LeadDays, 14))
}

// Product is something sold. Only SKU is needed.
type Product struct {
	SKU            string
	Decimals       int
	Price          model.Money
	Unit           string            // "pc" when empty
	Pack           string            // a quantity; empty: any
	Units          map[string]string // further units and how many stock units are in one
	Backorder      string            // "allow" when empty
	BackorderLimit string
	LotTracked     bool
	Supplier       string
	LeadDays       int
}

func (p Product) plant(d *Desk) {
	d.Helper()
	var lead any
	if p.LeadDays > 0 {
		lead = p.LeadDays
	}
	d.Exec(`INSERT INTO product(sku, name, unit, decimals, price, pack, backorder, backorder_limit, lot_tracked, lead_time_days, supplier_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM supplier WHERE code = ?))`,
		p.SKU, "Product "+p.SKU, or(p.Unit, "pc"), p.Decimals, p.Price, Qty(or(p.Pack, "0")), or(p.Backorder, "allow"),
		Qty(or(p.BackorderLimit, "0")), p.LotTracked, lead, p.Supplier)
	for unit, ratio := range p.Units {
		d.Exec(`INSERT INTO product_unit(product_id, unit, ratio) SELECT id, ?, ? FROM product WHERE sku = ?`, unit, Qty(ratio), p.SKU)
	}
}

// Customer is who orders. Only Code is needed.
type Customer struct {
	Code       string
	ShipMode   model.ShipMode // as_available when empty
	CreditHold string
	Sites      []string
	Contacts   []string // each gets every notice
	Retired    bool
}

func (c Customer) plant(d *Desk) {
	d.Helper()
	var hold any
	if c.CreditHold != "" {
		hold = c.CreditHold
	}
	d.Exec(`INSERT INTO customer(code, name, ship_mode, credit_hold) VALUES (?, ?, ?, ?)`,
		c.Code, "Customer "+c.Code, or(c.ShipMode, model.AsAvailable), hold)
	if c.Retired {
		d.Exec(`UPDATE customer SET retired_at = ? WHERE code = ?`, model.At(Now), c.Code)
	}
	for _, k := range c.Contacts {
		d.Exec(`INSERT INTO contact(customer_id, name, email, orders, delays, shipments) SELECT id, ?, 'someone@customer.example', 1, 1, 1 FROM customer WHERE code = ?`, k, c.Code)
	}
	for _, s := range c.Sites {
		d.Exec(`INSERT INTO site(customer_id, site, name) SELECT id, ?, ? FROM customer WHERE code = ?`, s, "Site "+s, c.Code)
	}
}

// Stock is goods on the shelf, booked as an adjustment. It serves nobody: lines
// that wait get it in the next run.
type Stock struct {
	SKU, Qty  string
	Warehouse string // MAIN when empty
	Lot       string
}

func (s Stock) plant(d *Desk) {
	d.Helper()
	d.Exec(`INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, to_lot, qty, why)
		SELECT ?, 'test', 'adjusted', p.id, 3, w.id, ?, ?, 'planted' FROM product p, warehouse w WHERE p.sku = ? AND w.code = ?`,
		model.At(Now), s.Lot, Qty(s.Qty), s.SKU, or(s.Warehouse, "MAIN"))
}

// PO is one open purchase-order line, number 1 of its order.
type PO struct {
	Number     string
	Supplier   string
	SKU, Qty   string
	ETA        model.Date
	Confidence model.Confidence // stated when empty
	Warehouse  string           // MAIN when empty
	ForLine    int64            // a special order
}

func (p PO) plant(d *Desk) {
	d.Helper()
	at := model.At(Now)
	var special, confirmed any
	if p.ForLine != 0 {
		special = p.ForLine
	}
	if p.Confidence == model.Confirmed || p.Confidence == model.OnTheWay {
		confirmed = at
	}
	confidence := or(p.Confidence, model.Stated)
	d.Exec(`INSERT INTO purchase_order(number, supplier_id, warehouse_id, ordered_at)
		SELECT ?, s.id, w.id, ? FROM supplier s, warehouse w WHERE s.code = ? AND w.code = ?`,
		p.Number, at, p.Supplier, or(p.Warehouse, "MAIN"))
	d.Exec(`INSERT INTO po_line(po_id, line_no, product_id, ordered, eta, first_eta, confidence, confirmed_at, for_line_id)
		SELECT o.id, 1, p.id, ?, ?, ?, ?, ?, ? FROM purchase_order o, product p WHERE o.number = ? AND p.sku = ?`,
		Qty(p.Qty), p.ETA, p.ETA, confidence, confirmed, special, p.Number, p.SKU)
	d.Exec(`INSERT INTO eta_event(po_line_id, at, actor, eta, confidence)
		SELECT l.id, ?, 'test', ?, ? FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE o.number = ?`,
		at, p.ETA, confidence, p.Number)
}

// Order is an order entered as a person enters it: what is free is allocated at
// once.
type Order struct {
	Number   string
	Customer string
	Priority int
	ShipMode model.ShipMode
	NeedBy   model.Date
	Lines    []Line

	Warehouse string // MAIN when empty
}

// Line is one line of an Order, in the stock unit unless Unit says otherwise.
type Line struct {
	SKU, Qty string
	Unit     string
	OneLot   bool
	Set      string
}

func (o Order) plant(d *Desk) {
	d.Helper()
	if _, err := d.Store.EnterOrder(context.Background(), Dana(), o.Entry()); err != nil {
		d.Fatalf("enter %s: %v", o.Number, err)
	}
}

// Entry is the order as EnterOrder takes it.
func (o Order) Entry() model.OrderEntry {
	e := model.OrderEntry{Number: o.Number, Customer: o.Customer, Priority: o.Priority, ShipMode: o.ShipMode, NeedBy: o.NeedBy, Warehouse: or(o.Warehouse, "MAIN")}
	if o.ShipMode == model.MaxShipments {
		e.MaxShipments = 2
	}
	for _, l := range o.Lines {
		e.Lines = append(e.Lines, model.EntryLine{SKU: l.SKU, Unit: l.Unit, Qty: Qty(l.Qty), OneLot: l.OneLot, CriticalSet: l.Set})
	}
	return e
}

func or[T comparable](v, otherwise T) T {
	var none T
	if v == none {
		return otherwise
	}
	return v
}
