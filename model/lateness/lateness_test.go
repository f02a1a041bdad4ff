package lateness

import (
	"encoding/csv"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"backfill/model"
)

func day(d int) model.Date { return model.NewDate(2026, 1, 1).AddDays(d) }

// steady are receipts of one supplier, one every day, late by the slips in turn.
func steady(supplier, lane string, n int, slips ...int) []Receipt {
	var all []Receipt
	for i := range n {
		promised := day(i)
		all = append(all, Receipt{Supplier: supplier, Lane: lane, Promised: promised, Arrived: promised.AddDays(slips[i%len(slips)])})
	}
	return all
}

func by(t *testing.T, s model.Slips, level model.Level, from int) int {
	t.Helper()
	days, known := s.By(level, from)
	if !known {
		t.Fatalf("nothing known at %s from %d of %v", level, from, s.Points)
	}
	return days
}

const always = -farthest

func TestASupplierThatIsAlwaysLateIsExpectedLate(t *testing.T) {
	all := append(steady("late", "sea", 200, 7), steady("punctual", "air", 200, 0)...)
	k := Learn(all, 30, day(200))
	if got := by(t, k.Slips("late", "sea", ""), model.P80, always); got != 7 {
		t.Errorf("late: P80 is %d days, want 7", got)
	}
	if got := by(t, k.Slips("punctual", "air", ""), model.P90, always); got != 0 {
		t.Errorf("punctual: P90 is %d days, want 0", got)
	}
	unknown := k.Slips("never heard of", "", "")
	if got := by(t, unknown, model.P90, always); got != 7 {
		t.Errorf("a new supplier: P90 is %d days, want the 7 that half of all are late", got)
	}
	if g := k.Groupings(); g[0].Name == "all receipts" || g[0].Name == "as promised" {
		t.Errorf("the groupings by what tells the suppliers apart should weigh most: %v", g)
	}
}

func TestFewReceiptsLeanOnTheLargerGroup(t *testing.T) {
	many := steady("steady", "", 300, 0, 0, 0, 0, 5)
	once := []Receipt{{Supplier: "seldom", Promised: day(270), Arrived: day(290)}}
	k := Learn(append(many, once...), 30, day(300))
	if got := by(t, k.Slips("seldom", "", ""), model.P50, always); got != 0 {
		t.Errorf("one receipt of 20 days makes the even date %d days late, want 0 as of all others", got)
	}
	if got := by(t, k.Slips("seldom", "", ""), model.P90, always); got < 5 {
		t.Errorf("P90 of a supplier that was very late once is %d days", got)
	}
}

func TestWhatCameLaterIsNotKnown(t *testing.T) {
	all := steady("s", "l", 100, 3)
	before := Learn(all, 30, day(60)).Slips("s", "l", "")
	for i := range all {
		if all[i].Arrived > day(60) {
			all[i].Arrived = all[i].Arrived.AddDays(40)
		}
	}
	if after := Learn(all, 30, day(60)).Slips("s", "l", ""); !slices.Equal(before.Points, after.Points) || before.Receipts != after.Receipts {
		t.Errorf("what came after the day changed what was known on it: %v, %v", before, after)
	}
}

func TestTheOrderOfReceiptsChangesNothing(t *testing.T) {
	all := read(t, "testdata/receipts.csv")[:400]
	turned := slices.Clone(all)
	slices.Reverse(turned)
	a, b := Learn(all, 30, day(0)), Learn(turned, 30, day(0))
	for _, p := range a.Pairs() {
		x, y := a.Slips(p.Supplier, p.Lane, ""), b.Slips(p.Supplier, p.Lane, "")
		if len(x.Points) != len(y.Points) {
			t.Errorf("%s on %s: %d and %d points", p.Supplier, p.Lane, len(x.Points), len(y.Points))
		}
		for _, level := range model.Levels {
			if m, n := by(t, x, level, always), by(t, y, level, always); m != n {
				t.Errorf("%s on %s at %s: %d and %d", p.Supplier, p.Lane, level, m, n)
			}
		}
	}
}

func TestUnderEightReceiptsNothingIsMeasured(t *testing.T) {
	for n, want := range map[int]bool{0: false, model.FewReceipts - 1: false, model.FewReceipts: true} {
		if got := Learn(steady("s", "", n, 4), 30, day(99)).Slips("s", "", "").Measured(); got != want {
			t.Errorf("%d receipts: measured %t, want %t", n, got, want)
		}
	}
	for i, j := range BackTest(steady("s", "", 20, 4), 30) {
		if j.Dates[2] != j.Promised {
			t.Errorf("row %d: nothing had arrived 30 days ahead, yet it is dated %s, promised %s", i, j.Dates[2], j.Promised)
		}
	}
}

