package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/partners"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) partnerRoutes() {
	s.get("/customers", model.SeeOrders, s.listCustomers)
	s.get("/customers.csv", model.ExportLists, s.exportCustomers)
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
	s.get("/suppliers/:code", model.SeePurchasing, s.showSupplier)
}

func (s *Server) listCustomers(c Ctx) error {
	q, err := listQuery(c, model.CustomerListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	page, err := s.Store.Customers(c.Request().Context(), q, v.Today)
	if err != nil {
		return err
	}
	tiers, err := s.Store.Tiers(c.Request().Context())
	if err != nil {
		return err
	}
	l := listing(c, model.CustomerListShape, q, urls.Customers, urls.CustomersCSV)
	l.Search, l.Noun = "Code, name or e-mail", "customers"
	l.Selects = []ui.SelectData{
		{Name: "tier", Label: "Tier", HideLabel: true, Options: uiOptions("Any tier", tiers)},
		{Name: "hold", Label: "Credit", HideLabel: true, Options: []ui.Option{{Text: "Any credit"}, {Value: "yes", Text: "On credit hold"}}},
		{Name: "use", Label: "In use", HideLabel: true, Options: []ui.Option{{Text: "In use"}, {Value: "retired", Text: "Retired"}, {Value: "all", Text: "In use or retired"}}},
	}
	l.Words = map[string]string{"tier": "Tier"}
	l.Values = map[string]string{"hold=yes": "On credit hold", "use=retired": "Retired", "use=all": "In use or retired"}
	l.Never = ui.EmptyData{Icon: "users", Title: "No customers yet.", Text: "They come in by import, or one at a time here."}
	if user(c).May(model.EditCustomers) {
		l.Never.Action, l.Never.Href = "New customer", urls.NewCustomer()
	}
	return v.show("Customers", layout.Customers, partners.Customers(v.Here, ui.ShowPage(l, page), page.Rows, user(c).May(model.EditCustomers)))
}

func (s *Server) exportCustomers(c Ctx) error {
	q, err := listQuery(c, model.CustomerListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	head := []string{"code", "name", "class", "tier", "country", "ship_mode", "credit_hold", "open_lines", "short_lines", "late_lines", "open_value"}
	return csvList(c, "customers", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.CustomerRow], error) {
		return s.Store.Customers(c.Request().Context(), q, v.Today)
	}, func(r model.CustomerRow) []string {
		return []string{r.Code, r.Name, r.Class, r.Tier, r.Country, string(r.ShipMode), r.CreditHold, strconv.Itoa(r.OpenLines),
			strconv.Itoa(r.ShortLines), strconv.Itoa(r.LateLines), r.OpenValue.Decimal(v.Decimals)}
	})
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
	f.RID, f.MayEdit, f.MayHold, f.MayOrder = newRID(), u.May(model.EditCustomers), u.May(model.ReleaseCredit), u.May(model.EnterOrders)
	return v.show(p.Name, layout.Customers, partners.Customer(v.Here, p, f))
}

func (s *Server) showSupplier(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p, err := s.Store.Supplier(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	return v.show(p.Name, layout.Purchasing, partners.Supplier(v.Here, p))
}
