package db

import (
	"context"
	"slices"
	"strings"

	"backfill/model"
)

// Timeline reads what happened to one record, the newest first, 200 entries at
// the most. entity is the audit's word for it: line, order, product, customer,
// supplier, purchase_order, warehouse, ... Where a record has parts, what
// happened to them stands in it too, called by their names: an order's lines, a
// purchase order's, a customer's sites. What a person did is in the audit; what
// runs and suppliers did is in the ledgers. A record without any history, or
// none at all, has an empty timeline.
func (s *Store) Timeline(ctx context.Context, entity string, id int64) ([]model.Happening, error) {
	return s.timeline(ctx, entity, id, timelineShown)
}

// timelineShown is how many entries stand under a record.
const timelineShown = 200

// TimelineList reads one page of the same as a list, model.MaxCount entries in all.
func (s *Store) TimelineList(ctx context.Context, entity string, id int64, q model.ListQuery) (model.Paged[model.Happening], error) {
	all, err := s.timeline(ctx, entity, id, model.MaxCount)
	all = slices.DeleteFunc(all, func(e model.Happening) bool {
		who := q.Filters["who"]
		return !e.In(q.Filters["by"]) || who != "" && !strings.EqualFold(who, e.Actor) || !e.Matches(q.Q)
	})
	if !q.Desc {
		slices.Reverse(all)
	}
	return model.PageOf(all, q), err
}

// recordRefs is what people call the records that have a timeline.
var recordRefs = map[string]string{
	"order":          `/* Record */ SELECT number FROM sales_order WHERE id = ?`,
	"line":           `/* Record */ SELECT o.number || '/' || l.line_no FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.id = ?`,
	"product":        `/* Record */ SELECT sku FROM product WHERE id = ?`,
	"customer":       `/* Record */ SELECT code FROM customer WHERE id = ?`,
	"supplier":       `/* Record */ SELECT code FROM supplier WHERE id = ?`,
	"purchase_order": `/* Record */ SELECT number FROM purchase_order WHERE id = ?`,
	"warehouse":      `/* Record */ SELECT code FROM warehouse WHERE id = ?`,
	"transfer":       `/* Record */ SELECT number FROM transfer WHERE id = ?`,
	"run":            `/* Record */ SELECT 'run ' || id FROM allocation_run WHERE id = ?`,
	"user":           `/* Record */ SELECT name FROM app_user WHERE id = ?`,
}

// Record finds what a record is called, ErrNotFound when there is none.
func (s *Store) Record(ctx context.Context, entity string, id int64) (model.Record, error) {
	query, known := recordRefs[entity]
	if !known {
		return model.Record{}, model.ErrNotFound
	}
	r := model.Record{Entity: entity, ID: id}
	return r, s.one(ctx, &r.Ref, query, id)
}

func (s *Store) timeline(ctx context.Context, entity string, id int64, limit int) ([]model.Happening, error) {
	query, known := timelines[entity]
	args := []any{id}
	if !known {
		query, args = ownTimeline, []any{id, entity}
	}
	var all []model.Happening
	err := s.r.SelectContext(ctx, &all, query, append(args, limit)...)
	for i, h := range all {
		if h.What == "removed" && h.Entity == entity { // another record had this number before; an undo took it away
			return all[:i], err
		}
	}
	return all, err
}

// timelines are the records whose history is more than their own audit rows.
var timelines = map[string]string{
	"line":           timelineHead + lineEvents + timelineTail,
	"order":          timelineHead + orderEvents + timelineTail,
	"product":        timelineHead + productEvents + timelineTail,
	"customer":       timelineHead + customerEvents + timelineTail,
	"purchase_order": timelineHead + purchaseOrderEvents + timelineTail,
}

const ownTimeline = timelineHead + `SELECT id, at, actor, action AS what, entity, '' AS ref, coalesce(before, '') AS was, coalesce(after, '') AS became, why
	FROM audit_read WHERE entity = ?2 AND entity_id = ?1` + timelineTail

// Every part gives id, at, actor, what, entity, ref, was, became, why.
const (
	timelineHead = `/* Timeline */ SELECT e.at, e.actor, e.what, e.entity, e.ref, e.was, e.became, e.why, coalesce(u.name, '') AS who FROM (`
	timelineTail = `) e LEFT JOIN app_user u ON u.email = e.actor ORDER BY e.at DESC, e.id DESC LIMIT ?`
)

