package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backfill/handlers/files"
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/runs"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) runRoutes() {
	s.lists("/allocate", model.SeeBoard, s.runList, "runs")
	s.get("/allocate/new", model.SimulateRuns, s.newRun)
	s.post("/allocate/new", model.SimulateRuns, s.startRun)
	s.get("/allocate/compare", model.SeeBoard, s.compareRuns)
	s.get("/allocate/runs/:id", model.SeeBoard, s.showRun)
	s.get("/allocate/runs/:id/lines.csv", model.ExportLists, s.exportRun)
	s.post("/allocate/runs/:id/edit", model.SimulateRuns, s.editRun)
	s.post("/allocate/runs/:id/apply", model.ApplyRuns, s.applyRun)
	s.post("/allocate/runs/:id/discard", model.SimulateRuns, s.discardRun)
	s.post("/allocate/runs/:id/twin", model.SimulateRuns, s.twinRun)
	s.post("/allocate/runs/:id/undo", model.ApplyRuns, s.undoRun)
}

var runStates = []model.Option{{Value: string(model.Draft), Text: "Drafts"}, {Value: string(model.Applied), Text: "Applied"},
	{Value: string(model.Discarded), Text: "Discarded"}, {Value: string(model.Undone), Text: "Taken back"}}

var runMakers = []model.Option{{Value: "people", Text: "By people and the night"}, {Value: "desk", Text: "By the desk itself"}}

func (s *Server) runList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	l := &list[model.RunRow]{name: "runs", active: layout.Allocate, path: urls.Runs(""), shape: model.RunListShape,
		read: func(q model.ListQuery) (model.Paged[model.RunRow], error) { return s.Store.Runs(ctx, q) },
		page: lists.Page[model.RunRow]{Title: "Allocate", Caption: "Allocation runs", Columns: runs.Columns,
			About: "Every run that gave or took stock, and the drafts that wait for somebody.",
			Row:   attribute("data-run", func(r model.RunRow) string { return strconv.FormatInt(r.ID, 10) })}}
	never := ui.EmptyData{Title: "No runs yet.", Text: "A run decides who gets what. Every one is kept here with what it did and why."}
	if user(v.c).May(model.SimulateRuns) {
		l.page.Actions = []templ.Component{runs.StartButton()}
		never.Action, never.Href = "Simulate", urls.NewRun("")
	}
	l.filters = func(to *ui.Listing) error {
		to.Search, to.Noun, to.Never = "Run, scope or person", "runs", never
		choose(to, "state", "State", "Any state", "", runStates)
		choose(to, "by", "Made by", "Made by anybody", "", runMakers)
		to.Words["cause"] = "Because of"
		return nil
	}
	drafts, err := s.Store.Runs(ctx, model.ListQuery{Sort: "id", Desc: true, Size: 3, NoCount: true, Filters: map[string]string{"state": string(model.Draft)}})
	if err != nil {
		s.log.Error("drafts not read", "request", requestID(v.c), "err", err)
	}
	waiting := slices.DeleteFunc(drafts.Rows, func(r model.RunRow) bool { return r.WhatIf != "" })
	if len(waiting) > 0 {
		l.page.Before = runs.Waiting(v.Here, waiting)
	}
	return l
}

func (s *Server) newRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	f := runs.Form{Lines: q["line"], Rule: q.Get("rule"), Replan: q.Get("replan") != "", PO: q.Get("what_po"), Days: q.Get("what_days"), SKU: q.Get("what_sku"),
		Qty: q.Get("what_qty"), Warehouse: q.Get("what_warehouse"), On: q.Get("what_on"), Order: q.Get("what_order"), Priority: q.Get("what_priority")}
	for _, kind := range []string{"sku", "warehouse", "receipt", "order"} {
		if which := q.Get(kind); which != "" {
			f.Scope, f.Which = kind, which
		}
	}
	return s.runForm(v, f)
}

func (s *Server) runForm(v *shown, f runs.Form) error {
	f.RID = newRID()
	return v.show("Simulate an allocation", layout.Allocate, runs.New(f))
}

