package gallery

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/pagetest"

	"github.com/a-h/templ"
)

// page is the frame the samples are drawn in.
func page() layout.Page {
	u := model.User{ID: 1, Name: "Dana Okafor", Role: model.RoleAdmin}
	return layout.Page{Title: "Gallery", User: u, Nav: layout.Nav(u, nil), Company: "Hartwell", Demo: true, Flash: "Done.", RID: "gallery-page-00001"}
}

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// pages are the gallery and all its samples, drawn.
func pages(t *testing.T) map[string]string {
	all := map[string]string{"gallery": draw(t, Page(page()))}
	for _, s := range Samples() {
		all[s.Name] = draw(t, s.Page(page()))
	}
	return all
}

func TestSamplesKeepTheContract(t *testing.T) {
	for name, html := range pages(t) {
		bad, err := pagetest.Page(strings.NewReader(html))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range bad {
			t.Errorf("%s: %s", name, b)
		}
	}
}

func TestEveryComponentIsShown(t *testing.T) {
	shown := read(t, "*.templ")
	for _, m := range regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`).FindAllStringSubmatch(read(t, "../ui/*.templ"), -1) {
		if !strings.Contains(shown, "@ui."+m[1]+"(") {
			t.Errorf("ui.%s is not in the gallery", m[1])
		}
	}
}

// spoken are fragments that nobody sees: words for screen readers.
var spoken = map[string]bool{"backorders.Said": true}

// Every page is a sample; what a package offers beside its pages is part of one.
func TestEveryPageIsShown(t *testing.T) {
	shown := read(t, "*.go")
	for _, area := range []string{"backorders", "help", "orders", "papers", "partners", "people", "purchasing", "receiving", "stock"} {
		own := read(t, "../"+area+"/*.templ")
		for _, m := range regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`).FindAllStringSubmatch(own, -1) {
			if name := area + "." + m[1]; !spoken[name] && !strings.Contains(shown, name+"(") && !strings.Contains(own, "@"+m[1]+"(") {
				t.Errorf("%s is not in the gallery", name)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, s := range Samples() {
		if got, ok := Find(s.Name); !ok || got.What != s.What {
			t.Errorf("Find(%q) = %q, %v", s.Name, got.What, ok)
		}
	}
	if _, ok := Find("unheard-of"); ok {
		t.Error("Find found a sample that does not exist")
	}
}

// Every icon that is drawn is in the sprite; every one in the sprite is named
// somewhere, so that nobody downloads what no page shows.
func TestIcons(t *testing.T) {
	sprite := read(t, "../../static/icons.svg")
	sources := read(t, "../*/*.templ") + read(t, "../*/*.go")
	for _, m := range regexp.MustCompile(`<symbol id="([^"]+)"`).FindAllStringSubmatch(sprite, -1) {
		if !strings.Contains(sources, `"`+m[1]+`"`) {
			t.Errorf("icon %s is in the sprite and nowhere else", m[1])
		}
	}
	for name, html := range pages(t) {
		for _, m := range regexp.MustCompile(`icons[^"#]*\.svg#([\w-]*)"`).FindAllStringSubmatch(html, -1) {
			if !strings.Contains(sprite, `id="`+m[1]+`"`) {
				t.Errorf("%s draws icon %q, which is not in the sprite", name, m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`ui\.Icon\("([^"]+)"\)`).FindAllStringSubmatch(sources, -1) {
		if !strings.Contains(sprite, `id="`+m[1]+`"`) {
			t.Errorf("icon %q is drawn and not in the sprite", m[1])
		}
	}
}

// read joins the files that match, without the generated ones.
func read(t *testing.T, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: nothing matches, %v", pattern, err)
	}
	var all strings.Builder
	for _, n := range names {
		if strings.HasSuffix(n, "_templ.go") || strings.HasSuffix(n, "_test.go") {
			continue
		}
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}
