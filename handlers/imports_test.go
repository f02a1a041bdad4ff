package handlers

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

// sendFile sends a file as the page's form does.
func (b *browser) sendFile(fields map[string]string, name, content string) *answer {
	b.d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range fields {
		w.WriteField(k, v)
	}
	if _, own := fields["rid"]; !own {
		w.WriteField("rid", newRID())
	}
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		b.d.t.Fatal(err)
	}
	f.Write([]byte(content))
	w.Close()
	req, err := http.NewRequest(http.MethodPost, b.d.url+"/imports/new", &body)
	if err != nil {
		b.d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := b.Do(req)
	if err != nil {
		b.d.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.d.t.Fatal(err)
	}
	return &answer{b.d.t, res.StatusCode, res.Header, text}
}

// formOf gives everything a form of a page would send as it stands.
func formOf(t *testing.T, a *answer, selector string) url.Values {
	t.Helper()
	v := url.Values{}
	form := a.doc().Find(selector)
	if form.Length() != 1 {
		t.Fatalf("%d forms %s in %s", form.Length(), selector, a.text())
	}
	id, _ := form.Attr("id")
	fields := form.Find("input, select, textarea")
	if id != "" {
		fields = fields.AddSelection(a.doc().Find(`[form="` + id + `"]`))
	}
	fields.Each(func(_ int, f *goquery.Selection) {
		name, _ := f.Attr("name")
		kind, _ := f.Attr("type")
		_, checked := f.Attr("checked")
		switch {
		case name == "" || kind == "checkbox" && !checked:
		case goquery.NodeName(f) == "select":
			chosen := f.Find("option[selected]")
			v.Add(name, chosen.AttrOr("value", ""))
		default:
			v.Add(name, f.AttrOr("value", f.Text()))
		}
	})
	return v
}

func importDesk(t *testing.T) *desk {
	d := newDesk(t)
	d.Add(dbtest.Customer{Code: "C1"}, dbtest.Product{SKU: "A"}, dbtest.Product{SKU: "B"})
	return d
}

const foreignOrders = "Auftrag;Kundennr;Datum;Artikel;Menge;ME\nX-1;C1;24.11.2026;A;5;EA\nX-1;C1;24.11.2026;B;2;pc\nX-2;C9;24.11.2026;A;1;pc\n"

func TestAFileIsSentReadMendedImportedAndUndone(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleSales)
	a := b.sendFile(map[string]string{"kind": "orders", "source": "Old ERP"}, `C:\out\orders.csv`, foreignOrders).want(http.StatusSeeOther)
	page := a.to()
	a = b.get(page).want(http.StatusOK)
	for _, want := range []string{"orders.csv", "semicolon", "24.11.2026", `unit "EA" is not a unit of A`, `customer "C9" is not known`, "1, 2, 3 within its document"} {
		if !strings.Contains(a.text(), want) {
			t.Errorf("the page does not say %q:\n%s", want, a.text())
		}
	}
	d.Want(`SELECT count(*) AS n FROM sales_order`, `
		n
		0`)

	form := formOf(t, a, "form#map")
	form.Set("word_column_0", "unit")
	form.Set("word_from_0", "EA")
	form.Set("word_to_0", "pc")
	form.Set("remember", "on")
	form.Set("leave", "customer … is not known")
	form.Set("rid", newRID())
	a = b.post(page+"/check", form).want(http.StatusSeeOther)
	a = b.get(a.to()).want(http.StatusOK)
	if !strings.Contains(a.text(), "Import 2 rows") || strings.Contains(a.text(), "Rows in error") {
		t.Errorf("mended:\n%s", a.text())
	}
	form = formOf(t, a, `form[action$="/import"]`)
	a = b.post(page+"/import", form).want(http.StatusSeeOther)
	done := a.to()
	if again := b.post(page+"/import", form).want(http.StatusSeeOther); again.to() != done {
		t.Errorf("sent twice: %s, then %s", done, again.to())
	}
	a = b.get(done).want(http.StatusOK)
	if !strings.Contains(a.text(), "orders.csv imported: 2 new") || a.doc().Find(`a[href="/orders/X-1"]`).Length() != 1 {
		t.Errorf("%s", a.text())
	}
	d.Want(`SELECT o.number, l.line_no, p.sku, l.ordered/1000 AS ordered FROM order_line l JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id ORDER BY l.id`, `
		number  line_no  sku  ordered
		X-1     1        A    5
		X-1     2        B    2`)
	d.Want(`SELECT replace(source, ' ', '_') AS source, kind, content IS NULL AS gone FROM import_upload`, `
		source   kind    gone
		Old_ERP  orders  1`)

	// The next file of the source is read as the first one, and this very file is known.
	a = b.get(b.sendFile(map[string]string{"kind": "orders", "source": "old erp"}, "orders.csv", foreignOrders).want(http.StatusSeeOther).to())
	if !strings.Contains(a.text(), "already imported on") || !strings.Contains(a.text(), "Nothing would change.") {
		t.Errorf("the same file: %s", a.text())
	}

	b.post(done+"/preview", nil).want(http.StatusSeeOther)
	a = b.get(done).want(http.StatusOK)
	if !strings.Contains(a.text(), "1 removed.") {
		t.Errorf("preview: %s", a.text())
	}
	b.post(done+"/undo", formOf(t, a, `form[action$="/undo"]`)).want(http.StatusSeeOther)
	if text := b.get(done).want(http.StatusOK).text(); !strings.Contains(text, "Undone. 1 removed.") {
		t.Errorf("undone: %s", text)
	}
	d.Want(`SELECT count(*) AS n FROM sales_order`, `
		n
		0`)
}

