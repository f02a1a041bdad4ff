package handlers

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/reconcile"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) reconcileRoutes() {
	s.get("/reconcile", model.SeeProducts, s.listCounts)
	s.get("/reconcile.csv", model.ExportLists, s.exportCounts)
	s.get("/reconcile/:id", model.SeeProducts, s.showCount)
	s.post("/reconcile/:id/book", model.AdjustStock, s.bookCount)
	s.post("/reconcile/:id/keep", model.AdjustStock, s.keepBook)
}

func (s *Server) listCounts(c Ctx) error {
	q, err := listQuery(c, model.ReconcileListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	page, err := s.Store.CountsWaiting(c.Request().Context(), q)
	if err != nil {
		return err
	}
	warehouses, err := s.Store.WarehouseOptions(c.Request().Context())
	if err != nil {
		return err
	}
	l := listing(c, model.ReconcileListShape, q, urls.Reconcile, urls.ReconcileCSV)
	l.Search, l.Noun = "SKU, name or lot", "counts"
	l.Selects = []ui.SelectData{{Name: "warehouse", Label: "Warehouse", HideLabel: true, Options: uiOptions("Any warehouse", warehouses)}}
	l.Never = ui.EmptyData{Icon: "circle-check", Title: "No count waits.",
		Text: "Counts that agree with the book, or differ by little, are booked at once. Others wait here for a person."}
	l.Values = map[string]string{}
	if l, err = s.bySupplier(c, l); err != nil {
		return err
	}
	l.Words["warehouse"] = "Warehouse"
	nameOptions(l.Values, "warehouse", warehouses)
	return v.show("Reconcile", layout.Reconcile, reconcile.List(v.Here, ui.ShowPage(l, page), page.Rows, s.countForms(c)))
}

func (s *Server) countForms(c Ctx) reconcile.Forms {
	return reconcile.Forms{RID: newRID(), MayBook: user(c).May(model.AdjustStock)}
}

func (s *Server) exportCounts(c Ctx) error {
	q, err := listQuery(c, model.ReconcileListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	head := []string{"sku", "name", "supplier", "warehouse", "lot", "counted", "book", "difference", "on_hand", "allocated", "picked", "unit", "as_of", "file", "actor", "note", "why"}
	return csvList(c, "reconcile", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.WaitingCount], error) {
		return s.Store.CountsWaiting(c.Request().Context(), q)
	}, func(r model.WaitingCount) []string {
		return []string{r.SKU, r.Product, r.Supplier, r.Warehouse, r.Lot, r.Counted.String(), r.Book.String(), r.Difference().String(), r.OnHand.String(),
			r.Allocated.String(), r.Picked.String(), r.Unit, r.AsOf.String(), r.File, r.Actor, r.Note, r.Why}
	})
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
	if changed := changedWords(err); changed != "" {
		return s.countRefused(c, err, reconcile.Forms{Changed: changed})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Reconcile(""), "Booked: counted "+ui.Qty(got.Counted)+", the book said "+ui.Qty(got.Book)+". "+ui.Qty(got.OnHand)+" are on hand now.")
}

// keepBook dismisses a count, for a reason.
func (s *Server) keepBook(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	f := reconcile.Forms{Why: field(c, "why")}
	err = s.Store.DismissCount(c.Request().Context(), actor(c), id, f.Why)
	if f.Changed = changedWords(err); f.Changed != "" || refused(err, "why", &f.Problems) {
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
