package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"
)

func TestLogInAndOut(t *testing.T) {
	d := newDesk(t)
	b := d.anonymous()
	a := b.get("/").want(http.StatusSeeOther)
	if a.to() != "/login" {
		t.Errorf("sent to %s, want /login", a.to())
	}
	if got := b.get("/login").want(http.StatusOK).doc().Find("form input[name=email]").Length(); got != 1 {
		t.Errorf("%d e-mail fields", got)
	}
	a = b.post("/login", url.Values{"email": {"sales@desk.test"}, "password": {"wrong"}}).want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.text(), "E-mail or password is not right.") || a.doc().Find("input[name=email]").AttrOr("value", "") != "sales@desk.test" {
		t.Errorf("wrong password: %s", a.text())
	}
	b = d.as(model.RoleSales)
	if to := b.get("/").want(http.StatusSeeOther).to(); to != "/backorders" {
		t.Errorf("landed at %s", to)
	}
	out := b.post("/logout", nil).want(http.StatusSeeOther)
	if out.to() != "/login" || out.header.Get("Clear-Site-Data") == "" {
		t.Errorf("log-out: %v", out.header)
	}
	if to := b.get("/").to(); to != "/login" {
		t.Errorf("after log-out sent to %s", to)
	}
}
