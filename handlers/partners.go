package handlers

import (
	"net/url"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/partners"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) partnerRoutes() {
	s.lists("/customers", model.SeeOrders, s.customerList, "customers")
	s.get("/customers/new", model.EditCustomers, s.newCustomer)
	s.post("/customers/new", model.EditCustomers, s.createCustomer)
	s.get("/customers/:code", model.SeeOrders, s.showCustomer)
	s.get("/customers/:code/edit", model.EditCustomers, s.editCustomer)
	s.post("/customers/:code/edit", model.EditCustomers, s.changeCustomer)
	s.get("/customers/:code/sites/new", model.EditCustomers, s.newSite)
	s.post("/customers/:code/sites/new", model.EditCustomers, s.saveSite)
	s.get("/customers/:code/sites/:site", model.EditCustomers, s.editSite)
	s.post("/customers/:code/sites/:site", model.EditCustomers, s.saveSite)
	s.get("/customers/:code/contacts/new", model.EditCustomers, s.newContact)
	s.post("/customers/:code/contacts/new", model.EditCustomers, s.saveContact)
	s.get("/customers/:code/contacts/:id", model.EditCustomers, s.editContact)
	s.post("/customers/:code/contacts/:id", model.EditCustomers, s.saveContact)
	s.customerActions()
}

func (s *Server) customerList(v *shown, _ url.Values) anyList {
	ctx, may := v.c.Request().Context(), user(v.c).May(model.EditCustomers)
	l := &list[model.CustomerRow]{name: "customers", active: layout.Customers, path: urls.Customers(""), shape: model.CustomerListShape,
		read: func(q model.ListQuery) (model.Paged[model.CustomerRow], error) {
			return s.Store.Customers(ctx, q, v.Today)
		},
		page: lists.Page[model.CustomerRow]{Title: "Customers", Columns: partners.CustomerColumns,
			Row: attribute("data-customer", func(r model.CustomerRow) string { return r.Code })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Code, name or e-mail", "customers"
			to.Never = ui.EmptyData{Icon: "users", Title: "No customers yet.", Text: "They come in by import, or one at a time here."}
			offerImport(v.c, &to.Never, "customers")
			if may {
				to.Never.Action, to.Never.Href = "New customer", urls.NewCustomer()
			}
			tiers, err := s.Store.Tiers(ctx)
			choose(to, "tier", "Tier", "Any tier", "Tier", tiers)
			choose(to, "hold", "Credit", "Any credit", "", []model.Option{{Value: "yes", Text: "On credit hold"}})
			choose(to, "use", "In use", "In use", "", []model.Option{{Value: "retired", Text: "Retired"}, {Value: "all", Text: "In use or retired"}})
			return err
		}}
	if may {
		l.page.Actions = []templ.Component{partners.NewCustomerButton()}
	}
	return l
}

func (s *Server) showCustomer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.customerPage(v, param(c, "code"), partners.Forms{})
}

func (s *Server) customerPage(v *shown, code string, f partners.Forms) error {
	p, err := s.Store.Customer(v.c.Request().Context(), code, v.Today)
	if err != nil {
		return err
	}
	u := user(v.c)
	f.RID, f.MayErase, f.MayEdit, f.MayHold, f.MayOrder = newRID(), u.May(model.EraseData), u.May(model.EditCustomers), u.May(model.ReleaseCredit), u.May(model.EnterOrders)
	return v.show(p.Name, layout.Customers, partners.Customer(v.Here, p, f))
}
