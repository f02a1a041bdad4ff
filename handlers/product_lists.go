package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"
)

// productDo is something done to one of a product's lists, or to whether it is
// sold: what the form says, the field a conflict stands at, and what is said
// when it is done.
type productDo struct {
	form stock.ListForm
	done string
	do   func(version int) error
}

// onProduct does it, or shows the product again with what was typed.
func (s *Server) onProduct(c Ctx, p model.Problems, d productDo) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	sku := param(c, "sku")
	seen, _ := strconv.Atoi(field(c, "version")) // not a number: whatever it is now
	err = problemsFirst(p, func() error { return d.do(seen) })
	f := stock.Forms{List: d.form, Changed: changedWords(err)}
	if f.Changed != "" || refused(err, "", &f.List.Problems) {
		if why, wrong := f.List.Problems["why"]; wrong {
			f.List.Problems = model.Problems{"retire_why": why}
		}
		return s.productPage(v.as(statusOf(err)), sku, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Product(sku), d.done)
}

func (s *Server) setUnit(c Ctx) error {
	f := stock.ListForm{Unit: field(c, "unit_name"), UnitRatio: field(c, "unit_ratio")}
	e := model.UnitEdit{Unit: f.Unit}
	var p model.Problems
	e.Ratio = typedQty(&p, "unit_ratio", f.UnitRatio)
	if p != nil {
		alsoWrong(&p, e.Check())
	}
	return s.onProduct(c, p, productDo{f, "1 " + e.Unit + " is " + ui.Qty(e.Ratio) + " stock units.", func(version int) error {
		return s.Store.SetProductUnit(c.Request().Context(), actor(c), param(c, "sku"), version, e)
	}})
}

func (s *Server) removeUnit(c Ctx) error {
	unit := field(c, "unit_name")
	return s.onProduct(c, nil, productDo{stock.ListForm{}, unit + " is no unit of it any more.", func(version int) error {
		return s.Store.RemoveProductUnit(c.Request().Context(), actor(c), param(c, "sku"), version, unit)
	}})
}

func (s *Server) setSubstitute(c Ctx) error {
	f := stock.ListForm{Substitute: field(c, "substitute"), Kind: field(c, "kind"), Ratio: field(c, "ratio")}
	e := model.SubstituteEdit{SKU: f.Substitute, Kind: f.Kind}
	var p model.Problems
	e.Ratio = typedQty(&p, "ratio", f.Ratio)
	if p != nil {
		alsoWrong(&p, e.Check())
	}
	return s.onProduct(c, p, productDo{f, e.SKU + " may go instead.", func(version int) error {
		return s.Store.SetSubstitute(c.Request().Context(), actor(c), param(c, "sku"), version, e)
	}})
}

func (s *Server) removeSubstitute(c Ctx) error {
	other := field(c, "substitute")
	return s.onProduct(c, nil, productDo{stock.ListForm{}, other + " is off the list.", func(version int) error {
		return s.Store.RemoveSubstitute(c.Request().Context(), actor(c), param(c, "sku"), version, other)
	}})
}

func (s *Server) retireProduct(c Ctx) error {
	f := stock.ListForm{Why: field(c, "why")}
	sku := param(c, "sku")
	return s.onProduct(c, nil, productDo{f, sku + " is retired.", func(version int) error {
		return s.Store.RetireProduct(c.Request().Context(), actor(c), sku, version, f.Why)
	}})
}

func (s *Server) bringBackProduct(c Ctx) error {
	sku := param(c, "sku")
	return s.onProduct(c, nil, productDo{stock.ListForm{}, sku + " is sold again.", func(version int) error {
		return s.Store.BringBackProduct(c.Request().Context(), actor(c), sku, version, "")
	}})
}

var moveKinds = []ui.Option{{Text: "Any kind"}, {Value: "received", Text: "Received"}, {Value: "shipped", Text: "Shipped"}, {Value: "adjusted", Text: "Adjusted"},
	{Value: "returned", Text: "Returned"}, {Value: "transferred", Text: "Transferred"}, {Value: "counted", Text: "Counted"}}

func (s *Server) listMoves(c Ctx) error {
	q, err := listQuery(c, model.MoveListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p, page, err := s.Store.Moves(ctx, param(c, "sku"), q)
	if err != nil {
		return err
	}
	warehouses, err := s.Store.WarehouseOptions(ctx)
	if err != nil {
		return err
	}
	at := func(to func(string, string) string) func(string) string {
		return func(query string) string { return to(p.SKU, query) }
	}
	l := listing(c, model.MoveListShape, q, at(urls.ProductMoves), at(urls.ProductMovesCSV))
	l.Search, l.Noun = "Lot or reason", "movements"
	l.Selects = []ui.SelectData{{Name: "kind", Label: "Kind", HideLabel: true, Options: moveKinds},
		{Name: "warehouse", Label: "Warehouse", HideLabel: true, Options: uiOptions("Any warehouse", warehouses)}}
	l.Words, l.Values = map[string]string{"warehouse": "Warehouse"}, map[string]string{}
	for _, k := range moveKinds {
		l.Values["kind="+k.Value] = k.Text
	}
	nameOptions(l.Values, "warehouse", warehouses)
	l.Never = ui.EmptyData{Icon: "boxes", Title: "Nothing has moved yet.", Text: "Receipts, shipments, counts, adjustments and transfers appear here."}
	return v.show("Movements of "+p.SKU, layout.Products, stock.Moves(v.Here, p, ui.ShowPage(l, page), page.Rows, user(c).May(model.AdjustStock)))
}

func (s *Server) exportMoves(c Ctx) error {
	q, err := listQuery(c, model.MoveListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	head := []string{"at", "sku", "kind", "from", "to", "lot", "quantity", "receipt", "po", "shipment", "order", "transfer", "count", "file", "actor", "why"}
	sku := param(c, "sku")
	return csvList(c, "movements", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.MoveRow], error) {
		_, page, err := s.Store.Moves(c.Request().Context(), sku, q)
		return page, err
	}, func(r model.MoveRow) []string {
		count := ""
		if r.Count > 0 {
			count = strconv.FormatInt(r.Count, 10)
		}
		return []string{r.At.String(), sku, r.Kind, r.From, r.To, r.Lot, r.Qty.String(), r.Receipt, r.PO, r.Shipment, r.Order, r.Transfer, count, r.File, r.Actor, r.Why}
	})
}
