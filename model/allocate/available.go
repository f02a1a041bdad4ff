package allocate

import (
	"backfill/model"
	"backfill/model/promise"
)

// Offer is what a line that is not there yet would get.
type Offer struct {
	Free    model.Qty    // of the stock, at its turn, however much it asks for
	Taken   model.Qty    // from the stock
	Parts   []Part       // all of what it asks for, what stock gives first
	Days    []model.Date // of each part: at the customer
	Covered model.Date   // the promise it would have
	Limit   Limit
	Detail  string // see Facts
}

// Available answers what the last n lines of a snapshot would be offered if they
// were entered, each at its place in the queue of its pool. They are lines like
// any other, so a run that finds them entered gives them just this.
func Available(s Snapshot, n int) []Offer {
	plan := Decide(s)
	r := plan.why
	offers := make([]Offer, n)
	first := len(s.Lines) - n
	for i := range plan.Lines {
		out := &plan.Lines[i]
		if out.Line < first {
			continue
		}
		l := &r.lines[i]
		o := &offers[out.Line-first]
		*o = Offer{Free: max(l.reach, 0), Taken: out.After, Covered: out.Promise, Limit: limits[l.limit]}
		if out.After > 0 {
			o.Parts = append(o.Parts, Part{Qty: out.After, Date: r.terms.FromStock(), Source: promise.Stock, Confidence: model.InStock})
		}
		o.Parts = append(o.Parts, out.Parts...)
		for _, part := range o.Parts {
			o.Days = append(o.Days, r.atCustomer(l, part.Date, l.block == lHorizon))
		}
		if out.Backorder == 0 {
			o.Limit = None
			continue
		}
		if l.block == lNoStock {
			o.Limit = NeedsNoStock
		}
		o.Detail = r.detail(l, int32(i))
	}
	return offers
}
