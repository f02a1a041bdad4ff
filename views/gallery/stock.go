package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/stock"
	"backfill/views/urls"
)

func stockSamples() []Sample {
	list := listing(model.ProductListShape, urls.Products, "products", 3, 400)
	never := listing(model.ProductListShape, urls.Products, "products", 0, 0)
	may := stock.Forms{RID: "gallery-stock-0001", MayChange: true, MayBuy: true}
	adjust := stock.Forms{RID: "gallery-stock-0002", MayChange: true,
		Adjust: stock.AdjustForm{By: "-5000", Warehouse: "MAIN", Problems: model.Problems{"by": "Only 1,160 are free: 120 are allocated or picked.", "why": "Say why, for the ledger."}}}
	count := stock.Forms{RID: "gallery-stock-0003", MayChange: true,
		Count: stock.CountForm{OnHand: "a lot", Problems: model.Problems{"on_hand": "Enter a number, such as 12 or 12.125."}}}
	edit := may
	edit.MayEdit = true
	retired := product()
	retired.RetiredAt = model.At(today.AddDays(-20).Std())
	listWrong := stock.Forms{RID: "gallery-stock-0004", MayEdit: true, Changed: "INS-100-RW was changed by ines@example.com on 24 Nov 08:00 (unit set). Look at it again.",
		List: stock.ListForm{Unit: "pallet", UnitRatio: "many", Problems: model.Problems{"unit_ratio": "Enter a number, such as 12 or 12.125.", "retire_why": "Say why."}}}
	form := stock.EditForm{RID: "gallery-stock-0005", SKU: "INS-100-RW", Name: "Rock wool slab 100 mm", Unit: "m2", Decimals: "2", Price: "8.40", GTIN: "2000041026785", Backorder: "limit",
		Currency: "EUR", Suppliers: []model.Option{{Value: "S-106", Text: "Thermawool"}}, Supplier: "S-106", LotTracked: true, Problems: model.Problems{
			"gtin": "The check digit of this GTIN is wrong: it would end in 4. Compare it with the label.", "backorder_limit": "Enter how many may wait in all.",
			"lot_tracked": "Stock without a lot exists: 80 m2 in YARD. Count it into lots, or to 0, first."}}
	movesList := listing(model.MoveListShape, func(q string) string { return urls.ProductMoves("INS-100-RW", q) }, "movements", 2, 90)
	undo := model.AdjustmentUndo{MoveRow: product().Moves[1].MoveRow, SKU: "INS-100-RW", Unit: "m2", Warehouse: "MAIN", By: model.Units(12), OnHand: model.Units(132), Allocated: model.Units(100), Picked: model.Units(20)}
	bound := undo
	bound.Allocated = model.Units(110)
	return []Sample{
		{"product-edit", "One product: everything may be changed", framed("INS-100-RW", layout.Products, stock.Show(here, product(), edit))},
		{"product-retired", "One product: retired", framed("INS-100-RW", layout.Products, stock.Show(here, retired, edit))},
		{"product-list-wrong", "One product: a unit that came back", framed("Error: INS-100-RW", layout.Products, stock.Show(here, product(), listWrong))},
		{"product-new", "A new product", framed("New product", layout.Products, stock.Edit(stock.EditForm{RID: "gallery-stock-0006", New: true, Decimals: "0", Unit: "pc", Backorder: "allow", Currency: "EUR"}))},
		{"product-form-wrong", "A product that came back", framed("Error: Change INS-100-RW", layout.Products, stock.Edit(form))},
		{"product-moves", "A product's stock ledger", framed("Movements", layout.Products, listed("Movements of INS-100-RW", movesList, stock.MoveColumns(false, true), product().Moves, stock.BackToProduct("INS-100-RW")))},
		{"product-undo", "An adjustment that is about to be taken back", framed("Take back an adjustment", layout.Products, stock.UndoAdjustment(here, stock.UndoForm{AdjustmentUndo: undo, RID: "gallery-stock-0007"}))},
		{"product-undo-refused", "An adjustment whose units are allocated", framed("Take back an adjustment", layout.Products, stock.UndoAdjustment(here, stock.UndoForm{AdjustmentUndo: bound}))},
		{"products", "Products: plenty, short and unknown", framed("Products", layout.Products, listed("Products", list, stock.Columns, productRows(), stock.Elsewhere(), stock.NewButton()))},
		{"products-never", "Products: none yet", framed("Products", layout.Products, listed("Products", never, stock.Columns, nil))},
		{"product", "One product: short, with a queue and something inbound", framed("INS-100-RW", layout.Products, stock.Show(here, product(), may))},
		{"product-adjust-wrong", "One product: a correction that came back", framed("Error: INS-100-RW", layout.Products, stock.Show(here, product(), adjust))},
		{"product-count-wrong", "One product: a count that came back", framed("Error: INS-100-RW", layout.Products, stock.Show(here, product(), count))},
		{"product-bare", "One product: never stocked, nobody waits", framed("GB-999", layout.Products, stock.Show(here, model.ProductPage{ProductRow: productRows()[2], Backorder: "deny"}, stock.Forms{}))},
	}
}

func productRows() []model.ProductRow {
	u := model.Units
	return []model.ProductRow{
		{SKU: "INS-100-RW", Name: "Rock wool slab 100 mm 600 × 1200", Category: "Insulation", Unit: "m2", SupplierCode: "S-106", Supplier: "Thermawool",
			OnHand: model.Qty(1_280_500), Allocated: u(100), Picked: u(20), Protected: u(40), Free: model.Qty(1_120_500), Inbound: u(240), Short: model.Qty(1_260_500)},
		{SKU: "BR-MU-52", Name: "Facing brick Multi stock 52 mm", Category: "Masonry", Unit: "pc", OnHand: u(123_456_789), Free: u(123_456_789), Short: u(1200)},
		{SKU: "GB-999", Name: "Gypsum board for the staircases of " + longName, Unit: "pc"},
	}
}

