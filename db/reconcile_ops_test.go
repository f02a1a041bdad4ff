package db_test

import (
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// waiting counts OAK in the yard's warehouse and wants the count to wait.
func waiting(t *testing.T, d *dbtest.Desk, onHand int64) int64 {
	t.Helper()
	r, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", onHand, model.Time{}))
	must(t, err)
	if r.State != model.CountWaiting {
		t.Fatalf("the count of %d is %s, want it to wait", onHand, r.State)
	}
	return r.ID
}

// question is a count with what each answer does.
func question(t *testing.T, d *dbtest.Desk, id int64) model.CountQuestion {
	t.Helper()
	q, err := d.Store.CountQuestion(t.Context(), id)
	must(t, err)
	return q
}

// losers says who loses how much, in the order shown.
func losers(q model.CountQuestion) string {
	var names []string
	for _, s := range q.Lost {
		names = append(names, s.Order+" "+s.Before.String()+">"+s.After.String())
	}
	return strings.Join(names, ", ")
}

// threeServed is 20 OAK, all of them allocated: SO-3 has the best rank.
var threeServed = dbtest.Do(func(d *dbtest.Desk) {
	d.Add(yard, dbtest.Stock{SKU: "OAK", Qty: "20"}, order("SO-1", "OAK", "8", ""), order("SO-2", "OAK", "7", ""),
		dbtest.Order{Number: "SO-3", Customer: "BOB", Priority: 1, Lines: []dbtest.Line{{SKU: "OAK", Qty: "5"}}})
})

// TestAcceptCount books counts that waited. Each case says what is planted, what
// was counted, what happens before the answer, and what is left.
func TestAcceptCount(t *testing.T) {
	limit := dbtest.Do(func(d *dbtest.Desk) {
		must(d.TB.(*testing.T), d.Store.ChangeSetting(d.Context(), dbtest.Dana(), "stock_difference", "5"))
	})
	receive := func(t *testing.T, d *dbtest.Desk) {
		_, err := d.Store.ReceiveStock(t.Context(), dbtest.Dana(), model.Receipt{PO: "PO-1", Line: 1, Received: model.Units(10)})
		must(t, err)
	}
	pick := func(t *testing.T, d *dbtest.Desk) {
		line, version := d.Line("SO-1", 1)
		_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
		must(t, err)
	}
	for _, tt := range []struct {
		name    string
		seed    []dbtest.Seed
		counted int64
		between func(*testing.T, *dbtest.Desk)
		loses   string
		stock   string
		lines   string
	}{
		{name: "less, and nobody loses", seed: []dbtest.Seed{yard, limit, dbtest.Stock{SKU: "OAK", Qty: "40"}, order("SO-1", "OAK", "5", "")}, counted: 12,
			stock: "OAK  ''   12       5          0", lines: "SO-1/1  5        5          0       0        0"},
		{name: "more: what is found goes to the line that waits",
			seed: []dbtest.Seed{yard, limit, dbtest.Stock{SKU: "OAK", Qty: "4"}, order("SO-1", "OAK", "10", "")}, counted: 12,
			stock: "OAK  ''   12       10         0", lines: "SO-1/1  10       10         0       0        0"},
		{name: "the worst rank loses first", seed: []dbtest.Seed{threeServed}, counted: 9, loses: "SO-2 7>0, SO-1 8>4",
			stock: "OAK  ''   9        9          0", lines: `
			SO-1/1  8        4          0       0        4
			SO-2/1  7        0          0       0        7
			SO-3/1  5        5          0       0        0`},
		{name: "who may keep what it has loses last", seed: []dbtest.Seed{threeServed, dbtest.Do(func(d *dbtest.Desk) {
			d.Exec(`UPDATE order_line SET policy = 'protected' WHERE id = (SELECT l.id FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number = 'SO-2')`)
		})}, counted: 9, loses: "SO-1 8>0, SO-3 5>2",
			stock: "OAK  ''   9        9          0", lines: `
			SO-1/1  8        0          0       0        8
			SO-2/1  7        7          0       0        0
			SO-3/1  5        2          0       0        3`},
		{name: "what was received since is added", seed: []dbtest.Seed{threeServed, dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: day(1)}},
			counted: 9, between: receive, loses: "SO-2 7>6",
			stock: "OAK  ''   19       19         0", lines: `
			SO-1/1  8        8          0       0        0
			SO-2/1  7        6          0       0        1
			SO-3/1  5        5          0       0        0`},
		{name: "what is picked stays", seed: []dbtest.Seed{threeServed}, counted: 9, between: pick, loses: "SO-2 7>0, SO-3 5>1",
			stock: "OAK  ''   9        1          8", lines: `
			SO-1/1  8        0          8       0        0
			SO-2/1  7        0          0       0        7
			SO-3/1  5        1          0       0        4`},
		{name: "nothing is left", seed: []dbtest.Seed{threeServed}, counted: 0, loses: "SO-2 7>0, SO-1 8>0, SO-3 5>0", lines: `
			SO-1/1  8        0          0       0        8
			SO-2/1  7        0          0       0        7
			SO-3/1  5        0          0       0        5`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := dbtest.New(t, tt.seed...)
			id := waiting(t, d, tt.counted)
			d.Sleep(time.Hour)
			if tt.between != nil {
				tt.between(t, d)
			}
			q := question(t, d, id)
			if got := losers(q); got != tt.loses {
				t.Fatalf("loses %q, want %q", got, tt.loses)
			}
			if tt.loses != "" {
				unchanged(t, d, func() {
					_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, "")
					conflict(t, err, "See who loses")
				})
			}
			r, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, q.Seen)
			must(t, err)
			if r.OnHand != q.After() {
				t.Errorf("%s on hand, shown before %s", r.OnHand, q.After())
			}
			d.Want(stock, "sku  lot  on_hand  allocated  picked\n"+tt.stock)
			d.Want(lines, "line    ordered  allocated  picked  shipped  short\n"+strings.TrimSpace(tt.lines))
			d.Want(`SELECT state FROM stock_count`, "state\nbooked")
			d.Want(`SELECT m.count_id = c.id AS cause, m.at = c.as_of AS as_of FROM stock_move m JOIN stock_count c ON m.kind = 'counted'`, "cause  as_of\n1      1")
			for _, s := range append(q.Lost, q.Others...) {
				if got := model.Qty(d.ID(`SELECT allocated + picked FROM order_line WHERE id = ?`, s.LineID)); got != s.After {
					t.Errorf("%s/%d has %s, shown before %s", s.Order, s.Line, got, s.After)
				}
			}
		})
	}
}

