package gallery

import (
	"time"

	"backfill/model"
	"backfill/views/backorders"
	"backfill/views/layout"
	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// today is the gallery's day, so that its pictures never change by themselves.
var today = model.NewDate(2026, time.November, 24)

// boards are the samples of the board and of the page of one line.
func boards() []Sample {
	return []Sample{
		{"board", "Board: a line of every status", board(func(b *backorders.Board) {})},
		{"board-group", "Board: grouped by product", board(group)},
		{"board-drawer", "Board: a line open beside it", board(func(b *backorders.Board) {
			l := line(backorders.Form{})
			b.Query, b.Drawer = b.Query.Opened(l.LineID), &l
			l.Board = &b.Query
		})},
		{"board-may-not", "Board: for somebody who may only look", board(func(b *backorders.Board) { b.User.Role = model.RoleWarehouse })},
		{"board-empty", "Board: never used", board(none)},
		{"board-filtered", "Board: nothing matches", board(func(b *backorders.Board) {
			none(b)
			b.Query = b.Query.With(model.Filter{Key: "customer", Value: "Hartley"}).With(model.Filter{Key: "late", Value: "yes"})
		})},
		{"board-saved", "Board: a saved view that was changed, figures folded away", board(func(b *backorders.Board) {
			saved(b)
			b.HideFigures = true
		})},
		{"board-saved-wrong", "Board: a name that cannot be kept", board(func(b *backorders.Board) {
			saved(b)
			b.Query = b.Query.Cleared() // no filter lies half under the open menu
			b.ViewForm = ui.ViewForm{Do: "saveas", Name: "Late A", Shared: true, Problems: model.Problems{"name": "There is a view of this name already. Choose another."}}
		})},
		{"board-saved-conflict", "Board: a saved view that somebody else changed", board(func(b *backorders.Board) {
			saved(b)
			b.Query.Columns = []model.Column{model.ColStatus, model.ColOrder, model.ColSKU} // no heading half under the open menu
			b.ViewForm = ui.ViewForm{Do: "edit", Name: "Late and A", Conflict: "The view “Late A” was changed meanwhile by Priya Nair. This is how it is now."}
		})},
		{"board-wrong", "Board: an address that cannot be read", board(func(b *backorders.Board) {
			none(b)
			b.Problems = model.Problems{"sort": "The board cannot be sorted by colour."}
		})},
		{"line", "One line", onePage(backorders.Form{})},
		{"line-why", "What a status chip opens", framed("Why?", layout.Backorders, templ.Join(layout.Head("Why?"), backorders.Why(line(backorders.Form{}))))},
		{"line-wrong", "One line: a form that came back", onePage(backorders.Form{Do: "cancel", Values: map[string]string{"qty": "forty"},
			Problems: model.Problems{"qty": "Enter how many, such as 40.", "why": "Say why, for the timeline."}})},
		{"line-conflict", "One line: somebody was faster", onePage(backorders.Form{Conflict: "Priya allocated 12 of these 20 s ago. Check and try again."})},
	}
}

// saved opens a saved view, one filter on, beside one that another shares.
func saved(b *backorders.Board) {
	b.Saved = []backorders.SavedTab{
		{SavedView: model.SavedView{ID: 1, OwnerID: 1, OwnerName: "Dana Okafor", Name: "Late A", Query: "late=yes&tier=A", Mine: true, Start: true, Version: 1}, Tally: model.BoardCount{N: 17}},
		{SavedView: model.SavedView{ID: 2, OwnerID: 2, OwnerName: "Priya Nair", Name: "Knauf, this week", Query: "eta=week&supplier=Knauf", Shared: true, Version: 1}, Tally: model.BoardCount{N: 240, AtLeast: true}},
	}
	b.Query = b.Saved[0].Board().With(model.Filter{Key: "status", Value: "risk"})
}

// board draws the sample board after one change to it.
func board(change func(*backorders.Board)) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		b := backorders.Board{Here: here, Query: model.NewBoardQuery(), User: p.User, RID: p.RID,
			Page: model.BoardPage{Rows: rows(), Count: model.BoardCount{N: 312}, First: 1, Next: "next"},
			KPI: model.BoardKPI{OpenLines: 1894, Ready: 41, PastPromise: 17, NoSupply: 9, UnitsShort: model.Qty(8_940_500),
				FillLines: 1103, FillNeverShort: 853},
			Counts: model.BoardCounts{model.ViewBackorders: 312, model.ViewAll: 1894, model.ViewReady: 41, model.ViewRisk: 17},
		}
		change(&b)
		p.Title, p.User = "Backorders", b.User
		return backorders.Show(p, b)
	}
}

