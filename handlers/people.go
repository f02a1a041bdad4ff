package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/people"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

// peopleRoutes are who may log in, and the pages behind the links they are sent.
func (s *Server) peopleRoutes() {
	s.lists("/settings/people", model.ManagePeople, s.peopleList, "people")
	s.sureGet("/settings/people/new", model.ManagePeople, s.showInvite)
	s.surePost("/settings/people/new", model.ManagePeople, s.invite)
	s.sureGet("/settings/people/:id", model.ManagePeople, s.showPerson)
	s.surePost("/settings/people/:id/edit", model.ManagePeople, s.editPerson)
	s.surePost("/settings/people/:id/disable", model.ManagePeople, s.personAction(s.disablePerson))
	s.surePost("/settings/people/:id/enable", model.ManagePeople, s.personAction(s.enablePerson))
	s.surePost("/settings/people/:id/end", model.ManagePeople, s.personAction(s.endSessionsOf))
	s.surePost("/settings/people/:id/code", model.ManagePeople, s.personAction(s.resetSecondFactor))
	s.surePost("/settings/people/:id/reset", model.ManagePeople, s.personLink(s.Store.StartReset))
	s.surePost("/settings/people/:id/invite", model.ManagePeople, s.personLink(s.Store.InviteAgain))
	s.get("/sure", model.SignedIn, s.showSure)
	s.plainPost("/sure", model.SignedIn, s.confirmSelf)

	for _, kind := range []model.LinkKind{model.InviteLink, model.ResetLink} {
		s.get("/"+string(kind)+"/:token", model.Public, s.showLink(kind))
		s.post("/"+string(kind)+"/:token", model.Public, s.takeLink(kind))
	}
}

func (s *Server) peopleList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.PersonRow]{name: "people", active: layout.Settings, path: urls.People(""), shape: model.PeopleListShape,
		read: func(q model.ListQuery) (model.Paged[model.PersonRow], error) { return s.sessions.People(ctx, q) },
		page: lists.Page[model.PersonRow]{Title: "People", About: people.About, Columns: people.Columns, Actions: []templ.Component{people.InviteButton()},
			Row: attribute("data-person", func(p model.PersonRow) string { return p.Email })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Name or e-mail", "people"
			to.Never = ui.EmptyData{Title: "Nobody may log in.", Text: "Everybody who works here gets a log-in of their own.", Action: "Invite somebody", Href: urls.InvitePerson()}
			choose(to, "role", "Role", "Any role", "", people.RoleOptions())
			choose(to, "state", "State", "Any state", "", people.StateOptions)
			choose(to, "code", "Second factor", "With or without a code", "", people.CodeOptions)
			return nil
		}}
}

func (s *Server) showInvite(c Ctx) error {
	return s.inviteForm(c, http.StatusOK, people.InviteForm{Role: string(model.RoleSales)})
}

func (s *Server) inviteForm(c Ctx, status int, f people.InviteForm) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f.RID = newRID()
	return v.as(status).show("Invite somebody", layout.Settings, people.Invite(f))
}

