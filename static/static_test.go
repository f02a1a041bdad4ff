package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var shelf = fstest.MapFS{
	"app.css":       {Data: []byte(strings.Repeat("body { color: red }\n", 50))},
	"vendor/lib.js": {Data: []byte("1")},
	"static.go":     {Data: []byte("package static")},
	"NOTICE":        {Data: []byte("licence")},
}

func fetch(t *testing.T, f *Files, method, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result()
}

func TestFilesAreKeptForEverUnderTheirHashedName(t *testing.T) {
	f, err := read(shelf)
	if err != nil {
		t.Fatal(err)
	}
	url := f.URL("app.css")
	if !strings.HasPrefix(url, "/static/app.") || url == "/static/app.css" || !strings.HasSuffix(url, ".css") {
		t.Fatalf("address %s", url)
	}
	res := fetch(t, f, "GET", url)
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !bytes.Equal(body, shelf["app.css"].Data) || res.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		res.Header.Get("Content-Type") != "text/css; charset=utf-8" || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	small := fetch(t, f, "GET", url, "Accept-Encoding: br, gzip;q=0.8")
	z, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, _ = io.ReadAll(z); !bytes.Equal(body, shelf["app.css"].Data) || small.Header.Get("ETag") == res.Header.Get("ETag") {
		t.Errorf("gzip: %v", small.Header)
	}
	if res := fetch(t, f, "GET", url, "Accept-Encoding: gzip;q=0"); res.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was sent to who refuses it")
	}
	again := fetch(t, f, "GET", url, "Accept-Encoding: gzip", "If-None-Match: "+small.Header.Get("ETag"))
	if body, _ = io.ReadAll(again.Body); again.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("again: %d, %d bytes", again.StatusCode, len(body))
	}
	head := fetch(t, f, "HEAD", url)
	if body, _ = io.ReadAll(head.Body); head.StatusCode != 200 || len(body) > 0 || head.Header.Get("Content-Length") != "1000" {
		t.Errorf("head: %d, %d bytes, %v", head.StatusCode, len(body), head.Header)
	}
}

func TestTheNameChangesWithTheContent(t *testing.T) {
	one, _ := read(fstest.MapFS{"a.js": {Data: []byte("1")}})
	two, _ := read(fstest.MapFS{"a.js": {Data: []byte("2")}})
	if one.URL("a.js") == two.URL("a.js") {
		t.Error("same name, other content")
	}
	if res := fetch(t, two, "GET", one.URL("a.js")); res.StatusCode != http.StatusNotFound {
		t.Errorf("the old name gives %d", res.StatusCode)
	}
}

func TestOnlyWhatIsMeantIsServed(t *testing.T) {
	f, err := read(shelf)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		"/static/app.css": 200, "/static/vendor/lib.js": 200,
		"/static/": 404, "/static": 404, "/static/vendor": 404, "/static/vendor/": 404, "/static/static.go": 404, "/static/NOTICE": 404,
		"/static/../static.go": 404, "/static/vendor/../static.go": 404, "/static/.git/config": 404, "/static/desk.db": 404,
	} {
		if got := fetch(t, f, "GET", path).StatusCode; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if res := fetch(t, f, "GET", "/static/app.css"); res.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the plain name is kept: %s", res.Header.Get("Cache-Control"))
	}
}

// What every page asks for is there.
func TestTheRealFiles(t *testing.T) {
	f, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app.css", "app.js", "icons.svg", "favicon.svg", "vendor/htmx.min.js", "vendor/idiomorph-ext.min.js"} {
		if res := fetch(t, f, "GET", f.URL(name)); res.StatusCode != 200 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}
