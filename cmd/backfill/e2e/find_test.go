//go:build e2e

package e2e

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press with the Control key held.
func (v *tab) control(key string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(2)))
}

// stroke presses a key as a keyboard does: what is prevented at its key down
// types nothing.
func (v *tab) stroke(key, text string, code int64) {
	v.t.Helper()
	v.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key, Text: text, WindowsVirtualKeyCode: code}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (v *tab) enter() {
	v.t.Helper()
	v.stroke("Enter", "\r", 13)
}

// ux.md 4: find an order in two keys and its number; "Can I promise 60?" is the
// product's page, two keys and its SKU away.
func TestPaletteFindsByKeyboardAlone(t *testing.T) {
	for _, look := range []struct {
		width int64
		theme string
	}{{1440, "light"}, {390, "dark"}} {
		v := visitor(t, "sales", look.width, 900)
		v.setTheme(look.theme)
		v.open("/orders")
		number := v.values("tr[data-order]", "data-order")[0]

		v.control("k")
		v.await("pages and things to do", `document.querySelector('#palette[open]') && document.activeElement.id === 'palette-q' && !!document.querySelector('#palette a[href="/orders/new"]')`)
		v.do(chromedp.SendKeys(chromedp.CSS("#palette-q"), number[:len(number)-1]))
		v.await("orders", `document.querySelectorAll('#palette [role=group][aria-label=Orders] [role=option]').length > 1`)
		v.shoot("palette-" + strconv.FormatInt(look.width, 10))
		v.check("/orders with the palette open", look.theme)
		v.press(kb.ArrowDown)
		v.await("the second marked", `document.activeElement.getAttribute('aria-activedescendant') === document.querySelectorAll('#palette [role=option]')[1].id`)
		v.press(kb.ArrowUp)
		v.press(kb.ArrowUp)
		v.await("round to the last", `[...document.querySelectorAll('#palette [role=option]')].at(-1).getAttribute('aria-selected') === 'true'`)
		v.press(kb.Escape)
		v.await("closed", `!document.querySelector('#palette[open]')`)

		// Enter does not wait for the list: who knows the number types on.
		v.stroke("/", "/", 191)
		v.await("the palette", `document.activeElement.id === 'palette-q' && document.activeElement.value === ''`)
		v.press(number)
		v.enter()
		v.await("the order", `location.pathname === '/orders/`+number+`' && !!document.querySelector('main h1')`)

		v.open("/products")
		sku := v.values("tr[data-sku]", "data-sku")[0]
		v.control("k")
		v.await("what was seen before", `document.querySelector('#palette [role=group]')?.getAttribute('aria-label') === 'Recent'`)
		v.press(strings.ToLower(sku))
		v.enter()
		v.await("the product", `decodeURIComponent(location.pathname) === '/products/`+sku+`'`)
		for _, trouble := range eval[[]string](v, "window.trouble") {
			t.Error(trouble)
		}
	}
}

// A field that takes a code offers what it finds, to keyboard and mouse, and
// takes what was typed as it is.
func TestAFieldOffersCodes(t *testing.T) {
	for _, width := range []int64{1440, 390} {
		v := visitor(t, "sales", width, 900)
		v.open("/dev/gallery")
		eval[bool](v, "document.querySelector('#g-sku').value = ''; true")
		v.do(chromedp.SendKeys(chromedp.CSS("#g-sku"), "oak"))
		v.await("offers", `document.querySelector('#g-sku').getAttribute('aria-expanded') === 'true' && document.querySelectorAll('#g-sku-options [role=option]').length > 1`)
		v.shoot("combo-" + strconv.FormatInt(width, 10))
		v.check("a field with its list open", "")
		if eval[string](v, `document.querySelector('#g-sku').getAttribute('aria-activedescendant') ?? ''`) != "" {
			t.Error("something is chosen before anybody chose")
		}
		v.press(kb.ArrowDown)
		v.press(kb.ArrowDown)
		want := eval[string](v, `document.querySelectorAll('#g-sku-options [role=option]')[1].dataset.value`)
		v.enter()
		v.await("the second chosen", `document.querySelector('#g-sku').value === '`+want+`' && document.querySelector('#g-sku-options').hidden && document.querySelector('#g-sku-chosen').innerText.includes('available')`)
		v.do(chromedp.SendKeys(chromedp.CSS("#g-sku"), "x"))
		v.await("another text is another product", `document.querySelector('#g-sku-chosen').innerText === ''`)
		v.press(kb.Escape)
		v.await("closed", `document.querySelector('#g-sku-options').hidden && document.activeElement.id === 'g-sku'`)
	}
}
