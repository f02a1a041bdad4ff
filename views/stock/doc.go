// Package stock answers what products look like: the list, one product with its
// stock, queue and inbound, and the forms that adjust and count it.
package stock

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// Forms are what was typed on a product's page, and what may be done there.
type Forms struct {
	RID       string
	MayChange bool // adjust and count
	MayBuy    bool
	Adjust    AdjustForm
	Count     CountForm
}

// AdjustForm is a correction by hand as it is being typed.
type AdjustForm struct {
	Warehouse, Lot, By, Why string
	Problems                model.Problems
}

// CountForm is a count as it is being typed.
type CountForm struct {
	Warehouse, Lot, OnHand, Why string
	Problems                    model.Problems
}

func warehouses(codes []string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Text: c}
	}
	return out
}

func nextFree(h words.Here, r model.ProductRow) string {
	d := r.NextFree(h.Today)
	switch {
	case d.IsZero():
		return "none known"
	case d == h.Today && r.Available() > 0:
		return "now"
	case d == h.Today:
		return "overdue"
	}
	return h.Day(d)
}

var backorders = map[string]string{"allow": "allowed", "limit": "up to a limit", "deny": "not allowed"}

// countWords says what became of a count.
var countWords = map[model.CountState]string{
	model.CountWaiting: "waits for a decision", model.CountBooked: "booked", model.CountDismissed: "dismissed",
}

// waitingWords say that a count waits: "A count waits: counted 12, book 40 (MAIN)."
func waitingWords(c model.CountRow) string {
	return "A count waits: counted " + ui.Qty(c.Counted) + ", book " + ui.Qty(c.Book) + " (" + c.Warehouse + ")."
}

func counter(c model.CountRow) string {
	if c.File != "" {
		return c.File
	}
	return c.Actor
}

// moveWords says what a row of the stock ledger did.
var moveWords = map[string]string{
	"received": "Received", "shipped": "Shipped", "adjusted": "Adjusted", "returned": "Returned",
	"transferred": "Transferred", "counted": "Counted",
}
