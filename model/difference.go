package model

import "strconv"

// DifferenceState says what became of two answers that differ.
type DifferenceState string

// The states.
const (
	DifferenceWaiting DifferenceState = "waiting" // for a person
	DeskChosen        DifferenceState = "desk"    // the desk's answer stands
	FileChosen        DifferenceState = "file"    // the file's answer was taken
	Agreed            DifferenceState = "agreed"  // a later file says what the desk says
)

// DifferenceListShape is what GET /reconcile/lines may be asked: the oldest
// difference is first.
var DifferenceListShape = ListShape{
	Sorts:   []string{"at", "ref", "sku"},
	Filters: map[string][]string{"on": {"orders", "purchase-orders"}},
}

// Difference is what the desk and a file of another system say of one line,
// where the file may not simply be followed: it would revive what was cancelled
// here, take what is picked, or close what is allocated.
type Difference struct {
	ID            int64 `db:"id"`
	LineID        int64 `db:"line_id"`    // of an order; 0: of a purchase order
	POLineID      int64 `db:"po_line_id"` // of a purchase order; 0: of an order
	Document      string
	Line          int    `db:"line_no"`
	Partner       string // the customer or supplier
	SKU           string `db:"sku"`
	Product       string
	Unit          string
	Ordered       Qty // now, in the desk, as the figures below
	Cancelled     Qty
	Done          Qty // shipped and substituted, or received
	Allocated     Qty
	Picked        Qty
	FileOrdered   Qty `db:"file_ordered"`
	FileCancelled Qty `db:"file_cancelled"`
	Why           string
	File          string
	AsOf          Time `db:"as_of"`
	At            Time
	Actor         string // who imported the file
	State         DifferenceState
	DecidedAt     Time   `db:"decided_at"`
	DecidedBy     string `db:"decided_by"`
	DecidedWhy    string `db:"decided_why"`
	Version       int    // of the line now
}

// Ref names the line: SO-1/2.
func (d Difference) Ref() string { return d.Document + "/" + strconv.Itoa(d.Line) }

// DeskOpen is what the desk says is still wanted.
func (d Difference) DeskOpen() Qty { return max(0, d.Ordered-d.Cancelled-d.Done) }

// FileOpen is what the file says is still wanted, what was done here taken off.
func (d Difference) FileOpen() Qty { return max(0, d.FileOrdered-d.FileCancelled-d.Done) }

// Refusal says why the file's answer cannot be taken as things stand, "" when it
// can: what left, and what is picked, cannot be ordered away.
func (d Difference) Refusal(l Locale) string {
	switch left := d.FileOrdered - d.FileCancelled; {
	case d.POLineID != 0:
		return ""
	case left < d.Done:
		return l.Qty(d.Done) + " " + d.Unit + " of " + d.Ref() + " have left, and the file wants " + l.Qty(left) + "."
	case left < d.Done+d.Picked:
		return l.Qty(d.Picked) + " " + d.Unit + " of " + d.Ref() + " are picked. Take them off the pick list first, or keep the desk's answer."
	}
	return ""
}
