//go:build e2e

package e2e

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// await waits until an expression is true on the page, or on the page that
// follows it: in between there is none, and asking fails.
func (v *tab) await(what, js string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	for {
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js))
		if err == nil && yes {
			return
		}
		select {
		case <-ctx.Done():
			v.t.Fatalf("%s: not so after %v, last %v; at %s", what, patience, err, eval[string](v, "location.href"))
		case <-time.After(30 * time.Millisecond):
		}
	}
}

func (v *tab) press(key string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(key))
}

// whole tells whether the page is a document and not a bare part of one.
const whole = `!!document.querySelector('.shell > nav') && document.querySelectorAll('#board').length === 1`

// ux.md 12.1.
func TestBackAfterTwoFiltersShowsTheWholePage(t *testing.T) {
	v := visitor(t, "sales", 1440, 900)
	v.open("/backorders")
	v.click(".tabs a[href*='view=risk']")
	v.await("the view", `document.querySelector('.tabs [aria-current]').innerText.startsWith('At risk') && location.search.includes('view=risk')`)
	v.click("td.who a")
	v.await("the filter", `location.search.includes('customer=') && !!document.querySelector('.filters .filter')`)
	if all := v.values("tr[data-line] td.who", "title"); len(all) == 0 || len(slices.Compact(all)) != 1 {
		t.Errorf("filtered by one customer, shows %v", all)
	}
	v.do(chromedp.NavigateBack())
	v.await("the view after back", `!location.search.includes('customer=') && !document.querySelector('.filters .filter') && document.querySelector('.tabs [aria-current]')?.innerText.startsWith('At risk') && `+whole)
	if got := v.values("tr[data-line]", "data-status"); len(got) == 0 {
		t.Error("no rows after back")
	}
}

func TestFilterSortPageAndDrawer(t *testing.T) {
	v := visitor(t, "sales", 1440, 900)
	v.open("/backorders?size=25")
	eval[bool](v, "window.stayed = true")

	first := v.values("tr[data-line]", "data-line")
	v.click(".pager [rel=next]")
	v.await("the next page", `document.querySelector('tr[data-line]').dataset.line !== '`+first[0]+`'`)
	for _, line := range v.values("tr[data-line]", "data-line") {
		if slices.Contains(first, line) {
			t.Errorf("%s is on both pages", line)
		}
	}
	v.click("thead a[href*='sort=promise']")
	v.await("sorted", `document.querySelector('th[aria-sort=ascending]')?.innerText.startsWith('Promise') ?? false`)
	v.do(chromedp.SendKeys(chromedp.CSS("#q"), first[0][:len(first[0])-2]))
	v.await("found", `location.search.includes('q=') && [...document.querySelectorAll('tr[data-line]')].every(r => r.dataset.line.startsWith('`+first[0][:len(first[0])-2]+`'))`)
	if focus := eval[string](v, "document.activeElement.id"); focus != "q" {
		t.Errorf("the search lost the focus to %q", focus)
	}
	v.click("tr[data-line] th a")
	v.await("the drawer", `document.activeElement.id === 'drawer-title' && location.search.includes('peek=')`)
	v.shoot("journey-drawer")
	if !eval[bool](v, "window.stayed === true") {
		t.Error("the page was loaded anew; only the board should have been replaced")
	}
	for _, trouble := range eval[[]string](v, "window.trouble") {
		t.Error(trouble)
	}
}

