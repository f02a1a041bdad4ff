package db

import (
	"context"

	"backfill/model"
)

// personColumns are PersonRow's, of app_user under its own name. ?2 is now, ?3 the
// moment before which a session was last used that is over.
const personColumns = userColumns + `,
	(SELECT max(last_seen) FROM session WHERE user_id = app_user.id) AS last_seen,
	(SELECT count(*) FROM session WHERE user_id = app_user.id AND revoked = 0 AND expires_at > ?2 AND last_seen > ?3) AS sessions,
	(SELECT count(*) FROM recovery_code WHERE user_id = app_user.id AND used_at IS NULL) AS codes,
	(SELECT max(expires_at) FROM access_link WHERE user_id = app_user.id AND ended_at IS NULL AND expires_at > ?2) AS link_till`

// People reads one page of those who may or might log in.
func (s *Sessions) People(ctx context.Context, q model.ListQuery) (model.Paged[model.PersonRow], error) {
	now := s.store.Now()
	l := list{
		name:    "People",
		keys:    `app_user`,
		id:      "app_user.id",
		sorts:   map[string]string{"name": "name COLLATE NOCASE", "email": "email", "role": "role"},
		details: `SELECT ` + personColumns + ` FROM (SELECT key AS place, value FROM json_each(?1)) JOIN app_user ON app_user.id = value ORDER BY place`,
		args:    []any{now, now.Add(-s.idle)},
	}
	if q.Q != "" {
		l.only(`(name LIKE ? ESCAPE '\' OR email LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q))
	}
	if role := q.Filters["role"]; role != "" {
		l.only(`role = ?`, role)
	}
	if state := q.Filters["state"]; state != "" {
		l.only(`CASE WHEN disabled_at IS NOT NULL THEN 'disabled' WHEN password_hash = '' THEN 'invited' ELSE 'active' END = ?`, state)
	}
	if code := q.Filters["code"]; code != "" {
		l.only(`EXISTS (SELECT 1 FROM second_factor WHERE user_id = app_user.id AND confirmed_at IS NOT NULL) = (? = 'yes')`, code)
	}
	return pageOf[model.PersonRow](ctx, s.store, l, q)
}

// Person reads what the page of one person shows, ErrNotFound when there is no
// such id.
func (s *Sessions) Person(ctx context.Context, id int64) (model.PersonRow, error) {
	var p model.PersonRow
	now := s.store.Now()
	err := s.store.one(ctx, &p, `/* Person */ SELECT `+personColumns+` FROM app_user WHERE id = ?1`, id, now, now.Add(-s.idle))
	return p, err
}

// LinkHolder gives the person whom a link lets choose a password. ErrNotFound for
// one that never was, has expired, or was used or replaced: nobody learns which.
func (s *Store) LinkHolder(ctx context.Context, kind model.LinkKind, token string) (model.User, error) {
	var u model.User
	err := s.one(ctx, &u, `/* LinkHolder */ SELECT `+userColumns+` FROM app_user WHERE disabled_at IS NULL
		AND id = (SELECT user_id FROM access_link WHERE token_hash = ? AND kind = ? AND ended_at IS NULL AND expires_at > ?)`,
		secretHash(token), kind, s.Now())
	return u, err
}
