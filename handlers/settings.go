package handlers

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"backfill/db"
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/settings"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"

	"github.com/labstack/echo/v4"
)

// settingGroups are the pages that are made of the table of settings.
var settingGroups = []struct {
	group        model.SettingGroup
	title, intro string
}{
	{model.CompanySettings, "Company", "Who you are, and how days, numbers and money are written."},
	{model.PromiseSettings, "Allocation and promises", "What a run goes by when it gives stock and dates. You see which open lines would change before anything is saved."},
	{model.LimitSettings, "Limits", "From where on a person decides."},
	{model.LogInSettings, "Log-in", "What somebody has to show to get in."},
}

// mastered names the kind of data whose form has to say that a file may change it
// back, "" for none.
func (s *Server) mastered(v *shown, kind string) (string, error) {
	is, err := s.Store.Mastered(v.c.Request().Context(), kind)
	if err != nil || !is {
		return "", err
	}
	return strings.ReplaceAll(kind, "_", " "), nil
}

func (s *Server) settingsRoutes() {
	s.get("/settings", model.ChangeSettings, s.listSettings)
	for _, g := range settingGroups {
		p := groupPage{s, g.group, g.title, g.intro}
		s.get(urls.SettingsPage(string(g.group)), model.ChangeSettings, p.show)
		s.post(urls.SettingsPage(string(g.group)), model.ChangeSettings, p.save)
	}
	s.get("/settings/planning", model.ChangeSettings, s.showPlanning)
	s.logoRoutes()
	s.get("/settings/calendar", model.ChangeSettings, s.showCalendar)
	s.post("/settings/calendar", model.ChangeSettings, s.changeCalendar)
	s.get("/settings/reasons", model.ChangeSettings, s.showReasons)
	s.post("/settings/reasons", model.ChangeSettings, s.addReason)
	s.post("/settings/reasons/:id/retire", model.ChangeSettings, s.retireReason)
	s.post("/settings/reasons/:id/restore", model.ChangeSettings, s.restoreReason)
	s.post("/settings/reasons/:id/move", model.ChangeSettings, s.moveReason)
	s.systemRoutes()
}

// listSettings is the index: every page there is for this person, with how
// things are.
func (s *Server) listSettings(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	set, err := s.Store.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	closed, err := s.Store.ClosedDays(c.Request().Context(), v.Today)
	if err != nil {
		return err
	}
	places := []settings.Place{
		{Title: "Company", Href: urls.SettingsPage("company"), Summary: summary(set, "company", "time_zone", "currency", "locale")},
		{Title: "Closed days", Href: urls.SettingsPage("calendar"), Summary: closedWords(v.Here, set, closed)},
		{Title: "Allocation and promises", Href: urls.SettingsPage("promises"), Summary: labelled(set, "dock_days", "pick_days", "horizon_days", "sticky_days")},
		{Title: "Warehouses", Href: urls.Warehouses(""), Summary: "Addresses, bins, route days and cut-offs."},
		{Title: "Limits", Href: urls.SettingsPage("limits"), Summary: labelled(set, "stock_difference")},
		{Title: "Reasons", Href: urls.SettingsPage("reasons"), Summary: "What is offered where somebody says why."},
		{Title: "Log-in", Href: urls.SettingsPage("security"), Summary: labelled(set, "second_factor")},
		{Title: "People", Href: urls.SettingsPage("people"), Summary: "Who may log in, and as what."},
		{Title: "Roles", Href: urls.SettingsPage("roles"), Summary: "Who may do what."},
		{Title: "API keys", Href: urls.SettingsPage("keys"), Summary: "What other programs log in with."},
		{Title: "Who owns which data", Href: urls.SettingsPage("ownership"), Summary: "For each kind, whether the ERP or the desk has the last word."},
		{Title: "System", Href: urls.SettingsPage("system"), Summary: "Version, file, backups and jobs."},
		{Title: "Audit", Href: urls.Audit(""), Summary: "Who did what, and when."},
	}
	var may []settings.Place
	for _, p := range places {
		if r, exists := s.routes[http.MethodGet+" "+p.Href]; exists && user(c).May(r.may) {
			may = append(may, p)
		}
	}
	backup := ""
	if user(c).May(model.SeeSystem) {
		backup = newRID()
	}
	return v.show("Settings", layout.Settings, settings.Index(may, backup))
}

