package handlers

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/partners"
	"backfill/views/purchasing"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) supplierRoutes() {
	s.lists("/suppliers", model.SeePurchasing, s.supplierList, "suppliers")
	s.get("/suppliers/new", model.EditPurchasing, s.newSupplier)
	s.post("/suppliers/new", model.EditPurchasing, s.createSupplier)
	s.get("/suppliers/:code", model.SeePurchasing, s.showSupplier)
	s.get("/suppliers/:code/edit", model.EditPurchasing, s.editSupplier)
	s.post("/suppliers/:code/edit", model.EditPurchasing, s.changeSupplier)
	s.post("/suppliers/:code/retire", model.EditPurchasing, s.retireSupplier)
	s.post("/suppliers/:code/restore", model.EditPurchasing, s.restoreSupplier)
}

func (s *Server) supplierList(v *shown, _ url.Values) anyList {
	ctx, may := v.c.Request().Context(), user(v.c).May(model.EditPurchasing)
	l := &list[model.SupplierRow]{name: "suppliers", active: layout.Purchasing, path: urls.Suppliers(""), shape: model.SupplierListShape,
		read: func(q model.ListQuery) (model.Paged[model.SupplierRow], error) {
			return s.Store.Suppliers(ctx, q, v.Today)
		},
		page: lists.Page[model.SupplierRow]{Title: "Suppliers", Columns: partners.SupplierColumns, Tabs: purchasing.Tabs("suppliers"),
			Row: attribute("data-supplier", func(r model.SupplierRow) string { return r.Code })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Code, name or e-mail", "suppliers"
			to.Never = ui.EmptyData{Icon: "truck", Title: "No suppliers yet.", Text: "They come in by import, or one at a time here."}
			offerImport(v.c, &to.Never, "suppliers")
			if may {
				to.Never.Action, to.Never.Href = "New supplier", urls.NewSupplier()
			}
			groups, err := s.Store.SupplierGroups(ctx)
			options := make([]model.Option, len(groups))
			for i, g := range groups {
				options[i] = model.Option{Value: g, Text: g}
			}
			choose(to, "group", "Group", "Any group", "Group", options)
			choose(to, "use", "In use", "In use", "", []model.Option{{Value: "retired", Text: "Retired"}, {Value: "all", Text: "In use or retired"}})
			return err
		}}
	if may {
		l.page.Actions = []templ.Component{partners.NewSupplierButton()}
	}
	return l
}

func (s *Server) showSupplier(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.supplierPage(v, param(c, "code"), partners.SupplierForms{})
}

func (s *Server) supplierPage(v *shown, code string, f partners.SupplierForms) error {
	p, err := s.Store.Supplier(v.c.Request().Context(), code, v.Today)
	if err != nil {
		return err
	}
	f.RID, f.MayEdit = newRID(), user(v.c).May(model.EditPurchasing)
	return v.show(p.Name, layout.Purchasing, partners.Supplier(v.Here, p, f))
}

func (s *Server) newSupplier(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.supplierForm(v, partners.SupplierForm{New: true, LeadTimeDays: strconv.Itoa(model.UsualLeadTime)})
}

func (s *Server) editSupplier(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	e, version, err := s.Store.SupplierToEdit(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	return s.supplierForm(v, partners.SupplierForm{Version: strconv.Itoa(version), Code: e.Code, Name: e.Name, Group: e.Group,
		LeadTimeDays: strconv.Itoa(e.LeadTimeDays), Email: e.Email, Language: e.Language})
}

// supplierForm draws the form with what it offers and whom a change touches.
func (s *Server) supplierForm(v *shown, f partners.SupplierForm) (err error) {
	ctx := v.c.Request().Context()
	f.RID = newRID()
	if f.Groups, err = s.Store.SupplierGroups(ctx); err != nil {
		return err
	}
	if f.New {
		return v.show("New supplier", layout.Purchasing, partners.EditSupplier(f))
	}
	if f.Mastered, err = s.mastered(v, "suppliers"); err != nil {
		return err
	}
	stands, err := s.Store.SupplierStands(ctx, f.Code)
	if err != nil {
		return err
	}
	f.Products, f.Lines = stands.Products, stands.Lines
	return v.show("Change "+f.Name, layout.Purchasing, partners.EditSupplier(f))
}

// typedSupplier reads the form: what was typed, what it means, what is wrong.
func typedSupplier(c Ctx) (f partners.SupplierForm, e model.SupplierEdit, p model.Problems) {
	text := func(name string) string { return strings.TrimSpace(field(c, name)) }
	f = partners.SupplierForm{Version: text("version"), Code: text("code"), Name: text("name"), Group: text("group"),
		LeadTimeDays: text("lead_time_days"), Email: text("email"), Language: text("language")}
	e = model.SupplierEdit{Code: f.Code, Name: f.Name, Group: f.Group, Email: f.Email, Language: f.Language}
	e.LeadTimeDays = typedWhole(&p, "lead_time_days", f.LeadTimeDays, "Enter a whole number of days, 0 to 1000.")
	return f, e, p
}

func (s *Server) createSupplier(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, p := typedSupplier(c)
	f.New = true
	if len(p) > 0 {
		alsoWrong(&p, e.Check())
	}
	var code string
	err = problemsFirst(p, func() (err error) {
		code, err = s.Store.CreateSupplier(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(c, err, "code", &f.Problems) {
		return s.supplierForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Supplier(code), e.Name+" is a supplier now.")
}

func (s *Server) changeSupplier(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, p := typedSupplier(c)
	was, version, err := s.Store.SupplierToEdit(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	f.Code, e.Code = was.Code, was.Code
	if len(p) > 0 {
		alsoWrong(&p, e.Check())
	}
	seen, _ := strconv.Atoi(f.Version) // not a number: whatever it is now
	err = problemsFirst(p, func() error { return s.Store.ChangeSupplier(c.Request().Context(), actor(c), seen, e) })
	if f.Changed = changedWords(c, err); f.Changed != "" {
		f.Version = strconv.Itoa(version) // who saves again has been told
		return s.supplierForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "name", &f.Problems) {
		return s.supplierForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Supplier(was.Code), e.Name+" is saved.")
}

func (s *Server) retireSupplier(c Ctx) error {
	return s.supplierAction(c, "retire", "Retired: nothing new is ordered from it.", s.Store.RetireSupplier)
}

func (s *Server) restoreSupplier(c Ctx) error {
	return s.supplierAction(c, "restore", "Back in use.", func(ctx context.Context, a model.Actor, code string, version int, _ string) error {
		return s.Store.RestoreSupplier(ctx, a, code, version)
	})
}

// supplierAction does one thing to a supplier with the reason given; the page
// comes back with what was typed where it is refused.
func (s *Server) supplierAction(c Ctx, do, said string, act func(ctx context.Context, a model.Actor, code string, version int, why string) error) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	code := param(c, "code")
	f := partners.SupplierForms{Do: do, Why: strings.TrimSpace(field(c, "why"))}
	version, _ := strconv.Atoi(field(c, "version")) // not a number: whatever it is now
	var p model.Problems
	shortText(&p, "why", f.Why)
	err = problemsFirst(p, func() error { return act(c.Request().Context(), actor(c), code, version, f.Why) })
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
		return s.supplierPage(v.as(statusOf(err)), code, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Supplier(code), said)
}
