package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// RankKey is one of the facts that lines are put in order by.
type RankKey string

// The keys. A must-ship-by date that is near goes before all of them and the
// line's id decides last: both are fixed, so that every order is total.
const (
	RankPriority   RankKey = "priority"    // after the lifts, 1 first
	RankNeedBy     RankKey = "need_by"     // the earliest first, none last
	RankPromise    RankKey = "promise"     // first promised, the earliest first, none last
	RankOrdered    RankKey = "ordered"     // who ordered first
	RankBroken     RankKey = "broken"      // the most promises broken first
	RankLargeOrder RankKey = "large_order" // the order of the most value first
	RankSmallOrder RankKey = "small_order" // the order of the least value first
)

// rankKeys is the table of the keys: how many bits of the rank each takes, and
// how it is said.
var rankKeys = []struct {
	key   RankKey
	bits  int
	label string
	words string
}{
	{RankPriority, 3, "Priority", "the better priority"},
	{RankNeedBy, 17, "Needed by", "what is needed first"},
	{RankPromise, 17, "First promised", "what was promised for the earliest day"},
	{RankOrdered, 43, "Ordered", "who ordered first"},
	{RankBroken, 4, "Promises broken", "who was let down most often"},
	{RankLargeOrder, 40, "Large orders", "the order of the most value"},
	{RankSmallOrder, 40, "Small orders", "the order of the least value"},
}

// RankBits is what a rank may take in all, one bit for near dates included.
const RankBits = 128

// RankKeys lists every key in the order forms offer them.
func RankKeys() []RankKey {
	keys := make([]RankKey, len(rankKeys))
	for i, k := range rankKeys {
		keys[i] = k.key
	}
	return keys
}

// Label names the key in a form.
func (k RankKey) Label() string { return k.row().label }

// Words says who is first by this key alone.
func (k RankKey) Words() string { return k.row().words }

// Bits is the room the key takes in a rank; 0 for none of the keys.
func (k RankKey) Bits() int { return k.row().bits }

func (k RankKey) row() (r struct {
	key   RankKey
	bits  int
	label string
	words string
}) {
	for _, row := range rankKeys {
		if row.key == k {
			return row
		}
	}
	return r
}

// LiftKind is a fact that makes a line more urgent than its order was entered.
type LiftKind string

// The lifts, in the order they are applied.
const (
	LiftRush     LiftKind = "rush"     // somebody rushed the order, and where that is needed it was approved
	LiftClass    LiftKind = "class"    // of the customer, one of Of
	LiftTier     LiftKind = "tier"     // of the customer, one of Of
	LiftCustomer LiftKind = "customer" // what the customer ordered in a year, From on
	LiftOrder    LiftKind = "order"    // the order's value, From on
	LiftSmall    LiftKind = "small"    // the order's value, up to From: quickly done
	LiftDeadline LiftKind = "deadline" // an essential date, or a job site's, within From days
	LiftBroken   LiftKind = "broken"   // promises already broken, From on
	LiftWaiting  LiftKind = "waiting"  // By for each From days since the order
	MaxLifts              = 40         // a rule that nobody reads is no rule
	maxOf                 = 200        // characters
	maxFrom               = 1<<40 - 1  // what a rank can hold of a value
)

// Lift raises a line's priority by By, to Best at the most. A line that is as
// good as Best already stays where it is.
type Lift struct {
	Kind LiftKind `json:"kind"`
	Of   string   `json:"of,omitempty"`   // classes or tiers, separated by commas
	From int64    `json:"from,omitempty"` // money in minor units, days or a count
	By   int      `json:"by"`
	Best int      `json:"best"`
}

// liftKinds is the table of the lifts.
var liftKinds = []struct {
	kind  LiftKind
	label string
	unit  LiftUnit
}{
	{LiftRush, "Rushed orders", LiftNothing},
	{LiftClass, "Customers of class", LiftNames},
	{LiftTier, "Customers of tier", LiftNames},
	{LiftCustomer, "Customers who ordered in a year from", LiftMoney},
	{LiftOrder, "Orders worth at least", LiftMoney},
	{LiftSmall, "Orders worth at most", LiftMoney},
	{LiftDeadline, "Deadlines at a job site within", LiftDays},
	{LiftBroken, "Promises broken, from", LiftCount},
	{LiftWaiting, "For each so many days of waiting", LiftDays},
}

// LiftUnit says what a lift's threshold is.
type LiftUnit int

// The units of thresholds.
const (
	LiftNothing LiftUnit = iota
	LiftNames
	LiftMoney
	LiftDays
	LiftCount
)

// LiftKinds lists every kind in the order they are applied.
func LiftKinds() []LiftKind {
	kinds := make([]LiftKind, len(liftKinds))
	for i, k := range liftKinds {
		kinds[i] = k.kind
	}
	return kinds
}

// Label says whom the lift is for, before its threshold.
func (k LiftKind) Label() string {
	for _, row := range liftKinds {
		if row.kind == k {
			return row.label
		}
	}
	return ""
}

// Unit is what the threshold of the kind is.
func (k LiftKind) Unit() LiftUnit {
	for _, row := range liftKinds {
		if row.kind == k {
			return row.unit
		}
	}
	return LiftNothing
}

