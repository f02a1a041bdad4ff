package handlers

import (
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/orders"
	"backfill/views/urls"
)

func (s *Server) editOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	o, err := s.Store.OrderToEdit(c.Request().Context(), param(c, "number"))
	if err != nil {
		return err
	}
	f := orders.EditForm{Order: o, Version: strconv.Itoa(o.Version), Opened: s.Store.Now().String(), EntryForm: orders.EntryForm{Head: headToType(o)}}
	f.Lines = make([]orders.EntryLine, orders.RowsToAdd)
	for _, l := range o.Lines {
		f.Was = append(f.Was, lineToType(c, l, v.Decimals))
	}
	return s.editPage(v, f)
}

// headToType is an order's head as the form shows it before anything is typed.
func headToType(o model.OrderToEdit) orders.Head {
	d := orders.Head{Customer: o.Customer, Site: o.Site, Warehouse: o.Warehouse, CustomerPO: o.CustomerPO, Project: o.Project, Requested: o.Requested.String(),
		NeedBy: o.NeedBy.String(), Priority: strconv.Itoa(o.Priority), Method: string(o.Method), ShipMode: string(o.ShipMode), ShipDate: o.ShipDate.String(), Kind: string(o.Kind)}
	if o.Essential {
		d.Essential = "on"
	}
	if o.MaxShipments > 0 {
		d.MaxShipments = strconv.Itoa(o.MaxShipments)
	}
	return d
}

func lineToType(c Ctx, l model.LineToEdit, decimals int) orders.EditLine {
	return orders.EditLine{LineToEdit: l, Seen: strconv.Itoa(l.Version), TypedQty: typedBack(c, l.UnitQty), Cost: typedAmount(c, l.Price, decimals)}
}

func (s *Server) editPage(v *shown, f orders.EditForm) (err error) {
	f.RID = newRID()
	if f.Mastered, err = s.mastered(v, "orders"); err != nil {
		return err
	}
	if err := s.readForm(v, &f.EntryForm); err != nil {
		return err
	}
	return v.show("Change "+f.Order.Number, layout.Orders, orders.Edit(v.Here, f))
}

// changeOrder saves what was changed of an order, or draws the form again with
// what is available.
func (s *Server) changeOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	o, err := s.Store.OrderToEdit(ctx, param(c, "number"))
	if err != nil {
		return err
	}
	f, e, rows, p := typedEdit(v, o)
	asked := field(c, "check")+field(c, "swap") != ""
	if asked { // nothing is saved, so nothing is wrong yet
		p = nil
	}
	if err := s.findProducts(c, &f.EntryForm, &model.OrderEntry{Lines: e.Added}, rows, &p); err != nil {
		return err
	}
	if asked {
		f.Problems = atRows(p, rows)
		swapIn(&f.EntryForm, field(c, "swap"))
		return s.editPage(v, f)
	}
	version, _ := strconv.Atoi(f.Version) // not a number: whatever it is now
	err = problemsFirst(p, func() error { return s.Store.EditOrder(ctx, actor(c), o.Number, version, e) })
	if f.Changed = changedWords(c, err); f.Changed != "" {
		v.as(statusOf(err))
		if err := s.tellSince(v, &f); err != nil {
			return err
		}
		return s.editPage(v, f)
	}
	if refused(c, err, "lines", &f.Problems) {
		f.Problems = atRows(f.Problems, rows)
		return s.editPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Order(o.Number), o.Number+" is saved.")
}

// tellSince says what happened to the order since the form was opened; who saves
// again has been told.
func (s *Server) tellSince(v *shown, f *orders.EditForm) error {
	opened, err := model.ParseTime(f.Opened)
	if err != nil {
		opened = model.Time{}
	}
	all, err := s.Store.Timeline(v.c.Request().Context(), "order", f.Order.ID)
	if err != nil {
		return err
	}
	for _, e := range all {
		if !opened.IsZero() && !e.At.Before(opened) {
			f.Since = append(f.Since, e)
		}
	}
	f.Version, f.Opened = strconv.Itoa(f.Order.Version), s.Store.Now().String()
	for i := range f.Was {
		f.Was[i].Seen = strconv.Itoa(f.Was[i].Version)
	}
	return nil
}

