package settings

import (
	"fmt"
	"strings"

	"backfill/model"
	"backfill/views/words"
)

// AuditColumns are those of the audit.
var AuditColumns = []words.Column[model.AuditEntry]{
	{Key: "what", Head: "What", Class: "full any", Lead: true, Cell: whatCell, File: []words.FileCell[model.AuditEntry]{
		words.Said("id", func(e model.AuditEntry) string { return fmt.Sprint(e.ID) }), words.Said("kind", func(e model.AuditEntry) string { return e.Entity }),
		words.Said("number", func(e model.AuditEntry) string { return e.Ref }), words.Said("action", func(e model.AuditEntry) string { return e.Action })}},
	{Key: "at", Head: "When", Sort: "at", Class: "nowrap", Cell: whenCell, File: []words.FileCell[model.AuditEntry]{
		words.Said("at", func(e model.AuditEntry) string { return e.At.String() })}},
	{Key: "who", Head: "Who", Class: "any", Cell: whoCell, File: []words.FileCell[model.AuditEntry]{
		words.Said("who", func(e model.AuditEntry) string { return e.Actor }), words.Said("from_address", func(e model.AuditEntry) string { return e.Origin })}},
	{Key: "changes", Head: "From → to", Class: "full any", Cell: changesCell, File: []words.FileCell[model.AuditEntry]{
		words.Said("before", func(e model.AuditEntry) string { return side(e, func(f model.FieldChange) string { return f.From }) }),
		words.Said("after", func(e model.AuditEntry) string { return side(e, func(f model.FieldChange) string { return f.To }) })}},
	{Key: "why", Head: "Why", Class: "full any", Cell: whyCell, File: []words.FileCell[model.AuditEntry]{
		words.Said("why", func(e model.AuditEntry) string { return e.Why })}},
}

// side is what every changed field was, or became.
func side(e model.AuditEntry, of func(model.FieldChange) string) string {
	var all []string
	for _, f := range e.Changes() {
		all = append(all, f.Field+": "+of(f))
	}
	return strings.Join(all, "; ")
}
