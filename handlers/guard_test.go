package handlers

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/model"
)

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleSales)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/login", 303}, {"GET", "/", 303}, {"GET", "/nowhere", 404}, {"DELETE", "/login", 405}, {"GET", "/livez", 200},
		{"GET", "/static/app.css", 200}, {"GET", "/static/nothing.css", 404}, {"HEAD", "/", 303}, {"GET", "/static/../server.go", 404},
	} {
		a := b.send(c.method, c.path, nil).want(c.status)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s %s: %s is %q", c.method, c.path, name, got)
			}
		}
		if a.header.Get("Permissions-Policy") == "" || a.header.Get("X-Request-Id") == "" {
			t.Errorf("%s %s: %v", c.method, c.path, a.header)
		}
		for name := range a.header {
			if strings.HasPrefix(name, "Access-Control-") || name == "Server" || name == "Strict-Transport-Security" {
				t.Errorf("%s %s: %s is sent", c.method, c.path, name)
			}
		}
		if cc := a.header.Values("Cache-Control"); !strings.HasPrefix(c.path, "/static/app") && !slices.Equal(cc, []string{"no-store"}) {
			t.Errorf("%s %s: Cache-Control %v", c.method, c.path, cc)
		}
	}
}

// sessionCookie is the one session cookie an answer sets.
func sessionCookie(t *testing.T, a *answer) *http.Cookie {
	t.Helper()
	var found []*http.Cookie
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if strings.HasSuffix(c.Name, "session") {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d session cookies in %v", len(found), a.header)
	}
	return found[0]
}

func credentials(r model.Role) url.Values {
	return url.Values{"email": {string(r) + "@desk.test"}, "password": {deskPassword}}
}

func TestTheSessionCookie(t *testing.T) {
	plain := newDesk(t)
	c := sessionCookie(t, plain.anonymous().post("/login", credentials(model.RoleSales)))
	if c.Name != "session" || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
		t.Errorf("on http: %s", c)
	}
	var kept int
	if err := plain.Raw.Get(&kept, `SELECT count(*) FROM session WHERE token_hash = ? OR instr(data, ?) > 0`, c.Value, c.Value); err != nil || kept != 0 {
		t.Errorf("the cookie's value is in the file (%v)", err)
	}
	secure := newDesk(t, func(c *Config) { c.BaseURL = "https://desk.example.com" })
	a := secure.anonymous().post("/login", credentials(model.RoleSales))
	c = sessionCookie(t, a)
	if c.Name != "__Host-session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("on https: %s", c)
	}
	if a.header.Get("Strict-Transport-Security") != "max-age=31536000" {
		t.Errorf("on https: HSTS %q", a.header.Get("Strict-Transport-Security"))
	}
}

// Whatever session a browser had before, log-in starts another one.
func TestLogInStartsANewSession(t *testing.T) {
	d := newDesk(t)
	b := d.anonymous()
	planted := b.post("/login", credentials(model.RoleSales), "Cookie: session=chosen-by-somebody-else")
	first := sessionCookie(t, planted).Value
	if strings.Contains(first, "chosen") {
		t.Error("the planted token became the session")
	}
	second := sessionCookie(t, b.post("/login", credentials(model.RoleSales))).Value
	if first == second {
		t.Error("the second log-in kept the token")
	}
	for token, want := range map[string]string{first: "/login", second: "/backorders", "chosen-by-somebody-else": "/login"} {
		if to := d.anonymous().get("/", "Cookie: session="+token).to(); to != want {
			t.Errorf("a session leads to %s, want %s", to, want)
		}
	}
	b.post("/logout", nil)
	if to := d.anonymous().get("/", "Cookie: session="+second).to(); to != "/login" {
		t.Error("the session lives after log-out")
	}
}

func TestPagesDoNotSetTheCookieAgain(t *testing.T) {
	d := newDesk(t)
	a := d.as(model.RoleSales).get("/nowhere").want(http.StatusNotFound)
	if got := a.header.Values("Set-Cookie"); len(got) > 0 {
		t.Errorf("set again: %q", got)
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	for next, want := range map[string]string{
		"/orders/SO-1?x=1#line": "/orders/SO-1?x=1#line", "/": "/",
		"//evil.example": "", `/\evil.example`: "", "/%09/evil.example": "", "/\t/evil.example": "", "https://evil.example": "",
		"javascript:alert(1)": "", "orders": "", "": "", "/%2f/evil.example": "", "/%5cevil.example": "", "http:/evil.example": "", "/a\r\nX: y": "", "///evil.example": "",
	} {
		if got := localPath(next); got != want {
			t.Errorf("localPath(%q) is %q, want %q", next, got, want)
		}
	}
	d := newDesk(t)
	form := credentials(model.RoleSales)
	form.Set("next", "//evil.example/x")
	if to := d.anonymous().post("/login", form).to(); to != "/backorders" {
		t.Errorf("log-in leads to %s", to)
	}
	form.Set("next", "/orders?q=7")
	if to := d.anonymous().post("/login", form).to(); to != "/orders?q=7" {
		t.Errorf("log-in leads to %s", to)
	}
	if to := d.anonymous().get("/?q=7&x=%0d%0a").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("sent to %s", to)
	}
	if to := d.as(model.RoleSales).post("/preferences", url.Values{"theme": {"dark"}, "next": {"//evil.example"}}).to(); to != "/" {
		t.Errorf("preferences lead to %s", to)
	}
}

