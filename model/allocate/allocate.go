// Package allocate answers who gets what, and why: a pure function of a
// snapshot to a plan. Order entry, receiving, cancelling, the nightly run, the
// command line and every preview call the same Decide. The same snapshot gives
// the same plan, to the byte, in whatever order its slices come.
package allocate

import (
	"time"

	"backfill/model"
	"backfill/model/promise"
)

// Snapshot is everything a plan is made from. Slices may come in any order;
// Decide sorts what it needs and changes none of them. Lines hold every open
// line of every pool in scope; every line has its Pool.
type Snapshot struct {
	Today      model.Date
	Clock      model.TimeOfDay // now, for cut-offs; zero: before all of them
	Zone       *time.Location  // the company's: a line waits from its local day of entry; nil: UTC
	Rule       model.Rule      // "": ranked
	Calendar   model.Calendar
	Carrier    *model.Calendar // the days a carrier works; nil: every day
	Policy     Settings
	Replan     bool // normal, yields and release lines may lose what they have
	Pools      []Pool
	Lines      []Line
	Orders     []Order
	Inbound    []Inbound
	Protection []Protection
	Routes     []Route
	Pins       []Pin
}

// Settings are the company's choices that a plan depends on.
type Settings struct {
	NearDays    int            // a must-ship-by date is near within so many calendar days
	HorizonDays int            // working days beyond lead time within which an order takes stock; negative: no horizon
	DockDays    int            // working days from arrival to the shelf
	PickDays    int            // working days from the shelf to the dock
	StickyDays  int            // an earlier date must gain so many days to replace a promise
	TransitDays int            // days of the carrier from the dock to the site
	Rank        model.RankRule // in which order lines are served; the zero value: the default order, nothing lifted
}

// Pool is the stock one queue competes for: a product in a warehouse.
type Pool struct {
	ProductID, WarehouseID int64
	SKU, Warehouse         string
	Pack                   model.Qty       // grants are multiples, except to finish a line; 0: any
	LeadTimeDays           int             // calendar days from ordering to arrival
	Cutoff                 model.TimeOfDay // of the carrier's last collection; zero: none
	Lots                   []Lot           // one with an empty name where lots are not tracked
}

// Lot is one lot's stock. Free is on hand less everything allocated and picked,
// by any line, in scope or not.
type Lot struct {
	Name         string
	OnHand, Free model.Qty
}

// Line is one open order line.
type Line struct {
	ID, OrderID            int64
	ProductID, WarehouseID int64
	OrderNumber            string
	LineNo                 int
	Open                   model.Qty // ordered - shipped - cancelled - substituted
	Picked                 model.Qty // frozen
	Held                   []Holding // what is allocated (not picked), by lot
	UnitRatio              model.Qty // of the unit as ordered; grants respect it as they respect the pack
	Priority               int       // 1-5 as entered
	NeedBy                 model.Date
	OrderedAt              model.Time
	Policy                 model.Policy
	OneLot                 bool   // granted from one lot or not at all
	PickedLot              string // of a OneLot line: the lot of what is picked
	CriticalSet            string // lines of one order with the same set are served whole
	Hold                   string // a reason on line or order: keeps its place, takes nothing
	CreditHold             string
	NoStock                bool // direct_ship and the like: needs no stock
	Promise                model.Date
	FirstPromise           model.Date // where the rule asks for it
	Broken                 int        // how often a promise was broken, where the rule asks for it
}

// Holding is what a line has allocated of one lot.
type Holding struct {
	Lot string
	Qty model.Qty
}

// Order is what lines of one order share.
type Order struct {
	ID            int64
	ShipMode      model.ShipMode
	ShipmentsLeft int          // of max_shipments; 1: the next must be complete
	ShipDate      model.Date   // of on_date: it does not leave earlier
	Method        model.Method // empty: carrier
	Zone          string       // of the site, for an own truck
	Class, Tier   string       // of the customer
	CustomerYear  model.Money  // what the customer ordered in a year, where the rule asks for it
	Value         model.Money  // of what was ordered, where the rule asks for it
	Rush          bool         // somebody rushed it, and where that is needed it was approved
	Deadline      bool         // a job site waits for it, or its date is essential
	Elsewhere     bool         // lines that must leave with these are not in the snapshot: they get nothing new
}

// Route is a day on which the own truck goes from a warehouse to a zone.
type Route struct {
	WarehouseID int64
	model.RouteDay
}

// Inbound is the open rest of one purchase-order line, or, under a negative id,
// what one line of a transfer has on the road.
type Inbound struct {
	ID                     int64
	Name                   string // "PO-9/1"
	ProductID, WarehouseID int64
	Open                   model.Qty
	ETA                    model.Date // zero: unknown
	Confidence             model.Confidence
	ForLine                int64 // a special order belongs to one line; 0: to whoever is first
}

// Protection keeps the last Qty units of a pool for priority <= Priority until a
// date, that day included. Of several the largest that bars a line counts. A near
// must-ship-by line counts as priority 1.
type Protection struct {
	ProductID, WarehouseID int64
	Qty                    model.Qty
	Priority               int
	Until                  model.Date
}

// Plan is what a run decides. Why, too, answers for each of its lines.
type Plan struct {
	Rule   model.Rule
	Lines  []Result // in rank order
	Totals Totals
	Proven bool // no other plan completes more lines by priority; most_complete only

	why *reasons
}

// Result is one line's fate.
type Result struct {
	Line      int // index into Snapshot.Lines
	LineID    int64
	Rank      string     // ascending text: stored, sorted by; Sentences says it in words
	Before    model.Qty  // allocated and picked together
	After     model.Qty  // allocated and picked together
	Moves     []Move     // what changes, by lot name; empty when nothing does
	Backorder model.Qty  // open less After
	Parts     []Part     // when supply covers the rest, in order; empty when nothing is short
	Promise   model.Date // at the customer: what the line should be promised now; equal to Line.Promise when it stands
}

// Move gives (Qty > 0) or takes (Qty < 0) units of one lot.
type Move struct {
	Lot string
	Qty model.Qty
}

// Part is one dated part of a line's uncovered rest.
type Part = promise.Part

// Totals sum a plan up.
type Totals struct {
	Lines          int
	UnitsBefore    model.Qty
	UnitsAfter     model.Qty
	LinesComplete  int
	OrdersComplete int
	LinesImproved  int
	LinesLosing    int
}
