package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"backfill/db"
	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

func TestRolesSayWhoMayDoWhat(t *testing.T) {
	doc := newDesk(t).as(model.RoleManager).get("/settings/roles").want(http.StatusOK).doc()
	for _, tt := range []struct {
		what string
		may  string // by role, in their order
	}{
		{"Adjust and count stock", "no yes no no no yes yes"},
		{"See the board and its lines", "yes yes yes yes yes yes yes"},
		{"Invite people and give them roles", "no no no no no no yes"},
	} {
		row := doc.Find("tr").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find("th").First().Text() == tt.what })
		said := row.Find("td").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
		if got := strings.Join(said, " "); got != tt.may {
			t.Errorf("%s: %s, want %s", tt.what, got, tt.may)
		}
	}
}

func TestOwnership(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleAdmin)
	stale := shownForm(t, b, "/settings/ownership")
	form := shownForm(t, b, "/settings/ownership")
	form.Set("orders", "desk")
	b.post("/settings/ownership", form).want(http.StatusSeeOther)
	d.Want(`select o.owner, a.actor, a.ref, a.after from ownership o, audit a where o.kind = 'orders' and a.entity = 'setting'`, `
		owner  actor            ref              after
		desk   admin@desk.test  owner of orders  {"owner":"desk"}`)
	form.Set("orders", "nobody")
	doc := b.post("/settings/ownership", form).want(http.StatusUnprocessableEntity).doc()
	if doc.Find(".summary a[href='#orders']").Length() != 1 {
		t.Error("the summary does not lead to the field")
	}
	d.Exec(`UPDATE ownership SET owner = 'desk' WHERE kind = 'stock'`)
	stale.Set("stock", "erp")
	stale.Set("was_stock", "erp")
	if got := b.post("/settings/ownership", stale).want(http.StatusConflict).doc().Find(".banner.warn").Text(); !strings.Contains(got, "Stock") && !strings.Contains(got, "Orders") {
		t.Errorf("the conflict says %q", got)
	}
	d.as(model.RoleManager).get("/settings/ownership").want(http.StatusForbidden)
}

func TestTheSystemPage(t *testing.T) {
	asked, running := 0, false
	failed := model.At(dbtest.Now.Add(-time.Hour))
	d := newDesk(t, func(c *Config) {
		c.Version = "1.2.3"
		c.RunCheck = func() bool { asked++; return !running }
		c.Jobs = func() ([]model.JobState, []model.JobFailure) {
			return []model.JobState{{Name: "new day", Every: 10 * time.Minute, Runs: 1394, Ended: failed, Took: 2 * time.Second, Err: "no paper", Failures: 2}},
				[]model.JobFailure{{Name: "new day", At: failed, What: "no paper"}}
		}
		c.Backups = func() model.BackupState {
			return model.BackupState{Last: failed, File: "b.db", Err: errors.New("disk full")}
		}
		c.MetricsToken = "let me in"
	})
	b := d.as(model.RoleAdmin)
	text := b.get("/settings/system").want(http.StatusOK).doc().Find("main").Text()
	for _, want := range []string{"1.2.3", "plain http", "The last backup failed: disk full", "1,394", "every 10 minutes", "no paper", "Sessions open", filepath.Base(d.File)} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, words := range []string{"Every rule is being looked at", "under way already"} {
		b.post("/settings/system/check", nil).want(http.StatusSeeOther)
		if got := b.get("/settings/system").doc().Find("#status").Text(); !strings.Contains(got, words) {
			t.Errorf("it says %q, want %q", got, words)
		}
		running = true
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	d.as(model.RoleManager).post("/settings/system/check", nil).want(http.StatusForbidden)
	metrics := d.anonymous().get("/metrics", "Authorization: Bearer let me in").want(http.StatusOK).text()
	for _, want := range []string{"backfill_file_bytes ", "backfill_disk_free_bytes ", "backfill_sessions_open 2", `backfill_job_failures_total{job="new day"} 2`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %q: %s", want, metrics)
		}
	}
}

func TestADownloadedBackupRestores(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleAdmin)
	for range 2 { // the password was shown too long ago, the session is not idle
		d.Sleep(20 * time.Minute)
		b.get("/settings/system").want(http.StatusOK)
	}
	b.post("/settings/system/backup", url.Values{}).want(http.StatusForbidden)
	a := b.post("/settings/system/backup", url.Values{"sure": {deskPassword}}).want(http.StatusOK)
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="desk-20261124T084000Z.db"` || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("sent as %s", got)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(copied, a.body, 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := db.Verify(t.Context(), copied)
	if err != nil || m.Rows["order_line"] != 1 {
		t.Errorf("the copy: %v, %v", m, err)
	}
	d.Want(`select actor, action, entity from audit order by id desc limit 1`, `
		actor            action      entity
		admin@desk.test  downloaded  backup`)
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(d.File), ".download-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	d.as(model.RoleManager).post("/settings/system/backup", nil).want(http.StatusForbidden)
}
