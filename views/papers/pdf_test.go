package papers

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	imagepng "image/png"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"backfill/model"
)

var made = model.At(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))

var yard = Company{Name: "Harbour & Pine", Currency: "EUR", Decimals: 2, Zone: time.UTC}

func order(language string, lines int) model.OrderPage {
	day := made.Date(time.UTC)
	o := model.OrderPage{OrderRow: model.OrderRow{Number: "SO-10481", CustomerCode: "C-107", Customer: "Žižka & Søn", CustomerPO: "PO 7701", OrderedAt: made, Requested: day + 3,
		ShipMode: model.MaxShipments, Value: 1_234_50}, Language: language, Site: "Hafen", SiteAddress: "Kai 12, Köln", NeedBy: day + 9, Essential: true, MaxShipments: 2, Method: "own_truck", Project: "Straße 9"}
	for i := range lines {
		o.OrderLines = append(o.OrderLines, model.OrderLineRow{LineNo: i + 1, SKU: fmt.Sprintf("GB-%03d", i+1), Product: "Gypsum board 12.5 mm tapered 1200 × 2400, moisture resistant", Unit: "pc", UnitQty: model.Units(60), StockUnit: "pc",
			Ordered: model.Units(60), Open: model.Units(60), Allocated: model.Units(20), Short: model.Units(40), Price: 12_63, Promise: day + 11})
	}
	return o
}

