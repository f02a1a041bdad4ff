package model

// ReconcileListShape is what GET /reconcile may be asked: the oldest count is
// first.
var ReconcileListShape = ListShape{
	Sorts:   []string{"as_of", "sku", "-difference"},
	Filters: map[string][]string{"warehouse": nil, "supplier": nil},
	Flips:   []string{"warehouse", "supplier"},
}

// WaitingCount is a count that a person decides on, beside the stock as it is
// now.
type WaitingCount struct {
	ID        int64  `db:"id"`
	SKU       string `db:"sku"`
	Product   string `db:"product"`
	Unit      string `db:"unit"`
	Supplier  string `db:"supplier"` // code; empty: none
	Warehouse string `db:"warehouse"`
	Lot       string `db:"lot"` // empty: not tracked
	Counted   Qty    `db:"counted"`
	Book      Qty    `db:"book"` // what the ledger says for the same moment
	OnHand    Qty    `db:"on_hand"`
	Allocated Qty    `db:"allocated"`
	Picked    Qty    `db:"picked"`
	AsOf      Time   `db:"as_of"` // when the count was true
	At        Time   `db:"at"`    // when the desk heard of it
	Actor     string `db:"actor"`
	File      string `db:"file"` // that brought it; empty: a person did
	ImportID  int64  `db:"import_id"`
	Note      string `db:"note"`
	State     CountState
	Why       string `db:"-"` // it waits, a sentence with the figures of now
}

// Difference is counted less book: what booking the count changes.
func (c WaitingCount) Difference() Qty { return c.Counted - c.Book }

// After is what would be on hand now, the desk's own movements since the count
// included. Below zero the count cannot be true of what is there.
func (c WaitingCount) After() Qty { return c.OnHand + c.Difference() }

// Takes is how much of what is allocated booking the count would take.
func (c WaitingCount) Takes() Qty { return max(0, c.Allocated+c.Picked-c.After()) }

// Refusal says why the count cannot be booked at all, "" when it can: what is
// picked is never taken.
func (c WaitingCount) Refusal(l Locale) string {
	if c.After() >= c.Picked {
		return ""
	}
	return l.Qty(c.Picked) + " " + c.Unit + " of " + c.SKU + " in " + c.Warehouse + " are picked, and the count would leave " +
		l.Qty(c.After()) + ". Picked stock is never taken: take it off its pick list first, or keep the book."
}

// Explain fills in why the count waits. percent is the limit of the settings.
func (c *WaitingCount) Explain(l Locale, percent int) {
	if _, c.Why = JudgeCount(l, c.Counted, c.Book, c.OnHand, c.Allocated, c.Picked, percent); c.Why == "" {
		c.Why = "What spoke against it is gone: booking it takes nothing that is allocated."
	}
}

// CountDecision is what became of a count that waited.
type CountDecision struct {
	At     Time   `db:"at"`
	Actor  string `db:"actor"`
	Action string `db:"action"` // count_booked or count_dismissed
	Why    string `db:"why"`
}

// Verb says what was done: "booked" or "dismissed".
func (d CountDecision) Verb() string {
	if d.Action == "count_booked" {
		return "booked"
	}
	return "dismissed"
}

// CountQuestion is one count with what each answer does.
type CountQuestion struct {
	WaitingCount
	Decision CountDecision // its At is zero while the count waits
	Lost     []Served      // lines that booking it takes from, the worst rank first
	Others   []Served      // lines that gain or whose date moves, in rank order
	Seen     string        // names who is taken from and how much, for AcceptCount; empty: nobody
}

// CountRow is one count in a product's history.
type CountRow struct {
	ID        int64      `db:"id"`
	AsOf      Time       `db:"as_of"`
	Warehouse string     `db:"warehouse"`
	Lot       string     `db:"lot"`
	Counted   Qty        `db:"counted"`
	Book      Qty        `db:"book"`
	State     CountState `db:"state"`
	Actor     string     `db:"actor"`
	File      string     `db:"file"` // empty: a person counted
}
