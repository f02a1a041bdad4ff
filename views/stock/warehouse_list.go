package stock

import (
	"backfill/model"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// WarehouseColumns are those of the list of warehouses.
var WarehouseColumns = []words.Column[model.WarehouseRow]{
	{Key: "code", Head: "Code", Sort: "code", Class: "nowrap", Lead: true, Cell: warehouseCell, File: []words.FileCell[model.WarehouseRow]{
		words.Said("code", func(r model.WarehouseRow) string { return r.Code })}},
	{Key: "name", Head: "Name", Sort: "name", Class: "full any", Cell: warehouseNameCell, File: []words.FileCell[model.WarehouseRow]{
		words.Said("name", func(r model.WarehouseRow) string { return r.Name }), words.Said("address", func(r model.WarehouseRow) string { return r.Address }),
		words.Said("country", func(r model.WarehouseRow) string { return r.Country })}},
	words.Count("products_on_hand", "Products on hand", func(r model.WarehouseRow) int { return r.Products }),
	words.Count("bins", "Bins", func(r model.WarehouseRow) int { return r.Bins }),
	words.Count("lines_waiting", "Lines waiting", func(r model.WarehouseRow) int { return r.Waiting }),
	words.Count("transfers_coming", "Transfers coming", func(r model.WarehouseRow) int { return r.Coming }),
}

// BinColumns are those of the list of a warehouse's bins; whoever may edit them
// can remove one in its row.
func BinColumns(p model.WarehousePage, f BinForm) []words.Column[model.BinRow] {
	all := []words.Column[model.BinRow]{
		{Key: "bin", Head: "Bin", Sort: "bin", Class: "nowrap", Lead: true, Cell: binCell, File: []words.FileCell[model.BinRow]{
			words.Said("warehouse", func(model.BinRow) string { return p.Code }), words.Said("bin", func(b model.BinRow) string { return b.Bin })}},
		{Key: "product", Head: "Product", Class: "full any", Cell: binProductCell, File: []words.FileCell[model.BinRow]{
			words.Said("sku", func(b model.BinRow) string { return b.SKU })}},
		{Key: "on_hand", Head: "On hand here", Class: "num", Empty: func(b model.BinRow) bool { return b.OnHand == 0 }, Cell: binOnHandCell,
			File: []words.FileCell[model.BinRow]{words.Measured("on_hand", func(b model.BinRow) model.Qty { return b.OnHand }),
				words.Said("unit", func(b model.BinRow) string { return b.Unit })}},
	}
	if f.MayEdit {
		all = append(all, words.Column[model.BinRow]{Key: "remove", Head: "Remove", Acts: true,
			Cell: func(_ words.Here, b model.BinRow) templ.Component { return binRemoveCell(p, f, b) }})
	}
	return all
}