func TestAcceptCountTellsBothFigures(t *testing.T) {
	d := dbtest.New(t, threeServed)
	id := waiting(t, d, 18)
	_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, question(t, d, id).Seen)
	must(t, err)
	d.Want(`SELECT action, entity, ref, before, after, why FROM audit WHERE action IN ('count_booked', 'released') ORDER BY id`, `
		action        entity  ref     before                                after                                                                                                          why
		released      line    SO-2/1  {"allocated":"7","open":"7"}          {"allocated":"5","open":"7"}                                                                                  The count of OAK in MAIN found 18, the book said 20.
		count_booked  count   OAK     {"on_hand":"20","warehouse":"MAIN"}  {"as_of":"2026-11-24T08:00:00.000Z","book":"20","counted":"18","on_hand":"18","warehouse":"MAIN"}  ''`)
}

// TestCountOfPickedStockIsNotBooked: what is on a pick list is never taken.
func TestCountOfPickedStockIsNotBooked(t *testing.T) {
	d := dbtest.New(t, threeServed)
	id := waiting(t, d, 7)
	line, version := d.Line("SO-1", 1)
	_, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version)
	must(t, err)
	q := question(t, d, id)
	if q.Refusal(model.LocaleByTag("en-GB")) == "" || q.Seen != "" || len(q.Lost) > 0 {
		t.Errorf("got %+v, want a refusal in words and nobody who loses", q)
	}
	unchanged(t, d, func() {
		_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, q.Seen)
		conflict(t, err, "8 pc of OAK in MAIN are picked")
	})
	must(t, d.Store.DismissCount(t.Context(), dbtest.Dana(), id, "eight are on the dock"))
}

// TestCountIsDecidedOnce: the second answer is told who was first, a repeated
// request gets the first answer.
func TestCountIsDecidedOnce(t *testing.T) {
	first := map[string]func(*testing.T, *dbtest.Desk, int64){
		"was booked by dana@test on 24 Nov 08:00": func(t *testing.T, d *dbtest.Desk, id int64) {
			_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, question(t, d, id).Seen)
			must(t, err)
		},
		"was dismissed by dana@test on 24 Nov 08:00. counted the wrong shelf": func(t *testing.T, d *dbtest.Desk, id int64) {
			must(t, d.Store.DismissCount(t.Context(), dbtest.Dana(), id, "counted the wrong shelf"))
		},
		"A later count came": func(t *testing.T, d *dbtest.Desk, id int64) {
			d.Sleep(time.Minute)
			waiting(t, d, 16)
		},
	}
	for says, decide := range first {
		d := dbtest.New(t, threeServed)
		id := waiting(t, d, 18)
		seen := question(t, d, id).Seen
		decide(t, d, id)
		unchanged(t, d, func() {
			_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, seen)
			conflict(t, err, says)
			conflict(t, d.Store.DismissCount(t.Context(), dbtest.Dana(), id, "no"), says)
		})
		if q := question(t, d, id); q.Decision.At.IsZero() || len(q.Lost) > 0 {
			t.Errorf("%s: the page still asks: %+v", says, q)
		}
	}

	d := dbtest.New(t, threeServed)
	id, a := waiting(t, d, 18), dbtest.Keyed()
	seen := question(t, d, id).Seen
	one, err := d.Store.AcceptCount(t.Context(), a, id, seen)
	must(t, err)
	unchanged(t, d, func() {
		two, err := d.Store.AcceptCount(t.Context(), a, id, seen)
		must(t, err)
		if two != one {
			t.Errorf("the repeated request got %+v, the first %+v", two, one)
		}
	})
}