// summary says the values of some settings in one line.
func summary(set db.Settings, keys ...string) string {
	var parts []string
	for _, key := range keys {
		m, _ := model.SettingByKey(key)
		parts = append(parts, m.Words(set.Text(key)))
	}
	return strings.Join(parts, " · ")
}

func labelled(set db.Settings, keys ...string) string {
	var parts []string
	for _, key := range keys {
		m, _ := model.SettingByKey(key)
		parts = append(parts, m.Label+": "+m.Words(set.Text(key)))
	}
	return strings.Join(parts, " · ")
}

func closedWords(h words.Here, set db.Settings, closed []model.ClosedDay) string {
	text := summary(set, "workdays")
	if len(closed) == 0 {
		return text + " · no closed day ahead"
	}
	return text + " · next closed day: " + strings.TrimSpace(h.Day(closed[0].Day)+" "+closed[0].Name)
}

// groupPage is one page of the table of settings.
type groupPage struct {
	s            *Server
	group        model.SettingGroup
	title, intro string
}

func (p groupPage) href() string { return urls.SettingsPage(string(p.group)) }

func (p groupPage) show(c Ctx) error {
	return p.draw(c, http.StatusOK, nil, settings.GroupPage{})
}

// draw shows the page; typed are the values that stand in the fields, nil for
// those that are kept.
func (p groupPage) draw(c Ctx, status int, typed map[string]string, g settings.GroupPage) error {
	ctx := c.Request().Context()
	v, err := p.s.shown(c)
	if err != nil {
		return err
	}
	set, err := p.s.Store.Settings(ctx)
	if err != nil {
		return err
	}
	last, err := p.s.Store.SettingChanged(ctx)
	if err != nil {
		return err
	}
	g.Title, g.Intro, g.Action, g.RID = p.title, p.intro, p.href(), newRID()
	g.Looks = p.group == model.PromiseSettings
	if g.Planning, err = p.s.Store.PlanningState(ctx); err != nil {
		return err
	}
	for _, m := range model.SettingsOf(p.group) {
		f := settingField(m, set, typed)
		if l, changed := last[m.Key]; changed {
			f.Last = "Changed by " + l.By + " on " + v.Moment(l.At) + "."
		}
		g.Fields = append(g.Fields, f)
	}
	if p.group == model.CompanySettings {
		if g.Logo == nil {
			g.Logo = &settings.LogoForm{}
		}
		g.Logo.Logo, g.Logo.RID = set.Logo, g.RID
	}
	return v.as(status).show(p.title, layout.Settings, settings.Group(v.Here, g))
}

// settingField is a setting in a form; typed are the values that were sent.
func settingField(m model.Setting, set db.Settings, typed map[string]string) settings.Field {
	f := settings.Field{Setting: m, Typed: set.Text(m.Key), Shown: set.Text(m.Key)}
	if t, was := typed[m.Key]; was {
		f.Typed = t
	}
	return f
}

// sent reads what was sent of this page.
func (p groupPage) sent(c Ctx) model.SettingsChange {
	return sentSettings(c, model.SettingsOf(p.group))
}

// sentSettings reads the settings of a form: only those of some that it showed.
func sentSettings(c Ctx, of []model.Setting) model.SettingsChange {
	form := c.Request().PostForm
	change := model.SettingsChange{Shown: map[string]string{}, Wanted: map[string]string{}}
	for _, m := range of {
		if !form.Has("was_" + m.Key) {
			continue
		}
		change.Shown[m.Key], change.Wanted[m.Key] = form.Get("was_"+m.Key), form.Get(m.Key)
		switch m.Kind {
		case model.WeekdaysSetting:
			change.Wanted[m.Key] = strings.Join(form[m.Key], ",")
		case model.SwitchSetting:
			change.Wanted[m.Key] = "0"
			if form.Has(m.Key) {
				change.Wanted[m.Key] = "1"
			}
		}
	}
	return change
}

// save saves at once what touches no line; anything else is shown first.
func (p groupPage) save(c Ctx) error {
	change := p.sent(c)
	if field(c, "do") == "edit" {
		return p.draw(c, http.StatusOK, change.Wanted, settings.GroupPage{})
	}
	err := p.s.lookThenSave(c, p.title, p.href(), change)
	g := settings.GroupPage{Changed: changedWords(c, err)}
	if g.Changed != "" || refused(c, err, "", &g.Problems) {
		return p.draw(c, statusOf(err), change.Wanted, g)
	}
	return err
}

