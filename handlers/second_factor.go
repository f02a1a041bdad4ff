package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"backfill/db"
	"backfill/model"
	"backfill/views/people"
	"backfill/views/urls"
)

// What the session of somebody holds whose password was right and whose code is
// still to come: it is nobody's session yet.
const (
	halfUserKey  = "half user"
	halfEpochKey = "half epoch"
	halfAtKey    = "half at"
	halfNextKey  = "half next"
)

// halfFor is how long the code may take.
const halfFor = 10 * time.Minute

// askForCode remembers that a password was right, under a new token, and asks
// for the second factor.
func (s *Server) askForCode(c Ctx, u model.User, next string) error {
	ctx := c.Request().Context()
	if err := s.sm.Clear(ctx); err != nil {
		return err
	}
	if err := s.sm.RenewToken(ctx); err != nil {
		return err
	}
	s.sm.Put(ctx, halfUserKey, u.ID)
	s.sm.Put(ctx, halfEpochKey, u.Epoch)
	s.sm.Put(ctx, halfAtKey, s.Store.Now().String())
	s.sm.Put(ctx, halfNextKey, next)
	return c.Redirect(http.StatusSeeOther, urls.LoginCode())
}

// half is whose password was right a moment ago; ok is false when nobody's was.
func (s *Server) half(c Ctx) (user, epoch int64, ok bool) {
	ctx := c.Request().Context()
	at, err := model.ParseTime(s.sm.GetString(ctx, halfAtKey))
	if err != nil || s.Store.Now().Sub(at) > halfFor {
		return 0, 0, false
	}
	return s.sm.GetInt64(ctx, halfUserKey), s.sm.GetInt64(ctx, halfEpochKey), true
}

func (s *Server) showLoginCode(c Ctx) error {
	if _, _, ok := s.half(c); !ok {
		return c.Redirect(http.StatusSeeOther, urls.Login(""))
	}
	return s.codeForm(c, http.StatusOK, people.CodeForm{})
}

func (s *Server) codeForm(c Ctx, status int, f people.CodeForm) error {
	p := s.page(c, "Enter your code", "")
	p.Error = len(f.Problems) > 0
	page := people.LoginCode(p, f)
	return s.show(c, status, page, page)
}

// logInCode ends a log-in with the second factor.
func (s *Server) logInCode(c Ctx) error {
	user, epoch, ok := s.half(c)
	if !ok {
		return c.Redirect(http.StatusSeeOther, urls.Login(""))
	}
	ctx := c.Request().Context()
	code := field(c, "code")
	if code == "" {
		return s.codeForm(c, http.StatusUnprocessableEntity, people.CodeForm{Problems: model.Problems{"code": "Enter the six digits that the app shows, or a recovery code."}})
	}
	u, left, err := s.Store.CheckCode(ctx, actor(c), user, epoch, code)
	switch {
	case errors.Is(err, db.ErrNoKey):
		s.log.Error("second factors cannot be read: the key beside the file is not the one they were sealed with", "file", s.Store.KeyFile())
		return s.codeForm(c, http.StatusUnprocessableEntity, people.CodeForm{Problems: model.Problems{"code": "The desk cannot check codes of apps at the moment. Use a recovery code, or have an administrator reset your second factor."}})
	case errors.Is(err, db.ErrWrongCode):
		return s.codeForm(c, http.StatusUnprocessableEntity, people.CodeForm{Problems: model.Problems{"code": "That code is not right, or it was used before. Wait for the next one."}})
	case errors.Is(err, db.ErrThrottled):
		s.log.Warn("codes limited", "request", requestID(c), "ip", c.RealIP(), "user", user)
		c.Response().Header().Set("Retry-After", "600")
		return s.codeForm(c, http.StatusTooManyRequests, people.CodeForm{Throttled: "Too many codes were wrong. Wait ten minutes and try again."})
	case errors.Is(err, db.ErrWrongLogin):
		return c.Redirect(http.StatusSeeOther, urls.Login(""))
	case err != nil:
		return err
	}
	next := s.sm.GetString(ctx, halfNextKey)
	for _, key := range []string{halfUserKey, halfEpochKey, halfAtKey, halfNextKey} {
		s.sm.Remove(ctx, key)
	}
	if err := s.signIn(c, u); err != nil {
		return err
	}
	if left >= 0 {
		s.flash(c, "You used a recovery code: "+strconv.Itoa(left)+" are left. Make new ones under Your account.")
	}
	return s.land(c, u, next)
}

