package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// What the tests of every form have to know about those of people.
func init() {
	about := []string{"/settings/people/:id/code", "/settings/people/:id/end", "/settings/people/:id/invite", "/settings/people/:id/reset"}
	actsAtOnce = append(append(actsAtOnce, "/account/code/begin"), about...)
	byState = append(byState, about...)
	fills["/account/choices"] = url.Values{"landing": {"orders"}, "shortcuts": {"off"}, "locale": {"de-DE"}}
	fills["/settings/people/:id/edit"] = url.Values{"name": {"Dana Okafor"}}
	elsewhere = append(elsewhere, "/account/code/confirm", "/account/code/recovery", "/account/code/remove",
		"/settings/people/new", "/settings/people/:id/invite", "/settings/people/:id/reset",
		"/settings/security") // which would keep the administrator from every form after it; it is one of the pages of settings, whose others are sent
}

// person is the id of somebody by e-mail, and their version.
func (d *desk) person(email string) (id int64, version string) {
	d.t.Helper()
	var p struct {
		ID      int64
		Version int
	}
	if err := d.Raw.Get(&p, `SELECT id, version FROM app_user WHERE email = ?`, email); err != nil {
		d.t.Fatal(err)
	}
	return p.ID, strconv.Itoa(p.Version)
}

func personPath(id int64, do string) string {
	return "/settings/people/" + strconv.FormatInt(id, 10) + "/" + do
}

// linkIn is the path of the link that an answer shows, "" for none.
func linkIn(a *answer) string {
	u, err := url.Parse(a.doc().Find("#link").AttrOr("value", ""))
	if err != nil {
		a.t.Fatal(err)
	}
	return u.Path
}

func TestSomebodyIsInvitedAndChoosesTheirPassword(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	form := url.Values{"name": {"Nora Lind"}, "email": {"nora@desk.test"}, "role": {"sales"}, "rid": {newRID()}}
	made := admin.post("/settings/people/new", form).want(http.StatusOK)
	link := linkIn(made)
	if !strings.HasPrefix(link, "/invite/") || len(link) < 40 {
		t.Fatalf("the link is %q: %s", link, made.text())
	}
	again := admin.post("/settings/people/new", form).want(http.StatusOK)
	if linkIn(again) != "" || again.header.Get("Idempotent-Replayed") != "true" || !strings.Contains(again.text(), "shown then") {
		t.Errorf("sent twice: %s", again.text())
	}
	d.Want(`SELECT role, password_hash, version FROM app_user WHERE email = 'nora@desk.test'`, `
		role   password_hash  version
		sales  ''             1`)

	nora := d.anonymous()
	login := url.Values{"email": {"nora@desk.test"}, "password": {""}}
	for _, guess := range []string{" ", "x", deskPassword} {
		login.Set("password", guess)
		nora.post("/login", login).want(http.StatusUnprocessableEntity)
	}
	for range 2 { // mail programs look at links, too
		page := nora.get(link).want(http.StatusOK)
		if page.header.Get("Referrer-Policy") != "no-referrer" || page.header.Get("X-Robots-Tag") != "noindex" || !strings.Contains(page.text(), "Nora Lind") {
			t.Errorf("%v: %s", page.header, page.text())
		}
	}
	refused := nora.post(link, url.Values{"password": {"nora lind 2026"}}).want(http.StatusUnprocessableEntity)
	if refused.doc().Find("#password").AttrOr("value", "") != "" || !strings.Contains(refused.text(), "first passwords") {
		t.Errorf("a password made of her name: %s", refused.text())
	}
	chosen := url.Values{"password": {otherPassword}, "rid": {newRID()}}
	for range 2 { // the second of two clicks succeeds as the first did
		if to := nora.post(link, chosen).want(http.StatusSeeOther).to(); to != "/login" {
			t.Errorf("leads to %s: a link logs nobody in", to)
		}
	}
	nora.post(link, url.Values{"password": {"quilt ferry harbour"}}).want(http.StatusNotFound)
	nora.get(link).want(http.StatusNotFound)
	login.Set("password", otherPassword)
	nora.post("/login", login).want(http.StatusSeeOther)
	nora.get("/settings/people").want(http.StatusForbidden)
	d.Want(`SELECT action, actor, ref FROM audit WHERE entity = 'user' ORDER BY id`, `
		action   actor            ref
		added    admin@desk.test  nora@desk.test
		invited  admin@desk.test  nora@desk.test
		changed  nora@desk.test   nora@desk.test`)
	d.holdsNothingOf(strings.TrimPrefix(link, "/invite/"))
}

