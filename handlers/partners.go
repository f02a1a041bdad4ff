package handlers

import (
	"net/url"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/partners"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) partnerRoutes() {
	s.lists("/customers", model.SeeOrders, s.customerList)
	s.get("/customers/:code", model.SeeOrders, s.showCustomer)
	s.get("/suppliers/:code", model.SeePurchasing, s.showSupplier)
}

func (s *Server) customerList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.CustomerRow]{name: "customers", active: layout.Customers, path: urls.Customers(""), shape: model.CustomerListShape,
		read: func(q model.ListQuery) (model.Paged[model.CustomerRow], error) {
			return s.Store.Customers(ctx, q, v.Today)
		},
		page: lists.Page[model.CustomerRow]{Title: "Customers", Columns: partners.CustomerColumns,
			Row: attribute("data-customer", func(r model.CustomerRow) string { return r.Code })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Code, name or e-mail", "customers"
			to.Never = ui.EmptyData{Title: "No customers yet.", Text: "They come in by import."}
			offerImport(v.c, &to.Never, "customers")
			tiers, err := s.Store.Tiers(ctx)
			choose(to, "tier", "Tier", "Any tier", "Tier", tiers)
			choose(to, "hold", "Credit", "Any credit", "", []model.Option{{Value: "yes", Text: "On credit hold"}})
			return err
		}}
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
