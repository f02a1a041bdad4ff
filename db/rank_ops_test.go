package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"backfill/db/dbtest"
	"backfill/model"
)

// rankDesk has three lines that wait for one product, of one customer of each
// class; the order of entry is that of their numbers.
func rankDesk(t *testing.T) *dbtest.Desk {
	d := dbtest.New(t, dbtest.Customer{Code: "C1"}, dbtest.Customer{Code: "C2"}, dbtest.Customer{Code: "C3"}, dbtest.Product{SKU: "A"})
	d.Exec(`UPDATE customer SET class = substr('XYZ', id, 1)`)
	for i, customer := range []string{"C1", "C2", "C3"} {
		e := want("A", fmt.Sprint(10*(i+1)))
		e.Number, e.Customer = fmt.Sprintf("SO-%d", i+1), customer
		e.Lines[0].Price = new(model.Money)
		*e.Lines[0].Price = 1000
		_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), e)
		must(t, err)
		d.Sleep(time.Minute)
	}
	return d
}

const byRank = `SELECT order_number FROM board ORDER BY rank, line_id`

func TestChangeRankServesEveryLineByIt(t *testing.T) {
	d := rankDesk(t)
	rule := model.RankRule{Keys: []model.RankKey{model.RankPriority, model.RankLargeOrder}, Lifts: []model.Lift{{Kind: model.LiftClass, Of: "y", By: 1, Best: 1}}}
	change := model.RankChange{Rule: rule, Seen: 1, Why: "Large orders first, class Y before all"}
	was := d.Dump()
	p, err := d.Store.PreviewRank(t.Context(), change)
	must(t, err)
	if d.Dump() != was {
		t.Error("a preview changed the file")
	}
	if p.Forward != 2 || p.Back != 1 || len(p.Moves) != 3 || p.Moves[0].Order != "SO-1" || p.Moves[0].Up() != -2 || p.Moves[0].Customer != "Customer C1" ||
		!strings.Contains(p.Moves[1].Words+p.Moves[2].Words, "priority 2 (lifted from 3: customer class Y)") {
		t.Errorf("preview: %+v", p)
	}
	d.Want(byRank, "order_number\nSO-1\nSO-2\nSO-3")
	must(t, d.Store.ChangeRank(t.Context(), dbtest.Dana(), change))
	must(t, d.Store.PlanAnew(t.Context()))
	d.Want(byRank, "order_number\nSO-2\nSO-3\nSO-1")
	d.Want(`SELECT version, actor, why FROM rank_rule ORDER BY version`, `
		version  actor      why
		1        clock      As it was before the rule could be written
		2        dana@test  Large orders first, class Y before all`)
	d.Want(`SELECT action, entity, why FROM audit WHERE entity = 'rank'`, `
		action   entity  why
		changed  rank    Large orders first, class Y before all`)
	d.Want(`SELECT rank_version n, count(*) > 0 runs FROM allocation_run WHERE id = (SELECT max(id) FROM allocation_run) GROUP BY 1`, `
		n  runs
		2  1`)

	err = d.Store.ChangeRank(t.Context(), dbtest.Dana(), change)
	if _, conflict := errors.AsType[*model.Conflict](err); !conflict {
		t.Errorf("a stale version: %v", err)
	}
	change.Seen = 0
	was = d.Dump()
	must(t, d.Store.ChangeRank(t.Context(), dbtest.Dana(), change))
	if d.Dump() != was {
		t.Error("the same rule once more changed the file")
	}
	versions, err := d.Store.RankVersions(t.Context())
	must(t, err)
	if len(versions) != 2 || versions[0].Version != 2 || !versions[0].Rule.Has(model.RankLargeOrder) || versions[1].Rule.Uses(model.LiftClass) {
		t.Errorf("versions: %+v", versions)
	}
}

