package db

import (
	"context"

	"backfill/model"
)

// Audit reads one page of what was done: by whom, to a kind of thing, to one
// thing by its number, its lines included, and between two instants, the second
// excluded. A zero instant does not bound.
func (s *Store) Audit(ctx context.Context, q model.ListQuery, from, to model.Time) (model.Paged[model.AuditEntry], error) {
	l := list{
		name:  "Audit",
		keys:  `audit a`,
		id:    "a.id",
		sorts: map[string]string{"at": "a.id"}, // written in the order of time
		details: `SELECT a.id, a.at, a.actor, a.origin, a.action, a.entity, a.entity_id, a.ref, a.why,
			coalesce(a.before, '') AS before, coalesce(a.after, '') AS after, coalesce(u.name, '') AS name
			FROM json_each(?1) page JOIN audit_read a ON a.id = page.value LEFT JOIN app_user u ON u.email = a.actor ORDER BY page.key`,
	}
	if q.Q != "" {
		l.only(`(a.ref = ? COLLATE NOCASE OR a.ref LIKE ? ESCAPE '\')`, q.Q, like(q.Q + "/")[1:])
	}
	l.by(q, "who", equal(`a.actor = ? COLLATE NOCASE`))
	l.by(q, "kind", equal(`+a.entity = ?`)) // by id, newest first, rather than all of a kind sorted
	if !from.IsZero() {
		l.only(`a.at >= ?`, from)
	}
	if !to.IsZero() {
		l.only(`a.at < ?`, to)
	}
	return pageOf[model.AuditEntry](ctx, s, l, q)
}
