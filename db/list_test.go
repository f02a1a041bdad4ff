package db

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"backfill/model"
)

// fillLists puts n orders of two lines, n products and n/2 purchase orders into
// the file, every third line short, straight into the tables: these tests are
// about reading.
func fillLists(t testing.TB, s *Store, n int) {
	t.Helper()
	numbers := fmt.Sprintf(`WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < %d) `, n)
	for _, q := range []string{
		`INSERT INTO supplier(id, code, name) VALUES (1, 'V-1', 'Hartholz Nord'), (2, 'V-2', 'Kalk & Sohn')`,
		numbers + `INSERT INTO customer(id, code, name, tier, credit_hold)
			SELECT n, 'C-' || n, 'Builder ' || (n * 7919 % 1000), CASE n % 3 WHEN 0 THEN 'A' ELSE 'B' END, CASE WHEN n % 5 = 0 THEN 'over limit' END FROM k WHERE n <= max(2, (SELECT max(n) FROM k) / 20)`,
		numbers + `INSERT INTO product(id, sku, name, category, supplier_id, price, pack)
			SELECT n, 'SKU-' || n, 'Board ' || (n * 7919 % 100003), 'Cat ' || (n % 9), 1 + n % 2, 1250, 4000 FROM k`,
		`INSERT INTO stock(product_id, warehouse_id, on_hand, allocated) SELECT id, 10, 40000, 8000 FROM product`,
		numbers + `INSERT INTO sales_order(id, number, customer_id, warehouse_id, ordered_at, customer_po)
			SELECT n, 'SO-' || n, 1 + n % (SELECT max(id) FROM customer), 10, strftime('%Y-%m-%dT08:00:00.000Z', '2026-01-01', '+' || (n % 300) || ' days'), CASE WHEN n % 4 = 0 THEN 'P' || n ELSE '' END FROM k`,
		`INSERT INTO order_line(id, order_id, line_no, product_id, warehouse_id, unit, unit_qty, price, ordered, allocated, shipped, promise, rank)
			SELECT o.id * 2 - x.n, o.id, 2 - x.n, 1 + (o.id * 31 + x.n) % (SELECT max(id) FROM product), 10, 'pc', 10000, 1250, 10000,
			 CASE WHEN (o.id + x.n) % 3 = 0 THEN 4000 ELSE 0 END, CASE WHEN o.id % 10 = 9 THEN 10000 - CASE WHEN (o.id + x.n) % 3 = 0 THEN 4000 ELSE 0 END ELSE 0 END, '2026-11-' || (10 + o.id % 20), printf('%09d', o.id)
			FROM sales_order o, (SELECT 0 AS n UNION ALL SELECT 1) x`,
		`INSERT INTO board SELECT l.id, o.id, o.number, l.line_no, o.customer_id, c.name, c.tier, o.customer_po, o.project, p.id, p.sku, p.name, p.category, p.unit,
			p.supplier_id, u.name, 10, 'MAIN', o.ship_mode, o.ordered_at, o.priority, l.rank,
			CASE WHEN l.short = 0 THEN 'ready' WHEN l.allocated > 0 THEN 'part' WHEN o.id % 4 = 0 THEN 'no_supply' ELSE 'on_order' END,
			l.open, l.short, l.allocated, l.picked, l.open / 1000 * l.price, o.requested_date, l.first_promise, l.promise, '2026-12-01', 'PO-1/1', 'stated', NULL,
			NULL, '', NULL, 1, o.id % 4 = 0, 0, c.credit_hold IS NOT NULL
			FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN customer c ON c.id = o.customer_id
			JOIN product p ON p.id = l.product_id JOIN supplier u ON u.id = p.supplier_id WHERE l.open > 0`,
		`INSERT INTO purchase_order(id, number, supplier_id, warehouse_id, ordered_at) SELECT id, 'PO-' || id, 1 + id % 2, 10, ordered_at FROM sales_order WHERE id % 2 = 1`,
		`INSERT INTO po_line(id, po_id, line_no, product_id, ordered, eta, first_eta) SELECT id, id, 1, 1 + id % (SELECT max(id) FROM product), 20000,
			CASE WHEN id % 7 > 0 THEN date('2026-11-10', '+' || (id % 40) || ' days') END, NULL FROM purchase_order`,
		`INSERT INTO peg(line_id, part, qty, date, po_line_id, source, confidence) SELECT l.id, 1, 1000, '2026-12-01', i.id, 'PO', 'stated'
			FROM order_line l JOIN po_line i ON i.id = l.id WHERE l.short > 0`,
	} {
		if _, err := s.w.Exec(q); err != nil {
			t.Fatalf("%v in %s", err, q)
		}
	}
	if _, err := write(context.Background(), s, model.CLIActor(), func(*tx) (done, error) { return done{}, nil }); err != nil { // brings the search up to date
		t.Fatal(err)
	}
}

