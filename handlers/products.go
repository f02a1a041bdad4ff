package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) productRoutes() {
	s.lists("/products", model.SeeProducts, s.productList, "products")
	s.get("/products/new", model.EditProducts, s.newProduct)
	s.post("/products/new", model.EditProducts, s.createProduct)
	s.get("/products/:sku", model.SeeProducts, s.showProduct)
	s.get("/products/:sku/edit", model.EditProducts, s.editProduct)
	s.post("/products/:sku/edit", model.EditProducts, s.changeProduct)
	s.post("/products/:sku/unit", model.EditProducts, s.setUnit)
	s.post("/products/:sku/unit-remove", model.EditProducts, s.removeUnit)
	s.post("/products/:sku/substitute", model.EditProducts, s.setSubstitute)
	s.post("/products/:sku/substitute-remove", model.EditProducts, s.removeSubstitute)
	s.post("/products/:sku/retire", model.EditProducts, s.retireProduct)
	s.post("/products/:sku/bring-back", model.EditProducts, s.bringBackProduct)
	s.lists("/products/:sku/moves", model.SeeProducts, s.productMoves)
	s.lists("/movements", model.SeeProducts, s.moveList, "movements")
	s.get("/products/:sku/moves/:id/undo", model.AdjustStock, s.showUndoAdjustment)
	s.post("/products/:sku/moves/:id/undo", model.AdjustStock, s.undoAdjustment)
	s.post("/products/:sku/adjust", model.AdjustStock, s.adjustStock)
	s.post("/products/:sku/count", model.AdjustStock, s.countStock)
}

func (s *Server) productList(v *shown, _ url.Values) anyList {
	ctx, may := v.c.Request().Context(), user(v.c).May(model.EditProducts)
	l := &list[model.ProductRow]{name: "products", active: layout.Products, path: urls.Products(""), shape: model.ProductListShape,
		read: func(q model.ListQuery) (model.Paged[model.ProductRow], error) {
			return s.Store.Products(ctx, q, v.Today)
		},
		page: lists.Page[model.ProductRow]{Title: "Products", Columns: stock.Columns, Row: attribute("data-sku", func(r model.ProductRow) string { return r.SKU })}}
	never := ui.EmptyData{Icon: "boxes", Title: "No products yet.", Text: "They come in by import, or one at a time here."}
	offerImport(v.c, &never, "products")
	l.page.Actions = []templ.Component{stock.Elsewhere()}
	if may {
		l.page.Actions = append(l.page.Actions, stock.NewButton())
		never.Action, never.Href = "New product", urls.NewProduct()
	}
	l.filters = func(to *ui.Listing) error {
		to.Search, to.Noun, to.Never = "SKU, name or GTIN", "products", never
		categories, err := s.Store.Categories(ctx)
		if err != nil {
			return err
		}
		choose(to, "short", "Short", "Short or not", "", []model.Option{{Value: "yes", Text: "Short only"}})
		choose(to, "category", "Category", "Any category", "Category", categories)
		return s.chooseSupplier(ctx, to)
	}
	return l
}

func (s *Server) showProduct(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.productPage(v, param(c, "sku"), stock.Forms{})
}

func (s *Server) productPage(v *shown, sku string, f stock.Forms) error {
	p, err := s.Store.Product(v.c.Request().Context(), sku, v.Today)
	if err != nil {
		return err
	}
	f.RID = newRID()
	f.MayChange, f.MayBuy, f.MayEdit = user(v.c).May(model.AdjustStock), user(v.c).May(model.EditPurchasing), user(v.c).May(model.EditProducts)
	f.MayMove = user(v.c).May(model.TransferStock)
	return v.show(p.SKU+" "+p.Name, layout.Products, stock.Show(v.Here, p, f))
}

func (s *Server) adjustStock(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := stock.AdjustForm{Warehouse: field(c, "warehouse"), Lot: field(c, "lot"), By: field(c, "by"), Why: field(c, "why")}
	m := model.Adjustment{SKU: param(c, "sku"), Warehouse: f.Warehouse, Lot: f.Lot, Why: f.Why}
	var p model.Problems
	m.By = typedQty(c, &p, "by", f.By)
	shortText(&p, "why", f.Why)
	err = problemsFirst(p, func() error { return s.Store.AdjustStock(c.Request().Context(), actor(c), m) })
	if refused(c, err, "by", &f.Problems) {
		return s.productPage(v.as(statusOf(err)), m.SKU, stock.Forms{Adjust: f})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Product(m.SKU), "Adjusted by "+locale(c).Qty(m.By)+" in "+m.Warehouse+".")
}

// countWords says what became of a count.
func countWords(c Ctx, r model.CountResult) string {
	switch r.State {
	case model.CountSame:
		return "Counted " + locale(c).Qty(r.Counted) + ": the book says so too."
	case model.CountOlder:
		return "A later count is known, so nothing changed."
	case model.CountWaiting:
		return "Kept, not booked: " + r.Why
	}
	return "Counted " + locale(c).Qty(r.Counted) + ", the book said " + locale(c).Qty(r.Book) + ": the difference is booked."
}

// typedQty reads a quantity as a person types it, with at most three decimals;
// nothing typed is a problem of its field, 0 is not.
func typedQty(c Ctx, p *model.Problems, name, text string) model.Qty {
	if text == "" {
		p.Need(name, false, "Enter a number.")
		return 0
	}
	n, err := locale(c).ReadQty(text, 3)
	if err != nil {
		p.Need(name, false, "Enter a number, such as 12 or 12.125.")
	}
	return n
}

// typedDate reads a date field; nothing typed is no date.
func typedDate(c Ctx, p *model.Problems, name, text string) model.Date {
	if text == "" {
		return 0
	}
	d, err := locale(c).ReadDate(text, 0)
	if err != nil {
		p.Need(name, false, "Enter a date, for example 2026-11-24.")
	}
	return d
}

// shortText refuses a reason or note that nobody would read.
func shortText(p *model.Problems, name, text string) {
	p.Need(name, len(text) <= model.MaxText, "Say it in 200 characters.")
}

// alsoWrong adds what a check found to what could not be read, so that a person
// sees everything at once.
func alsoWrong(p *model.Problems, err error) {
	var more model.Problems
	errors.As(err, &more)
	for name, what := range more {
		p.Need(name, false, what)
	}
}

// problemsFirst does nothing when the form itself could not be read.
func problemsFirst(p model.Problems, do func() error) error {
	if err := p.Err(); err != nil {
		return err
	}
	return do()
}

// refused tells whether an operation refused what was typed, and puts why at
// its field; a conflict has no field of its own and goes to the one given.
func refused(c Ctx, err error, field string, into *model.Problems) bool {
	var problems model.Problems
	var conflict *model.Conflict
	switch {
	case errors.As(err, &problems):
		*into = problems
		return true
	case errors.As(err, &conflict):
		*into = model.Problems{field: conflict.In(locale(c))}
		return true
	}
	return false
}

// statusOf is 409 for a conflict, 422 for problems of the form.
func statusOf(err error) int {
	var conflict *model.Conflict
	if errors.As(err, &conflict) {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// changedWords is what a conflict says, "" for any other error.
func changedWords(c Ctx, err error) string {
	var conflict *model.Conflict
	if errors.As(err, &conflict) {
		return conflict.In(locale(c))
	}
	return ""
}
