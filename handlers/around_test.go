package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
	"backfill/views/pagetest"

	"github.com/PuerkitoBio/goquery"
)

// yard is a desk on a small scale: two products short, one with stock, two
// purchase orders, three orders.
func yard(t testing.TB) *desk {
	t.Helper()
	d := newDesk(t)
	d.Add(
		dbtest.Supplier{Code: "S-1", LeadDays: 10}, dbtest.Supplier{Code: "S-2"},
		dbtest.Product{SKU: "OAK", Supplier: "S-1", Price: 250, Pack: "4"},
		dbtest.Product{SKU: "ELM", Supplier: "S-2", Price: 100, Decimals: 1, Unit: "m2"},
		dbtest.Product{SKU: "LOT", Supplier: "S-2", LotTracked: true},
		dbtest.Product{SKU: "A/B 1", Supplier: "S-1"},
		dbtest.Customer{Code: "C-1", Sites: []string{"YARD"}}, dbtest.Customer{Code: "C-2", ShipMode: model.OrderComplete},
		dbtest.Stock{SKU: "OAK", Qty: "8"},
		dbtest.PO{Number: "PO-1", Supplier: "S-1", SKU: "OAK", Qty: "20", ETA: dbtest.Today.AddDays(-2)},
		dbtest.PO{Number: "PO-2", Supplier: "S-2", SKU: "LOT", Qty: "10", ETA: dbtest.Today.AddDays(9), Confidence: model.Confirmed},
		dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "OAK", Qty: "10"}, {SKU: "ELM", Qty: "2.5"}}},
		dbtest.Order{Number: "SO-2", Customer: "C-2", Priority: 1, Lines: []dbtest.Line{{SKU: "OAK", Qty: "6"}}},
		dbtest.Order{Number: "SO-3", Customer: "C-1", Lines: []dbtest.Line{{SKU: "LOT", Qty: "5"}}},
	)
	return d
}

// pagesAround are the pages of this area with what a person looks for on each.
var pagesAround = map[string][]string{
	"/orders":                        {"SO-1", "SO-2", "Customer C-1", "1–3 of 3 orders"},
	"/orders?status=short":           {"SO-1", "Short", "1–3 of 3 orders"},
	"/orders?customer=C-2":           {"SO-2", "Customer: C-2", "1–1 of 1 orders"},
	"/orders?q=nothing":              {"No orders match “nothing”.", "Clear search and filters"},
	"/orders?status=closed":          {"No orders match Closed."},
	"/orders/SO-1":                   {"Order SO-1", "OAK", "ELM", "2.5 m2", "Ready to leave", "entered"},
	"/products":                      {"OAK", "8 pc", "1–4 of 4 products"},
	"/products?short=yes":            {"OAK", "Short only", "1–3 of 3 products"},
	"/products?supplier=S-2":         {"ELM", "Supplier: Supplier S-2"},
	"/products/OAK":                  {"Who waits, in the order they are served", "SO-1/1", "PO-1/1", "Adjusted"},
	"/products/A%2FB%201":            {"A/B 1", "Nobody waits"},
	"/receiving":                     {"PO-1", "2 d late", "PO-2", "1–2 of 2 purchase orders"},
	"/receiving?late=yes":            {"PO-1", "Late only", "1–1 of 1 purchase orders"},
	"/receiving/PO-1":                {"Who waits for it", "SO-1/1", "2 d late"},
	"/purchasing":                    {"OAK", "ELM", "nothing on order", "1–3 of 3 short products"},
	"/purchasing?cover=none":         {"ELM", "Nothing inbound covers it", "1–1 of 1 short products"},
	"/purchasing?tab=pos":            {"PO-1", "PO-2", "1–2 of 2 purchase orders"},
	"/purchasing?tab=pos&state=late": {"PO-1", "Late", "1–1 of 1 purchase orders"},
	"/pos/PO-1":                      {"Order lines promised from it", "SO-1/1", "Nothing has arrived yet."},
	"/customers":                     {"Customer C-1", "1–2 of 2 customers"},
	"/customers/C-1":                 {"Open lines", "SO-3/1", "YARD", "Whatever is ready leaves", "Line fill", "Timeline"},
	"/suppliers":                     {"Supplier S-1", "10 days", "1–2 of 2 suppliers"},
	"/suppliers/S-1":                 {"Lead time", "10 days", "PO-1", "How well it keeps its dates", "Timeline"},
}

