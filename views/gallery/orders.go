package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/orders"
	"backfill/views/papers"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func orderSamples() []Sample {
	list := listing(model.OrderListShape, urls.Orders, "orders", 5, 25_310)
	never := listing(model.OrderListShape, urls.Orders, "orders", 0, 0)
	nothing := never
	nothing.Query = model.ListQuery{Q: "oak", Filters: map[string]string{"status": "late"}}
	return []Sample{
		{"orders", "Orders: one of every kind", framed("Orders", layout.Orders, listed("Orders", list, orders.Columns, orderRows(), orders.NewButton()))},
		{"orders-never", "Orders: none yet", framed("Orders", layout.Orders, listed("Orders", never, orders.Columns, nil, orders.NewButton()))},
		{"orders-nothing", "Orders: nothing matches", framed("Orders", layout.Orders, listed("Orders", nothing, orders.Columns, nil))},
		{"order", "One order, part gone and late", framed("Order SO-10481", layout.Orders, orders.Show(here, order(), orders.PageForm{RID: "gallery-order-0001", MayHold: true, MayCancel: true}))},
		{"order-entered", "One order, just entered", framed("Order SO-10481", layout.Orders, orders.Show(here, order(), orders.PageForm{Entered: true, MayEnter: true}))},
		{"order-held", "One order on hold, changed meanwhile", framed("Order SO-10481", layout.Orders, orders.Show(here, heldOrder(), orders.PageForm{RID: "gallery-order-0002", MayHold: true,
			Changed: "SO-10481/2 was changed by Priya on 24 Nov 08:00 (held). Look at it again."}))},
		{"order-wrong", "One order: a form that came back", framed("Error: Order SO-10481", layout.Orders, orders.Show(here, order(), orders.PageForm{RID: "gallery-order-0003", MayHold: true, MayCancel: true,
			Lines: []string{}, Problems: model.Problems{"lines": "Tick the lines on this page.", "why": "Say why, for the timeline."}}))},
		{"order-whole-wrong", "One order: holding it came back", framed("Error: Order SO-10481", layout.Orders, orders.Show(here, order(), orders.PageForm{RID: "gallery-order-0006", MayHold: true, MayCancel: true,
			Whole: orders.WholeForm{Problems: model.Problems{"whole_why": "Say why."}}}))},
		{"order-blanket", "A blanket order, part released", framed("Order SO-10490", layout.Orders, orders.Show(here, blanketOrder(),
			orders.PageForm{RID: "gallery-order-0004", Blanket: orders.BlanketForm{BlanketPage: blanketPage(), May: true}}))},
		{"order-blanket-wrong", "A release that came back", framed("Error: Order SO-10490", layout.Orders, orders.Show(here, blanketOrder(),
			orders.PageForm{RID: "gallery-order-0005", Blanket: orders.BlanketForm{BlanketPage: blanketPage(), May: true, Qty: map[int]string{1: "500"}, Requested: "2026-12-04",
				Problems: model.Problems{"release[1]": "Only 260 pc of GB-125-TE remain."}}}))},
		{"order-new", "Entering an order", framed("New order", layout.Orders, orders.Entry(here, entry()))},
		{"order-new-wrong", "Entering an order: it came back", framed("Error: New order", layout.Orders, orders.Entry(here, wrongEntry()))},
		{"order-new-answered", "Entering an order: what is available", framed("Error: New order", layout.Orders, orders.Entry(here, answeredEntry()))},
		{"order-edit", "Changing an order: somebody was faster", framed("Change SO-10481", layout.Orders, orders.Edit(here, edit()))},
		{"order-edit-wrong", "Changing an order: it came back", framed("Error: Change SO-10481", layout.Orders, orders.Edit(here, wrongEdit()))},
		{"order-confirmation", "An order confirmation, in German", framed("Auftragsbestätigung SO-10481", layout.Orders, papers.Show(paper()))},
		{"order-new-line", "What a line of it is answered", framed("New order", layout.Orders, templ.Join(layout.Head("New order"), orders.LineChecked(here, entry(), 2, answeredEntry().Lines[2])))},
	}
}

