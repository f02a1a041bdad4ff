package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

// savedTabs lists the tabs after Mine: "Late 1".
func savedTabs(doc *goquery.Document) string {
	var tabs []string
	mine := false
	doc.Find(".tabs a").Each(func(_ int, s *goquery.Selection) {
		n := s.Find(".n").Text()
		text := strings.Join(strings.Fields(strings.TrimSuffix(strings.TrimSpace(s.Text()), n)), " ") + " " + n
		if s.AttrOr("aria-current", "") != "" {
			text = "[" + text + "]"
		}
		if mine {
			tabs = append(tabs, text)
		}
		mine = mine || strings.HasPrefix(strings.Trim(text, "["), "Mine ")
	})
	return strings.Join(tabs, ", ")
}

// submit fills in the form at the selector as a browser would and posts it.
func (b *browser) submit(doc *goquery.Document, selector string, change url.Values) *answer {
	b.d.t.Helper()
	form := doc.Find(selector)
	if form.Length() != 1 {
		b.d.t.Fatalf("%d forms at %s", form.Length(), selector)
	}
	values := url.Values{}
	form.Find("input[name], button[name]").Each(func(_ int, s *goquery.Selection) {
		if _, checked := s.Attr("checked"); s.AttrOr("type", "") == "checkbox" && !checked {
			return
		}
		values.Add(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	form.Find("select[name]").Each(func(_ int, s *goquery.Selection) {
		chosen := s.Find("option[selected]")
		if chosen.Length() == 0 {
			chosen = s.Find("option").First()
		}
		values.Set(s.AttrOr("name", ""), chosen.AttrOr("value", ""))
	})
	for name, v := range change {
		values[name] = v
	}
	return b.post(form.AttrOr("action", ""), values)
}

// A changed view is saved, opened as a tab, changed again and saved over, all
// with plain forms.
func TestAViewIsSavedAndOpenedAgain(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleSales)
	if n := b.get("/backorders").doc().Find("form[action='/views']").Length(); n != 0 {
		t.Errorf("the board as it is can be saved: %d forms", n)
	}
	doc := b.get("/backorders?sku=A&sort=promise").want(http.StatusOK).doc()
	a := b.submit(doc, "form[action='/views']", url.Values{"name": {"Only A"}, "shared": {"on"}}).want(http.StatusSeeOther)
	if a.to() != "/backorders?saved=1&sku=A&sort=promise" {
		t.Errorf("it leads to %s", a.to())
	}
	doc = b.get(a.to()).want(http.StatusOK).doc()
	if got := savedTabs(doc); got != "[Only A (yours, shared with everybody) 3]" {
		t.Errorf("tabs: %s", got)
	}
	if n := doc.Find("form[action='/views/1/save'], form[action='/views']").Length(); n != 0 {
		t.Error("a view that was not changed offers to save it")
	}
	if got := doc.Find(".tabs [aria-current]").Length(); got != 1 {
		t.Errorf("%d tabs are current", got)
	}
	doc = b.get("/backorders?saved=1&sku=A&sort=promise&status=part").doc()
	b.submit(doc, "form[action='/views/1/save']", nil).want(http.StatusSeeOther)
	if got := savedTabs(b.get("/backorders").doc()); got != "Only A (yours, shared with everybody) 1" {
		t.Errorf("saved over: %s", got)
	}
	// Somebody else sees it and may copy it, no more.
	other := d.as(model.RoleWarehouse)
	doc = other.get("/backorders?saved=1&sku=A&sort=promise&status=part").doc()
	if got := savedTabs(doc); got != "[Only A (shared by Test sales) 1]" {
		t.Errorf("the warehouse sees %s", got)
	}
	if n := doc.Find("form[action$='/edit'], form[action$='/delete'], form[action$='/move'], form[action$='/1/save']").Length(); n != 0 {
		t.Errorf("the warehouse is offered %d forms it may not send", n)
	}
	other.post("/views/1/delete", url.Values{"version": {"2"}, "query": {""}}).want(http.StatusForbidden)
	a = other.submit(doc, "form[action='/views/1/copy']", nil).want(http.StatusSeeOther)
	if got := savedTabs(other.get(a.to()).doc()); got != "[Only A copy 1], Only A (shared by Test sales) 1" {
		t.Errorf("copied: %s", got)
	}
}

func TestAViewThatIsRefusedComesBackWithWhatWasTyped(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	doc := b.get("/backorders?sku=A").doc()
	a := b.submit(doc, "form[action='/views']", url.Values{"name": {"  "}, "shared": {"on"}}).want(http.StatusUnprocessableEntity)
	doc = a.doc()
	if !strings.HasPrefix(doc.Find("title").Text(), "Error: ") || doc.Find("[data-error-summary] a[href='#name']").Length() != 1 {
		t.Errorf("title %q, summary %q", doc.Find("title").Text(), doc.Find("[data-error-summary]").Text())
	}
	if form := doc.Find("details[open] form[action='/views']"); form.Find("#name").Length() != 1 || form.Find("input[name=shared][checked]").Length() != 1 {
		t.Error("the form is closed, or lost what was ticked")
	}
	if rows := boardRows(doc); len(rows) != 3 {
		t.Errorf("the board behind it shows %v", rows)
	}
	b.submit(doc, "form[action='/views']", url.Values{"name": {"A"}}).want(http.StatusSeeOther)
	page := b.get("/backorders?saved=1&sku=A").doc()
	b.submit(page, "form[action$='/edit']", url.Values{"name": {"Only A"}}).want(http.StatusSeeOther)
	late := b.submit(page, "form[action$='/edit']", url.Values{"name": {"A's"}, "rid": {newRID()}}).want(http.StatusConflict)
	if text := late.text(); !strings.Contains(text, "was changed meanwhile by Test manager") {
		t.Errorf("the second is told: %s", text)
	}
	if got := late.doc().Find("#view input[name=name]").AttrOr("value", ""); got != "A's" {
		t.Errorf("the second lost what was typed: %q", got)
	}
	b.post("/views/1/edit", url.Values{"name": {"x"}, "query": {"colour=red"}}).want(http.StatusConflict)
	b.post("/views/99/copy", url.Values{"version": {"1"}}).want(http.StatusNotFound)
}

func TestViewsAreMovedStartedWithAndDeleted(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleWarehouse)
	for _, name := range []string{"One", "Two"} {
		b.post("/views", url.Values{"name": {name}, "query": {"sku=" + name}}).want(http.StatusSeeOther)
	}
	two := "/backorders?saved=2&sku=Two"
	doc := b.get(two).doc()
	b.submit(doc, "form[action$='/move']:has([value=left])", nil).want(http.StatusSeeOther)
	if got := savedTabs(b.get("/backorders").doc()); got != "Two 0, One 0" {
		t.Errorf("moved: %s", got)
	}
	if to := b.get("/").to(); to != "/receiving" {
		t.Errorf("the warehouse starts at %s", to)
	}
	b.submit(doc, "form[action$='/start']", nil).want(http.StatusSeeOther)
	if to := b.get("/").to(); to != two {
		t.Errorf("it starts at %s, want %s", to, two)
	}
	again := d.anonymous()
	if to := again.post("/login", url.Values{"email": {"warehouse@desk.test"}, "password": {deskPassword}}).to(); to != two {
		t.Errorf("a log-in leads to %s, want %s", to, two)
	}
	a := b.submit(b.get(two).doc(), "form[action$='/delete']", nil).want(http.StatusSeeOther)
	if a.to() != "/backorders?sku=Two" {
		t.Errorf("deleted, it leads to %s", a.to())
	}
	if got, to := savedTabs(b.get(two).want(http.StatusOK).doc()), b.get("/").to(); got != "One 0" || to != "/receiving" {
		t.Errorf("after deleting: tabs %s, start %s", got, to)
	}
}

func TestTheFiguresFoldAwayAndStayAway(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleSales)
	doc := b.get("/backorders?view=risk").doc()
	if doc.Find(".kpis").Length() != 1 {
		t.Fatal("no figures")
	}
	a := b.submit(doc, ".head form[action='/preferences']", nil).want(http.StatusSeeOther)
	if a.to() != "/backorders?view=risk" {
		t.Errorf("it leads to %s", a.to())
	}
	doc = b.get("/backorders").doc()
	if doc.Find(".kpis").Length() != 0 {
		t.Error("the figures are back")
	}
	b.submit(doc, ".head form[action='/preferences']", nil)
	if b.get("/backorders").doc().Find(".kpis").Length() != 1 {
		t.Error("the figures stay away")
	}
}

func TestTheBoardSaysHowItIsSorted(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleSales)
	for query, want := range map[string]string{"": "rank", "sort=promise&dir=desc": "promise", "group=sku": ""} {
		doc := b.get("/backorders?" + query).doc()
		if got := doc.Find("#sort option[selected]").AttrOr("value", ""); got != want {
			t.Errorf("%s: sorted by %q, want %q", query, got, want)
		}
	}
	doc := b.get("/backorders?columns=rank&sort=rank").doc()
	if got := doc.Find("th[aria-sort]").Text(); strings.TrimSpace(got) != "Rank" {
		t.Errorf("sorted by the column %q", got)
	}
	if got := doc.Find("tr[data-line='SO-3/1'] .rank").Text(); got != "2" {
		t.Errorf("SO-3/1 is number %q, want 2", got)
	}
}
