package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// testAction declares an action for tests of what stands around every action:
// it takes by units of A into stock, or off it.
func (d *desk) testAction() {
	d.server.post("/test/stock", model.AdjustStock, func(c Ctx) error {
		by, err := model.ParseQty(field(c, "by"), 0)
		if err != nil {
			return model.Problems{"by": err.Error()}
		}
		err = d.Store.AdjustStock(c.Request().Context(), actor(c), model.Adjustment{SKU: "A", Warehouse: "MAIN", By: by, Why: "counted"})
		if err != nil {
			return err
		}
		return d.server.done(c, "/products/A", "Now "+field(c, "by")+" more.")
	})
}

// A form sent twenty times at once, fifty times over, does fifty things, and
// every sender gets the same answer.
func TestAFormSentManyTimesHappensOnce(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A"})
	d.testAction()
	b := d.as(model.RoleWarehouse)
	const keys, senders = 50, 20
	for range keys {
		form := url.Values{"by": {"1"}, "rid": {newRID()}}
		var replayed atomic.Int64
		var all sync.WaitGroup
		for range senders {
			all.Go(func() {
				a := b.post("/test/stock", form)
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
		50`)
	d.Want(`SELECT count(*) AS n, sum(action = 'adjusted') AS adjusted FROM audit WHERE entity = 'product' OR entity = 'stock'`, `
		n   adjusted
		50  50`)
}

func TestARequestKeyHoldsForOneFormOfOnePerson(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A"})
	d.testAction()
	b, other := d.as(model.RoleWarehouse), d.as(model.RoleManager)
	rid := newRID()
	b.post("/test/stock", url.Values{"by": {"3"}, "rid": {rid}}).want(http.StatusSeeOther)
	if text := b.post("/test/stock", url.Values{"by": {"4"}, "rid": {rid}}).want(http.StatusUnprocessableEntity).text(); !strings.Contains(text, "already sent") {
		t.Errorf("other content: %s", text)
	}
	other.post("/test/stock", url.Values{"by": {"5"}, "rid": {rid}}).want(http.StatusSeeOther)
	// A form that was refused may be mended and sent again under its key.
	mended := newRID()
	b.post("/test/stock", url.Values{"by": {"-50"}, "rid": {mended}}).want(http.StatusConflict)
	b.post("/test/stock", url.Values{"by": {"2"}, "rid": {mended}}).want(http.StatusSeeOther)
	d.Want(`SELECT on_hand / 1000 AS on_hand FROM stock`, `
		on_hand
		10`)
	for why, rids := range map[string][]string{
		"none": {""}, "too short": {"123456789012345"}, "too long": {strings.Repeat("x", 256)}, "two": {newRID(), newRID()},
	} {
		if text := b.post("/test/stock", url.Values{"by": {"1"}, "rid": rids}).want(http.StatusBadRequest).text(); !strings.Contains(text, "nothing was done") {
			t.Errorf("%s: %s", why, text)
		}
	}
	// The query string does not fill a form.
	b.post("/test/stock?by=7", nil).want(http.StatusUnprocessableEntity)
}

// What was done is said once, on the next page, for a page and for htmx.
func TestTheFlashIsShownOnce(t *testing.T) {
	d := newDesk(t)
	d.Add(dbtest.Product{SKU: "A"})
	d.testAction()
	b := d.as(model.RoleWarehouse)
	for _, options := range [][]string{nil, {"part"}} {
		a := b.post("/test/stock", url.Values{"by": {"3"}}, options...)
		if a.to() != "/products/A" || len(options) > 0 && a.status != http.StatusNoContent {
			t.Errorf("%v: %d to %s", options, a.status, a.to())
		}
		if got := b.get("/nowhere").doc().Find("#status").Text(); !strings.Contains(got, "Now 3 more.") {
			t.Errorf("%v: the next page says %q", options, got)
		}
		if got := b.get("/nowhere").doc().Find("#status").Text(); strings.Contains(got, "Now 3 more.") {
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
	d.server.post("/test/orders", model.EnterOrders, func(c Ctx) error {
		_, err := d.Store.EnterOrder(c.Request().Context(), actor(c), dbtest.Order{Customer: "C-1", Lines: []dbtest.Line{{SKU: "A", Qty: "1"}}}.Entry())
		if err != nil {
			return err
		}
		return d.server.done(c, "/orders", "")
	})
	b := d.as(model.RoleManager)
	var sold, refused atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for range each {
				form := url.Values{"rid": {newRID()}}
				a := b.post("/test/orders", form)
				for a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != "" { // more wait than may; nothing was done
					a = b.post("/test/orders", form)
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
