package handlers

import (
	"time"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/reconcile"
	"backfill/views/stock"
	"backfill/views/urls"
)

// countStock shows what a count does where the form asks for it, and books it
// otherwise.
func (s *Server) countStock(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, m, p := v.typedCount()
	ctx := c.Request().Context()
	var seen model.CountPreview
	var got model.CountResult
	err = problemsFirst(p, func() (err error) {
		if field(c, "check") != "" {
			seen, err = s.Store.CountPreview(ctx, m)
		} else {
			got, err = s.Store.CountStock(ctx, actor(c), m)
		}
		return err
	})
	switch {
	case refused(c, err, "on_hand", &f.Problems):
		return s.productPage(v.as(statusOf(err)), m.SKU, stock.Forms{Count: f})
	case err != nil:
		return err
	case field(c, "check") != "":
		return v.show(reconcile.Title(seen.WaitingCount), layout.Products, reconcile.Preview(v.Here, seen, newRID()))
	}
	return s.done(c, urls.Product(m.SKU), countWords(c, got))
}

// typedCount reads the form: what was typed, what it means, and what is wrong.
func (v *shown) typedCount() (f stock.CountForm, m model.Count, p model.Problems) {
	c := v.c
	f = stock.CountForm{Warehouse: field(c, "warehouse"), Lot: field(c, "lot"), OnHand: field(c, "on_hand"), Why: field(c, "why"), Day: field(c, "as_of"), Hour: field(c, "as_of_hour")}
	m = model.Count{SKU: param(c, "sku"), Warehouse: f.Warehouse, Lot: f.Lot, Why: f.Why}
	m.OnHand = typedQty(v.c, &p, "on_hand", f.OnHand)
	shortText(&p, "why", f.Why)
	if moment := field(c, "moment"); moment != "" { // from the preview
		var err error
		m.AsOf, err = model.ParseTime(moment)
		p.Need("as_of", err == nil, "Enter when it was counted.")
		return f, m, p
	}
	day := typedDate(v.c, &p, "as_of", f.Day)
	if f.Day == "" && f.Hour == "" {
		return f, m, p
	}
	if f.Day == "" {
		day = v.Today
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day.String()+" "+f.Hour, v.Zone)
	p.Need("as_of_hour", err == nil || p["as_of"] != "", "Enter the time of day, for example 14:30.")
	m.AsOf = model.At(at)
	return f, m, p
}
