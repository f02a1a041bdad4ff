package intake

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"backfill/model"
)

func FuzzRecognise(f *testing.F) {
	for _, s := range []string{"code,name\nA,Alpha\n", "\xff\xfec\x00o\x00", "sep=;\ncode;name\nA;\"x\n\"", "sku;warehouse;on_hand;as_of\nA;M;1.234,5;05/06/26\n", "\"", "code\n\"a\"b\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, kind := range []string{"warehouses", "stock"} {
			_, rows, err := readAll(t, string(file), Options{Kind: kind, Limit: 1 << 20})
			if err != nil {
				continue
			}
			for _, r := range rows {
				if !utf8.ValidString(r) {
					t.Errorf("a row is not text: %q", r)
				}
			}
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1", "-1.5", "1,234.50", "1.234,5", "1 000", ".5", "1e3", "--1", "1'000", "\u00a01"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, comma bool) {
		n := numbers{decimal: '.'}
		if comma {
			n.decimal = ','
		}
		n.see(s)
		out, err := n.parse(s)
		if err != nil {
			return
		}
		if strings.Trim(out, "-0123456789.") != "" || strings.Count(out, ".") > 1 || strings.LastIndexByte(out, '-') > 0 {
			t.Errorf("%q became %q, which is no plain number", s, out)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-11-24", "24-Nov-26", "5/6/26", "24.12.2026 8:30 PM", "20261124", "2026-11-24T08:00:00.123+02:00", "31/31/31", "0/0/00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := dates{}
		d.see(s)
		if d.settle() != nil {
			return
		}
		m, err := d.parse(s)
		if err != nil {
			return
		}
		if _, err := model.ParseDate(m.date()); err != nil {
			t.Errorf("%q became %v", s, err)
		}
		if _, err := model.ParseTime(m.instant(time.UTC)); err != nil {
			t.Errorf("%q became %v", s, err)
		}
	})
}

func FuzzMap(f *testing.F) {
	f.Add("kind = \"warehouses\"\n[columns]\ncode = \"A\"\nname = { join = [\"A\", \"B\"], with = \"-\" }\n[[rules]]\nskip = \"x\"\nwhen = [{ column = \"A\", zero = true }]")
	f.Add("[columns]\ncode = { first = [\"A\"], values = { a = \"b\" }, otherwise = \"\" }")
	f.Add("[joins.a]\nfile = \"b\"\non = \"A\"")
	f.Fuzz(func(t *testing.T, src string) {
		m, err := ParseMap([]byte(src))
		if err != nil {
			return
		}
		readAll(t, "A,B\n1,2\n,\n", Options{Kind: "warehouses", Map: m})
	})
}

// FuzzGuard holds that a guarded cell comes back as it was, through CSV, and
// that no guarded cell begins as a formula does.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"=1+1", "'=1", "''=1", "plain", "'", "-5", "@x", "\t=1", "＝1", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g := Guard(s)
		if Guarded(g) || Unguard(g) != s {
			t.Errorf("%q became %q and came back as %q", s, g, Unguard(g))
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		if err := w.Write([]string{g, "end"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		row, err := csv.NewReader(strings.NewReader(b.String())).Read()
		if err != nil || len(row) != 2 || strings.ReplaceAll(row[0], "\n", "\r\n") != strings.ReplaceAll(strings.ReplaceAll(g, "\r\n", "\n"), "\n", "\r\n") && !strings.Contains(g, "\r") {
			t.Errorf("%q is %q after CSV (%v)", g, row, err)
		}
	})
}