func TestWhyOpensBesideItsChip(t *testing.T) {
	for _, width := range []int64{1440, 390} {
		v := visitor(t, "sales", width, 844)
		v.open("/backorders?status=risk")
		v.click("td.status button")
		v.await("the sentences", `document.querySelectorAll('.pop:popover-open .why li').length > 1`)
		if hidden := eval[int](v, `(p => p.scrollWidth - p.clientWidth)(document.querySelector('.pop:popover-open'))`); hidden > 0 {
			t.Errorf("at %d: %d px of the sentences are cut off", width, hidden)
		}
		if !eval[bool](v, `(r => r.left >= 0 && r.right <= innerWidth)(document.querySelector('.pop:popover-open').getBoundingClientRect())`) {
			t.Errorf("at %d: it leaves the window", width)
		}
		v.check("/backorders with Why? open", strconv.FormatInt(width, 10))
		v.press(kb.Escape)
		v.await("closed", `!document.querySelector(':popover-open') && document.activeElement.matches('td.status button')`)
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	v := visitor(t, "sales", 1440, 900)
	v.openLine("/backorders?status=risk")
	do := v.doing("cancel")
	v.do(chromedp.SendKeys(chromedp.CSS(do+named("qty")), "forty"), chromedp.SendKeys(chromedp.CSS(do+named("why")), "customer rang"))
	v.submit(do + ".btn")
	v.refused()
	if got := v.values("#do-cancel [name=qty], #do-cancel [name=why]", "value"); !slices.Equal(got, []string{"forty", "customer rang"}) {
		t.Errorf("kept %q", got)
	}
	v.shoot("journey-line-refused")

	v.open("/orders/new")
	v.fill("customer", "nobody at all")
	v.fill("lines[0].sku", "NOT-A-SKU")
	v.fill("lines[0].qty", "many")
	v.submit("form.card .btn.primary")
	v.refused()
	v.want(".summary", "There is no customer nobody at all.", "Enter a number")
	if got := v.values("[name=customer], [name='lines[0].sku'], [name='lines[0].qty']", "value"); !slices.Equal(got, []string{"nobody at all", "NOT-A-SKU", "many"}) {
		t.Errorf("kept %q", got)
	}
	v.click(".summary a")
	if focus := eval[string](v, "document.activeElement.name ?? document.activeElement.id"); !strings.HasPrefix(focus, "customer") && !strings.HasPrefix(focus, "lines") {
		t.Errorf("the summary's link leads to %q", focus)
	}
	v.shoot("journey-order-refused")
}

// refused checks what every refused form does.
func (v *tab) refused() {
	v.t.Helper()
	if status := eval[int](v, "performance.getEntriesByType('navigation')[0].responseStatus"); status != 422 {
		v.t.Errorf("%s answers %d, want 422", v.path(), status)
	}
	v.await("the summary has the focus", `document.activeElement.matches('[data-error-summary]')`)
	if title := eval[string](v, "document.title"); !strings.HasPrefix(title, "Error: ") {
		v.t.Errorf("title %q", title)
	}
}

func TestBoardByKeyboardAlone(t *testing.T) {
	v := visitor(t, "sales", 1440, 900)
	v.open("/backorders")
	const onRow = `document.activeElement.matches('tr[data-line] th a')`
	for i := 0; !eval[bool](v, onRow); i++ {
		if i == 100 {
			t.Fatal("no row within 100 tabs")
		}
		v.press(kb.Tab)
	}
	row := eval[string](v, "document.activeElement.closest('tr').id")
	v.press(kb.Enter)
	v.await("the drawer", `document.activeElement.id === 'drawer-title'`)
	v.press(kb.Escape)
	v.await("closed", `!document.querySelector('#drawer') && `+onRow)
	if back := eval[string](v, "document.activeElement.closest('tr').id"); back != row {
		t.Errorf("focus is at %s, the drawer was opened from %s", back, row)
	}
	v.press(kb.Tab)
	if eval[bool](v, `document.activeElement === document.body`) {
		t.Error("the focus is lost after closing")
	}
}

func TestWhoComesSecondReadsWhoWasFirst(t *testing.T) {
	first, second := visitor(t, "sales", 1440, 900), visitor(t, "manager", 1440, 900)
	id := first.openLine("/backorders?status=risk&sort=promise")
	second.open("/lines/" + id)

	do := first.doing("hold")
	first.do(chromedp.SendKeys(chromedp.CSS(do+named("why")), "credit talk"))
	first.submit(do + ".btn")
	first.want("#status", "On hold.")

	do = second.doing("promise")
	second.set(do+named("date"), "2027-04-01")
	second.do(chromedp.SendKeys(chromedp.CSS(do+named("why")), "agreed by phone"))
	second.submit(do + ".btn")
	if status := eval[int](second, "performance.getEntriesByType('navigation')[0].responseStatus"); status != 409 {
		t.Errorf("answers %d, want 409", status)
	}
	second.want(".banner.warn", "sales@demo.test")
	second.want(".banner.hold", "credit talk")
	if got := second.values("#do-promise [name=date], #do-promise [name=why]", "value"); !slices.Equal(got, []string{"2027-04-01", "agreed by phone"}) {
		t.Errorf("kept %q", got)
	}
	second.shoot("journey-conflict")
	second.submit("#do-promise .btn")
	second.want("#status", "Promise set.")
}

// P14 of performance.md, the parts that do not depend on the machine.
func TestFirstViewOfTheBoardIsLight(t *testing.T) {
	const limit = 80 << 10
	v := visitor(t, "sales", 1440, 900)
	v.open("/login") // its requests are over before they are counted
	var mu sync.Mutex
	var total float64
	counted, stop := context.WithCancel(v.ctx)
	defer stop()
	if err := chromedp.Listen(counted, func(ev any) {
		if done, ok := ev.(*network.EventLoadingFinished); ok {
			mu.Lock()
			defer mu.Unlock()
			total += done.EncodedDataLength
		}
	}); err != nil {
		t.Fatal(err)
	}
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.ClearBrowserCache, cdp.Empty{})
		return err
	}))
	v.open("/backorders")
	lcp := eval[float64](v, `new Promise(done => new PerformanceObserver(l => done(l.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))`)
	time.Sleep(500 * time.Millisecond) // what loads late and what moves late shows
	if shift := eval[float64](v, `new Promise(done => {
		let sum = 0;
		new PerformanceObserver(l => l.getEntries().forEach(e => sum += e.value)).observe({type: 'layout-shift', buffered: true});
		setTimeout(() => done(sum), 100);
	})`); shift != 0 {
		t.Errorf("the layout shifts by %v", shift)
	}
	mu.Lock()
	defer mu.Unlock()
	t.Logf("%.1f KB transferred, largest contentful paint after %.0f ms", total/1024, lcp)
	if total < 10<<10 || total > limit {
		t.Errorf("%.0f bytes transferred, want at most %d", total, limit)
	}
	if styles := v.values("link[rel=stylesheet]", "href"); len(styles) != 1 {
		t.Errorf("style sheets: %v", styles)
	}
	if late := eval[[]bool](v, `[...document.scripts].map(s => s.defer && !!s.src)`); len(late) == 0 || slices.Contains(late, false) {
		t.Errorf("scripts deferred: %v", late)
	}
	if rows := v.values("tr[data-line]", "id"); len(rows) != 50 {
		t.Errorf("%d rows, want a full page", len(rows))
	}
}
