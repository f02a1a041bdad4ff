//go:build e2e

package e2e

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// plain opens a browser whose scripts are off: links, forms, <details> and
// nothing else.
func plain(t *testing.T, role string) *tab {
	t.Helper()
	v := visitorAt(t, site, 1440, 900)
	v.scriptsOff()
	v.logIn(role+"@demo.test", "backfill-demo-1")
	if eval[bool](v, "'htmx' in window") {
		t.Fatal("scripts still run")
	}
	return v
}

func (v *tab) scriptsOff() {
	v.t.Helper()
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// fill types into an empty field; set gives a list or a date its value.
func (v *tab) fill(name, text string) {
	v.t.Helper()
	v.do(chromedp.SendKeys(chromedp.CSS(named(name)), text))
}

func (v *tab) set(selector, value string) {
	v.t.Helper()
	v.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

func named(name string) string { return `[name="` + name + `"]` }

func (v *tab) click(selector string) {
	v.t.Helper()
	v.do(chromedp.Click(chromedp.CSS(selector)))
}

func (v *tab) path() string { return eval[string](v, "location.pathname") }

// text is what can be read at a selector, "" when it is not there.
func (v *tab) text(selector string) string {
	return eval[string](v, `document.querySelector(`+strconv.Quote(selector)+`)?.innerText ?? ""`)
}

// values reads an attribute of everything a selector finds.
func (v *tab) values(selector, attribute string) []string {
	return eval[[]string](v, `[...document.querySelectorAll(`+strconv.Quote(selector)+`)].map(e => e.getAttribute(`+strconv.Quote(attribute)+`))`)
}

// want fails unless the text at a selector has every part.
func (v *tab) want(selector string, parts ...string) {
	v.t.Helper()
	got := v.text(selector)
	for _, p := range parts {
		if !strings.Contains(got, p) {
			v.t.Fatalf("%s: %q does not say %q", v.path(), got, p)
		}
	}
}

// openLine opens the page of the first line of a board view, or fails.
func (v *tab) openLine(view string) (id string) {
	v.t.Helper()
	v.open(view)
	ids := v.values("tr[data-line]", "id")
	if len(ids) == 0 {
		v.t.Fatalf("%s shows no line", view)
	}
	id = strings.TrimPrefix(ids[0], "line-")
	v.open("/lines/" + id)
	return id
}

// doing opens one of a line's forms.
func (v *tab) doing(what string) string {
	v.t.Helper()
	if !eval[bool](v, `document.querySelector('#do-`+what+`')?.closest('details').open ?? false`) {
		v.click(`details:has(#do-` + what + `) > summary`)
	}
	return "#do-" + what + " "
}

func TestSalesEntersAShortOrderWithoutScripts(t *testing.T) {
	v := plain(t, "sales")
	v.open("/purchasing")
	skus := v.values("tr[data-sku]", "data-sku")[:2]
	v.open("/customers?sort=name")
	customer := v.values("tr[data-customer]", "data-customer")[0]
	v.open("/orders/new")
	v.fill("customer", customer)
	for i, sku := range skus {
		v.fill("lines["+strconv.Itoa(i)+"].sku", sku)
		v.fill("lines["+strconv.Itoa(i)+"].qty", "60000")
	}
	v.submit("form.card .btn.primary")
	if !strings.HasPrefix(v.path(), "/orders/SO-") {
		t.Fatalf("at %s: %s", v.path(), v.text(".summary"))
	}
	v.want("#status", "entered.")
	v.want("section[aria-label='What was promised']", skus[0]+": ", skus[1]+": ", "short, ")
	if said := v.text("section[aria-label='What was promised']"); !regexp.MustCompile(`(?s)(promised \d|no date yet).*(promised \d|no date yet)`).MatchString(said) {
		t.Errorf("no promise for each line: %s", said)
	}
	v.shoot("journey-order-entered")
}

// arrivals are n purchase orders of one line, of which a whole number above one
// is still to come and goes to lines that wait.
func (v *tab) arrivals(n int) (found []string) {
	v.t.Helper()
	v.open("/receiving")
	for _, po := range eval[[]string](v, `[...document.querySelectorAll('tr[data-po]')].filter(r => {
		const n = label => r.querySelector('[data-label="' + label + '"]').innerText.replace(',', '');
		return n('Lines') === '1' && n('Lines waiting') > 0 && Number.isInteger(+n('Units')) && +n('Units') > 1;
	}).map(r => r.dataset.po)`) {
		v.open("/receiving/" + po)
		if len(v.values("[name=lot]", "value")) > 0 {
			continue // which lot it is, only the delivery note says
		}
		v.submit("button[value=preview]")
		if strings.Contains(v.text("#outcome"), "Do not put away") {
			if found = append(found, po); len(found) == n {
				return found
			}
		}
	}
	v.t.Fatalf("too few deliveries to try: %v", found)
	return nil
}

// got is who gets how much, by line.
const got = `Object.fromEntries([...document.querySelectorAll('%s tbody tr')].map(r => [r.querySelector('th').innerText, r.querySelector('strong').innerText.split(' ')[0]]).filter(([, n]) => n !== '–'))`

func TestWarehouseReceivesOverAndShortWithoutScripts(t *testing.T) {
	v := plain(t, "warehouse")
	pos := v.arrivals(2)
	for _, c := range []struct {
		name, po string
		more     int
		says     string
	}{
		{"over", pos[0], 5, "5 "},
		{"short", pos[1], -1, "closed short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v.t = t
			v.open("/receiving/" + c.po)
			due, err := strconv.Atoi(eval[string](v, `document.querySelector('[name=received]').value`))
			if err != nil {
				t.Fatal(err)
			}
			v.set("[name=received]", strconv.Itoa(due+c.more))
			if c.more < 0 {
				v.click("[name=close]")
				v.fill("why", "one was broken")
			}
			v.submit("button[value=preview]")
			v.want("#outcome", "Do not put away", c.says)
			v.shoot("journey-preview-" + c.name)
			before := eval[map[string]string](v, strings.Replace(got, "%s", "#outcome", 1))
			v.submit("button[value=book]")
			if !strings.HasPrefix(v.path(), "/receipts/") {
				t.Fatalf("at %s: %s", v.path(), v.text("main"))
			}
			v.want("#status", "Booked in: ")
			after := eval[map[string]string](v, strings.Replace(got, "%s", "main", 1))
			if len(after) == 0 || len(after) != len(before) {
				t.Errorf("previewed %v, booked %v", before, after)
			}
			for line, n := range before {
				if after[line] != n {
					t.Errorf("%s: previewed %s, got %s", line, n, after[line])
				}
			}
			v.shoot("journey-receipt-" + c.name)
		})
	}
}

func TestShippingReleasesAReadyLineWithoutScripts(t *testing.T) {
	v := plain(t, "shipping")
	v.open("/backorders?view=ready")
	row := "tr[data-status=ready]:has(td.act button)"
	lines := v.values(row, "data-line")
	if len(lines) == 0 {
		t.Fatal("nothing is ready to release")
	}
	v.submit(row + " td.act button")
	if v.path() != "/backorders" {
		t.Fatalf("at %s: %s", v.path(), v.text("main"))
	}
	v.want("#status", "On pick list ")
	if left := v.values(row, "data-line"); slices.Contains(left, lines[0]) {
		t.Errorf("%s can still be released", lines[0])
	}
}

func TestServiceHoldsAnswersAndPromisesWithoutScripts(t *testing.T) {
	v := plain(t, "service")

	id := v.openLine("/backorders?status=risk")
	do := v.doing("hold")
	v.do(chromedp.SendKeys(chromedp.CSS(do+named("why")), "waits for the crane"))
	v.submit(do + ".btn")
	v.want("#status", "On hold.")
	v.want(".banner.hold", "waits for the crane")
	v.want("main .head", "On hold")
	v.want(".timeline", "waits for the crane", eval[string](v, `document.querySelector(".who").firstChild.textContent.trim()`))
	if v.path() != "/lines/"+id {
		t.Errorf("at %s", v.path())
	}

	v.openLine("/backorders?status=customer")
	do = v.doing("answer")
	v.submit(do + ".btn")
	v.want("#status", "Answer recorded.")

	v.openLine("/backorders?status=risk&sort=value")
	do = v.doing("promise")
	v.set(do+named("date"), "2027-03-01")
	v.do(chromedp.SendKeys(chromedp.CSS(do+named("why")), "agreed by phone"))
	v.submit(do + ".btn")
	v.want("#status", "Promise set.")
	v.want("dl.facts", "1 Mar 2027")
	v.shoot("journey-line-promised")
}

func TestPurchasingBuysAndConfirmsWithoutScripts(t *testing.T) {
	v := plain(t, "purchasing")
	v.open("/backorders?status=no_supply")
	row := "tr[data-status=no_supply]:has(td.act a)"
	lines := v.values(row, "data-line")
	if len(lines) == 0 {
		t.Fatal("no line lacks supply")
	}
	v.submit(row + " td.act a")
	v.want("form.card", "For what", lines[0])
	v.submit("form.card .btn.primary")
	if !strings.HasPrefix(v.path(), "/pos/") {
		t.Fatalf("at %s: %s", v.path(), v.text(".summary"))
	}
	v.want("main", lines[0])
	po := v.path()
	v.open(po + "?line=1")
	v.shoot("journey-eta-form")
	v.set(named("eta"), "2027-02-15")
	v.set(named("confidence"), "confirmed")
	v.do(chromedp.SendKeys(chromedp.CSS("form.card "+named("why")), "said on the phone"))
	v.submit("form.card .btn.primary")
	if v.path() != po {
		t.Fatalf("at %s: %s", v.path(), v.text(".summary"))
	}
	v.want("table.list", "15 Feb 2027", "confirmed")
	v.want(".timeline", "15 Feb 2027, confirmed", "said on the phone")
	v.shoot("journey-po")
}

func TestManagerCancelsAPartAndExportsAViewWithoutScripts(t *testing.T) {
	v := plain(t, "manager")
	v.openLine("/backorders?status=on_order")
	do := v.doing("cancel")
	v.do(chromedp.SendKeys(chromedp.CSS(do+named("qty")), "1"), chromedp.SendKeys(chromedp.CSS(do+named("why")), "customer rang"))
	v.submit(do + ".btn")
	v.want("#status", "Cancelled.")
	v.want("dl.facts", "1 cancelled")
	v.want(".timeline", "customer rang")

	v.open("/backorders?status=risk&late=yes")
	shown := regexp.MustCompile(`of ([\d,]+)`).FindStringSubmatch(v.text(".pager .count"))
	if shown == nil {
		t.Fatalf("no count: %s", v.text(".pager"))
	}
	want, _ := strconv.Atoi(strings.ReplaceAll(shown[1], ",", ""))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(v.download("a[href*='/backorders.csv']"), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	status := slices.Index(rows[0], "status")
	if len(rows)-1 != want || status < 0 {
		t.Fatalf("%d rows of %d, head %v", len(rows)-1, want, rows[0])
	}
	for _, r := range rows[1:] {
		if r[status] != "risk" {
			t.Errorf("a row that the view does not show: %v", r)
		}
	}
}

// download gets what a link leads to with the cookies of the page.
func (v *tab) download(selector string) string {
	v.t.Helper()
	href := eval[string](v, `document.querySelector(`+strconv.Quote(selector)+`).href`)
	req, err := http.NewRequestWithContext(v.ctx, http.MethodGet, href, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		got, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
		for _, c := range got.Cookies {
			req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
		return err
	}))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s, %v", href, res.Status, err)
	}
	return string(body)
}

