package db

import (
	"context"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// countColumns are WaitingCount's, of a count c with its product p and
// warehouse w.
const countColumns = `
	c.id,
	p.sku,
	p.name AS product,
	p.unit,
	coalesce(u.code, '') AS supplier,
	w.code AS warehouse,
	c.lot,
	c.counted,
	c.book,
	coalesce(s.on_hand, 0) AS on_hand,
	coalesce(s.allocated, 0) AS allocated,
	coalesce(s.picked, 0) AS picked,
	c.as_of,
	c.at,
	c.actor,
	coalesce(i.file, '') AS file,
	coalesce(c.import_id, 0) AS import_id,
	c.why AS note,
	c.state`

const countJoins = `
	JOIN product p ON p.id = c.product_id
	JOIN warehouse w ON w.id = c.warehouse_id
	LEFT JOIN supplier u ON u.id = p.supplier_id
	LEFT JOIN stock s ON s.product_id = c.product_id AND s.warehouse_id = c.warehouse_id AND s.lot = c.lot
	LEFT JOIN import i ON i.id = c.import_id`

// CountsWaiting reads one page of the counts that a person decides on, each
// with why it waits.
func (s *Store) CountsWaiting(ctx context.Context, q model.ListQuery) (model.Paged[model.WaitingCount], error) {
	l := list{
		name:    "CountsWaiting",
		keys:    `stock_count c JOIN product p ON p.id = c.product_id`,
		id:      "c.id",
		sorts:   map[string]string{"as_of": "c.as_of", "sku": "p.sku", "difference": "abs(c.counted - c.book)"},
		details: `SELECT ` + countColumns + ` FROM json_each(?) page JOIN stock_count c ON c.id = page.value` + countJoins + ` ORDER BY page.key`,
	}
	l.only(`c.state = 'waiting'`)
	if q.Q != "" {
		l.only(`(p.sku LIKE ? ESCAPE '\' OR p.name LIKE ? ESCAPE '\' OR c.lot = ?)`, like(q.Q), like(q.Q), q.Q)
	}
	l.by(q, "warehouse", equal(`c.warehouse_id = (SELECT id FROM warehouse WHERE code = ?)`))
	l.by(q, "supplier", equal(`p.supplier_id = (SELECT id FROM supplier WHERE code = ?)`))
	page, err := pageOf[model.WaitingCount](ctx, s, l, q)
	if err != nil {
		return page, err
	}
	settings, err := s.Settings(ctx)
	for i := range page.Rows {
		page.Rows[i].Explain(model.LocaleOr(ctx, settings.Locale), settings.StockDifference)
	}
	return page, err
}

// CountQuestion reads one count with what each answer would do, from the loader
// and the engine that the answer itself uses. ErrNotFound when there is none.
func (s *Store) CountQuestion(ctx context.Context, id int64) (out model.CountQuestion, err error) {
	now := s.Now()
	err = view(ctx, s, func(q *sqlx.Tx) error {
		c, err := loadCount(ctx, q, id)
		if err != nil {
			return err
		}
		out.WaitingCount = c.WaitingCount
		if c.State != model.CountWaiting {
			out.Decision, err = countDecision(ctx, q, id)
			return err
		}
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		out.Explain(model.LocaleOr(ctx, settings.Locale), settings.StockDifference)
		if c.Refusal(model.LocaleOf(ctx)) != "" {
			return nil
		}
		f, err := foresee(ctx, q, settings, now, c)
		if err != nil {
			return err
		}
		out.Seen = f.seen()
		f.happen(c)
		return f.tell(ctx, q, decide(f.snap, model.RunRequest{Rule: model.Ranked, Cause: "stock"}), &out)
	})
	return out, err
}

func loadCount(ctx context.Context, q sqlx.QueryerContext, id int64) (heldCount, error) {
	var c heldCount
	err := sqlx.GetContext(ctx, q, &c, `/* loadCount */ SELECT `+countColumns+`, c.product_id, c.warehouse_id
		FROM stock_count c`+countJoins+` WHERE c.id = ?`, id)
	return c, notFound(err)
}

// tell fills in who loses, the worst rank first, and for whom else something
// changes.
func (f *foresight) tell(ctx context.Context, q sqlx.QueryerContext, d *served, out *model.CountQuestion) error {
	taken := map[int64]model.Qty{}
	for _, k := range f.takes {
		taken[f.snap.Lines[k.line].ID] += k.qty
	}
	known, err := servedLines(ctx, q, d, func(r *allocate.Result) bool {
		return taken[r.LineID] > 0 || r.After != r.Before || r.Promise != d.snap.Lines[r.Line].Promise
	})
	if err != nil {
		return err
	}
	for i := range d.plan.Lines {
		l, changed := known[d.plan.Lines[i].LineID]
		if !changed {
			continue
		}
		s := l.served(d, i)
		s.Before += taken[s.LineID]
		switch {
		case s.Gets() < 0:
			out.Lost = append([]model.Served{s}, out.Lost...)
		case s.Gets() > 0 || s.PromiseBefore != s.PromiseAfter:
			out.Others = append(out.Others, s)
		}
	}
	return nil
}
