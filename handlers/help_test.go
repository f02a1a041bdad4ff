package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"backfill/model"
	"backfill/views/pagetest"

	"github.com/PuerkitoBio/goquery"
)

// The whole manual, with the operator's page, for somebody who may do little.
func TestTheManual(t *testing.T) {
	d := newDesk(t, func(c *Config) {
		c.Operating = "# Operating\n\nSee [upgrading](../../db/UPGRADING.md), [maps](../../model/intake/IMPORTING.md#maps)."
	})
	b := d.as(model.RoleShipping)
	if home := b.get("/backorders").doc(); home.Find(`.me a[href="/help"]`).Length() != 1 || home.Find(`footer a[href="/help"]`).Length() != 1 {
		t.Error("no way to the manual from a page")
	}
	var keys []string
	b.get("/help").want(http.StatusOK).doc().Find(".prose li a").Each(func(_ int, a *goquery.Selection) {
		keys = append(keys, strings.TrimPrefix(a.AttrOr("href", ""), "/help/"))
	})
	if want := []string{"glossary", "importing", "permissions", "operating", "upgrading", "security"}; !slices.Equal(keys, want) {
		t.Errorf("pages %v, want %v", keys, want)
	}
	ids := map[string]bool{}
	for _, key := range keys {
		a := b.get("/help/" + key).want(http.StatusOK)
		bad, err := pagetest.Page(strings.NewReader(string(a.body)))
		if err != nil || len(bad) > 0 {
			t.Errorf("%s: %v %v", key, bad, err)
		}
		if len(a.doc().Find("article").Text()) < 15 {
			t.Errorf("%s is empty", key)
		}
		a.doc().Find("article [id]").Each(func(_ int, s *goquery.Selection) { ids["/help/"+key+"#"+s.AttrOr("id", "")] = true })
	}
	links := 0
	for _, key := range keys {
		b.get("/help/" + key).doc().Find("article a").Each(func(_ int, a *goquery.Selection) {
			links++
			to := a.AttrOr("href", "")
			if strings.HasPrefix(to, "#") {
				to = "/help/" + key + to
			}
			page, part, _ := strings.Cut(strings.TrimPrefix(to, "/help/"), "#")
			if !slices.Contains(keys, page) || part != "" && !ids[to] {
				t.Errorf("%s: the link %s leads nowhere", key, to)
			}
		})
	}
	if links < 10 {
		t.Errorf("only %d links", links)
	}
	b.get("/help/nothing").want(http.StatusNotFound)
}
