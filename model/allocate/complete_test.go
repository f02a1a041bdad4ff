package allocate

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"backfill/model"

	"pgregory.net/rapid"
)

// The instances are made from Northwind; testdata/README.md says how and under
// which licence. Their optima were proven by an exact integer solver.
func TestMostCompleteReachesTheProvenOptimum(t *testing.T) {
	for name, want := range map[string]tally{"nw21": {28, 12, 7}, "nw88": {57, 24, 28}} {
		s := northwind(t, name)
		p := Decide(s)
		if err := judge(s, p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := completeLines(s, p); got != want || !p.Proven {
			t.Errorf("%s: %v complete by priority, proven %v; the optimum is %v", name, got, p.Proven, want)
		}
	}
}

func northwind(t testing.TB, name string) Snapshot {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var in struct {
		Stock []struct {
			SKU    string
			OnHand int64 `json:"on_hand"`
		}
		Orders []struct {
			ID     string
			Tier   int
			Policy string
			Lines  []struct {
				Line int
				SKU  string
				Qty  int64
			}
		}
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		t.Fatal(err)
	}
	s := Snapshot{Today: model.NewDate(1998, 5, 7), Rule: model.MostComplete, Policy: Settings{HorizonDays: -1}}
	product := map[string]int64{}
	for i, st := range in.Stock {
		product[st.SKU] = int64(i + 1)
		s.Pools = append(s.Pools, Pool{ProductID: int64(i + 1), WarehouseID: 1, SKU: st.SKU,
			Lots: []Lot{{OnHand: model.Units(st.OnHand), Free: model.Units(st.OnHand)}}})
	}
	mode := map[string]model.ShipMode{"SC": model.OrderComplete, "CL": model.LineComplete, "PA": model.AsAvailable}
	for i, o := range in.Orders {
		s.Orders = append(s.Orders, Order{ID: int64(i + 1), ShipMode: mode[o.Policy]})
		for _, l := range o.Lines {
			s.Lines = append(s.Lines, Line{ID: int64(len(s.Lines) + 1), OrderID: int64(i + 1), OrderNumber: o.ID, LineNo: l.Line,
				ProductID: product[l.SKU], WarehouseID: 1, Open: model.Units(l.Qty), Priority: o.Tier, Policy: model.Normal})
		}
	}
	return s
}

func completeLines(s Snapshot, p Plan) (t tally) {
	for _, r := range p.Lines {
		if r.Backorder == 0 {
			t[s.Lines[r.Line].Priority-1]++
		}
	}
	return t
}

// scarceDesk is an instance of n lines in the shape of Northwind: about three
// lines an order, a quarter of the orders complete or not at all, a quarter by
// line, three priorities, popular products, stock for cover percent of demand.
func scarceDesk(n, products, cover int, seed uint64) Snapshot {
	r := rand.New(rand.NewPCG(seed, 1))
	s := Snapshot{Today: model.NewDate(2026, 11, 2), Rule: model.MostComplete, Policy: Settings{HorizonDays: -1}}
	demand := make([]int64, products)
	modes := []model.ShipMode{model.OrderComplete, model.LineComplete, model.AsAvailable, model.AsAvailable}
	for len(s.Lines) < n {
		o := Order{ID: int64(len(s.Orders) + 1), ShipMode: modes[r.IntN(4)]}
		s.Orders = append(s.Orders, o)
		priority := []int{1, 1, 2, 2, 2, 3, 3, 3, 3, 3}[r.IntN(10)]
		for k := range 1 + r.IntN(5) {
			p := int(float64(products) * r.Float64() * r.Float64())
			q := []int64{2, 5, 6, 10, 12, 15, 20, 20, 25, 30, 40, 50, 70, 100}[r.IntN(14)]
			demand[p] += q
			s.Lines = append(s.Lines, Line{ID: int64(len(s.Lines) + 1), OrderID: o.ID, LineNo: k + 1, ProductID: int64(p + 1), WarehouseID: 1,
				Open: model.Units(q), Priority: priority, Policy: model.Normal})
		}
	}
	for p := range products {
		q := model.Units(demand[p] * int64(cover) / 100 * int64(50+r.IntN(100)) / 100)
		s.Pools = append(s.Pools, Pool{ProductID: int64(p + 1), WarehouseID: 1, Lots: []Lot{{OnHand: q, Free: q}}})
	}
	return s
}

func TestMostCompleteIsNeverBelowRanked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t, shape{})
		s.Policy.Rank.Lifts = nil
		s.Rule = model.Ranked
		ranked := completeLines(s, Decide(s))
		s.Rule = model.MostComplete
		if got := completeLines(s, Decide(s)); got.compare(ranked) < 0 {
			t.Fatalf("most_complete %v, ranked %v", got, ranked)
		}
	})
}

// Proven means proven: no set of whole orders, tried one by one, completes more.
func TestProvenAgainstEverySetOfOrders(t *testing.T) {
	proven := 0
	for seed := range uint64(300) {
		s := scarceDesk(25, 6, 30+int(seed%60), seed)
		p := Decide(s)
		if err := judge(s, p); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if p.Proven {
			proven++
		}
		if got, want := completeLines(s, p), bestByTrial(s); got != want {
			t.Errorf("seed %d: %v (proven %v), by trial %v", seed, got, p.Proven, want)
		}
	}
	if proven < 300 {
		t.Errorf("%d of 300 small instances proven", proven)
	}
}

// bestByTrial serves every subset of the whole orders in turn and fills up with
// the smallest lines, priority by priority.
func bestByTrial(s Snapshot) (best tally) {
	var whole []int64
	for _, o := range s.Orders {
		if o.ShipMode == model.OrderComplete {
			whole = append(whole, o.ID)
		}
	}
	for subset := range 1 << len(whole) {
		serve := map[int64]bool{}
		for i, id := range whole {
			serve[id] = subset>>i&1 == 1
		}
		if got, ok := trial(s, serve); ok && got.compare(best) > 0 {
			best = got
		}
	}
	return best
}

func trial(s Snapshot, serve map[int64]bool) (t tally, possible bool) {
	left := map[int64]model.Qty{}
	for _, p := range s.Pools {
		left[p.ProductID] = p.Lots[0].Free
	}
	for _, l := range s.Lines {
		if serve[l.OrderID] {
			if left[l.ProductID] -= l.Open; left[l.ProductID] < 0 {
				return t, false
			}
			t[l.Priority-1]++
		}
	}
	for priority := 1; priority <= 5; priority++ {
		for size := model.Qty(0); size <= model.Units(100); size += 1000 {
			for _, l := range s.Lines {
				_, whole := serve[l.OrderID]
				if !whole && l.Priority == priority && l.Open == size && left[l.ProductID] >= size {
					left[l.ProductID] -= size
					t[l.Priority-1]++
				}
			}
		}
	}
	return t, true
}
