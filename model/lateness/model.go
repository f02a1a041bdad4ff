package lateness

import (
	"slices"

	"backfill/model"
)

// Known is what the receipts that had arrived by a day tell.
type Known struct {
	On model.Date
	l  *learner
	// w are the weights of the groupings on that day.
	w [countOfGroupings]float64
}

// Learn learns from the receipts that had arrived by a day; those that came later
// are unknown to it. Ahead is how many days before their promised day the
// groupings are compared. The order of the receipts does not matter, but for such
// as agree in everything.
func Learn(receipts []Receipt, ahead int, on model.Date) *Known {
	l := newLearner(arrivedBy(receipts, on))
	l.walk(ahead, on, func(int, model.Date) {})
	return &Known{On: on, l: l, w: l.weights()}
}

// arrivedBy leaves out what came after a day.
func arrivedBy(receipts []Receipt, on model.Date) []Receipt {
	return slices.DeleteFunc(slices.Clone(receipts), func(r Receipt) bool { return r.Arrived > on })
}

// Receipts is how many it has learned from.
func (k *Known) Receipts() int { return len(k.l.receipts) }

// Slips is the distribution of how late a delivery comes, as far as is known. A
// supplier or a lane of which nothing has come is judged by the larger groups.
func (k *Known) Slips(supplier, lane, group string) model.Slips {
	l := k.l
	if k.Receipts() == 0 {
		return model.Slips{}
	}
	l.blend(keys(l.suppliers.find(supplier), l.lanes.find(lane), l.groups.find(group)), k.On)
	return model.Slips{Receipts: k.Receipts(), Points: l.mix.points()}
}

// Pair is a supplier and a lane that something has come from.
type Pair struct {
	Supplier, Lane, Group string
	Receipts              int
}

// Pairs lists them, by supplier and lane.
func (k *Known) Pairs() []Pair {
	at := map[key]int{}
	var pairs []Pair
	for i, r := range k.l.receipts {
		of := k.l.keys[i][byPair]
		n, known := at[of]
		if !known {
			n = len(pairs)
			at[of] = n
			pairs = append(pairs, Pair{Supplier: r.Supplier, Lane: r.Lane})
		}
		pairs[n].Group = r.Group
		pairs[n].Receipts++
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return comparePairs(a, b) })
	return pairs
}

// Grouping is a way to judge deliveries, with how much it counts.
type Grouping struct {
	Name  string // "supplier and lane"
	Share int    // of the whole, in basis points
}

// Groupings lists those that count, the weightiest first.
func (k *Known) Groupings() []Grouping {
	var all []Grouping
	for g, w := range k.w {
		if share := int(w*10000 + 0.5); share > 0 {
			all = append(all, Grouping{Name: groupings[g].name, Share: share})
		}
	}
	slices.SortStableFunc(all, func(a, b Grouping) int { return b.Share - a.Share })
	return all
}
