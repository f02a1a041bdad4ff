package gallery

import (
	"time"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"

	"github.com/a-h/templ"
)

func placeSamples() []Sample {
	return append(transferSamples(), warehouseSamples()...)
}

func transferSamples() []Sample {
	list := listing(model.TransferListShape, urls.Transfers, "transfers", 5, 60)
	never := listing(model.TransferListShape, urls.Transfers, "transfers", 0, 0)
	may := stock.TransferForms{RID: "gallery-transfer-0001", MayMove: true}
	wrong := stock.TransferForms{RID: "gallery-transfer-0002", MayMove: true, Do: "send", Qty: map[string]string{"qty_1": "900"},
		Problems: model.Problems{"qty_1": "At most 310 of INS-100-RW may leave MAIN: 1,280.5 on hand, 120 allocated or picked, 40 protected."}}
	u := model.Units
	preview := stock.TransferForms{RID: "gallery-transfer-0003", MayMove: true, Do: "receive", Rest: "lost", Why: "One pallet fell", Qty: map[string]string{"qty_1": "90", "qty_2": "12"},
		Preview: &model.TransferOutcome{Number: "TR-12", Closed: true, Lines: []model.TransferArrived{
			{Line: 1, SKU: "INS-100-RW", Unit: "m2", Received: u(90), Ended: u(10), ToShelf: u(40), OnHand: u(90)}, {Line: 2, SKU: "BR-MU-52", Unit: "pc", Received: u(10), Over: u(2), ToShelf: u(12), OnHand: u(12)}},
			Served: []model.Served{{LineID: 4, Order: "SO-10481", Line: 2, Customer: longName, SKU: "INS-100-RW", After: u(50), PromiseBefore: today + 9, PromiseAfter: today + 1, Why: "Complete: 50 of 50."}}}}
	form := stock.TransferForm{RID: "gallery-transfer-0004", From: "MAIN", To: "MAIN", Lines: []stock.TransferFormLine{{SKU: "INS-100-RW", Qty: "lots"}, {}}, Warehouses: warehouseChoices(),
		Problems: model.Problems{"to": "Choose another warehouse than the one they leave.", "lines[0].qty": "Enter a number, such as 12 or 12.125.", "lines[0].lot": "INS-100-RW is kept by lot. Enter the lot."}}
	edit := stock.TransferForm{RID: "gallery-transfer-0005", Number: "TR-12", Version: "2", Changed: "TR-12 was changed by tom@example.com on 24 Nov 08:00 (changed). Look at it again.",
		From: "MAIN", To: "YARD", Lines: []stock.TransferFormLine{{SKU: "INS-100-RW", Lot: "K126", Qty: "100"}}, Warehouses: warehouseChoices()}
	return []Sample{
		{"transfers", "Transfers in every state", framed("Transfers", layout.Products, listed("Transfers", list, stock.TransferColumns, transferRows(), stock.NewTransferButton()))},
		{"transfers-never", "Transfers: none yet", framed("Transfers", layout.Products, listed("Transfers", never, stock.TransferColumns, nil))},
		{"transfer-draft", "A transfer that has not left", framed("TR-12", layout.Products, stock.Transfer(here, transferPage(model.TransferDraft), may))},
		{"transfer-send-wrong", "A transfer of which too few are free", framed("Error: TR-12", layout.Products, stock.Transfer(here, transferPage(model.TransferDraft), wrong))},
		{"transfer-sent", "A transfer on the road, late", framed("TR-12", layout.Products, stock.Transfer(here, transferPage(model.TransferPart), may))},
		{"transfer-preview", "A transfer: who would get it", framed("TR-12", layout.Products, stock.Transfer(here, transferPage(model.TransferSent), preview))},
		{"transfer-closed", "A transfer that is over, for a reader", framed("TR-12", layout.Products, stock.Transfer(here, transferPage(model.TransferClosed), stock.TransferForms{RID: "gallery-transfer-0006"}))},
		{"transfer-new-wrong", "A new transfer that came back", framed("Error: New transfer", layout.Products, stock.TransferEdit(form))},
		{"transfer-edit-late", "A draft that somebody else changed", framed("Change TR-12", layout.Products, stock.TransferEdit(edit))},
	}
}

func warehouseChoices() []model.Option {
	return []model.Option{{Value: "MAIN", Text: "Main warehouse"}, {Value: "YARD", Text: "Yard"}}
}

func transferRows() []model.TransferRow {
	rows := make([]model.TransferRow, 0, 5)
	for i, state := range []model.TransferState{model.TransferDraft, model.TransferSent, model.TransferPart, model.TransferClosed, model.TransferCancelled} {
		rows = append(rows, model.TransferRow{Number: "TR-" + string(rune('1'+i)), From: "MAIN", To: "YARD", State: state, Expected: today - 1 + model.Date(i%2)*4, First: "INS-100-RW", Lines: 1 + i, Waiting: i})
	}
	rows[1].Note = longName
	return rows
}

