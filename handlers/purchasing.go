package handlers

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/purchasing"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) purchasingRoutes() {
	s.get("/purchasing", model.SeePurchasing, s.listPurchasing)
	s.get("/purchasing.csv", model.ExportLists, s.exportPurchasing)
	s.get("/purchasing/new", model.EditPurchasing, s.newPO)
	s.post("/purchasing/new", model.EditPurchasing, s.createPO)
	s.get("/pos/:number", model.SeePurchasing, s.showPO)
	s.post("/pos/:number/eta", model.EditPurchasing, s.setETA)
}

var poStates = []ui.Option{{Text: "Any state"}, {Value: "open", Text: "Open"}, {Value: "late", Text: "Late"}, {Value: "no_eta", Text: "No ETA"},
	{Value: "stale", Text: "Not confirmed"}, {Value: "received", Text: "All received"}}

// listPurchasing is one address with two tabs: what is short, and ?tab=pos.
func (s *Server) listPurchasing(c Ctx) error {
	if c.QueryParam("tab") == "pos" {
		return s.listPOs(c)
	}
	q, err := listQuery(c, model.ShortageListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	page, err := s.Store.Shortages(c.Request().Context(), q)
	if err != nil {
		return err
	}
	l := listing(c, model.ShortageListShape, q, urls.Purchasing, urls.PurchasingCSV)
	l.Search, l.Noun = "SKU or name", "short products"
	l.Selects = []ui.SelectData{{Name: "cover", Label: "Cover", HideLabel: true,
		Options: []ui.Option{{Text: "Covered or not"}, {Value: "none", Text: "Nothing inbound covers it"}}}}
	l.Values = map[string]string{"cover=none": "Nothing inbound covers it"}
	l.Never = ui.EmptyData{Icon: "circle-check", Title: "Nothing is short.", Text: "Every open order line has its stock."}
	if l, err = s.bySupplier(c, l); err != nil {
		return err
	}
	return v.show("Purchasing", layout.Purchasing, purchasing.Shortages(v.Here, ui.ShowPage(l, page), page.Rows, user(c).May(model.EditPurchasing)))
}

func (s *Server) listPOs(c Ctx) error {
	q, err := listQuery(c, model.POListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	page, err := s.Store.PurchaseOrders(c.Request().Context(), q, v.Today)
	if err != nil {
		return err
	}
	may := user(c).May(model.EditPurchasing)
	l := listing(c, model.POListShape, q, urls.Purchasing, urls.PurchasingCSV)
	l.Fixed = url.Values{"tab": {"pos"}}
	l.Search, l.Noun = "PO, supplier or SKU", "purchase orders"
	l.Selects = []ui.SelectData{{Name: "state", Label: "State", HideLabel: true, Options: poStates}}
	l.Values = map[string]string{}
	for _, o := range poStates {
		l.Values["state="+o.Value] = o.Text
	}
	l.Never = ui.EmptyData{Icon: "shopping-cart", Title: "No purchase orders yet.", Text: "They come in by import, or one at a time here."}
	offerImport(c, &l.Never, "purchase-orders")
	if may {
		l.Never.Action, l.Never.Href = "New purchase order", urls.NewPOFor("")
	}
	if l, err = s.bySupplier(c, l); err != nil {
		return err
	}
	return v.show("Purchase orders", layout.Purchasing, purchasing.Orders(v.Here, ui.ShowPage(l, page), page.Rows, may))
}

// bySupplier adds the supplier filter to a list.
func (s *Server) bySupplier(c Ctx, l ui.Listing) (ui.Listing, error) {
	suppliers, err := s.Store.SupplierOptions(c.Request().Context())
	if err != nil {
		return l, err
	}
	l.Selects = append(l.Selects, ui.SelectData{Name: "supplier", Label: "Supplier", HideLabel: true, Options: uiOptions("Any supplier", suppliers)})
	l.Words = map[string]string{"supplier": "Supplier"}
	nameOptions(l.Values, "supplier", suppliers)
	return l, nil
}

func (s *Server) exportPurchasing(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if c.QueryParam("tab") == "pos" {
		q, err := listQuery(c, model.POListShape)
		if err != nil {
			return err
		}
		head := []string{"po", "supplier", "supplier_name", "warehouse", "ordered_at", "lines", "open_lines", "eta", "confidence"}
		return csvList(c, "purchase-orders", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.PORow], error) {
			return s.Store.PurchaseOrders(ctx, q, v.Today)
		}, func(r model.PORow) []string {
			return []string{r.PO, r.SupplierCode, r.Supplier, r.Warehouse, r.OrderedAt.String(), strconv.Itoa(r.Lines), strconv.Itoa(r.OpenLines),
				r.ETA.String(), string(r.Confidence)}
		})
	}
	q, err := listQuery(c, model.ShortageListShape)
	if err != nil {
		return err
	}
	head := []string{"sku", "name", "unit", "short", "not_covered", "inbound", "po", "eta", "confidence", "supplier", "lines", "customers"}
	return csvList(c, "short-products", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.ShortageRow], error) {
		return s.Store.Shortages(ctx, q)
	}, func(r model.ShortageRow) []string {
		return []string{r.SKU, r.Name, r.Unit, r.Short.String(), r.Uncovered.String(), r.Inbound.String(), r.PO, r.ETA.String(), string(r.Confidence),
			r.SupplierCode, strconv.Itoa(r.Lines), strconv.Itoa(r.Customers)}
	})
}

func (s *Server) showPO(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	line, _ := strconv.Atoi(c.QueryParam("line")) // not a number: no line is chosen
	return s.poPage(v, param(c, "number"), purchasing.ETAForm{Line: line})
}

