package model

import "strconv"

// LinePage is everything about one order line: what its page and the board's
// drawer show.
type LinePage struct {
	LineID       int64      `db:"line_id"`
	OrderID      int64      `db:"order_id"`
	Order        string     `db:"order_number"`
	LineNo       int        `db:"line_no"`
	CustomerCode string     `db:"customer_code"`
	Customer     string     `db:"customer"`
	Tier         string     `db:"tier"`
	Email        string     `db:"email"`
	Phone        string     `db:"phone"`
	CustomerPO   string     `db:"customer_po"`
	Project      string     `db:"project"`
	SKU          string     `db:"sku"`
	Product      string     `db:"product"`
	StockUnit    string     `db:"stock_unit"`
	Decimals     int        `db:"decimals"`
	Warehouse    string     `db:"warehouse"`
	Unit         string     `db:"unit"`     // as ordered
	UnitQty      Qty        `db:"unit_qty"` // as ordered
	Ordered      Qty        `db:"ordered"`  // stock units from here on
	Shipped      Qty        `db:"shipped"`
	Cancelled    Qty        `db:"cancelled"`
	Substituted  Qty        `db:"substituted"`
	Returned     Qty        `db:"returned"`
	Allocated    Qty        `db:"allocated"`
	Picked       Qty        `db:"picked"`
	Open         Qty        `db:"open"`
	Short        Qty        `db:"short"`
	Direct       bool       `db:"direct"` // the supplier ships it to the site
	Price        Money      `db:"price"`
	OrderedAt    Time       `db:"ordered_at"`
	Requested    Date       `db:"requested"`
	NeedBy       Date       `db:"need_by"`
	FirstPromise Date       `db:"first_promise"`
	Promise      Date       `db:"promise"`
	Priority     int        `db:"priority"`
	ShipMode     ShipMode   `db:"ship_mode"`
	MaxShipments int        `db:"max_shipments"`
	Shipments    int        `db:"shipments"` // of the order, so far
	ShipDate     Date       `db:"ship_date"`
	Method       string     `db:"method"`
	Policy       Policy     `db:"policy"`
	LotRule      string     `db:"lot_rule"`
	CriticalSet  string     `db:"critical_set"`
	Pack         Qty        `db:"pack"`
	Backorder    string     `db:"backorder"` // of the product: allow, limit or deny
	BackorderMax Qty        `db:"backorder_limit"`
	ValueMax     *Money     `db:"backorder_limit_value"` // of the customer's backorders; nil: no limit
	Site         string     `db:"site"`
	SiteName     string     `db:"site_name"`
	SiteAddress  string     `db:"site_address"`
	SiteContact  string     `db:"site_contact"`
	SitePhone    string     `db:"site_phone"`
	Hold         string     `db:"hold"`
	OrderHold    string     `db:"order_hold"`
	CreditHold   string     `db:"credit_hold"`
	Owner        string     `db:"owner"`
	Version      int        `db:"version"`
	OrderVersion int        `db:"order_version"`
	OnHand       Qty        `db:"on_hand"`
	Free         Qty        `db:"free"` // of this product in this warehouse, protections not taken off
	Question     ChoiceKind `db:"question"`
	AskedAt      Time       `db:"asked_at"`
	AskedBy      string     `db:"asked_by"` // a name where it is known
	Deadline     Date       `db:"deadline"`

	Row      *BoardRow // nil when the line is closed
	Why      []string  // sentences, the most telling first; empty when no run has seen the line
	Names    []Name    // what those sentences name
	KeptBack []KeptBack
	Pin      Pin // its ID is 0 where there is none
	Place    int // in its queue, 1 first; 0 when closed
	Of       int
	Queue    []LineAhead
	Supply   []LineSupply
	Timeline []Happening
}

// Ref is the line as people and files name it: SO-1/2.
func (l LinePage) Ref() string { return l.Order + "/" + strconv.Itoa(l.LineNo) }

// Status is the line's status, Closed when nothing of it is open.
func (l LinePage) Status() Status {
	if l.Row == nil {
		return Closed
	}
	return l.Row.Status
}

// Held gives the reason of the hold in force: the line's, its order's, or the
// customer's credit.
func (l LinePage) Held() string {
	for _, reason := range []string{l.Hold, l.OrderHold, l.CreditHold} {
		if reason != "" {
			return reason
		}
	}
	return ""
}

// LineAhead is a neighbour in the queue for the same stock.
type LineAhead struct {
	LineID   int64  `db:"line_id"`
	Order    string `db:"order_number"`
	LineNo   int    `db:"line_no"`
	Customer string `db:"customer"`
	Priority int    `db:"priority"`
	Promise  Date   `db:"promise"`
	Open     Qty    `db:"open"`
	Have     Qty    `db:"have"`
	Place    int
}

// Ref is the line as people and files name it: SO-1/2.
func (l LineAhead) Ref() string { return l.Order + "/" + strconv.Itoa(l.LineNo) }

// Name is something a sentence names by its number: a line or a purchase order.
type Name struct {
	Text string `db:"text"` // SO-17/2, PO-9/1
	Line int64  `db:"line"` // 0: it is a purchase order
	PO   string `db:"po"`   // its number
}

// KeptBack is stock kept for better priorities where the line waits.
type KeptBack struct {
	Qty      Qty    `db:"qty"`
	Priority int    `db:"priority"` // kept for this one and better
	Until    Date   `db:"until"`
	Why      string `db:"why"`
}

// LineSupply is one lot that comes in for the line's product, and what of it
// reaches the line.
type LineSupply struct {
	PO         string     `db:"po"`
	Line       int        `db:"po_line"`
	Open       Qty        `db:"open"`
	ETA        Date       `db:"eta"`
	Confidence Confidence `db:"confidence"`
	Reaches    Qty        `db:"reaches"`
}
