package handlers

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
	"backfill/views/pagetest"

	"github.com/PuerkitoBio/goquery"
)

// busyDesk has a line of every status but customer and at risk.
func busyDesk(t *testing.T) *desk {
	d := furnished(t) // SO-1/1: A, 7 of 10 there, the rest on PO-1
	d.Add(
		dbtest.Product{SKU: "B"}, dbtest.Product{SKU: "E"}, dbtest.Stock{SKU: "E", Qty: "9"},
		dbtest.Customer{Code: "C-2", CreditHold: "over its limit"},
		dbtest.Order{Number: "SO-2", Customer: "C-1", Lines: []dbtest.Line{{SKU: "B", Qty: "5"}, {SKU: "E", Qty: "4"}}},
		dbtest.Order{Number: "SO-3", Customer: "C-1", Lines: []dbtest.Line{{SKU: "A", Qty: "4"}}},
		dbtest.Order{Number: "SO-4", Customer: "C-2", Lines: []dbtest.Line{{SKU: "A", Qty: "2"}}},
	)
	return d
}

// boardRows lists the board's rows as "SO-1/1 part".
func boardRows(doc *goquery.Document) []string {
	var rows []string
	doc.Find("tr[data-line]").Each(func(_ int, s *goquery.Selection) {
		rows = append(rows, s.AttrOr("data-line", "")+" "+s.AttrOr("data-status", ""))
	})
	slices.Sort(rows)
	return rows
}

func TestBoardShowsWhatAViewAsksFor(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	for query, want := range map[string]string{
		"":                                "SO-1/1 part,SO-2/1 no_supply,SO-3/1 on_order,SO-4/1 hold",
		"view=all":                        "SO-1/1 part,SO-2/1 no_supply,SO-2/2 ready,SO-3/1 on_order,SO-4/1 hold",
		"view=ready":                      "SO-1/1 part,SO-2/2 ready",
		"view=no_supply":                  "SO-2/1 no_supply",
		"view=hold":                       "SO-4/1 hold",
		"status=part&status=hold":         "SO-1/1 part,SO-4/1 hold",
		"not.status=part&customer=cust*":  "SO-2/1 no_supply,SO-3/1 on_order,SO-4/1 hold",
		"sku=a&not.customer=Customer+C-2": "SO-1/1 part,SO-3/1 on_order",
		"q=so-3":                          "SO-3/1 on_order",
		"q=PO-1":                          "SO-1/1 part,SO-3/1 on_order,SO-4/1 hold",
		"group=sku":                       "SO-1/1 part,SO-2/1 no_supply,SO-3/1 on_order,SO-4/1 hold",
	} {
		doc := b.get("/backorders?" + query).want(http.StatusOK).doc()
		if got := strings.Join(boardRows(doc), ","); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
		if count := doc.Find(".pager .count").Text(); !strings.HasSuffix(count, "of "+strconv.Itoa(strings.Count(want, ",")+1)+" lines") {
			t.Errorf("%s: the count says %q", query, count)
		}
	}
}

func TestBoardTabsTilesAndColumns(t *testing.T) {
	d := busyDesk(t)
	doc := d.as(model.RoleManager).get("/backorders?sort=promise&dir=desc").doc()
	tabs := map[string]string{}
	doc.Find(".tabs a").Each(func(_ int, s *goquery.Selection) {
		n := s.Find(".n").Text()
		tabs[strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s.Text()), n))] = n
	})
	if tabs["Backorders"] != "4" || tabs["All open lines"] != "5" || tabs["No supply"] != "1" || tabs["Mine"] != "0" {
		t.Errorf("tabs: %v", tabs)
	}
	var heads []string
	doc.Find(".board thead th").Each(func(_ int, s *goquery.Selection) { heads = append(heads, strings.TrimSpace(s.Text())) })
	if got := strings.Join(heads, ","); got != "Prio,Status,Order,Customer,Product,Short,Allocated,Promise,ETA,Next action,Owner" {
		t.Errorf("columns: %s", got)
	}
	sorted := doc.Find("th[aria-sort]")
	if sorted.Length() != 1 || sorted.AttrOr("aria-sort", "") != "descending" || strings.TrimSpace(sorted.Text()) != "Promise" {
		t.Errorf("sorted by %q %s", sorted.Text(), sorted.AttrOr("aria-sort", ""))
	}
	row := doc.Find("tr[data-line='SO-1/1']")
	for selector, want := range map[string]string{".short": "3", ".have": "7/10", ".prio": "P3"} {
		if got := strings.TrimSpace(row.Find(selector).First().Text()); got != want {
			t.Errorf("SO-1/1 %s: %q, want %q", selector, got, want)
		}
	}
	if eta := row.Find(".eta").Text(); !strings.Contains(eta, "1 Dec") || !strings.Contains(eta, "PO-1/1") || !strings.Contains(eta, "not confirmed") {
		t.Errorf("SO-1/1 ETA: %q", eta)
	}
	if eta := doc.Find("tr[data-line='SO-2/1'] .eta").Text(); !strings.Contains(eta, "None") {
		t.Errorf("SO-2/1 ETA: %q", eta)
	}
}

