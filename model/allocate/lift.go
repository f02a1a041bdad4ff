package allocate

import (
	"slices"
	"strings"
	"time"

	"backfill/model"
)

// liftFacts is what lifts look at.
type liftFacts struct {
	today model.Date
	zone  *time.Location
	line  *Line
	order *Order // nil: unknown
}

// Lifted is one lift that made a line more urgent.
type Lifted struct {
	Kind model.LiftKind `json:"kind"`
	By   int            `json:"by"`
	Of   string         `json:"of,omitempty"`   // the class or the tier
	Days int            `json:"days,omitempty"` // of waiting that count: whole steps only
	N    int            `json:"n,omitempty"`    // of broken promises, as the lift asks
}

// lifted is the priority of a line as a rule's lifts leave it. Each of them
// counts once, in their order, and none makes a line less urgent. What each did
// is appended to told, where that is not nil.
func lifted(lifts []model.Lift, f *liftFacts, told *[]Lifted) int {
	priority := min(max(f.line.Priority, 1), 5)
	for i := range lifts {
		l := &lifts[i]
		if priority <= l.Best {
			continue
		}
		steps, note := f.steps(l)
		if steps == 0 {
			continue
		}
		was := priority
		priority = max(l.Best, priority-steps*l.By)
		if told != nil {
			note.Kind, note.By = l.Kind, was-priority
			*told = append(*told, note)
		}
	}
	return priority
}

// steps is how many times a lift counts, and what to say of it.
func (f *liftFacts) steps(l *model.Lift) (int, Lifted) {
	switch l.Kind {
	case model.LiftWaiting:
		n := f.waited() / int(max(l.From, 1))
		return n, Lifted{Days: n * int(l.From)}
	case model.LiftBroken:
		return once(int64(f.line.Broken) >= l.From), Lifted{N: int(l.From)}
	case model.LiftDeadline:
		by := f.line.NeedBy
		return once(f.order != nil && f.order.Deadline && !by.IsZero() && by <= f.today.AddDays(int(l.From))), Lifted{}
	}
	if f.order == nil {
		return 0, Lifted{}
	}
	switch l.Kind {
	case model.LiftRush:
		return once(f.order.Rush), Lifted{}
	case model.LiftClass:
		return once(named(l.Of, f.order.Class)), Lifted{Of: f.order.Class}
	case model.LiftTier:
		return once(named(l.Of, f.order.Tier)), Lifted{Of: f.order.Tier}
	case model.LiftCustomer:
		return once(int64(f.order.CustomerYear) >= l.From), Lifted{}
	case model.LiftOrder:
		return once(int64(f.order.Value) >= l.From), Lifted{}
	case model.LiftSmall:
		return once(f.order.Value > 0 && int64(f.order.Value) <= l.From), Lifted{}
	}
	return 0, Lifted{}
}

func once(is bool) int {
	if is {
		return 1
	}
	return 0
}

// waited is how many whole days a line has waited; the day of the order is none.
func (f *liftFacts) waited() int {
	if f.line.OrderedAt.IsZero() {
		return 0
	}
	return max(int(f.today)-1-localDay(f.line.OrderedAt, f.zone), 0)
}

// named tells whether a name is one of a list, whatever their case.
func named(list, name string) bool {
	return name != "" && slices.ContainsFunc(model.Lift{Of: list}.Names(), func(n string) bool { return strings.EqualFold(n, name) })
}

// words says a lift in a few words: "class A", "waited 28 days".
func (l Lifted) words() string {
	switch l.Kind {
	case model.LiftRush:
		return "rushed"
	case model.LiftClass:
		return "customer class " + l.Of
	case model.LiftTier:
		return "customer tier " + l.Of
	case model.LiftCustomer:
		return "a large customer"
	case model.LiftOrder:
		return "a large order"
	case model.LiftSmall:
		return "a small order"
	case model.LiftDeadline:
		return "a deadline that is near"
	case model.LiftBroken:
		return times(l.N)
	case model.LiftWaiting:
		return plural(l.Days, "day") + " of waiting"
	}
	return string(l.Kind)
}

func times(n int) string {
	if n == 1 {
		return "a promise was broken"
	}
	return plural(n, "promise") + " were broken"
}
