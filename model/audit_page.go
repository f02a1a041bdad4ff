package model

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// AuditKinds are the kinds of things whose changes are kept, as they are listed
// for a filter.
var AuditKinds = []Option{
	{"order", "Orders"}, {"line", "Order lines"}, {"product", "Products and stock"}, {"count", "Counts that waited"}, {"customer", "Customers"}, {"supplier", "Suppliers"},
	{"warehouse", "Warehouses"}, {"purchase_order", "Purchase orders"}, {"po_line", "Purchase-order lines"}, {"run", "Allocation runs"},
	{"import", "Imports"}, {"list", "Exports"}, {"view", "Saved views"}, {"setting", "Settings"}, {"reason", "Reasons"}, {"user", "People"}, {"login", "Log-ins"}, {"demo", "Demo data"},
}

// AuditListShape is what the audit may be asked: who, the kind of thing, and
// the first and last day of a period.
var AuditListShape = ListShape{
	Sorts:   []string{"-at"},
	Filters: map[string][]string{"who": nil, "kind": auditKindKeys(), "from": nil, "to": nil},
	Flips:   []string{"who", "kind"},
}

func auditKindKeys() []string {
	keys := make([]string, len(AuditKinds))
	for i, k := range AuditKinds {
		keys[i] = k.Value
	}
	return keys
}

// AuditEntry is one entry of the audit with everything that was kept.
type AuditEntry struct {
	AuditRow
	ID       int64  `db:"id"`
	EntityID int64  `db:"entity_id"`
	Name     string `db:"name"`   // of the person, "" when the actor is none or gone
	Origin   string `db:"origin"` // network address, "cli" or "clock"
}

// FieldChange is what one field was and became; "" for nothing.
type FieldChange struct{ Field, From, To string }

// Changes lists the fields that differ between before and after, by name. What
// stayed the same is left out; what is no object of fields stands as it is.
func (r AuditRow) Changes() []FieldChange {
	before, okBefore := auditFields(r.Before)
	after, okAfter := auditFields(r.After)
	if !okBefore || !okAfter {
		return []FieldChange{{From: r.Before, To: r.After}}
	}
	names := maps.Clone(before)
	maps.Copy(names, after)
	var all []FieldChange
	if _, gone := names["private"]; gone { // the seal of what was erased
		return []FieldChange{{Field: "personal data", To: "erased"}}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if before[name] != after[name] {
			all = append(all, FieldChange{Field: strings.ReplaceAll(name, "_", " "), From: before[name], To: after[name]})
		}
	}
	return all
}

// auditFields reads a JSON object as words by field; nothing at all is an
// object without fields.
func auditFields(text string) (map[string]string, bool) {
	if text == "" {
		return map[string]string{}, true
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &raw) != nil {
		return nil, false
	}
	fields := make(map[string]string, len(raw))
	for name, value := range raw {
		var inner map[string]json.RawMessage
		if json.Unmarshal(value, &inner) != nil || inner == nil {
			fields[name] = auditWord(name, value)
			continue
		}
		for part, value := range inner {
			fields[name+" "+part] = auditWord(part, value)
		}
	}
	return fields, true
}

func auditWord(name string, value json.RawMessage) string {
	var text string
	var q Qty
	switch v := bytes.TrimSpace(value); {
	case json.Unmarshal(v, &text) == nil: // null reads as "" too
		return text
	case string(v) == "true":
		return "yes"
	case string(v) == "false":
		return "no"
	case strings.HasPrefix(name, "units_") && json.Unmarshal(v, (*int64)(&q)) == nil:
		return q.String()
	default:
		return string(v)
	}
}
