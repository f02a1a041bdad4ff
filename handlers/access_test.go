package handlers

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

var update = flag.Bool("update", false, "write PERMISSIONS.md anew; read the difference before you keep it")

// furnished is a desk with one of everything, so that every page has something
// to show.
func furnished(t testing.TB, change ...func(*Config)) *desk {
	t.Helper()
	d := newDesk(t, change...)
	d.Add(
		dbtest.Supplier{Code: "S-1"},
		dbtest.Product{SKU: "A", Supplier: "S-1"},
		dbtest.Customer{Code: "C-1", Sites: []string{"YARD"}, Contacts: []string{"Ida"}},
		dbtest.Stock{SKU: "A", Qty: "7"},
		dbtest.PO{Number: "PO-1", Supplier: "S-1", SKU: "A", Qty: "20", ETA: dbtest.Today.AddDays(7)},
		dbtest.Order{Number: "SO-1", Customer: "C-1", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}}},
		waitingCount("A", 4),
		dbtest.Warehouse{Code: "SHOP"},
		dbtest.Product{SKU: "SENT"},
		dbtest.Stock{SKU: "SENT", Qty: "9", Warehouse: "SHOP"},
		dbtest.Do(func(d *dbtest.Desk) {
			d.Exec(`INSERT INTO bin(warehouse_id, bin) VALUES (10, 'A-1')`)
			draft := model.TransferEntry{From: "SHOP", To: "MAIN", Lines: []model.TransferEntryLine{{SKU: "SENT", Qty: model.Units(1)}}}
			if _, err := d.Store.CreateTransfer(context.Background(), dbtest.Dana(), draft); err != nil {
				t.Fatal(err)
			}
		}),
	)
	return d
}

// address fills a route's pattern with things that furnished has.
func address(pattern string) string {
	var parts []string
	for p := range strings.SplitSeq(pattern, "/") {
		switch {
		case p == "*":
			p = "app.css"
		case strings.HasPrefix(p, ":"):
			p = example(p, pattern)
		}
		parts = append(parts, p)
	}
	return strings.Join(parts, "/")
}

func example(param, pattern string) string {
	switch {
	case param == ":sku":
		return "A"
	case param == ":entity":
		return "order"
	case param == ":file":
		return "orders.csv"
	case param == ":site":
		return "YARD"
	case strings.HasPrefix(pattern, "/orders/"):
		return "SO-1"
	case strings.HasPrefix(pattern, "/receiving/"), strings.HasPrefix(pattern, "/pos/"):
		return "PO-1"
	case param == ":code" && strings.HasPrefix(pattern, "/customers/"):
		return "C-1"
	case strings.HasPrefix(pattern, "/help/"):
		return "glossary"
	case strings.HasPrefix(pattern, "/transfers/"):
		return "TR-1"
	case strings.HasPrefix(pattern, "/warehouses/"):
		return "MAIN"
	case strings.HasPrefix(pattern, "/suppliers/"):
		return "S-1"
	}
	return "1"
}

// eachRoute calls f for every method and pattern the server knows, in order.
func (d *desk) eachRoute(f func(method, pattern string)) {
	var all []string
	for _, r := range d.server.echo.Routes() {
		all = append(all, r.Path+" "+r.Method)
	}
	sort.Strings(all)
	for _, r := range slices.Compact(all) {
		path, method, _ := strings.Cut(r, " ")
		f(method, path)
	}
}

// verdict says in a word what an answer means for who asked.
func verdict(a *answer) string {
	switch {
	case a.status == http.StatusForbidden:
		return "no"
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.to(), "/login") && a.header.Get("Clear-Site-Data") == "":
		return "log in"
	case a.status == http.StatusNotFound:
		return "hidden"
	case a.status >= 500:
		return fmt.Sprintf("broken (%d)", a.status)
	}
	return "yes"
}

