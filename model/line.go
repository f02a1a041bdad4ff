package model

// Policy says what a run may do with what a line has.
type Policy string

// The six policy labels (SAP calls them Win, Gain, -, Redistribute, Fill, Lose).
const (
	MustShipBy Policy = "must_ship_by" // keeps, improves first of all
	Protected  Policy = "protected"    // keeps, improves
	Locked     Policy = "locked"       // keeps exactly
	Normal     Policy = "normal"       // improves, may lose to a better rank
	Yields     Policy = "yields"       // never improves, may lose
	Release    Policy = "release"      // gives all up
)

// MayImprove tells whether a run may give the line more than it has.
func (p Policy) MayImprove() bool { return p == MustShipBy || p == Protected || p == Normal }

// MayLose tells whether a replanning run may take what the line has.
func (p Policy) MayLose() bool { return p == Normal || p == Yields || p == Release }

// ShipMode says how an order may leave.
type ShipMode string

// The ship modes.
const (
	AsAvailable   ShipMode = "as_available"
	LineComplete  ShipMode = "line_complete"
	OrderComplete ShipMode = "order_complete"
	MaxShipments  ShipMode = "max_shipments"
	OnDate        ShipMode = "on_date"
)

// Confidence says how sure a supply date is.
type Confidence string

// The confidences; the last three are ours, not the supplier's.
const (
	Stated     Confidence = "stated"
	Confirmed  Confidence = "confirmed"
	OnTheWay   Confidence = "shipped"
	InStock    Confidence = "stock"
	Estimate   Confidence = "estimate"    // overdue: the date is ours
	NotOrdered Confidence = "not_ordered" // today + lead time
)

// Status is what one line needs now; one per line, the first that holds.
type Status string

// The statuses in the order they are tried.
const (
	OnHold   Status = "hold"
	Customer Status = "customer"
	Ready    Status = "ready"
	Part     Status = "part"
	NoSupply Status = "no_supply"
	AtRisk   Status = "risk"
	OnOrder  Status = "on_order"
	Closed   Status = "closed"
)

// LineFacts is what the status of a line is derived from.
type LineFacts struct {
	Open, Short, Allocated, Picked Qty
	Hold                           bool // on the line, the order or the customer
	Asked                          bool // a choice without an answer
	ShipMode                       ShipMode
	OrderReady                     bool // every open line of the order (or its set) is fully allocated or picked
	Promise, ETA                   Date // ETA: when supply covers all of it; zero: nothing inbound does
	Confidence                     Confidence
	UnconfirmedSince               Date // of the covering purchase-order line, zero when confirmed
	Today                          Date
	UnconfirmedDays                int
}

// MayPart tells whether a part of the line may leave alone.
func (f LineFacts) MayPart() bool { return f.ShipMode == AsAvailable || f.ShipMode == MaxShipments }

// LacksSupply tells whether something is short and nothing inbound covers it.
func (f LineFacts) LacksSupply() bool {
	return f.Short > 0 && (f.ETA.IsZero() || f.Confidence == NotOrdered)
}

// Risky tells whether the promise is in danger: supply comes after it, is
// overdue, or has been unconfirmed for too long.
func (f LineFacts) Risky() bool {
	if f.Short <= 0 || f.LacksSupply() {
		return false
	}
	late := !f.Promise.IsZero() && f.ETA > f.Promise
	stale := !f.UnconfirmedSince.IsZero() && f.UnconfirmedSince.AddDays(f.UnconfirmedDays) < f.Today
	return late || stale || f.Confidence == Estimate
}

// Status derives the line's one status.
func (f LineFacts) Status() Status {
	switch {
	case f.Open <= 0:
		return Closed
	case f.Hold:
		return OnHold
	case f.Asked:
		return Customer
	case f.Short <= 0 && (f.ShipMode != OrderComplete || f.OrderReady):
		return Ready
	case f.Short > 0 && f.Allocated+f.Picked > 0 && f.MayPart():
		return Part
	case f.LacksSupply():
		return NoSupply
	case f.Risky():
		return AtRisk
	}
	return OnOrder
}
