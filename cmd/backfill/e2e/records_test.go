//go:build e2e

package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// typed is a field of a form and what somebody says in it; of a list, how many
// steps down from its first choice.
type typed struct {
	selector, text string
	down           int
}

// record is something that a role keeps, from the page with its form to what is
// read afterwards.
type record struct {
	name, role string
	start      func(*tab) string // the page with the form
	fields     []typed
	button     string
	then       string // a second button, on the page in between
	in, says   string
}

// at is a page that needs no looking for.
func at(path string) func(*tab) string { return func(*tab) string { return path } }

// ofFirst is the page of the first row of a list, and what follows its address.
func ofFirst(list, row, after string) func(*tab) string {
	return func(v *tab) string {
		v.t.Helper()
		v.open(list)
		found := v.values("tr[data-"+row+"]", "data-"+row)
		if len(found) == 0 {
			v.t.Fatalf("%s has no rows", list)
		}
		path, _, _ := strings.Cut(list, "?")
		return path + "/" + url.PathEscape(found[0]) + after
	}
}

// The forms of the records, but those that have tests of their own: a new order,
// a file that is imported.
func keptForms(how string) []record {
	return []record{
		{"order changed", "sales", ofFirst("/orders?sort=ordered", "order", "/edit"),
			[]typed{{named("customer_po"), "PO " + how, 0}}, "form.card .btn.primary", "", "dl.facts", "PO " + how},
		{"new customer", "sales", at("/customers/new"),
			[]typed{{named("code"), "C-" + how, 0}, {named("name"), "Quist " + how, 0}}, "form.card .btn.primary", "", "h1", "Quist " + how},
		{"new supplier", "purchasing", at("/suppliers/new"),
			[]typed{{named("code"), "S-" + how, 0}, {named("name"), "Quist Mill " + how, 0}}, "form.card .btn.primary", "", "h1", "Quist Mill " + how},
		{"new product", "purchasing", at("/products/new"),
			[]typed{{named("sku"), "NEW-" + how, 0}, {named("name"), "Oak plug " + how, 0}}, "form.card .btn.primary", "", "h1", "NEW-" + how},
		{"bought what is short", "purchasing", at("/purchasing"),
			nil, "main tbody a[href^='/purchasing/new']", "form.card .btn.primary", "#status", "created."},
		{"counted with a note", "warehouse", ofFirst("/products?sort=sku", "sku", ""),
			[]typed{{"form[action$='/count'] [name=on_hand]", "1234", 0}, {"form[action$='/count'] [name=why]", "counted " + how, 0}}, "form[action$='/count'] .btn", "", "main", "1,234"},
		{"goods to another warehouse", "warehouse", at("/transfers/new"),
			[]typed{{named("from"), "", 1}, {named("to"), "", 2}, {named("lines[0].sku"), "LM-OAK-10", 0}, {named("lines[0].qty"), "1", 0}}, "form.card .btn.primary", "", "main", "LM-OAK-10"},
		{"changed setting", "admin", at("/settings/company"),
			[]typed{{named("company"), "Harbour & Pine " + how, 0}}, "form.panel .btn.primary", "", ".nav, .brand, aside, header", how},
		{"somebody invited", "admin", at("/settings/people/new"),
			[]typed{{named("name"), "Nia " + how, 0}, {named("email"), "nia." + strings.ToLower(how) + "@quist.example", 0}}, "form.card .btn.primary", "", "main", "Good once"},
	}
}

func TestRecordsAreKeptWithoutScripts(t *testing.T) {
	for _, r := range keptForms("Plain") {
		t.Run(r.name, func(t *testing.T) {
			v := plain(t, r.role)
			v.open(r.start(v))
			for _, f := range r.fields {
				if f.down == 0 {
					v.set(f.selector, f.text)
					continue
				}
				v.set(f.selector, eval[string](v, `document.querySelector(`+"`"+f.selector+"`"+`).options[`+string(rune('0'+f.down))+`].value`))
			}
			v.submit(r.button)
			if r.then != "" {
				v.submit(r.then)
			}
			v.want(r.in, r.says)
		})
	}
}

// reach tabs on until something has the focus.
func (v *tab) reach(selector string) {
	v.t.Helper()
	for range 400 {
		if eval[bool](v, `document.activeElement.matches(`+"`"+selector+"`"+`)`) {
			return
		}
		v.press(kb.Tab)
	}
	v.t.Fatalf("%s: 400 tabs do not lead to %s", v.path(), selector)
}

// enters presses Enter on what has the focus and waits for the page that follows.
func (v *tab) enters() {
	v.t.Helper()
	eval[bool](v, "window.before = true")
	v.enter()
	v.await("the page that follows", `!window.before && document.readyState === 'complete'`)
}

func TestRecordsAreKeptByKeyboardAlone(t *testing.T) {
	for _, r := range keptForms("Keys") {
		t.Run(r.name, func(t *testing.T) {
			v := visitor(t, r.role, 1440, 900)
			v.open(r.start(v))
			for _, f := range r.fields {
				v.reach(f.selector)
				for range f.down {
					v.press(kb.ArrowDown)
				}
				if f.down == 0 { // a field that is reached has its text marked
					v.do(chromedp.KeyEvent(f.text))
				}
			}
			v.reach(r.button)
			v.enters()
			if r.then != "" {
				v.reach(r.then)
				v.enters()
			}
			v.want(r.in, r.says)
		})
	}
}
