package db

import (
	"context"
	"slices"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// ReceiveTransfer books what arrived of a transfer and hands it to the waiting
// lines. What is missing stays on the road, is lost or is back where it left;
// what is more than was sent is taken in as found, with a reason. A transfer of
// which nothing is on the road any more is closed.
func (s *Store) ReceiveTransfer(ctx context.Context, a model.Actor, r model.TransferReceipt) (model.TransferOutcome, error) {
	if err := r.Check(); err != nil {
		return model.TransferOutcome{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.TransferOutcome, error) { return t.receiveTransfer(r) })
}

// arrived is a receipt of a transfer with everything that decides what it does:
// previewing and booking share it.
type arrived struct {
	of   transfer
	rest model.TransferRest
	why  string
	out  model.TransferOutcome
}

func (t *tx) receiveTransfer(r model.TransferReceipt) (model.TransferOutcome, error) {
	x, err := t.transfer(r.Number, r.Version)
	if err != nil {
		return model.TransferOutcome{}, err
	}
	v, err := newArrived(x, r)
	if err != nil {
		return v.out, err
	}
	if err := t.bookArrived(v); err != nil {
		return v.out, err
	}
	var pegged []int64
	if err := t.all(&pegged, `/* receiveTransfer */ SELECT DISTINCT g.line_id FROM transfer_line l JOIN peg g ON g.transfer_line_id = l.id WHERE l.transfer_id = ?`, x.ID); err != nil {
		return v.out, err
	}
	t.touch(pegged...)
	d, err := t.serve("transfer", v.served()...)
	if err != nil {
		return v.out, err
	}
	err = v.tell(t.ctx, t, d)
	return v.out, err
}

// newArrived says what a receipt does to its lines, before anybody is served.
func newArrived(x transfer, r model.TransferReceipt) (*arrived, error) {
	v := &arrived{of: x, rest: r.Rest, why: r.Why, out: model.TransferOutcome{Number: x.Number, Closed: true}}
	if x.State != model.TransferSent {
		return v, model.Conflictf("%s is %s: nothing of it is on the road.", x.Number, x.State)
	}
	var p model.Problems
	over := false
	for _, l := range x.Lines {
		got := qtyOf(r.Lines, l.LineNo)
		p.Need(model.QtyField(l.LineNo), got.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
		p.Need(model.QtyField(l.LineNo), got == 0 || l.Sent > 0, l.SKU+" was not sent with it.")
		a := model.TransferArrived{Line: l.LineNo, SKU: l.SKU, Product: l.Product, Unit: l.Unit, Received: min(got, l.Transit), StillOpen: max(0, l.Transit-got)}
		a.Over = got - a.Received
		if r.Rest != model.RestComing {
			a.Ended, a.StillOpen = a.StillOpen, 0
		}
		over = over || a.Over > 0
		v.out.Closed = v.out.Closed && a.StillOpen == 0
		v.out.Lines = append(v.out.Lines, a)
	}
	p.Need("why", !over || r.Why != "", "More arrived than was sent: say why.")
	return v, p.Err()
}

// served are the pools that get something or lose the hope of it.
func (v *arrived) served() []poolKey {
	pools := v.of.pools(v.of.ToID)
	if v.rest == model.RestReturned {
		pools = v.of.pools(v.of.ToID, v.of.FromID)
	}
	slices.SortFunc(pools, comparePools)
	return slices.Compact(pools)
}

// moves are the goods that a receipt moves, line by line.
func (v *arrived) moves(at model.Time) []stockMove {
	ends := map[model.TransferRest]int64{model.RestLost: atAdjustment, model.RestReturned: v.of.FromID}
	var all []stockMove
	for i, l := range v.of.Lines {
		a := v.out.Lines[i]
		for _, m := range []stockMove{
			{FromID: inTransit, ToID: v.of.ToID, Qty: a.Received},
			{FromID: atAdjustment, ToID: v.of.ToID, Qty: a.Over},
			{FromID: inTransit, ToID: ends[v.rest], Qty: a.Ended},
		} {
			if m.Qty > 0 {
				m.At, m.Kind, m.ProductID, m.FromLot, m.ToLot, m.TransferLineID, m.Why = at, "transferred", l.ProductID, l.Lot, l.Lot, l.ID, v.why
				all = append(all, m)
			}
		}
	}
	return all
}

func (t *tx) bookArrived(v *arrived) error {
	after := map[string]any{}
	for _, m := range v.moves(t.now) {
		if err := t.move(m); err != nil {
			return err
		}
	}
	for _, a := range v.out.Lines {
		for what, q := range map[string]model.Qty{"received": a.Received, "over": a.Over, string(v.rest): a.Ended} {
			if q > 0 {
				after[a.SKU+" "+what] = q.String()
			}
		}
	}
	if err := t.record("received", "transfer", v.of.ID, v.of.Number, nil, after, v.why); err != nil {
		return err
	}
	if v.out.Closed {
		return t.endTransfer(v.of, "closed", model.TransferClosed, "")
	}
	return t.exec(`/* bookArrived */ UPDATE transfer SET version = version + 1 WHERE id = ?`, v.of.ID)
}

// PreviewTransferReceipt tells what booking r would do now, and writes nothing:
// it loads what the booking would load and asks the same engine.
func (s *Store) PreviewTransferReceipt(ctx context.Context, r model.TransferReceipt) (out model.TransferOutcome, err error) {
	if err := r.Check(); err != nil {
		return out, err
	}
	now := s.Now()
	err = view(ctx, s, func(q *sqlx.Tx) error {
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		out, err = previewTransfer(ctx, q, settings, now, r)
		return err
	})
	return out, err
}

func previewTransfer(ctx context.Context, q *sqlx.Tx, settings Settings, now model.Time, r model.TransferReceipt) (model.TransferOutcome, error) {
	var x transfer
	if err := notFound(q.GetContext(ctx, &x, transferSQL, r.Number)); err != nil {
		return model.TransferOutcome{}, err
	}
	if err := q.SelectContext(ctx, &x.Lines, transferLinesSQL, x.ID, now.Date(settings.Zone)); err != nil {
		return model.TransferOutcome{}, err
	}
	v, err := newArrived(x, r)
	if err != nil {
		return v.out, err
	}
	pools, err := closePools(ctx, q, v.served(), false)
	if err != nil {
		return v.out, err
	}
	snap, err := loadSnapshot(ctx, q, settings, now, pools)
	if err != nil {
		return v.out, err
	}
	v.addTo(snap)
	err = v.tell(ctx, q, decide(snap, model.RunRequest{Rule: model.Ranked, Cause: "transfer"}))
	return v.out, err
}

// addTo makes a snapshot what it will be once the receipt is booked.
func (v *arrived) addTo(snap *snapshot) {
	open := map[int64]model.Qty{}
	for i, l := range v.of.Lines {
		a := v.out.Lines[i]
		open[-l.ID] = a.StillOpen
		v.shelve(snap, v.of.ToID, l, a.Received+a.Over)
		if v.rest == model.RestReturned {
			v.shelve(snap, v.of.FromID, l, a.Ended)
		}
	}
	still := snap.Inbound[:0]
	for _, in := range snap.Inbound {
		if left, ours := open[in.ID]; ours {
			in.Open = left
		}
		if in.Open > 0 {
			still = append(still, in)
		}
	}
	snap.Inbound = still
}

func (v *arrived) shelve(snap *snapshot, warehouse int64, l transferLine, qty model.Qty) {
	at, known := snap.pools[poolKey{l.ProductID, warehouse}]
	if !known || qty == 0 {
		return
	}
	lot := lotOf(&snap.Pools[at], l.Lot)
	lot.OnHand += qty
	lot.Free += qty
}

// tell fills in who gets what, from the run that was or would be made.
func (v *arrived) tell(ctx context.Context, q sqlx.QueryerContext, d *served) error {
	known, err := servedLines(ctx, q, d, func(r *allocate.Result) bool {
		return r.After != r.Before || r.Promise != d.snap.Lines[r.Line].Promise
	})
	if err != nil {
		return err
	}
	gets := map[int64]model.Qty{} // by product, at the target
	for i, res := range d.plan.Lines {
		l := d.snap.Lines[res.Line]
		s := known[l.ID].served(d, i)
		if l.WarehouseID == v.of.ToID {
			gets[l.ProductID] += s.Gets()
		}
		if s.Gets() > 0 || s.PromiseBefore != s.PromiseAfter {
			v.out.Served = append(v.out.Served, s)
		}
	}
	for i, l := range v.of.Lines {
		a := &v.out.Lines[i]
		taken := min(a.Received+a.Over, max(0, gets[l.ProductID]))
		gets[l.ProductID] -= taken
		a.ToShelf = a.Received + a.Over - taken
		if at, ok := d.snap.pools[poolKey{l.ProductID, v.of.ToID}]; ok {
			for _, lot := range d.snap.Pools[at].Lots {
				a.OnHand += lot.OnHand
			}
		}
	}
	return nil
}
