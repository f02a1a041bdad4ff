package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/backorders"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) viewRoutes() {
	s.post("/views", model.SignedIn, s.saveView)
	s.post("/views/:id/save", model.SignedIn, s.viewAction("save", s.resaveView))
	s.post("/views/:id/edit", model.SignedIn, s.viewAction("edit", s.editView))
	s.post("/views/:id/copy", model.SignedIn, s.viewAction("copy", s.copyView))
	s.post("/views/:id/move", model.SignedIn, s.viewAction("move", s.moveView))
	s.post("/views/:id/start", model.SignedIn, s.viewAction("start", s.startView))
	s.post("/views/:id/delete", model.SignedIn, s.viewAction("delete", s.deleteView))
}

// talliedViews is how many saved views have their lines counted beside the tab:
// each takes a look at the board.
const talliedViews = 12

// fillViews reads the saved views that this person sees.
func (s *Server) fillViews(c Ctx, b *backorders.Board) error {
	ctx := c.Request().Context()
	views, err := s.Store.SavedViews(ctx, b.User.ID, model.BoardList)
	if err != nil {
		return err
	}
	b.Saved = make([]backorders.SavedTab, len(views))
	for i, v := range views {
		b.Saved[i] = backorders.SavedTab{SavedView: v, Tally: model.BoardCount{N: -1}}
		if i >= talliedViews {
			continue
		}
		if b.Saved[i].Tally, err = s.Store.BoardTally(ctx, v.Board(), b.User.ID); err != nil {
			return err
		}
	}
	return nil
}

func viewEdit(c Ctx) model.ViewEdit {
	return model.ViewEdit{Name: field(c, "name"), Shared: field(c, "shared") != ""}
}

func (s *Server) saveView(c Ctx) error {
	list, query, err := s.viewOf(c)
	if err != nil {
		return err
	}
	e := viewEdit(c)
	id, err := s.Store.SaveView(c.Request().Context(), actor(c), list, query, e)
	if err != nil {
		return s.viewRefused(c, "saveas", err)
	}
	return s.done(c, s.viewAddress(model.SavedView{ID: id, List: list, Query: query}), "Saved as “"+e.Name+"”.")
}

// viewOf reads which list a form is about and, as a saved view keeps it, the
// list as it was. A list that the person may not see is none.
func (s *Server) viewOf(c Ctx) (list, query string, err error) {
	list, query = cmp.Or(field(c, "list"), model.BoardList), field(c, "query")
	if list == model.BoardList {
		return list, query, nil
	}
	entry, known := s.named[list]
	if !known || !user(c).May(entry.may) {
		return "", "", model.ErrNotFound
	}
	v, err := s.shown(c)
	if err != nil {
		return "", "", err
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", "", model.ErrNotFound
	}
	query, err = entry.make(v, values).in(s).savable(values)
	return list, query, err
}

// viewAddress is where a saved view is shown.
func (s *Server) viewAddress(v model.SavedView) string {
	if v.List == model.BoardList {
		return urls.Backorders(v.Board().Encode())
	}
	return s.named[v.List].path + "?" + v.Address().Encode()
}

// listAddress is where a list is shown as it was when a form about it was sent.
func (s *Server) listAddress(list, query string) string {
	if list == model.BoardList {
		return urls.Backorders(query)
	}
	if query == "" {
		return s.named[list].path
	}
	return s.named[list].path + "?" + query
}

// viewForm is what is sent about a saved view.
type viewForm struct {
	c       Ctx
	id      int64
	version int
	to, say string // where it leads, and what to say there

	list, query string // of which list it is, and the list as a view keeps it
}

// viewAction is one POST about a saved view: decode, do, and back to the board
// as it was. What is refused comes back there with what was typed.
func (s *Server) viewAction(name string, do func(*viewForm) error) func(Ctx) error {
	return func(c Ctx) error {
		id, err := idParam(c)
		if err != nil {
			return err
		}
		list, query, err := s.viewOf(c)
		if err != nil {
			return err
		}
		f := &viewForm{c: c, id: id, to: s.listAddress(list, field(c, "query")), list: list, query: query}
		if f.version, err = strconv.Atoi(field(c, "version")); err != nil {
			err = model.Conflictf("The form did not say which state of the view it was for. This is how it is now.")
		} else {
			err = do(f)
		}
		if err != nil {
			return s.viewRefused(c, name, err)
		}
		return s.done(c, f.to, f.say)
	}
}

func (s *Server) resaveView(f *viewForm) error {
	f.say, f.to = "Saved.", s.viewAddress(model.SavedView{ID: f.id, List: f.list, Query: f.query})
	return s.Store.ResaveView(f.c.Request().Context(), actor(f.c), f.id, f.version, f.query)
}

func (s *Server) editView(f *viewForm) error {
	f.say = "The view is changed."
	return s.Store.EditView(f.c.Request().Context(), actor(f.c), f.id, f.version, viewEdit(f.c))
}

func (s *Server) copyView(f *viewForm) error {
	id, err := s.Store.DuplicateView(f.c.Request().Context(), actor(f.c), f.id)
	if err != nil {
		return err
	}
	f.say, f.to = "This is your copy. Rename it under View.", s.viewAddress(model.SavedView{ID: id, List: f.list, Query: f.query})
	return nil
}

func (s *Server) moveView(f *viewForm) error {
	return s.Store.MoveView(f.c.Request().Context(), actor(f.c), f.id, f.version, field(f.c, "to") == "left")
}

func (s *Server) startView(f *viewForm) error {
	start := field(f.c, "start") != "no"
	f.say = "You start with the usual page again."
	if start {
		f.say = "You start with this view from now on."
	}
	return s.Store.StartWith(f.c.Request().Context(), actor(f.c), f.id, start)
}

func (s *Server) deleteView(f *viewForm) error {
	values, _ := url.ParseQuery(field(f.c, "query")) // what cannot be read is left out, and the board says so
	values.Del("saved")
	f.say, f.to = "The view is deleted.", s.listAddress(f.list, values.Encode())
	return s.Store.DeleteView(f.c.Request().Context(), actor(f.c), f.id, f.version)
}

// viewRefused shows the board the form was sent from, with what was typed and
// what is wrong with it.
func (s *Server) viewRefused(c Ctx, do string, err error) error {
	problems, wrong := errors.AsType[model.Problems](err)
	conflict, faster := errors.AsType[*model.Conflict](err)
	if !wrong && !faster {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	e := viewEdit(c)
	form := ui.ViewForm{Do: do, Name: e.Name, Shared: e.Shared, Problems: problems}
	status := http.StatusUnprocessableEntity
	if faster {
		form.Conflict, status = conflict.In(locale(c)), http.StatusConflict
	}
	values, _ := url.ParseQuery(field(c, "query"))
	if entry, known := s.named[field(c, "list")]; known {
		l := entry.make(v, values).in(s)
		l.came(form)
		return l.show(v.as(status), values)
	}
	q, bad := model.ParseBoardQuery(values)
	if bad != nil {
		q = model.NewBoardQuery()
	}
	b := backorders.Board{Here: v.Here, Query: q, User: user(c), RID: newRID(), HideFigures: preference(c, "figures") == "hidden"}
	if err := s.fillBoard(c, &b); err != nil {
		return err
	}
	b.ViewForm = form
	return s.show(c, status, s.boardPage(c, b), backorders.Part(b))
}
