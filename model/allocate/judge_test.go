package allocate

import (
	"errors"
	"fmt"
	"strings"

	"backfill/model"
)

// judge is an independent reader of plans: it shares no code with the engine
// and recomputes each rule from the snapshot and the moves alone.
func judge(s Snapshot, p Plan) error {
	j := &judging{s: s, left: map[string]model.Qty{}, had: map[string]model.Qty{}, byOrder: map[int64]Order{}, pools: map[[2]int64]Pool{}}
	for _, o := range s.Orders {
		j.byOrder[o.ID] = o
	}
	for _, pool := range s.Pools {
		j.pools[[2]int64{pool.ProductID, pool.WarehouseID}] = pool
		for _, l := range pool.Lots {
			j.left[lotKey(pool.ProductID, pool.WarehouseID, l.Name)] = l.Free
		}
	}
	if len(p.Lines) != len(s.Lines) {
		j.fail("%d results for %d lines", len(p.Lines), len(s.Lines))
		return errors.Join(j.errs...)
	}
	for i, r := range p.Lines {
		if i > 0 && p.Lines[i-1].Rank >= r.Rank {
			j.fail("rank %q of line %d is not above %q", r.Rank, r.LineID, p.Lines[i-1].Rank)
		}
		j.line(s.Lines[r.Line], r)
	}
	for lot, q := range j.left {
		if q < 0 {
			j.fail("lot %s: %s more than there is", lot, -q)
		}
	}
	j.groups(p)
	j.protections(p)
	return errors.Join(j.errs...)
}

type judging struct {
	s       Snapshot
	left    map[string]model.Qty
	had     map[string]model.Qty
	byOrder map[int64]Order
	pools   map[[2]int64]Pool
	errs    []error
}

func (j *judging) fail(f string, a ...any) { j.errs = append(j.errs, fmt.Errorf(f, a...)) }

func lotKey(p, w int64, lot string) string { return fmt.Sprintf("%d/%d/%q", p, w, lot) }

func (j *judging) line(l Line, r Result) {
	lots := map[string]model.Qty{}
	before := l.Picked
	for _, h := range l.Held {
		lots[h.Lot] += h.Qty
		before += h.Qty
	}
	gain := model.Qty(0)
	for _, m := range r.Moves {
		if m.Qty == 0 {
			j.fail("line %d: an empty move", l.ID)
		}
		lots[m.Lot] += m.Qty
		gain += m.Qty
		j.left[lotKey(l.ProductID, l.WarehouseID, m.Lot)] -= m.Qty
	}
	for lot, q := range lots {
		if q < 0 {
			j.fail("line %d: lot %q at %s", l.ID, lot, q)
		}
		if q == 0 {
			delete(lots, lot)
		}
	}
	if r.LineID != l.ID || r.Before != before || r.After != before+gain || r.Backorder != max(l.Open-r.After, 0) {
		j.fail("line %d: figures %s -> %s, short %s do not add up", l.ID, r.Before, r.After, r.Backorder)
	}
	if gain > 0 && r.After > l.Open || r.After < l.Picked {
		j.fail("line %d: %s of %s open, %s picked", l.ID, r.After, l.Open, l.Picked)
	}
	j.label(l, r, gain)
	j.grant(l, r, gain, lots)
	var covered model.Qty
	for i, p := range r.Parts {
		covered += p.Qty
		if p.Qty <= 0 || p.Date < j.s.Today || i > 0 && p.Date < r.Parts[i-1].Date {
			j.fail("line %d: part %+v", l.ID, p)
		}
	}
	j.delivery(l, r)
	if covered != r.Backorder {
		j.fail("line %d: %s dated of %s short", l.ID, covered, r.Backorder)
	}
}

// delivery holds what a new promise must be: a day on which the truck goes, and
// for what the supplier ships no day before the supplier's.
func (j *judging) delivery(l Line, r Result) {
	if r.Promise == l.Promise {
		return
	}
	if r.Promise < j.s.Today || l.Hold+l.CreditHold != "" {
		j.fail("line %d: promised %s", l.ID, r.Promise)
	}
	o := j.byOrder[l.OrderID]
	var route []Route
	for _, k := range j.s.Routes {
		if strings.EqualFold(k.Zone, o.Zone) && k.WarehouseID == l.WarehouseID {
			route = append(route, k)
		}
	}
	if o.Method != model.OwnTruck || l.NoStock || len(route) == 0 {
		return
	}
	for _, k := range route {
		if k.Weekday != r.Promise.Weekday() {
			continue
		}
		last := r.Promise.AddDays(-k.DaysBefore)
		for _, p := range r.Parts {
			if p.Date > last {
				j.fail("line %d: ready %s, on the truck of %s that loads on %s", l.ID, p.Date, r.Promise, last)
			}
		}
		if last < j.s.Today || last == j.s.Today && j.s.Clock > k.Cutoff {
			j.fail("line %d: on the truck of %s, which was loaded by %s %s", l.ID, r.Promise, last, k.Cutoff)
		}
		return
	}
	j.fail("line %d: promised %s, a %s without a truck", l.ID, r.Promise, r.Promise.Weekday())
}

// label holds the table of the six policies.
func (j *judging) label(l Line, r Result, gain model.Qty) {
	mayGain := map[model.Policy]bool{model.MustShipBy: true, model.Protected: true, model.Normal: true}[l.Policy]
	mayLose := map[model.Policy]bool{model.Normal: true, model.Yields: true, model.Release: true}[l.Policy] && j.s.Replan
	if gain > 0 && (!mayGain || l.Hold != "" || l.CreditHold != "" || l.NoStock) {
		j.fail("line %d (%s) gained %s", l.ID, l.Policy, gain)
	}
	if gain < 0 && !mayLose {
		j.fail("line %d (%s) lost %s", l.ID, l.Policy, -gain)
	}
	if l.Policy == model.Release && j.s.Replan && r.After != l.Picked {
		j.fail("line %d: released but has %s", l.ID, r.After)
	}
}