func orderRows() []model.OrderRow {
	row := func(number, customer string, s model.OrderStanding, promise model.Date, value model.Money) model.OrderRow {
		return model.OrderRow{Number: number, CustomerCode: "C-107", Customer: customer, OrderedAt: model.At(today.AddDays(-13).Std()),
			Promise: promise, ShipMode: model.AsAvailable, Value: value, OrderStanding: s}
	}
	long := row("SO-10483", longName, model.OrderStanding{Lines: 140, Open: 140, NoSupply: 140}, today+47, 123_456_789_00)
	long.CustomerPO, long.ShipMode = "PO 7701, call off 3 of the frame contract", model.OrderComplete
	return []model.OrderRow{
		row("SO-10481", "Rennie Interiors", model.OrderStanding{Lines: 3, Open: 2, Part: 1, Risk: 1}, today-5, 2_546_94),
		row("SO-10480", "Hartley Build Ltd", model.OrderStanding{Lines: 1, Open: 1, Ready: 1}, today, 94_50),
		long,
		row("SO-10482", "Okoro & Sons", model.OrderStanding{Lines: 2, Open: 2, Holding: 1}, today+2, 310_00),
		row("SO-10479", "Fjord Homes", model.OrderStanding{Lines: 4}, 0, 1_180_00),
	}
}

func order() model.OrderPage {
	u := model.Units
	return model.OrderPage{OrderRow: orderRows()[0], CustomerTier: "B", Site: "HARBOUR", SiteAddress: "12 Quay Street, Lower Harbour", Warehouse: "MAIN",
		NeedBy: today + 3, Priority: 2, Method: "own_truck", Project: "Beacon Road flats", Version: 3,
		OrderLines: []model.OrderLineRow{
			{ID: 1, LineNo: 1, SKU: "GB-125-TE", Product: "Gypsum board 12.5 mm tapered 1200 × 2400", Unit: "pc", UnitQty: u(30), StockUnit: "pc", Ordered: u(30), Shipped: u(30), Price: 12_63, Status: model.Closed, Version: 4},
			{ID: 2, LineNo: 2, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "bundle", UnitQty: u(4), StockUnit: "m2", Ordered: model.Qty(1_280_500), Allocated: u(20), Open: model.Qty(1_280_500), Short: model.Qty(1_260_500), Price: 8_40,
				Promise: today - 5, ETA: today + 11, ETASource: "PO-771/1", ETAConfidence: model.Confirmed, Status: model.Part, Version: 2},
			{ID: 3, LineNo: 3, SKU: "SCR-35-BX", Product: "Drywall screws 35 mm, box of 1,000", Unit: "box", UnitQty: u(12), StockUnit: "box", Ordered: u(12), Cancelled: u(2), Open: u(10), Short: u(10), Price: 21_00,
				Promise: today + 11, Status: model.AtRisk, Version: 1},
		},
		Sent: []model.SentLine{{Shipment: "SH-501", ShippedAt: model.At(today.AddDays(-2).Std()), LineNo: 1, Qty: u(30)}},
		Parts: []model.LinePart{{LineNo: 2, Qty: u(20), Date: today, Source: "stock", Confidence: model.InStock}, {LineNo: 2, Qty: u(1000), Date: today + 11, Source: "PO-771/1", Confidence: model.Confirmed},
			{LineNo: 2, Qty: u(200), Date: today - 3, Source: "PO-760/2", Confidence: model.Stated}, {LineNo: 3, Qty: u(10), Date: today + 20, Source: "not yet ordered", Confidence: model.NotOrdered}},
		Timeline: []model.Happening{
			{At: model.At(today.Std()), Actor: "priya@example.com", What: "cancelled", Entity: "line", Ref: "SO-10481/3", From: `{"open":"12"}`, To: `{"open":"10"}`, Why: "two fewer are needed"},
			{At: model.At(today.AddDays(-13).Std()), Actor: "dana@example.com", What: "entered", Entity: "order"},
		}}
}

// blanketOrder is an agreement over three lines, of which one is all released.
func blanketOrder() model.OrderPage {
	o := order()
	o.Number, o.Kind, o.CustomerPO, o.OrderStanding = "SO-10490", model.Blanket, "FRAME-26", model.OrderStanding{Lines: 3}
	o.OrderLines, o.Sent, o.Parts, o.Timeline = nil, nil, nil, nil
	return o
}

