package allocate

import (
	"cmp"
	"slices"
	"time"

	"backfill/model"
	"backfill/model/promise"
)

// problem is a snapshot with every name resolved to a position and every line
// in rank order: what a run computes on, and what the why is read from.
type problem struct {
	s      *Snapshot
	terms  promise.Terms
	lines  []line  // in rank order
	pools  []pool  // by product, warehouse
	lots   []lot   // by pool, name
	ofPool []terms // by pool
	index  *poolIndex
	groups []group
	orders map[int64]int32 // order id to index into s.Orders
	grant  []int32         // group members: positions of lines
	zone   *time.Location
	routes map[routeKey][]model.RouteDay
	keys   []part          // of the rule
	width  int             // digits of a rank
	pins   map[int64]pinAt // by line
}

// routeKey names a zone as seen from a warehouse, in small letters.
type routeKey struct {
	warehouse int64
	zone      string
}

// line is an order line at its place in the rank. need is what it still lacks
// of on-hand stock; have is what it has allocated, picked not included.
type line struct {
	key           wide
	id            int64
	need, have    model.Qty
	before        model.Qty // have at the start
	open, picked  model.Qty
	reach, kept   model.Qty // see Facts
	multiple      model.Qty
	in            int32 // index into s.Lines
	pool, order   int32
	group         int32 // -1: none
	moves         int32 // head of its chain in run.moves, -1: none
	lack          int32 // the line that keeps its group from being served
	priority      int8  // as the lifts leave it
	standing      int8  // the priority by which protections judge it
	block, limit  limit
	needBy        model.Date
	promise       model.Date
	near, onHold  bool
	inSet         bool
	whole, oneLot bool
	class         class
}

// class says whether others may take what a line has allocated.
type class uint8

const (
	safe  class = iota
	later       // until its turn
	soft        // any time: it yields, or it cannot leave
)

type pool struct {
	in                int32     // index into s.Pools
	from, to          int32     // its lots
	free, soft, later model.Qty // sums over its lots
	onHand            model.Qty
	keep              [6]model.Qty // of the free stock, for priorities better than the index
	mixed             bool         // some of it is kept, and a worse priority stands before a better one
}

// lot is one lot's stock; the heads lead to the lines that hold some of it.
type lot struct {
	name              string
	free, soft, later model.Qty
	softAt, laterAt   int32
}

// group is a set of lines served together or not at all.
type group struct {
	from, to int32 // members in problem.grant, in rank order
	standing int8  // of its worst member, as its place is
	blocked  bool  // an open line is outside the snapshot
}

// limit is a Limit as a small number.
type limit uint8

var limits = [...]Limit{None, FreeStock, PackSize, ShipComplete, OneLotOnly, KeptBack, PolicyLabel, Held, CreditHeld, BeyondTime, NeedsNoStock}

const (
	lNone limit = iota
	lFree
	lPack
	lComplete
	lOneLot
	lKept
	lPolicy
	lHeld
	lCredit
	lHorizon
	lNoStock
)

func newProblem(s *Snapshot) *problem {
	p := &problem{s: s, zone: s.Zone}
	if p.zone == nil {
		p.zone = time.UTC
	}
	p.terms = promise.Terms{Today: s.Today, Calendar: s.Calendar,
		DockDays: s.Policy.DockDays, PickDays: s.Policy.PickDays, StickyDays: s.Policy.StickyDays,
		Clock: s.Clock, Carrier: s.Carrier, TransitDays: s.Policy.TransitDays}
	p.keys = ruleKeys(s.Policy.Rank)
	p.width = width(p.keys)
	p.addRoutes()
	p.addPools()
	p.orders = make(map[int64]int32, len(s.Orders))
	for i := range s.Orders {
		p.orders[s.Orders[i].ID] = int32(i)
	}
	p.addLines()
	p.addGroups()
	p.levelGroups()
	p.findMixed()
	return p
}

