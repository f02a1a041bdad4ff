package db

import (
	"context"

	"backfill/model"
)

// AddUser adds a person who may log in at once with the given password.
func (s *Store) AddUser(ctx context.Context, a model.Actor, n model.NewUser) (model.User, error) {
	set, err := s.Settings(ctx)
	if err != nil {
		return model.User{}, err
	}
	if err := n.Check(set.Company); err != nil {
		return model.User{}, err
	}
	hash, err := HashPassword(ctx, n.Password)
	if err != nil {
		return model.User{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.User, error) { return t.addUser(n, hash) })
}

// addUser keeps a person with a password hashed beforehand: hashing takes
// longer than a transaction may.
func (t *tx) addUser(n model.NewUser, hash string) (model.User, error) {
	var had int
	if err := t.get(&had, `SELECT count(*) FROM app_user WHERE email = ?`, n.Email); err != nil {
		return model.User{}, err
	}
	if had > 0 {
		return model.User{}, model.Problems{"email": "There is a person with this e-mail already."}
	}
	id, err := t.insert(`INSERT INTO app_user(email, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)`,
		n.Email, n.Name, n.Role, hash, t.now)
	if err != nil {
		return model.User{}, err
	}
	u, err := t.user(n.Email)
	if err != nil {
		return model.User{}, err
	}
	if err := t.touchOwned(n.Email); err != nil {
		return model.User{}, err
	}
	return u, t.record("added", "user", id, n.Email, nil, map[string]string{"name": n.Name, "role": string(n.Role)}, "")
}

// touchOwned makes the board rows that name this e-mail as their owner know the
// person from now on.
func (t *tx) touchOwned(email string) error {
	var lines []int64
	err := t.all(&lines, `/* touchOwned */ SELECT line_id FROM board WHERE owner = ? AND owner_id IS NULL`, email)
	t.touch(lines...)
	return err
}

// SetPassword gives a person another password and ends their sessions.
func (s *Store) SetPassword(ctx context.Context, a model.Actor, email, password string) error {
	u, err := s.UserByEmail(ctx, email)
	if err != nil {
		return err
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
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.setPassword(u, hash, "password changed")
	})
	return err
}

// DisableUser ends a person's sessions and lets them in no more. What they did
// stays under their name. Disabling twice changes nothing.
func (s *Store) DisableUser(ctx context.Context, a model.Actor, email string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.user(email)
		if err != nil {
			return done{}, err
		}
		return done{}, t.disable(u)
	})
	return err
}

// SetRole gives a person another role; it takes a new log-in.
func (s *Store) SetRole(ctx context.Context, a model.Actor, email string, r model.Role) error {
	if !r.Known() {
		return model.Problems{"role": "There is no such role."}
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.user(email)
		if err != nil || u.Role == r {
			return done{}, err
		}
		return done{}, t.editPerson(u, model.PersonEdit{Name: u.Name, Role: r})
	})
	return err
}

// setPassword keeps another password: every session ends, and so does every link
// that would let its holder choose one.
func (t *tx) setPassword(u model.User, hash, why string) error {
	if err := t.exec(`UPDATE app_user SET password_hash = ? WHERE id = ?`, hash, u.ID); err != nil {
		return err
	}
	if err := t.endLinks(u.ID); err != nil {
		return err
	}
	return t.endSessions(u, why)
}

// disable lets a person in no more; disabling twice changes nothing.
func (t *tx) disable(u model.User) error {
	if !u.Disabled.IsZero() {
		return nil
	}
	if err := t.exec(`UPDATE app_user SET disabled_at = ? WHERE id = ?`, t.now, u.ID); err != nil {
		return err
	}
	if err := t.keepAnAdmin(u); err != nil {
		return err
	}
	if err := t.endLinks(u.ID); err != nil {
		return err
	}
	return t.endSessions(u, "disabled")
}

// keepAnAdmin refuses a change of was that would leave the desk without an administrator who can
// log in. Whoever runs the program may: they can add another.
func (t *tx) keepAnAdmin(was model.User) error {
	if was.Role != model.RoleAdmin || t.actor.Origin == model.CLIActor().Origin {
		return nil
	}
	var left int
	if err := t.get(&left, `/* keepAnAdmin */ SELECT count(*) FROM app_user WHERE role = 'admin' AND disabled_at IS NULL AND password_hash <> ''`); err != nil {
		return err
	}
	if left == 0 {
		return model.Conflictf("This is the only administrator who can log in. Make somebody else an administrator first.")
	}
	return nil
}

// endSessions makes every session of u end with its next request, and says why
// in the audit.
func (t *tx) endSessions(u model.User, why string) error {
	if err := t.revokeSessions(u.ID); err != nil {
		return err
	}
	return t.record("changed", "user", u.ID, u.Email, nil, map[string]string{"change": why}, "")
}

func (t *tx) revokeSessions(user int64) error {
	if err := t.exec(`UPDATE app_user SET session_epoch = session_epoch + 1, version = version + 1 WHERE id = ?`, user); err != nil {
		return err
	}
	return t.exec(`UPDATE session SET revoked = 1, data = x'' WHERE user_id = ? AND revoked = 0`, user)
}

func (t *tx) user(email string) (model.User, error) {
	var u model.User
	err := t.get(&u, `/* user */ SELECT `+userColumns+` FROM app_user WHERE email = ?`, email)
	return u, err
}
