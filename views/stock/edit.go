package stock

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
)

// EditForm is a product as it is being typed.
type EditForm struct {
	Mastered string // what the ERP is master of, "" when this is the desk's
	RID      string
	New      bool
	Version  string // of the product as it was shown
	Changed  string // who was faster; empty: nobody

	SKU, Name, Category, Unit, Decimals, Price, Weight, GTIN string
	Supplier, SupplierSKU, LeadTime                          string
	Pack, Backorder, BackorderLimit                          string
	LotTracked                                               bool
	Problems                                                 model.Problems

	Currency   string
	Categories []model.Option // suggestions
	Suppliers  []model.Option
}

func (f EditForm) title() string {
	if f.New {
		return "New product"
	}
	return "Change " + f.SKU
}

func (f EditForm) action() string {
	if f.New {
		return urls.NewProduct()
	}
	return urls.ProductEdit(f.SKU)
}

func (f EditForm) back() string {
	if f.New {
		return urls.Products("")
	}
	return urls.Product(f.SKU)
}

func (f EditForm) verb() string {
	if f.New {
		return "Add product"
	}
	return "Save product"
}

func (f EditForm) field(name, label, value, hint, width string) ui.FieldData {
	return ui.FieldData{Name: name, Label: label, Value: value, Hint: hint, Width: width, Problem: f.Problems[name], Autocomplete: "off"}
}

func (f EditForm) number(name, label, value, hint string) ui.FieldData {
	d := f.field(name, label, value, hint, "short")
	d.InputMode, d.Optional = "decimal", true
	return d
}

// editFields are the fields in the order they stand in, for the error summary.
var editFields = []string{"sku", "name", "category", "unit", "decimals", "price", "weight", "gtin", "supplier", "supplier_sku", "lead_time",
	"pack", "backorder", "backorder_limit", "lot_tracked"}

var decimalOptions = []ui.Option{{Value: "0", Text: "0: whole units"}, {Value: "1", Text: "1: 12.5"}, {Value: "2", Text: "2: 12.25"}, {Value: "3", Text: "3: 12.125"}}

// backorderOptions say in plain words what happens to an order beyond stock.
var backorderOptions = []ui.Option{
	{Value: string(model.AllowBackorder), Text: "Taken: the line waits for supply"},
	{Value: string(model.LimitBackorder), Text: "Taken until a limit of what waits is reached"},
	{Value: string(model.DenyBackorder), Text: "Refused: only what is available is sold"},
}

func supplierOptions(from []model.Option) []ui.Option {
	out := []ui.Option{{Text: "No usual supplier"}}
	for _, o := range from {
		out = append(out, ui.Option{Value: o.Value, Text: o.Text})
	}
	return out
}
