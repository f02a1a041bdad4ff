package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"backfill/model"
	"backfill/model/allocate"

	"github.com/jmoiron/sqlx"
)

// poolKey names the stock one queue competes for.
type poolKey struct{ product, warehouse int64 }

// MarshalJSON is [product, warehouse], for json_each.
func (k poolKey) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d]", k.product, k.warehouse), nil
}

// snapshot is what an engine decides from, and beside each line what is stored
// of its last run, so that only what changes is written.
type snapshot struct {
	allocate.Snapshot
	stored []storedLine // as Snapshot.Lines
	orders map[int64]int
	pools  map[poolKey]int
	reader model.Locale // of the sentences about it
}

// storedLine is what the file holds of a line's last run.
type storedLine struct {
	runID    int64 // 0: none explains it yet
	rank     string
	facts    string
	wasShort bool
}

// closureLimit bounds how many pools one click may drag in through orders that
// ship complete. The orders beyond it get nothing new before the next full run.
const closureLimit = 64

// loadSnapshot loads every open line of the pools, and what they compete for,
// with one query for each kind of thing. It reads in a transaction as well as
// outside one, so that a preview sees what the operation would see. An order
// with open lines outside the pools is marked, so that none that ships complete
// is judged by a part of it.
func loadSnapshot(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, pools []poolKey) (*snapshot, error) {
	return load(ctx, q, settings, now, pools, true)
}

// loadQueues is loadSnapshot without what is stored of each line's last run: for
// questions that save nothing.
func loadQueues(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, pools []poolKey) (*snapshot, error) {
	return load(ctx, q, settings, now, pools, false)
}

func load(ctx context.Context, q sqlx.QueryerContext, settings Settings, now model.Time, pools []poolKey, stored bool) (*snapshot, error) {
	keys, err := json.Marshal(pools)
	if err != nil {
		return nil, err
	}
	s := &snapshot{orders: map[int64]int{}, pools: make(map[poolKey]int, len(pools)), reader: model.LocaleOr(ctx, settings.Locale)}
	s.Today, s.Clock, s.Zone = now.Date(settings.Zone), now.TimeOfDay(settings.Zone), settings.Zone
	s.Calendar, s.Carrier = settings.Calendar, settings.Carrier()
	s.Policy = allocate.Settings{NearDays: settings.NearDays, HorizonDays: settings.HorizonDays,
		DockDays: settings.DockDays, PickDays: settings.PickDays, StickyDays: settings.StickyDays, TransitDays: settings.TransitDays, Rank: settings.Rank}
	l := loader{ctx: ctx, q: q, pools: string(keys), stored: stored, cutoff: settings.CarrierCutoff, into: s}
	for _, load := range []func() error{l.loadPools, l.loadLots, l.loadOrders, l.loadLines, l.loadHeld, l.loadInbound, l.loadProtection, l.loadRoutes, l.loadPins} {
		if err := load(); err != nil {
			return nil, fmt.Errorf("load snapshot of %d pools: %w", len(pools), err)
		}
	}
	return s, nil
}

// everyPool lists the pools anything open waits in.
func everyPool(ctx context.Context, q sqlx.QueryerContext) ([]poolKey, error) {
	return readPools(ctx, q, `/* everyPool */ SELECT DISTINCT product_id, warehouse_id FROM order_line INDEXED BY order_line_queue
		WHERE open > 0 ORDER BY 1, 2`)
}

// somePools lists the pools after one that something open waits in, in their
// order, until they have so many open lines between them; n is how many they have.
func somePools(ctx context.Context, q sqlx.QueryerContext, after poolKey, most int) (pools []poolKey, n int, err error) {
	rows, err := q.QueryxContext(ctx, `/* somePools */ SELECT product_id, warehouse_id, count(*) FROM order_line INDEXED BY order_line_queue
		WHERE open > 0 AND (product_id, warehouse_id) > (?, ?) GROUP BY product_id, warehouse_id ORDER BY product_id, warehouse_id`, after.product, after.warehouse)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for n < most && rows.Next() {
		var p poolKey
		var lines int
		if err := rows.Scan(&p.product, &p.warehouse, &lines); err != nil {
			return nil, 0, err
		}
		pools, n = append(pools, p), n+lines
	}
	return pools, n, rows.Err()
}

