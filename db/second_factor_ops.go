package db

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"backfill/model"
)

// What a code may fail with. Neither says what would have been right.
var (
	ErrWrongCode = errors.New("the code is not right")
	ErrNoKey     = fmt.Errorf("%w: %w", ErrWrongCode, errSealed) // no code of an app can be checked; recovery codes still can
)

// Codes tried by one person: so many wrong ones within so long.
const (
	codeTries     = 10
	codeTriesIn   = 10 * time.Minute
	keepCodeTries = 24 * time.Hour
	recoveryCodes = 10
)

func sealedFor(user int64) string { return fmt.Sprintf("second factor of person %d", user) }

// BeginSecondFactor gives whoever acts a new secret that log-in does not ask for
// until a code of it was shown. One that is in force is a Conflict.
func (s *Store) BeginSecondFactor(ctx context.Context, a model.Actor) error {
	secret := make([]byte, model.TOTPSecretSize)
	rand.Read(secret)
	sealed, err := s.seal(secret, sealedFor(a.UserID))
	if err != nil {
		return err
	}
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		n, err := t.count(`INSERT INTO second_factor(user_id, secret, begun_at) VALUES (?1, ?2, ?3)
			ON CONFLICT(user_id) DO UPDATE SET secret = ?2, begun_at = ?3, last_step = 0 WHERE confirmed_at IS NULL`, a.UserID, sealed, t.now)
		if err == nil && n == 0 {
			err = model.Conflictf("Log-in asks for a code already. Turn that off before you set it up anew.")
		}
		return done{}, err
	})
	return err
}

// BegunSecondFactor gives the secret that whoever acts is setting up, ErrNotFound
// when there is none or it is in force already: then it is shown to nobody again.
func (s *Store) BegunSecondFactor(ctx context.Context, user int64) ([]byte, error) {
	var sealed []byte
	if err := s.one(ctx, &sealed, `/* BegunSecondFactor */ SELECT secret FROM second_factor WHERE user_id = ? AND confirmed_at IS NULL`, user); err != nil {
		return nil, err
	}
	secret, err := s.unseal(sealed, sealedFor(user))
	if errors.Is(err, errSealed) {
		err = model.ErrNotFound // begun under another key: begin anew
	}
	return secret, err
}

// ConfirmSecondFactor puts the begun second factor in force once a code of it is
// shown, and gives the recovery codes. They are kept as hashes only: none come
// back when the same form is sent again. A wrong code is ErrWrongCode.
func (s *Store) ConfirmSecondFactor(ctx context.Context, a model.Actor, code string) ([]string, error) {
	secret, err := s.BegunSecondFactor(ctx, a.UserID)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return nil, err
	}
	codes := newRecoveryCodes()
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		step, ok := model.MatchTOTP(secret, model.PlainCode(code), t.now, 0)
		if secret == nil || !ok {
			return done{}, ErrWrongCode
		}
		n, err := t.count(`UPDATE second_factor SET confirmed_at = ?, last_step = ? WHERE user_id = ? AND confirmed_at IS NULL`, t.now, step, a.UserID)
		if err == nil && n == 0 {
			err = ErrWrongCode
		}
		if err != nil {
			return done{}, err
		}
		if err := t.keepRecoveryCodes(a.UserID, codes); err != nil {
			return done{}, err
		}
		return done{}, t.record("changed", "user", a.UserID, a.Name, nil, map[string]string{"change": "second factor set up"}, "")
	})
	return shownOnce(a, codes), err
}

// NewRecoveryCodes replaces the recovery codes of whoever acts, as
// ConfirmSecondFactor gives them.
func (s *Store) NewRecoveryCodes(ctx context.Context, a model.Actor) ([]string, error) {
	codes := newRecoveryCodes()
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.userByID(a.UserID)
		if err == nil && !u.Second {
			err = model.Conflictf("Log-in does not ask for a code, so there is nothing to recover.")
		}
		if err != nil {
			return done{}, err
		}
		if err := t.keepRecoveryCodes(a.UserID, codes); err != nil {
			return done{}, err
		}
		return done{}, t.record("changed", "user", a.UserID, a.Name, nil, map[string]string{"change": "recovery codes made anew"}, "")
	})
	return shownOnce(a, codes), err
}

// shownOnce gives what only the first answer of a request may hold.
func shownOnce(a model.Actor, codes []string) []string {
	if a.Key != nil && a.Key.Replayed {
		return nil
	}
	return codes
}

// newRecoveryCodes makes codes of 80 bits, in letters that are hard to confuse.
func newRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		text := rand.Text()[:16]
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
	}
	return codes
}

func (t *tx) keepRecoveryCodes(user int64, codes []string) error {
	if err := t.exec(`DELETE FROM recovery_code WHERE user_id = ?`, user); err != nil {
		return err
	}
	for _, c := range codes {
		if err := t.exec(`INSERT INTO recovery_code(user_id, code_hash) VALUES (?, ?)`, user, secretHash(model.PlainCode(c))); err != nil {
			return err
		}
	}
	return nil
}

