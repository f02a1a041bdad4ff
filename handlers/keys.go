package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/people"
	"backfill/views/ui"
	"backfill/views/urls"
)

// keyRoutes are the keys of programs.
func (s *Server) keyRoutes() {
	s.lists("/settings/keys", model.ManageKeys, s.keyList, "api_keys")
	s.surePost("/settings/keys", model.ManageKeys, s.addKey)
	s.surePost("/settings/keys/:id/revoke", model.ManageKeys, s.revokeKey)
}

func (s *Server) keyList(v *shown, _ url.Values) anyList {
	return s.keysWith(v, people.KeyForm{Scope: string(model.ReadScope), Days: "365"})
}

// keysWith is the list of keys with the form under it.
func (s *Server) keysWith(v *shown, f people.KeyForm) anyList {
	ctx := v.c.Request().Context()
	f.RID = newRID()
	l := &list[model.APIKey]{name: "api_keys", active: layout.Settings, path: urls.Keys(), shape: model.KeyListShape,
		read: func(q model.ListQuery) (model.Paged[model.APIKey], error) { return s.Store.Keys(ctx, q) },
		page: lists.Page[model.APIKey]{Title: "API keys", About: people.KeysAbout, Columns: people.KeyColumns(f.RID, s.Store.Now()),
			Above: people.KeyWrong(f), After: people.MakeKey(f), Row: attribute("data-key-prefix", func(k model.APIKey) string { return k.Prefix })},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Program or how it begins", "keys"
			to.Never = ui.EmptyData{Icon: "lock", Title: "No keys yet.", Text: "A program with a key of its own reads from the desk or writes to it.", Action: "Make a key", Href: "#make"}
			choose(to, "state", "State", "Any state", "", people.KeyStateOptions)
			choose(to, "scope", "May", "May read or write", "", []model.Option{{Value: "read", Text: "May read"}, {Value: "write", Text: "May write"}})
			return nil
		}}
	return l.in(s)
}

func (s *Server) addKey(c Ctx) error {
	f := people.KeyForm{Name: field(c, "name"), Scope: field(c, "scope"), Days: field(c, "days")}
	days, err := strconv.Atoi(f.Days)
	if err != nil {
		days = -1 // what is no number is no number of days
	}
	key, kept, err := s.Store.AddKey(c.Request().Context(), actor(c), model.NewKey{Name: f.Name, Scope: model.KeyScope(f.Scope), Days: days})
	if errors.As(err, &f.Problems) {
		v, failed := s.shown(c)
		if failed != nil {
			return failed
		}
		return s.keysWith(v, f).show(v.as(http.StatusUnprocessableEntity), url.Values{})
	}
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	if key == "" {
		c.Response().Header().Set("Idempotent-Replayed", "true")
	}
	return v.show("The key for "+kept.Name, layout.Settings, people.MadeKey(v.Here, kept, key))
}

func (s *Server) revokeKey(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	if err := s.Store.RevokeKey(c.Request().Context(), actor(c), id); err != nil {
		return err
	}
	return s.done(c, urls.Keys(), "Revoked. It opens nothing any more.")
}