func (s *Server) invite(c Ctx) error {
	f := people.InviteForm{Email: field(c, "email"), Name: field(c, "name"), Role: field(c, "role")}
	made, err := s.Store.Invite(c.Request().Context(), actor(c), f.Invitation())
	if errors.As(err, &f.Problems) {
		return s.inviteForm(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.showMade(c, made)
}

// showMade shows a link that was just made, the only time that anybody sees it.
func (s *Server) showMade(c Ctx, made model.MadeLink) error {
	if made.Token == "" {
		c.Response().Header().Set("Idempotent-Replayed", "true")
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return v.show("The link for "+made.User.Name, layout.Settings, people.Made(v.Here, made, s.linkAddress(c, made)))
}

// linkAddress is the whole address of a link, to be handed over.
func (s *Server) linkAddress(c Ctx, made model.MadeLink) string {
	if made.Token == "" {
		return ""
	}
	base := s.cfg.BaseURL
	if base == "" {
		base = "http://" + c.Request().Host
	}
	return base + urls.AccessLink(string(made.Kind), made.Token)
}

func (s *Server) showPerson(c Ctx) error {
	return s.personPage(c, http.StatusOK, people.PersonForm{})
}

// personPage is one person, also when the form came back.
func (s *Server) personPage(c Ctx, status int, f people.PersonForm) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p, err := s.sessions.Person(c.Request().Context(), id)
	if err != nil {
		return err
	}
	switch {
	case f.Changed != "": // what was typed stays, and goes for the person as they are now
		f.Version = strconv.Itoa(p.Version)
	case f.Problems == nil:
		f.Name, f.Role, f.Version = p.Name, string(p.Role), strconv.Itoa(p.Version)
	}
	if f.Timeline, err = s.Store.Timeline(c.Request().Context(), "user", id); err != nil {
		return err
	}
	f.RID = newRID()
	return v.as(status).show(p.Name, layout.Settings, people.Person(v.Here, p, f, user(c).ID))
}

func (s *Server) editPerson(c Ctx) error {
	f := people.PersonForm{Name: field(c, "name"), Role: field(c, "role"), Version: field(c, "version")}
	id, version, err := idAndVersion(c)
	if err != nil {
		return err
	}
	err = s.Store.EditPerson(c.Request().Context(), actor(c), id, version, f.Edit())
	if errors.As(err, &f.Problems) {
		return s.personPage(c, http.StatusUnprocessableEntity, f)
	}
	if f.Changed = changedWords(c, err); f.Changed != "" {
		return s.personPage(c, http.StatusConflict, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Person(id), "Saved.")
}

// idAndVersion reads which person a form is about, and as they were when.
func idAndVersion(c Ctx) (id int64, version int, err error) {
	if id, err = idParam(c); err != nil {
		return 0, 0, err
	}
	if version, err = strconv.Atoi(field(c, "version")); err != nil {
		err = model.Conflictf("The form did not say which state of the person it was for. Open the page again.")
	}
	return id, version, err
}

// personAction is one POST about a person that leads back to their page and says
// what was done.
func (s *Server) personAction(do func(c Ctx, id int64) (string, error)) func(Ctx) error {
	return func(c Ctx) error {
		id, err := idParam(c)
		if err != nil {
			return err
		}
		said, err := do(c, id)
		if err != nil {
			return err
		}
		return s.done(c, urls.Person(id), said)
	}
}

func (s *Server) disablePerson(c Ctx, _ int64) (string, error) {
	return "Disabled. They are logged out everywhere.", s.setDisabled(c, true)
}

func (s *Server) enablePerson(c Ctx, _ int64) (string, error) {
	return "Enabled. They may log in again.", s.setDisabled(c, false)
}

func (s *Server) setDisabled(c Ctx, disabled bool) error {
	id, version, err := idAndVersion(c)
	if err != nil {
		return err
	}
	return s.Store.SetDisabled(c.Request().Context(), actor(c), id, version, disabled)
}

func (s *Server) endSessionsOf(c Ctx, id int64) (string, error) {
	return "Logged out everywhere.", s.Store.EndSessionsOf(c.Request().Context(), actor(c), id)
}

func (s *Server) resetSecondFactor(c Ctx, id int64) (string, error) {
	return "Log-in asks them for no code any more. Have them set it up anew.", s.Store.ResetSecondFactor(c.Request().Context(), actor(c), id)
}

// personLink makes a link for a person and shows it.
func (s *Server) personLink(make func(ctx context.Context, a model.Actor, id int64) (model.MadeLink, error)) func(Ctx) error {
	return func(c Ctx) error {
		id, err := idParam(c)
		if err != nil {
			return err
		}
		made, err := make(c.Request().Context(), actor(c), id)
		if err != nil {
			return err
		}
		return s.showMade(c, made)
	}
}

// showLink is what the holder of a link sees. Looking uses nothing up: mail
// programs look at links too.
func (s *Server) showLink(kind model.LinkKind) func(Ctx) error {
	return func(c Ctx) error { return s.linkForm(c, http.StatusOK, kind, nil) }
}

func (s *Server) linkForm(c Ctx, status int, kind model.LinkKind, problems model.Problems) error {
	h := c.Response().Header()
	h.Set("Referrer-Policy", "no-referrer") // the address is a secret
	h.Set("X-Robots-Tag", "noindex")
	u, err := s.Store.LinkHolder(c.Request().Context(), kind, c.Param("token"))
	if err != nil {
		return err
	}
	p := s.page(c, "Choose your password", "")
	p.Error = len(problems) > 0
	f := people.LinkForm{User: u, Kind: kind, To: urls.AccessLink(string(kind), c.Param("token")), Problems: problems, RID: p.RID}
	page := people.Link(p, f)
	return s.show(c, status, page, page)
}

// takeLink keeps the password that was chosen. It logs nobody in: whoever holds
// the link still has to know who they are, and the second factor stays.
func (s *Server) takeLink(kind model.LinkKind) func(Ctx) error {
	return func(c Ctx) error {
		var p model.Problems
		err := s.Store.TakeLink(c.Request().Context(), actor(c), kind, c.Param("token"), field(c, "password"))
		if errors.As(err, &p) {
			return s.linkForm(c, http.StatusUnprocessableEntity, kind, p)
		}
		if err != nil {
			return err
		}
		return s.done(c, urls.Login(""), "Your password is set. Log in with it.")
	}
}
