package db

import (
	"context"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// PreviewETA tells which order lines another date of a purchase-order line would
// move, by the engine that saving it asks, and writes nothing. Lines beyond
// model.MovesShown are counted only.
func (s *Store) PreviewETA(ctx context.Context, poLine int64, eta model.Date, c model.Confidence) (p model.ETAPreview, err error) {
	now := s.Now()
	err = view(ctx, s, func(q *sqlx.Tx) error {
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		l, err := loadPOLine(ctx, q, poLine, "", 0)
		if err != nil {
			return err
		}
		pools, err := closePools(ctx, q, []poolKey{{l.ProductID, l.WarehouseID}}, false)
		if err != nil {
			return err
		}
		was, err := decideWith(ctx, q, settings, now, pools, func(*snapshot) {})
		if err != nil {
			return err
		}
		then, err := decideWith(ctx, q, settings, now, pools, func(snap *snapshot) {
			for i := range snap.Inbound {
				if snap.Inbound[i].ID == l.ID {
					snap.Inbound[i].ETA, snap.Inbound[i].Confidence = eta, c
				}
			}
		})
		if err != nil {
			return err
		}
		p, err = moves(ctx, q, was, then)
		return err
	})
	return p, err
}

// decideWith decides these pools as they are but for one change.
func decideWith(ctx context.Context, q *sqlx.Tx, settings Settings, now model.Time, pools []poolKey, but func(*snapshot)) (*served, error) {
	snap, err := loadSnapshot(ctx, q, settings, now, pools)
	if err != nil {
		return nil, err
	}
	but(snap)
	return decide(snap, model.RunRequest{Rule: model.Ranked, Cause: "eta"}), nil
}

// moves compares when two plans have each line covered.
func moves(ctx context.Context, q *sqlx.Tx, was, then *served) (p model.ETAPreview, err error) {
	before := make(map[int64]model.Date, len(was.plan.Lines))
	for _, r := range was.plan.Lines {
		before[r.LineID] = covered(r)
	}
	known, err := servedLines(ctx, q, then, func(r *allocate.Result) bool { return covered(*r) != before[r.LineID] })
	if err != nil {
		return p, err
	}
	for _, r := range then.plan.Lines {
		day := covered(r)
		if day == before[r.LineID] {
			continue
		}
		l := then.snap.Lines[r.Line]
		m := model.ETAMove{LineID: l.ID, Line: lineName(l.OrderNumber, l.LineNo), Customer: known[l.ID].Customer, From: before[r.LineID], To: day, Promise: l.Promise}
		p.Count(m)
	}
	return p, nil
}

// covered is the day on which supply covers all of a line, zero when nothing is
// short of it.
func covered(r allocate.Result) model.Date {
	if len(r.Parts) == 0 {
		return 0
	}
	return r.Parts[len(r.Parts)-1].Date
}
