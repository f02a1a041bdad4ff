package model

import "fmt"

// PurchaseEntry is a new purchase order.
type PurchaseEntry struct {
	Number    string // empty: the next PO-n
	Supplier  string // empty: the supplier of the first product
	Warehouse string // empty: where the special order's line waits, else MAIN
	Lines     []PurchaseLine
	Why       string
}

// PurchaseLine is one line of a purchase order.
type PurchaseLine struct {
	SKU        string
	Qty        Qty
	Unit       string     // as the supplier sells it; empty: the stock unit
	ETA        Date       // zero: today and the lead time
	Confidence Confidence // empty: stated
	Lane       string     // transport mode or route, as the import has it
	ForLine    int64      // a special order, bought for this order line; 0: for whoever is first
}

// Check reports every field that is wrong, as "lines[0].sku".
func (e PurchaseEntry) Check() error {
	var p Problems
	p.Need("number", len(e.Number) <= 60, "A number has at most 60 characters.")
	p.Need("lines", len(e.Lines) > 0, "Enter at least one line.")
	for i, l := range e.Lines {
		at := func(field string) string { return fmt.Sprintf("lines[%d].%s", i, field) }
		p.Need(at("sku"), l.SKU != "", "Enter which product.")
		p.Need(at("qty"), l.Qty > 0, "Enter how many to buy.")
		p.Need(at("qty"), l.Qty <= MaxQty, "Enter less than 1,000,000,000.")
		p.Need(at("unit"), len(l.Unit) <= 20, "A unit has at most 20 characters.")
		p.Need(at("lane"), len(l.Lane) <= 120, "A transport mode has at most 120 characters.")
		p.Need(at("confidence"), l.Confidence == "" || l.Confidence.FromSupplier(), "Choose stated, confirmed or shipped.")
	}
	return p.Err()
}

// FromSupplier tells whether a supplier can say so: stated, confirmed, shipped.
func (c Confidence) FromSupplier() bool { return c == Stated || c == Confirmed || c == OnTheWay }

// ChoiceKind is what a customer is asked.
type ChoiceKind string

// The questions.
const (
	PartOrWait      ChoiceKind = "part_or_wait"
	OfferSubstitute ChoiceKind = "substitute"
)

// Known tells whether k is one of the questions.
func (k ChoiceKind) Known() bool { return k == PartOrWait || k == OfferSubstitute }

// Answer is what the customer chose.
type Answer string

// The answers.
const (
	PartNow        Answer = "part_now"
	Wait           Answer = "wait"
	TakeSubstitute Answer = "substitute"
	CancelRest     Answer = "cancel"
)

// Fits tells whether the answer is one of those the question offers.
func (a Answer) Fits(k ChoiceKind) bool {
	switch a {
	case PartNow:
		return k == PartOrWait
	case TakeSubstitute:
		return k == OfferSubstitute
	case Wait, CancelRest:
		return k.Known()
	}
	return false
}
