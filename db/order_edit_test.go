package db_test

import (
	"errors"
	"strings"
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

// twoOrders are one order that has all there is, and one that waits behind it.
func twoOrders(t *testing.T) *dbtest.Desk {
	t.Helper()
	return dbtest.New(t, dbtest.Product{SKU: "A", Price: 250, Units: map[string]string{"box": "4"}}, dbtest.Product{SKU: "B", Price: 100, Backorder: "deny"},
		dbtest.Customer{Code: "C", Sites: []string{"YARD"}}, dbtest.Stock{SKU: "A", Qty: "10"}, dbtest.Stock{SKU: "B", Qty: "5"},
		dbtest.Order{Number: "SO-1", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "10"}, {SKU: "B", Qty: "2"}}},
		dbtest.Order{Number: "SO-2", Customer: "C", Lines: []dbtest.Line{{SKU: "A", Qty: "3"}}})
}

// asIs is an order's edit that changes nothing, and the version it was seen in.
func asIs(t *testing.T, d *dbtest.Desk, number string) (model.OrderEdit, int) {
	t.Helper()
	o, err := d.Store.OrderToEdit(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	e := model.OrderEdit{OrderHead: o.OrderHead}
	for _, l := range o.Lines {
		e.Lines = append(e.Lines, model.LineEdit{LineNo: l.LineNo, Version: l.Version, Qty: l.UnitQty, Price: l.Price})
	}
	return e, o.Version
}

func TestEditingNothingChangesNothing(t *testing.T) {
	d := twoOrders(t)
	e, version := asIs(t, d, "SO-1")
	before := d.Fingerprint()
	if err := d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e); err != nil {
		t.Fatal(err)
	}
	if d.Fingerprint() != before {
		t.Error("saving an order as it is changed the file")
	}
}

func TestALineReducedServesWhoWaits(t *testing.T) {
	d := twoOrders(t)
	e, version := asIs(t, d, "SO-1")
	e.Lines[0].Qty = dbtest.Qty("8")
	if p, ok := errors.AsType[model.Problems](d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e)); !ok || p["why"] == "" {
		t.Errorf("fewer without a reason was answered %v", p)
	}
	e.Why = "two windows less"
	a := dbtest.Keyed()
	for range 2 { // the second submit gets the first answer
		if err := d.Store.EditOrder(t.Context(), a, "SO-1", version, e); err != nil {
			t.Fatal(err)
		}
	}
	d.Want(`SELECT o.number, l.line_no, l.unit_qty/1000 AS wanted, l.ordered/1000 AS ordered, l.allocated/1000 AS has, l.short/1000 AS short, l.cancelled
		FROM order_line l JOIN sales_order o ON o.id = l.order_id ORDER BY 1, 2`, `
		number  line_no  wanted  ordered  has  short  cancelled
		SO-1    1        8       8        8    0      0
		SO-1    2        2       2        2    0      0
		SO-2    1        3       3        2    1      0`)
	d.Want(`SELECT action, ref, before, after, why FROM audit WHERE action = 'changed'`, `
		action   ref     before            after            why
		changed  SO-1/1  {"ordered":"10"}  {"ordered":"8"}  two windows less`)
}

