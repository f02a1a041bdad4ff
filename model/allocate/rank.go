package allocate

import (
	"cmp"
	"slices"
	"time"

	"backfill/model"
)

// The rank of a line is 64 bits, best first: near (1), priority after ageing
// (3), need-by date (17, none last) and time of order in milliseconds (43);
// then the line id. Dates from 1900 and instants from 1900 to 2178 keep their
// order; what lies outside counts as the nearest end.
const (
	dateBits, timeBits = 17, 43
	noDate             = 1<<dateBits - 1
)

var (
	firstDate = model.NewDate(1900, 1, 1)
	firstTime = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
)

func rankKey(near bool, priority int, needBy model.Date, at model.Time) uint64 {
	key := uint64(priority)
	if !near {
		key |= 1 << 3
	}
	day := uint64(noDate)
	if !needBy.IsZero() {
		day = uint64(min(max(int64(needBy-firstDate), 0), noDate-1))
	}
	ms := min(max(at.Std().UnixMilli()-firstTime, 0), 1<<timeBits-1)
	return key<<(dateBits+timeBits) | day<<timeBits | uint64(ms)
}

// RankOf is the rank that a run gives a line of the policy normal on a day, for
// a line that has not seen a run yet: it then stands where it will.
func RankOf(today model.Date, zone *time.Location, ageingDays int, l Line) string {
	priority := min(max(l.Priority, 1), 5)
	if priority > 2 && !l.OrderedAt.IsZero() {
		priority = aged(priority, int(today)-1-localDay(l.OrderedAt, zone), ageingDays)
	}
	return string(appendRank(make([]byte, 0, 28), rankKey(false, priority, l.NeedBy, l.OrderedAt), l.ID))
}

const rankDigits = "0123456789abcdefghijklmnopqrstuv"

// appendRank writes a rank as text whose order is the rank's: 13 digits of 5
// bits, then the id with its length in front.
func appendRank(b []byte, key uint64, id int64) []byte {
	for shift := 60; shift >= 0; shift -= 5 {
		b = append(b, rankDigits[key>>shift&31])
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

// aged lifts a priority by one for each AgeingDays a line has waited, to 2 at
// the most; a priority of 1 or 2 stays.
func aged(priority, waited, ageingDays int) int {
	if ageingDays <= 0 || waited <= 0 {
		return priority
	}
	return min(priority, max(2, priority-waited/ageingDays))
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
	key uint64
	id  int64
	in  int32 // index into Snapshot.Lines
}

// sortRanked orders by key, then id, in linear time: a byte at a time, the
// bytes that are the same in all left out.
func sortRanked(a []ranked) []ranked {
	if len(a) < 256 {
		slices.SortFunc(a, func(x, y ranked) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.id, y.id)) })
		return a
	}
	spare := make([]ranked, len(a))
	if !slices.IsSortedFunc(a, func(x, y ranked) int { return cmp.Compare(x.id, y.id) }) {
		a, spare = radix(a, spare, func(r *ranked) uint64 { return uint64(r.id) ^ 1<<63 })
	}
	a, _ = radix(a, spare, func(r *ranked) uint64 { return r.key })
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
