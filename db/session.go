package db

import (
	"cmp"
	"context"
	"errors"
	"time"

	"backfill/model"

	"github.com/alexedwards/scs/v2"
)

// Where a session's values hold the person's id, an int64, and what they
// recognise the session by: the address and the browser of the log-in.
const (
	SessionUserKey    = "user"
	SessionFromKey    = "from"
	SessionBrowserKey = "browser"
)

// seenEvery is how often a session's last use is written at most.
const seenEvery = time.Minute

// keepSessions is how long an ended session stays, so that nothing brings it back.
const keepSessions = 30 * 24 * time.Hour

// Sessions keeps the browser sessions, for scs. Tokens reach it hashed. A
// deleted session stays as a revoked row until it would have expired: a request
// that was under way then cannot write it back.
type Sessions struct {
	store          *Store
	idle, absolute time.Duration
}

// Sessions gives the session store: a session ends idle after its last use and
// absolute after its start, whatever happens.
func (s *Store) Sessions(idle, absolute time.Duration) *Sessions {
	return &Sessions{store: s, idle: idle, absolute: absolute}
}

// FindCtx gives a living session's data.
func (s *Sessions) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	var data []byte
	now := s.store.Now()
	err := s.store.r.GetContext(ctx, &data, `/* FindCtx */ SELECT data FROM session
		WHERE token_hash = ? AND revoked = 0 AND expires_at > ? AND last_seen > ?`, hash, now, now.Add(-s.idle))
	if err = notFound(err); errors.Is(err, model.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a session's data. A revoked session stays revoked. scs's own
// expiry is not used: the end is fixed at the first commit, by our clock.
func (s *Sessions) CommitCtx(ctx context.Context, hash string, data []byte, _ time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return err
	}
	var user *int64
	if id, ok := values[SessionUserKey].(int64); ok {
		user = &id
	}
	_, err = write(ctx, s.store, model.Actor{Name: "session"}, func(t *tx) (done, error) {
		return done{}, t.exec(`INSERT INTO session(token_hash, user_id, data, expires_at, created_at, last_seen) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT(token_hash) DO UPDATE SET user_id = excluded.user_id, data = excluded.data WHERE revoked = 0`,
			hash, user, data, t.now.Add(s.absolute), t.now, t.now)
	})
	return err
}

// DeleteCtx ends a session for good.
func (s *Sessions) DeleteCtx(ctx context.Context, hash string) error {
	_, err := write(ctx, s.store, model.Actor{Name: "session"}, func(t *tx) (done, error) {
		return done{}, t.exec(`UPDATE session SET revoked = 1, data = x'' WHERE token_hash = ?`, hash)
	})
	return err
}

// Find, Commit and Delete are the same without a context.
func (s *Sessions) Find(hash string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), hash)
}
func (s *Sessions) Commit(hash string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), hash, data, expiry)
}
func (s *Sessions) Delete(hash string) error { return s.DeleteCtx(context.Background(), hash) }

// Visitor gives the person of a session as they are now, the zero User when the
// session is over: revoked, expired, of an older epoch, or theirs no more.
func (s *Sessions) Visitor(ctx context.Context, hash string, epoch int64) (model.User, error) {
	var seen struct {
		model.User
		LastSeen model.Time `db:"last_seen"`
		Policy   string     `db:"policy"`
		House    string     `db:"house"`
	}
	now := s.store.Now()
	err := s.store.r.GetContext(ctx, &seen, `/* Visitor */ SELECT `+userColumns+`, s.last_seen,
			coalesce((SELECT value FROM setting WHERE key = 'second_factor'), ?) AS policy,
			coalesce((SELECT value FROM setting WHERE key = 'locale'), '') AS house
		FROM app_user JOIN (SELECT user_id, last_seen FROM session WHERE token_hash = ? AND revoked = 0 AND expires_at > ?) s ON s.user_id = app_user.id
		WHERE session_epoch = ? AND disabled_at IS NULL`,
		model.SecondOffered, hash, now, epoch)
	if err = notFound(err); errors.Is(err, model.ErrNotFound) {
		return model.User{}, nil
	}
	seen.Owes = seen.OwesSecond(seen.Policy)
	seen.Writes = model.LocaleByTag(cmp.Or(seen.Locale, seen.House))
	if err == nil && now.Sub(seen.LastSeen) >= seenEvery {
		s.seen(ctx, hash)
	}
	return seen.User, err
}

// handleSize is how much of a token's hash names a session among its person's.
const handleSize = 16

// Of lists a person's living sessions, the last used first. current is the hash
// of the one that asks.
func (s *Sessions) Of(ctx context.Context, u model.User, current string) ([]model.SessionRow, error) {
	var kept []struct {
		Hash      string     `db:"token_hash"`
		Data      []byte     `db:"data"`
		CreatedAt model.Time `db:"created_at"`
		LastSeen  model.Time `db:"last_seen"`
	}
	now := s.store.Now()
	err := s.store.r.SelectContext(ctx, &kept, `/* Of */ SELECT token_hash, data, created_at, last_seen FROM session
		WHERE user_id = ? AND revoked = 0 AND expires_at > ? AND last_seen > ? ORDER BY last_seen DESC, token_hash`, u.ID, now, now.Add(-s.idle))
	if err != nil {
		return nil, err
	}
	rows := make([]model.SessionRow, len(kept))
	for i, k := range kept {
		_, values, err := scs.GobCodec{}.Decode(k.Data)
		if err != nil {
			return nil, err
		}
		rows[i] = model.SessionRow{Handle: k.Hash[:handleSize], Started: k.CreatedAt, LastSeen: k.LastSeen, Current: k.Hash == current}
		rows[i].From, _ = values[SessionFromKey].(string)
		rows[i].Browser, _ = values[SessionBrowserKey].(string)
	}
	return rows, nil
}

// seen writes when a session was last used. A page does not wait for it while
// an import holds the writer, nor fail with it.
func (s *Sessions) seen(ctx context.Context, hash string) {
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	writeLong(ctx, s.store, model.Actor{Name: "session"}, func(t *tx) (done, error) {
		return done{}, t.exec(`UPDATE session SET last_seen = ? WHERE token_hash = ? AND revoked = 0 AND last_seen < ?`, t.now, hash, t.now)
	})
}

// ForgetSessions removes what nobody can use any more: sessions a while after
// their end, links, log-in attempts and request keys past their use.
func (s *Store) ForgetSessions(ctx context.Context) error {
	_, err := write(ctx, s, model.ClockActor(), func(t *tx) (done, error) {
		return done{}, errors.Join(
			t.exec(`DELETE FROM session WHERE expires_at < ?`, t.now.Add(-keepSessions)),
			t.exec(`DELETE FROM login_attempt WHERE at < ?`, t.now.Add(-knownAddressDays*24*time.Hour)),
			t.exec(`DELETE FROM code_attempt WHERE at < ?`, t.now.Add(-keepCodeTries)),
			t.exec(`DELETE FROM access_link WHERE expires_at < ?`, t.now.Add(-keepSessions)),
			t.exec(`DELETE FROM idempotency WHERE at < ?`, t.now.Add(-7*24*time.Hour)))
	})
	return err
}
