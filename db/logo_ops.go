package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"backfill/model"
	"backfill/model/picture"
)

// SetLogo keeps a picture as the company's logo, drawn anew. One that will not
// do is a Problem of the field logo.
func (s *Store) SetLogo(ctx context.Context, a model.Actor, raw []byte) error {
	p, err := picture.Read(raw) // before the transaction: drawing takes a while
	if err != nil {
		return err
	}
	sum := sha256.Sum256(p.Bytes)
	hash := hex.EncodeToString(sum[:])
	_, err = write(ctx, s, a, func(t *tx) (done, error) {
		if err := t.exec(`/* SetLogo */ INSERT INTO logo(id, type, bytes, sha256, width, height) VALUES (1, ?, ?, ?, ?, ?)
			ON CONFLICT(id) DO UPDATE SET type = excluded.type, bytes = excluded.bytes, sha256 = excluded.sha256, width = excluded.width, height = excluded.height`,
			p.Type, p.Bytes, hash, p.Width, p.Height); err != nil {
			return done{}, err
		}
		return done{}, t.record("changed", "setting", 0, "logo", nil, map[string]any{"type": p.Type, "width": p.Width, "height": p.Height}, "")
	})
	return err
}

// RemoveLogo goes back to the program's own mark.
func (s *Store) RemoveLogo(ctx context.Context, a model.Actor) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		r, err := t.ExecContext(t.ctx, `/* RemoveLogo */ DELETE FROM logo`)
		if err != nil {
			return done{}, err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return done{}, err
		}
		return done{}, t.record("removed", "setting", 0, "logo", nil, nil, "")
	})
	return err
}

// Logo is the company's logo as it is sent; ErrNotFound when there is none.
func (s *Store) Logo(ctx context.Context) (typ string, content []byte, err error) {
	var row struct {
		Type  string `db:"type"`
		Bytes []byte `db:"bytes"`
	}
	err = notFound(s.r.GetContext(ctx, &row, `/* Logo */ SELECT type, bytes FROM logo`))
	return row.Type, row.Bytes, err
}