// addPools sorts the pools and their lots, and notes what is kept of each.
func (p *problem) addPools() {
	s := p.s
	order := sortPools(s.Pools)
	p.index = indexPools(s.Pools, order)
	lots := 0
	for i := range s.Pools {
		lots += len(s.Pools[i].Lots)
	}
	horizons := map[int]model.Date{}
	p.pools, p.lots = make([]pool, 0, len(order)), make([]lot, 0, lots)
	p.ofPool = make([]terms, 0, len(order))
	for _, in := range order {
		p.addPool(in, horizons)
	}
	for _, k := range s.Protection {
		at := p.index.at(k.ProductID, k.WarehouseID)
		if at < 0 || k.Until < s.Today {
			continue
		}
		for worse := max(k.Priority+1, 1); worse < len(p.pools[at].keep); worse++ {
			p.pools[at].keep[worse] = max(p.pools[at].keep[worse], k.Qty)
		}
	}
}

func (p *problem) addPool(in int32, horizons map[int]model.Date) {
	from := int32(len(p.lots))
	src := &p.s.Pools[in]
	out, of := pool{in: in, from: from}, terms{pack: src.Pack}
	for _, l := range src.Lots {
		p.lots = append(p.lots, lot{name: l.Name, free: max(l.Free, 0), softAt: -1, laterAt: -1})
		out.free += max(l.Free, 0)
		out.onHand += l.OnHand
	}
	slices.SortFunc(p.lots[from:], func(a, b lot) int { return cmp.Compare(a.name, b.name) })
	out.to = int32(len(p.lots))
	if days := p.s.Policy.HorizonDays; days >= 0 {
		end, known := horizons[src.LeadTimeDays]
		if !known {
			end = p.s.Calendar.Add(p.s.Today.AddDays(max(src.LeadTimeDays, 0)), days)
			horizons[src.LeadTimeDays] = end
		}
		of.horizon = end
	}
	p.pools, p.ofPool = append(p.pools, out), append(p.ofPool, of)
}

// addLines ranks the lines and resolves what a run needs to know of each.
func (p *problem) addLines() {
	s := p.s
	unsorted := make([]line, len(s.Lines))
	keys := make([]ranked, len(s.Lines))
	last, lastID := int32(-1), int64(0)
	for i := range s.Lines {
		src := &s.Lines[i]
		l := &unsorted[i]
		l.in, l.id, l.group, l.moves, l.lack = int32(i), src.ID, -1, -1, -1
		l.pool = p.index.at(src.ProductID, src.WarehouseID)
		if src.OrderID != lastID || i == 0 {
			last, lastID = p.orderAt(src.OrderID), src.OrderID
		}
		l.order = last
		order := p.order(l)
		l.priority = int8(lifted(s.Policy.Rank.Lifts, &liftFacts{s.Today, p.zone, src, order}, nil))
		wanted := p.wanted(l, src)
		l.near = src.Policy == model.MustShipBy && !wanted.IsZero() && wanted <= s.Today.AddDays(s.Policy.NearDays)
		if l.standing = l.priority; l.near {
			l.standing = 1
		}
		for _, h := range src.Held {
			l.have += h.Qty
		}
		l.before, l.open, l.picked = l.have, src.Open, src.Picked
		l.needBy, l.promise = src.NeedBy, src.Promise
		l.inSet = src.CriticalSet != ""
		l.onHold = src.Hold != "" || src.CreditHold != ""
		if l.need = max(src.Open-src.Picked-l.have, 0); src.NoStock {
			l.need = 0
		}
		l.oneLot = src.OneLot
		l.multiple = both(p.ofPool[l.pool].pack, src.UnitRatio)
		l.block = p.blocks(l, src, wanted)
		u := urgencyOf(src, order, int(l.priority), l.near)
		l.key = rankKey(p.keys, &u)
		keys[i] = ranked{key: l.key, id: l.id, in: int32(i)}
	}
	p.lines = make([]line, len(keys))
	for at, k := range p.applyPins(sortRanked(keys)) {
		p.lines[at] = unsorted[k.in]
		p.lines[at].key = k.key
	}
}

func (p *problem) orderAt(id int64) int32 {
	if o, known := p.orders[id]; known {
		return o
	}
	return -1
}

// order is the line's order, nil where it is not in the snapshot.
func (p *problem) order(l *line) *Order {
	if l.order < 0 {
		return nil
	}
	return &p.s.Orders[l.order]
}

