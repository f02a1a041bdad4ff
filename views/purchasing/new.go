package purchasing

import (
	"context"
	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// NewForm is a purchase order as it is being typed.
type NewForm struct {
	RID       string
	Supplier  string
	Warehouse string
	Sure      string
	Lane      string
	ForLine   string // ticked: the order line it is bought for alone; empty: whoever is first
	ForName   string // SO-1/2, when opened from a line
	LineID    int64
	Why       string
	Rows      []NewLine
	From      string          // the supplier whose shortages it starts from; empty: none
	Left      []model.LeftOut // of what it starts from, what belongs on another order
	Problems  model.Problems

	Suppliers, Warehouses []model.Option
	Lanes                 []string
}

// nothingShort tells that everything the supplier could bring is covered.
func (f NewForm) nothingShort() bool {
	return f.From != "" && (len(f.Rows) == 0 || f.Rows[0].Empty()) && len(f.Problems) == 0
}

// NewLine is one line of a purchase order as it is being typed.
type NewLine struct {
	SKU, Qty, Unit, ETA string
	Known               *model.PurchaseDefaults // what is known of its product; nil: nothing yet
}

// Empty tells whether nothing was typed in it.
func (l NewLine) Empty() bool { return l.SKU == "" && l.Qty == "" && l.ETA == "" }

func lineLabel(label string, i int) string { return label + " of line " + strconv.Itoa(i+1) }

func cell(i int, name, label, value string, problems model.Problems) ui.FieldData {
	d := ui.FieldData{Name: model.LineField(i, name), Label: lineLabel(label, i), HideLabel: true, Value: value, Problem: problems[model.LineField(i, name)],
		Autocomplete: "off", Width: "medium"}
	switch name {
	case "qty":
		d.InputMode, d.Width = "decimal", "short"
	case "unit":
		d.Width = "short"
	case "eta":
		d.Type = "date"
	}
	return d
}

func (l NewLine) sku(i int, problems model.Problems) ui.FieldData {
	d := cell(i, "sku", "SKU", l.SKU, problems)
	if d.Find = urls.FindProducts(); l.Known != nil {
		d.Chosen = l.Known.Product
	}
	return d
}

// lacks says why so many are proposed: "37 pc are not covered; sold by 40 pc."
func (l NewLine) lacks(ctx context.Context) string {
	if l.Known == nil {
		return ""
	}
	text := ""
	if l.Known.Lacks > 0 {
		text = words.Qty(ctx, l.Known.Lacks, l.Known.Unit) + " not covered"
	}
	if l.Known.Pack > 0 {
		if text != "" {
			text += ", "
		}
		text += "in packs of " + ui.Qty(ctx, l.Known.Pack)
	}
	return text
}

// units are those the product may be bought in.
func (l NewLine) units(ctx context.Context) []ui.Option {
	all := []ui.Option{{Text: l.Known.Unit}}
	listed := l.Unit == ""
	for _, u := range l.Known.Units {
		all = append(all, ui.Option{Value: u.Unit, Text: u.Unit + " of " + words.Qty(ctx, u.Ratio, l.Known.Unit)})
		listed = listed || u.Unit == l.Unit
	}
	if !listed {
		all = append(all, ui.Option{Value: l.Unit, Text: l.Unit})
	}
	return all
}
