package runs

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
	"context"
)

// Form is the form that starts a run, as it was typed.
type Form struct {
	RID      string
	Problems model.Problems

	Scope, Which string // "", "sku", "warehouse", "receipt" or "order", and which one
	Lines        []string
	Rule         string
	Replan       bool

	PO, Days                string
	SKU, Qty, Warehouse, On string
	Order, Priority         string
}

var scopeOptions = []ui.Option{{Text: "Everything open"}, {Value: "sku", Text: "One product"}, {Value: "warehouse", Text: "One warehouse"},
	{Value: "receipt", Text: "What one receipt touches"}, {Value: "order", Text: "One order"}}

// ruleOptions are the rules as a person chooses them.
var ruleOptions = []ui.Option{{Value: string(model.Ranked), Text: "By rank"}, {Value: string(model.MostComplete), Text: "Most complete lines"}}

var priorityOptions = []ui.Option{{Text: "–"}, {Value: "1", Text: "1, first"}, {Value: "2", Text: "2"}, {Value: "3", Text: "3"}, {Value: "4", Text: "4"}, {Value: "5", Text: "5, last"}}

// supposes tells whether a what-if was typed, so that it is shown open.
func (f Form) supposes() bool {
	for _, name := range []string{"what_po", "what_days", "what_sku", "what_qty", "what_on", "what_order", "what_priority"} {
		if f.Problems[name] != "" {
			return true
		}
	}
	return f.PO+f.Days+f.SKU+f.Qty+f.Warehouse+f.On+f.Order+f.Priority != ""
}

func (f Form) linesWords(ctx context.Context) string {
	return words.Plural(ctx, len(f.Lines), "line is ticked", "lines are ticked") + ": the run decides the whole queue of the products they wait for."
}
