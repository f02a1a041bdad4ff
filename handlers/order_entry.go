package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
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
	f := orders.EntryForm{Head: orders.Head{Customer: strings.TrimSpace(c.QueryParam("customer"))}, Lines: make([]orders.EntryLine, orders.RowsAdded)}
	if sku := strings.TrimSpace(c.QueryParam("sku")); sku != "" {
		f.Lines[0].SKU = sku
	}
	return s.entryPage(v, f)
}

func (s *Server) entryPage(v *shown, f orders.EntryForm) (err error) {
	f.RID, f.MayOverride = newRID(), user(v.c).May(model.OverrideLimits)
	if f.Warehouses, err = s.Store.WarehouseOptions(v.c.Request().Context()); err != nil {
		return err
	}
	if err := s.readForm(v, &f); err != nil {
		return err
	}
	return v.show("New order", layout.Orders, orders.Entry(v.Here, f))
}

// readForm reads what a form shows beside what is typed: how the customer is
// served, and what is available of each line.
func (s *Server) readForm(v *shown, f *orders.EntryForm) error {
	ctx := v.c.Request().Context()
	if err := s.readTerms(ctx, f); err != nil {
		return err
	}
	for i := range f.Lines {
		if err := s.answerRow(ctx, v, *f, &f.Lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// enterOrder saves an order, or draws the form again with what was asked for:
// what is available, more rows, or a substitute in place of a product.
func (s *Server) enterOrder(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := typedOrder(c)
	switch {
	case field(c, "add") != "":
		for range min(orders.RowsAdded, orders.MaxRows-len(f.Lines)) {
			f.Lines = append(f.Lines, orders.EntryLine{})
		}
		return s.entryPage(v, f)
	case field(c, "swap") != "":
		swapIn(&f, field(c, "swap"))
		return s.entryPage(v, f)
	case field(c, "check") != "":
		return s.checkOrder(v, f)
	}
	e, rows, p := readOrder(c, f, v.Decimals)
	if err := s.findNamed(c, &f, &e, rows, &p); err != nil {
		return err
	}
	var got model.Entered
	err = problemsFirst(p, func() (err error) {
		got, err = s.Store.EnterOrder(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(c, err, "lines", &f.Problems) {
		f.Problems = atRows(f.Problems, rows)
		return s.entryPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.OrderEntered(got.Number), strings.Join(append([]string{got.Number + " entered."}, got.Warnings...), " "))
}

// checkOrder looks up what was named and says what is available; there is
// always an empty row to go on in.
func (s *Server) checkOrder(v *shown, f orders.EntryForm) error {
	e, rows, _ := readOrder(v.c, f, v.Decimals)
	var p model.Problems
	if err := s.findNamed(v.c, &f, &e, rows, &p); err != nil {
		return err
	}
	f.Problems = atRows(p, rows)
	if n := len(f.Lines); n < orders.MaxRows && !f.Lines[n-1].Empty() {
		f.Lines = append(f.Lines, orders.EntryLine{})
	}
	return s.entryPage(v, f)
}

// swapIn puts a substitute in a row's place: "3 INS-100-GW".
func swapIn(f *orders.EntryForm, swap string) {
	at, sku, _ := strings.Cut(swap, " ")
	if i, err := strconv.Atoi(at); err == nil && i >= 0 && i < len(f.Lines) && sku != "" {
		f.Lines[i] = orders.EntryLine{SKU: sku, Qty: f.Lines[i].Qty, OneLot: f.Lines[i].OneLot, Set: f.Lines[i].Set}
	}
}

// orderTerms answers the form when another customer is chosen in it.
func (s *Server) orderTerms(c Ctx) error {
	if !fragmentWanted(c) {
		return c.Redirect(http.StatusSeeOther, urls.NewOrder())
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := orders.EntryForm{Head: orders.Head{Customer: strings.TrimSpace(c.QueryParam("customer")), Site: c.QueryParam("site"), OnShort: c.QueryParam("on_short")}}
	if err := s.readTerms(c.Request().Context(), &f); err != nil {
		return err
	}
	c.Response().Header().Add("Vary", "HX-Request")
	return render(c, http.StatusOK, orders.Terms(v.Here, f))
}

// orderLine answers a row of the form while it is being typed.
func (s *Server) orderLine(c Ctx) error {
	if !fragmentWanted(c) {
		return c.Redirect(http.StatusSeeOther, urls.NewOrder())
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(c.QueryParam("i"))
	if err != nil || i < 0 || i >= orders.MaxRows {
		return model.ErrNotFound
	}
	query := Ctx.QueryParam
	f := orders.EntryForm{Head: typedHead(c, query)}
	l := typedLine(c, query, i)
	if err := s.readTerms(c.Request().Context(), &f); err != nil {
		return err
	}
	if err := s.answerRow(c.Request().Context(), v, f, &l); err != nil {
		return err
	}
	c.Response().Header().Add("Vary", "HX-Request")
	return render(c, http.StatusOK, orders.LineChecked(v.Here, f, i, l))
}

// readTerms reads how the customer is served, where it is known.
func (s *Server) readTerms(ctx context.Context, f *orders.EntryForm) error {
	if f.Customer == "" || len(f.Matches) > 0 {
		return nil
	}
	t, err := s.Store.CustomerTerms(ctx, f.Customer)
	if errors.Is(err, model.ErrNotFound) {
		found, err := s.Store.CustomerOptions(ctx, f.Customer)
		if err != nil || len(found) != 1 {
			return err
		}
		if t, err = s.Store.CustomerTerms(ctx, found[0].Value); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	f.Terms = &t
	return nil
}

// answerRow says what is available for a row, its price and its units.
func (s *Server) answerRow(ctx context.Context, v *shown, f orders.EntryForm, l *orders.EntryLine) error {
	if l.SKU == "" || len(l.Matches) > 0 {
		return nil
	}
	sku, matches, err := s.productNamed(ctx, l.SKU)
	if err != nil {
		return err
	}
	if sku == "" {
		l.Answer.Problem = unknownProduct(v.c, l.SKU, matches)
		return nil
	}
	p, err := s.Store.SoldProduct(ctx, sku)
	if err != nil {
		return err
	}
	l.Product = &p
	if l.Price == "" {
		l.Price = typedAmount(v.c, p.Price, v.Decimals)
	}
	q, asked := availabilityOf(v.c, f, *l)
	q.SKU = sku
	a, err := s.Store.Availability(ctx, q)
	var wrong model.Problems
	if errors.As(err, &wrong) {
		l.Answer.Problem = firstOf(wrong, "qty", "unit", "site", "warehouse")
		return nil
	}
	l.Answer = orders.LineAnswer{Available: &a, Asked: asked}
	return err
}

// availabilityOf is what a row asks; without a quantity it asks for one unit, to
// learn what is free.
func availabilityOf(c Ctx, f orders.EntryForm, l orders.EntryLine) (q model.AvailabilityQuery, asked bool) {
	q = model.AvailabilityQuery{Unit: l.Unit, Warehouse: f.Warehouse, Method: model.Method(f.Method), ShipMode: model.ShipMode(f.ShipMode), OneLot: l.OneLot != ""}
	if f.Terms != nil {
		q.Customer = f.Terms.Code
		for _, site := range f.Terms.Sites {
			if site.Value == f.Site {
				q.Site = f.Site
			}
		}
	}
	if !q.Method.Known() {
		q.Method = ""
	}
	if !q.ShipMode.Known() {
		q.ShipMode = ""
	}
	if p, err := strconv.Atoi(f.Priority); err == nil && p >= 1 && p <= 5 {
		q.Priority = p
	}
	q.NeedBy = firstDate(c, f.NeedBy, f.Requested)
	n, err := locale(c).ReadQty(l.Qty, 3)
	if err != nil || n <= 0 {
		q.Qty = model.Units(1)
		return q, false
	}
	q.Qty = n
	return q, true
}

// firstDate reads the first of some dates that is one.
func firstDate(c Ctx, texts ...string) model.Date {
	for _, text := range texts {
		if d, err := locale(c).ReadDate(text, 0); err == nil && !d.IsZero() {
			return d
		}
	}
	return 0
}

// firstOf is the first problem of these fields, or any.
func firstOf(p model.Problems, fields ...string) string {
	for _, name := range fields {
		if p[name] != "" {
			return p[name]
		}
	}
	return p.Error()
}

// productNamed finds the product somebody means: by SKU, by another of its
// numbers, or by words that only it has. Else the products that fit are given.
func (s *Server) productNamed(ctx context.Context, typed string) (sku string, matches []model.Option, err error) {
	hits, err := s.Store.Find(ctx, typed, []string{model.HitProduct}, hitsInField)
	if err != nil {
		return "", nil, err
	}
	if one := exactHits(hits); len(one) == 1 {
		return one[0].Ref, nil, nil
	}
	if len(hits) == 1 {
		return hits[0].Ref, nil, nil
	}
	if len(hits) == 0 { // what the search does not index, such as a SKU of signs alone
		p, err := s.Store.SoldProduct(ctx, typed)
		if errors.Is(err, model.ErrNotFound) {
			return "", nil, nil
		}
		return p.SKU, nil, err
	}
	for _, h := range hits {
		matches = append(matches, model.Option{Value: h.Ref, Text: h.Name})
	}
	return "", matches, nil
}

func unknownProduct(c Ctx, typed string, matches []model.Option) string {
	if len(matches) == 0 {
		return "There is no product " + typed + "."
	}
	return plural(c, len(matches), "product fits", "products fit") + ". Choose one."
}

// typedOrder reads the form as it was typed; it always has at least one row.
func typedOrder(c Ctx) orders.EntryForm {
	f := orders.EntryForm{Head: typedHead(c, field), Lines: typedLines(c)}
	if len(f.Lines) == 0 {
		f.Lines = make([]orders.EntryLine, orders.RowsAdded)
	}
	return f
}

func typedLines(c Ctx) (lines []orders.EntryLine) {
	form := c.Request().PostForm
	for i := range orders.MaxRows {
		if !form.Has(model.LineField(i, "sku")) {
			break
		}
		lines = append(lines, typedLine(c, field, i))
	}
	return lines
}

// typedAmount prints an amount as a person would type it.
func typedAmount(c Ctx, m model.Money, decimals int) string {
	return locale(c).Typed(m.Decimal(decimals))
}

func typedHead(c Ctx, get func(Ctx, string) string) orders.Head {
	is := func(name string) string { return strings.TrimSpace(get(c, name)) }
	return orders.Head{Number: is("number"), Customer: is("customer"), Site: is("site"), Warehouse: is("warehouse"), CustomerPO: is("customer_po"), Project: is("project"),
		Requested: is("requested"), NeedBy: is("need_by"), Essential: is("essential"), Priority: is("priority"), Method: is("method"), ShipMode: is("ship_mode"),
		MaxShipments: is("max_shipments"), ShipDate: is("ship_date"), OnShort: is("on_short"), Kind: is("kind"), Override: is("override")}
}

func typedLine(c Ctx, get func(Ctx, string) string, i int) orders.EntryLine {
	is := func(name string) string { return strings.TrimSpace(get(c, model.LineField(i, name))) }
	return orders.EntryLine{SKU: is("sku"), Qty: is("qty"), Unit: is("unit"), Price: is("price"), OneLot: is("one_lot"), Set: is("critical_set")}
}

// readOrder says what the typed form means; rows gives the form's row of each
// line, because empty rows are left out. decimals are the currency's.
func readOrder(c Ctx, f orders.EntryForm, decimals int) (e model.OrderEntry, rows []int, p model.Problems) {
	e = readHead(c, f.Head, &p)
	for i, l := range f.Lines {
		if l.Empty() {
			continue
		}
		e.Lines, rows = append(e.Lines, readLine(c, &p, len(e.Lines), l, decimals)), append(rows, i)
	}
	alsoWrong(&p, e.Check().Err())
	return e, rows, p
}

func readHead(c Ctx, d orders.Head, p *model.Problems) model.OrderEntry {
	e := model.OrderEntry{Number: d.Number, Customer: d.Customer, Site: d.Site, Warehouse: d.Warehouse, CustomerPO: d.CustomerPO, Project: d.Project,
		Requested: typedDate(c, p, "requested", d.Requested), NeedBy: typedDate(c, p, "need_by", d.NeedBy), Essential: d.Essential != "",
		Method: model.Method(d.Method), ShipMode: model.ShipMode(d.ShipMode), ShipDate: typedDate(c, p, "ship_date", d.ShipDate), OnShort: model.Answer(d.OnShort), Kind: model.OrderKind(d.Kind),
		Override: d.Override}
	e.Priority = typedCount(p, "priority", d.Priority, "The priority is 1 to 5.")
	e.MaxShipments = typedCount(p, "max_shipments", d.MaxShipments, "1 to 99 shipments.")
	return e
}

// typedCount reads a whole number above 0; nothing typed is 0.
func typedCount(p *model.Problems, name, text, wrong string) int {
	if text == "" {
		return 0
	}
	n := typedWhole(p, name, text, wrong)
	p.Need(name, n > 0, wrong)
	return n
}

func readLine(c Ctx, p *model.Problems, at int, l orders.EntryLine, decimals int) model.EntryLine {
	line := model.EntryLine{SKU: l.SKU, Unit: l.Unit, OneLot: l.OneLot != "", CriticalSet: l.Set}
	if l.Qty != "" {
		line.Qty = typedQty(c, p, model.LineField(at, "qty"), l.Qty)
	}
	if l.Price != "" {
		m, err := locale(c).ReadMoney(l.Price, decimals)
		p.Need(model.LineField(at, "price"), err == nil, "Enter an amount, such as 12 or 12.50.")
		line.Price = &m
	}
	return line
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

// findNamed looks up what the form names: its customer and its products.
func (s *Server) findNamed(c Ctx, f *orders.EntryForm, e *model.OrderEntry, rows []int, p *model.Problems) error {
	if err := s.findCustomer(c, f, e, p); err != nil {
		return err
	}
	return s.findProducts(c, f, e, rows, p)
}

// findProducts puts the SKUs in place of what was typed for them.
func (s *Server) findProducts(c Ctx, f *orders.EntryForm, e *model.OrderEntry, rows []int, p *model.Problems) error {
	for at := range e.Lines {
		l := &e.Lines[at]
		if l.SKU == "" {
			continue
		}
		sku, matches, err := s.productNamed(c.Request().Context(), l.SKU)
		if err != nil {
			return err
		}
		if sku == "" {
			p.Need(model.LineField(at, "sku"), false, unknownProduct(c, l.SKU, matches))
			f.Lines[rows[at]].Matches = matches
			continue
		}
		l.SKU, f.Lines[rows[at]].SKU = sku, sku
	}
	return nil
}

// findCustomer looks up what was typed as the customer: a code stands, a part of
// one name is that customer's, and several are asked about.
func (s *Server) findCustomer(c Ctx, f *orders.EntryForm, e *model.OrderEntry, p *model.Problems) error {
	if f.Customer == "" {
		return nil
	}
	found, err := s.Store.CustomerOptions(c.Request().Context(), f.Customer)
	if err != nil {
		return err
	}
	p.Need("customer", len(found) > 0, "There is no customer "+f.Customer+".")
	if len(found) == 0 || strings.EqualFold(found[0].Value, f.Customer) {
		return nil
	}
	if len(found) == 1 {
		e.Customer, f.Customer = found[0].Value, found[0].Value
		return nil
	}
	f.Matches = found
	p.Need("customer", false, plural(c, len(found), "customer fits", "customers fit")+". Choose one.")
	return nil
}
