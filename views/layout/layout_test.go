package layout

import (
	"bytes"
	"encoding/json"
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

func person(r model.Role) model.User { return model.User{ID: 7, Name: "Dana Okafor", Role: r} }

func TestTitleSaysWhatIsWrongFirst(t *testing.T) {
	for _, tt := range []struct {
		p    Page
		want string
	}{
		{Page{Title: "Backorders", Company: "Hartwell"}, "Backorders · Hartwell · Backfill"},
		{Page{Title: "Log in", Error: true}, "Error: Log in · Backfill"},
		{Page{Title: "Orders", Company: "Backfill"}, "Orders · Backfill"},
	} {
		if got := tt.p.DocTitle(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestUnknownPreferencesFallBack(t *testing.T) {
	for _, tt := range []struct{ theme, density, wantTheme, wantDensity string }{
		{"", "", "system", "comfortable"},
		{"dark", "compact", "dark", "compact"},
		{"light", "roomy", "light", "roomy"},
		{`x"`, "huge", "system", "comfortable"},
	} {
		doc := draw(t, Shell(Page{Theme: tt.theme, Density: tt.density}))
		root := doc.Find("html")
		if got := root.AttrOr("data-theme", ""); got != tt.wantTheme {
			t.Errorf("theme %q shows as %q, want %q", tt.theme, got, tt.wantTheme)
		}
		if got := root.AttrOr("data-density", ""); got != tt.wantDensity {
			t.Errorf("density %q shows as %q, want %q", tt.density, got, tt.wantDensity)
		}
		for name, want := range map[string]string{"theme": tt.wantTheme, "density": tt.wantDensity} {
			pressed := doc.Find("button[name=" + name + "][aria-pressed=true]")
			if pressed.Length() != 1 || pressed.AttrOr("value", "") != want {
				t.Errorf("%s: pressed is %q, want %q", name, pressed.AttrOr("value", ""), want)
			}
		}
	}
}

func TestOnlyWhoMayRemoveTheDemoIsOfferedIt(t *testing.T) {
	for _, r := range model.Roles() {
		doc := draw(t, Shell(Page{User: person(r), Demo: true}))
		offered := doc.Find("a[href='/demo/remove']").Length() == 1
		if want := r.May(model.RemoveDemo); offered != want {
			t.Errorf("%s: offered %v, want %v", r, offered, want)
		}
		if doc.Find(".banner").Length() != 1 {
			t.Errorf("%s: no demo banner", r)
		}
	}
	if draw(t, Shell(Page{User: person(model.RoleAdmin)})).Find(".banner").Length() != 0 {
		t.Error("a banner on a desk without demo data")
	}
}

func TestNav(t *testing.T) {
	nav := Nav(person(model.RoleSales), map[string]int{Backorders: 312})
	doc := draw(t, Shell(Page{Nav: nav, Active: Backorders}))
	if got := doc.Find(".nav [aria-current=page] .n").Text(); got != "312" {
		t.Errorf("count of the current page is %q, want 312", got)
	}
	if got := doc.Find("nav .n").Length(); got != 1 {
		t.Errorf("%d counts, want only the one that is known", got)
	}
	if got := len(Nav(model.User{}, nil)); got != 0 {
		t.Errorf("nobody sees %d pages, want none", got)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Dana Okafor": "DO", "dana": "D", "Ana Maria Østby": "AØ", " ": "?"} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestHtmxConfig(t *testing.T) {
	text := draw(t, Bare(Page{})).Find("meta[name=htmx-config]").AttrOr("content", "")
	var c map[string]any
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	for key, want := range map[string]any{"allowEval": false, "allowScriptTags": false, "includeIndicatorStyles": false,
		"selfRequestsOnly": true, "refreshOnHistoryMiss": true, "historyRestoreAsHxRequest": false, "historyCacheSize": 0.0} {
		if c[key] != want {
			t.Errorf("%s is %v, want %v", key, c[key], want)
		}
	}
}
