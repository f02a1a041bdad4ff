// Package pagetest answers whether a page keeps the front-end contract: what
// the content security policy forbids, what screen readers need, and what makes
// a page work without scripts. Only tests import it.
package pagetest

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Page lists what is wrong with a whole page, nothing when it keeps the contract.
func Page(r io.Reader) ([]string, error) {
	doc, err := goquery.NewDocumentFromReader(r)
	if err != nil {
		return nil, err
	}
	return append(frame(doc), rules(doc)...), nil
}

// Part lists what is wrong with a fragment.
func Part(r io.Reader) ([]string, error) {
	doc, err := goquery.NewDocumentFromReader(r)
	if err != nil {
		return nil, err
	}
	var bad []string
	if doc.Find("script").Length() > 0 {
		bad = append(bad, "a fragment carries a script")
	}
	return append(bad, rules(doc)...), nil
}

func rules(doc *goquery.Document) []string {
	var bad []string
	for _, rule := range []func(*goquery.Document) []string{inline, htmx, ids, labels, names, forms, tables} {
		bad = append(bad, rule(doc)...)
	}
	return bad
}

// frame is what only a whole page has.
func frame(doc *goquery.Document) []string {
	var bad []string
	for selector, want := range map[string]int{"html[lang]": 1, "title": 1, "h1": 1, "main#main": 1,
		"#status[role=status]": 1, "#alert[role=alert]": 1, `meta[name="htmx-config"]`: 1, `meta[name="viewport"]`: 1} {
		if got := doc.Find(selector).Length(); got != want {
			bad = append(bad, fmt.Sprintf("%d of %s, want %d", got, selector, want))
		}
	}
	if !doc.Find("body a, body button, body input").First().Is("a.skip[href='#main']") {
		bad = append(bad, "the skip link is not the first thing to reach")
	}
	return append(bad, headings(doc)...)
}

// headings: under the h1 no level is skipped. What comes before it, such as an
// error summary, stands for itself.
func headings(doc *goquery.Document) []string {
	var bad []string
	level := 0
	doc.Find("h1, h2, h3, h4, h5, h6").Each(func(_ int, s *goquery.Selection) {
		n := int(goquery.NodeName(s)[1] - '0')
		if level > 0 && n > level+1 {
			bad = append(bad, fmt.Sprintf("heading %q jumps from h%d to h%d", text(s), level, n))
		}
		if level > 0 || n == 1 {
			level = n
		}
	})
	return bad
}

// inline: the policy refuses style and script that stand in the page.
func inline(doc *goquery.Document) []string {
	var bad []string
	doc.Find("style, script:not([src])").Each(func(_ int, s *goquery.Selection) {
		bad = append(bad, "inline "+goquery.NodeName(s))
	})
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			switch {
			case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
				bad = append(bad, fmt.Sprintf("attribute %s on %s", a.Key, where(s)))
			case (a.Key == "href" || a.Key == "src" || a.Key == "action") && external(a.Val):
				bad = append(bad, fmt.Sprintf("%s leaves the desk: %s=%q", where(s), a.Key, a.Val))
			}
		}
	})
	return bad
}

func external(address string) bool {
	a := strings.ToLower(strings.TrimSpace(address))
	return strings.HasPrefix(a, "javascript:") || strings.HasPrefix(a, "//") || strings.HasPrefix(a, "http:") ||
		strings.HasPrefix(a, "https:") || strings.HasPrefix(a, "data:")
}

// htmx: with eval off a trigger filter is always true, and hx-boost would make
// every link a fragment.
func htmx(doc *goquery.Document) []string {
	var bad []string
	doc.Find("[hx-boost]").Each(func(_ int, s *goquery.Selection) { bad = append(bad, "hx-boost on "+where(s)) })
	doc.Find("[hx-trigger]").Each(func(_ int, s *goquery.Selection) {
		if strings.Contains(s.AttrOr("hx-trigger", ""), "[") {
			bad = append(bad, "hx-trigger with a filter on "+where(s))
		}
	})
	doc.Find("[hx-vals], [hx-headers]").Each(func(_ int, s *goquery.Selection) {
		for _, v := range []string{s.AttrOr("hx-vals", ""), s.AttrOr("hx-headers", "")} {
			if strings.HasPrefix(v, "js:") || strings.HasPrefix(v, "javascript:") {
				bad = append(bad, "hx-vals or hx-headers that need eval on "+where(s))
			}
		}
	})
	return bad
}

