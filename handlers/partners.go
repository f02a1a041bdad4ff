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
	s.get("/customers/:code", model.SeeOrders, s.showCustomer)
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
	}
	l.Words = map[string]string{"tier": "Tier"}
	l.Values = map[string]string{"hold=yes": "On credit hold"}
	l.Never = ui.EmptyData{Title: "No customers yet.", Text: "They come in by import."}
	offerImport(c, &l.Never, "customers")
	return v.show("Customers", layout.Customers, partners.Customers(v.Here, ui.ShowPage(l, page), page.Rows))
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
	p, err := s.Store.Customer(c.Request().Context(), param(c, "code"), v.Today)
	if err != nil {
		return err
	}
	return v.show(p.Name, layout.Customers, partners.Customer(v.Here, p))
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
