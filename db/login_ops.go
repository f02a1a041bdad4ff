package db

import (
	"context"
	"errors"
	"time"

	"backfill/model"
)

// What a log-in may fail with.
var (
	ErrWrongLogin = errors.New("e-mail or password is not right")
	ErrThrottled  = errors.New("too many log-ins failed; wait a while and try again")
)

// Failed log-ins allowed: per address and hour, and per person and day. The
// second counts only from addresses where that person has not been before, so
// nobody can be locked out of their own desk.
const (
	loginsPerAddress = 20
	loginsPerPerson  = 20
	knownAddressDays = 30
)

// LogIn checks e-mail and password. An unknown person takes as long as a wrong
// password and gets the same answer. The attempt is kept before the password is
// looked at, so that many at once count as many. Where the person has a second
// factor, they are not in yet: CheckCode follows.
func (s *Store) LogIn(ctx context.Context, a model.Actor, email, password string) (model.User, error) {
	attempt, err := s.countLogin(ctx, a, email)
	if err != nil {
		return model.User{}, err
	}
	var kept struct {
		model.User
		Hash string `db:"password_hash"`
	}
	err = s.r.GetContext(ctx, &kept, `/* LogIn */ SELECT `+userColumns+`, password_hash FROM app_user WHERE email = ?`, email)
	switch {
	case notFound(err) == model.ErrNotFound:
		kept.Hash = dummyHash()
	case err != nil:
		return model.User{}, err
	case kept.Invited: // no password fits theirs, which takes as long to find out
		kept.User, kept.Hash = model.User{}, dummyHash()
	}
	ok, stale, err := checkPassword(ctx, password, kept.Hash)
	if err != nil {
		return model.User{}, err
	}
	if !ok || !kept.SignedIn() || !kept.Disabled.IsZero() {
		return model.User{}, s.refuseLogin(ctx, a, kept.User)
	}
	rehashed := ""
	if stale {
		if rehashed, err = HashPassword(ctx, password); err != nil {
			return model.User{}, err
		}
	}
	a.Name, a.UserID = kept.Email, kept.ID
	_, err = write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.admit(kept.User, attempt, rehashed) })
	return kept.User, err
}

// countLogin keeps the attempt as failed until it succeeds; ErrThrottled when
// there were too many.
func (s *Store) countLogin(ctx context.Context, a model.Actor, email string) (int64, error) {
	if len(email) > 254 {
		email = email[:254]
	}
	return write(ctx, s, a, func(t *tx) (int64, error) {
		var n struct{ Address, Person, Known int }
		err := t.get(&n, `/* countLogin */ SELECT
			(SELECT count(*) FROM login_attempt WHERE ip = ? AND at > ? AND success = 0) AS address,
			(SELECT count(*) FROM login_attempt WHERE email = ? AND at > ? AND success = 0) AS person,
			(SELECT count(*) FROM login_attempt WHERE email = ? AND at > ? AND ip = ? AND success = 1) AS known`,
			a.Origin, t.now.Add(-time.Hour), email, t.now.Add(-24*time.Hour),
			email, t.now.Add(-knownAddressDays*24*time.Hour), a.Origin)
		if err != nil {
			return 0, err
		}
		if n.Address >= loginsPerAddress || n.Person >= loginsPerPerson && n.Known == 0 {
			return 0, ErrThrottled
		}
		return t.insert(`INSERT INTO login_attempt(at, ip, email, success) VALUES (?, ?, ?, 0)`, t.now, a.Origin, email)
	})
}

// refuseLogin gives the one answer of every failed log-in; for a person we know
// it leaves a trace in the audit.
func (s *Store) refuseLogin(ctx context.Context, a model.Actor, u model.User) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.record("refused", "login", u.ID, u.Email, nil, nil, "")
	})
	if err != nil {
		return err
	}
	return ErrWrongLogin
}

func (t *tx) admit(u model.User, attempt int64, rehashed string) error {
	if err := t.exec(`UPDATE login_attempt SET success = 1 WHERE id = ?`, attempt); err != nil {
		return err
	}
	if rehashed != "" {
		if err := t.exec(`UPDATE app_user SET password_hash = ? WHERE id = ?`, rehashed, u.ID); err != nil {
			return err
		}
	}
	what := "logged in"
	if u.Second {
		what = "password accepted"
	}
	return t.record(what, "login", u.ID, u.Email, nil, nil, "")
}

// LoggedOut leaves the trace of a log-out.
func (s *Store) LoggedOut(ctx context.Context, a model.Actor) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.record("logged out", "login", a.UserID, a.Name, nil, nil, "")
	})
	return err
}
