package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"backfill/model"

	"modernc.org/sqlite"
)

// The board's rows are made by one statement, so that a hundred thousand lines
// take a second. What SQL cannot say twice without getting it wrong, the status
// of a line and the value of a quantity, it asks the model.
func init() {
	sqlite.MustRegisterDeterministicScalarFunction("line_state", 14, lineState)
	sqlite.MustRegisterDeterministicScalarFunction("money_value", 2, moneyValue)
}

// lineState is model.LineFacts.Status in SQL: line_state(open, short,
// allocated, picked, hold, asked, ship mode, order ready, promise, ETA,
// confidence, unconfirmed since, today, unconfirmed days) gives a digit for
// "lacks supply", one for "at risk", and the status.
func lineState(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	f := model.LineFacts{
		Open: model.Qty(number(args[0])), Short: model.Qty(number(args[1])), Allocated: model.Qty(number(args[2])), Picked: model.Qty(number(args[3])),
		Hold: number(args[4]) != 0, Asked: number(args[5]) != 0, ShipMode: model.ShipMode(text(args[6])), OrderReady: number(args[7]) != 0,
		Confidence: model.Confidence(text(args[10])), UnconfirmedDays: int(number(args[13])),
	}
	for i, into := range map[int]*model.Date{8: &f.Promise, 9: &f.ETA, 11: &f.UnconfirmedSince, 12: &f.Today} {
		if err := into.Scan(args[i]); err != nil {
			return nil, fmt.Errorf("line_state: %w", err)
		}
	}
	return digit(f.LacksSupply()) + digit(f.Risky()) + string(f.Status()), nil
}

func moneyValue(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	return int64(model.Money(number(args[0])).Value(model.Qty(number(args[1])))), nil
}

func number(v driver.Value) int64 { n, _ := v.(int64); return n }
func text(v driver.Value) string  { s, _ := v.(string); return s }

func digit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// wholeOrder tells whether what leaves next of an order has to complete it.
const wholeOrder = `(o.ship_mode = 'order_complete' OR o.ship_mode = 'max_shipments' AND o.shipments >= o.max_shipments - 1)`

// boardRows makes the board's rows of open lines, in the order of the table's
// columns, from the ledgers and their caches. Parameters: today, and how many
// days an ETA may stay unconfirmed. A critical set waits for its own lines as
// an order that ships complete waits for all of its lines. The ETA is the day
// supply arrives; whether it is after the promise is judged by the day it is
// ready to leave. The date of an instant is taken in UTC: a day more or less does not matter for a week-old
// ETA. A line without an owner of its own is its customer's owner's, who is
// often a person here, known by e-mail. What a supplier ships to the site lacks no
// stock: it is never short here, while its status follows its purchase order.
const boardRows = `
  SELECT
    l.id AS line_id,
    l.order_id,
    o.number AS order_number,
    l.line_no,
    o.customer_id,
    c.name AS customer,
    c.tier,
    o.customer_po,
    o.project,
    l.product_id,
    p.sku,
    p.name AS product,
    p.category,
    p.unit,
    p.supplier_id,
    coalesce(s.name, '') AS supplier,
    l.warehouse_id,
    w.code AS warehouse,
    o.ship_mode,
    o.ordered_at,
    o.priority,
    l.rank,
    line_state(
      l.open,
      l.short,
      l.allocated,
      l.picked,
      l.hold IS NOT NULL OR o.hold IS NOT NULL OR o.credit_hold IS NOT NULL OR c.credit_hold IS NOT NULL OR l.disposition = 'hold',
      h.id IS NOT NULL,
      CASE WHEN l.critical_set <> '' OR ` + wholeOrder + ` THEN 'order_complete' ELSE o.ship_mode END,
      (` + wholeOrder + ` OR l.critical_set <> '') AND NOT EXISTS (
        SELECT 1 FROM order_line x WHERE x.order_id = l.order_id AND x.short > 0
          AND (` + wholeOrder + ` OR x.critical_set = l.critical_set)),
      l.promise,
      CASE WHEN g.confidence <> 'not_ordered' THEN g.date END,
      g.confidence,
      CASE WHEN i.confidence = 'stated' AND i.confirmed_at IS NULL
        THEN substr(coalesce((SELECT max(e.at) FROM eta_event e WHERE e.po_line_id = i.id), v.ordered_at), 1, 10) END,
      ?1,
      ?2) AS state,
    l.open,
    CASE l.direct WHEN 0 THEN l.short ELSE 0 END AS short,
    l.allocated,
    l.picked,
    money_value(l.price, l.open) AS value,
    o.requested_date AS requested,
    l.first_promise,
    l.promise,
    CASE g.confidence WHEN 'not_ordered' THEN NULL WHEN 'estimate' THEN g.date ELSE coalesce(i.eta, tr.expected, g.date) END AS eta,
    coalesce(g.source, '') AS eta_source,
    coalesce(g.confidence, '') AS eta_confidence,
    g.po_line_id,
    u.id AS owner_id,
    coalesce(u.name, c.owner) AS owner,
    h.asked_at,
    l.was_short,
    l.hold IS NOT NULL OR o.hold IS NOT NULL OR o.credit_hold IS NOT NULL OR c.credit_hold IS NOT NULL OR l.disposition = 'hold' AS on_hold
  FROM order_line l
  JOIN sales_order o ON o.id = l.order_id
  JOIN customer c ON c.id = o.customer_id
  JOIN product p ON p.id = l.product_id
  JOIN warehouse w ON w.id = l.warehouse_id
  LEFT JOIN supplier s ON s.id = p.supplier_id
  LEFT JOIN app_user u ON u.id = coalesce(l.owner_id, (SELECT x.id FROM app_user x WHERE x.email = c.owner))
  LEFT JOIN choice h ON h.line_id = l.id AND h.answer IS NULL
  LEFT JOIN peg g ON g.line_id = l.id AND l.short > 0 AND g.part = (SELECT max(y.part) FROM peg y WHERE y.line_id = l.id)
  LEFT JOIN po_line i ON i.id = g.po_line_id
  LEFT JOIN transfer_line tl ON tl.id = g.transfer_line_id
  LEFT JOIN transfer tr ON tr.id = tl.transfer_id
  LEFT JOIN purchase_order v ON v.id = i.po_id
  WHERE l.open > 0 AND o.kind <> 'blanket'`

