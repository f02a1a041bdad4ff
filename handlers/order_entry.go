package handlers

import (
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/orders"
	"backfill/views/urls"
)

func (s *Server) newOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := orders.EntryForm{Customer: strings.TrimSpace(c.QueryParam("customer")), Lines: make([]orders.EntryLine, orders.RowsAdded)}
	return s.entryPage(v, f)
}

func (s *Server) entryPage(v *shown, f orders.EntryForm) (err error) {
	ctx := v.c.Request().Context()
	f.RID = newRID()
	if f.Customers, err = s.Store.CustomerOptions(ctx, ""); err != nil {
		return err
	}
	if f.Warehouses, err = s.Store.WarehouseOptions(ctx); err != nil {
		return err
	}
	return v.show("New order", layout.Orders, orders.Entry(f))
}

// enterOrder saves an order, or adds empty rows to the form and saves nothing.
func (s *Server) enterOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := typedOrder(c)
	if field(c, "add") != "" {
		for range min(orders.RowsAdded, orders.MaxRows-len(f.Lines)) {
			f.Lines = append(f.Lines, orders.EntryLine{})
		}
		return s.entryPage(v, f)
	}
	e, rows, p := readOrder(f)
	if err := s.findCustomer(c, &f, &e, &p); err != nil {
		return err
	}
	var got model.Entered
	err = problemsFirst(p, func() (err error) {
		got, err = s.Store.EnterOrder(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(err, "lines", &f.Problems) {
		f.Problems = atRows(f.Problems, rows)
		return s.entryPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.OrderEntered(got.Number), got.Number+" entered.")
}

// typedOrder reads the form as it was typed; it always has at least one row.
func typedOrder(c Ctx) orders.EntryForm {
	f := orders.EntryForm{Customer: strings.TrimSpace(field(c, "customer")), Warehouse: field(c, "warehouse"), CustomerPO: field(c, "customer_po"),
		Requested: field(c, "requested"), ShipMode: field(c, "ship_mode")}
	form := c.Request().PostForm
	for i := range orders.MaxRows {
		if !form.Has(model.LineField(i, "sku")) {
			break
		}
		f.Lines = append(f.Lines, orders.EntryLine{SKU: strings.TrimSpace(field(c, model.LineField(i, "sku"))),
			Qty: strings.TrimSpace(field(c, model.LineField(i, "qty"))), Unit: strings.TrimSpace(field(c, model.LineField(i, "unit")))})
	}
	if len(f.Lines) == 0 {
		f.Lines = make([]orders.EntryLine, orders.RowsAdded)
	}
	return f
}

// readOrder says what the typed form means; rows gives the form's row of each
// line, because empty rows are left out.
func readOrder(f orders.EntryForm) (e model.OrderEntry, rows []int, p model.Problems) {
	e = model.OrderEntry{Customer: f.Customer, Warehouse: f.Warehouse, CustomerPO: f.CustomerPO, ShipMode: model.ShipMode(f.ShipMode),
		Requested: typedDate(&p, "requested", f.Requested)}
	for i, l := range f.Lines {
		if l.Empty() {
			continue
		}
		at := len(e.Lines)
		line := model.EntryLine{SKU: l.SKU, Unit: l.Unit}
		if l.Qty != "" {
			line.Qty = typedQty(&p, model.LineField(at, "qty"), l.Qty)
		}
		e.Lines, rows = append(e.Lines, line), append(rows, i)
	}
	alsoWrong(&p, e.Check().Err())
	return e, rows, p
}

// atRows moves the problems of the order's lines to the form's rows.
func atRows(p model.Problems, rows []int) model.Problems {
	out := model.Problems{}
	for name, what := range p {
		for at, row := range rows {
			if rest, ok := strings.CutPrefix(name, model.LineField(at, "")); ok {
				name = model.LineField(row, rest)
				break
			}
		}
		out[name] = what
	}
	return out
}

// findCustomer looks up what was typed as the customer: a code stands, a part of
// one name is that customer's, and several are asked about.
func (s *Server) findCustomer(c Ctx, f *orders.EntryForm, e *model.OrderEntry, p *model.Problems) error {
	if f.Customer == "" {
		return nil
	}
	found, err := s.Store.CustomerOptions(c.Request().Context(), f.Customer)
	if err == nil && len(found) == 0 && len(*p) > 0 { // else the operation says so, with what it has against the lines
		p.Need("customer", false, "There is no customer "+f.Customer+".")
	}
	if err != nil || len(found) == 0 || strings.EqualFold(found[0].Value, f.Customer) {
		return err
	}
	if len(found) == 1 {
		e.Customer = found[0].Value
		return nil
	}
	f.Matches = found
	p.Need("customer", false, plural(len(found), "customer fits", "customers fit")+". Choose one.")
	return nil
}
