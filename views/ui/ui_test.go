package ui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"backfill/model"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func words(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func TestDates(t *testing.T) {
	today := model.NewDate(2026, 11, 24)
	for _, tt := range []struct {
		name          string
		d             model.Date
		day, relative string
	}{
		{"no date", 0, "", ""},
		{"today", today, "24 Nov", "today"},
		{"tomorrow", today + 1, "25 Nov", "in 1 d"},
		{"yesterday", today - 1, "23 Nov", "1 d late"},
		{"next year carries its year", model.NewDate(2027, 1, 4), "4 Jan 2027", "in 41 d"},
		{"far away, thousands apart", today - 1234, "9 Jul 2023", "1,234 d late"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Day(t.Context(), tt.d, today); got != tt.day {
				t.Errorf("Day: got %q, want %q", got, tt.day)
			}
			if got := Relative(t.Context(), tt.d, today); got != tt.relative {
				t.Errorf("Relative: got %q, want %q", got, tt.relative)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{Count(t.Context(), 0), "0"}, {Count(t.Context(), 999), "999"}, {Count(t.Context(), 8940), "8,940"}, {Count(t.Context(), 1234567), "1,234,567"}, {Count(t.Context(), -1234), "−1,234"},
		{Qty(t.Context(), model.Qty(12500)), "12.5"}, {Qty(t.Context(), model.Units(1250)), "1,250"}, {Qty(t.Context(), model.Qty(-1280500)), "−1,280.5"}, {Qty(t.Context(), 1), "0.001"},
		{model.LocaleOf(t.Context()).Money(125000, 2, "EUR"), "1,250.00 EUR"}, {model.LocaleOf(t.Context()).Money(-5, 2, ""), "−0.05"}, {model.LocaleOf(t.Context()).Money(1250, 0, "JPY"), "1,250 JPY"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestMeterNeverLies(t *testing.T) {
	for _, tt := range []struct {
		name           string
		have, of, want int64
	}{
		{"nothing", 0, 40, 0},
		{"half", 20, 40, 50},
		{"a little is seen", 1, 10_000, 3},
		{"not quite all is not all", 9_999, 10_000, 97},
		{"all", 40, 40, 100},
		{"too much is all", 50, 40, 100},
		{"nothing wanted", 0, 0, 0},
		{"less than nothing", -5, 40, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := percent(tt.have, tt.of); got != tt.want {
				t.Errorf("percent(%d, %d) = %d, want %d", tt.have, tt.of, got, tt.want)
			}
		})
	}
}

func TestFieldTiesItsRemarksToTheInput(t *testing.T) {
	doc := draw(t, Field(FieldData{Name: "qty", Label: "Arrived", Value: "forty", Hint: "In boxes.", Problem: "Enter a number.", Optional: true}))
	in := doc.Find("input#qty")
	if got := in.AttrOr("value", ""); got != "forty" {
		t.Errorf("what was typed is %q, want it kept", got)
	}
	if got, want := in.AttrOr("aria-describedby", ""), "qty-hint qty-problem"; got != want {
		t.Errorf("described by %q, want %q", got, want)
	}
	if in.AttrOr("aria-invalid", "") != "true" {
		t.Error("a refused field is not marked")
	}
	if got, want := words(doc.Find("#qty-problem")), "Error: Enter a number."; got != want {
		t.Errorf("problem reads %q, want %q", got, want)
	}
	if got, want := words(doc.Find("label")), "Arrived (optional)"; got != want {
		t.Errorf("label reads %q, want %q", got, want)
	}
	plain := draw(t, Field(FieldData{Name: "a", Label: "A"})).Find("input")
	for _, attr := range []string{"aria-describedby", "aria-invalid", "autofocus"} {
		if _, ok := plain.Attr(attr); ok {
			t.Errorf("a plain field carries %s", attr)
		}
	}
}

func TestTextAreaKeepsWhatWasTyped(t *testing.T) {
	doc := draw(t, Field(FieldData{Name: "why", Label: "Why", Rows: 3, Value: "<b>wet</b>"}))
	if got := doc.Find("textarea").Text(); got != "<b>wet</b>" {
		t.Errorf("got %q", got)
	}
	if doc.Find("b").Length() > 0 {
		t.Error("what was typed became markup")
	}
}

func TestSelectMarksTheChosen(t *testing.T) {
	doc := draw(t, Select(SelectData{Name: "g", Label: "Group", Value: "b", Options: []Option{{"a", "A"}, {"b", "B"}}}))
	if got := doc.Find("option[selected]"); got.Length() != 1 || got.AttrOr("value", "") != "b" {
		t.Errorf("selected: %d, %q", got.Length(), got.AttrOr("value", ""))
	}
}

func TestErrorSummary(t *testing.T) {
	p := model.Problems{"date": "Enter a date.", "qty": "Enter a number.", "also": "One more."}
	var got []string
	draw(t, ErrorSummary(p, "qty", "date", "unknown")).Find("a").Each(func(_ int, s *goquery.Selection) {
		got = append(got, s.AttrOr("href", "")+" "+s.Text())
	})
	want := []string{"#qty Enter a number.", "#date Enter a date.", "#also One more."}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if draw(t, ErrorSummary(nil, "qty")).Find(".summary").Length() != 0 {
		t.Error("a form without problems shows a summary")
	}
}

func TestColumn(t *testing.T) {
	sorted := draw(t, inRow(Column(ColumnData{Text: "Due", Href: "?sort=due", Sort: "descending", Number: true, Class: "eta"})))
	th := sorted.Find("th")
	if th.AttrOr("aria-sort", "") != "descending" || !th.HasClass("num") || !th.HasClass("eta") {
		t.Errorf("a sorted column: aria-sort %q, class %q", th.AttrOr("aria-sort", ""), th.AttrOr("class", ""))
	}
	plain := draw(t, inRow(Column(ColumnData{Text: "Due"})))
	if _, ok := plain.Find("th").Attr("aria-sort"); ok || plain.Find("a").Length() != 0 {
		t.Error("a column that cannot be sorted offers it")
	}
}

// inRow puts a cell where the parser lets it be.
func inRow(cell templ.Component) templ.Component {
	return templ.Join(templ.Raw("<table><tr>"), cell, templ.Raw("</tr></table>"))
}

func TestPagerAndTabs(t *testing.T) {
	for _, tt := range []struct {
		p    PagerData
		want string
	}{
		{PagerData{From: 1, To: 50, Of: 1312, Noun: "lines"}, "1–50 of 1,312 lines"},
		{PagerData{Noun: "lines"}, "0 lines"},
	} {
		if got := tt.p.Words(t.Context()); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	doc := draw(t, Pager(PagerData{From: 1, To: 50, Of: 60, Noun: "lines", Next: "?after=50"}))
	if doc.Find("a[rel=next]").Length() != 1 || doc.Find("a[rel=prev]").Length() != 0 {
		t.Error("the first page leads on and not back")
	}
	tabs := draw(t, Tabs("Views", []TabData{{Text: "All", Href: "#a", Count: 1200, Current: true}, {Text: "Mine", Href: "#b", Count: -1}}))
	if got, want := words(tabs.Find("[aria-current=page]")), "All 1,200"; got != want {
		t.Errorf("the current tab reads %q, want %q", got, want)
	}
	if got := words(tabs.Find("a").Last()); got != "Mine" {
		t.Errorf("a tab without a count reads %q", got)
	}
}

func TestPanelRepeatsTheVerb(t *testing.T) {
	doc := draw(t, Panel(PanelData{Title: "Cancel 12 lines?", Action: "/cancel", Verb: "Cancel 12 lines", Danger: true, Cancel: "/back", RID: "r"}))
	if got := words(doc.Find("button.danger")); got != "Cancel 12 lines" {
		t.Errorf("the button reads %q", got)
	}
	if got := doc.Find("form[method=post] input[name=rid]").AttrOr("value", ""); got != "r" {
		t.Errorf("request id %q", got)
	}
}
