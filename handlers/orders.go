package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/orders"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"

	"github.com/a-h/templ"
)

func (s *Server) orderRoutes() {
	s.lists("/orders", model.SeeOrders, s.orderList, "orders")
	s.get("/orders/new", model.EnterOrders, s.newOrder)
	s.post("/orders/new", model.EnterOrders, s.enterOrder)
	s.get("/orders/new/terms", model.EnterOrders, s.orderTerms)
	s.get("/orders/new/line", model.EnterOrders, s.orderLine)
	s.get("/orders/:number", model.SeeOrders, s.showOrder)
	s.get("/orders/:number/edit", model.EnterOrders, s.editOrder)
	s.post("/orders/:number/edit", model.EnterOrders, s.changeOrder)
	s.get("/orders/:number/copy", model.EnterOrders, s.copyOrder)
	s.get("/orders/:number/confirmation", model.SeeOrders, s.showConfirmation)
	s.get("/orders/:number/confirmation.pdf", model.SeeOrders, s.confirmationPDF)
	s.post("/orders/:number/cancel", model.CancelLines, s.cancelLines)
	s.post("/orders/:number/hold", model.HoldLines, s.holdLines)
	s.post("/orders/:number/release", model.HoldLines, s.releaseLines)
	s.post("/orders/:number/releases", model.EnterOrders, s.releaseBlanket)
	s.wholeOrderRoutes()
	s.creditRoutes()
	s.rushRoutes()
}

var orderStatuses = []model.Option{{Value: "open", Text: "Open"}, {Value: "ready", Text: "Ready"}, {Value: "short", Text: "Short"},
	{Value: "hold", Text: "On hold"}, {Value: "late", Text: "Past promise"}, {Value: "closed", Text: "Closed"}}

func (s *Server) orderList(v *shown, _ url.Values) anyList {
	ctx, may := v.c.Request().Context(), user(v.c).May(model.EnterOrders)
	l := &list[model.OrderRow]{name: "orders", active: layout.Orders, path: urls.Orders(""), shape: model.OrderListShape,
		read: func(q model.ListQuery) (model.Paged[model.OrderRow], error) { return s.Store.Orders(ctx, q, v.Today) },
		page: lists.Page[model.OrderRow]{Title: "Orders", Columns: orders.Columns, Row: attribute("data-order", func(r model.OrderRow) string { return r.Number })}}
	never := ui.EmptyData{Title: "No orders yet.", Text: "Orders come in by import, or one at a time here."}
	offerImport(v.c, &never, "orders")
	if may {
		l.page.Actions = []templ.Component{orders.NewButton()}
		never.Action, never.Href = "New order", urls.NewOrder()
	}
	l.filters = func(to *ui.Listing) error {
		to.Search, to.Noun, to.Never = "Order, customer, customer PO or SKU", "orders", never
		choose(to, "status", "Status", "Any status", "", orderStatuses)
		choose(to, "rush", "Rush", "Rushed or not", "", []model.Option{{Value: model.RushAsked, Text: "Rush waits for approval"}, {Value: model.RushApproved, Text: "Rushed"}})
		to.Words["customer"] = "Customer"
		return nil
	}
	return l
}

func (s *Server) showOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.orderPage(v, param(c, "number"), orders.PageForm{}, c.QueryParam("entered") != "")
}

// orderPage draws an order; entered shows what was promised per line on top.
func (s *Server) orderPage(v *shown, number string, f orders.PageForm, entered bool) error {
	o, err := s.Store.Order(v.c.Request().Context(), number)
	if err != nil {
		return err
	}
	f.RID = newRID()
	f.MayEnter = user(v.c).May(model.EnterOrders)
	f.Credit.RID, f.Credit.Hold, f.Credit.Version, f.Credit.Whose = newRID(), o.OwnCredit, o.Version, "The order"
	f.Credit.HoldURL, f.Credit.FreeURL = urls.OrderCredit(number, "hold"), urls.OrderCredit(number, "release")
	f.Credit.May = user(v.c).May(model.ReleaseCredit) && (o.Open > 0 || o.OwnCredit != "")
	if o.IsBlanket() {
		if err := s.blanketForm(v.c.Request().Context(), number, &f.Blanket); err != nil {
			return err
		}
		f.Blanket.May = f.MayEnter
	}
	f.MayHold, f.MayCancel = user(v.c).May(model.HoldLines), user(v.c).May(model.CancelLines)
	f.Rush = rushForm(v.c, o, f.Rush)
	f.Entered = entered
	return v.show("Order "+o.Number, layout.Orders, orders.Show(v.Here, o, f))
}

// plural is words.Plural for a flash.
func plural(c Ctx, n int, one, many string) string {
	return words.Plural(c.Request().Context(), n, one, many)
}

func (s *Server) cancelLines(c Ctx) error  { return s.changeLines(c, model.CancelAll, "cancelled") }
func (s *Server) holdLines(c Ctx) error    { return s.changeLines(c, model.HoldAll, "on hold") }
func (s *Server) releaseLines(c Ctx) error { return s.changeLines(c, model.ReleaseAll, "released") }

// changeLines does the same to the ticked lines of an order.
func (s *Server) changeLines(c Ctx, do model.LineChange, done string) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	f := orders.PageForm{Lines: c.Request().PostForm["line"], Why: field(c, "why")}
	if f.Lines == nil {
		f.Lines = []string{}
	}
	var p model.Problems
	lines := tickedLines(&p, f.Lines)
	err = problemsFirst(p, func() error {
		return s.Store.ChangeLines(c.Request().Context(), actor(c), number, do, lines, f.Why)
	})
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "lines", &f.Problems) {
		return s.orderPage(v.as(statusOf(err)), number, f, false)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Order(number), plural(c, len(lines), "line", "lines")+" "+done+".")
}

// tickedLines reads ticks such as 12.3: the line's id and version.
func tickedLines(p *model.Problems, ticks []string) []model.LineVersion {
	lines := make([]model.LineVersion, 0, len(ticks))
	for _, t := range ticks {
		id, version, _ := strings.Cut(t, ".")
		var l model.LineVersion
		var err, err2 error
		l.ID, err = strconv.ParseInt(id, 10, 64)
		l.Version, err2 = strconv.Atoi(version)
		p.Need("lines", err == nil && err2 == nil && l.Version > 0, "Tick the lines on this page.")
		lines = append(lines, l)
	}
	return lines
}
