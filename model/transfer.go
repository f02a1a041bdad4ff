package model

import "fmt"

// TransferState is how far a transfer is.
type TransferState string

// The states of a transfer. TransferPart is a sent one of which something has
// arrived; the file knows it as sent.
const (
	TransferDraft     TransferState = "draft"
	TransferSent      TransferState = "sent"
	TransferPart      TransferState = "part"
	TransferClosed    TransferState = "closed"
	TransferCancelled TransferState = "cancelled"
)

// TransferEntry is a transfer as a person enters or changes it.
type TransferEntry struct {
	From, To string // warehouses
	Expected Date   // the day it arrives; zero: not known
	Note     string
	Lines    []TransferEntryLine
}

// TransferEntryLine is one product of a transfer.
type TransferEntryLine struct {
	SKU, Lot string
	Qty      Qty
}

// MaxTransferLines bounds one transfer.
const MaxTransferLines = 100

// Check reports every field that is wrong, for the person typing.
func (e TransferEntry) Check() error {
	var p Problems
	p.Need("from", e.From != "", "Choose where the goods leave.")
	p.Need("to", e.To != "", "Choose where the goods go.")
	p.Need("to", e.From == "" || e.From != e.To, "Choose another warehouse than the one they leave.")
	p.Need("note", len(e.Note) <= 500, "Say it in 500 characters.")
	p.Need("lines", len(e.Lines) > 0, "Enter at least one product.")
	p.Need("lines", len(e.Lines) <= MaxTransferLines, fmt.Sprintf("A transfer has at most %d lines.", MaxTransferLines))
	for i, l := range e.Lines {
		p.Need(LineField(i, "sku"), l.SKU != "", "Enter which product.")
		p.Need(LineField(i, "qty"), l.Qty > 0, "Enter how many.")
		p.Need(LineField(i, "qty"), l.Qty <= MaxQty, "Enter less than 1,000,000,000.")
		p.Need(LineField(i, "lot"), len(l.Lot) <= 60, "A lot has at most 60 characters.")
	}
	return p.Err()
}

// TransferQty is a quantity of one line of a transfer.
type TransferQty struct {
	Line int
	Qty  Qty
}

// QtyField is the form's name of the quantity of a transfer's line.
func QtyField(line int) string { return fmt.Sprintf("qty_%d", line) }

// TransferSend sends a draft off.
type TransferSend struct {
	Number  string
	Version int           // as it was shown; 0: whatever it is now
	Lines   []TransferQty // what leaves of each line; none: all of it as asked
}

// TransferRest is what becomes of units that did not arrive.
type TransferRest string

// The answers to what did not arrive.
const (
	RestComing   TransferRest = ""         // still on the road
	RestLost     TransferRest = "lost"     // it will not come: taken off the books
	RestReturned TransferRest = "returned" // it is back where it left
)

// TransferReceipt is what arrived of a transfer.
type TransferReceipt struct {
	Number  string
	Version int // as it was shown; 0: whatever it is now
	Lines   []TransferQty
	Rest    TransferRest
	Why     string // needed where something is lost, came back or is more than was sent
}

// Check reports every field that is wrong, for the person at the dock.
func (r TransferReceipt) Check() error {
	var p Problems
	some := false
	for _, l := range r.Lines {
		p.Need(QtyField(l.Line), l.Qty >= 0, "Received cannot be below 0.")
		p.Need(QtyField(l.Line), l.Qty <= MaxQty, "Enter less than 1,000,000,000.")
		some = some || l.Qty > 0
	}
	p.Need("lines", some || r.Rest != RestComing, "Enter how many arrived.")
	switch r.Rest {
	case RestComing, RestLost, RestReturned:
	default:
		p.Need("rest", false, "Choose what becomes of the rest.")
	}
	p.Need("why", r.Rest == RestComing || r.Why != "", "Say why the rest does not arrive.")
	p.Need("why", len(r.Why) <= MaxText, "Say it in 200 characters.")
	return p.Err()
}

// TransferOutcome tells what a receipt of a transfer does: before it is booked
// and after, in the same words.
type TransferOutcome struct {
	Number string
	Closed bool // nothing of it is on the road any more
	Lines  []TransferArrived
	Served []Served
}

// TransferArrived is what a receipt does to one line of a transfer.
type TransferArrived struct {
	Line      int
	SKU, Unit string
	Received  Qty // of what was sent
	Over      Qty // beyond what was sent
	Ended     Qty // lost or returned
	StillOpen Qty // on the road afterwards
	ToShelf   Qty // of what arrived, what no line gets
	Product   string
	OnHand    Qty // at the target afterwards, all lots
}

// TransferListShape is what GET /transfers may be asked.
var TransferListShape = ListShape{
	Sorts:   []string{"-number", "expected"},
	Filters: map[string][]string{"state": {"open", "draft", "sent", "late", "closed", "cancelled"}, "from": nil, "to": nil},
}

// TransferRow is one transfer of the list.
type TransferRow struct {
	ID        int64         `db:"id"`
	Number    string        `db:"number"`
	From      string        `db:"from_code"`
	To        string        `db:"to_code"`
	State     TransferState `db:"state"`
	Expected  Date          `db:"expected"`
	Note      string        `db:"note"`
	CreatedAt Time          `db:"created_at"`
	CreatedBy string        `db:"created_by"`
	SentAt    Time          `db:"sent_at"`
	ClosedAt  Time          `db:"closed_at"`
	Lines     int           `db:"lines"`
	Waiting   int           `db:"waiting"` // order lines that wait for it
	First     string        `db:"first"`   // the first product's SKU
	Version   int           `db:"version"`
}

// TransferPage is everything GET /transfers/{number} shows.
type TransferPage struct {
	TransferRow
	FromName string `db:"from_name"`
	ToName   string `db:"to_name"`
	Parts    []TransferLineRow
	Moves    []TransferMove
	Waits    []TransferWait
	History  []Happening
}

// TransferLineRow is one line of a transfer.
type TransferLineRow struct {
	ID       int64  `db:"id"`
	LineNo   int    `db:"line_no"`
	SKU      string `db:"sku"`
	Product  string `db:"product"`
	Unit     string `db:"unit"`
	Decimals int    `db:"decimals"`
	Lot      string `db:"lot"`
	Qty      Qty    `db:"qty"` // asked for
	Sent     Qty    `db:"sent"`
	Received Qty    `db:"received"`
	Returned Qty    `db:"returned"`
	Lost     Qty    `db:"lost"`
	Over     Qty    `db:"over"`
	Transit  Qty    `db:"transit"`
	Free     Qty    `db:"free"`  // where it leaves, neither allocated, picked nor protected
	Short    Qty    `db:"short"` // what lines lack where it goes
	Bin      string `db:"bin"`   // where it goes to
}

// TransferMove is one movement of a transfer's goods.
type TransferMove struct {
	MoveRow
	SKU  string `db:"sku"`
	Unit string `db:"unit"`
}

// TransferWait is an order line that is promised units on the road.
type TransferWait struct {
	LineID      int64  `db:"line_id"`
	OrderNumber string `db:"order_number"`
	LineNo      int    `db:"line_no"`
	Customer    string `db:"customer"`
	SKU         string `db:"sku"`
	Unit        string `db:"unit"`
	Qty         Qty    `db:"qty"`
	Promise     Date   `db:"promise"`
	Status      Status `db:"status"`
}
