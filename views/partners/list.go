package partners

import (
	"backfill/model"
	"backfill/views/words"
)

// CustomerColumns are those of the list of customers.
var CustomerColumns = []words.Column[model.CustomerRow]{
	{Key: "code", Head: "Code", Sort: "code", Class: "nowrap", Lead: true, Cell: codeCell, File: []words.FileCell[model.CustomerRow]{
		words.Said("code", func(r model.CustomerRow) string { return r.Code })}},
	{Key: "name", Head: "Name", Sort: "name", Class: "full", Cell: nameCell, File: []words.FileCell[model.CustomerRow]{
		words.Said("name", func(r model.CustomerRow) string { return r.Name }), words.Said("credit_hold", func(r model.CustomerRow) string { return r.CreditHold })}},
	words.Plain("class", "Class", func(r model.CustomerRow) string { return r.Class }).Off(),
	words.Plain("tier", "Tier", func(r model.CustomerRow) string { return r.Tier }),
	words.Plain("country", "Country", func(r model.CustomerRow) string { return r.Country }).Off(),
	{Key: "ship_mode", Head: "Ships", Cell: shipsCell, File: []words.FileCell[model.CustomerRow]{
		words.Said("ship_mode", func(r model.CustomerRow) string { return string(r.ShipMode) })}},
	words.Count("open_lines", "Open lines", func(r model.CustomerRow) int { return r.OpenLines }),
	words.Count("short_lines", "Short", func(r model.CustomerRow) int { return r.ShortLines }),
	{Key: "late_lines", Head: "Late", Class: "num", Empty: func(r model.CustomerRow) bool { return r.LateLines == 0 }, Cell: lateCell,
		File: []words.FileCell[model.CustomerRow]{words.Counted("late_lines", func(r model.CustomerRow) int { return r.LateLines })}},
	words.Amount("open_value", "Open value", func(r model.CustomerRow) model.Money { return r.OpenValue }),
}