// closePools adds the pools that the given ones depend on: those of the other
// lines of orders and sets that leave whole, and so on, up to closureLimit; the
// pools of who is first in rank come first.
func closePools(ctx context.Context, q sqlx.QueryerContext, pools []poolKey, replan bool) ([]poolKey, error) {
	seen := map[poolKey]bool{}
	for _, p := range pools {
		seen[p] = true
	}
	all := slices.Clone(pools)
	for fresh := pools; len(fresh) > 0 && len(all) < closureLimit+len(pools); {
		keys, err := json.Marshal(fresh)
		if err != nil {
			return nil, err
		}
		tied, err := readPools(ctx, q, `/* closePools */ WITH pool AS (
			  SELECT json_extract(value, '$[0]') AS product_id, json_extract(value, '$[1]') AS warehouse_id FROM json_each(?))
			SELECT s.product_id, s.warehouse_id
			FROM pool
			CROSS JOIN order_line l INDEXED BY order_line_queue ON l.product_id = pool.product_id AND l.warehouse_id = pool.warehouse_id AND l.open > 0
			JOIN sales_order o ON o.id = l.order_id AND o.kind <> 'blanket'
			JOIN order_line s ON s.order_id = l.order_id AND s.open > 0
			WHERE (l.short > 0 OR ?) AND (o.ship_mode = 'order_complete' OR l.critical_set <> '' AND s.critical_set = l.critical_set)
			GROUP BY s.product_id, s.warehouse_id
			ORDER BY min(l.rank), s.product_id, s.warehouse_id`, string(keys), replan)
		if err != nil {
			return nil, err
		}
		fresh = nil
		for _, p := range tied {
			if !seen[p] && len(all) < closureLimit+len(pools) {
				seen[p] = true
				all, fresh = append(all, p), append(fresh, p)
			}
		}
	}
	return all, nil
}

func readPools(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]poolKey, error) {
	var pools []poolKey
	rows, err := q.QueryxContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p poolKey
		if err := rows.Scan(&p.product, &p.warehouse); err != nil {
			return nil, err
		}
		pools = append(pools, p)
	}
	return pools, rows.Err()
}

// loader fills a snapshot. Each of its queries starts from the pools.
type loader struct {
	ctx    context.Context
	q      sqlx.QueryerContext
	pools  string // as JSON
	stored bool   // with the reasons of each line's last run
	cutoff string // of carriers, where a warehouse has none of its own
	into   *snapshot
}

// poolOf starts every query of a loader.
const poolOf = `WITH pool AS MATERIALIZED (
  SELECT json_extract(value, '$[0]') AS product_id, json_extract(value, '$[1]') AS warehouse_id FROM json_each(?))
`

