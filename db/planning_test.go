package db_test

import (
	"fmt"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"
)

// crowdToPlan is a desk of some hundred products whose settings have changed.
func crowdToPlan(t testing.TB, lines int) *dbtest.Desk {
	t.Helper()
	d := dbtest.New(t, dbtest.Crowd{Lines: lines, Products: lines / 20})
	d.Broken = true // the crowd is planted without its ledgers
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), model.SettingsChange{Wanted: map[string]string{"dock_days": "4", "unconfirmed_days": "30"}}); err != nil {
		t.Fatal(err)
	}
	return d
}

// decided is what a run over everything would have done.
const decided = `SELECT (SELECT group_concat(line_id || status || coalesce(eta, '') || coalesce(promise, ''), ' ') FROM (SELECT * FROM board ORDER BY line_id)) AS board,
	(SELECT group_concat(line_id || '/' || part || date || qty, ' ') FROM (SELECT * FROM peg ORDER BY line_id, part)) AS pegs`

// said is the one row of a query as text.
func said(d *dbtest.Desk, query string) string {
	d.Helper()
	row := map[string]any{}
	if err := d.Raw.QueryRowx(query).MapScan(row); err != nil {
		d.Fatal(err)
	}
	return fmt.Sprint(row)
}

// A desk that is killed between two steps goes on where it was, and comes to the
// same as one that did it all.
func TestPlanningGoesOnAfterAKill(t *testing.T) {
	db.PlanInSteps(t, 100)
	whole := crowdToPlan(t, 900)
	must(t, whole.Store.PlanAnew(t.Context()))
	want := said(whole, decided)

	d := crowdToPlan(t, 900)
	if said(d, decided) == want {
		t.Fatal("the settings change nothing: this test would see nothing")
	}
	for range 3 {
		must(t, d.Store.PlanSome(t.Context()))
	}
	half, err := d.Store.PlanningState(t.Context())
	if err != nil || !half.Running() || half.Looked < 300 || half.Looked > 600 || half.Total != 900 || half.AskedBy != "dana@test" {
		t.Errorf("after three steps: %+v, %v", half, err)
	}
	again, err := db.Open(t.Context(), d.File, d.Now) // as after kill -9: nothing but the file is left
	must(t, err)
	must(t, d.Store.Close())
	d.Store = again
	must(t, d.Store.PlanAnew(t.Context()))
	if said(d, decided) != want {
		t.Error("in two goes it came to something else than in one")
	}
	end, err := d.Store.PlanningState(t.Context())
	if err != nil || end.Running() || end.Looked != 900 || end.EndedAt.IsZero() {
		t.Errorf("at the end: %+v, %v", end, err)
	}
	runs := said(d, `SELECT count(*) FROM allocation_run`)
	must(t, d.Store.PlanAnew(t.Context()))
	if said(d, `SELECT count(*) FROM allocation_run`) != runs {
		t.Error("done already, it ran again")
	}
}

// Another change while it goes on begins it again.
func TestPlanningBeginsAgainWithAnotherChange(t *testing.T) {
	db.PlanInSteps(t, 100)
	d := crowdToPlan(t, 300)
	must(t, d.Store.PlanSome(t.Context()))
	if _, err := d.Store.ChangeSettings(t.Context(), dbtest.Dana(), model.SettingsChange{Wanted: map[string]string{"pick_days": "1"}}); err != nil {
		t.Fatal(err)
	}
	if state, err := d.Store.PlanningState(t.Context()); err != nil || state.Looked != 0 || !state.Running() {
		t.Errorf("after another change: %+v, %v", state, err)
	}
}

// Who saves while the lines are planned waits no longer than any write may.
func TestOthersSaveWhileLinesArePlanned(t *testing.T) {
	d := crowdToPlan(t, 6_000)
	planned := make(chan error, 1)
	go func() { planned <- d.Store.PlanAnew(t.Context()) }()
	for n := 0; ; n++ {
		select {
		case err := <-planned:
			must(t, err)
			if n < 3 {
				t.Errorf("only %d orders were entered meanwhile", n)
			}
			return
		default:
		}
		begun := time.Now()
		_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), dbtest.Order{Customer: "C1", Lines: []dbtest.Line{{SKU: "P7", Qty: "1"}}}.Entry())
		if took := time.Since(begun); err != nil || took > 4*time.Second {
			t.Fatalf("order %d took %s: %v", n, took, err)
		}
	}
}

func TestAPreviewSaysOfHowManyLinesItIs(t *testing.T) {
	db.PreviewLines(t, 200)
	d := crowdToPlan(t, 900)
	p, err := d.Store.PreviewSettings(t.Context(), model.SettingsChange{Wanted: map[string]string{"dock_days": "9", "unconfirmed_days": "1"}})
	if err != nil || p.Of != 900 || p.Lines < 200 || p.Lines > 300 || p.Late == 0 {
		t.Errorf("it looked at %d of %d lines, %d late: %v", p.Lines, p.Of, p.Late, err)
	}
}

// BenchmarkSettings100k times what a person waits for: the look, and the save.
func BenchmarkSettings100k(b *testing.B) {
	d := crowdToPlan(b, 100_000)
	change := model.SettingsChange{Wanted: map[string]string{"dock_days": "2"}}
	for b.Loop() {
		begun := time.Now()
		if _, err := d.Store.PreviewSettings(b.Context(), change); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "s-look")
		begun = time.Now()
		if _, err := d.Store.ChangeSettings(b.Context(), dbtest.Dana(), change); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "s-save")
		begun = time.Now()
		if err := d.Store.PlanSome(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "s-step")
		begun = time.Now()
		if err := d.Store.PlanAnew(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "s-all")
	}
}
