package handlers

import (
	"errors"
	"net/http"

	"backfill/db"
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/people"
	"backfill/views/urls"
)

// showLogin is the log-in page; who is logged in already goes on.
func (s *Server) showLogin(c Ctx) error {
	next := localPath(c.QueryParam("next"))
	if user(c).SignedIn() {
		return s.land(c, user(c), next)
	}
	return s.loginForm(c, http.StatusOK, people.LoginForm{Next: next})
}

func (s *Server) loginForm(c Ctx, status int, f people.LoginForm) error {
	p := s.page(c, "Log in", "")
	p.Error = len(f.Problems) > 0
	f.RID = p.RID
	return render(c, status, people.Login(p, f))
}

// logIn checks who somebody is and starts a session for them.
func (s *Server) logIn(c Ctx) error {
	form := people.LoginForm{Email: field(c, "email"), Next: localPath(field(c, "next"))}
	var p model.Problems
	p.Need("email", form.Email != "", "Enter your e-mail address.")
	p.Need("password", field(c, "password") != "", "Enter your password.")
	if len(p) > 0 {
		form.Problems = p
		return s.loginForm(c, http.StatusUnprocessableEntity, form)
	}
	u, err := s.Store.LogIn(c.Request().Context(), actor(c), form.Email, field(c, "password"))
	switch {
	case errors.Is(err, db.ErrWrongLogin):
		form.Problems = model.Problems{"password": "E-mail or password is not right."}
		return s.loginForm(c, http.StatusUnprocessableEntity, form)
	case errors.Is(err, db.ErrThrottled):
		s.log.Warn("log-ins limited", "request", requestID(c), "ip", c.RealIP())
		form.Throttled = "Too many log-ins failed. Wait an hour and try again, or ask an administrator for a new password."
		c.Response().Header().Set("Retry-After", retryAfter(err))
		return s.loginForm(c, http.StatusTooManyRequests, form)
	case err != nil:
		return err
	}
	if u.Second {
		return s.askForCode(c, u, form.Next)
	}
	if err := s.signIn(c, u); err != nil {
		return err
	}
	return s.land(c, u, form.Next)
}

// logOut ends the session for good and has the browser forget what it kept.
func (s *Server) logOut(c Ctx) error {
	if err := s.sm.Destroy(c.Request().Context()); err != nil {
		return err
	}
	if user(c).SignedIn() {
		if err := s.Store.LoggedOut(c.Request().Context(), actor(c)); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return c.Redirect(http.StatusSeeOther, urls.Login(""))
}

// home sends a person to the page their day starts on.
func (s *Server) home(c Ctx) error {
	return s.land(c, user(c), "")
}

// land sends somebody to where they wanted to go, else to the page or the view
// they start with, else to their role's page.
func (s *Server) land(c Ctx, u model.User, next string) error {
	if next != "" && next != urls.Home() {
		return c.Redirect(http.StatusSeeOther, next)
	}
	if to := layout.Landing(u); to != "" && u.Landing != layout.Backorders {
		return c.Redirect(http.StatusSeeOther, to)
	}
	v, ok, err := s.Store.StartView(c.Request().Context(), u.ID)
	switch {
	case err != nil:
		return err
	case ok:
		return c.Redirect(http.StatusSeeOther, s.viewAddress(v))
	}
	return c.Redirect(http.StatusSeeOther, landing(u))
}

func landing(u model.User) string {
	switch u.Role {
	case model.RoleWarehouse:
		return urls.Receiving()
	case model.RolePurchasing:
		return urls.Purchasing("")
	}
	return urls.Backorders("")
}

// setPreferences keeps theme and density in the browser.
func (s *Server) setPreferences(c Ctx) error {
	s.keepPreferences(c)
	to := localPath(field(c, "next"))
	if to == "" {
		to = urls.Home()
	}
	return s.done(c, to, "")
}

func (s *Server) keepPreferences(c Ctx) {
	for name, allowed := range choices {
		for _, v := range allowed {
			if field(c, name) == v {
				s.remember(c, name, v)
			}
		}
	}
}
