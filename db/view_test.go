package db_test

import (
	"errors"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// someone adds somebody who may log in and gives them as an actor.
func someone(d *dbtest.Desk, email string, role model.Role) model.Actor {
	d.Helper()
	d.Exec(`INSERT INTO app_user(email, name, role, password_hash, created_at) VALUES (?, ?, ?, 'x', ?)`, email, strings.ToUpper(email[:1])+email[1:3], role, model.At(dbtest.Now))
	id := d.ID(`SELECT id FROM app_user WHERE email = ?`, email)
	return model.Actor{Name: email, UserID: id, Role: role, Origin: "127.0.0.1", RequestID: "test"}
}

// viewNames lists the views somebody sees, in their order.
func viewNames(t *testing.T, d *dbtest.Desk, a model.Actor) string {
	t.Helper()
	views, err := d.Store.SavedViews(t.Context(), a.UserID, model.BoardList)
	must(t, err)
	var names []string
	for _, v := range views {
		name := v.Name
		if v.Start {
			name += "*"
		}
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

func saved(t *testing.T, d *dbtest.Desk, a model.Actor, name, query string, shared bool) int64 {
	t.Helper()
	id, err := d.Store.SaveView(t.Context(), a, model.BoardList, query, model.ViewEdit{Name: name, Shared: shared})
	must(t, err)
	return id
}

func TestSavedViewsArePrivateUntilShared(t *testing.T) {
	d := dbtest.New(t)
	priya, tom := someone(d, "priya@x.test", model.RoleSales), someone(d, "tom@x.test", model.RoleWarehouse)
	late := saved(t, d, priya, "  Late   and mine ", "peek=7&after=W10&late=yes&size=50&view=mine&saved=9", false)
	saved(t, d, priya, "Knauf", "supplier=Knauf", true)
	saved(t, d, tom, "Knauf", "supplier=Knauf&warehouse=MAIN", false)
	if got := viewNames(t, d, priya); got != "Late and mine,Knauf" {
		t.Errorf("Priya sees %s", got)
	}
	if got := viewNames(t, d, tom); got != "Knauf,Knauf" {
		t.Errorf("Tom sees %s", got)
	}
	d.Want(`SELECT name, query, shared, place FROM saved_view ORDER BY id`, `
		name           query                            shared  place
		Late and mine  late=yes&view=mine               0       1
		Knauf          supplier=Knauf                   1       2
		Knauf          supplier=Knauf&warehouse=MAIN    0       1`)
	d.Want(`SELECT actor, action, ref FROM audit WHERE entity = 'view' ORDER BY id`, `
		actor         action  ref
		priya@x.test  saved   Late and mine
		priya@x.test  saved   Knauf
		tom@x.test    saved   Knauf`)
	// What Tom does not see does not exist for him; what he sees he may not change.
	if err := d.Store.DeleteView(t.Context(), tom, late, 1); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("another's private view: %v", err)
	}
	if err := d.Store.StartWith(t.Context(), tom, late, true); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("start with another's private view: %v", err)
	}
	if err := d.Store.EditView(t.Context(), tom, late+1, 1, model.ViewEdit{Name: "Mine now", Shared: true}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("another's shared view: %v", err)
	}
	if _, err := d.Store.SaveView(t.Context(), tom, model.BoardList, "", model.ViewEdit{Name: "For all", Shared: true}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("sharing without the permission: %v", err)
	}
	if err := d.Store.EditView(t.Context(), tom, late+2, 1, model.ViewEdit{Name: "Knauf", Shared: true}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("sharing later without the permission: %v", err)
	}
}

func TestSavedViewsRefuseWhatTheyCannotKeep(t *testing.T) {
	d := dbtest.New(t)
	priya := someone(d, "priya@x.test", model.RoleSales)
	id := saved(t, d, priya, "Late", "late=yes", false)
	second := saved(t, d, priya, "Later", "late=yes", false)
	for _, c := range []struct{ name, query, field string }{
		{"", "late=yes", "name"}, {strings.Repeat("x", 41), "late=yes", "name"}, {"a\nb\x00", "late=yes", "name"}, {"LATE", "late=yes", "name"},
		{"New", "colour=red", "query"}, {"New", "sort=colour", "query"}, {"New", "%zz", "query"},
	} {
		_, err := d.Store.SaveView(t.Context(), priya, model.BoardList, c.query, model.ViewEdit{Name: c.name})
		problem(t, err, c.field)
	}
	problem(t, d.Store.EditView(t.Context(), priya, second, 1, model.ViewEdit{Name: "late"}), "name")
	must(t, d.Store.EditView(t.Context(), priya, id, 1, model.ViewEdit{Name: "LATE"}))
	conflict(t, d.Store.ResaveView(t.Context(), priya, id, 1, "view=risk"), "changed meanwhile by Pri")
	must(t, d.Store.ResaveView(t.Context(), priya, id, 2, "view=risk"))
	for i := range model.MaxViews - 2 {
		saved(t, d, priya, "View "+string(rune(0x100+i)), "", false)
	}
	_, err := d.Store.SaveView(t.Context(), priya, model.BoardList, "", model.ViewEdit{Name: "One too many"})
	problem(t, err, "name")
	d.Want(`SELECT name, query, version FROM saved_view WHERE id < 3`, `
		name   query      version
		LATE   view=risk  3
		Later  late=yes   1`)
}

func TestSavedViewsAreCopiedMovedAndDeleted(t *testing.T) {
	d := dbtest.New(t)
	priya, dana := someone(d, "priya@x.test", model.RoleSales), someone(d, "dana@x.test", model.RoleManager)
	tom := someone(d, "tom@x.test", model.RoleWarehouse)
	a, b, c := saved(t, d, priya, "A", "late=yes", true), saved(t, d, priya, "B", "", false), saved(t, d, priya, "C", "", false)
	must(t, d.Store.MoveView(t.Context(), priya, c, 1, true))
	must(t, d.Store.MoveView(t.Context(), priya, c, 1, true))
	must(t, d.Store.MoveView(t.Context(), priya, c, 1, true)) // it is first already
	must(t, d.Store.MoveView(t.Context(), priya, b, 1, false))
	if got := viewNames(t, d, priya); got != "C,A,B" {
		t.Errorf("moved: %s", got)
	}
	for range 2 {
		_, err := d.Store.DuplicateView(t.Context(), tom, a)
		must(t, err)
	}
	if got := viewNames(t, d, tom); got != "A copy,A copy 2,A" {
		t.Errorf("copied: %s", got)
	}
	for _, who := range []model.Actor{priya, tom} {
		must(t, d.Store.StartWith(t.Context(), who, a, true))
	}
	if v, ok, err := d.Store.StartView(t.Context(), tom.UserID); err != nil || !ok || v.Name != "A" || v.Board().Encode() != "late=yes&saved=1" {
		t.Errorf("Tom starts with %+v, %v, %v", v, ok, err)
	}
	// Taken back from everybody, nobody else starts with it.
	must(t, d.Store.EditView(t.Context(), dana, a, 1, model.ViewEdit{Name: "A"}))
	if _, ok, err := d.Store.StartView(t.Context(), tom.UserID); ok || err != nil {
		t.Errorf("Tom still starts with a view he cannot see: %v", err)
	}
	must(t, d.Store.DeleteView(t.Context(), priya, a, 2))
	must(t, d.Store.StartWith(t.Context(), priya, c, true))
	must(t, d.Store.StartWith(t.Context(), priya, b, true))
	if got := viewNames(t, d, priya); got != "C,B*" {
		t.Errorf("after all: %s", got)
	}
	must(t, d.Store.StartWith(t.Context(), priya, b, false))
	d.Want(`SELECT action, count(*) AS n FROM audit WHERE entity = 'view' GROUP BY action ORDER BY action`, `
		action     n
		changed    1
		deleted    1
		moved      4
		saved      5
		start_set  5`)
}

// A count beside a tab is exact where that is cheap and says so where it is not.
func TestATallyIsWhatTheBoardCounts(t *testing.T) {
	d := dbtest.New(t, yard)
	d.Add(order("SO-1", "OAK", "5", ""), order("SO-2", "ASH", "5", ""))
	for query, want := range map[string]int{"": 2, "sku=OAK": 1, "view=ready": 0, "q=SO-2&sku=ASH": 1, "late=yes": 0} {
		n, err := d.Store.BoardTally(t.Context(), model.SavedView{Query: query}.Board(), 0)
		if err != nil || n.N != want || n.AtLeast {
			t.Errorf("%s: %+v, %v; want %d", query, n, err, want)
		}
	}
}
