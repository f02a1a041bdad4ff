package allocate

import (
	"cmp"
	"slices"

	"backfill/model"
)

// serve gives a line what its rules allow at its turn.
func (r *run) serve(at int32) {
	l := &r.lines[at]
	if l.need <= 0 {
		return
	}
	r.look(l)
	if l.block != lNone {
		l.limit = l.block
		return
	}
	if l.oneLot && r.shouldChangeLot(at) {
		r.giveUp(at)
	}
	l.limit = r.grantLine(at)
	r.settle()
	if l.need > 0 && l.whole {
		r.strand(at)
	}
}

// look notes what is within a line's reach at its place in the queue: what it
// has and what it could take.
func (r *run) look(l *line) {
	p := &r.pools[l.pool]
	l.kept = min(p.keep[l.standing], p.free)
	l.reach = l.have + p.free - l.kept + r.laterIn(l)
	if l.class == soft {
		l.reach += p.soft - l.have
	} else {
		l.reach += p.soft
	}
}

// grantLine makes the deals that complete the line, or as many packs as there
// are where a part may be granted. It says what limited it.
func (r *run) grantLine(at int32) limit {
	l := &r.lines[at]
	p := &r.pools[l.pool]
	spare := max(p.free-p.keep[l.standing], 0)
	avail := spare + p.soft + r.laterIn(l)
	switch {
	case l.oneLot:
		return r.grantOneLot(at, spare, avail)
	case avail >= l.need:
		r.deal(at, l.need, spare)
		return lNone
	case l.whole && (avail > 0 || r.mayStrand(at)):
		l.lack = at
		return lComplete
	case avail == 0 && l.kept > 0:
		return lKept
	case avail == 0 || l.whole:
		return lFree
	}
	q := avail.RoundDown(l.multiple)
	if q > 0 {
		r.deal(at, q, spare)
	}
	switch {
	case q < avail:
		return lPack
	case l.kept > 0:
		return lKept
	}
	return lFree
}

// deal sets q aside for the line: free stock first, as far as spare of it is
// not kept back, then what others must give up.
func (r *run) deal(at int32, q, spare model.Qty) {
	p := &r.pools[r.lines[at].pool]
	if p.to-p.from == 1 {
		r.dealLot(at, p.from, q, spare)
		return
	}
	free := min(q, spare)
	for _, k := range r.smallestFirst(p) {
		n := min(free, r.lots[k].free)
		r.dealLot(at, k, n, n)
		free -= n
		q -= n
	}
	for k := p.from; k < p.to && q > 0; k++ {
		n := min(q, r.lots[k].soft)
		r.dealLot(at, k, n, 0)
		q -= n
	}
	for k := p.from; k < p.to && q > 0; k++ {
		n := min(q, r.laterOf(&r.lines[at], k))
		r.dealLot(at, k, n, 0)
		q -= n
	}
}

// dealLot sets q of one lot aside: of its free stock up to spare, then soft,
// then later.
func (r *run) dealLot(at, k int32, q, spare model.Qty) {
	if q <= 0 {
		return
	}
	o := &r.lots[k]
	d := deal{line: at, lot: k}
	d.free = min(q, spare, o.free)
	d.soft = min(q-d.free, o.soft)
	d.later = q - d.free - d.soft
	r.deduct(d, 1)
	r.deals = append(r.deals, d)
}

// smallestFirst orders a pool's lots by what is free, so that scraps go first
// and the largest remainders stay for lines that need one lot.
func (r *run) smallestFirst(p *pool) []int32 {
	order := make([]int32, 0, p.to-p.from)
	for k := p.from; k < p.to; k++ {
		if r.lots[k].free > 0 {
			order = append(order, k)
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(r.lots[a].free, r.lots[b].free), cmp.Compare(a, b))
	})
	return order
}

// grantOneLot completes the line from the lot it is bound to, or from the lot
// that leaves the least behind.
func (r *run) grantOneLot(at int32, spare, avail model.Qty) limit {
	l := &r.lines[at]
	p := &r.pools[l.pool]
	best, bestFree, bestLeft := int32(-1), false, model.Qty(0)
	for k := p.from; k < p.to; k++ {
		if !r.mayUseLot(l, k) {
			continue
		}
		o := &r.lots[k]
		free := min(o.free, spare)
		left, isFree := o.free-l.need, free >= l.need
		if !isFree {
			left = free + o.soft + r.laterOf(l, k) - l.need
		}
		if left < 0 {
			continue
		}
		if best < 0 || isFree && !bestFree || isFree == bestFree && left < bestLeft {
			best, bestFree, bestLeft = k, isFree, left
		}
	}
	switch {
	case best >= 0:
		r.dealLot(at, best, l.need, spare)
		return lNone
	case avail > 0 || r.mayStrand(at):
		return lOneLot
	case l.kept > 0:
		return lKept
	}
	return lFree
}

