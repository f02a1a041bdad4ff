package allocate

import (
	"slices"

	"backfill/model"
)

// Limit names what kept a line from getting all of its open quantity.
type Limit string

// The limits; None: the line has all it needs.
const (
	None         Limit = "none"
	FreeStock    Limit = "free_stock"
	PackSize     Limit = "pack"
	ShipComplete Limit = "ship_complete" // its line, set or order cannot be served whole
	OneLotOnly   Limit = "one_lot"
	KeptBack     Limit = "protected"
	PolicyLabel  Limit = "policy" // locked, yields or release
	Held         Limit = "hold"
	CreditHeld   Limit = "credit_hold"
	BeyondTime   Limit = "horizon"
	NeedsNoStock Limit = "no_stock"
)

// Facts is the stored why: what the engine saw at this line's turn. Sentence
// turns it into plain words. It holds no date that moves with today and nothing
// that only says what the run changed, so that a line in an unchanged situation
// has the same Facts in every run.
type Facts struct {
	Place     int          `json:"place"` // in the pool's queue, 1 first
	Of        int          `json:"of"`
	Priority  int          `json:"priority"`          // as the lifts leave it
	Entered   int          `json:"entered,omitempty"` // as entered, where it was lifted
	Lifts     []Lifted     `json:"lifts,omitempty"`   // what lifted it
	Pinned    string       `json:"pinned,omitempty"`  // the line it is pinned above
	Near      bool         `json:"near,omitempty"`    // must ship by a date that is near
	NeedBy    string       `json:"need_by,omitempty"`
	Ordered   string       `json:"ordered,omitempty"` // the local day
	Policy    model.Policy `json:"policy,omitempty"`  // empty: normal
	OnHand    model.Qty    `json:"on_hand"`
	Reach     model.Qty    `json:"reach,omitempty"`     // of a short line: what it had and what was free for it when its turn came
	KeptBack  model.Qty    `json:"kept_back,omitempty"` // of what was free, for better priorities
	Open      model.Qty    `json:"open"`
	Picked    model.Qty    `json:"picked,omitempty"`
	Granted   model.Qty    `json:"granted,omitempty"` // has now, picked included
	Short     model.Qty    `json:"short,omitempty"`
	Limit     Limit        `json:"limit"`
	Detail    string       `json:"detail,omitempty"`     // the hold's reason, the pack size, the line that lacks stock
	Ahead     []Ahead      `json:"ahead,omitempty"`      // of a short line: who holds the most of the pool, three at the most
	AheadRest model.Qty    `json:"ahead_rest,omitempty"` // what all others hold
	Supply    []PartFacts  `json:"supply,omitempty"`     // three at the most
	Method    model.Method `json:"method,omitempty"`     // where that makes the days at the customer others
	LeadDays  int          `json:"lead_days,omitempty"`  // where something is not yet ordered
	OnOrder   bool         `json:"on_order,omitempty"`   // there too: something is, and does not cover it
}

// Ahead is a line that has what this one lacks.
type Ahead struct {
	Line     string    `json:"line"` // SO-17/2
	Qty      model.Qty `json:"qty"`
	Picked   model.Qty `json:"picked,omitempty"` // of Qty
	Priority int       `json:"priority"`
	Why      string    `json:"why,omitempty"` // policy label other than normal
}

// PartFacts is a Part as stored with the why. Its date is empty for what is not
// yet ordered: that date moves every day.
type PartFacts struct {
	Qty        model.Qty        `json:"qty"`
	Date       string           `json:"date,omitempty"`    // ready to leave
	Arrives    string           `json:"arrives,omitempty"` // the ETA, where that is another day
	Own        bool             `json:"own,omitempty"`     // a special order: bought for this line alone
	Road       bool             `json:"road,omitempty"`    // from another warehouse, not from a supplier
	Site       string           `json:"site,omitempty"`    // at the customer, where that is another day than ready
	Source     string           `json:"source"`
	Confidence model.Confidence `json:"confidence"`
}

// Names lists what Sentences may name: lines (SO-17/2) and purchase-order lines
// (PO-9/1), each once.
func (f Facts) Names() (lines, pos []string) {
	for _, a := range f.Ahead {
		lines = append(lines, a.Line)
	}
	if f.Limit == ShipComplete && f.Detail != "" && !slices.Contains(lines, f.Detail) {
		lines = append(lines, f.Detail)
	}
	for _, s := range f.Supply {
		if s.Date != "" && !s.Road && !slices.Contains(pos, s.Source) {
			pos = append(pos, s.Source)
		}
	}
	return lines, pos
}
