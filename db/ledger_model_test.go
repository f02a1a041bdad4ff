package db_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"

	"pgregory.net/rapid"
)

// TestLedgersAgreeWithAModelOfPhysicalUnits has random people do random things
// at a desk on a real file, and keeps beside it an independent account of where
// every unit must be: on the shelf, on a pick list, or gone. Who is allocated
// what is the engine's business; that nothing is lost, made up, promised twice
// or taken away in silence is checked here after every step, with every
// invariant of the file. STEPS and RUNS lengthen it, SEED repeats it.
func TestLedgersAgreeWithAModelOfPhysicalUnits(t *testing.T) {
	for name, value := range map[string]string{"rapid.checks": envOr("RUNS", "6"), "rapid.steps": envOr("STEPS", "30"),
		"rapid.seed": envOr("SEED", "0"), "rapid.shrinktime": "10s", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		m := newDeskModel(t)
		defer m.desk.Close()
		r.Repeat(map[string]func(*rapid.T){
			"": m.agree, "enter": m.enter, "cancel": m.cancel, "allocate": m.allocate, "release": m.release, "hold": m.hold,
			"run": m.run, "adjust": m.adjust, "count": m.count, "receive": m.receive, "pick": m.pick, "unpick": m.unpick,
			"ship": m.ship, "reconcile": m.reconcile, "night": m.night, "priority": m.priority, "promise": m.promise, "again": m.again,
			"transfer": m.transfer, "arrive": m.arrive,
		})
	})
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// deskModel is a desk and the account kept beside it.
type deskModel struct {
	desk   *dbtest.Desk
	onHand map[string]model.Qty // by "sku lot"
	atShop map[string]model.Qty // the same in the second warehouse, where nobody orders
	roads  []onRoad             // between the two
	lines  map[int64]*unitsOf
	lists  map[int64]map[int64]model.Qty // open pick lists: what they hold by line
	passed map[int64]bool                // lines passed over by hand since the last run of their pool
	before map[int64]lineState           // as last read
	loses  bool                          // the last step may take from a line what it had
	calls  []call                        // the last that succeeded
	orders int
	bought int
}

// unitsOf is what must be true of one line.
type unitsOf struct {
	sku                                  string
	ordered, shipped, cancelled, onPicks model.Qty
	held                                 bool
	mode                                 model.ShipMode
	oneLot                               bool
}

func (u *unitsOf) open() model.Qty { return u.ordered - u.shipped - u.cancelled }

type lineState struct {
	ID                                                          int64
	OrderID                                                     int64 `db:"order_id"`
	Ordered, Shipped, Cancelled, Allocated, Picked, Open, Short model.Qty
	Version                                                     int
}

// call is one that can be sent again.
type call struct {
	name   string
	key    *model.RequestKey
	do     func(model.Actor) (any, error)
	answer any
}

var modelSKUs = []string{"A", "B", "LOT"}

func newDeskModel(t *testing.T) *deskModel {
	d := dbtest.New(t, dbtest.Warehouse{Code: "SHOP"}, dbtest.Supplier{Code: "S1"}, dbtest.Customer{Code: "C1"},
		dbtest.Product{SKU: "A", Supplier: "S1"},
		dbtest.Product{SKU: "B", Decimals: 2, Unit: "m2", Units: map[string]string{"pallet": "2.5"}, Supplier: "S1"},
		dbtest.Product{SKU: "LOT", LotTracked: true, Pack: "2", Supplier: "S1"})
	return &deskModel{desk: d, onHand: map[string]model.Qty{}, atShop: map[string]model.Qty{}, lines: map[int64]*unitsOf{}, lists: map[int64]map[int64]model.Qty{},
		passed: map[int64]bool{}, before: map[int64]lineState{}}
}

// send does a call once, and remembers it when it succeeded.
func (m *deskModel) send(r *rapid.T, name string, do func(model.Actor) (any, error)) (answer any, ok bool) {
	m.desk.Sleep(time.Second)
	a := dbtest.Keyed()
	answer, err := do(a)
	switch {
	case err == nil:
		m.calls = append(m.calls, call{name, a.Key, do, answer})
		if len(m.calls) > 3 {
			m.calls = m.calls[1:]
		}
		return answer, true
	case refused(err):
		r.Logf("%s refused: %v", name, err)
		return nil, false
	}
	r.Fatalf("%s: %v", name, err)
	return nil, false
}

