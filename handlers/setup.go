package handlers

import (
	"errors"
	"net/http"
	"strings"

	"backfill/db"
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/settings"
	"backfill/views/urls"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// setupRoutes are the first steps of a new desk. The first screen opens for
// whoever has the code that the program printed; the others are the
// administrator's, who can come back to them.
func (s *Server) setupRoutes() {
	s.get("/setup", model.Public, s.showSetup)
	s.post("/setup", model.Public, s.claimDesk)
	for step, screen := range map[model.SetupStep]struct{ show, save func(Ctx) error }{
		model.SetupCompany: {s.showSetupCompany, s.saveSetupCompany},
		model.SetupStart:   {s.showSetupStart, s.saveSetupStart},
		model.SetupPolicy:  {s.showSetupPolicy, s.saveSetupPolicy},
		model.SetupMail:    {s.showSetupMail, s.saveSetupMail},
		model.SetupInvite:  {s.showSetupInvite, s.saveSetupInvite},
	} {
		s.get(urls.Setup(string(step)), model.SetUpDesk, screen.show)
		s.post(urls.Setup(string(step)), model.SetUpDesk, screen.save)
	}
	s.post("/setup/done", model.SetUpDesk, s.finishSetup)
	s.post("/setup/dismiss", model.SetUpDesk, s.dismissChecklist)
}

// firstRun leads everybody to the first screen while nobody can log in.
func (s *Server) firstRun(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c Ctx) error {
		if s.claimed.Load() || s.routes[c.Request().Method+" "+c.Path()].bare || c.Path() == urls.Setup("") {
			return next(c)
		}
		none, err := s.Store.Unclaimed(c.Request().Context())
		if err != nil {
			return err
		}
		if !none {
			s.claimed.Store(true)
			return next(c)
		}
		if fragmentWanted(c) {
			c.Response().Header().Set("HX-Redirect", urls.Setup(""))
			return c.NoContent(http.StatusUnauthorized)
		}
		return c.Redirect(http.StatusSeeOther, urls.Setup(""))
	}
}

// showSetup is the first screen, or leads to where setting up has got.
func (s *Server) showSetup(c Ctx) error {
	none, err := s.Store.Unclaimed(c.Request().Context())
	switch {
	case err != nil:
		return err
	case none:
		return s.claimForm(c, http.StatusOK, settings.ClaimForm{})
	case !user(c).SignedIn():
		return c.Redirect(http.StatusSeeOther, urls.Login(urls.Setup("")))
	case !user(c).May(model.SetUpDesk):
		return &denied{may: model.SetUpDesk}
	}
	state, err := s.Store.SetupState(c.Request().Context())
	if err != nil {
		return err
	}
	if next := state.Next(); next != "" && next != model.SetupAdmin {
		return c.Redirect(http.StatusSeeOther, urls.Setup(string(next)))
	}
	return c.Redirect(http.StatusSeeOther, urls.Home())
}

func (s *Server) claimForm(c Ctx, status int, f settings.ClaimForm) error {
	p := s.page(c, "Set up the desk", "")
	p.Error = len(f.Problems) > 0
	f.RID = p.RID
	page := settings.SetupClaim(p, f)
	return s.show(c, status, page, page)
}

