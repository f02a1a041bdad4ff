package db

import (
	"context"

	"backfill/model"
)

// Reasons lists what is offered where a person says why, in its order.
func (s *Store) Reasons(ctx context.Context, kind model.ReasonKind) (texts []string, err error) {
	err = s.r.SelectContext(ctx, &texts, `/* Reasons */ SELECT text FROM reason WHERE kind = ? AND retired = 0 ORDER BY place, id`, kind)
	return texts, err
}

// AllReasons lists every reason, also the retired ones, by kind and order.
func (s *Store) AllReasons(ctx context.Context) (all []model.Reason, err error) {
	err = s.r.SelectContext(ctx, &all, `/* AllReasons */ SELECT id, kind, text, place, retired FROM reason ORDER BY kind, retired, place, id`)
	return all, err
}