func TestBoardActionsAreForWhoMay(t *testing.T) {
	d := busyDesk(t)
	for role, want := range map[model.Role]string{
		model.RoleManager:    "SO-1/1:Ship 7 now,SO-2/1:Create PO,SO-4/1:Release credit",
		model.RoleShipping:   "SO-1/1:Ship 7 now",
		model.RolePurchasing: "SO-2/1:Create PO",
		model.RoleSales:      "",
	} {
		doc := d.as(role).get("/backorders").doc()
		var got []string
		doc.Find("tr[data-line]").Each(func(_ int, s *goquery.Selection) {
			if b := s.Find(".act .btn"); b.Length() > 0 {
				text, _, _ := strings.Cut(strings.TrimSpace(b.Text()), ":")
				got = append(got, s.AttrOr("data-line", "")+":"+strings.TrimSpace(text))
			}
		})
		slices.Sort(got)
		if strings.Join(got, ",") != want {
			t.Errorf("%s: %v, want %s", role, got, want)
		}
	}
}

func TestBoardSaysWhyItIsEmpty(t *testing.T) {
	empty := newDesk(t)
	doc := empty.as(model.RoleManager).get("/backorders").doc()
	if got := doc.Find(".empty").Text(); !strings.Contains(got, "No backorders yet") || doc.Find("a[href='/orders/new']").Length() == 0 {
		t.Errorf("never used: %q", got)
	}
	if doc.Find("table").Length() != 0 || doc.Find("a[href^='/backorders.csv']").Length() != 0 {
		t.Error("an empty board has a table or an export")
	}
	b := busyDesk(t).as(model.RoleManager)
	doc = b.get("/backorders?q=zebra&late=yes").want(http.StatusOK).doc()
	if got := doc.Find(".empty").Text(); !strings.Contains(got, "“zebra”") || !strings.Contains(got, "“Late”") || doc.Find(".empty a[href='/backorders']").Length() != 1 {
		t.Errorf("filtered: %q", got)
	}
	if got := b.get("/backorders?view=risk").doc().Find(".empty").Text(); !strings.Contains(got, "Nothing at risk.") {
		t.Errorf("done: %q", got)
	}
}

func TestWrongBoardAddressesShowNoLines(t *testing.T) {
	b := busyDesk(t).as(model.RoleManager)
	for query, want := range map[string]string{
		"sort=smell": `does not sort by "smell"`, "status=late": `no status "late"`, "colour=red": `nothing called "colour"`,
		"after=zzz": "place in the list", "peek=999": "no such line",
	} {
		a := b.get("/backorders?" + query).want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.text(), want) || len(boardRows(a.doc())) > 0 {
			t.Errorf("%s: %s", query, a.text())
		}
	}
}

func TestBoardPartKeepsItsAddress(t *testing.T) {
	b := busyDesk(t).as(model.RoleManager)
	a := b.get("/backorders?view=all&q=&dir=asc&sort=promise", "part").want(http.StatusOK)
	if got := a.header.Get("HX-Push-Url"); got != "/backorders?sort=promise&view=all" {
		t.Errorf("pushed %q", got)
	}
	if bytes.Contains(a.body, []byte("<html")) || a.doc().Find("#board").Length() != 1 {
		t.Error("the part is not the region alone")
	}
	whole := b.get("/backorders?view=all", "part", "HX-History-Restore-Request: true")
	if !bytes.Contains(whole.body, []byte("<html")) {
		t.Error("going back in the browser's history gets a part")
	}
}

func TestBoardWithEverythingOpenKeepsTheContract(t *testing.T) {
	d := busyDesk(t)
	id, _ := d.Line("SO-1", 1)
	for _, path := range []string{"/backorders?group=sku&peek=" + strconv.FormatInt(id, 10), "/backorders?status=part&not.tier=B&age_to=9&columns=order,value,age,ship,project,warehouse",
		"/backorders?sort=smell", "/lines/" + strconv.FormatInt(id, 10)} {
		wrong, err := pagetest.Page(bytes.NewReader(d.as(model.RoleManager).get(path).body))
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v %v", path, wrong, err)
		}
	}
}

