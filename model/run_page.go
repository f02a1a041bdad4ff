package model

import (
	"fmt"
	"strconv"
	"strings"
)

// RunEdit is what a person set for one line of a draft. A locked line has
// exactly Qty, picked included, and is locked there when the draft is applied;
// one that is left out keeps what it has and this run passes it over.
type RunEdit struct {
	LineID int64 `json:"line"`
	Leave  bool  `json:"leave,omitempty"`
	Qty    Qty   `json:"qty"`
}

// WhatIf is what has not happened and a draft takes as given: supply that comes
// on another day, goods that arrive, an order of another priority.
type WhatIf struct {
	PO        string `json:"po,omitempty"`        // PO-9 for all of its lines, PO-9/1 for one
	Days      int    `json:"days,omitempty"`      // later; below 0: earlier
	SKU       string `json:"sku,omitempty"`       // of which Qty arrive
	Qty       Qty    `json:"qty,omitempty"`       // in stock units
	Warehouse string `json:"warehouse,omitempty"` // where they arrive
	On        Date   `json:"on,omitempty"`        // zero: today, they are on hand
	Order     string `json:"order,omitempty"`     // whose priority is Priority
	Priority  int    `json:"priority,omitempty"`
}

// MaxWhatIfDays bounds how far a what-if moves a date.
const MaxWhatIfDays = 730

// IsZero tells whether nothing is supposed.
func (w WhatIf) IsZero() bool { return w == WhatIf{} }

func (w WhatIf) check(p *Problems) {
	p.Need("what_days", w.PO == "" || w.Days != 0 && w.Days >= -MaxWhatIfDays && w.Days <= MaxWhatIfDays, "Enter how many days later it comes, such as 7, or -7 for earlier.")
	p.Need("what_po", w.PO != "" || w.Days == 0, "Enter the purchase order that comes on another day.")
	p.Need("what_qty", w.SKU == "" || w.Qty > 0 && w.Qty <= MaxQty, "Enter how many arrive.")
	p.Need("what_sku", w.SKU != "" || w.Qty == 0, "Enter what arrives.")
	p.Need("what_priority", w.Order == "" || w.Priority >= 1 && w.Priority <= 5, "Choose a priority from 1 to 5.")
	p.Need("what_order", w.Order != "" || w.Priority == 0, "Enter the order that has another priority.")
}