// said are the texts of a PDF, sheet by sheet: what stands in its content
// streams, read as a reader would that copies text out of it.
func said(t *testing.T, pdf []byte) (sheets []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?s)<<(?:[^<>]|<<[^<>]*>>)*?/Length \d+[^>]*>>\nstream\n(.*?)\nendstream`).FindAllSubmatch(pdf, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // a font
		}
		raw, err := io.ReadAll(r)
		if err != nil || !bytes.Contains(raw, []byte("Tj")) && !bytes.Contains(raw, []byte("TJ")) {
			continue
		}
		var b strings.Builder
		for _, text := range regexp.MustCompile(`(?s)\(((?:\\.|[^\\)])*)\)`).FindAllSubmatch(raw, -1) {
			b.WriteString(utf16Text(text[1]) + " ")
		}
		sheets = append(sheets, b.String())
	}
	return sheets
}

// utf16Text reads a string of a PDF whose font counts characters as UTF-16.
func utf16Text(escaped []byte) string {
	var raw []byte
	for i := 0; i < len(escaped); i++ {
		if escaped[i] == '\\' && i+1 < len(escaped) {
			i++
			if escaped[i] == 'r' {
				raw = append(raw, '\r')
				continue
			}
		}
		raw = append(raw, escaped[i])
	}
	var units []uint16
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return strings.ReplaceAll(string(utf16.Decode(units)), "\u00a0", " ")
}

func TestThePDFSaysTheConfirmation(t *testing.T) {
	for language, wants := range map[string][]string{
		"en": {"Order confirmation SO-10481", "Customer", "Žižka & Søn (C-107)", "PO 7701", "27 Nov 2026", "3 Dec 2026, an essential date", "by our own truck", "at most 2", "GB-001", "60 pc", "12.63", "20 pc in stock, the rest", "5 Dec 2026", "Total in EUR, without tax", "1,234.50", "Page 1 of 1"},
		"de": {"Auftragsbestätigung SO-10481", "Kai 12, Köln", "Straße 9", "03.12.2026, fester Termin", "mit eigenem Lkw", "12,63", "20 pc auf Lager", "1.234,50", "Seite 1 von 1"},
		"fr": {"Confirmation de commande", "date impérative", "Quantité", "Page 1 sur 1"},
		"es": {"Confirmación de pedido", "fecha esencial", "Artículo", "Página 1 de 1"},
	} {
		var b bytes.Buffer
		if err := Confirm(order(language, 1), yard, made).PDF(&b); err != nil {
			t.Fatal(err)
		}
		sheets := said(t, b.Bytes())
		if len(sheets) != 1 {
			t.Fatalf("%s: %d sheets", language, len(sheets))
		}
		text := strings.Join(strings.Fields(sheets[0]), " ")
		for _, want := range append(wants, "GB-001") {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in %s", language, want, text)
			}
		}
		if strings.Contains(text, "?") {
			t.Errorf("%s: a text is missing in %s", language, text)
		}
		if !bytes.Contains(b.Bytes(), []byte("/FontFile2")) {
			t.Errorf("%s: the fonts are not inside", language)
		}
	}
}

func TestTheLogoStandsOnTheFirstSheet(t *testing.T) {
	var png, jpg bytes.Buffer
	drawn := image.NewNRGBA(image.Rect(0, 0, 640, 240))
	if err := errors.Join(imagepng.Encode(&png, drawn), jpeg.Encode(&jpg, drawn, nil)); err != nil {
		t.Fatal(err)
	}
	for name, picture := range map[string][]byte{"png": png.Bytes(), "jpeg": jpg.Bytes(), "none": nil} {
		by := yard
		by.Picture = picture
		var b bytes.Buffer
		if err := Confirm(order("en", 120), by, made).PDF(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := bytes.Contains(b.Bytes(), []byte("/Subtype /Image")); got != (picture != nil) {
			t.Errorf("%s: a picture inside: %t", name, got)
		}
		if text := said(t, b.Bytes())[0]; !strings.Contains(text, "Harbour & Pine") {
			t.Errorf("%s: the sheet says %s", name, text)
		}
	}
	by := yard
	by.Picture = []byte("no picture")
	if err := Confirm(order("en", 1), by, made).PDF(io.Discard); err == nil {
		t.Error("what is no picture is passed over in silence")
	}
}

func TestManyLinesGoOnWithTheirHeads(t *testing.T) {
	var b, again bytes.Buffer
	c := Confirm(order("en", 120), yard, made)
	for _, w := range []*bytes.Buffer{&b, &again} {
		if err := c.PDF(w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same confirmation is another PDF")
	}
	sheets := said(t, b.Bytes())
	if len(sheets) < 4 {
		t.Fatalf("120 lines stand on %d sheets", len(sheets))
	}
	line := 0
	for i, text := range sheets {
		if n := strings.Count(text, "Quantity"); n != 1 {
			t.Errorf("sheet %d has the heads %d times", i+1, n)
		}
		if want := fmt.Sprintf("Page %d of %d", i+1, len(sheets)); !strings.Contains(text, want) {
			t.Errorf("sheet %d does not say %q", i+1, want)
		}
		for strings.Contains(text, fmt.Sprintf("GB-%03d", line+1)) {
			line++
		}
	}
	if line != 120 {
		t.Errorf("the lines stop after %d", line)
	}
}

func TestWhenSaysWhatThePromiseIs(t *testing.T) {
	u, day := model.Units, made.Date(time.UTC)
	for want, l := range map[string]model.OrderLineRow{
		"in stock, by 25 Nov 2026":                   {Open: u(5), Allocated: u(5), Promise: day + 1},
		"by 5 Dec 2026":                              {Open: u(5), Short: u(5), Promise: day + 11},
		"2\u00a0pc in stock, the rest by 5 Dec 2026": {Open: u(5), Picked: u(2), Short: u(3), Promise: day + 11},
		"3\u00a0pc sent; by 5 Dec 2026":              {Shipped: u(3), Open: u(2), Short: u(2), Promise: day + 11},
		"sent":                                       {Shipped: u(3)},
		"cancelled":                                  {Cancelled: u(3)},
		"the date follows":                           {Open: u(2), Short: u(2)},
		"promised for 20 Nov 2026; we will tell you the new date": {Open: u(2), Short: u(2), Promise: day - 4},
	} {
		l.StockUnit = "pc"
		o := order("en", 0)
		o.OrderLines = []model.OrderLineRow{l}
		if got := Confirm(o, yard, made).Rows[0].When; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	o := order("en", 1)
	o.OrderLines[0].Unit, o.OrderLines[0].UnitQty = "bundle", u(2)
	if got := Confirm(o, yard, made).Rows[0].Qty; got != "2\u00a0bundle (60\u00a0pc)" {
		t.Errorf("two bundles are said %q", got)
	}
	o.OrderLines[0].Cancelled = u(30)
	if got := Confirm(o, yard, made).Rows[0].Qty; got != "30\u00a0pc" {
		t.Errorf("half of them are said %q", got)
	}
	o.CreditHold = "overdue"
	if notes := strings.Join(Confirm(o, yard, made).Notes, " "); !strings.Contains(notes, "on hold") || strings.Contains(notes, "overdue") {
		t.Errorf("on hold it says %q", notes)
	}
}
