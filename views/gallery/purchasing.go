package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/purchasing"
	"backfill/views/urls"
)

func purchasingSamples() []Sample {
	list := listing(model.ShortageListShape, urls.Purchasing, "short products", 3, 3)
	never := listing(model.ShortageListShape, urls.Purchasing, "short products", 0, 0)
	never.Never.Icon, never.Never.Title, never.Never.Text = "circle-check", "Nothing is short.", "Every open order line has its stock."
	pos := listing(model.POListShape, urls.Purchasing, "purchase orders", 3, 900)
	may := purchasing.ETAForm{RID: "gallery-eta-00001", MayEdit: true, MayBook: true}
	eta := may
	eta.Line, eta.Version, eta.ETA, eta.Sure = 1, 1, (today - 2).String(), "stated"
	wrong := eta
	wrong.Do, wrong.ETA, wrong.Problems = "eta", "soon", model.Problems{"eta": "Enter a date, for example 2026-11-24."}
	wrong.Changed = "PO-771/1 was changed by Ines on 24 Nov 08:00 (ETA). Look at it again."
	show := func(f purchasing.ETAForm, title string) Sample {
		return Sample{Page: framed(title, layout.Purchasing, purchasing.Show(here, purchaseOrder(), f))}
	}
	named := func(s Sample, name, what string) Sample { s.Name, s.What = name, what; return s }
	return []Sample{
		{"shortages", "Purchasing: covered, late and not on order", framed("Purchasing", layout.Purchasing, listed("Purchasing", list, purchasing.ShortageColumns(true), shortageRows(), purchasing.NewButton(), purchasing.OrderTicked(), purchasing.OrderAllButton("S-106", "Thermawool")))},
		{"shortages-none", "Purchasing: nothing is short", framed("Purchasing", layout.Purchasing, listed("Purchasing", never, purchasing.ShortageColumns(true), nil, purchasing.NewButton()))},
		{"pos", "Purchase orders: open, late and received", framed("Purchasing", layout.Purchasing, listed("Purchasing", pos, purchasing.OrderColumns, poRows(), purchasing.NewButton()))},
		named(show(may, "PO-771"), "po", "One purchase order, slipped"),
		named(show(eta, "PO-771"), "po-eta", "One purchase order: a new date"),
		named(show(wrong, "Error: PO-771"), "po-eta-wrong", "One purchase order: the date came back"),
		{"po-preview", "One purchase order: another date is tried", framed("PO", layout.Purchasing, purchasing.Show(here, purchaseOrder(), previewed(may)))},
		{"po-add", "One purchase order: further lines", framed("PO", layout.Purchasing, purchasing.Show(here, purchaseOrder(), adding(may)))},
		{"po-bare", "One purchase order that nobody waits for", framed("PO-772", layout.Purchasing, purchasing.Show(here, model.POPage{PORow: poRows()[2]}, purchasing.ETAForm{}))},
		{"po-new", "A new purchase order for what a line lacks", framed("New purchase order", layout.Purchasing, purchasing.New(newPO()))},
		{"po-new-wrong", "A new purchase order: it came back", framed("Error: New purchase order", layout.Purchasing, purchasing.New(wrongPO()))},
	}
}

