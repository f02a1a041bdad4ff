package model

// OrderListShape is what GET /orders may be asked.
var OrderListShape = ListShape{
	Sorts:   []string{"-ordered", "number", "customer"},
	Filters: map[string][]string{"status": {"open", "ready", "short", "hold", "late", "closed"}, "customer": nil, "rush": {RushAsked, RushApproved}},
	Flips:   []string{"status", "customer"},
}

// OrderRow is one order of the list.
type OrderRow struct {
	ID           int64     `db:"id"`
	Number       string    `db:"number"`
	CustomerCode string    `db:"customer_code"`
	Customer     string    `db:"customer"`
	CustomerPO   string    `db:"customer_po"`
	OrderedAt    Time      `db:"ordered_at"`
	Requested    Date      `db:"requested_date"`
	Promise      Date      `db:"promise"` // the latest of its open lines
	ShipMode     ShipMode  `db:"ship_mode"`
	Value        Money     `db:"value"` // of everything not cancelled
	Kind         OrderKind `db:"kind"`
	OrderStanding
}

// IsBlanket tells whether the order is an agreement, of which only releases are
// demand.
func (r OrderRow) IsBlanket() bool { return r.Kind == Blanket }

// OrderStanding counts an order's lines by what they need now.
type OrderStanding struct {
	Lines    int `db:"lines"` // all, open or not
	Open     int `db:"open_lines"`
	Shipped  int `db:"shipped_lines"` // something of it left
	Holding  int `db:"on_hold"`
	Asked    int `db:"asked"`
	Ready    int `db:"ready"`
	Part     int `db:"part"`
	NoSupply int `db:"no_supply"`
	Risk     int `db:"risk"`
}

// Status is the order's one status: what its most urgent open line needs, Ready
// only when every open line is.
func (s OrderStanding) Status() Status {
	switch {
	case s.Open == 0:
		return Closed
	case s.Holding > 0:
		return OnHold
	case s.Asked > 0:
		return Customer
	case s.Ready == s.Open:
		return Ready
	case s.NoSupply > 0:
		return NoSupply
	case s.Risk > 0:
		return AtRisk
	case s.Ready+s.Part > 0:
		return Part
	}
	return OnOrder
}

// OrderPage is everything GET /orders/{number} shows.
type OrderPage struct {
	OrderRow
	CustomerTier  string `db:"tier"`
	Language      string `db:"language"` // the customer's
	Country       string `db:"country"`
	Essential     bool   `db:"essential"` // NeedBy is
	Site          string `db:"site"`
	SiteAddress   string `db:"site_address"`
	Warehouse     string `db:"warehouse"`
	NeedBy        Date   `db:"need_by"`
	Priority      int    `db:"priority"`
	MaxShipments  int    `db:"max_shipments"`
	ShipDate      Date   `db:"ship_date"`
	Method        string `db:"method"`
	Project       string `db:"project"`
	Hold          string `db:"hold"`
	CreditHold    string `db:"credit_hold"` // the order's or its customer's
	OwnCredit     string `db:"own_credit"`  // the order's
	Rush          string `db:"rush"`        // RushAsked and the like; empty: nobody asked
	RushWhy       string `db:"rush_why"`
	BlanketNumber string `db:"blanket_number"` // of a release; empty: none
	Version       int    `db:"version"`
	OrderLines    []OrderLineRow
	Sent          []SentLine
	Parts         []LinePart // of the open lines, the first first
	Timeline      []Happening
}

// OrderLineRow is one line on its order's page.
type OrderLineRow struct {
	ID            int64      `db:"id"`
	LineNo        int        `db:"line_no"`
	SKU           string     `db:"sku"`
	Product       string     `db:"product"`
	Warehouse     string     `db:"warehouse"`
	Unit          string     `db:"unit"`       // as ordered
	UnitQty       Qty        `db:"unit_qty"`   // as ordered
	StockUnit     string     `db:"stock_unit"` // of every quantity below
	Ordered       Qty        `db:"ordered"`
	Shipped       Qty        `db:"shipped"`
	Cancelled     Qty        `db:"cancelled"`
	Substituted   Qty        `db:"substituted"`
	Allocated     Qty        `db:"allocated"`
	Picked        Qty        `db:"picked"`
	Open          Qty        `db:"open"`
	Short         Qty        `db:"short"`
	Price         Money      `db:"price"`
	Promise       Date       `db:"promise"`
	ETA           Date       `db:"eta"`
	ETASource     string     `db:"eta_source"`
	ETAConfidence Confidence `db:"eta_confidence"`
	Status        Status     `db:"status"`
	Direct        bool       `db:"direct"` // the supplier ships it: what it lacks is no short stock
	Hold          string     `db:"hold"`
	Version       int        `db:"version"`
}

// Value is what the line's uncancelled quantity costs.
func (l OrderLineRow) Value() Money { return l.Price.Value(l.Ordered - l.Cancelled - l.Substituted) }

// AuditRow is one entry of the audit: who did what to what, when and why.
type AuditRow struct {
	At     Time   `db:"at"`
	Actor  string `db:"actor"`
	Action string `db:"action"`
	Entity string `db:"entity"`
	Ref    string `db:"ref"`
	Before string `db:"before"` // JSON, may be empty
	After  string `db:"after"`  // JSON, may be empty
	Why    string `db:"why"`
}
