package model

import (
	"fmt"
	"slices"
	"strconv"
)

// View is one tab of the board: a set of open lines chosen by facts, not by
// the status chip, so that a part-ready line whose rest has no supply is in two.
type View string

// The views, in the order of the tabs.
const (
	ViewBackorders View = "backorders" // is or was short and has not left
	ViewAll        View = "all"        // every open line
	ViewReady      View = "ready"      // something of it can leave now
	ViewArriving   View = "arriving"   // supply completes it this week
	ViewRisk       View = "risk"       // its promise is in danger
	ViewNoSupply   View = "no_supply"  // short, and nothing inbound covers it
	ViewReplies    View = "replies"    // a question to the customer is open
	ViewHold       View = "hold"
	ViewMine       View = "mine" // owned by whoever looks
)

// Views lists every view in the order of the tabs; the first is the default.
func Views() []View {
	return []View{ViewBackorders, ViewAll, ViewReady, ViewArriving, ViewRisk, ViewNoSupply, ViewReplies, ViewHold, ViewMine}
}

// Statuses lists the statuses an open line can have, in the order they are
// tried; it is also the order of the board sorted by status.
func Statuses() []Status {
	return []Status{OnHold, Customer, Ready, Part, NoSupply, AtRisk, OnOrder}
}

// Class is what decides in which views a line is: its status and four facts in
// one number. The schema derives it in the same way (board.class), so that the
// counts of all views come from a few sums.
type Class int

// The facts of a class; the status is above them.
const (
	classBackorder Class = 1
	classNoSupply  Class = 2
	classAtRisk    Class = 4
	classAsked     Class = 8
	classStatus    Class = 16
)

// Status is the status of the class's lines.
func (c Class) Status() Status {
	all := Statuses()
	if i := int(c / classStatus); i >= 0 && i < len(all) {
		return all[i]
	}
	return Closed
}

// In tells whether lines of the class are in the view. Arriving and Mine take
// every class: they choose by date and owner.
func (c Class) In(v View) bool {
	switch v {
	case ViewBackorders:
		return c&classBackorder != 0
	case ViewReady:
		return c.Status() == Ready || c.Status() == Part
	case ViewRisk:
		return c&classAtRisk != 0
	case ViewNoSupply:
		return c&classNoSupply != 0
	case ViewReplies:
		return c&classAsked != 0
	case ViewHold:
		return c.Status() == OnHold
	}
	return true
}

// BoardRow is one line as the board shows it.
type BoardRow struct {
	LineID        int64      `db:"line_id"`
	OrderID       int64      `db:"order_id"`
	Order         string     `db:"order_number"`
	LineNo        int        `db:"line_no"`
	Customer      string     `db:"customer"`
	Tier          string     `db:"tier"`
	CustomerPO    string     `db:"customer_po"`
	Project       string     `db:"project"`
	SKU           string     `db:"sku"`
	Product       string     `db:"product"`
	Category      string     `db:"category"`
	Unit          string     `db:"unit"`
	Supplier      string     `db:"supplier"`
	Warehouse     string     `db:"warehouse"`
	ShipMode      ShipMode   `db:"ship_mode"`
	OrderedAt     Time       `db:"ordered_at"`
	Priority      int        `db:"priority"`
	Rank          string     `db:"rank"`
	Status        Status     `db:"status"`
	Open          Qty        `db:"open"`
	Short         Qty        `db:"short"`
	Allocated     Qty        `db:"allocated"`
	Picked        Qty        `db:"picked"`
	Value         Money      `db:"value"`
	Requested     Date       `db:"requested"`
	FirstPromise  Date       `db:"first_promise"`
	Promise       Date       `db:"promise"`
	ETA           Date       `db:"eta"`
	ETASource     string     `db:"eta_source"`
	ETAConfidence Confidence `db:"eta_confidence"`
	POLineID      int64      `db:"po_line_id"`
	OwnerID       int64      `db:"owner_id"`
	Owner         string     `db:"owner"`
	AskedAt       Time       `db:"asked_at"`
	NoSupply      bool       `db:"no_supply"`
	AtRisk        bool       `db:"at_risk"`
	OnHold        bool       `db:"on_hold"`
	Version       int        `db:"version"`    // of the line
	Holds         string     `db:"holds"`      // what holds it: "", "person", "credit" (only that) or "disposition"
	PickLater     bool       `db:"pick_later"` // it has stock, and its order may not leave yet
	Waits         string     `db:"waits"`      // of a line whose supply is in stock: the rule by which it does not have it
	Place         int        `db:"-"`          // in its queue, 1 first; 0 unless the column was asked for
}

