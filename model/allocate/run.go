package allocate

import "backfill/model"

// run hands stock out in one sequence of lines. Lines take free stock first;
// when replanning, then what lines hold that cannot leave or yield (soft), then
// what lines hold whose turn has not come (later), the last of the sequence
// first. So a line loses only to one served before it, or what it cannot ship,
// and only what that one needs. What is within reach of a line only shrinks
// after its turn: one pass is the fixed point.
type run struct {
	*problem
	seq     []int32 // positions of lines, in the order they are served; nil: rank order
	moves   []move
	holders []holder
	deals   []deal // of the line or group being served, not yet done
	waiting []int32
}

// move is one change of what a line has of one lot.
type move struct {
	lot, next int32
	qty       model.Qty
}

// holder is a link in a lot's chain of lines that may lose, last served first.
type holder struct{ line, next int32 }

// deal is a grant decided but not done: undo forgets it, settle does it.
type deal struct {
	line, lot         int32
	free, soft, later model.Qty
}

func (r *run) do() {
	r.waiting = make([]int32, len(r.groups))
	for g := range r.groups {
		r.waiting[g] = r.groups[g].to - r.groups[g].from
	}
	if r.s.Replan {
		r.open()
	}
	for i := range r.lines {
		at := r.at(i)
		if g := r.lines[at].group; g >= 0 {
			r.join(g, at)
			continue
		}
		r.retire(at)
		r.serve(at)
	}
}

// join is a member's place in the sequence. The group has its turn with the
// last of its members, and until then they may lose.
func (r *run) join(g, at int32) {
	r.look(&r.lines[at])
	if r.waiting[g]--; r.waiting[g] == 0 {
		r.serveGroup(g)
	}
}

func (r *run) at(i int) int32 {
	if r.seq == nil {
		return int32(i)
	}
	return r.seq[i]
}

// open lets the lines lose that may: release lines give all up, yields lines
// may lose at any time, normal lines until their turn.
func (r *run) open() {
	for i := range r.lines {
		at := r.at(i)
		l := &r.lines[at]
		if l.have == 0 {
			continue
		}
		switch r.s.Lines[l.in].Policy {
		case model.Release:
			r.giveUp(at)
		case model.Yields:
			r.expose(at, soft)
		case model.Normal:
			r.expose(at, later)
		}
	}
}

// giveUp returns all a line has allocated to the free stock.
func (r *run) giveUp(at int32) {
	l := &r.lines[at]
	r.holdings(l, func(lot int32, q model.Qty) {
		r.lots[lot].free += q
		r.pools[l.pool].free += q
		r.change(at, lot, -q)
	})
}

// expose lets others take what the line has, as the class says.
func (r *run) expose(at int32, c class) {
	l := &r.lines[at]
	l.class = c
	p := &r.pools[l.pool]
	r.holdings(l, func(k int32, q model.Qty) {
		o := &r.lots[k]
		if c == soft {
			r.holders = append(r.holders, holder{at, o.softAt})
			o.softAt = int32(len(r.holders) - 1)
			o.soft += q
			p.soft += q
			return
		}
		r.holders = append(r.holders, holder{at, o.laterAt})
		o.laterAt = int32(len(r.holders) - 1)
		o.later += q
		p.later += q
	})
}

// secure ends the exposure.
func (r *run) secure(at int32) {
	l := &r.lines[at]
	p := &r.pools[l.pool]
	r.holdings(l, func(k int32, q model.Qty) {
		if l.class == soft {
			r.lots[k].soft -= q
			p.soft -= q
			return
		}
		r.lots[k].later -= q
		p.later -= q
	})
	l.class = safe
}

// retire ends the time in which a normal line may lose: its turn has come.
func (r *run) retire(at int32) {
	if r.lines[at].class == later {
		r.secure(at)
	}
}

// strand lets those served later take what a line holds that cannot leave.
// Those served earlier could take it at their turn, so nothing need be offered
// twice.
func (r *run) strand(at int32) {
	if r.mayStrand(at) {
		r.expose(at, soft)
	}
}

func (r *run) mayStrand(at int32) bool {
	l := &r.lines[at]
	return r.s.Replan && l.class == safe && l.have > 0 && r.s.Lines[l.in].Policy == model.Normal
}

// holdings calls f for each lot the line has some of.
func (r *run) holdings(l *line, f func(lot int32, q model.Qty)) {
	for _, h := range r.s.Lines[l.in].Held {
		if k := r.lotNamed(l.pool, h.Lot); k >= 0 {
			if q := h.Qty + r.moved(l, k); q > 0 {
				f(k, q)
			}
		}
	}
	for m := l.moves; m >= 0; m = r.moves[m].next {
		if mv := r.moves[m]; mv.qty > 0 && !r.heldAtStart(l, mv.lot) {
			f(mv.lot, mv.qty)
		}
	}
}