func TestAnEndedSessionTellsHtmxWhereToGo(t *testing.T) {
	d := newDesk(t)
	a := d.anonymous().get("/", "part", "HX-Current-URL: "+d.url+"/backorders?view=late").want(http.StatusUnauthorized)
	if to := a.header.Get("HX-Redirect"); to != "/login?next=%2Fbackorders%3Fview%3Dlate" {
		t.Errorf("sent to %q", to)
	}
}

func TestTooLargeABodyIsRefused(t *testing.T) {
	d := newDesk(t)
	b := d.anonymous()
	b.post("/login", url.Values{"email": {strings.Repeat("x", maxBody+1)}}).want(http.StatusRequestEntityTooLarge)
	// The same without saying how much is coming.
	req, err := http.NewRequest(http.MethodPost, d.url+"/login", io.MultiReader(strings.NewReader("email="), strings.NewReader(strings.Repeat("x", maxBody+1))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("chunked: %d, want 413", res.StatusCode)
	}
	b.send(http.MethodPost, "/login", nil, "Content-Type: application/json", "Content-Length: 0").want(http.StatusUnprocessableEntity)
	req, _ = http.NewRequest(http.MethodPost, d.url+"/login", strings.NewReader(`{"email":"x"}`))
	req.Header.Set("Content-Type", "application/json")
	if res, err = b.Do(req); err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("JSON: %d, want 415", res.StatusCode)
	}
}

// A client that sends its body drop by drop is cut off; here in a tenth of the
// usual time.
func TestASlowBodyIsCutOff(t *testing.T) {
	d := newDesk(t)
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = d.server.HTTP()
	if c := srv.Config; c.ReadHeaderTimeout != 5*time.Second || c.ReadTimeout != 15*time.Second || c.WriteTimeout != 30*time.Second ||
		c.IdleTimeout != 60*time.Second || c.MaxHeaderBytes != 32<<10 {
		t.Errorf("limits: %v %v %v %v %d", c.ReadHeaderTimeout, c.ReadTimeout, c.WriteTimeout, c.IdleTimeout, c.MaxHeaderBytes)
	}
	srv.Config.ReadTimeout = 150 * time.Millisecond
	srv.Start()
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(conn, "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nem")
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err == nil && res.StatusCode != http.StatusRequestTimeout {
		t.Errorf("answered %d", res.StatusCode)
	}
	if n, err := io.ReadAll(conn); errors.Is(err, errTimeout(err)) {
		t.Errorf("the connection is still open after %q", n)
	}
}

// errTimeout gives err back when it is the test's own deadline.
func errTimeout(err error) error {
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		return err
	}
	return io.ErrNoProgress
}

func TestTheLogHoldsNoSecretAndNoForgedLine(t *testing.T) {
	d := newDesk(t)
	b := d.anonymous()
	a := b.post("/login", credentials(model.RoleSales))
	token := sessionCookie(t, a).Value
	b.get("/x%0d%0a%7b%22msg%22:%22forged%22%7d", "X-Forwarded-For: 203.0.113.9", "User-Agent: evil\t{\"msg\":\"forged\"}")
	b.post("/login", url.Values{"email": {"x\r\n{\"msg\":\"forged\"}"}, "password": {"hunter2 hunter2 hunter2"}})
	b.send("FORGED", "/", nil)
	log := d.log.String()
	for _, secret := range []string{deskPassword, token, "hunter2", "forged", "FORGED", "203.0.113.9", "sales@desk.test"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	lines := 0
	for line := range strings.Lines(log) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("not a line of JSON: %q", line)
		}
		if entry["msg"] == "request" {
			lines++
			for _, key := range []string{"time", "request", "method", "route", "status", "ms", "actor", "ip"} {
				if _, ok := entry[key]; !ok {
					t.Errorf("no %s in %s", key, line)
				}
			}
		}
	}
	if lines < 3 {
		t.Errorf("%d requests logged", lines)
	}
}

