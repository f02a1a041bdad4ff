package orders

import (
	"context"

	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// EditForm is an order as it is being changed. The lines of the embedded form
// are those that are new.
type EditForm struct {
	Mastered string // what the ERP is master of, "" when this is the desk's
	EntryForm
	Order   model.OrderToEdit // as it is now
	Version string            // as it was when the form was opened
	Opened  string            // when that was
	Was     []EditLine
	Why     string

	Changed string            // what somebody else changed meanwhile
	Since   []model.Happening // and everything that happened since the form was opened
}

// EditLine is a line of the order as it is being typed.
type EditLine struct {
	model.LineToEdit
	Seen           string // its version when the form was opened
	TypedQty, Cost string
}

// RowsToAdd is how many empty rows the form has for new lines.
const RowsToAdd = 2

func (f EditForm) editIDs() []string {
	ids := []string{"customer_po", "requested", "site", "project", "need_by", "priority", "method", "ship_mode", "max_shipments", "ship_date", "lines"}
	for _, l := range f.Was {
		ids = append(ids, model.EditField(l.LineNo, "qty"), model.EditField(l.LineNo, "price"))
	}
	return append(append(ids, f.ids()...), "why")
}

func (f EditForm) qty(l EditLine) ui.FieldData {
	return f.was(l, "qty", "Quantity", l.TypedQty)
}

func (f EditForm) cost(l EditLine) ui.FieldData {
	return f.was(l, "price", "Price", l.Cost)
}

func (f EditForm) was(l EditLine, field, label, value string) ui.FieldData {
	name := model.EditField(l.LineNo, field)
	return ui.FieldData{Name: name, Label: label + " of line " + strconv.Itoa(l.LineNo), Value: value, Width: "short", InputMode: "decimal",
		Problem: f.Problems[name], HideLabel: true, Autocomplete: "off"}
}

func (l EditLine) seen() string { return model.EditField(l.LineNo, "version") }

// standing is what has become of the line so far, which sets how few it can have.
func (l EditLine) standing(ctx context.Context) string {
	text := ""
	for _, part := range []struct {
		q    model.Qty
		word string
	}{{l.Shipped, "shipped"}, {l.Picked, "picked"}, {l.Allocated, "allocated"}, {l.Cancelled, "cancelled"}, {l.Substituted, "substituted"}, {l.Open - l.Picked - l.Allocated, "short"}} {
		if part.q > 0 {
			text = join(text, ui.Qty(ctx, part.q)+" "+part.word)
		}
	}
	if l.Unit != l.StockUnit {
		text = join(words.Qty(ctx, l.Ordered, l.StockUnit), text)
	}
	return text
}

// form is the address the form is sent to.
func (f EditForm) form() string { return urls.OrderEdit(f.Order.Number) }
