package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/backorders"
	"backfill/views/layout"
	"backfill/views/urls"
)

func (s *Server) lineRoutes() {
	s.get("/lines/:id", model.SeeBoard, s.showLine)
	s.get("/lines/:id/why", model.SeeBoard, s.showWhy)
	s.post("/lines/:id/hold", model.HoldLines, s.lineAction("hold", s.holdLine))
	s.post("/lines/:id/unhold", model.HoldLines, s.lineAction("unhold", s.unholdLine))
	s.post("/lines/:id/cancel", model.CancelLines, s.lineAction("cancel", s.cancelLine))
	s.post("/lines/:id/allocate", model.AllocateByHand, s.lineAction("allocate", s.allocateLine))
	s.post("/lines/:id/deallocate", model.AllocateByHand, s.lineAction("deallocate", s.deallocateLine))
	s.post("/lines/:id/pick", model.ReleaseToPick, s.lineAction("pick", s.pickLine))
	s.post("/lines/:id/promise", model.SetPromises, s.lineAction("promise", s.promiseLine))
	s.post("/lines/:id/priority", model.AllocateByHand, s.lineAction("priority", s.prioritiseLine))
	s.post("/lines/:id/pin", model.PinLines, s.lineAction("pin", s.pinLine))
	s.post("/lines/:id/unpin", model.PinLines, s.lineAction("unpin", s.unpinLine))
	s.post("/lines/:id/ask", model.RecordAnswers, s.lineAction("ask", s.askLine))
	s.post("/lines/:id/answer", model.RecordAnswers, s.lineAction("answer", s.answerLine))
}

// idParam is the id in the address; what is no id is not here.
func idParam(c Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, model.ErrNotFound
	}
	return id, nil
}

func (s *Server) showLine(c Ctx) error {
	l, err := s.loadLine(c)
	if err != nil {
		return err
	}
	return s.linePage(c, http.StatusOK, l)
}

// showWhy is what the board's status chip opens; as a page it is the line's.
func (s *Server) showWhy(c Ctx) error {
	l, err := s.loadLine(c)
	if err != nil {
		return err
	}
	if fragmentWanted(c) {
		c.Response().Header().Add("Vary", "HX-Request")
		return render(c, http.StatusOK, backorders.Why(l))
	}
	return s.linePage(c, http.StatusOK, l)
}

func (s *Server) loadLine(c Ctx) (l backorders.Line, err error) {
	id, err := idParam(c)
	if err != nil {
		return l, err
	}
	v, err := s.shown(c)
	if err != nil {
		return l, err
	}
	l = backorders.Line{Here: v.Here, User: user(c), RID: newRID(), Back: boardBack(field(c, "back")), Events: c.QueryParam("events")}
	l.LinePage, err = s.Store.LinePage(c.Request().Context(), id)
	return l, err
}

func (s *Server) linePage(c Ctx, status int, l backorders.Line) error {
	p := s.page(c, "Line "+l.Ref(), layout.Backorders)
	p.Error = status == http.StatusUnprocessableEntity
	page := backorders.ShowLine(p, l)
	return s.show(c, status, page, page)
}

// boardBack is where a form on the board returns to: the view it was sent from,
// nowhere else.
func boardBack(to string) string {
	if path, _, _ := strings.Cut(localPath(to), "?"); path == urls.Backorders("") {
		return to
	}
	return ""
}

// lineForm is what is sent about a line, as it was typed.
type lineForm struct {
	c       Ctx
	line    int64
	version int
	done    string // what to say when it worked
}

// qty reads an optional quantity in the stock unit; empty is 0, which the
// operations take for all of it.
func (f *lineForm) qty() (model.Qty, error) {
	text := strings.TrimSpace(field(f.c, "qty")) // "1,000" is what the company's locale says it is
	if text == "" {
		return 0, nil
	}
	q, err := locale(f.c).ReadQty(text, 3)
	if err != nil || q <= 0 {
		return 0, model.Problems{"qty": "Enter a quantity, such as 12 or 2.5, or nothing for all of it."}
	}
	return q, nil
}

func (f *lineForm) date(name string) (model.Date, error) {
	text := strings.TrimSpace(field(f.c, name))
	if text == "" {
		return 0, nil
	}
	d, err := locale(f.c).ReadDate(text, 0)
	if err != nil {
		return 0, model.Problems{name: "Enter a date, such as 2026-12-04."}
	}
	return d, nil
}

// lineAction is one POST about a line: decode, do, and back to where it was sent
// from. What is refused comes back on the line's page with what was typed and
// with the line as it is now.
func (s *Server) lineAction(name string, do func(Ctx, *lineForm) error) func(Ctx) error {
	return func(c Ctx) error {
		id, err := idParam(c)
		if err != nil {
			return err
		}
		f := &lineForm{c: c, line: id}
		if f.version, err = strconv.Atoi(field(c, "version")); err != nil {
			err = model.Conflictf("The form did not say which state of the line it was for. This is how it is now.")
		} else {
			err = do(c, f)
		}
		if err != nil {
			return s.lineRefused(c, name, err)
		}
		to := boardBack(field(c, "back"))
		if to == "" {
			to = urls.Line(id)
		}
		return s.done(c, to, f.done)
	}
}