func TestForwardedAddressesAreBelievedOnlyFromTrustedProxies(t *testing.T) {
	for _, c := range []struct {
		why     string
		trusted []string
		header  string
		want    string
	}{
		{"nobody is trusted", nil, "X-Forwarded-For: 203.0.113.9", "127.0.0.1"},
		{"nor another header", nil, "X-Real-Ip: 203.0.113.9", "127.0.0.1"},
		{"the proxy is trusted", []string{"127.0.0.0/8"}, "X-Forwarded-For: 203.0.113.9", "203.0.113.9"},
		{"what the client put before it is not", []string{"127.0.0.0/8"}, "X-Forwarded-For: 198.51.100.1, 203.0.113.9", "203.0.113.9"},
		{"another proxy is trusted", []string{"10.0.0.0/8"}, "X-Forwarded-For: 203.0.113.9", "127.0.0.1"},
	} {
		d := newDesk(t, func(cfg *Config) { cfg.TrustedProxies = c.trusted })
		d.anonymous().post("/login", url.Values{"email": {"sales@desk.test"}, "password": {"wrong"}}, c.header)
		var ip string
		if err := d.Raw.Get(&ip, `SELECT ip FROM login_attempt`); err != nil || ip != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.why, ip, c.want, err)
		}
	}
	d := newDesk(t)
	if _, err := New(d.Store, Config{TrustedProxies: []string{"proxy.local"}}); err == nil {
		t.Error("a proxy that is no network was taken")
	}
}

func TestTooManyRequestsAreRefusedPerPerson(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.PerUser = 2 })
	fast, other := d.as(model.RoleSales), d.as(model.RoleService)
	var refused *answer
	for range 8 {
		if a := fast.get("/nowhere"); a.status == http.StatusTooManyRequests {
			refused = a
		}
	}
	if refused == nil || refused.header.Get("Retry-After") == "" {
		t.Fatalf("never refused: %v", refused)
	}
	other.get("/nowhere").want(http.StatusNotFound)
	fast.get("/livez").want(http.StatusOK)
	d.Sleep(time.Second)
	fast.get("/nowhere").want(http.StatusNotFound)
}

func TestTooManyRequestsAreRefusedPerAddress(t *testing.T) {
	d := newDesk(t, func(c *Config) { c.PerAddress = 2 })
	b, refused := d.anonymous(), 0
	for range 10 {
		if b.get("/login").status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("%d of 10 refused, want 3: seven is the burst", refused)
	}
}

func TestBucketsAreBounded(t *testing.T) {
	d := newDesk(t)
	b := newBuckets(1, d.Store.Now)
	for i := range maxBuckets * 2 {
		b.take(fmt.Sprint(i))
	}
	if len(b.all) > maxBuckets {
		t.Errorf("%d buckets", len(b.all))
	}
}

// Each failure has its page, its part, and a reference that the log has too.
func TestErrorsBecomePages(t *testing.T) {
	d := newDesk(t)
	var fails error
	d.server.get("/fails", model.SeeBoard, func(Ctx) error { return fails })
	d.server.get("/panics", model.SeeBoard, func(Ctx) error { panic("secret of the house") })
	b := d.as(model.RoleSales)
	for _, c := range []struct {
		err    error
		status int
		says   string
	}{
		{model.Conflictf("Priya allocated 12 of these. Check and try again."), 409, "Priya allocated 12"},
		{model.Problems{"qty": "Enter how many."}, 422, "Enter how many."},
		{db.ErrKeyReused, 422, "already sent"},
		{fmt.Errorf("line 7: %w", model.ErrNotFound), 404, "no such page"},
		{model.ErrDenied, 403, "role"},
		{fmt.Errorf("%w (database is locked)", db.ErrBusy), 503, "nothing was saved"},
		{fmt.Errorf("%w (13)", db.ErrFull), 507, "disk is full"},
		{errors.New("SELECT password FROM app_user: boom"), 500, "our mistake"},
	} {
		fails = c.err
		a := b.get("/fails").want(c.status)
		if !strings.Contains(a.text(), c.says) || strings.Contains(a.text(), "SELECT") || strings.Contains(a.text(), "database is locked") {
			t.Errorf("%v: %s", c.err, a.text())
		}
		if id := a.header.Get("X-Request-Id"); !strings.Contains(a.text(), id) || !strings.Contains(d.log.String(), id) {
			t.Errorf("%v: no reference %s", c.err, id)
		}
		if c.status == 503 && a.header.Get("Retry-After") == "" {
			t.Error("busy without Retry-After")
		}
		part := b.get("/fails", "part").want(c.status)
		if part.header.Get("HX-Retarget") != "#alert" || strings.Contains(string(part.body), "<html") || !strings.Contains(part.text(), c.says) {
			t.Errorf("%v as a part: %v %s", c.err, part.header, part.text())
		}
	}
	a := b.get("/panics").want(500)
	if strings.Contains(a.text(), "secret of the house") || !strings.Contains(d.log.String(), "secret of the house") {
		t.Errorf("panic: %s", a.text())
	}
	b.get("/nowhere").want(404)
}

