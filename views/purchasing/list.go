package purchasing

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Tabs are the lists of purchasing: what is short ("short"), the orders ("pos"), who
// owes a date ("chase"), and whom they go to ("suppliers"); on is the one that is shown.
func Tabs(on string) []ui.TabData {
	all := []ui.TabData{
		{Text: "Short products", Href: urls.Purchasing(""), Key: "short"},
		{Text: "Purchase orders", Href: urls.Purchasing("tab=pos"), Key: "pos"},
		{Text: "Dates to ask for", Href: urls.Purchasing("tab=chase"), Key: "chase"},
		{Text: "Suppliers", Href: urls.Suppliers(""), Key: "suppliers"},
	}
	for i := range all {
		all[i].Count, all[i].Current = -1, all[i].Key == on
	}
	return all
}

// ShortageColumns are those of the list of products that order lines lack;
// whoever may buy has a button in each row.
func ShortageColumns(mayBuy bool) []words.Column[model.ShortageRow] {
	all := []words.Column[model.ShortageRow]{
		{Key: "sku", Head: "SKU", Sort: "sku", Class: "full", Lead: true, Cell: shortSKU, File: []words.FileCell[model.ShortageRow]{
			words.Said("sku", func(r model.ShortageRow) string { return r.SKU }), words.Said("name", func(r model.ShortageRow) string { return r.Name })}},
		{Key: "short", Head: "Short", Sort: "short", Class: "num", Cell: shortQty, File: []words.FileCell[model.ShortageRow]{
			words.Measured("short", func(r model.ShortageRow) model.Qty { return r.Short }), words.Said("unit", func(r model.ShortageRow) string { return r.Unit })}},
		{Key: "not_covered", Head: "Not covered", Class: "num", Empty: func(r model.ShortageRow) bool { return r.Uncovered <= 0 }, Cell: uncovered,
			File: []words.FileCell[model.ShortageRow]{words.Measured("not_covered", func(r model.ShortageRow) model.Qty { return r.Uncovered })}},
		words.Quantity("inbound", "Inbound", func(r model.ShortageRow) model.Qty { return r.Inbound }),
		{Key: "eta", Head: "Next ETA", Cell: shortETA, File: []words.FileCell[model.ShortageRow]{
			words.Said("po", func(r model.ShortageRow) string { return r.PO }), words.Dated("eta", func(r model.ShortageRow) model.Date { return r.ETA }),
			words.Said("confidence", func(r model.ShortageRow) string { return string(r.Confidence) })}},
		{Key: "supplier", Head: "Supplier", Cell: shortSupplier, File: []words.FileCell[model.ShortageRow]{
			words.Said("supplier", func(r model.ShortageRow) string { return r.SupplierCode })}},
		words.Count("lines", "Lines", func(r model.ShortageRow) int { return r.Lines }),
		words.Count("customers", "Customers hit", func(r model.ShortageRow) int { return r.Customers }),
	}
	if mayBuy {
		all[0].Cell = tickSKU
		all = append(all, words.Column[model.ShortageRow]{Key: "buy", Head: "Next", Acts: true, Cell: buy})
	}
	return all
}

// OrderColumns are those of the list of purchase orders.
var OrderColumns = []words.Column[model.PORow]{
	{Key: "po", Head: "PO", Sort: "po", Class: "nowrap", Lead: true, Cell: poCell, File: []words.FileCell[model.PORow]{
		words.Said("po", func(r model.PORow) string { return r.PO })}},
	{Key: "supplier", Head: "Supplier", Cell: poSupplier, File: []words.FileCell[model.PORow]{
		words.Said("supplier", func(r model.PORow) string { return r.SupplierCode }), words.Said("supplier_name", func(r model.PORow) string { return r.Supplier })}},
	words.Plain("warehouse", "To", func(r model.PORow) string { return r.Warehouse }),
	words.Moment("ordered_at", "Ordered", func(r model.PORow) model.Time { return r.OrderedAt }).By("ordered"),
	{Key: "open_lines", Head: "Lines open", Class: "num", Cell: poLines, File: []words.FileCell[model.PORow]{
		words.Counted("open_lines", func(r model.PORow) int { return r.OpenLines }), words.Counted("lines", func(r model.PORow) int { return r.Lines })}},
	{Key: "eta", Head: "Next ETA", Cell: poETA, File: []words.FileCell[model.PORow]{
		words.Dated("eta", func(r model.PORow) model.Date { return r.ETA }), words.Said("confidence", func(r model.PORow) string { return string(r.Confidence) })}},
	words.Count("not_confirmed", "Not confirmed", func(r model.PORow) int { return r.Unconfirmed }),
}
