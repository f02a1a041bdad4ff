package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) transferRoutes() {
	s.lists("/transfers", model.SeeProducts, s.transferList, "transfers")
	s.get("/transfers/new", model.TransferStock, s.newTransfer)
	s.post("/transfers/new", model.TransferStock, s.createTransfer)
	s.get("/transfers/:number", model.SeeProducts, s.showTransfer)
	s.get("/transfers/:number/edit", model.TransferStock, s.editTransfer)
	s.post("/transfers/:number/edit", model.TransferStock, s.changeTransfer)
	s.post("/transfers/:number/send", model.TransferStock, s.sendTransfer)
	s.post("/transfers/:number/receive", model.TransferStock, s.receiveTransfer)
	s.post("/transfers/:number/expect", model.TransferStock, s.expectTransfer)
	s.post("/transfers/:number/cancel", model.TransferStock, s.cancelTransfer)
}

var transferStates = []model.Option{{Value: "open", Text: "Open"}, {Value: "draft", Text: "Draft"}, {Value: "sent", Text: "On the road"},
	{Value: "late", Text: "Late"}, {Value: "closed", Text: "Closed"}, {Value: "cancelled", Text: "Cancelled"}}

func (s *Server) transferList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	l := &list[model.TransferRow]{name: "transfers", active: layout.Products, path: urls.Transfers(""), shape: model.TransferListShape,
		read: func(q model.ListQuery) (model.Paged[model.TransferRow], error) {
			return s.Store.Transfers(ctx, q, v.Today)
		},
		page: lists.Page[model.TransferRow]{Title: "Transfers", Caption: "Transfers between warehouses", Columns: stock.TransferColumns,
			Row: attribute("data-transfer", func(r model.TransferRow) string { return r.Number })}}
	never := ui.EmptyData{Icon: "package-open", Title: "No transfers yet.", Text: "Goods that go from one warehouse to another are sent and received here."}
	if user(v.c).May(model.TransferStock) {
		l.page.Actions = []templ.Component{stock.NewTransferButton()}
		never.Action, never.Href = "New transfer", urls.NewTransfer()
	}
	l.filters = func(to *ui.Listing) error {
		to.Search, to.Noun, to.Never = "Number, note or SKU", "transfers", never
		warehouses, err := s.Store.WarehouseOptions(ctx)
		choose(to, "state", "State", "Any state", "", transferStates)
		choose(to, "from", "From", "From anywhere", "From", warehouses)
		choose(to, "to", "To", "To anywhere", "To", warehouses)
		return err
	}
	return l
}

func (s *Server) newTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := stock.TransferForm{From: c.QueryParam("from"), To: c.QueryParam("to"), Lines: make([]stock.TransferFormLine, stock.TransferRows)}
	f.Lines[0].SKU = strings.TrimSpace(c.QueryParam("sku"))
	return s.transferForm(v, f)
}

func (s *Server) transferForm(v *shown, f stock.TransferForm) (err error) {
	f.RID = newRID()
	if f.Warehouses, err = s.Store.WarehouseOptions(v.c.Request().Context()); err != nil {
		return err
	}
	title := "New transfer"
	if f.Number != "" {
		title = "Change " + f.Number
	}
	return v.show(title, layout.Products, stock.TransferEdit(f))
}

