package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// Finding is one place where an invariant does not hold.
type Finding struct {
	Invariant string `json:"invariant"`
	What      string `json:"what"`
}

func (f Finding) String() string { return f.Invariant + ": " + f.What }

// Broken is a file that SQLite finds whole and that breaks rules of the desk.
type Broken struct{ Findings []Finding } // never empty

func (b *Broken) Error() string {
	return fmt.Sprintf("the file breaks its own rules in %d places, the first: %s", len(b.Findings), b.Findings[0])
}

// findingsEach bounds how many findings one invariant reports.
const findingsEach = 20

// invariant is a rule that must hold at every commit. Its query gives a
// sentence for each place where it does not.
type invariant struct {
	name, query string
}

// Invariants names what Check looks at, in its order.
func Invariants() []string {
	var names []string
	for _, v := range invariants {
		names = append(names, v.name)
	}
	return append(names, "board equals ledgers", "audit chain", "file")
}

// Check looks at every invariant over one unchanging state of the file and
// tells each place where one does not hold; nothing found is a sound file. It
// changes nothing.
func (s *Store) Check(ctx context.Context) (found []Finding, err error) {
	err = view(ctx, s, func(q *sqlx.Tx) error {
		set, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		if found, err = checkRules(ctx, q, s.Now().Date(set.Zone), set); err != nil {
			return err
		}
		return checkSound(ctx, q, &found)
	})
	return found, err
}

// checkRules looks at the desk's own invariants, on something that nobody
// changes meanwhile; whether SQLite finds the file whole is another question.
func checkRules(ctx context.Context, q sqlx.QueryerContext, today model.Date, set Settings) (found []Finding, err error) {
	for _, v := range invariants {
		if err := find(ctx, q, &found, v.name, v.query); err != nil {
			return nil, err
		}
	}
	if err := checkBoard(ctx, q, &found, today, set.UnconfirmedDays); err != nil {
		return nil, err
	}
	if err := checkChain(ctx, q, &found); err != nil {
		return nil, err
	}
	return found, checkSeals(ctx, q, &found)
}

func find(ctx context.Context, q sqlx.QueryerContext, found *[]Finding, name, query string, args ...any) error {
	rows, err := q.QueryxContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("check %s: %w", name, err)
	}
	defer rows.Close()
	for n := 0; n < findingsEach && rows.Next(); n++ {
		var what string
		if err := rows.Scan(&what); err != nil {
			return fmt.Errorf("check %s: %w", name, err)
		}
		*found = append(*found, Finding{name, what})
	}
	return rows.Err()
}

// checkBoard compares the board with what the ledgers give now. A status may
// wait for the clock's NewDay: the passing of days only ever turns a line from
// not at risk to at risk, so a row may also be as it was before that happened.
func checkBoard(ctx context.Context, q sqlx.QueryerContext, found *[]Finding, today model.Date, unconfirmedDays int) error {
	const name = "board equals ledgers"
	var now, before []Finding
	if err := find(ctx, q, &now, name, checkBoardRows, today, unconfirmedDays); err != nil {
		return err
	}
	if len(now) == 0 {
		return nil
	}
	if err := find(ctx, q, &before, name, checkBoardRows, model.NewDate(1970, 1, 1), unconfirmedDays); err != nil {
		return err
	}
	for _, f := range now {
		if slices.Contains(before, f) {
			*found = append(*found, f)
		}
	}
	return nil
}

const checkBoardRows = `/* checkBoard */ WITH made AS MATERIALIZED (` + boardRows + `),
  want AS MATERIALIZED (SELECT ` + boardColumns + ` FROM made)
SELECT 'line ' || line_id || ' of ' || order_number || ' is missing or differs' FROM (SELECT * FROM want EXCEPT SELECT ` + boardTable + ` FROM board)
UNION ALL
SELECT 'line ' || line_id || ' of ' || order_number || ' is there and not open' FROM board WHERE line_id NOT IN (SELECT line_id FROM want)`