// lookThenSave shows what a change would do, or saves it where it touches no
// line or was looked at.
func (s *Server) lookThenSave(c Ctx, title, href string, change model.SettingsChange) error {
	ctx := c.Request().Context()
	if change.Replans() && field(c, "do") != "save" {
		would, err := s.Store.PreviewSettings(ctx, change)
		if err != nil {
			return err
		}
		if len(would.Changes) > 0 {
			return s.showPreview(c, title, href, would)
		}
	}
	did, err := s.Store.ChangeSettings(ctx, actor(c), change)
	if err != nil {
		return err
	}
	if did.Planned && s.cfg.PlanAnew != nil {
		s.cfg.PlanAnew()
	}
	return s.done(c, href, savedWords(did))
}

func savedWords(did model.SettingsPreview) string {
	switch {
	case len(did.Changes) == 0:
		return "Nothing was changed."
	case did.Planned:
		return "Saved. The open lines are planned by it now, and everybody can go on meanwhile."
	}
	return "Saved."
}

// showPlanning is how far the lines are planned, for a page that asks again.
func (s *Server) showPlanning(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	r, err := s.Store.PlanningState(c.Request().Context())
	if err != nil {
		return err
	}
	return v.show("Open lines", layout.Settings, settings.PlanningPage(v.Here, r))
}

func (s *Server) showPreview(c Ctx, title, href string, would model.SettingsPreview) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p := settings.PreviewPage{Title: title, Action: href, Sent: resent(c.Request().PostForm), SettingsPreview: would, RID: newRID()}
	return v.show("Look before you save", layout.Settings, settings.Preview(v.Here, p))
}

// resent is a form to be sent again, in an order of its own.
func resent(form url.Values) [][2]string {
	var out [][2]string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if name == "rid" || name == "do" {
			continue
		}
		for _, value := range form[name] {
			out = append(out, [2]string{name, value})
		}
	}
	return out
}

func (s *Server) showReasons(c Ctx) error {
	return s.reasonsPage(c, http.StatusOK, settings.ReasonsPage{})
}

func (s *Server) reasonsPage(c Ctx, status int, p settings.ReasonsPage) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	if p.Reasons, err = s.Store.AllReasons(c.Request().Context()); err != nil {
		return err
	}
	p.RID = newRID()
	return v.as(status).show("Reasons", layout.Settings, settings.Reasons(p))
}

func (s *Server) addReason(c Ctx) error {
	p := settings.ReasonsPage{Kind: field(c, "kind"), Text: field(c, "text")}
	err := s.Store.AddReason(c.Request().Context(), actor(c), model.ReasonKind(p.Kind), p.Text)
	if refused(c, err, "text", &p.Problems) {
		return s.reasonsPage(c, statusOf(err), p)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.SettingsPage("reasons"), "It is offered from now on.")
}

func (s *Server) retireReason(c Ctx) error {
	return s.doReason(c, "It is no longer offered.", func(ctx context.Context, a model.Actor, id int64) error {
		return s.Store.RetireReason(ctx, a, id, true)
	})
}

func (s *Server) restoreReason(c Ctx) error {
	return s.doReason(c, "It is offered again.", func(ctx context.Context, a model.Actor, id int64) error {
		return s.Store.RetireReason(ctx, a, id, false)
	})
}

func (s *Server) moveReason(c Ctx) error { return s.doReason(c, "Moved up.", s.Store.MoveReason) }

func (s *Server) doReason(c Ctx, flash string, do func(context.Context, model.Actor, int64) error) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := do(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return s.done(c, urls.SettingsPage("reasons"), flash)
}

// offerReasons lets the pages of a request offer the company's reasons.
func (s *Server) offerReasons(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		ctx := c.Request().Context()
		c.SetRequest(c.Request().WithContext(ui.WithReasons(ctx, func(k model.ReasonKind) []string {
			texts, err := s.Store.Reasons(ctx, k)
			if err != nil { // the field works without
				s.log.Error("reasons not read", "request", requestID(c), "kind", string(k), "err", err)
			}
			return texts
		})))
		return next(c)
	}
}