func product() model.ProductPage {
	u := model.Units
	return model.ProductPage{ProductRow: productRows()[0], Decimals: 1, Price: 8_40, GTIN: "2000041026784", SupplierSKU: "12917622", LeadTimeDays: 17,
		Pack: model.Qty(7_200), Backorder: "allow", LotTracked: true, Version: 1, Warehouses: []string{"MAIN", "YARD"}, QueueMore: 12,
		Weight: model.Qty(4_200), Units: []model.UnitRow{{Unit: "bundle", Ratio: model.Qty(7_200)}, {Unit: "pallet", Ratio: u(144)}},
		Places: []model.PlaceRow{{Warehouse: "MAIN", Bins: "A-01-3, A-01-4", OnHand: model.Qty(1_200_500), Allocated: u(100), Picked: u(20), Protected: u(40), Inbound: u(240), Short: model.Qty(1_260_500), FreeInbound: today - 2},
			{Warehouse: "YARD", OnHand: u(80), Inbound: u(60)}},
		Sources: []model.SourceRow{{Code: "S-106", Name: "Thermawool", Lines: 12, Received: u(2400), LastOn: today - 3, LeadDays: 18, Open: u(240)}, {Code: "S-9", Name: longName, Lines: 1, LeadDays: -1, Open: u(60)}},
		Stock:   []model.StockRow{{Warehouse: "MAIN", Lot: "K126", OnHand: model.Qty(1_200_500), Allocated: u(100), Picked: u(20)}, {Warehouse: "YARD", OnHand: u(80)}},
		Queue: []model.QueueRow{
			{LineID: 4, OrderNumber: "SO-10481", LineNo: 2, Customer: "Rennie Interiors", Warehouse: "MAIN", Place: 1, Priority: 2, Open: model.Qty(1_280_500), Allocated: u(20), Short: model.Qty(1_260_500), Promise: today - 5, ETA: today + 11, Status: model.Part},
			{LineID: 5, OrderNumber: "SO-10483", LineNo: 1, Customer: longName, Warehouse: "MAIN", Place: 2, Priority: 3, Open: u(12), Short: u(12), Status: model.NoSupply},
		},
		Arrivals: []model.ArrivalRow{
			{PO: "PO-771", LineNo: 1, Supplier: "Thermawool", Warehouse: "MAIN", Open: u(240), Pegged: u(200), ETA: today - 2, Confidence: model.Stated},
			{PO: "PO-779", LineNo: 3, Supplier: "Thermawool", Warehouse: "YARD", Open: u(60)},
			{Transfer: "TR-4", LineNo: 1, Supplier: "Main warehouse", Warehouse: "YARD", Open: u(12), Pegged: u(12), ETA: today + 1, Confidence: model.OnTheWay},
		},
		Counts: []model.CountRow{
			{ID: 4, AsOf: model.At(today.Std()), Warehouse: "MAIN", Lot: "K126", Counted: u(12), Book: u(40), State: model.CountWaiting, Actor: "import 12", File: "stock.csv"},
			{ID: 2, AsOf: model.At(today.AddDays(-3).Std()), Warehouse: "YARD", Counted: u(84), Book: u(80), State: model.CountBooked, Actor: "tom@example.com"},
		},
		Moves: movements([]model.MoveRow{
			{At: model.At(today.Std()), Actor: "tom@example.com", Kind: "counted", From: "ADJUSTMENT", Count: 4, To: "MAIN", Lot: "K126", Qty: u(4), Why: "behind the door"},
			{ID: 9, At: model.At(today.AddDays(-1).Std()), Actor: "tom@example.com", Kind: "adjusted", From: "ADJUSTMENT", To: "MAIN", Lot: "K126", Qty: u(12), Why: "behind the saw"},
			{ID: 8, At: model.At(today.AddDays(-2).Std()), Actor: "tom@example.com", Kind: "adjusted", From: "MAIN", To: "ADJUSTMENT", Lot: "K126", Qty: u(9), Undoes: 7, Why: "typed twice"},
			{ID: 7, At: model.At(today.AddDays(-2).Std()), Actor: "tom@example.com", Kind: "adjusted", From: "ADJUSTMENT", To: "MAIN", Lot: "K126", Qty: u(9), Undone: true, Why: "found"},
			{At: model.At(today.AddDays(-3).Std()), Actor: "import 12", Kind: "received", From: "SUPPLIER", Receipt: "R-17", PO: "PO-771", File: "purchase-orders.csv", To: "MAIN", Lot: "K126", Qty: u(240)},
		}),
		MovesMore: true, History: []model.Happening{{At: model.At(today.Std()), Actor: "ines@example.com", Who: "Ines Costa", What: "changed", Entity: "product", From: `{"pack":"3.6"}`, To: `{"pack":"7.2"}`}},
		Substitutes: []model.SubstituteRow{{SKU: "INS-100-GW", Name: "Glass wool slab 100 mm", Unit: "m2", Kind: "equivalent", Ratio: u(1), Free: u(310)}}}
}

// movements are rows of one product's ledger.
func movements(rows []model.MoveRow) []model.Movement {
	all := make([]model.Movement, len(rows))
	for i, r := range rows {
		all[i] = model.Movement{MoveRow: r, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm", Unit: "m2"}
	}
	return all
}