// checkChain replays the hashes of the audit.
func checkChain(ctx context.Context, q sqlx.QueryerContext, found *[]Finding) error {
	rows, err := q.QueryxContext(ctx, `/* checkChain */ SELECT id, at, actor, origin, request_id, action, entity, entity_id, ref, before, after, why, prev_hash, hash
		FROM audit ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	prev, last := make([]byte, sha256.Size), int64(0)
	for rows.Next() {
		var id int64
		var r auditRow
		var before, hash []byte
		if err := rows.Scan(&id, &r.At, &r.Actor, &r.Origin, &r.RequestID, &r.Action, &r.Entity, &r.EntityID, &r.Ref, &r.Before, &r.After, &r.Why,
			&before, &hash); err != nil {
			return err
		}
		if !bytes.Equal(before, prev) || !bytes.Equal(hash, r.hash(prev)) {
			*found = append(*found, Finding{"audit chain", fmt.Sprintf("row %d does not follow from row %d: something was changed or removed", id, last)})
			return nil
		}
		prev, last = hash, id
	}
	return rows.Err()
}

// checkSeals compares the private values beside the audit with their seals.
func checkSeals(ctx context.Context, q sqlx.QueryerContext, found *[]Finding) error {
	rows, err := q.QueryxContext(ctx, `/* checkSeals */ SELECT a.id, a.before, a.after, p.before, p.after FROM audit_private p JOIN audit a ON a.id = p.audit_id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var sealBefore, sealAfter, before, after *string
		if err := rows.Scan(&id, &sealBefore, &sealAfter, &before, &after); err != nil {
			return err
		}
		if !sameText(sealed(before), sealBefore) || !sameText(sealed(after), sealAfter) {
			*found = append(*found, Finding{"audit seals", fmt.Sprintf("row %d: what is kept beside it is not what was recorded", id)})
		}
	}
	return rows.Err()
}

