package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// What the tests of every form have to know about those of the first steps.
func init() {
	actsAtOnce = append(actsAtOnce, "/setup/done", "/setup/dismiss", "/setup/mail")
	elsewhere = append(elsewhere, "/setup/invite")
	fills["/setup/company"] = url.Values{"company": {"Quist Timber"}}
	fills["/setup/start"] = url.Values{"start": {"import"}}
	fills["/setup/policy"] = url.Values{"preset": {"project"}}
}

// unclaimed is a desk nobody can log in to, with its code.
func unclaimed(t *testing.T) (*desk, string) {
	t.Helper()
	d := newDesk(t)
	d.Exec(`DELETE FROM app_user`)
	code, err := d.Store.NewSetupCode(t.Context())
	if err != nil || code == "" {
		t.Fatalf("code %q: %v", code, err)
	}
	return d, code
}

func claiming(code string) url.Values {
	return url.Values{"code": {code}, "name": {"Ada Quist"}, "email": {"ada@quist.example"}, "password": {otherPassword}}
}

// A new desk lets nobody in and leads everybody to its first screen.
func TestANewDeskHasNoLogIn(t *testing.T) {
	d, _ := unclaimed(t)
	b := d.anonymous()
	for _, tries := range []url.Values{credentials(model.RoleAdmin), {"email": {"admin@demo.test"}, "password": {"backfill-demo-1"}}, {"email": {""}, "password": {""}}} {
		if to := b.post("/login", tries).want(http.StatusSeeOther).to(); to != "/setup" {
			t.Errorf("%v led to %s", tries, to)
		}
	}
	d.eachRoute(func(method, pattern string) {
		if d.server.routes[method+" "+pattern].bare || pattern == "/setup" || method == http.MethodHead {
			return
		}
		if a := d.ask(b, method, pattern); a.status != http.StatusSeeOther || a.to() != "/setup" {
			t.Errorf("%s %s: %d to %q", method, pattern, a.status, a.to())
		}
	})
	if a := b.get("/orders", "part").want(http.StatusUnauthorized); a.header.Get("HX-Redirect") != "/setup" {
		t.Errorf("htmx is led to %q", a.header.Get("HX-Redirect"))
	}
	b.get("/livez").want(http.StatusOK)
	d.Want(`SELECT count(*) AS n FROM app_user`, `
		n
		0`)
}

func TestTheSetUpCodeOpensTheDeskOnce(t *testing.T) {
	d, old := unclaimed(t)
	code, err := d.Store.NewSetupCode(t.Context()) // a second start
	if err != nil {
		t.Fatal(err)
	}
	b := d.anonymous()
	for why, wrong := range map[string]string{"none": "", "of an earlier start": old, "almost": code[:len(code)-1] + "?", "its hash": strings.Repeat("A", 64)} {
		a := b.post("/setup", claiming(wrong)).want(http.StatusUnprocessableEntity)
		if a.doc().Find("#code[aria-invalid=true]").Length() != 1 || a.doc().Find("#email").AttrOr("value", "") != "ada@quist.example" || a.doc().Find("#password").AttrOr("value", "") != "" {
			t.Errorf("%s: %s", why, a.text())
		}
	}
	bad := claiming(code)
	bad.Set("password", "ada quist 2026")
	b.post("/setup", bad).want(http.StatusUnprocessableEntity)
	d.Want(`SELECT count(*) AS n FROM app_user`, `
		n
		0`)
	form := claiming(strings.ToLower(code))
	form.Set("rid", newRID())
	if to := b.post("/setup", form).want(http.StatusSeeOther).to(); to != "/setup/company" {
		t.Errorf("led to %s", to)
	}
	b.get("/setup/company").want(http.StatusOK)
	if to := d.anonymous().post("/setup", claiming(code)).want(http.StatusSeeOther).to(); to != "/login" {
		t.Errorf("the code of a desk that is claimed led to %s", to)
	}
	if again, err := d.Store.NewSetupCode(t.Context()); err != nil || again != "" {
		t.Errorf("a desk with people has the code %q (%v)", again, err)
	}
	d.holdsNothingOf(code)
	d.Want(`SELECT email, role, (SELECT count(*) FROM setup_code) AS codes FROM app_user`, `
		email              role   codes
		ada@quist.example  admin  0`)
}

