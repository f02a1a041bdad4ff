package model

import (
	"fmt"
	"strings"
)

// OrderEdit is what a person changes of an order: its head as a whole, the lines
// named, and lines that are new.
type OrderEdit struct {
	OrderHead
	Lines []LineEdit
	Added []EntryLine
	Why   string // needed where a quantity is reduced
}

// OrderHead is what can be changed of an order as a whole. The requested date is
// the customer's first word: it can be given where there is none, and then
// stands.
type OrderHead struct {
	Site         string   `db:"site"` // code of the customer's site; empty: none
	CustomerPO   string   `db:"customer_po"`
	Project      string   `db:"project"`
	Requested    Date     `db:"requested_date"`
	NeedBy       Date     `db:"need_by"`
	Essential    bool     `db:"essential"`
	Priority     int      `db:"priority"`
	ShipMode     ShipMode `db:"ship_mode"`
	MaxShipments int      `db:"max_shipments"` // with MaxShipments; else 0
	ShipDate     Date     `db:"ship_date"`
	Method       Method   `db:"method"`
}

// LineEdit is one line as it shall be.
type LineEdit struct {
	LineNo  int
	Version int   // as the person saw it; 0: whatever it is now
	Qty     Qty   // ordered in all, in the line's unit
	Price   Money // of one stock unit
}

// Check reports every problem that can be seen without the file, by field; those
// of a line are named line.3.qty by its number, those of new lines lines[0].qty.
func (e OrderEdit) Check() Problems {
	var p Problems
	p.Need("customer_po", len(e.CustomerPO) <= 120, "A customer PO has 120 characters at most.")
	p.Need("project", len(e.Project) <= 120, "A project has 120 characters at most.")
	p.Need("priority", e.Priority >= 1 && e.Priority <= 5, "The priority is 1 to 5.")
	p.Need("ship_mode", e.ShipMode.Known(), "Choose one of the ship modes.")
	p.Need("method", e.Method.Known(), "Choose one of the methods.")
	p.Need("max_shipments", e.MaxShipments >= 0 && e.MaxShipments <= 99, "1 to 99 shipments.")
	p.Need("max_shipments", e.ShipMode != MaxShipments || e.MaxShipments > 0, "Enter how many shipments the order may have.")
	p.Need("ship_date", e.ShipMode != OnDate || !e.ShipDate.IsZero(), "The order leaves on a day the customer names: enter it.")
	p.Need("need_by", !e.Essential || !e.NeedBy.IsZero(), "Enter the day by which it must ship.")
	p.Need("why", len(e.Why) <= 500, "Say it in 500 characters.")
	for _, l := range e.Lines {
		p.Need(EditField(l.LineNo, "qty"), l.Qty > 0, "Enter how many are ordered. To drop the line, cancel it.")
		p.Need(EditField(l.LineNo, "qty"), l.Qty <= MaxQty, "That is more than an order may have.")
		p.Need(EditField(l.LineNo, "price"), l.Price >= 0 && l.Price <= MaxMoney, "A price is not negative.")
	}
	for name, what := range (OrderEntry{Customer: "-", Lines: e.Added}).Check() {
		p.Need(name, !strings.HasPrefix(name, "lines["), what)
	}
	return p
}

// EditField names a field of the line with a number in Problems: line.3.qty.
func EditField(lineNo int, field string) string { return fmt.Sprintf("line.%d.%s", lineNo, field) }

// OrderToEdit is an order as the form that changes it, and the one that copies
// it, start from.
type OrderToEdit struct {
	ID           int64  `db:"id"`
	Number       string `db:"number"`
	Customer     string `db:"customer"` // code
	CustomerName string `db:"customer_name"`
	Warehouse    string `db:"warehouse"` // code
	OrderHead
	Shipments int       `db:"shipments"`
	Kind      OrderKind `db:"kind"`
	Version   int       `db:"version"`
	Lines     []LineToEdit
}

// LineToEdit is one line of it.
type LineToEdit struct {
	ID          int64  `db:"id"`
	LineNo      int    `db:"line_no"`
	WarehouseID int64  `db:"warehouse_id"`
	SKU         string `db:"sku"`
	Product     string `db:"product"`
	Unit        string `db:"unit"` // as ordered
	UnitQty     Qty    `db:"unit_qty"`
	StockUnit   string `db:"stock_unit"` // of every quantity below
	Ordered     Qty    `db:"ordered"`
	Shipped     Qty    `db:"shipped"`
	Cancelled   Qty    `db:"cancelled"`
	Substituted Qty    `db:"substituted"`
	Allocated   Qty    `db:"allocated"`
	Picked      Qty    `db:"picked"`
	Open        Qty    `db:"open"`
	Price       Money  `db:"price"`
	OneLot      bool   `db:"one_lot"`
	Set         string `db:"critical_set"`
	Version     int    `db:"version"`
}

// Least is what the line has to keep, in stock units: what left, was cancelled
// or substituted, and what is picked.
func (l LineToEdit) Least() Qty { return l.Shipped + l.Cancelled + l.Substituted + l.Picked }

// MayChange refuses a head that does not fit what has happened to the order
// already; what stays as it is is not asked about.
func (o OrderToEdit) MayChange(to OrderHead, today Date) Problems {
	var p Problems
	was := o.OrderHead
	open, picked, claimed := o.standing()
	late := func(field string, was, is Date) {
		p.Need(field, is == was || is.IsZero() || is >= today, "That day is over. Enter today or a later day.")
	}
	p.Need("requested", was.Requested.IsZero() || to.Requested == was.Requested, "The requested date is the customer's first word and stands. Change the day it is needed by.")
	late("requested", was.Requested, to.Requested)
	late("need_by", was.NeedBy, to.NeedBy)
	late("ship_date", was.ShipDate, to.ShipDate)
	p.Need("site", picked == 0 || to.Site == was.Site, "Goods are picked for the site it goes to now. Take them off the pick list first.")
	p.Need("method", picked == 0 || to.Method == was.Method, "Goods are picked to leave as it is now. Take them off the pick list first.")
	p.Need("method", claimed == 0 || (to.Method == Direct) == (was.Method == Direct), "Some of it is allocated from stock: give it back before the supplier ships it.")
	p.Need("max_shipments", to.ShipMode != MaxShipments || to.MaxShipments == was.MaxShipments || to.MaxShipments >= o.Shipments,
		fmt.Sprintf("%d have left already.", o.Shipments))
	was.CustomerPO, was.Project = to.CustomerPO, to.Project
	p.Need("priority", open > 0 || was == to, "Nothing of the order is open: only its customer PO and its project can be changed.")
	return p
}

// standing sums what is open, picked, and allocated or picked.
func (o OrderToEdit) standing() (open, picked, claimed Qty) {
	for _, l := range o.Lines {
		open, picked, claimed = open+l.Open, picked+l.Picked, claimed+l.Picked+l.Allocated
	}
	return open, picked, claimed
}
