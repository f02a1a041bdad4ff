package handlers

import (
	"net/http"

	"backfill/model"
	"backfill/views/settings"
	"backfill/views/urls"
)

func (s *Server) logoRoutes() {
	s.get("/logo", model.Public, s.showLogo)
	s.upload("/settings/company/logo", model.ChangeSettings, s.setLogo)
	s.post("/settings/company/logo/remove", model.ChangeSettings, s.removeLogo)
}

// showLogo sends the picture. Its address changes with it, so that a browser may
// keep it.
func (s *Server) showLogo(c Ctx) error {
	typ, content, err := s.Store.Logo(c.Request().Context())
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, typ, content)
}

func (s *Server) setLogo(c Ctx) error {
	_, content, err := fileSent(c, "logo")
	if err != nil {
		return err
	}
	err = s.Store.SetLogo(c.Request().Context(), actor(c), content)
	var l settings.LogoForm
	if refused(c, err, "logo", &l.Problems) {
		g := settingGroups[0]
		return groupPage{s, g.group, g.title, g.intro}.draw(c, statusOf(err), nil, settings.GroupPage{Logo: &l})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.SettingsPage("company"), "The logo is on every page now.")
}

func (s *Server) removeLogo(c Ctx) error {
	if err := s.Store.RemoveLogo(c.Request().Context(), actor(c)); err != nil {
		return err
	}
	return s.done(c, urls.SettingsPage("company"), "The logo is removed.")
}
