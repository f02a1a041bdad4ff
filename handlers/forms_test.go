package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"

	"github.com/PuerkitoBio/goquery"
)

// foundForm is one form as a page shows it: where it is sent, and what a browser
// would send if nobody typed anything more.
type foundForm struct {
	page, action string
	sent         url.Values
	text         []string // fields for words
	strict       []string // fields that take a number, a date or one of some values
	required     []string
}

// formsOf reads the forms of a page. A button with an address of its own is a
// form of its own.
func formsOf(page string, doc *goquery.Document) []foundForm {
	var all []foundForm
	doc.Find("form[method=post]").Each(func(_ int, s *goquery.Selection) {
		f := foundForm{page: page, sent: url.Values{}}
		fields := s.Find("input[name], select[name], textarea[name]")
		if id, ok := s.Attr("id"); ok {
			fields = fields.AddSelection(doc.Find(`[form="` + id + `"][name]`).Not("button"))
		}
		fields.Each(func(_ int, x *goquery.Selection) { f.field(x) })
		if b := s.Find("button:not([formaction]):not([type=button])").First(); b.AttrOr("name", "") != "" {
			f.sent.Set(b.AttrOr("name", ""), b.AttrOr("value", ""))
		}
		buttons := s.Find("button[formaction]")
		if id, ok := s.Attr("id"); ok {
			buttons = buttons.AddSelection(doc.Find(`button[form="` + id + `"][formaction]`))
		}
		if action, ok := s.Attr("action"); ok {
			f.action = action
			all = append(all, f)
		}
		buttons.Each(func(_ int, x *goquery.Selection) {
			with := f
			with.action = x.AttrOr("formaction", "")
			all = append(all, with)
		})
	})
	return all
}

func (f *foundForm) field(x *goquery.Selection) {
	name, kind := x.AttrOr("name", ""), x.AttrOr("type", "text")
	node := goquery.NodeName(x)
	_, checked := x.Attr("checked")
	if _, off := x.Attr("disabled"); off || kind == "submit" || kind == "file" || (kind == "radio" || kind == "checkbox") && !checked {
		return
	}
	value := x.AttrOr("value", "")
	switch node {
	case "select":
		if options := x.Find("option"); options.Length() > 0 {
			chosen := x.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = options
			}
			value = chosen.First().AttrOr("value", chosen.First().Text())
		}
	case "textarea":
		value = x.Text()
	}
	f.sent.Add(name, value)
	mode := x.AttrOr("inputmode", "")
	switch {
	case kind == "hidden" || kind == "checkbox":
	case node == "select", kind == "date", kind == "number", kind == "radio", kind == "email", mode == "numeric", mode == "decimal":
		f.strict = append(f.strict, name)
	case kind != "password":
		f.text = append(f.text, name)
	}
	if _, must := x.Attr("required"); must {
		f.required = append(f.required, name)
	}
}

// forms walks the desk from page to page as the person of this browser and gives
// the forms it meets, by the pattern of the address they are sent to.
func (d *desk) forms(b *browser) map[string]foundForm {
	d.t.Helper()
	found, seen := map[string]foundForm{}, map[string]bool{}
	var queue []string
	d.eachRoute(func(method, pattern string) {
		if method == http.MethodGet {
			queue = append(queue, address(pattern))
		}
	})
	const most = 900
	for len(queue) > 0 && len(seen) < most {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || !walkable(path) {
			continue
		}
		seen[path] = true
		a := b.get(path)
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		doc := a.doc()
		for _, f := range formsOf(path, doc) {
			pattern := d.pattern(f.action)
			if had, ok := found[pattern]; !ok || len(f.sent) > len(had.sent) {
				found[pattern] = f
			}
		}
		doc.Find("main a[href]").Each(func(_ int, s *goquery.Selection) {
			if from, err := url.Parse(path); err == nil {
				if to, err := from.Parse(s.AttrOr("href", "")); err == nil && to.Scheme+to.Host == "" {
					to.Fragment = ""
					queue = append(queue, to.String())
				}
			}
		})
	}
	return found
}

// walkable leaves out files and addresses that sort and filter what is seen
// without them.
func walkable(path string) bool {
	u, err := url.Parse(path)
	if err != nil || strings.HasPrefix(u.Path, "/static/") || strings.HasPrefix(u.Path, "/dev/") {
		return false
	}
	if i := strings.LastIndexByte(u.Path, '.'); i >= 0 && slices.Contains([]string{"csv", "xlsx", "pdf", "json"}, u.Path[i+1:]) {
		return false
	}
	q := u.Query()
	for _, of := range []string{"sort", "size", "after", "before", "group", "q", "peek", "status", "view"} {
		if q.Has(of) {
			return false
		}
	}
	return true
}

