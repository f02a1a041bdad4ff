package handlers

import (
	"fmt"
	"net/url"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// timelines are the records with a timeline: who may see it, and their place in
// the navigation.
var timelines = map[string]struct {
	may    model.Permission
	active string
}{
	"order": {model.SeeOrders, layout.Orders}, "line": {model.SeeBoard, layout.Backorders}, "customer": {model.SeeOrders, layout.Customers},
	"product": {model.SeeProducts, layout.Products}, "warehouse": {model.SeeProducts, layout.Products}, "transfer": {model.SeeProducts, layout.Products},
	"supplier": {model.SeePurchasing, layout.Purchasing}, "purchase_order": {model.SeePurchasing, layout.Purchasing}, "user": {model.ManagePeople, layout.Settings},
	"run": {model.SeeBoard, layout.Allocate},
}

// timelineList is what happened to one record, as a list.
func (s *Server) timelineList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	of := timelines[v.c.Param("entity")]
	id, failed := idParam(v.c)
	var r model.Record
	switch {
	case failed != nil:
	case of.may == "":
		failed = model.ErrNotFound
	case !user(v.c).May(of.may):
		failed = &denied{may: of.may}
	default:
		r, failed = s.Store.Record(ctx, v.c.Param("entity"), id)
	}
	return &list[model.Happening]{name: fmt.Sprintf("timeline_%s_%d", r.Entity, r.ID), active: of.active, path: urls.Timeline(r.Entity, r.ID, ""),
		shape: model.TimelineListShape, failed: failed,
		read: func(q model.ListQuery) (model.Paged[model.Happening], error) {
			return s.Store.TimelineList(ctx, r.Entity, r.ID, q)
		},
		page: lists.Page[model.Happening]{Title: "Timeline of " + r.Ref, Columns: words.TimelineColumns, Actions: []templ.Component{words.BackToRecord(r)}},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "What, who or why", "entries"
			to.Never = ui.EmptyData{Title: "Nothing has happened to it yet.", Text: "What people and the desk do to it is kept here, with the reason.", Action: "Back to " + r.Ref, Href: words.RecordHref(r)}
			choose(to, "by", "By", "By anybody", "", []model.Option{{Value: model.EventsPeople, Text: "By people"}, {Value: model.EventsSystem, Text: "By the desk"}})
			to.Words["who"] = "By"
			return nil
		}}
}