// holdsNothingOf fails when a secret is in a table or in the log.
func (d *desk) holdsNothingOf(secret string) {
	d.t.Helper()
	if strings.Contains(d.log.String(), secret) {
		d.t.Error("the secret is in the log")
	}
	for _, q := range []string{`SELECT count(*) FROM audit WHERE instr(coalesce(before, '') || coalesce(after, '') || why || ref, ?) > 0`,
		`SELECT count(*) FROM idempotency WHERE instr(answer || scope || key, ?) > 0`, `SELECT count(*) FROM access_link WHERE instr(CAST(token_hash AS TEXT), ?) > 0`,
		`SELECT count(*) FROM session WHERE instr(CAST(data AS TEXT), ?) > 0`, `SELECT count(*) FROM second_factor WHERE instr(secret, ?) > 0`,
		`SELECT count(*) FROM api_key WHERE instr(CAST(key_hash AS TEXT), ?) > 0`} {
		var n int
		if err := d.Raw.Get(&n, q, secret); err != nil || n > 0 {
			d.t.Errorf("%s: %d (%v)", q, n, err)
		}
	}
}

// Whatever is wrong with a link, nobody learns which it is.
func TestALinkThatIsOverIsNotThere(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	id, _ := d.person("sales@desk.test")
	reset := func() string { return linkIn(admin.post(personPath(id, "reset"), nil).want(http.StatusOK)) }
	nobody := d.anonymous()
	texts := map[string]string{"unknown": "/reset/" + strings.Repeat("A", 43), "of the other kind": strings.Replace(reset(), "/reset/", "/invite/", 1)}
	texts["replaced"] = reset()
	reset()
	texts["after a password change"] = reset()
	if err := d.Store.SetPassword(t.Context(), model.CLIActor(), "sales@desk.test", otherPassword); err != nil {
		t.Fatal(err)
	}
	texts["expired"] = reset()
	nobody.get(texts["expired"]).want(http.StatusOK)
	d.Sleep(10*time.Minute + time.Millisecond)
	for why, path := range texts {
		a := nobody.get(path).want(http.StatusNotFound)
		if got := strings.ReplaceAll(a.text(), a.header.Get("X-Request-Id"), ""); !strings.Contains(got, "There is no such page, or it has moved.") {
			t.Errorf("%s: %s", why, got)
		}
		nobody.post(path, url.Values{"password": {"quilt ferry harbour"}}).want(http.StatusNotFound)
	}
	used := reset()
	_, version := d.person("sales@desk.test")
	admin.post(personPath(id, "disable"), url.Values{"version": {version}}).want(http.StatusSeeOther)
	nobody.get(used).want(http.StatusNotFound)
	admin.post(personPath(id, "reset"), nil).want(http.StatusConflict)
}

func TestAResetEndsSessionsAndKeepsTheOldPasswordUntilUsed(t *testing.T) {
	d := newDesk(t)
	admin, sales := d.as(model.RoleAdmin), d.as(model.RoleSales)
	id, _ := d.person("sales@desk.test")
	link := linkIn(admin.post(personPath(id, "reset"), nil).want(http.StatusOK))
	sales.get("/account").want(http.StatusOK)
	d.anonymous().post("/login", credentials(model.RoleSales)).want(http.StatusSeeOther)
	d.anonymous().post(link, url.Values{"password": {otherPassword}}).want(http.StatusSeeOther)
	if to := sales.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("the old session leads to %q", to)
	}
	d.anonymous().post("/login", credentials(model.RoleSales)).want(http.StatusUnprocessableEntity)
	d.holdsNothingOf(strings.TrimPrefix(link, "/reset/"))
}

func TestPeopleAreChangedWithEffectOnTheNextClick(t *testing.T) {
	d := newDesk(t)
	admin, sales := d.as(model.RoleAdmin), d.as(model.RoleSales)
	id, version := d.person("sales@desk.test")
	edit := url.Values{"name": {"Dana Okafor"}, "role": {"manager"}, "version": {version}}
	admin.post(personPath(id, "edit"), edit).want(http.StatusSeeOther)
	if to := sales.get("/orders").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("after another role: %q", to)
	}
	if text := admin.post(personPath(id, "edit"), edit).want(http.StatusConflict).text(); !strings.Contains(text, "Dana Okafor") {
		t.Errorf("a stale form: %s", text)
	}
	sales = d.anonymous()
	sales.post("/login", credentials(model.RoleSales)).want(http.StatusSeeOther)
	sales.get("/audit").want(http.StatusOK)
	admin.post(personPath(id, "end"), nil).want(http.StatusSeeOther)
	if to := sales.get("/orders").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("after their sessions were ended: %q", to)
	}
	sales.post("/login", credentials(model.RoleSales)).want(http.StatusSeeOther)
	_, version = d.person("sales@desk.test")
	admin.post(personPath(id, "disable"), url.Values{"version": {version}}).want(http.StatusSeeOther)
	if to := sales.get("/orders").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("after disabling: %q", to)
	}
	sales.post("/login", credentials(model.RoleSales)).want(http.StatusUnprocessableEntity)
	_, version = d.person("sales@desk.test")
	admin.post(personPath(id, "enable"), url.Values{"version": {version}}).want(http.StatusSeeOther)
	sales.post("/login", credentials(model.RoleSales)).want(http.StatusSeeOther)
	if text := admin.get(personPath(id, "")[:len(personPath(id, ""))-1]).want(http.StatusOK).doc().Find("#timeline").Text(); !strings.Contains(text, "manager") || !strings.Contains(text, "disabled") {
		t.Errorf("the timeline says %q", text)
	}
	d.Want(`SELECT json_extract(before, '$.role') AS was, json_extract(after, '$.role') AS is_now, json_extract(after, '$.change') AS change
		FROM audit WHERE entity = 'user' ORDER BY id`, `
		was    is_now   change
		sales  manager  -
		-      -        sessions ended
		-      -        disabled
		-      -        enabled`)
}

