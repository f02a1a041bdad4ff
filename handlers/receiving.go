package handlers

import (
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/receiving"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) receivingRoutes() {
	s.lists("/receiving", model.SeePurchasing, s.receivingList, "receiving")
	s.get("/receiving/:po", model.SeePurchasing, s.showReceiving)
	s.post("/receiving/:po", model.ReceiveGoods, s.receive)
	s.get("/receipts/:number", model.SeePurchasing, s.showReceipt)
}

func (s *Server) receivingList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.ReceivingRow]{name: "receiving", active: layout.Receiving, path: urls.Receiving(), shape: model.ReceivingListShape,
		read: func(q model.ListQuery) (model.Paged[model.ReceivingRow], error) {
			return s.Store.Receiving(ctx, q, v.Today)
		},
		page: lists.Page[model.ReceivingRow]{Title: "Receiving", Caption: "Purchase orders with something still to come", Columns: receiving.Columns(user(v.c).May(model.ReceiveGoods)),
			Row: attribute("data-po", func(r model.ReceivingRow) string { return r.PO })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "PO, supplier or SKU", "purchase orders"
			to.Never = ui.EmptyData{Icon: "package-open", Title: "Nothing is due in.", Text: "Open purchase orders appear here until all of them has arrived."}
			choose(to, "late", "Due", "Late or not", "", []model.Option{{Value: "yes", Text: "Late only"}})
			return s.chooseSupplier(ctx, to)
		}}
}

func (s *Server) showReceiving(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p, err := s.Store.PurchaseOrder(c.Request().Context(), param(c, "po"))
	if err != nil {
		return err
	}
	line, _ := strconv.Atoi(c.QueryParam("line")) // not a number: no line is chosen
	return s.receivingPage(v, p, receiveForm(v, p, line))
}

// receiveForm starts the form of one line with what is still to come. Without a
// line it takes the only one that is open.
func receiveForm(v *shown, p model.POPage, line int) receiving.Form {
	f := receiving.Form{Line: line, On: v.Today.String()}
	for _, l := range p.POLines {
		if line == 0 && p.OpenLines == 1 && l.Open > 0 {
			f.Line = l.LineNo
		}
		if l.LineNo == f.Line && l.Open > 0 {
			f.Received = typedBack(v.c, l.Open)
		}
	}
	return f
}

func (s *Server) receivingPage(v *shown, p model.POPage, f receiving.Form) error {
	f.RID, f.MayBook = newRID(), user(v.c).May(model.ReceiveGoods)
	return v.show("Receive "+p.PO, layout.Receiving, receiving.Show(v.Here, p, f))
}

// receive previews who gets an arrival, or books it in.
func (s *Server) receive(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, r, p := typedReceipt(c)
	var out model.ReceiptOutcome
	book := field(c, "do") == "book"
	err = problemsFirst(p, func() (err error) {
		if book {
			out, err = s.Store.ReceiveStock(c.Request().Context(), actor(c), r)
		} else {
			out, err = s.Store.PreviewReceipt(c.Request().Context(), r)
		}
		return err
	})
	f.Changed = changedWords(c, err)
	switch {
	case f.Changed != "" || refused(c, err, "received", &f.Problems):
		v.as(statusOf(err))
	case err != nil:
		return err
	case book:
		return s.received(c, out)
	default:
		f.Preview = &out
	}
	po, err := s.Store.PurchaseOrder(c.Request().Context(), r.PO)
	if err != nil {
		return err
	}
	return s.receivingPage(v, po, f)
}

// typedReceipt reads the form: what was typed, what it means, what is wrong.
func typedReceipt(c Ctx) (f receiving.Form, r model.Receipt, p model.Problems) {
	f = receiving.Form{Received: field(c, "received"), Rejected: field(c, "rejected"), Lot: field(c, "lot"), On: field(c, "on"),
		Close: field(c, "close") != "", Why: field(c, "why")}
	f.Line, _ = strconv.Atoi(field(c, "line"))
	r = model.Receipt{PO: param(c, "po"), Line: f.Line, Lot: f.Lot, CloseShort: f.Close, Why: f.Why}
	r.Version, _ = strconv.Atoi(field(c, "version"))
	if f.Received != "" {
		r.Received = typedQty(c, &p, "received", f.Received)
	}
	if f.Rejected != "" {
		r.Rejected = typedQty(c, &p, "rejected", f.Rejected)
	}
	r.On = typedDate(c, &p, "on", f.On)
	p.Need("po_line", r.Line > 0, "Choose the purchase-order line.")
	shortText(&p, "why", f.Why)
	if p != nil && r.Line > 0 {
		alsoWrong(&p, r.Check())
	}
	return f, r, p
}

// received leads to who got the goods, or back when only a line was closed.
func (s *Server) received(c Ctx, out model.ReceiptOutcome) error {
	if out.Number == "" {
		return s.done(c, urls.ReceivePO(out.PO), out.PO+"/"+strconv.Itoa(out.Line)+" is closed short.")
	}
	lines := 0
	for _, l := range out.Served {
		if l.Gets() > 0 {
			lines++
		}
	}
	text := "Booked in: " + locale(c).Qty(out.Received) + " " + out.Unit + " of " + out.SKU + "."
	if lines > 0 {
		text += " " + plural(c, lines, "line", "lines") + " served."
	}
	return s.done(c, urls.Receipt(out.Number), text)
}

func (s *Server) showReceipt(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	r, err := s.Store.Receipt(c.Request().Context(), param(c, "number"))
	if err != nil {
		return err
	}
	return v.show("Receipt "+r.Number, layout.Receiving, receiving.Booked(v.Here, r))
}
