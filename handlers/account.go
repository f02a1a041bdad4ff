package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"backfill/db"
	"backfill/model"
	"backfill/views/layout"
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
	s.post("/account/choices", model.SignedIn, s.setChoices)

	s.sureGet("/account/code", model.SignedIn, s.showSecondFactor)
	s.surePost("/account/code/begin", model.SignedIn, s.beginSecondFactor)
	s.surePost("/account/code/confirm", model.SignedIn, s.confirmSecondFactor)
	s.surePost("/account/code/recovery", model.SignedIn, s.newRecoveryCodes)
	s.plainPost("/account/code/remove", model.SignedIn, s.removeSecondFactor)
}

func (s *Server) showAccount(c Ctx) error {
	u := user(c)
	now, err := s.Store.UserByEmail(c.Request().Context(), u.Email)
	if err != nil {
		return err
	}
	return s.account(c, http.StatusOK, people.AccountPage{Name: now.Name, Version: strconv.Itoa(now.Version)})
}

// setChoices keeps how a person wants the desk: theme and rows in this browser,
// the rest with the person.
func (s *Server) setChoices(c Ctx) error {
	ch := model.UserChoices{Landing: field(c, "landing"), Locale: field(c, "locale"), Shortcuts: field(c, "shortcuts") == "on"}
	var p model.Problems
	p.Need("landing", ch.Landing == "" || layout.Landing(model.User{ID: user(c).ID, Role: user(c).Role, Landing: ch.Landing}) != "", "Choose a page of the list.")
	p.Need("locale", ch.Locale == "" || model.KnownLocale(ch.Locale), "Choose a form of the list.")
	p.Need("shortcuts", ch.Shortcuts || field(c, "shortcuts") == "off", "Choose on or off.")
	err := p.Err()
	if err == nil {
		err = s.Store.SetChoices(c.Request().Context(), actor(c), ch)
	}
	if errors.As(err, &p) {
		now, err := s.Store.UserByEmail(c.Request().Context(), user(c).Email)
		if err != nil {
			return err
		}
		return s.account(c, http.StatusUnprocessableEntity, people.AccountPage{Name: now.Name, Version: strconv.Itoa(now.Version), Problems: p})
	}
	if err != nil {
		return err
	}
	s.keepPreferences(c)
	return s.done(c, urls.Account(), "Your choices are saved.")
}

// account draws the page, with what was typed and what is wrong with it.
func (s *Server) account(c Ctx, status int, a people.AccountPage) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	a.User, a.RID = user(c), newRID()
	a.Theme, a.Density = preference(c, "theme"), preference(c, "density")
	if a.Codes, err = s.Store.RecoveryCodesLeft(ctx, a.User.ID); err != nil {
		return err
	}
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
	if a.Changed = changedWords(c, err); a.Changed != "" {
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
	if err := s.signIn(c, u); err != nil {
		return err
	}
	return s.done(c, urls.Account(), "Your password is changed. Every other session has ended.")
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