func transferPage(state model.TransferState) model.TransferPage {
	u := model.Units
	p := model.TransferPage{TransferRow: transferRows()[1], FromName: "Main warehouse", ToName: "Yard", Parts: []model.TransferLineRow{
		{LineNo: 1, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", Decimals: 1, Lot: "K126", Qty: u(100), Free: u(310), Short: u(50), Bin: "A-01-3"},
		{LineNo: 2, SKU: "BR-MU-52", Product: longName, Unit: "pc", Qty: u(1200), Free: u(10)}}}
	p.Number, p.State, p.CreatedBy, p.CreatedAt, p.Version = "TR-12", state, "tom@example.com", model.At(today.AddDays(-2).Std()), 2
	if state == model.TransferDraft {
		return p
	}
	p.SentAt = model.At(today.AddDays(-1).Std())
	p.Parts[0].Sent, p.Parts[0].Received, p.Parts[0].Transit = u(100), u(20), u(80)
	p.Parts[1].Sent, p.Parts[1].Transit = u(10), u(10)
	p.Moves = []model.TransferMove{
		{MoveRow: model.MoveRow{At: model.At(today.Std()), Actor: "tom@example.com", From: "TRANSIT", To: "YARD", Lot: "K126", Qty: u(20)}, SKU: "INS-100-RW", Unit: "m2"},
		{MoveRow: model.MoveRow{At: p.SentAt, Actor: "tom@example.com", From: "MAIN", To: "TRANSIT", Lot: "K126", Qty: u(100)}, SKU: "INS-100-RW", Unit: "m2"}}
	p.Waits = []model.TransferWait{{LineID: 4, OrderNumber: "SO-10481", LineNo: 2, Customer: longName, SKU: "INS-100-RW", Unit: "m2", Qty: u(50), Promise: today + 2, Status: model.OnOrder}}
	return p
}

// warehouse is the page of one: what it is, and its bins.
func warehouse(p model.WarehousePage, l ui.Listing, bins []model.BinRow, f stock.BinForm) templ.Component {
	return paged(l, lists.Page[model.BinRow]{Title: p.Name, Caption: "Bins of " + p.Code, Columns: stock.BinColumns(p, f), Rows: bins,
		Actions: []templ.Component{stock.WarehouseButtons(p)}, Above: stock.WarehouseWrong(f), Before: stock.Warehouse(here, p, f), After: words.Timeline(here, model.Record{Entity: "warehouse", ID: p.ID}, p.History)})
}

func warehouseSamples() []Sample {
	list := listing(model.WarehouseListShape, urls.Warehouses, "warehouses", 2, 2)
	bins := listing(model.BinListShape, func(string) string { return urls.Warehouse("MAIN") }, "bins", 2, 90)
	none := listing(model.BinListShape, func(string) string { return urls.Warehouse("YARD") }, "bins", 0, 0)
	rows := []model.WarehouseRow{{Code: "MAIN", Name: "Main warehouse", Address: "Hafenstr. 12, 20457 Hamburg", Country: "DE", Products: 812, Bins: 400, Waiting: 91, Coming: 2},
		{Code: "YARD", Name: longName}}
	page := model.WarehousePage{WarehouseRow: rows[0], Value: 48_210_00, Inbound: 120, Open: 311, Routes: model.Routes{Warehouse: "MAIN", CarrierCutoff: model.NewTimeOfDay(16, 30),
		Days: []model.RouteDay{{Zone: "North", Weekday: time.Tuesday, Cutoff: model.NewTimeOfDay(15, 0), DaysBefore: 1}, {Zone: "North", Weekday: time.Friday, Cutoff: model.NewTimeOfDay(7, 30)}}}}
	binRows := []model.BinRow{{ID: 1, Bin: "A-01-3", SKU: "INS-100-RW", Product: "Rock wool slab 100 mm", Unit: "m2", OnHand: model.Units(310)}, {ID: 2, Bin: "A-01-4"}}
	wrong := stock.BinForm{RID: "gallery-warehouse-01", MayEdit: true, Do: "bin", Bin: "A-01-3", SKU: "BR-MU-52",
		Problems: model.Problems{"sku": "310 m2 of INS-100-RW lie in A-01-3, its only bin here. Give it another bin first."}}
	routes := stock.RoutesForm{RID: "gallery-warehouse-02", Warehouse: "MAIN", Cutoff: "16:30", Days: []stock.RouteFormDay{{Zone: "North", Weekday: "2", Cutoff: "late"}, {Weekday: "1"}},
		Problems: model.Problems{"days[0].cutoff": "Enter a time, such as 15:00."}}
	return []Sample{
		{"warehouses", "Warehouses", framed("Warehouses", layout.Products, listed("Warehouses", list, stock.WarehouseColumns, rows, stock.NewWarehouseButton()))},
		{"warehouse", "One warehouse: figures, routes, bins", framed("Main warehouse", layout.Products, warehouse(page, bins, binRows, stock.BinForm{RID: "gallery-warehouse-03", MayEdit: true}))},
		{"warehouse-bare", "One warehouse: nothing in it", framed("Yard", layout.Products, warehouse(model.WarehousePage{WarehouseRow: rows[1]}, none, nil, stock.BinForm{}))},
		{"warehouse-bin-wrong", "One warehouse: a bin that came back", framed("Error: Main warehouse", layout.Products, warehouse(page, bins, binRows, wrong))},
		{"warehouse-new-wrong", "A new warehouse that came back", framed("Error: New warehouse", layout.Products, stock.WarehouseEdit(stock.WarehouseForm{RID: "gallery-warehouse-04", New: true, Country: "Germany",
			Problems: model.Problems{"code": "Enter a short code, such as YARD.", "country": "Enter the two letters of the country, such as DE."}}))},
		{"warehouse-routes", "How goods leave: a cut-off that came back", framed("Error: Routes from MAIN", layout.Products, stock.RoutesEdit(routes))},
	}
}
