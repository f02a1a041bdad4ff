package handlers

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"backfill/model"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"
)

// allLists are the lists of the desk; what holds for one holds for all.
var allLists = []string{"/orders", "/products", "/customers", "/suppliers", "/receiving", "/purchasing", "/purchasing?tab=pos", "/purchasing?tab=chase", "/reconcile", "/audit"}

// file is the address of a list as a file.
func fileOf(list, format, query string) string {
	path, fixed, _ := strings.Cut(list, "?")
	if fixed != "" && query != "" {
		fixed += "&"
	}
	return path + "." + format + "?" + fixed + query
}

func pageOfList(list, query string) string {
	if query == "" {
		return list
	}
	if strings.Contains(list, "?") {
		return list + "&" + query
	}
	return list + "?" + query
}

func readCSV(t *testing.T, a *answer) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func leads(doc *goquery.Document) []string {
	return doc.Find("table.list tbody th[scope=row]").Map(func(_ int, s *goquery.Selection) string {
		if a := s.Find("a").First(); a.Length() > 0 {
			return strings.TrimSpace(a.Text())
		}
		return strings.TrimSpace(s.Text())
	})
}

func heads(doc *goquery.Document) []string {
	return doc.Find("table.list thead th").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
}

// A file has the rows of the page in their order, whatever is chosen: the
// workbook the same as the CSV.
func TestFilesAreThePage(t *testing.T) {
	d := furnished(t)
	d.dueOn("PO-1", 0) // so that one supplier owes a date
	b := d.as(model.RoleManager)
	for _, list := range allLists {
		doc := b.get(list).want(http.StatusOK).doc()
		links := []string{""}
		doc.Find("table.list thead a[href]").Each(func(_ int, s *goquery.Selection) {
			u, err := url.Parse(s.AttrOr("href", ""))
			if err != nil {
				t.Fatal(err)
			}
			links = append(links, u.RawQuery)
		})
		if len(links) < 2 {
			t.Errorf("%s: no column is sorted by", list)
		}
		for _, query := range links {
			if strings.Contains(list, "?") {
				query = strings.TrimPrefix(strings.ReplaceAll(query, "tab=pos", ""), "&")
			}
			page := leads(b.get(pageOfList(list, query)).want(http.StatusOK).doc())
			rows := readCSV(t, b.get(fileOf(list, "csv", query)).want(http.StatusOK))
			if len(rows) != len(page)+1 || len(page) == 0 {
				t.Fatalf("%s?%s: %d rows on the page, %d in the file with its head", list, query, len(page), len(rows))
			}
			for i, lead := range page {
				if list != "/audit" && !strings.HasSuffix(list, "chase") && rows[i+1][0] != lead { // there the page names the supplier and the file starts with its code
					t.Errorf("%s?%s: row %d is %s on the page and %s in the file", list, query, i+1, lead, rows[i+1][0])
				}
			}
			if book := readBook(t, b.get(fileOf(list, "xlsx", query)).want(http.StatusOK), len(rows[0])); !reflect.DeepEqual(book, bare(rows)) {
				t.Errorf("%s?%s: the workbook differs:\n%v\n%v", list, query, book, rows)
			}
		}
	}
}

// readBook reads a workbook as the CSV of the same list is read.
func readBook(t *testing.T, a *answer, columns int) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for len(rows[i]) < columns {
			rows[i] = append(rows[i], "")
		}
		for k, cell := range rows[i] {
			if strings.HasPrefix(cell, "=") {
				rows[i][k] = "'" + cell
			}
		}
	}
	return rows
}

// bare is rows with numbers as a workbook has them: 0.00 is 0.
func bare(rows [][]string) [][]string {
	for _, row := range rows {
		for i, cell := range row {
			if n, err := strconv.ParseFloat(cell, 64); err == nil {
				row[i] = strconv.FormatFloat(n, 'f', -1, 64)
			}
		}
	}
	return rows
}

// What is chosen is shown, in its order, on the page and in the file; the row's
// head is always there.
func TestColumnsAreChosen(t *testing.T) {
	b := furnished(t).as(model.RoleManager)
	doc := b.get("/orders?columns=value,customer,status").want(http.StatusOK).doc()
	if got := strings.Join(heads(doc), "|"); got != "Order|Value|Customer|Status" {
		t.Errorf("the page shows %s", got)
	}
	rows := readCSV(t, b.get("/orders.csv?columns=value,customer,status").want(http.StatusOK))
	if got := strings.Join(rows[0], "|"); got != "order|customer_po|value|customer|customer_name|status" {
		t.Errorf("the file has %s", got)
	}
	sorted := doc.Find("thead a").First().AttrOr("href", "")
	if u, _ := url.Parse(sorted); u.Query().Get("columns") != "value,customer,status" {
		t.Errorf("sorting forgets the columns: %s", sorted)
	}
	left := doc.Find("form[aria-label=Columns] a[title='Move Status left']").AttrOr("href", "")
	if got := strings.Join(heads(b.get(left).want(http.StatusOK).doc()), "|"); got != "Order|Value|Status|Customer" {
		t.Errorf("moved left it shows %s", got)
	}
	form := url.Values{}
	doc.Find("form[aria-label=Columns] input[name=columns]").Each(func(_ int, s *goquery.Selection) {
		if _, ticked := s.Attr("checked"); ticked || s.AttrOr("type", "") == "hidden" {
			form.Add("columns", s.AttrOr("value", ""))
		}
	})
	if got := strings.Join(heads(b.get("/orders?"+form.Encode()).want(http.StatusOK).doc()), "|"); got != "Order|Value|Customer|Status" {
		t.Errorf("the form as it stands shows %s", got)
	}
	b.get("/orders?columns=value,price").want(http.StatusNotFound)
	b.get("/purchasing?columns=buy").want(http.StatusNotFound)
}