func onePage(f backorders.Form) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = "Line SO-10481/2", len(f.Problems) > 0
		return backorders.ShowLine(p, line(f))
	}
}

func none(b *backorders.Board) {
	b.Page, b.KPI, b.Counts = model.BoardPage{}, model.BoardKPI{}, nil
}

func group(b *backorders.Board) {
	b.Query.Group = model.ColSKU
	for _, r := range b.Page.Rows {
		b.Page.Groups = append(b.Page.Groups, model.BoardGroup{Key: r.SKU, Title: r.Product, BoardTotals: model.BoardTotals{Lines: 1, Short: r.Short},
			Stock: []model.GroupStock{{Warehouse: "MAIN", Inbound: model.Units(240), Waits: true}, {Warehouse: "EAST", OnHand: model.Units(81), Free: model.Units(81)}}})
	}
}

var here = words.Here{Locale: model.LocaleByTag("en-GB"), House: model.LocaleByTag("en-GB"), Today: today, Zone: time.UTC, Currency: "EUR", Decimals: 2}

// line is a line that is part ready, with everything that can be said of it.
func line(f backorders.Form) backorders.Line {
	r := rows()[3]
	return backorders.Line{Here: here, RID: "gallery-line-00001", Form: f,
		User: model.User{ID: 1, Name: "Dana Okafor", Role: model.RoleAdmin},
		LinePage: model.LinePage{LineID: r.LineID, Order: r.Order, LineNo: r.LineNo, Customer: r.Customer, CustomerCode: "C-107", Tier: r.Tier,
			CustomerPO: r.CustomerPO, SKU: r.SKU, Product: r.Product, StockUnit: "pc", Unit: "pc", Warehouse: r.Warehouse,
			UnitQty: r.Open, Ordered: r.Open, Open: r.Open, Allocated: r.Allocated, Short: r.Short, Promise: r.Promise,
			FirstPromise: r.Promise - 4, Priority: r.Priority, ShipMode: r.ShipMode, Version: 1, OrderVersion: 1,
			Email: "buying@rennie.example", Phone: "01632 960021", Site: "MILL", SiteName: "Mill Loft conversion", SiteAddress: "4 Foundry Lane", SiteContact: "Sam, site office",
			MaxShipments: 2, LotRule: "one", Pack: model.Units(4), Backorder: "limit", BackorderMax: model.Units(200), Policy: model.Protected,
			KeptBack: []model.KeptBack{{Qty: model.Units(40), Priority: 1, Until: today + 7, Why: "for the school"}},
			Why:      []string{"120 on hand, 80 kept by SO-10480/1 (priority 1).", "PO-771/1 on 5 Dec covers it.", "Number 2 of 3 in the queue: priority 2."},
			Names:    []model.Name{{Text: "SO-10480/1", Line: 3}, {Text: "PO-771/1", PO: "PO-771"}},
			Timeline: events(), Place: 2, Of: 3, Method: "own_truck", Requested: today + 6,
			Queue:  []model.LineAhead{{LineID: 3, Order: "SO-10480", LineNo: 1, Customer: longName, Priority: 1, Promise: today + 8, Open: model.Units(60), Have: model.Units(60), Place: 1}},
			Supply: []model.LineSupply{{PO: "PO-771", Line: 1, Open: model.Units(240), ETA: today + 11, Confidence: model.Confirmed, Reaches: model.Units(20)}, {PO: "PO-779", Line: 3, Open: model.Units(60), Confidence: model.Stated}},
			OnHand: model.Units(120), Free: model.Units(4), OrderedAt: model.At(today.AddDays(-13).Std()), Row: &r}}
}

