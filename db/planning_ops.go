package db

import (
	"context"

	"backfill/model"
)

// planLines is about how many open lines one step of PlanAnew serves: a fifth
// of a second, so that whoever saves meanwhile hardly notices.
var planLines = 1_000

// askPlanning has every open line served anew by PlanAnew; one that is under way
// begins again, for what it has done was by other settings.
func (t *tx) askPlanning() error {
	return t.exec(`/* askPlanning */ INSERT INTO planning(id, asked_at, asked_by, total) SELECT 1, ?1, ?2, coalesce(sum(lines), 0) FROM board_sum WHERE kind = 'class'
		ON CONFLICT(id) DO UPDATE SET asked_at = ?1, asked_by = ?2, product_id = 0, warehouse_id = 0, total = excluded.total, looked = 0, dates = 0, stock = 0, ended_at = NULL`,
		t.now, t.actor.Name)
}

// PlanAnew serves every open line anew, if that was asked for: free stock only, and
// dates by the settings of now. It takes many short transactions, so that others
// save in between, and goes on where a killed one was; doing a part twice changes
// nothing more. It ends when all is done or with ctx.
func (s *Store) PlanAnew(ctx context.Context) error {
	for {
		state, err := s.PlanningState(ctx)
		if err != nil || !state.Running() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.PlanSome(ctx); err != nil {
			return err
		}
	}
}

// PlanningState tells how far the last one is; zero when there never was one.
func (s *Store) PlanningState(ctx context.Context) (r model.Planning, err error) {
	err = s.one(ctx, &r, `/* PlanningState */ SELECT r.asked_at, coalesce(u.name, r.asked_by) AS asked_by, r.total, r.looked, r.dates, r.stock, r.ended_at
		FROM planning r LEFT JOIN app_user u ON u.email = r.asked_by`)
	if err == model.ErrNotFound {
		return r, nil
	}
	return r, err
}

// PlanSome is one step of PlanAnew: one transaction. Who asked for it is the
// author of what it changes. Nothing happens when nothing is left to do.
func (s *Store) PlanSome(ctx context.Context) error {
	var by string
	err := s.one(ctx, &by, `/* PlanSome */ SELECT asked_by FROM planning WHERE ended_at IS NULL`)
	if err == model.ErrNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = writeLong(ctx, s, model.Actor{Name: by, Origin: "clock"}, func(t *tx) (done, error) { return done{}, t.planSome() })
	return err
}

func (t *tx) planSome() error {
	pools, n, err := t.nextPools()
	if err != nil {
		return err
	}
	if len(pools) == 0 {
		return t.exec(`/* planSome */ UPDATE planning SET ended_at = ? WHERE ended_at IS NULL`, t.now)
	}
	last := pools[len(pools)-1]
	d, err := t.serve("settings", pools...)
	if err != nil {
		return err
	}
	dates, stock := 0, 0
	for _, r := range d.plan.Lines {
		l := d.snap.Lines[r.Line]
		t.look(l.ID)
		if r.Promise != l.Promise {
			dates++
		}
		if r.After != r.Before {
			stock++
		}
	}
	return t.exec(`/* planSome */ UPDATE planning SET product_id = ?, warehouse_id = ?, looked = min(looked + ?, total), dates = dates + ?, stock = stock + ?`,
		last.product, last.warehouse, n, dates, stock)
}

// nextPools are the pools that the next step serves, and how many open lines they
// have: as many pools as have planLines between them, one at least.
func (t *tx) nextPools() (pools []poolKey, n int, err error) {
	var at struct {
		Product   int64 `db:"product_id"`
		Warehouse int64 `db:"warehouse_id"`
	}
	if err := t.get(&at, `/* nextPools */ SELECT product_id, warehouse_id FROM planning`); err != nil {
		return nil, 0, err
	}
	return somePools(t.ctx, t, poolKey{at.Product, at.Warehouse}, planLines)
}
