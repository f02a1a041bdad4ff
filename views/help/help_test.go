package help

import "testing"

func body(t *testing.T, text string, more ...Source) string {
	t.Helper()
	m, err := Build(append([]Source{{Key: "one", File: "ONE.md", Text: "# Title\n\n" + text}}, more...))
	if err != nil {
		t.Fatal(err)
	}
	return m[0].html
}

func TestDraw(t *testing.T) {
	other := Source{Key: "two", File: "TWO.md", Text: "# Two"}
	for _, tt := range []struct{ why, text, want string }{
		{"text is text", `a & b "c" &lt;d> \<e> 1 \| 2`, `<p>a &amp; b &#34;c&#34; &lt;d&gt; &lt;e&gt; 1 | 2</p>`},
		{"marks", "**a** *b* `c <d> \\e`", "<p><strong>a</strong> <em>b</em> <code>c &lt;d&gt; \\e</code></p>"},
		{"lists", "- a\n- b\n\n1. c", "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"},
		{"code keeps its lines", "    a <b>\n      c\n", "<pre><code>a &lt;b&gt;\n  c\n</code></pre>"},
		{"fenced code", "```toml\nkind = \"orders\"\n```", "<pre><code>kind = &#34;orders&#34;\n</code></pre>"},
		{"headings have ids of their own", "## Main & more\n\n### main", `<h2 id="help-main--more">Main &amp; more</h2><h3 id="help-main">main</h3>`},
		{"a table", "## T\n\n| a | b |\n|--:|---|\n| 1 | `2` |\n", `<h2 id="help-t">T</h2><div class="table" role="region" tabindex="0" aria-label="T"><table class="list"><caption class="vh">T</caption>` +
			`<thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td><code>2</code></td></tr></tbody></table></div>`},
		{"a link to a page", "[two](../x/TWO.md) [part](TWO.md#some-part) [here](#other)", `<p><a href="/help/two">two</a> <a href="/help/two#help-some-part">part</a> <a href="#help-other">here</a></p>`},
		{"a link to elsewhere is its words", "[out](https://example.com) [file](../go.mod) [bad](javascript:alert(1))", "<p>out file bad</p>"},
	} {
		if got := body(t, tt.text, other); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.why, got, tt.want)
		}
	}
}

func TestWhatAManualMayNotHave(t *testing.T) {
	for why, text := range map[string]string{
		"a block of HTML": "# T\n\n<script>alert(1)</script>\n", "HTML in a line": "# T\n\na <img src=x onerror=alert(1)> b", "a picture": "# T\n\n![x](y.png)",
		"no title": "only words",
	} {
		if m, err := Build([]Source{{Key: "k", Text: text}}); err == nil {
			t.Errorf("%s was taken: %s", why, m[0].html)
		}
	}
}

func TestParts(t *testing.T) {
	m, err := Build([]Source{{Key: "k", Label: "K", Text: "# The `title`\n\n## One\n\n### Inner\n\n## Two words\n"}})
	if err != nil {
		t.Fatal(err)
	}
	p, ok := m.Find("k")
	if _, other := m.Find("x"); !ok || other || p.Title != "The title" || len(p.Parts) != 2 || p.Parts[1] != (Part{"Two words", "help-two-words"}) {
		t.Errorf("%+v", p)
	}
}
