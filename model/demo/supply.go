package demo

import (
	"fmt"

	"backfill/model"
)

// Warehouses in the order their stock is made.
var warehouses = []string{"MAIN", "NORTH", "YARD"}

// noteDemand adds up what the played orders ask for, day by day.
func (m *maker) noteDemand() {
	for _, day := range m.days {
		n := int(day.Date - m.today.AddDays(-PlayedDays))
		for _, o := range day.Orders {
			for _, l := range o.Lines {
				p := m.productOf(l.SKU)
				qty := l.Qty
				if l.Unit != p.unit {
					qty *= model.Qty(p.ratio)
				}
				if p.sold[o.Warehouse] == nil {
					p.sold[o.Warehouse] = make([]model.Qty, PlayedDays+1)
				}
				p.sold[o.Warehouse][n] += qty
			}
		}
	}
}

// asked is what the played orders ask of a product in a warehouse from one day
// to another, both included, in whole stock units.
func (m *maker) asked(p *product, warehouse string, from, to model.Date) int {
	var sum model.Qty
	for n, q := range p.sold[warehouse] {
		if d := m.today.AddDays(n - PlayedDays); d >= from && d <= to {
			sum += q
		}
	}
	return int((sum + 999) / 1000)
}

// makeStock counts what lay in the warehouses when the played weeks began: more
// than enough of most products, too little of those in trouble.
func (m *maker) makeStock() {
	m.noteDemand()
	t := newTable("stock", "sku,warehouse,lot,on_hand,bin,as_of")
	asOf := at(m.today.AddDays(-PlayedDays-1), 0)
	for n := range m.products {
		p := &m.products[n]
		for w, code := range warehouses {
			units := m.asked(p, code, 0, m.today)*m.between(115, 150)/100 + p.from + p.to
			if p.fate != fine {
				units = m.asked(p, code, 0, p.runsOut) + m.between(0, p.from)
			}
			bin := fmt.Sprintf("%c%02d-%d-%d", 'A'+w*8+n%7, n%24+1, n%4+1, n%3+1)
			if !p.lots {
				t.row(p.sku, code, "", p.multiple(units), bin, asOf)
				continue
			}
			for i, part := range []int{55, 30, 15} { // three batches, the last one a remainder
				t.row(p.sku, code, fmt.Sprintf("%c%d", 'K'+i, 100+n%90), max(1, units*part/100), fmt.Sprintf("%s%c", bin, 'a'+i), asOf)
			}
		}
	}
	m.add(t)
}

// purchase is one order to a supplier while it is written.
type purchase struct {
	number            string
	supplier          int
	warehouse         string
	ordered, eta      model.Date
	confidence        model.Confidence
	lane              string
	lines             int
	table             *table
	arrives           model.Date // after today: it has not come
	received, refused int        // percent of each line
	closeShort        bool
}

// makeSupply buys what came, and what did not come, in the played weeks.
func (m *maker) makeSupply() {
	for i, s := range m.suppliers {
		for d := -PlayedDays + m.IntN(8) - s.lead/2; d < 14-s.lead/2; d += m.between(11, 19) {
			m.regularPurchase(i, m.today.AddDays(d))
		}
		m.troublePurchases(i)
	}
}

// regularPurchase buys some of a supplier's untroubled products.
func (m *maker) regularPurchase(supplier int, ordered model.Date) {
	s := m.suppliers[supplier]
	ordered = model.Calendar{}.Next(ordered)
	if ordered >= m.today {
		return
	}
	eta := model.Calendar{}.Next(ordered.AddDays(s.lead))
	b := m.buy(supplier, pick(m, []string{"MAIN", "MAIN", "MAIN", "NORTH", "YARD"}), ordered, eta, model.Confirmed)
	b.arrives = model.Calendar{}.Next(eta.AddDays(s.slip(m)))
	if m.chance(20) {
		b.confidence = model.Stated
	}
	for n := range m.products {
		if p := &m.products[n]; p.supplier == supplier && p.fate == fine && m.chance(35) && b.lines < 6 {
			m.line(b, p, p.to*m.between(1, 3))
		}
	}
	m.file(b)
}