// keysOf walks a list to its end and back, and gives the names in order.
func keysOf[T any](t *testing.T, q model.ListQuery, read func(model.ListQuery) (model.Paged[T], error), name func(T) string) []string {
	t.Helper()
	var forth, back []string
	seen := 0
	for {
		page, err := read(q)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Rows) > 0 && page.First != seen+1 {
			t.Fatalf("page says it starts at %d, want %d", page.First, seen+1)
		}
		for _, r := range page.Rows {
			forth = append(forth, name(r))
		}
		seen += len(page.Rows)
		if page.Total != seen && page.Next == nil {
			t.Fatalf("counted %d rows, walked %d", page.Total, seen)
		}
		if page.Next == nil {
			back = nil
			for _, r := range page.Rows {
				back = append(back, name(r))
			}
			q.At, q.Back = model.Cursor{}, true
			if page.Prev != nil {
				q.At = *page.Prev
			}
			break
		}
		q.At = *page.Next
	}
	for !q.At.IsZero() {
		page, err := read(q)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range page.Rows {
			names = append(names, name(r))
		}
		back = append(names, back...)
		q.At = model.Cursor{}
		if page.Prev != nil {
			q.At = *page.Prev
		}
		if want := len(forth) - len(back) + 1; page.First != want {
			t.Fatalf("page back says it starts at %d, want %d", page.First, want)
		}
	}
	if strings.Join(forth, " ") != strings.Join(back, " ") {
		t.Fatalf("walking back gives other rows:\n%v\n%v", forth, back)
	}
	return forth
}

const listToday = "2026-11-24"

func TestListsWalkForthAndBack(t *testing.T) {
	s := openTest(t)
	fillLists(t, s, 130)
	ctx := context.Background()
	today, _ := model.ParseDate(listToday)
	for _, sort := range []string{"ordered", "number", "customer"} {
		for _, desc := range []bool{false, true} {
			got := keysOf(t, model.ListQuery{Sort: sort, Desc: desc, Size: 25}, func(q model.ListQuery) (model.Paged[model.OrderRow], error) {
				return s.Orders(ctx, q, today)
			}, func(r model.OrderRow) string { return r.Number })
			wantDistinct(t, "orders by "+sort, got, 130)
		}
	}
	for _, sort := range []string{"sku", "name", "short", "on_hand"} {
		got := keysOf(t, model.ListQuery{Sort: sort, Size: 25}, func(q model.ListQuery) (model.Paged[model.ProductRow], error) {
			return s.Products(ctx, q, today)
		}, func(r model.ProductRow) string { return r.SKU })
		wantDistinct(t, "products by "+sort, got, 130)
	}
	for _, sort := range []string{"due", "po", "waiting"} {
		got := keysOf(t, model.ListQuery{Sort: sort, Size: 25}, func(q model.ListQuery) (model.Paged[model.ReceivingRow], error) {
			return s.Receiving(ctx, q, today)
		}, func(r model.ReceivingRow) string { return r.PO })
		wantDistinct(t, "receiving by "+sort, got, 65)
	}
	wantDistinct(t, "shortages", keysOf(t, model.ListQuery{Sort: "short", Desc: true, Size: 25}, func(q model.ListQuery) (model.Paged[model.ShortageRow], error) {
		return s.Shortages(ctx, q)
	}, func(r model.ShortageRow) string { return r.SKU }), 130)
	wantDistinct(t, "purchase orders", keysOf(t, model.ListQuery{Sort: "ordered", Desc: true, Size: 25}, func(q model.ListQuery) (model.Paged[model.PORow], error) {
		return s.PurchaseOrders(ctx, q, today)
	}, func(r model.PORow) string { return r.PO }), 65)
	wantDistinct(t, "customers", keysOf(t, model.ListQuery{Sort: "name", Size: 25}, func(q model.ListQuery) (model.Paged[model.CustomerRow], error) {
		return s.Customers(ctx, q, today)
	}, func(r model.CustomerRow) string { return r.Code }), 6)
}

func wantDistinct(t *testing.T, what string, got []string, n int) {
	t.Helper()
	seen := map[string]bool{}
	for _, g := range got {
		seen[g] = true
	}
	if len(got) != n || len(seen) != n {
		t.Errorf("%s: %d rows, %d different, want %d", what, len(got), len(seen), n)
	}
}

func TestOrdersFiltered(t *testing.T) {
	s := openTest(t)
	fillLists(t, s, 60)
	today, _ := model.ParseDate(listToday)
	for _, c := range []struct {
		name string
		q    model.ListQuery
		want string // checked against this SQL
	}{
		{"open", filtered("status", "open"), `SELECT count(DISTINCT order_id) FROM order_line WHERE open > 0`},
		{"closed", filtered("status", "closed"), `SELECT count(*) FROM sales_order WHERE id NOT IN (SELECT order_id FROM order_line WHERE open > 0)`},
		{"short", filtered("status", "short"), `SELECT count(DISTINCT order_id) FROM order_line WHERE short > 0`},
		{"late", filtered("status", "late"), `SELECT count(DISTINCT order_id) FROM order_line WHERE open > 0 AND promise < '2026-11-24'`},
		{"hold", filtered("status", "hold"), `SELECT count(DISTINCT order_id) FROM board WHERE on_hold = 1`},
		{"one customer", filtered("customer", "c-2"), `SELECT count(*) FROM sales_order WHERE customer_id = 2`},
		{"part of a number", model.ListQuery{Q: "so-5"}, `SELECT count(*) FROM sales_order WHERE number LIKE 'SO-5%'`},
		{"customer PO", model.ListQuery{Q: "P12"}, `SELECT 1`},
		{"SKU", model.ListQuery{Q: "sku-32"}, `SELECT count(DISTINCT order_id) FROM order_line WHERE product_id = 32`},
		{"a per cent sign is a character", model.ListQuery{Q: "%"}, `SELECT 0`},
	} {
		c.q.Sort = "number"
		page, err := s.Orders(t.Context(), c.q, today)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var want int
		if err := s.r.Get(&want, c.want); err != nil {
			t.Fatal(err)
		}
		if page.Total != want {
			t.Errorf("%s: %d orders, want %d", c.name, page.Total, want)
		}
	}
}

func filtered(name, value string) model.ListQuery {
	return model.ListQuery{Filters: map[string]string{name: value}}
}
