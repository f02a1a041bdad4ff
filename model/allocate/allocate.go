// Package allocate answers who gets what, and why: a pure function of a
// snapshot to a plan. Order entry, receiving, cancelling, the nightly run, the
// command line and every preview call the same Plan. The same snapshot gives
// the same plan, to the byte.
package allocate

import "backfill/model"

// Snapshot is everything a plan is made from. Slices may come in any order;
// Plan sorts what it needs. Lines hold every open line of every pool in scope.
type Snapshot struct {
	Today      model.Date
	Calendar   model.Calendar
	Policy     Settings
	Replan     bool // normal, yields and release lines may lose what they have
	Pools      []Pool
	Lines      []Line
	Orders     []Order
	Inbound    []Inbound
	Protection []Protection
}

// Settings are the company's choices that a plan depends on.
type Settings struct {
	NearDays    int // a must-ship-by date is near within so many calendar days
	AgeingDays  int // waiting that lifts a line one priority, to 2 at the most; 0: never
	HorizonDays int // working days beyond lead time within which an order takes stock
	DockDays    int // working days from arrival to the shelf
	PickDays    int // working days from the shelf to the dock
	StickyDays  int // an earlier date must gain so many days to replace a promise
}

// Pool is the stock one queue competes for: a product in a warehouse.
type Pool struct {
	ProductID, WarehouseID int64
	SKU, Warehouse         string
	Pack                   model.Qty // grants are multiples, except to finish a line; 0: any
	LeadTimeDays           int       // calendar days from ordering to arrival
	Lots                   []Lot     // one with an empty name where lots are not tracked
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
	CriticalSet            string // lines of one order with the same set are served whole
	Hold                   string // a reason on line or order: keeps its place, takes nothing
	CreditHold             string
	NoStock                bool // direct_ship and the like: needs no stock
	Promise                model.Date
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
	ShipmentsLeft int // of max_shipments; 1: the next must be complete
}

// Inbound is the open rest of one purchase-order line.
type Inbound struct {
	ID                     int64
	Name                   string // "PO-9/1"
	ProductID, WarehouseID int64
	Open                   model.Qty
	ETA                    model.Date // zero: unknown
	Confidence             model.Confidence
	ForLine                int64 // a special order belongs to one line; 0: to whoever is first
}

// Protection keeps the last Qty units of a pool for priority <= Priority until a date.
type Protection struct {
	ProductID, WarehouseID int64
	Qty                    model.Qty
	Priority               int
	Until                  model.Date
}

// Plan is what a run decides.
type Plan struct {
	Lines  []Result // in rank order
	Totals Totals
}

// Result is one line's fate.
type Result struct {
	Line      int // index into Snapshot.Lines
	LineID    int64
	Rank      string // ascending text: stored, sorted by, shown in parts
	Before    model.Qty
	After     model.Qty // allocated and picked together
	Moves     []Move    // what changes; empty when nothing does
	Backorder model.Qty
	Parts     []Part // when supply covers the rest, in order; empty when nothing is short
	Why       Facts
}

// Move gives (Qty > 0) or takes (Qty < 0) units of one lot.
type Move struct {
	Lot string
	Qty model.Qty
}

// Part is one dated part of a line's uncovered rest.
type Part struct {
	Qty        model.Qty
	Date       model.Date // at the dock, ready to leave
	InboundID  int64      // 0: stock that waits, or not yet ordered
	Source     string     // "PO-9/1", "stock", "not yet ordered"
	Confidence model.Confidence
}

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

// Limit names what kept a line from getting all of its open quantity.
type Limit string

// The limits; None: the line has all it needs.
const (
	None         Limit = "none"
	FreeStock    Limit = "free_stock"
	PackSize     Limit = "pack"
	ShipComplete Limit = "ship_complete" // its line, set or order cannot be served whole
	OneLotOnly   Limit = "one_lot"
	KeptBack     Limit = "protected"
	PolicyLabel  Limit = "policy" // locked, yields or release
	Held         Limit = "hold"
	CreditHeld   Limit = "credit_hold"
	BeyondTime   Limit = "horizon"
	NeedsNoStock Limit = "no_stock"
)

// Facts is the stored why: what the engine saw at this line's turn. Sentence
// turns it into plain words.
type Facts struct {
	Place     int         `json:"place"` // in the pool's queue, 1 first
	Of        int         `json:"of"`
	Priority  int         `json:"priority"` // after ageing
	Entered   int         `json:"entered"`  // as entered
	NeedBy    string      `json:"need_by,omitempty"`
	Near      bool        `json:"near,omitempty"`
	OnHand    model.Qty   `json:"on_hand"`
	Free      model.Qty   `json:"free"` // when its turn came
	KeptBack  model.Qty   `json:"kept_back,omitempty"`
	Open      model.Qty   `json:"open"`
	Before    model.Qty   `json:"before"`
	Granted   model.Qty   `json:"granted"` // has now, picked included
	Short     model.Qty   `json:"short"`
	Limit     Limit       `json:"limit"`
	Detail    string      `json:"detail,omitempty"` // the hold's reason, the pack size, the line that lacks stock
	Ahead     []Ahead     `json:"ahead,omitempty"`  // the lines that hold the most ahead of it, three at the most
	AheadRest model.Qty   `json:"ahead_rest,omitempty"`
	Supply    []PartFacts `json:"supply,omitempty"`
}

// Ahead is a line that has what this one lacks.
type Ahead struct {
	Line     string    `json:"line"` // SO-17/2
	Qty      model.Qty `json:"qty"`
	Picked   bool      `json:"picked,omitempty"`
	Priority int       `json:"priority"`
	Why      string    `json:"why,omitempty"` // label, near date, ship complete, better rank
}

// PartFacts is a Part as stored with the why.
type PartFacts struct {
	Qty        model.Qty        `json:"qty"`
	Date       string           `json:"date"`
	Source     string           `json:"source"`
	Confidence model.Confidence `json:"confidence"`
}
