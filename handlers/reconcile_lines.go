package handlers

import (
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/reconcile"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) differenceRoutes() {
	s.lists("/reconcile/lines", model.SeeOrders, s.differenceList, "reconcile-lines")
	s.get("/reconcile/lines/:id", model.SeeOrders, s.showDifference)
	s.post("/reconcile/lines/:id/desk", model.SettleDifferences, s.keepDesk)
	s.post("/reconcile/lines/:id/file", model.SettleDifferences, s.takeFile)
}

func (s *Server) differenceList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.Difference]{name: "reconcile-lines", active: layout.Reconcile, path: urls.Differences(""), shape: model.DifferenceListShape,
		read: func(q model.ListQuery) (model.Paged[model.Difference], error) {
			return s.Store.DifferencesWaiting(ctx, q)
		},
		page: lists.Page[model.Difference]{Title: "Reconcile", Caption: "Lines with two answers", About: reconcile.LinesAbout, Tabs: reconcile.LineTabs(),
			Columns: reconcile.LineColumns, Row: attribute("data-line", model.Difference.Ref)},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Order, purchase order or SKU", "lines"
			to.Never = ui.EmptyData{Icon: "circle-check", Title: "Nobody has to choose.",
				Text: "Where a file of another system says something else of a line than the desk did, both answers stand here until one is chosen."}
			choose(to, "on", "On", "Orders and purchase orders", "", []model.Option{{Value: "orders", Text: "Orders"}, {Value: "purchase-orders", Text: "Purchase orders"}})
			return nil
		}}
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
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
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
