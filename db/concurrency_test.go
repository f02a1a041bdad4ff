package db_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// TestEverybodyAtOnce has six people receive, enter, allocate, cancel, count,
// pick and ship the same two products at the same time. Refusals are fine;
// anything else is not, and every invariant holds when they go home.
func TestEverybodyAtOnce(t *testing.T) {
	seed := uint64(20261124)
	if s := os.Getenv("SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		must(t, err)
		seed = n
	}
	t.Logf("SEED=%d", seed)
	d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "20"}, dbtest.Stock{SKU: "ASH", Qty: "20"})
	for i := range 8 {
		sku := []string{"OAK", "ASH"}[i%2]
		d.Add(order(fmt.Sprintf("SO-%d", i), sku, "9", ""),
			dbtest.PO{Number: fmt.Sprintf("PO-%d", i), Supplier: "SAW", SKU: sku, Qty: "30", ETA: day(i)})
	}
	var crew sync.WaitGroup
	for who := range 6 {
		crew.Go(func() {
			p := person{d, rand.New(rand.NewPCG(seed, uint64(who))), who}
			for n := range 40 {
				if err := p.act(n); err != nil && !refusal(err) {
					t.Errorf("person %d, action %d: %v", who, n, err)
				}
			}
		})
	}
	crew.Wait()
	d.Check()
	for what, table := range map[string]string{"received": "receipt", "shipped": "shipment", "counted": "stock_count", "picked": "pick_list"} {
		if d.ID("SELECT count(*) FROM "+table) == 0 {
			t.Errorf("nobody %s anything", what)
		}
	}
	if n := d.ID(`SELECT count(*) FROM stock WHERE on_hand < allocated + picked`); n > 0 {
		t.Errorf("%d stocks are claimed beyond what is on hand", n)
	}
}

func refusal(err error) bool {
	_, conflict := errors.AsType[*model.Conflict](err)
	_, problems := errors.AsType[model.Problems](err)
	return conflict || problems || errors.Is(err, model.ErrNotFound)
}

// person is one of several at the desk.
type person struct {
	d   *dbtest.Desk
	r   *rand.Rand
	who int
}

// some gives the id of a random row, 0 when there is none.
func (p person) some(query string) int64 {
	var ids []int64
	if err := p.d.Raw.Select(&ids, query); err != nil {
		p.d.Errorf("%s: %v", query, err)
	}
	if len(ids) == 0 {
		return 0
	}
	return ids[p.r.IntN(len(ids))]
}

func (p person) act(n int) error {
	ctx, a, s := context.Background(), dbtest.Keyed(), p.d.Store
	sku := []string{"OAK", "ASH"}[p.r.IntN(2)]
	few := model.Units(1 + p.r.Int64N(6))
	line := p.some(`SELECT id FROM order_line WHERE open > 0`)
	version := 0
	if line > 0 {
		version = int(p.d.ID(`SELECT version FROM order_line WHERE id = ?`, line))
	}
	switch p.r.IntN(9) {
	case 0:
		_, err := s.ReceiveStock(ctx, a, model.Receipt{POLine: p.some(`SELECT id FROM po_line WHERE open > 0`), Received: few, Rejected: few / 3000 * 1000, Why: "wet"})
		return err
	case 1:
		_, err := s.EnterOrder(ctx, a, order(fmt.Sprintf("N-%d-%d", p.who, n), sku, few.String(), "").Entry())
		return err
	case 2:
		return s.AllocateLine(ctx, a, line, version, 0)
	case 3:
		return s.ReleaseAllocation(ctx, a, line, version, 0, "another needs it")
	case 4:
		return s.CancelLine(ctx, a, line, version, few, "not wanted")
	case 5:
		_, err := s.CountStock(ctx, a, count(sku, p.d.ID(`SELECT coalesce(sum(on_hand), 0) / 1000 FROM stock s JOIN product p ON p.id = s.product_id WHERE p.sku = ?`, sku)+p.r.Int64N(3)-1, model.Time{}))
		return err
	case 6:
		_, err := s.ReleaseToPick(ctx, a, line, version)
		return err
	case 7:
		return s.Unpick(ctx, a, p.some(`SELECT id FROM pick_list`), 0, "later")
	}
	_, err := s.ShipPickList(ctx, a, p.some(`SELECT id FROM pick_list`))
	return err
}
