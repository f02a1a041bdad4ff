package files

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/xuri/excelize/v2"
)

var columns = []Column{{Name: "sku"}, {Name: "on_hand", Number: true}, {Name: "lines", Number: true, Whole: true}, {Name: "note"}}

var rows = [][]string{{"OAK-18", "12.5", "3", "=1+1"}, {"-5", "-0.125", "0", ""}, {"ö \"x\", y", "999999999.999", "12", "two\nlines"}}

func written(t *testing.T, format string, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, columns, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCSVIsRead(t *testing.T) {
	got := written(t, "csv", rows)
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"sku", "on_hand", "lines", "note"}, {"OAK-18", "12.5", "3", "'=1+1"}, {"-5", "-0.125", "0", ""}, {"ö \"x\", y", "999999999.999", "12", "two\nlines"}}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
	if !bytes.Contains(got, []byte("\r\n")) || !bytes.HasPrefix(got, []byte("\ufeff")) {
		t.Error("lines end in CRLF and the file begins with a mark")
	}
}

func TestWorkbookIsRead(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", rows)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"sku", "on_hand", "lines", "note"}, {"OAK-18", "12.5", "3", "=1+1"}, {"-5", "-0.125", "0"}, {"ö \"x\", y", "999999999.999", "12", "two\nlines"}}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
	for cell, number := range map[string]bool{"B2": true, "A3": false, "D2": false} {
		kind, err := f.GetCellType("Sheet1", cell)
		if err != nil || (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber) != number {
			t.Errorf("%s is a %v (%v); a number: want %v", cell, kind, err, number)
		}
	}
	if formula, _ := f.GetCellFormula("Sheet1", "D2"); formula != "" {
		t.Errorf("text became the formula %q", formula)
	}
}

func TestJSONIsRead(t *testing.T) {
	var all []map[string]any
	if err := json.Unmarshal(written(t, "json", rows), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 || all[0]["on_hand"] != "12.5" || all[0]["lines"] != 3.0 || all[1]["note"] != nil {
		t.Errorf("got %v", all)
	}
	if err := json.Unmarshal(written(t, "json", nil), &all); err != nil || len(all) != 0 {
		t.Errorf("an empty list: %v (%v)", all, err)
	}
}
