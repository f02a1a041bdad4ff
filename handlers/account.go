package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"backfill/db"
	"backfill/model"
	"backfill/views/people"
	"backfill/views/urls"
)

// accountRoutes are what everybody may do about themselves. A new password
// carries no request id: sent again, it finds the old password wrong.
func (s *Server) accountRoutes() {
	s.get("/account", model.SignedIn, s.showAccount)
	s.post("/account/name", model.SignedIn, s.setName)
	s.plainPost("/account/password", model.SignedIn, s.changePassword)
	s.post("/account/end", model.SignedIn, s.endSession)
	s.post("/account/end-others", model.SignedIn, s.endOtherSessions)
}

func (s *Server) showAccount(c Ctx) error {
	u := user(c)
	now, err := s.Store.UserByEmail(c.Request().Context(), u.Email)
	if err != nil {
		return err
	}
	return s.account(c, http.StatusOK, people.AccountPage{Name: now.Name, Version: strconv.Itoa(now.Version)})
}

// account draws the page, with what was typed and what is wrong with it.
func (s *Server) account(c Ctx, status int, a people.AccountPage) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	a.User, a.RID = user(c), newRID()
	ctx := c.Request().Context()
	if a.Sessions, err = s.sessions.Of(ctx, a.User, hashToken(s.sm.Token(ctx))); err != nil {
		return err
	}
	return v.as(status).show("Your account", "", people.Account(v.Here, a))
}

func (s *Server) setName(c Ctx) error {
	a := people.AccountPage{Name: field(c, "name"), Version: field(c, "version")}
	version, err := strconv.Atoi(a.Version)
	if err != nil {
		return model.Conflictf("The form did not say which state of your account it was for. Open the page again.")
	}
	err = s.Store.SetName(c.Request().Context(), actor(c), version, a.Name)
	if errors.As(err, &a.Problems) {
		return s.account(c, http.StatusUnprocessableEntity, a)
	}
	if a.Changed = changedWords(err); a.Changed != "" {
		now, err := s.Store.UserByEmail(c.Request().Context(), user(c).Email)
		if err != nil {
			return err
		}
		a.Version = strconv.Itoa(now.Version)
		return s.account(c, http.StatusConflict, a)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Account(), "Your name is saved.")
}

// changePassword ends every session of the person and starts one anew for this
// browser.
func (s *Server) changePassword(c Ctx) error {
	ctx := c.Request().Context()
	u, err := s.Store.ChangePassword(ctx, actor(c), field(c, "current"), field(c, "password"))
	var p model.Problems
	if errors.Is(err, db.ErrWrongLogin) {
		err = model.Problems{"current": "That is not the password you have now."}
	}
	if errors.As(err, &p) {
		now, err := s.Store.UserByEmail(ctx, user(c).Email)
		if err != nil {
			return err
		}
		return s.account(c, http.StatusUnprocessableEntity, people.AccountPage{Name: now.Name, Version: strconv.Itoa(now.Version), Problems: p})
	}
	if err != nil {
		return err
	}
	s.sm.Put(ctx, flashKey, "Your password is changed. Every other session has ended.")
	if err := s.signIn(c, u); err != nil {
		return err
	}
	return s.done(c, urls.Account(), "")
}

func (s *Server) endSession(c Ctx) error {
	if err := s.Store.EndSession(c.Request().Context(), actor(c), field(c, "session")); err != nil {
		return err
	}
	return s.done(c, urls.Account(), "That session has ended.")
}

func (s *Server) endOtherSessions(c Ctx) error {
	ctx := c.Request().Context()
	n, err := s.Store.EndOtherSessions(ctx, actor(c), hashToken(s.sm.Token(ctx)))
	if err != nil {
		return err
	}
	words := fmt.Sprintf("%d other sessions have ended.", n)
	switch n {
	case 0:
		words = "There was no other session."
	case 1:
		words = "The other session has ended."
	}
	return s.done(c, urls.Account(), words)
}
