package model

import "testing"

func TestGTIN(t *testing.T) {
	for code, want := range map[string]bool{
		"4006381333931": true, "4006381333930": false, "96385074": true, "96385075": false, "036000291452": true, "10012345678902": true,
		"": false, "123": false, "400638133393X": false,
	} {
		if got := ValidGTIN(code); got != want {
			t.Errorf("%q: got %t, want %t", code, got, want)
		}
	}
	if got := GTINProblem("4006381333930"); got != "The check digit of this GTIN is wrong: it would end in 1. Compare it with the label." {
		t.Errorf("got %q", got)
	}
}

func TestProductEditSaysEverythingAtOnce(t *testing.T) {
	bad := ProductEdit{SKU: "New", Decimals: 4, Price: -1, Weight: -1, GTIN: "12", LeadTimeDays: -2, Pack: 1, Backorder: "never"}
	p, _ := bad.Check().(Problems)
	for _, field := range []string{"sku", "name", "unit", "decimals", "price", "weight", "gtin", "lead_time", "backorder"} {
		if p[field] == "" {
			t.Errorf("nothing is said of %s: %v", field, p)
		}
	}
	good := ProductEdit{SKU: "A", Name: "A", Unit: "m2", Decimals: 1, LeadTimeDays: SupplierLeadTime, Pack: 12_500, Backorder: LimitBackorder, BackorderLimit: 100}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	good.Decimals = 0
	if p, _ := good.Check().(Problems); p["pack"] == "" || p["backorder_limit"] == "" {
		t.Errorf("half a unit fits a product without decimals: %v", p)
	}
}

func TestUnitAndSubstituteEdits(t *testing.T) {
	if p, _ := (UnitEdit{}).Check().(Problems); p["unit_name"] == "" || p["unit_ratio"] == "" {
		t.Errorf("got %v", p)
	}
	if p, _ := (SubstituteEdit{Kind: "other"}).Check().(Problems); p["substitute"] == "" || p["kind"] == "" || p["ratio"] == "" {
		t.Errorf("got %v", p)
	}
}