// wanted is the date a line is wanted on: its need-by date, else the date its
// order is to leave.
func (p *problem) wanted(l *line, src *Line) model.Date {
	if src.NeedBy.IsZero() && l.order >= 0 && p.s.Orders[l.order].ShipMode == model.OnDate {
		return p.s.Orders[l.order].ShipDate
	}
	return src.NeedBy
}

// blocks says why a run gives the line nothing more, lNone if it may.
func (p *problem) blocks(l *line, src *Line, wanted model.Date) limit {
	horizon := p.ofPool[l.pool].horizon
	switch {
	case src.NoStock:
		return lNoStock
	case src.CreditHold != "":
		return lCredit
	case src.Hold != "":
		return lHeld
	case !src.Policy.MayImprove():
		return lPolicy
	case !horizon.IsZero() && wanted > horizon:
		return lHorizon
	}
	return lNone
}

// both is the smallest quantity that is a multiple of pack and of unit.
func both(pack, unit model.Qty) model.Qty {
	if pack <= 0 || unit <= 0 || pack == unit {
		return max(pack, unit, 0)
	}
	a, b := pack, unit
	for b > 0 {
		a, b = b, a%b
	}
	if pack/a > model.MaxQty/unit {
		return model.MaxQty
	}
	return pack / a * unit
}

// addGroups finds the orders and sets that are served together.
func (p *problem) addGroups() {
	byOrder := map[int32]int32{}
	bySet := map[setKey]int32{}
	var sizes []int32
	for at := range p.lines {
		l := &p.lines[at]
		mode := p.shipMode(l)
		l.whole = mode == model.LineComplete || l.oneLot
		switch {
		case mode == model.OrderComplete:
			l.group = number(byOrder, l.order, &sizes)
		case l.inSet:
			l.group = number(bySet, setKey{p.s.Lines[l.in].OrderID, p.s.Lines[l.in].CriticalSet}, &sizes)
		}
	}
	p.groups = make([]group, len(sizes))
	at := int32(0)
	for i, n := range sizes {
		p.groups[i] = group{from: at, to: at}
		at += n
	}
	p.grant = make([]int32, at)
	for at := range p.lines {
		l := &p.lines[at]
		if l.group < 0 {
			continue
		}
		g := &p.groups[l.group]
		p.grant[g.to] = int32(at)
		g.to++
		g.standing = max(g.standing, l.standing)
		g.blocked = g.blocked || l.order >= 0 && p.s.Orders[l.order].Elsewhere
	}
}

// levelGroups gives the members of a group one standing.
func (p *problem) levelGroups() {
	for g := range p.groups {
		for _, at := range p.members(int32(g)) {
			p.lines[at].standing = p.groups[g].standing
		}
	}
}

// findMixed marks the pools in which a line may come before one of a better
// priority, for which some of the stock is kept: the rule has another key
// first, a pin moved it, or its group waits for a worse member. There no line
// takes what one of a better priority has, else the next run would give the
// kept stock back.
func (p *problem) findMixed() {
	if len(p.s.Protection) == 0 {
		return
	}
	worst := make([]int8, len(p.pools))
	for i := range p.lines {
		l := &p.lines[i]
		q := &p.pools[l.pool]
		q.mixed = q.mixed || q.keep[5] > 0 && (l.standing < worst[l.pool] || l.group >= 0)
		worst[l.pool] = max(worst[l.pool], l.standing)
	}
}

type setKey struct {
	order int64
	set   string
}

// number gives the group of a key, a new one the first time, and counts it.
func number[K comparable](known map[K]int32, key K, sizes *[]int32) int32 {
	g, ok := known[key]
	if !ok {
		g = int32(len(*sizes))
		known[key] = g
		*sizes = append(*sizes, 0)
	}
	(*sizes)[g]++
	return g
}

// shipMode is how the line's order may leave next: the last of a limited
// number of shipments must be complete.
func (p *problem) shipMode(l *line) model.ShipMode {
	if l.order < 0 {
		return model.AsAvailable
	}
	o := &p.s.Orders[l.order]
	if o.ShipMode == model.MaxShipments && o.ShipmentsLeft <= 1 {
		return model.OrderComplete
	}
	return o.ShipMode
}

func (p *problem) members(g int32) []int32 { return p.grant[p.groups[g].from:p.groups[g].to] }
