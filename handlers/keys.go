package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/people"
	"backfill/views/urls"
)

// keyRoutes are the keys of programs.
func (s *Server) keyRoutes() {
	s.get("/settings/keys", model.ManageKeys, s.showKeys)
	s.surePost("/settings/keys", model.ManageKeys, s.addKey)
	s.surePost("/settings/keys/:id/revoke", model.ManageKeys, s.revokeKey)
}

func (s *Server) showKeys(c Ctx) error {
	return s.keysPage(c, http.StatusOK, people.KeyForm{Scope: string(model.ReadScope), Days: "365"})
}

func (s *Server) keysPage(c Ctx, status int, f people.KeyForm) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	keys, err := s.Store.Keys(c.Request().Context())
	if err != nil {
		return err
	}
	f.RID = newRID()
	return v.as(status).show("API keys", layout.Settings, people.Keys(v.Here, keys, f, s.Store.Now()))
}

func (s *Server) addKey(c Ctx) error {
	f := people.KeyForm{Name: field(c, "name"), Scope: field(c, "scope"), Days: field(c, "days")}
	days, err := strconv.Atoi(f.Days)
	if err != nil {
		days = -1 // what is no number is no number of days
	}
	key, kept, err := s.Store.AddKey(c.Request().Context(), actor(c), model.NewKey{Name: f.Name, Scope: model.KeyScope(f.Scope), Days: days})
	if errors.As(err, &f.Problems) {
		return s.keysPage(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	if key == "" {
		c.Response().Header().Set("Idempotent-Replayed", "true")
	}
	return v.show("The key for "+kept.Name, layout.Settings, people.MadeKey(v.Here, kept, key))
}

func (s *Server) revokeKey(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := s.Store.RevokeKey(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return s.done(c, urls.Keys(), "Revoked. It opens nothing any more.")
}