// pattern is the declared address that a path is sent to.
func (d *desk) pattern(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		d.t.Fatalf("action %q: %v", path, err)
	}
	c := d.server.echo.NewContext(nil, nil)
	d.server.echo.Router().Find(http.MethodPost, u.Path, c)
	return c.Path()
}

// spoilt are the ways to send a form wrongly, each with the answers that are
// clear. What gives the form back with a problem is 422, what somebody changed
// meanwhile 409, what is not there 404.
var spoilt = []struct {
	name   string
	change func(f *foundForm, d *desk, pattern string) bool // false: does not apply
	want   []int
}{
	{"empty", func(f *foundForm, _ *desk, _ string) bool {
		f.sent = url.Values{}
		return true
	}, []int{422, 409, 400, 404}},
	{"wrong types", func(f *foundForm, _ *desk, _ string) bool {
		for _, name := range f.strict {
			f.sent.Set(name, "no such thing")
		}
		return len(f.strict) > 0
	}, []int{422, 409, 404}},
	{"too long", func(f *foundForm, _ *desk, _ string) bool {
		for _, name := range f.text {
			f.sent.Set(name, strings.Repeat("x", 5000))
		}
		return len(f.text) > 0
	}, []int{422, 409, 404}},
	{"not text", func(f *foundForm, _ *desk, _ string) bool {
		for _, name := range f.text {
			f.sent.Set(name, "a\xff\xfeb")
		}
		return len(f.text) > 0
	}, []int{400}},
	{"a foreign thing", func(f *foundForm, _ *desk, pattern string) bool {
		parts := strings.Split(pattern, "/")
		for i, p := range parts {
			if strings.HasPrefix(p, ":") {
				parts[i] = "987654321"
			}
		}
		f.action = strings.Join(parts, "/")
		return f.action != pattern
	}, []int{404, 422}},
	{"a stale version", func(f *foundForm, _ *desk, _ string) bool {
		if !f.sent.Has("version") {
			return false
		}
		f.sent.Set("version", "987654321")
		return true
	}, []int{409, 422}},
}

// actsAtOnce are forms that may be sent with nothing typed at all: what they do
// follows from where they stand, and it is done once.
var actsAtOnce = []string{"/account/end-others", "/views/:id/copy", "/views/:id/delete", "/views/:id/start",
	"/reconcile/:id/book", "/imports/:id/preview", "/imports/maps/:id/forget", "/settings/reasons/:id/move", "/settings/reasons/:id/restore", "/settings/reasons/:id/retire", "/settings/company/logo/remove", "/settings/system/backup", "/products/:sku/bring-back",
	"/allocate/runs/:id/twin", "/allocate/runs/:id/undo"}

// byState are forms whose action is judged by what is there, whatever the state
// they were shown in: a question that nobody answered, a line that is short.
var byState = []string{"/allocate/runs/:id/twin", "/views/:id/copy", "/views/:id/start", "/lines/:id/ask", "/lines/:id/answer"}