// TestPermissions asks every address as everybody and compares with the table
// people read. An address that is not in the table fails.
func TestPermissions(t *testing.T) {
	d := furnished(t, func(c *Config) { c.Dev = true })
	who := map[string]*browser{}
	for _, r := range model.Roles() {
		who[string(r)] = d.as(r)
	}
	columns := []string{"nobody"}
	for _, r := range model.Roles() {
		columns = append(columns, string(r))
	}
	var table strings.Builder
	table.WriteString("# Who may do what\n\nAsked of a running desk, address by address, by a test that fails when this table is not true.\n" +
		"`log in`: sent to the log-in first. `no`: refused, and told which role may. `hidden`: nothing is\nthere for somebody without more than a role, such as a token or a thing of that number.\n\n")
	fmt.Fprintf(&table, "| address | %s |\n|---|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	d.eachRoute(func(method, pattern string) {
		if method == http.MethodHead {
			return
		}
		cells := make([]string, 0, len(columns))
		for _, name := range columns {
			b := who[name]
			if b == nil || pattern == "/logout" {
				b = d.anonymous()
			}
			a := d.ask(b, method, pattern)
			if verdict(a) == "broken (500)" {
				t.Errorf("%s %s as %s: %d %s\n%s", method, pattern, name, a.status, a.text(), d.log)
			}
			cells = append(cells, verdict(a))
		}
		fmt.Fprintf(&table, "| %s %s | %s |\n", method, pattern, strings.Join(cells, " | "))
	})
	const file = "PERMISSIONS.md"
	if *update {
		if err := os.WriteFile(file, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range differences(string(want), table.String()) {
		t.Error(line)
	}
}

func (d *desk) ask(b *browser, method, pattern string) *answer {
	d.t.Helper()
	if method == http.MethodPost {
		return b.post(address(pattern), nil)
	}
	return b.send(method, address(pattern), nil)
}

// differences lists the lines that only one of the texts has.
func differences(want, got string) []string {
	var out []string
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range g {
		if !slices.Contains(w, line) {
			out = append(out, "not in the table: "+line)
		}
	}
	for _, line := range w {
		if !slices.Contains(g, line) {
			out = append(out, "only in the table: "+line)
		}
	}
	return out
}

// TestEndedSessionsGetNowhere asks every address with sessions that are over.
func TestEndedSessionsGetNowhere(t *testing.T) {
	for why, end := range map[string]func(*desk){
		"disabled": func(d *desk) {
			if err := d.Store.DisableUser(t.Context(), model.CLIActor(), "admin@desk.test"); err != nil {
				t.Fatal(err)
			}
		},
		"role changed": func(d *desk) {
			if err := d.Store.SetRole(t.Context(), model.CLIActor(), "admin@desk.test", model.RoleManager); err != nil {
				t.Fatal(err)
			}
		},
		"idle":      func(d *desk) { d.Sleep(31 * time.Minute) },
		"ten hours": func(d *desk) { d.Sleep(10*time.Hour + time.Second) },
	} {
		d := furnished(t)
		b := d.as(model.RoleAdmin)
		end(d)
		d.eachRoute(func(method, pattern string) {
			if d.server.routes[method+" "+pattern].may == model.Public {
				return
			}
			if a := d.ask(b, method, pattern); verdict(a) != "log in" {
				t.Errorf("%s: %s %s: %d, want the log-in", why, method, pattern, a.status)
			}
		})
	}
}

// TestOtherSitesCannotAct sends every action as another site's page would make
// a browser send it.
func TestOtherSitesCannotAct(t *testing.T) {
	d := furnished(t)
	admin := d.as(model.RoleAdmin)
	before := d.everything()
	for _, b := range []*browser{admin, d.anonymous()} {
		for _, sent := range [][]string{
			{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"},
			{"Origin: https://evil.example"}, {"Origin: null"}, {"Origin: http://127.0.0.1:1"},
			{"Sec-Fetch-Site: cross-site", "Origin: " + d.url},
		} {
			d.eachRoute(func(method, pattern string) {
				if method != http.MethodPost {
					return
				}
				if a := b.post(address(pattern), nil, sent...); a.status != http.StatusForbidden {
					t.Errorf("%s %s with %v: %d, want 403", method, pattern, sent, a.status)
				}
			})
		}
	}
	d.same(before)
	admin.post("/preferences", nil, "Sec-Fetch-Site: same-origin", "Origin: "+d.url).want(http.StatusSeeOther)
}

// TestLookingChangesNothing asks every page as a page and as a part, and for its
// head, by everybody; nothing in the file may be different afterwards.
func TestLookingChangesNothing(t *testing.T) {
	d := furnished(t, func(c *Config) { c.Dev = true })
	for _, r := range []model.Role{model.RoleAdmin, model.RoleSales} {
		b := d.as(r)
		before := d.everything()
		d.eachRoute(func(method, pattern string) {
			if method == http.MethodPost {
				return
			}
			for _, options := range [][]string{nil, {"part"}} {
				if a := b.send(method, address(pattern)+"?q=x&page=2&sort=-rank", nil, options...); a.status >= 500 {
					t.Errorf("%s %s: %d", method, pattern, a.status)
				}
			}
		})
		d.same(before)
	}
}

// everything is a fingerprint of each table, but of those that say who was here.
func (d *desk) everything() map[string]string {
	d.t.Helper()
	var tables []string
	if err := d.Raw.Select(&tables, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
		AND name NOT LIKE 'sqlite_%' AND name NOT IN ('session', 'login_attempt') ORDER BY name`); err != nil {
		d.t.Fatal(err)
	}
	prints := map[string]string{}
	for _, name := range tables {
		rows, err := d.Raw.Queryx(`SELECT * FROM "` + name + `"`)
		if err != nil {
			d.t.Fatal(err)
		}
		h := sha256.New()
		for rows.Next() {
			row, err := rows.SliceScan()
			if err != nil {
				d.t.Fatal(err)
			}
			fmt.Fprintf(h, "%q\n", row)
		}
		if err := rows.Err(); err != nil {
			d.t.Fatal(err)
		}
		rows.Close()
		prints[name] = fmt.Sprintf("%x", h.Sum(nil))
	}
	return prints
}

// same fails the test for each table that changed since before, the trace of
// log-ins apart.
func (d *desk) same(before map[string]string) {
	d.t.Helper()
	after := d.everything()
	if len(after) < 20 {
		d.t.Fatalf("only %d tables looked at", len(after))
	}
	for name, was := range before {
		if after[name] != was {
			d.t.Errorf("table %s changed", name)
		}
	}
}

// TestOtherMethodsAreRefused tries what no address declares.
func TestOtherMethodsAreRefused(t *testing.T) {
	d := furnished(t)
	b := d.as(model.RoleAdmin)
	declared := map[string][]string{}
	d.eachRoute(func(method, pattern string) { declared[pattern] = append(declared[pattern], method) })
	for pattern, methods := range declared {
		for _, m := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "MADEUP"} {
			if slices.Contains(methods, m) {
				continue
			}
			a := b.send(m, address(pattern), url.Values{})
			if a.status != http.StatusMethodNotAllowed && !(m == "MADEUP" && a.status == http.StatusNotFound) {
				t.Errorf("%s %s: %d, want 405", m, pattern, a.status)
			}
		}
	}
}

func TestARouteWithoutAPermissionStopsTheStart(t *testing.T) {
	for why, add := range map[string]func(*Server){
		"past the declaration": func(s *Server) { s.echo.GET("/hole", s.live) },
		"with none":            func(s *Server) { s.get("/hole", "", s.live) },
		"with one no role has": func(s *Server) { s.get("/hole", "fly", s.live) },
	} {
		d := newDesk(t)
		add(d.server)
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "/hole") {
					t.Errorf("%s: %v, want a panic that names the route", why, v)
				}
			}()
			d.server.checkRoutes()
		}()
	}
}

func TestWhoMayNotIsToldWhoMay(t *testing.T) {
	d := newDesk(t)
	d.server.get("/secret", model.ReleaseCredit, d.server.live)
	text := d.as(model.RoleSales).get("/secret").want(http.StatusForbidden).text()
	if !strings.Contains(text, "manager") || !strings.Contains(text, "admin") {
		t.Errorf("%s", text)
	}
	d.as(model.RoleManager).get("/secret").want(http.StatusOK)
}
