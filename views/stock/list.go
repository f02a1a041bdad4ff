package stock

import (
	"backfill/model"
	"backfill/views/words"
)

// Columns are those of the list of products.
var Columns = []words.Column[model.ProductRow]{
	{Key: "sku", Head: "SKU", Sort: "sku", Class: "nowrap full", Lead: true, Cell: skuCell, File: []words.FileCell[model.ProductRow]{
		words.Said("sku", func(r model.ProductRow) string { return r.SKU }), words.Said("category", func(r model.ProductRow) string { return r.Category })}},
	{Key: "name", Head: "Name", Sort: "name", Class: "full", Cell: nameCell, File: []words.FileCell[model.ProductRow]{
		words.Said("name", func(r model.ProductRow) string { return r.Name }), words.Said("supplier", func(r model.ProductRow) string { return r.SupplierCode })}},
	{Key: "on_hand", Head: "On hand", Sort: "on_hand", Class: "num", Cell: onHandCell, File: []words.FileCell[model.ProductRow]{
		words.Measured("on_hand", func(r model.ProductRow) model.Qty { return r.OnHand }), words.Said("unit", func(r model.ProductRow) string { return r.Unit })}},
	words.Quantity("allocated", "Allocated", func(r model.ProductRow) model.Qty { return r.Allocated }),
	words.Quantity("picked", "Picked", func(r model.ProductRow) model.Qty { return r.Picked }),
	{Key: "available", Head: "Available", Class: "num", Cell: availableCell, File: []words.FileCell[model.ProductRow]{
		words.Measured("available", model.ProductRow.Available)}},
	words.Quantity("inbound", "Inbound", func(r model.ProductRow) model.Qty { return r.Inbound }),
	{Key: "short", Head: "Short", Sort: "short", Class: "num", Empty: func(r model.ProductRow) bool { return r.Short <= 0 }, Cell: shortCell,
		File: []words.FileCell[model.ProductRow]{words.Measured("short", func(r model.ProductRow) model.Qty { return r.Short })}},
	{Key: "next_free", Head: "Next free", Class: "nowrap", Cell: nextFreeCell, File: []words.FileCell[model.ProductRow]{
		{Name: "next_free", Text: func(h words.Here, r model.ProductRow) string { return r.NextFree(h.Today).String() }}}},
}
