package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/partners"
	"backfill/views/urls"
)

func partnerSamples() []Sample {
	list := listing(model.CustomerListShape, urls.Customers, "customers", 3, 250)
	never := listing(model.CustomerListShape, urls.Customers, "customers", 0, 0)
	return []Sample{
		{"customers", "Customers: late, on credit hold, idle", framed("Customers", layout.Customers, listed("Customers", list, partners.CustomerColumns, customerRows()))},
		{"customers-never", "Customers: none yet", framed("Customers", layout.Customers, listed("Customers", never, partners.CustomerColumns, nil))},
		{"customer", "One customer, late", framed("Rennie Interiors", layout.Customers, partners.Customer(here, customer()))},
		{"customer-bare", "One customer with nothing open", framed(longName, layout.Customers, partners.Customer(here, model.CustomerPage{CustomerRow: customerRows()[2]}))},
		{"supplier", "One supplier", framed("Thermawool", layout.Purchasing, partners.Supplier(here, model.SupplierPage{Code: "S-106", Name: "Thermawool", Group: "insulation",
			LeadTimeDays: 17, Email: "orders@thermawool.example", Products: 13, Orders: poRows()[:2]}))},
		{"supplier-bare", "One supplier with nothing on order", framed("Thermawool", layout.Purchasing, partners.Supplier(here, model.SupplierPage{Code: "S-106", Name: "Thermawool", LeadTimeDays: 1}))},
	}
}

func customerRows() []model.CustomerRow {
	return []model.CustomerRow{
		{Code: "C-107", Name: "Rennie Interiors", Class: "contractor", Tier: "B", Country: "GB", ShipMode: model.AsAvailable, OpenLines: 5, ShortLines: 3, LateLines: 2, OpenValue: 2_181_66},
		{Code: "C-140", Name: "Okoro & Sons", Tier: "A", ShipMode: model.OrderComplete, CreditHold: "three invoices are overdue", OpenLines: 140, ShortLines: 140, OpenValue: 123_456_789_00},
		{Code: "C-141", Name: longName, ShipMode: model.LineComplete},
	}
}

func customer() model.CustomerPage {
	limit := model.Money(50_000_00)
	row := customerRows()[0]
	row.CreditHold = "three invoices are overdue"
	return model.CustomerPage{CustomerRow: row, Email: "buying.department.north@rennie-interiors-and-shopfitting.example", Phone: "01632 960218", Language: "en", Owner: "dana@example.com",
		MaxShipments: 2, NoticeRegime: "contract_b2b", LimitValue: &limit,
		Sites: []model.SiteRow{{Site: "HARBOUR", Name: "Beacon Road flats", Address: "12 Quay Street, Lower Harbour", Zone: "N2", Contact: "Mo Adler", Phone: "01632 960219"}},
		Lines: []model.CustomerLine{
			{LineID: 4, OrderNumber: "SO-10481", LineNo: 2, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", Open: model.Qty(1_280_500), Short: model.Qty(1_260_500), Promise: today - 5, ETA: today + 11, Status: model.Part},
			{LineID: 3, OrderNumber: "SO-10480", LineNo: 1, SKU: "GB-125-TE", Product: "Gypsum board 12.5 mm tapered 1200 × 2400", Unit: "pc", Open: model.Units(60), Promise: today, Status: model.Ready},
		},
		Orders: orderRows()[:2]}
}