// events are what people and the desk did with the line.
func events() []model.Happening {
	at := func(days int) model.Time { return model.At(today.AddDays(-days).Std()) }
	return []model.Happening{
		{At: at(1), Actor: "ines@demo.test", Who: "Ines Costa", What: "eta", Entity: "po_line", Ref: "PO-771/1", From: "2026-12-01", To: "2026-12-05", Why: "The mill is late"},
		{At: at(3), Actor: "clock", What: "run allocated", Entity: "line", To: "20000"},
		{At: at(13), Actor: "priya@demo.test", Who: "Priya Nair", What: "entered", Entity: "order"},
	}
}

// rows are one line of every status, late and early, whole and broken.
func rows() []model.BoardRow {
	u := model.Units
	return []model.BoardRow{
		{LineID: 1, Order: "SO-10486", LineNo: 1, Customer: "Okoro & Sons", Tier: "A", CustomerPO: "PO 7706", SKU: "GB-125-TE", Product: "Gypsum board 12.5 mm tapered 1200 × 2400",
			Status: model.OnHold, OnHold: true, Holds: "person", Open: u(60), Short: u(60), Promise: today + 14, ETA: today + 16, ETASource: "PO-776/1", ETAConfidence: model.Stated, Priority: 1, Warehouse: "MAIN", Unit: "pc"},
		{LineID: 2, Order: "SO-10485", LineNo: 3, Customer: "M. Alvarez (retail)", Tier: "C", SKU: "SEAL-AC", Product: "Acoustic sealant 900 ml",
			Status: model.Customer, AskedAt: model.At(today.AddDays(-2).Std()), Open: u(6), Short: u(6), Promise: today + 13, ETA: today + 15, ETASource: "PO-775/2", ETAConfidence: model.Confirmed, Priority: 3, Warehouse: "MAIN", Unit: "pc"},
		{LineID: 3, Order: "SO-10480", LineNo: 1, Customer: "Hartley Build Ltd", Tier: "A", CustomerPO: "PO 7700", SKU: "GB-125-TE", Product: "Gypsum board 12.5 mm tapered 1200 × 2400",
			Status: model.Ready, Open: u(60), Allocated: u(60), Promise: today + 8, Priority: 1, Warehouse: "MAIN", Unit: "pc", Owner: "Dana Okafor"},
		{LineID: 4, Order: "SO-10481", LineNo: 2, Customer: "Rennie Interiors", Tier: "B", CustomerPO: "PO 7701", SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200",
			Status: model.Part, NoSupply: true, ShipMode: model.AsAvailable, Open: u(40), Allocated: u(20), Short: u(20), Promise: today + 9, ETA: today + 11, ETASource: "PO-771/1", ETAConfidence: model.Confirmed, Priority: 2, Warehouse: "MAIN", Unit: "pc", Version: 1},
		{LineID: 5, Order: "SO-10483", LineNo: 1, Customer: "North Quay Joinery and Staircases of Lower Harbour", Tier: "A", SKU: "SCR-35-BX", Product: "Drywall screws 35 mm, box of 1,000",
			Status: model.NoSupply, NoSupply: true, Open: u(12), Short: u(12), Promise: today + 11, ETAConfidence: model.NotOrdered, Priority: 1, Warehouse: "MAIN", Unit: "box"},
		{LineID: 6, Order: "SO-10482", LineNo: 3, Customer: "Delta Dry Lining", Tier: "C", SKU: "STD-70-30", Product: "Steel stud C70 3.0 m",
			Status: model.AtRisk, AtRisk: true, Open: u(24), Short: u(24), Promise: today - 5, ETA: today + 16, ETASource: "PO-772/1", ETAConfidence: model.Estimate, Priority: 3, Warehouse: "YARD", Unit: "pc"},
		{LineID: 7, Order: "SO-10484", LineNo: 2, Customer: "City Works Department", SKU: "OSB-18-C", Product: "OSB/3 18 mm 1250 × 2500",
			Status: model.OnOrder, Open: model.Qty(1_280_500), Short: model.Qty(1_280_500), Promise: today + 47, ETA: today + 14, ETASource: "PO-774/1", ETAConfidence: model.OnTheWay, Priority: 2, Warehouse: "MAIN", Unit: "m2"},
		{LineID: 8, Order: "SO-10487", LineNo: 2, Customer: "Fjord Homes", Tier: "B", SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200",
			Status: model.Closed, Priority: 2, Warehouse: "MAIN", Unit: "pc"},
	}
}
