package people

import (
	"bytes"
	"strings"
	"testing"

	"backfill/model"
	"backfill/views/layout"

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

func TestLoginKeepsTheEmailAndNeverThePassword(t *testing.T) {
	doc := draw(t, Login(layout.Page{}, LoginForm{Email: "dana@example.com", Next: "/orders", RID: "r",
		Problems: model.Problems{"password": "E-mail and password do not belong together."}}))
	for selector, want := range map[string]string{"#email": "dana@example.com", "#password": "", "input[name=next]": "/orders", "input[name=rid]": "r"} {
		if got := doc.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s holds %q, want %q", selector, got, want)
		}
	}
	if doc.Find("[autofocus]").Length() != 1 || !doc.Find("[autofocus]").Is(".summary") {
		t.Error("after a refused try the focus belongs to the summary")
	}
	if doc.Find("#password").AttrOr("autocomplete", "") != "current-password" {
		t.Error("a password manager cannot fill the form")
	}
}

func TestThrottledLoginSaysWhen(t *testing.T) {
	doc := draw(t, Login(layout.Page{}, LoginForm{Throttled: "Try again in 4 minutes."}))
	if got := doc.Find(".banner").Text(); !strings.Contains(got, "4 minutes") {
		t.Errorf("banner reads %q", got)
	}
}

func TestProblemNamesWhoMay(t *testing.T) {
	doc := draw(t, Problem(layout.Page{}, ProblemText{Title: "No", Text: "Why.", Grants: []string{"manager", "admin"}, Reference: "R1", Back: "/", BackText: "Back"}))
	if got := doc.Find("li").Map(func(_ int, s *goquery.Selection) string { return s.Text() }); strings.Join(got, " ") != "manager admin" {
		t.Errorf("who may: %q", got)
	}
	if doc.Find("code").Text() != "R1" || doc.Find("main a").AttrOr("href", "") != "/" {
		t.Error("the reference or the way out is missing")
	}
}
