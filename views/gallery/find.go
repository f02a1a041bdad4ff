package gallery

import (
	"backfill/model"
	"backfill/views/find"
	"backfill/views/ui"
)

func findSamples() []Sample {
	hits := []model.Hit{
		{Kind: model.HitOrder, Ref: "SO-10481", Name: longName, Note: "4500-77", Open: 3},
		{Kind: model.HitOrder, Ref: "SO-10480", Name: "Hartley Carpentry"},
		{Kind: model.HitLine, ID: 7, Ref: "SO-10481/3", Name: "Oak plank 18 mm", Note: "OAK-18"},
		{Kind: model.HitProduct, Ref: "OAK-18", Name: "Oak plank 18 mm", Note: "Timber", Available: 12500, Unit: "m"},
		{Kind: model.HitProduct, Ref: "OAK-17", Name: "Oak plank 17 mm", Note: "retired", Unit: "m"},
		{Kind: model.HitCustomer, Ref: "C-1008", Name: "Hartley Carpentry", Note: "A"},
		{Kind: model.HitSupplier, Ref: "KNAUF", Name: "Knauf Dry Systems"},
		{Kind: model.HitPO, Ref: "PO-8841", Name: "Knauf Dry Systems", Open: 1},
		{Kind: model.HitShipment, Ref: "SH-12", Name: "Hartley Carpentry", Note: "2026-11-20", Of: "SO-10480"},
	}
	pages := []ui.Link{{Text: "New order", Href: "#new"}, {Text: "Orders", Href: "#orders"}}
	return []Sample{
		{"search", "Search: something of every kind", framed("Search", "", find.Page(find.Search{Q: "oak", Hits: hits, Pages: pages}))},
		{"search-none", "Search: nothing found", framed("Search", "", find.Page(find.Search{Q: "oka"}))},
	}
}
