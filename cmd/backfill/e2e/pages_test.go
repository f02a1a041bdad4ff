//go:build e2e

package e2e

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

var roles = []string{"sales", "warehouse", "shipping", "service", "purchasing", "manager", "admin"}

// watchViolations has every page note what its content policy refused and what
// its scripts threw.
func watchViolations() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
			window.trouble = [];
			document.addEventListener('securitypolicyviolation', e => trouble.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
			addEventListener('error', e => trouble.push('error: ' + (e.message || e.target.src || e.target.href)), true);
			addEventListener('unhandledrejection', e => trouble.push('promise: ' + e.reason));`})
		return err
	})
}

func emulateTheme(ctx context.Context, t *chromedp.Target, theme string) error {
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	return err
}

// finding is one thing axe has against a page.
type finding struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

const runAxe = `axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})
	.then(r => r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' | ' + (n.any[0]?.message ?? ''))})))`

// check holds a page against the rules every page keeps.
func (v *tab) check(path, where string) {
	v.t.Helper()
	for _, trouble := range eval[[]string](v, "window.trouble") {
		v.t.Errorf("%s %s: %s", path, where, trouble)
	}
	if wide := eval[int](v, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
		v.t.Errorf("%s %s: the page itself scrolls sideways by %d px", path, where, wide)
	}
	eval[bool](v, axe+"; true")
	for _, f := range eval[[]finding](v, runAxe) {
		v.t.Errorf("%s %s: axe %s: %s\n  %s", path, where, f.ID, f.Help, strings.Join(f.Nodes, "\n  "))
	}
}

// shoot keeps a picture when SHOTS names a folder.
func (v *tab) shoot(name string) {
	v.t.Helper()
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// links lists the addresses of this site on the page that are worth a visit.
func (v *tab) links() []string {
	return eval[[]string](v, `[...document.querySelectorAll('a[href]')].map(a => new URL(a.href, location)).filter(u => u.origin === location.origin)
		.map(u => u.pathname + u.search)`)
}

// records are the areas whose second step names one record of many.
var records = regexp.MustCompile(`^/(settings/people|orders|products|receiving|reconcile|pos|customers|suppliers|lines|receipts|pick-lists|shipments|transfers|warehouses|allocate/runs|imports/uploads|reconcile/lines)/[^/?]+|^/(imports)/[0-9]+`)

// timelines are one list, whatever record it is of.
var timelines = regexp.MustCompile(`^/timeline/[a-z_]+/[0-9]+`)

// files are addresses that a browser keeps instead of showing.
var files = regexp.MustCompile(`^/static/|\.(csv|xlsx|pdf|json|png)(\?|$)|^/settings/system/backup|^/imports/maps/[0-9]+$`)

// shape folds addresses of the same kind into one: /orders/SO-1 and
// /orders/SO-2. Of filters that can be combined, each alone is enough.
func shape(link string) (s string, worth bool) {
	path, query, _ := strings.Cut(link, "?")
	if !strings.HasSuffix(path, "/new") {
		path = timelines.ReplaceAllString(records.ReplaceAllString(path, "/$1/*"), "/timeline/*/*")
	}
	keys := regexp.MustCompile(`\b(tab=[^&]*)|=[^&]*`).ReplaceAllString(query, "$1") // each tab is a page of its own
	if leaves.MatchString(keys) && path != "/orders" && path != "/backorders" {
		return path + "?" + keys, false
	}
	return path + "?" + keys, strings.Count(keys, "&") == 0
}

// leaves are what every list does the same way, by one mechanism: pages, their
// size and columns. The orders and the board stand for all.
var leaves = regexp.MustCompile(`^(after|before|size|columns)$`)

// tour visits every kind of page a role can reach, following links from start.
func (v *tab) tour(visit func(link string), start ...string) {
	seen := map[string]bool{}
	queue := start
	for len(queue) > 0 {
		if len(seen) == 400 {
			v.t.Fatalf("too many kinds of page, is %s one of many?", queue[0])
		}
		link := queue[0]
		queue = queue[1:]
		s, worth := shape(link)
		if !worth || seen[s] || files.MatchString(link) {
			continue
		}
		seen[s] = true
		v.open(link)
		visit(link)
		if isSample(link) {
			continue // what it links to is made up
		}
		next := v.links()
		slices.Sort(next)
		queue = append(queue, next...)
	}
	v.t.Logf("%d kinds of page", len(seen))
}

func isSample(link string) bool { return strings.HasPrefix(link, "/dev/gallery/") }

// onePerHandler keeps the first address of each path; the others are the same
// page with other rows. Samples are kept where that is asked for.
func onePerHandler(links []string, samples bool) (some []string) {
	seen := map[string]bool{}
	for _, l := range links {
		s, _ := shape(l)
		path, _, _ := strings.Cut(s, "?")
		if !seen[path] && (samples || !isSample(l)) {
			some = append(some, l)
		}
		seen[path] = true
	}
	return some
}

func TestEveryPageKeepsTheRules(t *testing.T) {
	var all []string
	v := visitor(t, "admin", 1440, 900)
	v.setTheme("light")
	v.tour(func(link string) {
		all = append(all, link)
		v.check(link, "1440 light")
		v.shoot(slug(link) + "-1440-light")
	}, "/", "/dev/gallery")
	if len(all) < 12 {
		t.Errorf("only %d kinds of page found: %v", len(all), all)
	}
	for _, look := range []struct {
		width int64
		theme string
	}{{1440, "dark"}, {1024, "light"}, {390, "light"}, {390, "dark"}} {
		height := int64(900)
		if look.width == 390 {
			height = 844
		}
		v := visitor(t, "admin", look.width, height)
		v.setTheme(look.theme)
		where := fmt.Sprintf("%d %s", look.width, look.theme)
		for _, link := range onePerHandler(all, where == "390 dark") { // with the first look, both widths and both themes
			v.open(link)
			v.check(link, where)
			v.shoot(fmt.Sprintf("%s-%d-%s", slug(link), look.width, look.theme))
		}
	}
}

func TestEveryRoleSeesOnlyPagesThatWork(t *testing.T) {
	for _, role := range roles {
		t.Run(role, func(t *testing.T) {
			v := visitor(t, role, 1440, 900)
			v.tour(func(link string) {
				status := eval[int](v, "performance.getEntriesByType('navigation')[0].responseStatus")
				if status != 200 {
					t.Errorf("%s answers %d; a link led there", link, status)
				}
				for _, trouble := range eval[[]string](v, "window.trouble") {
					t.Errorf("%s: %s", link, trouble)
				}
			}, "/")
		})
	}
}
