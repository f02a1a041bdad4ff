package reconcile

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// LinesAbout says what waits on the list of lines.
const LinesAbout = "A file says something else of a line than was done here. Nothing changes until somebody chooses."

// LineTabs are the lists of what does not agree, with the lines chosen.
func LineTabs() []ui.TabData { return tabs(true) }

// LineColumns are those of the list of lines with two answers.
var LineColumns = []words.Column[model.Difference]{
	{Key: "line", Head: "Line", Sort: "ref", Class: "full", Lead: true, Cell: lineCell, File: []words.FileCell[model.Difference]{
		words.Said("document", func(d model.Difference) string { return d.Document }), words.Counted("line", func(d model.Difference) int { return d.Line }),
		words.Said("partner", func(d model.Difference) string { return d.Partner })}},
	{Key: "product", Head: "Product", Sort: "sku", Cell: lineProductCell, File: []words.FileCell[model.Difference]{
		words.Said("sku", func(d model.Difference) string { return d.SKU }), words.Said("name", func(d model.Difference) string { return d.Product }),
		words.Said("unit", func(d model.Difference) string { return d.Unit })}},
	{Key: "desk_open", Head: "Open in the desk", Class: "num nowrap", Cell: deskOpenCell, File: []words.FileCell[model.Difference]{
		words.Measured("desk_ordered", func(d model.Difference) model.Qty { return d.Ordered }), words.Measured("desk_cancelled", func(d model.Difference) model.Qty { return d.Cancelled }),
		words.Measured("done", func(d model.Difference) model.Qty { return d.Done }), words.Measured("desk_open", model.Difference.DeskOpen)}},
	{Key: "file_open", Head: "Open in the file", Class: "num nowrap", Cell: fileOpenCell, File: []words.FileCell[model.Difference]{
		words.Measured("file_ordered", func(d model.Difference) model.Qty { return d.FileOrdered }),
		words.Measured("file_cancelled", func(d model.Difference) model.Qty { return d.FileCancelled }), words.Measured("file_open", model.Difference.FileOpen)}},
	{Key: "held", Head: "Allocated, picked", Class: "num", Empty: func(d model.Difference) bool { return d.Allocated+d.Picked == 0 },
		Cell: func(h words.Here, d model.Difference) templ.Component {
			return words.Text(h.Qty(d.Allocated + d.Picked))
		},
		File: []words.FileCell[model.Difference]{words.Measured("allocated", func(d model.Difference) model.Qty { return d.Allocated }),
			words.Measured("picked", func(d model.Difference) model.Qty { return d.Picked })}},
	{Key: "why", Head: "Why they differ", Class: "full", Cell: func(_ words.Here, d model.Difference) templ.Component { return words.Text(d.Why) },
		File: []words.FileCell[model.Difference]{words.Said("why", func(d model.Difference) string { return d.Why })}},
	{Key: "since", Head: "Since, file", Sort: "at", Cell: sinceCell, File: []words.FileCell[model.Difference]{
		words.Said("at", func(d model.Difference) string { return d.At.String() }), words.Said("file", func(d model.Difference) string { return d.File }),
		words.Said("as_of", func(d model.Difference) string { return d.AsOf.String() })}},
	{Key: "choose", Head: "Choose", Acts: true, Cell: chooseCell},
}
