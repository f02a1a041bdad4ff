package model

// Adjustment corrects what is on hand by hand: found, broken, miscounted.
type Adjustment struct {
	SKU, Warehouse string
	Lot            string // empty where lots are not tracked
	By             Qty    // more (> 0) or less (< 0)
	Why            string
}

// Check reports every field that is wrong, for the person typing.
func (a Adjustment) Check() error {
	var p Problems
	p.Need("sku", a.SKU != "", "Enter which product.")
	p.Need("warehouse", a.Warehouse != "", "Choose the warehouse.")
	p.Need("by", a.By != 0, "Enter by how much: 5 or -5.")
	p.Need("by", a.By >= -MaxQty && a.By <= MaxQty, "Enter less than 1,000,000,000.")
	p.Need("why", a.Why != "", "Say why, in a few words.")
	return p.Err()
}

// Count is what a person or a file found on hand, as of a time.
type Count struct {
	SKU, Warehouse string
	Lot            string // empty where lots are not tracked
	OnHand         Qty
	AsOf           Time // zero: now
	Why            string
}

// Check reports every field that is wrong, for the person typing.
func (c Count) Check() error {
	var p Problems
	p.Need("sku", c.SKU != "", "Enter which product.")
	p.Need("warehouse", c.Warehouse != "", "Choose the warehouse.")
	p.Need("on_hand", c.OnHand >= 0, "On hand cannot be below 0.")
	p.Need("on_hand", c.OnHand <= MaxQty, "Enter less than 1,000,000,000.")
	return p.Err()
}

// CountState is what became of a count.
type CountState string

// The fates of a count.
const (
	CountSame      CountState = "same"      // the book said so too, or this very count is known
	CountOlder     CountState = "older"     // a later count is known: nothing changes
	CountBooked    CountState = "booked"    // the difference is in the ledger
	CountWaiting   CountState = "waiting"   // a person decides, with both figures
	CountDismissed CountState = "dismissed" // decided against, or a later count came
)

// CountResult tells what a count said and what became of it.
type CountResult struct {
	State   CountState
	ID      int64 // of the count kept; 0 for same and older
	Counted Qty
	Book    Qty    // what the ledger says for the same moment
	OnHand  Qty    // now, the desk's own movements since then included
	Why     string // why it waits, a sentence; empty otherwise
}

// Difference is counted less book.
func (r CountResult) Difference() Qty { return r.Counted - r.Book }

// NeedsWhy refuses a count by a person that differs from the book for no reason.
func (r CountResult) NeedsWhy(l Locale, why string) error {
	var p Problems
	p.Need("why", why != "" || r.State == CountSame || r.State == CountOlder,
		"Say why it differs: counted "+l.Qty(r.Counted)+", the book says "+l.Qty(r.Book)+".")
	return p.Err()
}

// CountPreview is a count that is not sent yet, with what becomes of it and for
// whom that changes something.
type CountPreview struct {
	CountQuestion
	Result CountResult
}

// JudgeCount decides what a difference means: percent is the setting above
// which a person decides (0: never), onHand, allocated and picked are the
// stock now. A count of a stock that the book does not know is a first figure,
// never a suspicious one.
func JudgeCount(l Locale, counted, book, onHand, allocated, picked Qty, percent int) (CountState, string) {
	diff := counted - book
	bound := allocated + picked
	switch {
	case diff == 0:
		return CountSame, ""
	case onHand+diff < bound:
		return CountWaiting, "Counted " + l.Qty(counted) + ", the book says " + l.Qty(book) +
			": with the movements since then only " + l.Qty(onHand+diff) + " would be left, and " + l.Qty(bound) + " are allocated or picked."
	case percent > 0 && book > 0 && absQty(diff)*100 > book*Qty(percent):
		return CountWaiting, "Counted " + l.Qty(counted) + ", the book says " + l.Qty(book) +
			": that differs by more than " + l.Count(percent) + " %."
	}
	return CountBooked, ""
}

func absQty(q Qty) Qty {
	if q < 0 {
		return -q
	}
	return q
}
