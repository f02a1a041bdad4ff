package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

// whyOf gives the sentences of Why? and fails when one of them leads nowhere.
func whyOf(t *testing.T, b *browser, path string) []string {
	t.Helper()
	var all []string
	b.get(path, "part").want(http.StatusOK).doc().Find("ol.why li").Each(func(_ int, s *goquery.Selection) {
		text := strings.Join(strings.Fields(s.Text()), " ")
		if s.Find("a[href]").Length() == 0 {
			t.Errorf("%s: %q has no link", path, text)
		}
		all = append(all, text)
	})
	if len(all) == 0 || len(all) > 6 {
		t.Errorf("%s: %d sentences", path, len(all))
	}
	return all
}

func TestWhyLinksToWhatItNames(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	doc := b.get("/lines/4/why", "part").want(http.StatusOK).doc() // SO-3/1: SO-1 has the stock, PO-1 brings more
	for text, href := range map[string]string{"SO-1/1": "/lines/1", "PO-1/1": "/pos/PO-1", "in the queue": "/lines/4#queue"} {
		link := doc.Find("ol.why a").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == text })
		if got := link.AttrOr("href", ""); got != href {
			t.Errorf("%q leads to %q, want %q: %s", text, got, href, doc.Find("ol.why").Text())
		}
	}
	for id := 1; id <= 5; id++ {
		whyOf(t, b, "/lines/"+string(rune('0'+id))+"/why")
	}
}

func TestWhySaysWhatMovedADateLastAndWhichHoldIsInForce(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	who := dbtest.Dana()
	who.Name = "manager@desk.test"
	set := func(to model.Date, why string) {
		id, version := d.Line("SO-3", 1)
		if err := d.Store.SetPromise(t.Context(), who, id, version, to, why); err != nil {
			t.Fatal(err)
		}
		d.Sleep(time.Second)
	}
	set(dbtest.Today.AddDays(10), "as asked")
	set(dbtest.Today.AddDays(12), "the site is not ready")
	want := "The promise moved from 4 Dec to 6 Dec, by Test manager, 24 Nov: the site is not ready."
	if all := whyOf(t, b, "/lines/4/why"); !slices.Contains(all, want) {
		t.Errorf("after a promise: %q", all)
	}
	d.Sleep(time.Second)
	po := d.ID(`SELECT id FROM po_line`)
	if err := d.Store.SetETA(t.Context(), who, po, int(d.ID(`SELECT version FROM po_line`)), dbtest.Today.AddDays(9), model.Confirmed, "they called"); err != nil {
		t.Fatal(err)
	}
	want = "PO-1/1 moved from 1 Dec to 3 Dec, by Test manager, 24 Nov: they called."
	if all := whyOf(t, b, "/lines/4/why"); !slices.Contains(all, want) {
		t.Errorf("after an ETA: %q", all)
	}
	id, version := d.Line("SO-3", 1)
	if err := d.Store.HoldLine(t.Context(), who, id, version, "wrong colour"); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(whyOf(t, b, "/lines/4/why"), " "); strings.Count(all, "wrong colour") != 1 {
		t.Errorf("on hold: %s", all)
	}
	text := b.get("/lines/4").text()
	for _, says := range []string{"The line is on hold: wrong colour.", "What is ready leaves; the rest follows. By carrier, from MAIN."} {
		if !strings.Contains(text, says) {
			t.Errorf("the page does not say %q: %s", says, text)
		}
	}
}

func TestATimelineShowsPeopleOrTheSystem(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	who := dbtest.Dana()
	who.Name = "sales@desk.test"
	id, version := d.Line("SO-1", 1)
	if err := d.Store.HoldLine(t.Context(), who, id, version, "asked to"); err != nil {
		t.Fatal(err)
	}
	count := func(path string) (people, system int) {
		doc := b.get(path).want(http.StatusOK).doc()
		return doc.Find(".timeline [data-by=people]").Length(), doc.Find(".timeline [data-by=system]").Length()
	}
	people, system := count("/lines/1")
	if people == 0 || system == 0 {
		t.Fatalf("%d by people and %d by the system", people, system)
	}
	for _, path := range []string{"/lines/1?events=", "/backorders?peek=1&events="} {
		if p, s := count(path + "people"); p != people || s != 0 {
			t.Errorf("%speople: %d and %d", path, p, s)
		}
		if p, s := count(path + "system"); p != 0 || s != system {
			t.Errorf("%ssystem: %d and %d", path, p, s)
		}
	}
	doc := b.get("/backorders?peek=1&events=system").doc()
	if got := doc.Find("#timeline .parts [aria-current]").Text(); got != "System" {
		t.Errorf("the part shown is %q", got)
	}
	if got := b.get("/lines/1").doc().Find(".timeline").Text(); !strings.Contains(got, "by Test sales") || strings.Contains(got, "sales@") {
		t.Errorf("who: %s", got)
	}
	b.get("/backorders?peek=1&events=robots").want(http.StatusUnprocessableEntity)
}

func TestTheDrawerLeadsToTheLinesBesideIt(t *testing.T) {
	d := busyDesk(t)
	d.Exec(`UPDATE customer SET email = 'buying@c1.test', phone = '+44 (0) 1632 960 021', backorder_limit_value = 50000 WHERE code = 'C-1'`)
	b := d.as(model.RoleManager)
	var ids []string
	b.get("/backorders?view=all").doc().Find("tr[data-line]").Each(func(_ int, s *goquery.Selection) {
		ids = append(ids, strings.TrimPrefix(s.AttrOr("id", ""), "line-"))
	})
	if len(ids) != 5 {
		t.Fatalf("lines: %v", ids)
	}
	for i, id := range ids {
		doc := b.get("/backorders?view=all&peek=" + id).doc()
		for rel, at := range map[string]int{"prev": i - 1, "next": i + 1} {
			want := ""
			if at >= 0 && at < len(ids) {
				want = "/backorders?peek=" + ids[at] + "&view=all"
			}
			if got := doc.Find(".beside a[rel="+rel+"]").AttrOr("href", ""); got != want {
				t.Errorf("line %s, %s: %q, want %q", id, rel, got, want)
			}
		}
	}
	drawer := b.get("/backorders?view=all&peek=1").doc().Find("#drawer")
	for selector, want := range map[string]string{"#contacts a[href='mailto:buying@c1.test']": "buying@c1.test", "#contacts a[href='tel:+441632960021']": "+44 (0) 1632 960 021"} {
		if got := drawer.Find(selector).Text(); got != want {
			t.Errorf("%s: %q", selector, got)
		}
	}
	if got := drawer.Find("#limits").Text(); !strings.Contains(got, "may be worth 500.00 EUR at most") {
		t.Errorf("limits: %s", got)
	}
}
