package allocate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// day reads a date of the tests' year, "4 Dec".
func day(t testing.TB, s string) model.Date {
	t.Helper()
	d, err := time.Parse("2 Jan 2006", s+" 2026")
	if err != nil {
		t.Fatal(err)
	}
	return model.DateOf(d)
}

// desk builds snapshots in few words. Its today is Monday 2 Nov 2026, its
// policy has no ageing, no horizon and no handling days unless a test says so.
type desk struct {
	Snapshot
	t testing.TB
}

func newDesk(t testing.TB) *desk {
	d := &desk{t: t}
	d.Today = day(t, "2 Nov")
	d.Policy = Settings{HorizonDays: -1, NearDays: 3}
	return d
}

// pool adds a product in the one warehouse with its free stock, by lot.
func (d *desk) pool(product int64, lots ...Lot) *Pool {
	d.Pools = append(d.Pools, Pool{ProductID: product, WarehouseID: 1, SKU: fmt.Sprintf("P%d", product), Warehouse: "MAIN", LeadTimeDays: 14, Lots: lots})
	return &d.Pools[len(d.Pools)-1]
}

func free(q int64) Lot { return Lot{OnHand: model.Units(q), Free: model.Units(q)} }

func lotOf(name string, q int64) Lot {
	return Lot{Name: name, OnHand: model.Units(q), Free: model.Units(q)}
}

// order adds an order; lines refer to it by id.
func (d *desk) order(id int64, mode model.ShipMode) *Order {
	d.Orders = append(d.Orders, Order{ID: id, ShipMode: mode, ShipmentsLeft: 9})
	return &d.Orders[len(d.Orders)-1]
}

// truck has the own truck bring an order on a weekday, loaded until noon.
func (d *desk) truck(order int64, goes time.Weekday) {
	for i := range d.Orders {
		if d.Orders[i].ID == order {
			d.Orders[i].Method, d.Orders[i].Zone = model.OwnTruck, "north"
		}
	}
	d.Routes = append(d.Routes, Route{1, model.RouteDay{Zone: "North", Weekday: goes, Cutoff: model.NewTimeOfDay(12, 0)}})
}

// line adds a line of an order for a product; its id counts up. What it holds
// is added to the pool's stock on hand.
func (d *desk) line(order, product int64, open int64, change ...func(*Line)) int64 {
	id := int64(len(d.Lines) + 1)
	l := Line{ID: id, OrderID: order, ProductID: product, WarehouseID: 1, OrderNumber: fmt.Sprintf("SO-%d", order),
		LineNo: int(id), Open: model.Units(open), Priority: 3, Policy: model.Normal,
		OrderedAt: model.At(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC))}
	for _, f := range change {
		f(&l)
	}
	d.Lines = append(d.Lines, l)
	for p := range d.Pools {
		if d.Pools[p].ProductID == product {
			d.shelve(&d.Pools[p], &l)
		}
	}
	return id
}

func (d *desk) shelve(p *Pool, l *Line) {
	for _, h := range l.Held {
		for k := range p.Lots {
			if p.Lots[k].Name == h.Lot {
				p.Lots[k].OnHand += h.Qty
			}
		}
	}
	for k := range p.Lots {
		if p.Lots[k].Name == l.PickedLot {
			p.Lots[k].OnHand += l.Picked
		}
	}
}

func (d *desk) keep(product, qty int64, priority int, until string) {
	d.Protection = append(d.Protection, Protection{ProductID: product, WarehouseID: 1, Qty: model.Units(qty), Priority: priority, Until: day(d.t, until)})
}

func ordered(s string) func(*Line) {
	return func(l *Line) {
		at, err := time.Parse("2 Jan 2006", s+" 2026")
		if err != nil {
			panic(err)
		}
		l.OrderedAt = model.At(at)
	}
}

func prio(p int) func(*Line)            { return func(l *Line) { l.Priority = p } }
func policy(p model.Policy) func(*Line) { return func(l *Line) { l.Policy = p } }
func needBy(d model.Date) func(*Line)   { return func(l *Line) { l.NeedBy = d } }
func fromSupplier(l *Line)              { l.NoStock = true }
func oneLot(l *Line)                    { l.OneLot = true }
func has(q int64) func(*Line)           { return hasOf("", q) }
func picked(q int64) func(*Line)        { return func(l *Line) { l.Picked = model.Units(q) } }
func set(name string) func(*Line)       { return func(l *Line) { l.CriticalSet = name } }
func unit(q int64) func(*Line)          { return func(l *Line) { l.UnitRatio = model.Units(q) } }
func promised(d model.Date) func(*Line) { return func(l *Line) { l.Promise = d } }
func held(why string) func(*Line)       { return func(l *Line) { l.Hold = why } }
func hasOf(n string, q int64) func(*Line) {
	return func(l *Line) { l.Held = append(l.Held, Holding{n, model.Units(q)}) }
}

func (d *desk) inbound(id, product, qty int64, eta model.Date) *Inbound {
	d.Inbound = append(d.Inbound, Inbound{ID: id, Name: fmt.Sprintf("PO-%d/1", id), ProductID: product, WarehouseID: 1,
		Open: model.Units(qty), ETA: eta, Confidence: model.Confirmed})
	return &d.Inbound[len(d.Inbound)-1]
}

// afters shows what each line has after the plan, by line id: "7 0 3".
func (d *desk) afters() string {
	d.t.Helper()
	plan := Decide(d.Snapshot)
	if err := judge(d.Snapshot, plan); err != nil {
		d.t.Error(err)
	}
	by := make([]string, len(d.Lines))
	for _, r := range plan.Lines {
		by[r.LineID-1] = r.After.String()
	}
	return strings.Join(by, " ")
}
