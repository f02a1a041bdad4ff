package allocate

import "backfill/model"

// State is what one line of a snapshot has in one of the states that figures
// are made of, as it was or as a plan has it.
type State struct {
	Have    model.Qty  // allocated and picked together
	Covered model.Date // when supply covers the rest; zero: nothing lacks, or nobody knows
}

// FiguresOf sums a state up: states and prices go by Snapshot.Lines. What may
// leave is judged by the ship modes: an order that ships complete, or a set, is
// not worth anything at the door before it is whole, and what is on hold stays.
func FiguresOf(s *Snapshot, states []State, prices []model.Money) model.RunFigures {
	door := newDoor(s, states)
	var f model.RunFigures
	going := make([]bool, len(s.Orders)+1)
	for i := range s.Lines {
		l, st := &s.Lines[i], states[i]
		f.Units += st.Have
		switch lacks := l.lacks(st.Have); {
		case !lacks:
			f.LinesFilled++
		case !l.Promise.IsZero() && l.Promise < s.Today:
			f.PastPromise++
		case !l.Promise.IsZero() && st.Covered > l.Promise:
			f.AtRisk++
		}
		if q := door.leaving(i); q > 0 {
			f.Value += prices[i].Value(q)
			going[door.order[i]+1] = true
		}
	}
	for o := range s.Orders {
		if door.whole[o] && !door.held[o] {
			f.OrdersReady++
		}
		if going[o+1] {
			f.Shipments++
		}
	}
	return f
}

// lacks tells whether stock is missing for a line that has so much.
func (l *Line) lacks(have model.Qty) bool { return have < l.Open && !l.NoStock }

// door knows what of a state may leave.
type door struct {
	s      *Snapshot
	states []State
	order  []int // by line: index into Orders, -1: none
	whole  []bool
	held   []bool // something of the order is on hold
	broken map[setOf]bool
}

type setOf struct {
	order int64
	set   string
}

func newDoor(s *Snapshot, states []State) *door {
	d := &door{s: s, states: states, order: make([]int, len(s.Lines)), whole: make([]bool, len(s.Orders)), held: make([]bool, len(s.Orders)), broken: map[setOf]bool{}}
	at := make(map[int64]int, len(s.Orders))
	for o := range s.Orders {
		at[s.Orders[o].ID] = o
		d.whole[o] = !s.Orders[o].Elsewhere
	}
	for i := range s.Lines {
		l := &s.Lines[i]
		o, known := at[l.OrderID]
		if d.order[i] = -1; !known {
			continue
		}
		d.order[i] = o
		d.held[o] = d.held[o] || l.Hold != "" || l.CreditHold != ""
		if l.lacks(states[i].Have) {
			d.whole[o] = false
			d.broken[setOf{l.OrderID, l.CriticalSet}] = true
		}
	}
	return d
}

// leaving is how much of a line may leave now.
func (d *door) leaving(i int) model.Qty {
	l, o, have := &d.s.Lines[i], d.order[i], d.states[i].Have
	if o < 0 || l.Hold != "" || l.CreditHold != "" || !d.mayLeave(i) {
		return 0
	}
	return have
}

// mayLeave tells whether the ship mode of a line's order lets it go.
func (d *door) mayLeave(i int) bool {
	l, o := &d.s.Lines[i], &d.s.Orders[d.order[i]]
	switch {
	case o.ShipMode == model.OrderComplete, o.ShipMode == model.MaxShipments && o.ShipmentsLeft <= 1:
		return d.whole[d.order[i]]
	case l.CriticalSet != "":
		return !o.Elsewhere && !d.broken[setOf{l.OrderID, l.CriticalSet}]
	case o.ShipMode == model.LineComplete:
		return !l.lacks(d.states[i].Have)
	case o.ShipMode == model.OnDate:
		return o.ShipDate <= d.s.Today
	}
	return true
}

// StatusAfter is the board's status of a line in a state: whole tells whether
// all that leaves with it is complete.
func StatusAfter(s *Snapshot, states []State, confidence func(i int) model.Confidence) func(i int) model.Status {
	d := newDoor(s, states)
	return func(i int) model.Status {
		l, st := &s.Lines[i], states[i]
		f := model.LineFacts{Open: l.Open, Short: max(l.Open-st.Have, 0), Picked: l.Picked, Allocated: st.Have - l.Picked,
			Hold: l.Hold != "" || l.CreditHold != "", Promise: l.Promise, ETA: st.Covered, Confidence: confidence(i), Today: s.Today}
		if f.Confidence == model.NotOrdered {
			f.ETA = 0
		}
		if o := d.order[i]; o >= 0 {
			f.ShipMode = s.Orders[o].ShipMode
			if whole := s.Orders[o].ShipMode == model.OrderComplete || f.ShipMode == model.MaxShipments && s.Orders[o].ShipmentsLeft <= 1; whole || l.CriticalSet != "" {
				f.ShipMode, f.OrderReady = model.OrderComplete, d.mayLeave(i)
			}
		}
		return f.Status()
	}
}