// typedRun reads the form: what was typed and what it asks.
func typedRun(c Ctx) (f runs.Form, r model.RunRequest, p model.Problems) {
	f = runs.Form{Scope: field(c, "scope"), Which: strings.TrimSpace(field(c, "which")), Lines: c.Request().PostForm["line"], Rule: field(c, "rule"), Replan: field(c, "replan") != "",
		PO: strings.TrimSpace(field(c, "what_po")), Days: strings.TrimSpace(field(c, "what_days")), SKU: strings.TrimSpace(field(c, "what_sku")), Qty: strings.TrimSpace(field(c, "what_qty")),
		Warehouse: strings.TrimSpace(field(c, "what_warehouse")), On: strings.TrimSpace(field(c, "what_on")), Order: strings.TrimSpace(field(c, "what_order")), Priority: field(c, "what_priority")}
	r = model.RunRequest{Draft: true, Rule: model.Rule(f.Rule), Replan: f.Replan, Cause: "person",
		WhatIf: model.WhatIf{PO: f.PO, SKU: f.SKU, Warehouse: f.Warehouse, Order: f.Order}}
	p = typedScope(f, &r.Scope)
	p.Need("rule", f.Rule != "", "Choose the rule.")
	var err error
	if f.Days != "" {
		r.WhatIf.Days, err = strconv.Atoi(strings.Replace(strings.TrimPrefix(f.Days, "+"), "−", "-", 1))
		p.Need("what_days", err == nil, "Enter how many days later it comes, such as 7, or -7 for earlier.")
	}
	if f.Qty != "" {
		r.WhatIf.Qty = typedQty(c, &p, "what_qty", f.Qty)
	}
	r.WhatIf.On = typedDate(c, &p, "what_on", f.On)
	if f.Priority != "" {
		r.WhatIf.Priority, err = strconv.Atoi(f.Priority)
		p.Need("what_priority", err == nil, "Choose a priority from 1 to 5.")
	}
	if p != nil {
		alsoWrong(&p, r.Check())
	}
	return f, r, p
}

// typedScope reads what is to be allocated.
func typedScope(f runs.Form, to *model.Scope) (p model.Problems) {
	for _, text := range f.Lines {
		id, err := strconv.ParseInt(text, 10, 64)
		p.Need("scope", err == nil && id > 0, "One of the ticked lines is not there.")
		to.Lines = append(to.Lines, id)
	}
	if len(to.Lines) > 0 {
		return p
	}
	p.Need("scope", f.Scope != "" || f.Which == "", "Choose what “"+f.Which+"” is.")
	p.Need("which", f.Scope == "" || f.Which != "" && len(f.Which) <= model.MaxText, "Enter which one.")
	switch f.Scope {
	case "":
	case "sku":
		to.SKU = f.Which
	case "warehouse":
		to.Warehouse = f.Which
	case "receipt":
		to.Receipt = f.Which
	case "order":
		to.Orders = []string{f.Which}
	default:
		p.Need("scope", false, "Choose one of the list.")
	}
	return p
}

func (s *Server) startRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, r, p := typedRun(c)
	var run model.Run
	err = problemsFirst(p, func() (err error) {
		run, err = s.Store.Allocate(c.Request().Context(), actor(c), r)
		return err
	})
	if refused(c, err, "scope", &f.Problems) {
		if what, wrong := f.Problems["scope"]; wrong && f.Which != "" {
			f.Problems["which"] = what
			delete(f.Problems, "scope")
		}
		return s.runForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Run(run.ID), "")
}

// showRun shows a run as a document.
func (s *Server) showRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.runPage(v, runs.Page{})
}

// runPage draws a run as it is now, with what came back.
func (s *Server) runPage(v *shown, p runs.Page) error {
	ctx := v.c.Request().Context()
	id, err := idParam(v.c)
	if err != nil {
		return err
	}
	values := v.c.QueryParams()
	if v.c.Request().Method == http.MethodPost {
		values = url.Values{}
		if show := field(v.c, "show"); show != "" {
			values.Set("show", show)
		}
	}
	q, err := model.ParseList(model.RunDocShape, values)
	if err != nil {
		return fmt.Errorf("%w: %v", model.ErrNotFound, err)
	}
	if p.RunPage, err = s.Store.Run(ctx, id); err != nil {
		return err
	}
	rows, err := s.Store.RunLines(ctx, p.RunPage, q)
	if err != nil {
		return err
	}
	p.Here, p.User, p.RID, p.Lines = v.Here, user(v.c), newRID(), rows.Rows
	p.Listing = ui.ShowPage(ui.Listing{Shape: model.RunDocShape, Query: q, Noun: "lines", Address: func(query string) string { return urls.RunAs(id, query) }}, rows)
	return v.show(p.RunRow.Name(), layout.Allocate, runs.Show(p))
}

