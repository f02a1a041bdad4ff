package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/stock"
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
	f := stock.Forms{List: d.form, Changed: changedWords(c, err)}
	if f.Changed != "" || refused(c, err, "", &f.List.Problems) {
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
	e.Ratio = typedQty(c, &p, "unit_ratio", f.UnitRatio)
	if p != nil {
		alsoWrong(&p, e.Check())
	}
	return s.onProduct(c, p, productDo{f, "1 " + e.Unit + " is " + locale(c).Qty(e.Ratio) + " stock units.", func(version int) error {
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
	e.Ratio = typedQty(c, &p, "ratio", f.Ratio)
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
