package model

// ProductListShape is what GET /products may be asked.
var ProductListShape = ListShape{
	Sorts:   []string{"sku", "name", "-short", "-on_hand"},
	Filters: map[string][]string{"short": {"yes"}, "supplier": nil, "category": nil},
	Flips:   []string{"short", "supplier", "category"},
}

// ProductRow is one product of the list, over all warehouses.
type ProductRow struct {
	ID           int64  `db:"id"`
	SKU          string `db:"sku"`
	Name         string `db:"name"`
	Category     string `db:"category"`
	Unit         string `db:"unit"`
	SupplierCode string `db:"supplier_code"` // empty: none
	Supplier     string `db:"supplier"`
	OnHand       Qty    `db:"on_hand"`
	Allocated    Qty    `db:"allocated"`
	Picked       Qty    `db:"picked"`
	Protected    Qty    `db:"protected"` // kept for better priorities
	Inbound      Qty    `db:"inbound"`
	Short        Qty    `db:"short"`
	Free         Qty    `db:"free"`         // available, warehouse by warehouse: what one keeps is not another's
	FreeInbound  Date   `db:"free_inbound"` // the next arrival that nobody waits for, in any warehouse; zero: none
	RetiredAt    Time   `db:"retired_at"`   // zero: it is sold
}

// Available is on hand less allocated, picked and protected in each warehouse,
// never below zero.
func (r ProductRow) Available() Qty { return r.Free }

// NextFree is the next date on which units are free somewhere: today when some
// are, zero when nothing free is known.
func (r ProductRow) NextFree(today Date) Date { return nextFree(r.Free, r.FreeInbound, today) }

func nextFree(free Qty, inbound, today Date) Date {
	if free > 0 || !inbound.IsZero() && inbound < today { // overdue: it may come any day
		return today
	}
	return inbound
}

// ProductPage is everything GET /products/{sku} shows.
type ProductPage struct {
	ProductRow
	Decimals       int       `db:"decimals"`
	Price          Money     `db:"price"`
	Weight         Qty       `db:"weight"` // kilograms
	GTIN           string    `db:"gtin"`
	SupplierSKU    string    `db:"supplier_sku"`
	LeadTimeDays   int       `db:"lead_time_days"` // its own or its supplier's
	LeadOwn        bool      `db:"lead_own"`       // its own
	Pack           Qty       `db:"pack"`
	Backorder      Backorder `db:"backorder"`
	BackorderLimit Qty       `db:"backorder_limit"`
	LotTracked     bool      `db:"lot_tracked"`
	Version        int       `db:"version"`
	Places         []PlaceRow
	Stock          []StockRow
	Queue          []QueueRow
	QueueMore      int // lines that wait beyond those listed
	Arrivals       []ArrivalRow
	Moves          []Movement
	MovesMore      bool       // there are earlier ones
	Counts         []CountRow // those that wait first, then the latest
	Units          []UnitRow
	Substitutes    []SubstituteRow
	Sources        []SourceRow
	Warehouses     []string // codes a person may count or adjust in
	History        []Happening
}

// PlaceRow is a product in one warehouse.
type PlaceRow struct {
	Warehouse   string `db:"warehouse"`
	Bins        string `db:"bins"` // with ", " between them; empty: none is assigned
	OnHand      Qty    `db:"on_hand"`
	Allocated   Qty    `db:"allocated"`
	Picked      Qty    `db:"picked"`
	Protected   Qty    `db:"protected"`
	Inbound     Qty    `db:"inbound"`
	Short       Qty    `db:"short"`
	FreeInbound Date   `db:"free_inbound"` // the next arrival there that nobody waits for; zero: none
}

// Available is on hand less allocated, picked and protected, never below zero.
func (r PlaceRow) Available() Qty { return max(0, r.OnHand-r.Allocated-r.Picked-r.Protected) }

// NextFree is the next date on which units are free here: today when some are,
// zero when nothing free is known.
func (r PlaceRow) NextFree(today Date) Date { return nextFree(r.Available(), r.FreeInbound, today) }

// UnitRow is one further unit of a product.
type UnitRow struct {
	Unit  string `db:"unit"`
	Ratio Qty    `db:"ratio"`
}