// ids: each is there once, and what refers to one finds it.
func ids(doc *goquery.Document) []string {
	var bad []string
	seen := map[string]int{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { seen[s.AttrOr("id", "")]++ })
	for id, n := range seen {
		if n > 1 || id == "" {
			bad = append(bad, fmt.Sprintf("id %q is there %d times", id, n))
		}
	}
	for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "list", "form"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				if seen[id] == 0 {
					bad = append(bad, fmt.Sprintf("%s=%q points nowhere", attr, id))
				}
			}
		})
	}
	return bad
}

// labels: every control says what it is for.
func labels(doc *goquery.Document) []string {
	var bad []string
	doc.Find("input:not([type=hidden]):not([type=submit]), select, textarea").Each(func(_ int, s *goquery.Selection) {
		label := s.Closest("label")
		if id, ok := s.Attr("id"); ok {
			label = label.AddSelection(doc.Find("label").FilterFunction(func(_ int, l *goquery.Selection) bool {
				return l.AttrOr("for", "") == id
			}))
		}
		if text(label) == "" && s.AttrOr("aria-label", "")+s.AttrOr("aria-labelledby", "") == "" {
			bad = append(bad, "no label for "+where(s))
		}
	})
	return bad
}

// names: what can be pressed or seen has words.
func names(doc *goquery.Document) []string {
	var bad []string
	doc.Find("a[href], button, summary").Each(func(_ int, s *goquery.Selection) {
		if text(s) == "" && s.AttrOr("aria-label", "") == "" {
			bad = append(bad, "no words in "+where(s))
		}
	})
	doc.Find("svg").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("aria-hidden", "") != "true" && s.AttrOr("aria-label", "") == "" {
			bad = append(bad, "a picture is neither hidden nor named: "+where(s))
		}
	})
	doc.Find("nav, aside").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("aria-label", "")+s.AttrOr("aria-labelledby", "") == "" {
			bad = append(bad, "no name for "+where(s))
		}
	})
	return bad
}

// forms: one that changes something carries a request id and has a button, and
// none is nested.
func forms(doc *goquery.Document) []string {
	var bad []string
	doc.Find("form").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		buttons := s.Find("button:not([type=button])")
		if id != "" {
			buttons = buttons.AddSelection(doc.Find("button:not([type=button])").FilterFunction(func(_ int, b *goquery.Selection) bool {
				return b.AttrOr("form", "") == id
			}))
		}
		if buttons.Length() == 0 {
			bad = append(bad, "no button sends "+where(s))
		}
		if strings.EqualFold(s.AttrOr("method", ""), "post") && s.Find("input[type=hidden][name=rid]").Length() != 1 {
			bad = append(bad, "no request id in "+where(s))
		}
	})
	return bad
}

// tables: a caption, and heads that say what they head.
func tables(doc *goquery.Document) []string {
	var bad []string
	doc.Find("table").Each(func(_ int, s *goquery.Selection) {
		if text(s.Find("caption").First()) == "" {
			bad = append(bad, "no caption for "+where(s))
		}
	})
	doc.Find("th").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("scope", "") == "" {
			bad = append(bad, "no scope for "+where(s))
		}
	})
	return bad
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// where names an element for whoever reads the failure.
func where(s *goquery.Selection) string {
	var b strings.Builder
	n := s.Nodes[0]
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		if a.Key == "class" || a.Key == "id" || a.Key == "name" || a.Key == "href" || a.Key == "action" {
			b.WriteString(" " + a.Key + "=" + html.EscapeString(a.Val))
		}
	}
	b.WriteString("> " + text(s))
	return cut(b.String(), 100)
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
