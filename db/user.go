package db

import (
	"context"

	"backfill/model"
)

// userColumns are User's, of the table app_user under its own name.
const userColumns = `id, email, name, role, session_epoch, disabled_at, created_at, version, shortcuts, landing, locale,
	password_hash = '' AS invited,
	EXISTS (SELECT 1 FROM second_factor f WHERE f.user_id = app_user.id AND f.confirmed_at IS NOT NULL) AS second`

// Users lists everyone who may or might log in, by e-mail.
func (s *Store) Users(ctx context.Context) ([]model.User, error) {
	var users []model.User
	err := s.r.SelectContext(ctx, &users, `/* Users */ SELECT `+userColumns+` FROM app_user ORDER BY email`)
	return users, err
}

// UserByEmail gives one person, ErrNotFound when there is none.
func (s *Store) UserByEmail(ctx context.Context, email string) (model.User, error) {
	var u model.User
	err := s.r.GetContext(ctx, &u, `/* UserByEmail */ SELECT `+userColumns+` FROM app_user WHERE email = ?`, email)
	return u, notFound(err)
}
