package model

import "testing"

func TestASavedViewKnowsWhetherTheBoardChanged(t *testing.T) {
	kept, err := SavableQuery("size=50&view=mine&late=yes&peek=4&after=W10&at=50&saved=3&events=people")
	if err != nil || kept != "late=yes&view=mine" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	v := SavedView{ID: 9, Query: kept}
	q := v.Board()
	if q.Encode() != "late=yes&saved=9&view=mine" {
		t.Errorf("opened as %s", q.Encode())
	}
	for name, c := range map[string]struct {
		q    BoardQuery
		want bool
	}{
		"as it was saved":    {q, false},
		"a line is open":     {q.Opened(7), false},
		"one filter more":    {q.With(Filter{Key: "tier", Value: "A"}), true},
		"one filter less":    {q.Without(Filter{Key: "late", Value: "yes"}), true},
		"sorted another way": {q.SortedBy(ColPromise), true},
	} {
		if got := v.Changed(c.q); got != c.want {
			t.Errorf("%s: changed %v", name, got)
		}
		if c.q.Saved != 9 {
			t.Errorf("%s: it forgot which view it is", name)
		}
	}
	if q.WithView(ViewRisk).Saved != 0 {
		t.Error("one of the board's own views takes itself for the saved one")
	}
}

func TestWhoMayChangeASavedView(t *testing.T) {
	owner, other, tends := User{ID: 1, Role: RoleSales}, User{ID: 2, Role: RoleSales}, User{ID: 3, Role: RoleManager}
	private, shared := SavedView{OwnerID: 1}, SavedView{OwnerID: 1, Shared: true}
	for _, c := range []struct {
		v    SavedView
		u    User
		want bool
	}{{private, owner, true}, {private, tends, false}, {shared, owner, true}, {shared, other, false}, {shared, tends, true}} {
		if got := c.v.ChangeableBy(c.u); got != c.want {
			t.Errorf("shared %v by person %d: %v", c.v.Shared, c.u.ID, got)
		}
	}
}

func TestCopiesOfAViewFitAndDiffer(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		want string
	}{{"Late", 1, "Late copy"}, {"Late", 2, "Late copy 2"}, {"Ääääääääääääääääääääääääääääääääääääääää", 12, "Ääääääääääääääääääääääääääääääää copy 12"}} {
		got := ViewEdit{Name: c.name}.Copy(c.n)
		if got != c.want {
			t.Errorf("copy %d of %s: %q, want %q", c.n, c.name, got, c.want)
		}
		if err := (&ViewEdit{Name: got}).Check(); err != nil {
			t.Errorf("%q cannot be kept: %v", got, err)
		}
	}
}
