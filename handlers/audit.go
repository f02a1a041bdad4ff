package handlers

import (
	"fmt"
	"strings"
	"time"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/settings"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) auditRoutes() {
	s.get("/audit", model.SeeAudit, s.listAudit)
	s.get("/audit.csv", model.SeeAudit, s.exportAudit)
}

// period reads the first and the last day of a list as instants of the
// company's zone: from the first one's start to the last one's end.
func period(q model.ListQuery, zone *time.Location) (from, to model.Time, err error) {
	for name, into := range map[string]*model.Time{"from": &from, "to": &to} {
		text := q.Filters[name]
		if text == "" {
			continue
		}
		day, err := model.ParseDate(text)
		if err != nil {
			return from, to, fmt.Errorf("%w: %v", model.ErrNotFound, err)
		}
		if name == "to" {
			day = day.AddDays(1)
		}
		y, m, d := day.Std().Date()
		*into = model.At(time.Date(y, m, d, 0, 0, 0, 0, zone))
	}
	return from, to, nil
}

func (s *Server) listAudit(c Ctx) error {
	q, err := listQuery(c, model.AuditListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	from, to, err := period(q, v.Zone)
	if err != nil {
		return err
	}
	page, err := s.Store.Audit(c.Request().Context(), q, from, to)
	if err != nil {
		return err
	}
	people, err := s.Store.Users(c.Request().Context())
	if err != nil {
		return err
	}
	return v.show("Audit", layout.Audit, settings.Audit(v.Here, ui.ShowPage(auditListing(c, q, people), page), page.Rows))
}

func auditListing(c Ctx, q model.ListQuery, people []model.User) ui.Listing {
	l := listing(c, model.AuditListShape, q, urls.Audit, urls.AuditCSV)
	l.Search, l.Noun = "Number, SKU, code or e-mail", "entries"
	who := []model.Option{}
	for _, u := range people {
		who = append(who, model.Option{Value: u.Email, Text: u.Name})
	}
	who = append(who, model.Option{Value: "clock", Text: "The clock"}, model.Option{Value: "cli", Text: "The command line"})
	l.Selects = []ui.SelectData{
		{Name: "who", Label: "Who", HideLabel: true, Options: uiOptions("Anybody", who)},
		{Name: "kind", Label: "What", HideLabel: true, Options: uiOptions("Anything", model.AuditKinds)},
	}
	l.Fields = []ui.FieldData{{Name: "from", Label: "From", Type: "date"}, {Name: "to", Label: "to", Type: "date"}}
	l.Words = map[string]string{"who": "By", "from": "From", "to": "To"}
	l.Values = map[string]string{}
	nameOptions(l.Values, "who", who)
	nameOptions(l.Values, "kind", model.AuditKinds)
	l.Never = ui.EmptyData{Title: "Nothing has been done yet.", Text: "Every change of an order, of stock or of a setting is kept here."}
	return l
}

func (s *Server) exportAudit(c Ctx) error {
	q, err := listQuery(c, model.AuditListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	from, to, err := period(q, v.Zone)
	if err != nil {
		return err
	}
	head := []string{"id", "at", "who", "from_address", "action", "kind", "number", "before", "after", "why"}
	return csvList(c, "audit", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.AuditEntry], error) {
		return s.Store.Audit(c.Request().Context(), q, from, to)
	}, func(r model.AuditEntry) []string {
		before, after := []string{}, []string{}
		for _, f := range r.Changes() {
			before = append(before, f.Field+": "+f.From)
			after = append(after, f.Field+": "+f.To)
		}
		return []string{fmt.Sprint(r.ID), r.At.String(), r.Actor, r.Origin, r.Action, r.Entity, r.Ref,
			strings.Join(before, "; "), strings.Join(after, "; "), r.Why}
	})
}
