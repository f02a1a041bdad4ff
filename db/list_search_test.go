package db

import (
	"testing"

	"backfill/model"
)

// A list finds what the search finds: the beginnings of words in any order, the
// beginning of a number, and nothing for signs alone.
func TestListsSearchByWords(t *testing.T) {
	s := openTest(t)
	fillLists(t, s, 60)
	today, _ := model.ParseDate(listToday)
	for _, c := range []struct {
		q    string
		want string // checked against this SQL
	}{
		{"builder", `SELECT count(*) FROM sales_order`},
		{"sku-32", `SELECT count(DISTINCT order_id) FROM order_line WHERE product_id = 32`},
		{"SO-1", `SELECT count(*) FROM sales_order WHERE number LIKE 'SO-1%'`},
		{"--", `SELECT 0`},
		{`"or" (`, `SELECT 0`},
	} {
		page, err := s.Orders(t.Context(), model.ListQuery{Q: c.q, Sort: "customer", Size: 25}, today)
		if err != nil {
			t.Fatalf("%s: %v", c.q, err)
		}
		var want int
		if err := s.r.Get(&want, c.want); err != nil {
			t.Fatal(err)
		}
		if page.Total != want {
			t.Errorf("orders by %q: %d, want %d", c.q, page.Total, want)
		}
	}
	for q, want := range map[string]int{"sku-3": 11, "board": 60, "U-32": 1, "": 60} {
		page, err := s.Products(t.Context(), model.ListQuery{Q: q, Sort: "sku", Size: 100}, today)
		if err != nil || page.Total != want {
			t.Errorf("products by %q: %d, %v; want %d", q, page.Total, err, want)
		}
	}
}

// What is short, sorted by how much, is what the plain list shows as short.
func TestShortProductsSortedByShort(t *testing.T) {
	s := openTest(t)
	fillLists(t, s, 60)
	today, _ := model.ParseDate(listToday)
	short := model.ListQuery{Sort: "short", Desc: true, Size: 100, Filters: map[string]string{"short": "yes"}}
	got, err := s.Products(t.Context(), short, today)
	if err != nil {
		t.Fatal(err)
	}
	var want int
	if err := s.r.Get(&want, `SELECT count(DISTINCT product_id) FROM order_line WHERE short > 0 AND on_call = 0`); err != nil {
		t.Fatal(err)
	}
	if want == 0 || len(got.Rows) != want || got.Total != want {
		t.Fatalf("%d rows of %d, want %d", len(got.Rows), got.Total, want)
	}
	for i, r := range got.Rows {
		if r.Short <= 0 || i > 0 && got.Rows[i-1].Short < r.Short {
			t.Errorf("row %d: %s short %v", i, r.SKU, r.Short)
		}
	}
	short.Filters["supplier"] = "V-1"
	if got, err = s.Products(t.Context(), short, today); err != nil || got.Total == 0 || got.Total >= want {
		t.Errorf("of one supplier: %d, %v", got.Total, err)
	}
}
