package db_test

import (
	"fmt"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// counts are the counts kept, in whole units.
const counts = `SELECT p.sku, c.counted/1000 AS counted, c.book/1000 AS book, substr(c.as_of, 12, 5) AS as_of, c.state
	FROM stock_count c JOIN product p ON p.id = c.product_id ORDER BY c.id`

// at is a time of the test's day.
func at(hour, minute int) model.Time {
	return model.At(time.Date(2026, 11, 24, hour, minute, 0, 0, time.UTC))
}

func count(sku string, onHand int64, asOf model.Time) model.Count {
	return model.Count{SKU: sku, Warehouse: "MAIN", OnHand: model.Units(onHand), AsOf: asOf, Why: "hourly file"}
}

// TestCountStockBesideAnERP is the day of domain 2b: an hourly file that lags,
// repeats and comes in the wrong order while the desk receives and ships. It
// never undoes what it does not know.
func TestCountStockBesideAnERP(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "20", ETA: day(1)})
	clock := func(hour, minute int) { d.SetClock(at(hour, minute).Std()) }
	step := func(what string, c model.Count, want model.CountState, onHand int64) {
		t.Helper()
		got, err := d.Store.CountStock(t.Context(), dbtest.Dana(), c)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got.State != want || got.OnHand != model.Units(onHand) {
			t.Errorf("%s: got %s with %s on hand, want %s with %d", what, got.State, got.OnHand, want, onHand)
		}
		d.Want(`SELECT coalesce(sum(on_hand), 0)/1000 AS on_hand FROM stock`, fmt.Sprintf("on_hand\n%d", onHand))
	}
	clock(9, 0)
	step("the first file", count("OAK", 50, at(8, 30)), model.CountBooked, 50)
	step("the same file again", count("OAK", 50, at(8, 30)), model.CountSame, 50)

	clock(10, 0)
	id, _ := poLineOf(d, "PO-1")
	_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{POLine: id, Received: model.Units(20)})
	must(t, err)
	clock(10, 30)
	step("a file that does not know the receipt", count("OAK", 50, at(9, 55)), model.CountSame, 70)

	clock(11, 0)
	d.Add(order("SO-1", "OAK", "15", ""))
	line, version := d.Line("SO-1", 1)
	_, err = d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
	must(t, err)
	_, err = d.Store.ShipPickList(t.Context(), dbtest.Dana(), 1)
	must(t, err)
	clock(11, 20)
	step("a file that knows the receipt and not the shipment", count("OAK", 70, at(10, 50)), model.CountSame, 55)
	step("a file of before that comes late", count("OAK", 50, at(9, 50)), model.CountOlder, 55)
	step("a corrected file of the same time", count("OAK", 68, at(10, 50)), model.CountBooked, 53)
	step("and that one again", count("OAK", 68, at(10, 50)), model.CountSame, 53)

	clock(12, 0)
	step("a file that knows everything", count("OAK", 53, at(11, 55)), model.CountSame, 53)
	step("two were broken at noon", count("OAK", 51, at(12, 0)), model.CountBooked, 51)
	d.Want(counts, `
		sku  counted  book  as_of  state
		OAK  50       0     08:30  booked
		OAK  68       70    10:50  booked
		OAK  51       53    12:00  booked`)
	d.Want(`SELECT kind, qty/1000 AS qty, substr(at, 12, 5) AS at FROM stock_move ORDER BY id`, `
		kind      qty  at
		counted   50   08:30
		received  20   10:00
		shipped   15   11:00
		counted   2    10:50
		counted   2    12:00`)
	d.Want(`SELECT ref, action FROM audit WHERE entity = 'product' ORDER BY id`, `
		ref  action
		OAK  counted
		OAK  counted
		OAK  counted`)
}

