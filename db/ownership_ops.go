package db

import (
	"context"
	"slices"

	"backfill/model"
)

// Ownership tells who has the last word on each kind of data.
func (s *Store) Ownership(ctx context.Context) (map[string]string, error) {
	var rows []model.Ownership
	if err := s.r.SelectContext(ctx, &rows, `/* Ownership */ SELECT kind, owner FROM ownership`); err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.Kind] = r.Owner
	}
	return out, nil
}

// Mastered tells whether files may change a kind of data back: the ERP is its
// master, and a file of it was taken in that is not undone.
func (s *Store) Mastered(ctx context.Context, kind string) (is bool, err error) {
	err = s.r.GetContext(ctx, &is, `/* Mastered */ SELECT EXISTS (SELECT 1 FROM ownership WHERE kind = ?1 AND owner = 'erp')
		AND EXISTS (SELECT 1 FROM import WHERE kind = replace(?1, '_', '-') AND undone_at IS NULL AND failed IS NULL AND rows_new + rows_changed + rows_same > 0)`, kind)
	return is, err
}

// SetOwnership changes who has the last word on some kinds of data, all or none.
// shown is what the person saw: a kind that is otherwise by now is a Conflict.
// What is kept does not change; only what the next file may do.
func (s *Store) SetOwnership(ctx context.Context, a model.Actor, shown, wanted map[string]string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		for _, k := range model.OwnedKinds {
			want, asked := wanted[k.Kind]
			if !asked {
				continue
			}
			if !slices.Contains([]string{model.OwnerERP, model.OwnerDesk}, want) {
				return done{}, model.Problems{k.Kind: "Choose the ERP or the desk."}
			}
			if err := t.setOwner(k, shown[k.Kind], want); err != nil {
				return done{}, err
			}
		}
		return done{}, nil
	})
	return err
}

func (t *tx) setOwner(k model.OwnedKind, saw, want string) error {
	var was string
	if err := t.get(&was, `/* setOwner */ SELECT owner FROM ownership WHERE kind = ?`, k.Kind); err != nil {
		return err
	}
	if was == want {
		return nil
	}
	if saw != was {
		return model.Conflictf("Somebody else changed who owns %s meanwhile. Look again before you save.", k.Title)
	}
	if err := t.exec(`UPDATE ownership SET owner = ? WHERE kind = ?`, want, k.Kind); err != nil {
		return err
	}
	return t.record("changed", "setting", 0, "owner of "+k.Kind, map[string]string{"owner": was}, map[string]string{"owner": want}, "")
}
