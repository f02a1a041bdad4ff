package model

import (
	"fmt"
	"strings"
)

// RunState is what became of a run.
type RunState string

// The states of a run.
const (
	Draft     RunState = "draft"
	Applied   RunState = "applied"
	Discarded RunState = "discarded"
	Undone    RunState = "undone" // applied, and taken back
)

// Scope says which pools a run decides: those of the product, the warehouse,
// the receipt, the orders and the lines it names. Each pool is decided whole,
// because a queue has one order; the zero Scope is everything open.
type Scope struct {
	SKU       string   `json:"sku,omitempty"`
	Warehouse string   `json:"warehouse,omitempty"`
	Receipt   string   `json:"receipt,omitempty"`
	Orders    []string `json:"orders,omitempty"`
	Lines     []int64  `json:"lines,omitempty"`
}

// ParseScope reads the parts of a scope, each "sku=A", "warehouse=MAIN",
// "receipt=R-1" or "order=SO-1"; orders add up. The error is a sentence for the person typing.
func ParseScope(parts []string) (Scope, error) {
	var s Scope
	for _, part := range parts {
		key, value, ok := strings.Cut(part, "=")
		value = strings.TrimSpace(value)
		switch {
		case !ok || value == "":
			return Scope{}, fmt.Errorf("scope %q: write sku=…, warehouse=…, receipt=… or order=…", part)
		case key == "sku" && s.SKU == "":
			s.SKU = value
		case key == "warehouse" && s.Warehouse == "":
			s.Warehouse = value
		case key == "receipt" && s.Receipt == "":
			s.Receipt = value
		case key == "order":
			s.Orders = append(s.Orders, value)
		default:
			return Scope{}, fmt.Errorf("scope %q: write sku=…, warehouse=… or receipt=… once, order=… as often as needed", part)
		}
	}
	return s, nil
}

// IsZero tells whether the scope is everything open.
func (s Scope) IsZero() bool {
	return s.SKU == "" && s.Warehouse == "" && s.Receipt == "" && len(s.Orders) == 0 && len(s.Lines) == 0
}

// String is the scope as ParseScope reads it, one part a word.
func (s Scope) String() string {
	var parts []string
	if s.SKU != "" {
		parts = append(parts, "sku="+s.SKU)
	}
	if s.Warehouse != "" {
		parts = append(parts, "warehouse="+s.Warehouse)
	}
	if s.Receipt != "" {
		parts = append(parts, "receipt="+s.Receipt)
	}
	for _, o := range s.Orders {
		parts = append(parts, "order="+o)
	}
	for _, id := range s.Lines {
		parts = append(parts, fmt.Sprintf("line=%d", id))
	}
	return strings.Join(parts, " ")
}

// RunRequest asks for an allocation run.
type RunRequest struct {
	Rule   Rule      `json:"rule"`             // Ranked when empty
	Replan bool      `json:"replan,omitempty"` // normal, yields and release lines may lose what they have
	DryRun bool      `json:"-"`                // nothing is written at all
	Draft  bool      `json:"-"`                // kept as a document; nothing moves
	Scope  Scope     `json:"scope"`
	WhatIf WhatIf    `json:"what_if"`         // only a draft or a dry run may ask it
	Edits  []RunEdit `json:"edits,omitempty"` // what a person set, by line
	Cause  string    `json:"cause"`           // "person" when empty
}

// Check reports what is wrong with the request, by field.
func (r RunRequest) Check() error {
	var p Problems
	p.Need("rule", r.Rule == "" || r.Rule.Known(), "The rule is ranked or most_complete.")
	p.Need("draft", !(r.Draft && r.DryRun), "A dry run keeps nothing: it is a draft or a dry run.")
	p.Need("what_if", r.WhatIf.IsZero() || r.Draft || r.DryRun, "What has not happened can be looked at in a draft; it cannot be applied.")
	r.WhatIf.check(&p)
	return p.Err()
}

// Run is one allocation plan as a document.
type Run struct {
	ID     int64 // 0: a dry run, or nothing had to change, so there is no document; a draft is always one
	State  RunState
	Rule   Rule
	AsOf   Time
	Lines  []RunLine // in rank order
	Totals RunTotals
	Proven bool // most_complete: no plan completes more lines
}

// RunLine is one line's fate in a run.
type RunLine struct {
	LineID      int64
	Order       string
	Line        int
	SKU         string
	Warehouse   string
	Rank        int // place in the queue of its pool
	Policy      Policy
	Open        Qty
	Before      Qty // allocated and picked together, as After
	After       Qty
	Backordered Qty
	Promise     []RunPart // when supply covers what is backordered
	Limit       string
	Why         string
}

// RunPart is one dated part of what a line still lacks.
type RunPart struct {
	Qty        Qty
	Date       Date
	Source     string
	Confidence Confidence
}

// RunTotals sum a run up.
type RunTotals struct {
	Lines          int `json:"lines"`
	UnitsBefore    Qty `json:"units_before"`
	UnitsAfter     Qty `json:"units_after"`
	LinesComplete  int `json:"lines_complete"`
	OrdersComplete int `json:"orders_complete"`
	LinesImproved  int `json:"lines_improved"`
	LinesLosing    int `json:"lines_losing"`
}