func TestCountStock(t *testing.T) {
	five := dbtest.Do(func(d *dbtest.Desk) {
		must(d.TB.(*testing.T), d.Store.ChangeSetting(d.Context(), dbtest.Dana(), "stock_difference", "5"))
	})
	t.Run("what is found goes to the line that waits", func(t *testing.T) {
		d := dbtest.New(t, yard, order("SO-1", "OAK", "5", ""))
		_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", 8, model.Time{}))
		must(t, err)
		d.Want(lines, `
			line    ordered  allocated  picked  shipped  short
			SO-1/1  5        5          0       0        0`)
		d.Want(moves, `
			kind     from        lot  to    lot  qty
			counted  ADJUSTMENT  ''   MAIN  ''   8`)
	})
	t.Run("one that would take allocated stock waits with both figures", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "8"}, order("SO-1", "OAK", "5", ""))
		r, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", 4, model.Time{}))
		must(t, err)
		if r.State != model.CountWaiting || r.ID == 0 || r.Why == "" {
			t.Errorf("got %+v, want one that waits and says why", r)
		}
		d.Want(counts, `
			sku  counted  book  as_of  state
			OAK  4        8     08:00  waiting`)
		d.Want(stock, `
			sku  lot  on_hand  allocated  picked
			OAK  ''   8        5          0`)
		d.Want(goods, `
			actor      action         ref  why
			dana@test  count_waiting  OAK  hourly file`)
		unchanged(t, d, func() {
			again, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", 4, model.Time{}))
			must(t, err)
			if again.State != model.CountSame {
				t.Errorf("the same count again is %s", again.State)
			}
		})
	})
	t.Run("one that differs by more than the limit waits", func(t *testing.T) {
		d := dbtest.New(t, yard, five, dbtest.Stock{SKU: "OAK", Qty: "100"}, dbtest.Stock{SKU: "ASH", Qty: "100"})
		for sku, n := range map[string]int64{"OAK": 94, "ASH": 95} {
			_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count(sku, n, model.Time{}))
			must(t, err)
		}
		d.Want(`SELECT p.sku, c.state FROM stock_count c JOIN product p ON p.id = c.product_id ORDER BY p.sku`, `
			sku  state
			ASH  booked
			OAK  waiting`)
	})
	t.Run("a later count that says the same is no news", func(t *testing.T) {
		d := dbtest.New(t, yard, five, dbtest.Stock{SKU: "OAK", Qty: "100"})
		for range 3 {
			d.Sleep(time.Hour)
			r, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", 50, model.Time{}))
			must(t, err)
			if r.State != model.CountWaiting || r.ID == 0 || r.Why == "" {
				t.Errorf("got %+v, want the one that waits", r)
			}
		}
		d.Want(counts, `
			sku  counted  book  as_of  state
			OAK  50       100   09:00  waiting`)
		d.Want(`SELECT action FROM audit WHERE entity = 'product' ORDER BY id`, `
			action
			count_waiting`)
	})
	t.Run("a later count takes the place of one that waits", func(t *testing.T) {
		d := dbtest.New(t, yard, five, dbtest.Stock{SKU: "OAK", Qty: "100"})
		for _, n := range []int64{50, 40, 99} {
			d.Sleep(time.Hour)
			_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", n, model.Time{}))
			must(t, err)
		}
		d.Want(counts, `
			sku  counted  book  as_of  state
			OAK  50       100   09:00  dismissed
			OAK  40       100   10:00  dismissed
			OAK  99       100   11:00  booked`)
		d.Want(`SELECT action FROM audit WHERE entity IN ('product', 'count') ORDER BY id`, `
			action
			count_waiting
			count_dismissed
			count_waiting
			count_dismissed
			counted`)
	})
	t.Run("each lot is a stock of its own", func(t *testing.T) {
		d := dbtest.New(t, yard, dbtest.Product{SKU: "TILE", LotTracked: true}, dbtest.Stock{SKU: "TILE", Qty: "5", Lot: "A"}, dbtest.Stock{SKU: "TILE", Qty: "7", Lot: "B"})
		c := count("TILE", 6, model.Time{})
		_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), c)
		problem(t, err, "lot")
		c.Lot = "b"
		_, err = d.Store.CountStock(t.Context(), dbtest.Dana(), c)
		must(t, err)
		d.Want(stock, `
			sku   lot  on_hand  allocated  picked
			TILE  A    5        0          0
			TILE  B    6        0          0`)
	})
	t.Run("what cannot be is refused by field", func(t *testing.T) {
		d := dbtest.New(t, yard)
		unchanged(t, d, func() {
			for field, c := range map[string]model.Count{
				"sku":       count("ELM", 1, model.Time{}),
				"warehouse": {SKU: "OAK", Warehouse: "NORTH"},
				"on_hand":   {SKU: "OAK", Warehouse: "MAIN", OnHand: 1},
				"as_of":     count("OAK", 1, at(8, 1)),
			} {
				_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), c)
				problem(t, err, field)
			}
		})
	})
}