func (s *Server) createTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, rows, p := typedTransfer(c)
	if field(c, "add") != "" {
		return s.transferForm(v, moreRows(f))
	}
	var number string
	err = problemsFirst(p, func() (err error) {
		number, err = s.Store.CreateTransfer(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(c, err, "lines", &f.Problems) {
		f.Problems = atRows(f.Problems, rows)
		return s.transferForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Transfer(number), number+" is a draft. Send it off when it is loaded.")
}

func moreRows(f stock.TransferForm) stock.TransferForm {
	f.Lines = append(f.Lines, make([]stock.TransferFormLine, min(stock.TransferRows, model.MaxTransferLines-len(f.Lines)))...)
	return f
}

// typedTransfer reads the form: what was typed, what it means, the form's row of
// each line, and what is wrong.
func typedTransfer(c Ctx) (f stock.TransferForm, e model.TransferEntry, rows []int, p model.Problems) {
	f = stock.TransferForm{Version: field(c, "version"), From: field(c, "from"), To: field(c, "to"), Expected: field(c, "expected"), Note: strings.TrimSpace(field(c, "note"))}
	e = model.TransferEntry{From: f.From, To: f.To, Note: f.Note, Expected: typedDate(c, &p, "expected", f.Expected)}
	form := c.Request().PostForm
	for i := 0; i < model.MaxTransferLines && form.Has(model.LineField(i, "sku")); i++ {
		l := stock.TransferFormLine{SKU: strings.TrimSpace(field(c, model.LineField(i, "sku"))), Lot: strings.TrimSpace(field(c, model.LineField(i, "lot"))),
			Qty: strings.TrimSpace(field(c, model.LineField(i, "qty")))}
		f.Lines = append(f.Lines, l)
		if l.Empty() {
			continue
		}
		line := model.TransferEntryLine{SKU: l.SKU, Lot: l.Lot}
		if l.Qty != "" {
			line.Qty = typedQty(c, &p, model.LineField(len(e.Lines), "qty"), l.Qty)
		}
		e.Lines, rows = append(e.Lines, line), append(rows, i)
	}
	if len(f.Lines) == 0 {
		f.Lines = make([]stock.TransferFormLine, stock.TransferRows)
	}
	if p != nil {
		alsoWrong(&p, e.Check())
	}
	return f, e, rows, p
}

func (s *Server) editTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p, err := s.Store.Transfer(c.Request().Context(), param(c, "number"), v.Today)
	if err != nil {
		return err
	}
	f := stock.TransferForm{Number: p.Number, Version: strconv.Itoa(p.Version), From: p.From, To: p.To, Expected: p.Expected.String(), Note: p.Note}
	for _, l := range p.Parts {
		f.Lines = append(f.Lines, stock.TransferFormLine{SKU: l.SKU, Lot: l.Lot, Qty: typedBack(c, l.Qty)})
	}
	return s.transferForm(v, moreRows(f))
}

func (s *Server) changeTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, rows, p := typedTransfer(c)
	f.Number = param(c, "number")
	if field(c, "add") != "" {
		return s.transferForm(v, moreRows(f))
	}
	was, err := s.Store.Transfer(c.Request().Context(), f.Number, v.Today)
	if err != nil {
		return err
	}
	seen, _ := strconv.Atoi(f.Version) // not a number: whatever it is now
	err = problemsFirst(p, func() error { return s.Store.ChangeTransfer(c.Request().Context(), actor(c), f.Number, seen, e) })
	if f.Changed = changedWords(c, err); f.Changed != "" {
		f.Version = strconv.Itoa(was.Version) // who saves again has been told
		return s.transferForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "lines", &f.Problems) {
		f.Problems = atRows(f.Problems, rows)
		return s.transferForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Transfer(f.Number), f.Number+" is saved.")
}

func (s *Server) showTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.transferPage(v, stock.TransferForms{})
}

func (s *Server) transferPage(v *shown, f stock.TransferForms) error {
	p, err := s.Store.Transfer(v.c.Request().Context(), param(v.c, "number"), v.Today)
	if err != nil {
		return err
	}
	f.RID, f.MayMove = newRID(), user(v.c).May(model.TransferStock)
	return v.show(p.Number, layout.Products, stock.Transfer(v.Here, p, f))
}

// typedQtys reads the quantities of a transfer's lines; an empty one is none.
func typedQtys(c Ctx, p *model.Problems, f *stock.TransferForms) (lines []model.TransferQty) {
	f.Qty = map[string]string{}
	for i := 1; i <= model.MaxTransferLines; i++ {
		name := model.QtyField(i)
		if !c.Request().PostForm.Has(name) {
			continue
		}
		f.Qty[name] = strings.TrimSpace(field(c, name))
		l := model.TransferQty{Line: i}
		if f.Qty[name] != "" {
			l.Qty = typedQty(c, p, name, f.Qty[name])
		}
		lines = append(lines, l)
	}
	return lines
}

