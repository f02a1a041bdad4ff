package db

import (
	"context"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// CountPreview says what CountStock would do with a count, and changes nothing:
// what becomes of it and, where it differs, who would lose or gain if it were
// booked, from the judge and the engine that do it. Its AsOf is now where the
// count names none.
func (s *Store) CountPreview(ctx context.Context, c model.Count) (out model.CountPreview, err error) {
	if err := c.Check(); err != nil {
		return out, err
	}
	now := s.Now()
	if c.AsOf.IsZero() {
		c.AsOf = now
	}
	err = view(ctx, s, func(q *sqlx.Tx) error {
		h, err := findShelf(ctx, q, c.SKU, c.Warehouse, c.Lot)
		if err != nil {
			return err
		}
		if err := h.accepts("on_hand", c.OnHand); err != nil {
			return err
		}
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		if _, out.Result, err = judgeCount(ctx, q, settings, now, h.ProductID, h.WarehouseID, c.Lot, c.OnHand, c.AsOf); err != nil {
			return err
		}
		if err := out.Result.NeedsWhy(model.LocaleOr(ctx, settings.Locale), c.Why); err != nil {
			return err
		}
		would := heldCount{ProductID: h.ProductID, WarehouseID: h.WarehouseID, WaitingCount: model.WaitingCount{SKU: h.SKU, Warehouse: h.Warehouse, Lot: c.Lot,
			Counted: c.OnHand, Book: out.Result.Book, OnHand: h.OnHand, Allocated: h.Allocated, Picked: h.Picked, AsOf: c.AsOf, At: now, Note: c.Why, State: out.Result.State, Why: out.Result.Why}}
		return would.foretell(ctx, q, settings, now, &out)
	})
	return out, err
}

// foretell fills in who loses and who gains if the count is booked.
func (c heldCount) foretell(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, out *model.CountPreview) error {
	if err := sqlx.GetContext(ctx, q, &c.WaitingCount, `/* foretell */ SELECT name AS product, unit FROM product WHERE id = ?`, c.ProductID); err != nil {
		return err
	}
	out.WaitingCount = c.WaitingCount
	if c.State == model.CountSame || c.State == model.CountOlder || c.Refusal(model.LocaleOf(ctx)) != "" {
		return nil
	}
	f, err := foresee(ctx, q, settings, now, c)
	if err != nil {
		return err
	}
	if _, known := f.snap.pools[c.pool()]; !known { // never stocked, and nobody waits
		return nil
	}
	f.happen(c)
	return f.tell(ctx, q, decide(f.snap, model.RunRequest{Rule: model.Ranked, Cause: "stock"}), &out.CountQuestion)
}