// typedEdits reads what was set for the lines of the page, and keeps what was
// set for others.
func typedEdits(c Ctx, kept []model.RunEdit) (edits []model.RunEdit, typed map[string]string, changed bool, p model.Problems) {
	typed = map[string]string{}
	here := map[int64]bool{}
	was := map[int64]model.RunEdit{}
	for _, e := range kept {
		was[e.LineID] = e
	}
	for name := range c.Request().PostForm {
		id, err := strconv.ParseInt(strings.TrimPrefix(name, "after-"), 10, 64)
		if err != nil || !strings.HasPrefix(name, "after-") {
			continue
		}
		here[id] = true
		hold := "hold-" + strconv.FormatInt(id, 10)
		typed[name], typed[hold] = field(c, name), field(c, hold)
		e := model.RunEdit{LineID: id, Leave: typed[hold] == "leave", Qty: typedQty(c, &p, name, strings.TrimSpace(field(c, name)))}
		before, err := model.ParseQty(field(c, "was-"+strconv.FormatInt(id, 10)), 3)
		p.Need(name, err == nil, "The form is damaged: open the run again.")
		p.Need(name, slices.Contains([]string{"", "lock", "leave"}, typed[hold]), "Choose one of the list.")
		had, edited := was[id]
		switch {
		case e.Leave:
			e.Qty = 0
		case typed[hold] != "lock" && e.Qty == before:
			changed = changed || edited
			continue
		}
		changed = changed || !edited || had != e
		edits = append(edits, e)
	}
	for _, e := range kept {
		if !here[e.LineID] {
			edits = append(edits, e)
		}
	}
	slices.SortFunc(edits, func(a, b model.RunEdit) int { return int(a.LineID - b.LineID) })
	return edits, typed, changed, p
}

// editRun decides a draft anew: with what was set in its table, by another rule,
// or as it was once.
func (s *Server) editRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.reviseRun(v, field(c, "do"), "Worked out again: nothing has happened yet.")
}

func (s *Server) reviseRun(v *shown, do, said string) error {
	c := v.c
	id, err := idParam(c)
	if err != nil {
		return err
	}
	run, err := s.Store.Run(c.Request().Context(), id)
	if err != nil {
		return err
	}
	r, version, p := run.Request, formVersion(c), model.Problems(nil)
	page := runs.Page{}
	switch do {
	case "reset":
		r.Edits = nil
	case "again":
	default:
		r.Edits, page.Typed, _, p = typedEdits(c, r.Edits)
	}
	if c.Request().PostForm.Has("rule") {
		r.Rule, r.Replan = model.Rule(field(c, "rule")), field(c, "replan") != ""
	}
	err = problemsFirst(p, func() error {
		_, err := s.Store.ReviseDraft(c.Request().Context(), actor(c), id, version, r)
		return err
	})
	return s.ranAgain(v, page, err, id, said)
}

// ranAgain shows what was refused about a draft, or the draft as it is now.
func (s *Server) ranAgain(v *shown, page runs.Page, err error, id int64, said string) error {
	if page.Changed = changedWords(v.c, err); page.Changed != "" {
		return s.runPage(v.as(http.StatusConflict), page)
	}
	if refused(v.c, err, "rule", &page.Problems) {
		return s.runPage(v.as(http.StatusUnprocessableEntity), page)
	}
	if err != nil {
		return err
	}
	to := urls.Run(id)
	if show := field(v.c, "show"); show != "" {
		to = urls.RunAs(id, "show="+url.QueryEscape(show))
	}
	return s.done(v.c, to, said)
}

