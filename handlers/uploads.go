package handlers

import (
	"context"
	"net/http"
	"strconv"

	"backfill/db"
	"backfill/model"
	"backfill/model/intake"
	"backfill/views/imports"
	"backfill/views/layout"
	"backfill/views/urls"
)

func (s *Server) uploadRoutes() {
	s.get("/imports/uploads/:id", model.ImportData, s.showUpload)
	s.get("/imports/uploads/:id/rejected.csv", model.ImportData, s.uploadRejected)
	s.post("/imports/uploads/:id/check", model.ImportData, s.checkUpload)
	s.post("/imports/uploads/:id/import", model.ImportData, s.importUpload)
	s.post("/imports/uploads/:id/discard", model.ImportData, s.discardUpload)
}

// upload loads the upload of the address, for who may import its kind.
func (s *Server) uploadOf(c Ctx) (model.Upload, error) {
	id, err := idParam(c)
	if err != nil {
		return model.Upload{}, err
	}
	u, err := s.Store.Upload(c.Request().Context(), id)
	if err == nil && !user(c).Role.MayImport(u.Kind) {
		err = model.ErrDenied
	}
	return u, err
}

func (s *Server) showUpload(c Ctx) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	if u.ImportID != 0 {
		return s.moved(c, urls.Import(u.ImportID))
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.uploadPage(v, u, nil)
}

// moved leads on from a page whose thing has become another.
func (s *Server) moved(c Ctx, to string) error {
	if fragmentWanted(c) {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// uploadPage is one file that waits; typed is the form that came back, nil for
// what is stored.
func (s *Server) uploadPage(v *shown, u model.Upload, typed *imports.MapForm) error {
	maps, err := s.Store.ImportMaps(v.c.Request().Context())
	if err != nil {
		return err
	}
	m, err := intake.ParseMap([]byte(u.Map))
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(v.c.QueryParam("changes")) // what is no number starts at the front
	p := imports.UploadPage{Upload: u, RID: newRID(), ChangesFrom: from}
	if typed != nil {
		p.Form = *typed
	} else {
		p.Form = imports.FormOf(u, m, v.Zone)
	}
	p.Form.Sources = sources(maps)
	p.Working, p.Trouble = s.uploadState(v.c, u.ID)
	if p.Working != nil {
		v.c.Response().Header().Set("Refresh", "2")
	}
	return v.show(u.Name, layout.Imports, imports.Upload(v.Here, p))
}

// uploadState is what is being done to a file, or why it ended badly.
func (s *Server) uploadState(c Ctx, id int64) (*imports.Progress, string) {
	for _, w := range []struct{ do, words string }{{"import", "Importing"}, {"check", "Looking at what the file would do"}} {
		j := s.work.job(uploadWork(w.do, id))
		switch {
		case j == nil:
		case !j.ended():
			return &imports.Progress{What: w.words, Percent: j.percent()}, ""
		case j.err != nil:
			s.work.forget(uploadWork(w.do, id))
			return nil, workProblem(c, j.err)
		}
	}
	return nil, ""
}

func (s *Server) uploadRejected(c Ctx) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	name, content, err := s.Store.UploadRejected(c.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	return attachment(c, rejectedName(name), "text/csv; charset=utf-8", content)
}

// checkUpload keeps how the file is read and looks at what it would do.
func (s *Server) checkUpload(c Ctx) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	if u.ImportID != 0 {
		return s.moved(c, urls.Import(u.ImportID))
	}
	base, err := intake.ParseMap([]byte(u.Map))
	if err != nil {
		return err
	}
	set, err := s.Store.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	f, m := imports.TypedForm(u, base, c.Request().PostForm, set.Zone)
	asOf, err := s.typedAsOf(c, f.AsOf, &f.Problems)
	if err != nil {
		return err
	}
	text, err := m.Text()
	if err != nil {
		return err
	}
	leave := c.Request().PostForm["leave"]
	err = problemsFirst(f.Problems, func() error {
		return s.Store.SetUploadMap(c.Request().Context(), actor(c), u.ID,
			model.UploadMap{Version: f.Version, Source: f.Source, Map: text, LeftOut: leave, Remember: f.Remember,
				AsOf: asOf, Full: f.Full, CloseMany: f.Many})
	})
	if refused(c, err, "map", &f.Problems) {
		v, failed := s.shown(c)
		if failed != nil {
			return failed
		}
		u.LeftOut = leave
		return s.uploadPage(v.as(statusOf(err)), u, &f)
	}
	if err != nil {
		return err
	}
	kind, _ := intake.KindOf(u.Kind)
	if len(m.Missing(kind)) > 0 {
		return s.done(c, urls.Upload(u.ID), "")
	}
	return s.check(c, u.ID)
}

// check looks at what a file would do, and shows how far it is when that takes
// longer than a moment.
func (s *Server) check(c Ctx, id int64) error {
	a := actor(c)
	j := s.work.begin(uploadWork("check", id), func(ctx context.Context, progress func(int64, int64)) (any, error) {
		return nil, s.Store.CheckUpload(ctx, a, id, progress)
	})
	if j.wait(c.Request().Context()) && j.err != nil {
		s.work.forget(uploadWork("check", id))
		return j.err
	}
	return s.done(c, urls.Upload(id), "")
}

// importUpload takes a file in. Who leaves the page changes nothing.
func (s *Server) importUpload(c Ctx) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(field(c, "version"))
	if err != nil {
		return model.Problems{"version": "The form is damaged: open the page again."}
	}
	a, id, allocate := actor(c), u.ID, field(c, "allocate") != ""
	j := s.work.begin(uploadWork("import", id), func(ctx context.Context, progress func(int64, int64)) (any, error) {
		return s.Store.ImportUpload(ctx, a, id, db.TakeUpload{Version: version, Allocate: allocate, Progress: progress})
	})
	switch {
	case !j.wait(c.Request().Context()):
		return s.done(c, urls.Upload(id), "")
	case j.err != nil:
		s.work.forget(uploadWork("import", id))
		return s.uploadRefused(c, u, j.err)
	}
	im, err := s.Store.ImportByID(c.Request().Context(), j.answer.(int64))
	if err != nil {
		return err
	}
	return s.done(c, urls.Import(im.ID), flashImported(c, im))
}

// uploadRefused shows a file again that somebody else has changed meanwhile.
func (s *Server) uploadRefused(c Ctx, u model.Upload, err error) error {
	var wrong model.Problems
	if !refused(c, err, "map", &wrong) {
		return err
	}
	v, failed := s.shown(c)
	if failed != nil {
		return failed
	}
	m, failed := intake.ParseMap([]byte(u.Map))
	if failed != nil {
		return failed
	}
	f := imports.FormOf(u, m, v.Zone)
	f.Problems = wrong
	f.AskMany = f.AskMany || wrong["close_many"] != ""
	return s.uploadPage(v.as(statusOf(err)), u, &f)
}

func (s *Server) discardUpload(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(field(c, "version"))
	if err != nil {
		return model.Problems{"version": "The form is damaged: open the page again."}
	}
	if err := s.Store.DiscardUpload(c.Request().Context(), actor(c), id, version); err != nil {
		return err
	}
	return s.done(c, urls.Imports(""), "The file was discarded; nothing was imported.")
}