// typedEdit reads the form and says what it means; rows gives the form's row of
// each new line.
func typedEdit(v *shown, o model.OrderToEdit) (f orders.EditForm, e model.OrderEdit, rows []int, p model.Problems) {
	c := v.c
	f = orders.EditForm{Order: o, Version: field(c, "version"), Opened: field(c, "opened"), Why: strings.TrimSpace(field(c, "why")),
		EntryForm: orders.EntryForm{Head: typedHead(c, field), Lines: typedLines(c)}}
	f.Customer, f.Warehouse = o.Customer, o.Warehouse
	if len(f.Lines) == 0 {
		f.Lines = make([]orders.EntryLine, orders.RowsToAdd)
	}
	head, rows, p := readOrder(v.c, f.EntryForm, v.Decimals)
	for _, own := range []string{"customer", "lines", "number", "kind"} { // an order that is changed needs none of these
		delete(p, own)
	}
	e = model.OrderEdit{Added: head.Lines, Why: f.Why, OrderHead: model.OrderHead{Site: head.Site, CustomerPO: head.CustomerPO, Project: head.Project, Requested: head.Requested,
		NeedBy: head.NeedBy, Essential: head.Essential, Priority: head.Priority, ShipMode: head.ShipMode, MaxShipments: head.MaxShipments, ShipDate: head.ShipDate, Method: head.Method}}
	if !o.Requested.IsZero() {
		e.Requested = o.Requested // the form does not ask for it
	}
	for _, l := range o.Lines {
		f.Was = append(f.Was, typedLineEdit(v, l, &e, &p))
	}
	alsoWrong(&p, e.Check().Err())
	return f, e, rows, p
}

// typedLineEdit reads one line; one that was not in the form stays as it is.
func typedLineEdit(v *shown, l model.LineToEdit, e *model.OrderEdit, p *model.Problems) orders.EditLine {
	name := func(part string) string { return model.EditField(l.LineNo, part) }
	if !v.c.Request().PostForm.Has(name("qty")) {
		return lineToType(v.c, l, v.Decimals)
	}
	is := func(part string) string { return strings.TrimSpace(field(v.c, name(part))) }
	typed := orders.EditLine{LineToEdit: l, Seen: is("version"), TypedQty: is("qty"), Cost: is("price")}
	to := model.LineEdit{LineNo: l.LineNo, Qty: typedQty(v.c, p, name("qty"), typed.TypedQty)}
	to.Version, _ = strconv.Atoi(typed.Seen)
	cost, err := locale(v.c).ReadMoney(typed.Cost, v.Decimals)
	p.Need(name("price"), err == nil, "Enter an amount, such as 12 or 12.50.")
	to.Price = cost
	e.Lines = append(e.Lines, to)
	return typed
}

// copyOrder opens the entry form filled in like an order, but for what is one
// order's own: its number, the customer's number for it, and its dates.
func (s *Server) copyOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	o, err := s.Store.OrderToEdit(c.Request().Context(), param(c, "number"))
	if err != nil {
		return err
	}
	f := orders.EntryForm{Copied: o.Number, Head: headToType(o)}
	f.CustomerPO, f.Requested, f.NeedBy, f.Essential, f.ShipDate, f.Kind = "", "", "", "", "", ""
	for _, l := range o.Lines[:min(len(o.Lines), orders.MaxRows)] {
		row := orders.EntryLine{SKU: l.SKU, Qty: typedBack(c, l.UnitQty), Unit: l.Unit, Price: typedAmount(c, l.Price, v.Decimals), Set: l.Set}
		if l.OneLot {
			row.OneLot = "on"
		}
		f.Lines = append(f.Lines, row)
	}
	return s.entryPage(v, f)
}
