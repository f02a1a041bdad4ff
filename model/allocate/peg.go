package allocate

import (
	"slices"

	"backfill/model"
	"backfill/model/promise"
)

// peg dates what each line is short of: pool by pool, what is left of the stock
// and then the inbound supply, in the order it comes, is used up in rank order.
// Lines beyond the horizon come after all others of their pool: an order for
// later makes nobody wait. Last come lines whose label lets no run give them more
// (locked, yields, release): they are dated from what nobody else needs. Inbound
// bought for one line is that line's alone.
func (r *run) peg(plan *Plan, q queues) {
	general, special := r.supply()
	parts := make([]Part, 0, len(r.lines)/4)
	for p := range r.pools {
		queue := q.of(int32(p))
		left := general[p]
		if free := r.pools[p].free; free > 0 {
			left = append([]Part{{Qty: free, Date: r.terms.FromStock(), Source: promise.Stock, Confidence: model.InStock}}, left...)
			promise.Order(left)
		}
		for turn := range lastTurn + 1 {
			for _, at := range queue {
				l, out := &r.lines[at], &plan.Lines[at]
				if out.Backorder > 0 && turn == l.turn() {
					from := len(parts)
					parts, left = r.pegLine(l, out.Backorder, special[l.id], left, parts)
					out.Parts = parts[from:len(parts):len(parts)]
				}
			}
		}
		if cap(parts)-len(parts) < len(queue) { // a new block: the old one stays with its lines
			parts = make([]Part, 0, len(r.lines)/8+2*len(queue))
		}
	}
}

// lastTurn is that of lines which no run gives more.
const lastTurn = 2

// turn is when a line is dated: first, after those, or last.
func (l *line) turn() int {
	switch l.block {
	case lHorizon:
		return 1
	case lPolicy:
		return lastTurn
	}
	return 0
}

// pegLine appends the parts of one line's rest, in the order they come.
func (r *run) pegLine(l *line, rest model.Qty, own, left, parts []Part) (_, stillLeft []Part) {
	from := len(parts)
	parts, _, rest = promise.Take(own, rest, parts)
	switch {
	case l.block == lNoStock:
	case l.oneLot:
		parts, left, rest = r.pegOneLot(l, rest, left, parts)
	default:
		q := l.packed(left, rest)
		parts, left, _ = promise.Take(left, q, parts)
		rest -= q
	}
	if rest > 0 {
		parts = append(parts, r.unordered(l, rest))
	}
	if len(parts)-from > 1 {
		promise.Order(parts[from:])
	}
	return parts, left
}

// packed is how much of the supply a run will give the line: all it needs, or as
// many packs as there are.
func (l *line) packed(left []Part, rest model.Qty) model.Qty {
	var all model.Qty
	for i := range left {
		if all += left[i].Qty; all >= rest {
			return rest
		}
	}
	return all.RoundDown(l.multiple)
}

// unordered dates what nothing inbound covers.
func (r *run) unordered(l *line, rest model.Qty) Part {
	lead := r.s.Pools[r.pools[l.pool].in].LeadTimeDays
	if l.block == lNoStock {
		return r.terms.FromSupplier(rest, lead)
	}
	return r.terms.Unordered(rest, lead)
}

// pegOneLot covers the rest of a line that needs one lot with the first supply
// that is enough of one: two halves are two lots. A delivery counts as one lot.
func (r *run) pegOneLot(l *line, rest model.Qty, left, parts []Part) (_, stillLeft []Part, uncovered model.Qty) {
	for i := range left {
		p := left[i]
		if rest <= 0 || p.Qty < rest || p.Confidence == model.InStock && !r.lotWith(l, rest) {
			continue
		}
		p.Qty = rest
		if left[i].Qty -= rest; left[i].Qty == 0 {
			left = slices.Delete(left, i, i+1)
		}
		return append(parts, p), left, 0
	}
	return parts, left, rest
}

// lotWith tells whether a lot that the line may use has so much free.
func (r *run) lotWith(l *line, q model.Qty) bool {
	for k := r.pools[l.pool].from; k < r.pools[l.pool].to; k++ {
		if r.lots[k].free >= q && r.mayUseLot(l, k) {
			return true
		}
	}
	return false
}

// supply lists the inbound quantities of each pool and those of single lines,
// each in the order they are used up. What a supplier ships to the site never
// comes over our dock.
func (r *run) supply() (general [][]Part, special map[int64][]Part) {
	general, special = make([][]Part, len(r.pools)), map[int64][]Part{}
	direct := r.direct()
	for i := range r.s.Inbound {
		in := &r.s.Inbound[i]
		at := r.index.at(in.ProductID, in.WarehouseID)
		if at < 0 || in.Open <= 0 {
			continue
		}
		arrival, sure := r.terms.Expect(in.ETA, in.Confidence, r.s.Pools[r.pools[at].in].LeadTimeDays)
		part := Part{Qty: in.Open, Date: r.terms.Ready(arrival), InboundID: in.ID, Source: in.Name, Confidence: sure}
		if direct[in.ForLine] {
			part.Date = r.terms.Calendar.Next(arrival)
		}
		if in.ForLine != 0 {
			special[in.ForLine] = append(special[in.ForLine], part)
		} else {
			general[at] = append(general[at], part)
		}
	}
	for i := range general {
		promise.Order(general[i])
	}
	for i := range special {
		promise.Order(special[i])
	}
	return general, special
}

// direct lists the lines that a supplier ships to and has an order for.
func (r *run) direct() map[int64]bool {
	if !slices.ContainsFunc(r.s.Inbound, func(in Inbound) bool { return in.ForLine != 0 }) {
		return nil
	}
	lines := map[int64]bool{}
	for i := range r.lines {
		if r.lines[i].block == lNoStock {
			lines[r.lines[i].id] = true
		}
	}
	return lines
}