// TestMoreLatenessIsNeverPromisedEarlier delays receipts that were late, every
// time by the same; the dates must not become earlier. SEED=n repeats a run.
func TestMoreLatenessIsNeverPromisedEarlier(t *testing.T) {
	seed := int64(1)
	if s, err := strconv.ParseInt(os.Getenv("SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("SEED=%d", seed)
	r := rand.New(rand.NewSource(seed))
	for range 60 {
		var all []Receipt
		for i := range 40 + r.Intn(200) {
			promised := day(i)
			all = append(all, Receipt{Supplier: string(rune('a' + r.Intn(3))), Lane: "l",
				Promised: promised, Arrived: promised.AddDays(max(0, r.Intn(30)-15))})
		}
		on := day(400)
		before := Learn(all, 30, on).Slips("a", "l", "")
		// The slips are moved, not the days of arrival: these decide how much a
		// receipt weighs.
		later := slices.Clone(all)
		by := 1 + r.Intn(10)
		for i := range later {
			later[i].Promised = later[i].Promised.AddDays(-by)
		}
		after := Learn(later, 30, on).Slips("a", "l", "")
		for _, level := range model.Levels {
			x, _ := before.By(level, always)
			if y, known := after.By(level, always); !known || y < x {
				t.Fatalf("%d days later each, at %s: %d days, before %d", by, level, y, x)
			}
		}
	}
}

func read(t testing.TB, file string) []Receipt {
	t.Helper()
	f, err := os.Open(filepath.FromSlash(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []Receipt
	for _, row := range rows[1:] {
		promised, err := model.ParseDate(row[2])
		if err != nil {
			t.Fatal(err)
		}
		arrived, err := model.ParseDate(row[3])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Receipt{Supplier: row[0], Lane: row[1], Promised: promised, Arrived: arrived})
	}
	return all
}

// figures are a score as people compare it.
func figures(s Score) string {
	n := float64(s.N)
	return fmt.Sprintf("n %d, met %.1f %.1f %.1f, missed %.2f, pinball %.3f, as promised %.3f", s.N,
		100*float64(s.Met[0])/n, 100*float64(s.Met[1])/n, 100*float64(s.Met[2])/n,
		float64(s.MissedDays)/n, float64(s.Pinball90)/10/n, float64(s.AsPromised)/10/n)
}

func TestBackTestOfACut(t *testing.T) {
	all := read(t, "testdata/receipts.csv")
	for ahead, want := range map[int]string{
		14: "n 512, met 68.4 75.8 84.2, missed 14.27, pinball 5.486, as promised 9.065",
		30: "n 512, met 68.4 72.1 85.2, missed 14.27, pinball 5.577, as promised 9.065",
		60: "n 512, met 68.4 70.1 78.1, missed 14.27, pinball 6.099, as promised 9.065",
	} {
		if got := figures(ScoreOf(BackTest(all, ahead))); got != want {
			t.Errorf("%d days ahead: %s, want %s", ahead, got, want)
		}
	}
}

// TestStressBackTestOfTheWholeHistory reads scms/receipts.csv of the folder that
// BACKFILL_DATA names; make stress sets it. Without it the cut above has to do.
func TestStressBackTestOfTheWholeHistory(t *testing.T) {
	folder := os.Getenv("BACKFILL_DATA")
	if folder == "" {
		t.Log("BACKFILL_DATA is not set: the cut in testdata has to do")
		return
	}
	s := ScoreOf(BackTest(read(t, folder+"/scms/receipts.csv"), 30))
	t.Log(figures(s))
	if s.Pinball90*1000 >= 29410*s.N {
		t.Errorf("the loss at P90 is not below that of the promise as given, 2.941")
	}
	if met := s.Met[2] * 1000 / s.N; met < 880 || met > 920 {
		t.Errorf("%d of 1000 met P90, want 880 to 920", met)
	}
}

func BenchmarkLearn(b *testing.B) {
	cut := read(b, "testdata/receipts.csv")
	all := make([]Receipt, 0, 100_000)
	for i := 0; len(all) < cap(all); i++ {
		r := cut[i%len(cut)]
		r.Supplier += strconv.Itoa(i % 50)
		all = append(all, r)
	}
	for b.Loop() {
		Learn(all, 30, day(0))
	}
}
