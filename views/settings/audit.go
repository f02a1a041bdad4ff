// Package settings answers what those who run the desk see of it: what was
// done by whom, how the company works, and who may log in.
package settings

import (
	"strings"

	"backfill/model"
	"backfill/views/words"
)

// kinds says what an entry is about, in front of its number.
var kinds = map[string]string{
	"order": "Order", "line": "Line", "product": "Product", "count": "Count of", "customer": "Customer", "supplier": "Supplier", "warehouse": "Warehouse",
	"transfer": "Transfer", "purchase_order": "Purchase order", "po_line": "Purchase-order line", "run": "Allocation", "import": "Import", "upload": "File", "import_map": "Map of", "site": "Site", "list": "Export",
	"view": "View", "setting": "Setting", "rank": "Order of the queue,", "reason": "Reason", "user": "Person", "login": "Log-in", "demo": "Demo data",
}

// actions are the codes that do not read as words by themselves.
var actions = map[string]string{
	"priority_set": "priority set", "policy_set": "policy set", "hold_released": "hold released", "credit_held": "put on credit hold",
	"count_waiting": "count waits for a person", "count_dismissed": "count dismissed", "adjustment_undone": "adjustment taken back", "rush_asked": "rush asked for", "start_set": "made the start",
}

func actionWords(code string) string {
	if w, ok := actions[code]; ok {
		return w
	}
	return strings.ReplaceAll(code, "_", " ")
}

func who(e model.AuditEntry) string {
	switch {
	case e.Name != "":
		return e.Name
	case e.Actor == "clock":
		return "The clock"
	case e.Actor == "cli":
		return "The command line"
	}
	return e.Actor
}

// address is where an entry came from, "" where that says nothing new.
func address(e model.AuditEntry) string {
	if e.Origin == e.Actor {
		return ""
	}
	return e.Origin
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// recordLink is where the thing of an entry is, "" where it has no page: those of
// people are for who looks after them, and more people read the audit.
func recordLink(e model.AuditEntry) string {
	if e.Entity == "user" {
		return ""
	}
	return words.RecordHref(model.Record{Entity: e.Entity, ID: e.EntityID, Ref: e.Ref})
}
