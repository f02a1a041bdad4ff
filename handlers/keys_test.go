package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"backfill/model"
)

// What the tests of every form have to know about those of keys.
func init() {
	actsAtOnce = append(actsAtOnce, "/settings/keys/:id/revoke")
	elsewhere = append(elsewhere, "/settings/keys")
}

func TestAKeyIsMadeShownOnceAndRevoked(t *testing.T) {
	d := newDesk(t)
	admin := d.as(model.RoleAdmin)
	form := url.Values{"name": {"web shop"}, "scope": {"read"}, "days": {"30"}, "rid": {newRID()}}
	made := admin.post("/settings/keys", form).want(http.StatusOK)
	key := made.doc().Find("#key").AttrOr("value", "")
	if _, err := d.Store.KeyFor(t.Context(), key, model.ReadScope); err != nil {
		t.Fatalf("%q: %v", key, err)
	}
	if again := admin.post("/settings/keys", form).want(http.StatusOK); again.doc().Find("#key").Length() != 0 || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("sent twice: %s", again.text())
	}
	list := admin.get("/settings/keys").want(http.StatusOK)
	rows := list.doc().Find("tr[data-key-prefix]")
	if rows.Length() != 1 || !strings.Contains(rows.Text(), "web shop") || strings.Contains(string(list.body), key) {
		t.Errorf("%d keys: %s", rows.Length(), rows.Text())
	}
	d.holdsNothingOf(key[len("bf_12345678_"):])
	d.Sleep(31 * time.Minute)
	admin.post("/settings/keys/1/revoke", nil).want(http.StatusSeeOther) // logged out by then
	d.as(model.RoleAdmin).post("/settings/keys/1/revoke", nil).want(http.StatusSeeOther)
	if _, err := d.Store.KeyFor(t.Context(), key, model.ReadScope); err == nil {
		t.Error("a revoked key opens the desk")
	}
	refused := d.as(model.RoleAdmin).post("/settings/keys", url.Values{"name": {""}, "scope": {"all"}, "days": {"soon"}}).want(http.StatusUnprocessableEntity)
	if got := refused.doc().Find("[aria-invalid=true]").Length(); got != 3 {
		t.Errorf("%d fields are marked: %s", got, refused.text())
	}
	d.Want(`SELECT action, ref = (SELECT prefix FROM api_key) AS known FROM audit WHERE entity = 'api_key' ORDER BY id`, `
		action   known
		added    1
		revoked  1`)
}