// A line's history is its own, its order's, its customer's credit, and the dates
// of every purchase order that was ever promised to it: those it is pegged to,
// and those the runs that decided about it have named.
const lineEvents = `SELECT id, at, actor, action AS what, 'line' AS entity, '' AS ref, coalesce(before, '') AS was, coalesce(after, '') AS became, why
	FROM audit_read WHERE entity = 'line' AND entity_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, 'order', '', coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM order_line l JOIN audit_read a ON a.entity = 'order' AND a.entity_id = l.order_id WHERE l.id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, 'customer', a.ref, coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM order_line l JOIN sales_order o ON o.id = l.order_id
	JOIN audit_read a ON a.entity = 'customer' AND a.entity_id = o.customer_id AND a.at >= o.ordered_at AND ` + ofCredit + `
	WHERE l.id = ?1
	UNION ALL SELECT id, at, actor, 'run ' || kind, 'line', '', '', CAST(qty AS TEXT), '' FROM alloc_event WHERE line_id = ?1 AND run_id IS NOT NULL
	UNION ALL SELECT id, at, actor, 'promise', 'line', '', coalesce(old_date, ''), coalesce(new_date, ''), why FROM promise_event WHERE line_id = ?1 AND cause <> 'person'
	UNION ALL SELECT e.id, e.at, e.actor, 'eta', 'po_line', v.number || '/' || i.line_no,
	  coalesce((SELECT x.eta FROM eta_event x WHERE x.po_line_id = e.po_line_id AND x.id < e.id ORDER BY x.id DESC LIMIT 1), ''), coalesce(e.eta, ''), e.why
	FROM (SELECT po_line_id AS id FROM peg WHERE line_id = ?1 AND po_line_id IS NOT NULL
	  UNION SELECT n.id FROM (SELECT DISTINCT f.value ->> 'source' AS name FROM run_line r, json_each(r.facts, '$.supply') f
	    WHERE r.line_id = ?1 AND f.value ->> 'date' IS NOT NULL) s
	  JOIN purchase_order w ON w.number = rtrim(rtrim(s.name, '0123456789'), '/')
	  JOIN po_line n ON n.po_id = w.id AND n.line_no = CAST(substr(s.name, length(w.number) + 2) AS INTEGER)) g
	JOIN eta_event e ON e.po_line_id = g.id JOIN po_line i ON i.id = g.id JOIN purchase_order v ON v.id = i.po_id`

// ofCredit keeps what a customer's audit rows say of its credit.
const ofCredit = `(a.action IN ('credit_held', 'hold_released') OR a.before ->> 'credit_hold' IS NOT a.after ->> 'credit_hold')`

const orderEvents = `SELECT id, at, actor, action AS what, 'order' AS entity, '' AS ref, coalesce(before, '') AS was, coalesce(after, '') AS became, why
	FROM audit_read WHERE entity = 'order' AND entity_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, 'line', a.ref, coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM order_line l JOIN audit_read a ON a.entity = 'line' AND a.entity_id = l.id WHERE l.order_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, 'customer', a.ref, coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM sales_order o JOIN audit_read a ON a.entity = 'customer' AND a.entity_id = o.customer_id AND a.at >= o.ordered_at AND ` + ofCredit + `
	WHERE o.id = ?1
	UNION ALL SELECT e.id, e.at, e.actor, 'promise', 'line', o.number || '/' || l.line_no, coalesce(e.old_date, ''), coalesce(e.new_date, ''), e.why
	FROM sales_order o JOIN order_line l ON l.order_id = o.id JOIN promise_event e ON e.line_id = l.id AND e.cause <> 'person' WHERE o.id = ?1`

const productEvents = `SELECT id, at, actor, action AS what, entity, '' AS ref, coalesce(before, '') AS was, coalesce(after, '') AS became, why
	FROM audit_read WHERE entity = 'product' AND entity_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, a.entity, '', coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM stock_count c JOIN audit_read a ON a.entity = 'count' AND a.entity_id = c.id WHERE c.product_id = ?1`

const customerEvents = `SELECT id, at, actor, action AS what, entity, '' AS ref, coalesce(before, '') AS was, coalesce(after, '') AS became, why
	FROM audit_read WHERE entity = 'customer' AND entity_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, a.entity, a.ref, coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM site t JOIN audit_read a ON a.entity = 'site' AND a.entity_id = t.id WHERE t.customer_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, a.entity, a.ref, coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM contact k JOIN audit_read a ON a.entity = 'contact' AND a.entity_id = k.id WHERE k.customer_id = ?1`

const purchaseOrderEvents = `SELECT id, at, actor, action AS what, entity, '' AS ref, coalesce(before, '') AS was, coalesce(after, '') AS became, why
	FROM audit_read WHERE entity = 'purchase_order' AND entity_id = ?1
	UNION ALL SELECT a.id, a.at, a.actor, a.action, a.entity, a.ref, coalesce(a.before, ''), coalesce(a.after, ''), a.why
	FROM po_line i JOIN audit_read a ON a.entity = 'po_line' AND a.entity_id = i.id WHERE i.po_id = ?1`
