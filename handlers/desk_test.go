package handlers

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/time/rate"
)

// deskPassword is everybody's in tests.
const deskPassword = "gravel lantern otter"

// desk is a whole desk in this process: a real file, a real server on
// 127.0.0.1, the clock in the test's hand. Plant what the test needs with Add.
// When the test ends every invariant is checked.
type desk struct {
	*dbtest.Desk
	t      testing.TB
	server *Server
	url    string
	log    *logBuffer
}

// newDesk starts an empty desk with one person per role, at dbtest.Now.
func newDesk(t testing.TB, change ...func(*Config)) *desk {
	t.Helper()
	d := &desk{Desk: dbtest.New(t), t: t, log: &logBuffer{}}
	d.addPeople()
	cfg := Config{PerUser: rate.Inf, PerAddress: rate.Inf, Log: slog.New(slog.NewJSONHandler(d.log, nil))}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if d.server, err = New(d.Store, cfg); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = d.server.HTTP()
	srv.Start()
	t.Cleanup(srv.Close)
	d.url = srv.URL
	return d
}

// deskHash is deskPassword as it is kept; making it takes a while.
var deskHash = sync.OnceValues(func() (string, error) { return db.HashPassword(context.Background(), deskPassword) })

// addPeople adds one person per role, sales@desk.test and so on.
func (d *desk) addPeople() {
	d.t.Helper()
	hash, err := deskHash()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range model.Roles() {
		d.Exec(`INSERT INTO app_user(email, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)`,
			string(r)+"@desk.test", "Test "+string(r), r, hash, d.Store.Now())
	}
}

// browser is one person's browser: it keeps cookies and does not follow
// redirects by itself.
type browser struct {
	d *desk
	*http.Client
}

// anonymous is a browser nobody has logged in with.
func (d *desk) anonymous() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return &browser{d, &http.Client{Jar: jar, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as gives the browser of the person with this role, logged in.
func (d *desk) as(r model.Role) *browser {
	d.t.Helper()
	b := d.anonymous()
	a := b.post("/login", url.Values{"email": {string(r) + "@desk.test"}, "password": {deskPassword}})
	if a.status != http.StatusSeeOther {
		d.t.Fatalf("log in as %s: %d %s", r, a.status, a.text())
	}
	return b
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// get fetches a whole page; with "part" among the options as htmx would.
func (b *browser) get(path string, options ...string) *answer {
	b.d.t.Helper()
	return b.send(http.MethodGet, path, nil, options...)
}

// post sends a form. A rid is added unless there is one; to leave it out, give
// an empty one.
func (b *browser) post(path string, form url.Values, options ...string) *answer {
	b.d.t.Helper()
	filled := url.Values{"rid": {newRID()}}
	for k, v := range form {
		filled[k] = v
	}
	return b.send(http.MethodPost, path, filled, options...)
}

// send does one request. Options are "part" or headers, "Name: value".
func (b *browser) send(method, path string, form url.Values, options ...string) *answer {
	b.d.t.Helper()
	req, err := http.NewRequest(method, b.d.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.d.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, o := range options {
		if o == "part" {
			o = "HX-Request: true"
		}
		name, value, _ := strings.Cut(o, ": ")
		req.Header.Set(name, value)
	}
	res, err := b.Do(req)
	if err != nil {
		b.d.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.d.t.Fatal(err)
	}
	return &answer{b.d.t, res.StatusCode, res.Header, body}
}

// want fails the test unless the answer has this status.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.text())
	}
	return a
}

// doc is the answer as a document to look things up in.
func (a *answer) doc() *goquery.Document {
	a.t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	return doc
}

// text is what a person reads, spaces made one.
func (a *answer) text() string {
	return strings.Join(strings.Fields(a.doc().Text()), " ")
}

// to is where a redirect leads, htmx's way or HTTP's.
func (a *answer) to() string {
	if to := a.header.Get("HX-Redirect"); to != "" {
		return to
	}
	return a.header.Get("Location")
}

// rounds is how often a test of chance is tried: few times with every change,
// STRESS=10 times as often in a long run, once with -short.
func rounds(t testing.TB, few int) int {
	if testing.Short() {
		return 1
	}
	if s := os.Getenv("STRESS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("STRESS: %v", err)
		}
		return few * n
	}
	return few
}

// logBuffer keeps the server's log for the test to read.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
