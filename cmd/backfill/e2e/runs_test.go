//go:build e2e

package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAWhatIfIsSeenAndNeverApplied: a manager sees what 500 more of a product
// would do, line by line, in every width and theme, and is offered no way to
// have it happen.
func TestAWhatIfIsSeenAndNeverApplied(t *testing.T) {
	v := visitor(t, "manager", 1440, 900)
	v.open("/backorders?view=no_supply")
	sku := eval[string](v, "document.querySelector('tr[data-line] a[href^=\"/products/\"]').textContent.trim()")
	v.open("/allocate/new?what_qty=500&what_sku=" + url.QueryEscape(sku))
	v.shoot("allocate-new")
	v.submit("main form.card button.primary")
	path := eval[string](v, "location.pathname")
	if !strings.HasPrefix(path, "/allocate/runs/") {
		t.Fatalf("at %s: %s", path, eval[string](v, "document.body.innerText"))
	}
	for _, look := range []struct {
		name, theme string
		width       int64
	}{{"run-draft", "light", 1440}, {"run-draft-dark", "dark", 1440}, {"run-draft-390", "light", 390}, {"run-draft-390-dark", "dark", 390}} {
		v.setTheme(look.theme)
		v.do(chromedp.EmulateViewport(look.width, 900))
		v.open(path)
		v.check(path, look.name)
		v.shoot(look.name)
	}
	if n := eval[int](v, "document.querySelectorAll('[data-run-line]').length"); n == 0 {
		t.Fatal("500 more of " + sku + " change nothing")
	}
	if n := eval[int](v, "document.querySelectorAll('[formaction$=\"/apply\"]').length"); n != 0 {
		t.Error("what has not happened can be applied")
	}
	v.setTheme("light")
	v.do(chromedp.EmulateViewport(1440, 900))
	v.open("/allocate")
	v.check("/allocate", "1440 light")
	v.shoot("allocate")
}
