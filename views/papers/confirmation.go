// Package papers answers what leaves the desk on paper: documents in the
// customer's language, as a page to print and as a PDF.
package papers

import (
	"strconv"
	"strings"
	"time"

	"backfill/model"
	"backfill/model/texts"
)

// Company is who sends a paper.
type Company struct {
	Name     string
	Currency string
	Decimals int // of the currency
	Zone     *time.Location
	Logo     model.Logo // for the page
	Picture  []byte     // the same logo for the PDF, PNG or JPEG; empty: none
}

// Confirmation is an order confirmation with everything said already; the page
// and the PDF print the same.
type Confirmation struct {
	Lang    string
	Company Company
	Order   string
	Title   string // "Order confirmation SO-10481"
	Facts   []Fact
	Head    [6]string // of the columns
	Rows    []Row
	Total   Fact
	Notes   []string
	Made    model.Time

	page func(page, pages string) string
}

// Fact is one thing said about the order as a whole.
type Fact struct{ Name, Value string }

// Row is one line: its number, product, quantity, price, amount and when.
type Row struct{ No, SKU, Product, Qty, Price, Amount, When string }

// Confirm says an order to its customer as it stands now.
func Confirm(o model.OrderPage, by Company, now model.Time) Confirmation {
	t := texts.For(o.Language, o.Country)
	c := Confirmation{Lang: t.Lang, Company: by, Order: o.Number, Title: t.Say("confirmation") + " " + o.Number, Made: now,
		Head:  [6]string{t.Say("line"), t.Say("product"), t.Say("quantity"), t.Say("price"), t.Say("amount"), t.Say("promise")},
		Total: Fact{t.Say("total", "currency", by.Currency), t.Amount(o.Value, by.Decimals)},
		page:  func(page, pages string) string { return t.Say("page", "page", page, "pages", pages) }}
	c.Facts = facts(t, o, by, now)
	for _, l := range o.OrderLines {
		c.Rows = append(c.Rows, row(t, l, by.Decimals, now.Date(by.Zone)))
	}
	if o.Hold+o.CreditHold != "" {
		c.Notes = append(c.Notes, t.Say("held"))
	}
	c.Notes = append(c.Notes, t.Say("thanks"))
	return c
}

func facts(t texts.Texts, o model.OrderPage, by Company, now model.Time) []Fact {
	needed := t.Day(o.NeedBy)
	if o.Essential {
		needed = t.Say("essential", "date", needed)
	}
	all := []Fact{{t.Say("customer"), o.Customer + " (" + o.CustomerCode + ")"}, {t.Say("order"), o.Number + ", " + t.Day(o.OrderedAt.Date(by.Zone))},
		{t.Say("date"), t.Day(now.Date(by.Zone))}, {t.Say("your_order"), o.CustomerPO}, {t.Say("project"), o.Project}, {t.Say("requested"), t.Day(o.Requested)},
		{t.Say("need_by"), needed}, {t.Say("deliver_to"), joined(o.Site, o.SiteAddress)}, {t.Say("method"), t.Say(o.Method)},
		{t.Say("shipments"), t.Say(string(o.ShipMode), "n", strconv.Itoa(o.MaxShipments), "date", t.Day(o.ShipDate))}}
	var said []Fact
	for _, f := range all {
		if f.Value != "" {
			said = append(said, f)
		}
	}
	return said
}

func joined(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, ", ")
}

// row says one line: the quantity as it was ordered, where nothing of it was
// cancelled, else what is left of it in the stock unit, which the price is for.
func row(t texts.Texts, l model.OrderLineRow, decimals int, today model.Date) Row {
	qty := t.Qty(l.Ordered-l.Cancelled-l.Substituted, l.StockUnit)
	if l.Unit != l.StockUnit && l.Cancelled+l.Substituted == 0 {
		qty = t.Qty(l.UnitQty, l.Unit) + " (" + qty + ")"
	}
	return Row{No: strconv.Itoa(l.LineNo), SKU: l.SKU, Product: l.Product, Qty: qty, Price: t.Amount(l.Price, decimals),
		Amount: t.Amount(l.Value(), decimals), When: when(t, l, today)}
}

// when is what the customer is promised for a line. Its date is the promise, which
// holds for all that is open; where supply stands behind it is the desk's affair.
func when(t texts.Texts, l model.OrderLineRow, today model.Date) string {
	have := l.Allocated + l.Picked
	var open string
	switch {
	case l.Open == 0 && l.Shipped > 0:
		return t.Say("all_sent")
	case l.Open == 0:
		return t.Say("cancelled")
	case l.Promise.IsZero():
		open = t.Say("no_date")
	case l.Promise < today:
		open = t.Say("overdue", "date", t.Day(l.Promise))
	case l.Short <= 0:
		open = t.Say("in_stock", "date", t.Day(l.Promise))
	case have > 0:
		open = t.Say("part_reserved", "qty", t.Qty(have, l.StockUnit), "date", t.Day(l.Promise))
	default:
		open = t.Say("by_date", "date", t.Day(l.Promise))
	}
	if l.Shipped > 0 {
		return t.Say("sent", "qty", t.Qty(l.Shipped, l.StockUnit)) + "; " + open
	}
	return open
}