func TestDrawerAndPageOfALine(t *testing.T) {
	d := busyDesk(t)
	id, _ := d.Line("SO-1", 1)
	b := d.as(model.RoleManager)
	for _, path := range []string{"/backorders?peek=" + strconv.FormatInt(id, 10), "/lines/" + strconv.FormatInt(id, 10)} {
		doc := b.get(path).want(http.StatusOK).doc()
		if why := doc.Find("ol.why li").First().Text(); why == "" {
			t.Errorf("%s: no why", path)
		}
		if q := doc.Find("#queue").Text(); !strings.Contains(q, "Number 1 of 3") || !strings.Contains(q, "PO-1/1") {
			t.Errorf("%s: queue %q", path, q)
		}
		if tl := doc.Find(".timeline").Text(); !strings.Contains(tl, "7 allocated") || !strings.Contains(tl, "Promised 1 Dec") || !strings.Contains(tl, "Order entered") {
			t.Errorf("%s: timeline %q", path, tl)
		}
	}
	if got := b.get("/lines/"+strconv.FormatInt(id, 10)+"/why", "part").text(); !strings.Contains(got, "SO-1/1: Part ready") {
		t.Errorf("why: %s", got)
	}
	b.get("/lines/999").want(http.StatusNotFound)
	b.get("/lines/x").want(http.StatusNotFound)
	for _, s := range d.as(model.RoleWarehouse).get("/backorders?peek=" + strconv.FormatInt(id, 10)).doc().Find("#drawer form").EachIter() {
		if !strings.HasSuffix(s.AttrOr("action", ""), "/pick") {
			t.Errorf("the warehouse is offered %s", s.AttrOr("action", ""))
		}
	}
}

func TestLineFormsDoOneThingAndComeBack(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	act := func(order, do string, form url.Values) *answer {
		id, version := d.Line(order, 1)
		form.Set("back", "/backorders?view=all")
		if form.Get("version") == "" {
			form.Set("version", strconv.Itoa(version))
		}
		if do == "priority" {
			form.Set("order_version", "1")
		}
		return b.post("/lines/"+strconv.FormatInt(id, 10)+"/"+do, form)
	}
	for _, step := range []struct {
		order, do string
		form      url.Values
		query     string // what the step must have changed
		want      string
	}{
		{"SO-3", "hold", url.Values{"why": {"site closed"}}, `SELECT hold FROM order_line WHERE id = 4`, "hold\nsite closed"},
		{"SO-3", "unhold", url.Values{}, `SELECT coalesce(hold, 'none') AS hold FROM order_line WHERE id = 4`, "hold\nnone"},
		{"SO-3", "promise", url.Values{"date": {"2026-12-18"}, "why": {"agreed by phone"}}, `SELECT promise FROM order_line WHERE id = 4`, "promise\n2026-12-18"},
		{"SO-3", "priority", url.Values{"priority": {"1"}, "why": {"rush"}}, `SELECT priority FROM sales_order WHERE number = 'SO-3'`, "priority\n1"},
		{"SO-3", "cancel", url.Values{"qty": {"1"}, "why": {"less needed"}}, `SELECT cancelled/1000 AS cancelled FROM order_line WHERE id = 4`, "cancelled\n1"},
		{"SO-1", "deallocate", url.Values{"qty": {"2"}, "why": {"for SO-3"}}, `SELECT allocated/1000 AS allocated FROM order_line WHERE id = 1`, "allocated\n5"},
		{"SO-1", "ask", url.Values{"kind": {"part_or_wait"}, "deadline": {"2026-11-30"}}, `SELECT kind FROM choice WHERE line_id = 1`, "kind\npart_or_wait"},
		{"SO-1", "answer", url.Values{"answer": {"part_now"}}, `SELECT answer FROM choice WHERE line_id = 1`, "answer\npart_now"},
		{"SO-1", "pick", url.Values{}, `SELECT picked/1000 AS picked FROM order_line WHERE id = 1`, "picked\n5"},
		{"SO-4", "unhold", url.Values{}, `SELECT coalesce(credit_hold, 'none') AS hold FROM customer WHERE code = 'C-2'`, "hold\nnone"},
	} {
		a := act(step.order, step.do, step.form)
		if a.status != http.StatusSeeOther || a.to() != "/backorders?view=all" {
			t.Fatalf("%s %s: %d to %q: %s", step.do, step.order, a.status, a.to(), a.text())
		}
		d.Want(step.query, step.want)
	}
}

