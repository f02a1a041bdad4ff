package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/reconcile"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) differenceRoutes() {
	s.get("/reconcile/lines", model.SeeOrders, s.listDifferences)
	s.get("/reconcile/lines.csv", model.ExportLists, s.exportDifferences)
	s.get("/reconcile/lines/:id", model.SeeOrders, s.showDifference)
	s.post("/reconcile/lines/:id/desk", model.SettleDifferences, s.keepDesk)
	s.post("/reconcile/lines/:id/file", model.SettleDifferences, s.takeFile)
}

func (s *Server) listDifferences(c Ctx) error {
	q, err := listQuery(c, model.DifferenceListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	page, err := s.Store.DifferencesWaiting(c.Request().Context(), q)
	if err != nil {
		return err
	}
	on := []model.Option{{Value: "orders", Text: "Orders"}, {Value: "purchase-orders", Text: "Purchase orders"}}
	l := listing(c, model.DifferenceListShape, q, urls.Differences, urls.DifferencesCSV)
	l.Search, l.Noun = "Order, purchase order or SKU", "lines"
	l.Selects = []ui.SelectData{{Name: "on", Label: "On", HideLabel: true, Options: uiOptions("Orders and purchase orders", on)}}
	l.Never = ui.EmptyData{Icon: "circle-check", Title: "Nobody has to choose.",
		Text: "Where a file of another system says something else of a line than the desk did, both answers stand here until one is chosen."}
	l.Words, l.Values = map[string]string{"on": "On"}, map[string]string{}
	nameOptions(l.Values, "on", on)
	return v.show("Reconcile lines", layout.Reconcile, reconcile.Lines(v.Here, ui.ShowPage(l, page), page.Rows))
}

func (s *Server) exportDifferences(c Ctx) error {
	q, err := listQuery(c, model.DifferenceListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	head := []string{"document", "line", "partner", "sku", "name", "unit", "desk_ordered", "desk_cancelled", "done", "desk_open", "allocated", "picked",
		"file_ordered", "file_cancelled", "file_open", "file", "as_of", "why"}
	return csvList(c, "reconcile_lines", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.Difference], error) {
		return s.Store.DifferencesWaiting(c.Request().Context(), q)
	}, func(d model.Difference) []string {
		return []string{d.Document, strconv.Itoa(d.Line), d.Partner, d.SKU, d.Product, d.Unit, d.Ordered.String(), d.Cancelled.String(), d.Done.String(),
			d.DeskOpen().String(), d.Allocated.String(), d.Picked.String(), d.FileOrdered.String(), d.FileCancelled.String(), d.FileOpen().String(),
			d.File, d.AsOf.String(), d.Why}
	})
}

func (s *Server) showDifference(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.differencePage(v, reconcile.Choice{})
}

// differencePage is one line with both answers, also when a form on it came back.
func (s *Server) differencePage(v *shown, f reconcile.Choice) error {
	id, err := idParam(v.c)
	if err != nil {
		return err
	}
	d, err := s.Store.Difference(v.c.Request().Context(), id)
	if err != nil {
		return err
	}
	f.RID, f.MayChoose = newRID(), user(v.c).May(model.SettleDifferences)
	return v.show("Two answers on "+d.Ref(), layout.Reconcile, reconcile.ShowLine(v.Here, d, f))
}

func (s *Server) keepDesk(c Ctx) error {
	return s.chooseAnswer(c, "desk", "The desk's answer stands.", func(id int64, why string) error {
		return s.Store.KeepDesk(c.Request().Context(), actor(c), id, why)
	})
}

func (s *Server) takeFile(c Ctx) error {
	version, _ := strconv.Atoi(field(c, "version"))
	return s.chooseAnswer(c, "file", "The file's answer is taken.", func(id int64, why string) error {
		if version <= 0 {
			return model.Conflictf("The form did not say which state of the line it was for. This is how it is now.")
		}
		return s.Store.TakeFile(c.Request().Context(), actor(c), id, version, why)
	})
}

func (s *Server) chooseAnswer(c Ctx, which, done string, choose func(id int64, why string) error) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	f := reconcile.Choice{Do: which, Why: field(c, "why")}
	err = choose(id, f.Why)
	if f.Changed = changedWords(err); f.Changed != "" || refused(err, "why", &f.Problems) {
		v, failed := s.shown(c)
		if failed != nil {
			return failed
		}
		return s.differencePage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Differences(""), done)
}
