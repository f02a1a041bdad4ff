package handlers

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

// shownForm is a page of settings as its form would be sent untouched.
func shownForm(t *testing.T, b *browser, page string) url.Values {
	t.Helper()
	for _, f := range formsOf(page, b.get(page).want(http.StatusOK).doc()) {
		if f.action == page {
			f.sent.Del("rid")
			return f.sent
		}
	}
	t.Fatalf("%s has no form", page)
	return nil
}

func (d *desk) setting(key string) string {
	d.t.Helper()
	set, err := d.Store.Settings(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return set.Text(key)
}

func TestCompanySettingsAreSaved(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleAdmin)
	form := shownForm(t, b, "/settings/company")
	form.Set("company", "Hartwell Supply")
	form.Set("rid", "the-first-and-only-one")
	first := b.post("/settings/company", form).want(http.StatusSeeOther)
	again := b.post("/settings/company", form).want(http.StatusSeeOther)
	if first.to() != "/settings/company" || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("to %s, replayed %q", first.to(), again.header.Get("Idempotent-Replayed"))
	}
	doc := b.get("/settings/company").want(http.StatusOK).doc()
	if got := doc.Find("#company").AttrOr("value", ""); got != "Hartwell Supply" || !strings.Contains(doc.Find("#company-hint").Text(), "Changed by Test admin") {
		t.Errorf("the field says %q, its hint %q", got, doc.Find("#company-hint").Text())
	}
	if got := b.get("/settings").doc().Find("main").Text(); !strings.Contains(got, "Hartwell Supply") || !strings.Contains(got, "Mon, Tue, Wed, Thu, Fri") {
		t.Errorf("the index does not say how things are: %s", got)
	}
}

func TestASettingsFormThatMakesNoSenseComesBack(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleManager)
	form := shownForm(t, b, "/settings/company")
	form.Set("company", "Hartwell")
	form.Set("time_zone", "Mars/Olympus")
	form.Del("workdays")
	doc := b.post("/settings/company", form).want(http.StatusUnprocessableEntity).doc()
	for _, link := range []string{"#time_zone", "#workdays"} {
		if doc.Find(".summary a[href='"+link+"']").Length() != 1 || doc.Find(link).Length() != 1 {
			t.Errorf("the summary does not lead to %s", link)
		}
	}
	if got := doc.Find("#company").AttrOr("value", ""); got != "Hartwell" || d.setting("company") != "Backfill" {
		t.Errorf("typed %q, saved %q", got, d.setting("company"))
	}
}

func TestASettingsPageThatIsStale(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleAdmin)
	form := shownForm(t, b, "/settings/limits")
	if err := d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "stock_difference", "20"); err != nil {
		t.Fatal(err)
	}
	form.Set("stock_difference", "10")
	doc := b.post("/settings/limits", form).want(http.StatusConflict).doc()
	if got := doc.Find(".banner.warn").Text(); !strings.Contains(got, "20 percent") {
		t.Errorf("the banner says %q", got)
	}
	if typed, shown := doc.Find("#stock_difference").AttrOr("value", ""), doc.Find("[name=was_stock_difference]").AttrOr("value", ""); typed != "10" || shown != "20" {
		t.Errorf("typed %q, shown %q", typed, shown)
	}
}

func TestPromiseSettingsAreLookedAtFirst(t *testing.T) {
	d := furnished(t)
	if err := d.Store.NewDay(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := d.as(model.RoleManager)
	form := shownForm(t, b, "/settings/promises")
	form.Set("dock_days", "20")
	doc := b.post("/settings/promises", form).want(http.StatusOK).doc()
	text := strings.Join(strings.Fields(doc.Find("main").Text()), " ")
	for _, want := range []string{"0 working days → 20 working days", "1 line could no longer keep the promise", "SO-1/1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the preview does not say %q: %s", want, text)
		}
	}
	if d.setting("dock_days") != "0" {
		t.Error("looking saved it")
	}
	confirm := formsOf("/settings/promises", doc)[len(formsOf("/settings/promises", doc))-1].sent
	back := url.Values{}
	for k, v := range confirm {
		back[k] = v
	}
	back.Set("do", "edit")
	if got := b.post("/settings/promises", back).want(http.StatusOK).doc().Find("#dock_days").AttrOr("value", ""); got != "20" {
		t.Errorf("what was typed is gone: %q", got)
	}
	confirm.Set("do", "save")
	confirm.Set("rid", newRID())
	b.post("/settings/promises", confirm).want(http.StatusSeeOther)
	if d.setting("dock_days") != "20" {
		t.Error("it was not saved")
	}
	doc = b.get("/settings/promises").doc()
	if got := doc.Find("#status").Text(); !strings.Contains(got, "Saved. The open lines are planned by it now") {
		t.Errorf("it says %q", got)
	}
	if got := doc.Find("#planning[hx-get='/settings/planning']").Text(); !strings.Contains(got, "0 of 1 done") {
		t.Errorf("how far it is: %q", got)
	}
	if err := d.Store.PlanAnew(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"/settings/promises", "/settings/planning", "/settings/calendar"} {
		if got := b.get(page).doc().Find("#planning:not([hx-get])").Text(); !strings.Contains(got, "last planned by changed settings") {
			t.Errorf("%s: afterwards it says %q", page, got)
		}
	}
	d.Want(`select at_risk from board`, `
		at_risk
		1`)
}

