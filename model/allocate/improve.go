package allocate

import "slices"

// The budget of a component that is not solved in the first quarter of it: half
// goes to solving small neighbourhoods with all else fixed, the rest to another
// try at the whole with the better answer in hand.
const (
	smallest, largest   = 10, 26 // groups decided anew together
	neighbourhoodBudget = 20_000 // looks at a pool
)

// solvePart decides the groups of a component as well as the budget allows.
func (s *search) solvePart(part []int32) {
	budget := s.budget
	if s.attempt(part, budget/4) {
		return
	}
	s.improve(part, budget/2)
	if !s.attempt(part, s.budget) {
		s.finished = false
	}
}

// attempt searches the groups with so much budget; it tells whether it saw all
// that could be better.
func (s *search) attempt(groups []int32, budget int) bool {
	b := &branch{search: s, groups: groups, stop: s.budget - budget}
	b.findPools()
	b.best = b.worth()
	b.reset()
	done := b.descend(0)
	b.undo(marked{})
	return done
}

// improve decides one neighbourhood of groups after another, and larger ones
// when a round brings nothing more.
func (s *search) improve(part []int32, budget int) {
	stop := s.budget - budget
	for _, i := range part {
		s.fix(i)
	}
	for size := smallest; size <= largest && s.budget > stop; {
		better := false
		for _, i := range part {
			if s.budget > stop {
				better = s.improveAround(i, size) || better
			}
		}
		if !better {
			size += 4
		}
	}
	for _, i := range part {
		s.free(i)
	}
}

// fix decides a group as the best answer has it; free takes that back.
func (s *search) fix(i int32) {
	g := &s.groups[i]
	if g.decided, g.taken = true, g.best; g.taken {
		s.use(i, 1)
	}
}

func (s *search) free(i int32) {
	g := &s.groups[i]
	if g.taken {
		s.use(i, -1)
	}
	g.decided, g.taken = false, false
}

// improveAround decides a group and those nearest to it anew.
func (s *search) improveAround(i int32, size int) bool {
	near := s.nearest(i, size)
	for _, j := range near {
		s.free(j)
	}
	was := make([]bool, len(near))
	for k, j := range near {
		was[k] = s.groups[j].best
	}
	s.attempt(near, neighbourhoodBudget)
	better := false
	for k, j := range near {
		better = better || s.groups[j].best != was[k]
		s.fix(j)
	}
	return better
}

// nearest lists a group and the first groups that share a scarce pool with it.
func (s *search) nearest(i int32, size int) []int32 {
	near := []int32{i}
	for _, u := range s.groups[i].uses {
		if !s.pools[u.pool].tight {
			continue
		}
		for _, m := range s.pools[u.pool].members {
			if len(near) == size {
				return near
			}
			if !slices.Contains(near, m.group) {
				near = append(near, m.group)
			}
		}
	}
	return near
}
