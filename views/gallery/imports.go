package gallery

import (
	"time"

	"backfill/model"
	"backfill/model/intake"
	"backfill/views/imports"
	"backfill/views/layout"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func importSamples() []Sample {
	list := listing(model.ImportListShape, func(q string) string { return urls.Imports(q) }, "imports", 4, 4)
	never := listing(model.ImportListShape, func(q string) string { return urls.Imports(q) }, "imports", 0, 0)
	kinds := intake.KindNames()
	upload := func(title string, p imports.UploadPage) func(layout.Page) templ.Component {
		return framed(title, layout.Imports, imports.Upload(here, p))
	}
	checked, unread, missing, busy, same := importUpload(), importUpload(), importUpload(), importUpload(), importUpload()
	unread.Upload.Report, unread.Upload.Problem = nil, "Column ordered_at 05/06/2026 may be day/month or month/day, and no value decides; say which in the map."
	missing.Upload.Report, missing.Form.Rows[0].Missing, missing.Form.Rows[0].Choice = nil, true, ""
	busy.Working = &imports.Progress{What: "Importing", Percent: 42}
	same.Upload.Report = &model.ImportReport{Same: 4, Decimal: "."}
	same.Upload.Before = &importRows()[0]
	complete, cut := importUpload(), importUpload()
	complete.Upload.Rejected, complete.Form.Full, complete.Form.AsOf = false, true, "2026-11-24T09:00"
	complete.Upload.Report = &model.ImportReport{Kind: "orders", Rows: 2020, Changed: 1, Same: 2019, Closed: 1, Differing: 2, Decimal: ",", ChangeAll: 1,
		Changes: []model.ImportChange{{Ref: "SO-10200/4", Field: "open", Before: "12", After: "0"}}}
	cut.Form.Full, cut.Upload.ProblemOf, cut.Upload.Report = true, "close_many", &model.ImportReport{Same: 10, Rows: 10}
	cut.Upload.Problem = "The file does not have 50 of 60 that are open here. If it is whole, say that it may close many."
	show := func(p imports.ImportPage) func(layout.Page) templ.Component {
		p.RID = "gallery-import-1"
		return framed(p.Import.File, layout.Imports, imports.Show(here, p))
	}
	done := imports.ImportPage{Import: importRows()[0], MayUndo: true, MayReject: true, More: true, Effects: []model.ImportEffect{
		{N: 1, Entity: "order", EntityID: 3, Ref: "SO-10483", What: "created"}, {N: 2, Entity: "line", EntityID: 9, Ref: "SO-10200/4", What: "changed"},
		{N: 3, Entity: "bins", Ref: "MAIN/A-01", What: "created"}}}
	planned := done
	planned.Plan = &model.UndoPlan{Removed: 1, Closed: 2, Restored: 1, LeftAll: 1, Left: []model.UndoLeft{{Entity: "order", Ref: "SO-10484", Why: "held: ines@example.com, 2026-11-24"}},
		Notes: []string{"Requested dates that the file gave stay: such a date is written once."}}
	changed := done
	changed.Changed = "Somebody has worked on what this import brought in: look again at what an undo would do."
	return []Sample{
		{"imports", "Imports: imported, with errors, undone, failed", framed("Imports", layout.Imports, listed("Imports", list, imports.Columns(), importRows()))},
		{"imports-never", "Imports: none yet", framed("Imports", layout.Imports, listed("Imports", never, imports.Columns(), nil))},
		{"import-send", "A file is sent: nothing was chosen", framed("Error: Import a file", layout.Imports, imports.Send(imports.SendForm{RID: "gallery-import-1", Kinds: kinds,
			Sources: []string{"Our ERP"}, Source: longName, Problems: model.Problems{"kind": "Choose what the file holds.", "file": "Choose a file, or paste its rows."}}))},
		{"import-checked", "A file that was looked at: new, changed, in error, passed over", upload("orders.csv", checked)},
		{"import-unread", "A file that cannot be read without a word", upload("orders.csv", unread)},
		{"import-missing", "A file of which a column must be told", upload("orders.csv", missing)},
		{"import-busy", "A file that is being taken in", upload("orders.csv", busy)},
		{"import-same", "A file that was taken in before", upload("orders.csv", same)},
		{"import-complete", "A complete file: what it closes, and what waits for a person", upload("orders.full.csv", complete)},
		{"import-cut", "A complete file that would close too much", upload("orders.full.csv", cut)},
		{"import-done", "One import", show(done)},
		{"import-undo", "One import: what an undo would do", show(planned)},
		{"import-changed", "One import: its undo was refused", show(changed)},
		{"import-failed", "One import of which nothing was taken", show(imports.ImportPage{Import: importRows()[3]})},
	}
}

func importRows() []model.Import {
	at := model.At(today.Std())
	return []model.Import{
		{ID: 12, Kind: "orders", File: "orders_2026-11-24.csv", Source: "Our ERP", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", At: at, Actor: "ines@example.com", New: 120, Changed: 4, Same: 1890, Skipped: 2, Errors: 7, Traced: true, Rejected: true},
		{ID: 11, Kind: "stock", File: "stock_2026-11-24_as_of_0600_from_the_old_system_second_try.csv", At: at, Actor: "watched folder", Changed: 31, Same: 4120, Traced: true},
		{ID: 10, Kind: "customers", File: "customers.csv", At: at, Actor: "cli", New: 12, UndoneAt: at, UndoneBy: "ruth@example.com", Traced: true},
		{ID: 9, Kind: "orders", File: "erp_20261123.csv", At: at, Actor: "watched folder", Failed: "its columns are not ours, and no map is kept for them"},
	}
}

func importUpload() imports.UploadPage {
	m := &intake.Map{Columns: map[string]intake.Source{"order": {Column: "Auftrag"}, "customer": {Column: "Kunde"}, "ordered_at": {Column: "Datum"}, "line": {Number: true},
		"sku": {Column: "Artikel"}, "quantity": {Column: "Menge"}, "warehouse": {Value: "MAIN"}, "unit": {Column: "ME", Values: map[string]string{"EA": "pc"}, Keep: true}}}
	u := model.Upload{ID: 5, Kind: "orders", Name: "orders.csv", Source: "Our ERP", Size: 48_213, Encoding: "windows-1252", Delimiter: ";", Version: 2, Actor: "ines@example.com", Rejected: true,
		Header:  []string{"Auftrag", "Kunde", "Datum", "Artikel", "Menge", "ME", "Bemerkung"},
		Samples: [][]string{{"X-1", "X-2"}, {"10021", "10044"}, {"24.11.2026"}, {"OAK-18", "INS-100-RW"}, {"12,5", "1.250,00"}, {"EA", "m2"}, {longName}}}
	u.Report = &model.ImportReport{Kind: "orders", Rows: 2023, New: 120, Changed: 4, Same: 1890, Skipped: 2, Errors: 7, Decimal: ",", Dates: []string{"d.m.yyyy"}, ChangeAll: 2,
		Changes: []model.ImportChange{{Line: 40, Ref: "SO-10200/4", Field: "quantity", Before: "12", After: "18"}, {Line: 41, Ref: "SO-10200/5", Field: "customer_po", After: longName}},
		Causes: []model.ImportCause{
			{Cause: "customer … is not known", Rows: 6, Examples: []model.ImportExample{{Line: 7, Reason: `customer "10099" is not known`, Cells: []string{"X-2", "10099", "24.11.2026", "OAK-18", "4", "EA", ""}}}},
			{Cause: "quantity … is below …", Rows: 1, Examples: []model.ImportExample{{Line: 9, Reason: "quantity -4 is below 0", Cells: []string{"X-3", "10021", "24.11.2026", "OAK-18", "-4", "EA", ""}}}},
			{Cause: "sku … is not a product; import products first", Rows: 2, Skipped: true, LeftOut: true, Examples: []model.ImportExample{{Line: 12, Reason: `sku "PORTO" is not a product; import products first`, Cells: []string{"X-4"}}}}}}
	return imports.UploadPage{Upload: u, Form: imports.FormOf(u, m, time.UTC), RID: "gallery-import-1"}
}
