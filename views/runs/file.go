package runs

import (
	"strconv"

	"backfill/model"
	"backfill/views/words"
)

// FileColumns are those of a run's document as a file.
var FileColumns = []words.FileCell[model.RunDocLine]{
	words.Said("order", func(l model.RunDocLine) string { return l.Order }),
	words.Counted("line", func(l model.RunDocLine) int { return l.LineNo }),
	words.Said("sku", func(l model.RunDocLine) string { return l.SKU }),
	words.Said("warehouse", func(l model.RunDocLine) string { return l.Warehouse }),
	words.Said("customer", func(l model.RunDocLine) string { return l.Customer }),
	words.Counted("priority", func(l model.RunDocLine) int { return l.Priority }),
	words.Measured("open", func(l model.RunDocLine) model.Qty { return l.Open }),
	words.Measured("before", func(l model.RunDocLine) model.Qty { return l.Before }),
	words.Measured("after", func(l model.RunDocLine) model.Qty { return l.After }),
	words.Measured("change", model.RunDocLine.Gets),
	words.Said("set", func(l model.RunDocLine) string { return l.Edit }),
	words.Dated("promise_before", func(l model.RunDocLine) model.Date { return l.OldPromise }),
	words.Dated("promise_after", func(l model.RunDocLine) model.Date { return l.Promise }),
	words.Dated("covered", func(l model.RunDocLine) model.Date { return l.Covered }),
	{Name: "promise_kept", Text: func(h words.Here, l model.RunDocLine) string { return strconv.FormatBool(l.Kept(h.Today)) }},
	words.Said("status", func(l model.RunDocLine) string { return string(l.Status) }),
	words.Said("left", func(l model.RunDocLine) string { return l.Outcome }),
	words.Said("why", func(l model.RunDocLine) string { return l.Why }),
}
