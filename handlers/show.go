package handlers

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// newRID makes the id a form is sent with.
func newRID() string { return rand.Text() }

// fragmentWanted tells whether htmx asks for a part; when the browser goes back
// in its history it needs the whole page.
func fragmentWanted(c Ctx) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-History-Restore-Request") != "true"
}

// show answers with the page, or with the part of it where htmx asked.
func (s *Server) show(c Ctx, status int, page, part templ.Component) error {
	c.Response().Header().Add("Vary", "HX-Request")
	if fragmentWanted(c) {
		return render(c, status, part)
	}
	return render(c, status, page)
}

// render draws into memory first: a component that fails half-way must not
// leave a broken page that says 200.
func render(c Ctx, status int, t templ.Component) error {
	var b bytes.Buffer
	if err := t.Render(c.Request().Context(), &b); err != nil {
		return err
	}
	return c.Blob(status, echo.MIMETextHTMLCharsetUTF8, b.Bytes())
}

// done ends an action that succeeded: the next page is to, and says flash.
func (s *Server) done(c Ctx, to, flash string) error {
	if flash != "" {
		s.flash(c, flash)
	}
	if key := actor(c).Key; key != nil && key.Replayed {
		c.Response().Header().Set("Idempotent-Replayed", "true")
	}
	if fragmentWanted(c) {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// locale is how the person writes dates and numbers: on the pages they see and
// in the fields they fill.
func locale(c Ctx) model.Locale { return model.LocaleOf(c.Request().Context()) }

// typedBack prints a quantity as its field holds it.
func typedBack(c Ctx, q model.Qty) string { return ui.Typed(c.Request().Context(), q) }

// field is one value of the posted form; the query string never fills a form.
func field(c Ctx, name string) string { return c.Request().PostForm.Get(name) }

// page is what stands around a page: who, where, and what was just done. It
// takes the flash, so it is called once for the page that is shown.
func (s *Server) page(c Ctx, title, active string) layout.Page {
	ctx := c.Request().Context()
	u := user(c)
	p := layout.Page{Title: title, Active: active, Path: here(c),
		User:  u,
		Theme: preference(c, "theme"), Density: preference(c, "density"), RID: newRID()}
	set, err := s.Store.Settings(ctx)
	if err != nil {
		s.log.Error("settings not read", "request", requestID(c), "err", err)
	}
	p.Company, p.Logo, p.Demo = set.Company, set.Logo, set.Demo
	p.Flash = s.takeFlash(c)
	if u.SignedIn() {
		p.Nav = s.nav(c)
		p.Checklist = s.checklist(c, set.Demo)
	}
	return p
}

// here is the address of the page that is shown; a form that came back has none
// of its own.
func here(c Ctx) string {
	if c.Request().Method == http.MethodPost {
		return urls.Home()
	}
	return c.Request().URL.RequestURI()
}

// nav lists the pages this person may see.
func (s *Server) nav(c Ctx) []layout.NavItem {
	counts := map[string]int{}
	if waiting, err := s.Store.Backorders(c.Request().Context()); err == nil {
		counts[layout.Backorders] = waiting
	} else {
		s.log.Error("backorders not counted", "request", requestID(c), "err", err)
	}
	for may, count := range map[model.Permission]func(context.Context) (int, error){
		model.AdjustStock: s.Store.WaitingCounts, model.SettleDifferences: s.Store.WaitingDifferences} {
		if !user(c).May(may) {
			continue
		}
		waiting, err := count(c.Request().Context())
		if err != nil {
			s.log.Error("what waits was not counted", "request", requestID(c), "err", err)
		}
		counts[layout.Reconcile] += waiting
	}
	if drafts, err := s.Store.WaitingDrafts(c.Request().Context()); err != nil {
		s.log.Error("drafts not counted", "request", requestID(c), "err", err)
	} else if drafts > 0 {
		counts[layout.Allocate] = drafts
	}
	var shown []layout.NavItem
	for _, n := range layout.Nav(user(c), counts) {
		if _, exists := s.routes[http.MethodGet+" "+n.Href]; exists {
			shown = append(shown, n)
		}
	}
	return shown
}

// choices are the preferences a browser may keep, with what each may be.
var choices = map[string][]string{"theme": {"system", "light", "dark"}, "density": {"compact", "comfortable", "roomy"},
	"figures": {"shown", "hidden"}}

func preference(c Ctx, name string) string {
	cookie, err := c.Cookie(name)
	if err != nil {
		return ""
	}
	for _, v := range choices[name] {
		if v == cookie.Value {
			return v
		}
	}
	return ""
}