func sameText(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

func checkSound(ctx context.Context, q sqlx.QueryerContext, found *[]Finding) error {
	if err := find(ctx, q, found, "file", `/* checkSound */ SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'`); err != nil {
		return err
	}
	return find(ctx, q, found, "file", `/* checkSound */ SELECT 'row ' || coalesce(rowid, '?') || ' of ' || "table" || ' points to no ' || parent FROM pragma_foreign_key_check`)
}

// invariants are the rules of the ledgers, each in one statement. Quantities
// are told in units.
var invariants = []invariant{
	{"search knows every record", `SELECT 'order ' || number FROM sales_order WHERE id NOT IN (SELECT id FROM find_order_docsize) AND id NOT IN (SELECT id FROM find_todo WHERE kind = 'order')
		UNION ALL SELECT 'product ' || sku FROM product WHERE id NOT IN (SELECT id FROM find_product_docsize) AND id NOT IN (SELECT id FROM find_todo WHERE kind = 'product')
		UNION ALL SELECT 'customer ' || code FROM customer WHERE id NOT IN (SELECT id FROM find_customer_docsize) AND id NOT IN (SELECT id FROM find_todo WHERE kind = 'customer')
		UNION ALL SELECT 'supplier ' || code FROM supplier WHERE id NOT IN (SELECT id FROM find_supplier_docsize) AND id NOT IN (SELECT id FROM find_todo WHERE kind = 'supplier')
		UNION ALL SELECT 'purchase order ' || number FROM purchase_order WHERE id NOT IN (SELECT id FROM find_po_docsize) AND id NOT IN (SELECT id FROM find_todo WHERE kind = 'po')`},
	{"stock limits", `SELECT 'product ' || product_id || ' in warehouse ' || warehouse_id || ' lot ''' || lot || ''': on hand ' || (on_hand/1000.0)
		|| ', allocated ' || (allocated/1000.0) || ', picked ' || (picked/1000.0)
		FROM stock WHERE on_hand < 0 OR allocated < 0 OR picked < 0 OR allocated + picked > on_hand`},
	{"stock equals its ledger", `WITH both AS (
		  SELECT product_id, warehouse_id, lot, on_hand, 0 AS book FROM stock
		  UNION ALL SELECT m.product_id, m.to_id, m.to_lot, 0, m.qty FROM stock_move m JOIN warehouse w ON w.id = m.to_id
		  UNION ALL SELECT m.product_id, m.from_id, m.from_lot, 0, -m.qty FROM stock_move m JOIN warehouse w ON w.id = m.from_id)
		SELECT 'product ' || product_id || ' in warehouse ' || warehouse_id || ' lot ''' || lot || ''': on hand ' || (sum(on_hand)/1000.0)
		  || ', the ledger says ' || (sum(book)/1000.0)
		FROM both GROUP BY product_id, warehouse_id, lot COLLATE NOCASE HAVING sum(on_hand) <> sum(book)`},
	{"goods are conserved", `SELECT 'product ' || product_id || ': the places add up to ' || (sum(qty)/1000.0) FROM (
		  SELECT product_id, qty FROM stock_move m JOIN location l ON l.id = m.to_id
		  UNION ALL SELECT product_id, -qty FROM stock_move m JOIN location l ON l.id = m.from_id)
		GROUP BY product_id HAVING sum(qty) <> 0`},
	{"stock equals allocations", `SELECT 'product ' || k.product_id || ' in warehouse ' || k.warehouse_id || ' lot ''' || k.lot || ''': allocated ' || (k.allocated/1000.0)
		  || ' and picked ' || (k.picked/1000.0) || ', its lines hold ' || (coalesce(sum(a.allocated), 0)/1000.0) || ' and ' || (coalesce(sum(a.picked), 0)/1000.0)
		FROM stock k
		LEFT JOIN (SELECT l.product_id, a.warehouse_id, a.lot, a.allocated, a.picked FROM allocation a JOIN order_line l ON l.id = a.line_id) a
		  ON a.product_id = k.product_id AND a.warehouse_id = k.warehouse_id AND a.lot = k.lot
		GROUP BY k.product_id, k.warehouse_id, k.lot
		HAVING k.allocated <> coalesce(sum(a.allocated), 0) OR k.picked <> coalesce(sum(a.picked), 0)`},
	{"allocations have stock", `SELECT 'line ' || a.line_id || ' holds lot ''' || a.lot || ''' of warehouse ' || a.warehouse_id || ', which has no stock row'
		FROM allocation a JOIN order_line l ON l.id = a.line_id
		WHERE a.allocated + a.picked > 0 AND NOT EXISTS (SELECT 1 FROM stock k
		  WHERE k.product_id = l.product_id AND k.warehouse_id = a.warehouse_id AND k.lot = a.lot)`},
	{"allocations equal their ledger", `WITH both AS (
		  SELECT line_id, warehouse_id, lot, allocated, picked, 0 AS book_allocated, 0 AS book_picked FROM allocation
		  UNION ALL SELECT line_id, warehouse_id, lot, 0, 0,
		    CASE WHEN kind IN ('allocated','unpicked') THEN qty WHEN kind = 'shipped' THEN 0 ELSE -qty END,
		    CASE WHEN kind = 'picked' THEN qty WHEN kind IN ('unpicked','shipped') THEN -qty ELSE 0 END
		  FROM alloc_event)
		SELECT 'line ' || line_id || ' lot ''' || lot || ''': allocated ' || (sum(allocated)/1000.0) || ' and picked ' || (sum(picked)/1000.0)
		  || ', the ledger says ' || (sum(book_allocated)/1000.0) || ' and ' || (sum(book_picked)/1000.0)
		FROM both GROUP BY line_id, warehouse_id, lot COLLATE NOCASE
		HAVING sum(allocated) <> sum(book_allocated) OR sum(picked) <> sum(book_picked)`},
	{"lines equal their allocations", `SELECT 'line ' || l.id || ': allocated ' || (l.allocated/1000.0) || ' and picked ' || (l.picked/1000.0) || ', it holds '
		  || (coalesce(a.allocated, 0)/1000.0) || ' and ' || (coalesce(a.picked, 0)/1000.0)
		FROM order_line l LEFT JOIN (SELECT line_id, sum(allocated) AS allocated, sum(picked) AS picked FROM allocation GROUP BY line_id) a ON a.line_id = l.id
		WHERE l.allocated <> coalesce(a.allocated, 0) OR l.picked <> coalesce(a.picked, 0)`},
	{"lines add up", `SELECT 'line ' || id || ': shipped, cancelled, substituted, allocated and picked do not leave a rest of ' || (ordered/1000.0)
		FROM order_line WHERE min(shipped, cancelled, substituted, allocated, picked, returned) < 0
		  OR shipped + cancelled + substituted + allocated + picked > ordered OR returned > shipped`},
	{"closed lines hold nothing", `SELECT 'line ' || id || ' is closed and holds ' || ((allocated + picked)/1000.0) FROM order_line WHERE open = 0 AND allocated + picked > 0
		UNION ALL SELECT 'line ' || p.line_id || ' is closed and has supply pegged' FROM peg p JOIN order_line l ON l.id = p.line_id WHERE l.open = 0`},
	{"shipped lines equal shipments", `WITH sent AS (SELECT line_id, sum(qty) AS qty FROM shipment_line GROUP BY line_id),
		  moved AS (SELECT s.line_id, sum(m.qty) AS qty FROM stock_move m JOIN shipment_line s ON s.id = m.shipment_line_id WHERE m.kind = 'shipped' GROUP BY s.line_id)
		SELECT 'line ' || l.id || ': shipped ' || (l.shipped/1000.0) || ', its shipments ' || (coalesce(s.qty, 0)/1000.0) || ', the goods that moved ' || (coalesce(m.qty, 0)/1000.0)
		FROM order_line l LEFT JOIN sent s ON s.line_id = l.id LEFT JOIN moved m ON m.line_id = l.id
		WHERE l.shipped <> coalesce(s.qty, 0) OR l.shipped <> coalesce(m.qty, 0)`},
	{"shipments carry their order", `SELECT 'shipment ' || h.number || ' carries line ' || s.line_id || ' of another order'
		FROM shipment_line s JOIN shipment h ON h.id = s.shipment_id JOIN order_line l ON l.id = s.line_id WHERE l.order_id <> h.order_id`},
	{"picked units leave once", `WITH left AS (SELECT shipment_line_id, sum(qty) AS qty FROM alloc_event WHERE kind = 'shipped' GROUP BY 1)
		SELECT 'shipment line ' || s.id || ': ' || (s.qty/1000.0) || ' left, ' || (coalesce(x.qty, 0)/1000.0) || ' were picked for it'
		FROM shipment_line s JOIN shipment h ON h.id = s.shipment_id LEFT JOIN left x ON x.shipment_line_id = s.id
		WHERE h.warehouse_id IS NOT NULL AND s.qty <> coalesce(x.qty, 0)`},
	{"returned lines equal their documents", `SELECT 'line ' || l.id || ': returned ' || (l.returned/1000.0) || ', its documents ' || (coalesce(t.qty, 0)/1000.0)
		FROM order_line l LEFT JOIN (SELECT line_id, sum(qty) AS qty FROM taken_back WHERE kind = 'returned' GROUP BY line_id) t ON t.line_id = l.id
		WHERE l.returned <> coalesce(t.qty, 0)`},
	{"purchase orders equal receipts", `WITH got AS (SELECT po_line_id, sum(received) AS received, sum(rejected) AS rejected FROM receipt GROUP BY 1)
		SELECT 'purchase-order line ' || p.id || ': received ' || (p.received/1000.0) || ' and rejected ' || (p.rejected/1000.0) || ', its receipts '
		  || (coalesce(g.received, 0)/1000.0) || ' and ' || (coalesce(g.rejected, 0)/1000.0)
		FROM po_line p LEFT JOIN got g ON g.po_line_id = p.id
		WHERE p.received <> coalesce(g.received, 0) OR p.rejected <> coalesce(g.rejected, 0)`},
	{"transfers equal their ledger", `WITH moved AS (SELECT m.transfer_line_id AS id,
		    sum(CASE WHEN m.to_id = 5 THEN m.qty ELSE 0 END) AS sent,
		    sum(CASE WHEN m.from_id = 5 AND m.to_id = t.to_id THEN m.qty ELSE 0 END) AS received,
		    sum(CASE WHEN m.from_id = 5 AND m.to_id = t.from_id THEN m.qty ELSE 0 END) AS returned,
		    sum(CASE WHEN m.from_id = 5 AND m.to_id = 3 THEN m.qty ELSE 0 END) AS lost,
		    sum(CASE WHEN m.from_id = 3 THEN m.qty ELSE 0 END) AS over
		  FROM stock_move m JOIN transfer_line l ON l.id = m.transfer_line_id JOIN transfer t ON t.id = l.transfer_id GROUP BY 1)
		SELECT 'transfer ' || t.number || '/' || l.line_no || ': its figures are not those of the goods that moved'
		FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id LEFT JOIN moved m ON m.id = l.id
		WHERE (l.sent, l.received, l.returned, l.lost, l.over)
		  <> (coalesce(m.sent, 0), coalesce(m.received, 0), coalesce(m.returned, 0), coalesce(m.lost, 0), coalesce(m.over, 0))`},
	{"transit holds what was sent", `WITH both AS (
		  SELECT product_id, lot, transit AS sent, 0 AS qty FROM transfer_line
		  UNION ALL SELECT product_id, to_lot, 0, qty FROM stock_move WHERE to_id = 5
		  UNION ALL SELECT product_id, from_lot, 0, -qty FROM stock_move WHERE from_id = 5)
		SELECT 'product ' || product_id || ' lot ''' || lot || ''': ' || (sum(qty)/1000.0) || ' are in transit, the transfers say ' || (sum(sent)/1000.0)
		FROM both GROUP BY product_id, lot COLLATE NOCASE HAVING sum(qty) <> sum(sent)`},
	{"transfers end empty", `SELECT 'transfer ' || t.number || '/' || l.line_no || ' is ' || t.state || ' and ' || (l.transit/1000.0) || ' of it are in transit'
		FROM transfer t JOIN transfer_line l ON l.transfer_id = t.id WHERE t.state <> 'sent' AND l.transit <> 0`},
	{"receipts move goods", `SELECT 'receipt ' || r.number || ': received ' || (r.received/1000.0) || ', moved ' || (coalesce(m.qty, 0)/1000.0)
		FROM receipt r LEFT JOIN stock_move m ON m.receipt_id = r.id WHERE r.received <> coalesce(m.qty, 0)`},
	{"promises equal their ledger", `WITH e AS (SELECT line_id, id, old_date, new_date, lag(new_date) OVER w AS before, row_number() OVER w AS n,
		    row_number() OVER (PARTITION BY line_id ORDER BY id DESC) AS back FROM promise_event WINDOW w AS (PARTITION BY line_id ORDER BY id))
		SELECT 'promise event ' || id || ' of line ' || line_id || ' does not follow from the one before' FROM e WHERE old_date IS NOT before
		UNION ALL SELECT 'line ' || l.id || ': promise ' || coalesce(l.promise, 'none') || ', the ledger says ' || coalesce(e.new_date, 'none')
		FROM order_line l LEFT JOIN e ON e.line_id = l.id AND e.back = 1 WHERE l.promise IS NOT e.new_date
		UNION ALL SELECT 'line ' || l.id || ': first promise ' || coalesce(l.first_promise, 'none') || ', the ledger says ' || coalesce(e.new_date, 'none')
		FROM order_line l LEFT JOIN e ON e.line_id = l.id AND e.n = 1 WHERE l.first_promise IS NOT e.new_date`},
	{"ETAs equal their ledger", `SELECT 'purchase-order line ' || p.id || ': ETA ' || coalesce(p.eta, 'none') || ', the ledger says ' || coalesce(e.eta, 'none')
		FROM po_line p JOIN eta_event e ON e.id = (SELECT max(x.id) FROM eta_event x WHERE x.po_line_id = p.id) WHERE p.eta IS NOT e.eta`},
	{"pegs cover what is short", `SELECT 'line ' || l.id || ': short ' || (l.short/1000.0) || ', its dated parts ' || (sum(p.qty)/1000.0)
		FROM peg p JOIN order_line l ON l.id = p.line_id GROUP BY l.id HAVING sum(p.qty) > l.short`},
	{"reasons are kept", `SELECT 'line ' || l.id || ' is explained by run ' || l.run_id || ', which does not name it'
		FROM order_line l WHERE l.run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run_line r WHERE r.run_id = l.run_id AND r.line_id = l.id)`},
	{"one lot a line", `SELECT 'line ' || l.id || ' needs one lot and holds ' || count(*) FROM order_line l JOIN allocation a ON a.line_id = l.id AND a.allocated + a.picked > 0
		WHERE l.lot_rule = 'one' GROUP BY l.id HAVING count(*) > 1`},
	{"releases have a blanket", `SELECT 'order ' || r.number || ' releases order ' || o.number || ', which is no blanket order'
		FROM sales_order r JOIN sales_order o ON o.id = r.blanket_id WHERE o.kind <> 'blanket'`},
	{"blanket orders hold nothing", `SELECT 'order ' || o.number || ' is a blanket order and its line ' || l.line_no || ' holds ' || ((l.allocated + l.picked)/1000.0)
		FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.kind = 'blanket' AND l.allocated + l.picked > 0`},
	{"blanket lines are on call", `SELECT 'line ' || l.line_no || ' of order ' || o.number || CASE l.on_call WHEN 1 THEN ' is on call, and the order is no blanket' ELSE ' is demand, and the order is a blanket' END
		FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.on_call <> (o.kind = 'blanket')`},
	{"releases call off from their blanket", `SELECT 'line ' || l.line_no || ' of order ' || o.number || ' calls off from a line that is not of its blanket and product'
		FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN order_line b ON b.id = l.blanket_line_id
		WHERE b.order_id IS NOT o.blanket_id OR b.product_id <> l.product_id`},
	{"never more released than agreed", `SELECT 'line ' || b.line_no || ' of order ' || o.number || ': ' || ((b.ordered - b.cancelled)/1000.0) || ' agreed, ' || (sum(r.ordered - r.cancelled)/1000.0) || ' released'
		FROM order_line r JOIN order_line b ON b.id = r.blanket_line_id JOIN sales_order o ON o.id = b.order_id
		GROUP BY b.id HAVING sum(r.ordered - r.cancelled) > b.ordered - b.cancelled`},
	{"special orders fit their line", `SELECT 'purchase order ' || v.number || '/' || p.line_no || ' is bought for ' || o.number || '/' || l.line_no
		  || ', which wants another product or waits elsewhere'
		FROM po_line p JOIN purchase_order v ON v.id = p.po_id JOIN order_line l ON l.id = p.for_line_id JOIN sales_order o ON o.id = l.order_id
		WHERE l.product_id <> p.product_id OR l.warehouse_id <> v.warehouse_id`},
	{"shipments are counted", `WITH sent AS (SELECT order_id, count(*) AS n FROM shipment GROUP BY order_id)
		SELECT 'order ' || o.number || ' counts ' || o.shipments || ' shipments and has ' || coalesce(s.n, 0)
		FROM sales_order o LEFT JOIN sent s ON s.order_id = o.id WHERE o.shipments <> coalesce(s.n, 0)`},
	{"board sums equal the board", checkSums},
}