func TestMetricsAreForWhoHasTheToken(t *testing.T) {
	hidden := newDesk(t)
	hidden.anonymous().get("/metrics", "Authorization: Bearer ").want(http.StatusNotFound)
	d := newDesk(t, func(c *Config) { c.MetricsToken = "long random token" })
	d.anonymous().get("/metrics").want(http.StatusNotFound)
	d.anonymous().get("/metrics", "Authorization: Bearer wrong").want(http.StatusNotFound)
	a := d.anonymous().get("/metrics", "Authorization: Bearer long random token").want(http.StatusOK)
	if !strings.Contains(string(a.body), `backfill_requests_total{class="4xx"} 2`) {
		t.Errorf("%s", a.body)
	}
}

// Backups that fail raise an alarm and stop nobody's work.
func TestMetricsTellHowBackupsAre(t *testing.T) {
	state := model.BackupState{}
	d := newDesk(t, func(c *Config) {
		c.MetricsToken = "long random token"
		c.Backups = func() model.BackupState { return state }
	})
	for _, tt := range []struct {
		state        model.BackupState
		last, failed string
	}{
		{model.BackupState{}, "0", "0"},
		{model.BackupState{Last: model.At(time.Unix(1795507200, 0))}, "1795507200", "0"},
		{model.BackupState{Last: model.At(time.Unix(1795507200, 0)), Err: errors.New("no room")}, "1795507200", "1"},
	} {
		state = tt.state
		body := string(d.anonymous().get("/metrics", "Authorization: Bearer long random token").want(http.StatusOK).body)
		if !strings.Contains(body, "\nbackfill_last_backup_timestamp_seconds "+tt.last+"\n") || !strings.Contains(body, "\nbackfill_backup_failed "+tt.failed+"\n") {
			t.Errorf("%+v: %s", tt.state, body)
		}
		d.anonymous().get("/readyz").want(http.StatusOK)
	}
}

func TestHealth(t *testing.T) {
	d := newDesk(t)
	b := d.anonymous()
	for _, path := range []string{"/livez", "/readyz", "/healthz"} {
		if a := b.get(path).want(http.StatusOK); string(a.body) != "ok\n" || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %s %v", path, a.body, a.header)
		}
		b.send(http.MethodHead, path, nil).want(http.StatusOK)
	}
	d.server.Drain()
	b.get("/livez").want(http.StatusOK)
	b.get("/readyz").want(http.StatusServiceUnavailable)
}

func TestPreferencesStayInTheBrowser(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleSales)
	if to := b.post("/preferences", url.Values{"theme": {"dark"}, "density": {"roomy"}, "next": {"/orders?q=1"}}).want(http.StatusSeeOther).to(); to != "/orders?q=1" {
		t.Errorf("back to %s", to)
	}
	html := b.get("/nowhere").doc().Find("html")
	if html.AttrOr("data-theme", "") != "dark" || html.AttrOr("data-density", "") != "roomy" {
		t.Errorf("theme %s, density %s", html.AttrOr("data-theme", ""), html.AttrOr("data-density", ""))
	}
	b.post("/preferences", url.Values{"theme": {`"><script>`}})
	if got := b.get("/nowhere").doc().Find("html").AttrOr("data-theme", ""); got != "dark" {
		t.Errorf("a made-up theme became %q", got)
	}
}

func TestAnAddressHoldsTextOnly(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleAdmin)
	for _, path := range []string{"/backorders", "/orders", "/products", "/customers", "/search", "/audit", "/orders/new", "/settings/system"} {
		for _, name := range []string{"q", "view", "sort", "page", "customer", "from", "o%00k"} {
			a := b.get(path + "?" + name + "=oak%00%1b%0d%0aX-Evil:%7f1%c2%85")
			if a.status >= 500 || strings.ContainsAny(string(a.body), "\x00\x1b\x7f\u0085") || strings.Contains(string(a.body), "%00") || a.header.Get("X-Evil") != "" {
				t.Errorf("%s?%s: %d, a control character comes back", path, name, a.status)
			}
			for name, values := range a.header {
				if strings.ContainsAny(strings.Join(values, ""), "\x00\x1b\r\n") || strings.Contains(strings.Join(values, ""), "%00") {
					t.Errorf("%s: header %s is %q", path, name, values)
				}
			}
		}
		b.get(path + "?q=%ff%fe").want(http.StatusBadRequest)
	}
	if b.get("/products?q=o%61k+%C3%96l%0aa&size=50").want(http.StatusOK).doc().Find(`input[name=q][value="oak Öl a"]`).Length() == 0 {
		t.Error("the box does not hold what was asked on one line")
	}
}
