package lateness

import (
	"cmp"

	"backfill/model"
)

// Judged is a receipt with the dates it would have been given some days before
// its promised one, by what had arrived until then.
type Judged struct {
	Receipt
	Dates [3]model.Date // at model.Levels
	Known int           // receipts that had arrived
}

// BackTest dates the last 30 % of the receipts, by promised day, each by what had
// arrived ahead days before that day. With fewer than model.FewReceipts nothing is
// measured: the promised day stands.
func BackTest(receipts []Receipt, ahead int) []Judged {
	l := newLearner(receipts)
	first := len(receipts) * 7 / 10
	judged := make([]Judged, 0, len(receipts)-first)
	end := model.Date(0)
	for _, r := range receipts {
		end = max(end, r.Promised)
	}
	l.walk(ahead, end, func(i int, on model.Date) {
		if i < first {
			return
		}
		j := Judged{Receipt: l.receipts[i], Known: l.known}
		if l.known >= model.FewReceipts {
			l.blend(l.keys[i], on)
		} else {
			l.mix.clear()
			l.mix.put(0, 1)
		}
		for q, slip := range l.mix.quantiles() {
			j.Dates[q] = j.Promised.AddDays(slip)
		}
		judged = append(judged, j)
	})
	return judged
}

// Score says how good dates were, in whole numbers: a share is a count of N, a
// mean a sum over N.
type Score struct {
	N          int
	Met        [3]int // came by the date at each of model.Levels
	MissedDays int    // between the date at P50 and the day it came, early or late
	Pinball90  int    // tenths: nine for a day after the date at P90, one for a day before
	AsPromised int    // the same for the promised day itself
}

// Add counts one receipt.
func (s *Score) Add(j Judged) {
	s.N++
	for q := range j.Dates {
		if j.Arrived <= j.Dates[q] {
			s.Met[q]++
		}
	}
	s.MissedDays += abs(int(j.Arrived - j.Dates[0]))
	s.Pinball90 += tenths(int(j.Arrived - j.Dates[2]))
	s.AsPromised += tenths(int(j.Arrived - j.Promised))
}

func tenths(late int) int {
	if late > 0 {
		return 9 * late
	}
	return -late
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// ScoreOf sums up.
func ScoreOf(judged []Judged) Score {
	var s Score
	for _, j := range judged {
		s.Add(j)
	}
	return s
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Supplier, b.Supplier), cmp.Compare(a.Lane, b.Lane))
}
