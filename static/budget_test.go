package static

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// What the desk's own style and scripts may weigh on the wire: the first page
// is for somebody on a slow line too.
func TestBudget(t *testing.T) {
	const limit = 8 << 10
	all, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	total := map[string]int{}
	for name, f := range all.served {
		if !f.forever && path.Dir(name) == "." {
			total[path.Ext(name)] += len(f.small)
		}
	}
	for _, kind := range []string{".css", ".js"} {
		if got := total[kind]; got == 0 || got > limit {
			t.Errorf("all own %s: %d bytes compressed, want at most %d", kind, got, limit)
		}
	}
}

func TestStyleIsServedWithoutItsComments(t *testing.T) {
	f, err := read(fstest.MapFS{"a.css": {Data: []byte("/* one\n two */\n.a { top: 0 } /* x */ .b { left: 0 }")}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(f.served["a.css"].plain), ".a { top: 0 } .b { left: 0 }"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A class that no page carries is a rule nobody needs.
func TestNoDeadClasses(t *testing.T) {
	css, err := fs.ReadFile(files, "app.css")
	if err != nil {
		t.Fatal(err)
	}
	rules := regexp.MustCompile(`(?s)/\*.*?\*/|"[^"]*"`).ReplaceAllString(string(css), "")
	used := sources(t)
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.([a-z][a-z-]*)`).FindAllStringSubmatch(rules, -1) {
		class := m[1]
		if seen[class] || strings.HasPrefix(class, "htmx-") {
			continue
		}
		seen[class] = true
		if !regexp.MustCompile(`["\s]` + class + `["\s]`).MatchString(used) {
			t.Errorf(".%s is styled and no page has it", class)
		}
	}
}

// sources are the templates, the Go code and the scripts a class may be named in.
func sources(t *testing.T) string {
	t.Helper()
	js, err := os.ReadFile("app.js")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.ReplaceAll(string(js), "'", `"`)
	err = fs.WalkDir(os.DirFS("../views"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		b, err := os.ReadFile("../views/" + name)
		all += string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
