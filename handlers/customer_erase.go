package handlers

import (
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/partners"
	"backfill/views/urls"
)

func (s *Server) eraseRoutes() {
	s.get("/customers/:code/erase", model.EraseData, s.showEraseCustomer)
	s.post("/customers/:code/erase", model.EraseData, s.eraseCustomer)
}

func (s *Server) showEraseCustomer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.erasePage(v, partners.EraseForm{})
}

// erasePage says what goes and what stays, also when the form came back.
func (s *Server) erasePage(v *shown, f partners.EraseForm) (err error) {
	if f.Erasable, err = s.Store.ErasableCustomer(v.c.Request().Context(), param(v.c, "code")); err != nil {
		return err
	}
	f.RID = newRID()
	return v.show("Erase "+f.Code, layout.Customers, partners.Erase(v.Here, f))
}

// eraseCustomer erases who a customer was, for a reason.
func (s *Server) eraseCustomer(c Ctx) error {
	code := param(c, "code")
	f := partners.EraseForm{Why: field(c, "why")}
	version, err := strconv.Atoi(field(c, "version"))
	if err != nil || version <= 0 {
		err = model.Conflictf("The form did not say which state of the customer it was for. This is how it is now.")
	} else {
		err = s.Store.EraseCustomer(c.Request().Context(), actor(c), code, version, f.Why)
	}
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
		v, failed := s.shown(c)
		if failed != nil {
			return failed
		}
		return s.erasePage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Customer(code), "Erased. The orders stay; nothing says any more whose they were.")
}