func TestClosedDaysOfACountry(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleAdmin)
	doc := b.get("/settings/calendar?country=DE&year=2026").want(http.StatusOK).doc()
	offered := url.Values{"do": {"save"}}
	doc.Find("input[name=close][checked]").Each(func(_ int, s *goquery.Selection) { offered.Add("close", s.AttrOr("value", "")) })
	if len(offered["close"]) != 2 { // Christmas; the rest of the year is over
		t.Fatalf("offered %v", offered["close"])
	}
	b.post("/settings/calendar", offered).want(http.StatusSeeOther)
	b.post("/settings/calendar", url.Values{"day": {"2026-12-31"}, "name": {"Stocktaking"}, "do": {"save"}}).want(http.StatusSeeOther)
	b.post("/settings/calendar", url.Values{"open": {"2026-12-26"}, "do": {"save"}}).want(http.StatusSeeOther)
	d.Want(`select day, name from closed_day order by day`, `
		day         name
		2026-12-25  Weihnachtstag
		2026-12-31  Stocktaking`)
	if got := b.post("/settings/calendar", url.Values{"day": {"the 24th"}, "name": {"Eve"}}).want(http.StatusUnprocessableEntity).doc(); got.Find("#name").AttrOr("value", "") != "Eve" {
		t.Error("what was typed is gone")
	}
}

func TestReasonsAreTended(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleManager)
	b.post("/settings/reasons", url.Values{"kind": {"hold"}, "text": {"The crane is broken"}}).want(http.StatusSeeOther)
	b.post("/settings/reasons/11/retire", nil).want(http.StatusSeeOther)
	b.post("/settings/reasons/999/retire", nil).want(http.StatusNotFound)
	doc := b.post("/settings/reasons", url.Values{"kind": {"hold"}, "text": {"the crane IS broken"}}).want(http.StatusUnprocessableEntity).doc()
	if got := doc.Find("#text").AttrOr("value", ""); got != "the crane IS broken" {
		t.Errorf("what was typed is gone: %q", got)
	}
	d.Want(`select text, retired from reason where kind = 'hold' order by id`, `
		text                    retired
		Waits for the customer  1
		The site is not ready   0
		Price to be agreed      0
		Drawing to be approved  0
		The crane is broken     0`)
	d.as(model.RoleSales).post("/settings/reasons", url.Values{"kind": {"hold"}, "text": {"x"}}).want(http.StatusForbidden)
}

func TestReasonsAreOfferedWhereSomebodySaysWhy(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleManager)
	b.post("/settings/reasons", url.Values{"kind": {"adjust"}, "text": {"Eaten by mice"}}).want(http.StatusSeeOther)
	for page, want := range map[string]string{
		"/products/A": "Eaten by mice", "/lines/1": "Waits for the customer", "/orders/SO-1": "Bought elsewhere", "/reconcile/1": "The dock was left out",
	} {
		doc, found := b.get(page).want(http.StatusOK).doc(), false
		doc.Find("input[name=why][list]").Each(func(_ int, s *goquery.Selection) {
			found = found || doc.Find("datalist#"+s.AttrOr("list", "")+" option[value='"+want+"']").Length() == 1
		})
		if !found {
			t.Errorf("%s: no why field offers %q", page, want)
		}
	}
}

func smallLogo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 200, 50))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sendLogo posts a picture as a browser does.
func (b *browser) sendLogo(t *testing.T, content []byte, rid string) *answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField("rid", rid)
	part, err := w.CreateFormFile("logo", "logo.png")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(content)
	w.Close()
	req, err := http.NewRequest(http.MethodPost, b.d.url+"/settings/company/logo", &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	r, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	got, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &answer{t: t, status: r.StatusCode, header: r.Header, body: got}
}

func TestTheLogoStandsOnEveryPage(t *testing.T) {
	d := newDesk(t)
	b := d.as(model.RoleAdmin)
	sent := smallLogo(t)
	b.get("/logo").want(http.StatusNotFound)
	b.sendLogo(t, slices.Concat(sent, []byte("<script>")), "the-first-and-only-one").want(http.StatusSeeOther)
	if again := b.sendLogo(t, slices.Concat(sent, []byte("<script>")), "the-first-and-only-one").want(http.StatusSeeOther); again.header.Get("Idempotent-Replayed") != "true" {
		t.Error("sent twice, it was done twice")
	}
	src := d.anonymous().get("/login").want(http.StatusOK).doc().Find(".brand img").AttrOr("src", "")
	a := d.anonymous().get(src).want(http.StatusOK)
	if a.header.Get("Content-Type") != "image/png" || a.header.Get("X-Content-Type-Options") != "nosniff" || bytes.Contains(a.body, []byte("script")) {
		t.Errorf("%s is sent as %s, %d bytes", src, a.header.Get("Content-Type"), len(a.body))
	}
	for name, bad := range map[string][]byte{"no picture": []byte("GIF89a"), "nothing": nil, "too large": slices.Concat(sent, make([]byte, 1<<20))} {
		doc := b.sendLogo(t, bad, newRID()).want(http.StatusUnprocessableEntity).doc()
		if doc.Find(".summary a[href='#logo']").Length() != 1 || doc.Find("#logo").Length() != 1 {
			t.Errorf("%s: the summary does not lead to the field", name)
		}
	}
	b.post("/settings/company/logo/remove", nil).want(http.StatusSeeOther)
	b.get("/logo").want(http.StatusNotFound)
	d.Want(`select action, ref from audit where ref = 'logo' order by id`, `
		action   ref
		changed  logo
		removed  logo`)
}