func blanketPage() model.BlanketPage {
	u := model.Units
	return model.BlanketPage{
		Lines: []model.BlanketLine{
			{ID: 1, LineNo: 1, SKU: "GB-125-TE", Product: "Gypsum board 12.5 mm tapered 1200 × 2400", Unit: "pc", UnitQty: u(400), Stock: "pc", Agreed: u(400), Ordered: u(400), Released: u(140), Shipped: u(60), Price: 12_63},
			{ID: 2, LineNo: 2, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "bundle", UnitQty: u(100), Stock: "m2", Agreed: u(540), Ordered: u(540), Price: 8_40},
			{ID: 3, LineNo: 3, SKU: "SCR-35-BX", Product: "Drywall screws 35 mm, box of 1,000", Unit: "box", UnitQty: u(24), Stock: "box", Agreed: u(24), Ordered: u(24), Released: u(24), Price: 21_00},
		},
		Releases: []model.BlanketRelease{
			{Number: "SO-10490-R1", OrderedAt: model.At(today.AddDays(-9).Std()), Requested: today - 2, Lines: 2, Value: 1_261_80},
			{Number: "SO-10490-R2", OrderedAt: model.At(today.AddDays(-1).Std()), Requested: today + 12, Lines: 1, Open: 1, Promise: today + 14, Value: 1_010_40},
		}}
}

func heldOrder() model.OrderPage {
	o := order()
	o.Hold, o.CreditHold, o.Holding = "waits for the crane", "three invoices are overdue", 1
	o.Sent, o.Timeline = nil, nil
	return o
}

func entry() orders.EntryForm {
	return orders.EntryForm{RID: "gallery-entry-0001", Lines: make([]orders.EntryLine, orders.RowsAdded),
		Warehouses: []model.Option{{Value: "MAIN", Text: "Riverside depot"}, {Value: "YARD", Text: "Timber yard"}}}
}

func wrongEntry() orders.EntryForm {
	f := entry()
	f.Customer, f.Warehouse, f.Requested, f.NeedBy, f.Essential, f.Priority = "Hart", "YARD", "2026-12-04", "2026-12-09", "on", "1"
	f.Matches = []model.Option{{Value: "C-108", Text: "Hartley Build Ltd"}, {Value: "C-140", Text: "Hartwell Roofing"}}
	f.Lines[0], f.Lines[1] = orders.EntryLine{SKU: "GB-125-TE", Qty: "many"}, orders.EntryLine{SKU: "GB-9", Qty: "4", Matches: []model.Option{{Value: "GB-95-TE", Text: "Gypsum board 9.5 mm"}, {Value: "GB-90", Text: "Glue 90"}}}
	f.Problems = model.Problems{"customer": "2 customers fit. Choose one.", model.LineField(0, "qty"): "Enter a number, such as 12 or 12.125.",
		model.LineField(1, "sku"): "2 products fit. Choose one."}
	return f
}

