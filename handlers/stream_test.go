package handlers

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// A file that takes longer than an answer may is not cut: the limit is of each
// batch. A page of a server with this limit does not arrive.
func TestALongFileIsNotCut(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Crowd{Lines: 3000, Products: 100})
	if _, err := d.Store.Allocate(t.Context(), dbtest.Dana(), model.RunRequest{}); err != nil {
		t.Fatal(err)
	}
	slow := httptest.NewUnstartedServer(nil)
	slow.Config = d.server.HTTP()
	slow.Config.WriteTimeout = time.Nanosecond // over before the page is made
	slow.Start()
	t.Cleanup(slow.Close)
	here, err := url.Parse(d.url)
	if err != nil {
		t.Fatal(err)
	}
	cookies := d.as(model.RoleManager).Jar.Cookies(here)
	rows := func(path string) (int, error) {
		req, err := http.NewRequest(http.MethodGet, slow.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cookies {
			req.AddCookie(c)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		return bytes.Count(text, []byte("\r\n")), err
	}
	if _, err := rows("/backorders"); err == nil {
		t.Fatal("the page arrived: this test cannot fail")
	}
	for path, want := range map[string]int{"/backorders.csv?view=all": 3001, "/orders.csv": 1001} {
		if got, err := rows(path); got != want || err != nil {
			t.Errorf("%s: %d rows, %v; want %d", path, got, err, want)
		}
	}
}