func TestPagesShowWhatPeopleLookFor(t *testing.T) {
	d := yard(t)
	for _, role := range model.Roles() {
		b := d.as(role)
		for path, want := range pagesAround {
			a := b.get(path)
			if a.status != http.StatusOK {
				t.Errorf("%s as %s: status %d", path, role, a.status)
				continue
			}
			text := a.text()
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s as %s: no %q in: %s", path, role, w, text)
				}
			}
			bad, err := pagetest.Page(strings.NewReader(string(a.body)))
			if err != nil || len(bad) > 0 {
				t.Errorf("%s as %s breaks the contract: %v %v", path, role, bad, err)
			}
		}
	}
}

// TestRolesSeeOnlyWhatTheyMayDo looks for the forms of an action on its page.
func TestRolesSeeOnlyWhatTheyMayDo(t *testing.T) {
	d := yard(t)
	for _, role := range model.Roles() {
		b := d.as(role)
		for selector, c := range map[string]struct {
			path string
			may  model.Permission
		}{
			"a[href='/orders/new']":                    {"/orders", model.EnterOrders},
			"button[formaction='/orders/SO-1/cancel']": {"/orders/SO-1", model.CancelLines},
			"form[action='/orders/SO-1/hold'] button":  {"/orders/SO-1", model.HoldLines},
			"form[action='/products/OAK/adjust']":      {"/products/OAK", model.AdjustStock},
			"form[action='/products/OAK/count']":       {"/products/OAK", model.AdjustStock},
			"form[action='/receiving/PO-1']":           {"/receiving/PO-1", model.ReceiveGoods},
			"form[action='/pos/PO-1/eta']":             {"/pos/PO-1?line=1", model.EditPurchasing},
			"a[href='/purchasing/new?sku=ELM']":        {"/purchasing", model.EditPurchasing},
		} {
			shown := b.get(c.path).want(http.StatusOK).doc().Find(selector).Length() > 0
			if shown != role.May(c.may) {
				t.Errorf("%s on %s as %s: shown %v, permitted %v", selector, c.path, role, shown, role.May(c.may))
			}
		}
	}
}

func TestWrongAddressesAreNotHere(t *testing.T) {
	b := yard(t).as(model.RoleAdmin)
	for _, path := range []string{
		"/orders/SO-99", "/products/NONE", "/receiving/PO-99", "/pos/PO-99", "/receipts/R-99", "/customers/C-99", "/suppliers/S-99",
		"/purchasing/new?sku=NONE", "/purchasing/new?line=99999", "/purchasing/new?line=x",
		"/orders?sort=price", "/orders?status=lost", "/orders?size=7", "/orders?after=%21%21", "/orders.csv?status=lost", "/products?after=QQ",
	} {
		b.get(path).want(http.StatusNotFound)
	}
}

func TestEmptyDeskSaysWhatToDo(t *testing.T) {
	b := newDesk(t).as(model.RoleManager)
	for path, want := range map[string]string{
		"/orders": "No orders yet.", "/products": "Import a file, or start from a template", "/receiving": "Nothing is due in.",
		"/purchasing": "Nothing is short.", "/purchasing?tab=pos": "No purchase orders yet.", "/customers": "New customer", "/suppliers": "New supplier",
	} {
		if text := b.get(path).want(http.StatusOK).text(); !strings.Contains(text, want) {
			t.Errorf("%s: no %q in: %s", path, want, text)
		}
	}
}

// TestListsLeafThroughTheirPages follows the links of the pager, there and back.
func TestListsLeafThroughTheirPages(t *testing.T) {
	d := newDesk(t)
	for i := range 60 {
		d.Add(dbtest.Product{SKU: fmt.Sprintf("P-%02d", i)})
	}
	b := d.as(model.RoleSales)
	doc := b.get("/products?size=25&sort=-sku&q=P-").want(http.StatusOK).doc()
	var seen []string
	for page := 1; ; page++ {
		first := doc.Find("tbody tr").First().AttrOr("data-sku", "")
		seen = append(seen, first)
		next, more := doc.Find(".pager a[rel=next]").Attr("href")
		if !more {
			break
		}
		doc = b.get(next).want(http.StatusOK).doc()
	}
	if got := strings.Join(seen, " "); got != "P-59 P-34 P-09" {
		t.Errorf("first rows of the pages: %s", got)
	}
	prev, _ := doc.Find(".pager a[rel=prev]").Attr("href")
	back := b.get(prev).want(http.StatusOK)
	if got := back.doc().Find("tbody tr").First().AttrOr("data-sku", ""); got != "P-34" || !strings.Contains(back.text(), "26–50 of 60 products") {
		t.Errorf("the page before starts with %s: %s", got, back.doc().Find(".pager .count").Text())
	}
	if got := b.get("/products?size=25").doc().Find("th[aria-sort]").AttrOr("aria-sort", ""); got != "ascending" {
		t.Errorf("aria-sort is %q", got)
	}
}