// TestACompleteFileSaysWhatItCloses: by page as on the command line, what the
// file does not have is shown before it is closed, and one that is cut off is
// taken only when somebody says that it is whole.
func TestACompleteFileSaysWhatItCloses(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleSales)
	head := "order,customer,ordered_at,line,sku,quantity\n"
	rows := head
	for _, n := range strings.Split("abcdefghijklmnopqrst", "") {
		rows += "X-" + n + ",C1,2026-11-01,1,A,1\n"
	}
	b.sendFile(map[string]string{"kind": "customers", "full": "on"}, "c.csv", "code,name\nC7,Seven\n").want(http.StatusUnprocessableEntity)
	a := b.sendFile(map[string]string{"kind": "orders", "as_of": "2126-11-24T07:00", "full": "on"}, "orders.csv", rows).want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.text(), "later time than now") || a.doc().Find("input[name=as_of]").AttrOr("value", "") != "2126-11-24T07:00" {
		t.Errorf("%s", a.text())
	}
	take := func(as, content string) *answer {
		t.Helper()
		return b.get(b.sendFile(map[string]string{"kind": "orders", "as_of": as, "full": "on"}, "orders.csv", content).want(http.StatusSeeOther).to()).want(http.StatusOK)
	}
	in := func(a *answer) *answer {
		t.Helper()
		form := formOf(t, a, `form[action$="/import"]`)
		to := a.doc().Find(`form[action$="/import"]`).AttrOr("action", "")
		return b.get(b.post(to, form).want(http.StatusSeeOther).to()).want(http.StatusOK)
	}
	in(take("2026-11-20T09:00", rows))
	// Two are missing: the page says so, and nothing is closed yet.
	a = take("2026-11-21T09:00", strings.NewReplacer("X-a,C1,2026-11-01,1,A,1\n", "", "X-b,C1,2026-11-01,1,A,1\n", "").Replace(rows))
	for _, want := range []string{"2 order lines that the file does not have are closed", "X-a/1", "not in the file", "close 2"} {
		if !strings.Contains(a.text(), want) {
			t.Errorf("no %q in %s", want, a.text())
		}
	}
	if n := d.ID(`SELECT count(*) FROM order_line WHERE open > 0`); n != 20 {
		t.Errorf("%d are open after a look", n)
	}
	if a = in(a); !strings.Contains(a.text(), "What it does not have was closed: 2") || a.doc().Find("#undo form").Length() != 1 {
		t.Errorf("%s", a.text())
	}
	// Cut off: refused, and taken when it is said to be whole.
	a = take("2026-11-22T09:00", head+"X-c,C1,2026-11-01,1,A,1\n")
	if !strings.Contains(a.text(), "does not have 17 of 18") || a.doc().Find(`form[action$="/import"]`).Length() != 0 {
		t.Fatalf("%s", a.text())
	}
	form := formOf(t, a, "form#map")
	if form.Has("close_many") || form.Get("as_of") != "2026-11-22T09:00" || form.Get("full") != "on" {
		t.Errorf("%v", form)
	}
	form.Set("close_many", "on")
	to := a.doc().Find("form#map").AttrOr("action", "")
	a = b.get(b.post(to, form).want(http.StatusSeeOther).to())
	if !strings.Contains(a.text(), "17 order lines that the file does not have are closed") {
		t.Fatalf("%s", a.text())
	}
	in(a)
	d.Want(`SELECT id, as_of, complete, closed FROM import ORDER BY id`, `
		id  as_of                     complete  closed
		1   2026-11-20T09:00:00.000Z  1         0
		2   2026-11-21T09:00:00.000Z  1         2
		3   2026-11-22T09:00:00.000Z  1         17`)
}