func TestRankRulesThatMakeNoSense(t *testing.T) {
	d := rankDesk(t)
	for name, c := range map[string]struct {
		rule  model.RankRule
		field string
	}{
		"no key":         {model.RankRule{}, "keys"},
		"a key twice":    {model.RankRule{Keys: []model.RankKey{model.RankOrdered, model.RankOrdered}}, "keys"},
		"none of them":   {model.RankRule{Keys: []model.RankKey{"colour"}}, "keys"},
		"both ways":      {model.RankRule{Keys: []model.RankKey{model.RankLargeOrder, model.RankSmallOrder}}, "keys"},
		"too many":       {model.RankRule{Keys: []model.RankKey{model.RankOrdered, model.RankLargeOrder, model.RankNeedBy, model.RankPromise, model.RankBroken, model.RankPriority, "x"}}, "keys"},
		"no lift":        {model.RankRule{Keys: []model.RankKey{model.RankOrdered}, Lifts: []model.Lift{{Kind: "moon", By: 1, Best: 1}}}, "lifts[0].kind"},
		"no class":       {model.RankRule{Keys: []model.RankKey{model.RankOrdered}, Lifts: []model.Lift{{Kind: model.LiftClass, Of: " , ", By: 1, Best: 1}}}, "lifts[0].of"},
		"no days":        {model.RankRule{Keys: []model.RankKey{model.RankOrdered}, Lifts: []model.Lift{{Kind: model.LiftWaiting, By: 1, Best: 1}}}, "lifts[0].from"},
		"five at a time": {model.RankRule{Keys: []model.RankKey{model.RankOrdered}, Lifts: []model.Lift{{Kind: model.LiftRush, By: 5, Best: 1}}}, "lifts[0].by"},
	} {
		err := d.Store.ChangeRank(t.Context(), dbtest.Dana(), model.RankChange{Rule: c.rule, Why: "to see"})
		p, is := errors.AsType[model.Problems](err)
		if !is || p[c.field] == "" {
			t.Errorf("%s: %v, want a problem at %s", name, err, c.field)
		}
	}
	d.Want(`SELECT count(*) n FROM rank_rule`, "n\n1")
}

// TestBrokenPromisesAndAYearsOrdersLift asks for what is only loaded where the
// rule looks at it.
func TestBrokenPromisesAndAYearsOrdersLift(t *testing.T) {
	d := rankDesk(t)
	id, version := d.Line("SO-3", 1)
	for i, days := range []int{5, 9, 7} {
		must(t, d.Store.SetPromise(t.Context(), dbtest.Dana(), id, version+i, dbtest.Today.AddDays(days), "agreed"))
	}
	rule := model.RankRule{Keys: []model.RankKey{model.RankPriority, model.RankOrdered}, Lifts: []model.Lift{
		{Kind: model.LiftBroken, From: 1, By: 2, Best: 1}, {Kind: model.LiftCustomer, From: 20_000, By: 1, Best: 1}}}
	must(t, d.Store.ChangeRank(t.Context(), dbtest.Dana(), model.RankChange{Rule: rule, Why: "we let them down"}))
	must(t, d.Store.PlanAnew(t.Context()))
	d.Want(`SELECT code, year_value FROM customer ORDER BY code`, `
		code  year_value
		C1    10000
		C2    20000
		C3    30000`)
	d.Want(byRank, "order_number\nSO-3\nSO-2\nSO-1")
	d.Sleep(400 * 24 * time.Hour)
	must(t, d.Store.NewDay(t.Context()))
	d.Want(`SELECT sum(year_value) n FROM customer`, "n\n0")
}

