package allocate

import (
	"cmp"
	"slices"
)

// Pin puts a line above another of the same pool, whatever their ranks. One that
// names a line outside the snapshot, or of another pool, does nothing.
type Pin struct {
	Line, Above int64
}

// pinned is where a pin put a line: directly before another, as the n-th of
// those pinned there.
type pinned struct {
	line, root int32 // indexes into the sorted keys
	n          int32
	above      int64
}

// applyPins moves the pinned lines in the sorted order. Each of them takes the
// key of the line it stands before.
func (p *problem) applyPins(keys []ranked) []ranked {
	if len(p.s.Pins) == 0 {
		return keys
	}
	moved := p.pinnedLines(keys)
	if len(moved) == 0 {
		return keys
	}
	before := map[int32][]pinned{}
	gone := map[int32]bool{}
	p.pins = make(map[int64]pinAt, len(moved))
	for _, m := range moved {
		before[m.root] = append(before[m.root], m)
		gone[m.line] = true
	}
	out := make([]ranked, 0, len(keys))
	for i := range keys {
		if gone[int32(i)] {
			continue
		}
		for _, m := range before[int32(i)] {
			k := keys[m.line]
			k.key = keys[i].key
			p.pins[k.id] = pinAt{above: m.above, root: keys[i].id, n: m.n}
			out = append(out, k)
		}
		out = append(out, keys[i])
	}
	return out
}

// pinAt is where a pinned line stands: as the n-th before root.
type pinAt struct {
	above, root int64
	n           int32
}

// pinnedLines finds the lines that pins move, pool by pool, in the order in
// which they stand before the line they were moved to.
func (p *problem) pinnedLines(keys []ranked) []pinned {
	pins := slices.Clone(p.s.Pins)
	slices.SortFunc(pins, func(a, b Pin) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Above, b.Above)) })
	at := make(map[int64]int32, 2*len(pins))
	for _, n := range pins {
		at[n.Line], at[n.Above] = -1, -1
	}
	wanted := map[poolKey]bool{}
	for i := range keys {
		if _, named := at[keys[i].id]; named {
			at[keys[i].id] = int32(i)
			wanted[p.poolOf(keys[i])] = true
		}
	}
	queues := map[poolKey][]int32{}
	for i := range keys {
		if k := p.poolOf(keys[i]); wanted[k] {
			queues[k] = append(queues[k], int32(i))
		}
	}
	byPool := map[poolKey][]Pin{}
	var order []poolKey
	for _, n := range pins {
		if at[n.Line] < 0 || at[n.Above] < 0 || n.Line == n.Above {
			continue
		}
		k := p.poolOf(keys[at[n.Line]])
		if k != p.poolOf(keys[at[n.Above]]) {
			continue
		}
		if byPool[k] == nil {
			order = append(order, k)
		}
		byPool[k] = append(byPool[k], n)
	}
	var moved []pinned
	for _, k := range order {
		moved = append(moved, movePins(queues[k], byPool[k], at)...)
	}
	return moved
}

func (p *problem) poolOf(k ranked) poolKey {
	l := &p.s.Lines[k.in]
	return poolKey{l.ProductID, l.WarehouseID}
}

// movePins moves the pinned lines of one queue until every pin holds. Pins in a
// circle cannot all hold: each is then looked at as often as there are pins.
func movePins(queue []int32, pins []Pin, at map[int64]int32) []pinned {
	above := map[int32]int64{}
	for range len(pins) + 1 {
		still := true
		for _, n := range pins {
			from, to := slices.Index(queue, at[n.Line]), slices.Index(queue, at[n.Above])
			if from < to {
				continue
			}
			queue = slices.Insert(slices.Delete(queue, from, from+1), to, at[n.Line])
			above[at[n.Line]], still = n.Above, false
		}
		if still {
			break
		}
	}
	var out []pinned
	var waiting []int32
	for _, i := range queue {
		if _, was := above[i]; was {
			waiting = append(waiting, i)
			continue
		}
		for n, w := range waiting {
			out = append(out, pinned{line: w, root: i, n: int32(n), above: above[w]})
		}
		waiting = waiting[:0]
	}
	return out
}

// appendPinned writes the rank of a pinned line: directly before its root's and
// behind everybody who stands before that.
func appendPinned(b []byte, key wide, width int, pin pinAt) []byte {
	b = appendRank(b, key, width, pin.root-1)
	return append(b, '~', rankDigits[pin.n>>10&31], rankDigits[pin.n>>5&31], rankDigits[pin.n&31])
}
