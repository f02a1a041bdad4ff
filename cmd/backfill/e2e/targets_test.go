//go:build e2e

package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// work counts what a person does to get something done: each click, and each key
// that types no text. Choosing a value in a list or a date counts as typing.
type work struct {
	*tab
	steps []string
}

// atWork is somebody on the page that their role's day starts with.
func atWork(t *testing.T, role string) *work {
	v := visitor(t, role, 1440, 900)
	v.open("/")
	return &work{tab: v}
}

// tap clicks something and waits for what follows.
func (w *work) tap(what, selector string, followed string) {
	w.t.Helper()
	w.steps = append(w.steps, what)
	w.click(selector)
	w.await(what, followed)
}

// goes clicks something that leads to another page.
func (w *work) goes(what, selector string) {
	w.t.Helper()
	w.steps = append(w.steps, what)
	w.submit(selector)
}

// find opens something by its number from wherever one is: two keys and the number.
func (w *work) find(number, path string) {
	w.t.Helper()
	w.steps = append(w.steps, "/", "Enter")
	w.stroke("/", "/", 191)
	w.await("the palette", `document.querySelector('#palette[open]') && document.activeElement.id === 'palette-q'`)
	w.press(number)
	w.enter()
	w.await(number, `decodeURIComponent(location.pathname) === '`+path+`' && !!document.querySelector('main h1')`)
}

// within fails above the target and one more.
func (w *work) within(target int) {
	w.t.Helper()
	if n := len(w.steps); n > target+1 {
		w.t.Errorf("%d steps, the target is %d: %s", n, target, strings.Join(w.steps, ", "))
	}
}

// TestSalesWithinTheClicks is the row of sales in the table of frequent tasks.
func TestSalesWithinTheClicks(t *testing.T) {
	t.Run("can I promise 60", func(t *testing.T) {
		w := atWork(t, "sales")
		sku := w.values("tr[data-line] td.what a", "href")[0]
		sku, _ = url.PathUnescape(strings.TrimPrefix(sku, "/products/"))
		w.find(sku, "/products/"+sku)
		w.want("main", "Available", "On hand")
		w.within(2)
	})
	t.Run("find an order", func(t *testing.T) {
		w := atWork(t, "sales")
		number, _, _ := strings.Cut(w.values("tr[data-line]", "data-line")[0], "/")
		w.find(number, "/orders/"+number)
		w.within(2)
	})
	t.Run("an order with a shortage takes no more than one without", func(t *testing.T) {
		w := atWork(t, "sales")
		lines, customer := w.sixLines(), w.aCustomer()
		stocked := lines[slices.IndexFunc(lines, func(l entered) bool { return l.qty == "1" })].sku
		for i, l := range []entered{{stocked, "1"}, {stocked, "60000"}} {
			w.open("/orders/new")
			w.fill("customer", customer)
			w.fill("lines[0].sku", l.sku)
			w.fill("lines[0].qty", l.qty)
			w.steps = nil
			w.goes("Enter order", "form.card .btn.primary")
			w.want("#status", "entered.")
			if short := strings.Contains(w.text("section[aria-label='What was promised']"), "short"); short != (i == 1) {
				t.Errorf("%s of %s: short is %v", l.qty, l.sku, short)
			}
			if len(w.steps) != 1 {
				t.Errorf("it took %v", w.steps)
			}
		}
	})
	t.Run("raise a priority", func(t *testing.T) {
		w := atWork(t, "sales")
		row := eval[string](w.tab, `[...document.querySelectorAll('tr[data-line]')].find(r => r.querySelector('td.prio').innerText > 'P1').id`)
		w.tap("the line", "#"+row+" th a", `document.activeElement.id === 'drawer-title'`)
		label := w.text(".drawer .doing button[name=priority]")
		w.goes(label, ".drawer .doing button[name=priority]")
		w.want("#status", "set to "+label[len(label)-1:])
		w.within(2)
	})
	t.Run("my late lines", func(t *testing.T) {
		w := atWork(t, "sales")
		me := w.text(".me summary .who, .who")
		me, _, _ = strings.Cut(strings.TrimSpace(me), "\n")
		w.tap("Mine, past promise", ".kpis a[href*='view=mine']", `location.search.includes('late=yes') && [...document.querySelectorAll('tr[data-line]')].length > 0 &&
			[...document.querySelectorAll('tr[data-line] td.owner .avatar')].every(e => e.title === '`+me+`')`)
		if len(w.steps) != 1 {
			t.Errorf("it took %v", w.steps)
		}
	})
}

// TestServiceWithinTheClicks: to find the line; the answer to copy comes with
// the replies, as do approving, compensating and returns.
func TestServiceWithinTheClicks(t *testing.T) {
	w := atWork(t, "service")
	number, _, _ := strings.Cut(w.values("tr[data-line]", "data-line")[0], "/")
	w.find(number, "/orders/"+number)
	w.want("main", "Promise", "ETA")
	w.within(2)
}