// RemoveSecondFactor turns the second factor of whoever acts off, once they have
// shown that they know their password. A wrong one is ErrWrongLogin and counts as
// a failed log-in.
func (s *Store) RemoveSecondFactor(ctx context.Context, a model.Actor, password string) error {
	if err := s.Confirm(ctx, a, password); err != nil {
		return err
	}
	return s.dropSecondFactor(ctx, a, a.UserID, "second factor turned off")
}

// ResetSecondFactor turns somebody's second factor off who has lost both their
// app and their recovery codes.
func (s *Store) ResetSecondFactor(ctx context.Context, a model.Actor, id int64) error {
	return s.dropSecondFactor(ctx, a, id, "second factor reset")
}

func (s *Store) dropSecondFactor(ctx context.Context, a model.Actor, id int64, why string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.userByID(id)
		if err != nil {
			return done{}, err
		}
		if err := t.exec(`DELETE FROM second_factor WHERE user_id = ?`, id); err != nil {
			return done{}, err
		}
		if err := t.exec(`DELETE FROM recovery_code WHERE user_id = ?`, id); err != nil || !u.Second {
			return done{}, err
		}
		return done{}, t.record("changed", "user", id, u.Email, nil, map[string]string{"change": why}, "")
	})
	return err
}

// CheckCode ends a log-in whose password was right: with the code of an app, or
// with a recovery code, each of which works once. left is how many recovery codes
// remain, -1 when none was used. Wrong ones are ErrWrongCode, and after ten in ten
// minutes ErrThrottled. epoch is that of the log-in: a person changed since is
// ErrWrongLogin.
func (s *Store) CheckCode(ctx context.Context, a model.Actor, user, epoch int64, code string) (u model.User, left int, err error) {
	attempt, err := s.countCode(ctx, a, user)
	if err != nil {
		return u, 0, err
	}
	a.UserID = user
	plain := model.PlainCode(code)
	left, err = write(ctx, s, a, func(t *tx) (int, error) {
		if u, err = t.userByID(user); err != nil || u.Epoch != epoch || !u.Disabled.IsZero() {
			return 0, errors.Join(err, ErrWrongLogin)
		}
		t.actor.Name = u.Email
		left, how, err := s.takeCode(t, user, plain)
		if err != nil {
			return 0, err
		}
		if err := t.exec(`UPDATE code_attempt SET success = 1 WHERE id = ?`, attempt); err != nil {
			return 0, err
		}
		return left, t.record("logged in", "login", u.ID, u.Email, nil, map[string]string{"with": how}, "")
	})
	if errors.Is(err, ErrWrongCode) {
		err = errors.Join(err, s.refuseCode(ctx, a, user))
	}
	return u, left, err
}

// takeCode uses a code up and says which kind it was.
func (s *Store) takeCode(t *tx, user int64, plain string) (left int, how string, err error) {
	if !model.IsTOTP(plain) {
		n, err := t.count(`UPDATE recovery_code SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL`, t.now, user, secretHash(plain))
		if err == nil && n == 0 {
			err = ErrWrongCode
		}
		if err != nil {
			return 0, "", err
		}
		return left, "a recovery code", t.get(&left, `SELECT count(*) FROM recovery_code WHERE user_id = ? AND used_at IS NULL`, user)
	}
	var f struct {
		Secret []byte
		Last   int64 `db:"last_step"`
	}
	if err := t.get(&f, `/* takeCode */ SELECT secret, last_step FROM second_factor WHERE user_id = ? AND confirmed_at IS NOT NULL`, user); err != nil {
		return 0, "", errors.Join(err, ErrWrongCode)
	}
	secret, err := s.unseal(f.Secret, sealedFor(user))
	if errors.Is(err, errSealed) {
		err = ErrNoKey
	}
	if err != nil {
		return 0, "", err
	}
	step, ok := model.MatchTOTP(secret, plain, t.now, f.Last)
	if !ok {
		return 0, "", ErrWrongCode
	}
	return -1, "a code", t.exec(`UPDATE second_factor SET last_step = ? WHERE user_id = ?`, step, user)
}

// countCode keeps a try as failed until it succeeds, before it is looked at.
func (s *Store) countCode(ctx context.Context, a model.Actor, user int64) (int64, error) {
	return write(ctx, s, a, func(t *tx) (int64, error) {
		var failed int
		err := t.get(&failed, `/* countCode */ SELECT count(*) FROM code_attempt WHERE user_id = ? AND at > ? AND success = 0`, user, t.now.Add(-codeTriesIn))
		if err != nil {
			return 0, err
		}
		if failed >= codeTries {
			return 0, ErrThrottled
		}
		return t.insert(`INSERT INTO code_attempt(user_id, at, success) VALUES (?, ?, 0)`, user, t.now)
	})
}

func (s *Store) refuseCode(ctx context.Context, a model.Actor, user int64) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		u, err := t.userByID(user)
		if err != nil {
			return done{}, err
		}
		return done{}, t.record("refused", "login", u.ID, u.Email, nil, map[string]string{"with": "a code"}, "")
	})
	return err
}
