package handlers

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// app is somebody's authenticator app.
type app struct {
	d      *desk
	secret []byte
}

func (a app) code() string { return model.TOTPCode(a.secret, model.TOTPStep(a.d.Store.Now())) }

// enrol sets a second factor up for the person of a browser and gives their app
// and recovery codes.
func (d *desk) enrol(b *browser) (app, []string) {
	d.t.Helper()
	b.post("/account/code/begin", nil).want(http.StatusSeeOther)
	doc := b.get("/account/code").want(http.StatusOK).doc()
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(doc.Find("main code").First().Text(), " ", ""))
	if err != nil || doc.Find("main svg[role=img] path").AttrOr("d", "") == "" {
		d.t.Fatalf("no secret or no picture: %v", err)
	}
	a := app{d, secret}
	b.post("/account/code/confirm", url.Values{"code": {"000000"}}).want(http.StatusUnprocessableEntity)
	form := url.Values{"code": {a.code()}, "rid": {newRID()}}
	shown := b.post("/account/code/confirm", form).want(http.StatusOK)
	var codes []string
	for _, n := range shown.doc().Find("main li code").Nodes {
		codes = append(codes, n.FirstChild.Data)
	}
	if again := b.post("/account/code/confirm", form); again.doc().Find("main li code").Length() != 0 {
		d.t.Error("sent twice, the recovery codes are shown twice")
	}
	d.Sleep(30 * time.Second)
	return a, codes
}

// half logs in as far as the password goes.
func (d *desk) half(r model.Role) *browser {
	d.t.Helper()
	b := d.anonymous()
	if to := b.post("/login", credentials(r)).want(http.StatusSeeOther).to(); to != "/login/code" {
		d.t.Fatalf("sent to %s", to)
	}
	return b
}

func TestLogInAsksForTheSecondFactor(t *testing.T) {
	d := newDesk(t)
	phone, codes := d.enrol(d.as(model.RoleManager))
	if len(codes) != 10 || codes[0] == codes[1] {
		t.Fatalf("recovery codes: %q", codes)
	}
	b := d.half(model.RoleManager)
	token := sessionCookie(t, b.post("/login", credentials(model.RoleManager))).Value
	if to := b.get("/orders").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("without the code: %q", to)
	}
	for why, code := range map[string]string{"empty": "", "wrong": "000000", "another's": codes[0] + "A", "the half minute before last": model.TOTPCode(phone.secret, model.TOTPStep(d.Store.Now())-3)} {
		if b.post("/login/code", url.Values{"code": {code}}).want(http.StatusUnprocessableEntity).header.Get("Set-Cookie") != "" {
			t.Errorf("%s: a cookie is set", why)
		}
	}
	code := phone.code()
	in := b.post("/login/code", url.Values{"code": {code[:3] + " " + code[3:]}}).want(http.StatusSeeOther)
	if sessionCookie(t, in).Value == token || in.to() != "/backorders" {
		t.Errorf("the token stayed, or led to %s", in.to())
	}
	b.get("/audit").want(http.StatusOK)
	d.half(model.RoleManager).post("/login/code", url.Values{"code": {code}}).want(http.StatusUnprocessableEntity) // each works once

	lost := d.half(model.RoleManager)
	lost.post("/login/code", url.Values{"code": {strings.ToLower(codes[3])}}).want(http.StatusSeeOther)
	if text := lost.get("/account").text(); !strings.Contains(text, "9 are left") || !strings.Contains(text, "9 recovery codes are left") {
		t.Errorf("says %s", text)
	}
	d.half(model.RoleManager).post("/login/code", url.Values{"code": {codes[3]}}).want(http.StatusUnprocessableEntity)
	for _, c := range codes {
		d.holdsNothingOf(c)
	}
	d.holdsNothingOf(string(phone.secret))
	d.holdsNothingOf(phone.code())
	d.Want(`SELECT action, coalesce(json_extract(after, '$.with'), '') AS with FROM audit WHERE entity = 'login' AND ref = 'manager@desk.test' AND action <> 'password accepted' AND action <> 'refused' ORDER BY id`, `
		action     with
		logged in  ''
		logged in  a code
		logged in  a recovery code`)
}