// Names are the classes or tiers of the lift.
func (l Lift) Names() []string {
	var out []string
	for n := range strings.SplitSeq(l.Of, ",") {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// RankRule says in which order lines are served: by Keys, one after the other,
// with the priority as the Lifts leave it. The rule without keys is the default
// one.
type RankRule struct {
	Version int       `json:"-"` // 0: not kept
	Keys    []RankKey `json:"keys"`
	Lifts   []Lift    `json:"lifts"`
}

// DefaultAgeing is how many days of waiting lift a line by one priority, as long
// as nobody chose otherwise.
const DefaultAgeing = 14

// DefaultRank is the rule of a new desk: priority, needed-by date, time of
// order. Waiting lifts a line by one priority for each so many days, to 2 at
// the most; 0: never. A rushed order has priority 1.
func DefaultRank(ageingDays int) RankRule {
	r := RankRule{Keys: []RankKey{RankPriority, RankNeedBy, RankOrdered}, Lifts: []Lift{{Kind: LiftRush, By: 4, Best: 1}}}
	if ageingDays > 0 {
		r.Lifts = append(r.Lifts, Lift{Kind: LiftWaiting, From: int64(ageingDays), By: 1, Best: 2})
	}
	return r
}

// Uses tells whether the rule needs to know a fact.
func (r RankRule) Uses(kind LiftKind) bool {
	return slices.ContainsFunc(r.Lifts, func(l Lift) bool { return l.Kind == kind })
}

// NeedsValue tells whether the rule looks at what an order is worth.
func (r RankRule) NeedsValue() bool {
	return r.Uses(LiftOrder) || r.Uses(LiftSmall) || r.Has(RankLargeOrder) || r.Has(RankSmallOrder)
}

// NeedsBroken tells whether the rule looks at broken promises.
func (r RankRule) NeedsBroken() bool { return r.Uses(LiftBroken) || r.Has(RankBroken) }

// Has tells whether the rule puts lines in order by a key.
func (r RankRule) Has(key RankKey) bool { return slices.Contains(r.Keys, key) }

// Bits is the room a rank of the rule takes, the bit for near dates included.
func (r RankRule) Bits() int {
	bits := 1
	for _, k := range r.Keys {
		bits += k.Bits()
	}
	return bits
}

// Sorted gives the rule with its lifts in the order they are applied.
func (r RankRule) Sorted() RankRule {
	kinds := LiftKinds()
	r.Lifts = slices.Clone(r.Lifts)
	slices.SortStableFunc(r.Lifts, func(a, b Lift) int { return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind) })
	return r
}

// Check reports what is wrong with a rule, by field: keys, or lifts[0].from.
func (r RankRule) Check() Problems {
	var p Problems
	p.Need("keys", len(r.Keys) > 0, "Choose at least one key.")
	for i, k := range r.Keys {
		p.Need("keys", k.Bits() > 0, "Choose the keys from the list.")
		p.Need("keys", !slices.Contains(r.Keys[:i], k), "Choose each key once.")
	}
	p.Need("keys", !r.Has(RankLargeOrder) || !r.Has(RankSmallOrder), "Large orders first or small ones: choose one of the two.")
	p.Need("keys", r.Bits() <= RankBits, "These are more keys than a rank can hold. Leave one out.")
	p.Need("lifts", len(r.Lifts) <= MaxLifts, fmt.Sprintf("A rule has %d lifts at most.", MaxLifts))
	for i, l := range r.Lifts {
		l.check(&p, func(f string) string { return fmt.Sprintf("lifts[%d].%s", i, f) })
	}
	return p
}

func (l Lift) check(p *Problems, field func(string) string) {
	p.Need(field("kind"), l.Kind.Label() != "", "Choose one of the list.")
	p.Need(field("by"), l.By >= 1 && l.By <= 4, "A lift is 1 to 4 priorities.")
	p.Need(field("best"), l.Best >= 1 && l.Best <= 4, "A lift ends at a priority from 1 to 4.")
	switch l.Kind.Unit() {
	case LiftNames:
		p.Need(field("of"), len(l.Names()) > 0, "Name at least one.")
		p.Need(field("of"), len(l.Of) <= maxOf, fmt.Sprintf("Name them in %d characters.", maxOf))
	case LiftMoney:
		p.Need(field("from"), l.From > 0 && l.From <= maxFrom, "Enter an amount.")
	case LiftDays:
		p.Need(field("from"), l.From >= 1 && l.From <= 365, "Enter 1 to 365 days.")
	case LiftCount:
		p.Need(field("from"), l.From >= 1 && l.From <= 15, "Enter 1 to 15.")
	}
}

// Words says the rule in sentences; money writes an amount.
func (r RankRule) Words(money func(Money) string) []string {
	keys := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		keys[i] = k.Words()
	}
	out := []string{"Lines whose must-ship-by date is near go first of all.",
		"Then goes " + strings.Join(keys, "; among equals ") + "; at last what was entered first."}
	for _, l := range r.Lifts {
		out = append(out, l.Words(money))
	}
	return out
}

// Words says a lift in a sentence.
func (l Lift) Words(money func(Money) string) string {
	whom := l.Kind.Label()
	switch l.Kind.Unit() {
	case LiftNames:
		whom += " " + strings.Join(l.Names(), ", ")
	case LiftMoney:
		whom += " " + money(Money(l.From))
	case LiftDays:
		whom += " " + strconv.FormatInt(l.From, 10) + " days"
		if l.Kind == LiftWaiting {
			whom = "Each " + strconv.FormatInt(l.From, 10) + " days of waiting"
		}
	case LiftCount:
		whom += " " + strconv.FormatInt(l.From, 10) + " on"
	}
	return fmt.Sprintf("%s: %d more urgent, to priority %d at the most.", whom, l.By, l.Best)
}
