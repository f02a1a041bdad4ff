package db

import (
	"context"

	"backfill/model"
)

// SetName gives whoever acts another name. version is that of the profile they
// saw: another one is a Conflict.
func (s *Store) SetName(ctx context.Context, a model.Actor, version int, name string) error {
	if err := model.CheckName(name); err != nil {
		return err
	}
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.user(a.Name)
		if err != nil {
			return done{}, err
		}
		if u.Version != version {
			return done{}, model.Conflictf("Your account was changed meanwhile: the name is “%s” now. Look at it again before you save.", u.Name)
		}
		if u.Name == name {
			return done{}, nil
		}
		if err := t.exec(`UPDATE app_user SET name = ?, version = version + 1 WHERE id = ?`, name, u.ID); err != nil {
			return done{}, err
		}
		if err := t.touchOwnedBy(u.ID); err != nil {
			return done{}, err
		}
		return done{}, t.record("changed", "user", u.ID, u.Email, map[string]string{"name": u.Name}, map[string]string{"name": name}, "")
	})
	return err
}

// SetChoices keeps how whoever acts wants the desk.
func (s *Store) SetChoices(ctx context.Context, a model.Actor, ch model.UserChoices) error {
	if err := ch.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.user(a.Name)
		if err != nil {
			return done{}, err
		}
		was := model.UserChoices{Landing: u.Landing, Shortcuts: u.Shortcuts, Locale: u.Locale}
		if was == ch {
			return done{}, nil
		}
		if err := t.exec(`UPDATE app_user SET landing = ?, shortcuts = ?, locale = ? WHERE id = ?`, ch.Landing, ch.Shortcuts, ch.Locale, u.ID); err != nil {
			return done{}, err
		}
		return done{}, t.record("changed", "user", u.ID, u.Email, was, ch, "")
	})
	return err
}

// RecoveryCodesLeft counts the recovery codes of a person that are still good.
func (s *Store) RecoveryCodesLeft(ctx context.Context, user int64) (left int, err error) {
	err = s.one(ctx, &left, `/* RecoveryCodesLeft */ SELECT count(*) FROM recovery_code WHERE user_id = ? AND used_at IS NULL`, user)
	return left, err
}

// touchOwnedBy makes the board rows of a person show their name as it is now.
func (t *tx) touchOwnedBy(id int64) error {
	var lines []int64
	err := t.all(&lines, `/* touchOwnedBy */ SELECT line_id FROM board WHERE owner_id = ?`, id)
	t.touch(lines...)
	return err
}

// ChangePassword gives whoever acts another password, once they have shown that
// they know the one they have, and ends all their sessions. The person comes
// back as they are then, for the session that goes on. A wrong current password
// is ErrWrongLogin and counts as a failed log-in.
func (s *Store) ChangePassword(ctx context.Context, a model.Actor, current, password string) (model.User, error) {
	set, err := s.Settings(ctx)
	if err != nil {
		return model.User{}, err
	}
	u, err := s.UserByEmail(ctx, a.Name)
	if err != nil {
		return model.User{}, err
	}
	if msg := model.PasswordProblem(password, set.Company, u.Email, u.Name); msg != "" {
		return model.User{}, model.Problems{"password": msg}
	}
	attempt, err := s.proveSelf(ctx, a, u, current)
	if err != nil {
		return model.User{}, err
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return model.User{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.User, error) {
		// Between the proof and now another request may have disabled the person
		// or changed the password: then this one comes too late.
		n, err := t.count(`UPDATE app_user SET password_hash = ? WHERE id = ? AND session_epoch = ?`, hash, u.ID, u.Epoch)
		switch {
		case err != nil:
			return model.User{}, err
		case n == 0:
			return model.User{}, model.Conflictf("Your account was changed meanwhile; the password stays as it was. Log in again.")
		}
		if err := t.exec(`UPDATE login_attempt SET success = 1 WHERE id = ?`, attempt); err != nil {
			return model.User{}, err
		}
		if err := t.setPassword(u, hash, "password changed"); err != nil {
			return model.User{}, err
		}
		return t.user(u.Email)
	})
}

// proveSelf checks a person's password as a log-in does: counted before it is
// looked at, refused in the audit.
func (s *Store) proveSelf(ctx context.Context, a model.Actor, u model.User, password string) (attempt int64, err error) {
	if attempt, err = s.countLogin(ctx, a, u.Email); err != nil {
		return 0, err
	}
	var kept string
	if err := s.one(ctx, &kept, `/* proveSelf */ SELECT password_hash FROM app_user WHERE id = ? AND disabled_at IS NULL`, u.ID); err != nil {
		return 0, err
	}
	ok, _, err := checkPassword(ctx, password, kept)
	if err == nil && !ok {
		err = s.refuseLogin(ctx, a, u)
	}
	return attempt, err
}

// Confirm has whoever acts show once more that they are who they were at log-in.
// A wrong password is ErrWrongLogin and counts as a failed log-in.
func (s *Store) Confirm(ctx context.Context, a model.Actor, password string) error {
	a.Key = nil // the request's key belongs to what is done afterwards
	u, err := s.UserByEmail(ctx, a.Name)
	if err != nil {
		return err
	}
	attempt, err := s.proveSelf(ctx, a, u, password)
	if err != nil {
		return err
	}
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		if err := t.exec(`UPDATE login_attempt SET success = 1 WHERE id = ?`, attempt); err != nil {
			return done{}, err
		}
		return done{}, t.record("confirmed", "login", u.ID, u.Email, nil, nil, "")
	})
	return err
}

// EndSession ends one session of whoever acts. One that is over already, or is
// somebody else's, is a Conflict.
func (s *Store) EndSession(ctx context.Context, a model.Actor, handle string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		n, err := t.count(`/* EndSession */ UPDATE session SET revoked = 1, data = x'' WHERE revoked = 0 AND user_id = ? AND substr(token_hash, 1, ?) = ?`,
			a.UserID, handleSize, handle)
		switch {
		case err != nil:
			return done{}, err
		case n == 0:
			return done{}, model.Conflictf("That session is over already.")
		}
		return done{}, t.record("changed", "user", a.UserID, a.Name, nil, map[string]string{"change": "one session ended"}, "")
	})
	return err
}

// EndOtherSessions ends every session of whoever acts but the one with this
// token hash, and tells how many.
func (s *Store) EndOtherSessions(ctx context.Context, a model.Actor, keep string) (int64, error) {
	return write(ctx, s, a, func(t *tx) (int64, error) {
		n, err := t.count(`/* EndOtherSessions */ UPDATE session SET revoked = 1, data = x'' WHERE revoked = 0 AND user_id = ? AND token_hash <> ?`,
			a.UserID, keep)
		if err != nil || n == 0 {
			return 0, err
		}
		return n, t.record("changed", "user", a.UserID, a.Name, nil, map[string]any{"change": "other sessions ended", "sessions": n}, "")
	})
}

// count runs one statement and tells how many rows it changed.
func (t *tx) count(query string, args ...any) (int64, error) {
	res, err := t.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