// shouldChangeLot tells whether a line that may lose cannot be completed from
// the lot it has some of, but can from another. Lines of groups keep their lot.
func (r *run) shouldChangeLot(at int32) bool {
	l := &r.lines[at]
	src := &r.s.Lines[l.in]
	if !r.s.Replan || l.have == 0 || src.Picked > 0 || src.Policy != model.Normal {
		return false
	}
	p := &r.pools[l.pool]
	spare := max(p.free-p.keep[l.standing], 0)
	for k := p.from; k < p.to; k++ {
		if o := &r.lots[k]; l.have == r.holds(l, k) && min(o.free, spare)+o.soft+r.laterOf(l, k) >= l.need {
			return false
		}
	}
	for k := p.from; k < p.to; k++ {
		if o := &r.lots[k]; r.holds(l, k) == 0 && min(o.free, spare)+o.soft+r.laterOf(l, k) >= l.need+l.have {
			return true
		}
	}
	return false
}

// mayUseLot tells whether a line that needs one lot may be given this one:
// what it has and what is picked for it must be of the same.
func (r *run) mayUseLot(l *line, k int32) bool {
	src := &r.s.Lines[l.in]
	if src.Picked > 0 && src.PickedLot != r.lots[k].name {
		return false
	}
	return l.have == r.holds(l, k)
}

// serveGroup gives every line of the group all it lacks, or none of them
// anything. Once served, nobody takes from it, not from a line that yields
// either: it would no longer be whole.
func (r *run) serveGroup(g int32) {
	members := r.members(g)
	for _, at := range members {
		if r.lines[at].class != safe {
			r.secure(at)
		}
	}
	lack := r.grantGroup(g, members)
	if lack < 0 {
		r.settle()
		for _, at := range members {
			r.lines[at].limit = lNone
		}
		return
	}
	r.undo()
	for _, at := range members {
		r.explain(at, lack)
		switch r.s.Lines[r.lines[at].in].Policy {
		case model.Yields:
			if r.s.Replan {
				r.expose(at, soft)
			}
		case model.Normal:
			if !r.groups[g].blocked {
				r.strand(at)
			}
		}
	}
}

// grantGroup makes the deals for the whole group; it returns the line that
// cannot be completed, or -1.
func (r *run) grantGroup(g int32, members []int32) int32 {
	needy := int32(-1)
	for _, at := range members {
		l := &r.lines[at]
		if l.need <= 0 {
			continue
		}
		if l.block != lNone {
			return at
		}
		needy = at
	}
	if needy >= 0 && r.groups[g].blocked {
		return needy
	}
	for _, at := range r.hardestFirst(members) {
		if l := &r.lines[at]; l.need > 0 {
			was := l.whole
			l.whole = true
			got := r.grantLine(at)
			l.whole = was
			if got != lNone {
				return at
			}
		}
	}
	return -1
}

// hardestFirst puts the lines that need one lot before those that take any:
// first those bound to a lot, then the larger need.
func (r *run) hardestFirst(members []int32) []int32 {
	if !slices.ContainsFunc(members, func(at int32) bool { return r.lines[at].oneLot }) {
		return members
	}
	choice := func(at int32) int {
		switch l := &r.lines[at]; {
		case !l.oneLot:
			return 2
		case l.have > 0 || r.s.Lines[l.in].Picked > 0:
			return 0
		}
		return 1
	}
	order := slices.Clone(members)
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(choice(a), choice(b)), cmp.Compare(r.lines[b].need, r.lines[a].need))
	})
	return order
}

// explain says why a line of a group that is not served has nothing more.
func (r *run) explain(at, lack int32) {
	l := &r.lines[at]
	l.lack = lack
	if l.need <= 0 {
		l.limit = lNone
		return
	}
	switch {
	case l.block != lNone:
		l.limit = l.block
	case l.reach > l.have || r.mayStrand(at):
		l.limit = lComplete
	case l.kept > 0:
		l.limit = lKept
	default:
		l.limit = lFree
	}
}
