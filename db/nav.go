package db

import (
	"context"

	"backfill/model"
)

// Backorders counts the lines on the board. Every page shows it, so it comes from
// the sums that are kept and not from the lines.
func (s *Store) Backorders(ctx context.Context) (n int, err error) {
	sums, err := s.classSums(ctx)
	for _, sum := range sums {
		if model.Class(sum.Key).In(model.ViewBackorders) {
			n += sum.Lines
		}
	}
	return n, err
}

// WaitingCounts counts the stock counts that a person decides on.
func (s *Store) WaitingCounts(ctx context.Context) (n int, err error) {
	err = s.r.GetContext(ctx, &n, `/* WaitingCounts */ SELECT count(*) FROM stock_count WHERE state = 'waiting'`)
	return n, err
}
