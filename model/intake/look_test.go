package intake

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestColumnsAreGuessedByTheWordsOtherSystemsUse(t *testing.T) {
	for _, tt := range []struct{ kind, header, want string }{
		{"orders", "Order No.,Customer No,Order Date,Item Number,Qty,Unit Price,Pos",
			"customer=Customer No line=Pos order=Order No. ordered_at=Order Date price=Unit Price quantity=Qty sku=Item Number"},
		{"orders", "Auftrag;Kundennummer;Datum;Artikelnummer;Menge", "customer=Kundennummer line=# order=Auftrag ordered_at=Datum quantity=Menge sku=Artikelnummer"},
		{"stock", "SKU,Units In Stock", "on_hand=Units In Stock sku=SKU warehouse=\"MAIN\""},
		{"products", "id,product_name,standard_cost,reason", "name=product_name sku=id"},
		{"suppliers", "Vendor ID,Company", "code=Vendor ID name=Company"},
	} {
		header := strings.FieldsFunc(tt.header, func(r rune) bool { return r == ',' || r == ';' })
		k, _ := KindOf(tt.kind)
		m := Guess(k, header)
		var got []string
		for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
			switch s := m.Columns[name]; {
			case s.Number:
				got = append(got, name+"=#")
			case s.Value != "":
				got = append(got, fmt.Sprintf("%s=%q", name, s.Value))
			default:
				got = append(got, name+"="+s.Column)
			}
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s of %s:\ngot  %s\nwant %s", tt.kind, tt.header, text, tt.want)
		}
		if missing := m.Missing(k); len(missing) > 0 {
			t.Errorf("%s: %v is missing", tt.kind, missing)
		}
		text, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseMap([]byte(text))
		if err != nil || !maps.EqualFunc(back.Columns, m.Columns, func(a, b Source) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
			t.Errorf("%s came back as %v (%v)", text, back, err)
		}
	}
}

func TestASketchShowsDifferentValuesOfEachColumn(t *testing.T) {
	s, err := Look(strings.NewReader("\xef\xbb\xbfcode;name;\nA;One;\nA;Zwölf;\nB;;\nC;Drei\nD;Vier;x\n"), "warehouses", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(s.Encoding, string(s.Delimiter), s.Header, s.Samples), "utf-8;[code name ] [[A B C] [One Zwölf Drei] [x]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for file, want := range map[string]string{"": "is empty", "a,a\n1,2\n": "twice", "code,na\x00me\nA,B\n": "zero bytes"} {
		if _, err := Look(strings.NewReader(file), "warehouses", 1<<20); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", file, err, want)
		}
	}
}

func TestACauseIsWhatReasonsHaveInCommon(t *testing.T) {
	for reason, want := range map[string]string{
		`sku "A \"1\"" is not a product; import products first`:    `sku … is not a product; import products first`,
		`SO-1/2 is in the file twice`:                              `… is in the file twice`,
		`has 3 cells, the header has 5`:                            `has … cells, the header has …`,
		`quantity 0.5 is below what is allocated or picked (12.5)`: `quantity … is below what is allocated or picked (…)`,
		`a quote (") at character 9 is out of place`:               `a quote (") at character … is out of place`,
		`quantity is 0`: `quantity is …`,
		`is empty`:      `is empty`,
		``:              ``,
	} {
		if got := Cause(reason); got != want {
			t.Errorf("%q: got %q, want %q", reason, got, want)
		}
		if again := Cause(want); again != want {
			t.Errorf("%q is the cause of itself as %q", want, again)
		}
	}
}

func TestTemplatesFollowTheirKinds(t *testing.T) {
	for _, kind := range KindNames() {
		var b bytes.Buffer
		if err := Template(&b, kind); err != nil {
			t.Fatal(err)
		}
		_, rows, err := readAll(t, b.String(), Options{Kind: kind})
		if err != nil || len(rows) != 2 {
			t.Errorf("%s: %d rows (%v)", kind, len(rows), err)
		}
		for column := range examples[kind][0] {
			if k, _ := KindOf(kind); k.Index(column) < 0 {
				t.Errorf("%s has an example of %q, which is no column", kind, column)
			}
		}
	}
	if err := Template(&bytes.Buffer{}, "nonsense"); err == nil {
		t.Error("a template of no kind")
	}
}
