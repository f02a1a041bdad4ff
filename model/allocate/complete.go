package allocate

import (
	"cmp"
	"slices"

	"backfill/model"
)

// tally counts complete lines by priority after ageing, priority 1 first. More
// of a better priority outweighs any number of worse ones.
type tally [5]int32

func (t tally) compare(u tally) int { return slices.Compare(t[:], u[:]) }

func (t *tally) add(u tally, sign int32) {
	for i := range t {
		t[i] += sign * u[i]
	}
}

// mostComplete runs twice: in rank order, and in the order that serves first
// what the search found to complete the most lines. The better one counts, the
// ranked one when they are equal.
func mostComplete(p *problem) (best *run, proven bool) {
	byRank := &run{problem: p.clone()}
	byRank.do()
	c := choose(p, byRank)
	other := &run{problem: p.clone(), seq: c.sequence(p)}
	other.do()
	ranked, found := byRank.tally(), other.tally()
	best = byRank
	if found.compare(ranked) > 0 {
		best, ranked = other, found
	}
	return best, c.exact && ranked.compare(c.expected()) >= 0
}

// clone copies what a run changes.
func (p *problem) clone() *problem {
	q := *p
	q.lines, q.pools, q.lots = slices.Clone(p.lines), slices.Clone(p.pools), slices.Clone(p.lots)
	return &q
}

func (p *problem) tally() (t tally) {
	for i := range p.lines {
		if l := &p.lines[i]; l.have+l.picked >= l.open {
			t[l.priority-1]++
		}
	}
	return t
}

// choice is which groups and lines a run serves first.
type choice struct {
	first []bool // by line
	count tally  // the lines among them that it expects to complete
	spare tally  // lines that are complete whatever is chosen
	exact bool   // the counts are reachable and nothing reaches more
}

func (c *choice) expected() tally {
	t := c.count
	t.add(c.spare, 1)
	return t
}

// sequence serves the chosen lines first; within and after them by rank.
func (c *choice) sequence(p *problem) []int32 {
	seq := make([]int32, 0, len(p.lines))
	for _, chosen := range [2]bool{true, false} {
		for at := range p.lines {
			if c.first[at] == chosen {
				seq = append(seq, int32(at))
			}
		}
	}
	return seq
}

// want is a line that would be complete with qty of its pool.
type want struct {
	line     int32
	priority int8
	qty      model.Qty
}

// choose decides which groups are served, by search, and which lines of each
// pool with what they leave: the smallest first, priority by priority.
func choose(p *problem, byRank *run) *choice {
	c := &choice{first: make([]bool, len(p.lines)), exact: true}
	s := newSearch(p, c)
	s.startFrom(byRank)
	s.solve()
	c.exact = c.exact && s.finished
	for i := range s.groups {
		if g := &s.groups[i]; g.best {
			c.count.add(g.count, 1)
			for _, at := range p.members(g.id) {
				c.first[at] = true
			}
		}
	}
	for i := range s.pools {
		s.completeLines(&s.pools[i], c)
	}
	return c
}

// completeLines marks the lines of a pool that are complete with what the
// chosen groups leave of it.
func (s *search) completeLines(q *searchPool, c *choice) {
	left := q.left
	for _, w := range q.wants {
		if w.qty <= left {
			left -= w.qty
			c.first[w.line] = true
			c.count[w.priority-1]++
		}
	}
}

// needs gives what would complete the line, and whether that is at stake at
// all. When replanning, what a normal line has is at stake as well.
func (p *problem) needs(at int32) (want, bool) {
	l := &p.lines[at]
	w := want{line: at, priority: l.priority, qty: l.need}
	own := p.s.Replan && p.s.Lines[l.in].Policy == model.Normal
	if own {
		w.qty += l.have
	}
	if l.need > 0 && l.block != lNone {
		return w, false
	}
	return w, w.qty > 0
}

// within is what of a pool can be handed out at all.
func (p *problem) within(capacity []model.Qty) {
	for i := range p.pools {
		capacity[i] = p.pools[i].free
	}
	if !p.s.Replan {
		return
	}
	for i := range p.lines {
		l := &p.lines[i]
		if p.s.Lines[l.in].Policy.MayLose() {
			capacity[l.pool] += l.have
		}
	}
}

// bySize orders wants as a pool completes them.
func bySize(a, b want) int {
	return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.qty, b.qty), cmp.Compare(a.line, b.line))
}
