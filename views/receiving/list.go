package receiving

import (
	"backfill/model"
	"backfill/views/words"
)

// Columns are those of the list of what is due in; whoever may book a delivery
// has a button in each row.
func Columns(mayBook bool) []words.Column[model.ReceivingRow] {
	all := []words.Column[model.ReceivingRow]{
		{Key: "po", Head: "PO", Sort: "po", Class: "nowrap", Lead: true, Cell: poCell, File: []words.FileCell[model.ReceivingRow]{
			words.Said("po", func(r model.ReceivingRow) string { return r.PO })}},
		{Key: "supplier", Head: "Supplier", Cell: supplierCell, File: []words.FileCell[model.ReceivingRow]{
			words.Said("supplier", func(r model.ReceivingRow) string { return r.SupplierCode }), words.Said("supplier_name", func(r model.ReceivingRow) string { return r.Supplier })}},
		words.Plain("warehouse", "To", func(r model.ReceivingRow) string { return r.Warehouse }),
		{Key: "due", Head: "Due", Sort: "due", Class: "nowrap", Cell: dueCell, File: []words.FileCell[model.ReceivingRow]{
			words.Dated("due", func(r model.ReceivingRow) model.Date { return r.Due })}},
		words.Count("lines", "Lines", func(r model.ReceivingRow) int { return r.Lines }),
		words.Quantity("units", "Units", func(r model.ReceivingRow) model.Qty { return r.Units }),
		words.Count("lines_waiting", "Lines waiting", func(r model.ReceivingRow) int { return r.Waiting }).By("waiting"),
	}
	if mayBook {
		all = append(all, words.Column[model.ReceivingRow]{Key: "receive", Head: "Next", Acts: true, Cell: receiveCell})
	}
	return all
}