// TestManagerWithinTheClicks is the row of managers. Seeing the effect of another
// priority comes with the simulation, the fill rate by week with the reports,
// gifts over the limit with the replies.
func TestManagerWithinTheClicks(t *testing.T) {
	t.Run("the morning picture", func(t *testing.T) {
		w := atWork(t, "manager")
		w.want(".kpis", "Open lines", "Past promise", "No supply")
		w.within(-1) // nothing is to be done for it
	})
	t.Run("export a view", func(t *testing.T) {
		w := atWork(t, "manager")
		w.steps = append(w.steps, "Export CSV")
		if got := w.download("main .head a[href*='/backorders.csv']"); strings.Count(got, "\r\n") < 2 {
			t.Errorf("the file has no rows: %.80s", got)
		}
		w.within(1)
	})
}

// TestAdminWithinTheClicks is the row of admins. The first set-up has its own test.
func TestAdminWithinTheClicks(t *testing.T) {
	t.Run("add somebody", func(t *testing.T) {
		w := atWork(t, "admin")
		w.goes("Settings", ".nav a[href='/settings']")
		w.goes("People", "main a[href='/settings/people']")
		w.goes("Invite somebody", "main .head a.primary")
		w.fill("name", "Noor Visser")
		w.fill("email", "noor@visser.example")
		w.goes("Make the invitation", "form.card .btn.primary")
		w.want("main", "Invitation for noor@visser.example")
		w.within(3)
	})
	t.Run("take a backup", func(t *testing.T) {
		w := atWork(t, "admin")
		w.goes("Settings", ".nav a[href='/settings']")
		w.steps = append(w.steps, "Download a backup")
		got := eval[string](w.tab, `(f => fetch(f.action, {method: 'POST', body: new URLSearchParams(new FormData(f))}).then(async r => r.status + ' ' + (await r.text()).slice(0, 15)))(document.querySelector('main .head form[action="/settings/system/backup"]'))`)
		if got != "200 SQLite format 3" {
			t.Errorf("not a backup: %q", got)
		}
		w.within(1)
	})
	t.Run("repeat an import", func(t *testing.T) {
		w := atWork(t, "admin")
		w.keepsAMap()
		w.open("/")
		w.goes("Imports", ".nav a[href='/imports']")
		w.want("#feeds", "Our till", "Customers")
		w.chooses("the next file of Our till", `#feeds tr:has([value="Our till"]) input[type=file]`, "Nr;Firma\nTILL-1;One, renamed\nTILL-2;Two\n")
		w.want("#result", "What the import would do", "One, renamed", "Import 2 rows")
		w.goes("Import 2 rows", `form[action$="/import"] .btn.primary`)
		w.want("#status", "next.csv imported: 1 new, 1 changed")
		w.within(2)
	})
	t.Run("change a policy and see whom it touches", func(t *testing.T) {
		w := atWork(t, "admin")
		w.goes("Settings", ".nav a[href='/settings']")
		w.goes("Allocation and promises", "main a[href='/settings/promises']")
		days := w.values("form.panel input:not([type=hidden])", "name")[1]
		w.set(named(days), "4")
		w.goes("See what changes", "form.panel .btn.primary")
		w.want("h1", "Look before you save")
		w.within(3)
	})
}

// keepsAMap imports a foreign file and keeps for its source how it is read.
func (w *work) keepsAMap() {
	w.t.Helper()
	w.open("/imports/new?kind=customers")
	w.fill("source", "Our till")
	w.tab.set(named("pasted"), "Nr;Firma\nTILL-1;One\n")
	w.submit("form.card .btn.primary")
	w.tab.set(`select[name="col_code"]`, "c0")
	w.click("#map details > summary")
	w.tab.set(`select[name="col_name"]`, "c1")
	w.click("#map [name=remember]")
	w.submit("#map .actions .btn")
	w.submit(`form[action$="/import"] .btn.primary`)
}

// chooses takes a file from the disk, which is looked at at once.
func (w *work) chooses(what, selector, content string) {
	w.t.Helper()
	w.steps = append(w.steps, what)
	file := filepath.Join(w.t.TempDir(), "next.csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles(chromedp.CSS(selector), []string{file}))
	w.await(what, `location.pathname.startsWith('/imports/uploads/') && !!document.querySelector('#result')`)
}

// TestPurchasingWithinTheClicks is the row of purchasing. Asking suppliers by
// mail for a date comes with the messages, their reliability with the reports.
func TestPurchasingWithinTheClicks(t *testing.T) {
	t.Run("set a purchase order's date", func(t *testing.T) {
		w := atWork(t, "purchasing")
		po := w.text("main tbody a[href^='/pos/']")
		w.find(po, "/pos/"+po)
		if len(w.values("form [name=eta]", "name")) == 0 {
			w.goes("Set ETA", "td.act a[href*='line=']")
		}
		w.set(named("eta"), "2027-02-16")
		w.do(chromedp.Focus(chromedp.CSS(named("eta"))))
		w.goes("Save ETA", "form:has([name=eta]) .btn.primary")
		w.want("main", "16 Feb 2027")
		w.within(3)
	})
}
