package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
)

// said runs one and gives what it said on both outlets.
func said(t *testing.T, exit int, in string, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	got := run(t.Context(), args, &env{in: strings.NewReader(in), out: &out, err: &errs, now: func() time.Time { return dbtest.Now }})
	if got != exit {
		t.Errorf("%v: exit %d, want %d: %s", args, got, exit, errs.String())
	}
	return out.String() + errs.String()
}

const cutOfReceipts = "../../model/lateness/testdata/receipts.csv"

func TestBacktestPromisesOfAFile(t *testing.T) {
	rows := filepath.Join(t.TempDir(), "rows.csv")
	out := said(t, 0, "", "backtest", "promises", "--history", cutOfReceipts, "--rows", rows, "--json")
	var got struct {
		N       int
		Met     struct{ P50, P80, P90 float64 }
		MAE     float64 `json:"mae_p50"`
		Pinball float64 `json:"pinball90"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got.N != 512 || got.Met.P50 != 0.6836 || got.Met.P90 != 0.8516 || got.Pinball != 5.5766 || got.MAE != 14.2715 {
		t.Errorf("figures: %+v", got)
	}
	text, err := os.ReadFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 513 || lines[0] != "supplier,lane,promised,arrived,p50,p80,p90" {
		t.Errorf("%d rows, first %q", len(lines), lines[0])
	}
	if _, err := os.Stat("backfill.db"); err == nil {
		t.Error("a file of receipts needs no database, yet one was made")
	}
}

func TestBacktestPromisesSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		in, says string
		exit     int
		args     []string
	}{
		"a date that is none": {"supplier,lane,promised,arrived\nA,air,2026-02-30,2026-03-01\n", `line 2: promised "2026-02-30"`, 1, nil},
		"no supplier":         {"supplier,promised,arrived\n,2026-02-20,2026-03-01\n", "line 2: supplier is missing", 1, nil},
		"no such column":      {"supplier,promised\nA,2026-02-20\n", "there is no column arrived", 1, nil},
		"an empty file":       {"", "it is empty", 1, nil},
		"a negative ahead":    {"", "--ahead", 2, []string{"--ahead=-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			if out := said(t, c.exit, c.in, append([]string{"backtest", "promises", "--history", "-"}, c.args...)...); !strings.Contains(out, c.says) {
				t.Errorf("said %q, want %q in it", out, c.says)
			}
		})
	}
}

func TestBacktestPromisesOfAnEmptyDesk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	if out := said(t, 0, "", "--db", file, "backtest", "promises"); !strings.Contains(out, "no receipts") {
		t.Errorf("said %q", out)
	}
	if out := said(t, 0, "", "--db", file, "backtest", "promises", "--json"); !strings.Contains(out, `"pinball90": null`) {
		t.Errorf("said %q", out)
	}
}
