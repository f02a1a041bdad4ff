package allocate

import (
	"cmp"
	"slices"
	"time"

	"backfill/model"
)

// A rank is a number of the rule's bits, best first: a bit for a near date, then
// what each key of the rule says; then the line id. Dates from 1900 and instants
// from 1900 to 2178 keep their order, values up to 2^40 minor units; what lies
// outside counts as the nearest end.
const (
	dateBits, timeBits = 17, 43
	noDate             = 1<<dateBits - 1
	maxValue           = 1<<40 - 1
	maxBroken          = 15
)

var (
	firstDate = model.NewDate(1900, 1, 1)
	firstTime = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
)

// wide is a number of 128 bits.
type wide struct{ hi, lo uint64 }

// push appends bits, at most 63 of them.
func (w wide) push(v uint64, bits int) wide {
	return wide{w.hi<<bits | w.lo>>(64-bits), w.lo<<bits | v}
}

// digit is the five bits from shift on.
func (w wide) digit(shift int) byte {
	switch {
	case shift >= 64:
		return byte(w.hi >> (shift - 64) & 31)
	case shift > 59:
		return byte((w.lo>>shift | w.hi<<(64-shift)) & 31)
	}
	return byte(w.lo >> shift & 31)
}

// urgency is what the keys of a rule look at.
type urgency struct {
	near     bool
	priority int
	needBy   model.Date
	promise  model.Date // first
	ordered  model.Time
	broken   int
	value    model.Money
}

// rankKey puts what a rule looks at into a number, the best the smallest.
func rankKey(keys []part, u *urgency) wide {
	w := wide{}
	if !u.near {
		w.lo = 1
	}
	for _, k := range keys {
		w = w.push(keyBits(k.key, u), k.bits)
	}
	return w
}

// part is a key and the bits it takes in a rank.
type part struct {
	key  model.RankKey
	bits int
}

func keyBits(k model.RankKey, u *urgency) uint64 {
	switch k {
	case model.RankPriority:
		return uint64(u.priority)
	case model.RankNeedBy:
		return dayBits(u.needBy)
	case model.RankPromise:
		return dayBits(u.promise)
	case model.RankOrdered:
		return uint64(min(max(u.ordered.Std().UnixMilli()-firstTime, 0), 1<<timeBits-1))
	case model.RankBroken:
		return uint64(maxBroken - min(max(u.broken, 0), maxBroken))
	case model.RankLargeOrder:
		return uint64(maxValue - min(max(u.value, 0), maxValue))
	case model.RankSmallOrder:
		return uint64(min(max(u.value, 0), maxValue))
	}
	return 0
}

func dayBits(d model.Date) uint64 {
	if d.IsZero() {
		return noDate
	}
	return uint64(min(max(int64(d-firstDate), 0), noDate-1))
}

// ruleKeys are the keys of a rule; the rule without any is the default one.
func ruleKeys(r model.RankRule) []part {
	keys := r.Keys
	if len(keys) == 0 {
		keys = model.DefaultRank(0).Keys
	}
	parts := make([]part, len(keys))
	for i, k := range keys {
		parts[i] = part{k, k.Bits()}
	}
	return parts
}

// RankOf is the rank that a run gives a line of the policy normal on a day, for
// a line that has not seen a run yet: it then stands where it will, as far as
// the line and its order alone say.
func RankOf(today model.Date, zone *time.Location, rule model.RankRule, l Line, o Order) string {
	keys := ruleKeys(rule)
	f := liftFacts{today: today, zone: zone, line: &l, order: &o}
	u := urgencyOf(&l, &o, lifted(rule.Lifts, &f, nil), false)
	return string(appendRank(make([]byte, 0, 28), rankKey(keys, &u), width(keys), l.ID))
}

// urgencyOf is what the keys look at of a line; its order may be unknown, nil.
func urgencyOf(l *Line, o *Order, priority int, near bool) urgency {
	u := urgency{near: near, priority: priority, needBy: l.NeedBy, promise: l.FirstPromise, ordered: l.OrderedAt, broken: l.Broken}
	if o != nil {
		u.value = o.Value
	}
	return u
}

// width is how many digits the ranks of these keys have.
func width(keys []part) int {
	bits := 1 // of near
	for _, k := range keys {
		bits += k.bits
	}
	return (bits + 4) / 5
}

const rankDigits = "0123456789abcdefghijklmnopqrstuv"

// appendRank writes a rank as text whose order is the rank's: its digits of 5
// bits, then the id with its length in front.
func appendRank(b []byte, key wide, width int, id int64) []byte {
	for shift := (width - 1) * 5; shift >= 0; shift -= 5 {
		b = append(b, rankDigits[key.digit(shift)])
	}
	digits := 1
	for v := uint64(id) >> 5; v > 0; v >>= 5 {
		digits++
	}
	b = append(b, rankDigits[digits])
	for shift := (digits - 1) * 5; shift >= 0; shift -= 5 {
		b = append(b, rankDigits[uint64(id)>>shift&31])
	}
	return b
}

// localDay is the company's date of an instant, in days since 1970.
func localDay(t model.Time, zone *time.Location) int {
	std := t.Std()
	_, offset := std.In(zone).Zone()
	seconds := std.Unix() + int64(offset)
	day := seconds / 86400
	if seconds%86400 < 0 {
		day--
	}
	return int(day)
}

// ranked is a line to be put in order.
type ranked struct {
	key wide
	id  int64
	in  int32 // index into Snapshot.Lines
}

// sortRanked orders by key, then id, in linear time: a byte at a time, the
// bytes that are the same in all left out.
func sortRanked(a []ranked) []ranked {
	if len(a) < 256 {
		slices.SortFunc(a, func(x, y ranked) int {
			return cmp.Or(cmp.Compare(x.key.hi, y.key.hi), cmp.Compare(x.key.lo, y.key.lo), cmp.Compare(x.id, y.id))
		})
		return a
	}
	spare := make([]ranked, len(a))
	if !slices.IsSortedFunc(a, func(x, y ranked) int { return cmp.Compare(x.id, y.id) }) {
		a, spare = radix(a, spare, func(r *ranked) uint64 { return uint64(r.id) ^ 1<<63 })
	}
	a, spare = radix(a, spare, func(r *ranked) uint64 { return r.key.lo })
	if slices.ContainsFunc(a, func(r ranked) bool { return r.key.hi > 0 }) {
		a, _ = radix(a, spare, func(r *ranked) uint64 { return r.key.hi })
	}
	return a
}

func radix(a, spare []ranked, of func(*ranked) uint64) (sorted, other []ranked) {
	var count [8][256]int32
	for i := range a {
		k := of(&a[i])
		for d := range 8 {
			count[d][byte(k>>(8*d))]++
		}
	}
	for d := range 8 {
		c := &count[d]
		if int(c[byte(of(&a[0])>>(8*d))]) == len(a) {
			continue
		}
		at := int32(0)
		for i := range c {
			c[i], at = at, at+c[i]
		}
		for i := range a {
			v := byte(of(&a[i]) >> (8 * d))
			spare[c[v]] = a[i]
			c[v]++
		}
		a, spare = spare, a
	}
	return a, spare
}