// same fails when anything changed since the dump was.
func (m *deskModel) same(r *rapid.T, was, after string) {
	if now := m.desk.Dump(); now != was {
		r.Fatalf("%s changed the file:\n%s", after, dbtest.Difference(was, now))
	}
}

func refused(err error) bool {
	_, conflict := errors.AsType[*model.Conflict](err)
	_, problems := errors.AsType[model.Problems](err)
	return conflict || problems
}

// again sends one of the last calls a second time: the same answer, and not one
// row more.
func (m *deskModel) again(r *rapid.T) {
	if len(m.calls) == 0 {
		r.Skip("nothing was sent yet")
	}
	c := rapid.SampledFrom(m.calls).Draw(r, "call")
	was := m.desk.Dump()
	a := dbtest.Dana()
	a.Key = &model.RequestKey{Scope: c.key.Scope, Key: c.key.Key, Body: c.key.Body}
	answer, err := c.do(a)
	if err != nil || !a.Key.Replayed || !reflect.DeepEqual(answer, c.answer) {
		r.Fatalf("%s again: %v, %v; the first time %v", c.name, answer, err, c.answer)
	}
	m.same(r, was, c.name+" again")
}

func (m *deskModel) enter(r *rapid.T) {
	m.orders++
	e := model.OrderEntry{Number: fmt.Sprintf("SO-%d", m.orders), Customer: "C1", Warehouse: "MAIN", Priority: rapid.IntRange(1, 5).Draw(r, "priority"),
		ShipMode: rapid.SampledFrom([]model.ShipMode{model.AsAvailable, model.AsAvailable, model.LineComplete, model.OrderComplete}).Draw(r, "mode")}
	for range rapid.IntRange(1, 3).Draw(r, "lines") {
		l := model.EntryLine{SKU: rapid.SampledFrom(modelSKUs).Draw(r, "sku"), Qty: model.Units(rapid.Int64Range(1, 9).Draw(r, "qty"))}
		switch l.SKU {
		case "B":
			l.Unit = rapid.SampledFrom([]string{"", "pallet"}).Draw(r, "unit")
			if l.Unit == "" {
				l.Qty = model.Qty(rapid.Int64Range(1, 900).Draw(r, "hundredths") * 10)
			}
		case "LOT":
			l.OneLot = rapid.Bool().Draw(r, "one lot")
		}
		e.Lines = append(e.Lines, l)
	}
	answer, ok := m.send(r, "enter", func(a model.Actor) (any, error) { return m.desk.Store.EnterOrder(context.Background(), a, e) })
	if !ok {
		r.Fatalf("order %+v was refused", e)
	}
	for i, l := range answer.(model.Entered).Lines {
		ordered := e.Lines[i].Qty
		if e.Lines[i].Unit == "pallet" {
			ordered = ordered * 5 / 2
		}
		m.lines[l.LineID] = &unitsOf{sku: l.SKU, ordered: ordered, mode: e.ShipMode, oneLot: e.Lines[i].OneLot}
	}
	m.served(r, answer.(model.Entered).Lines[0].LineID)
}

// served forgets who was passed over in the pools of a line's order.
func (m *deskModel) served(r *rapid.T, line int64) {
	for id := range m.passed {
		if m.lines[id].sku == m.lines[line].sku {
			delete(m.passed, id)
		}
	}
}

// some gives a line that was entered.
func (m *deskModel) some(r *rapid.T) (int64, lineState, *unitsOf) {
	if len(m.lines) == 0 {
		r.Skip("no lines yet")
	}
	ids := make([]int64, 0, len(m.lines))
	for id := range m.lines {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	id := rapid.SampledFrom(ids).Draw(r, "line")
	return id, m.before[id], m.lines[id]
}

func (m *deskModel) cancel(r *rapid.T) {
	id, was, u := m.some(r)
	qty := model.Units(rapid.Int64Range(0, 6).Draw(r, "qty"))
	_, ok := m.send(r, "cancel", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.CancelLine(context.Background(), a, id, was.Version, qty, "changed plans")
	})
	if qty == 0 {
		qty = u.open()
	}
	may := u.open() > 0 && qty <= u.open()-u.onPicks
	if ok != may {
		r.Fatalf("cancel %s of line %d: done %t, may %t (%+v)", qty, id, ok, may, *u)
	}
	if ok {
		u.cancelled += qty
		m.loses = true
		m.served(r, id)
	}
}

