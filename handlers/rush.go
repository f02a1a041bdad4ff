package handlers

import (
	"backfill/model"
	"backfill/views/orders"
	"backfill/views/urls"
)

func (s *Server) rushRoutes() {
	s.post("/orders/:number/rush", model.RushOrders, s.rushOrder)
	s.post("/orders/:number/rush/decide", model.ApproveRush, s.decideRush)
	s.post("/orders/:number/rush/end", model.RushOrders, s.endRush)
}

// rushForm is what the page of an order shows about its rush.
func rushForm(c Ctx, o model.OrderPage, f orders.RushForm) orders.RushForm {
	f.RID = newRID()
	f.May, f.MayDecide = user(c).May(model.RushOrders) && o.Open > 0, user(c).May(model.ApproveRush)
	return f
}

func (s *Server) rushOrder(c Ctx) error {
	number, said := param(c, "number"), ""
	return s.aboutRush(c, func(version int) (err error) {
		state, err := s.Store.RushOrder(c.Request().Context(), actor(c), number, version, field(c, "why"))
		if said = "It goes before others."; state == model.RushAsked {
			said = "Asked. It keeps its place until a manager approves it."
		}
		return err
	}, &said)
}

func (s *Server) decideRush(c Ctx) error {
	approve := field(c, "do") == "approve"
	said := "Refused. It keeps the place it has."
	if approve {
		said = "Approved. It goes before others."
	}
	return s.aboutRush(c, func(version int) error {
		return s.Store.DecideRush(c.Request().Context(), actor(c), param(c, "number"), version, approve, field(c, "why"))
	}, &said)
}

func (s *Server) endRush(c Ctx) error {
	said := "The rush is over. It is back at its place."
	return s.aboutRush(c, func(version int) error {
		return s.Store.EndRush(c.Request().Context(), actor(c), param(c, "number"), version)
	}, &said)
}

// aboutRush does one thing to the rush of an order, and shows what is refused on
// the order's page.
func (s *Server) aboutRush(c Ctx, do func(version int) error, said *string) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	var p model.Problems
	version := typedVersion(&p, "why", field(c, "version"))
	err = problemsFirst(p, func() error { return do(version) })
	f := orders.RushForm{Why: field(c, "why")}
	if refused(c, err, "why", &f.Problems) {
		if what, wrong := f.Problems["why"]; wrong {
			f.Problems = model.Problems{"rush_why": what}
		}
		return s.orderPage(v.as(statusOf(err)), param(c, "number"), orders.PageForm{Rush: f}, false)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Order(param(c, "number")), *said)
}