func (j *judging) grant(l Line, r Result, gain model.Qty, lots map[string]model.Qty) {
	if gain <= 0 {
		return
	}
	pool := j.pools[[2]int64{l.ProductID, l.WarehouseID}]
	if days := j.s.Policy.HorizonDays; days >= 0 && !l.NeedBy.IsZero() {
		end := j.s.Today.AddDays(pool.LeadTimeDays)
		for !j.s.Calendar.Works(end) {
			end++
		}
		for range days {
			for end++; !j.s.Calendar.Works(end); end++ {
			}
		}
		if l.NeedBy > end {
			j.fail("line %d: wanted %s, beyond %s, gained stock", l.ID, l.NeedBy, end)
		}
	}
	complete := r.After == l.Open
	if !complete && (pool.Pack > 0 && gain%pool.Pack != 0 || l.UnitRatio > 0 && gain%l.UnitRatio != 0) && !j.s.Replan {
		j.fail("line %d: gained %s, pack %s, unit %s", l.ID, gain, pool.Pack, l.UnitRatio)
	}
	if !complete && j.byOrder[l.OrderID].ShipMode == model.LineComplete {
		j.fail("line %d: ships complete and has %s of %s", l.ID, r.After, l.Open)
	}
	if l.OneLot && (!complete || len(lots) > 1) {
		j.fail("line %d: one lot, has %v of %s", l.ID, lots, l.Open)
	}
}

// groups checks that what is served together gained whole or nothing.
func (j *judging) groups(p Plan) {
	gained, open := map[string]int64{}, map[string]int64{}
	for _, r := range p.Lines {
		l := j.s.Lines[r.Line]
		o := j.byOrder[l.OrderID]
		key := ""
		switch {
		case o.ShipMode == model.OrderComplete, o.ShipMode == model.MaxShipments && o.ShipmentsLeft <= 1:
			key = fmt.Sprint("order ", l.OrderID)
		case l.CriticalSet != "":
			key = fmt.Sprint("set ", l.OrderID, " ", l.CriticalSet)
		default:
			continue
		}
		if r.After > r.Before {
			gained[key] = l.ID
			if o.Elsewhere {
				j.fail("%s: lines out of sight, line %d gained", key, l.ID)
			}
		}
		if r.Backorder > 0 && !l.NoStock {
			open[key] = l.ID
		}
	}
	for key, id := range gained {
		if lacking, short := open[key]; short {
			j.fail("%s: line %d gained though line %d lacks", key, id, lacking)
		}
	}
}

// protections checks that nobody below its priority went into what is kept.
func (j *judging) protections(p Plan) {
	for _, k := range j.s.Protection {
		if k.Until < j.s.Today {
			continue
		}
		var start, end, better, worse model.Qty
		for _, l := range j.pools[[2]int64{k.ProductID, k.WarehouseID}].Lots {
			start += l.Free
			end += j.left[lotKey(k.ProductID, k.WarehouseID, l.Name)]
		}
		for _, r := range p.Lines {
			l := j.s.Lines[r.Line]
			if l.ProductID != k.ProductID || l.WarehouseID != k.WarehouseID {
				continue
			}
			if j.priority(l) <= k.Priority {
				better += max(r.After-r.Before, 0)
			} else {
				worse += r.After - r.Before
			}
		}
		if worse > 0 && !j.s.Replan && end+better < min(k.Qty, start) {
			j.fail("product %d: %s kept for priority %d, %s left, worse got %s", k.ProductID, k.Qty, k.Priority, end, worse)
		}
	}
}

func (j *judging) priority(l Line) int {
	if l.Policy == model.MustShipBy && !l.NeedBy.IsZero() && l.NeedBy <= j.s.Today+model.Date(j.s.Policy.NearDays) {
		return 1
	}
	priority, o := l.Priority, j.byOrder[l.OrderID]
	for _, lift := range j.s.Policy.Rank.Lifts {
		for range j.meets(lift, l, o) {
			for range lift.By {
				if priority > lift.Best {
					priority--
				}
			}
		}
	}
	return priority
}

// meets is how many times a line meets what a lift asks for.
func (j *judging) meets(lift model.Lift, l Line, o Order) int {
	is := false
	switch lift.Kind {
	case model.LiftRush:
		is = o.Rush
	case model.LiftClass:
		is = o.Class != "" && strings.Contains(strings.ToLower(lift.Of), strings.ToLower(o.Class))
	case model.LiftTier:
		is = o.Tier != "" && strings.Contains(strings.ToLower(lift.Of), strings.ToLower(o.Tier))
	case model.LiftCustomer:
		is = int64(o.CustomerYear) >= lift.From
	case model.LiftOrder:
		is = int64(o.Value) >= lift.From
	case model.LiftSmall:
		is = o.Value > 0 && int64(o.Value) <= lift.From
	case model.LiftBroken:
		is = int64(l.Broken) >= lift.From
	case model.LiftDeadline:
		is = o.Deadline && !l.NeedBy.IsZero() && l.NeedBy-j.s.Today <= model.Date(lift.From)
	case model.LiftWaiting:
		if l.OrderedAt.IsZero() {
			return 0
		}
		return max(int(j.s.Today-model.DateOf(l.OrderedAt.Std())), 0) / int(lift.From)
	}
	if is {
		return 1
	}
	return 0
}
