package db

import (
	"context"
	"fmt"
	"strings"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Routes reads how goods leave a warehouse, ErrNotFound when there is none of
// that code.
func (s *Store) Routes(ctx context.Context, warehouse string) (r model.Routes, err error) {
	err = view(ctx, s, func(q *sqlx.Tx) error {
		_, r, err = readRoutes(ctx, q, warehouse)
		return err
	})
	return r, err
}

// readRoutes gives the warehouse's id as well.
func readRoutes(ctx context.Context, q sqlx.QueryerContext, warehouse string) (int64, model.Routes, error) {
	var w struct {
		ID int64
		model.Routes
	}
	if err := notFound(sqlx.GetContext(ctx, q, &w, `/* readRoutes */ SELECT id, code, carrier_cutoff, version FROM warehouse WHERE code = ?`, warehouse)); err != nil {
		return 0, w.Routes, err
	}
	err := sqlx.SelectContext(ctx, q, &w.Days, `/* readRoutes */ SELECT zone, weekday, cutoff, days_before FROM route_day WHERE warehouse_id = ?`, w.ID)
	w.Sort()
	return w.ID, w.Routes, err
}

// SetRoutes replaces how goods leave a warehouse, as the person saw it in
// r.Version. Promises that customers have stand; dates given from now on are by
// the new days.
func (s *Store) SetRoutes(ctx context.Context, a model.Actor, r model.Routes, why string) error {
	var p model.Problems
	if err := r.Check(); err != nil {
		return err
	}
	p.Need("why", len(why) <= 500, "Say it in 500 characters.")
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setRoutes(r, why) })
	return err
}

func (t *tx) setRoutes(r model.Routes, why string) error {
	id, was, err := readRoutes(t.ctx, t, r.Warehouse)
	if err != nil {
		return err
	}
	if err := t.unchanged("warehouse", id, "Warehouse "+was.Warehouse, was.Version, r.Version); err != nil {
		return err
	}
	r.Sort()
	before, after := routeFigures(was), routeFigures(r)
	if fmt.Sprint(before) == fmt.Sprint(after) {
		return nil
	}
	if err := t.exec(`UPDATE warehouse SET carrier_cutoff = ?, version = version + 1 WHERE id = ?`, r.CarrierCutoff, id); err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM route_day WHERE warehouse_id = ?`, id); err != nil {
		return err
	}
	b := t.newBulk(5, `INSERT INTO route_day(warehouse_id, zone, weekday, cutoff, days_before) VALUES`, "")
	for _, d := range r.Days {
		if err := b.add(id, strings.TrimSpace(d.Zone), int(d.Weekday), d.Cutoff.String(), d.DaysBefore); err != nil {
			return err
		}
	}
	if err := b.flush(); err != nil {
		return err
	}
	return t.record("routes_set", "warehouse", id, was.Warehouse, before, after, why)
}

// routeFigures are the routes as the audit keeps them: one text for each zone.
func routeFigures(r model.Routes) map[string]string {
	out := map[string]string{}
	if !r.CarrierCutoff.IsZero() {
		out["carrier_cutoff"] = r.CarrierCutoff.String()
	}
	for _, d := range r.Days {
		day := d.Weekday.String()[:3] + " until " + d.Cutoff.String()
		switch {
		case d.DaysBefore == 1:
			day += " the day before"
		case d.DaysBefore > 1:
			day += fmt.Sprintf(" %d days before", d.DaysBefore)
		}
		key := "zone " + d.Zone
		if out[key] != "" {
			out[key] += ", "
		}
		out[key] += day
	}
	return out
}