// transferRefused shows the transfer again with what was typed; false when err
// is nothing that a person can answer.
func (s *Server) transferRefused(v *shown, f stock.TransferForms, err error) (bool, error) {
	f.Changed = changedWords(v.c, err)
	if f.Changed == "" && !refused(v.c, err, "lines", &f.Problems) {
		return false, err
	}
	return true, s.transferPage(v.as(statusOf(err)), f)
}

func (s *Server) sendTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := stock.TransferForms{Do: "send"}
	var p model.Problems
	m := model.TransferSend{Number: param(c, "number"), Lines: typedQtys(c, &p, &f)}
	m.Version, _ = strconv.Atoi(field(c, "version"))
	p.Need("lines", len(m.Lines) > 0, "Enter how many leave.")
	err = problemsFirst(p, func() error { return s.Store.SendTransfer(c.Request().Context(), actor(c), m) })
	if known, err := s.transferRefused(v, f, err); known || err != nil {
		return err
	}
	return s.done(c, urls.Transfer(m.Number), m.Number+" is on the road.")
}

// receiveTransfer previews who gets an arrival, or books it in.
func (s *Server) receiveTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := stock.TransferForms{Do: "receive", Rest: field(c, "rest"), Why: strings.TrimSpace(field(c, "why"))}
	var p model.Problems
	r := model.TransferReceipt{Number: param(c, "number"), Lines: typedQtys(c, &p, &f), Rest: model.TransferRest(f.Rest), Why: f.Why}
	r.Version, _ = strconv.Atoi(field(c, "version"))
	if p != nil {
		alsoWrong(&p, r.Check())
	}
	var out model.TransferOutcome
	book := field(c, "do") == "book"
	err = problemsFirst(p, func() (err error) {
		if book {
			out, err = s.Store.ReceiveTransfer(c.Request().Context(), actor(c), r)
		} else {
			out, err = s.Store.PreviewTransferReceipt(c.Request().Context(), r)
		}
		return err
	})
	if known, err := s.transferRefused(v, f, err); known || err != nil {
		return err
	}
	if !book {
		f.Preview = &out
		return s.transferPage(v, f)
	}
	return s.done(c, urls.Transfer(r.Number), arrivedWords(c, out))
}

// arrivedWords says what a booked receipt of a transfer did.
func arrivedWords(c Ctx, out model.TransferOutcome) string {
	lines := 0
	for _, l := range out.Served {
		if l.Gets() > 0 {
			lines++
		}
	}
	text := "Booked in."
	if lines > 0 {
		text += fmt.Sprintf(" %s served.", plural(c, lines, "line", "lines"))
	}
	if out.Closed {
		text += " " + out.Number + " is closed."
	}
	return text
}

func (s *Server) expectTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := stock.TransferForms{Do: "expect", Expected: field(c, "expected"), Why: field(c, "why")}
	var p model.Problems
	p.Need("expected", c.Request().PostForm.Has("expected"), "Enter the day, or leave it empty.")
	day := typedDate(c, &p, "expected", f.Expected)
	shortText(&p, "why", f.Why)
	version, _ := strconv.Atoi(field(c, "version"))
	number := param(c, "number")
	err = problemsFirst(p, func() error {
		return s.Store.ExpectTransfer(c.Request().Context(), actor(c), number, version, day, f.Why)
	})
	if known, err := s.transferRefused(v, f, err); known || err != nil {
		return err
	}
	if day.IsZero() {
		return s.done(c, urls.Transfer(number), number+" has no day of arrival any more.")
	}
	return s.done(c, urls.Transfer(number), number+" is expected on "+v.Day(day)+".")
}

func (s *Server) cancelTransfer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := stock.TransferForms{Do: "cancel", Why: field(c, "why")}
	number := param(c, "number")
	version, _ := strconv.Atoi(field(c, "version"))
	err = s.Store.CancelTransfer(c.Request().Context(), actor(c), number, version, f.Why)
	if known, err := s.transferRefused(v, f, err); known || err != nil {
		return err
	}
	return s.done(c, urls.Transfer(number), number+" is cancelled.")
}
