package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/orders"
	"backfill/views/urls"
	"backfill/views/words"
)

func (s *Server) creditRoutes() {
	s.post("/orders/:number/credit/hold", model.ReleaseCredit, s.holdOrder)
	s.post("/orders/:number/credit/release", model.ReleaseCredit, s.freeOrder)
}

func (s *Server) holdOrder(c Ctx) error { return s.orderCredit(c, true) }
func (s *Server) freeOrder(c Ctx) error { return s.orderCredit(c, false) }

// creditRefused is refused with the reason under the name that its field has on
// pages with several.
func creditRefused(c Ctx, err error, into *model.Problems) bool {
	if !refused(c, err, "why", into) {
		return false
	}
	if what, named := (*into)["why"]; named {
		delete(*into, "why")
		(*into)["credit_why"] = what
	}
	return true
}

// typedVersion reads the version that a page was drawn with; what is wrong with
// it is told at a field that people see.
func typedVersion(p *model.Problems, name, text string) int {
	n, err := strconv.Atoi(text)
	p.Need(name, err == nil && n > 0, "This page does not say what you saw. Open it again.")
	return n
}

// orderCredit places or releases an order's credit hold. Customers' holds are on
// their pages.
func (s *Server) orderCredit(c Ctx, hold bool) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	f, said := words.CreditForm{Why: field(c, "credit_why")}, number+" is off credit hold. Its lines were served at their place."
	do := s.Store.ReleaseCredit
	if hold {
		do, said = s.Store.HoldCredit, number+" is on credit hold."
	}
	var p model.Problems
	version := typedVersion(&p, "credit_why", field(c, "version"))
	err = problemsFirst(p, func() error {
		return do(c.Request().Context(), actor(c), model.CreditOf{Ref: number, Order: true}, version, f.Why)
	})
	if creditRefused(c, err, &f.Problems) {
		return s.orderPage(v.as(statusOf(err)), number, orders.PageForm{Credit: f}, false)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Order(number), said)
}