// lived is furnished after a day's work: one line held, one asked about, one
// that could have more, a saved view, a second session.
func lived(t *testing.T) (*desk, *browser) {
	t.Helper()
	d := furnished(t)
	d.Add(
		dbtest.Product{SKU: "B"}, dbtest.Product{SKU: "C", Units: map[string]string{"box": "10"}}, dbtest.Stock{SKU: "C", Qty: "5"},
		dbtest.Order{Number: "SO-2", Customer: "C-1", Lines: []dbtest.Line{{SKU: "B", Qty: "3"}, {SKU: "B", Qty: "4"}, {SKU: "C", Qty: "5"}}},
		twoAnswers("SO-9"),
		dbtest.Customer{Code: "C-88", CreditHold: "unpaid"}, dbtest.Order{Number: "SO-8", Customer: "C-1", Lines: []dbtest.Line{{SKU: "B", Qty: "3"}}},
		dbtest.Do(func(d *dbtest.Desk) {
			if _, err := d.Store.EnterOrder(d.Context(), dbtest.Dana(), model.OrderEntry{Number: "BL-1", Customer: "C-1", Warehouse: "MAIN", Kind: model.Blanket,
				Lines: []model.EntryLine{{SKU: "A", Qty: dbtest.Qty("100")}}}); err != nil {
				d.Fatal(err)
			}
			if err := d.Store.HoldCredit(d.Context(), dbtest.Dana(), model.CreditOf{Ref: "SO-8", Order: true}, 0, "over the limit"); err != nil {
				d.Fatal(err)
			}
			special, _ := d.Line("SO-8", 1)
			if _, err := d.Store.CreatePurchaseOrder(d.Context(), dbtest.Dana(), model.PurchaseEntry{Supplier: "S-1", Why: "special",
				Lines: []model.PurchaseLine{{SKU: "B", Qty: dbtest.Qty("3"), Confidence: model.Stated, ForLine: special}}}); err != nil {
				d.Fatal(err)
			}
		}),
	)
	d.waitingStock("E")
	admin := d.as(model.RoleAdmin)
	d.as(model.RoleAdmin)
	d.as(model.RoleSales)
	act := func(path string, form url.Values) { admin.post(path, form).want(http.StatusSeeOther) }
	d.livedWithPartners(act)
	d.livedWithSuppliers(act)
	on := func(order string, no int, do string, form url.Values) {
		id, version := d.Line(order, no)
		form.Set("version", strconv.Itoa(version))
		act("/lines/"+strconv.FormatInt(id, 10)+"/"+do, form)
	}
	on("SO-2", 1, "hold", url.Values{"why": {"waits for the crane"}})
	d.Add(dbtest.Order{Number: "SO-7", Customer: "C-1", Lines: []dbtest.Line{{SKU: "B", Qty: "1"}}})
	act("/orders/SO-7/whole/hold", url.Values{"version": {"1"}, "whole_why": {"waits for the crane"}})
	d.Add(dbtest.Order{Number: "SO-4", Customer: "C-1", Lines: []dbtest.Line{{SKU: "A", Qty: "9"}}})
	d.Exec(`UPDATE sales_order SET rush = 'asked', rush_why = 'the crew stands still' WHERE number = 'SO-4'`)
	on("SO-2", 2, "pin", url.Values{"above": {"SO-2/1"}, "until": {dbtest.Today.AddDays(7).String()}, "why": {"their crane waits"}})
	on("SO-2", 2, "ask", url.Values{"kind": {"part_or_wait"}})
	on("SO-2", 3, "deallocate", url.Values{"why": {"for somebody else"}})
	act("/settings/reasons/31/retire", nil)
	if err := d.Store.SetLogo(t.Context(), dbtest.Dana(), smallLogo(t)); err != nil {
		t.Fatal(err)
	}
	act("/products/C/substitute", url.Values{"substitute": {"A"}, "kind": {"upgrade"}, "ratio": {"1"}})
	d.Add(dbtest.Product{SKU: "D"})
	d.Add(dbtest.Stock{SKU: "D", Qty: "9", Warehouse: "SHOP"})
	for _, number := range []string{"TR-2", "TR-3"} {
		act("/transfers/new", url.Values{"from": {"SHOP"}, "to": {"MAIN"}, "lines[0].sku": {"D"}, "lines[0].lot": {""}, "lines[0].qty": {"2"}})
		if number == "TR-2" {
			act("/transfers/TR-2/send", url.Values{"qty_1": {"2"}})
		}
	}
	act("/products/D/retire", url.Values{"why": {"no longer made"}})
	act("/views", url.Values{"name": {"Oak"}, "query": {"sku=A"}})
	d.Exec(`INSERT INTO app_user(email, name, role, password_hash, disabled_at, created_at) VALUES
		('gone@desk.test', 'Gone', 'sales', 'x', '2026-11-20T08:00:00.000Z', '2026-11-01T08:00:00.000Z'), ('new@desk.test', 'New', 'sales', '', NULL, '2026-11-20T08:00:00.000Z')`)
	d.Exec(`INSERT INTO second_factor(user_id, secret, begun_at, confirmed_at) SELECT id, x'00', created_at, created_at FROM app_user WHERE email = 'gone@desk.test'`)
	act("/account/code/begin", url.Values{})
	d.Exec(`INSERT INTO setup_step(step, at, actor) VALUES ('admin', '2026-11-20T08:00:00.000Z', 'admin@desk.test')`)
	d.Exec(`INSERT INTO api_key(name, prefix, key_hash, scope, made_at, made_by) VALUES ('web shop', 'AAAAAAAA', zeroblob(32), 'read', '2026-11-20T08:00:00.000Z', 'admin@desk.test')`)
	imported(act, admin)
	simulated(act, admin)
	return d, admin
}

// simulated leaves a draft that changes something, and a run that was applied.
func simulated(act func(string, url.Values), b *browser) {
	draft := url.Values{"rule": {"ranked"}, "scope": {"sku"}, "which": {"C"}}
	act("/allocate/new", draft)
	page := b.get("/allocate?state=draft").want(http.StatusOK).doc().Find("[data-run] a").First().AttrOr("href", "")
	act(page+"/apply", url.Values{"version": {"1"}})
	draft.Set("which", "E")
	act("/allocate/new", draft)
}