func (r *run) heldAtStart(l *line, k int32) bool {
	for _, h := range r.s.Lines[l.in].Held {
		if h.Lot == r.lots[k].name {
			return true
		}
	}
	return false
}

func (r *run) moved(l *line, k int32) model.Qty {
	for m := l.moves; m >= 0; m = r.moves[m].next {
		if r.moves[m].lot == k {
			return r.moves[m].qty
		}
	}
	return 0
}

// holds is what the line has of one lot.
func (r *run) holds(l *line, k int32) model.Qty {
	q := r.moved(l, k)
	for _, h := range r.s.Lines[l.in].Held {
		if h.Lot == r.lots[k].name {
			q += h.Qty
		}
	}
	return q
}

// lotNamed finds a lot of a pool, -1 when it has none of that name.
func (r *run) lotNamed(p int32, name string) int32 {
	for k := r.pools[p].from; k < r.pools[p].to; k++ {
		if r.lots[k].name == name {
			return k
		}
	}
	return -1
}

// change books what a line gains or loses of one lot.
func (r *run) change(at, k int32, q model.Qty) {
	l := &r.lines[at]
	l.have += q
	l.need -= q
	for m := l.moves; m >= 0; m = r.moves[m].next {
		if r.moves[m].lot == k {
			r.moves[m].qty += q
			return
		}
	}
	r.moves = append(r.moves, move{lot: k, next: l.moves, qty: q})
	l.moves = int32(len(r.moves) - 1)
}

// settle does the deals.
func (r *run) settle() {
	for _, d := range r.deals {
		if d.soft > 0 {
			r.take(d.line, &r.lots[d.lot].softAt, d.lot, d.soft, soft)
		}
		if d.later > 0 {
			r.take(d.line, &r.lots[d.lot].laterAt, d.lot, d.later, later)
		}
		r.change(d.line, d.lot, d.free+d.soft+d.later)
	}
	r.deals = r.deals[:0]
}

// undo forgets the deals.
func (r *run) undo() {
	for _, d := range r.deals {
		r.deduct(d, -1)
	}
	r.deals = r.deals[:0]
}

// deduct takes a deal's quantities off the lot and its pool, or gives them back.
func (r *run) deduct(d deal, sign model.Qty) {
	o, p := &r.lots[d.lot], &r.pools[r.lines[d.line].pool]
	o.free -= sign * d.free
	o.soft -= sign * d.soft
	o.later -= sign * d.later
	p.free -= sign * d.free
	p.soft -= sign * d.soft
	p.later -= sign * d.later
}

// take collects q of lot k for a line from the lines of a class, last served
// first.
func (r *run) take(at int32, head *int32, k int32, q model.Qty, c class) {
	for q > 0 {
		h := r.holders[*head]
		l := &r.lines[h.line]
		has := model.Qty(0)
		if l.class == c {
			has = r.holds(l, k)
		}
		if has > 0 && c == later && r.spares(&r.lines[at], l) {
			head = &r.holders[*head].next
			continue
		}
		if n := min(has, q); n > 0 {
			r.change(h.line, k, -n)
			q -= n
			l.afterLoss()
		}
		if q > 0 {
			*head = h.next
		}
	}
}

// spares tells whether a line leaves another what it has, whose turn has not
// come: it is of a better priority, and stock is kept for such.
func (r *run) spares(l, other *line) bool {
	return r.pools[l.pool].mixed && other.standing < l.standing
}

// laterIn is what a line may take of those in its pool whose turn has not come.
func (r *run) laterIn(l *line) model.Qty {
	p := &r.pools[l.pool]
	if !p.mixed || p.later == 0 {
		return p.later
	}
	sum := model.Qty(0)
	for k := p.from; k < p.to; k++ {
		sum += r.laterOf(l, k)
	}
	return sum
}

// laterOf is laterIn of one lot.
func (r *run) laterOf(l *line, k int32) model.Qty {
	o := &r.lots[k]
	if !r.pools[l.pool].mixed || o.later == 0 {
		return o.later
	}
	sum := model.Qty(0)
	for h := o.laterAt; h >= 0; h = r.holders[h].next {
		if other := &r.lines[r.holders[h].line]; other.class == later && !r.spares(l, other) {
			sum += r.holds(other, k)
		}
	}
	for _, d := range r.deals {
		if d.lot == k {
			sum -= d.later
		}
	}
	return sum
}

// afterLoss names what limits a line that had all it needs at its turn: it
// yields, or its group cannot leave. Before its turn the name is overwritten.
func (l *line) afterLoss() {
	switch {
	case l.limit != lNone:
	case l.block != lNone:
		l.limit = l.block
	default:
		l.limit = lComplete
	}
}
