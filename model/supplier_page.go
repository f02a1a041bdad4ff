package model

import "slices"

// SupplierListShape is what GET /suppliers may be asked.
var SupplierListShape = ListShape{
	Sorts:   []string{"code", "name", "-lead_time"},
	Filters: map[string][]string{"group": nil, "use": {"retired", "all"}},
	Flips:   []string{"group"},
}

// SupplierRow is one supplier of the list.
type SupplierRow struct {
	ID           int64  `db:"id"`
	Code         string `db:"code"`
	Name         string `db:"name"`
	Group        string `db:"supplier_group"`
	LeadTimeDays int    `db:"lead_time_days"`
	OpenOrders   int    `db:"open_orders"` // purchase orders with something to come
	LateOrders   int    `db:"late_orders"` // of these, with a line that was due before today
	Retired      bool   `db:"retired"`     // nothing new is ordered from it
	Reliability  Reliability
}

// SupplierPage is everything GET /suppliers/{code} shows.
type SupplierPage struct {
	SupplierRow
	Email    string  `db:"email"`
	Products int     `db:"products"` // it is the usual source of
	Follows  int     `db:"follows"`  // of these, without a lead time of their own
	Version  int     `db:"version"`
	Orders   []PORow // open ones, the next due first
	Timeline []Happening
}

// FewReceipts is how many receipts a supplier must have brought before its
// figures are more than an estimate.
const FewReceipts = 8

// Arrived is what one line of a purchase order brought on one day.
type Arrived struct {
	SupplierID int64 `db:"supplier_id"`
	LineID     int64 `db:"line_id"`
	On         Date  `db:"received_on"`
	FirstETA   Date  `db:"first_eta"` // zero: nobody said when it would come
	Ordered    Qty   `db:"ordered"`
	Received   Qty   `db:"received"` // good units
}

// Reliability is how well a supplier keeps its word, measured on what it
// brought: each day on which a line brought something is one receipt. A slip is
// the days from the first ETA that was given to the receipt, negative when it
// came before; lines that never had an ETA have none.
type Reliability struct {
	OnTime Share // receipts on or before the first ETA, of those that had one
	Short  Share // lines whose first receipt brought less than was ordered
	Median int   // of the slips in days: half of them are not longer
	P80    int   // 80 % of the slips are not longer
}

// Estimated tells that too few receipts stand behind the figures.
func (r Reliability) Estimated() bool { return r.OnTime.Of < FewReceipts }

// ReliabilityOf works the figures out. The receipts of a line follow each other
// by day.
func ReliabilityOf(came []Arrived) Reliability {
	var r Reliability
	slips := make([]int, 0, len(came))
	for i, a := range came {
		if i == 0 || came[i-1].LineID != a.LineID {
			r.Short.count(a.Received < a.Ordered)
		}
		if a.FirstETA.IsZero() {
			continue
		}
		slip := int(a.On - a.FirstETA)
		r.OnTime.count(slip <= 0)
		slips = append(slips, slip)
	}
	if n := len(slips); n > 0 {
		slices.Sort(slips)
		r.Median, r.P80 = slips[(n+1)/2-1], slips[(4*n+4)/5-1]
	}
	return r
}
