package db

import (
	"path/filepath"
	"testing"
)

// fillBoard writes n made-up board rows by plain SQL, with the sums, the way a
// large desk looks: a third is or was short, most of those wait for supply.
// Customers and products grow with the square root of n, as a desk's do.
func fillBoard(tb testing.TB, n int) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), filepath.Join(tb.TempDir(), "desk.db"), stopped)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	for _, q := range []string{"PRAGMA foreign_keys=off", "PRAGMA synchronous=off"} {
		if _, err := s.w.Exec(q); err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := s.w.Exec(fillSQL, n, n); err != nil {
		tb.Fatal(err)
	}
	for _, q := range []string{recountSQL, "ANALYZE", "PRAGMA foreign_keys=on"} {
		if _, err := s.w.Exec(q); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

const fillSQL = `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM i WHERE n < ?),
 h AS (SELECT n, (n*2654435761) % 4294967296 / 7 % 1000 AS a, (n*40503 + 12345) % 65536 % 1000 AS b, (n*69069 + 1) % 1000003 AS c, max(50, CAST(sqrt(?) AS INTEGER)) AS root FROM i),
 f AS (SELECT *, a < 330 AS ws, CASE WHEN a >= 730 THEN 'on_order' WHEN a >= 330 THEN 'ready' WHEN a < 4 THEN 'hold' WHEN a < 8 THEN 'customer'
   WHEN a < 50 THEN 'ready' WHEN a < 100 THEN 'part' WHEN a < 130 THEN 'no_supply' WHEN a < 165 THEN 'risk' ELSE 'on_order' END AS st FROM h)
INSERT INTO board(line_id, order_id, order_number, line_no, customer_id, customer, tier, customer_po, project, product_id, sku, product, category, unit,
 supplier_id, supplier, warehouse_id, warehouse, ship_mode, ordered_at, priority, rank, status, open, short, allocated, picked, value,
 requested, first_promise, promise, eta, eta_source, eta_confidence, po_line_id, owner_id, owner, asked_at, was_short, no_supply, at_risk, on_hold)
SELECT n, n/3+1, printf('SO-%07d', n/3+1), n%3+1, c%(5*root), printf('Customer %05d Ltd', c%(5*root)), substr('ABC', b%3+1, 1), printf('PO %06d', c), printf('Site %03d', b),
 (c*7)%(10*root), printf('SKU-%05d', (c*7)%(10*root)), printf('Gypsum board %d mm tapered', (c*7)%(10*root)), printf('Category %02d', c%40), 'pc',
 c%60, printf('Supplier %02d', c%60), 10+b%3, substr('MAINEASTWEST', 1+4*(b%3), 4), CASE b%10 WHEN 0 THEN 'order_complete' WHEN 1 THEN 'line_complete' ELSE 'as_available' END,
 strftime('%Y-%m-%dT08:00:00.000Z', '2026-08-01', (n*113/?1)||' days'), 1+(b/7)%5, printf('%d|%s|%08d', 1+(b/7)%5, date('2026-11-01', (c%90)||' days'), n), st,
 (1+b%60)*1000, CASE WHEN st = 'ready' THEN 0 WHEN st='part' THEN (1+b%60)*500 ELSE (1+b%60)*1000 END, CASE WHEN st = 'ready' THEN (1+b%60)*1000 WHEN st='part' THEN (1+b%60)*500 ELSE 0 END, 0, (1+b%60)*c%100000,
 date('2026-11-10', (c%60)||' days'), date('2026-11-10', (c%60)||' days'), date('2026-11-10', (c%60)||' days'),
 CASE WHEN st IN ('ready','no_supply') THEN NULL ELSE date('2026-11-15', (b%70)||' days') END, CASE WHEN st IN ('ready','no_supply') THEN '' ELSE printf('PO-%05d/%d', c%(5*root), b%9+1) END,
 CASE WHEN st = 'ready' THEN 'stock' WHEN st = 'no_supply' THEN 'not_ordered' ELSE 'confirmed' END,
 CASE WHEN st IN ('ready','no_supply') THEN NULL ELSE c%(50*root) END, 1+b%20, printf('Owner %02d', 1+b%20),
 CASE WHEN a < 8 AND a >= 2 THEN '2026-11-20T08:00:00.000Z' END, ws, st = 'no_supply' OR (st='part' AND b%5=0), st = 'risk' OR (st='part' AND b%4=1), st = 'hold' FROM f`

// benchQueries are the questions people ask most, one of each way through.
var benchQueries = []string{
	"view=backorders", "view=all", "view=all&deep", "view=ready", "view=risk", "view=no_supply", "view=replies", "view=hold", "view=mine", "view=arriving",
	"sort=promise", "sort=eta&dir=desc", "sort=status", "sort=short", "sort=allocated&dir=desc", "sort=order", "sort=customer", "sort=sku", "sort=priority",
	"sort=owner", "sort=age", "sort=value&dir=desc", "sort=warehouse", "sort=project", "sort=ship", "view=risk&sort=customer", "view=hold&sort=value",
	"status=risk", "customer=Customer+00003+Ltd", "sku=SKU-00021", "po=PO-00012", "priority=2", "tier=A", "category=Category+07", "supplier=Supplier+07",
	"owner=Owner+03", "warehouse=EAST", "project=Site+011", "ship=order_complete", "late=yes", "view=all&late=yes", "eta=overdue", "eta=week", "eta=none",
	"eta_from=2026-12-20", "promise_to=2026-11-20", "age_from=60", "value_from=10000", "q=SO-0000100", "q=customer+00003", "q=gypsum", "q=nothing",
	"group=sku", "group=customer", "group=order", "group=po", "group=owner",
}
