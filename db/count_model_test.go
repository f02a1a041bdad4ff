package db_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// shelfEvent is something that happened to real goods.
type shelfEvent struct {
	at    model.Time
	by    int64
	known bool // the desk booked it; else only a count can find out
}

// TestCountsFollowTheShelf keeps a shelf of its own beside the desk: goods come
// and go with the desk's knowledge, and break without it. Files say what was on
// the shelf at some earlier time, in any order and as often as they like. The
// desk is never wrong by more than what broke after the newest file.
func TestCountsFollowTheShelf(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("SEED=%d", seed), func(t *testing.T) { followShelf(t, rand.New(rand.NewPCG(seed, 7))) })
	}
}

func followShelf(t *testing.T, r *rand.Rand) {
	d := dbtest.New(t, yard)
	now := model.At(dbtest.Now)
	var shelf []shelfEvent
	on := func(until, unknownUntil model.Time) (sum int64) {
		for _, e := range shelf {
			if !e.at.After(until) && (e.known || !e.at.After(unknownUntil)) {
				sum += e.by
			}
		}
		return sum
	}
	happen := func(by int64, known bool) {
		shelf = append(shelf, shelfEvent{now, by, known})
		if known {
			must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: model.Units(by), Why: "moved"}))
		}
	}
	happen(1000, true)
	var newest model.Time
	for range 60 {
		now = now.Add(time.Duration(1+r.IntN(90)) * time.Minute)
		d.SetClock(now.Std())
		switch r.IntN(5) {
		case 0:
			happen(1+r.Int64N(20), true)
		case 1:
			happen(-1-r.Int64N(20), true)
		case 2:
			happen(-1-r.Int64N(3), false)
		default:
			asOf := now.Add(-time.Duration(r.IntN(300)) * time.Minute)
			if asOf.Before(model.At(dbtest.Now)) {
				continue
			}
			res, err := d.Store.CountStock(t.Context(), dbtest.Dana(), count("OAK", on(asOf, asOf), asOf))
			must(t, err)
			if older := asOf.Before(newest); older != (res.State == model.CountOlder) {
				t.Fatalf("a file of %s after one of %s is %s", asOf, newest, res.State)
			}
			if asOf.After(newest) {
				newest = asOf
			}
		}
		if got, want := d.ID(`SELECT sum(on_hand) / 1000 FROM stock`), on(now, newest); got != want {
			t.Fatalf("at %s, newest file %s: the desk has %d, on the shelf are %d but for what broke since", now, newest, got, want)
		}
	}
}