// claimDesk adds the first administrator and logs them in: they have just chosen
// their password here.
func (s *Server) claimDesk(c Ctx) error {
	ctx := c.Request().Context()
	f := settings.ClaimForm{Code: field(c, "code"), Name: field(c, "name"), Email: field(c, "email")}
	if none, err := s.Store.Unclaimed(ctx); err != nil || !none && user(c).SignedIn() {
		return errors.Join(err, c.Redirect(http.StatusSeeOther, urls.Setup("")))
	}
	u, err := s.Store.ClaimDesk(ctx, actor(c), f.Code, model.NewUser{Name: f.Name, Email: f.Email, Password: field(c, "password")})
	switch {
	case errors.As(err, &f.Problems):
		return s.claimForm(c, http.StatusUnprocessableEntity, f)
	case errors.Is(err, db.ErrSetupCode):
		if none, err := s.Store.Unclaimed(ctx); err != nil || !none {
			return errors.Join(err, c.Redirect(http.StatusSeeOther, urls.Login("")))
		}
		s.log.Warn("wrong set-up code", "request", requestID(c), "ip", c.RealIP())
		f.Problems = model.Problems{"code": "That is not the code. It is the last one the program printed; each start prints a new one."}
		return s.claimForm(c, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	s.log.Info("desk claimed", "request", requestID(c), "ip", c.RealIP(), "user", u.ID)
	if err := s.signIn(c, u); err != nil {
		return err
	}
	return s.done(c, urls.Setup(string(model.SetupCompany)), "")
}

// setupPage draws one of the screens after the first, with the way so far.
func (s *Server) setupPage(c Ctx, status int, step model.SetupStep, f settings.SetupForm, content func(settings.SetupForm) templ.Component) error {
	ctx := c.Request().Context()
	state, err := s.Store.SetupState(ctx)
	if err != nil {
		return err
	}
	p := s.page(c, settings.SetupTitle(step), "")
	p.Error = status == http.StatusUnprocessableEntity
	f.RID, f.State, f.Step = p.RID, state, step
	page := settings.SetupScreen(p, f, content(f))
	return s.show(c, status, page, page)
}

// goOn leads to the screen after step.
func (s *Server) goOn(c Ctx, step model.SetupStep) error {
	return s.done(c, urls.Setup(string(settings.AfterStep(step))), "")
}

// setupSettings are the settings of the company's screen.
func setupSettings() []model.Setting {
	var of []model.Setting
	for _, key := range []string{"company", "time_zone", "locale", "currency", "workdays"} {
		m, _ := model.SettingByKey(key)
		of = append(of, m)
	}
	return of
}

func (s *Server) showSetupCompany(c Ctx) error {
	return s.setupCompany(c, http.StatusOK, settings.SetupForm{}, nil)
}

func (s *Server) setupCompany(c Ctx, status int, f settings.SetupForm, typed map[string]string) error {
	set, err := s.Store.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	for _, m := range setupSettings() {
		f.Fields = append(f.Fields, settingField(m, set, typed))
	}
	return s.setupPage(c, status, model.SetupCompany, f, settings.SetupCompany)
}

func (s *Server) saveSetupCompany(c Ctx) error {
	change := sentSettings(c, setupSettings())
	f := settings.SetupForm{}
	if len(change.Wanted) == 0 {
		f.Problems = model.Problems{"company": "Enter what the company is called."}
		return s.setupCompany(c, http.StatusUnprocessableEntity, f, nil)
	}
	err := s.Store.SaveSetupStep(c.Request().Context(), actor(c), model.SetupCompany, "", change)
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "", &f.Problems) {
		return s.setupCompany(c, statusOf(err), f, change.Wanted)
	}
	if err != nil {
		return err
	}
	return s.goOn(c, model.SetupCompany)
}

func (s *Server) showSetupStart(c Ctx) error {
	return s.setupPage(c, http.StatusOK, model.SetupStart, settings.SetupForm{}, settings.SetupStart)
}

// demoSeed makes the demo of every desk the same but for its day.
const demoSeed = 1

func (s *Server) saveSetupStart(c Ctx) error {
	ctx, choice := c.Request().Context(), field(c, "start")
	f := settings.SetupForm{Chosen: choice}
	var err error
	switch choice {
	case "demo":
		err = s.Store.StartWithDemo(ctx, actor(c), demoSeed)
	case "import", "empty":
		err = s.Store.FinishSetupStep(ctx, actor(c), model.SetupStart, choice)
	default:
		err = model.Problems{"start": "Choose what to begin with."}
	}
	if f.Changed = changedWords(c, err); f.Changed != "" || errors.As(err, &f.Problems) {
		return s.setupPage(c, statusOf(err), model.SetupStart, f, settings.SetupStart)
	}
	if err != nil {
		return err
	}
	return s.goOn(c, model.SetupStart)
}

func (s *Server) showSetupPolicy(c Ctx) error {
	return s.setupPage(c, http.StatusOK, model.SetupPolicy, settings.SetupForm{}, settings.SetupPolicy)
}

func (s *Server) saveSetupPolicy(c Ctx) error {
	choice := field(c, "preset")
	preset, ok := model.PresetByKey(choice)
	if !ok && choice != "none" {
		f := settings.SetupForm{Chosen: choice, Problems: model.Problems{"preset": "Choose what fits best; every value can be changed later."}}
		return s.setupPage(c, http.StatusUnprocessableEntity, model.SetupPolicy, f, settings.SetupPolicy)
	}
	err := s.Store.SaveSetupStep(c.Request().Context(), actor(c), model.SetupPolicy, choice, model.SettingsChange{Wanted: preset.Values})
	if err != nil {
		return err
	}
	return s.goOn(c, model.SetupPolicy)
}

func (s *Server) showSetupMail(c Ctx) error {
	return s.setupPage(c, http.StatusOK, model.SetupMail, settings.SetupForm{}, settings.SetupMail)
}

func (s *Server) saveSetupMail(c Ctx) error {
	if field(c, "mail") != "outbox" {
		f := settings.SetupForm{Problems: model.Problems{"mail": "For now the desk keeps what it would send. Choose that."}}
		return s.setupPage(c, http.StatusUnprocessableEntity, model.SetupMail, f, settings.SetupMail)
	}
	if err := s.Store.FinishSetupStep(c.Request().Context(), actor(c), model.SetupMail, "outbox"); err != nil {
		return err
	}
	return s.goOn(c, model.SetupMail)
}

func (s *Server) showSetupInvite(c Ctx) error {
	f := settings.SetupForm{Role: string(model.RoleSales)}
	return s.setupPage(c, http.StatusOK, model.SetupInvite, f, settings.SetupInvite)
}

// saveSetupInvite invites one person and shows their link on the same screen.
func (s *Server) saveSetupInvite(c Ctx) error {
	f := settings.SetupForm{Email: field(c, "email"), Name: field(c, "name"), Role: field(c, "role")}
	if !s.isSure(c) { // the screens take minutes; whoever left and came back is asked first
		return c.Redirect(http.StatusSeeOther, urls.Sure(urls.Setup(string(model.SetupInvite))))
	}
	made, err := s.Store.Invite(c.Request().Context(), actor(c), model.Invitation{Email: f.Email, Name: f.Name, Role: model.Role(f.Role)})
	if errors.As(err, &f.Problems) {
		return s.setupPage(c, http.StatusUnprocessableEntity, model.SetupInvite, f, settings.SetupInvite)
	}
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	if made.Token == "" {
		c.Response().Header().Set("Idempotent-Replayed", "true")
	}
	f = settings.SetupForm{Role: f.Role, Made: &made, Link: s.linkAddress(c, made), Until: v.Moment(made.Until)}
	return s.setupPage(c, http.StatusOK, model.SetupInvite, f, settings.SetupInvite)
}

// finishSetup ends the screens and opens the desk, at the imports for whoever
// said that they bring files.
func (s *Server) finishSetup(c Ctx) error {
	ctx := c.Request().Context()
	if err := s.Store.FinishSetupStep(ctx, actor(c), model.SetupInvite, ""); err != nil {
		return err
	}
	state, err := s.Store.SetupState(ctx)
	if err != nil {
		return err
	}
	to := urls.Home()
	if _, exists := s.routes[http.MethodGet+" "+urls.NewImport("")]; exists && state[model.SetupStart] == "import" {
		to = urls.NewImport("")
	}
	return s.done(c, to, "The desk is open. What is left to do stands on the page you start with.")
}

func (s *Server) dismissChecklist(c Ctx) error {
	if err := s.Store.FinishSetupStep(c.Request().Context(), actor(c), model.SetupChecklist, ""); err != nil {
		return err
	}
	return s.done(c, urls.Home(), "Put away. Everything on it stands under Settings, too.")
}

// checklist is what is left to do in a new desk, on the page that an
// administrator's day starts with; nil elsewhere, for others, and once all is done.
func (s *Server) checklist(c Ctx, demo bool) *layout.Checklist {
	u := user(c)
	start := layout.Landing(u)
	if start == "" {
		start = landing(u)
	}
	path, _, _ := strings.Cut(start, "?")
	if !u.May(model.SetUpDesk) || c.Request().URL.Path != path {
		return nil
	}
	l, err := s.firstSteps(c, demo)
	if err != nil {
		s.log.Error("checklist not read", "request", requestID(c), "err", err)
	}
	return l
}

func (s *Server) firstSteps(c Ctx, demo bool) (*layout.Checklist, error) {
	ctx := c.Request().Context()
	state, err := s.Store.SetupState(ctx)
	if err != nil || !state.Started() {
		return nil, err
	}
	n, err := s.Store.DeskCounts(ctx)
	if err != nil {
		return nil, err
	}
	backups := s.cfg.Backups != nil && !s.cfg.Backups().Last.IsZero()
	l := &layout.Checklist{RID: newRID()}
	add := func(done bool, text, href string) {
		path, _, _ := strings.Cut(href, "?")
		if _, exists := s.routes[http.MethodGet+" "+path]; !exists && !strings.HasPrefix(href, urls.Help("")) {
			href = ""
		}
		l.Add(done, text, href)
	}
	if next := state.Next(); next != "" {
		add(false, "Finish setting up", urls.Setup(""))
	}
	if demo {
		add(false, "Remove the demo company", urls.DemoRemove())
	}
	add(state.Done(model.SetupCompany), "Say who the company is", urls.SettingsPage("company"))
	add(n.Products > 0 && !demo, "Bring your products in", urls.NewImport(""))
	add(n.Customers > 0 && !demo, "Bring your customers in", urls.NewImport(""))
	add(n.Orders > 0 && !demo, "Bring your open orders in, or enter one", urls.NewImport(""))
	add(n.People > 1, "Add the people you work with", urls.InvitePerson())
	add(backups, "Have backups made", urls.Help("operating"))
	if l.Left == 0 {
		return nil, nil
	}
	return l, nil
}
