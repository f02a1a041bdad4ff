package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
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

// FuzzDecode holds that whatever bytes come, what is read of them is text, and
// that the sketch of a file never fails otherwise than with words.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"code,name\nA,Z\xfcrich\n", "\xff\xfec\x00\n\x00", "\xfe\xff\x00c\x00\n", "\xef\xbb\xbfcode\nA\n", "\xff\xfe\x00\xd8", "c\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := Look(bytes.NewReader(file), "warehouses", 1<<20)
		if err != nil {
			if err.Error() == "" {
				t.Error("refused without a word")
			}
			return
		}
		for i, h := range s.Header {
			if !utf8.ValidString(h) || len(s.Samples) != len(s.Header) || len(s.Samples[i]) > SampleValues {
				t.Errorf("header %q, samples %v", h, s.Samples)
			}
		}
		if text, err := s.Map.Text(); err != nil {
			t.Error(err)
		} else if _, err := ParseMap([]byte(text)); err != nil {
			t.Errorf("the guess cannot be read back: %v\n%s", err, text)
		}
	})
}

// FuzzRecords holds that a file is cut into rows of bounded size, with lines that
// count up.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;\"b\nc\";d\n", "\"", "a\r\nb\rc\n", "sep=|\na|b\n", "\"a\"b\n"} {
		f.Add(s, byte(','))
	}
	f.Fuzz(func(t *testing.T, s string, comma byte) {
		d := rune(comma)
		if !strings.ContainsRune(",;|\t", d) {
			d = ';'
		}
		r, err := readRecords(strings.NewReader(s), d)
		if err != nil {
			return
		}
		last := 0
		var bad *rowError
		for range len(s) + 2 {
			cells, line, err := r.next()
			if errors.As(err, &bad) {
				continue
			}
			if err != nil {
				return
			}
			if line <= last || len(cells) > maxColumns {
				t.Fatalf("line %d after %d, %d cells", line, last, len(cells))
			}
			last = line
		}
		t.Fatal("more rows than characters")
	})
}

// FuzzCause holds that reasons which differ in what the file says have one cause.
func FuzzCause(f *testing.F) {
	for _, s := range []string{"A", `a "b"`, "", `"`, "SO-1/2", "\x00\xff"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		if got, want := Cause(fmt.Sprintf("sku %q is not known; line %d has %d", s, n, n)), "sku … is not known; line … has …"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
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
