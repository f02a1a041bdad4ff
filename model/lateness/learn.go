package lateness

import (
	"cmp"
	"math"
	"slices"

	"backfill/model"
)

// Receipt is one delivery: when it was promised and when it came.
type Receipt struct {
	Supplier string
	Lane     string // transport mode or route; empty: none is known
	Group    string // of the supplier; empty: none
	Promised model.Date
	Arrived  model.Date
}

// slip is how many days after the promised one it came. What is further off than
// farthest is a mistyped year more often than a ship, and counts as that far.
func (r Receipt) slip() int {
	return int(min(max(r.Arrived-r.Promised, -farthest), farthest))
}

// The figures of the method; doc.go tells how they were chosen.
const (
	farthest     = 1000    // days
	halfLife     = 45.0    // days after which a receipt counts half
	lossHalfLife = 180.0   // days after which an error of a grouping counts half
	shrink       = 8.0     // a group of so many receipts counts as much as the larger one
	sharpness    = 4.0     // of the weights: a grouping half as good weighs a sixteenth
	doubt        = 8.0     // days of error that every grouping starts with
	scoredAtMost = 12_000  // receipts that the groupings are compared on
	forgotten    = 1 << 10 // half-lives after which a weight is no longer a number
)

// level is one way to find receipts that are alike.
type level uint8

const (
	byPair level = iota // of one supplier on one lane
	bySupplier
	byLane
	byGroup
	byAll
	levels
)

// grouping is a way to judge a delivery by receipts like it: by the first of its
// levels as far as that has receipts, by the next for the rest.
type grouping struct {
	name   string
	levels []level // none: as promised
}

// countOfGroupings is how many there are.
const countOfGroupings = 6

var groupings = [countOfGroupings]grouping{
	{"as promised", nil},
	{"all receipts", []level{byAll}},
	{"supplier group", []level{byGroup, byAll}},
	{"lane", []level{byLane, byAll}},
	{"supplier", []level{bySupplier, byAll}},
	{"supplier and lane", []level{byPair, bySupplier, byLane, byGroup, byAll}},
}

// key names the receipts of one level, by number.
type key struct{ supplier, lane, group int32 }

const (
	anyOf  = -1
	unseen = -2
)

// keys are those of every level for a delivery.
func keys(supplier, lane, group int32) [levels]key {
	return [levels]key{
		byPair:     {supplier, lane, anyOf},
		bySupplier: {supplier, anyOf, anyOf},
		byLane:     {anyOf, lane, anyOf},
		byGroup:    {anyOf, anyOf, group},
		byAll:      {anyOf, anyOf, anyOf},
	}
}

// table counts the slips of one level's receipts, each with its weight. A
// receipt's weight grows with its day instead of fading with age: so a table is
// only ever added to.
type table struct {
	slips    []int16 // sorted
	weights  []float64
	total    float64
	receipts int
}

func (t *table) add(slip int, weight float64) {
	at, found := slices.BinarySearch(t.slips, int16(slip))
	if !found {
		t.slips = slices.Insert(t.slips, at, int16(slip))
		t.weights = slices.Insert(t.weights, at, 0)
	}
	t.weights[at] += weight
	t.total += weight
	t.receipts++
}

// names numbers names; the empty one is number 0.
type names map[string]int32

func (n names) number(name string) int32 {
	if name == "" {
		return 0
	}
	at, known := n[name]
	if !known {
		at = int32(len(n)) + 1
		n[name] = at
	}
	return at
}

// find is the number of a name, anyOf where nothing of it has been seen.
func (n names) find(name string) int32 {
	if name == "" {
		return 0
	}
	if at, known := n[name]; known {
		return at
	}
	return unseen
}

// learner holds what has been learned so far.
type learner struct {
	receipts                 []Receipt // by promised day
	keys                     [][levels]key
	suppliers, lanes, groups names
	last                     model.Date // the day on which weights are 1
	tables                   [levels]map[key]*table
	seen                     map[delivery]int
	known                    int // receipts taken in
	mix                      mixture

	losses [countOfGroupings]float64 // faded to day
	day    model.Date
	stride int          // the groupings are compared on every so manieth receipt
	dated  []prediction // what they said, by receipt
}