// The demo's end needs a desk of its own.
func TestAdminRemovesTheDemoWithoutScripts(t *testing.T) {
	dir, err := os.MkdirTemp("", "backfill-e2e-demo-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	own, stop, err := startDesk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	v := visitorAt(t, own, 1440, 900)
	v.scriptsOff()
	v.logIn("admin@demo.test", "backfill-demo-1")
	v.submit("main > .banner a")
	v.fill("name", "Ada Quist")
	v.fill("email", "ada@quist.example")
	v.fill("password", "short")
	v.submit("form.panel .btn.danger")
	v.want(".summary", "There is a problem")
	v.want("h1", "Start empty")
	v.fill("password", "eleven grey herons")
	v.submit("form.panel .btn.danger")
	if v.path() != "/login" {
		t.Fatalf("at %s: %s", v.path(), v.text("main"))
	}
	v.logIn("ada@quist.example", "eleven grey herons")
	v.want(".me", "Ada Quist")
	if left := v.text("main > .banner"); left != "" {
		t.Errorf("the banner stays: %s", left)
	}
	v.shoot("journey-empty-board")
	v.open("/orders")
	v.want(".empty", "No orders yet.")
	v.shoot("journey-empty-orders")
	v.open("/purchasing")
	v.shoot("journey-empty-purchasing")
	v.open("/customers")
	v.shoot("journey-empty-customers")
}