func TestTheCodeMustComeSoonAndCannotBeGuessed(t *testing.T) {
	d := newDesk(t)
	phone, _ := d.enrol(d.as(model.RoleManager))
	slow := d.half(model.RoleManager)
	d.Sleep(10*time.Minute + time.Second)
	if to := slow.post("/login/code", url.Values{"code": {phone.code()}}).want(http.StatusSeeOther).to(); to != "/login" {
		t.Errorf("ten minutes later: %s", to)
	}
	if to := d.anonymous().get("/login/code").want(http.StatusSeeOther).to(); to != "/login" {
		t.Errorf("without a password: %s", to)
	}
	b := d.half(model.RoleManager)
	for range 10 {
		b.post("/login/code", url.Values{"code": {"000000"}}).want(http.StatusUnprocessableEntity)
	}
	if a := b.post("/login/code", url.Values{"code": {phone.code()}}).want(http.StatusTooManyRequests); a.header.Get("Retry-After") == "" {
		t.Errorf("%v", a.header)
	}
	d.as(model.RoleAdmin)
	if !strings.Contains(d.log.String(), "codes limited") {
		t.Error("the limit is not in the log")
	}
	d.Sleep(10*time.Minute + time.Second)
	d.half(model.RoleManager).post("/login/code", url.Values{"code": {phone.code()}}).want(http.StatusSeeOther)
}

// A reset of the password does not get around the second factor, and somebody
// disabled or changed in between gets no further.
func TestNothingSkipsTheSecondFactor(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	phone, codes := d.enrol(d.as(model.RoleManager))
	id, _ := d.person("manager@desk.test")
	link := linkIn(admin.post(personPath(id, "reset"), nil).want(http.StatusOK))
	half := d.half(model.RoleManager)
	d.anonymous().post(link, url.Values{"password": {otherPassword}}).want(http.StatusSeeOther)
	if to := half.post("/login/code", url.Values{"code": {codes[0]}}).want(http.StatusSeeOther).to(); to != "/login" {
		t.Errorf("the log-in of the old password went on to %s", to)
	}
	b := d.anonymous()
	if to := b.post("/login", url.Values{"email": {"manager@desk.test"}, "password": {otherPassword}}).want(http.StatusSeeOther).to(); to != "/login/code" {
		t.Errorf("the new password leads to %s", to)
	}
	_, version := d.person("manager@desk.test")
	admin.post(personPath(id, "disable"), url.Values{"version": {version}}).want(http.StatusSeeOther)
	if to := b.post("/login/code", url.Values{"code": {phone.code()}}).want(http.StatusSeeOther).to(); to != "/login" {
		t.Errorf("disabled meanwhile: %s", to)
	}
}

func TestTheSecondFactorIsTurnedOffWithThePassword(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleManager)
	_, codes := d.enrol(b)
	b.post("/account/code/begin", nil).want(http.StatusConflict)
	form := url.Values{"rid": {newRID()}}
	fresh := b.post("/account/code/recovery", form).want(http.StatusOK).doc().Find("main li code")
	if fresh.Length() != 10 || fresh.First().Text() == codes[0] || b.post("/account/code/recovery", form).doc().Find("main li code").Length() != 0 {
		t.Error("new recovery codes are not new, or shown twice")
	}
	d.half(model.RoleManager).post("/login/code", url.Values{"code": {codes[0]}}).want(http.StatusUnprocessableEntity)
	b.post("/account/code/remove", url.Values{"current": {"wrong"}}).want(http.StatusUnprocessableEntity)
	b.post("/account/code/remove", nil).want(http.StatusUnprocessableEntity)
	b.post("/account/code/remove", url.Values{"current": {deskPassword}}).want(http.StatusSeeOther)
	d.as(model.RoleManager)
	d.Want(`SELECT (SELECT count(*) FROM second_factor) + (SELECT count(*) FROM recovery_code) AS n`, `
		n
		0`)
	d.enrol(b)
	id, _ := d.person("manager@desk.test")
	d.as(model.RoleAdmin).post(personPath(id, "code"), nil).want(http.StatusSeeOther)
	d.as(model.RoleManager)
	d.Want(`SELECT json_extract(after, '$.change') AS change, actor FROM audit WHERE entity = 'user' ORDER BY id`, `
		change                       actor
		second factor set up         manager@desk.test
		recovery codes made anew     manager@desk.test
		second factor turned off     manager@desk.test
		second factor set up         manager@desk.test
		second factor reset          admin@desk.test`)
}

