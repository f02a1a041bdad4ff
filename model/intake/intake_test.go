package intake

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readAll reads a file to the end; each row as its cells that say something, or
// its problem.
func readAll(t testing.TB, file string, o Options) (f *File, rows []string, err error) {
	t.Helper()
	r := strings.NewReader(file)
	if f, err = Recognise(r, o); err != nil {
		return nil, nil, err
	}
	in, err := f.Rows(r)
	if err != nil {
		return f, nil, err
	}
	for {
		row, err := in.Next()
		if err == io.EOF {
			return f, rows, nil
		}
		if err != nil {
			return f, rows, err
		}
		switch {
		case row.Problem != "":
			rows = append(rows, fmt.Sprintf("%d: ! %s", row.Line, row.Problem))
		case row.Skip != "":
			rows = append(rows, fmt.Sprintf("%d: - %s", row.Line, row.Skip))
		default:
			rows = append(rows, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|")))
		}
	}
}

func TestWhatAFileSays(t *testing.T) {
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("code,name\nA,Böhm\n")
	utf16bare, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String("code,name\nA,Böhm\n")
	western, _ := charmap.Windows1252.NewEncoder().String("code;name\nA;Böhm – Söhne\n")
	for _, c := range []struct{ name, kind, file, want string }{
		{"our own form", "warehouses", "code,name,address,country\nA,Alpha,Way 1,DE\n", "2: A|Alpha|Way 1|DE|"},
		{"a byte-order mark, CRLF and capitals", "warehouses", "\ufeffCode,NAME\r\nA,Alpha\r\n", "2: A|Alpha|||"},
		{"UTF-16", "warehouses", utf16, "2: A|Böhm|||"},
		{"UTF-16 without a mark", "warehouses", utf16bare, "2: A|Böhm|||"},
		{"Windows-1252 and semicolons", "warehouses", western, "2: A|Böhm – Söhne|||"},
		{"tabs", "warehouses", "code\tname\nA\tAlpha, the first\n", "2: A|Alpha, the first|||"},
		{"a bar", "warehouses", "code|name\nA|Alpha\n", "2: A|Alpha|||"},
		{"a spreadsheet's sep line", "warehouses", "sep=;\ncode;name\nA;Alpha\n", "3: A|Alpha|||"},
		{"quotes, line breaks in cells are refused", "warehouses", "code,name\nA,\"Al\npha\"\nB,\"say \"\"hi\"\"\"\n",
			"2: ! name \"Al\\npha\" has a character that is not text\n4: B|say \"hi\"|||"},
		{"composed and decomposed letters are the same", "warehouses", "code,name\nA,Bo\u0308hm\n", "2: A|Böhm|||"},
		{"a row with a cell too many", "warehouses", "code,name\nA,Alpha,x\nB,Beta\n", "2: ! has 3 cells, the header has 2\n3: B|Beta|||"},
		{"a quote out of place spoils its row only", "warehouses", "code,name\nA,5\" pipe\nB,Beta\n",
			"2: ! a quote (\") at character 4 is out of place\n3: B|Beta|||"},
		{"decimal commas, by one value that decides", "units", "sku;unit;ratio\nA;box;1.234,5\nB;box;2.000\nC;box;3\n", "2: A|box|1234.5\n3: B|box|2000\n4: C|box|3"},
		{"decimal dots, by one value that decides", "units", "sku;unit;ratio\nA;box;1,234.5\nB;box;2,000\n", "2: A|box|1234.5\n3: B|box|2000"},
		{"thousands with blanks", "units", "sku;unit;ratio\nA;box;1 234,5\nB;box;1\u00a0000\n", "2: A|box|1234.5\n3: B|box|1000"},
		{"what is no number spoils its row", "units", "sku,unit,ratio\nA,box,many\nB,box,1e3\nC,box,.5\n",
			"2: ! ratio \"many\" is not a number\n3: ! ratio \"1e3\" is not a number\n4: C|box|0.5"},
		{"day first, by one value that decides", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,24/11/2026\nB,M,1,05/06/2026\n",
			"2: A|M||1||2026-11-24T00:00:00.000Z\n3: B|M||1||2026-06-05T00:00:00.000Z"},
		{"month first, by one value that decides", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,11/24/26 8:30 PM\nB,M,1,5/6/26\n",
			"2: A|M||1||2026-11-24T20:30:00.000Z\n3: B|M||1||2026-05-06T00:00:00.000Z"},
		{"a month in letters", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,2-Jun-06\nB,M,1,31 December 1999\n",
			"2: A|M||1||2006-06-02T00:00:00.000Z\n3: B|M||1||1999-12-31T00:00:00.000Z"},
		{"an hour with its zone", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,2026-11-24T08:00:00+02:00\n", "2: A|M||1||2026-11-24T06:00:00.000Z"},
		{"a day that does not exist", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,2026-02-30\nB,M,1,2026-02-28\n",
			"2: ! as_of \"2026-02-30\" is not a date (iso)\n3: B|M||1||2026-02-28T00:00:00.000Z"},
		{"the guard of an export comes off", "warehouses", "code,name\nA,'=1+1\nB,'quoted\n", "2: A|=1+1|||\n3: B|'quoted|||"},
		{"a choice in any case, and one that is none", "substitutes", "sku,substitute,kind\nA,B,UPGRADE\nA,C,swap\n",
			"2: A|B|upgrade|\n3: ! kind \"swap\" is none of substitute, equivalent, upgrade"},
		{"too long", "warehouses", "code,name\n" + strings.Repeat("x", 41) + ",y\n", "2: ! code has 41 characters; 40 at most"},
		{"letters that turn the reading round", "warehouses", "code,name\nA,ab\u202ecd\n", "2: ! name \"ab\\u202ecd\" has a character that is not text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, rows, err := readAll(t, c.file, Options{Kind: c.kind})
			if got := strings.Join(rows, "\n"); err != nil || got != c.want {
				t.Errorf("got\n%s\n(%v), want\n%s", got, err, c.want)
			}
		})
	}
}

func TestWhatIsRefusedAsAWhole(t *testing.T) {
	for _, c := range []struct{ name, kind, file, want string }{
		{"nothing", "warehouses", "", "empty"},
		{"an unknown column", "warehouses", "code,colour\nA,red\n", `column "colour" is not one of warehouses`},
		{"a missing column", "units", "sku,unit\nA,box\n", `column "ratio" is missing`},
		{"a column twice", "warehouses", "code,name,Name\nA,B,C\n", "in the header twice"},
		{"a quote never closed", "warehouses", "code,name\nA,\"Alpha\nB,Beta\nC,Gamma\n", "line 2: a quote"},
		{"a program", "warehouses", "MZ\x00\x00\x01\x02,name\n\x00,\n", "not a text file"},
		{"no encoding we know", "warehouses", "code,name\nA,\x81\xff\n", "neither UTF-8"},
		{"days that may be months", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,05/06/2026\n", "may be day/month or month/day"},
		{"two date forms", "stock", "sku,warehouse,on_hand,as_of\nA,M,1,2-Jun-06\nB,M,1,9/25/11\n", "two date forms"},
		{"a thousand or one and a bit", "units", "sku;unit;ratio\nA;box;1,234\n", "may be a thousand or a decimal comma"},
		{"dots and commas as decimals", "units", "sku;unit;ratio\nA;box;1,5\nB;box;1.5\n", "no single reading fits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readAll(t, c.file, Options{Kind: c.kind})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAnUnclosedQuoteCostsLittle(t *testing.T) {
	file := "code,name\nA,\"" + strings.Repeat("all of this is one cell,\n", 200_000)
	allocated := testing.AllocsPerRun(1, func() {
		if _, _, err := readAll(t, file, Options{Kind: "warehouses"}); err == nil || !strings.Contains(err.Error(), "1024 KiB") {
			t.Errorf("got %v, want the row's limit", err)
		}
	})
	if allocated > 1000 {
		t.Errorf("%0.f allocations", allocated)
	}
	if _, err := Recognise(strings.NewReader(file), Options{Kind: "warehouses", Limit: 1 << 20}); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Errorf("got %v, want the file's limit", err)
	}
}

func TestMapsReadForeignFiles(t *testing.T) {
	beside := func(files map[string]string) func(string) (io.ReadCloser, error) {
		return func(name string) (io.ReadCloser, error) {
			text, ok := files[name]
			if !ok {
				return nil, fmt.Errorf("there is no %s", name)
			}
			return io.NopCloser(strings.NewReader(text)), nil
		}
	}
	for _, c := range []struct{ name, kind, toml, file, want string }{
		{"a constant, a prefix, a translation", "warehouses",
			"[columns]\ncode = { column = \"No\", before = \"W-\" }\nname = { value = \"Store\" }\ncountry = { column = \"Land\", values = { \"Germany\" = \"DE\" } }",
			"No,Land\n1,germany\n2,Spain\n", "2: W-1|Store||DE|\n3: ! country \"Spain\" is not a value the map knows"},
		{"what is not translated may have a word of its own", "warehouses",
			"[columns]\ncode = \"No\"\ncountry = { column = \"Land\", values = { \"Germany\" = \"DE\" }, otherwise = \"??\" }",
			"No,Land\n2,Spain\n", "2: 2|||??|"},
		{"cells joined", "warehouses", "[columns]\ncode = { join = [\"A\", \"B\"], with = \"/\" }", "A,B\nx,y\nx,\n", "2: x/y||||\n3: ! code is empty"},
		{"the first that says anything", "warehouses", "blank = [\"n/a\"]\n[columns]\ncode = { first = [\"A\", \"B\"] }", "A,B\nN/A,y\nx,y\n", "2: y||||\n3: x||||"},
		{"a second file", "warehouses", "[joins.more]\nfile = \"more.csv\"\non = \"No\"\nkey = \"Id\"\n[columns]\ncode = \"No\"\nname = \"more.Name\"",
			"No\n1\n9\n", "2: 1|One|||\n3: ! No \"9\" is not in the joined file more.csv"},
		{"only when", "warehouses", "[columns]\ncode = \"No\"\nname = { column = \"N\", when = { column = \"Sent\", empty = false } }",
			"No,N,Sent\n1,x,\n2,y,now\n", "2: 1||||\n3: 2|y|||"},
		{"rules, the first that holds", "warehouses",
			"[columns]\ncode = \"No\"\n[[rules]]\nskip = \"a test\"\nwhen = { column = \"No\", starts = \"T\" }\n[[rules]]\nrefuse = \"sold\"\nwhen = [{ column = \"S\", is = \"yes\" }, { column = \"No\", in = [\"1\", \"2\"] }]",
			"No,S\nt1,yes\n1,YES\n3,yes\n", "2: - a test\n3: ! sold\n4: 3||||"},
		{"both date forms, because the map lists both", "stock", "dates = [\"d-mon-yy\", \"m/d/yy\"]\n[columns]\nsku = \"S\"\nwarehouse = { value = \"M\" }\non_hand = \"N\"\nas_of = \"D\"",
			"S,N,D\nA,1,2-Jun-06\nB,1,9/5/11\nC,1,2006-06-02\n",
			"2: A|M||1||2006-06-02T00:00:00.000Z\n3: B|M||1||2011-09-05T00:00:00.000Z\n4: ! as_of \"2006-06-02\" is not a date (d-mon-yy, m/d/yy)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := ParseMap([]byte(c.toml))
			if err != nil {
				t.Fatal(err)
			}
			_, rows, err := readAll(t, c.file, Options{Kind: c.kind, Map: m, Beside: beside(map[string]string{"more.csv": "Id;Name\n1;One\n"})})
			if got := strings.Join(rows, "\n"); err != nil || got != c.want {
				t.Errorf("got\n%s\n(%v), want\n%s", got, err, c.want)
			}
		})
	}
}

func TestMapsAreRefusedInWords(t *testing.T) {
	for _, c := range []struct{ toml, want string }{
		{"colour = 1", `"colour" is not a word`},
		{"[columns]\ncode = { column = \"A\", colum = \"B\" }", `"colum" is not a word`},
		{"[columns]\ncode = { column = \"A\", value = \"B\" }", "one of column, value"},
		{"[columns]\ncode = {}", "one of column, value"},
		{"dates = [\"yy-dd\"]", `date form "yy-dd" is not known`},
		{"decimal = \";\"", "decimal is"},
		{"[[rules]]\nskip = \"x\"\nwhen = [{ column = \"A\", iss = \"B\" }]", `"iss" is not a word`},
		{"[[rules]]\nskip = \"x\"", "when, and one of"},
		{"[[rules]]\nskip = \"x\"\nwhen = { column = \"A\" }", "a condition needs"},
		{"[joins.a]\nfile = \"x\"", "file and on are needed"},
		{"not toml", "the map:"},
		{strings.Repeat("#", maxMap+1), "larger than"},
	} {
		if _, err := ParseMap([]byte(c.toml)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60s: got %v, want %q", c.toml, err, c.want)
		}
	}
}

func TestZoneDecidesHoursWithoutOne(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := readAll(t, "sku,warehouse,on_hand,as_of\nA,M,1,2026-07-01 08:00\n", Options{Kind: "stock", Zone: berlin})
	if err != nil || len(rows) != 1 || rows[0] != "2: A|M||1||2026-07-01T06:00:00.000Z" {
		t.Errorf("got %v, %v", rows, err)
	}
}