func (m *deskModel) allocate(r *rapid.T) {
	id, was, u := m.some(r)
	qty := model.Units(rapid.Int64Range(0, 5).Draw(r, "qty"))
	_, ok := m.send(r, "allocate", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.AllocateLine(context.Background(), a, id, was.Version, qty)
	})
	if ok && (u.held || u.open() == 0 || was.Short == 0) {
		r.Fatalf("line %d got stock by hand and may not have any: %+v", id, *u)
	}
	if ok {
		m.served(r, id)
	}
}

func (m *deskModel) release(r *rapid.T) {
	id, was, _ := m.some(r)
	qty := model.Units(rapid.Int64Range(0, 3).Draw(r, "qty"))
	_, ok := m.send(r, "release", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.ReleaseAllocation(context.Background(), a, id, was.Version, qty, "others need it")
	})
	if ok != (was.Allocated > 0 && qty <= was.Allocated) {
		r.Fatalf("release %s of line %d, which has %s: done %t", qty, id, was.Allocated, ok)
	}
	if ok {
		m.loses = true
		m.served(r, id)
		m.passed[id] = true
	}
}

func (m *deskModel) hold(r *rapid.T) {
	id, was, u := m.some(r)
	_, ok := m.send(r, "hold", func(a model.Actor) (any, error) {
		if u.held {
			return nil, m.desk.Store.ReleaseHold(context.Background(), a, id, was.Version)
		}
		return nil, m.desk.Store.HoldLine(context.Background(), a, id, was.Version, "site not ready")
	})
	if ok != (u.open() > 0) {
		r.Fatalf("hold or release line %d: done %t, open %s", id, ok, u.open())
	}
	if ok {
		if u.held = !u.held; u.held {
			m.served(r, id)
			return
		}
		m.servedOrder(was.OrderID)
	}
}

func (m *deskModel) run(r *rapid.T) {
	req := model.RunRequest{Replan: rapid.Bool().Draw(r, "replan"), DryRun: rapid.Bool().Draw(r, "dry"),
		Rule: rapid.SampledFrom([]model.Rule{model.Ranked, model.MostComplete}).Draw(r, "rule")}
	if req.DryRun {
		was := m.desk.Dump()
		if _, err := m.desk.Store.Allocate(context.Background(), dbtest.Dana(), req); err != nil {
			r.Fatalf("dry run: %v", err)
		}
		m.same(r, was, "a dry run")
		return
	}
	if _, ok := m.send(r, "run", func(a model.Actor) (any, error) { return m.desk.Store.Allocate(context.Background(), a, req) }); !ok {
		r.Fatalf("a run was refused")
	}
	m.loses, m.passed = req.Replan, map[int64]bool{}
	// The same run again has nothing left to change, whatever the rule.
	was := m.desk.Dump()
	if _, err := m.desk.Store.Allocate(context.Background(), dbtest.Dana(), req); err != nil {
		r.Fatalf("the same run again: %v", err)
	}
	m.same(r, was, "the same run again")
}

// shelf draws one stock and gives its name in the account.
func (m *deskModel) shelf(r *rapid.T) (sku, lot, name string) {
	sku = rapid.SampledFrom(modelSKUs).Draw(r, "sku")
	if sku == "LOT" {
		lot = rapid.SampledFrom([]string{"x", "y"}).Draw(r, "lot")
	}
	return sku, lot, sku + " " + lot
}

func cutName(name string) (sku, lot string) {
	sku, lot, _ = strings.Cut(name, " ")
	return sku, lot
}

func (m *deskModel) claimed(sku, lot string) model.Qty {
	return model.Qty(m.desk.ID(`SELECT coalesce(sum(a.allocated + a.picked), 0) FROM allocation a JOIN order_line l ON l.id = a.line_id
		JOIN product p ON p.id = l.product_id WHERE p.sku = ? AND a.lot = ?`, sku, lot))
}

