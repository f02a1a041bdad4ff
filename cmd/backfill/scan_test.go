package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// never is text that has no place in the project's code; except names the files
// where it was looked at and is right.
type never struct {
	why    string
	text   *regexp.Regexp
	ending string
	under  []string // folders, "" for all
	except []string // files, or folders ending in /
	tests  bool     // test files too
}

var scans = []never{
	{why: "only the command has a clock; everything below is handed one (D7)",
		text: regexp.MustCompile(`\btime\.(Now|Since|Until)\(`), ending: ".go", under: []string{"model/", "db/", "handlers/", "views/", "static/"}},
	{why: "only write and migrations begin a transaction (A4)",
		text: regexp.MustCompile(`\.(Begin|BeginTx|Beginx|BeginTxx|MustBegin)\(`), ending: ".go", under: []string{""}, except: []string{"db/tx.go", "db/migrate.go", "cmd/bench/"}},
	{why: "only SQLite opens the desk's file; closing it elsewhere drops its locks (A8)",
		text: regexp.MustCompile(`\bos\.(Open|OpenFile|Create|ReadFile|WriteFile)\(|\.File\(`), ending: ".go", under: []string{"db/", "handlers/"},
		except: []string{"db/appkey.go", "db/store.go", "db/backup.go", "db/restore.go",
			"handlers/settings_system.go"}}, // a copy that is sent home, made by SQLite and closed
	{why: "chance comes from crypto/rand; the demo company's from a seed (F48)",
		text: regexp.MustCompile(`"math/rand`), ending: ".go", under: []string{""}, except: []string{"model/demo/demo.go"}},
	{why: "the desk starts no programs (F42)", text: regexp.MustCompile(`"os/exec"`), ending: ".go", under: []string{""}, except: []string{"cmd/bench/"}},
	{why: "pages are templ components (F42)", text: regexp.MustCompile(`"(html|text)/template"`), ending: ".go", under: []string{""}},
	{why: "certificates are verified (F49)", text: regexp.MustCompile(`InsecureSkipVerify`), ending: ".go", under: []string{""}, tests: true},
	{why: "templ escapes everything; nothing gets past it (F31)",
		text: regexp.MustCompile(`templ\.(Raw|SafeURL|JSUnsafeFuncCall|JSExpression|SafeCSS|SafeScript)|@?script \w+\(|\bcss \w+\(\) \{`), ending: ".templ", under: []string{""}},
	{why: "templ escapes everything; nothing gets past it (F31)",
		text: regexp.MustCompile(`templ\.(Raw|SafeURL|JSUnsafeFuncCall|JSExpression|SafeCSS|SafeScript)\b`), ending: ".go", under: []string{"views/", "handlers/"}},
	{why: "the content security policy drops inline style and script, and htmx expressions need eval (F28)",
		text: regexp.MustCompile(`\sstyle=|\son[a-z]+=|hx-on|hx-boost|hx-vals='?"?js:|hx-vars|hx-trigger="[^"]*\[|<style|<script>|<script [^>]*>[^<]`), ending: ".templ", under: []string{""}},
	{why: "nothing is fetched from elsewhere (F34)", text: regexp.MustCompile(`(src|href)="(https?:)?//`), ending: ".templ", under: []string{""}},
	{why: "quantities and money are exact (B11)", text: regexp.MustCompile(`\bfloat(32|64)\b`), ending: ".go", under: []string{"model/", "db/", "handlers/"},
		except: []string{"model/lateness/"}}, // statistics of days; whole numbers go in and come out
	{why: "forms are read field by field; Bind loses fields without a word", text: regexp.MustCompile(`\.Bind\(|\.FormValue\(`), ending: ".go", under: []string{"handlers/"}},
	{why: "promised, then left", text: regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`), ending: ".go", under: []string{""}, tests: true},
	{why: "a test that is skipped proves nothing", text: regexp.MustCompile(`\bt\.Skip`), ending: "_test.go", under: []string{""}, tests: true},
}

func TestWhatMayNotStandInTheSources(t *testing.T) {
	for _, n := range scans {
		for _, file := range sources(t, n.ending) {
			if !n.covers(file) {
				continue
			}
			for i, line := range strings.Split(readSource(t, file), "\n") {
				if n.text.MatchString(line) {
					t.Errorf("%s:%d: %s: %s", file, i+1, n.why, strings.TrimSpace(line))
				}
			}
		}
	}
}

func (n never) covers(file string) bool {
	if strings.HasSuffix(file, "_templ.go") || file == "cmd/backfill/scan_test.go" || n.excepts(file) {
		return false
	}
	if strings.HasSuffix(file, "_test.go") && !n.tests {
		return false
	}
	return slices.ContainsFunc(n.under, func(dir string) bool { return strings.HasPrefix(file, dir) })
}

func (n never) excepts(file string) bool {
	return slices.ContainsFunc(n.except, func(e string) bool {
		return file == e || strings.HasSuffix(e, "/") && strings.HasPrefix(file, e)
	})
}

func readSource(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sqlWord marks a string as SQL.
var sqlWord = regexp.MustCompile(`(?i)\b(select|insert|update|delete|where|order by|values)\b`)

// builtHere are the files that put SQL together from parts. Each was read: the
// parts are constants of that file or keys of a fixed map, never input.
var builtHere = []string{"db/backup.go", "db/board_count.go", "db/board_spots.go", "db/board_where.go", "db/demo_remove.go", "db/list.go", "db/list_search.go", "db/order.go", "db/partner.go",
	"db/product.go", "db/purchasing.go"}

// TestSQLIsConstant finds SQL that is put together from anything but literals
// and constants (A13).
func TestSQLIsConstant(t *testing.T) {
	set := token.NewFileSet()
	constant, parsed := map[string]bool{}, map[string]*ast.File{}
	for _, file := range sources(t, ".go") {
		if !strings.HasPrefix(file, "db/") || strings.HasPrefix(file, testSupport) || strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, filepath.Join(root, file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed[file] = f
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				for _, s := range g.Specs {
					for _, name := range s.(*ast.ValueSpec).Names {
						constant[name.Name] = true
					}
				}
			}
		}
	}
	for file, f := range parsed {
		if slices.Contains(builtHere, file) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if bad := builtSQL(n, constant); bad != nil {
				t.Errorf("%s: SQL is built from a value; use a parameter", set.Position(bad.Pos()))
				return false
			}
			return true
		})
	}
}

// builtSQL gives the part of an expression that puts a value into SQL.
func builtSQL(n ast.Node, constant map[string]bool) ast.Node {
	switch e := n.(type) {
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return nil
		}
		parts := sum(e)
		if !slices.ContainsFunc(parts, isSQL) {
			return nil
		}
		for _, p := range parts {
			if name, ok := p.(*ast.Ident); ok && constant[name.Name] || literal(p) != "" {
				continue
			}
			return p
		}
	case *ast.CallExpr:
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Sprint") && slices.ContainsFunc(e.Args, isSQL) {
			return e
		}
	}
	return nil
}

func sum(e ast.Expr) []ast.Expr {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.ADD {
		return append(sum(b.X), sum(b.Y)...)
	}
	return []ast.Expr{e}
}

func isSQL(e ast.Expr) bool { return sqlWord.MatchString(literal(e)) }

func literal(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return text + " " // an empty literal is one too
}

// TestPins holds what go.mod must not lose: the framework without its known
// hole, and the C library that SQLite was translated against.
func TestPins(t *testing.T) {
	ours := goMod(t, filepath.Join(root, "go.mod"))
	if v := ours["github.com/labstack/echo/v4"]; !strings.HasPrefix(v, "v4.") || v < "v4.16.0" {
		t.Errorf("echo is %s, want v4.16.0 or newer (F34)", v)
	}
	where, err := exec.Command("go", "list", "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs := goMod(t, strings.TrimSpace(string(where)))
	if got, want := ours["modernc.org/libc"], theirs["modernc.org/libc"]; got != want {
		t.Errorf("modernc.org/libc is %s, but SQLite %s was made for %s", got, ours["modernc.org/sqlite"], want)
	}
}

// goMod reads which versions a go.mod asks for.
func goMod(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if part := strings.Fields(strings.TrimPrefix(line, "require ")); len(part) >= 2 && strings.HasPrefix(part[1], "v") {
			versions[part[0]] = part[1]
		}
	}
	return versions
}
