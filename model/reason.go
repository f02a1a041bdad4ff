package model

import "strconv"

// ReasonKind is where a person says why.
type ReasonKind string

// The kinds of reasons.
const (
	ReasonCancel     ReasonKind = "cancel"
	ReasonHold       ReasonKind = "hold"
	ReasonAdjust     ReasonKind = "adjust"
	ReasonCount      ReasonKind = "count"
	ReasonKeepBook   ReasonKind = "keep_book"
	ReasonCloseShort ReasonKind = "close_short"
	ReasonPromise    ReasonKind = "promise"
	ReasonPriority   ReasonKind = "priority"
	ReasonETA        ReasonKind = "eta"
)

// ReasonKinds are all kinds in the order of their page, each with where it is
// asked for.
var ReasonKinds = []Option{
	{string(ReasonCancel), "Cancelling a line or an order"},
	{string(ReasonHold), "Putting on hold"},
	{string(ReasonPromise), "Setting a promise"},
	{string(ReasonPriority), "Setting a priority"},
	{string(ReasonAdjust), "Adjusting stock"},
	{string(ReasonCount), "Counting stock"},
	{string(ReasonKeepBook), "Dismissing a count"},
	{string(ReasonCloseShort), "Receiving short or refusing goods"},
	{string(ReasonETA), "Changing a supplier's date"},
}

// Reason is one text offered where a person says why; any other may be typed.
type Reason struct {
	ID      int64      `db:"id"`
	Kind    ReasonKind `db:"kind"`
	Text    string     `db:"text"`
	Place   int        `db:"place"`
	Retired bool       `db:"retired"` // no longer offered
}

// maxReason is how long a reason may be.
const maxReason = 120

// Check reports what is wrong with a new reason, by field.
func (r Reason) Check() error {
	var p Problems
	known := false
	for _, k := range ReasonKinds {
		known = known || k.Value == string(r.Kind)
	}
	p.Need("kind", known, "Choose what the reason is for.")
	p.Need("text", r.Text != "", "Enter the reason.")
	p.Need("text", len([]rune(r.Text)) <= maxReason, "Enter at most "+strconv.Itoa(maxReason)+" characters.")
	return p.Err()
}
