package allocate

import (
	"cmp"
	"slices"

	"backfill/model"
)

// Edit is what a person wants for one line whatever its rank: to keep what it
// has, or to have exactly Qty, picked included.
type Edit struct {
	LineID int64
	Keep   bool
	Qty    model.Qty
}

// Lack is an edit that the stock cannot meet.
type Lack struct {
	LineID int64
	Qty    model.Qty // that is not there
}

// DecideEdited is Decide with some lines set by a person: they have what was
// said, and everybody else gets the rest by the rule of the run. What a line is
// to have more comes from free stock first and, in a run that may take, from
// those last in rank that may lose. Edits that the stock cannot meet are
// returned, and the plan then gives those lines what there is.
func DecideEdited(s Snapshot, edits []Edit) (Plan, []Lack) {
	if len(edits) == 0 {
		return Decide(s), nil
	}
	e := newEditing(s, edits)
	lacks := e.do(edits)
	plan := Decide(e.s)
	plan.Proven = false
	e.compare(&plan)
	return plan, lacks
}

// editing is a snapshot that edits are written into.
type editing struct {
	was, s Snapshot
	lines  map[int64]int // by id: index into Lines
	pools  map[[2]int64]int
	last   []int // lines that may lose, the last in rank first
}

func newEditing(s Snapshot, edits []Edit) *editing {
	e := &editing{was: s, s: s, lines: make(map[int64]int, len(s.Lines)), pools: make(map[[2]int64]int, len(s.Pools))}
	e.s.Lines, e.s.Pools = slices.Clone(s.Lines), slices.Clone(s.Pools)
	for i := range e.s.Lines {
		e.lines[e.s.Lines[i].ID] = i
		e.s.Lines[i].Held = slices.Clone(e.s.Lines[i].Held)
	}
	for i := range e.s.Pools {
		p := &e.s.Pools[i]
		e.pools[[2]int64{p.ProductID, p.WarehouseID}] = i
		p.Lots = slices.Clone(p.Lots)
	}
	if s.Replan {
		ranked := s
		ranked.Rule, ranked.Replan = model.Ranked, false
		for _, r := range slices.Backward(Decide(ranked).Lines) {
			if e.s.Lines[r.Line].Policy.MayLose() {
				e.last = append(e.last, r.Line)
			}
		}
	}
	for _, d := range edits {
		if i, known := e.lines[d.LineID]; known {
			e.s.Lines[i].Policy = model.Locked
		}
	}
	return e
}

// do writes the edits: what is given up first, so that it is there for others.
func (e *editing) do(edits []Edit) (lacks []Lack) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.LineID, b.LineID) })
	for _, d := range edits {
		if i, known := e.lines[d.LineID]; known && !d.Keep {
			e.give(&e.s.Lines[i], max(e.has(i)-d.Qty, 0))
		}
	}
	for _, d := range edits {
		i, known := e.lines[d.LineID]
		if !known || d.Keep {
			continue
		}
		if lack := e.get(i, max(d.Qty-e.has(i), 0)); lack > 0 {
			lacks = append(lacks, Lack{d.LineID, lack})
		}
	}
	return lacks
}

// has is what a line has allocated and picked now.
func (e *editing) has(i int) model.Qty {
	q := e.s.Lines[i].Picked
	for _, h := range e.s.Lines[i].Held {
		q += h.Qty
	}
	return q
}

// give returns q of what a line has allocated to the free stock, its last lot
// first; picked units stay.
func (e *editing) give(l *Line, q model.Qty) {
	for k := len(l.Held) - 1; k >= 0 && q > 0; k-- {
		n := min(q, l.Held[k].Qty)
		l.Held[k].Qty -= n
		q -= n
		if lot := e.lot(l, l.Held[k].Lot); lot != nil {
			lot.Free += n
		}
	}
	l.Held = slices.DeleteFunc(l.Held, func(h Holding) bool { return h.Qty == 0 })
}

func (e *editing) lot(l *Line, name string) *Lot {
	p := &e.s.Pools[e.pools[[2]int64{l.ProductID, l.WarehouseID}]]
	for k := range p.Lots {
		if p.Lots[k].Name == name {
			return &p.Lots[k]
		}
	}
	return nil
}

