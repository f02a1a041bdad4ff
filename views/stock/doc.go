// Package stock answers what products look like: the list, one product with its
// stock, queue and inbound, and the forms that adjust and count it.
package stock

import (
	"context"

	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Forms are what was typed on a product's page, and what may be done there.
type Forms struct {
	RID       string
	MayChange bool // adjust and count
	MayBuy    bool
	MayEdit   bool   // the product itself and its lists
	MayMove   bool   // from one warehouse to another
	Changed   string // who was faster; empty: nobody
	List      ListForm
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
	Day, Hour                   string // the count is as of then; empty: now
	Problems                    model.Problems
}

// binned are the warehouses with where the product stands in them.
func binned(p model.ProductPage) []ui.Option {
	out := warehouses(p.Warehouses)
	for i := range out {
		for _, r := range p.Places {
			if r.Warehouse == out[i].Value && r.Bins != "" {
				out[i].Text += ", bin " + r.Bins
			}
		}
	}
	return out
}

func warehouses(codes []string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Text: c}
	}
	return out
}

func nextFree(h words.Here, r model.ProductRow) string {
	return freeWords(h, r.NextFree(h.Today), r.Available())
}

func freeWords(h words.Here, d model.Date, available model.Qty) string {
	switch {
	case d.IsZero():
		return "none known"
	case d == h.Today && available > 0:
		return "now"
	case d == h.Today:
		return "overdue"
	}
	return h.Day(d)
}

// ListForm is a form of one of the product's lists that came back: of its units,
// its substitutes, or its being retired.
type ListForm struct {
	Unit, UnitRatio         string
	Substitute, Kind, Ratio string
	Why                     string
	Problems                model.Problems
}

// backorderWords says what happens to an order beyond stock.
func backorderWords(ctx context.Context, p model.ProductPage) string {
	switch p.Backorder {
	case model.LimitBackorder:
		return "taken until " + words.Qty(ctx, p.BackorderLimit, p.Unit) + " wait in all"
	case model.DenyBackorder:
		return "refused: only what is available is sold"
	}
	return "taken: the line waits for supply"
}

func leadWords(ctx context.Context, p model.ProductPage) string {
	days := words.Plural(ctx, p.LeadTimeDays, "day", "days")
	switch {
	case p.LeadOwn:
		return days
	case p.SupplierCode != "":
		return days + ", the supplier's"
	}
	return days + ", as for all without a supplier"
}

// fullest is the warehouse that has most available, where a transfer would leave.
func fullest(p model.ProductPage) string {
	code, most := "", model.Qty(0)
	for _, r := range p.Places {
		if r.Available() > most {
			code, most = r.Warehouse, r.Available()
		}
	}
	return code
}

// version is what the forms send along, to see who was faster.
func version(p model.ProductPage) string { return strconv.Itoa(p.Version) }

var kindOptions = []ui.Option{{Value: "substitute", Text: "Substitute: may go instead"}, {Value: "equivalent", Text: "Equivalent: the same thing"}, {Value: "upgrade", Text: "Upgrade: better than ordered"}}

var kindWords = map[string]string{"substitute": "substitute", "equivalent": "equivalent", "upgrade": "upgrade"}

func ratioWords(ctx context.Context, p model.ProductPage, s model.SubstituteRow) string {
	return words.Qty(ctx, s.Ratio, s.Unit) + " for 1 " + p.Unit
}

// freeDay is when units are free in one warehouse.
func freeDay(h words.Here, r model.PlaceRow) string {
	return freeWords(h, r.NextFree(h.Today), r.Available())
}

// placeWords names a warehouse or where else goods come from and go to.
var placeWords = map[string]string{"SUPPLIER": "supplier", "CUSTOMER": "customer", "ADJUSTMENT": "adjustment", "SCRAP": "scrap", "TRANSIT": "on the road",
	"HISTORY": "before the desk"}

func place(code string) string {
	if w := placeWords[code]; w != "" {
		return w
	}
	return code
}

// Cause is what a stock movement was made by: a link and its words.
type Cause struct{ Text, Href string }

func cause(m model.MoveRow) Cause {
	switch {
	case m.Receipt != "":
		return Cause{m.Receipt + " of " + m.PO, urls.Receipt(m.Receipt)}
	case m.Shipment != "":
		return Cause{m.Shipment + " of " + m.Order, urls.Order(m.Order)}
	case m.Order != "":
		return Cause{m.Order, urls.Order(m.Order)}
	case m.Transfer != "":
		return Cause{m.Transfer, urls.Transfer(m.Transfer)}
	case m.Count > 0:
		return Cause{"Count", urls.Count(m.Count)}
	}
	return Cause{}
}

var countWords = map[model.CountState]string{
	model.CountWaiting: "waits for a decision", model.CountBooked: "booked", model.CountDismissed: "dismissed",
}

// waitingWords say that a count waits: "A count waits: counted 12, book 40 (MAIN)."
func waitingWords(ctx context.Context, c model.CountRow) string {
	return "A count waits: counted " + ui.Qty(ctx, c.Counted) + ", book " + ui.Qty(ctx, c.Book) + " (" + c.Warehouse + ")."
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

func signed(ctx context.Context, q model.Qty) string {
	if q > 0 {
		return "+" + ui.Qty(ctx, q)
	}
	return ui.Qty(ctx, q)
}

// undoWords say what taking an adjustment back does to the stock.
func undoWords(ctx context.Context, u model.AdjustmentUndo) string {
	text := u.Warehouse + " goes from " + ui.Qty(ctx, u.OnHand) + " to " + words.Qty(ctx, u.After(), u.Unit) + " on hand"
	if u.By < 0 {
		return text + "; what comes back goes to the lines that wait."
	}
	return text + ". No line loses anything."
}