// waitingStock leaves stock of a product beside a line that lacks it: the line
// was released of its hold by nobody's run.
func (d *desk) waitingStock(sku string) {
	d.t.Helper()
	d.Add(dbtest.Product{SKU: sku}, dbtest.Stock{SKU: sku, Qty: "5"}, dbtest.Order{Number: "SO-5", Customer: "C-1", Lines: []dbtest.Line{{SKU: sku, Qty: "5"}}})
	id, version := d.Line("SO-5", 1)
	if err := d.Store.ReleaseAllocation(d.t.Context(), dbtest.Dana(), id, version, 0, "for somebody else"); err != nil {
		d.t.Fatal(err)
	}
}

// imported takes one file in, looks at its undo, and leaves another one waiting.
func imported(act func(string, url.Values), b *browser) {
	pasted := url.Values{"kind": {"customers"}, "source": {"ERP"}, "pasted": {"code,name\nC-80,Eighty\nC-90,\n"}}
	act("/imports/new", pasted)
	act("/imports/uploads/1/check", url.Values{"version": {"1"}, "col_code": {"c0"}, "source": {"ERP"}, "remember": {"on"}})
	done := b.post("/imports/uploads/1/import", url.Values{"version": {"2"}}).want(http.StatusSeeOther).to()
	act(done+"/preview", nil)
	pasted.Set("pasted", "code,name\nC-70,Seventy\n")
	act("/imports/new", pasted)
}

// TestEveryFormAnswersWrongInputClearly finds every form of the desk, sends it
// in every wrong way and asks for a clear answer that changed nothing and lost
// nothing that was typed.
func TestEveryFormAnswersWrongInputClearly(t *testing.T) {
	d, admin := lived(t)
	forms := d.forms(admin)
	d.eachRoute(func(method, pattern string) {
		if r := d.server.routes[method+" "+pattern]; method != http.MethodPost || r.may == model.Public {
			return
		}
		f, ok := forms[pattern]
		if !ok && slices.Contains(elsewhere, pattern) {
			return
		}
		if !ok {
			t.Errorf("no page that an admin reaches has a form for %s", pattern)
			return
		}
		before := d.everything()
		for _, way := range spoilt {
			bad := f
			bad.sent = clone(f.sent)
			if way.name == "empty" && slices.Contains(actsAtOnce, pattern) || way.name == "a stale version" && slices.Contains(byState, pattern) || !way.change(&bad, d, pattern) {
				continue
			}
			bad.sent.Set("rid", newRID())
			a := admin.post(bad.action, bad.sent)
			changed := d.changed(before)
			if nothing := len(changed) == 0 || len(changed) == 1 && changed[0] == "idempotency"; !nothing {
				t.Errorf("%s (from %s), %s: %d, and changed %v", pattern, f.page, way.name, a.status, changed)
			} else if a.status >= 500 || a.status != http.StatusOK && a.status != http.StatusSeeOther && !slices.Contains(way.want, a.status) {
				t.Errorf("%s (from %s), %s: %d, want one of %v: %.300s", pattern, f.page, way.name, a.status, way.want, a.text())
			}
			if (a.status == http.StatusUnprocessableEntity || a.status == http.StatusConflict) && way.name != "empty" {
				for _, name := range lost(a.doc(), bad) {
					t.Errorf("%s, %s: the form that came back has lost %s", pattern, way.name, name)
				}
			}
			if len(changed) > 0 {
				before = d.everything()
			}
		}
	})
}

// changed lists the tables that are not as they were.
func (d *desk) changed(before map[string]string) (tables []string) {
	for name, print := range d.everything() {
		if before[name] != print {
			tables = append(tables, name)
		}
	}
	return tables
}

func clone(v url.Values) url.Values {
	out := url.Values{}
	for k, all := range v {
		out[k] = slices.Clone(all)
	}
	return out
}

// lost lists what was typed and is not in the form that came back.
func lost(doc *goquery.Document, f foundForm) []string {
	var gone []string
	for _, name := range append(slices.Clone(f.text), f.strict...) {
		typed, kept := f.sent.Get(name), false
		doc.Find("main [name]").Each(func(_ int, x *goquery.Selection) {
			if x.AttrOr("name", "") != name {
				return
			}
			switch goquery.NodeName(x) {
			case "select":
				kept = true // one that is not on the list cannot be shown as chosen
			case "textarea":
				kept = kept || strings.TrimSpace(x.Text()) == strings.TrimSpace(typed)
			default:
				kept = kept || x.AttrOr("type", "") == "radio" || strings.TrimSpace(x.AttrOr("value", "")) == strings.TrimSpace(typed)
			}
		})
		if !kept {
			gone = append(gone, name)
		}
	}
	return gone
}