// get gives a line q more and tells how much of it is not there. A line of one
// lot goes on with its lot, or takes the smallest that is enough.
func (e *editing) get(i int, q model.Qty) (lack model.Qty) {
	l := &e.s.Lines[i]
	if q == 0 {
		return 0
	}
	only := e.onlyLot(l, q)
	for _, from := range append([]int{i}, e.last...) { // i itself: it gives nothing, and what is free is taken
		if from != i && !e.competes(from, l) {
			continue
		}
		if from != i {
			e.give(&e.s.Lines[from], min(q, e.has(from)-e.s.Lines[from].Picked))
		}
		if q = e.takeFree(l, q, only); q == 0 {
			return 0
		}
	}
	return q
}

func (e *editing) competes(other int, l *Line) bool {
	o := &e.s.Lines[other]
	return o.ProductID == l.ProductID && o.WarehouseID == l.WarehouseID && o.Policy != model.Locked && len(o.Held) > 0
}

// onlyLot names the one lot a line may take from, "*" for any.
func (e *editing) onlyLot(l *Line, q model.Qty) string {
	switch {
	case !l.OneLot:
		return "*"
	case l.PickedLot != "":
		return l.PickedLot
	case len(l.Held) > 0:
		return l.Held[0].Lot
	}
	best, size := "", model.Qty(-1)
	for _, lot := range e.s.Pools[e.pools[[2]int64{l.ProductID, l.WarehouseID}]].Lots {
		fits, fit := lot.Free >= q, size >= q
		if size < 0 || fits && (!fit || lot.Free < size) || !fits && !fit && lot.Free > size {
			best, size = lot.Name, lot.Free
		}
	}
	return best
}

// takeFree gives the line what is free of q, the smallest lots first, and tells
// what is still wanted.
func (e *editing) takeFree(l *Line, q model.Qty, only string) model.Qty {
	p := &e.s.Pools[e.pools[[2]int64{l.ProductID, l.WarehouseID}]]
	order := make([]int, len(p.Lots))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.Lots[a].Free, p.Lots[b].Free), cmp.Compare(p.Lots[a].Name, p.Lots[b].Name))
	})
	for _, k := range order {
		n := min(q, p.Lots[k].Free)
		if n <= 0 || only != "*" && p.Lots[k].Name != only {
			continue
		}
		p.Lots[k].Free -= n
		q -= n
		l.hold(p.Lots[k].Name, n)
	}
	return q
}

func (l *Line) hold(lot string, q model.Qty) {
	for k := range l.Held {
		if l.Held[k].Lot == lot {
			l.Held[k].Qty += q
			return
		}
	}
	l.Held = append(l.Held, Holding{lot, q})
}

// compare says what the plan changes from what was there before the edits.
func (e *editing) compare(plan *Plan) {
	t := &plan.Totals
	t.UnitsBefore, t.LinesImproved, t.LinesLosing = 0, 0, 0
	for i := range plan.Lines {
		r := &plan.Lines[i]
		was := &e.was.Lines[r.Line]
		r.Before = was.Picked
		for _, h := range was.Held {
			r.Before += h.Qty
		}
		r.Moves = netMoves(was.Held, e.s.Lines[r.Line].Held, r.Moves)
		t.UnitsBefore += r.Before
		switch {
		case r.After > r.Before:
			t.LinesImproved++
		case r.After < r.Before:
			t.LinesLosing++
		}
	}
}

// netMoves is what changes by lot from was to now and the moves after it.
func netMoves(was, now []Holding, moves []Move) []Move {
	net := map[string]model.Qty{}
	for _, h := range was {
		net[h.Lot] -= h.Qty
	}
	for _, h := range now {
		net[h.Lot] += h.Qty
	}
	for _, m := range moves {
		net[m.Lot] += m.Qty
	}
	var all []Move
	for lot, q := range net {
		if q != 0 {
			all = append(all, Move{lot, q})
		}
	}
	slices.SortFunc(all, func(a, b Move) int { return cmp.Compare(a.Lot, b.Lot) })
	return all
}
