package stock

import (
	"strconv"

	"backfill/model"
	"backfill/views/words"
)

// MoveColumns are those of the stock ledger: of one product, or with the product
// in each row. Whoever may take an adjustment back finds that in its row.
func MoveColumns(product, mayUndo bool) []words.Column[model.Movement] {
	said := func(name string, of func(model.Movement) string) words.FileCell[model.Movement] {
		return words.Said(name, of)
	}
	sku := words.Column[model.Movement]{Key: "sku", Head: "Product", Class: "full any", Cell: moveProductCell, File: []words.FileCell[model.Movement]{
		said("sku", func(m model.Movement) string { return m.SKU })}}
	if !product {
		sku = sku.Off()
	}
	all := []words.Column[model.Movement]{
		{Key: "kind", Head: "What", Lead: true, Cell: moveCell, File: []words.FileCell[model.Movement]{said("kind", func(m model.Movement) string { return m.Kind })}},
		words.Instant("at", "When", func(m model.Movement) model.Time { return m.At }).By("at"),
		sku,
		{Key: "from", Head: "From", Cell: moveFromCell, File: []words.FileCell[model.Movement]{said("from", func(m model.Movement) string { return m.From })}},
		{Key: "to", Head: "To", Cell: moveToCell, File: []words.FileCell[model.Movement]{said("to", func(m model.Movement) string { return m.To }),
			said("lot", func(m model.Movement) string { return m.Lot })}},
		{Key: "quantity", Head: "Quantity", Class: "num nowrap", Cell: moveQtyCell, File: []words.FileCell[model.Movement]{
			words.Measured("quantity", func(m model.Movement) model.Qty { return m.Qty }), said("unit", func(m model.Movement) string { return m.Unit })}},
		{Key: "cause", Head: "Cause", Class: "any", Cell: moveCauseCell, File: []words.FileCell[model.Movement]{
			said("receipt", func(m model.Movement) string { return m.Receipt }), said("po", func(m model.Movement) string { return m.PO }),
			said("shipment", func(m model.Movement) string { return m.Shipment }), said("order", func(m model.Movement) string { return m.Order }),
			said("transfer", func(m model.Movement) string { return m.Transfer }), said("count", countText),
			said("file", func(m model.Movement) string { return m.File }), said("why", func(m model.Movement) string { return m.Why })}},
		{Key: "actor", Head: "Who", Class: "any", Cell: moveActorCell, File: []words.FileCell[model.Movement]{said("actor", func(m model.Movement) string { return m.Actor })}},
	}
	if mayUndo {
		all = append(all, words.Column[model.Movement]{Key: "undo", Head: "Take back", Acts: true, Cell: moveUndoCell})
	}
	return all
}

func countText(m model.Movement) string {
	if m.Count == 0 {
		return ""
	}
	return strconv.FormatInt(m.Count, 10)
}
