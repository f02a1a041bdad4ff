package db

import (
	"context"

	"backfill/model"
)

// Invite adds a person who cannot log in yet and makes the link with which they
// choose a password. The link's token is kept nowhere, also not with the answer
// of the request: sent a second time, the same form gives a link without one.
func (s *Store) Invite(ctx context.Context, a model.Actor, i model.Invitation) (model.MadeLink, error) {
	if err := i.Check(); err != nil {
		return model.MadeLink{}, err
	}
	return s.makeLink(ctx, a, model.InviteLink, func(t *tx) (model.User, error) {
		return t.addUser(model.NewUser{Email: i.Email, Name: i.Name, Role: i.Role}, "")
	})
}

// InviteAgain makes another link for somebody who has not used theirs; the old one
// is good no more.
func (s *Store) InviteAgain(ctx context.Context, a model.Actor, id int64) (model.MadeLink, error) {
	return s.makeLink(ctx, a, model.InviteLink, func(t *tx) (model.User, error) {
		u, err := t.userByID(id)
		switch {
		case err == nil && !u.Invited:
			err = model.Conflictf("%s has chosen a password already. If it is lost, start a reset.", u.Name)
		case err == nil && !u.Disabled.IsZero():
			err = model.Conflictf("%s is disabled. Enable them first.", u.Name)
		}
		return u, err
	})
}

// StartReset makes a link with which a person chooses another password. Nothing
// of theirs changes until they use it.
func (s *Store) StartReset(ctx context.Context, a model.Actor, id int64) (model.MadeLink, error) {
	return s.makeLink(ctx, a, model.ResetLink, func(t *tx) (model.User, error) {
		u, err := t.userByID(id)
		switch {
		case err == nil && u.Invited:
			err = model.Conflictf("%s has no password yet: make a new invitation instead.", u.Name)
		case err == nil && !u.Disabled.IsZero():
			err = model.Conflictf("%s is disabled. Enable them first.", u.Name)
		}
		return u, err
	})
}

// madeFor is what is kept as the answer of making a link: whose, never its token.
type madeFor struct {
	User  int64
	Email string
	Until model.Time
}

