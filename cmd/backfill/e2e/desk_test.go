//go:build e2e

// Package e2e looks at the desk as people do: the real program on a demo file,
// in a real browser.
package e2e

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// site is where the desk under test listens, binary the program itself.
var site, binary string

// browser is the context of the one browser; each test opens tabs in it.
var browser context.Context

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "backfill-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if binary, err = build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var stop func()
	if site, stop, err = startDesk(dir); err != nil {
		fmt.Fprintln(os.Stderr, "start the desk:", err)
		return 1
	}
	defer stop()
	end, err := startBrowser(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "start the browser:", err)
		return 1
	}
	defer end()
	return m.Run()
}

func build(dir string) (path string, err error) {
	path = filepath.Join(dir, "backfill")
	if out, err := exec.Command("go", "build", "-o", path, "backfill/cmd/backfill").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
}

// startDesk starts the program on a demo file in dir and a free port, and waits
// until it says where it listens.
func startDesk(dir string) (site string, stop func(), err error) {
	cmd := exec.Command(binary, "serve", "--demo", "--dev", "--addr", "127.0.0.1:0", "--db", filepath.Join(dir, "desk.db"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text()); m != "" {
			go func() {
				for lines.Scan() { // keep the pipe empty
				}
			}()
			return m, stop, nil
		}
	}
	stop()
	return "", nil, fmt.Errorf("it ended without an address: %w", lines.Err())
}

func startBrowser(dir string) (end func(), err error) {
	path := ""
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); name != "" && err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no Chromium found: install it (Debian: apt-get install chromium) or name it in CHROMIUM")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.Flag("hide-scrollbars", true))
	tab, cancelTab := chromedp.NewContext(ctx)
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		cancel()
		return nil, err
	}
	browser = tab
	return func() { cancelTab(); cancel() }, nil
}

// patience is how long one step in the browser may take on a busy machine.
const patience = 30 * time.Second

// tab is one page of a person's browser, with cookies of its own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site string
}

// visitor opens a fresh browser profile, logged in as role ("" for nobody).
func visitor(t *testing.T, role string, width, height int64) *tab {
	t.Helper()
	v := visitorAt(t, site, width, height)
	if role != "" {
		v.logIn(role+"@demo.test", "backfill-demo-1")
	}
	return v
}

// visitorAt opens a fresh browser profile for a desk, logged in as nobody.
func visitorAt(t *testing.T, site string, width, height int64) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	v := &tab{t, ctx, site}
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as this context, not as one step's
		t.Fatal(err)
	}
	v.do(watchViolations(), chromedp.EmulateViewport(width, height))
	return v
}

func (v *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("in the browser: %v", err)
	}
}

// eval runs an expression on the page.
func eval[T any](v *tab, js string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("evaluate %.80s: %v", js, err)
	}
	return got
}

func (v *tab) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.site + path))
}

// submit clicks and waits for the page that follows.
func (v *tab) submit(selector string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		v.t.Fatalf("click %s: %v", selector, err)
	}
}

func (v *tab) logIn(email, password string) {
	v.t.Helper()
	v.open("/login")
	v.do(chromedp.SendKeys(chromedp.CSS("input[name=email]"), email), chromedp.SendKeys(chromedp.CSS("input[name=password]"), password))
	v.submit("form.login button")
	if path := eval[string](v, "location.pathname"); path == "/login" {
		v.t.Fatalf("%s is still at the log-in page: %s", email, eval[string](v, "document.body.innerText"))
	}
}

func (v *tab) setTheme(theme string) {
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { return emulateTheme(ctx, t, theme) }))
}

func slug(path string) string {
	s := strings.Trim(regexp.MustCompile(`[^a-zA-Z0-9]+`).ReplaceAllString(path, "-"), "-")
	if s == "" {
		return "root"
	}
	return s
}
