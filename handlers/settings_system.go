package handlers

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"backfill/db"
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/settings"
	"backfill/views/urls"

	"github.com/labstack/echo/v4"
)

func (s *Server) systemRoutes() {
	s.get("/settings/roles", model.ChangeSettings, s.showRoles)
	s.get("/settings/ownership", model.SeeSystem, s.showOwnership)
	s.post("/settings/ownership", model.SeeSystem, s.setOwnership)
	s.get("/settings/system", model.SeeSystem, s.showSystem)
	s.plainPost("/settings/system/check", model.SeeSystem, s.runCheck)
	s.plainPost("/settings/system/backup", model.SeeSystem, s.whenSure(s.downloadBackup))
}

func (s *Server) showRoles(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return v.show("Roles", layout.Settings, settings.Roles())
}

func (s *Server) showOwnership(c Ctx) error {
	return s.ownershipPage(c, http.StatusOK, settings.OwnershipPage{})
}

func (s *Server) ownershipPage(c Ctx, status int, p settings.OwnershipPage) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	if p.Shown, err = s.Store.Ownership(c.Request().Context()); err != nil {
		return err
	}
	if p.Typed == nil {
		p.Typed = p.Shown
	}
	p.RID = newRID()
	return v.as(status).show("Who owns which data", layout.Settings, settings.Ownership(p))
}

func (s *Server) setOwnership(c Ctx) error {
	shown, wanted := map[string]string{}, map[string]string{}
	for _, k := range model.OwnedKinds {
		shown[k.Kind], wanted[k.Kind] = field(c, "was_"+k.Kind), field(c, k.Kind)
	}
	p := settings.OwnershipPage{Typed: wanted}
	err := s.Store.SetOwnership(c.Request().Context(), actor(c), shown, wanted)
	if p.Changed = changedWords(c, err); p.Changed != "" || refused(c, err, "orders", &p.Problems) {
		return s.ownershipPage(c, statusOf(err), p)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.SettingsPage("ownership"), "Saved. It counts for the next file.")
}

func (s *Server) showSystem(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p := settings.SystemPage{Version: s.cfg.Version, PlainWeb: !s.secure(), RID: newRID()}
	if p.SystemFacts, err = s.Store.System(c.Request().Context()); err != nil {
		return err
	}
	if s.cfg.Backups != nil {
		state := s.cfg.Backups()
		p.Backups = &state
	}
	if s.cfg.Jobs != nil {
		p.Jobs, p.Failures = s.cfg.Jobs()
	}
	return v.show("System", layout.Settings, settings.System(v.Here, p))
}

func (s *Server) runCheck(c Ctx) error {
	words := "The check is under way already."
	switch {
	case s.cfg.RunCheck == nil:
		words = "This desk runs no jobs: use backfill check on the command line."
	case s.cfg.RunCheck():
		words = "Every rule is being looked at. Open this page again to see how it ended."
	}
	return s.done(c, urls.SettingsPage("system")+"#check", words)
}

// downloadBackup sends a copy of everything as it is now. The copy is made and
// proven beside the file, where there is room for it, and goes when it was sent.
func (s *Server) downloadBackup(c Ctx) error {
	ctx := c.Request().Context()
	dir, err := os.MkdirTemp(filepath.Dir(s.Store.Path()), ".download-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, "desk.db")
	m, err := s.Store.Backup(ctx, copied)
	if _, broken := asBroken(err); err != nil && !broken { // a copy of a desk that breaks its rules is better than none
		return err
	}
	if err := s.Store.BackupTaken(ctx, actor(c), m); err != nil {
		return err
	}
	f, err := os.Open(copied)
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := newStream(c)
	if err != nil {
		return err
	}
	defer out.end()
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/vnd.sqlite3")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="desk-`+m.At.Std().Format("20060102T150405Z")+`.db"`)
	c.Response().WriteHeader(http.StatusOK)
	for {
		_, err := io.CopyN(c.Response(), f, 1<<20)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		out.more()
	}
}

func asBroken(err error) (*db.Broken, bool) { return errors.AsType[*db.Broken](err) }
