//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

// startEmpty starts the program on a new file and gives the code it prints.
func startEmpty(t *testing.T) (site, code string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "backfill-e2e-empty-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	cmd := exec.Command(binary, "serve", "--dev", "--addr", "127.0.0.1:0", "--db", filepath.Join(dir, "desk.db"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`set-up code (\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			code = m[1]
		}
		if m := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text()); m != "" {
			go func() {
				for lines.Scan() { // keep the pipe empty
				}
			}()
			return m, code
		}
	}
	t.Fatalf("no address was printed: %v", lines.Err())
	return "", ""
}

// The files of a company of its own: one product that is not there, one customer
// who waits for it.
var ownFiles = [][2]string{
	{"products", "sku,name,unit\nELM-18,Elm board 18 mm,pc\n"},
	{"customers", "code,name\nHART,Hartley Joinery\n"},
	{"orders", "order,customer,ordered_at,line,sku,quantity\nSO-1,HART,2026-11-20,1,ELM-18,12\n"},
}

// TestFirstRun goes from a new file to a board with own data, six screens and
// three files, with scripts and without.
func TestFirstRun(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) { firstRun(t, scripts) })
	}
}

func firstRun(t *testing.T, scripts bool) {
	own, code := startEmpty(t)
	v := visitorAt(t, own, 1440, 900)
	if !scripts {
		v.scriptsOff()
	}
	look := func(name string) {
		if scripts {
			v.look(name)
		}
	}
	var screens []string
	clicks := 0
	press := func(selector string) {
		t.Helper()
		screens = append(screens, v.path())
		v.submit(selector)
		clicks++
	}
	v.open("/orders")
	if v.path() != "/setup" {
		t.Fatalf("a new desk leads to %s", v.path())
	}
	look("setup-1")
	v.fill("code", code)
	v.fill("name", "Ada Quist")
	v.fill("email", "ada@quist.example")
	v.fill("password", "eleven grey herons")
	press("form.panel .btn.primary")
	look("setup-2")
	v.set(named("company"), "Quist Timber")
	v.set(named("time_zone"), "Europe/Stockholm")
	press("form .btn.primary")
	look("setup-3")
	v.click("input[value=import]")
	clicks++
	press("form .btn.primary")
	look("setup-4")
	press("form .btn.primary")
	look("setup-5")
	press("form .btn.primary")
	look("setup-6")
	press("form[action='/setup/done'] button")
	if len(screens) != 6 || clicks > 8 || v.path() != "/imports/new" {
		t.Errorf("%d screens with %d clicks to %s: %v", len(screens), clicks, v.path(), screens)
	}
	for _, f := range ownFiles {
		v.open("/imports/new?kind=" + f[0])
		v.set(named("pasted"), f[1])
		press("form.card .btn.primary")
		press(`form[action$="/import"] .btn.primary`)
		v.want("#status", "imported: 1 new")
	}
	v.open("/")
	v.want("tr[data-line='SO-1/1']", "ELM-18", "Hartley Joinery")
	v.want("section[aria-labelledby=first-steps]", "First steps", "Add the people you work with")
	if clicks > 14 {
		t.Errorf("%d clicks to a board with own data", clicks)
	}
	look("first-steps")
	if scripts {
		for _, path := range []string{"/settings/people", "/settings/people/new", "/settings/people/1", "/settings/keys", "/settings/security", "/account", "/account/code", "/sure"} {
			v.open(path)
			look(slug(path))
		}
	}
	v.open("/")
	v.submit("section[aria-labelledby=first-steps] button")
	if left := v.text("section[aria-labelledby=first-steps]"); left != "" {
		t.Errorf("the list stays: %s", left)
	}
}

// look holds the page against the rules in both widths and both themes.
func (v *tab) look(name string) {
	v.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			v.setTheme(theme)
			v.do(chromedp.EmulateViewport(width, 900), chromedp.Reload())
			where := fmt.Sprintf("%d-%s", width, theme)
			v.check(name, where)
			v.shoot(strings.Join([]string{"people", name, where}, "-"))
		}
	}
	v.setTheme("light")
	v.do(chromedp.EmulateViewport(1440, 900), chromedp.Reload())
}