func (m *deskModel) adjust(r *rapid.T) {
	sku, lot, name := m.shelf(r)
	by := model.Units(rapid.Int64Range(-6, 9).Filter(func(n int64) bool { return n != 0 }).Draw(r, "by"))
	free := m.onHand[name] - m.claimed(sku, lot)
	_, ok := m.send(r, "adjust", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.AdjustStock(context.Background(), a, model.Adjustment{SKU: sku, Warehouse: "MAIN", Lot: lot, By: by, Why: "found or lost"})
	})
	if ok != (-by <= free) {
		r.Fatalf("adjust %s by %s with %s free: done %t", name, by, free, ok)
	}
	if ok {
		m.onHand[name] += by
		m.forget(sku)
	}
}

// forget drops who was passed over in a product's pool: it was served anew.
func (m *deskModel) forget(sku string) {
	for id := range m.passed {
		if m.lines[id].sku == sku {
			delete(m.passed, id)
		}
	}
}

func (m *deskModel) count(r *rapid.T) {
	sku, lot, name := m.shelf(r)
	n := model.Units(rapid.Int64Range(0, 15).Draw(r, "counted"))
	claimed := m.claimed(sku, lot)
	answer, ok := m.send(r, "count", func(a model.Actor) (any, error) {
		return m.desk.Store.CountStock(context.Background(), a, model.Count{SKU: sku, Warehouse: "MAIN", Lot: lot, OnHand: n, Why: "cycle count"})
	})
	if !ok {
		r.Fatalf("a count of %s was refused", name)
	}
	switch state := answer.(model.CountResult).State; {
	case state == model.CountBooked && n >= claimed:
		m.onHand[name] = n
		m.forget(sku)
	case state == model.CountSame && n == m.onHand[name], state == model.CountWaiting && n < claimed:
	default:
		r.Fatalf("count %s of %s with %s on hand and %s claimed: %s", n, name, m.onHand[name], claimed, state)
	}
}

func (m *deskModel) receive(r *rapid.T) {
	sku, lot, name := m.shelf(r)
	m.bought++
	number := fmt.Sprintf("PO-%d", m.bought)
	entry := model.PurchaseEntry{Number: number, Supplier: "S1", Warehouse: "MAIN", Lines: []model.PurchaseLine{
		{SKU: sku, Qty: model.Units(rapid.Int64Range(1, 12).Draw(r, "ordered")), ETA: model.DateOf(m.desk.Now()).AddDays(rapid.IntRange(0, 20).Draw(r, "days"))}}}
	if _, ok := m.send(r, "buy", func(a model.Actor) (any, error) {
		return m.desk.Store.CreatePurchaseOrder(context.Background(), a, entry)
	}); !ok {
		r.Fatalf("purchase order %+v was refused", entry)
	}
	m.forget(sku)
	m.agree(r)
	got := model.Receipt{PO: number, Line: 1, Lot: lot, Received: model.Units(rapid.Int64Range(0, 15).Draw(r, "received")),
		Rejected: model.Units(rapid.Int64Range(0, 2).Draw(r, "rejected")), Why: "two were broken"}
	if got.Received+got.Rejected == 0 {
		return // it stays inbound
	}
	if _, ok := m.send(r, "receive", func(a model.Actor) (any, error) { return m.desk.Store.ReceiveStock(context.Background(), a, got) }); !ok {
		r.Fatalf("receipt %+v was refused", got)
	}
	m.onHand[name] += got.Received
}

func (m *deskModel) night(r *rapid.T) {
	m.desk.Sleep(24 * time.Hour)
	if err := m.desk.Store.NewDay(context.Background()); err != nil {
		r.Fatalf("new day: %v", err)
	}
	m.passed = map[int64]bool{}
	was := m.desk.Dump()
	if err := m.desk.Store.NewDay(context.Background()); err != nil {
		r.Fatalf("a second new day: %v", err)
	}
	m.same(r, was, "a second new day")
}

