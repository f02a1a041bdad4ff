package main

import (
	"encoding/json"
	"strings"
	"testing"

	"backfill/db/dbtest"
)

func TestAvailabilityPrintsPartsSourcesAndSubstitutes(t *testing.T) {
	d := shortDesk(t)
	d.Add(dbtest.Warehouse{Code: "NORTH"}, dbtest.Product{SKU: "B"}, dbtest.Stock{SKU: "B", Qty: "30"},
		dbtest.Stock{SKU: "A", Warehouse: "NORTH", Qty: "4"})
	d.Exec(`INSERT INTO substitute(product_id, substitute_id, kind, ratio) SELECT a.id, b.id, 'equivalent', 2000 FROM product a, product b WHERE a.sku = 'A' AND b.sku = 'B'`)
	runCLI(t, "allocate", "--db", d.File)
	exit, out, errs := runCLI(t, "availability", "--db", d.File, "--sku", "A", "--quantity", "5", "--warehouse", "MAIN", "--need-by", "2026-11-26", "--json")
	if exit != 0 {
		t.Fatalf("exit %d: %s", exit, errs)
	}
	var got jsonAvailability
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	want := `{"sku":"A","warehouse":"MAIN","unit":"pc","quantity":"5","available":"0","from_stock":"0",` +
		`"parts":[{"quantity":"5","date":"2026-12-01","ready":"2026-12-01","source":"PO-9/1","confidence":"confirmed"}],"complete":"2026-12-01","late":true,` +
		`"substitutes":[{"sku":"B","name":"Product B","kind":"equivalent","ratio":"2","available":"30","covers":true}],` +
		`"elsewhere":[{"warehouse":"NORTH","available":"4","complete":"2026-12-08"}]}`
	if again, _ := json.Marshal(got); string(again) != want {
		t.Errorf("got\n%s\nwant\n%s", again, want)
	}
	exit, out, errs = runCLI(t, "availability", "--db", d.File, "--sku", "A", "--quantity", "3")
	if exit != 0 || !strings.Contains(out, "3 of A from NORTH: 3 now, all on 2026-11-24.") {
		t.Errorf("without a warehouse: exit %d, %s%s", exit, out, errs)
	}
}

func TestAvailabilitySaysWhatIsWrong(t *testing.T) {
	d := shortDesk(t)
	for _, c := range []struct {
		args string
		exit int
		says string
	}{
		{"--sku NIX --quantity 1", 1, "There is no product NIX."},
		{"--sku A --quantity 1 --warehouse NIX", 1, "There is no warehouse NIX."},
		{"--sku A --quantity 1.5", 1, "whole"},
		{"--sku A --quantity some", 2, "not a number"},
		{"--sku A --quantity 1 --need-by soon", 2, "2026-11-24"},
		{"--sku A", 2, "--quantity"},
	} {
		exit, out, errs := runCLI(t, append(strings.Fields("availability --db "+d.File), strings.Fields(c.args)...)...)
		if exit != c.exit || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit %d, want %d; %q does not say %q", c.args, exit, c.exit, errs, c.says)
		}
	}
}
