package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// taking is a form that takes by units of A into stock, or off it.
func taking(by, rid string) url.Values {
	return url.Values{"warehouse": {"MAIN"}, "by": {by}, "why": {"found behind the shelf"}, "rid": {rid}}
}

// withStock is a desk with a product that nobody has ordered.
func withStock(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A"}, dbtest.Stock{SKU: "A", Qty: "1"})
	return d
}

const adjust = "/products/A/adjust"

// A form sent twenty times at once, fifty times over, does fifty things, and
// every sender gets the same answer.
func TestAFormSentManyTimesHappensOnce(t *testing.T) {
	d := withStock(t)
	b := d.as(model.RoleWarehouse)
	const keys, senders = 50, 20
	for range keys {
		form := taking("1", newRID())
		var replayed atomic.Int64
		var all sync.WaitGroup
		for range senders {
			all.Go(func() {
				a := b.post(adjust, form)
				if a.status != http.StatusSeeOther || a.to() != "/products/A" {
					t.Errorf("%d to %s: %s", a.status, a.to(), a.text())
				}
				if a.header.Get("Idempotent-Replayed") == "true" {
					replayed.Add(1)
				}
			})
		}
		all.Wait()
		if got := replayed.Load(); got != senders-1 {
			t.Fatalf("%d of %d answers were replayed, want all but one", got, senders)
		}
	}
	d.Want(`SELECT on_hand / 1000 AS on_hand FROM stock`, `
		on_hand
		51`)
	d.Want(`SELECT count(*) AS n, sum(action = 'adjusted') AS adjusted FROM audit WHERE entity = 'product' OR entity = 'stock'`, `
		n   adjusted
		50  50`)
}

func TestARequestKeyHoldsForOneFormOfOnePerson(t *testing.T) {
	d := withStock(t)
	b, other := d.as(model.RoleWarehouse), d.as(model.RoleManager)
	rid := newRID()
	b.post(adjust, taking("3", rid)).want(http.StatusSeeOther)
	if text := b.post(adjust, taking("4", rid)).want(http.StatusUnprocessableEntity).text(); !strings.Contains(text, "already sent") {
		t.Errorf("other content: %s", text)
	}
	other.post(adjust, taking("5", rid)).want(http.StatusSeeOther)
	// A form that was refused may be mended and sent again under its key.
	mended := newRID()
	b.post(adjust, taking("-50", mended)).want(http.StatusConflict)
	b.post(adjust, taking("2", mended)).want(http.StatusSeeOther)
	d.Want(`SELECT on_hand / 1000 AS on_hand FROM stock`, `
		on_hand
		11`)
	for why, rids := range map[string][]string{
		"none": {""}, "too short": {"123456789012345"}, "too long": {strings.Repeat("x", 256)}, "two": {newRID(), newRID()},
	} {
		form := taking("1", "")
		form["rid"] = rids
		if text := b.post(adjust, form).want(http.StatusBadRequest).text(); !strings.Contains(text, "nothing was done") {
			t.Errorf("%s: %s", why, text)
		}
	}
	// The query string does not fill a form.
	b.post(adjust+"?warehouse=MAIN&by=7&why=x", nil).want(http.StatusUnprocessableEntity)
}

// Every action that creates or moves something asks for a request id; the others
// are named here.
func TestEveryActionAsksForARequestID(t *testing.T) {
	d := furnished(t)
	admin := d.as(model.RoleAdmin)
	harmless := []string{"/login", "/logout", "/preferences", "/account/password", "/account/code/remove", "/sure", "/login/code", "/imports/:id/preview",
		"/settings/system/check", "/settings/system/backup"} // a password is not kept as a form is, and changing it twice changes nothing
	d.eachRoute(func(method, pattern string) {
		if method != http.MethodPost || slices.Contains(harmless, pattern) {
			return
		}
		if a := admin.post(address(pattern), url.Values{"rid": {""}}); a.status != http.StatusBadRequest {
			t.Errorf("%s without a request id: %d, want 400", pattern, a.status)
		}
	})
}

// What was done is said once, on the next page, for a page and for htmx.
func TestTheFlashIsShownOnce(t *testing.T) {
	d := withStock(t)
	b := d.as(model.RoleWarehouse)
	for _, options := range [][]string{nil, {"part"}} {
		a := b.post(adjust, taking("3", newRID()), options...)
		if a.to() != "/products/A" || len(options) > 0 && a.status != http.StatusNoContent {
			t.Errorf("%v: %d to %s", options, a.status, a.to())
		}
		if got := b.get("/nowhere").doc().Find("#status").Text(); !strings.Contains(got, "Adjusted by 3") {
			t.Errorf("%v: the next page says %q", options, got)
		}
		if got := b.get("/nowhere").doc().Find("#status").Text(); strings.Contains(got, "Adjusted by 3") {
			t.Errorf("%v: said twice", options)
		}
	}
}

// Sixty-four people order one unit ten times each where a hundred are there and
// nothing may be owed. A trigger makes the time between looking and taking long.
func TestNobodyGetsWhatIsNotThere(t *testing.T) {
	for round := range rounds(t, 2) {
		if !oversell(t) {
			t.Fatalf("in round %d", round+1)
		}
	}
}

func oversell(t *testing.T) bool {
	const clients, each, free = 64, 10, 100
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A", Backorder: "deny"}, dbtest.Customer{Code: "C-1"}, dbtest.Stock{SKU: "A", Qty: strconv.Itoa(free)})
	d.Exec(`CREATE TRIGGER test_pause BEFORE INSERT ON alloc_event BEGIN
		SELECT max(n) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000) SELECT n FROM c); END`)
	b := d.as(model.RoleManager)
	var sold, refused atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for range each {
				form := url.Values{"customer": {"C-1"}, "warehouse": {"MAIN"}, "lines[0].sku": {"A"}, "lines[0].qty": {"1"}, "rid": {newRID()}}
				a := b.post("/orders/new", form)
				for a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != "" { // more wait than may; nothing was done
					a = b.post("/orders/new", form)
				}
				switch a.status {
				case http.StatusSeeOther:
					sold.Add(1)
				case http.StatusUnprocessableEntity, http.StatusConflict:
					refused.Add(1)
				default:
					t.Errorf("%d: %s", a.status, a.text())
				}
			}
		})
	}
	all.Wait()
	if sold.Load() != free || refused.Load() != clients*each-free {
		t.Errorf("%d sold and %d refused, want %d and %d", sold.Load(), refused.Load(), free, clients*each-free)
	}
	d.Want(`SELECT on_hand / 1000 AS on_hand, allocated / 1000 AS allocated, (SELECT sum(ordered) / 1000 FROM order_line) AS ordered FROM stock`, `
		on_hand  allocated  ordered
		100      100        100`)
	return !t.Failed()
}

// While something holds the writer, thirty-two may wait; the others are told to
// come back, at once and with nothing saved. Reading goes on.
func TestAFullWaitingRoomSaysComeBack(t *testing.T) {
	const room, more = 32, 10
	d := withStock(t)
	b := d.as(model.RoleWarehouse)
	hold, err := d.Raw.Beginx()
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan *answer, room+more)
	for range room + more {
		go func() { answers <- b.post(adjust, taking("1", newRID())) }()
	}
	for range more {
		if a := <-answers; a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
			t.Errorf("%d %v", a.status, a.header)
		}
	}
	b.get("/products/A").want(http.StatusOK)
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range room {
		(<-answers).want(http.StatusSeeOther)
	}
	d.Want(`SELECT on_hand / 1000 AS on_hand FROM stock`, `
		on_hand
		33`)
}