// each runs a query and has scan called for every row.
func (l loader) each(query string, scan func(row *sqlx.Rows) error, args ...any) error {
	rows, err := l.q.QueryxContext(l.ctx, query, append([]any{l.pools}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (l loader) loadPools() error {
	return l.each(`/* loadPools */ `+poolOf+`SELECT
		  p.id,
		  w.id,
		  p.sku,
		  w.code,
		  p.pack,
		  coalesce(p.lead_time_days, s.lead_time_days, 14),
		  coalesce(w.carrier_cutoff, ?)
		FROM pool
		JOIN product p ON p.id = pool.product_id
		JOIN warehouse w ON w.id = pool.warehouse_id
		LEFT JOIN supplier s ON s.id = p.supplier_id`, func(row *sqlx.Rows) error {
		var p allocate.Pool
		if err := row.Scan(&p.ProductID, &p.WarehouseID, &p.SKU, &p.Warehouse, &p.Pack, &p.LeadTimeDays, &p.Cutoff); err != nil {
			return err
		}
		l.into.pools[poolKey{p.ProductID, p.WarehouseID}] = len(l.into.Pools)
		l.into.Pools = append(l.into.Pools, p)
		return nil
	}, l.cutoff)
}

func (l loader) loadLots() error {
	return l.each(`/* loadLots */ `+poolOf+`SELECT
		  k.product_id,
		  k.warehouse_id,
		  k.lot,
		  k.on_hand,
		  k.on_hand - k.allocated - k.picked
		FROM pool
		CROSS JOIN stock k ON k.product_id = pool.product_id AND k.warehouse_id = pool.warehouse_id
		WHERE k.on_hand > 0`, func(row *sqlx.Rows) error {
		var k poolKey
		var lot allocate.Lot
		if err := row.Scan(&k.product, &k.warehouse, &lot.Name, &lot.OnHand, &lot.Free); err != nil {
			return err
		}
		p := &l.into.Pools[l.into.pools[k]]
		p.Lots = append(p.Lots, lot)
		return nil
	})
}

// loadOrders loads the orders of the pools' lines. A blanket order is no
// demand: only its releases are.
func (l loader) loadOrders() error {
	return l.each(`/* loadOrders */ `+poolOf+`SELECT
		  o.id,
		  o.ship_mode,
		  max(coalesce(o.max_shipments, 0) - o.shipments, 0),
		  o.ship_date,
		  o.method,
		  coalesce(t.zone, ''),
		  c.class,
		  c.tier,
		  c.year_value,
		  CASE WHEN ? THEN (SELECT coalesce(sum(money_value(x.price, x.ordered - x.cancelled)), 0) FROM order_line x WHERE x.order_id = o.id) ELSE 0 END,
		  o.rush = 'approved',
		  o.site_id IS NOT NULL OR o.essential = 1,
		  EXISTS (SELECT 1 FROM order_line x WHERE x.order_id = o.id AND x.open > 0
		    AND (o.ship_mode = 'order_complete' OR x.critical_set <> '')
		    AND (x.product_id, x.warehouse_id) NOT IN (SELECT product_id, warehouse_id FROM pool))
		FROM (SELECT DISTINCT l.order_id FROM pool
		      CROSS JOIN order_line l INDEXED BY order_line_queue ON l.product_id = pool.product_id AND l.warehouse_id = pool.warehouse_id AND l.open > 0) x
		CROSS JOIN sales_order o ON o.id = x.order_id
		CROSS JOIN customer c ON c.id = o.customer_id
		LEFT JOIN site t ON t.id = o.site_id
		WHERE o.kind <> 'blanket'`, func(row *sqlx.Rows) error {
		var o allocate.Order
		if err := row.Scan(&o.ID, &o.ShipMode, &o.ShipmentsLeft, &o.ShipDate, &o.Method, &o.Zone,
			&o.Class, &o.Tier, &o.CustomerYear, &o.Value, &o.Rush, &o.Deadline, &o.Elsewhere); err != nil {
			return err
		}
		l.into.orders[o.ID] = len(l.into.Orders)
		l.into.Orders = append(l.into.Orders, o)
		return nil
	}, l.into.Policy.Rank.NeedsValue())
}

// loadLines loads the queue. The unit's ratio is what it was at entry: ordered
// for each unit_qty, 0 where the line is in the stock unit.
func (l loader) loadLines() error {
	return l.each(`/* loadLines */ `+poolOf+`SELECT
		  l.id,
		  l.order_id,
		  l.product_id,
		  l.warehouse_id,
		  o.number,
		  l.line_no,
		  l.open,
		  l.picked,
		  CASE WHEN l.ordered = l.unit_qty THEN 0 ELSE l.ordered * 1000 / l.unit_qty END,
		  o.priority,
		  coalesce(o.need_by, o.requested_date),
		  o.ordered_at,
		  l.policy,
		  l.lot_rule = 'one',
		  l.critical_set,
		  coalesce(l.hold, o.hold, CASE l.disposition WHEN 'hold' THEN 'disposition' END, ''),
		  coalesce(o.credit_hold, c.credit_hold, ''),
		  l.direct,
		  l.promise,
		  l.first_promise,
		  CASE WHEN ? THEN `+brokenPromises+` ELSE 0 END,
		  coalesce(l.run_id, 0),
		  l.rank,
		  coalesce(r.facts, ''),
		  l.was_short
		FROM pool
		CROSS JOIN order_line l INDEXED BY order_line_queue ON l.product_id = pool.product_id AND l.warehouse_id = pool.warehouse_id AND l.open > 0
		CROSS JOIN sales_order o ON o.id = l.order_id
		CROSS JOIN customer c ON c.id = o.customer_id
		LEFT JOIN run_line r ON ? AND r.run_id = l.run_id AND r.line_id = l.id
		WHERE o.kind <> 'blanket'`, func(row *sqlx.Rows) error {
		var n allocate.Line
		var s storedLine
		if err := row.Scan(&n.ID, &n.OrderID, &n.ProductID, &n.WarehouseID, &n.OrderNumber, &n.LineNo, &n.Open, &n.Picked, &n.UnitRatio,
			&n.Priority, &n.NeedBy, &n.OrderedAt, &n.Policy, &n.OneLot, &n.CriticalSet, &n.Hold, &n.CreditHold, &n.NoStock, &n.Promise, &n.FirstPromise, &n.Broken,
			&s.runID, &s.rank, &s.facts, &s.wasShort); err != nil {
			return err
		}
		l.into.Lines = append(l.into.Lines, n)
		l.into.stored = append(l.into.stored, s)
		return nil
	}, l.into.Policy.Rank.NeedsBroken(), l.into.Today, l.stored)
}

// brokenPromises is how often a line's promise was broken: put off to a later
// day, or passed with the line still open.
const brokenPromises = `(SELECT count(*) FROM promise_event e WHERE e.line_id = l.id AND e.new_date > e.old_date) + coalesce(l.promise < ?, 0)`

func (l loader) loadHeld() error {
	at := make(map[int64]int, len(l.into.Lines))
	for i, n := range l.into.Lines {
		at[n.ID] = i
	}
	return l.each(`/* loadHeld */ `+poolOf+`SELECT
		  a.line_id,
		  a.lot,
		  a.allocated,
		  a.picked
		FROM pool
		CROSS JOIN order_line l INDEXED BY order_line_queue ON l.product_id = pool.product_id AND l.warehouse_id = pool.warehouse_id AND l.open > 0
		CROSS JOIN allocation a ON a.line_id = l.id AND a.warehouse_id = l.warehouse_id
		WHERE a.allocated + a.picked > 0`, func(row *sqlx.Rows) error {
		var line int64
		var h allocate.Holding
		var picked model.Qty
		if err := row.Scan(&line, &h.Lot, &h.Qty, &picked); err != nil {
			return err
		}
		i, known := at[line]
		if !known {
			return nil
		}
		n := &l.into.Lines[i]
		if h.Qty > 0 {
			n.Held = append(n.Held, h)
		}
		if picked > 0 && n.OneLot {
			n.PickedLot = h.Lot
		}
		return nil
	})
}

// loadInbound loads what is on order and, under a negative id, what is on the
// road from another warehouse.
func (l loader) loadInbound() error {
	return l.each(`/* loadInbound */ `+poolOf+`SELECT
		  i.id,
		  o.number || '/' || i.line_no,
		  i.product_id,
		  o.warehouse_id,
		  i.open,
		  i.eta,
		  i.confidence,
		  coalesce((SELECT x.id FROM order_line x WHERE x.id = i.for_line_id AND x.open > 0), 0)
		FROM (SELECT DISTINCT product_id FROM pool) x
		CROSS JOIN po_line i INDEXED BY po_line_open ON i.product_id = x.product_id AND i.open > 0
		CROSS JOIN purchase_order o ON o.id = i.po_id
		UNION ALL SELECT
		  -i.id,
		  t.number || '/' || i.line_no,
		  i.product_id,
		  t.to_id,
		  i.transit,
		  t.expected,
		  'shipped',
		  0
		FROM (SELECT DISTINCT product_id FROM pool) x
		CROSS JOIN transfer_line i INDEXED BY transfer_line_transit ON i.product_id = x.product_id AND i.transit > 0
		CROSS JOIN transfer t ON t.id = i.transfer_id AND t.state = 'sent'`, func(row *sqlx.Rows) error {
		var in allocate.Inbound
		if err := row.Scan(&in.ID, &in.Name, &in.ProductID, &in.WarehouseID, &in.Open, &in.ETA, &in.Confidence, &in.ForLine); err != nil {
			return err
		}
		if _, ours := l.into.pools[poolKey{in.ProductID, in.WarehouseID}]; ours {
			l.into.Inbound = append(l.into.Inbound, in)
		}
		return nil
	})
}

func (l loader) loadProtection() error {
	return l.each(`/* loadProtection */ `+poolOf+`SELECT
		  g.product_id,
		  g.warehouse_id,
		  g.qty,
		  g.priority,
		  g.until
		FROM pool
		CROSS JOIN protection g ON g.product_id = pool.product_id AND g.warehouse_id = pool.warehouse_id
		ORDER BY g.id`, func(row *sqlx.Rows) error {
		var g allocate.Protection
		if err := row.Scan(&g.ProductID, &g.WarehouseID, &g.Qty, &g.Priority, &g.Until); err != nil {
			return err
		}
		if g.Until >= l.into.Today {
			l.into.Protection = append(l.into.Protection, g)
		}
		return nil
	})
}

func (l loader) loadRoutes() error {
	return l.each(`/* loadRoutes */ `+poolOf+`SELECT
		  r.warehouse_id,
		  r.zone,
		  r.weekday,
		  r.cutoff,
		  r.days_before
		FROM (SELECT DISTINCT warehouse_id FROM pool) x
		CROSS JOIN route_day r ON r.warehouse_id = x.warehouse_id`, func(row *sqlx.Rows) error {
		var r allocate.Route
		if err := row.Scan(&r.WarehouseID, &r.Zone, &r.Weekday, &r.Cutoff, &r.DaysBefore); err != nil {
			return err
		}
		l.into.Routes = append(l.into.Routes, r)
		return nil
	})
}

// loadPins loads the pins of the pools that are in force.
func (l loader) loadPins() error {
	return l.each(`/* loadPins */ `+poolOf+`SELECT n.line_id, n.above_id
		FROM rank_pin n
		JOIN order_line l ON l.id = n.line_id
		JOIN pool ON pool.product_id = l.product_id AND pool.warehouse_id = l.warehouse_id
		WHERE n.ended_at IS NULL AND n.until >= ?
		ORDER BY n.id`, func(row *sqlx.Rows) error {
		var p allocate.Pin
		if err := row.Scan(&p.Line, &p.Above); err != nil {
			return err
		}
		l.into.Pins = append(l.into.Pins, p)
		return nil
	}, l.into.Today)
}