func TestAnOrderIsChangedAsAWhole(t *testing.T) {
	d := twoOrders(t)
	e, version := asIs(t, d, "SO-1")
	e.Site, e.CustomerPO, e.Project, e.NeedBy, e.Essential, e.Priority = "YARD", "P 9", "Tower", dbtest.Today+5, true, 1
	e.ShipMode, e.MaxShipments, e.Method, e.Requested = model.MaxShipments, 2, model.WillCall, dbtest.Today+5
	e.Lines[1].Price = 90
	e.Added = []model.EntryLine{{SKU: "A", Unit: "box", Qty: dbtest.Qty("2")}}
	if err := d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT s.site, o.customer_po, o.project, o.need_by, o.essential, o.priority, o.ship_mode, o.max_shipments, o.method, o.requested_date, o.version
		FROM sales_order o JOIN site s ON s.id = o.site_id WHERE o.number = 'SO-1'`, `
		site  customer_po  project  need_by     essential  priority  ship_mode      max_shipments  method     requested_date  version
		YARD  P 9          Tower    2026-11-29  1          1         max_shipments  2              will_call  2026-11-29      2`)
	d.Want(`SELECT l.line_no, l.unit, l.unit_qty/1000 AS wanted, l.ordered/1000 AS ordered, l.price, l.policy FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number = 'SO-1' ORDER BY 1`, `
		line_no  unit  wanted  ordered  price  policy
		1        pc    10      10       250    must_ship_by
		2        pc    2       2        90     must_ship_by
		3        box   2       8        250    must_ship_by`)
	d.Want(`SELECT action, entity, ref FROM audit WHERE action IN ('changed', 'added') ORDER BY id`, `
		action   entity  ref
		changed  order   SO-1
		changed  line    SO-1/2
		added    line    SO-1/3`)
	e, version = asIs(t, d, "SO-1")
	e.Requested, e.Essential = dbtest.Today+9, false
	if p, ok := errors.AsType[model.Problems](d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e)); !ok || p["requested"] == "" {
		t.Errorf("another requested date was answered %v", p)
	}
	e.Requested = dbtest.Today + 5
	if err := d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e); err != nil {
		t.Fatal(err)
	}
	d.Want(`SELECT DISTINCT l.policy FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.number = 'SO-1'`, `
		policy
		normal`)
}

func TestEditingSomethingThatChangedIsAConflict(t *testing.T) {
	d := twoOrders(t)
	e, version := asIs(t, d, "SO-1")
	id := d.ID(`SELECT id FROM sales_order WHERE number = 'SO-1'`)
	if err := d.Store.SetPriority(t.Context(), dbtest.Dana(), id, version, 1, "rush"); err != nil {
		t.Fatal(err)
	}
	e.Project = "Tower"
	before := d.Fingerprint()
	conflict, ok := errors.AsType[*model.Conflict](d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e))
	if !ok || !strings.Contains(conflict.What, "dana@test") || !strings.Contains(conflict.What, "priority set") {
		t.Errorf("a stale head was answered %v", conflict)
	}
	e, version = asIs(t, d, "SO-1")
	line, at := d.Line("SO-1", 1)
	if err := d.Store.HoldLine(t.Context(), dbtest.Dana(), line, at, "rain"); err != nil {
		t.Fatal(err)
	}
	e.Lines[0].Qty = dbtest.Qty("11")
	if conflict, ok = errors.AsType[*model.Conflict](d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e)); !ok || !strings.Contains(conflict.What, "SO-1/1") {
		t.Errorf("a stale line was answered %v", conflict)
	}
	e.Lines[0].Qty, e.Lines[1].Price = dbtest.Qty("10"), 1
	if err := d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e); err != nil {
		t.Errorf("another line may not be changed: %v", err)
	}
	if d.Fingerprint() == before {
		t.Error("nothing was saved")
	}
}

func TestWhatIsUnsafeIsRefusedByField(t *testing.T) {
	d := twoOrders(t)
	line, version := d.Line("SO-1", 1)
	if _, err := d.Store.ReleaseToPick(t.Context(), dbtest.Dana(), line, version); err != nil {
		t.Fatal(err)
	}
	before := d.Fingerprint()
	for name, c := range map[string]struct {
		change func(*model.OrderEdit)
		field  string
	}{
		"below what is picked":      {func(e *model.OrderEdit) { e.Lines[0].Qty = dbtest.Qty("4") }, "line.1.qty"},
		"nothing at all":            {func(e *model.OrderEdit) { e.Lines[1].Qty = 0 }, "line.2.qty"},
		"half a piece":              {func(e *model.OrderEdit) { e.Lines[1].Qty = dbtest.Qty("2.5") }, "line.2.qty"},
		"more than may wait":        {func(e *model.OrderEdit) { e.Lines[1].Qty = dbtest.Qty("50") }, "line.2.qty"},
		"a negative price":          {func(e *model.OrderEdit) { e.Lines[1].Price = -1 }, "line.2.price"},
		"a line it does not have":   {func(e *model.OrderEdit) { e.Lines[1].LineNo = 9 }, "line.9.qty"},
		"a new line nobody knows":   {func(e *model.OrderEdit) { e.Added = []model.EntryLine{{SKU: "Z", Qty: 1000}} }, "lines[0].sku"},
		"a new line that must wait": {func(e *model.OrderEdit) { e.Added = []model.EntryLine{{SKU: "B", Qty: dbtest.Qty("9")}} }, "lines[0].qty"},
		"another site":              {func(e *model.OrderEdit) { e.Site = "YARD" }, "site"},
		"a site it does not have":   {func(e *model.OrderEdit) { e.Site = "MOON" }, "site"},
		"the supplier ships it":     {func(e *model.OrderEdit) { e.Method = model.Direct }, "method"},
		"needed yesterday":          {func(e *model.OrderEdit) { e.NeedBy = dbtest.Today - 1 }, "need_by"},
		"essential, but when":       {func(e *model.OrderEdit) { e.Essential = true }, "need_by"},
		"few shipments, how many":   {func(e *model.OrderEdit) { e.ShipMode = model.MaxShipments }, "max_shipments"},
		"on a date, which":          {func(e *model.OrderEdit) { e.ShipMode = model.OnDate }, "ship_date"},
		"priority 6":                {func(e *model.OrderEdit) { e.Priority = 6 }, "priority"},
	} {
		e, version := asIs(t, d, "SO-1")
		e.Why = "as agreed"
		c.change(&e)
		if p, ok := errors.AsType[model.Problems](d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-1", version, e)); !ok || p[c.field] == "" {
			t.Errorf("%s: got %v, want a problem of %s", name, p, c.field)
		}
	}
	if d.Fingerprint() != before {
		t.Error("something was kept of a refused change")
	}
	if err := d.Store.EditOrder(t.Context(), dbtest.Dana(), "SO-9", 0, model.OrderEdit{OrderHead: model.OrderHead{Priority: 3, ShipMode: model.AsAvailable, Method: model.Carrier}}); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("an order nobody knows is answered %v", err)
	}
}
