package db

import (
	"context"
	"fmt"

	"backfill/model"
)

// SaveView keeps a view of a list under a name, as the last of the person's own,
// and gives its id. Sharing takes the permission to share.
func (s *Store) SaveView(ctx context.Context, a model.Actor, list, query string, e model.ViewEdit) (int64, error) {
	if err := e.Check(); err != nil {
		return 0, err
	}
	query, err := model.Savable(list, query)
	if err != nil {
		return 0, err
	}
	return write(ctx, s, a, func(t *tx) (int64, error) { return t.saveView(list, query, e) })
}

func (t *tx) saveView(list, query string, e model.ViewEdit) (int64, error) {
	if e.Shared && !t.actor.Role.May(model.ShareViews) {
		return 0, model.ErrDenied
	}
	if err := t.viewNameFree(t.actor.UserID, 0, list, e.Name); err != nil {
		return 0, err
	}
	var kept struct{ N, Last int }
	if err := t.get(&kept, `/* saveView */ SELECT count(*) AS n, coalesce(max(place), 0) AS last FROM saved_view WHERE owner_id = ? AND list = ?`, t.actor.UserID, list); err != nil {
		return 0, err
	}
	if kept.N >= model.MaxViews {
		return 0, model.Problems{"name": fmt.Sprintf("You keep %d views already. Take one away first.", kept.N)}
	}
	id, err := t.insert(`/* saveView */ INSERT INTO saved_view(owner_id, list, name, query, shared, place, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		t.actor.UserID, list, e.Name, query, e.Shared, kept.Last+1, t.now)
	if err != nil {
		return 0, err
	}
	return id, t.record("saved", "view", id, e.Name, nil, viewRecord(e.Name, query, e.Shared), "")
}

func viewRecord(name, query string, shared bool) map[string]any {
	return map[string]any{"name": name, "query": query, "shared": shared}
}

func (t *tx) viewNameFree(owner, except int64, list, name string) error {
	var taken int
	if err := t.get(&taken, `/* viewNameFree */ SELECT count(*) FROM saved_view WHERE owner_id = ? AND list = ? AND name = ? AND id <> ?`, owner, list, name, except); err != nil {
		return err
	}
	if taken > 0 {
		return model.Problems{"name": "There is a view of this name already. Choose another."}
	}
	return nil
}

// ResaveView saves another query under the view's name.
func (s *Store) ResaveView(ctx context.Context, a model.Actor, id int64, version int, query string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		v, err := t.changeableView(id, version)
		if err != nil {
			return done{}, err
		}
		query, err := model.Savable(v.List, query)
		if err != nil || v.Query == query {
			return done{}, err
		}
		return done{}, t.changeView(v, v.Name, query, v.Shared)
	})
	return err
}

// EditView renames a view and shares it or takes it back. A view shared before
// stays shared without the permission to share.
func (s *Store) EditView(ctx context.Context, a model.Actor, id int64, version int, e model.ViewEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		v, err := t.changeableView(id, version)
		if err != nil {
			return done{}, err
		}
		if e.Shared && !v.Shared && !a.Role.May(model.ShareViews) {
			return done{}, model.ErrDenied
		}
		if err := t.viewNameFree(v.OwnerID, id, v.List, e.Name); err != nil {
			return done{}, err
		}
		if !e.Shared {
			if err := t.exec(`/* EditView */ DELETE FROM start_view WHERE view_id = ? AND user_id <> ?`, id, v.OwnerID); err != nil {
				return done{}, err
			}
		}
		return done{}, t.changeView(v, e.Name, v.Query, e.Shared)
	})
	return err
}

func (t *tx) changeView(v model.SavedView, name, query string, shared bool) error {
	if err := t.exec(`/* changeView */ UPDATE saved_view SET name = ?, query = ?, shared = ?, version = version + 1 WHERE id = ?`, name, query, shared, v.ID); err != nil {
		return err
	}
	return t.record("changed", "view", v.ID, name, viewRecord(v.Name, v.Query, v.Shared), viewRecord(name, query, shared), "")
}

// DuplicateView keeps a copy of a view the person sees as one of their own,
// private and under a name that is free, and gives its id.
func (s *Store) DuplicateView(ctx context.Context, a model.Actor, id int64) (int64, error) {
	return write(ctx, s, a, func(t *tx) (int64, error) {
		v, err := t.visibleView(id)
		if err != nil {
			return 0, err
		}
		e := model.ViewEdit{}
		for n := 1; n <= model.MaxViews+1; n++ { // so many names cannot all be taken
			if e.Name = (model.ViewEdit{Name: v.Name}).Copy(n); t.viewNameFree(a.UserID, 0, v.List, e.Name) == nil {
				break
			}
		}
		return t.saveView(v.List, v.Query, e)
	})
}

// MoveView moves one of the person's own views by one place among them, to the
// left or to the right; at the end it stays.
func (s *Store) MoveView(ctx context.Context, a model.Actor, id int64, version int, left bool) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		v, err := t.changeableView(id, version)
		if err != nil {
			return done{}, err
		}
		if v.OwnerID != a.UserID {
			return done{}, model.ErrDenied
		}
		var order []int64
		if err := t.all(&order, `/* MoveView */ SELECT id FROM saved_view WHERE owner_id = ? AND list = ? ORDER BY place, id`, a.UserID, v.List); err != nil {
			return done{}, err
		}
		for i, at := range order {
			other := i + 1
			if left {
				other = i - 1
			}
			if at == id && other >= 0 && other < len(order) {
				order[i], order[other] = order[other], order[i]
				break
			}
		}
		if err := t.exec(`/* MoveView */ UPDATE saved_view SET place = (SELECT j.key + 1 FROM json_each(?1) j WHERE j.value = saved_view.id)
			WHERE owner_id = ?2 AND list = ?3`, jsonList(order), a.UserID, v.List); err != nil {
			return done{}, err
		}
		return done{}, t.record("moved", "view", id, v.Name, nil, map[string]any{"left": left}, "")
	})
	return err
}

// DeleteView forgets a view. Who started with it starts with their role's page.
func (s *Store) DeleteView(ctx context.Context, a model.Actor, id int64, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		v, err := t.changeableView(id, version)
		if err != nil {
			return done{}, err
		}
		if err := t.exec(`/* DeleteView */ DELETE FROM start_view WHERE view_id = ?`, id); err != nil {
			return done{}, err
		}
		if err := t.exec(`/* DeleteView */ DELETE FROM saved_view WHERE id = ?`, id); err != nil {
			return done{}, err
		}
		return done{}, t.record("deleted", "view", id, v.Name, viewRecord(v.Name, v.Query, v.Shared), nil, "")
	})
	return err
}

// StartWith makes the person start the day with a view they see; start false
// gives them their role's page again.
func (s *Store) StartWith(ctx context.Context, a model.Actor, id int64, start bool) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		v, err := t.visibleView(id)
		if err != nil {
			return done{}, err
		}
		if err := t.exec(`/* StartWith */ DELETE FROM start_view WHERE user_id = ?`, a.UserID); err != nil {
			return done{}, err
		}
		if start {
			if err := t.exec(`/* StartWith */ INSERT INTO start_view(user_id, view_id) VALUES (?, ?)`, a.UserID, id); err != nil {
				return done{}, err
			}
		}
		return done{}, t.record("start_set", "view", id, v.Name, nil, map[string]any{"start": start}, "")
	})
	return err
}

// visibleView reads a view that the actor sees; others do not exist for them.
func (t *tx) visibleView(id int64) (v model.SavedView, err error) {
	err = t.get(&v, `/* visibleView */ SELECT `+savedViewColumns+` FROM saved_view v JOIN app_user u ON u.id = v.owner_id
		WHERE v.id = ?2 AND (v.owner_id = ?1 OR v.shared = 1)`, t.actor.UserID, id)
	return v, err
}

// changeableView reads a view that the actor may change, in the state the form
// was for.
func (t *tx) changeableView(id int64, version int) (model.SavedView, error) {
	v, err := t.visibleView(id)
	if err != nil {
		return v, err
	}
	if !v.ChangeableBy(model.User{ID: t.actor.UserID, Role: t.actor.Role}) {
		return v, model.ErrDenied
	}
	if v.Version != version {
		return v, model.Conflictf("The view “%s” was changed meanwhile%s. This is how it is now.", v.Name, t.viewChangedBy(id))
	}
	return v, nil
}

// viewChangedBy says who changed a view last: " by Priya Nair".
func (t *tx) viewChangedBy(id int64) string {
	var who string
	err := t.GetContext(t.ctx, &who, `/* viewChangedBy */ SELECT coalesce(u.name, a.actor) FROM audit a LEFT JOIN app_user u ON u.email = a.actor
		WHERE a.entity = 'view' AND a.entity_id = ? ORDER BY a.id DESC LIMIT 1`, id)
	if err != nil { // who it was is only said where it is known
		return ""
	}
	return " by " + who
}
