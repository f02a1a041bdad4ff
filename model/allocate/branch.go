package allocate

import "slices"

// startFrom takes the groups that the ranked run serves as the first answer.
func (s *search) startFrom(byRank *run) {
	for i := range s.groups {
		g := &s.groups[i]
		g.best = !slices.ContainsFunc(s.p.members(g.id), func(at int32) bool { return byRank.lines[at].need > 0 })
	}
}

// solve decides every group: at once where nothing is scarce, else component by
// component, the small ones first. It leaves each pool with what the chosen
// groups leave of it.
func (s *search) solve() {
	for _, part := range s.parts() {
		s.solvePart(part)
	}
	for i := range s.groups {
		if s.groups[i].best {
			s.use(int32(i), 1)
		}
	}
}

// parts groups the groups that compete, directly or through others; those that
// compete for nothing are taken.
func (s *search) parts() [][]int32 {
	root := make([]int32, len(s.groups))
	for i := range root {
		root[i] = int32(i)
	}
	find := func(i int32) int32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	owner := make([]int32, len(s.pools))
	for i := range owner {
		owner[i] = -1
	}
	for i := range s.groups {
		for _, u := range s.groups[i].uses {
			if !s.pools[u.pool].tight {
				continue
			}
			if owner[u.pool] < 0 {
				owner[u.pool] = int32(i)
			}
			root[find(int32(i))] = find(owner[u.pool])
		}
	}
	return s.gather(find)
}

func (s *search) gather(find func(int32) int32) [][]int32 {
	at := map[int32]int{}
	var parts [][]int32
	for i := range s.groups {
		if !slices.ContainsFunc(s.groups[i].uses, func(u use) bool { return s.pools[u.pool].tight }) {
			s.groups[i].best = true
			continue
		}
		r := find(int32(i))
		if _, known := at[r]; !known {
			at[r] = len(parts)
			parts = append(parts, nil)
		}
		parts[at[r]] = append(parts[at[r]], int32(i))
	}
	slices.SortStableFunc(parts, func(a, b []int32) int { return len(a) - len(b) })
	return parts
}

// use takes a group's quantities from its pools, or gives them back.
func (s *search) use(i, sign int32) {
	for _, u := range s.groups[i].uses {
		if sign > 0 {
			s.pools[u.pool].left -= u.qty
		} else {
			s.pools[u.pool].left += u.qty
		}
	}
}

// branch searches one component, depth first, taking before leaving.
type branch struct {
	*search
	groups       []int32
	best         tally
	floor, bound tally // of the component's pools and the groups taken
	touched      []int32
	counted      []counted
	decided      []int32
	stop         int // the budget that must be left
}

func (b *branch) findPools() {
	seen := map[int32]bool{}
	for _, i := range b.groups {
		for _, u := range b.search.groups[i].uses {
			if !seen[u.pool] {
				seen[u.pool] = true
				b.touched = append(b.touched, u.pool)
			}
		}
	}
}

// worth counts what the first answer completes.
func (b *branch) worth() (t tally) {
	for _, i := range b.groups {
		if g := &b.search.groups[i]; g.best {
			b.use(i, 1)
			t.add(g.count, 1)
		}
	}
	for _, p := range b.touched {
		t.add(b.pools[p].floorOf(), 1)
	}
	for _, i := range b.groups {
		if b.search.groups[i].best {
			b.use(i, -1)
		}
	}
	return t
}

func (b *branch) reset() {
	for _, p := range b.touched {
		q := &b.pools[p]
		q.floor, q.bound = q.floorOf(), q.boundOf(b.search.groups)
		b.floor.add(q.floor, 1)
		b.bound.add(q.bound, 1)
	}
	b.keep()
}

// keep remembers the groups taken at this node when it is the best so far.
func (b *branch) keep() {
	if b.floor.compare(b.best) <= 0 {
		return
	}
	b.best = b.floor
	for _, i := range b.groups {
		g := &b.search.groups[i]
		g.best = g.decided && g.taken
	}
}

// descend decides the groups from n on; it returns false when the budget ended
// before all that could be better was seen.
func (b *branch) descend(n int) bool {
	for n < len(b.groups) && b.search.groups[b.groups[n]].decided {
		n++
	}
	if n == len(b.groups) || b.bound.compare(b.best) <= 0 {
		return true
	}
	if b.budget < b.stop {
		return false
	}
	i := b.groups[n]
	here := b.mark()
	b.decide(i, true)
	b.keep()
	done := b.descend(n + 1)
	b.undo(here)
	if done {
		b.decide(i, false)
		done = b.descend(n + 1)
		b.undo(here)
	}
	return done
}

// marked is a node to come back to.
type marked struct {
	counted, decided int
	floor, bound     tally
}

func (b *branch) mark() marked {
	return marked{len(b.counted), len(b.decided), b.floor, b.bound}
}

func (b *branch) undo(m marked) {
	for k := len(b.counted) - 1; k >= m.counted; k-- {
		c := b.counted[k]
		b.pools[c.pool].floor, b.pools[c.pool].bound = c.floor, c.bound
	}
	for _, i := range b.decided[m.decided:] {
		if g := &b.search.groups[i]; g.taken {
			b.use(i, -1)
		}
		b.search.groups[i].decided, b.search.groups[i].taken = false, false
	}
	b.counted, b.decided = b.counted[:m.counted], b.decided[:m.decided]
	b.floor, b.bound = m.floor, m.bound
}

// decide takes or leaves a group, leaves those that no longer fit, and counts
// the pools of all of them again.
func (b *branch) decide(i int32, take bool) {
	from := len(b.decided)
	b.settle(i, take)
	if take {
		b.use(i, 1)
		b.floor.add(b.search.groups[i].count, 1)
		b.bound.add(b.search.groups[i].count, 1)
		for _, u := range b.search.groups[i].uses {
			for _, m := range b.pools[u.pool].members {
				if !b.search.groups[m.group].decided && !b.possible(m.group) {
					b.settle(m.group, false)
				}
			}
		}
	}
	for _, j := range b.decided[from:] {
		for _, u := range b.search.groups[j].uses {
			b.count(u.pool)
		}
	}
}

func (b *branch) settle(i int32, take bool) {
	b.search.groups[i].decided, b.search.groups[i].taken = true, take
	b.decided = append(b.decided, i)
}

// count counts a pool again and remembers what was counted before.
func (b *branch) count(pool int32) {
	q := &b.pools[pool]
	b.counted = append(b.counted, counted{pool, q.floor, q.bound})
	b.floor.add(q.floor, -1)
	b.bound.add(q.bound, -1)
	q.floor, q.bound = q.floorOf(), q.boundOf(b.search.groups)
	b.floor.add(q.floor, 1)
	b.bound.add(q.bound, 1)
	b.budget -= 1 + len(q.members)/8
}

// counted is what a pool counted before.
type counted struct {
	pool         int32
	floor, bound tally
}

func (b *branch) possible(i int32) bool {
	for _, u := range b.search.groups[i].uses {
		if u.qty > b.pools[u.pool].left {
			return false
		}
	}
	return true
}
