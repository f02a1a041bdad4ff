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
	return []Sample{
		{"products", "Products: plenty, short and unknown", framed("Products", layout.Products, stock.List(here, list, productRows()))},
		{"products-never", "Products: none yet", framed("Products", layout.Products, stock.List(here, never, nil))},
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
			OnHand: model.Qty(1_280_500), Allocated: u(100), Picked: u(20), Protected: u(40), Inbound: u(240), Short: model.Qty(1_260_500)},
		{SKU: "BR-MU-52", Name: "Facing brick Multi stock 52 mm", Category: "Masonry", Unit: "pc", OnHand: u(123_456_789), Short: u(1200)},
		{SKU: "GB-999", Name: "Gypsum board for the staircases of " + longName, Unit: "pc"},
	}
}

func product() model.ProductPage {
	u := model.Units
	return model.ProductPage{ProductRow: productRows()[0], Decimals: 1, Price: 8_40, GTIN: "2000041026784", SupplierSKU: "12917622", LeadTimeDays: 17,
		Pack: model.Qty(7_200), Backorder: "allow", LotTracked: true, Version: 1, Warehouses: []string{"MAIN", "YARD"}, QueueMore: 12,
		Stock: []model.StockRow{{Warehouse: "MAIN", Lot: "K126", OnHand: model.Qty(1_200_500), Allocated: u(100), Picked: u(20)}, {Warehouse: "YARD", OnHand: u(80)}},
		Queue: []model.QueueRow{
			{LineID: 4, OrderNumber: "SO-10481", LineNo: 2, Customer: "Rennie Interiors", Warehouse: "MAIN", Place: 1, Priority: 2, Open: model.Qty(1_280_500), Allocated: u(20), Short: model.Qty(1_260_500), Promise: today - 5, ETA: today + 11, Status: model.Part},
			{LineID: 5, OrderNumber: "SO-10483", LineNo: 1, Customer: longName, Warehouse: "MAIN", Place: 2, Priority: 3, Open: u(12), Short: u(12), Status: model.NoSupply},
		},
		Arrivals: []model.ArrivalRow{
			{PO: "PO-771", LineNo: 1, Supplier: "Thermawool", Warehouse: "MAIN", Open: u(240), Pegged: u(200), ETA: today - 2, Confidence: model.Stated},
			{PO: "PO-779", LineNo: 3, Supplier: "Thermawool", Warehouse: "YARD", Open: u(60)},
		},
		Counts: []model.CountRow{
			{ID: 4, AsOf: model.At(today.Std()), Warehouse: "MAIN", Lot: "K126", Counted: u(12), Book: u(40), State: model.CountWaiting, Actor: "import 12", File: "stock.csv"},
			{ID: 2, AsOf: model.At(today.AddDays(-3).Std()), Warehouse: "YARD", Counted: u(84), Book: u(80), State: model.CountBooked, Actor: "tom@example.com"},
		},
		Moves: []model.MoveRow{
			{At: model.At(today.Std()), Actor: "tom@example.com", Kind: "counted", To: "MAIN", Lot: "K126", Qty: u(4), Why: "behind the door"},
			{At: model.At(today.AddDays(-3).Std()), Actor: "import 12", Kind: "received", From: "S-106", To: "MAIN", Lot: "K126", Qty: u(240)},
		},
		Substitutes: []model.SubstituteRow{{SKU: "INS-100-GW", Name: "Glass wool slab 100 mm", Kind: "equivalent", Ratio: u(1), Free: u(310)}}}
}
