package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
)

// runCLI runs one command as the shell would, at the hour of a test's desk.
func runCLI(t *testing.T, args ...string) (exit int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	exit = run(t.Context(), args, &env{in: strings.NewReader(""), out: &o, err: &e, now: func() time.Time { return dbtest.Now }})
	return exit, o.String(), e.String()
}

// shortDesk has two orders for 10 of A with 12 on hand that no run has handed
// out yet, and a purchase order that covers the rest.
func shortDesk(t *testing.T) *dbtest.Desk {
	return dbtest.New(t,
		dbtest.Customer{Code: "C1"}, dbtest.Supplier{Code: "S1"}, dbtest.Product{SKU: "A", Supplier: "S1"},
		dbtest.PO{Number: "PO-9", Supplier: "S1", SKU: "A", Qty: "50", ETA: dbtest.Today.AddDays(7), Confidence: "confirmed"},
		dbtest.Order{Number: "SO-1", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}},
		dbtest.Order{Number: "SO-2", Customer: "C1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}},
		dbtest.Stock{SKU: "A", Qty: "12"})
}

func TestAllocatePrintsTheRunAsTheContractHasIt(t *testing.T) {
	d := shortDesk(t)
	exit, out, errs := runCLI(t, "allocate", "--db", d.File, "--json")
	if exit != 0 {
		t.Fatalf("exit %d: %s", exit, errs)
	}
	var run struct {
		Run                int
		State, Rule, As_of string
		Lines              []struct {
			Order                            string
			Line, Rank                       int
			SKU, Warehouse, Policy           string
			Open, Before, After, Backordered string
			Promise                          []struct{ Quantity, Date, Source, Confidence string }
			Limit, Why                       string
		}
		Totals map[string]any
	}
	if err := json.Unmarshal([]byte(out), &run); err != nil {
		t.Fatal(err)
	}
	if run.State != "applied" || run.Rule != "ranked" || run.As_of != "2026-11-24T08:00:00Z" || run.Run == 0 || len(run.Lines) != 2 {
		t.Fatalf("got %+v", run)
	}
	l := run.Lines[1]
	if l.Order != "SO-2" || l.Line != 1 || l.Rank != 2 || l.SKU != "A" || l.Warehouse != "MAIN" || l.Policy != "normal" ||
		l.Open != "10" || l.Before != "0" || l.After != "2" || l.Backordered != "8" || l.Limit != "free_stock" || !strings.Contains(l.Why, "8") {
		t.Errorf("line %+v", l)
	}
	if len(l.Promise) != 1 || l.Promise[0].Quantity != "8" || l.Promise[0].Date != "2026-12-01" || l.Promise[0].Source != "PO-9/1" || l.Promise[0].Confidence != "confirmed" {
		t.Errorf("promise %+v", l.Promise)
	}
	if run.Totals["units_after"] != "12" || run.Totals["lines"] != 2.0 || run.Totals["lines_complete"] != 1.0 || run.Totals["lines_losing"] != 0.0 {
		t.Errorf("totals %v", run.Totals)
	}
}

func TestASecondIdenticalRunWritesNothing(t *testing.T) {
	d := shortDesk(t)
	runCLI(t, "allocate", "--db", d.File)
	before := d.Fingerprint()
	if exit, out, errs := runCLI(t, "allocate", "--db", d.File); exit != 0 || !strings.Contains(out, "Nothing had to change") {
		t.Errorf("exit %d, %s%s", exit, out, errs)
	}
	if d.Fingerprint() != before {
		t.Error("the second run changed the file")
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	d := shortDesk(t)
	before := d.Fingerprint()
	exit, out, errs := runCLI(t, "allocate", "--db", d.File, "--dry-run", "--json")
	if exit != 0 || !strings.Contains(out, `"after": "2"`) || !strings.Contains(out, `"state": "draft"`) {
		t.Errorf("exit %d, %s%s", exit, out, errs)
	}
	if d.Fingerprint() != before {
		t.Error("the dry run changed the file")
	}
}

func TestWrongUsageAndUnknownCodesAreTold(t *testing.T) {
	d := shortDesk(t)
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"--scope", "colour=red"}, 2, "sku=…"},
		{[]string{"--rule", "fair"}, 2, "rule"},
		{[]string{"--scope", "sku=NONE"}, 1, "no product NONE"},
		{[]string{"--scope", "order=SO-99"}, 1, "no order SO-99"},
	} {
		exit, out, errs := runCLI(t, append([]string{"allocate", "--db", d.File}, c.args...)...)
		if exit != c.exit || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit %d, want %d: %q does not say %q (%s)", c.args, exit, c.exit, errs, c.says, out)
		}
	}
}

func TestCheckTellsWhatIsBroken(t *testing.T) {
	d := shortDesk(t)
	d.Broken = true
	if exit, out, errs := runCLI(t, "check", "--db", d.File); exit != 0 || !strings.HasPrefix(out, "ok") {
		t.Fatalf("a sound file: exit %d, %s%s", exit, out, errs)
	}
	d.Exec(`UPDATE order_line SET was_short = 1 - was_short`)
	exit, out, _ := runCLI(t, "check", "--db", d.File)
	if exit != 1 || !strings.Contains(out, "board equals ledgers: line 1 of SO-1") {
		t.Errorf("a broken file: exit %d, %s", exit, out)
	}
}
