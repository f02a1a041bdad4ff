package db

import (
	"path/filepath"
	"testing"
	"time"

	"backfill/model"
)

// openDemo gives a desk with the demo company in it.
func openDemo(t *testing.T) *Store {
	t.Helper()
	afternoon := func() time.Time { return stopped().Add(6 * time.Hour) }
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "demo.db"), afternoon)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.FillDemo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return s
}

func one[T any](t *testing.T, s *Store, query string, args ...any) (v T) {
	t.Helper()
	if err := s.r.GetContext(t.Context(), &v, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

func mustHold(t *testing.T, s *Store) {
	t.Helper()
	found, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// TestDemo takes one demo desk through its life: filling takes seconds.
func TestDemo(t *testing.T) {
	s := openDemo(t)
	t.Run("has one of everything", func(t *testing.T) { demoHasOneOfEverything(t, s) })
	t.Run("is the same from the same seed, and repeats harmlessly", func(t *testing.T) { demoRepeats(t, s) })
	t.Run("leaves an empty desk with its guards when removed", func(t *testing.T) { demoIsRemoved(t, s) })
}

func demoHasOneOfEverything(t *testing.T, s *Store) {
	mustHold(t, s)
	if n := one[int](t, s, `SELECT count(*) FROM board WHERE short > 0`); n < 250 || n > 400 {
		t.Errorf("%d open short lines, want about 300", n)
	}
	for name, query := range map[string]string{
		"late lines": `SELECT count(*) FROM board WHERE promise < '2026-11-24'`, "lots": `SELECT count(*) FROM stock WHERE lot <> ''`,
		"counts that wait": `SELECT count(*) FROM stock_count WHERE state = 'waiting'`, "open pick lists": `SELECT count(*) FROM board WHERE picked > 0`,
		"special orders": `SELECT count(*) FROM po_line WHERE for_line_id IS NOT NULL`, "credit holds": `SELECT count(*) FROM customer WHERE credit_hold IS NOT NULL`,
		"blankets": `SELECT count(*) FROM sales_order WHERE kind = 'blanket'`, "releases": `SELECT count(*) FROM sales_order WHERE kind = 'release'`,
		"critical sets": `SELECT count(*) FROM order_line WHERE critical_set <> ''`, "protections": `SELECT count(*) FROM protection`,
		"direct orders": `SELECT count(*) FROM sales_order WHERE method = 'direct'`, "on date": `SELECT count(*) FROM sales_order WHERE ship_mode = 'on_date'`,
		"route days": `SELECT count(*) FROM route_day`, "will-calls": `SELECT count(*) FROM sales_order WHERE method = 'will_call'`,
		"promises by truck": `SELECT count(*) FROM order_line l JOIN sales_order o ON o.id = l.order_id AND o.method = 'own_truck' JOIN site t ON t.id = o.site_id
			JOIN route_day r ON r.warehouse_id = l.warehouse_id AND r.zone = t.zone AND r.weekday = CAST(strftime('%w', l.promise) AS INTEGER) WHERE l.open > 0`,
		"blanket's rest": `SELECT count(*) FROM order_line b WHERE b.on_call = 1 AND b.ordered > (SELECT sum(ordered) FROM order_line r WHERE r.blanket_line_id = b.id)`,
		"rejected goods": `SELECT count(*) FROM receipt WHERE rejected > 0`, "over-deliveries": `SELECT count(*) FROM po_line WHERE received > ordered`,
		"overdue deliveries": `SELECT count(*) FROM po_line WHERE open > 0 AND eta < '2026-11-24'`, "due today": `SELECT count(*) FROM po_line WHERE open > 0 AND eta = '2026-11-24'`,
		"slipped ETAs": `SELECT count(*) FROM po_line WHERE open > 0 AND eta > first_eta`, "bundles": `SELECT count(*) FROM order_line WHERE unit = 'bundle'`,
		"answers": `SELECT count(*) FROM choice WHERE answer IS NOT NULL`, "partial shipments": `SELECT count(*) FROM sales_order WHERE shipments > 1`,
	} {
		if one[int](t, s, query) == 0 {
			t.Errorf("the demo has no %s", name)
		}
	}
	for _, st := range []model.Status{model.OnHold, model.Customer, model.Ready, model.Part, model.NoSupply, model.AtRisk, model.OnOrder} {
		if one[int](t, s, `SELECT count(*) FROM board WHERE status = ?`, st) == 0 {
			t.Errorf("no line is %s", st)
		}
	}
	for _, p := range []model.Policy{model.MustShipBy, model.Protected, model.Locked, model.Yields, model.Release} {
		if one[int](t, s, `SELECT count(*) FROM order_line WHERE policy = ?`, p) == 0 {
			t.Errorf("no line is labelled %s", p)
		}
	}
}

func demoRepeats(t *testing.T, a *Store) {
	b := openDemo(t)
	const all = `SELECT group_concat(line_id || status || short || coalesce(promise, '') || rank, ',') FROM (SELECT * FROM board ORDER BY line_id)`
	if one[string](t, a, all) != one[string](t, b, all) {
		t.Error("two demos from one seed differ")
	}
	before := one[int](t, a, `SELECT count(*) FROM audit`)
	if err := a.FillDemo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if after := one[int](t, a, `SELECT count(*) FROM audit`); after != before {
		t.Errorf("a second fill wrote %d audit rows", after-before)
	}
}

func TestTheDemoNeedsAnEmptyFile(t *testing.T) {
	s := openTest(t)
	if _, err := s.AddUser(t.Context(), testActor, model.NewUser{Email: "a@b.example", Name: "A", Role: model.RoleSales, Password: "correct horse battery"}); err != nil {
		t.Fatal(err)
	}
	if err := s.FillDemo(t.Context(), 1); err == nil {
		t.Error("the demo went over a desk with people in it")
	}
}

func demoIsRemoved(t *testing.T, s *Store) {
	triggers := one[int](t, s, `SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'`)
	if _, kpi, err := s.BoardFigures(t.Context(), 0); err != nil || kpi.FillLines == 0 {
		t.Errorf("line fill of the demo: %v, %v", kpi, err)
	}
	first := model.NewUser{Email: "ana@firm.example", Name: "Ana", Password: "correct horse battery"}
	if err := s.RemoveDemo(t.Context(), testActor, first); err != nil {
		t.Fatal(err)
	}
	mustHold(t, s)
	if n := one[int](t, s, `SELECT (SELECT count(*) FROM product) + (SELECT count(*) FROM order_line) + (SELECT count(*) FROM board) + (SELECT count(*) FROM stock_move) + (SELECT count(*) FROM session)`); n != 0 {
		t.Errorf("%d rows of the demo are left", n)
	}
	if _, kpi, err := s.BoardFigures(t.Context(), 0); err != nil || kpi != (model.BoardKPI{}) {
		t.Errorf("figures of an empty desk: %+v, %v", kpi, err)
	}
	if got := one[string](t, s, `SELECT group_concat(email || ' ' || role) FROM app_user`); got != "ana@firm.example admin" {
		t.Errorf("people: %s", got)
	}
	if got := one[int](t, s, `SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'`); got != triggers {
		t.Errorf("%d triggers, want %d", got, triggers)
	}
	if _, err := s.w.Exec(`DELETE FROM audit`); err == nil {
		t.Error("the audit can be deleted from")
	}
	if err := s.RemoveDemo(t.Context(), testActor, first); err == nil {
		t.Error("a desk that is no demo was emptied")
	}
}