func (s *Store) makeLink(ctx context.Context, a model.Actor, kind model.LinkKind, whose func(*tx) (model.User, error)) (model.MadeLink, error) {
	made := model.MadeLink{Kind: kind, Token: newSecret()}
	answer, err := write(ctx, s, a, func(t *tx) (madeFor, error) {
		u, err := whose(t)
		if err != nil {
			return madeFor{}, err
		}
		until := t.now.Add(kind.For())
		if err := t.endLinks(u.ID); err != nil {
			return madeFor{}, err
		}
		if err := t.exec(`INSERT INTO access_link(token_hash, kind, user_id, made_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
			secretHash(made.Token), kind, u.ID, t.now, until); err != nil {
			return madeFor{}, err
		}
		what := map[model.LinkKind]string{model.InviteLink: "invited", model.ResetLink: "reset started"}[kind]
		return madeFor{u.ID, u.Email, until}, t.record(what, "user", u.ID, u.Email, nil, map[string]string{"good until": until.String()}, "")
	})
	if err != nil {
		return made, err
	}
	if a.Key != nil && a.Key.Replayed {
		made.Token = ""
	}
	made.Until = answer.Until
	made.User, err = s.UserByEmail(ctx, answer.Email)
	return made, err
}

// endLinks makes every link of a person useless.
func (t *tx) endLinks(user int64) error {
	return t.exec(`UPDATE access_link SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL`, t.now, user)
}

func (t *tx) userByID(id int64) (model.User, error) {
	var u model.User
	err := t.get(&u, `/* userByID */ SELECT `+userColumns+` FROM app_user WHERE id = ?`, id)
	return u, err
}

// TakeLink sets the password that the holder of a link chose. The link is used up
// with it, and nobody is logged in by it. ErrNotFound as for LinkHolder.
func (s *Store) TakeLink(ctx context.Context, a model.Actor, kind model.LinkKind, token, password string) error {
	u, err := s.LinkHolder(ctx, kind, token)
	if err != nil {
		return s.usedBefore(ctx, a, err)
	}
	set, err := s.Settings(ctx)
	if err != nil {
		return err
	}
	if msg := model.PasswordProblem(password, set.Company, u.Email, u.Name); msg != "" {
		return model.Problems{"password": msg}
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	a.Name, a.UserID = u.Email, u.ID
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		n, err := t.count(`UPDATE access_link SET ended_at = ? WHERE token_hash = ? AND kind = ? AND ended_at IS NULL AND expires_at > ?`,
			t.now, secretHash(token), kind, t.now)
		if err == nil && n == 0 {
			err = model.ErrNotFound
		}
		if err != nil {
			return done{}, err
		}
		why := map[model.LinkKind]string{model.InviteLink: "invitation accepted", model.ResetLink: "password reset"}[kind]
		return done{}, t.setPassword(u, hash, why)
	})
	return err
}

// usedBefore lets the second of two clicks on one form succeed as the first did;
// any other use of a link that is over is err.
func (s *Store) usedBefore(ctx context.Context, a model.Actor, err error) error {
	_, again := write(ctx, s, a, func(*tx) (done, error) { return done{}, err })
	return again
}

// EditPerson gives a person another name or role. version is that of the person
// as they were shown: another one is a Conflict. Another role takes a new log-in.
func (s *Store) EditPerson(ctx context.Context, a model.Actor, id int64, version int, e model.PersonEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.personAt(id, version)
		if err != nil {
			return done{}, err
		}
		return done{}, t.editPerson(u, e)
	})
	return err
}

// personAt reads a person for a change that was decided on version.
func (t *tx) personAt(id int64, version int) (model.User, error) {
	u, err := t.userByID(id)
	if err == nil && u.Version != version {
		err = model.Conflictf("Somebody changed %s meanwhile: %s, %s, %s. Look again before you save.", u.Email, u.Name, u.Role, u.State())
	}
	return u, err
}

func (t *tx) editPerson(u model.User, e model.PersonEdit) error {
	if u.Name == e.Name && u.Role == e.Role {
		return nil
	}
	if err := t.exec(`UPDATE app_user SET name = ?, role = ?, version = version + 1 WHERE id = ?`, e.Name, e.Role, u.ID); err != nil {
		return err
	}
	if err := t.touchOwnedBy(u.ID); err != nil {
		return err
	}
	if u.Role != e.Role {
		if err := t.keepAnAdmin(u); err != nil {
			return err
		}
		if err := t.revokeSessions(u.ID); err != nil {
			return err
		}
	}
	return t.record("changed", "user", u.ID, u.Email, map[string]string{"name": u.Name, "role": string(u.Role)},
		map[string]string{"name": e.Name, "role": string(e.Role)}, "")
}

// SetDisabled lets a person in no more, or in again with the password they had.
func (s *Store) SetDisabled(ctx context.Context, a model.Actor, id int64, version int, disabled bool) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.personAt(id, version)
		if err != nil {
			return done{}, err
		}
		if disabled {
			return done{}, t.disable(u)
		}
		if u.Disabled.IsZero() {
			return done{}, nil
		}
		if err := t.exec(`UPDATE app_user SET disabled_at = NULL, version = version + 1 WHERE id = ?`, u.ID); err != nil {
			return done{}, err
		}
		return done{}, t.record("changed", "user", u.ID, u.Email, nil, map[string]string{"change": "enabled"}, "")
	})
	return err
}

// EndSessionsOf ends every session of a person, who may log in again.
func (s *Store) EndSessionsOf(ctx context.Context, a model.Actor, id int64) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.userByID(id)
		if err != nil {
			return done{}, err
		}
		return done{}, t.endSessions(u, "sessions ended")
	})
	return err
}