func TestSetUpCodesCannotBeTriedForEver(t *testing.T) {
	d, code := unclaimed(t)
	b := d.anonymous()
	for range 20 {
		b.post("/setup", claiming("AAAA-AAAA-AAAA")).want(http.StatusUnprocessableEntity)
	}
	b.post("/setup", claiming(code)).want(http.StatusTooManyRequests)
	d.Sleep(time.Hour + time.Second)
	b.post("/setup", claiming(code)).want(http.StatusSeeOther)
}

// The screens can be left after each, gone back to, and end with a desk that says
// what is left to do.
func TestTheFirstStepsCanBeLeftAndGoneBackTo(t *testing.T) {
	d, code := unclaimed(t)
	b := d.anonymous()
	b.post("/setup", claiming(code)).want(http.StatusSeeOther)
	next := func(want string) {
		t.Helper()
		fresh := d.anonymous() // left, and come back another day
		form := url.Values{"email": {"ada@quist.example"}, "password": {otherPassword}, "next": {"/setup"}}
		if to := fresh.post("/login", form).want(http.StatusSeeOther).to(); to != "/setup" {
			t.Fatalf("log-in led to %s", to)
		}
		if to := fresh.get("/setup").want(http.StatusSeeOther).to(); to != want {
			t.Errorf("set-up goes on at %s, want %s", to, want)
		}
	}
	fill := func(path string, more url.Values) *answer {
		t.Helper()
		f, ok := d.formOn(b, path, path)
		if !ok {
			t.Fatalf("no form on %s", path)
		}
		for name, values := range more {
			f.sent[name] = values
		}
		f.sent.Set("rid", newRID())
		return b.post(path, f.sent)
	}
	next("/setup/company")
	if text := b.get("/backorders").want(http.StatusOK).doc().Find("section[aria-labelledby=first-steps]").Text(); !strings.Contains(text, "Finish setting up") || !strings.Contains(text, "Bring your products in") {
		t.Errorf("the list says %q", text)
	}
	fill("/setup/company", url.Values{"time_zone": {"Nowhere"}}).want(http.StatusUnprocessableEntity)
	next("/setup/company")
	if to := fill("/setup/company", url.Values{"company": {"Quist Timber"}, "time_zone": {"Europe/Stockholm"}, "currency": {"SEK"}}).want(http.StatusSeeOther).to(); to != "/setup/start" {
		t.Errorf("company led to %s", to)
	}
	next("/setup/start")
	fill("/setup/start", url.Values{"start": {"nothing"}}).want(http.StatusUnprocessableEntity)
	fill("/setup/start", url.Values{"start": {"empty"}}).want(http.StatusSeeOther)
	if got := b.get("/setup/start").want(http.StatusOK).doc().Find("input[name=start][checked]").AttrOr("value", ""); got != "empty" {
		t.Errorf("back on the screen %q is chosen", got)
	}
	next("/setup/policy")
	if to := fill("/setup/policy", url.Values{"preset": {"project"}}).want(http.StatusSeeOther).to(); to != "/setup/mail" {
		t.Errorf("policy led to %s", to)
	}
	d.Want(`SELECT key, value FROM setting WHERE key IN ('company', 'currency', 'horizon_days') ORDER BY key`, `
		key           value
		company       Quist Timber
		currency      SEK
		horizon_days  10`)
	d.Want(`SELECT version, body LIKE '%waiting%' AS ages FROM rank_rule ORDER BY version`, `
		version  ages
		1        1
		2        0`)
	fill("/setup/mail", nil).want(http.StatusSeeOther)
	next("/setup/invite")
	form := url.Values{"name": {"Nora Lind"}, "email": {"nora@quist.example"}, "role": {"sales"}, "rid": {newRID()}}
	if link := linkIn(b.post("/setup/invite", form).want(http.StatusOK)); !strings.HasPrefix(link, "/invite/") {
		t.Errorf("the link is %q", link)
	}
	if again := b.post("/setup/invite", form).want(http.StatusOK); linkIn(again) != "" || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("sent twice: %s", again.text())
	}
	b.post("/setup/done", nil).want(http.StatusSeeOther)
	if to := b.get("/setup").want(http.StatusSeeOther).to(); to != "/" {
		t.Errorf("a finished set-up leads to %s", to)
	}
	card := b.get("/backorders").want(http.StatusOK).doc().Find("section[aria-labelledby=first-steps]")
	if strings.Contains(card.Text(), "Finish setting up") || !strings.Contains(card.Text(), "4 are left") {
		t.Errorf("the list says %q", card.Text())
	}
	d.Add(dbtest.Product{SKU: "A"}, dbtest.Customer{Code: "C-1"})
	if text := b.get("/backorders").doc().Find("section[aria-labelledby=first-steps]").Text(); !strings.Contains(text, "2 are left") {
		t.Errorf("with products and customers it says %q", text)
	}
	if b.get("/orders").doc().Find("section[aria-labelledby=first-steps]").Length() != 0 {
		t.Error("the list is on every page")
	}
	b.post("/setup/dismiss", nil).want(http.StatusSeeOther)
	if b.get("/backorders").doc().Find("section[aria-labelledby=first-steps]").Length() != 0 {
		t.Error("the list stays after it was put away")
	}
}

