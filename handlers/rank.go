package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/rank"
	"backfill/views/urls"
)

func (s *Server) rankRoutes() {
	s.get("/allocate/rank", model.SeeBoard, s.showRank)
	s.post("/allocate/rank", model.ChangeRank, s.saveRank)
}

func (s *Server) showRank(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.rankPage(v, rank.Page{}, c.QueryParam("version"))
}

// rankPage shows the rule in force, or the form as it came back. from is the
// version whose values stand in the form; "" the one in force.
func (s *Server) rankPage(v *shown, p rank.Page, from string) error {
	ctx := v.c.Request().Context()
	var err error
	if p.Versions, err = s.Store.RankVersions(ctx); err != nil {
		return err
	}
	if p.Pins, err = s.Store.Pins(ctx); err != nil {
		return err
	}
	p.Here, p.RID, p.May = v.Here, newRID(), user(v.c).May(model.ChangeRank)
	if p.Form.Keys == nil {
		p.Form = rank.FormOf(v.Here, versionOf(p.Versions, from))
	}
	return v.show("The order of the queue", layout.Allocate, rank.Show(p))
}

func versionOf(all []model.RankVersion, number string) model.RankRule {
	for _, r := range all {
		if strconv.Itoa(r.Version) == number {
			return r.Rule
		}
	}
	return all[0].Rule
}

// saveRank shows what a rule would do to the live queue, and saves it once that
// was looked at.
func (s *Server) saveRank(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, change, p := typedRank(c, v.Decimals)
	if field(c, "do") == "edit" {
		return s.rankPage(v, rank.Page{Form: f}, "")
	}
	page := rank.Page{Form: f}
	err = problemsFirst(p, func() error {
		if field(c, "do") == "save" {
			return s.Store.ChangeRank(c.Request().Context(), actor(c), change)
		}
		would, err := s.Store.PreviewRank(c.Request().Context(), change)
		page.Would = &would
		return err
	})
	if page.Changed = changedWords(c, err); page.Changed != "" || refused(c, err, "keys", &page.Problems) {
		page.Would = nil
		return s.rankPage(v.as(statusOf(err)), page, "")
	}
	if err != nil {
		return err
	}
	if page.Would != nil {
		page.Here, page.RID = v.Here, newRID()
		page.Rule, page.Sent = change.Rule, resent(c.Request().PostForm)
		return v.show("Look before you save", layout.Allocate, rank.Preview(page))
	}
	if s.cfg.PlanAnew != nil {
		s.cfg.PlanAnew()
	}
	return s.done(c, urls.Rank(), "Saved. Open lines are served by the new rule now, some products at a time.")
}

// typedRank reads the form: what was typed, and the change it asks for.
func typedRank(c Ctx, decimals int) (f rank.Form, change model.RankChange, p model.Problems) {
	change.Seen = typedVersion(&p, "keys", field(c, "version"))
	change.Why = strings.TrimSpace(field(c, "why"))
	f = rank.Form{Version: field(c, "version"), Why: field(c, "why"), Keys: make([]string, rank.Places)}
	for i := range f.Keys {
		f.Keys[i] = field(c, "key_"+strconv.Itoa(i))
		if f.Keys[i] != "" {
			change.Rule.Keys = append(change.Rule.Keys, model.RankKey(f.Keys[i]))
		}
	}
	for i := range model.MaxLifts {
		row := rank.Row{Kind: field(c, liftField(i, "kind")), From: strings.TrimSpace(field(c, liftField(i, "from"))),
			By: field(c, liftField(i, "by")), Best: field(c, liftField(i, "best"))}
		if row == (rank.Row{}) && !c.Request().PostForm.Has(liftField(i, "kind")) {
			break
		}
		f.Rows = append(f.Rows, row)
		if row.Kind != "" {
			change.Rule.Lifts = append(change.Rule.Lifts, typedLift(c, row, decimals, i, &p))
		} else if row.From != "" {
			p.Need(liftField(i, "kind"), false, "Choose whom this is for.")
		}
	}
	alsoWrong(&p, asTyped(f, change.Check()).Err())
	return f, change, p
}

// asTyped names the problems of lifts by the row they were typed in: rows that
// say nothing are left out of the rule.
func asTyped(f rank.Form, problems model.Problems) model.Problems {
	n := 0
	out := model.Problems{}
	for i, row := range f.Rows {
		if row.Kind == "" {
			continue
		}
		for _, name := range []string{"kind", "from", "of", "by", "best"} {
			if what, wrong := problems[liftField(n, name)]; wrong {
				out[liftField(i, strings.Replace(name, "of", "from", 1))] = what
				delete(problems, liftField(n, name))
			}
		}
		n++
	}
	for name, what := range problems {
		out[name] = what
	}
	return out
}

func liftField(i int, name string) string { return fmt.Sprintf("lifts[%d].%s", i, name) }

// typedLift reads one row; its one value is names, an amount, days or a count.
func typedLift(c Ctx, row rank.Row, decimals, i int, p *model.Problems) model.Lift {
	l := model.Lift{Kind: model.LiftKind(row.Kind)}
	l.By, _ = strconv.Atoi(row.By)     // Check says what is wrong with what is no number
	l.Best, _ = strconv.Atoi(row.Best) // likewise
	switch l.Kind.Unit() {
	case model.LiftNames:
		l.Of = row.From
	case model.LiftMoney:
		m, err := locale(c).ReadMoney(row.From, decimals)
		p.Need(liftField(i, "from"), err == nil, "Enter an amount.")
		l.From = int64(m)
	case model.LiftDays, model.LiftCount:
		l.From, _ = strconv.ParseInt(row.From, 10, 64)
	}
	return l
}