func TestTheLastAdminStays(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	id, version := d.person("admin@desk.test")
	linkIn(admin.post("/settings/people/new", url.Values{"name": {"Not Yet"}, "email": {"new@desk.test"}, "role": {"admin"}}).want(http.StatusOK))
	for do, form := range map[string]url.Values{"disable": {}, "edit": {"name": {"Test admin"}, "role": {"sales"}}} {
		form.Set("version", version)
		if text := admin.post(personPath(id, do), form).want(http.StatusConflict).text(); !strings.Contains(text, "only administrator") {
			t.Errorf("%s: %s", do, text)
		}
	}
	d.Want(`SELECT role, disabled_at FROM app_user WHERE email = 'admin@desk.test'`, `
		role   disabled_at
		admin  -`)
	d.Exec(`UPDATE app_user SET role = 'admin' WHERE email = 'manager@desk.test'`)
	admin.post(personPath(id, "edit"), url.Values{"name": {"Test admin"}, "role": {"sales"}, "version": {version}}).want(http.StatusSeeOther)
}

func TestThePeopleList(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	d.as(model.RoleSales)
	row := admin.get("/settings/people").want(http.StatusOK).doc().Find("tr[data-person='sales@desk.test']").Text()
	for _, want := range []string{"Test sales", "sales", "1 browser", "Active"} {
		if !strings.Contains(row, want) {
			t.Errorf("%q is not in %q", want, row)
		}
	}
	for query, want := range map[string]int{"?role=sales": 1, "?state=disabled": 0, "?q=test+ma": 1, "?code=yes": 0, "?sort=email": 7} {
		if got := admin.get("/settings/people" + query).want(http.StatusOK).doc().Find("tr[data-person]").Length(); got != want {
			t.Errorf("%s: %d people, want %d", query, got, want)
		}
	}
	if got := strings.Count(string(admin.get("/settings/people.csv").want(http.StatusOK).body), "@desk.test"); got != 7 {
		t.Errorf("%d people in the file", got)
	}
}

// Half an hour after log-in, what matters asks for the password again, keeps what
// was typed, and gives the session another token.
func TestWhatMattersAsksForThePasswordAgain(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	form := url.Values{"name": {"Nora Lind"}, "email": {"nora@desk.test"}, "role": {"sales"}, "rid": {newRID()}}
	for range 2 {
		d.Sleep(20 * time.Minute)
		admin.get("/settings/people").want(http.StatusOK)
	}
	if to := admin.get("/settings/people/new").want(http.StatusSeeOther).to(); to != "/sure?next=%2Fsettings%2Fpeople%2Fnew" {
		t.Errorf("sent to %s", to)
	}
	asked := admin.post("/settings/people/new", form).want(http.StatusForbidden)
	kept := url.Values{}
	for _, f := range formsOf("/", asked.doc()) {
		if f.action == "/settings/people/new" {
			kept = f.sent
		}
	}
	for name := range form {
		if kept.Get(name) != form.Get(name) {
			t.Errorf("%s is %q on the page that asks", name, kept.Get(name))
		}
	}
	kept.Set("sure", "wrong")
	admin.post("/settings/people/new", kept).want(http.StatusUnprocessableEntity)
	d.Want(`SELECT count(*) AS n FROM app_user WHERE email = 'nora@desk.test'`, `
		n
		0`)
	kept.Set("sure", deskPassword)
	a := admin.post("/settings/people/new", kept).want(http.StatusOK)
	if sessionCookie(t, a).Value == "" || linkIn(a) == "" {
		t.Errorf("no new token or no link: %s", a.text())
	}
	admin.get("/settings/people/new").want(http.StatusOK)
	d.Want(`SELECT action FROM audit WHERE entity = 'login' AND action <> 'logged in' ORDER BY id`, `
		action
		refused
		confirmed`)
	d.Sleep(29 * time.Minute)
	admin.get("/settings/people/new").want(http.StatusOK)
	d.Sleep(2 * time.Minute)
	if to := admin.post("/sure", url.Values{"sure": {deskPassword}, "next": {"//evil.example"}}).want(http.StatusSeeOther).to(); to != "/" {
		t.Errorf("led to %s", to)
	}
	admin.get("/settings/people/new").want(http.StatusOK)
}
