package stock

import (
	"context"

	"fmt"
	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// TransferForm is a transfer as it is being typed.
type TransferForm struct {
	RID      string
	Number   string // empty: a new one
	Version  string
	Changed  string // who was faster; empty: nobody
	From, To string
	Expected string
	Note     string
	Lines    []TransferFormLine
	Problems model.Problems

	Warehouses []model.Option
}

// TransferFormLine is one row of the form.
type TransferFormLine struct{ SKU, Lot, Qty string }

// Empty tells whether nothing was typed in the row.
func (l TransferFormLine) Empty() bool { return l == TransferFormLine{} }

// TransferRows is how many empty rows a form starts with and "Add rows" adds.
const TransferRows = 5

func (f TransferForm) action() string {
	if f.Number == "" {
		return urls.NewTransfer()
	}
	return urls.TransferEdit(f.Number)
}

func (f TransferForm) back() string {
	if f.Number == "" {
		return urls.Transfers("")
	}
	return urls.Transfer(f.Number)
}

func (f TransferForm) title() string {
	if f.Number == "" {
		return "New transfer"
	}
	return "Change " + f.Number
}

func (f TransferForm) verb() string {
	if f.Number == "" {
		return "Make draft"
	}
	return "Save draft"
}

func (f TransferForm) ids() []string {
	ids := []string{"from", "to", "expected", "note", "lines"}
	for i := range f.Lines {
		ids = append(ids, model.LineField(i, "sku"), model.LineField(i, "lot"), model.LineField(i, "qty"))
	}
	return ids
}

func (f TransferForm) cell(i int, field, label, value, width, mode string) ui.FieldData {
	name := model.LineField(i, field)
	d := ui.FieldData{Name: name, Label: fmt.Sprintf("%s of line %d", label, i+1), Value: value, Width: width, InputMode: mode, Problem: f.Problems[name],
		HideLabel: true, Autocomplete: "off"}
	if field == "sku" {
		d.Find = urls.FindProducts()
	}
	return d
}

func warehouseOptions(from []model.Option) []ui.Option {
	out := []ui.Option{{Text: "Choose"}}
	for _, o := range from {
		text := o.Text
		if o.Text != o.Value {
			text += " (" + o.Value + ")"
		}
		out = append(out, ui.Option{Value: o.Value, Text: text})
	}
	return out
}

// TransferForms are the forms on the page of one transfer.
type TransferForms struct {
	RID      string
	MayMove  bool
	Changed  string            // who was faster; empty: nobody
	Qty      map[string]string // typed, by model.QtyField
	Rest     string
	Expected string
	Why      string
	Do       string // the form that came back
	Problems model.Problems
	Preview  *model.TransferOutcome
}

// typed is the quantity of a line as typed, else what is proposed.
func (f TransferForms) typed(line int, proposed model.Qty) string {
	if text, ok := f.Qty[model.QtyField(line)]; ok {
		return text
	}
	return proposed.String()
}

func (f TransferForms) wrong(do, field string) string {
	if f.Do != do {
		return ""
	}
	return f.Problems[field]
}

func qtyCell(f TransferForms, do string, l model.TransferLineRow, proposed model.Qty) ui.FieldData {
	name := model.QtyField(l.LineNo)
	return ui.FieldData{Name: name, Label: "How many of " + l.SKU, HideLabel: true, Value: f.typed(l.LineNo, proposed), Problem: f.wrong(do, name), Width: "short",
		InputMode: "decimal", Autocomplete: "off"}
}

// qtyIDs are the quantity fields in the order they stand in.
func qtyIDs(p model.TransferPage) []string {
	var ids []string
	for _, l := range p.Parts {
		ids = append(ids, model.QtyField(l.LineNo))
	}
	return append(ids, "lines", "rest", "why", "expected", "cancel-why")
}

type look struct{ tone, icon, text string }

var transferLooks = map[model.TransferState]look{
	model.TransferDraft:     {"neutral", "clock", "Draft"},
	model.TransferSent:      {"info", "package-open", "On the road"},
	model.TransferPart:      {"info", "contrast", "Part received"},
	model.TransferClosed:    {"done", "circle-check", "Closed"},
	model.TransferCancelled: {"done", "x", "Cancelled"},
}

func (f TransferForms) open(p model.TransferPage) bool {
	return p.State == model.TransferSent || p.State == model.TransferPart
}

var restOptions = []ui.Option{{Value: string(model.RestComing), Text: "It is still on the road"}, {Value: string(model.RestLost), Text: "It will not come: take it off the books"},
	{Value: string(model.RestReturned), Text: "It is back where it left"}}

// productsWords is what a transfer is about in few words.
func productsWords(ctx context.Context, r model.TransferRow) string {
	if r.Lines > 1 {
		return r.First + " and " + words.Plural(ctx, r.Lines-1, "more", "more")
	}
	return r.First
}

// expectedWords says when a transfer arrives, "" when nobody knows or it is over.
func expectedWords(ctx context.Context, h words.Here, p model.TransferPage, f TransferForms) string {
	if p.Expected.IsZero() || p.State == model.TransferClosed || p.State == model.TransferCancelled {
		return ""
	}
	text := "expected " + h.Day(p.Expected)
	if f.open(p) {
		text += ", " + ui.Relative(ctx, p.Expected, h.Today)
	}
	return text
}

// partWords says what a line of a transfer is, of which lot, and to which bin.
func partWords(l model.TransferLineRow) string {
	text := l.Product
	if l.Lot != "" {
		text += ", lot " + l.Lot
	}
	if l.Bin != "" {
		text += ", to bin " + l.Bin
	}
	return text
}

func lineRef(number string, line int) string { return number + "/" + strconv.Itoa(line) }

// outcomeWords says what a receipt does to one line.
func outcomeWords(ctx context.Context, a model.TransferArrived) string {
	text := a.SKU + ": " + words.Qty(ctx, a.Received+a.Over, a.Unit) + " arrive"
	if a.Over > 0 {
		text += ", " + ui.Qty(ctx, a.Over) + " more than were sent"
	}
	if a.ToShelf > 0 {
		text += ", " + ui.Qty(ctx, a.ToShelf) + " go on the shelf"
	}
	if a.Ended > 0 {
		text += "; " + ui.Qty(ctx, a.Ended) + " do not come"
	}
	if a.StillOpen > 0 {
		text += "; " + ui.Qty(ctx, a.StillOpen) + " stay on the road"
	}
	return text + "."
}
