package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"backfill/db"
	"backfill/model"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
)

// What a session holds beside the person's id.
const (
	epochKey = "epoch" // of the person, when they logged in
	sureKey  = "sure"  // when they last showed their password, as text
)

// What a request's context holds.
const (
	userKey   = "user"
	keyKey    = "request key"
	commitKey = "commit"
)

func newSessionManager(store *db.Sessions, secure bool) *scs.SessionManager {
	sm := scs.New()
	sm.Store = store
	sm.HashTokenInStore = true
	sm.Cookie.Name, sm.Cookie.Secure = cookieName("session", secure), secure
	return sm
}

// cookieName puts the prefix on that browsers only accept over https.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// session loads the browser's session and who it belongs to, and keeps it with
// the first byte of the answer, whoever writes that. An error is turned into
// its page in here, so that page knows the person too.
func (s *Server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		if s.routes[c.Request().Method+" "+c.Path()].bare {
			return next(c)
		}
		if err := s.loadSession(c); err != nil {
			return err
		}
		kept := false
		commit := func() error {
			if kept {
				return nil
			}
			kept = true
			return s.keepSession(c)
		}
		c.Set(commitKey, commit)
		res := c.Response()
		res.Before(func() {
			if err := commit(); err != nil {
				s.log.Error("session not saved", "request", requestID(c), "err", err)
			}
		})
		if err := next(c); err != nil {
			c.Error(err)
		}
		return nil
	}
}

func (s *Server) loadSession(c Ctx) error {
	token := ""
	if cookie, err := c.Cookie(s.sm.Cookie.Name); err == nil {
		token = cookie.Value
	}
	ctx, err := s.sm.Load(c.Request().Context(), token)
	if err != nil {
		return err
	}
	c.SetRequest(c.Request().WithContext(ctx))
	h := c.Response().Header()
	h.Add("Vary", "Cookie")
	if s.sm.GetInt64(ctx, db.SessionUserKey) == 0 {
		return nil
	}
	u, err := s.sessions.Visitor(ctx, hashToken(s.sm.Token(ctx)), s.sm.GetInt64(ctx, epochKey))
	if err != nil {
		return err
	}
	c.Set(userKey, u)
	if u.SignedIn() {
		write(c, u.Writes)
	}
	return nil
}

// write has dates and numbers written, and read, by a locale from here on.
func write(c Ctx, l model.Locale) {
	r := c.Request()
	c.SetRequest(r.WithContext(model.WithLocale(r.Context(), l)))
}

// hashToken is how scs hashes a token for the store.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// keepSession writes what changed of the session and its cookie.
func (s *Server) keepSession(c Ctx) error {
	ctx := c.Request().Context()
	switch s.sm.Status(ctx) {
	case scs.Modified:
		token, _, err := s.sm.Commit(ctx)
		if err != nil {
			return err
		}
		s.setCookie(c, token, 0)
	case scs.Destroyed:
		s.setCookie(c, "", -1)
	}
	return nil
}

// setCookie writes the session cookie. It ends with the browser; how long the
// session lasts is the server's business.
func (s *Server) setCookie(c Ctx, token string, maxAge int) {
	http.SetCookie(c.Response(), &http.Cookie{Name: s.sm.Cookie.Name, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.sm.Cookie.Secure, SameSite: http.SameSiteLaxMode})
}

// signIn starts a new session for u under a new token and saves it at once: a
// log-in that cannot be kept must fail.
func (s *Server) signIn(c Ctx, u model.User) error {
	ctx := c.Request().Context()
	if err := s.sm.RenewToken(ctx); err != nil {
		return err
	}
	s.sm.Put(ctx, db.SessionUserKey, u.ID)
	s.sm.Put(ctx, epochKey, u.Epoch)
	s.sm.Put(ctx, sureKey, s.Store.Now().String())
	s.sm.Put(ctx, db.SessionFromKey, c.RealIP())
	s.sm.Put(ctx, db.SessionBrowserKey, model.Browser(c.Request().UserAgent()))
	return c.Get(commitKey).(func() error)()
}

// user is who sent the request, the zero User when nobody is logged in.
func user(c Ctx) model.User {
	u, _ := c.Get(userKey).(model.User)
	return u
}

// actor is who does what this request asks for, and under which key it happens
// once.
func actor(c Ctx) model.Actor {
	u := user(c)
	key, _ := c.Get(keyKey).(*model.RequestKey)
	name := u.Email
	if name == "" {
		name = "nobody"
	}
	return model.Actor{Name: name, UserID: u.ID, Role: u.Role, Origin: c.RealIP(), RequestID: requestID(c), Key: key}
}

// flashFor is how long what was done waits for the next page.
const flashFor = time.Minute

// maxFlash is how much of it a cookie holds, in bytes.
const maxFlash = 1500

// flash has the next page say what was done. It waits in the browser, not in the
// session: a session would be a second write for every click.
func (s *Server) flash(c Ctx, text string) {
	text = strings.ToValidUTF8(text[:min(len(text), maxFlash)], "")
	s.flashCookie(c, base64.RawURLEncoding.EncodeToString([]byte(text)), int(flashFor.Seconds()))
}

func (s *Server) flashCookie(c Ctx, value string, maxAge int) {
	http.SetCookie(c.Response(), &http.Cookie{Name: cookieName("flash", s.secure()), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode})
}

// takeFlash gives what was done, once.
func (s *Server) takeFlash(c Ctx) string {
	cookie, err := c.Cookie(cookieName("flash", s.secure()))
	if err != nil {
		return ""
	}
	s.flashCookie(c, "", -1)
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(text) > maxFlash || !utf8.Valid(text) {
		return ""
	}
	return string(text)
}

// remember sets a preference cookie for a year.
func (s *Server) remember(c Ctx, name, value string) {
	http.SetCookie(c.Response(), &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode})
}
