package handlers

import (
	"net/url"
	"strings"
	"testing"

	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

// Every link on every page leads to something, for everybody who sees it.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	d := furnished(t)
	for _, r := range []model.Role{model.RoleManager, model.RoleWarehouse, model.RoleSales} {
		b, seen := d.as(r), map[string]bool{}
		d.eachPage(b, func(path string, _ bool, a *answer) {
			from, err := url.Parse(path)
			if err != nil {
				t.Fatal(err)
			}
			a.doc().Find("a[href], link[href], script[src], [hx-get], use[href]").Each(func(_ int, s *goquery.Selection) {
				for _, name := range []string{"href", "src", "hx-get"} {
					to, ok := s.Attr(name)
					if !ok || to == "" || strings.HasPrefix(to, "#") {
						continue
					}
					u, err := from.Parse(to)
					if err != nil {
						t.Errorf("%s as %s: %q is no address", path, r, to)
						continue
					}
					u.Fragment = ""
					if u.Host != "" || u.Opaque != "" || seen[u.String()] {
						continue
					}
					seen[u.String()] = true
					if got := b.get(u.String()).status; got >= 400 {
						t.Errorf("%s as %s: the link %q answers %d", path, r, to, got)
					}
				}
			})
		})
		if len(seen) < 10 {
			t.Errorf("%s: only %d links followed", r, len(seen))
		}
	}
}