func TestCSVIsTheView(t *testing.T) {
	d := yard(t)
	d.Broken = true // the name is planted past the board
	d.Exec(`UPDATE customer SET name = '=1+1' WHERE code = 'C-2'`)
	b := d.as(model.RoleSales)
	a := b.get("/orders.csv?customer=C-2").want(http.StatusOK)
	want := "\ufefforder,customer_po,status,customer,customer_name,ordered_at,promise,ship_mode,ready_lines,open_lines,lines,value\r\n" +
		"SO-2,,no_supply,C-2,'=1+1,2026-11-24T08:00:00.000Z,,order_complete,0,1,1,15.00\r\n"
	got := string(a.body)
	if strings.Count(got, "\r\n") != 2 || !strings.HasPrefix(got, want[:strings.Index(want, "\r\n")+2]) || !strings.Contains(got, "C-2,'=1+1,") {
		t.Errorf("got %q\nwant like %q", got, want)
	}
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="orders_2026-11-24.csv"` {
		t.Errorf("file name: %s", got)
	}
	for _, path := range []string{"/products.csv", "/receiving.csv", "/purchasing.csv", "/purchasing.csv?tab=pos", "/customers.csv", "/suppliers.csv"} {
		if rows := strings.Count(string(b.get(path).want(http.StatusOK).body), "\r\n"); rows < 3 {
			t.Errorf("%s: %d lines", path, rows)
		}
	}
}

// formCase is one way to send one form.
type formCase struct {
	name   string
	role   model.Role
	path   string
	form   url.Values
	status int
	want   []string          // on the page that comes back, or in the flash
	kept   map[string]string // what the fields of that page hold
}

// long is longer than any field may be.
var long = strings.Repeat("x", 700)

func formCases(d *desk) []formCase {
	line := func(order string, no int) string {
		id, version := d.Line(order, no)
		return fmt.Sprintf("%d.%d", id, version)
	}
	poVersion := func(po string) string {
		return fmt.Sprint(d.ID(`SELECT i.version FROM po_line i JOIN purchase_order o ON o.id = i.po_id WHERE o.number = ?`, po))
	}
	oak1, _ := d.Line("SO-1", 1)
	return []formCase{
		{"adjust: nothing typed", model.RoleWarehouse, "/products/OAK/adjust", nil, 422, []string{"Enter a number."}, nil},
		{"adjust: not a number", model.RoleWarehouse, "/products/OAK/adjust", url.Values{"by": {"some"}, "warehouse": {"MAIN"}, "why": {"found"}}, 422,
			[]string{"Enter a number, such as 12"}, map[string]string{"by": "some", "why": "found"}},
		{"adjust: pieces have no decimals", model.RoleWarehouse, "/products/OAK/adjust", url.Values{"by": {"1.5"}, "warehouse": {"MAIN"}, "why": {"found"}}, 422, nil,
			map[string]string{"by": "1.5"}},
		{"adjust: no such warehouse", model.RoleWarehouse, "/products/OAK/adjust", url.Values{"by": {"1"}, "warehouse": {"MOON"}, "why": {"found"}}, 422, nil, nil},
		{"adjust: takes what is allocated", model.RoleWarehouse, "/products/OAK/adjust", url.Values{"by": {"-8"}, "warehouse": {"MAIN"}, "why": {"broken"}}, 409, []string{"allocated"},
			map[string]string{"by": "-8", "why": "broken"}},
		{"adjust: no such product", model.RoleWarehouse, "/products/NONE/adjust", url.Values{"by": {"1"}, "warehouse": {"MAIN"}, "why": {"found"}}, 404, nil, nil},
		{"adjust: too long a reason", model.RoleWarehouse, "/products/OAK/adjust", url.Values{"by": {"1"}, "warehouse": {"MAIN"}, "why": {long}}, 422, nil, map[string]string{"by": "1"}},
		{"adjust: done", model.RoleWarehouse, "/products/OAK/adjust", url.Values{"by": {"3"}, "warehouse": {"MAIN"}, "why": {"found"}}, 303, []string{"Adjusted by 3 in MAIN."}, nil},
		{"adjust: not for sales", model.RoleSales, "/products/OAK/adjust", url.Values{"by": {"3"}, "warehouse": {"MAIN"}, "why": {"found"}}, 403, nil, nil},

		{"count: nothing typed", model.RoleWarehouse, "/products/ELM/count", nil, 422, []string{"Enter a number."}, nil},
		{"count: below 0", model.RoleWarehouse, "/products/ELM/count", url.Values{"on_hand": {"-1"}, "warehouse": {"MAIN"}}, 422, []string{"On hand cannot be below 0."}, map[string]string{"on_hand": "-1"}},
		{"count: no such product", model.RoleWarehouse, "/products/NONE/count", url.Values{"on_hand": {"1"}, "warehouse": {"MAIN"}}, 404, nil, nil},
		{"count: done", model.RoleWarehouse, "/products/ELM/count", url.Values{"on_hand": {"1.5"}, "warehouse": {"MAIN"}, "why": {"cycle"}}, 303, []string{"Counted 1.5"}, nil},
		{"count: differs, no reason", model.RoleWarehouse, "/products/ELM/count", url.Values{"on_hand": {"7"}, "warehouse": {"MAIN"}}, 422, []string{"Say why it differs"}, map[string]string{"on_hand": "7"}},
		{"count: a day without its hour", model.RoleWarehouse, "/products/ELM/count", url.Values{"on_hand": {"7"}, "warehouse": {"MAIN"}, "as_of": {"2026-11-23"}}, 422, []string{"Enter the time of day"}, map[string]string{"as_of": "2026-11-23"}},
		{"count: of tomorrow", model.RoleWarehouse, "/products/ELM/count", url.Values{"on_hand": {"7"}, "warehouse": {"MAIN"}, "as_of": {"2026-11-25"}, "as_of_hour": {"14:30"}, "why": {"x"}}, 422, []string{"later time than now"}, map[string]string{"as_of_hour": "14:30"}},
		{"count: shown first", model.RoleWarehouse, "/products/ELM/count", url.Values{"on_hand": {"7"}, "warehouse": {"MAIN"}, "why": {"cycle"}, "check": {"on"}}, 200, []string{"is booked at once", "No line loses anything."}, map[string]string{"on_hand": "7", "why": "cycle"}},

		{"receive: nothing typed", model.RoleWarehouse, "/receiving/PO-1", nil, 422, []string{"Choose the purchase-order line."}, nil},
		{"receive: nothing arrived", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}}, 422, []string{"Enter how many arrived."}, nil},
		{"receive: not a number, no such day", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}, "received": {"many"}, "on": {"tomorrow"}, "why": {"as agreed"}}, 422,
			[]string{"Enter a number", "Enter a date"}, map[string]string{"received": "many", "on": "tomorrow", "why": "as agreed"}},
		{"receive: rejected without a reason", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}, "received": {"3"}, "rejected": {"1"}}, 422,
			[]string{"Say what is wrong with the rejected units."}, map[string]string{"received": "3", "rejected": "1"}},
		{"receive: in the future", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}, "received": {"3"}, "on": {"2027-01-01"}}, 422, []string{"It cannot have arrived after today."}, nil},
		{"receive: kept by lot", model.RoleWarehouse, "/receiving/PO-2", url.Values{"line": {"1"}, "received": {"3"}}, 422, []string{"Enter the lot."}, nil},
		{"receive: no such line", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"9"}, "received": {"3"}}, 404, nil, nil},
		{"receive: no such purchase order", model.RoleWarehouse, "/receiving/PO-9", url.Values{"line": {"1"}, "received": {"3"}}, 404, nil, nil},
		{"receive: too long a reason", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}, "received": {"3"}, "why": {long}}, 422, nil, map[string]string{"received": "3"}},
		{"receive: somebody was faster", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}, "version": {"99"}, "received": {"3"}, "do": {"book"}}, 409,
			[]string{"Look at it again."}, map[string]string{"received": "3", "version": poVersion("PO-1")}},
		{"receive: preview over what was ordered", model.RoleWarehouse, "/receiving/PO-1", url.Values{"line": {"1"}, "version": {poVersion("PO-1")}, "received": {"24"}, "do": {"preview"}}, 200,
			[]string{"Do not put away: 8 of 24 pc go to 2 orders.", "That is 4 pc more than was still to come.", "16 pc go on the shelf.", "Book in"},
			map[string]string{"received": "24"}},
		{"receive: not for sales", model.RoleSales, "/receiving/PO-1", url.Values{"line": {"1"}, "received": {"3"}}, 403, nil, nil},

		{"ETA: no line", model.RolePurchasing, "/pos/PO-1/eta", nil, 422, []string{"Choose the line of the purchase order."}, nil},
		{"ETA: not a date", model.RolePurchasing, "/pos/PO-1/eta", url.Values{"line": {"1"}, "eta": {"soon"}, "confidence": {"confirmed"}, "why": {"mail"}}, 422, []string{"Enter a date"},
			map[string]string{"eta": "soon", "why": "mail", "confidence": "confirmed"}},
		{"ETA: has passed", model.RolePurchasing, "/pos/PO-1/eta", url.Values{"line": {"1"}, "eta": {"2026-01-01"}, "confidence": {"stated"}}, 422, []string{"The day of arrival has passed."}, nil},
		{"ETA: how sure is unknown", model.RolePurchasing, "/pos/PO-1/eta", url.Values{"line": {"1"}, "eta": {"2026-12-01"}, "confidence": {"certain"}}, 422, []string{"Choose stated, confirmed or shipped."}, nil},
		{"ETA: somebody was faster", model.RolePurchasing, "/pos/PO-1/eta", url.Values{"line": {"1"}, "version": {"99"}, "eta": {"2026-12-01"}, "confidence": {"stated"}}, 409, []string{"Look at it again."},
			map[string]string{"eta": "2026-12-01", "version": poVersion("PO-1")}},
		{"ETA: done", model.RolePurchasing, "/pos/PO-2/eta", url.Values{"line": {"1"}, "version": {poVersion("PO-2")}, "eta": {"2026-12-20"}, "confidence": {"confirmed"}}, 303,
			[]string{"ETA is 20 Dec.", "1 line"}, nil},
		{"ETA: not for warehouse", model.RoleWarehouse, "/pos/PO-1/eta", url.Values{"line": {"1"}, "eta": {"2026-12-01"}, "confidence": {"stated"}}, 403, nil, nil},

		{"buy: nothing typed", model.RolePurchasing, "/purchasing/new", nil, 422, []string{"Enter which product.", "Enter a number."}, nil},
		{"buy: nobody knows it", model.RolePurchasing, "/purchasing/new", url.Values{"lines[0].sku": {"GONE"}, "lines[0].qty": {"4"}, "supplier": {"S-1"}, "warehouse": {"MAIN"}, "confidence": {"stated"}}, 422,
			[]string{"There is no product GONE."}, map[string]string{"lines[0].sku": "GONE", "lines[0].qty": "4", "supplier": "S-1"}},
		{"buy: half a piece", model.RolePurchasing, "/purchasing/new", url.Values{"lines[0].sku": {"OAK"}, "lines[0].qty": {"0.5"}}, 422, nil, map[string]string{"lines[0].qty": "0.5"}},
		{"buy: for a line of another product", model.RolePurchasing, "/purchasing/new", url.Values{"lines[0].sku": {"ELM"}, "lines[0].qty": {"4"}, "special": {"on"}, "line": {fmt.Sprint(oak1)}, "for_name": {"SO-1/1"}}, 422,
			[]string{"is for another product"}, nil},
		{"buy: done", model.RolePurchasing, "/purchasing/new", url.Values{"lines[0].sku": {"ELM"}, "lines[0].qty": {"4"}, "warehouse": {"MAIN"}, "confidence": {"stated"}}, 303, []string{"created."}, nil},

		{"order: nothing typed", model.RoleSales, "/orders/new", nil, 422, []string{"Choose the customer.", "Enter at least one line."}, nil},
		{"order: everything wrong at once", model.RoleSales, "/orders/new", url.Values{"customer": {"C-9"}, "customer_po": {"P 1"}, "requested": {"soon"},
			"lines[0].sku": {""}, "lines[0].qty": {""}, "lines[1].sku": {"OAK"}, "lines[1].qty": {"few"}}, 422,
			[]string{"Enter a date", "Enter a number"}, map[string]string{"customer": "C-9", "customer_po": "P 1", "lines[1].qty": "few", "requested": "soon"}},
		{"order: nobody knows the customer, no number", model.RoleSales, "/orders/new", url.Values{"customer": {"C-9"}, "lines[0].sku": {"OAK"}, "lines[0].qty": {"many"}}, 422,
			[]string{"There is no customer C-9.", "Enter a number, such as 12"}, map[string]string{"customer": "C-9", "lines[0].qty": "many"}},
		{"order: nobody knows customer and product", model.RoleSales, "/orders/new", url.Values{"customer": {"C-9"}, "lines[0].sku": {""}, "lines[1].sku": {"GONE"}, "lines[1].qty": {"2"}}, 422,
			[]string{"There is no customer C-9.", "GONE"}, map[string]string{"lines[1].sku": "GONE"}},
		{"order: a part of a name fits several", model.RoleSales, "/orders/new", url.Values{"customer": {"customer"}, "lines[0].sku": {"OAK"}, "lines[0].qty": {"2"}}, 422,
			[]string{"2 customers fit. Choose one.", "Customer C-2 (C-2)"}, map[string]string{"lines[0].qty": "2"}},
		{"order: a part of a name fits one", model.RoleSales, "/orders/new", url.Values{"customer": {"mer C-2"}, "lines[0].sku": {"OAK"}, "lines[0].qty": {"2"}}, 303, []string{"entered.", "Customer C-2"}, nil},
		{"order: too long", model.RoleSales, "/orders/new", url.Values{"customer": {"C-1"}, "customer_po": {long}, "lines[0].sku": {"OAK"}, "lines[0].qty": {"2"}}, 422,
			[]string{"A customer PO has 120 characters at most."}, map[string]string{"customer_po": long}},
		{"order: more rows", model.RoleSales, "/orders/new", url.Values{"customer": {"C-1"}, "lines[0].sku": {"OAK"}, "add": {"rows"}}, 200, []string{"New order"},
			map[string]string{"lines[0].sku": "OAK", "lines[6].sku": ""}},
		{"order: done", model.RoleSales, "/orders/new", url.Values{"customer": {"C-1"}, "lines[0].sku": {"OAK"}, "lines[0].qty": {"2"}, "lines[1].sku": {"ELM"}, "lines[1].qty": {"1.5"}}, 303, []string{"entered."}, nil},
		{"order: not for warehouse", model.RoleWarehouse, "/orders/new", url.Values{"customer": {"C-1"}}, 403, nil, nil},

		{"cancel: nothing ticked", model.RoleService, "/orders/SO-1/cancel", nil, 422, []string{"Tick at least one line.", "Say why."}, nil},
		{"cancel: no reason", model.RoleService, "/orders/SO-1/cancel", url.Values{"line": {line("SO-1", 2)}}, 422, []string{"Say why."}, nil},
		{"cancel: not a line", model.RoleService, "/orders/SO-1/cancel", url.Values{"line": {"x"}, "why": {"gone"}}, 422, []string{"Tick the lines on this page."}, map[string]string{"why": "gone"}},
		{"cancel: another order's line", model.RoleService, "/orders/SO-1/cancel", url.Values{"line": {line("SO-2", 1)}, "why": {"gone"}}, 404, nil, nil},
		{"cancel: somebody was faster", model.RoleService, "/orders/SO-1/cancel", url.Values{"line": {fmt.Sprintf("%d.99", oak1)}, "why": {"gone"}}, 409, []string{"Look at it again."}, map[string]string{"why": "gone"}},
		{"cancel: too long a reason", model.RoleService, "/orders/SO-1/cancel", url.Values{"line": {line("SO-1", 2)}, "why": {long}}, 422, []string{"500 characters"}, map[string]string{"why": long}},
		{"cancel: done", model.RoleService, "/orders/SO-3/cancel", url.Values{"line": {line("SO-3", 1)}, "why": {"bought elsewhere"}}, 303, []string{"1 line cancelled."}, nil},
		{"hold: done", model.RoleSales, "/orders/SO-1/hold", url.Values{"line": {line("SO-1", 1), line("SO-1", 2)}, "why": {"site is closed"}}, 303, []string{"2 lines on hold."}, nil},
		{"release: not on hold", model.RoleSales, "/orders/SO-2/release", url.Values{"line": {line("SO-2", 1)}}, 409, []string{"is not on hold any more"}, nil},
		{"release: not for warehouse", model.RoleWarehouse, "/orders/SO-2/release", url.Values{"line": {line("SO-2", 1)}}, 403, nil, nil},
	}
}

// TestEveryFormRefuses sends every form of these pages empty, wrong, too long,
// stale and for something foreign: what was typed comes back, nothing changes.
func TestEveryFormRefuses(t *testing.T) {
	d := yard(t)
	people := map[model.Role]*browser{}
	for _, c := range formCases(d) {
		if c.status == http.StatusSeeOther {
			continue
		}
		if people[c.role] == nil {
			people[c.role] = d.as(c.role)
		}
		t.Run(c.name, func(t *testing.T) {
			before := d.everything()
			a := people[c.role].post(c.path, c.form)
			if a.status != c.status {
				t.Fatalf("status %d, want %d: %s", a.status, c.status, a.text())
			}
			d.same(before)
			c.check(t, a)
		})
	}
}

// TestEveryFormIsDoneOnce sends every form right, and the same form again.
func TestEveryFormIsDoneOnce(t *testing.T) {
	d := yard(t)
	people := map[model.Role]*browser{}
	for i, c := range formCases(d) {
		if c.status != http.StatusSeeOther {
			continue
		}
		c = formCases(d)[i] // with the versions of now
		if people[c.role] == nil {
			people[c.role] = d.as(c.role)
		}
		t.Run(c.name, func(t *testing.T) {
			form := url.Values{"rid": {newRID()}}
			for k, v := range c.form {
				form[k] = v
			}
			b := people[c.role]
			a := b.post(c.path, form)
			if a.status != c.status {
				t.Fatalf("status %d, want %d: %s", a.status, c.status, a.text())
			}
			after := d.everything()
			next := b.get(a.to()).want(http.StatusOK)
			for _, w := range c.want {
				if !strings.Contains(next.text(), w) {
					t.Errorf("no %q in: %s", w, next.text())
				}
			}
			again := b.post(c.path, form)
			if again.status != a.status || again.to() != a.to() {
				t.Errorf("the second submit: %d to %s, the first: %d to %s", again.status, again.to(), a.status, a.to())
			}
			d.same(after)
		})
	}
}

func (c formCase) check(t *testing.T, a *answer) {
	t.Helper()
	for _, w := range c.want {
		if !strings.Contains(a.text(), w) {
			t.Errorf("no %q in: %s", w, a.text())
		}
	}
	doc := a.doc()
	for name, want := range c.kept {
		f := doc.Find(fmt.Sprintf("main [name=%q]", name)).First()
		got := f.AttrOr("value", "")
		if f.Is("select") {
			got = f.Find("option[selected]").AttrOr("value", "")
		}
		if f.Length() == 0 || got != want {
			t.Errorf("field %s holds %q, want %q", name, got, want)
		}
	}
	if c.status == http.StatusUnprocessableEntity {
		if title := doc.Find("title").Text(); !strings.HasPrefix(title, "Error: ") {
			t.Errorf("the title is %q", title)
		}
		doc.Find("[data-error-summary] a").Each(func(_ int, s *goquery.Selection) {
			if href := s.AttrOr("href", ""); doc.Find("[id=\""+strings.TrimPrefix(href, "#")+"\"]").Length() != 1 {
				t.Errorf("the summary's link %s leads nowhere", href)
			}
		})
		if doc.Find("[data-error-summary] a").Length() == 0 {
			t.Error("no summary of what is wrong")
		}
	}
}

// TestReceivingShowsWhoGetsItBeforeAndAfter walks the two steps as the warehouse
// does, and compares what was announced with what happened.
func TestReceivingShowsWhoGetsItBeforeAndAfter(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleWarehouse)
	doc := b.get("/receiving/PO-1").want(http.StatusOK).doc()
	if got := doc.Find("[name=received]").AttrOr("value", ""); got != "20" {
		t.Errorf("received is preset to %q, want the rest", got)
	}
	form := url.Values{"line": {"1"}, "version": {doc.Find("[name=version]").AttrOr("value", "")}, "received": {"5"}, "do": {"preview"}}
	before := d.everything()
	preview := b.post("/receiving/PO-1", form).want(http.StatusOK).doc()
	d.same(before)
	announced := map[string]string{}
	preview.Find("#outcome tbody tr").Each(func(_ int, s *goquery.Selection) {
		announced[s.Find("th a").Text()] = strings.TrimSpace(s.Find("[data-label=Gets]").Text())
	})
	form.Set("do", "book")
	a := b.post("/receiving/PO-1", form).want(http.StatusSeeOther)
	page := b.get(a.to()).want(http.StatusOK)
	if !strings.Contains(page.text(), "Booked in: 5 pc of OAK.") {
		t.Errorf("the flash is missing: %s", page.text())
	}
	got := map[string]string{}
	page.doc().Find("tr[data-line]").Each(func(_ int, s *goquery.Selection) {
		got[s.AttrOr("data-line", "")] = strings.TrimSuffix(strings.TrimSpace(s.Find("[data-label=Got]").Text()), " pc")
	})
	if len(got) == 0 || fmt.Sprint(got) != fmt.Sprint(announced) {
		t.Errorf("announced %v, happened %v", announced, got)
	}
}

// TestClosingShortNeedsAReason closes the rest of a line with what arrived.
func TestClosingShortNeedsAReason(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleWarehouse)
	form := url.Values{"line": {"1"}, "received": {"5"}, "close": {"on"}, "do": {"book"}}
	a := b.post("/receiving/PO-1", form).want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.text(), "Say why the rest will not come.") || a.doc().Find("[name=close][checked]").Length() != 1 {
		t.Errorf("the tick is lost or nothing is said: %s", a.text())
	}
	form.Set("why", "out of production")
	b.post("/receiving/PO-1", form).want(http.StatusSeeOther)
	d.Want(`SELECT received, cancelled, open FROM po_line WHERE id = 1`, `
		received  cancelled  open
		5000      15000      0`)
	form = url.Values{"line": {"1"}, "received": {"0"}, "close": {"on"}, "why": {"gone"}, "lot": {"L"}, "do": {"book"}}
	if to := b.post("/receiving/PO-2", form).want(http.StatusSeeOther).to(); to != "/receiving/PO-2" {
		t.Errorf("a line that is only closed leads to %s", to)
	}
}

// TestNewOrderSaysWhatWasPromised reads the page after entering an order.
func TestNewOrderSaysWhatWasPromised(t *testing.T) {
	d := yard(t)
	b := d.as(model.RoleSales)
	a := b.post("/orders/new", url.Values{"customer": {"c-1"}, "lines[0].sku": {"elm"}, "lines[0].qty": {"1.5"}}).want(http.StatusSeeOther)
	text := b.get(a.to()).want(http.StatusOK).text()
	for _, want := range []string{"Saved. This is what each line got:", "1 ELM: 1.5 m2 short, promised"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in: %s", want, text)
		}
	}
}

// TestBuyingForALineStartsFromWhatItLacks opens the form from a line.
func TestBuyingForALineStartsFromWhatItLacks(t *testing.T) {
	d := yard(t)
	b := d.as(model.RolePurchasing)
	id, _ := d.Line("SO-1", 2)
	doc := b.get(fmt.Sprintf("/purchasing/new?line=%d", id)).want(http.StatusOK).doc()
	for name, want := range map[string]string{"lines[0].sku": "ELM", "lines[0].qty": "2.5", "warehouse": "MAIN", "supplier": "S-2", "lines[0].eta": "2026-12-08"} {
		f := doc.Find(fmt.Sprintf("main [name=%q]", name))
		got := f.AttrOr("value", f.Find("option[selected]").AttrOr("value", ""))
		if got != want {
			t.Errorf("%s starts with %q, want %q", name, got, want)
		}
	}
	if doc := b.get("/purchasing/new?sku=OAK").want(http.StatusOK).doc(); doc.Find("[name='lines[0].qty']").AttrOr("value", "") != "" {
		t.Errorf("OAK is covered by PO-1, yet the form proposes %q", doc.Find("[name=qty]").AttrOr("value", ""))
	}
}
