package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"backfill/db"
	"backfill/model"
	"backfill/model/intake"
	"backfill/views/imports"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

func (s *Server) importRoutes() {
	s.lists("/imports", model.SeeOrders, s.importList, "imports")
	s.get("/imports/new", model.ImportData, s.newImport)
	s.upload("/imports/new", model.ImportData, s.sendFile)
	s.get("/imports/templates/:file", model.SeeOrders, s.importTemplate)
	s.lists("/imports/maps", model.ImportData, s.mapList, "import-maps")
	s.get("/imports/maps/:id", model.ImportData, s.showMap)
	s.post("/imports/maps/:id/forget", model.ImportData, s.forgetMap)
	s.uploadRoutes()
	s.get("/imports/:id", model.SeeOrders, s.showImport)
	s.get("/imports/:id/rejected.csv", model.ImportData, s.importRejected)
	s.plainPost("/imports/:id/preview", model.ImportData, s.previewUndo)
	s.post("/imports/:id/undo", model.ImportData, s.undoImport)
}

func (s *Server) importList(v *shown, _ url.Values) anyList {
	ctx, may := v.c.Request().Context(), user(v.c).May(model.ImportData)
	around := imports.Around{MayImport: may, Kinds: intake.KindNames(), Folder: s.watched()}
	var actions []templ.Component
	var failed error
	if may {
		actions = []templ.Component{imports.Actions()}
		around.Waiting, failed = s.Store.OpenUploads(ctx)
		around.Waiting = slices.DeleteFunc(around.Waiting, func(u model.Upload) bool { return !user(v.c).Role.MayImport(u.Kind) })
		var feeds []model.ImportFeed
		if failed == nil {
			feeds, failed = s.Store.ImportFeeds(ctx)
		}
		feeds = slices.DeleteFunc(feeds, func(f model.ImportFeed) bool { return !user(v.c).Role.MayImport(f.Kind) })
		around.RID, around.Feeds = newRID(), feeds[:min(len(feeds), model.MaxImportFeeds)]
	}
	return &list[model.Import]{name: "imports", active: layout.Imports, path: urls.Imports(""), shape: model.ImportListShape,
		failed: failed, read: func(q model.ListQuery) (model.Paged[model.Import], error) { return s.Store.Imports(ctx, q) },
		page: lists.Page[model.Import]{Title: "Imports", About: imports.About, Columns: imports.Columns(), Actions: actions,
			Before: imports.Before(v.Here, around), After: imports.After(around)},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "File, source or person", "imports"
			to.Never = ui.EmptyData{Title: "Nothing was imported yet.", Text: "Bring in what another system knows: products, customers, stock, purchase orders, orders. Nothing changes before you have seen what would."}
			if may {
				to.Never.Action, to.Never.Href = "Import a file", urls.NewImport("")
			}
			choose(to, "kind", "Kind", "Any kind", "Kind", kindOptions())
			choose(to, "state", "State", "Any state", "State", []model.Option{{Value: "imported", Text: "Imported"}, {Value: "undone", Text: "Undone"}, {Value: "failed", Text: "Failed"}})
			to.Words["source"], to.Words["actor"] = "From", "By"
			return nil
		}}
}

// watched is how the watched folder is doing, nil when there is none.
func (s *Server) watched() *model.WatchState {
	if s.cfg.Watched == nil {
		return nil
	}
	state := s.cfg.Watched()
	return &state
}

// offerImport leads from an empty list to where a file of its kind is sent, and
// to a template of it.
func offerImport(c Ctx, e *ui.EmptyData, kind string) {
	if user(c).Role.MayImport(kind) {
		e.More, e.MoreHref = "Import a file, or start from a template", urls.NewImport(kind)
	}
}

func kindOptions() []model.Option {
	var out []model.Option
	for _, k := range intake.KindNames() {
		out = append(out, model.Option{Value: k, Text: words.Kind(k)})
	}
	return out
}

