package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/backorders"
	"backfill/views/urls"
)

func (s *Server) viewRoutes() {
	s.post("/backorders/views", model.SeeBoard, s.saveView)
	s.post("/backorders/views/:id/save", model.SeeBoard, s.viewAction("save", s.resaveView))
	s.post("/backorders/views/:id/edit", model.SeeBoard, s.viewAction("edit", s.editView))
	s.post("/backorders/views/:id/copy", model.SeeBoard, s.viewAction("copy", s.copyView))
	s.post("/backorders/views/:id/move", model.SeeBoard, s.viewAction("move", s.moveView))
	s.post("/backorders/views/:id/start", model.SeeBoard, s.viewAction("start", s.startView))
	s.post("/backorders/views/:id/delete", model.SeeBoard, s.viewAction("delete", s.deleteView))
}

// talliedViews is how many saved views have their lines counted beside the tab:
// each takes a look at the board.
const talliedViews = 12

// fillViews reads the saved views that this person sees.
func (s *Server) fillViews(c Ctx, b *backorders.Board) error {
	ctx := c.Request().Context()
	views, err := s.Store.SavedViews(ctx, b.User.ID)
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
	e := viewEdit(c)
	id, err := s.Store.SaveView(c.Request().Context(), actor(c), field(c, "query"), e)
	if err != nil {
		return s.viewRefused(c, "saveas", err)
	}
	return s.done(c, savedAddress(field(c, "query"), id), "Saved as “"+e.Name+"”.")
}

// savedAddress is a board's query as the saved view it has become.
func savedAddress(query string, id int64) string {
	return urls.Backorders(model.SavedView{ID: id, Query: query}.Board().Encode())
}

// viewForm is what is sent about a saved view.
type viewForm struct {
	c       Ctx
	id      int64
	version int
	to, say string // where it leads, and what to say there
}

// viewAction is one POST about a saved view: decode, do, and back to the board
// as it was. What is refused comes back there with what was typed.
func (s *Server) viewAction(name string, do func(*viewForm) error) func(Ctx) error {
	return func(c Ctx) error {
		id, err := idParam(c)
		if err != nil {
			return err
		}
		f := &viewForm{c: c, id: id, to: urls.Backorders(field(c, "query"))}
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
	f.say, f.to = "Saved.", savedAddress(field(f.c, "query"), f.id)
	return s.Store.ResaveView(f.c.Request().Context(), actor(f.c), f.id, f.version, field(f.c, "query"))
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
	f.say, f.to = "This is your copy. Rename it under View.", savedAddress(field(f.c, "query"), id)
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
	f.say, f.to = "The view is deleted.", urls.Backorders(values.Encode())
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
	values, _ := url.ParseQuery(field(c, "query"))
	q, bad := model.ParseBoardQuery(values)
	if bad != nil {
		q = model.NewBoardQuery()
	}
	b := backorders.Board{Here: v.Here, Query: q, User: user(c), RID: newRID(), HideFigures: preference(c, "figures") == "hidden"}
	if err := s.fillBoard(c, &b); err != nil {
		return err
	}
	e := viewEdit(c)
	b.ViewForm = backorders.ViewForm{Do: do, Name: e.Name, Shared: e.Shared, Problems: problems}
	status := http.StatusUnprocessableEntity
	if faster {
		b.ViewForm.Conflict, status = conflict.What, http.StatusConflict
	}
	return s.show(c, status, s.boardPage(c, b), backorders.Part(b))
}
