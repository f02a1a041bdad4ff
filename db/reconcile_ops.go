package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// AcceptCount books the difference of a count that waits, as of its time. Where
// that takes allocated stock, seen must be the Seen of the question that named
// who loses: their units are released, worst rank first, and what is left is
// offered anew in the same transaction. Picked stock is never taken. A count
// that is decided already is a Conflict saying who was first.
func (s *Store) AcceptCount(ctx context.Context, a model.Actor, id int64, seen string) (model.CountResult, error) {
	return write(ctx, s, a, func(t *tx) (model.CountResult, error) { return t.acceptCount(id, seen) })
}

func (t *tx) acceptCount(id int64, seen string) (model.CountResult, error) {
	c, err := t.openCount(id)
	if err != nil {
		return model.CountResult{}, err
	}
	if no := c.Refusal(t.locale()); no != "" {
		return model.CountResult{}, &model.Conflict{What: no}
	}
	f, err := foresee(t.ctx, t, t.settings, t.now, c)
	if err != nil {
		return model.CountResult{}, err
	}
	if len(f.takes) > 0 && f.seen() != seen {
		return model.CountResult{}, model.Conflictf("Booking it takes %s %s of %s that are allocated, from other lines than were shown. See who loses, then book it.",
			c.Takes(), c.Unit, c.SKU)
	}
	if err := t.takeBack(f, c); err != nil {
		return model.CountResult{}, err
	}
	if err := t.bookCount(c); err != nil {
		return model.CountResult{}, err
	}
	_, err = t.serve("stock", f.pools...)
	return model.CountResult{State: model.CountBooked, ID: id, Counted: c.Counted, Book: c.Book, OnHand: c.After()}, err
}

// bookCount writes the ledger row of a count that waited, and the audit.
func (t *tx) bookCount(c heldCount) error {
	if err := t.exec(`/* bookCount */ UPDATE stock_count SET state = 'booked' WHERE id = ? AND state = 'waiting'`, c.ID); err != nil {
		return err
	}
	h := c.shelf()
	if by := c.Difference(); by != 0 {
		m := h.change("counted", by, c.AsOf, c.Note)
		m.CountID = c.ID
		if err := t.move(m); err != nil {
			return err
		}
	}
	return t.record("count_booked", "count", c.ID, c.SKU, h.figures(c.OnHand), c.figures(c.After()), "")
}

// takeBack releases what the count takes of the lines that lose.
func (t *tx) takeBack(f *foresight, c heldCount) error {
	why := fmt.Sprintf("The count of %s in %s found %s, the book said %s.", c.SKU, c.Warehouse, c.Counted, c.Book)
	for _, k := range f.takes {
		l, err := t.openLine(f.snap.Lines[k.line].ID, 0)
		if err != nil {
			return err
		}
		if err := t.allocEvent("released", l, c.Lot, k.qty, why); err != nil {
			return err
		}
		if err := t.record("released", "line", l.ID, l.Name(), l.figures(l.Open, l.Allocated), l.figures(l.Open, l.Allocated-k.qty), why); err != nil {
			return err
		}
		t.touch(l.ID)
	}
	return nil
}

// DismissCount keeps the book against a count that waits, for a reason. A count
// that is decided already is a Conflict saying who was first.
func (s *Store) DismissCount(ctx context.Context, a model.Actor, id int64, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.dismissCount(id, why) })
	return err
}

func (t *tx) dismissCount(id int64, why string) error {
	c, err := t.openCount(id)
	if err != nil {
		return err
	}
	if err := t.exec(`/* dismissCount */ UPDATE stock_count SET state = 'dismissed' WHERE id = ? AND state = 'waiting'`, id); err != nil {
		return err
	}
	return t.record("count_dismissed", "count", id, c.SKU, c.shelf().figures(c.OnHand), c.figures(c.OnHand), why)
}

// heldCount is a count with the ids of its stock.
type heldCount struct {
	model.WaitingCount
	ProductID   int64 `db:"product_id"`
	WarehouseID int64 `db:"warehouse_id"`
}

func (c heldCount) pool() poolKey { return poolKey{c.ProductID, c.WarehouseID} }

func (c heldCount) shelf() shelf {
	return shelf{ProductID: c.ProductID, WarehouseID: c.WarehouseID, SKU: c.SKU, Warehouse: c.Warehouse, Lot: c.Lot,
		OnHand: c.OnHand, Allocated: c.Allocated, Picked: c.Picked}
}