func TestRejectedRowsAreTakenHome(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleManager)
	page := b.sendFile(map[string]string{"kind": "customers"}, "c\"u;st.csv", "code,name,email\nC7,Seven,\nC8,Eight,=nobody\n").want(http.StatusSeeOther).to()
	a := b.get(page)
	for _, file := range []string{page + "/rejected.csv"} {
		got := b.get(file).want(http.StatusOK)
		if body := string(got.body); !strings.Contains(body, "C8,Eight,'=nobody,") || !strings.Contains(got.header.Get("Content-Disposition"), `filename="c_u_st_rejected.csv"`) {
			t.Errorf("%s: %s %s", file, got.header.Get("Content-Disposition"), body)
		}
	}
	done := b.post(page+"/import", formOf(t, a, `form[action$="/import"]`)).want(http.StatusSeeOther).to()
	if body := string(b.get(done + "/rejected.csv").want(http.StatusOK).body); !strings.Contains(body, "C8,Eight,'=nobody,") {
		t.Errorf("%s", body)
	}
	d.as(model.RoleWarehouse).get(done + "/rejected.csv").want(http.StatusForbidden)
	d.as(model.RoleService).get(done).want(http.StatusOK)
}

func TestFilesThatCannotBeReadAreRefusedAndWhatWasTypedStays(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleSales)
	for _, tt := range []struct{ kind, content, want string }{
		{"", "a,b\n", "Choose what the file holds."},
		{"orders", "", "Choose a file, or paste its rows."},
		{"orders", "PK\x03\x04\x14\x00\x06\x00\x00\x00\x00\x00workbook", "zero bytes"},
		{"orders", "a,a\n1,2\n", "in the header twice"},
		{"orders", strings.Repeat("x", model.MaxUpload+1), "larger than 10 MiB"},
	} {
		a := b.sendFile(map[string]string{"kind": tt.kind, "source": "Theirs"}, "x.csv", tt.content).want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.text(), tt.want) || a.doc().Find("input[name=source]").AttrOr("value", "") != "Theirs" {
			t.Errorf("%q: %s", tt.want, a.text())
		}
	}
	b.sendFile(map[string]string{"kind": "stock"}, "x.csv", "sku,on_hand\nA,1\n").want(http.StatusForbidden)
	b.sendFile(map[string]string{"kind": "orders", "rid": ""}, "x.csv", "a\n").want(http.StatusBadRequest)
	b.sendFile(map[string]string{"kind": "orders"}, "x.csv", strings.Repeat("x", model.MaxUpload+maxBody+1)).want(http.StatusRequestEntityTooLarge)
	d.Want(`SELECT count(*) AS n FROM import_upload`, `
		n
		0`)
	pasted := b.post("/imports/new", url.Values{"kind": {"orders"}, "pasted": {"order\tcustomer\tordered_at\tline\tsku\tquantity\nP-1\tC1\t2026-11-20\t1\tA\t2\n"}}).want(http.StatusSeeOther)
	if text := b.get(pasted.to()).text(); !strings.Contains(text, "Import 1 row") || !strings.Contains(text, "tab") {
		t.Errorf("pasted: %s", text)
	}
}