// A filter turned round keeps exactly what the filter leaves out.
func TestFiltersTurnRound(t *testing.T) {
	b := furnished(t).as(model.RoleManager)
	for list, shape := range map[string]model.ListShape{"/orders": model.OrderListShape, "/products": model.ProductListShape, "/customers": model.CustomerListShape, "/suppliers": model.SupplierListShape,
		"/receiving": model.ReceivingListShape, "/purchasing": model.ShortageListShape, "/purchasing?tab=pos": model.POListShape,
		"/reconcile": model.ReconcileListShape, "/audit": model.AuditListShape} {
		all := len(leads(b.get(pageOfList(list, "size=200")).want(http.StatusOK).doc()))
		for _, filter := range shape.Flips {
			doc := b.get(pageOfList(list, "size=200")).doc()
			values := doc.Find("select[name=" + filter + "] option").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("value", "") })
			if filter == "customer" {
				values = []string{"C-1"}
			}
			for _, v := range values {
				if v == "" {
					continue
				}
				q := url.QueryEscape(v)
				is := len(leads(b.get(pageOfList(list, "size=200&"+filter+"="+q)).want(http.StatusOK).doc()))
				not := len(leads(b.get(pageOfList(list, "size=200&"+model.Not+filter+"="+q)).want(http.StatusOK).doc()))
				if is+not != all {
					t.Errorf("%s: %s=%s keeps %d, turned round %d, of %d", list, filter, v, is, not, all)
				}
			}
		}
	}
	doc := b.get("/orders?status=open").doc()
	flip := doc.Find(".filters .filter a").First().AttrOr("href", "")
	if u, _ := url.Parse(flip); u.Query().Get("not.status") != "open" || u.Query().Has("status") {
		t.Errorf("the chip leads to %s", flip)
	}
	if got := b.get(flip).doc().Find(".filters .filter").Text(); !strings.Contains(got, "not Open") {
		t.Errorf("turned round the chip says %q", got)
	}
	b.get("/audit?not.from=2026-01-01").want(http.StatusNotFound)
}

// A view of any list is saved, opened as a tab, changed, started with and
// deleted, with plain forms; a name that is taken comes back with what was typed.
func TestViewsOfEveryListAreSaved(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleManager)
	for list, query := range map[string]string{"/orders": "status=open&columns=value,customer", "/products": "short=yes", "/customers": "hold=yes", "/suppliers": "sort=name", "/receiving": "late=yes",
		"/purchasing": "cover=none", "/purchasing?tab=pos": "state=open&sort=po", "/reconcile": "sort=sku", "/audit": "kind=order"} {
		if b.get(list).doc().Find("form[action='/views']").Length() != 0 {
			t.Errorf("%s: there is nothing to save", list)
		}
		at := pageOfList(list, query)
		a := b.submit(b.get(at).want(http.StatusOK).doc(), "form[action='/views']", url.Values{"name": {"Mine"}}).want(http.StatusSeeOther)
		saved := a.header.Get("Location")
		doc := b.get(saved).want(http.StatusOK).doc()
		if got := doc.Find(".tabs[aria-label=Views] [aria-current]").Text(); !strings.Contains(got, "Mine") {
			t.Errorf("%s: the view is not open: %q", list, got)
		}
		if got, want := strings.Join(leads(doc), " "), strings.Join(leads(b.get(at).doc()), " "); got != want {
			t.Errorf("%s: the view shows %s, want %s", list, got, want)
		}
		if doc.Find("form[action='/views']").Length() != 0 {
			t.Errorf("%s: a view just opened is not changed", list)
		}
		again := b.submit(b.get(pageOfList(list, query+"&size=25")).doc(), "form[action='/views']", url.Values{"name": {"mine"}}).want(http.StatusUnprocessableEntity).doc()
		if again.Find("details[open] #name").AttrOr("value", "") != "mine" || !strings.Contains(again.Find("[data-error-summary]").Text(), "already") {
			t.Errorf("%s: a taken name: %s", list, again.Find("main").Text())
		}
		start := doc.Find("button[name=start]").Closest("form").AttrOr("action", "")
		b.submit(doc, "form[action='"+start+"']", nil).want(http.StatusSeeOther)
		if got := d.as(model.RoleManager).get("/").header.Get("Location"); got != saved {
			t.Errorf("%s: started with %s, want %s", list, got, saved)
		}
		b.submit(doc, "form[action$='/delete']", nil).want(http.StatusSeeOther)
		if b.get(list).doc().Find(".tabs[aria-label=Views]").Length() != 0 {
			t.Errorf("%s: the view is still there", list)
		}
	}
	sales := d.as(model.RoleSales)
	sales.post("/views", url.Values{"list": {"audit"}, "query": {"kind=order"}, "name": {"x"}}).want(http.StatusNotFound)
	sales.post("/views", url.Values{"list": {"nothing"}, "query": {""}, "name": {"x"}}).want(http.StatusNotFound)
	sales.post("/views", url.Values{"list": {"orders"}, "query": {"colour=red&status=lost"}, "name": {"x"}}).want(http.StatusNotFound)
}
