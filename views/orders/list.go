package orders

import (
	"backfill/model"
	"backfill/views/words"
)

// Columns are those of the list of orders.
var Columns = []words.Column[model.OrderRow]{
	{Key: "order", Head: "Order", Sort: "number", Class: "nowrap", Lead: true, Cell: orderCell, File: []words.FileCell[model.OrderRow]{
		words.Said("order", func(r model.OrderRow) string { return r.Number }), words.Said("customer_po", func(r model.OrderRow) string { return r.CustomerPO })}},
	{Key: "status", Head: "Status", Class: "full", Cell: statusCell, File: []words.FileCell[model.OrderRow]{
		words.Said("status", func(r model.OrderRow) string { return string(r.Status()) })}},
	{Key: "customer", Head: "Customer", Sort: "customer", Class: "name", Cell: customerCell, File: []words.FileCell[model.OrderRow]{
		words.Said("customer", func(r model.OrderRow) string { return r.CustomerCode }), words.Said("customer_name", func(r model.OrderRow) string { return r.Customer })}},
	words.Moment("ordered_at", "Ordered", func(r model.OrderRow) model.Time { return r.OrderedAt }).By("ordered"),
	{Key: "promise", Head: "Promise", Class: "nowrap", Empty: closed, Cell: promiseCell, File: []words.FileCell[model.OrderRow]{
		words.Dated("promise", func(r model.OrderRow) model.Date { return r.Promise })}},
	{Key: "ship_mode", Head: "Ships", Cell: shipsCell, File: []words.FileCell[model.OrderRow]{
		words.Said("ship_mode", func(r model.OrderRow) string { return string(r.ShipMode) })}},
	{Key: "ready", Head: "Ready", Class: "num", Cell: readyCell, File: []words.FileCell[model.OrderRow]{
		words.Counted("ready_lines", func(r model.OrderRow) int { return r.Ready }), words.Counted("open_lines", func(r model.OrderRow) int { return r.Open }),
		words.Counted("lines", func(r model.OrderRow) int { return r.Lines })}},
	words.Amount("value", "Value", func(r model.OrderRow) model.Money { return r.Value }),
	words.Day("requested_date", "Requested", func(r model.OrderRow) model.Date { return r.Requested }).Off(),
}

func closed(r model.OrderRow) bool { return r.Open == 0 }
