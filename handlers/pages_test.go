package handlers

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"backfill/model"
	"backfill/views/pagetest"

	"github.com/PuerkitoBio/goquery"
)

// eachPage fetches every address that shows a page to b, as a page and as htmx
// would fetch it, and calls f with each.
func (d *desk) eachPage(b *browser, f func(path string, part bool, a *answer)) {
	d.t.Helper()
	d.eachRoute(func(method, pattern string) {
		if method != http.MethodGet || strings.HasPrefix(pattern, "/dev/") {
			return
		}
		for _, options := range [][]string{nil, {"part"}} {
			a := b.get(address(pattern), options...)
			if a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				f(address(pattern), len(options) > 0, a)
			}
		}
	})
}

func TestEveryPageKeepsTheContract(t *testing.T) {
	d := furnished(t)
	pages := 0
	check := func(path string, part bool, a *answer) {
		pages++
		look := pagetest.Page
		if part && !bytes.Contains(a.body, []byte("<html")) {
			look = pagetest.Part
		}
		wrong, err := look(bytes.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wrong {
			t.Errorf("%s (part: %v): %s", path, part, w)
		}
		if vary := strings.Join(a.header.Values("Vary"), ","); path != "/login" && !strings.Contains(vary, "HX-Request") {
			t.Errorf("%s: a cache may mix page and part: Vary is %q", path, vary)
		}
	}
	d.eachPage(d.as(model.RoleManager), check)
	d.eachPage(d.as(model.RoleShipping), check)
	d.eachPage(d.anonymous(), check)
	if pages < 10 {
		t.Errorf("only %d pages looked at", pages)
	}
	a := d.as(model.RoleManager).get("/nowhere").want(http.StatusNotFound)
	check("/nowhere", false, a)
}

// Whatever people and files put into the desk, a page shows it as text.
func TestNothingPeopleTypeBecomesMarkup(t *testing.T) {
	const payload = `"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}`
	d := furnished(t)
	d.Broken = true // the board is not kept for names changed behind its back
	for _, column := range []string{"product.name", "product.category", "product.supplier_sku", "customer.name", "customer.class", "customer.email",
		"customer.phone", "customer.owner", "supplier.name", "supplier.supplier_group", "sales_order.customer_po", "sales_order.project",
		"warehouse.name", "warehouse.address", "app_user.name", "po_line.lane"} {
		table, name, _ := strings.Cut(column, ".")
		d.Exec(`UPDATE "`+table+`" SET "`+name+`" = ?`, payload)
	}
	d.Exec(`UPDATE sales_order SET hold = ?`, payload)
	d.Exec(`INSERT INTO setting(key, value, changed_at, changed_by) VALUES ('company', ?, '2026-11-24T08:00:00.000Z', 'test')`, payload)
	shown := 0
	d.eachPage(d.as(model.RoleManager), func(path string, _ bool, a *answer) {
		doc := a.doc()
		doc.Find(`img[src=x], script:not([src]), [onerror]`).Each(func(_ int, s *goquery.Selection) {
			t.Errorf("%s: text became %s", path, goquery.NodeName(s))
		})
		doc.Find("[href], [src], [action], [hx-get], [hx-post]").Each(func(_ int, s *goquery.Selection) {
			for _, name := range []string{"href", "src", "action", "hx-get", "hx-post"} {
				if v := strings.ToLower(strings.TrimSpace(s.AttrOr(name, ""))); strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:") {
					t.Errorf("%s: %s is %q", path, name, v)
				}
			}
		})
		if strings.Contains(doc.Text(), "<img src=x onerror=alert(1)>") {
			shown++
		}
	})
	if shown < 8 {
		t.Errorf("the text was shown on %d pages only", shown)
	}
}
