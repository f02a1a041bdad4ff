package allocate

import (
	"cmp"
	"slices"
	"strconv"

	"backfill/model"
)

// reasons is what Why reads from: the lines as the run left them.
type reasons struct {
	*problem
	queues queues
	place  []int32              // by line: in its pool's queue, 1 first
	top    [][]int32            // by pool: the lines that hold most, four at the most
	held   []model.Qty          // by pool: what all lines hold
	coming []bool               // by pool: something is on order
	eta    map[int64]model.Date // of inbound, by id
	own    map[int64]bool       // inbound that was bought for one line
	named  map[int64]string     // the lines that others are pinned above
}

const (
	shownAhead  = 3
	shownSupply = 3
)

// Why tells what the engine saw at the turn of Lines[i]. The first call looks
// at every line once; it is not safe for concurrent use.
func (p *Plan) Why(i int) Facts {
	r := p.why
	if r.place == nil {
		r.look()
	}
	l := &r.lines[i]
	src, out := &r.s.Lines[l.in], &p.Lines[i]
	f := Facts{Place: int(r.place[i]), Of: len(r.queues.of(l.pool)), Priority: int(l.priority), Near: l.near,
		NeedBy: src.NeedBy.String(), OnHand: r.pools[l.pool].onHand, Open: src.Open, Picked: src.Picked,
		Granted: out.After, Short: out.Backorder, Limit: limits[l.limit]}
	if src.Priority > f.Priority {
		f.Entered = src.Priority
		lifted(r.s.Policy.Rank.Lifts, &liftFacts{r.s.Today, r.zone, src, r.order(l)}, &f.Lifts)
	}
	if pin, is := r.pins[l.id]; is {
		f.Pinned = r.named[pin.above]
	}
	if src.Policy != model.Normal {
		f.Policy = src.Policy
	}
	if !src.OrderedAt.IsZero() {
		f.Ordered = src.OrderedAt.Date(r.zone).String()
	}
	if l.block == lNoStock {
		f.Limit = NeedsNoStock
	}
	if out.Backorder > 0 {
		r.explainShort(&f, int32(i), out)
	} else {
		f.Limit = None
	}
	return f
}

// look finds each line's place and each pool's largest holders.
func (r *reasons) look() {
	r.place = make([]int32, len(r.lines))
	r.top, r.held = make([][]int32, len(r.pools)), make([]model.Qty, len(r.pools))
	r.coming, r.eta = make([]bool, len(r.pools)), make(map[int64]model.Date, len(r.s.Inbound))
	r.nameRoots()
	for _, in := range r.s.Inbound {
		r.eta[in.ID] = in.ETA
		if in.ForLine != 0 {
			if r.own == nil {
				r.own = map[int64]bool{}
			}
			r.own[in.ID] = true
		}
		if at := r.index.at(in.ProductID, in.WarehouseID); at >= 0 && in.Open > 0 {
			r.coming[at] = true
		}
	}
	for p := range r.pools {
		var top []int32
		for n, at := range r.queues.of(int32(p)) {
			r.place[at] = int32(n + 1)
			has := r.has(at)
			r.held[p] += has
			if has > 0 && (len(top) <= shownAhead || has > r.has(top[shownAhead])) {
				top = append(top, at)
				slices.SortStableFunc(top, func(a, b int32) int {
					return cmp.Or(cmp.Compare(r.has(b), r.has(a)), cmp.Compare(a, b))
				})
				top = top[:min(len(top), shownAhead+1)]
			}
		}
		r.top[p] = top
	}
}

// nameRoots names the lines that others are pinned above.
func (r *reasons) nameRoots() {
	if len(r.pins) == 0 {
		return
	}
	r.named = make(map[int64]string, len(r.pins))
	for _, pin := range r.pins {
		r.named[pin.above] = ""
	}
	for i := range r.s.Lines {
		if _, is := r.named[r.s.Lines[i].ID]; is {
			r.named[r.s.Lines[i].ID] = name(&r.s.Lines[i])
		}
	}
}

func (r *reasons) has(at int32) model.Qty {
	return r.lines[at].have + r.lines[at].picked
}

// explainShort adds what only a short line's facts hold.
func (r *reasons) explainShort(f *Facts, at int32, out *Result) {
	l := &r.lines[at]
	src := &r.s.Lines[l.in]
	f.Reach, f.KeptBack, f.Detail = max(l.reach, 0), l.kept, r.detail(l, at)
	if !src.NoStock {
		r.nameHolders(f, l, at)
	}
	for _, p := range out.Parts {
		if p.Confidence == model.NotOrdered {
			f.LeadDays, f.OnOrder = r.s.Pools[r.pools[l.pool].in].LeadTimeDays, r.coming[l.pool]
		}
		if len(f.Supply) == shownSupply {
			continue
		}
		part := PartFacts{Qty: p.Qty, Source: p.Source, Confidence: p.Confidence, Own: r.own[p.InboundID], Road: p.InboundID < 0}
		if p.Confidence != model.NotOrdered && p.Confidence != model.InStock {
			part.Date = p.Date.String()
			if site := r.atCustomer(l, p.Date, false); site != p.Date && l.block != lHorizon {
				part.Site, f.Method = site.String(), r.way(l).Method
			}
		}
		if eta := r.eta[p.InboundID]; p.Confidence != model.Estimate && eta != p.Date {
			part.Arrives = eta.String()
		}
		f.Supply = append(f.Supply, part)
	}
}

// nameHolders names the lines that hold most of what this one lacks.
func (r *reasons) nameHolders(f *Facts, l *line, at int32) {
	f.AheadRest = r.held[l.pool] - r.has(at)
	for _, other := range r.top[l.pool] {
		if other == at || len(f.Ahead) == shownAhead {
			continue
		}
		o := &r.lines[other]
		by := &r.s.Lines[o.in]
		a := Ahead{Line: name(by), Qty: r.has(other), Picked: by.Picked, Priority: int(o.priority)}
		if by.Policy != model.Normal {
			a.Why = string(by.Policy)
		}
		f.Ahead = append(f.Ahead, a)
		f.AheadRest -= a.Qty
	}
}

// detail names what a limit does not: a reason, a size or a line.
func (r *reasons) detail(l *line, at int32) string {
	src := &r.s.Lines[l.in]
	switch l.limit {
	case lHeld:
		return src.Hold
	case lCredit:
		return src.CreditHold
	case lPack:
		return l.multiple.String()
	case lPolicy:
		return string(src.Policy)
	case lComplete:
		if l.lack >= 0 && l.lack != at {
			return name(&r.s.Lines[r.lines[l.lack].in])
		}
	}
	return ""
}

func name(l *Line) string { return l.OrderNumber + "/" + strconv.Itoa(l.LineNo) }
