package gallery

import (
	"backfill/model"
	"backfill/model/texts"
	"backfill/views/layout"
	"backfill/views/papers"
	"backfill/views/purchasing"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func chaseSamples() []Sample {
	form := purchasing.ChaseForm{RID: "gallery-chase-001", MayEdit: true}
	wrong := form
	wrong.Do, wrong.Why, wrong.Problems = "chase", "x", model.Problems{"lines": "There is no line to ask about.", "why": "A reason may have 500 characters."}
	rows := []model.ChaseRow{
		{ID: 1, SupplierCode: "S-106", Supplier: "Northern Insulation Works of Lower Harbour", Email: "orders@insulation.example", Lines: 4, Overdue: 2, NoDate: 1, Unconfirmed: 1, Due: today - 6, Waiting: 12},
		{ID: 2, SupplierCode: "S-2", Supplier: "Boltworks", Lines: 1, Unconfirmed: 1, Due: today + 8},
	}
	return []Sample{
		{"chase-list", "Dates to ask for, by supplier", framed("Purchasing", layout.Purchasing, listed("Purchasing", listing(model.ChaseListShape, urls.Purchasing, "suppliers", 2, 2), purchasing.ChaseColumns(true), rows))},
		{"chase", "Asking a supplier for dates, in German", framed("Ask for dates", layout.Purchasing, chasing("de", form))},
		{"chase-wrong", "Asking a supplier for dates: it came back", framed("Error: Ask for dates", layout.Purchasing, chasing("en", wrong))},
		{"chase-none", "A supplier that owes no date", framed("Ask for dates", layout.Purchasing, purchasing.Chase(here, model.ChasePage{SupplierCode: "S-2", Supplier: "Boltworks", Days: 7}, form))},
	}
}

// chasing is the page of what a supplier is asked, in its language.
func chasing(lang string, f purchasing.ChaseForm) templ.Component {
	u := model.Units
	p := model.ChasePage{SupplierCode: "S-106", Supplier: "Thermawool", Email: "orders@thermawool.example", Days: 7,
		Lines: []model.ChaseLine{
			{ID: 1, PO: "PO-771", LineNo: 1, SKU: "INS-100-RW", SupplierSKU: "TW-100", Product: "Rock wool slab 100 mm 600 × 1200", Unit: "m2", Open: u(240), ETA: today - 2, Confidence: model.Stated, Waiting: 2, Version: 1},
			{ID: 2, PO: "PO-780", LineNo: 1, SKU: "SCR-35-BX", Product: "Drywall screws 35 mm, box of 1,000", Unit: "box", Open: u(40), Version: 2},
			{ID: 3, PO: "PO-781", LineNo: 12, SKU: "GB-999", Product: "Gypsum board for " + longName, Unit: "pc", Open: u(4), ETA: today + 8, Confidence: model.Stated, Version: 1},
		},
		Asked: []model.ChaseLine{{ID: 4, PO: "PO-760", LineNo: 2, SKU: "INS-60-RW", Product: "Rock wool slab 60 mm", Unit: "m2", Open: u(12), ETA: today - 9, Confidence: model.Confirmed,
			ChasedAt: model.At(today.AddDays(-1).Std()), Version: 1}}}
	letter := papers.Chase(texts.For(lang, ""), "Backfill", p.Email, p.Lines, today)
	f.Lang, f.Subject, f.Body, f.Mail = letter.Lang, letter.Subject, letter.Body, letter.Mail()
	return purchasing.Chase(here, p, f)
}
