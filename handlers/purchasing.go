package handlers

import (
	"cmp"
	"context"
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/purchasing"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) purchasingRoutes() {
	s.lists("/purchasing", model.SeePurchasing, s.purchasingList, "short-products", "purchase-orders", "dates-to-ask-for")
	s.get("/purchasing/new", model.EditPurchasing, s.newPO)
	s.post("/purchasing/new", model.EditPurchasing, s.createPO)
	s.get("/pos/:number", model.SeePurchasing, s.showPO)
	s.post("/pos/:number/eta", model.EditPurchasing, s.setETA)
	s.post("/pos/:number/free", model.EditPurchasing, s.freeSpecial)
	s.purchaseChanges()
	s.chaseRoutes()
}

var poStates = []model.Option{{Value: "open", Text: "Open"}, {Value: "late", Text: "Late"}, {Value: "no_eta", Text: "No ETA"},
	{Value: "stale", Text: "Not confirmed"}, {Value: "received", Text: "All received"}}

// purchasingList is one address with three tabs: what is short, ?tab=pos, and
// ?tab=chase.
func (s *Server) purchasingList(v *shown, values url.Values) anyList {
	switch values.Get("tab") {
	case "pos":
		return s.poList(v)
	case "chase":
		return s.chaseList(v)
	}
	ctx, may := v.c.Request().Context(), user(v.c).May(model.EditPurchasing)
	l := &list[model.ShortageRow]{name: "short-products", active: layout.Purchasing, path: urls.Purchasing(""), shape: model.ShortageListShape,
		read: func(q model.ListQuery) (model.Paged[model.ShortageRow], error) { return s.Store.Shortages(ctx, q) },
		page: lists.Page[model.ShortageRow]{Title: "Purchasing", Caption: "Products that order lines lack", Columns: purchasing.ShortageColumns(may),
			Tabs: purchasing.Tabs("short"), Actions: buyButton(may), Row: attribute("data-sku", func(r model.ShortageRow) string { return r.SKU })}}
	l.filters = func(to *ui.Listing) error {
		to.Search, to.Noun = "SKU or name", "short products"
		to.Never = ui.EmptyData{Icon: "circle-check", Title: "Nothing is short.", Text: "Every open order line has its stock."}
		if may {
			l.page.Actions = append(l.page.Actions, purchasing.OrderTicked())
		}
		choose(to, "cover", "Cover", "Covered or not", "", []model.Option{{Value: "none", Text: "Nothing inbound covers it"}})
		err := s.chooseSupplier(ctx, to)
		if from := to.Query.Filters["supplier"]; may && from != "" {
			l.page.Actions = append(l.page.Actions, purchasing.OrderAllButton(from, cmp.Or(to.Values["supplier="+from], from)))
		}
		return err
	}
	return l
}

func buyButton(may bool) []templ.Component {
	if !may {
		return nil
	}
	return []templ.Component{purchasing.NewButton()}
}

func (s *Server) poList(v *shown) anyList {
	ctx, may := v.c.Request().Context(), user(v.c).May(model.EditPurchasing)
	return &list[model.PORow]{name: "purchase-orders", active: layout.Purchasing, path: urls.Purchasing(""), fixed: url.Values{"tab": {"pos"}}, shape: model.POListShape,
		read: func(q model.ListQuery) (model.Paged[model.PORow], error) {
			return s.Store.PurchaseOrders(ctx, q, v.Today)
		},
		page: lists.Page[model.PORow]{Title: "Purchasing", Caption: "Purchase orders", Columns: purchasing.OrderColumns, Tabs: purchasing.Tabs("pos"),
			Actions: buyButton(may), Row: attribute("data-po", func(r model.PORow) string { return r.PO })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "PO, supplier or SKU", "purchase orders"
			to.Never = ui.EmptyData{Icon: "shopping-cart", Title: "No purchase orders yet.", Text: "They come in by import, or one at a time here."}
			offerImport(v.c, &to.Never, "purchase-orders")
			if may {
				to.Never.Action, to.Never.Href = "New purchase order", urls.NewPOFor("")
			}
			choose(to, "state", "State", "Any state", "", poStates)
			return s.chooseSupplier(ctx, to)
		}}
}

// chooseSupplier adds the supplier filter to a list.
func (s *Server) chooseSupplier(ctx context.Context, l *ui.Listing) error {
	suppliers, err := s.Store.SupplierOptions(ctx)
	choose(l, "supplier", "Supplier", "Any supplier", "Supplier", suppliers)
	return err
}

func (s *Server) showPO(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	line, _ := strconv.Atoi(c.QueryParam("line")) // not a number: no line is chosen
	return s.poPage(v, param(c, "number"), purchasing.ETAForm{Line: line, Add: c.QueryParam("add") != ""})
}

// poPage draws a purchase order; a form that was not typed in shows what is.
func (s *Server) poPage(v *shown, number string, f purchasing.ETAForm) error {
	master, err := s.mastered(v, "purchase_orders")
	if err != nil {
		return err
	}
	p, err := s.Store.PurchaseOrder(v.c.Request().Context(), number)
	if err != nil {
		return err
	}
	f.RID, f.Mastered = newRID(), master
	if f.Add && f.Rows == nil {
		f.Rows = make([]purchasing.NewLine, addedRows)
	}
	f.MayEdit, f.MayBook = user(v.c).May(model.EditPurchasing), user(v.c).May(model.ReceiveGoods)
	return v.show(p.PO, layout.Purchasing, purchasing.Show(v.Here, p, f))
}

func (s *Server) setETA(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	f := purchasing.ETAForm{Do: "eta", ETA: field(c, "eta"), Sure: field(c, "confidence"), Why: field(c, "why")}
	f.Line, _ = strconv.Atoi(field(c, "line"))
	version, _ := strconv.Atoi(field(c, "version"))
	po, err := s.Store.PurchaseOrder(c.Request().Context(), number)
	if err != nil {
		return err
	}
	var p model.Problems
	was := lineOf(po, f.Line)
	p.Need("line", was.ID != 0, "Choose the line of the purchase order.")
	eta := typedDate(c, &p, "eta", f.ETA)
	shortText(&p, "why", f.Why)
	if sure := model.Confidence(f.Sure); field(c, "do") == "preview" && len(p) == 0 && sure.FromSupplier() {
		moves, err := s.Store.PreviewETA(c.Request().Context(), was.ID, eta, sure)
		if err != nil {
			return err
		}
		f.Preview = &moves
		return s.poPage(v, number, f)
	}
	err = problemsFirst(p, func() error {
		return s.Store.SetETA(c.Request().Context(), actor(c), was.ID, version, eta, model.Confidence(f.Sure), f.Why)
	})
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "eta", &f.Problems) {
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
	return text + " It moves " + plural(v.c, was.Waiting, "line that waits for it.", "lines that wait for it.")
}
