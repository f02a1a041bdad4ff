package db

import (
	"context"
	"strings"

	"backfill/model"
)

// AddReason offers a further reason, after those there are. One that was retired
// is offered again.
func (s *Store) AddReason(ctx context.Context, a model.Actor, kind model.ReasonKind, text string) error {
	r := model.Reason{Kind: kind, Text: strings.Join(strings.Fields(text), " ")}
	if err := r.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		var known model.Reason
		err := t.get(&known, `/* AddReason */ SELECT id, kind, text, place, retired FROM reason WHERE kind = ? AND text = ?`, kind, r.Text)
		switch {
		case err == nil && !known.Retired:
			return done{}, model.Problems{"text": "It is offered already."}
		case err == nil:
			return done{}, t.retireReason(known, false)
		case err != model.ErrNotFound:
			return done{}, err
		}
		id, err := t.insert(`INSERT INTO reason(id, kind, text, place)
			SELECT max(coalesce(max(id), 0), 1000) + 1, ?, ?, coalesce(max(CASE WHEN kind = ? THEN place END), 0) + 1 FROM reason`, kind, r.Text, kind)
		if err != nil {
			return done{}, err
		}
		return done{}, t.record("added", "reason", id, r.Text, nil, map[string]string{"for": string(kind)}, "")
	})
	return err
}

// RetireReason takes a reason off the list, or puts it back; where it was said
// it stays.
func (s *Store) RetireReason(ctx context.Context, a model.Actor, id int64, retired bool) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		var r model.Reason
		if err := t.get(&r, `/* RetireReason */ SELECT id, kind, text, place, retired FROM reason WHERE id = ?`, id); err != nil {
			return done{}, err
		}
		if r.Retired == retired {
			return done{}, nil
		}
		return done{}, t.retireReason(r, retired)
	})
	return err
}

func (t *tx) retireReason(r model.Reason, retired bool) error {
	if err := t.exec(`UPDATE reason SET retired = ? WHERE id = ?`, retired, r.ID); err != nil {
		return err
	}
	action := "restored"
	if retired {
		action = "retired"
	}
	return t.record(action, "reason", r.ID, r.Text, nil, nil, "")
}

// MoveReason offers a reason one place earlier; the first stays where it is.
func (s *Store) MoveReason(ctx context.Context, a model.Actor, id int64) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		var r, before model.Reason
		if err := t.get(&r, `/* MoveReason */ SELECT id, kind, text, place, retired FROM reason WHERE id = ?`, id); err != nil {
			return done{}, err
		}
		err := t.get(&before, `/* MoveReason */ SELECT id, kind, text, place, retired FROM reason
			WHERE kind = ? AND retired = 0 AND (place, id) < (?, ?) ORDER BY place DESC, id DESC LIMIT 1`, r.Kind, r.Place, r.ID)
		if err == model.ErrNotFound || r.Retired {
			return done{}, nil
		}
		if err != nil {
			return done{}, err
		}
		if err := t.exec(`UPDATE reason SET place = CASE id WHEN ?1 THEN ?2 ELSE ?3 END WHERE id IN (?1, ?4)`, r.ID, before.Place, r.Place, before.ID); err != nil {
			return done{}, err
		}
		return done{}, t.record("moved", "reason", r.ID, r.Text, nil, map[string]string{"before": before.Text}, "")
	})
	return err
}
