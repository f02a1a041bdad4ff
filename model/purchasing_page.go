package model

// What the lists around purchasing may be asked.
var (
	ReceivingListShape = ListShape{
		Sorts:   []string{"due", "po", "-waiting"},
		Filters: map[string][]string{"late": {"yes"}, "supplier": nil},
		Flips:   []string{"late", "supplier"},
	}
	ShortageListShape = ListShape{
		Sorts:   []string{"-short", "sku"},
		Filters: map[string][]string{"cover": {"none"}, "supplier": nil},
		Flips:   []string{"cover", "supplier"},
	}
	POListShape = ListShape{
		Sorts:   []string{"-ordered", "po"},
		Filters: map[string][]string{"state": {"open", "late", "no_eta", "stale", "received"}, "supplier": nil},
		Flips:   []string{"supplier"},
	}
)

// ReceivingRow is one purchase order with something still to come.
type ReceivingRow struct {
	ID           int64  `db:"id"`
	PO           string `db:"po"`
	SupplierCode string `db:"supplier_code"`
	Supplier     string `db:"supplier"`
	Warehouse    string `db:"warehouse"`
	Due          Date   `db:"due"` // the earliest ETA of its open lines; zero: none has one
	Lines        int    `db:"lines"`
	Units        Qty    `db:"units"`   // still to come, summed over products
	Waiting      int    `db:"waiting"` // order lines that its goods are promised to
}

// ShortageRow is one product that order lines lack.
type ShortageRow struct {
	ID           int64      `db:"id"`
	SKU          string     `db:"sku"`
	Name         string     `db:"name"`
	Unit         string     `db:"unit"`
	Short        Qty        `db:"short"`
	Uncovered    Qty        `db:"uncovered"` // of the short: no stock and no purchase order brings it
	Inbound      Qty        `db:"inbound"`
	PO           string     `db:"po"` // the next arrival
	ETA          Date       `db:"eta"`
	Confidence   Confidence `db:"confidence"`
	SupplierCode string     `db:"supplier_code"`
	Supplier     string     `db:"supplier"`
	Lines        int        `db:"lines"`
	Customers    int        `db:"customers"`
}

// PORow is one purchase order of the list.
type PORow struct {
	ID           int64      `db:"id"`
	PO           string     `db:"po"`
	SupplierCode string     `db:"supplier_code"`
	Supplier     string     `db:"supplier"`
	Warehouse    string     `db:"warehouse"`
	OrderedAt    Time       `db:"ordered_at"`
	Lines        int        `db:"lines"`
	OpenLines    int        `db:"open_lines"`
	ETA          Date       `db:"eta"`         // the next of its open lines
	Unconfirmed  int        `db:"unconfirmed"` // open lines whose ETA nobody confirmed
	Confidence   Confidence `db:"confidence"`  // of the next arrival
}

// POPage is everything GET /pos/{number} and GET /receiving/{po} show.
type POPage struct {
	PORow
	Version       int    `db:"version"`
	SupplierEmail string `db:"supplier_email"`
	Timeline      []Happening
	POLines       []POLineRow
	History       []ETARow
	Pegged        []PegRow
	Arrived       []ReceiptRow
}

// POLineRow is one line of a purchase order.
type POLineRow struct {
	ID          int64      `db:"id"`
	LineNo      int        `db:"line_no"`
	SKU         string     `db:"sku"`
	Product     string     `db:"product"`
	Unit        string     `db:"unit"`
	Decimals    int        `db:"decimals"`
	LotTracked  bool       `db:"lot_tracked"`
	Ordered     Qty        `db:"ordered"`
	Received    Qty        `db:"received"`
	Rejected    Qty        `db:"rejected"`
	Cancelled   Qty        `db:"cancelled"` // closed short
	Open        Qty        `db:"open"`
	ETA         Date       `db:"eta"`
	FirstETA    Date       `db:"first_eta"`
	Confidence  Confidence `db:"confidence"`
	ConfirmedAt Time       `db:"confirmed_at"`
	ForLineID   int64      `db:"for_line_id"` // a special order's order line; 0: none
	ForLine     string     `db:"for_line"`    // its name: SO-1/2
	Direct      bool       `db:"direct"`      // the supplier ships it to that order's site
	Lane        string     `db:"lane"`
	InUnit      string     `db:"in_unit"`    // the supplier's unit; "": the stock unit
	UnitRatio   Qty        `db:"unit_ratio"` // stock units in one of it
	Version     int        `db:"version"`
	Waiting     int        `db:"waiting"` // order lines pegged to it
}

