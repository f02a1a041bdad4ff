package model

import (
	"cmp"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
)

// Level is how sure a date is: the share of deliveries that come by it, in basis
// points.
type Level int

// The levels that the desk shows.
const (
	P50 Level = 5000
	P80 Level = 8000
	P90 Level = 9000
)

// Levels lists them, the least sure first.
var Levels = []Level{P50, P80, P90}

// String is the level as it is spoken of: P80.
func (l Level) String() string { return fmt.Sprintf("P%d", l/100) }

// Slips is the distribution of how late deliveries come: for each number of
// days after the promised one (early ones are below zero) the share that has
// come by then.
type Slips struct {
	Receipts int // that it rests on
	Points   SlipPoints
}

// SlipPoints are in order of their days; the last one's share is SlipWhole.
type SlipPoints []SlipPoint

// SlipPoint is one step of the distribution.
type SlipPoint struct {
	Days  int // after the promised day
	Share int // that has come by then, in millionths
}

// SlipWhole is every delivery, in millionths.
const SlipWhole = 1_000_000

// slipTail is the least share, in millionths, that tells something about those
// who are later still.
const slipTail = 1000

// Measured tells whether enough has come to read anything from it.
func (s Slips) Measured() bool { return s.Receipts >= FewReceipts && len(s.Points) > 0 }

// By is the number of days after the promised one by which a share of those have
// come that are at least from days late: what is overdue is judged by the tail of
// the same distribution. False where next to nothing was ever that late. A later
// from never gives an earlier answer, nor does a higher level.
func (s Slips) By(level Level, from int) (days int, known bool) {
	at, _ := slices.BinarySearchFunc(s.Points, from, func(p SlipPoint, days int) int { return cmp.Compare(p.Days, days) })
	before := 0
	if at > 0 {
		before = s.Points[at-1].Share
	}
	if at == len(s.Points) || SlipWhole-before < slipTail {
		return 0, false
	}
	wanted := before*10000 + (SlipWhole-before)*int(level)
	for _, p := range s.Points[at:] {
		if p.Share*10000 >= wanted {
			return p.Days, true
		}
	}
	return s.Points[len(s.Points)-1].Days, true
}

// Scan reads the points as they are kept: [[days, share], ...].
func (p *SlipPoints) Scan(src any) error {
	text, err := scanText(src)
	if err != nil {
		return err
	}
	var pairs [][2]int
	if err := json.Unmarshal([]byte(text), &pairs); err != nil {
		return fmt.Errorf("slips: %w", err)
	}
	*p = make(SlipPoints, len(pairs))
	for i, pair := range pairs {
		(*p)[i] = SlipPoint{Days: pair[0], Share: pair[1]}
	}
	return nil
}

// Value keeps the points as [[days, share], ...].
func (p SlipPoints) Value() (driver.Value, error) {
	pairs := make([][2]int, len(p))
	for i, point := range p {
		pairs[i] = [2]int{point.Days, point.Share}
	}
	text, err := json.Marshal(pairs)
	return string(text), err
}
