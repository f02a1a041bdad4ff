package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestCountPreviewChangesNothingAndIsRight(t *testing.T) {
	for _, c := range []struct {
		name    string
		counted int64
		state   model.CountState
		lost    string
	}{
		{"the book says so too", 12, model.CountSame, ""},
		{"more is booked", 15, model.CountBooked, ""},
		{"what is allocated waits, and is named", 6, model.CountWaiting, "SO-1 10>6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "12"}, order("SO-1", "OAK", "10", ""))
			var p model.CountPreview
			unchanged(t, d, func() {
				var err error
				p, err = d.Store.CountPreview(t.Context(), count("OAK", c.counted, model.Time{}))
				must(t, err)
			})
			if p.Result.State != c.state {
				t.Errorf("the preview says %s, want %s", p.Result.State, c.state)
			}
			if got := losers(p.CountQuestion); got != c.lost {
				t.Errorf("loses %q, want %q", got, c.lost)
			}
			got, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", c.counted, p.AsOf))
			if err != nil || got.State != c.state || got.Book != p.Book {
				t.Errorf("the count is %+v (%v), shown was %+v", got, err, p.Result)
			}
		})
	}
	t.Run("a product that never was", func(t *testing.T) {
		d := dbtest.New(t, yard)
		p, err := d.Store.CountPreview(t.Context(), count("OAK", 3, model.Time{}))
		if err != nil || p.Result.State != model.CountBooked || p.After() != model.Units(3) {
			t.Errorf("got %+v, %v", p, err)
		}
	})
	t.Run("a difference needs its reason", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "12"})
		c := count("OAK", 11, model.Time{})
		c.Why = ""
		unchanged(t, d, func() {
			_, err := d.Store.CountPreview(t.Context(), c)
			problem(t, err, "why")
			_, err = d.Store.CountStock(t.Context(), dbtest.Dana(), c)
			problem(t, err, "why")
		})
		c.OnHand = model.Units(12)
		_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), c)
		must(t, err)
	})
}
