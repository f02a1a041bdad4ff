package handlers

import (
	"net/url"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/reconcile"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) reconcileRoutes() {
	s.lists("/reconcile", model.SeeProducts, s.countList, "reconcile")
	s.get("/reconcile/:id", model.SeeProducts, s.showCount)
	s.post("/reconcile/:id/book", model.AdjustStock, s.bookCount)
	s.post("/reconcile/:id/keep", model.AdjustStock, s.keepBook)
}

func (s *Server) countList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.WaitingCount]{name: "reconcile", active: layout.Reconcile, path: urls.Reconcile(""), shape: model.ReconcileListShape,
		read: func(q model.ListQuery) (model.Paged[model.WaitingCount], error) { return s.Store.CountsWaiting(ctx, q) },
		page: lists.Page[model.WaitingCount]{Title: "Reconcile", Caption: "Counts that wait", About: reconcile.About, Tabs: reconcile.Tabs(), Columns: reconcile.Columns(s.countForms(v.c)),
			Row: attribute("data-sku", func(c model.WaitingCount) string { return c.SKU })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "SKU, name or lot", "counts"
			to.Never = ui.EmptyData{Icon: "circle-check", Title: "No count waits.",
				Text: "Counts that agree with the book, or differ by little, are booked at once. Others wait here for a person."}
			warehouses, err := s.Store.WarehouseOptions(ctx)
			if err != nil {
				return err
			}
			choose(to, "warehouse", "Warehouse", "Any warehouse", "Warehouse", warehouses)
			return s.chooseSupplier(ctx, to)
		}}
}

func (s *Server) countForms(c Ctx) reconcile.Forms {
	return reconcile.Forms{RID: newRID(), MayBook: user(c).May(model.AdjustStock)}
}

func (s *Server) showCount(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.countPage(v, s.countForms(c))
}

// countPage is one count, also when a form on it came back.
func (s *Server) countPage(v *shown, f reconcile.Forms) error {
	id, err := idParam(v.c)
	if err != nil {
		return err
	}
	q, err := s.Store.CountQuestion(v.c.Request().Context(), id)
	if err != nil {
		return err
	}
	return v.show(reconcile.Title(q.WaitingCount), layout.Reconcile, reconcile.Show(v.Here, q, f))
}

// bookCount books a count that waits. Where lines lose that were not shown, the
// page comes back and names them.
func (s *Server) bookCount(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	got, err := s.Store.AcceptCount(c.Request().Context(), actor(c), id, field(c, "seen"))
	if changed := changedWords(c, err); changed != "" {
		return s.countRefused(c, err, reconcile.Forms{Changed: changed})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Reconcile(""), "Booked: counted "+locale(c).Qty(got.Counted)+", the book said "+locale(c).Qty(got.Book)+". "+locale(c).Qty(got.OnHand)+" are on hand now.")
}

// keepBook dismisses a count, for a reason.
func (s *Server) keepBook(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	f := reconcile.Forms{Why: field(c, "why")}
	err = s.Store.DismissCount(c.Request().Context(), actor(c), id, f.Why)
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
		return s.countRefused(c, err, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Reconcile(""), "The book is kept. The count is dismissed, with your reason.")
}

// countRefused shows the count again with what was typed and why it was refused.
func (s *Server) countRefused(c Ctx, err error, f reconcile.Forms) error {
	v, failed := s.shown(c)
	if failed != nil {
		return failed
	}
	forms := s.countForms(c)
	f.RID, f.MayBook = forms.RID, forms.MayBook
	return s.countPage(v.as(statusOf(err)), f)
}
