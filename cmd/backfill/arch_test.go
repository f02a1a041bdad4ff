package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the project, seen from this package.
const root = "../.."

// frame is what every area of the screen may know.
var frame = []string{"model", "model/*", "views/layout", "views/ui", "views/urls", "views/words"}

// mayKnow holds who knows whom. A package that is not here has no place yet: give
// it one before it grows.
var mayKnow = map[string][]string{
	"model":          {},
	"model/promise":  {"model"},
	"model/allocate": {"model", "model/promise"},
	"model/intake":   {"model"},
	"model/demo":     {"model"},
	"model/holidays": {"model"},
	"model/lateness": {"model"},
	"model/picture":  {"model"},
	"model/texts":    {"model"},
	"db":             {"model", "model/*"},
	"db/dbtest":      {"model", "model/*", "db"},
	"static":         {},

	"views/urls":   {},
	"views/ui":     {"model", "views/urls"},
	"views/words":  {"model", "views/ui", "views/urls"},
	"views/layout": {"model", "views/ui", "views/urls", "views/words"},

	"views/people":     frame,
	"views/backorders": frame,
	"views/find":       frame,
	"views/help":       frame,
	"views/imports":    frame,
	"views/lists":      frame,
	"views/orders":     frame,
	"views/papers":     frame,
	"views/partners":   frame,
	"views/purchasing": frame,
	"views/receiving":  frame,
	"views/rank":       frame,
	"views/runs":       frame,
	"views/settings":   frame,
	"views/reconcile":  frame,
	"views/stock":      append(slices.Clone(frame), "views/lists"), // a product shows the newest rows of a list
	"views/pagetest":   {},
	"views/gallery":    {"model", "model/*", "views/*"}, // shows every area's components

	"handlers":         {"model", "model/*", "db", "views/*", "static", "handlers/files"},
	"handlers/files":   {"model", "model/*"},
	"handlers/jobs":    {"model", "model/*", "db"},
	"cmd/backfill/e2e": {},                                     // looks at the finished program from outside
	"cmd/bench":        {"model", "model/*", "db", "handlers"}, // measures; no part of the desk
	"cmd/backfill":     {"model", "model/*", "db", "views/*", "static", "handlers", "handlers/*"},
}

// testSupport is what tests of every package may use, and nothing else.
const testSupport = "db/dbtest"

// noIO are packages that say what is true without asking the world.
var noIO = []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "log/slog", "crypto/rand", "syscall", "path/filepath"}

func TestWhoKnowsWhom(t *testing.T) {
	seen := map[string]bool{}
	eachImport(t, func(file, pkg, path string) {
		seen[pkg] = true
		rule, ok := mayKnow[pkg]
		if !ok {
			t.Errorf("%s: package %s has no rule in mayKnow", file, pkg)
			return
		}
		known, ours := strings.CutPrefix(path, "backfill/")
		if ours && known == testSupport && strings.HasSuffix(file, "_test.go") {
			return
		}
		if ours && known != pkg && !allows(rule, known) {
			t.Errorf("%s: %s must not know %s", file, pkg, known)
		}
		pure := pkg == "model" || strings.HasPrefix(pkg, "model/")
		if pure && slices.Contains(noIO, path) && !strings.HasSuffix(file, "_test.go") {
			t.Errorf("%s: %s imports %s; model does no input or output", file, pkg, path)
		}
	})
	for _, core := range []string{"model", "db", "handlers", "cmd/backfill", "views/ui"} {
		if !seen[core] {
			t.Errorf("package %s was not looked at", core)
		}
	}
}

// allows tells whether a rule lets a package in; a test may know its own package.
func allows(rule []string, pkg string) bool {
	for _, r := range rule {
		if family, ok := strings.CutSuffix(r, "/*"); r == pkg || ok && strings.HasPrefix(pkg, family+"/") {
			return true
		}
	}
	return false
}

// eachImport calls f for every import of every Go file of the project.
func eachImport(t *testing.T, f func(file, pkg, path string)) {
	t.Helper()
	set := token.NewFileSet()
	for _, file := range sources(t, ".go") {
		parsed, err := parser.ParseFile(set, filepath.Join(root, file), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			f(file, filepath.ToSlash(filepath.Dir(file)), path)
		}
	}
}

// sources lists the project's files that end like this, from its root.
func sources(t *testing.T, ending string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ending) {
			name, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s files found (%v)", ending, err)
	}
	return files
}