// Ref is the line as people and files name it: SO-1/2.
func (r BoardRow) Ref() string { return r.Order + "/" + strconv.Itoa(r.LineNo) }

// Have is what the line holds of what it still needs.
func (r BoardRow) Have() Qty { return r.Allocated + r.Picked }

// Direct tells whether the supplier ships the line to the site: it is not short,
// and what it lacks is still to come.
func (r BoardRow) Direct() bool { return r.Short < r.Open-r.Have() }

// DaysLate is how many days the promise has passed by, 0 when it has not.
func (r BoardRow) DaysLate(today Date) int {
	if r.Promise.IsZero() || r.Promise >= today {
		return 0
	}
	return int(today - r.Promise)
}

// Group is the group the line is in when the board is grouped by a column.
func (r BoardRow) Group(by Column) string {
	switch by {
	case ColSKU:
		return r.SKU
	case ColCustomer:
		return r.Customer
	case ColOrder:
		return r.Order
	case ColETA:
		return r.ETASource
	}
	return r.Owner
}

// RestLacksSupply tells whether a part-ready line's rest has nothing inbound:
// the second small sign beside its chip.
func (r BoardRow) RestLacksSupply() bool {
	return r.NoSupply && r.Status != NoSupply && r.Status != Ready
}

// PO is the number of the purchase order that covers the line, "" for none.
func (r BoardRow) PO() string {
	if r.POLineID == 0 {
		return ""
	}
	for i := len(r.ETASource) - 1; i > 0; i-- {
		if r.ETASource[i] == '/' {
			return r.ETASource[:i]
		}
	}
	return r.ETASource
}

// BoardTotals sums lines up.
type BoardTotals struct {
	Lines int   `db:"lines"`
	Short Qty   `db:"short"`
	Value Money `db:"value"`
	Late  int   `db:"late"`

	AtLeast bool `db:"at_least"` // there are more than were looked at
}

// BoardGroup is one group of the grouped board with its subtotal over the whole
// view, not only over the page. Stock figures are filled for products, the ETA
// for purchase orders.
type BoardGroup struct {
	Key, Title string
	BoardTotals
	Stock []GroupStock // where lines of it wait first
	ETA   Date
}

// GroupStock is what a product has and expects in one warehouse.
type GroupStock struct {
	Warehouse string `db:"warehouse"`
	OnHand    Qty    `db:"on_hand"`
	Free      Qty    `db:"free"`
	Inbound   Qty    `db:"inbound"`
	Waits     bool   `db:"waits"` // open lines wait here
}

// Matters tells whether there is anything to say about the warehouse.
func (g GroupStock) Matters() bool { return g.Waits || g.OnHand > 0 || g.Inbound > 0 }

// BoardPage is one page of the board.
type BoardPage struct {
	Rows   []BoardRow
	Groups []BoardGroup // in the order of the rows; empty when not grouped
	Count  BoardCount
	First  int    // place of the first row, 1 for the first; 0 when there is none
	Next   string // cursor, "" on the last page
	Prev   string // cursor, "" on the first page
}

// BoardCount is how many lines a query has. Counting a filter over a very large
// board stops early: then it is at least so many.
type BoardCount struct {
	N       int
	AtLeast bool
}

// BoardCounts are the figures beside the tabs.
type BoardCounts map[View]int

// BoardKPI is the strip above the board.
type BoardKPI struct {
	OpenLines, Ready, PastPromise, NoSupply int
	MineLate                                int // past promise, of the viewer's own lines
	UnitsShort                              Qty
	// Line fill of the last 30 days: lines ordered then that were never short,
	// of all lines ordered then.
	FillLines, FillNeverShort int
}

// FillRate is the line fill in tenths of a percent, cut, so that 499 of 500
// never reads 100 %. ok is false when nothing was ordered.
func (k BoardKPI) FillRate() (permille int, ok bool) {
	if k.FillLines == 0 {
		return 0, false
	}
	return k.FillNeverShort * 1000 / k.FillLines, true
}

// ActionKind names a next action.
type ActionKind string

// The next actions.
const (
	ActNothing     ActionKind = ""
	ActReleaseHold ActionKind = "release_hold"
	ActAnswer      ActionKind = "answer"
	ActAsk         ActionKind = "ask"
	ActPick        ActionKind = "pick"
	ActCreatePO    ActionKind = "create_po"
	ActConfirmETA  ActionKind = "confirm_eta"
)

