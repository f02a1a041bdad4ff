package stock

import (
	"backfill/model"
	"backfill/views/words"
)

// TransferColumns are those of the list of transfers.
var TransferColumns = []words.Column[model.TransferRow]{
	{Key: "transfer", Head: "Transfer", Sort: "number", Class: "nowrap", Lead: true, Cell: transferCell, File: []words.FileCell[model.TransferRow]{
		words.Said("transfer", func(r model.TransferRow) string { return r.Number })}},
	{Key: "state", Head: "State", Cell: transferStateCell, File: []words.FileCell[model.TransferRow]{
		words.Said("state", func(r model.TransferRow) string { return string(r.State) })}},
	words.Plain("from", "From", func(r model.TransferRow) string { return r.From }),
	words.Plain("to", "To", func(r model.TransferRow) string { return r.To }),
	{Key: "what", Head: "What", Class: "any", Cell: transferWhatCell, File: []words.FileCell[model.TransferRow]{
		words.Counted("lines", func(r model.TransferRow) int { return r.Lines }), words.Said("first_sku", func(r model.TransferRow) string { return r.First }),
		words.Said("note", func(r model.TransferRow) string { return r.Note })}},
	{Key: "expected", Head: "Expected", Sort: "expected", Class: "nowrap", Empty: func(r model.TransferRow) bool { return r.Expected.IsZero() },
		Cell: transferExpectedCell, File: []words.FileCell[model.TransferRow]{words.Dated("expected", func(r model.TransferRow) model.Date { return r.Expected })}},
	words.Count("lines_waiting", "Lines waiting", func(r model.TransferRow) int { return r.Waiting }),
	words.Moment("created_at", "Made", func(r model.TransferRow) model.Time { return r.CreatedAt }).Off(),
	words.Plain("created_by", "By", func(r model.TransferRow) string { return r.CreatedBy }).Off(),
	words.Moment("sent_at", "Sent", func(r model.TransferRow) model.Time { return r.SentAt }).Off(),
	words.Moment("closed_at", "Closed", func(r model.TransferRow) model.Time { return r.ClosedAt }).Off(),
}
