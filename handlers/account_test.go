package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

const (
	otherPassword = "walnut ferry sixpence"
	firefox       = "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
)

func TestOwnNameIsChangedOnceAndKnownOnTheBoard(t *testing.T) {
	d := furnished(t)
	d.Exec(`UPDATE customer SET owner = 'sales@desk.test'`)
	if err := d.Store.NewDay(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := d.as(model.RoleSales)
	version := b.get("/account").want(http.StatusOK).doc().Find("form[action='/account/name'] input[name=version]").AttrOr("value", "")
	form := url.Values{"name": {"Dana Okafor"}, "version": {version}, "rid": {newRID()}}
	for range 2 {
		if to := b.post("/account/name", form).want(http.StatusSeeOther).to(); to != "/account" {
			t.Errorf("sent to %s", to)
		}
	}
	doc := b.get("/account").want(http.StatusOK).doc()
	if got := doc.Find("input[name=name]").AttrOr("value", ""); got != "Dana Okafor" {
		t.Errorf("the name is %q", got)
	}
	if got := doc.Find(".toast").Text(); !strings.Contains(got, "Your name is saved.") {
		t.Errorf("said %q", got)
	}
	d.Want(`SELECT owner FROM board`, `
		owner
		Dana Okafor`)
	d.Want(`SELECT actor, ref, json_extract(before, '$.name') AS was, json_extract(after, '$.name') AS name FROM audit
		WHERE entity = 'user' AND action = 'changed'`, `
		actor            ref              was         name
		sales@desk.test  sales@desk.test  Test sales  Dana Okafor`)
	form["rid"], form["name"] = []string{newRID()}, []string{"Somebody else"}
	if text := b.post("/account/name", form).want(http.StatusConflict).text(); !strings.Contains(text, "Dana Okafor") {
		t.Errorf("a stale form: %s", text)
	}
}

func TestOwnNameMustBeAName(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleWarehouse)
	for _, name := range []string{"", "  ", strings.Repeat("x", 121), "two\nlines"} {
		a := b.post("/account/name", url.Values{"name": {name}, "version": {"1"}}).want(http.StatusUnprocessableEntity)
		if a.doc().Find("#name[aria-invalid=true]").Length() != 1 || a.doc().Find(".summary a[href='#name']").Length() != 1 {
			t.Errorf("%q: %s", name, a.text())
		}
	}
	for _, version := range []string{"", "x", "7", "99999999999999999999"} {
		b.post("/account/name", url.Values{"name": {"Dana"}, "version": {version}}).want(http.StatusConflict)
	}
	d.Want(`SELECT name FROM app_user WHERE role = 'warehouse'`, `
		name
		Test warehouse`)
}

func TestANewPasswordEndsEveryOtherSession(t *testing.T) {
	d := newDesk(t)
	here, there, other := d.as(model.RoleSales), d.as(model.RoleSales), d.as(model.RoleManager)
	old := d.anonymous()
	before := sessionCookie(t, old.post("/login", credentials(model.RoleSales))).Value
	answer := here.post("/account/password", url.Values{"current": {deskPassword}, "password": {otherPassword}}).want(http.StatusSeeOther)
	if sessionCookie(t, answer).Value == "" {
		t.Error("no new token")
	}
	doc := here.get(answer.to()).want(http.StatusOK).doc()
	if got := doc.Find(".toast").Text(); !strings.Contains(got, "Your password is changed.") {
		t.Errorf("said %q", got)
	}
	if n := doc.Find("table.list tbody tr").Length(); n != 1 {
		t.Errorf("%d sessions left", n)
	}
	if to := there.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("the other session leads to %s", to)
	}
	if to := d.anonymous().get("/account", "Cookie: session="+before).to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("an old cookie leads to %s", to)
	}
	other.get("/account").want(http.StatusOK)
	d.anonymous().post("/login", credentials(model.RoleSales)).want(http.StatusUnprocessableEntity)
	d.anonymous().post("/login", url.Values{"email": {"sales@desk.test"}, "password": {otherPassword}}).want(http.StatusSeeOther)
	d.Want(`SELECT actor, json_extract(after, '$.change') AS change FROM audit WHERE entity = 'user'`, `
		actor            change
		sales@desk.test  password changed`)
	var kept int
	if err := d.Raw.Get(&kept, `SELECT count(*) FROM idempotency`); err != nil || kept != 0 {
		t.Errorf("%d request keys kept for a password (%v)", kept, err)
	}
}

