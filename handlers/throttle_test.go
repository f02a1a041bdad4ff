package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"
)

// The twenty-first wrong password from one address is not looked at; the page
// says how long to wait, and people elsewhere log in as ever.
func TestLogInsAreLimited(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.0/8"} })
	b := d.anonymous()
	wrong := url.Values{"email": {"sales@desk.test"}, "password": {"wrong wrong wrong"}}
	for range 20 {
		b.post("/login", wrong, "X-Forwarded-For: 203.0.113.9").want(http.StatusUnprocessableEntity)
	}
	a := b.post("/login", credentials(model.RoleSales), "X-Forwarded-For: 203.0.113.9").want(http.StatusTooManyRequests)
	if !strings.Contains(a.text(), "Wait an hour") || a.header.Get("Retry-After") != "3600" || a.header.Get("Set-Cookie") != "" {
		t.Errorf("%v %s", a.header, a.text())
	}
	if !strings.Contains(d.log.String(), "log-ins limited") {
		t.Error("the log does not say so")
	}
	b.post("/login", credentials(model.RoleService), "X-Forwarded-For: 203.0.113.10").want(http.StatusSeeOther)
}
