package handlers

import (
	"fmt"
	"net/url"
	"time"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/settings"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) auditRoutes() {
	s.lists("/audit", model.SeeAudit, s.auditList, "audit")
	s.lists("/timeline/:entity/:id/entries", model.SignedIn, s.timelineList)
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

func (s *Server) auditList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	return &list[model.AuditEntry]{name: "audit", active: layout.Audit, path: urls.Audit(""), shape: model.AuditListShape,
		read: func(q model.ListQuery) (model.Paged[model.AuditEntry], error) {
			from, to, err := period(q, v.Zone)
			if err != nil {
				return model.Paged[model.AuditEntry]{}, err
			}
			return s.Store.Audit(ctx, q, from, to)
		},
		page: lists.Page[model.AuditEntry]{Title: "Audit", Caption: "What was done", Columns: settings.AuditColumns},
		filters: func(to *ui.Listing) error {
			people, err := s.Store.Users(ctx)
			who := []model.Option{}
			for _, u := range people {
				who = append(who, model.Option{Value: u.Email, Text: u.Name})
			}
			who = append(who, model.Option{Value: "clock", Text: "The clock"}, model.Option{Value: "cli", Text: "The command line"})
			to.Search, to.Noun = "Number, SKU, code or e-mail", "entries"
			to.Never = ui.EmptyData{Title: "Nothing has been done yet.", Text: "Every change of an order, of stock or of a setting is kept here."}
			choose(to, "who", "Who", "Anybody", "By", who)
			choose(to, "kind", "What", "Anything", "", model.AuditKinds)
			to.Fields = []ui.FieldData{{Name: "from", Label: "From", Type: "date"}, {Name: "to", Label: "to", Type: "date"}}
			to.Words["from"], to.Words["to"] = "From", "To"
			return err
		}}
}
