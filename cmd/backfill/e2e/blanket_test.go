//go:build e2e

package e2e

import (
	"strconv"
	"testing"
)

// TestABlanketIsReleasedWithoutScripts: what remains is seen, a part released,
// and the release leads back; it keeps the rules on a phone as well.
func TestABlanketIsReleasedWithoutScripts(t *testing.T) {
	v := plain(t, "sales")
	v.open("/orders/SO-26011")
	v.want("main", "Blanket order", "Agreed, released, remaining", "SO-26011-R1")
	v.fill("release[1]", "100000")
	v.submit("form[action='/orders/SO-26011/releases'] button")
	v.want("main", "There is a problem", "remain")
	v.set(named("release[1]"), "5")
	v.submit("form[action='/orders/SO-26011/releases'] button")
	if v.path() != "/orders/SO-26011-R3" {
		t.Fatalf("leads to %s", v.path())
	}
	v.want("main", "Released from")
	for _, width := range []int64{1440, 390} {
		for _, theme := range []string{"light", "dark"} {
			v := visitor(t, "manager", width, 900)
			v.setTheme(theme)
			for _, path := range []string{"/orders/SO-26011", "/orders/SO-26011-R3"} {
				v.open(path)
				v.check(path, strconv.FormatInt(width, 10)+" "+theme)
				v.shoot(slug(path) + "-" + strconv.FormatInt(width, 10) + "-" + theme)
			}
		}
	}
}