// The demo that somebody starts with lets none of its people in, leaves the
// company its name, and goes without taking the administrator along.
func TestTheDemoOfAnOwnDesk(t *testing.T) {
	d, code := unclaimed(t)
	b := d.anonymous()
	b.post("/setup", claiming(code)).want(http.StatusSeeOther)
	b.post("/setup/company", url.Values{"company": {"Quist Timber"}, "was_company": {"Backfill"}}).want(http.StatusSeeOther)
	id, _ := d.person("ada@quist.example")
	ada := model.Actor{Name: "ada@quist.example", UserID: id, Role: model.RoleAdmin, Origin: "127.0.0.1", RequestID: "test"}
	if err := d.Store.StartWithDemo(t.Context(), ada, 1); err != nil { // not by a page: a busy machine takes longer than a browser waits
		t.Fatal(err)
	}
	b.post("/setup/start", url.Values{"start": {"demo"}}).want(http.StatusSeeOther) // chosen again
	for _, r := range model.Roles() {
		for _, password := range []string{"backfill-demo-1", ""} {
			if a := d.anonymous().post("/login", url.Values{"email": {string(r) + "@demo.test"}, "password": {password}}); a.status != http.StatusUnprocessableEntity && a.status != http.StatusTooManyRequests {
				t.Errorf("%s@demo.test gets in with %q: %d", r, password, a.status)
			}
		}
	}
	d.Sleep(time.Hour + time.Second)
	board := b.post("/login", url.Values{"email": {"ada@quist.example"}, "password": {otherPassword}}).want(http.StatusSeeOther)
	if board.to() != "/backorders" {
		t.Fatalf("led to %s", board.to())
	}
	doc := b.get("/backorders").want(http.StatusOK).doc()
	if doc.Find("tr[data-line]").Length() < 10 || !strings.Contains(doc.Find("title").Text(), "Quist Timber") || !strings.Contains(doc.Find("section[aria-labelledby=first-steps]").Text(), "Remove the demo") {
		t.Errorf("the board of the demo: %s", doc.Find("title").Text())
	}
	if b.get("/demo/remove").want(http.StatusOK).doc().Find("input[type=password]").Length() != 0 {
		t.Error("whoever is none of the demo's people is asked who they are")
	}
	if err := d.Store.RemoveDemo(t.Context(), ada, model.NewUser{}); err != nil {
		t.Fatal(err)
	}
	if text := b.get("/backorders").want(http.StatusOK).text(); strings.Contains(text, "demo data") {
		t.Errorf("the banner stays: %s", text)
	}
	d.Want(`SELECT email, (SELECT value FROM setting WHERE key = 'company') AS company, (SELECT count(*) FROM sales_order) AS orders FROM app_user`, `
		email              company       orders
		ada@quist.example  Quist Timber  0`)
}