// mayKinds are the kinds this person may import.
func mayKinds(c Ctx) []string {
	var kinds []string
	for _, k := range intake.KindNames() {
		if user(c).Role.MayImport(k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

func (s *Server) newImport(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.sendPage(v, imports.SendForm{Kind: c.QueryParam("kind")})
}

func (s *Server) sendPage(v *shown, f imports.SendForm) error {
	maps, err := s.Store.ImportMaps(v.c.Request().Context())
	if err != nil {
		return err
	}
	f.RID, f.Kinds = newRID(), mayKinds(v.c)
	f.Sources = sources(maps)
	return v.show("Import a file", layout.Imports, imports.Send(f))
}

func sources(maps []model.ImportMap) []string {
	var names []string
	for _, m := range maps {
		if len(names) == 0 || !strings.EqualFold(names[len(names)-1], m.Source) {
			names = append(names, m.Source)
		}
	}
	return names
}

// sendFile keeps what was sent, and looks at once at what it would do when it is
// clear how to read it.
func (s *Server) sendFile(c Ctx) error {
	name, content, err := fileSent(c, "file")
	if err != nil {
		return err
	}
	f := imports.SendForm{Kind: field(c, "kind"), Source: strings.TrimSpace(field(c, "source")), Pasted: field(c, "pasted"),
		AsOf: strings.TrimSpace(field(c, "as_of")), Full: field(c, "full") != ""}
	if len(content) == 0 && strings.TrimSpace(f.Pasted) != "" {
		name, content = "pasted.csv", []byte(f.Pasted)
	}
	ctx := c.Request().Context()
	asOf, err := s.typedAsOf(c, f.AsOf, &f.Problems)
	if err != nil {
		return err
	}
	var id int64
	err = problemsFirst(f.Problems, func() (err error) {
		id, err = s.Store.SaveUpload(ctx, actor(c), model.NewUpload{Kind: f.Kind, Name: name, Source: f.Source, Content: content, AsOf: asOf, Full: f.Full})
		return err
	})
	if refused(c, err, "file", &f.Problems) {
		v, failed := s.shown(c)
		if failed != nil {
			return failed
		}
		return s.sendPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	u, err := s.Store.Upload(ctx, id)
	if err != nil {
		return err
	}
	kind, _ := intake.KindOf(u.Kind)
	m, err := intake.ParseMap([]byte(u.Map))
	if err != nil || len(m.Missing(kind)) > 0 || u.Report != nil {
		return errors.Join(err, s.done(c, urls.Upload(id), ""))
	}
	return s.check(c, id)
}

// typedAsOf reads of when a file is, as somebody has typed it; none is zero.
func (s *Server) typedAsOf(c Ctx, typed string, wrong *model.Problems) (model.Time, error) {
	if typed == "" {
		return model.Time{}, nil
	}
	set, err := s.Store.Settings(c.Request().Context())
	if err != nil {
		return model.Time{}, err
	}
	at, err := model.ParseLocal(typed, set.Zone)
	wrong.Need("as_of", err == nil, "Write the day and the time, such as 2026-11-24 09:00.")
	return at, nil
}

func (s *Server) importTemplate(c Ctx) error {
	kind, ok := strings.CutSuffix(param(c, "file"), ".csv")
	var b bytes.Buffer
	if err := intake.Template(&b, kind); err != nil || !ok {
		return model.ErrNotFound
	}
	return attachment(c, kind+"-template.csv", "text/csv; charset=utf-8", b.Bytes())
}

// attachment sends bytes to be saved under a name.
func attachment(c Ctx, name, kind string, content []byte) error {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\/;%`, r) {
			return '_'
		}
		return r
	}, name)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, kind, content)
}

func (s *Server) mapList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.ImportMap]{name: "import-maps", active: layout.Imports, path: urls.ImportMaps(), shape: model.ImportMapListShape,
		read: func(q model.ListQuery) (model.Paged[model.ImportMap], error) { return s.Store.ImportMapList(ctx, q) },
		page: lists.Page[model.ImportMap]{Title: "Maps of sources", About: imports.MapsAbout, Columns: imports.MapColumns(newRID(), user(v.c).Role),
			Actions: []templ.Component{imports.AllImports()}},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Source or person", "maps"
			to.Never = ui.EmptyData{Title: "No map is kept.", Text: "Send a file, say what its columns are, and keep that for its source.", Action: "Import a file", Href: urls.NewImport("")}
			choose(to, "kind", "Kind", "Any kind", "Kind", kindOptions())
			return nil
		}}
}

func (s *Server) showMap(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	m, err := s.Store.ImportMap(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return attachment(c, m.Source+"-"+m.Kind+".toml", "application/toml", []byte(m.Map))
}

func (s *Server) forgetMap(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := s.Store.ForgetMap(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return s.done(c, urls.ImportMaps(), "The map is forgotten. The next file of its source is guessed again.")
}

func (s *Server) showImport(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.importPage(v, "")
}

// effectRows is how many things that an import did are shown at once.
const effectRows = 50

// importPage is one import, also when an undo was refused.
func (s *Server) importPage(v *shown, changed string) error {
	ctx := v.c.Request().Context()
	id, err := idParam(v.c)
	if err != nil {
		return err
	}
	im, err := s.Store.ImportByID(ctx, id)
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(v.c.QueryParam("after")) // what is no number starts at the front
	p := imports.ImportPage{Import: im, RID: newRID(), Changed: changed, MayUndo: im.MayUndo() && user(v.c).Role.MayImport(im.Kind),
		MayReject: user(v.c).Role.MayImport(im.Kind), After: after}
	if p.Effects, p.More, err = s.Store.ImportEffects(ctx, id, after, effectRows); err != nil {
		return err
	}
	p.Working, p.Plan, p.Changed = s.undoState(v.c, id, p.Changed)
	if p.Working != nil {
		v.c.Response().Header().Set("Refresh", "2")
	}
	return v.show(im.File, layout.Imports, imports.Show(v.Here, p))
}

// undoState is what is being done to undo an import, or what an undo would do.
func (s *Server) undoState(c Ctx, id int64, changed string) (*imports.Progress, *model.UndoPlan, string) {
	for _, do := range []string{"undo", "preview"} {
		j := s.work.job(undoWork(do, id))
		switch {
		case j == nil:
		case !j.ended():
			return &imports.Progress{What: "Going through what the import did"}, nil, changed
		case do == "undo" && j.err != nil && changed == "":
			s.work.forget(undoWork(do, id))
			changed = workProblem(c, j.err)
		case do == "preview" && j.err == nil:
			plan := j.answer.(model.UndoPlan)
			return nil, &plan, changed
		}
	}
	return nil, nil, changed
}

// workProblem says to a person why work on a file ended without its result.
func workProblem(c Ctx, err error) string {
	if errors.Is(err, context.Canceled) {
		return "The desk was stopped before this was done. Nothing was saved; try again."
	}
	t, _ := explain(c, err)
	return t.Text
}

func (s *Server) importRejected(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	im, err := s.Store.ImportByID(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if !user(c).Role.MayImport(im.Kind) {
		return model.ErrDenied
	}
	content, err := s.Store.ImportRejected(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return attachment(c, rejectedName(im.File), "text/csv; charset=utf-8", content)
}

func rejectedName(file string) string {
	return strings.TrimSuffix(file, path.Ext(file)) + "_rejected.csv"
}

// previewUndo looks at what an undo would do; nothing changes.
func (s *Server) previewUndo(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	a := actor(c)
	j := s.work.begin(undoWork("preview", id), func(ctx context.Context, _ func(int64, int64)) (any, error) {
		return s.Store.UndoImport(ctx, a, id, db.UndoRequest{DryRun: true})
	})
	if j.wait(c.Request().Context()) && j.err != nil {
		s.work.forget(undoWork("preview", id))
		return s.undoRefused(c, j.err)
	}
	return s.done(c, urls.Import(id)+"#undo", "")
}

// undoImport undoes an import as far as the person has agreed to.
func (s *Server) undoImport(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	a, seen := actor(c), field(c, "seen")
	j := s.work.begin(undoWork("undo", id), func(ctx context.Context, _ func(int64, int64)) (any, error) {
		return s.Store.UndoImport(ctx, a, id, db.UndoRequest{Seen: seen})
	})
	switch {
	case !j.wait(c.Request().Context()):
		return s.done(c, urls.Import(id), "")
	case j.err != nil:
		s.work.forget(undoWork("undo", id))
		s.work.forget(undoWork("preview", id))
		return s.undoRefused(c, j.err)
	}
	s.work.forget(undoWork("preview", id))
	return s.done(c, urls.Import(id), "Undone. "+imports.PlanWords(c.Request().Context(), j.answer.(model.UndoPlan)))
}

// undoRefused shows the import again with why nothing was undone.
func (s *Server) undoRefused(c Ctx, err error) error {
	changed := changedWords(c, err)
	if changed == "" {
		return err
	}
	v, failed := s.shown(c)
	if failed != nil {
		return failed
	}
	return s.importPage(v.as(http.StatusConflict), changed)
}

// flashImported says what an import did.
func flashImported(c Ctx, im model.Import) string {
	return fmt.Sprintf("%s imported: %s new, %s changed, %s the same, %s skipped, %s in error.", im.File, locale(c).Count(im.New), locale(c).Count(im.Changed), locale(c).Count(im.Same),
		locale(c).Count(im.Skipped), locale(c).Count(im.Errors))
}