// In says what is supposed, as a locale writes it: "PO-9 comes 7 days later, 200
// more of A arrive".
func (w WhatIf) In(l Locale) string {
	var parts []string
	switch {
	case w.PO != "" && w.Days > 0:
		parts = append(parts, fmt.Sprintf("%s comes %s later", w.PO, days(w.Days)))
	case w.PO != "":
		parts = append(parts, fmt.Sprintf("%s comes %s earlier", w.PO, days(-w.Days)))
	}
	if w.SKU != "" {
		when := "today"
		if !w.On.IsZero() {
			when = "on " + l.Date(w.On, w.On)
		}
		parts = append(parts, fmt.Sprintf("%s more of %s arrive %s", l.Qty(w.Qty), w.SKU, when))
	}
	if w.Order != "" {
		parts = append(parts, w.Order+" has priority "+strconv.Itoa(w.Priority))
	}
	return strings.Join(parts, ", ")
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

// RunFigures is what the queues of a run come to, before it or after it.
type RunFigures struct {
	OrdersReady int   `json:"orders_ready"` // everything open of them is there
	LinesFilled int   `json:"lines_filled"`
	Units       Qty   `json:"units"`        // allocated and picked
	PastPromise int   `json:"past_promise"` // short lines whose promise has passed
	AtRisk      int   `json:"at_risk"`      // short lines that supply reaches after their promise
	Value       Money `json:"value"`        // of what can leave
	Shipments   int   `json:"shipments"`    // orders of which something can leave
}

// RunCards are the figures of a run, before and after, and who is touched.
type RunCards struct {
	Before    RunFigures `json:"before"`
	After     RunFigures `json:"after"`
	Losing    int        `json:"losing"`    // lines that lose stock
	KeepDate  int        `json:"keep_date"` // of them: their promise is kept all the same
	Improved  int        `json:"improved"`
	Dates     int        `json:"dates"`     // lines whose promise changes, or is missed now
	Customers int        `json:"customers"` // that those lines belong to
	Moves     int        `json:"moves"`     // lines that get or lose stock
	Edited    int        `json:"edited"`    // lines a person set
}

// RunRow is one run in the log.
type RunRow struct {
	ID       int64    `db:"id"`
	State    RunState `db:"state"` // Undone where it was applied and taken back
	Rule     Rule     `db:"rule"`
	Replan   bool     `db:"replan"`
	Cause    string   `db:"cause"`
	Scope    string   `db:"scope"`
	WhatIf   string   `db:"what_if"`
	At       Time     `db:"as_of"`
	Actor    string   `db:"actor"` // a name where it is known
	Lines    int      `db:"lines"`
	Changed  int      `db:"changed"`
	Totals   string   `db:"totals"` // JSON of RunTotals
	Figures  string   `db:"figures"`
	Version  int      `db:"version"`
	ClosedAt Time     `db:"closed_at"`
	ClosedBy string   `db:"closed_by"`
	UndoneAt Time     `db:"undone_at"`
	UndoneBy string   `db:"undone_by"`
	Sum      RunTotals
}

// Name is the run as people call it.
func (r RunRow) Name() string { return "Run " + strconv.FormatInt(r.ID, 10) }

// Follows tells whether the run followed from what somebody did, so that nobody
// chose its scope.
func (r RunRow) Follows() bool {
	return r.Figures == "" && r.Cause != "person" && r.Cause != "night" && r.Cause != "night_run"
}

// RunListShape is the log of runs.
var RunListShape = ListShape{Sorts: []string{"-id"}, Filters: map[string][]string{
	"state": {string(Draft), string(Applied), string(Discarded), string(Undone)},
	"by":    {"people", "desk"},
	"cause": nil,
}}

// RunPage is a run as a document.
type RunPage struct {
	RunRow
	Request RunRequest
	Cards   RunCards
	Kept    bool     // its lines are kept as a document with before and after; else it is the log of a run the desk made by itself
	Stale   RunStale // of a draft
	History []Happening
	NoUndo  string // why it cannot be taken back; "" when it can
}

// RunStale is what changed since a draft was made.
type RunStale struct {
	Lines, Products int
}

// Any tells whether anything did.
func (s RunStale) Any() bool { return s.Lines+s.Products > 0 }

// RunDocShape is the table of a run's document.
var RunDocShape = ListShape{Sorts: []string{"seq"}, Filters: map[string][]string{"show": {"all", "losing", "edited"}}}

// RunDocLine is one line of a run's document, with the stock it competes for.
type RunDocLine struct {
	LineID      int64  `db:"line_id"`
	Order       string `db:"order_number"`
	LineNo      int    `db:"line_no"`
	Customer    string `db:"customer"`
	Priority    int    `db:"priority"`
	ProductID   int64  `db:"product_id"`
	SKU         string `db:"sku"`
	Product     string `db:"product"`
	Unit        string `db:"unit"`
	WarehouseID int64  `db:"warehouse_id"`
	Warehouse   string `db:"warehouse"`
	Open        Qty    `db:"open"`
	Picked      Qty    `db:"picked"`
	Before      Qty    `db:"before"`
	After       Qty    `db:"after"`
	Edit        string `db:"edit"` // "", "lock", "leave"
	OldPromise  Date   `db:"old_promise"`
	Promise     Date   `db:"new_promise"`
	OldCovered  Date   `db:"old_covered"`
	Covered     Date   `db:"covered"`
	OldStatus   Status `db:"old_status"`
	Status      Status `db:"status"` // "" where the run does not touch the line
	Facts       string `db:"facts"`
	Outcome     string `db:"outcome"`
	Stale       bool   `db:"stale"`
	OnHand      Qty    `db:"on_hand"`    // of its pool
	Free        Qty    `db:"free_after"` // of its pool, when the run is done
	Why         string
}

// Ref is the line as people and files name it: SO-1/2.
func (l RunDocLine) Ref() string { return l.Order + "/" + strconv.Itoa(l.LineNo) }

// Pool names the stock the line competes for.
func (l RunDocLine) Pool() string { return l.SKU + " " + l.Warehouse }

// Gets is what the run gives the line, below 0 what it takes.
func (l RunDocLine) Gets() Qty { return l.After - l.Before }

// Kept tells whether the promise holds after the run: it is not past, and what
// lacks is ready by then.
func (l RunDocLine) Kept(today Date) bool {
	return l.Promise.IsZero() || l.After >= l.Open || l.Promise >= today && !l.Covered.IsZero() && l.Covered <= l.Promise
}

// ApplyRun asks for a draft to happen.
type ApplyRun struct {
	ID      int64
	Version int
	Rest    bool // lines that changed since are left as they are, the rest happens
	Taking  bool // the person may take stock from lines that have it
}

// AppliedRun tells what an applied draft did.
type AppliedRun struct {
	Changed int // lines
	Left    int // lines that had changed since
	Already bool
	Nothing bool
}

// AfterField is the field of a draft's page in which what a line gets is typed.
func AfterField(line int64) string { return fmt.Sprintf("after-%d", line) }

// PoolField is the mark of a product's header on a draft's page.
func PoolField(product, warehouse int64) string { return fmt.Sprintf("pool-%d-%d", product, warehouse) }

// StaleRun says that lines of a draft changed since it was made: nothing of it
// happened.
type StaleRun struct{ Lines []StaleLine }

// StaleLine is one of them, with what is in the way.
type StaleLine struct {
	LineID int64
	Ref    string
	What   string // "was changed since", "4 of lot X are not free any more"
}

func (s *StaleRun) Error() string {
	names := make([]string, 0, 5)
	for i, l := range s.Lines {
		if i == 4 && len(s.Lines) > 5 {
			names = append(names, fmt.Sprintf("and %d more", len(s.Lines)-i))
			break
		}
		names = append(names, l.Ref+" "+l.What)
	}
	what := "1 line has"
	if len(s.Lines) != 1 {
		what = strconv.Itoa(len(s.Lines)) + " lines have"
	}
	return "Stock changed: " + what + " changed since this draft was made (" + strings.Join(names, "; ") + "). Nothing was applied."
}

// RunPair is two runs side by side.
type RunPair struct {
	A, B RunPage
	Rows []RunPairRow
	More int // lines that differ and are not among Rows
}

// MaxPairRows is how many differing lines a comparison shows.
const MaxPairRows = 200

// RunPairRow is a line that two runs treat differently.
type RunPairRow struct {
	LineID   int64  `db:"line_id"`
	Order    string `db:"order_number"`
	LineNo   int    `db:"line_no"`
	Customer string `db:"customer"`
	Priority int    `db:"priority"`
	SKU      string `db:"sku"`
	Unit     string `db:"unit"`
	Open     Qty    `db:"open"`
	Before   Qty    `db:"before"`
	A        Qty    `db:"a"`
	B        Qty    `db:"b"`
	CoveredA Date   `db:"covered_a"`
	CoveredB Date   `db:"covered_b"`
}

// Ref is the line as people and files name it: SO-1/2.
func (r RunPairRow) Ref() string { return r.Order + "/" + strconv.Itoa(r.LineNo) }
