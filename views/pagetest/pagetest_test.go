package pagetest

import (
	"strings"
	"testing"
)

func TestPart(t *testing.T) {
	for _, tt := range []struct{ name, html, want string }{
		{"a clean form passes", `<form method="post" action="/x"><input type="hidden" name="rid" value="r"><label for="a">A</label><input id="a"><button>Go</button></form>`, ""},
		{"an inline style is refused", `<p style="color:red">x</p>`, "attribute style"},
		{"an event attribute is refused", `<button onclick="x()">x</button>`, "attribute onclick"},
		{"hx-on is refused", `<p hx-on:click="x()">x</p>`, "attribute hx-on:click"},
		{"a script in a fragment is refused", `<script src="/x.js"></script>`, "carries a script"},
		{"a trigger filter is refused", `<p hx-trigger="keyup[shiftKey]">x</p>`, "filter"},
		{"hx-boost is refused", `<div hx-boost="true">x</div>`, "hx-boost"},
		{"values that need eval are refused", `<p hx-vals="js:{a:1}">x</p>`, "eval"},
		{"a link to elsewhere is refused", `<a href="https://example.com">x</a>`, "leaves the desk"},
		{"an id twice is refused", `<p id="a">x</p><p id="a">y</p>`, "2 times"},
		{"a hint that is not there is refused", `<p aria-describedby="gone">x</p>`, "points nowhere"},
		{"an input without a label is refused", `<input name="a">`, "no label"},
		{"a label without words is refused", `<label for="a"> </label><input id="a">`, "no label"},
		{"a label around its input passes", `<label>A <input name="a"></label>`, ""},
		{"a button without words is refused", `<button type="button"><svg aria-hidden="true"></svg></button>`, "no words"},
		{"a picture without a name is refused", `<svg></svg>`, "neither hidden nor named"},
		{"a form without a request id is refused", `<form method="post"><button>Go</button></form>`, "no request id"},
		{"a form without a button is refused", `<form method="get"></form>`, "no button"},
		{"a table without a caption is refused", `<table><tr><td>x</td></tr></table>`, "no caption"},
		{"a head without scope is refused", `<table><caption>c</caption><tr><th>x</th></tr></table>`, "no scope"},
		{"a nameless nav is refused", `<nav>x</nav>`, "no name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Part(strings.NewReader(tt.html))
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && !strings.Contains(strings.Join(got, "; "), tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPage(t *testing.T) {
	const good = `<!DOCTYPE html><html lang="en"><head><title>T</title><meta name="htmx-config"><meta name="viewport"></head><body>` +
		`<a class="skip" href="#main">Skip</a><div id="alert" role="alert"></div><main id="main">CONTENT</main><div id="status" role="status"></div></body></html>`
	for _, tt := range []struct{ name, content, want string }{
		{"headings in order pass", "<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>", ""},
		{"a summary above the h1 passes", "<h2>There is a problem</h2><h1>a</h1><h2>b</h2>", ""},
		{"a skipped level is refused", "<h1>a</h1><h3>b</h3>", "jumps from h1 to h3"},
		{"two h1 are refused", "<h1>a</h1><h1>b</h1>", "2 of h1"},
		{"no h1 is refused", "<p>x</p>", "0 of h1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Page(strings.NewReader(strings.Replace(good, "CONTENT", tt.content, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && !strings.Contains(strings.Join(got, "; "), tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
