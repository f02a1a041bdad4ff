package db

import (
	"context"

	"backfill/model"
)

const savedViewColumns = `v.id, v.list, v.owner_id, u.name AS owner_name, v.name, v.query, v.shared, v.version, v.owner_id = ?1 AS mine,
	EXISTS (SELECT 1 FROM start_view s WHERE s.view_id = v.id AND s.user_id = ?1) AS start`

// SavedViews gives the views of a list that a person sees as tabs: their own in
// their order, then what others share.
func (s *Store) SavedViews(ctx context.Context, viewer int64, list string) ([]model.SavedView, error) {
	var views []model.SavedView
	err := s.r.SelectContext(ctx, &views, `/* SavedViews */ SELECT `+savedViewColumns+`
		FROM saved_view v JOIN app_user u ON u.id = v.owner_id WHERE v.list = ?2 AND (v.owner_id = ?1 OR v.shared = 1)
		ORDER BY v.owner_id <> ?1, u.name, v.owner_id, v.place, v.id`, viewer, list)
	return views, err
}

// StartView gives the view a person starts the day with; ok is false when they
// start with their role's page.
func (s *Store) StartView(ctx context.Context, viewer int64) (v model.SavedView, ok bool, err error) {
	var found []model.SavedView
	err = s.r.SelectContext(ctx, &found, `/* StartView */ SELECT `+savedViewColumns+`
		FROM start_view t JOIN saved_view v ON v.id = t.view_id JOIN app_user u ON u.id = v.owner_id WHERE t.user_id = ?1 AND (v.owner_id = ?1 OR v.shared = 1)`, viewer)
	if err != nil || len(found) == 0 {
		return v, false, err
	}
	return found[0], true, nil
}