func shortageRows() []model.ShortageRow {
	u := model.Units
	return []model.ShortageRow{
		{SKU: "INS-100-RW", Name: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", Short: model.Qty(1_260_500), Uncovered: model.Qty(1_020_500), Inbound: u(240), PO: "PO-771", ETA: today - 2, Confidence: model.Stated, SupplierCode: "S-106", Supplier: "Thermawool", Lines: 14, Customers: 11},
		{SKU: "BR-MU-52", Name: "Facing brick Multi stock 52 mm", Unit: "pc", Short: u(1200), Inbound: u(123_456), PO: "PO-774", ETA: today + 11, Confidence: model.Confirmed, SupplierCode: "S-109", Supplier: "Kilnhouse", Lines: 1, Customers: 1},
		{SKU: "GB-999", Name: "Gypsum board for the staircases of " + longName, Unit: "pc", Short: u(4), Uncovered: u(4), Lines: 1, Customers: 1},
	}
}

func poRows() []model.PORow {
	at := model.At(today.AddDays(-16).Std())
	return []model.PORow{
		{PO: "PO-771", SupplierCode: "S-106", Supplier: "Thermawool", Warehouse: "MAIN", OrderedAt: at, Lines: 2, OpenLines: 1, ETA: today - 2, Unconfirmed: 1, Confidence: model.Stated},
		{PO: "PO-774", SupplierCode: "S-109", Supplier: "Steel and Stud Rolling Mills of Lower Harbour", Warehouse: "YARD", OrderedAt: at, Lines: 12, OpenLines: 12, ETA: today + 11, Confidence: model.OnTheWay},
		{PO: "PO-772", SupplierCode: "S-106", Supplier: "Thermawool", Warehouse: "MAIN", OrderedAt: at, Lines: 3},
	}
}

func purchaseOrder() model.POPage {
	u := model.Units
	return model.POPage{PORow: poRows()[0], Version: 1,
		POLines: []model.POLineRow{
			{ID: 1, LineNo: 1, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", LotTracked: true, Ordered: u(240), Open: u(240), ETA: today - 2, FirstETA: today - 11, Confidence: model.Stated, Version: 1, Waiting: 2},
			{ID: 2, LineNo: 2, SKU: "SCR-35-BX", Product: "Drywall screws 35 mm, box of 1,000", Unit: "box", Ordered: u(40), Received: u(36), Rejected: u(2), Cancelled: u(4), ForLineID: 5, ForLine: "SO-10483/1", Direct: true, Lane: "road", InUnit: "pallet", UnitRatio: u(20), Version: 3},
		},
		History: []model.ETARow{
			{At: model.At(today.AddDays(-4).Std()), Actor: "ines@example.com", LineNo: 1, ETA: today - 2, Confidence: model.Stated, Why: "the lorry broke down"},
			{At: model.At(today.AddDays(-16).Std()), Actor: "ines@example.com", LineNo: 1, ETA: today - 11, Confidence: model.Stated},
		},
		Pegged: []model.PegRow{
			{POLineNo: 1, LineID: 4, OrderNumber: "SO-10481", LineNo: 2, Customer: "Rennie Interiors", SKU: "INS-100-RW", Unit: "m2", Qty: u(200), Date: today + 1, Promise: today - 5, Priority: 2},
			{POLineNo: 1, LineID: 5, OrderNumber: "SO-10483", LineNo: 1, Customer: longName, SKU: "INS-100-RW", Unit: "m2", Qty: u(12), Date: today + 1, Promise: today + 11, Priority: 3},
		},
		Arrived: receipts()}
}

func newPO() purchasing.NewForm {
	return purchasing.NewForm{RID: "gallery-new-po-01", Supplier: "S-106", Warehouse: "MAIN", Sure: "stated", ForName: "SO-10481/2", LineID: 4, Lanes: []string{"road", "sea"},
		Rows: []purchasing.NewLine{{SKU: "INS-100-RW", Qty: "1022.4", ETA: (today + 17).String(), Known: &model.PurchaseDefaults{Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2",
			Lacks: model.Qty(1_020_500), Pack: model.Qty(2_400), Units: []model.UnitRow{{Unit: "pallet", Ratio: model.Qty(28_800)}}}}},
		Suppliers: []model.Option{{Value: "S-106", Text: "Thermawool"}}, Warehouses: []model.Option{{Value: "MAIN", Text: "Riverside depot"}}}
}

func wrongPO() purchasing.NewForm {
	f := newPO()
	f.ForName, f.LineID, f.Rows = "", 0, []purchasing.NewLine{f.Rows[0], {SKU: "INS-1000"}, {}}
	f.Left = []model.LeftOut{{SKU: "GB-999", Why: "it comes from S-109"}, {SKU: "BR-MU-52", Why: "it is short in YARD"}}
	f.Problems = model.Problems{"lines[1].sku": "There is no product INS-1000.", "lines[1].qty": "Enter a number."}
	return f
}

// previewed is the form of a date that was tried before it is saved.
func previewed(f purchasing.ETAForm) purchasing.ETAForm {
	f.Do, f.Line, f.ETA, f.Sure = "eta", 1, (today + 30).String(), "confirmed"
	f.Preview = &model.ETAPreview{Moves: 22, Later: 20, Earlier: 2, Broken: 1, Lines: []model.ETAMove{
		{LineID: 4, Line: "SO-10481/2", Customer: "Rennie Interiors", From: today + 11, To: today + 31, Promise: today + 12},
		{LineID: 5, Line: "SO-10490/1", Customer: longName, From: today + 11, To: 0}}}
	return f
}

func adding(f purchasing.ETAForm) purchasing.ETAForm {
	f.Do, f.Add, f.Rows = "lines", true, []purchasing.NewLine{{SKU: "GONE", Qty: "4"}, {}}
	f.Problems = model.Problems{"lines[0].sku": "There is no product GONE."}
	return f
}
