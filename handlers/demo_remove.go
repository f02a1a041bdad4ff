package handlers

import (
	"errors"
	"net/http"

	"backfill/db"
	"backfill/model"
	"backfill/views/people"
	"backfill/views/urls"
)

// showRemoveDemo asks who the desk's first own admin is.
func (s *Server) showRemoveDemo(c Ctx) error {
	return s.removeDemoForm(c, http.StatusOK, people.RemoveDemoForm{})
}

func (s *Server) removeDemoForm(c Ctx, status int, f people.RemoveDemoForm) error {
	p := s.page(c, "Remove the demo company", "")
	p.Error = len(f.Problems) > 0
	f.RID, f.Own = p.RID, db.OwnPerson(user(c).Email)
	page := people.RemoveDemo(p, f)
	return s.show(c, status, page, page)
}

// removeDemo empties the desk. The demo's people are gone with it and are logged
// out; whoever is none of them stays.
func (s *Server) removeDemo(c Ctx) error {
	f := people.RemoveDemoForm{Email: field(c, "email"), Name: field(c, "name")}
	err := s.Store.RemoveDemo(c.Request().Context(), actor(c), model.NewUser{Email: f.Email, Name: f.Name, Password: field(c, "password")})
	var p model.Problems
	if errors.As(err, &p) {
		f.Problems = p
		return s.removeDemoForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if db.OwnPerson(user(c).Email) {
		return s.done(c, urls.Home(), "The demo company is gone. The desk is yours.")
	}
	if err := s.sm.Destroy(c.Request().Context()); err != nil {
		return err
	}
	return s.done(c, urls.Login(""), "")
}
