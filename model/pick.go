package model

// PickLine is what may be frozen for one order line, as the rules for leaving
// see it.
type PickLine struct {
	ID          int64
	Line        int
	WarehouseID int64
	Open        Qty // not shipped, not cancelled
	Covered     Qty // allocated and picked
	Picked      Qty
	Hold        string
	CriticalSet string
	Asked       bool // a question to the customer is open
	Waits       bool // the customer chose to wait for the whole line
}

// Short is what the line lacks.
func (l PickLine) Short() Qty { return l.Open - l.Covered }

// PickOrder is an order as the rules for leaving see it.
type PickOrder struct {
	Number       string
	ShipMode     ShipMode
	MaxShipments int
	Shipments    int // made so far
	ShipDate     Date
	Hold         string // of the order
	CreditHold   string // of the order or its customer
	Lines        []PickLine
}

// MustBeWhole tells whether the next shipment has to complete the order.
func (o PickOrder) MustBeWhole() bool {
	return o.ShipMode == OrderComplete || o.ShipMode == MaxShipments && o.Shipments >= o.MaxShipments-1
}

// MayRelease tells which lines leave together when the line with this id is
// picked, or refuses with a Conflict that says what is missing. ready is the
// day goods picked today are at the dock.
func (o PickOrder) MayRelease(line int64, ready Date) ([]PickLine, error) {
	if o.CreditHold != "" {
		return nil, Conflictf("%s is on credit hold (%s). Release the hold first.", o.Number, o.CreditHold)
	}
	if o.ShipMode == OnDate && ready < o.ShipDate {
		return nil, Conflictf("%s leaves on %s. Pick it nearer to that day.", o.Number, o.ShipDate)
	}
	together := o.together(line)
	if len(together) == 0 {
		return nil, ErrNotFound
	}
	for _, l := range together {
		if err := o.mayLeave(l, len(together) > 1); err != nil {
			return nil, err
		}
	}
	return together, nil
}

// together gives the line and whatever may not leave without it.
func (o PickOrder) together(line int64) []PickLine {
	var asked PickLine
	for _, l := range o.Lines {
		if l.ID == line {
			asked = l
		}
	}
	var with []PickLine
	for _, l := range o.Lines {
		set := asked.CriticalSet != "" && l.CriticalSet == asked.CriticalSet
		if l.ID == line || l.Open > 0 && asked.ID == line && (set || o.MustBeWhole()) {
			with = append(with, l)
		}
	}
	return with
}

func (o PickOrder) mayLeave(l PickLine, whole bool) error {
	hold := l.Hold
	if hold == "" {
		hold = o.Hold
	}
	switch {
	case hold != "":
		return Conflictf("%s/%d is on hold (%s). Release the hold first.", o.Number, l.Line, hold)
	case l.Short() <= 0:
		return nil
	case whole || o.MustBeWhole() || l.CriticalSet != "":
		return Conflictf("%s ships complete and %s of line %d are still missing.", o.Number, l.Short(), l.Line)
	case o.ShipMode == LineComplete:
		return Conflictf("%s ships lines complete and %s of line %d are still missing.", o.Number, l.Short(), l.Line)
	case l.Asked:
		return Conflictf("%s/%d waits for the customer's answer. Record the answer first.", o.Number, l.Line)
	case l.Waits:
		return Conflictf("The customer of %s/%d chose to wait for all of it; %s are still missing.", o.Number, l.Line, l.Short())
	}
	return nil
}

// MayShip refuses to let what is picked leave when a hold came since, or when
// what has to leave together is not all picked.
func (o PickOrder) MayShip() error {
	if o.CreditHold != "" {
		return Conflictf("%s is on credit hold (%s). Release the hold first.", o.Number, o.CreditHold)
	}
	leaving := map[string]bool{}
	for _, l := range o.Lines {
		if l.CriticalSet != "" && l.Picked > 0 {
			leaving[l.CriticalSet] = true
		}
	}
	for _, l := range o.Lines {
		hold := l.Hold
		if hold == "" {
			hold = o.Hold
		}
		switch {
		case hold != "" && l.Picked > 0:
			return Conflictf("%s/%d is on hold (%s). Release the hold first.", o.Number, l.Line, hold)
		case l.Open <= l.Picked:
		case o.MustBeWhole() || leaving[l.CriticalSet]:
			return Conflictf("%s ships complete and %s of line %d are not picked.", o.Number, l.Open-l.Picked, l.Line)
		case o.ShipMode == LineComplete && l.Picked > 0:
			return Conflictf("%s ships lines complete and %s of line %d are not picked.", o.Number, l.Open-l.Picked, l.Line)
		}
	}
	return nil
}