// delivery is what came together.
type delivery struct {
	key
	promised, arrived model.Date
}

// prediction is what every grouping said of one receipt beforehand: its slip at
// each of the levels.
type prediction struct {
	made  bool
	slips [countOfGroupings][3]int16
}

func newLearner(all []Receipt) *learner {
	l := &learner{receipts: slices.Clone(all), suppliers: names{}, lanes: names{}, groups: names{}, seen: map[delivery]int{},
		stride: 1 + len(all)/scoredAtMost}
	slices.SortStableFunc(l.receipts, func(a, b Receipt) int { return cmp.Compare(a.Promised, b.Promised) })
	for i := range l.tables {
		l.tables[i] = map[key]*table{}
	}
	l.keys = make([][levels]key, len(all))
	for i, r := range l.receipts {
		l.last = max(l.last, r.Arrived)
		l.keys[i] = keys(l.suppliers.number(r.Supplier), l.lanes.number(r.Lane), l.groups.number(r.Group))
	}
	l.dated = make([]prediction, len(all))
	return l
}

// byArrival lists the receipts in the order they came.
func (l *learner) byArrival() []int32 {
	order := make([]int32, len(l.receipts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(l.receipts[a].Arrived, l.receipts[b].Arrived) })
	return order
}

// walk goes through the receipts by promised day, and before each of them learns
// what had arrived some days ahead of it. Then judge is called: nothing that came
// later is known to it. Last it learns what arrived until the end.
func (l *learner) walk(ahead int, until model.Date, judge func(i int, on model.Date)) {
	order := l.byArrival()
	at := 0
	learn := func(day model.Date) {
		for ; at < len(order) && l.receipts[order[at]].Arrived <= day; at++ {
			l.learn(int(order[at]), day)
		}
	}
	for i, r := range l.receipts {
		on := r.Promised.AddDays(-ahead)
		if on > until {
			break
		}
		learn(on)
		l.fade(on)
		if l.compares(i) {
			l.date(i, on)
		}
		judge(i, on)
	}
	learn(until)
	l.fade(until)
}

// compares tells whether a receipt is one of those the groupings are compared on.
func (l *learner) compares(i int) bool { return i%l.stride == 0 && len(l.tables[byAll]) > 0 }

// date notes what every grouping says of a receipt.
func (l *learner) date(i int, on model.Date) {
	for g := range groupings {
		if !l.applies(g) {
			continue
		}
		l.mix.clear()
		l.add(&l.mix, g, 1, l.keys[i], on)
		for q, slip := range l.mix.quantiles() {
			l.dated[i].slips[g][q] = int16(slip)
		}
	}
	l.dated[i].made = true
}

// learn takes a receipt in: into the tables, and, where the groupings had said
// something of it, into what they are compared by. Lines that came together were
// late for one reason: the fourth of them counts for half of the first.
func (l *learner) learn(i int, day model.Date) {
	r, k := l.receipts[i], l.keys[i]
	l.known++
	what := delivery{k[byPair], r.Promised, r.Arrived}
	n := float64(l.seen[what])
	l.seen[what]++
	weight := (math.Sqrt(n+1) - math.Sqrt(n)) * math.Exp2(-min(float64(l.last-r.Arrived)/halfLife, forgotten))
	for level := range levels {
		if level == byGroup && r.Group == "" {
			continue
		}
		t := l.tables[level][k[level]]
		if t == nil {
			t = &table{}
			l.tables[level][k[level]] = t
		}
		t.add(r.slip(), weight)
	}
	if !l.dated[i].made {
		return
	}
	l.fade(day)
	for g := range groupings {
		for q, level := range model.Levels {
			l.losses[g] += pinball(r.slip(), int(l.dated[i].slips[g][q]), level)
		}
	}
}

// fade lets the errors of the groupings fade to a day.
func (l *learner) fade(day model.Date) {
	if day <= l.day {
		return
	}
	if l.day != 0 {
		by := math.Exp2(-float64(day-l.day) / lossHalfLife)
		for g := range l.losses {
			l.losses[g] *= by
		}
	}
	l.day = day
}
