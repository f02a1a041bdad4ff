package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"backfill/model"
)

// fills is what a person types into each form that cannot be sent as it is
// shown, by the address it is sent to.
var fills = map[string]url.Values{
	"/account/name":                 {"name": {"Ada Admin"}},
	"/allocate/rank":                {"key_1": {"large_order"}, "why": {"large orders first"}, "do": {"save"}},
	"/lines/:id/pin":                {"above": {"SO-4/1"}, "why": {"their crane waits"}},
	"/orders/:number/rush":          {"why": {"the crew stands still"}},
	"/views":                        {"name": {"Elm"}},
	"/views/:id/edit":               {"name": {"Ash"}},
	"/orders/:number/credit/hold":   {"credit_why": {"unpaid"}},
	"/orders/:number/whole/hold":    {"whole_why": {"the site is flooded"}},
	"/orders/:number/whole/cancel":  {"whole_why": {"bought elsewhere"}},
	"/orders/:number/releases":      {"release[1]": {"5"}},
	"/customers/:code/erase":        {"why": {"asked to be forgotten"}},
	"/demo/remove":                  {"name": {"Own Admin"}, "email": {"own@desk.test"}, "password": {"gravel lantern otter 2"}},
	"/imports/new":                  {"kind": {"customers"}, "pasted": {"code,name\nC-6,Six\n"}},
	"/imports/uploads/:id/check":    {"col_name": {""}},
	"/lines/:id/allocate":           {"qty": {"1"}},
	"/lines/:id/answer":             {"answer": {"wait"}},
	"/lines/:id/cancel":             {"qty": {"1"}, "why": {"fewer wanted"}},
	"/lines/:id/deallocate":         {"qty": {"1"}, "why": {"for somebody else"}},
	"/lines/:id/hold":               {"why": {"waits for the crane"}},
	"/lines/:id/priority":           {"priority": {"1"}, "why": {"site stands still"}},
	"/lines/:id/promise":            {"date": {"2026-12-24"}, "why": {"agreed by phone"}},
	"/orders/:number/cancel":        {"why": {"fewer wanted"}},
	"/orders/:number/hold":          {"why": {"waits for the crane"}},
	"/orders/:number/edit":          {"project": {"Tower"}, "check": {""}},
	"/orders/new":                   {"customer": {"C-1"}, "lines[0].sku": {"A"}, "lines[0].qty": {"2"}, "check": {""}}, // saved, not only looked up
	"/pos/:number/free":             {"why": {"it can wait"}},
	"/pos/:number/eta":              {"eta": {"2026-12-18"}, "why": {"supplier wrote"}},
	"/products/:sku/moves/:id/undo": {"why": {"typed twice"}},
	"/products/:sku/adjust":         {"by": {"1"}, "why": {"found"}},
	"/products/:sku/count":          {"on_hand": {"9"}, "why": {"cycle"}, "check": {""}}, // booked, not only shown
	"/products/:sku/retire":         {"why": {"no longer made"}},
	"/products/:sku/substitute":     {"substitute": {"B"}, "kind": {"upgrade"}, "ratio": {"2"}},
	"/products/:sku/unit":           {"unit_name": {"box"}, "unit_ratio": {"12"}},
	"/products/new":                 {"sku": {"NEW-1"}, "name": {"A new thing"}},
	"/purchasing/new":               {"lines[0].sku": {"A"}, "lines[0].qty": {"5"}, "supplier": {"S-1"}},
	"/receiving/:po":                {"line": {"1"}, "received": {"3"}, "do": {"book"}},
	"/reconcile/:id/keep":           {"why": {"counted twice"}},
	"/reconcile/lines/:id/desk":     {"why": {"the customer said so"}},
	"/reconcile/lines/:id/file":     {"why": {"they want it after all"}},
	"/settings/calendar":            {"day": {"2026-12-24"}, "do": {"save"}},
	"/settings/company":             {"company": {"Elm and Ash"}},
	"/settings/limits":              {"stock_difference": {"9"}},
	"/settings/ownership":           {"orders": {"desk"}},
	"/settings/promises":            {"dock_days": {"2"}, "do": {"save"}},
	"/settings/reasons":             {"text": {"The crane is broken"}},
}

// elsewhere are forms that need a desk of another kind, or show a secret once;
// their own tests send them twice.
var elsewhere = []string{"/demo/remove", "/settings/company/logo"}

// TestEveryFormSentTwiceHappensOnce fills in every form of the desk, sends it,
// and sends it again as an impatient finger would: the second answer is the
// first, and nothing changes any more.
func TestEveryFormSentTwiceHappensOnce(t *testing.T) {
	d, admin := lived(t)
	forms := d.forms(admin)
	d.eachRoute(func(method, pattern string) {
		r := d.server.routes[method+" "+pattern]
		if method != http.MethodPost || r.may == model.Public || !r.rid || slices.Contains(elsewhere, pattern) || forms[pattern].page == "" {
			return
		}
		f, first := d.filledAndSent(admin, forms[pattern].page, pattern)
		if first == nil || first.status != http.StatusSeeOther { // an earlier form took away what it works on
			d, admin = lived(t)
			if f, first = d.filledAndSent(admin, forms[pattern].page, pattern); first == nil || first.status != http.StatusSeeOther {
				t.Errorf("%s (from %s) was not accepted; say in fills how to fill it in: %v %.300s", pattern, forms[pattern].page, f.sent, first.text())
				return
			}
		}
		between := d.everything()
		second := admin.post(f.action, f.sent)
		if second.status != first.status || second.to() != first.to() || second.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("%s: %d to %s, then %d to %s (replayed %q)", pattern, first.status, first.to(), second.status, second.to(),
				second.header.Get("Idempotent-Replayed"))
		}
		if changed := d.changed(between); len(changed) > 0 {
			t.Errorf("%s sent twice changed %v", pattern, changed)
		}
	})
}

// filledAndSent fills in the form as its page shows it now and sends it; nil
// when the page has no such form.
func (d *desk) filledAndSent(b *browser, page, pattern string) (foundForm, *answer) {
	f, ok := d.formOn(b, page, pattern)
	if !ok {
		return f, nil
	}
	maps.Copy(f.sent, fills[pattern])
	f.sent.Set("rid", newRID())
	before := d.everything()
	a := b.post(f.action, f.sent)
	if a.status == http.StatusSeeOther && len(d.changed(before)) == 0 {
		d.t.Errorf("%s did nothing", pattern)
	}
	return f, a
}

// formOn finds the form on its page as that is now.
func (d *desk) formOn(b *browser, page, pattern string) (foundForm, bool) {
	a := b.get(page)
	if page == "" || a.status != http.StatusOK {
		return foundForm{}, false
	}
	for _, f := range formsOf(page, a.doc()) {
		if d.pattern(f.action) == pattern {
			return f, true
		}
	}
	return foundForm{}, false
}
