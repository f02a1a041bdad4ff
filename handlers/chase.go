package handlers

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"backfill/model"
	"backfill/model/texts"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/papers"
	"backfill/views/purchasing"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) chaseRoutes() {
	s.get("/suppliers/:code/chase", model.SeePurchasing, s.showChase)
	s.post("/suppliers/:code/chase", model.EditPurchasing, s.chaseAction("chase", "asked", s.Store.ChaseLines))
	s.post("/suppliers/:code/unchase", model.EditPurchasing, s.chaseAction("unchase", "to ask about again", s.Store.UnchaseLines))
}

// chaseList is the third tab of purchasing: who owes a date.
func (s *Server) chaseList(v *shown) anyList {
	ctx := v.c.Request().Context()
	return &list[model.ChaseRow]{name: "dates-to-ask-for", active: layout.Purchasing, path: urls.Purchasing(""), fixed: url.Values{"tab": {"chase"}}, shape: model.ChaseListShape,
		read: func(q model.ListQuery) (model.Paged[model.ChaseRow], error) {
			return s.Store.SuppliersToChase(ctx, q, v.Today)
		},
		page: lists.Page[model.ChaseRow]{Title: "Purchasing", Caption: "Suppliers to ask for dates", Columns: purchasing.ChaseColumns(user(v.c).May(model.EditPurchasing)),
			Tabs: purchasing.Tabs("chase"), Row: attribute("data-supplier", func(r model.ChaseRow) string { return r.SupplierCode })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Code or name", "suppliers"
			to.Never = ui.EmptyData{Icon: "circle-check", Title: "No supplier owes a date.", Text: "Every date is to come and confirmed, or was asked for lately."}
			return nil
		}}
}

func (s *Server) showChase(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.chasePage(v, purchasing.ChaseForm{})
}

func (s *Server) chasePage(v *shown, f purchasing.ChaseForm) error {
	p, err := s.Store.SupplierToChase(v.c.Request().Context(), param(v.c, "code"), v.Today)
	if err != nil {
		return err
	}
	letter, err := s.letter(v, p)
	if err != nil {
		return err
	}
	f.RID, f.MayEdit = newRID(), user(v.c).May(model.EditPurchasing)
	f.Lang, f.Subject, f.Body, f.Mail = letter.Lang, letter.Subject, letter.Body, letter.Mail()
	return v.show("Ask "+p.Supplier+" for dates", layout.Purchasing, purchasing.Chase(v.Here, p, f))
}

// letter asks the supplier in its language, else the company's.
func (s *Server) letter(v *shown, p model.ChasePage) (papers.Letter, error) {
	set, err := s.Store.Settings(v.c.Request().Context())
	return papers.Chase(texts.For(cmp.Or(p.Language, set.Locale), ""), set.Company, p.Email, p.Lines, v.Today), err
}

// chaseAction keeps that a supplier was asked, or was not after all.
func (s *Server) chaseAction(do, said string, act func(context.Context, model.Actor, string, []model.SeenLine, string) (int, error)) func(Ctx) error {
	return func(c Ctx) error {
		v, err := s.shown(c)
		if err != nil {
			return err
		}
		code := param(c, "code")
		f := purchasing.ChaseForm{Do: do, Lines: field(c, "lines"), Why: strings.TrimSpace(field(c, "why"))}
		var p model.Problems
		shortText(&p, "why", f.Why)
		var n int
		err = problemsFirst(p, func() (err error) {
			n, err = act(c.Request().Context(), actor(c), code, model.ReadSeen(f.Lines), f.Why)
			return err
		})
		if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "lines", &f.Problems) {
			return s.chasePage(v.as(statusOf(err)), f)
		}
		if err != nil {
			return err
		}
		to := urls.Purchasing("tab=chase")
		if do == "unchase" {
			to = urls.SupplierChase(code)
		}
		return s.done(c, to, plural(c, n, "line is ", "lines are ")+said+".")
	}
}
