package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// queued is a desk with two lines that wait for one product, the second of a
// customer of class A.
func queued(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.Add(dbtest.Customer{Code: "C-1"}, dbtest.Customer{Code: "C-2"}, dbtest.Product{SKU: "A", Price: 500_000},
		dbtest.Do(func(d *dbtest.Desk) { d.Exec(`UPDATE customer SET class = 'A' WHERE code = 'C-2'`) }),
		dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "A", Qty: "3"}}},
		dbtest.Order{Number: "SO-2", Customer: "C-2", Lines: []dbtest.Line{{SKU: "A", Qty: "3"}}})
	return d
}

func TestTheRuleIsLookedAtBeforeItIsSaved(t *testing.T) {
	d := queued(t)
	manager := d.as(model.RoleManager)
	form := url.Values{"version": {"1"}, "key_0": {"priority"}, "key_1": {"ordered"}, "lifts[0].kind": {"class"}, "lifts[0].from": {"A"},
		"lifts[0].by": {"1"}, "lifts[0].best": {"1"}, "why": {"class A first"}, "do": {"look"}}
	look := manager.post("/allocate/rank", form).want(http.StatusOK).text()
	for _, want := range []string{"1 line would move forward in its queue, 1 would move back.", "Customers of class A: 1 more urgent, to priority 1 at the most.", "SO-2/1", "2 → 1 of 2"} {
		if !strings.Contains(look, want) {
			t.Errorf("the look lacks %q: %s", want, look)
		}
	}
	d.Want(`SELECT count(*) n FROM rank_rule`, "n\n1")
	form.Set("do", "save")
	manager.post("/allocate/rank", form).want(http.StatusSeeOther)
	if err := d.Store.PlanAnew(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT order_number FROM board ORDER BY rank`, "order_number\nSO-2\nSO-1")
	manager.post("/allocate/rank", form).want(http.StatusConflict)
	if text := manager.get("/allocate/rank").want(http.StatusOK).text(); !strings.Contains(text, "Version 2") || !strings.Contains(text, "class A first") {
		t.Errorf("the versions: %s", text)
	}

	form.Set("version", "2")
	form.Set("lifts[0].kind", "")
	if text := manager.post("/allocate/rank", form).want(http.StatusUnprocessableEntity).text(); !strings.Contains(text, "Choose whom this is for.") {
		t.Errorf("a row without a choice: %s", text)
	}
	form.Set("lifts[1].kind", "waiting")
	form.Set("lifts[1].from", "soon")
	form.Set("lifts[0].from", "")
	wrong := manager.post("/allocate/rank", form).want(http.StatusUnprocessableEntity).doc()
	if got := wrong.Find(`[name="lifts[1].from"]`).AttrOr("aria-invalid", ""); got != "true" {
		t.Error("the problem of the second row does not stand at it")
	}
	sales := d.as(model.RoleSales)
	sales.get("/allocate/rank").want(http.StatusOK)
	sales.post("/allocate/rank", form).want(http.StatusForbidden)
}

func TestARushWaitsForWhoMayApproveIt(t *testing.T) {
	d := queued(t)
	sales, manager := d.as(model.RoleSales), d.as(model.RoleManager)
	sales.post("/orders/SO-2/rush", url.Values{"version": {"1"}, "why": {""}}).want(http.StatusUnprocessableEntity)
	sales.post("/orders/SO-2/rush", url.Values{"version": {"1"}, "why": {"the crew stands still"}}).want(http.StatusSeeOther)
	sales.post("/orders/SO-2/rush/decide", url.Values{"version": {"2"}, "do": {"approve"}}).want(http.StatusForbidden)
	if got := manager.get("/orders?rush=asked").want(http.StatusOK).doc().Find("tr[data-order]").Length(); got != 1 {
		t.Errorf("%d orders wait for a rush, want 1", got)
	}
	if text := manager.get("/orders/SO-2").text(); !strings.Contains(text, "A rush waits for approval: the crew stands still") {
		t.Errorf("the order's page: %s", text)
	}
	manager.post("/orders/SO-2/rush/decide", url.Values{"version": {"1"}, "do": {"approve"}}).want(http.StatusConflict)
	manager.post("/orders/SO-2/rush/decide", url.Values{"version": {"2"}, "do": {"approve"}}).want(http.StatusSeeOther)
	d.Want(`SELECT order_number FROM board ORDER BY rank`, "order_number\nSO-2\nSO-1")
	sales.post("/orders/SO-2/rush/end", url.Values{"version": {"3"}}).want(http.StatusSeeOther)
	d.Want(`SELECT order_number FROM board ORDER BY rank`, "order_number\nSO-1\nSO-2")
}

func TestALineIsPinnedOnItsPage(t *testing.T) {
	d := queued(t)
	manager := d.as(model.RoleManager)
	page := manager.get("/lines/2").want(http.StatusOK).doc()
	if got := page.Find(`#do-pin [name="above"]`).AttrOr("value", ""); got != "SO-1/1" {
		t.Errorf("a pin is offered above %q, want the line ahead", got)
	}
	pin := url.Values{"version": {"1"}, "above": {"SO-1/1"}, "until": {dbtest.Today.AddDays(3).String()}, "why": {"their crane waits"}}
	d.as(model.RoleSales).post("/lines/2/pin", pin).want(http.StatusForbidden)
	manager.post("/lines/2/pin", pin).want(http.StatusSeeOther)
	d.Want(`SELECT order_number FROM board ORDER BY rank`, "order_number\nSO-2\nSO-1")
	if text := manager.get("/lines/2").text(); !strings.Contains(text, "Pinned above SO-1/1 until") || !strings.Contains(text, "pinned above SO-1/1, priority 3") {
		t.Errorf("the line's page does not say it: %s", text)
	}
	if text := manager.get("/allocate/rank").text(); !strings.Contains(text, "their crane waits") {
		t.Error("the pins do not stand beside the rule")
	}
	_, version := d.Line("SO-2", 1)
	manager.post("/lines/2/unpin", url.Values{"version": {strconv.Itoa(version)}}).want(http.StatusSeeOther)
	d.Want(`SELECT order_number FROM board ORDER BY rank`, "order_number\nSO-1\nSO-2")
}
