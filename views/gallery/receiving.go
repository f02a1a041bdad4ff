package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/receiving"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func receivingSamples() []Sample {
	list := listing(model.ReceivingListShape, urls.ReceivingList, "purchase orders", 3, 3)
	never := listing(model.ReceivingListShape, urls.ReceivingList, "purchase orders", 0, 0)
	form := receiving.Form{RID: "gallery-receive-01", MayBook: true, Line: 1, Version: 1, Received: "240", On: today.String()}
	preview, wrong := form, form
	out := outcome()
	preview.Received, preview.Rejected, preview.Why, preview.Preview = "260", "4", "four were wet", &out
	wrong.Received, wrong.Rejected = "some", "4"
	wrong.Problems = model.Problems{"received": "Enter a number, such as 12 or 12.125.", "why": "Say why some are rejected."}
	wrong.Changed = "PO-771/1 was changed by Ines on 24 Nov 08:00 (ETA). Look at it again."
	show := func(f receiving.Form) func(layout.Page) templ.Component {
		return framed("Receive PO-771", layout.Receiving, receiving.Show(here, purchaseOrder(), f))
	}
	return []Sample{
		{"receiving", "Receiving: late, due and without a date", framed("Receiving", layout.Receiving, listed("Receiving", list, receiving.Columns(true), receivingRows()))},
		{"receiving-never", "Receiving: nothing is due in", framed("Receiving", layout.Receiving, listed("Receiving", never, receiving.Columns(true), nil))},
		{"receive", "Receiving a line", show(form)},
		{"receive-preview", "Receiving a line: who would get it", show(preview)},
		{"receive-wrong", "Receiving a line: the form came back", show(wrong)},
		{"receive-look", "Receiving, for somebody who may only look", show(receiving.Form{})},
		{"receipt", "A receipt and who got it", framed("Receipt R-17", layout.Receiving, receiving.Booked(here, receipt()))},
		{"receipt-shelf", "A receipt that nobody waited for", framed("Receipt R-18", layout.Receiving, receiving.Booked(here, model.ReceiptPage{ReceiptRow: receipt().ReceiptRow, PO: "PO-771", Supplier: "Thermawool", Warehouse: "MAIN"}))},
	}
}

func receivingRows() []model.ReceivingRow {
	return []model.ReceivingRow{
		{PO: "PO-771", SupplierCode: "S-106", Supplier: "Thermawool", Warehouse: "MAIN", Due: today - 2, Lines: 2, Units: model.Qty(1_280_500), Waiting: 3},
		{PO: "PO-772", SupplierCode: "S-107", Supplier: "Steel and Stud Rolling Mills of Lower Harbour", Warehouse: "YARD", Due: today + 9, Lines: 12, Units: model.Units(123_456)},
		{PO: "PO-779", SupplierCode: "S-106", Supplier: "Thermawool", Warehouse: "YARD", Lines: 1, Units: model.Units(60), Waiting: 1},
	}
}

func outcome() model.ReceiptOutcome {
	u := model.Units
	return model.ReceiptOutcome{PO: "PO-771", Line: 1, SKU: "INS-100-RW", Unit: "m2", Warehouse: "MAIN", Received: u(260), Rejected: u(4), Over: u(20), OnHand: model.Qty(1_540_500), ToShelf: u(48),
		Served: []model.Served{
			{LineID: 4, Order: "SO-10481", Line: 2, Customer: "Rennie Interiors", SKU: "INS-100-RW", Before: u(20), After: u(220), Short: model.Qty(1_060_500), PromiseBefore: today - 5, PromiseAfter: today - 5, Ready: true, Why: "Short 1,060.5: 200 left when its turn came."},
			{LineID: 5, Order: "SO-10483", Line: 1, Customer: longName, SKU: "INS-100-RW", After: u(12), PromiseBefore: today + 11, PromiseAfter: today + 1, Why: "Complete: all 12 of it are allocated."},
			{LineID: 6, Order: "SO-10483", Line: 2, Customer: longName, SKU: "SCR-35-BX", Before: u(3), After: u(3), PromiseBefore: today + 11, PromiseAfter: today + 1},
		}}
}

func receipt() model.ReceiptPage {
	u := model.Units
	return model.ReceiptPage{ReceiptRow: receipts()[0], PO: "PO-771", Supplier: "Thermawool", Product: "Rock wool slab 100 mm 600 × 1200", Warehouse: "MAIN", At: model.At(today.Std()), Shelf: u(48),
		Got: []model.GotRow{
			{LineID: 4, OrderNumber: "SO-10481", LineNo: 2, Customer: "Rennie Interiors", Qty: u(200), Short: model.Qty(1_060_500), ShipMode: model.AsAvailable, Status: model.Part, Promise: today - 5},
			{LineID: 5, OrderNumber: "SO-10483", LineNo: 1, Customer: longName, Qty: u(12), ShipMode: model.OrderComplete, Status: model.OnOrder, Promise: today + 1},
		}}
}

func receipts() []model.ReceiptRow {
	return []model.ReceiptRow{{Number: "R-17", LineNo: 1, SKU: "INS-100-RW", Unit: "m2", Received: model.Units(260), Rejected: model.Units(4), Lot: "K127", ReceivedOn: today, Actor: "tom@example.com", Why: "four were wet"}}
}
