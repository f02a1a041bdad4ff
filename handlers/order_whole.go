package handlers

import (
	"backfill/model"
	"backfill/views/orders"
	"backfill/views/urls"
)

func (s *Server) wholeOrderRoutes() {
	s.post("/orders/:number/whole/hold", model.HoldLines, s.holdWhole)
	s.post("/orders/:number/whole/release", model.HoldLines, s.releaseWhole)
	s.post("/orders/:number/whole/cancel", model.CancelLines, s.cancelWhole)
}

func (s *Server) holdWhole(c Ctx) error {
	return s.changeWhole(c, model.HoldAll, " is on hold. It keeps its place in the queue, takes nothing and ships nothing.")
}

func (s *Server) releaseWhole(c Ctx) error {
	return s.changeWhole(c, model.ReleaseAll, " is released. Its lines were served at their place.")
}

func (s *Server) cancelWhole(c Ctx) error {
	return s.changeWhole(c, model.CancelAll, " is cancelled. What it had went to the lines that wait.")
}

// changeWhole does one thing to all of an order.
func (s *Server) changeWhole(c Ctx, do model.LineChange, done string) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	f := orders.PageForm{Whole: orders.WholeForm{Why: field(c, "whole_why")}}
	var p model.Problems
	version := typedVersion(&p, "whole_why", field(c, "version"))
	lines := tickedLines(&p, c.Request().PostForm["line"])
	err = problemsFirst(p, func() error {
		return s.Store.ChangeOrder(c.Request().Context(), actor(c), number, version, do, lines, f.Whole.Why)
	})
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "lines", &f.Whole.Problems) {
		if what := f.Whole.Problems["why"]; what != "" {
			delete(f.Whole.Problems, "why")
			f.Whole.Problems["whole_why"] = what
		}
		return s.orderPage(v.as(statusOf(err)), number, f, false)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Order(number), number+done)
}
