package db

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"backfill/model"
)

// ErrKey is a key that opens nothing: unknown, expired or revoked. Which of them
// is nobody's business who does not have a good one.
var ErrKey = errors.New("the key is not known here, has expired or was revoked")

// A key is bf_PREFIX_SECRET. The prefix finds its row; the secret is 256 bits.
const (
	keyMark     = "bf_"
	prefixSize  = 8
	keyUseEvery = time.Minute // how often a key's last use is written at most
)

const keyColumns = `id, name, prefix, scope, made_at, made_by, expires_at, last_used_at, revoked_at`

// AddKey makes a key for a program. The key itself is given once and kept as a
// hash; "" when the same form was sent before.
func (s *Store) AddKey(ctx context.Context, a model.Actor, n model.NewKey) (key string, kept model.APIKey, err error) {
	if err := n.Check(); err != nil {
		return "", kept, err
	}
	prefix := rand.Text()[:prefixSize]
	key = keyMark + prefix + "_" + newSecret()
	id, err := write(ctx, s, a, func(t *tx) (int64, error) {
		var until model.Time
		if n.Days > 0 {
			until = t.now.Add(time.Duration(n.Days) * 24 * time.Hour)
		}
		id, err := t.insert(`INSERT INTO api_key(name, prefix, key_hash, scope, made_at, made_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			n.Name, prefix, secretHash(key), n.Scope, t.now, t.actor.Name, until)
		if err != nil {
			return 0, err
		}
		return id, t.record("added", "api_key", id, prefix, nil, map[string]string{"name": n.Name, "scope": string(n.Scope), "good until": until.String()}, "")
	})
	if err != nil {
		return "", kept, err
	}
	if a.Key != nil && a.Key.Replayed {
		key = ""
	}
	return key, kept, s.one(ctx, &kept, `/* AddKey */ SELECT `+keyColumns+` FROM api_key WHERE id = ?`, id)
}

// AllKeys lists every key there ever was, those in force first.
func (s *Store) AllKeys(ctx context.Context) ([]model.APIKey, error) {
	var keys []model.APIKey
	err := s.r.SelectContext(ctx, &keys, `/* AllKeys */ SELECT `+keyColumns+` FROM api_key
		ORDER BY revoked_at IS NOT NULL, expires_at IS NOT NULL AND expires_at <= ?, name COLLATE NOCASE, id`, s.Now())
	return keys, err
}

// Keys reads one page of them.
func (s *Store) Keys(ctx context.Context, q model.ListQuery) (model.Paged[model.APIKey], error) {
	now := s.Now()
	l := list{
		name:    "Keys",
		keys:    `(SELECT *, CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= ? THEN 'expired' ELSE 'active' END AS state FROM api_key) k`,
		keyArgs: []any{now},
		id:      "k.id",
		sorts:   map[string]string{"name": `CASE state WHEN 'active' THEN 0 WHEN 'expired' THEN 1 ELSE 2 END || lower(k.name)`, "made": "k.made_at", "used": "coalesce(k.last_used_at, '')"},
		details: `SELECT ` + keyColumns + ` FROM (SELECT key AS place, value FROM json_each(?1)) JOIN api_key ON api_key.id = value ORDER BY place`,
	}
	if q.Q != "" {
		l.only(`(k.name LIKE ? ESCAPE '\' OR k.prefix LIKE ? ESCAPE '\')`, like(q.Q), like(q.Q))
	}
	l.by(q, "state", equal(`k.state = ?`))
	l.by(q, "scope", equal(`k.scope = ?`))
	return pageOf[model.APIKey](ctx, s, l, q)
}

// RevokeKey makes a key useless from the next request on; revoking twice changes
// nothing.
func (s *Store) RevokeKey(ctx context.Context, a model.Actor, id int64) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		var k model.APIKey
		if err := t.get(&k, `/* RevokeKey */ SELECT `+keyColumns+` FROM api_key WHERE id = ?`, id); err != nil || !k.Revoked.IsZero() {
			return done{}, err
		}
		if err := t.exec(`UPDATE api_key SET revoked_at = ? WHERE id = ?`, t.now, id); err != nil {
			return done{}, err
		}
		return done{}, t.record("revoked", "api_key", id, k.Prefix, map[string]string{"name": k.Name}, nil, "")
	})
	return err
}

// KeyFor gives the key that a program presents for what needs scope. ErrKey when
// it is not known or over, model.ErrDenied when its scope is not enough. The
// comparison takes as long for a wrong secret as for the right one.
func (s *Store) KeyFor(ctx context.Context, presented string, scope model.KeyScope) (model.APIKey, error) {
	rest, marked := strings.CutPrefix(presented, keyMark)
	prefix, _, split := strings.Cut(rest, "_")
	if !marked || !split {
		return model.APIKey{}, ErrKey
	}
	var kept struct {
		model.APIKey
		Hash []byte `db:"key_hash"`
	}
	err := s.one(ctx, &kept, `/* KeyFor */ SELECT `+keyColumns+`, key_hash FROM api_key WHERE prefix = ?`, prefix)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return model.APIKey{}, err
	}
	now := s.Now()
	if same := subtle.ConstantTimeCompare(kept.Hash, secretHash(presented)) == 1; !same || kept.State(now) != "active" {
		return model.APIKey{}, ErrKey
	}
	if !kept.Scope.Covers(scope) {
		return kept.APIKey, model.ErrDenied
	}
	if now.Sub(kept.LastUsed) >= keyUseEvery {
		s.keyUsed(ctx, kept.ID)
	}
	return kept.APIKey, nil
}

// keyUsed writes when a key was last used. Nobody waits for it while an import
// holds the writer, nor fails with it.
func (s *Store) keyUsed(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	writeLong(ctx, s, model.Actor{Name: "api key"}, func(t *tx) (done, error) {
		return done{}, t.exec(`UPDATE api_key SET last_used_at = ? WHERE id = ? AND revoked_at IS NULL`, t.now, id)
	})
}