// Action is the one thing to do next with a line, and what it takes.
type Action struct {
	Kind  ActionKind
	Label string
	Needs Permission
}

// NextAction says what to do next with the line; nothing when waiting is right,
// with a label where a rule keeps it from stock. Else the label is the button's. Whoever lacks the permission sees no button.
func (r BoardRow) NextAction() Action {
	a := r.nextAction()
	if a.Kind == ActNothing {
		a.Label = r.WaitsFor()
	}
	return a
}

// stockRules are the rules by which a line does not have stock that is there, as
// what it waits for. The keys are the limits of package allocate.
var stockRules = map[string]string{
	"ship_complete": "Waits to be complete",
	"one_lot":       "Waits for one lot",
	"horizon":       "Wanted later",
	"pack":          "Waits for a full pack",
	"protected":     "Stock is kept back",
	"policy":        "Its policy takes no more",
	"hold":          "Waits for its hold",
	"credit_hold":   "Waits for credit",
}

// WaitsFor is what a line waits for though there is stock for it, or though it
// has it; "" when it waits for nothing of the kind.
func (r BoardRow) WaitsFor() string {
	switch {
	case stockRules[r.Waits] != "":
		return stockRules[r.Waits]
	case r.Short <= 0 && r.Picked > 0 && r.Allocated == 0:
		return "On a pick list"
	case r.Direct():
		return "Comes from its supplier"
	case r.PickLater && r.ShipMode == OnDate:
		return "Waits for its date"
	case r.PickLater:
		return "Waits for the rest"
	}
	return ""
}

func (r BoardRow) nextAction() Action {
	switch r.Status {
	case OnHold:
		switch r.Holds {
		case "credit":
			return Action{ActReleaseHold, "Release credit", ReleaseCredit}
		case "person":
			return Action{ActReleaseHold, "Release hold", HoldLines}
		}
	case Customer:
		return Action{ActAnswer, "Record answer", RecordAnswers}
	case Ready:
		if r.Allocated > 0 && !r.PickLater {
			return Action{ActPick, "Release to pick", ReleaseToPick}
		}
	case Part:
		if r.Allocated > 0 && !r.PickLater {
			return Action{ActPick, fmt.Sprintf("Ship %s now", r.Allocated), ReleaseToPick}
		}
		return r.supplyAction()
	case NoSupply, AtRisk:
		return r.supplyAction()
	}
	return Action{}
}

// supplyAction is what helps a line that lacks supply, whose supply is doubtful,
// or whose sure supply comes too late.
func (r BoardRow) supplyAction() Action {
	switch {
	case r.NoSupply:
		return Action{ActCreatePO, "Create PO", EditPurchasing}
	case r.AtRisk && r.POLineID != 0 && (r.ETAConfidence == Stated || r.ETAConfidence == Estimate):
		return Action{ActConfirmETA, "Confirm ETA", EditPurchasing}
	case r.AtRisk && (r.Short > 0 || r.Direct()):
		return Action{ActAsk, "Ask customer", RecordAnswers}
	}
	return Action{}
}

// EndOfWeek is the Sunday of d's week: "this week" is from today to it.
func EndOfWeek(d Date) Date {
	return d.AddDays((7 - int(d.Weekday())) % 7)
}

// Column is a column of the board.
type Column string

// The columns in their order on screen.
const (
	ColPriority  Column = "priority"
	ColStatus    Column = "status"
	ColOrder     Column = "order"
	ColCustomer  Column = "customer"
	ColSKU       Column = "sku"
	ColShort     Column = "short"
	ColAllocated Column = "allocated"
	ColPromise   Column = "promise"
	ColETA       Column = "eta"
	ColAction    Column = "action"
	ColOwner     Column = "owner"
	ColAge       Column = "age"
	ColValue     Column = "value"
	ColWarehouse Column = "warehouse"
	ColProject   Column = "project"
	ColShip      Column = "ship"
	ColRank      Column = "rank" // the place in the queue
)

// Columns lists every column in its order on screen; optional ones last.
func Columns() []Column {
	return append(DefaultColumns(), ColAge, ColValue, ColWarehouse, ColProject, ColShip, ColRank)
}

// DefaultColumns lists the columns shown until somebody chooses.
func DefaultColumns() []Column {
	return []Column{ColPriority, ColStatus, ColOrder, ColCustomer, ColSKU, ColShort, ColAllocated, ColPromise, ColETA, ColAction, ColOwner}
}

// Sortable tells whether the board sorts by the column.
func (c Column) Sortable() bool {
	return c != ColAction && slices.Contains(Columns(), c)
}