// troublePurchases are the deliveries that make the bad week.
func (m *maker) troublePurchases(supplier int) {
	s := m.suppliers[supplier]
	for _, f := range []fate{late, onOrder, partial} {
		for _, w := range warehouses {
			b := m.troublePurchase(supplier, w, f)
			for n := range m.products {
				p := &m.products[n]
				if short := m.asked(p, w, p.runsOut+1, m.today); p.supplier == supplier && p.fate == f && short > 0 {
					m.line(b, p, short*m.between(60, 160)/100+p.step)
				}
			}
			m.file(b)
			if f == late && b.lines > 0 {
				m.slip(b, s)
			}
		}
	}
}

func (m *maker) troublePurchase(supplier int, warehouse string, f fate) *purchase {
	lead := m.suppliers[supplier].lead
	switch f {
	case late:
		eta := model.Calendar{}.Next(m.today.AddDays(m.between(-8, -1)))
		return m.buy(supplier, warehouse, eta.AddDays(-lead), eta, model.Stated)
	case onOrder:
		eta := model.Calendar{}.Next(m.today.AddDays(m.between(0, 13)))
		return m.buy(supplier, warehouse, eta.AddDays(-lead), eta, pick(m, []model.Confidence{model.Confirmed, model.Confirmed, model.OnTheWay}))
	default:
		eta := model.Calendar{}.Next(m.today.AddDays(m.between(-6, -2)))
		b := m.buy(supplier, warehouse, eta.AddDays(-lead), eta, model.Confirmed)
		b.arrives, b.received, b.closeShort = eta, m.between(35, 65), m.chance(40)
		if m.chance(30) {
			b.refused = m.between(4, 12)
		}
		return b
	}
}

// slip is what the supplier says in the week before the goods were due, or does
// not say: then the order is simply overdue.
func (m *maker) slip(b *purchase, s supplier) {
	if m.chance(30) {
		return
	}
	to := model.Calendar{}.Next(max(b.eta, m.today).AddDays(m.between(2, 12)))
	confidence := model.Confirmed
	if m.chance(40) {
		confidence = model.Stated
	}
	told := model.Calendar{}.Next(b.eta.AddDays(-m.between(1, 7)))
	told = max(min(told, m.today.AddDays(-1)), b.ordered.AddDays(1)) // after the order, before today
	why := pick(m, []string{"Kiln breakdown", "Port congestion", "Raw material short at the mill", "Carrier strike", "Recipe change, line stopped"})
	for l := 1; l <= b.lines; l++ {
		day := m.day(told)
		day.Slips = append(day.Slips, Slip{PO: b.number, Line: l, ETA: to, Confidence: confidence, Why: why})
	}
}

func (m *maker) buy(supplier int, warehouse string, ordered, eta model.Date, c model.Confidence) *purchase {
	m.poNo++
	return &purchase{number: fmt.Sprintf("PO-%d", m.poNo), supplier: supplier, warehouse: warehouse, ordered: min(ordered, m.today.AddDays(-1)), eta: eta,
		confidence: c, lane: pick(m, []string{"road", "road", "sea"}), received: 100, arrives: m.today.AddDays(1),
		table: newTable("purchase-orders", "po,supplier,ordered_at,warehouse,line,sku,quantity,eta,confidence,lane")}
}

func (m *maker) line(b *purchase, p *product, units int) {
	b.lines++
	units = p.multiple(units)
	b.table.row(b.number, m.suppliers[b.supplier].code, b.ordered, b.warehouse, b.lines, p.sku, units, b.eta, b.confidence, b.lane)
	if b.arrives >= m.today {
		return
	}
	a := Arrival{PO: b.number, Line: b.lines, Received: model.Units(int64(max(1, units*b.received/100))), Rejected: model.Units(int64(units * b.refused / 100))}
	switch {
	case b.refused > 0:
		a.Why = "Damaged in transit"
	case b.received < 100:
		a.Why = "Delivered short"
	case m.chance(3):
		a.Received += model.Units(int64(max(1, units/20)))
		a.Why = "Delivered over"
	}
	a.CloseShort = b.closeShort
	if p.lots {
		a.Lot = fmt.Sprintf("N%d", m.between(100, 199))
	}
	day := m.day(b.arrives)
	day.Arrivals = append(day.Arrivals, a)
}

// file puts the purchase order on the day it was placed; what was placed before
// the played weeks is imported with the history.
func (m *maker) file(b *purchase) {
	if b.lines == 0 {
		return
	}
	if b.ordered < m.today.AddDays(-PlayedDays) {
		m.add(b.table)
		return
	}
	day := m.day(b.ordered)
	day.Bought = append(day.Bought, File{b.table.kind, b.table.b.String()})
}