// ETARow is one change of an ETA.
type ETARow struct {
	At         Time       `db:"at"`
	Actor      string     `db:"actor"`
	LineNo     int        `db:"line_no"`
	ETA        Date       `db:"eta"`
	Confidence Confidence `db:"confidence"`
	Why        string     `db:"why"`
}

// PegRow is units of a purchase-order line promised to an order line.
type PegRow struct {
	POLineNo    int    `db:"po_line_no"`
	LineID      int64  `db:"line_id"`
	OrderNumber string `db:"order_number"`
	LineNo      int    `db:"line_no"`
	Customer    string `db:"customer"`
	SKU         string `db:"sku"`
	Unit        string `db:"unit"`
	Qty         Qty    `db:"qty"`
	Date        Date   `db:"date"` // at the dock, ready to leave
	Promise     Date   `db:"promise"`
	Priority    int    `db:"priority"`
}

// ReceiptRow is one receipt of a purchase order.
type ReceiptRow struct {
	Number     string `db:"number"`
	LineNo     int    `db:"line_no"`
	SKU        string `db:"sku"`
	Unit       string `db:"unit"`
	Received   Qty    `db:"received"`
	Rejected   Qty    `db:"rejected"`
	Lot        string `db:"lot"`
	ReceivedOn Date   `db:"received_on"`
	Actor      string `db:"actor"`
	Why        string `db:"why"`
}

// ReceiptPage is one receipt and who got its goods.
type ReceiptPage struct {
	ReceiptRow
	PO        string   `db:"po"`
	Supplier  string   `db:"supplier"`
	Product   string   `db:"product"`
	Warehouse string   `db:"warehouse"`
	At        Time     `db:"at"`
	Got       []GotRow // in the order they were served
	Shelf     Qty      // of the received, what nobody was given
}

// GotRow is what one order line was given when goods arrived.
type GotRow struct {
	LineID      int64    `db:"line_id"`
	OrderNumber string   `db:"order_number"`
	LineNo      int      `db:"line_no"`
	Customer    string   `db:"customer"`
	Qty         Qty      `db:"qty"`
	Short       Qty      `db:"short"` // what it lacks now
	ShipMode    ShipMode `db:"ship_mode"`
	Status      Status   `db:"status"`
	Promise     Date     `db:"promise"`
}

// PurchaseDefaults is what GET /purchasing/new starts from.
type PurchaseDefaults struct {
	SKU, Product, Unit string
	Decimals           int
	SupplierCode       string
	Warehouse          string
	Lacks              Qty  // the uncovered short
	Pack               Qty  // the supplier sells; 0: any quantity
	Qty                Qty  // the uncovered short, rounded up to the pack
	ETA                Date // today and the lead time
	LineID             int64
	OrderNumber        string
	LineNo             int
	Direct             bool // the supplier ships it to the site: it is bought for the line alone
	Units              []UnitRow
}

// PurchaseProposal is one purchase order for many short products.
type PurchaseProposal struct {
	Supplier  string // a code; "": the first product has no usual one
	Warehouse string
	Lines     []PurchaseDefaults
	Left      []LeftOut // what has to be bought on an order of its own
}

// LeftOut is a product that does not fit on a proposed order.
type LeftOut struct{ SKU, Why string }

// MostBought bounds the lines of one proposed purchase order.
const MostBought = 50

// Add puts a product on the order, or says why it belongs on another.
func (p *PurchaseProposal) Add(d PurchaseDefaults) {
	why := ""
	switch {
	case d.Qty <= 0:
		why = "what it lacks is on order already"
	case len(p.Lines) == 0:
		p.Supplier, p.Warehouse = d.SupplierCode, d.Warehouse
	case d.SupplierCode != p.Supplier && d.SupplierCode == "":
		why = "it has no usual supplier"
	case d.SupplierCode != p.Supplier:
		why = "it comes from " + d.SupplierCode
	case d.Warehouse != p.Warehouse:
		why = "it is short in " + d.Warehouse
	case len(p.Lines) == MostBought:
		why = "the order is full"
	}
	if why != "" {
		p.Left = append(p.Left, LeftOut{SKU: d.SKU, Why: why})
		return
	}
	p.Lines = append(p.Lines, d)
}
