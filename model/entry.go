package model

import "fmt"

// OrderEntry is an order as a person enters it: codes as they know them,
// quantities in the unit of the line.
type OrderEntry struct {
	Number       string // made up when empty
	Customer     string // code
	Site         string // empty: none
	Warehouse    string // empty: the only one
	CustomerPO   string
	Project      string
	Requested    Date
	NeedBy       Date
	Essential    bool      // it must ship by NeedBy, or the customer may cancel at once
	Priority     int       // 1-5; 0: 3
	ShipMode     ShipMode  // empty: the customer's
	MaxShipments int       // with MaxShipments; 0: the customer's
	ShipDate     Date      // with OnDate
	Method       Method    // empty: carrier
	OnShort      Answer    // PartNow or Wait: what the customer wants where a line is short; empty: not asked
	Kind         OrderKind // empty: standard; releases are made by ReleaseBlanket
	Override     string    // why it may go over a limit; for who may say so
	Lines        []EntryLine
}

// EntryLine is one line of an order as entered.
type EntryLine struct {
	SKU         string
	Unit        string // empty: the stock unit
	Qty         Qty    // in Unit
	Price       *Money // of one stock unit; nil: the product's
	OneLot      bool   // all from one lot or nothing
	CriticalSet string // lines of the order with the same word leave together
}

// Method says how an order gets to its customer.
type Method string

// The methods.
const (
	OwnTruck Method = "own_truck"
	WillCall Method = "will_call"
	Carrier  Method = "carrier"
	Direct   Method = "direct" // the supplier ships; no stock is needed
)

// Known tells whether m is one of the methods.
func (m Method) Known() bool { return m == OwnTruck || m == WillCall || m == Carrier || m == Direct }

// Known tells whether m is one of the ship modes.
func (m ShipMode) Known() bool {
	switch m {
	case AsAvailable, LineComplete, OrderComplete, MaxShipments, OnDate:
		return true
	}
	return false
}

// Check reports every problem that can be seen without the file, by field;
// those of a line are named lines[0].qty, counted from 0.
func (e OrderEntry) Check() Problems {
	var p Problems
	p.Need("number", len(e.Number) <= 60, "An order number has 60 characters at most.")
	p.Need("customer", e.Customer != "", "Choose the customer.")
	p.Need("customer_po", len(e.CustomerPO) <= 120, "A customer PO has 120 characters at most.")
	p.Need("project", len(e.Project) <= 120, "A project has 120 characters at most.")
	p.Need("priority", e.Priority >= 0 && e.Priority <= 5, "The priority is 1 to 5.")
	p.Need("ship_mode", e.ShipMode == "" || e.ShipMode.Known(), "Choose one of the ship modes.")
	p.Need("kind", e.Kind == "" || e.Kind == Standard || e.Kind == Blanket, "An order is a standard or a blanket order.")
	p.Need("method", e.Method == "" || e.Method.Known(), "Choose one of the methods.")
	p.Need("max_shipments", e.MaxShipments >= 0 && e.MaxShipments <= 99, "1 to 99 shipments.")
	p.Need("need_by", !e.Essential || !e.NeedBy.IsZero(), "Enter the day by which it must ship.")
	p.Need("on_short", e.OnShort == "" || e.OnShort == PartNow || e.OnShort == Wait, "Choose one of the answers.")
	p.Need("override", len(e.Override) <= 500, "Say it in 500 characters.")
	p.Need("lines", len(e.Lines) > 0, "Enter at least one line.")
	p.Need("lines", len(e.Lines) <= 1000, "An order has 1,000 lines at most.")
	for i, l := range e.Lines {
		p.Need(LineField(i, "sku"), l.SKU != "", "Enter the product.")
		p.Need(LineField(i, "qty"), l.Qty > 0, "Enter how many are wanted.")
		p.Need(LineField(i, "qty"), l.Qty <= MaxQty, "That is more than an order may have.")
		p.Need(LineField(i, "price"), l.Price == nil || *l.Price >= 0 && *l.Price <= MaxMoney, "A price is not negative.")
		p.Need(LineField(i, "critical_set"), len(l.CriticalSet) <= 60, "A set's name has 60 characters at most.")
	}
	return p
}

// CheckDays refuses days that are over.
func (e OrderEntry) CheckDays(p *Problems, today Date) {
	p.Need("requested", e.Requested.IsZero() || e.Requested >= today, "The requested date is over. Enter today or a later day.")
	p.Need("need_by", e.NeedBy.IsZero() || e.NeedBy >= today, "That day is over. Enter today or a later day.")
	p.Need("ship_date", e.ShipDate.IsZero() || e.ShipDate >= today, "That day is over. Enter today or a later day.")
}

// LineField names a field of line i (from 0) in Problems: lines[0].qty.
func LineField(i int, field string) string { return fmt.Sprintf("lines[%d].%s", i, field) }

// Entered is what became of an order that was entered.
type Entered struct {
	OrderID  int64
	Number   string
	Lines    []EnteredLine
	Warnings []string // limits that are nearly used up, a sentence each
}

// EnteredLine is what one line got at once.
type EnteredLine struct {
	LineID    int64
	Line      int
	SKU       string
	Ordered   Qty // in stock units
	Allocated Qty
	Short     Qty
	Promise   Date
}

// CustomerTerms is what order entry says about a customer before anything is
// promised: how it is served, what limits it and where its goods go.
type CustomerTerms struct {
	Code         string   `db:"code"`
	Name         string   `db:"name"`
	Tier         string   `db:"tier"`
	ShipMode     ShipMode `db:"ship_mode"`
	MaxShipments int      `db:"max_shipments"`
	AskShort     bool     `db:"ask_short"`   // whether a part may leave is asked when a line is short
	ValueMax     *Money   `db:"value_max"`   // of what it may have on backorder; nil: no limit
	Waiting      Money    `db:"waiting"`     // what its backorders are worth now
	CreditHold   string   `db:"credit_hold"` // the reason, "" for none
	NoticeRegime string   `db:"notice_regime"`
	Sites        []Option
}

// SoldProduct is a product as a form that sells it needs it.
type SoldProduct struct {
	SKU      string `db:"sku"`
	Name     string `db:"name"`
	Unit     string `db:"unit"` // the stock unit
	Decimals int    `db:"decimals"`
	Price    Money  `db:"price"`
	Units    []string
}
