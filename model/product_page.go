package model

// ProductListShape is what GET /products may be asked.
var ProductListShape = ListShape{
	Sorts:   []string{"sku", "name", "-short", "-on_hand"},
	Filters: map[string][]string{"short": {"yes"}, "supplier": nil, "category": nil},
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
	FreeInbound  Date   `db:"free_inbound"` // the next arrival that nobody waits for; zero: none
}

// Available is on hand less allocated, picked and protected, never below zero.
func (r ProductRow) Available() Qty { return max(0, r.OnHand-r.Allocated-r.Picked-r.Protected) }

// NextFree is the next date on which units are free: today when some are, zero
// when nothing free is known.
func (r ProductRow) NextFree(today Date) Date {
	if r.Available() > 0 {
		return today
	}
	if !r.FreeInbound.IsZero() && r.FreeInbound < today {
		return today // overdue: it may come any day
	}
	return r.FreeInbound
}

// ProductPage is everything GET /products/{sku} shows.
type ProductPage struct {
	ProductRow
	Decimals     int    `db:"decimals"`
	Price        Money  `db:"price"`
	GTIN         string `db:"gtin"`
	SupplierSKU  string `db:"supplier_sku"`
	LeadTimeDays int    `db:"lead_time_days"` // its own or its supplier's
	Pack         Qty    `db:"pack"`
	Backorder    string `db:"backorder"`
	LotTracked   bool   `db:"lot_tracked"`
	Version      int    `db:"version"`
	Stock        []StockRow
	Queue        []QueueRow
	QueueMore    int // lines that wait beyond those listed
	Arrivals     []ArrivalRow
	Moves        []MoveRow
	Counts       []CountRow // those that wait first, then the latest
	Substitutes  []SubstituteRow
	Warehouses   []string // codes a person may count or adjust in
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

// ArrivalRow is one open purchase-order line.
type ArrivalRow struct {
	POLineID   int64      `db:"id"`
	PO         string     `db:"po"`
	LineNo     int        `db:"line_no"`
	Supplier   string     `db:"supplier"`
	Warehouse  string     `db:"warehouse"`
	Open       Qty        `db:"open"`
	Pegged     Qty        `db:"pegged"`
	ETA        Date       `db:"eta"`
	Confidence Confidence `db:"confidence"`
}

// MoveRow is one row of the stock ledger.
type MoveRow struct {
	At    Time   `db:"at"`
	Actor string `db:"actor"`
	Kind  string `db:"kind"`
	From  string `db:"from_code"`
	To    string `db:"to_code"`
	Lot   string `db:"lot"`
	Qty   Qty    `db:"qty"`
	Why   string `db:"why"`
}

// SubstituteRow is a product that may go instead.
type SubstituteRow struct {
	SKU   string `db:"sku"`
	Name  string `db:"name"`
	Kind  string `db:"kind"`
	Ratio Qty    `db:"ratio"`
	Free  Qty    `db:"free"`
}