func (s *Server) lineRefused(c Ctx, do string, err error) error {
	problems, wrong := errors.AsType[model.Problems](err)
	conflict, faster := errors.AsType[*model.Conflict](err)
	if !wrong && !faster {
		return err
	}
	l, loadErr := s.loadLine(c)
	if loadErr != nil {
		return loadErr
	}
	l.Form = backorders.Form{Do: do, Values: map[string]string{}, Problems: problems}
	for name := range c.Request().PostForm {
		l.Form.Values[name] = field(c, name)
	}
	if faster {
		l.Form.Conflict = conflict.In(locale(c))
		return s.linePage(c, http.StatusConflict, l)
	}
	return s.linePage(c, http.StatusUnprocessableEntity, l)
}

func (s *Server) pinLine(c Ctx, f *lineForm) error {
	until, err := f.date("until")
	if err != nil {
		return err
	}
	f.done = "Pinned. It goes before the other line until that day."
	return s.Store.PinLine(c.Request().Context(), actor(c), model.PinRequest{LineID: f.line, Version: f.version, Above: field(c, "above"), Until: until, Why: field(c, "why")})
}

func (s *Server) unpinLine(c Ctx, f *lineForm) error {
	f.done = "The pin is gone. It goes where its rank puts it."
	return s.Store.UnpinLine(c.Request().Context(), actor(c), f.line, f.version)
}

func (s *Server) holdLine(c Ctx, f *lineForm) error {
	f.done = "On hold. It keeps its place in the queue."
	return s.Store.HoldLine(c.Request().Context(), actor(c), f.line, f.version, field(c, "why"))
}

func (s *Server) unholdLine(c Ctx, f *lineForm) error {
	f.done = "Hold released."
	return s.Store.ReleaseHold(c.Request().Context(), actor(c), f.line, f.version)
}

func (s *Server) cancelLine(c Ctx, f *lineForm) error {
	qty, err := f.qty()
	if err != nil {
		return err
	}
	f.done = "Cancelled. What it had goes back to the queue."
	return s.Store.CancelLine(c.Request().Context(), actor(c), f.line, f.version, qty, field(c, "why"))
}

func (s *Server) allocateLine(c Ctx, f *lineForm) error {
	qty, err := f.qty()
	if err != nil {
		return err
	}
	f.done = "Allocated."
	return s.Store.AllocateLine(c.Request().Context(), actor(c), f.line, f.version, qty)
}

func (s *Server) deallocateLine(c Ctx, f *lineForm) error {
	qty, err := f.qty()
	if err != nil {
		return err
	}
	f.done = "Given back to the queue."
	return s.Store.ReleaseAllocation(c.Request().Context(), actor(c), f.line, f.version, qty, field(c, "why"))
}

func (s *Server) pickLine(c Ctx, f *lineForm) error {
	number, err := s.Store.ReleaseToPick(c.Request().Context(), actor(c), f.line, f.version)
	f.done = "On pick list " + number + "."
	return err
}

func (s *Server) promiseLine(c Ctx, f *lineForm) error {
	date, err := f.date("date")
	if err != nil {
		return err
	}
	f.done = "Promise set."
	return s.Store.SetPromise(c.Request().Context(), actor(c), f.line, f.version, date, field(c, "why"))
}

// prioritiseLine sets the priority of the line's order, which has a version of
// its own.
func (s *Server) prioritiseLine(c Ctx, f *lineForm) error {
	priority, err := strconv.Atoi(field(c, "priority"))
	if err != nil {
		return model.Problems{"priority": "Choose a priority from 1 to 5."}
	}
	version, err := strconv.Atoi(field(c, "order_version"))
	if err != nil {
		return model.Conflictf("The form did not say which state of the order it was for. This is how it is now.")
	}
	line, err := s.Store.LinePage(c.Request().Context(), f.line)
	if err != nil {
		return err
	}
	f.done = "Priority of " + line.Order + " set to " + strconv.Itoa(priority) + "."
	return s.Store.SetPriority(c.Request().Context(), actor(c), line.OrderID, version, priority, field(c, "why"))
}

func (s *Server) askLine(c Ctx, f *lineForm) error {
	deadline, err := f.date("deadline")
	if err != nil {
		return err
	}
	f.done = "Question kept. The line waits for the answer."
	return s.Store.AskCustomer(c.Request().Context(), actor(c), f.line, model.ChoiceKind(field(c, "kind")), deadline)
}

func (s *Server) answerLine(c Ctx, f *lineForm) error {
	f.done = "Answer recorded."
	return s.Store.RecordAnswer(c.Request().Context(), actor(c), f.line, model.Answer(field(c, "answer")))
}