func (s *Server) showSecondFactor(c Ctx) error {
	return s.secondFactorPage(c, http.StatusOK, nil)
}

// secondFactorPage shows how the second factor stands: off, begun with its secret,
// or in force.
func (s *Server) secondFactorPage(c Ctx, status int, problems model.Problems) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	ctx, u := c.Request().Context(), user(c)
	set, err := s.Store.Settings(ctx)
	if err != nil {
		return err
	}
	f := people.SecondFactorPage{On: u.Second, Code: field(c, "code"), Problems: problems, RID: newRID()}
	if f.Codes, err = s.Store.RecoveryCodesLeft(ctx, u.ID); err != nil {
		return err
	}
	if !f.On {
		secret, err := s.Store.BegunSecondFactor(ctx, u.ID)
		if err != nil && !errors.Is(err, model.ErrNotFound) {
			return err
		}
		if err == nil {
			f.Secret, f.Address = model.TOTPText(secret), model.TOTPAddress(secret, set.Company, u.Email)
		}
	}
	return v.as(status).show("Second factor", "", people.SecondFactor(f))
}

func (s *Server) beginSecondFactor(c Ctx) error {
	if err := s.Store.BeginSecondFactor(c.Request().Context(), actor(c)); err != nil {
		return err
	}
	return s.done(c, urls.SecondFactor(), "")
}

func (s *Server) confirmSecondFactor(c Ctx) error {
	codes, err := s.Store.ConfirmSecondFactor(c.Request().Context(), actor(c), field(c, "code"))
	if errors.Is(err, db.ErrWrongCode) {
		return s.secondFactorPage(c, http.StatusUnprocessableEntity, model.Problems{"code": "That is not the code the app should show. Check that the clock of the phone is right, and try the next one."})
	}
	if err != nil {
		return err
	}
	return s.showRecoveryCodes(c, codes)
}

func (s *Server) newRecoveryCodes(c Ctx) error {
	codes, err := s.Store.NewRecoveryCodes(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	return s.showRecoveryCodes(c, codes)
}

// showRecoveryCodes shows them the one time that they are shown.
func (s *Server) showRecoveryCodes(c Ctx, codes []string) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	if codes == nil {
		c.Response().Header().Set("Idempotent-Replayed", "true")
	}
	return v.show("Recovery codes", "", people.RecoveryCodes(codes))
}

func (s *Server) removeSecondFactor(c Ctx) error {
	err := s.Store.RemoveSecondFactor(c.Request().Context(), actor(c), field(c, "current"))
	if errors.Is(err, db.ErrWrongLogin) {
		return s.secondFactorPage(c, http.StatusUnprocessableEntity, model.Problems{"current": "That is not your password."})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Account(), "Log-in asks for the password alone now.")
}

// askForSecond leads somebody to where the second factor is set up that their
// role must have.
func (s *Server) askForSecond(c Ctx) {
	if fragmentWanted(c) {
		c.Response().Header().Set("HX-Redirect", urls.SecondFactor())
		c.NoContent(http.StatusUnauthorized)
		return
	}
	s.flash(c, "Your role needs a second factor. Set it up, and you go on.")
	if err := c.Redirect(http.StatusSeeOther, urls.SecondFactor()); err != nil {
		s.log.Error("redirect", "request", requestID(c), "err", err)
	}
}
