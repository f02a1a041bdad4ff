package reconcile

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// About says what waits here.
const About = "Counts that would take allocated stock, or differ from the book by more than the limit. Nothing changes until somebody decides."

// Tabs are the lists of what does not agree: counts, and lines.
func Tabs() []ui.TabData { return tabs(false) }

// Columns are those of the list of counts that wait; whoever may book one has
// its answers in each row.
func Columns(f Forms) []words.Column[model.WaitingCount] {
	all := []words.Column[model.WaitingCount]{
		{Key: "sku", Head: "Product", Sort: "sku", Class: "full", Lead: true, Cell: productCell, File: []words.FileCell[model.WaitingCount]{
			words.Said("sku", func(c model.WaitingCount) string { return c.SKU }), words.Said("name", func(c model.WaitingCount) string { return c.Product }),
			words.Said("supplier", func(c model.WaitingCount) string { return c.Supplier })}},
		{Key: "warehouse", Head: "Warehouse", Cell: warehouseCell, File: []words.FileCell[model.WaitingCount]{
			words.Said("warehouse", func(c model.WaitingCount) string { return c.Warehouse }), words.Said("lot", func(c model.WaitingCount) string { return c.Lot })}},
		{Key: "counted", Head: "Counted", Class: "num", Cell: countedCell, File: []words.FileCell[model.WaitingCount]{
			words.Measured("counted", func(c model.WaitingCount) model.Qty { return c.Counted }), words.Said("unit", func(c model.WaitingCount) string { return c.Unit })}},
		{Key: "book", Head: "Book", Class: "num", Cell: bookCell, File: []words.FileCell[model.WaitingCount]{
			words.Measured("book", func(c model.WaitingCount) model.Qty { return c.Book })}},
		{Key: "difference", Head: "Difference", Sort: "difference", Class: "num", Cell: differenceCell, File: []words.FileCell[model.WaitingCount]{
			words.Measured("difference", model.WaitingCount.Difference)}},
		words.Quantity("on_hand", "On hand now", func(c model.WaitingCount) model.Qty { return c.OnHand }).Off(),
		words.Quantity("allocated", "Allocated", func(c model.WaitingCount) model.Qty { return c.Allocated }),
		words.Quantity("picked", "Picked", func(c model.WaitingCount) model.Qty { return c.Picked }),
		{Key: "as_of", Head: "As of, from", Sort: "as_of", Cell: asOfCell, File: []words.FileCell[model.WaitingCount]{
			words.Said("as_of", func(c model.WaitingCount) string { return c.AsOf.String() }), words.Said("file", func(c model.WaitingCount) string { return c.File }),
			words.Said("actor", func(c model.WaitingCount) string { return c.Actor })}},
		words.Plain("note", "Note", func(c model.WaitingCount) string { return c.Note }).Off(),
		{Key: "why", Head: "Why it waits", Class: "full", Cell: whyCell, File: []words.FileCell[model.WaitingCount]{
			words.Said("why", func(c model.WaitingCount) string { return c.Why })}},
	}
	if f.MayBook {
		all = append(all, words.Column[model.WaitingCount]{Key: "answer", Head: "Answer", Acts: true,
			Cell: func(_ words.Here, c model.WaitingCount) templ.Component { return answers(f, c) }})
	}
	return all
}
