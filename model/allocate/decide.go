package allocate

import (
	"slices"

	"backfill/model"
	"backfill/model/promise"
)

// Decide makes the plan of a snapshot. It must not be changed while the plan's
// Why is still asked for.
func Decide(s Snapshot) Plan {
	p := newProblem(&s)
	if s.Rule == model.MostComplete {
		r, proven := mostComplete(p)
		plan := Plan{Rule: model.MostComplete, Proven: proven}
		r.finish(&plan)
		return plan
	}
	r := &run{problem: p}
	r.do()
	plan := Plan{Rule: model.Ranked}
	r.finish(&plan)
	return plan
}

// finish writes the results, the supply of what is short, and the totals.
func (r *run) finish(plan *Plan) {
	plan.Lines = make([]Result, len(r.lines))
	ranks := make([]byte, 0, len(r.lines)*22)
	ends := make([]int32, len(r.lines))
	for at := range r.lines {
		l := &r.lines[at]
		if pin, is := r.pins[l.id]; is {
			ranks = appendPinned(ranks, l.key, r.width, pin)
		} else {
			ranks = appendRank(ranks, l.key, r.width, l.id)
		}
		ends[at] = int32(len(ranks))
		out := &plan.Lines[at]
		out.Line, out.LineID = int(l.in), l.id
		out.Before, out.After = l.before+l.picked, l.have+l.picked
		out.Backorder = max(l.open-out.After, 0)
		out.Promise = l.promise
	}
	all, from := string(ranks), int32(0)
	for at, end := range ends {
		plan.Lines[at].Rank = all[from:end]
		from = end
	}
	r.finishMoves(plan)
	queues := r.queues()
	r.peg(plan, queues)
	r.keepPromises(plan)
	plan.Totals = r.totals(plan)
	plan.why = &reasons{problem: r.problem, queues: queues}
}

// finishMoves writes the net change of each lot, by lot name.
func (r *run) finishMoves(plan *Plan) {
	all := make([]Move, 0, len(r.moves))
	for at := range r.lines {
		from := len(all)
		for m := r.lines[at].moves; m >= 0; m = r.moves[m].next {
			if mv := r.moves[m]; mv.qty != 0 {
				all = append(all, Move{Lot: r.lots[mv.lot].name, Qty: mv.qty})
			}
		}
		if len(all) == from {
			continue
		}
		moves := all[from:len(all):len(all)]
		if len(moves) > 1 {
			slices.SortFunc(moves, func(a, b Move) int {
				if a.Lot < b.Lot {
					return -1
				}
				return 1
			})
		}
		plan.Lines[at].Moves = moves
	}
}

// queues lists the lines of each pool in rank order: those of pool p are
// lines[from[p]:from[p+1]].
type queues struct {
	from, lines []int32
}

func (p *problem) queues() queues {
	q := queues{from: make([]int32, len(p.pools)+1), lines: make([]int32, len(p.lines))}
	for i := range p.lines {
		q.from[p.lines[i].pool+1]++
	}
	for i := range p.pools {
		q.from[i+1] += q.from[i]
	}
	next := slices.Clone(q.from)
	for i := range p.lines {
		pool := p.lines[i].pool
		q.lines[next[pool]] = int32(i)
		next[pool]++
	}
	return q
}

func (q queues) of(pool int32) []int32 { return q.lines[q.from[pool]:q.from[pool+1]] }

// keepPromises proposes each line's promise: the day at the customer. Lines that
// leave together are promised for the day the last of them can, an order for
// later for the day it is wanted, and nothing is promised anew on hold.
func (r *run) keepPromises(plan *Plan) {
	today := r.terms.FromStock()
	together := make([]departure, len(r.groups))
	for at := range r.lines {
		if l := &r.lines[at]; l.group >= 0 {
			g := &together[l.group]
			g.ready = max(g.ready, promise.Covered(plan.Lines[at].Parts), today)
			g.held = g.held || l.onHold
			g.later = g.later || l.block == lHorizon
		}
	}
	for at := range r.lines {
		l := &r.lines[at]
		d := departure{max(promise.Covered(plan.Lines[at].Parts), today), l.onHold, l.block == lHorizon}
		if l.group >= 0 {
			d = together[l.group]
		}
		if !d.held {
			plan.Lines[at].Promise = r.terms.Keep(l.promise, r.atCustomer(l, d.ready, d.later), l.needBy)
		}
	}
}

// departure is when a line, or all that leave together, can.
type departure struct {
	ready model.Date
	held  bool
	later bool // wanted beyond the horizon
}

func (r *run) totals(plan *Plan) Totals {
	t := Totals{Lines: len(plan.Lines)}
	lacking := make([]bool, len(r.s.Orders))
	for at := range plan.Lines {
		out, l := &plan.Lines[at], &r.lines[at]
		t.UnitsBefore += out.Before
		t.UnitsAfter += out.After
		if out.Backorder == 0 {
			t.LinesComplete++
		}
		if l.order >= 0 && out.Backorder > 0 {
			lacking[l.order] = true
		}
		switch {
		case out.After > out.Before:
			t.LinesImproved++
		case out.After < out.Before:
			t.LinesLosing++
		}
	}
	seen := make([]bool, len(r.s.Orders))
	for at := range r.lines {
		o := r.lines[at].order
		if o >= 0 && !seen[o] && !lacking[o] && !r.s.Orders[o].Elsewhere {
			seen[o] = true
			t.OrdersComplete++
		}
	}
	return t
}
