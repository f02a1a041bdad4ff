package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/stock"
	"backfill/views/urls"
)

func (s *Server) newProduct(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.productForm(v, stock.EditForm{New: true, Decimals: "0", Unit: "pc", Backorder: string(model.AllowBackorder), SKU: c.QueryParam("sku")})
}

func (s *Server) editProduct(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	e, version, err := s.Store.ProductToEdit(c.Request().Context(), param(c, "sku"))
	if err != nil {
		return err
	}
	f := stock.EditForm{Version: strconv.Itoa(version), SKU: e.SKU, Name: e.Name, Category: e.Category, Unit: e.Unit, Decimals: strconv.Itoa(e.Decimals),
		Price: locale(c).Typed(e.Price.Decimal(v.Decimals)), Weight: orEmpty(c, e.Weight), GTIN: e.GTIN, Supplier: e.Supplier, SupplierSKU: e.SupplierSKU, Pack: orEmpty(c, e.Pack),
		Backorder: string(e.Backorder), BackorderLimit: orEmpty(c, e.BackorderLimit), LotTracked: e.LotTracked}
	if e.LeadTimeDays != model.SupplierLeadTime {
		f.LeadTime = strconv.Itoa(e.LeadTimeDays)
	}
	return s.productForm(v, f)
}

// orEmpty prints a quantity for a field that may be left empty.
func orEmpty(c Ctx, q model.Qty) string {
	if q == 0 {
		return ""
	}
	return typedBack(c, q)
}

func (s *Server) productForm(v *shown, f stock.EditForm) (err error) {
	ctx := v.c.Request().Context()
	f.RID, f.Currency = newRID(), v.Currency
	if f.Categories, err = s.Store.Categories(ctx); err != nil {
		return err
	}
	if f.Suppliers, err = s.Store.SupplierOptions(ctx); err != nil {
		return err
	}
	title := "New product"
	if !f.New {
		title = "Change " + f.SKU
		if f.Mastered, err = s.mastered(v, "products"); err != nil {
			return err
		}
	}
	return v.show(title, layout.Products, stock.Edit(f))
}

func (s *Server) createProduct(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, p := typedProduct(v)
	f.New, f.SKU, e.SKU = true, field(c, "sku"), field(c, "sku")
	var sku string
	err = problemsFirst(withCheck(p, e), func() (err error) {
		sku, err = s.Store.CreateProduct(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(c, err, "sku", &f.Problems) {
		return s.productForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Product(sku), sku+" is in the range.")
}

func (s *Server) changeProduct(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, p := typedProduct(v)
	was, version, err := s.Store.ProductToEdit(c.Request().Context(), param(c, "sku"))
	if err != nil {
		return err
	}
	f.SKU, e.SKU = was.SKU, was.SKU
	seen, _ := strconv.Atoi(f.Version) // not a number: whatever it is now
	err = problemsFirst(withCheck(p, e), func() error { return s.Store.ChangeProduct(c.Request().Context(), actor(c), seen, e) })
	if f.Changed = changedWords(c, err); f.Changed != "" {
		f.Version = strconv.Itoa(version) // who saves again has been told
		return s.productForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "name", &f.Problems) {
		return s.productForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Product(was.SKU), was.SKU+" is saved.")
}

// withCheck adds what the model has against a product to what could not be read.
func withCheck(p model.Problems, e model.ProductEdit) model.Problems {
	if len(p) > 0 {
		alsoWrong(&p, e.Check())
	}
	return p
}

// typedProduct reads the form: what was typed, what it means, what is wrong.
func typedProduct(v *shown) (f stock.EditForm, e model.ProductEdit, p model.Problems) {
	c := v.c
	f = stock.EditForm{Version: field(c, "version"), Name: field(c, "name"), Category: field(c, "category"), Unit: field(c, "unit"), Decimals: field(c, "decimals"),
		Price: field(c, "price"), Weight: field(c, "weight"), GTIN: field(c, "gtin"), Supplier: field(c, "supplier"), SupplierSKU: field(c, "supplier_sku"),
		LeadTime: field(c, "lead_time"), Pack: field(c, "pack"), Backorder: field(c, "backorder"), BackorderLimit: field(c, "backorder_limit"),
		LotTracked: field(c, "lot_tracked") != ""}
	e = model.ProductEdit{Name: f.Name, Category: f.Category, Unit: f.Unit, GTIN: f.GTIN, Supplier: f.Supplier, SupplierSKU: f.SupplierSKU,
		LeadTimeDays: model.SupplierLeadTime, Backorder: model.Backorder(f.Backorder), LotTracked: f.LotTracked}
	e.Decimals = typedWhole(&p, "decimals", f.Decimals, "Choose 0, 1, 2 or 3 decimals.")
	if f.LeadTime != "" {
		e.LeadTimeDays = typedWhole(&p, "lead_time", f.LeadTime, "Enter a whole number of days.")
	}
	if f.Price != "" {
		var err error
		e.Price, err = locale(v.c).ReadMoney(f.Price, v.Decimals)
		p.Need("price", err == nil, "Enter an amount, such as 12.50.")
	}
	for _, q := range []struct {
		name, text string
		into       *model.Qty
	}{{"weight", f.Weight, &e.Weight}, {"pack", f.Pack, &e.Pack}, {"backorder_limit", f.BackorderLimit, &e.BackorderLimit}} {
		if q.text != "" {
			*q.into = typedQty(v.c, &p, q.name, q.text)
		}
	}
	return f, e, p
}

// typedWhole reads a whole number.
func typedWhole(p *model.Problems, name, text, problem string) int {
	n, err := strconv.Atoi(text)
	p.Need(name, err == nil, problem)
	return n
}
