package lateness

import (
	"math"

	"backfill/model"
)

// mixture adds tables up, each with its share.
type mixture struct {
	sum    [2*farthest + 1]float64
	lo, hi int // what of sum is in use; hi is exclusive
	total  float64
}

func (m *mixture) clear() {
	clear(m.sum[m.lo:m.hi])
	m.lo, m.hi, m.total = farthest, farthest, 0
}

func (m *mixture) put(slip int, share float64) {
	at := slip + farthest
	m.lo, m.hi = min(m.lo, at), max(m.hi, at+1)
	m.sum[at] += share
	m.total += share
}

// quantiles are the slips by which the shares of model.Levels have come.
func (m *mixture) quantiles() (slips [3]int) {
	sum, q := 0.0, 0
	for at := m.lo; at < m.hi; at++ {
		sum += m.sum[at]
		// Sums of shares end a little beside the level they stand for.
		for sum >= m.total*(float64(model.Levels[q])/10000-1e-9) {
			slips[q] = at - farthest
			if q++; q == len(slips) {
				return slips
			}
		}
	}
	return slips
}

// points is the mixture in whole millionths.
func (m *mixture) points() model.SlipPoints {
	var points model.SlipPoints
	sum, last := 0.0, 0
	for at := m.lo; at < m.hi; at++ {
		if m.sum[at] == 0 {
			continue
		}
		sum += m.sum[at]
		if share := int(math.Round(sum / m.total * model.SlipWhole)); share > last {
			points = append(points, model.SlipPoint{Days: at - farthest, Share: share})
			last = share
		}
	}
	return points
}

// add puts what one grouping says of a delivery into a mixture: of each level as
// far as the receipts it has weigh against shrink, and what none of them knows
// comes as promised.
func (l *learner) add(m *mixture, grouping int, share float64, k [levels]key, on model.Date) {
	now := math.Exp2(min(float64(l.last-on)/halfLife, forgotten-1))
	for _, level := range groupings[grouping].levels {
		t := l.tables[level][k[level]]
		if t == nil || t.total == 0 {
			continue
		}
		part := share
		if level != byAll {
			weight := t.total * now
			part = share * weight / (weight + shrink)
		}
		each := part / t.total
		for i, slip := range t.slips {
			m.put(int(slip), each*t.weights[i])
		}
		share -= part
	}
	if share > 0 {
		m.put(0, share)
	}
}

// applies tells whether a grouping says anything of its own: without lanes or
// groups it would only repeat another.
func (l *learner) applies(g int) bool {
	for _, level := range groupings[g].levels[:min(1, len(groupings[g].levels))] {
		switch level {
		case byLane, byPair:
			return len(l.lanes) > 0
		case byGroup:
			return len(l.groups) > 0
		}
	}
	return true
}

// weights share one among the groupings, the more the better they have said
// lately when receipts would come.
func (l *learner) weights() (w [countOfGroupings]float64) {
	best := math.Inf(1)
	for g := range w {
		if l.applies(g) {
			best = min(best, l.losses[g]+doubt)
		}
	}
	total := 0.0
	for g := range w {
		if l.applies(g) {
			w[g] = math.Pow(best/(l.losses[g]+doubt), sharpness)
			total += w[g]
		}
	}
	for g := range w {
		w[g] /= total
	}
	return w
}

// blend makes the mixture of what all groupings say of a delivery.
func (l *learner) blend(k [levels]key, on model.Date) {
	l.mix.clear()
	for g, w := range l.weights() {
		if w > 0 {
			l.add(&l.mix, g, w, k, on)
		}
	}
}

// pinball is the loss of a date at a level: too late a date costs little at a
// high one, too early a date much. It is least in the mean where just that share
// has come by the date.
func pinball(slip, said int, level model.Level) float64 {
	if slip > said {
		return float64(slip-said) * float64(level) / 10000
	}
	return float64(said-slip) * float64(10000-level) / 10000
}
