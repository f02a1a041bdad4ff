package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"backfill/db"
	"backfill/model"
	"backfill/views/people"
	"backfill/views/urls"
)

// sureFor is how long a person counts as themselves after they showed their
// password: who sits down at a desk that somebody left open gets no further.
const sureFor = 30 * time.Minute

// sureField is where a form that comes back for it has the password.
const sureField = "sure"

// sureGet and surePost declare addresses that ask for the password again when it
// was shown too long ago.
func (s *Server) sureGet(path string, may model.Permission, h func(Ctx) error) {
	s.get(path, may, s.whenSure(h))
}

func (s *Server) surePost(path string, may model.Permission, h func(Ctx) error) {
	s.post(path, may, s.whenSure(h))
}

// isSure tells whether the person has shown their password lately.
func (s *Server) isSure(c Ctx) bool {
	at, err := model.ParseTime(s.sm.GetString(c.Request().Context(), sureKey))
	return err == nil && s.Store.Now().Sub(at) < sureFor
}

// beSure notes that the password was shown, under a new token.
func (s *Server) beSure(c Ctx) error {
	ctx := c.Request().Context()
	if err := s.sm.RenewToken(ctx); err != nil {
		return err
	}
	s.sm.Put(ctx, sureKey, s.Store.Now().String())
	return nil
}

// whenSure does what was asked, or asks for the password first. A form that was
// sent is kept on that page and goes along with the password, so that nothing
// typed is lost.
func (s *Server) whenSure(h func(Ctx) error) func(Ctx) error {
	return func(c Ctx) error {
		if s.isSure(c) {
			return h(c)
		}
		r := c.Request()
		if r.Method != http.MethodPost {
			return c.Redirect(http.StatusSeeOther, urls.Sure(r.URL.RequestURI()))
		}
		f := people.SureForm{To: r.URL.RequestURI(), Kept: url.Values{}}
		for name, values := range r.PostForm {
			if name != sureField && name != "password" && name != "current" { // passwords are typed again
				f.Kept[name] = values
			}
		}
		if !r.PostForm.Has(sureField) {
			return s.sureForm(c, http.StatusForbidden, f)
		}
		return s.prove(c, f, h)
	}
}

// prove checks the password that was typed and goes on with h, or shows f again.
func (s *Server) prove(c Ctx, f people.SureForm, h func(Ctx) error) error {
	err := db.ErrWrongLogin
	if password := field(c, sureField); password != "" {
		err = s.Store.Confirm(c.Request().Context(), actor(c), password)
	}
	if errors.Is(err, db.ErrWrongLogin) {
		f.Problems = model.Problems{sureField: "That is not your password."}
		return s.sureForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if err := s.beSure(c); err != nil {
		return err
	}
	return h(c)
}

func (s *Server) sureForm(c Ctx, status int, f people.SureForm) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f.Email, f.RID = user(c).Email, newRID()
	return v.as(status).show("Confirm that it is you", "", people.Sure(f))
}

// sureForm is the form by itself, for a page that was only looked at.
func sureForm(next string) people.SureForm {
	return people.SureForm{To: urls.Sure(""), Kept: url.Values{"next": {localPath(next)}}}
}

func (s *Server) showSure(c Ctx) error {
	return s.sureForm(c, http.StatusOK, sureForm(c.QueryParam("next")))
}

// confirmSelf goes on to the page that was asked for.
func (s *Server) confirmSelf(c Ctx) error {
	f := sureForm(field(c, "next"))
	return s.prove(c, f, func(c Ctx) error {
		to := f.Kept["next"][0]
		if to == "" {
			to = urls.Home()
		}
		return s.done(c, to, "")
	})
}
