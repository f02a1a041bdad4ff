// Package intake answers what a file says: how it is encoded, what its columns
// mean, and what each row states, as canonical cells. It knows nothing of what
// the desk already has. Whatever it cannot understand is a problem of the file
// or of the row, in words, never a guess.
package intake

import "strings"

// Type is what the cells of a column hold.
type Type int

// The types. Canonical cells are text: quantities and money with a dot, dates
// yyyy-mm-dd, instants RFC 3339, yes/no as "yes" and "no".
const (
	Text Type = iota
	Quantity
	Money
	Whole
	Day
	Instant
	YesNo
)

// Column is one column of a kind.
type Column struct {
	Name     string
	Type     Type
	Key      bool     // identifies the row
	Required bool     // the row is refused without it
	Max      int      // characters; 0: 200
	Choices  []string // nothing else is accepted, in any case
}

// Kind is what a file may hold, by the names of the command line.
type Kind struct {
	Name    string
	Columns []Column
}

// Index finds a column, -1 when there is none of that name.
func (k Kind) Index(name string) int {
	for i, c := range k.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// KindOf finds a kind by its name.
func KindOf(name string) (Kind, bool) {
	for _, k := range kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// KindNames lists the kinds in the order in which a new desk is filled.
func KindNames() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return names
}

func key(name string, limit int) Column {
	return Column{Name: name, Key: true, Required: true, Max: limit}
}
func text(name string, limit int) Column { return Column{Name: name, Max: limit} }
func need(c Column) Column               { c.Required = true; return c }
func typed(name string, t Type) Column   { return Column{Name: name, Type: t, Max: 40} }
func oneOf(name, choices string) Column {
	return Column{Name: name, Max: 40, Choices: strings.Fields(choices)}
}

const weekdays = "monday tuesday wednesday thursday friday saturday sunday"

const shipModes = "as_available line_complete order_complete max_shipments on_date"

var kinds = []Kind{
	{"warehouses", []Column{key("code", 40), text("name", 200), text("address", 500), text("country", 60), text("carrier_cutoff", 5)}},
	{"closed-days", []Column{{Name: "date", Type: Day, Key: true, Required: true, Max: 40}, text("name", 80)}},
	{"suppliers", []Column{key("code", 128), text("name", 200), text("group", 120), typed("lead_time_days", Whole), text("email", 254)}},
	{"products", []Column{key("sku", 128), text("name", 300), text("category", 120), text("unit", 20), typed("decimals", Whole),
		typed("price", Money), typed("weight_kg", Quantity), text("gtin", 14), text("supplier", 128), text("supplier_sku", 128),
		typed("lead_time_days", Whole), typed("pack", Quantity), oneOf("backorder", "allow limit deny"), typed("backorder_limit", Quantity),
		typed("lot_tracked", YesNo)}},
	{"units", []Column{key("sku", 128), key("unit", 20), need(typed("ratio", Quantity))}},
	{"substitutes", []Column{key("sku", 128), key("substitute", 128), oneOf("kind", "substitute equivalent upgrade"), typed("ratio", Quantity)}},
	{"bins", []Column{key("warehouse", 40), key("bin", 40), text("sku", 128)}},
	{"customers", []Column{key("code", 60), text("name", 200), text("class", 60), text("tier", 20), text("email", 254), text("phone", 60),
		text("language", 20), text("country", 60), oneOf("ship_mode", shipModes), typed("max_shipments", Whole),
		oneOf("notice_regime", "us_mito eu_consumer uk_consumer contract_b2b"), text("owner", 254), typed("backorder_limit_value", Money),
		text("credit_hold", 500)}},
	{"sites", []Column{key("customer", 60), key("site", 60), text("name", 200), text("address", 500), text("zone", 60), text("contact", 120),
		text("phone", 60), text("access", 500)}},
	{"contacts", []Column{key("customer", 60), key("name", 200), text("role", 200), text("email", 254), text("phone", 60), typed("orders", YesNo),
		typed("delays", YesNo), typed("shipments", YesNo)}},
	{"routes", []Column{key("warehouse", 40), key("zone", 60), {Name: "weekday", Key: true, Required: true, Max: 40, Choices: strings.Fields(weekdays)},
		need(text("cutoff", 5)), typed("days_before", Whole)}},
	{"stock", []Column{key("sku", 128), key("warehouse", 40), {Name: "lot", Key: true, Max: 60}, need(typed("on_hand", Quantity)), text("bin", 40),
		typed("as_of", Instant)}},
	{"orders", []Column{key("order", 60), need(text("customer", 60)), need(typed("ordered_at", Instant)), typed("requested_date", Day),
		typed("need_by", Day), typed("priority", Whole), oneOf("ship_mode", shipModes), typed("max_shipments", Whole), typed("ship_date", Day),
		oneOf("method", "own_truck will_call carrier direct"), text("site", 60), text("warehouse", 40), text("customer_po", 120), text("project", 120),
		{Name: "line", Type: Whole, Key: true, Required: true, Max: 10}, need(text("sku", 128)), need(typed("quantity", Quantity)), text("unit", 20),
		typed("price", Money), oneOf("lot_rule", "any one"), typed("shipped", Quantity), typed("shipped_at", Day), typed("cancelled", Quantity),
		oneOf("kind", "standard blanket release"), text("blanket", 60), text("credit_hold", 500)}},
	{"purchase-orders", []Column{key("po", 60), need(text("supplier", 128)), typed("ordered_at", Instant), text("warehouse", 40),
		{Name: "line", Type: Whole, Key: true, Required: true, Max: 10}, need(text("sku", 128)), need(typed("quantity", Quantity)), typed("eta", Day),
		oneOf("confidence", "stated confirmed shipped"), text("lane", 120), typed("received", Quantity), typed("received_at", Day),
		typed("rejected", Quantity), typed("closed", YesNo), text("for_order", 60), typed("for_line", Whole)}},
}