// figures is what a decision leaves on hand, with both figures it was between.
func (c heldCount) figures(onHand model.Qty) map[string]any {
	f := c.shelf().figures(onHand)
	f["counted"], f["book"], f["as_of"] = c.Counted.String(), c.Book.String(), c.AsOf
	return f
}

// openCount loads a count that still waits.
func (t *tx) openCount(id int64) (heldCount, error) {
	c, err := loadCount(t.ctx, t, id)
	if err != nil || c.State == model.CountWaiting {
		return c, err
	}
	d, err := countDecision(t.ctx, t, id)
	if err != nil {
		return c, err
	}
	if d.At.IsZero() {
		return c, model.Conflictf("This count of %s in %s never waited: it was booked at once.", c.SKU, c.Warehouse)
	}
	text := fmt.Sprintf("The count of %s in %s was %s by %s on %s.", c.SKU, c.Warehouse, d.Verb(), d.Actor,
		t.locale().Moment(d.At, t.settings.Zone, t.today))
	return c, &model.Conflict{What: strings.TrimSpace(text + " " + d.Why)}
}

// foresight is what booking a count will meet: who has to give up how much, and
// the pools that are served afterwards. Showing it and doing it share it.
type foresight struct {
	snap  *snapshot
	takes []take
	pools []poolKey
}

// take is what one line of a snapshot loses.
type take struct {
	line int
	qty  model.Qty
}

func foresee(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, c heldCount) (*foresight, error) {
	var f foresight
	var err error
	// Who loses may be tied to lines that lack nothing now.
	if f.pools, err = closePools(ctx, q, []poolKey{c.pool()}, c.Takes() > 0); err != nil {
		return nil, err
	}
	if f.snap, err = loadSnapshot(ctx, q, settings, now, f.pools); err != nil {
		return nil, err
	}
	if c.Takes() == 0 {
		return &f, nil
	}
	ranked := decide(f.snap, model.RunRequest{Rule: model.Ranked, Cause: "stock"}).plan
	var rest model.Qty
	if f.takes, rest = losers(f.snap, ranked, c); rest > 0 {
		return nil, model.Conflictf("%s %s of %s in %s are allocated to lines that no run knows. Release them first.", rest, c.Unit, c.SKU, c.Warehouse)
	}
	return &f, nil
}

// losers chooses whose allocations a count takes: the worst rank first, and
// those whose label lets them keep what they have only after all others. rest is
// what nobody could give.
func losers(s *snapshot, ranked allocate.Plan, c heldCount) (takes []take, rest model.Qty) {
	rest = c.Takes()
	for _, mayLose := range []bool{true, false} {
		for _, r := range slices.Backward(ranked.Lines) {
			l := &s.Lines[r.Line]
			if (poolKey{l.ProductID, l.WarehouseID}) != c.pool() || l.Policy.MayLose() != mayLose {
				continue
			}
			for _, h := range l.Held {
				if n := min(rest, h.Qty); n > 0 && strings.EqualFold(h.Lot, c.Lot) {
					takes = append(takes, take{r.Line, n})
					rest -= n
				}
			}
		}
	}
	return takes, rest
}

// seen names who loses and how much, so that a person's yes is to that only.
func (f *foresight) seen() string {
	parts := make([]string, len(f.takes))
	for i, k := range f.takes {
		parts[i] = fmt.Sprintf("%d:%s", f.snap.Lines[k.line].ID, k.qty)
	}
	return strings.Join(parts, " ")
}

// happen makes the snapshot what it will be once the count is booked.
func (f *foresight) happen(c heldCount) {
	lot := lotOf(&f.snap.Pools[f.snap.pools[c.pool()]], c.Lot)
	lot.OnHand += c.Difference()
	lot.Free += c.Difference()
	for _, k := range f.takes {
		lot.Free += k.qty
		l := &f.snap.Lines[k.line]
		for i := range l.Held {
			if strings.EqualFold(l.Held[i].Lot, c.Lot) {
				l.Held[i].Qty -= k.qty
			}
		}
		l.Held = slices.DeleteFunc(l.Held, func(h allocate.Holding) bool { return h.Qty == 0 })
	}
}

// countDecision is who decided a count, zero while nobody has.
func countDecision(ctx context.Context, q sqlx.QueryerContext, id int64) (model.CountDecision, error) {
	var d model.CountDecision
	err := notFound(sqlx.GetContext(ctx, q, &d, `/* countDecision */ SELECT at, actor, action, why FROM audit
		WHERE entity = 'count' AND entity_id = ? ORDER BY id DESC LIMIT 1`, id))
	if errors.Is(err, model.ErrNotFound) {
		return d, nil
	}
	return d, err
}
