package orders

import (
	"context"

	"fmt"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// EntryForm is an order as it is being typed.
type EntryForm struct {
	RID    string
	Copied string // the order it is a copy of
	Head
	Lines    []EntryLine
	Problems model.Problems

	Terms      *model.CustomerTerms // of the customer, once it is known
	Matches    []model.Option       // customers that what was typed may mean; empty: no question
	Warehouses []model.Option

	MayOverride bool // let it go over a limit
}

// overLimit tells whether a limit stands in the way, or a reason to pass it is
// there already.
func (f EntryForm) overLimit() bool {
	over := f.Override != "" || f.Problems["limit"]+f.Problems["override"] != ""
	for i := range f.Lines {
		over = over || strings.Contains(f.Problems[model.LineField(i, "qty")], model.AtMostBackordered)
	}
	return over
}

// Head is what is typed about an order as a whole.
type Head struct {
	Number       string
	Customer     string // a code, or a part of a name that is looked up
	Site         string
	Warehouse    string
	CustomerPO   string
	Project      string
	Requested    string
	NeedBy       string
	Essential    string // not empty: ticked
	Priority     string
	Method       string
	ShipMode     string
	MaxShipments string
	ShipDate     string
	OnShort      string
	Kind         string // "standard" when empty
	Override     string // why it may go over a limit
}

// more tells whether anything is typed that most orders leave out.
func (h Head) more() bool {
	return h.Number+h.Project+h.NeedBy+h.Essential+h.ShipMode+h.MaxShipments+h.ShipDate != "" || h.Priority != "" && h.Priority != "3" ||
		h.Method != "" && h.Method != string(model.Carrier) || h.Kind == string(model.Blanket)
}

// moreFields are the fields of the part that is folded away.
var moreFields = []string{"number", "project", "need_by", "priority", "method", "warehouse", "ship_mode", "max_shipments", "ship_date", "kind"}

// EntryLine is one row of the form.
type EntryLine struct {
	SKU, Qty, Unit, Price, OneLot, Set string

	Product *model.SoldProduct // once it is known
	Matches []model.Option     // products that what was typed may mean
	Answer  LineAnswer
}

// LineAnswer is what is said beside the quantity.
type LineAnswer struct {
	Available *model.Availability // nil: nothing was asked yet
	Asked     bool                // for a quantity; else only what is free is told
	Problem   string
}

// RowsAdded is how many empty rows a form starts with and "Add rows" adds.
const RowsAdded = 6

// MaxRows is how many rows one form may have.
const MaxRows = 200

// liveRows is how many rows ask again by themselves when the order's head is
// changed: more would be more questions at once than one person may ask.
const liveRows = 30

// Empty tells whether nothing was typed in the row.
func (l EntryLine) Empty() bool {
	return l.SKU+l.Qty+l.Unit+l.Price+l.OneLot+l.Set == ""
}

// spot is where a line stands in the form: its number in the fields' names, and
// as people count. A row to be copied has marks in their place.
type spot struct{ at, no string }

func rowAt(i int) spot { return spot{strconv.Itoa(i), strconv.Itoa(i + 1)} }

// blankRow is what app.js copies when a further row is needed.
var blankRow = spot{"§", "¶"}

func (r spot) name(field string) string { return "lines[" + r.at + "]." + field }

func (r spot) id(part string) string { return part + "-" + r.at }

func (f EntryForm) line(r spot, field, label, value, width, mode string) ui.FieldData {
	name := r.name(field)
	return ui.FieldData{Name: name, Label: label + " of line " + r.no, Value: value, Width: width,
		InputMode: mode, Problem: f.Problems[name], HideLabel: true, Autocomplete: "off"}
}

// sku is the field that takes a product, by any of its numbers or its name.
func (f EntryForm) sku(r spot, l EntryLine) ui.FieldData {
	d := f.line(r, "sku", "Product", l.SKU, "", "")
	d.Find = urls.FindProducts()
	return d
}

// trigger is when a row asks what is available.
func (f EntryForm) trigger(r spot) string {
	if i, err := strconv.Atoi(r.at); err == nil && i >= liveRows {
		return "input delay:250ms"
	}
	return "input delay:250ms, input delay:400ms from:#order-head"
}

func (f EntryForm) customerName() string {
	if f.Terms == nil {
		return ""
	}
	return join(f.Terms.Name, tier(f.Terms.Tier))
}

// siteOptions are the customer's sites, and the one typed where it is none.
func (f EntryForm) siteOptions() []ui.Option {
	out := []ui.Option{{Text: "None: the customer's own address"}}
	known := f.Site == ""
	if f.Terms != nil {
		for _, t := range f.Terms.Sites {
			text := t.Value
			if t.Text != t.Value {
				text = t.Text + " (" + t.Value + ")"
			}
			out = append(out, ui.Option{Value: t.Value, Text: text})
			known = known || t.Value == f.Site
		}
	}
	if !known {
		out = append(out, ui.Option{Value: f.Site, Text: f.Site})
	}
	return out
}

func orUsual(priority string) string {
	if priority == "" {
		return "3"
	}
	return priority
}

// ids are the fields in the order they stand in, for the error summary.
func (f EntryForm) ids() []string {
	ids := append([]string{"customer", "customer_po", "requested", "site", "on_short"}, moreFields...)
	ids = append(ids, "limit", "override", "lines")
	for i := range f.Lines {
		for _, field := range []string{"sku", "qty", "unit", "price", "critical_set"} {
			ids = append(ids, model.LineField(i, field))
		}
	}
	return ids
}

// moreOpen tells whether the folded part has to be seen.
func (f EntryForm) moreOpen() bool {
	for _, name := range moreFields {
		if f.Problems[name] != "" {
			return true
		}
	}
	return f.more()
}

func (l EntryLine) moreOpen(f EntryForm, r spot) bool {
	return l.OneLot+l.Set != "" || f.Problems[r.name("critical_set")] != ""
}

// unitOptions are the units a line may be ordered in; before the product is
// known there is nothing to choose from but what was typed.
func (l EntryLine) unitOptions() []ui.Option {
	if l.Product == nil {
		return []ui.Option{{Value: l.Unit, Text: orDash(l.Unit)}}
	}
	var all []ui.Option
	known := l.Unit == ""
	for _, u := range l.Product.Units {
		all = append(all, ui.Option{Value: u, Text: u})
		known = known || u == l.Unit
	}
	if !known {
		all = append(all, ui.Option{Value: l.Unit, Text: l.Unit})
	}
	return all
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// tone and sign of what is said about a line: all there, a part, or late.
func (a LineAnswer) look() (tone, icon, text string) {
	switch {
	case a.Available.Short() <= 0:
		return "ok", "circle-check", "In stock"
	case a.Available.Late:
		return "crit", "triangle-alert", "Late"
	case a.Available.FromStock > 0:
		return "info", "contrast", "Part in stock"
	}
	return "warn", "clock", "To come"
}

// free is said before a quantity is typed.
func (a LineAnswer) free(ctx context.Context) string {
	return words.Qty(ctx, max(0, a.Available.Free), a.Available.Unit) + " free now."
}

// elsewhere are other warehouses with some of it.
func (a LineAnswer) elsewhere(ctx context.Context) string {
	text := ""
	for _, e := range a.Available.Elsewhere {
		text += fmt.Sprintf("%s has %s. ", e.Warehouse, words.Qty(ctx, e.Free, a.Available.Unit))
	}
	return text
}

// swaps are the substitutes worth offering: those in stock, three at the most.
func (a LineAnswer) swaps() []model.AvailableSubstitute {
	if a.Available.Short() <= 0 {
		return nil
	}
	return a.Available.Substitutes[:min(3, len(a.Available.Substitutes))]
}

func options(first string, from []model.Option) []ui.Option {
	out := []ui.Option{{Text: first}}
	if first == "" {
		out = nil
	}
	for _, o := range from {
		text := o.Text
		if o.Value != "" && o.Value != o.Text {
			text += " (" + o.Value + ")"
		}
		out = append(out, ui.Option{Value: o.Value, Text: text})
	}
	return out
}

var shipModes = []ui.Option{
	{Value: "", Text: "As the customer has it"}, {Value: "as_available", Text: "As available"}, {Value: "line_complete", Text: "Complete lines"},
	{Value: "order_complete", Text: "Complete order"}, {Value: "max_shipments", Text: "In few shipments"}, {Value: "on_date", Text: "On a date"},
}

var kinds = []ui.Option{{Value: string(model.Standard), Text: "An order"}, {Value: string(model.Blanket), Text: "A blanket order, called off in parts"}}

var methods = []ui.Option{{Value: "carrier", Text: "By carrier"}, {Value: "own_truck", Text: "By our own truck"}, {Value: "will_call", Text: "Collected at the counter"},
	{Value: "direct", Text: "Direct from the supplier"}}

func priorities() []ui.Option {
	var all []ui.Option
	for p := 1; p <= 5; p++ {
		all = append(all, ui.Option{Value: strconv.Itoa(p), Text: words.Priority(p)})
	}
	return all
}
