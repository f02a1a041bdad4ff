package orders

import (
	"fmt"

	"backfill/model"
	"backfill/views/ui"
)

// EntryForm is an order as it is being typed.
type EntryForm struct {
	RID        string
	Customer   string // a code, or a part of a name that is looked up
	Warehouse  string
	CustomerPO string
	Requested  string
	ShipMode   string
	Lines      []EntryLine
	Problems   model.Problems

	Customers  []model.Option // suggestions
	Matches    []model.Option // customers that what was typed may mean; empty: no question
	Warehouses []model.Option
}

// EntryLine is one row of the form.
type EntryLine struct{ SKU, Qty, Unit string }

// RowsAdded is how many empty rows a form starts with and "Add rows" adds.
const RowsAdded = 6

// MaxRows is how many rows one form may have.
const MaxRows = 200

// Empty tells whether nothing was typed in the row.
func (l EntryLine) Empty() bool { return l == EntryLine{} }

func (f EntryForm) line(i int, field, label, value, hint, width, mode string) ui.FieldData {
	name := model.LineField(i, field)
	return ui.FieldData{Name: name, Label: fmt.Sprintf("%s of line %d", label, i+1), Value: value, Hint: hint, Width: width,
		InputMode: mode, Problem: f.Problems[name], HideLabel: true, Autocomplete: "off"}
}

// ids are the fields in the order they stand in, for the error summary.
func (f EntryForm) ids() []string {
	ids := []string{"customer", "customer_po", "warehouse", "requested", "ship_mode", "lines"}
	for i := range f.Lines {
		ids = append(ids, model.LineField(i, "sku"), model.LineField(i, "qty"), model.LineField(i, "unit"))
	}
	return ids
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
	{Value: "order_complete", Text: "Complete order"},
}