func TestRefusedLineFormsKeepWhatWasTyped(t *testing.T) {
	d := busyDesk(t)
	b := d.as(model.RoleManager)
	before := d.Fingerprint()
	for _, c := range []struct {
		do     string
		form   url.Values
		status int
		want   string
	}{
		{"cancel", url.Values{"version": {"1"}, "qty": {"2"}, "why": {"too late"}}, http.StatusConflict, "too late"},
		{"cancel", url.Values{"qty": {"many"}, "why": {"too late"}}, http.StatusUnprocessableEntity, "many"},
		{"cancel", url.Values{"qty": {"2"}}, http.StatusUnprocessableEntity, "2"},
		{"promise", url.Values{"date": {"soon"}, "why": {"agreed"}}, http.StatusUnprocessableEntity, "soon"},
		{"promise", url.Values{"date": {"2026-11-01"}, "why": {"agreed"}}, http.StatusUnprocessableEntity, "2026-11-01"},
		{"hold", url.Values{"why": {""}}, http.StatusUnprocessableEntity, ""},
		{"allocate", url.Values{"qty": {"3"}}, http.StatusConflict, "3"},
		{"ask", url.Values{"kind": {"whatever"}}, http.StatusUnprocessableEntity, ""},
	} {
		id, version := d.Line("SO-1", 1)
		if c.form.Get("version") == "" {
			c.form.Set("version", strconv.Itoa(version))
		}
		a := b.post("/lines/"+strconv.FormatInt(id, 10)+"/"+c.do, c.form).want(c.status)
		doc := a.doc()
		kept := c.want == ""
		for _, s := range doc.Find("main input").EachIter() {
			kept = kept || s.AttrOr("value", "") == c.want
		}
		if !kept && doc.Find("details[open]").Length() > 0 {
			t.Errorf("%s %v: %q is not there any more", c.do, c.form, c.want)
		}
		if c.status == http.StatusUnprocessableEntity && doc.Find("[data-error-summary] a").Length() != 1 {
			t.Errorf("%s %v: no error summary", c.do, c.form)
		}
		if c.status == http.StatusConflict && doc.Find(".banner.warn").Length() != 1 {
			t.Errorf("%s %v: does not say what is in the way", c.do, c.form)
		}
	}
	if after := d.Fingerprint(); after != before {
		t.Errorf("a refused form changed something: %s", dbtest.Difference(before, after))
	}
}

func TestLineFormsReturnToTheBoardOnly(t *testing.T) {
	d := busyDesk(t)
	id, version := d.Line("SO-3", 1)
	form := url.Values{"version": {strconv.Itoa(version)}, "why": {"x"}, "back": {"//evil.example/backorders"}}
	a := d.as(model.RoleManager).post("/lines/"+strconv.FormatInt(id, 10)+"/hold", form).want(http.StatusSeeOther)
	if a.to() != "/lines/"+strconv.FormatInt(id, 10) {
		t.Errorf("sent to %q", a.to())
	}
}

func TestBoardCSVIsTheView(t *testing.T) {
	d := busyDesk(t)
	d.Exec(`INSERT INTO customer(code, name) VALUES ('EVIL', '=HYPERLINK("http://x")')`)
	d.Add(dbtest.Order{Number: "SO-9", Customer: "EVIL", Lines: []dbtest.Line{{SKU: "B", Qty: "1"}}})
	b := d.as(model.RoleManager)
	a := b.get("/backorders.csv?view=no_supply&sort=order&dir=desc&columns=order,customer,short,eta").want(http.StatusOK)
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="backorders_no_supply_2026-11-24.csv"` {
		t.Errorf("name: %s", got)
	}
	if !bytes.HasPrefix(a.body, []byte("\xef\xbb\xbf")) || bytes.Count(a.body, []byte("\r\n")) != 3 || bytes.Count(a.body, []byte("\n")) != 3 {
		t.Errorf("no BOM, or lines do not end in CR LF: %q", a.body)
	}
	rows, err := csv.NewReader(bytes.NewReader(a.body[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, strings.Join(r, "|"))
	}
	want := "order|line|customer_po|customer|tier|short|eta|eta_source|eta_confidence\n" +
		"SO-9|1||'=HYPERLINK(\"http://x\")||1||not yet ordered|not_ordered\n" +
		"SO-2|1||Customer C-1||5||not yet ordered|not_ordered"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	b.get("/backorders.csv?sort=smell").want(http.StatusUnprocessableEntity)
}

func TestColumnsAreRemembered(t *testing.T) {
	b := busyDesk(t).as(model.RoleManager)
	b.get("/backorders?columns=order,value,short").want(http.StatusOK)
	doc := b.get("/backorders?view=all").doc()
	if n := doc.Find(".board thead th").Length(); n != 3 {
		t.Errorf("%d columns, want the 3 that were chosen", n)
	}
}