func (m *deskModel) priority(r *rapid.T) {
	_, was, _ := m.some(r)
	priority := rapid.IntRange(1, 5).Draw(r, "priority")
	same := m.desk.ID(`SELECT priority FROM sales_order WHERE id = ?`, was.OrderID) == int64(priority)
	if _, ok := m.send(r, "priority", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.SetPriority(context.Background(), a, was.OrderID, 0, priority, "rush")
	}); !ok {
		r.Fatalf("a priority was refused")
	}
	if !same {
		m.servedOrder(was.OrderID)
	}
}

// servedOrder forgets who was passed over in the pools of an order's open
// lines. The same priority once more, or an order with nothing open, serves
// nobody: who was passed over stays so.
func (m *deskModel) servedOrder(order int64) {
	for id, l := range m.before {
		if l.OrderID == order && m.lines[id].open() > 0 {
			m.forget(m.lines[id].sku)
		}
	}
}

func (m *deskModel) promise(r *rapid.T) {
	id, was, u := m.some(r)
	date := model.DateOf(m.desk.Now()).AddDays(rapid.IntRange(0, 30).Draw(r, "days"))
	_, ok := m.send(r, "promise", func(a model.Actor) (any, error) {
		return nil, m.desk.Store.SetPromise(context.Background(), a, id, was.Version, date, "agreed")
	})
	if ok != (u.open() > 0) {
		r.Fatalf("promise for line %d: done %t, open %s", id, ok, u.open())
	}
}

func (m *deskModel) read(r *rapid.T) map[int64]lineState {
	var rows []lineState
	if err := m.desk.Raw.Select(&rows, `SELECT id, order_id, ordered, shipped, cancelled, allocated, picked, open, short, version FROM order_line`); err != nil {
		r.Fatalf("read lines: %v", err)
	}
	now := make(map[int64]lineState, len(rows))
	for _, l := range rows {
		now[l.ID] = l
	}
	return now
}

// agree compares the file with the account, and the file with its own rules.
func (m *deskModel) agree(r *rapid.T) {
	now := m.read(r)
	if len(now) != len(m.lines) {
		r.Fatalf("%d lines in the file, %d entered", len(now), len(m.lines))
	}
	for id, u := range m.lines {
		l := now[id]
		if l.Ordered != u.ordered || l.Shipped != u.shipped || l.Cancelled != u.cancelled || l.Picked != u.onPicks || l.Open != u.open() {
			r.Fatalf("line %d is %+v, must be %+v", id, l, *u)
		}
		if was, known := m.before[id]; known && !m.loses && l.Allocated+l.Picked+l.Shipped < was.Allocated+was.Picked+was.Shipped {
			r.Fatalf("line %d had %s allocated and has %s: nobody asked for that", id, was.Allocated, l.Allocated)
		}
	}
	m.agreeOnStock(r, now)
	found, err := m.desk.Store.Check(context.Background())
	if err != nil || len(found) > 0 {
		r.Fatalf("check: %v %v", err, found)
	}
	m.before, m.loses = now, false
}

// agreeOnStock compares what is on hand, and finds free stock that a line could
// have: one that ships as available, has no hold and was not passed over.
func (m *deskModel) agreeOnStock(r *rapid.T, now map[int64]lineState) {
	m.agreeOnRoads(r)
	free := map[string]model.Qty{}
	for name, want := range m.onHand {
		sku, lot := cutName(name)
		got := model.Qty(m.desk.ID(`SELECT coalesce(sum(k.on_hand), 0) FROM stock k JOIN product p ON p.id = k.product_id JOIN warehouse w ON w.id = k.warehouse_id
			WHERE p.sku = ? AND k.lot = ? AND w.code = 'MAIN'`, sku, lot))
		if got != want {
			r.Fatalf("%s on hand of %s, must be %s", got, name, want)
		}
		free[sku] += want - m.claimed(sku, lot)
	}
	for id, u := range m.lines {
		if u.mode != model.AsAvailable || u.held || m.passed[id] || u.oneLot || u.sku != "A" {
			continue
		}
		if now[id].Short > 0 && free[u.sku] > 0 {
			r.Fatalf("%s of %s lie free while line %d lacks %s", free[u.sku], u.sku, id, now[id].Short)
		}
	}
}