// SourceRow is who a product was bought from, judged by what was bought.
type SourceRow struct {
	Code     string `db:"code"`
	Name     string `db:"name"`
	Lines    int    `db:"lines"`     // purchase-order lines
	Received Qty    `db:"received"`  // good units in all
	LastOn   Date   `db:"last_on"`   // of the last receipt; zero: none came yet
	LeadDays int    `db:"lead_days"` // from order to receipt on average; -1: none came yet
	Open     Qty    `db:"open"`
}

// StockRow is what one warehouse has of one lot.
type StockRow struct {
	Warehouse string `db:"warehouse"`
	Lot       string `db:"lot"` // empty: not tracked
	OnHand    Qty    `db:"on_hand"`
	Allocated Qty    `db:"allocated"`
	Picked    Qty    `db:"picked"`
}

// Free is on hand less allocated and picked.
func (r StockRow) Free() Qty { return r.OnHand - r.Allocated - r.Picked }

// QueueRow is one open line in the order it is served.
type QueueRow struct {
	LineID      int64  `db:"line_id"`
	OrderNumber string `db:"order_number"`
	LineNo      int    `db:"line_no"`
	Customer    string `db:"customer"`
	Warehouse   string `db:"warehouse"`
	Place       int    `db:"place"` // in its warehouse's queue, 1 is served first
	Priority    int    `db:"priority"`
	Open        Qty    `db:"open"`
	Allocated   Qty    `db:"allocated"`
	Picked      Qty    `db:"picked"`
	Short       Qty    `db:"short"`
	Promise     Date   `db:"promise"`
	ETA         Date   `db:"eta"`
	Status      Status `db:"status"`
}

// ArrivalRow is one open purchase-order line, or a transfer line on its way.
type ArrivalRow struct {
	POLineID   int64      `db:"id"`
	PO         string     `db:"po"`       // empty: a transfer
	Transfer   string     `db:"transfer"` // empty: a purchase order
	LineNo     int        `db:"line_no"`
	Supplier   string     `db:"supplier"` // or the warehouse it comes from
	Warehouse  string     `db:"warehouse"`
	Open       Qty        `db:"open"`
	Pegged     Qty        `db:"pegged"`
	ETA        Date       `db:"eta"`
	Confidence Confidence `db:"confidence"`
}

// MoveRow is one row of the stock ledger with what caused it.
type MoveRow struct {
	ID       int64  `db:"id"`
	At       Time   `db:"at"`
	Actor    string `db:"actor"`
	Kind     string `db:"kind"`
	From     string `db:"from_code"`
	To       string `db:"to_code"`
	Lot      string `db:"lot"`
	Qty      Qty    `db:"qty"`
	Why      string `db:"why"`
	Receipt  string `db:"receipt"`  // number, empty: not from a receipt
	PO       string `db:"po"`       // of the receipt
	Order    string `db:"order"`    // number, of a shipment or a return
	Shipment string `db:"shipment"` // number
	Transfer string `db:"transfer"` // number
	Count    int64  `db:"count_id"`
	Import   int64  `db:"import_id"` // the file that brought it, 0: none
	File     string `db:"file"`
	Undoes   int64  `db:"reverses"` // the row that this one takes back, 0: none
	Undone   bool   `db:"undone"`   // a later row takes it back
}

// Movement is a row of the stock ledger with the product that moved.
type Movement struct {
	MoveRow
	SKU     string `db:"sku"`
	Product string `db:"product"`
	Unit    string `db:"unit"`
}

// MoveListShape is what GET /movements and GET /products/{sku}/moves may be asked.
var MoveListShape = ListShape{
	Sorts:   []string{"-at"},
	Filters: map[string][]string{"kind": {"received", "shipped", "adjusted", "returned", "transferred", "counted"}, "warehouse": nil},
	Flips:   []string{"kind", "warehouse"},
}

// SubstituteRow is a product that may go instead.
type SubstituteRow struct {
	SKU   string `db:"sku"`
	Name  string `db:"name"`
	Unit  string `db:"unit"`
	Kind  string `db:"kind"`
	Ratio Qty    `db:"ratio"`
	Free  Qty    `db:"free"`
}