// boardColumns picks the table's columns from boardRows, the state taken apart.
const boardColumns = `
    line_id, order_id, order_number, line_no, customer_id, customer, tier, customer_po, project, product_id, sku, product, category,
    unit, supplier_id, supplier, warehouse_id, warehouse, ship_mode, ordered_at, priority, rank,
    substr(state, 3) AS status,
    open, short, allocated, picked, value, requested, first_promise, promise, eta, eta_source, eta_confidence, po_line_id, owner_id, owner,
    asked_at, was_short,
    CAST(substr(state, 1, 1) AS INTEGER) AS no_supply,
    CAST(substr(state, 2, 1) AS INTEGER) AS at_risk,
    on_hold`

// boardTable lists the columns that boardColumns fills.
const boardTable = `line_id, order_id, order_number, line_no, customer_id, customer, tier, customer_po, project, product_id, sku, product, category,
    unit, supplier_id, supplier, warehouse_id, warehouse, ship_mode, ordered_at, priority, rank, status, open, short, allocated, picked, value,
    requested, first_promise, promise, eta, eta_source, eta_confidence, po_line_id, owner_id, owner, asked_at, was_short, no_supply, at_risk, on_hold`

// keepBoard brings the board rows of these lines up to date, and those of the
// lines that leave together with them. The row of a line that is closed goes
// away, and with it what was pegged for it. Only rows that differ are written.
//
// These statements are the only ones that write the table board: the figures
// summed up from it are kept by what they change.
func keepBoard(t *tx, lines []int64) error {
	ids, err := t.withSiblings(lines)
	if err != nil {
		return err
	}
	before, err := t.boardFigures(ids)
	if err != nil {
		return err
	}
	if err := t.writeBoard(ids); err != nil {
		return fmt.Errorf("keep the board: %w", err)
	}
	if err := t.exec(`/* dropClosed */ DELETE FROM board WHERE line_id IN (SELECT value FROM json_each(?))
		AND NOT EXISTS (SELECT 1 FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.id = board.line_id AND l.open > 0 AND o.kind <> 'blanket')`, ids); err != nil {
		return fmt.Errorf("drop closed lines from the board: %w", err)
	}
	if err := t.keepSums(before, ids); err != nil {
		return fmt.Errorf("keep the board's sums: %w", err)
	}
	return t.exec(`/* unpegClosed */ DELETE FROM peg WHERE line_id IN (
		SELECT j.value FROM json_each(?) j JOIN order_line l ON l.id = j.value WHERE l.open = 0)`, ids)
}

// manyLines is from how many changed lines on the board's indexes are made anew
// instead of one entry after the other: twenty indexes sort a hundred thousand
// lines in a second, and take ten to be kept in order row by row.
var manyLines = 20_000

// writeBoard writes the rows that differ.
func (t *tx) writeBoard(ids string) error {
	changed := 0
	for _, stale := range t.touched {
		if stale {
			changed++
		}
	}
	write := func() error { return t.exec(keepBoardRows, t.today, t.settings.UnconfirmedDays, ids) }
	if changed < manyLines {
		return write()
	}
	return t.withoutIndexes("board", write)
}

