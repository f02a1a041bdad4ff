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
		{"customers", "Customers: late, on credit hold, idle", framed("Customers", layout.Customers, listed("Customers", list, partners.CustomerColumns, customerRows(), partners.NewCustomerButton()))},
		{"customers-never", "Customers: none yet", framed("Customers", layout.Customers, listed("Customers", never, partners.CustomerColumns, nil))},
		{"customer", "One customer, late", framed("Rennie Interiors", layout.Customers, partners.Customer(here, customer(), partners.Forms{RID: "gallery", MayEdit: true, MayHold: true, MayOrder: true}))},
		{"customer-bare", "One customer with nothing open", framed(longName, layout.Customers, partners.Customer(here, model.CustomerPage{CustomerRow: customerRows()[2]}, partners.Forms{}))},
		{"customer-new", "A new customer, refused", framed("New customer", layout.Customers, partners.EditCustomer(partners.CustomerForm{New: true, RID: "gallery", Code: "C-9", Email: "no address",
			ShipMode: "max_shipments", NoticeRegime: "us_mito", Mail: "digest", Currency: "EUR", Problems: model.Problems{"name": "Enter the name.", "email": "Enter an address, such as name@example.com.",
				"max_shipments": "Enter how many shipments an order may have, 1 to 99."}}))},
		{"customer-edit", "A customer that somebody else changed", framed("Change Rennie Interiors", layout.Customers, partners.EditCustomer(partners.CustomerForm{RID: "gallery", Code: "C-107",
			Name: "Rennie Interiors", Changed: "C-107 was changed by dana@example.com on 24 Nov 09:12 (changed). Look at it again.", Language: "pt", OpenOrders: 4, Waiting: "1,200.00 EUR", Currency: "EUR"}))},
		{"site-edit", "A site, refused", framed("Site", layout.Customers, partners.EditSite(partners.SiteForm{New: true, RID: "gallery", Customer: "C-107", CustomerName: "Rennie Interiors", Zone: "N2",
			Problems: model.Problems{"site": "Enter what the site is called."}}))},
		{"contact-edit", "A contact", framed("Contact", layout.Customers, partners.EditContact(partners.ContactForm{ID: 3, RID: "gallery", Customer: "C-107", CustomerName: "Rennie Interiors", Name: "Mo Adler",
			Role: "foreman", Email: "mo@rennie.example", Delays: true, Problems: model.Problems{"email": "Notices go by e-mail: enter the address."}}))},
		{"customer-erase", "A customer that asked to be forgotten", framed("Erase C-140", layout.Customers, partners.Erase(here, partners.EraseForm{RID: "gallery",
			Erasable: model.Erasable{Code: "C-140", Name: "Okoro & Sons", Version: 3, Orders: 12, Sites: 2, Contacts: 1}, Problems: model.Problems{"why": "Say why."}}))},
		{"suppliers", "Suppliers: late, few receipts, retired", framed("Suppliers", layout.Purchasing, listed("Suppliers", listing(model.SupplierListShape, urls.Suppliers, "suppliers", 3, 40),
			partners.SupplierColumns, supplierRows(), partners.NewSupplierButton()))},
		{"suppliers-never", "Suppliers: none yet", framed("Suppliers", layout.Purchasing, listed("Suppliers", listing(model.SupplierListShape, urls.Suppliers, "suppliers", 0, 0),
			partners.SupplierColumns, nil))},
		{"supplier", "One supplier", framed("Thermawool", layout.Purchasing, partners.Supplier(here, model.SupplierPage{SupplierRow: supplierRows()[0], Email: "orders@thermawool.example", Products: 13, Orders: poRows()[:2]},
			partners.SupplierForms{RID: "gallery", MayEdit: true}))},
		{"supplier-few", "A retired supplier with few receipts", framed(longName, layout.Purchasing, partners.Supplier(here, model.SupplierPage{SupplierRow: supplierRows()[1]}, partners.SupplierForms{RID: "gallery", MayEdit: true}))},
		{"supplier-bare", "One supplier with nothing on order", framed("Ridge Works", layout.Purchasing, partners.Supplier(here, model.SupplierPage{SupplierRow: supplierRows()[2], Products: 2, Version: 2},
			partners.SupplierForms{RID: "gallery", MayEdit: true, Do: "retire", Problems: model.Problems{"why": "Say why."}}))},
		{"supplier-new", "A new supplier, refused", framed("New supplier", layout.Purchasing, partners.EditSupplier(partners.SupplierForm{New: true, RID: "gallery", Code: "S-9", LeadTimeDays: "soon", Email: "no address",
			Problems: model.Problems{"name": "Enter the name.", "lead_time_days": "Enter a whole number of days, 0 to 1000.", "email": "Enter an address, such as name@example.com."}}))},
		{"supplier-edit", "A supplier that somebody else changed", framed("Change Thermawool", layout.Purchasing, partners.EditSupplier(partners.SupplierForm{RID: "gallery", Code: "S-106", Name: "Thermawool",
			LeadTimeDays: "17", Group: "insulation", Products: 13, Lines: 41, Changed: "S-106 was changed by dana@example.com on 24 Nov 09:12 (changed). Look at it again."}))},
	}
}

func supplierRows() []model.SupplierRow {
	return []model.SupplierRow{
		{Code: "S-106", Name: "Thermawool", Group: "insulation", LeadTimeDays: 17, OpenOrders: 12, LateOrders: 3,
			Reliability: model.Reliability{OnTime: model.Share{Met: 61, Of: 84}, Short: model.Share{Met: 9, Of: 70}, Median: -1, P80: 4}},
		{Code: "S-107", Name: longName, Group: "board", LeadTimeDays: 1, Retired: true, Reliability: model.Reliability{OnTime: model.Share{Of: 1}, Short: model.Share{Of: 1}, Median: 1, P80: 1}},
		{Code: "S-108", Name: "Ridge Works"},
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
		Sites: []model.SiteRow{{Site: "HARBOUR", Name: "Beacon Road flats", Address: "12 Quay Street, Lower Harbour", Zone: "N2", Contact: "Mo Adler", Phone: "01632 960219", Access: "gate 3, crane until 15:00", OpenOrders: 2},
			{Site: "OLD", Name: "Finished in spring", RetiredAt: model.At(today.Std())}},
		Contacts: []model.ContactRow{{ID: 3, ContactEdit: model.ContactEdit{Name: "Mo Adler", Role: "foreman", Email: "mo.adler@rennie-interiors-and-shopfitting.example", Phone: "01632 960219", Delays: true, Shipments: true}},
			{ID: 4, ContactEdit: model.ContactEdit{Name: "Ana Rennie"}}},
		Service:        model.Service{Units: model.Share{Met: 170_000, Of: 200_000}, Lines: model.Share{Met: 4, Of: 6}, Orders: model.Share{Of: 2}, Promised: model.Share{Met: 498, Of: 500}},
		BackorderValue: 41_200_00, Mail: model.MailDigest, OpenOrders: 3,
		Lines: []model.CustomerLine{
			{LineID: 4, OrderNumber: "SO-10481", LineNo: 2, SKU: "INS-100-RW", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", Open: model.Qty(1_280_500), Short: model.Qty(1_260_500), Promise: today - 5, ETA: today + 11, Status: model.Part},
			{LineID: 3, OrderNumber: "SO-10480", LineNo: 1, SKU: "GB-125-TE", Product: "Gypsum board 12.5 mm tapered 1200 × 2400", Unit: "pc", Open: model.Units(60), Promise: today, Status: model.Ready},
		},
		Orders: orderRows()[:2]}
}