// formVersion is the version a form was drawn with. One that does not say so is
// for no state that there ever was.
func formVersion(c Ctx) int {
	n, err := strconv.Atoi(field(c, "version"))
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

func (s *Server) applyRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	id, err := idParam(c)
	if err != nil {
		return err
	}
	run, err := s.Store.Run(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if _, _, changed, p := typedEdits(c, run.Request.Edits); run.State == model.Draft && (changed || p != nil) {
		return s.reviseRun(v, "edit", "What you set is in. Look at what it does, then apply it.")
	}
	out, err := s.Store.ApplyDraft(c.Request().Context(), actor(c), model.ApplyRun{ID: id, Version: formVersion(c), Rest: field(c, "rest") != "", Taking: user(c).May(model.TakeStock)})
	page := runs.Page{}
	if stale, ok := errors.AsType[*model.StaleRun](err); ok {
		page.Blocked = stale
		return s.runPage(v.as(http.StatusConflict), page)
	}
	if page.Changed = changedWords(v.c, err); page.Changed != "" {
		return s.runPage(v.as(http.StatusConflict), page)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Run(id), appliedWords(c, out))
}

func appliedWords(c Ctx, out model.AppliedRun) string {
	switch {
	case out.Already:
		return "It was applied already: nothing changed."
	case out.Left > 0:
		return "Applied. " + plural(c, out.Changed, "line changed", "lines changed") + ", " + plural(c, out.Left, "was left as it was.", "were left as they were.")
	}
	return "Applied. " + plural(c, out.Changed, "line changed.", "lines changed.")
}

func (s *Server) discardRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	id, err := idParam(c)
	if err != nil {
		return err
	}
	err = s.Store.DiscardDraft(c.Request().Context(), actor(c), id, formVersion(c))
	if what := changedWords(v.c, err); what != "" {
		return s.runPage(v.as(http.StatusConflict), runs.Page{Changed: what})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Runs(""), "Discarded. Nothing has happened.")
}

// twinRun makes a second draft of the same scope by the other rule and shows
// both side by side.
func (s *Server) twinRun(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	run, err := s.Store.Run(c.Request().Context(), id)
	if err != nil {
		return err
	}
	r := run.Request
	r.Draft, r.Edits = true, nil
	if r.Rule = model.MostComplete; run.Rule == model.MostComplete {
		r.Rule = model.Ranked
	}
	twin, err := s.Store.Allocate(c.Request().Context(), actor(c), r)
	if err != nil {
		return err
	}
	return s.done(c, urls.CompareRuns(id, twin.ID), "")
}

func (s *Server) undoRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	id, err := idParam(c)
	if err != nil {
		return err
	}
	err = s.Store.UndoRun(c.Request().Context(), actor(c), id, user(c).May(model.TakeStock))
	if what := changedWords(v.c, err); what != "" {
		return s.runPage(v.as(http.StatusConflict), runs.Page{Changed: what})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Run(id), "Taken back. Everybody has what they had before.")
}

func (s *Server) compareRuns(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	a, errA := strconv.ParseInt(c.QueryParam("a"), 10, 64)
	b, errB := strconv.ParseInt(c.QueryParam("b"), 10, 64)
	if errA != nil || errB != nil {
		return model.ErrNotFound
	}
	pair, err := s.Store.CompareRuns(c.Request().Context(), a, b)
	if err != nil {
		return err
	}
	return v.show("Two runs side by side", layout.Allocate, runs.Compared(runs.Compare{Here: v.Here, RunPair: pair}))
}

// exportRun streams the document of a run as it is shown.
func (s *Server) exportRun(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	id, err := idParam(c)
	if err != nil {
		return err
	}
	q, err := model.ParseList(model.RunDocShape, c.QueryParams())
	if err != nil {
		return err
	}
	run, err := s.Store.Run(c.Request().Context(), id)
	if err != nil {
		return err
	}
	read := func(q model.ListQuery) (model.Paged[model.RunDocLine], error) {
		return s.Store.RunLines(c.Request().Context(), run, q)
	}
	var columns []files.Column
	for _, cell := range runs.FileColumns {
		columns = append(columns, files.Column{Name: cell.Name, Number: cell.Number})
	}
	return sendFile(c, fmt.Sprintf("run_%d_%s", id, v.Today), "csv", columns, batches(q, read, func(l model.RunDocLine) []string {
		row := make([]string, len(runs.FileColumns))
		for i, cell := range runs.FileColumns {
			row[i] = cell.Text(v.Here, l)
		}
		return row
	}))
}
