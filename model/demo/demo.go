// Package demo answers what a building-materials distributor looks like that
// has had a bad week: its records, eighteen months of history, and the last
// weeks day by day, made from a seed and relative to today. The same seed and
// day give the same company. Nothing here touches a file: package db plays it
// through the same import and the same operations that people use.
package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"backfill/model"
)

// Name, Zone, Country and Currency are the company's settings.
const (
	Name     = "Harbour & Pine Building Supplies"
	Zone     = "Europe/London"
	Country  = "GB"
	Currency = "GBP"
)

// PlayedDays is how many calendar days before today are played through the
// desk; what is older comes in as imported history.
const PlayedDays = 56

// historyDays is how far the imported history reaches back: 18 months.
const historyDays = 548

// Company is the whole made-up distributor.
type Company struct {
	Files []File // imported first, in this order
	Days  []Day  // then played, oldest first; the last one is today
}

// File is one import: a kind of the import command and its CSV.
type File struct{ Kind, CSV string }

// Day is what happens on one working day, in this order.
type Day struct {
	Date     model.Date
	Bought   []File // purchase orders placed
	Arrivals []Arrival
	Orders   []Order
	Slips    []Slip
}

// Arrival is a delivery against one purchase-order line.
type Arrival struct {
	PO                 string
	Line               int
	Received, Rejected model.Qty
	Lot                string // where the product is kept by lot
	Why                string // a word about a difference, "" when all came
	CloseShort         bool   // the supplier will not send the rest
}

// Order is one order as it is entered.
type Order struct {
	Number, Customer, Site, Warehouse, CustomerPO, Project string
	At                                                     model.Time
	Requested, NeedBy                                      model.Date
	Priority                                               int
	ShipMode                                               model.ShipMode
	MaxShipments                                           int
	Method                                                 string
	Lines                                                  []Line
}

// Line is one line of an Order; Qty is in Unit.
type Line struct {
	SKU, Unit string
	Qty       model.Qty
	OneLot    bool
}

// Slip is a supplier's word on a purchase-order line.
type Slip struct {
	PO         string
	Line       int
	ETA        model.Date
	Confidence model.Confidence
	Why        string
}

// maker holds the dice and what has been made so far.
type maker struct {
	*rand.Rand
	today     model.Date
	products  []product
	bySKU     map[string]int
	byWeight  []int // product indices, repeated by how often they sell
	customers []customer
	suppliers []supplier
	files     []File
	days      map[model.Date]*Day
	orderNo   int
	poNo      int
}

// Make makes the company from a seed as of today.
func Make(seed uint64, today model.Date) Company {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 0x6261636b)), today: today, bySKU: map[string]int{}, days: map[model.Date]*Day{}, orderNo: 20000, poNo: 4000}
	m.makeSuppliers()
	m.makeProducts()
	m.makeCustomers()
	m.makeHistory()
	m.makeDemand()
	m.makeStock()
	m.makeSupply()
	return Company{Files: m.files, Days: m.played()}
}

// played lists the days on which anything happens, oldest first.
func (m *maker) played() []Day {
	var days []Day
	for n := -PlayedDays; n <= 0; n++ {
		if d := m.days[m.today.AddDays(n)]; d != nil {
			days = append(days, *d)
		}
	}
	return days
}

// day gives the played day at date, or the next working one.
func (m *maker) day(date model.Date) *Day {
	date = model.Calendar{}.Next(date)
	if date > m.today {
		date = m.today
	}
	if m.days[date] == nil {
		m.days[date] = &Day{Date: date}
	}
	return m.days[date]
}

// between gives a number from lo to hi, both included.
func (m *maker) between(lo, hi int) int { return lo + m.IntN(hi-lo+1) }

// chance is true in n of 100 cases.
func (m *maker) chance(n int) bool { return m.IntN(100) < n }

func pick[T any](m *maker, of []T) T { return of[m.IntN(len(of))] }

// table collects the rows of one CSV file. No cell of ours needs quotes but
// those with a comma or a quote in them.
type table struct {
	kind string
	b    strings.Builder
}

func newTable(kind, header string) *table {
	t := &table{kind: kind}
	t.b.WriteString(header + "\n")
	return t
}

func (t *table) row(cells ...any) {
	for i, c := range cells {
		if i > 0 {
			t.b.WriteByte(',')
		}
		text := fmt.Sprint(c)
		if strings.ContainsAny(text, ",\"\n") {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		t.b.WriteString(text)
	}
	t.b.WriteByte('\n')
}

func (m *maker) add(t *table) { m.files = append(m.files, File{t.kind, t.b.String()}) }

// at is an instant on a date, in working hours, UTC.
func at(d model.Date, minute int) model.Time {
	s := d.Std()
	return model.At(s.Add(timeOfDay(minute)))
}
