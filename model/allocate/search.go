package allocate

import (
	"cmp"
	"slices"
	"sort"

	"backfill/model"
)

// searchBudget bounds the search, in looks at a pool; one with many lines of
// groups counts more. Steps, not time: every machine gives the same answer.
const searchBudget = 30_000_000

// search finds which groups to serve. Once that is decided each pool alone is
// solved best by the smallest needs first, priority by priority; so a node of
// the search is a set of groups taken and left. A node can reach no more than
// if the lines of the groups not yet decided were free to be served apart; when
// that is no better than the best found, the node is dropped.
type search struct {
	p        *problem
	pools    []searchPool
	groups   []searchGroup // that can be served and compete with anything
	budget   int
	finished bool
}

// searchPool is a pool in the search. bound and floor are what it can complete
// at most, and for certain, at the present node.
type searchPool struct {
	left         model.Qty
	wants        []want // lines alone, by priority and size
	sums         [5][]model.Qty
	members      []member // lines of groups, by priority and size
	floor, bound tally
	tight        bool // not everybody can be served
}

// member is a line of a group in its pool's order.
type member struct {
	want
	group   int32
	smaller int32 // lines alone of the same priority that go before it
}

type searchGroup struct {
	id      int32
	uses    []use
	count   tally
	decided bool
	taken   bool
	best    bool
}

type use struct {
	pool int32
	qty  model.Qty
}

func newSearch(p *problem, c *choice) *search {
	s := &search{p: p, budget: searchBudget, finished: true, pools: make([]searchPool, len(p.pools))}
	capacity := make([]model.Qty, len(p.pools))
	p.within(capacity)
	for i := range s.pools {
		s.pools[i].left = capacity[i]
	}
	demand := make([]model.Qty, len(p.pools))
	s.addLines(c, demand)
	s.addGroups(c, demand)
	for i := range s.pools {
		s.pools[i].tight = demand[i] > s.pools[i].left
		s.pools[i].sort()
	}
	return s
}

// addLines takes up the lines that stand alone.
func (s *search) addLines(c *choice, demand []model.Qty) {
	for at := range s.p.lines {
		l := &s.p.lines[at]
		c.exact = c.exact && s.p.exact(l)
		if l.group >= 0 {
			continue
		}
		w, ok := s.p.needs(int32(at))
		switch {
		case ok:
			s.pools[l.pool].wants = append(s.pools[l.pool].wants, w)
			demand[l.pool] += w.qty
		case l.need == 0 && l.have+l.picked >= l.open:
			c.spare[l.priority-1]++
		}
	}
}

// exact tells whether the line obeys a pool's plain sum: no protection bars it,
// no lot matters, and it is not one whose stock is taken before others'.
func (p *problem) exact(l *line) bool {
	q := &p.pools[l.pool]
	yields := p.s.Replan && l.have > 0 && p.s.Lines[l.in].Policy == model.Yields
	return q.keep[l.standing] == 0 && !(l.oneLot && q.to-q.from > 1) && !yields
}

// addGroups takes up the groups that could be served.
func (s *search) addGroups(c *choice, demand []model.Qty) {
	for id := range s.p.groups {
		g := searchGroup{id: int32(id)}
		possible, spare := !s.p.groups[id].blocked, tally{}
		for _, at := range s.p.members(int32(id)) {
			l := &s.p.lines[at]
			w, ok := s.p.needs(at)
			switch {
			case ok:
				g.count[w.priority-1]++
				g.uses = addUse(g.uses, l.pool, w.qty)
			case l.need > 0:
				possible = false
			case l.have+l.picked >= l.open:
				spare[l.priority-1]++
			}
		}
		for _, u := range g.uses {
			possible = possible && u.qty <= s.pools[u.pool].left
		}
		c.spare.add(spare, 1)
		if !possible || len(g.uses) == 0 {
			c.exact = c.exact && !(s.p.s.Replan && len(g.uses) > 0 && s.holds(int32(id)))
			continue
		}
		for _, u := range g.uses {
			demand[u.pool] += u.qty
		}
		s.groups = append(s.groups, g)
	}
	slices.SortStableFunc(s.groups, func(a, b searchGroup) int {
		return cmp.Or(b.count.compare(a.count), cmp.Compare(a.id, b.id))
	})
	for i := range s.groups {
		s.addMembers(int32(i))
	}
}

func (s *search) addMembers(i int32) {
	for _, at := range s.p.members(s.groups[i].id) {
		if w, ok := s.p.needs(at); ok {
			q := &s.pools[s.p.lines[at].pool]
			q.members = append(q.members, member{want: w, group: i})
		}
	}
}

// holds tells whether a group has stock of which its lines might keep some
// though it is not served.
func (s *search) holds(g int32) bool {
	return slices.ContainsFunc(s.p.members(g), func(at int32) bool { return s.p.lines[at].have > 0 })
}

func addUse(uses []use, pool int32, q model.Qty) []use {
	for i := range uses {
		if uses[i].pool == pool {
			uses[i].qty += q
			return uses
		}
	}
	return append(uses, use{pool, q})
}

// sort puts the pool's lines into their order and sums them up.
func (q *searchPool) sort() {
	slices.SortFunc(q.wants, bySize)
	for _, w := range q.wants {
		sums := &q.sums[w.priority-1]
		last := model.Qty(0)
		if n := len(*sums); n > 0 {
			last = (*sums)[n-1]
		}
		*sums = append(*sums, last+w.qty)
	}
	slices.SortFunc(q.members, func(a, b member) int { return bySize(a.want, b.want) })
	for i := range q.members {
		m := &q.members[i]
		n := 0
		for _, w := range q.wants {
			if w.priority == m.priority && w.qty <= m.qty {
				n++
			}
		}
		m.smaller = int32(n)
	}
}

// floorOf counts what the pool completes of its lines alone.
func (q *searchPool) floorOf() (t tally) {
	left := q.left
	for i := range q.sums {
		n := fits(q.sums[i], left)
		t[i] = int32(n)
		left -= upTo(q.sums[i], n)
	}
	return t
}

// boundOf counts what it would complete if every line of the undecided groups
// stood alone.
func (q *searchPool) boundOf(groups []searchGroup) (t tally) {
	left, m := q.left, 0
	for i := range q.sums {
		taken, extra := int32(0), model.Qty(0)
		full := false
		for ; m < len(q.members) && int(q.members[m].priority) == i+1; m++ {
			one := &q.members[m]
			if full || groups[one.group].decided {
				continue
			}
			if upTo(q.sums[i], int(one.smaller))+extra+one.qty > left {
				full = true
				continue
			}
			taken++
			extra += one.qty
		}
		n := fits(q.sums[i], left-extra)
		t[i] = int32(n) + taken
		left -= upTo(q.sums[i], n) + extra
	}
	return t
}

func upTo(sums []model.Qty, n int) model.Qty {
	if n == 0 {
		return 0
	}
	return sums[n-1]
}

// fits is how many of the smallest go into q.
func fits(sums []model.Qty, q model.Qty) int {
	return sort.Search(len(sums), func(i int) bool { return sums[i] > q })
}