func TestAPasswordIsChangedOnlyByWhoKnowsIt(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleSales)
	for field, form := range map[string]url.Values{
		"current":  {"current": {"not this one at all"}, "password": {otherPassword}},
		"password": {"current": {deskPassword}, "password": {"short"}},
	} {
		a := b.post("/account/password", form).want(http.StatusUnprocessableEntity)
		if a.doc().Find("#"+field+"[aria-invalid=true]").Length() != 1 || a.doc().Find("input[type=password][value!='']").Length() != 0 {
			t.Errorf("%s: %s", field, a.text())
		}
	}
	for _, password := range []string{"", strings.Repeat("x", 129), "password1234", "Sales desk backfill", strings.Repeat("ab", 20)} {
		b.post("/account/password", url.Values{"current": {deskPassword}, "password": {password}}).want(http.StatusUnprocessableEntity)
	}
	for range 19 {
		b.post("/account/password", url.Values{"current": {"a guess too many"}, "password": {otherPassword}}).want(http.StatusUnprocessableEntity)
	}
	b.post("/account/password", url.Values{"current": {deskPassword}, "password": {otherPassword}}).want(http.StatusTooManyRequests)
	b.get("/account").want(http.StatusOK)
	d.Want(`SELECT count(*) AS refused FROM audit WHERE action = 'refused' AND ref = 'sales@desk.test'`, `
		refused
		20`)
}

func TestOwnSessionsAreSeenAndEnded(t *testing.T) {
	d := newDesk(t)
	elsewhere := d.anonymous()
	elsewhere.post("/login", credentials(model.RoleSales), firefox).want(http.StatusSeeOther)
	d.Sleep(5 * time.Minute)
	here, third, other := d.as(model.RoleSales), d.as(model.RoleSales), d.as(model.RoleManager)
	doc := here.get("/account").want(http.StatusOK).doc()
	if n := doc.Find("table.list tbody tr").Length(); n != 3 {
		t.Fatalf("%d sessions", n)
	}
	row := doc.Find("table.list tbody tr").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), "Firefox on Windows") })
	if !strings.Contains(row.Text(), "127.0.0.1") || row.Find("button").Length() != 1 {
		t.Errorf("the other session: %s", row.Text())
	}
	if mine := doc.Find("table.list tr:contains('This one')"); mine.Length() != 1 || mine.Find("button").Length() != 0 {
		t.Errorf("this session: %s", mine.Text())
	}
	handle := row.Find("button").AttrOr("value", "")
	other.post("/account/end", url.Values{"session": {handle}}).want(http.StatusConflict)
	elsewhere.get("/account").want(http.StatusOK)
	here.post("/account/end", url.Values{"session": {handle}}).want(http.StatusSeeOther)
	if to := elsewhere.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("the ended session leads to %s", to)
	}
	for _, wrong := range []string{handle, "", "%", strings.Repeat("x", 5000)} {
		here.post("/account/end", url.Values{"session": {wrong}}).want(http.StatusConflict)
	}
	for n, words := range []string{"The other session has ended.", "There was no other session."} {
		here.post("/account/end-others", nil).want(http.StatusSeeOther)
		if text := here.get("/account").text(); !strings.Contains(text, words) {
			t.Errorf("%s time: %s", strconv.Itoa(n), text)
		}
	}
	if to := third.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("the third session leads to %s", to)
	}
	other.get("/account").want(http.StatusOK)
}
