package demo

import (
	"encoding/csv"
	"reflect"
	"strings"
	"testing"

	"backfill/model"
)

var today = model.NewDate(2026, 11, 24)

func TestTheSameSeedMakesTheSameCompany(t *testing.T) {
	if a, b := Make(7, today), Make(7, today); !reflect.DeepEqual(a, b) {
		t.Error("two companies from one seed differ")
	}
	if a, b := Make(7, today), Make(8, today); reflect.DeepEqual(a, b) {
		t.Error("another seed made the same company")
	}
}

func TestTheCompanyIsAsLargeAsItSays(t *testing.T) {
	c := Make(1, today)
	rows := map[string]int{}
	for _, f := range c.Files {
		all, err := csv.NewReader(strings.NewReader(f.CSV)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", f.Kind, err)
		}
		rows[f.Kind] += len(all) - 1
	}
	for kind, want := range map[string]int{"warehouses": 3, "products": Products, "customers": Customers, "suppliers": 40} {
		if rows[kind] != want {
			t.Errorf("%d %s, want %d", rows[kind], kind, want)
		}
	}
	if rows["orders"] < 8000 || rows["purchase-orders"] < 1500 {
		t.Errorf("history is thin: %v", rows)
	}
	if n := len(c.Days); n < 36 || n > 45 {
		t.Errorf("%d days played", n)
	}
}

func TestNothingIsDatedAfterItsDay(t *testing.T) {
	for _, d := range Make(3, today).Days {
		if d.Date > today || len(d.Arrivals) > 0 && d.Date == today {
			t.Errorf("%v is not in the past", d.Date)
		}
		for _, o := range d.Orders {
			if got := model.DateOf(o.At.Std()); got != d.Date {
				t.Errorf("order %s of %v on %v", o.Number, got, d.Date)
			}
			if len(o.Lines) == 0 {
				t.Errorf("order %s is empty", o.Number)
			}
		}
	}
}

func TestGTINsHaveTheirCheckDigit(t *testing.T) {
	if got := gtin(0); got != "2000041000005" {
		t.Errorf("gtin(0) = %s", got)
	}
}
