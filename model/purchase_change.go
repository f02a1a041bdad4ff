package model

// POSplit is a part of a purchase-order line that comes on a day of its own.
type POSplit struct {
	Qty        Qty
	ETA        Date
	Confidence Confidence
	Why        string
}

// Check reports every field that is wrong, for the person typing.
func (s POSplit) Check() error {
	var p Problems
	p.Need("qty", s.Qty > 0, "Enter how many come on the other day.")
	p.Need("qty", s.Qty <= MaxQty, "Enter less than 1,000,000,000.")
	p.Need("eta", !s.ETA.IsZero(), "Enter the day on which that part comes.")
	p.Need("confidence", s.Confidence.FromSupplier(), "Choose stated, confirmed or shipped.")
	return p.Err()
}

// MovesShown bounds the lines an ETAPreview names.
const MovesShown = 20

// ETAPreview is what another date of a purchase-order line would do to the order
// lines that wait.
type ETAPreview struct {
	Moves          int       // lines that would be covered on another day
	Later, Earlier int       // of them
	Broken         int       // lines whose promise could be kept and then could not
	Lines          []ETAMove // the first of them, at most MovesShown
}

// ETAMove is one order line that would be covered on another day. A zero day:
// nothing covers it.
type ETAMove struct {
	LineID   int64
	Line     string // SO-1/2
	Customer string
	From, To Date
	Promise  Date
}

// Breaks tells whether the promise could be kept before, and could not then.
func (m ETAMove) Breaks() bool {
	return !m.Promise.IsZero() && !m.late(m.From) && m.late(m.To)
}

func (m ETAMove) late(day Date) bool { return day.IsZero() || day > m.Promise }

// Count adds one line.
func (p *ETAPreview) Count(m ETAMove) {
	p.Moves++
	if m.To.IsZero() || !m.From.IsZero() && m.To > m.From {
		p.Later++
	} else {
		p.Earlier++
	}
	if m.Breaks() {
		p.Broken++
	}
	if len(p.Lines) < MovesShown {
		p.Lines = append(p.Lines, m)
	}
}