func TestPinsPutALineBeforeAnother(t *testing.T) {
	d := rankDesk(t)
	third, version := d.Line("SO-3", 1)
	pin := func(r model.PinRequest) error { return d.Store.PinLine(t.Context(), dbtest.Dana(), r) }
	for name, c := range map[string]struct {
		r     model.PinRequest
		field string
	}{
		"no line":       {model.PinRequest{Until: dbtest.Today, Why: "x"}, "above"},
		"no such line":  {model.PinRequest{Above: "SO-9/1", Until: dbtest.Today, Why: "x"}, "above"},
		"itself":        {model.PinRequest{Above: "SO-3/1", Until: dbtest.Today, Why: "x"}, "above"},
		"yesterday":     {model.PinRequest{Above: "SO-1/1", Until: dbtest.Today.AddDays(-1), Why: "x"}, "until"},
		"for ever":      {model.PinRequest{Above: "SO-1/1", Until: dbtest.Today.AddDays(91), Why: "x"}, "until"},
		"for no reason": {model.PinRequest{Above: "SO-1/1", Until: dbtest.Today, Why: " "}, "why"},
	} {
		c.r.LineID = third
		if p, is := errors.AsType[model.Problems](pin(c.r)); !is || p[c.field] == "" {
			t.Errorf("%s: want a problem at %s, got %v", name, c.field, p)
		}
	}
	must(t, pin(model.PinRequest{LineID: third, Version: version, Above: "SO-1/1", Until: dbtest.Today.AddDays(2), Why: "their crane waits"}))
	d.Want(byRank, "order_number\nSO-3\nSO-1\nSO-2")
	first, _ := d.Line("SO-1", 1)
	if p, is := errors.AsType[model.Problems](pin(model.PinRequest{LineID: first, Above: "SO-3/1", Until: dbtest.Today, Why: "no, ours"})); !is || !strings.Contains(p["above"], "itself pinned") {
		t.Errorf("a circle: %v", p)
	}
	if err := pin(model.PinRequest{LineID: third, Version: version, Above: "SO-2/1", Until: dbtest.Today, Why: "x"}); err == nil {
		t.Error("a stale version was taken")
	}
	// Stock that comes goes to the pinned line first.
	must(t, d.Store.AdjustStock(t.Context(), dbtest.Dana(), model.Adjustment{SKU: "A", Warehouse: "MAIN", By: dbtest.Qty("12"), Why: "found"}))
	allocated := `SELECT o.number, l.allocated / 1000 n FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY o.number`
	d.Want(allocated, `
		number  n
		SO-1    0
		SO-2    0
		SO-3    12`)
	p, err := d.Store.PinOf(t.Context(), third)
	must(t, err)
	if p.Above != "SO-1/1" || p.Line != "SO-3/1" || p.Why != "their crane waits" {
		t.Errorf("%+v", p)
	}
	// Once its last day is over it is as if there were none.
	d.Sleep(72 * time.Hour)
	must(t, d.Store.NewDay(t.Context()))
	d.Want(byRank, "order_number\nSO-1\nSO-2\nSO-3")
	pins, err := d.Store.Pins(t.Context())
	if err != nil || len(pins) != 0 {
		t.Errorf("%v %v", pins, err)
	}
	must(t, pin(model.PinRequest{LineID: third, Above: "SO-2/1", Until: model.DateOf(d.Now()).AddDays(5), Why: "again"}))
	d.Want(byRank, "order_number\nSO-1\nSO-3\nSO-2")
	must(t, d.Store.UnpinLine(t.Context(), dbtest.Dana(), third, 0))
	d.Want(byRank, "order_number\nSO-1\nSO-2\nSO-3")
	if err := d.Store.UnpinLine(t.Context(), dbtest.Dana(), third, 0); err == nil {
		t.Error("unpinned twice")
	}
}

func TestARushGoesFirstOnceItMay(t *testing.T) {
	d := rankDesk(t)
	must(t, d.Store.ChangeSetting(t.Context(), dbtest.Dana(), "rush_limit", "250")) // SO-3 is worth 300, SO-2 200
	sales := dbtest.Dana()
	sales.Role = model.RoleSales
	if _, err := d.Store.RushOrder(t.Context(), sales, "SO-2", 0, ""); err == nil {
		t.Error("rushed for no reason")
	}
	state, err := d.Store.RushOrder(t.Context(), sales, "SO-2", 0, "the crew stands")
	if err != nil || state != model.RushApproved {
		t.Errorf("%s, %v", state, err)
	}
	d.Want(byRank, "order_number\nSO-2\nSO-1\nSO-3")
	if state, err = d.Store.RushOrder(t.Context(), sales, "SO-3", 0, "the crew stands"); err != nil || state != model.RushAsked {
		t.Errorf("%s, %v", state, err)
	}
	d.Want(byRank, "order_number\nSO-2\nSO-1\nSO-3")
	if err := d.Store.DecideRush(t.Context(), dbtest.Dana(), "SO-3", 0, false, ""); err == nil {
		t.Error("refused for no reason")
	}
	must(t, d.Store.DecideRush(t.Context(), dbtest.Dana(), "SO-3", 0, false, "no budget"))
	if err := d.Store.DecideRush(t.Context(), dbtest.Dana(), "SO-3", 0, true, ""); err == nil {
		t.Error("approved what was refused")
	}
	_, err = d.Store.RushOrder(t.Context(), sales, "SO-3", 0, "the boss called")
	must(t, err)
	must(t, d.Store.DecideRush(t.Context(), dbtest.Dana(), "SO-3", 0, true, ""))
	must(t, d.Store.EndRush(t.Context(), dbtest.Dana(), "SO-2", 0))
	d.Want(byRank, "order_number\nSO-3\nSO-1\nSO-2")
	d.Want(`SELECT action, ref, coalesce(nullif(why, ''), '-') why FROM audit WHERE action LIKE 'rush%'`, `
		action         ref   why
		rush_approved  SO-2  the crew stands
		rush_asked     SO-3  the crew stands
		rush_refused   SO-3  no budget
		rush_asked     SO-3  the boss called
		rush_approved  SO-3  -
		rush_ended     SO-2  -`)
}