// answeredEntry has a line of every answer, for a customer with every limit.
func answeredEntry() orders.EntryForm {
	u, limit := model.Units, model.Money(5_000_00)
	f := entry()
	f.Customer, f.OnShort = "C-140", ""
	f.Terms = &model.CustomerTerms{Code: "C-140", Name: "Okoro & Sons", Tier: "A", ShipMode: model.MaxShipments, MaxShipments: 2, AskShort: true, ValueMax: &limit, Waiting: 4_800_00,
		CreditHold: "three invoices are overdue", NoticeRegime: "uk_consumer", Sites: []model.Option{{Value: "HARBOUR", Text: "12 Quay Street"}}}
	board := &model.SoldProduct{SKU: "GB-125-TE", Name: "Gypsum board 12.5 mm tapered 1200 × 2400", Unit: "pc", Price: 12_63, Units: []string{"pc", "bundle"}}
	answer := func(a model.Availability) orders.LineAnswer {
		a.Name, a.Unit = board.Name, "pc"
		return orders.LineAnswer{Available: &a, Asked: true}
	}
	part := []model.AvailabilityPart{{Qty: u(20), Date: today, Source: "stock", Confidence: model.InStock}, {Qty: u(40), Date: today + 11, Source: "PO-771/1", Confidence: model.Confirmed}}
	for i, a := range []orders.LineAnswer{
		{Available: &model.Availability{Name: board.Name, Unit: "pc", Free: u(120)}},
		answer(model.Availability{Qty: u(60), FromStock: u(60), Free: u(120), Complete: today + 1}),
		answer(model.Availability{Qty: u(60), FromStock: u(20), Free: u(20), Parts: part, Complete: today + 11, Elsewhere: []model.AvailableElsewhere{{Warehouse: "YARD", Free: u(80)}},
			Substitutes: []model.AvailableSubstitute{{SKU: "GB-125-SE", Name: "Gypsum board 12.5 mm square edge", Unit: "pc", Free: u(200)}}}),
		answer(model.Availability{Qty: u(60), Parts: part[1:], Complete: today + 11, Late: true}),
		answer(model.Availability{Qty: u(60), Refused: "Only 20 pc of GB-125-TE are free and it is not backordered: 20 can be ordered now."}),
		{Problem: "GB-125-TE is not sold by ton."},
	} {
		f.Lines[i] = orders.EntryLine{SKU: "GB-125-TE", Qty: "60", Price: "12.63", Product: board, Answer: a}
	}
	f.Problems = model.Problems{"on_short": "3 of 6 lines are short, and this customer wants to be asked: send what is ready, or wait for all of it?"}
	return f
}

func edit() orders.EditForm {
	o := model.OrderToEdit{ID: 1, Number: "SO-10481", Customer: "C-107", CustomerName: "Rennie Interiors", Warehouse: "MAIN", Version: 3,
		OrderHead: model.OrderHead{Site: "HARBOUR", CustomerPO: "PO 7701", Project: "Beacon Road flats", Requested: today + 2, NeedBy: today + 3, Priority: 2, ShipMode: model.AsAvailable, Method: model.OwnTruck}}
	f := orders.EditForm{Order: o, Version: "3", Opened: "2026-11-24T08:00:00.000Z", EntryForm: entry()}
	f.Head = orders.Head{Customer: "C-107", Site: "HARBOUR", CustomerPO: "PO 7701", Project: "Beacon Road flats", NeedBy: "2026-11-27", Priority: "2", ShipMode: "as_available", Method: "own_truck"}
	f.Lines = f.Lines[:orders.RowsToAdd]
	for _, l := range order().OrderLines {
		f.Was = append(f.Was, orders.EditLine{Seen: "1", TypedQty: l.UnitQty.String(), Cost: "12.63", LineToEdit: model.LineToEdit{ID: l.ID, LineNo: l.LineNo, SKU: l.SKU, Product: l.Product, Unit: l.Unit, UnitQty: l.UnitQty,
			StockUnit: l.StockUnit, Ordered: l.Ordered, Shipped: l.Shipped, Cancelled: l.Cancelled, Allocated: l.Allocated, Open: l.Open}})
	}
	f.Changed = "SO-10481 was changed by priya@example.com on 24 Nov 08:00 (priority set). Look at it again."
	f.Since = []model.Happening{{At: model.At(today.Std()), Actor: "priya@example.com", Who: "Priya Nair", What: "priority_set", Entity: "order", From: `{"priority":3}`, To: `{"priority":2}`, Why: "rush"}}
	return f
}

func wrongEdit() orders.EditForm {
	f := edit()
	f.Changed, f.Since, f.Was[0].TypedQty = "", nil, "20"
	f.Problems = model.Problems{model.EditField(1, "qty"): "30 pc have left, are picked, or were cancelled or replaced: it cannot be fewer.", "why": "Say why fewer are wanted.",
		"site": "Goods are picked for the site it goes to now. Take them off the pick list first."}
	return f
}

func paper() papers.Confirmation {
	o := order()
	o.Language, o.Country, o.Essential = "de", "AT", true
	return papers.Confirm(o, papers.Company{Name: "Harbour & Pine Building Supplies", Currency: "EUR", Decimals: 2, Zone: here.Zone}, model.At(today.Std()))
}