// withoutIndexes runs fn while the table has no index but its key, and makes
// the indexes anew as they were. It all happens in the transaction: readers go
// on with the old rows and the old indexes.
func (t *tx) withoutIndexes(table string, fn func() error) error {
	var indexes []struct{ Name, SQL string }
	if err := t.all(&indexes, `/* withoutIndexes */ SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid`, table); err != nil {
		return err
	}
	for _, x := range indexes {
		if err := t.exec("DROP INDEX " + x.Name); err != nil {
			return err
		}
	}
	if err := fn(); err != nil {
		return err
	}
	for _, x := range indexes {
		if err := t.exec(x.SQL); err != nil {
			return fmt.Errorf("make index %s: %w", x.Name, err)
		}
	}
	return nil
}

const keepBoardRows = `/* keepBoard */ WITH made AS MATERIALIZED (` + boardRows + ` AND l.id IN (SELECT value FROM json_each(?3)))
INSERT INTO board(` + boardTable + `)
SELECT ` + boardColumns + ` FROM made WHERE true
ON CONFLICT(line_id) DO UPDATE SET
    order_number = excluded.order_number, customer = excluded.customer, tier = excluded.tier, customer_po = excluded.customer_po,
    project = excluded.project, sku = excluded.sku, product = excluded.product, category = excluded.category, unit = excluded.unit,
    supplier_id = excluded.supplier_id, supplier = excluded.supplier, warehouse = excluded.warehouse, ship_mode = excluded.ship_mode,
    ordered_at = excluded.ordered_at, priority = excluded.priority, rank = excluded.rank, status = excluded.status, open = excluded.open,
    short = excluded.short, allocated = excluded.allocated, picked = excluded.picked, value = excluded.value, requested = excluded.requested,
    first_promise = excluded.first_promise, promise = excluded.promise, eta = excluded.eta, eta_source = excluded.eta_source,
    eta_confidence = excluded.eta_confidence, po_line_id = excluded.po_line_id, owner_id = excluded.owner_id, owner = excluded.owner,
    asked_at = excluded.asked_at, was_short = excluded.was_short, no_supply = excluded.no_supply, at_risk = excluded.at_risk, on_hold = excluded.on_hold,
    customer_id = excluded.customer_id, product_id = excluded.product_id, warehouse_id = excluded.warehouse_id
WHERE (order_number, customer, tier, customer_po, project, sku, product, category, unit, supplier_id, supplier, warehouse, ship_mode,
    ordered_at, priority, rank, status, open, short, allocated, picked, value, requested, first_promise, promise, eta, eta_source,
    eta_confidence, po_line_id, owner_id, owner, asked_at, was_short, no_supply, at_risk, on_hold, customer_id, product_id, warehouse_id)
  IS NOT (excluded.order_number, excluded.customer, excluded.tier, excluded.customer_po, excluded.project, excluded.sku, excluded.product,
    excluded.category, excluded.unit, excluded.supplier_id, excluded.supplier, excluded.warehouse, excluded.ship_mode, excluded.ordered_at,
    excluded.priority, excluded.rank, excluded.status, excluded.open, excluded.short, excluded.allocated, excluded.picked, excluded.value,
    excluded.requested, excluded.first_promise, excluded.promise, excluded.eta, excluded.eta_source, excluded.eta_confidence,
    excluded.po_line_id, excluded.owner_id, excluded.owner, excluded.asked_at, excluded.was_short, excluded.no_supply, excluded.at_risk,
    excluded.on_hold, excluded.customer_id, excluded.product_id, excluded.warehouse_id)`

// withSiblings adds the open lines that leave together with the given ones, and
// gives all of them as JSON.
func (t *tx) withSiblings(lines []int64) (string, error) {
	ids, err := json.Marshal(lines)
	if err != nil {
		return "", err
	}
	var siblings []int64
	if err := t.all(&siblings, `/* withSiblings */ SELECT DISTINCT s.id
		FROM json_each(?) j
		CROSS JOIN order_line l ON l.id = j.value
		CROSS JOIN sales_order o ON o.id = l.order_id
		CROSS JOIN order_line s ON s.order_id = l.order_id AND s.id <> l.id AND s.open > 0
		WHERE `+wholeOrder+` OR l.critical_set <> '' AND s.critical_set = l.critical_set`, string(ids)); err != nil {
		return "", err
	}
	if len(siblings) == 0 {
		return string(ids), nil
	}
	ids, err = json.Marshal(append(siblings, lines...))
	return string(ids), err
}
