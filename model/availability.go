package model

// AvailabilityQuery asks what a new order line could be promised, before there
// is one. Only SKU and Qty are needed.
type AvailabilityQuery struct {
	SKU       string
	Qty       Qty    // in Unit
	Unit      string // empty: the stock unit
	Warehouse string // code; empty: the customer's answer may come from any, the one that is complete first
	Customer  string // code; empty: nobody's limits and credit hold count
	Site      string // of the customer; where an own truck would go
	Method    Method // empty: carrier
	ShipMode  ShipMode
	NeedBy    Date // beyond the horizon the line takes no stock
	Priority  int  // 1-5; 0: 3
	OneLot    bool // all from one lot or nothing
}

// Check reports what is wrong with the question, by field.
func (q AvailabilityQuery) Check() error {
	var p Problems
	p.Need("sku", q.SKU != "", "Enter the product.")
	p.Need("qty", q.Qty > 0, "Enter how many are wanted.")
	p.Need("qty", q.Qty <= MaxQty, "That is more than an order may have.")
	p.Need("priority", q.Priority >= 0 && q.Priority <= 5, "The priority is 1 to 5.")
	p.Need("method", q.Method == "" || q.Method.Known(), "Choose one of the methods.")
	p.Need("ship_mode", q.ShipMode == "" || q.ShipMode.Known(), "Choose one of the ship modes.")
	return p.Err()
}

// Availability is what a new line would get and when: the answer of the same
// engine that decides the runs, for a line at its place in the queue.
type Availability struct {
	SKU         string
	Name        string
	Unit        string // the stock unit, in which all quantities here are counted
	Decimals    int
	Price       Money // of one stock unit
	Pack        Qty   // 0: any quantity
	Backorder   string
	Warehouse   string
	Qty         Qty // asked
	Free        Qty // what a new line could take of the stock now, however much it asks for
	FromStock   Qty // of Qty
	Parts       []AvailabilityPart
	Complete    Date   // the day the customer has all of it
	HeldUntil   Date   // of what is fetched at the counter: the last day it waits there
	Late        bool   // after NeedBy
	Refused     string // why the line could not be entered like this; empty: it can
	Warning     string // a limit of the customer that would be nearly used up
	Substitutes []AvailableSubstitute
	Elsewhere   []AvailableElsewhere // other warehouses with some free
}

// Short is what stock does not cover.
func (a Availability) Short() Qty { return a.Qty - a.FromStock }

// AvailabilityPart is one dated part of the quantity.
type AvailabilityPart struct {
	Qty        Qty
	Ready      Date // at the dock, ready to leave
	Date       Date // at the site, or ready at the counter
	Source     string
	Confidence Confidence
}

// AvailableSubstitute is a product that could go instead and is in stock.
type AvailableSubstitute struct {
	SKU      string
	Name     string
	Unit     string
	Kind     string // substitute, equivalent, upgrade
	Ratio    Qty    // of it for one of the product
	Price    Money
	Free     Qty // in its own unit
	Decimals int
}

// Covers tells whether what is free of it replaces q of the product.
func (s AvailableSubstitute) Covers(q Qty) bool {
	return int64(s.Free) >= (int64(q)*int64(s.Ratio)+999)/1000
}

// AvailableElsewhere is what another warehouse could give.
type AvailableElsewhere struct {
	Warehouse string
	Free      Qty
	Complete  Date // of the same quantity, from there
}