func TestColumnsThatNobodyCanGuessAreAskedFor(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleSales)
	page := b.sendFile(map[string]string{"kind": "customers"}, "c.csv", "A1,B1\nC7,Seven\n").want(http.StatusSeeOther).to()
	a := b.get(page)
	if !strings.Contains(a.text(), "Say below which column is code.") || a.doc().Find(`form[action$="/import"]`).Length() != 0 {
		t.Errorf("%s", a.text())
	}
	form := formOf(t, a, "form#map")
	form.Set("col_code", "c0")
	form.Set("col_name", "c1")
	stale := url.Values{}
	for k, v := range form {
		stale[k] = v
	}
	b.post(page+"/check", form).want(http.StatusSeeOther)
	if text := b.get(page).text(); !strings.Contains(text, "Import 1 row") {
		t.Errorf("%s", text)
	}
	stale.Set("rid", newRID())
	stale.Set("always_name", "Everybody")
	if a := b.post(page+"/check", stale).want(http.StatusConflict); !strings.Contains(a.text(), "Somebody else has changed") ||
		a.doc().Find("input[name=always_name]").AttrOr("value", "") != "Everybody" {
		t.Errorf("stale: %s", a.text())
	}
	d.as(model.RoleWarehouse).get(page).want(http.StatusForbidden)
	b.post(page+"/discard", url.Values{"version": {"1"}}).want(http.StatusConflict)
	b.post(page+"/discard", url.Values{"version": {"2"}}).want(http.StatusSeeOther)
	b.get(page).want(http.StatusNotFound)
}

func TestALongImportShowsHowFarItIsAndGoesOnAlone(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleSales)
	d.server.work.turn <- struct{}{} // somebody else's file is being taken in
	page := b.sendFile(map[string]string{"kind": "customers"}, "c.csv", "code\nC7\n").want(http.StatusSeeOther).to()
	a := b.get(page)
	if a.header.Get("Refresh") == "" || !strings.Contains(a.text(), "You may leave this page") || a.doc().Find("#import[hx-get]").Length() != 1 {
		t.Errorf("%v %s", a.header, a.text())
	}
	<-d.server.work.turn
	id := regexp.MustCompile(`\d+$`).FindString(page)
	<-d.server.work.job("check upload " + id).over
	if a := b.get(page); a.header.Get("Refresh") != "" || !strings.Contains(a.text(), "Import 1 row") {
		t.Errorf("%s", a.text())
	}
	d.server.Drain() // the desk is stopped: what begins now is not done
	form := formOf(t, b.get(page), `form[action$="/import"]`)
	a = b.post(page+"/import", form)
	if a.status < 500 && a.status != http.StatusSeeOther {
		t.Errorf("%d %s", a.status, a.text())
	}
	d.Want(`SELECT count(*) AS n FROM import`, `
		n
		0`)
}

func TestTemplatesAndMapsAreFiles(t *testing.T) {
	d := importDesk(t)
	b := d.as(model.RoleAdmin)
	a := b.get("/imports/templates/orders.csv").want(http.StatusOK)
	if !strings.HasPrefix(string(a.body), "order,customer,ordered_at") {
		t.Errorf("%s", a.body)
	}
	b.get("/imports/templates/nonsense.csv").want(http.StatusNotFound)
	page := b.sendFile(map[string]string{"kind": "customers", "source": "ERP"}, "c.csv", "Kunde,Firma\nC7,Seven\n").want(http.StatusSeeOther).to()
	form := formOf(t, b.get(page), "form#map")
	form.Set("col_code", "c0")
	form.Set("remember", "on")
	b.post(page+"/check", form).want(http.StatusSeeOther)
	if text := b.get("/imports/maps").want(http.StatusOK).text(); !strings.Contains(text, "ERP") {
		t.Errorf("%s", text)
	}
	if body := string(b.get("/imports/maps/1").want(http.StatusOK).body); !strings.Contains(body, "Kunde") {
		t.Errorf("%s", body)
	}
	d.as(model.RolePurchasing).post("/imports/maps/1/forget", nil).want(http.StatusForbidden)
	b.post("/imports/maps/1/forget", nil).want(http.StatusSeeOther)
	b.get("/imports/maps/1").want(http.StatusNotFound)
}
