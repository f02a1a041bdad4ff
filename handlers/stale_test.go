package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"backfill/model"
)

// Two people have the same line open. Whatever the second one does with what
// the first has changed meanwhile is refused, and says who changed it.
func TestWhoComesSecondIsToldWhoWasFirst(t *testing.T) {
	for action, form := range map[string]url.Values{
		"hold":       {"why": {"waits for the crane"}},
		"cancel":     {"why": {"not needed"}, "qty": {"1"}},
		"allocate":   {"qty": {"1"}},
		"deallocate": {"why": {"for somebody else"}, "qty": {"1"}},
		"promise":    {"date": {"2026-12-24"}, "why": {"agreed by phone"}},
		"pick":       {},
	} {
		d := furnished(t)
		first, second := d.as(model.RoleSales), d.as(model.RoleManager)
		id, version := d.Line("SO-1", 1)
		line := "/lines/" + strconv.FormatInt(id, 10) + "/"
		stale := url.Values{"version": {strconv.Itoa(version)}}
		first.post(line+"cancel", url.Values{"version": stale["version"], "qty": {"2"}, "why": {"customer rang"}}).want(http.StatusSeeOther)
		before := d.everything()
		for k, v := range stale {
			form[k] = v
		}
		for _, options := range [][]string{nil, {"part"}} {
			a := second.post(line+action, form, options...)
			if a.status != http.StatusConflict || !strings.Contains(a.text(), "sales@desk.test") && !strings.Contains(a.text(), "Test sales") {
				t.Errorf("%s %v: %d %s", action, options, a.status, a.text())
			}
		}
		d.same(before)
	}
}
