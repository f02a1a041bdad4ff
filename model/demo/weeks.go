package demo

import (
	"fmt"
	"slices"

	"backfill/model"
)

// ordersPerDay is how many orders come in on an ordinary working day.
const ordersPerDay = 14

// makeHistory writes what was ordered, bought and delivered before the desk.
func (m *maker) makeHistory() {
	bought := newTable("purchase-orders", "po,supplier,ordered_at,warehouse,line,sku,quantity,eta,confidence,lane,received,received_at")
	for i, s := range m.suppliers {
		for d := -historyDays + m.IntN(20); d < -PlayedDays-s.lead-25; d += m.between(16, 30) {
			m.pastPurchase(bought, i, m.today.AddDays(d))
		}
	}
	m.add(bought)
	sold := newTable("orders", "order,customer,ordered_at,requested_date,priority,ship_mode,max_shipments,method,site,warehouse,customer_po,line,sku,quantity,unit,price,shipped,shipped_at,cancelled")
	for d := -historyDays; d < -PlayedDays; d++ {
		date := m.today.AddDays(d)
		if !(model.Calendar{}).Works(date) {
			continue
		}
		for range m.between(ordersPerDay-4, ordersPerDay+2) {
			m.pastOrder(sold, date)
		}
	}
	m.add(sold)
}

func (m *maker) pastPurchase(t *table, supplier int, ordered model.Date) {
	s := m.suppliers[supplier]
	m.poNo++
	line := 0
	lane := pick(m, []string{"road", "road", "road", "sea"})
	for _, p := range m.products {
		if p.supplier != supplier || !m.chance(45) || line == 8 {
			continue
		}
		line++
		eta := model.Calendar{}.Next(ordered.AddDays(s.lead))
		arrived := model.Calendar{}.Next(eta.AddDays(s.slip(m)))
		qty := p.multiple(p.to * m.between(2, 6))
		t.row(fmt.Sprintf("PO-%d", m.poNo), s.code, ordered, "MAIN", line, p.sku, qty, eta, "confirmed", lane, qty, arrived)
	}
}

func (m *maker) pastOrder(t *table, date model.Date) {
	o := m.newOrder(date)
	for i, l := range o.Lines {
		p := m.productOf(l.SKU)
		qty := l.Qty
		shipped, cancelled, shippedOn := qty, model.Qty(0), model.Calendar{}.Add(date, m.between(0, 3))
		switch r := m.IntN(100); {
		case r < 6:
			shippedOn = model.Calendar{}.Add(date, m.between(5, 25)) // it waited, then it left
		case r < 8:
			shipped, cancelled = 0, qty
		}
		shippedAt := ""
		if shipped > 0 {
			shippedAt = at(shippedOn, 420).String()
		}
		t.row(o.Number, o.Customer, o.At, o.Requested, o.Priority, o.ShipMode, few(o.MaxShipments), o.Method, o.Site, o.Warehouse, o.CustomerPO,
			i+1, l.SKU, qty, l.Unit, money(p.price), shipped, shippedAt, cancelled)
	}
}

// makeDemand enters the orders of the played weeks and notes what they ask for,
// so that supply can be made to fit, or not.
func (m *maker) makeDemand() {
	for d := -PlayedDays; d <= 0; d++ {
		date := m.today.AddDays(d)
		if !(model.Calendar{}).Works(date) {
			continue
		}
		n := m.between(ordersPerDay-4, ordersPerDay+2)
		if d > -18 {
			n += 18 // the season starts
		}
		if d == 0 {
			n = 6
		}
		day := m.day(date)
		for range n {
			day.Orders = append(day.Orders, m.newOrder(date))
		}
		slices.SortFunc(day.Orders, func(a, b Order) int { return a.At.Std().Compare(b.At.Std()) })
	}
}

// newOrder is one customer's order as it might come in on a date.
func (m *maker) newOrder(date model.Date) Order {
	c := m.customers[m.buyer()]
	m.orderNo++
	o := Order{Number: fmt.Sprintf("SO-%d", m.orderNo), Customer: c.code, Warehouse: c.warehouse, At: at(date, m.between(0, 570)),
		Priority: 3, ShipMode: c.shipMode, MaxShipments: c.maxShipments, Method: "carrier"}
	o.Requested = model.Calendar{}.Add(date, m.between(1, 8))
	if m.chance(60) {
		o.CustomerPO = fmt.Sprintf("%d", m.between(4000, 9999))
	}
	if len(c.sites) > 0 && m.chance(70) {
		o.Site, o.Method, o.Project = pick(m, c.sites), "own_truck", pick(m, projects)
	} else if m.chance(20) {
		o.Method = "will_call"
	}
	switch r := m.IntN(100); {
	case r < 5:
		o.Priority, o.NeedBy = 1, o.Requested
	case r < 18:
		o.Priority = 2
	case r > 90:
		o.Priority = 4
	}
	seen := map[int]bool{}
	for range m.between(1, 5) {
		i := pick(m, m.byWeight)
		if seen[i] {
			continue
		}
		seen[i] = true
		o.Lines = append(o.Lines, m.newLine(i, o))
	}
	return o
}

func (m *maker) newLine(i int, o Order) Line {
	p := &m.products[i]
	n := m.between(p.from/p.step, max(p.from/p.step, p.to/p.step/2)) * p.step
	l := Line{SKU: p.sku, Unit: p.unit, Qty: model.Units(int64(p.multiple(n))), OneLot: p.lots && m.chance(25)}
	if p.decimals > 0 && m.chance(40) {
		l.Qty += 500 // half a square metre
	}
	if p.bundle != "" && m.chance(30) {
		l.Unit, l.Qty = p.bundle, model.Units(int64(max(1, n/p.ratio)))
	}
	return l
}

// buyer picks a customer; the large ones order more often.
func (m *maker) buyer() int {
	for {
		i := m.IntN(len(m.customers))
		if m.IntN(8) < m.customers[i].weight {
			return i
		}
	}
}

func (m *maker) productOf(sku string) *product { return &m.products[m.bySKU[sku]] }

// multiple rounds n up to what the product is sold in.
func (p product) multiple(n int) int {
	if p.pack > 0 && n%p.pack != 0 {
		n += p.pack - n%p.pack
	}
	return n
}