// TestWhatWasSeenIsWhatIsTaken: when others would lose than were shown, the
// answer is not taken for a yes to that.
func TestWhatWasSeenIsWhatIsTaken(t *testing.T) {
	d := dbtest.New(t, threeServed)
	id := waiting(t, d, 18)
	seen := question(t, d, id).Seen
	line, version := d.Line("SO-2", 1)
	must(t, d.Store.CancelLine(t.Context(), dbtest.Dana(), line, version, model.Units(6), "customer rang"))
	d.Add(order("SO-4", "OAK", "6", ""))
	unchanged(t, d, func() {
		_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, seen)
		conflict(t, err, "from other lines than were shown")
	})
	q := question(t, d, id)
	if got := losers(q); got != "SO-4 6>4" {
		t.Errorf("now loses %q", got)
	}
	_, err := d.Store.AcceptCount(t.Context(), dbtest.Dana(), id, q.Seen)
	must(t, err)
}

func TestDismissCount(t *testing.T) {
	d := dbtest.New(t, threeServed)
	id := waiting(t, d, 12)
	unchanged(t, d, func() { problem(t, d.Store.DismissCount(t.Context(), dbtest.Dana(), id, " "), "why") })
	must(t, d.Store.DismissCount(t.Context(), dbtest.Dana(), id, "counted the wrong shelf"))
	d.Want(stock, `
		sku  lot  on_hand  allocated  picked
		OAK  ''   20       20         0`)
	d.Want(`SELECT action, entity, ref, json_extract(after, '$.counted') AS counted, json_extract(after, '$.book') AS book, why FROM audit WHERE entity = 'count'`, `
		action           entity  ref  counted  book  why
		count_dismissed  count   OAK  12       20    counted the wrong shelf`)
	if r, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", 12, at(8, 0))); err != nil || r.State != model.CountSame {
		t.Errorf("the same file again: %s %v, want nothing new", r.State, err)
	}
	if _, err := d.Store.CountQuestion(t.Context(), 99); err != model.ErrNotFound {
		t.Errorf("a count that is not there: %v", err)
	}
}

func TestCountsWaiting(t *testing.T) {
	d := dbtest.New(t, threeServed, dbtest.Supplier{Code: "MILL"}, dbtest.Product{SKU: "TILE", Supplier: "MILL", LotTracked: true},
		dbtest.Stock{SKU: "TILE", Lot: "A", Qty: "9"}, order("SO-5", "TILE", "9", ""))
	waiting(t, d, 18)
	d.Sleep(time.Hour)
	tile := count("TILE", 1, model.Time{})
	tile.Lot = "A"
	_, err := d.Store.CountStock(t.Context(), dbtest.Dana(), tile)
	must(t, err)
	for _, tt := range []struct {
		q    model.ListQuery
		want string
	}{
		{model.ListQuery{Sort: "as_of"}, "OAK TILE"},
		{model.ListQuery{Sort: "difference", Desc: true}, "TILE OAK"},
		{model.ListQuery{Sort: "sku", Q: "oa"}, "OAK"},
		{model.ListQuery{Sort: "sku", Q: "a"}, "OAK TILE"}, // the lot is A
		{model.ListQuery{Sort: "sku", Filters: map[string]string{"supplier": "MILL"}}, "TILE"},
		{model.ListQuery{Sort: "sku", Filters: map[string]string{"warehouse": "MAIN"}}, "OAK TILE"},
		{model.ListQuery{Sort: "sku", Filters: map[string]string{"warehouse": "NORTH"}}, ""},
	} {
		page, err := d.Store.CountsWaiting(t.Context(), tt.q)
		must(t, err)
		var got []string
		for _, c := range page.Rows {
			got = append(got, c.SKU)
			if c.Why == "" || c.Takes() == 0 {
				t.Errorf("%s does not say why it waits: %+v", c.SKU, c)
			}
		}
		if strings.Join(got, " ") != tt.want || page.Total != len(got) {
			t.Errorf("%+v: %v of %d, want %s", tt.q, got, page.Total, tt.want)
		}
	}
	if n, err := d.Store.WaitingCounts(t.Context()); n != 2 || err != nil {
		t.Errorf("%d wait, %v, want 2", n, err)
	}
}
