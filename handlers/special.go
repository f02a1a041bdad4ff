package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/purchasing"
	"backfill/views/urls"
)

// freeSpecial gives what was bought for one order line to whoever is first.
func (s *Server) freeSpecial(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	f := purchasing.ETAForm{Do: "eta", ETA: field(c, "eta"), Sure: field(c, "confidence"), Why: field(c, "why")}
	f.Line, _ = strconv.Atoi(field(c, "line"))
	var p model.Problems
	version := typedVersion(&p, "line", field(c, "version"))
	err = problemsFirst(p, func() error {
		return s.Store.FreeSpecial(c.Request().Context(), actor(c), number, f.Line, version, f.Why)
	})
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "line", &f.Problems) {
		return s.poPage(v.as(statusOf(err)), number, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.PO(number), "What "+number+"/"+strconv.Itoa(f.Line)+" brings serves whoever is first now.")
}
