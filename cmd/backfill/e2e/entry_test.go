//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// entered is one line of an order as somebody types it.
type entered struct{ sku, qty string }

// sixLines picks what a customer wants: four lines from stock, two that are short.
func (v *tab) sixLines() []entered {
	v.t.Helper()
	v.open("/purchasing")
	short := v.values("tr[data-sku]", "data-sku")
	v.open("/products")
	all := v.values("main tbody tr[data-sku]", "data-sku")
	text, err := json.Marshal(append(short, all...))
	if err != nil {
		v.t.Fatal(err)
	}
	said := eval[[]string](v, `Promise.all(`+string(text)+`.map(sku => fetch('/orders/new/line?i=0&warehouse=MAIN&lines[0].sku=' + encodeURIComponent(sku) + '&lines[0].qty=1', {headers: {'HX-Request': 'true'}})
		.then(r => r.text()).then(t => sku + '\t' + t)))`)
	var lines []entered
	few, many := 4, 2
	for _, s := range said {
		sku, answer, _ := strings.Cut(s, "\t")
		switch {
		case strings.Contains(answer, "In stock") && few > 0:
			few--
			lines = append(lines, entered{sku, "1"})
		case strings.Contains(answer, "To come") && !strings.Contains(answer, "problem") && many > 0:
			many--
			lines = append(lines, entered{sku, "5"})
		}
	}
	if few+many > 0 {
		v.t.Fatalf("too few products to try: %v of %d", lines, len(said))
	}
	return lines
}

// aCustomer is one that may be sold to and asks nothing.
func (v *tab) aCustomer() string {
	v.t.Helper()
	v.open("/customers?sort=name")
	for _, code := range v.values("tr[data-customer]", "data-customer") {
		if terms := eval[string](v, `fetch('/orders/new/terms?customer=`+code+`', {headers: {'HX-Request': 'true'}}).then(r => r.text())`); !strings.Contains(terms, "Credit hold") && !strings.Contains(terms, "on_short") && !strings.Contains(terms, "together") {
			return code
		}
	}
	v.t.Fatal("no customer to try")
	return ""
}

// promised reads the confirmation: two lines short with a date, four that are not.
func (v *tab) promised(lines []entered) {
	v.t.Helper()
	if !strings.HasPrefix(v.path(), "/orders/SO-") {
		v.t.Fatalf("at %s: %s", v.path(), v.text(".summary"))
	}
	said := v.text("section[aria-label='What was promised']")
	for i, l := range lines {
		if !strings.Contains(said, fmt.Sprintf("%d %s: ", i+1, l.sku)) {
			v.t.Errorf("nothing is promised for line %d, %s: %s", i+1, l.sku, said)
		}
	}
	if n := strings.Count(said, "promised "); n != len(lines) {
		v.t.Errorf("%d of %d lines have a date: %s", n, len(lines), said)
	}
	if n := strings.Count(said, " short"); n != 2 {
		v.t.Errorf("%d lines are short, want 2: %s", n, said)
	}
}

func TestSalesEntersSixLinesByKeyboardInAMinute(t *testing.T) {
	v := visitor(t, "sales", 1440, 900)
	lines, customer := v.sixLines(), v.aCustomer()
	v.open("/orders/new")
	began := time.Now()
	v.await("the customer has the focus", `document.activeElement.name === 'customer'`)
	v.do(chromedp.KeyEvent(customer))
	v.enter() // customer PO
	v.do(chromedp.KeyEvent("PO 4711"))
	for !eval[bool](v, `document.activeElement.name === 'lines[0].sku'`) {
		v.press(kb.Tab)
		if time.Since(began) > time.Minute {
			t.Fatal("the lines are out of reach")
		}
	}
	for i, l := range lines {
		v.await("the next line", fmt.Sprintf(`document.activeElement.name === 'lines[%d].sku'`, i))
		v.do(chromedp.KeyEvent(l.sku))
		v.enter()
		v.await("its quantity", fmt.Sprintf(`document.activeElement.name === 'lines[%d].qty'`, i))
		v.do(chromedp.KeyEvent(l.qty))
		v.enter()
	}
	v.await("a further row", `document.activeElement.name === 'lines[6].sku'`)
	v.await("what is available beside every quantity", `[0,1,2,3,4,5].every(i => document.querySelector('#answer-' + i + ' .chip'))`)
	v.await("units and prices", `[0,1,2,3,4,5].every(i => document.querySelector('#price-' + i + ' input').value)`)
	if got := v.values("tbody tr:nth-child(-n+6) [name$='.sku']", "value"); len(got) != 6 {
		t.Errorf("the form has %d lines", len(got))
	}
	v.check("/orders/new answered", "1440")
	v.shoot("journey-order-typed")
	v.enter() // an empty line leads to the button
	v.await("the button", `document.activeElement.innerText === 'Enter order'`)
	v.enter()
	v.await("the order", `location.pathname.startsWith('/orders/SO-')`)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("six lines took %s", took.Round(time.Second))
	}
	v.promised(lines)
	v.shoot("journey-order-promised")
}

func TestSalesEntersSixLinesWithoutScriptsInAMinute(t *testing.T) {
	w := visitor(t, "sales", 1440, 900)
	lines, customer := w.sixLines(), w.aCustomer()
	v := plain(t, "sales")
	v.open("/orders/new")
	began := time.Now()
	v.do(chromedp.KeyEvent(customer))
	for i, l := range lines {
		v.fill(fmt.Sprintf("lines[%d].sku", i), l.sku)
		v.fill(fmt.Sprintf("lines[%d].qty", i), l.qty)
	}
	v.submit("button[name=check]")
	if n := len(v.values("[id^=answer-] .chip", "className")); n != 6 {
		t.Errorf("%d of 6 quantities are answered", n)
	}
	v.want("#terms", "Delays")
	v.submit("form.card .btn.primary")
	if took := time.Since(began); took > time.Minute {
		t.Errorf("six lines took %s", took.Round(time.Second))
	}
	v.promised(lines)
}