// A file that was restored without its key keeps everybody out of nothing but
// their app's codes.
func TestWithoutItsKeyTheDeskTakesRecoveryCodes(t *testing.T) {
	d := newDesk(t)
	phone, codes := d.enrol(d.as(model.RoleManager))
	file := d.Store.KeyFile()
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key file: %v %v", info, err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	b := d.half(model.RoleManager)
	if text := b.post("/login/code", url.Values{"code": {phone.code()}}).want(http.StatusUnprocessableEntity).text(); !strings.Contains(text, "recovery code") {
		t.Errorf("says %s", text)
	}
	if !strings.Contains(d.log.String(), "second factors cannot be read") {
		t.Error("the operator is not told")
	}
	b.post("/login/code", url.Values{"code": {codes[1]}}).want(http.StatusSeeOther)
	sales := d.as(model.RoleSales)
	other, _ := d.enrol(sales)
	d.half(model.RoleSales).post("/login/code", url.Values{"code": {other.code()}}).want(http.StatusSeeOther)
}

// A role that must have a second factor gets nowhere before it is set up.
func TestARoleMayNeedASecondFactor(t *testing.T) {
	d := furnished(t)
	manager, sales := d.as(model.RoleManager), d.as(model.RoleSales)
	manager.get("/orders").want(http.StatusOK)
	if err := d.Store.ChangeSetting(t.Context(), model.CLIActor(), "second_factor", "managers"); err != nil {
		t.Fatal(err)
	}
	sales.get("/orders").want(http.StatusOK)
	d.eachRoute(func(method, pattern string) {
		r := d.server.routes[method+" "+pattern]
		if r.may == model.Public || beforeSecond(pattern) {
			return
		}
		if a := d.ask(manager, method, pattern); a.status != http.StatusSeeOther || a.to() != "/account/code" {
			t.Errorf("%s %s: %d to %q", method, pattern, a.status, a.to())
		}
	})
	if to := manager.get("/orders", "part").want(http.StatusUnauthorized).to(); to != "/account/code" {
		t.Errorf("htmx is led to %q", to)
	}
	if text := manager.get("/account/code").want(http.StatusOK).doc().Find("#status").Text(); !strings.Contains(text, "needs a second factor") {
		t.Errorf("says %q", text)
	}
	d.enrol(manager)
	manager.get("/orders").want(http.StatusOK)
	manager.post("/account/code/remove", url.Values{"current": {deskPassword}}).want(http.StatusSeeOther)
	if to := manager.get("/orders").to(); to != "/account/code" {
		t.Errorf("turned off again: %q", to)
	}
}

// Refusals and limits leave a line for whoever looks after the desk (F51).
func TestRefusalsAndLimitsAreLogged(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.PerUser = 1 })
	b := d.as(model.RoleSales)
	b.get("/settings/people").want(http.StatusForbidden)
	b.post("/preferences", nil, "Sec-Fetch-Site: cross-site").want(http.StatusForbidden)
	for range 5 {
		b.get("/orders")
	}
	for _, line := range []string{`"msg":"refused"`, `not permitted: manage_people`, `request from another site`, `"msg":"limited"`} {
		if !strings.Contains(d.log.String(), line) {
			t.Errorf("no %s in the log", line)
		}
	}
}