// poPage draws a purchase order; a form that was not typed in shows what is.
func (s *Server) poPage(v *shown, number string, f purchasing.ETAForm) error {
	p, err := s.Store.PurchaseOrder(v.c.Request().Context(), number)
	if err != nil {
		return err
	}
	f.RID = newRID()
	f.MayEdit, f.MayBook = user(v.c).May(model.EditPurchasing), user(v.c).May(model.ReceiveGoods)
	for _, l := range p.POLines {
		if l.LineNo == f.Line && f.Sure == "" {
			f.ETA, f.Sure = l.ETA.String(), string(l.Confidence)
		}
	}
	return v.show(p.PO, layout.Purchasing, purchasing.Show(v.Here, p, f))
}

func (s *Server) setETA(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	f := purchasing.ETAForm{ETA: field(c, "eta"), Sure: field(c, "confidence"), Why: field(c, "why")}
	f.Line, _ = strconv.Atoi(field(c, "line"))
	version, _ := strconv.Atoi(field(c, "version"))
	po, err := s.Store.PurchaseOrder(c.Request().Context(), number)
	if err != nil {
		return err
	}
	var p model.Problems
	was := lineOf(po, f.Line)
	p.Need("line", was.ID != 0, "Choose the line of the purchase order.")
	eta := typedDate(&p, "eta", f.ETA)
	shortText(&p, "why", f.Why)
	err = problemsFirst(p, func() error {
		return s.Store.SetETA(c.Request().Context(), actor(c), was.ID, version, eta, model.Confidence(f.Sure), f.Why)
	})
	if f.Changed = changedWords(err); f.Changed != "" || refused(err, "eta", &f.Problems) {
		return s.poPage(v.as(statusOf(err)), number, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.PO(number), etaWords(v, eta, was))
}

// lineOf is one line of a purchase order, the zero line when it has no such one.
func lineOf(p model.POPage, line int) model.POLineRow {
	for _, l := range p.POLines {
		if l.LineNo == line {
			return l
		}
	}
	return model.POLineRow{}
}

// etaWords says what a new date does: "ETA is 4 Dec. It moves 3 lines."
func etaWords(v *shown, eta model.Date, was model.POLineRow) string {
	text := "ETA is " + v.Day(eta) + "."
	if eta.IsZero() {
		text = "No ETA any more."
	}
	switch {
	case was.ETA == eta:
		return text + " The day is the same, so no line moves."
	case was.Waiting == 0:
		return text + " No line waits for it."
	}
	return text + " It moves " + plural(was.Waiting, "line that waits for it.", "lines that wait for it.")
}

func (s *Server) newPO(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := purchasing.NewForm{Sure: string(model.Stated), SKU: strings.TrimSpace(c.QueryParam("sku"))}
	text := c.QueryParam("line")
	if text == "" && f.SKU == "" {
		return s.newPOPage(v, f)
	}
	line, err := strconv.ParseInt(text, 10, 64)
	if text != "" && err != nil {
		return model.ErrNotFound
	}
	d, err := s.Store.PurchaseDefaults(c.Request().Context(), line, f.SKU, v.Today)
	if err != nil {
		return err
	}
	f.SKU, f.Product, f.Unit, f.Supplier, f.Warehouse, f.ETA, f.LineID = d.SKU, d.Product, d.Unit, d.SupplierCode, d.Warehouse, d.ETA.String(), d.LineID
	if d.Qty > 0 {
		f.Qty = ui.Typed(d.Qty)
	}
	if d.LineID != 0 {
		f.ForName = d.OrderNumber + "/" + strconv.Itoa(d.LineNo)
	}
	return s.newPOPage(v, f)
}

func (s *Server) newPOPage(v *shown, f purchasing.NewForm) (err error) {
	ctx := v.c.Request().Context()
	f.RID = newRID()
	if f.Suppliers, err = s.Store.SupplierOptions(ctx); err != nil {
		return err
	}
	if f.Warehouses, err = s.Store.WarehouseOptions(ctx); err != nil {
		return err
	}
	return v.show("New purchase order", layout.Purchasing, purchasing.New(f))
}

func (s *Server) createPO(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := purchasing.NewForm{SKU: strings.TrimSpace(field(c, "sku")), Qty: field(c, "qty"), Supplier: field(c, "supplier"), Warehouse: field(c, "warehouse"),
		ETA: field(c, "eta"), Sure: field(c, "confidence"), Why: field(c, "why"), ForName: field(c, "for_name"), ForLine: field(c, "special")}
	f.LineID, _ = strconv.ParseInt(field(c, "line"), 10, 64)
	var p model.Problems
	l := model.PurchaseLine{SKU: f.SKU, Qty: typedQty(&p, "qty", f.Qty), ETA: typedDate(&p, "eta", f.ETA), Confidence: model.Confidence(f.Sure)}
	if f.ForLine != "" {
		l.ForLine = f.LineID
	}
	shortText(&p, "why", f.Why)
	e := model.PurchaseEntry{Supplier: f.Supplier, Warehouse: f.Warehouse, Lines: []model.PurchaseLine{l}, Why: f.Why}
	alsoWrong(&p, onLine(e.Check()))
	var number string
	err = problemsFirst(p, func() (err error) {
		number, err = s.Store.CreatePurchaseOrder(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(err, "sku", &f.Problems) {
		errors.As(onLine(f.Problems), &f.Problems)
		return s.newPOPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.PO(number), number+" created.")
}

// onLine names the problems of a form with a single line as its fields are:
// lines[0].qty is qty.
func onLine(err error) error {
	var p model.Problems
	if !errors.As(err, &p) {
		return err
	}
	out := model.Problems{}
	for field, what := range p {
		field = strings.TrimPrefix(field, "lines[0].")
		if field == "for_line" {
			field = "special"
		}
		out[field] = what
	}
	return out
}
