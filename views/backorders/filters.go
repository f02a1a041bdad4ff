package backorders

import (
	"slices"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// filterWords is a filter as its chip says it: "Late", "Supplier: Knauf", "Not
// status: Ready".
func (b Board) filterWords(f model.Filter) string {
	name := model.FilterName(f.Key)
	text := strings.ToUpper(name[:1]) + name[1:] + ": " + b.valueWords(f)
	if f.Key == "late" {
		text = "Late"
	}
	if f.Not {
		return "Not " + strings.ToLower(text[:1]) + text[1:]
	}
	return text
}

var etaNames = map[string]string{"overdue": "overdue", "week": "this week", "none": "none"}

func (b Board) valueWords(f model.Filter) string {
	switch f.Key {
	case "status":
		return words.Status(model.Status(f.Value))
	case "ship":
		return words.ShipMode(model.ShipMode(f.Value), 0)
	case "eta":
		return etaNames[f.Value]
	case "age_from", "age_to":
		return f.Value + " d"
	case "eta_from", "eta_to", "promise_from", "promise_to":
		if d, err := model.ParseDate(f.Value); err == nil {
			return b.Day(d)
		}
	}
	return f.Value
}

func flipped(f model.Filter) model.Filter {
	f.Not = !f.Not
	return f
}

// mayFlip tells whether "is not" makes sense for the filter.
func mayFlip(f model.Filter) bool {
	return !strings.HasSuffix(f.Key, "_from") && !strings.HasSuffix(f.Key, "_to")
}

// kept are the parts of the query that the filter form does not show, carried
// through it: view, order, columns, exclusions and second values of one text.
func (b Board) kept() []ui.Option {
	var kept []ui.Option
	shown := map[string]bool{}
	for _, f := range b.Query.Filters {
		inForm := !f.Not && (f.Key == "status" || f.Key == "priority" || !shown[f.Key])
		if !inForm {
			kept = append(kept, ui.Option{Value: f.Name(), Text: f.Value})
		}
		shown[f.Key] = shown[f.Key] || inForm
	}
	for name, values := range b.Query.FirstPage().Cleared().Values() {
		if name == "group" || name == "sort" && b.Query.Group == "" {
			continue
		}
		for _, v := range values {
			kept = append(kept, ui.Option{Value: name, Text: v})
		}
	}
	slices.SortFunc(kept, func(x, y ui.Option) int { return strings.Compare(x.Value+x.Text, y.Value+y.Text) })
	return kept
}

// keptBesideColumns are the parts of the query that the columns form carries through.
func (b Board) keptBesideColumns() []ui.Option {
	var kept []ui.Option
	for name, values := range b.Query.FirstPage().Values() {
		if name == "columns" {
			continue
		}
		for _, v := range values {
			kept = append(kept, ui.Option{Value: name, Text: v})
		}
	}
	slices.SortFunc(kept, func(x, y ui.Option) int { return strings.Compare(x.Value+x.Text, y.Value+y.Text) })
	return kept
}

// sortOptions are what the board sorts by, the queue's rank first: it is how the
// board stands until somebody chooses.
func sortOptions() []ui.Option {
	all := []ui.Option{{Value: string(model.ColRank), Text: columnNames[model.ColRank].Text}}
	for _, c := range model.Columns() {
		if c.Sortable() && c != model.ColRank {
			all = append(all, ui.Option{Value: string(c), Text: columnNames[c].Text})
		}
	}
	return all
}

// groupOptions are what the board groups by.
func groupOptions() []ui.Option {
	return []ui.Option{{Value: "", Text: "None"}, {Value: "sku", Text: "Product"}, {Value: "customer", Text: "Customer"},
		{Value: "order", Text: "Order"}, {Value: "po", Text: "PO"}, {Value: "owner", Text: "Owner"}}
}

func (b Board) groupValue() string {
	if b.Query.Group == model.ColETA {
		return "po"
	}
	return string(b.Query.Group)
}

func etaOptions() []ui.Option {
	return []ui.Option{{Value: "", Text: "Any"}, {Value: "overdue", Text: "Overdue"}, {Value: "week", Text: "This week"}, {Value: "none", Text: "None"}}
}

func lateOptions() []ui.Option {
	return []ui.Option{{Value: "", Text: "Any"}, {Value: "yes", Text: "Past its promise"}}
}

func shipOptions() []ui.Option {
	all := []ui.Option{{Value: "", Text: "Any"}}
	for _, m := range []model.ShipMode{model.AsAvailable, model.LineComplete, model.OrderComplete, model.MaxShipments, model.OnDate} {
		all = append(all, ui.Option{Value: string(m), Text: words.ShipMode(m, 0)})
	}
	return all
}

func (b Board) warehouseOptions() []ui.Option {
	all := []ui.Option{{Value: "", Text: "Any"}}
	for _, w := range b.Warehouses {
		all = append(all, ui.Option{Value: w.Value, Text: w.Text})
	}
	return all
}

// active tells whether a filter of these keys is in force, for the menu's button.
func (b Board) active(keys ...string) bool {
	return slices.ContainsFunc(b.Query.Filters, func(f model.Filter) bool { return slices.Contains(keys, f.Key) })
}
