package model

// Receipt is an arrival at the dock against one purchase-order line.
type Receipt struct {
	PO         string // with Line, or POLine alone
	Line       int
	POLine     int64
	Version    int // of the purchase-order line as it was shown; 0: whatever it is now
	Received   Qty // good units; more than is open is an over-delivery
	Rejected   Qty // arrived and refused: never on hand
	Lot        string
	On         Date // the day it arrived; zero: today
	CloseShort bool // nothing more will come of this line
	Why        string
}

// Check reports every field that is wrong, for the person at the dock.
func (r Receipt) Check() error {
	var p Problems
	p.Need("po_line", r.POLine > 0 || r.PO != "" && r.Line > 0, "Choose the purchase-order line.")
	p.Need("received", r.Received >= 0, "Received cannot be below 0.")
	p.Need("received", r.Received <= MaxQty, "Enter less than 1,000,000,000.")
	p.Need("rejected", r.Rejected >= 0, "Rejected cannot be below 0.")
	p.Need("rejected", r.Rejected <= MaxQty, "Enter less than 1,000,000,000.")
	p.Need("received", r.Received+r.Rejected > 0 || r.CloseShort, "Enter how many arrived.")
	p.Need("why", r.Rejected <= 0 || r.Why != "", "Say what is wrong with the rejected units.")
	p.Need("why", !r.CloseShort || r.Why != "", "Say why the rest will not come.")
	p.Need("lot", len(r.Lot) <= 60, "A lot has at most 60 characters.")
	return p.Err()
}

// ReceiptOutcome tells what an arrival does: before booking it (Number empty)
// and after, in the same words.
type ReceiptOutcome struct {
	Number             string
	PO                 string
	Line               int
	SKU, Product, Unit string
	Warehouse          string
	Received, Rejected Qty
	Over               Qty // received beyond what was still open
	StillOpen          Qty // of the purchase-order line afterwards
	Closed             Qty // given up with this receipt
	OnHand             Qty // afterwards, all lots
	ToShelf            Qty // of the received units, what no line gets
	Served             []Served
}

// Served is one line that a receipt gives something to, or whose date it moves.
type Served struct {
	LineID        int64
	Order         string
	Line          int
	Customer      string
	SKU           string // another than the received one where an order now ships complete
	Before, After Qty    // allocated and picked
	Short         Qty    // afterwards
	PromiseBefore Date
	PromiseAfter  Date
	Expected      Date // when supply covers all of it; zero: nothing is short or nothing does
	Ready         bool // something may be picked now, under the order's ship mode
	Why           string
}

// Gets is how many units the line gains.
func (s Served) Gets() Qty { return s.After - s.Before }
