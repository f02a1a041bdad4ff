package db

import (
	"context"
	"errors"
	"fmt"
	"math"

	"backfill/model"
	"backfill/model/allocate"
)

// EnterOrder takes an order in and serves it at once from free stock. Every
// field problem is reported together, by name; a line that the product's
// backorder policy does not allow names what it would allow, and nothing is
// saved.
func (s *Store) EnterOrder(ctx context.Context, a model.Actor, e model.OrderEntry) (model.Entered, error) {
	if err := e.Check().Err(); err != nil {
		return model.Entered{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.Entered, error) { return t.enterOrder(e) })
}

func (t *tx) enterOrder(e model.OrderEntry) (model.Entered, error) {
	o, err := t.orderDraft(e)
	if err != nil {
		return model.Entered{}, err
	}
	return t.takeOrder(o)
}

// takeOrder writes an order and serves it. A blanket order is no demand: it gets
// nothing until it is released.
func (t *tx) takeOrder(o orderDraft) (model.Entered, error) {
	if err := t.addOrder(&o); err != nil {
		return model.Entered{}, err
	}
	if o.Kind == model.Blanket {
		return t.entered(o)
	}
	pools := make([]poolKey, len(o.lines))
	for i, l := range o.lines {
		t.touch(l.id)
		pools[i] = poolKey{l.product.ID, o.warehouse}
	}
	d, err := t.serve("order_entry", pools...)
	if err != nil {
		return model.Entered{}, err
	}
	if err := t.backordersAllowed(o, d); err != nil {
		return model.Entered{}, err
	}
	if err := t.customerLimit(o); err != nil {
		return model.Entered{}, err
	}
	if err := t.answerShort(o, d); err != nil {
		return model.Entered{}, err
	}
	return t.entered(o)
}

// answerShort keeps what the customer chose for the lines that are short, as it
// is kept when it is asked later; where the customer's terms ask and nobody has,
// the order is not taken.
func (t *tx) answerShort(o orderDraft, d *served) error {
	var short []lineDraft
	lacks := shortLines(d)
	for _, l := range o.lines {
		if lacks[l.id] > 0 {
			short = append(short, l)
		}
	}
	if len(short) == 0 || o.OnShort == "" && !o.askShort {
		return nil
	}
	if o.OnShort == "" {
		return model.Problems{"on_short": fmt.Sprintf("%d of %d lines are short, and this customer wants to be asked: send what is ready, or wait for all of it?", len(short), len(o.lines))}
	}
	for _, l := range o.lines {
		if lacks[l.id] == 0 {
			continue
		}
		if err := t.exec(`/* answerShort */ INSERT INTO choice(line_id, kind, asked_at, asked_by, answer, answered_at, answered_by) VALUES (?, 'part_or_wait', ?, ?, ?, ?, ?)`,
			l.id, t.now, t.actor.Name, o.OnShort, t.now, t.actor.Name); err != nil {
			return err
		}
		if err := t.record("answered", "line", l.id, lineName(o.Number, l.no), map[string]any{"question": model.PartOrWait}, map[string]any{"answer": o.OnShort}, ""); err != nil {
			return err
		}
	}
	return nil
}

// shortLines gives by line what stock did not reach, of those that had a turn at
// it. A line that had none (it is on hold, wanted later, or needs no stock) is
// judged when it has one.
func shortLines(d *served) map[int64]model.Qty {
	short := map[int64]model.Qty{}
	for i, r := range d.plan.Lines {
		if hadTurn(d.plan.Why(i).Limit) {
			short[r.LineID] = r.Backorder
		}
	}
	return short
}

// orderDraft is an order as entered, with every code looked up.
type orderDraft struct {
	model.OrderEntry
	id, customer, warehouse int64
	site                    *int64
	askShort                bool  // whether a part may leave is asked of this customer
	blanket                 int64 // of a release; 0: none
	lines                   []lineDraft
}

type lineDraft struct {
	model.EntryLine
	id          int64
	no          int // its number in the order, once it has one
	product     soldProduct
	ordered     model.Qty // in stock units
	blanketLine int64     // of a release: the line it calls off from; 0: none
}

// soldProduct is a product as order entry needs it.
type soldProduct struct {
	ID             int64
	SKU            string
	Unit           string
	Decimals       int
	Price          model.Money
	Backorder      string
	BackorderLimit model.Qty `db:"backorder_limit"`
	Retired        bool
}

const soldProductSQL = `/* soldProduct */ SELECT id, sku, unit, decimals, price, backorder, backorder_limit, retired_at IS NOT NULL AS retired FROM product WHERE `

// orderDraft looks up what the entry names and fills in what it leaves out.
func (t *tx) orderDraft(e model.OrderEntry) (orderDraft, error) {
	o := orderDraft{OrderEntry: e}
	var p model.Problems
	o.CheckDays(&p, t.today)
	for _, look := range []func(*orderDraft, *model.Problems) error{t.lookCustomer, t.lookWarehouse, t.lookSite, t.lookNumber, t.lookLines} {
		if err := look(&o, &p); err != nil {
			return o, err
		}
	}
	if o.Priority == 0 {
		o.Priority = 3
	}
	if o.Method == "" {
		o.Method = model.Carrier
	}
	if o.Kind == "" {
		o.Kind = model.Standard
	}
	if o.ShipMode != model.MaxShipments {
		o.MaxShipments = 0
	}
	for _, wanted := range []model.Date{o.NeedBy, o.Requested} {
		if o.ShipMode == model.OnDate && o.ShipDate.IsZero() {
			o.ShipDate = wanted
		}
	}
	p.Need("max_shipments", o.ShipMode != model.MaxShipments || o.MaxShipments > 0, "Enter how many shipments the order may have.")
	p.Need("ship_date", o.ShipMode != model.OnDate || !o.ShipDate.IsZero(), "The order leaves on a day the customer names: enter it.")
	return o, p.Err()
}

func (t *tx) lookCustomer(o *orderDraft, p *model.Problems) error {
	var c struct {
		ID           int64
		ShipMode     model.ShipMode `db:"ship_mode"`
		MaxShipments int            `db:"max_shipments"`
		AskShort     bool           `db:"ask_short"`
		Retired      bool
	}
	err := t.get(&c, `/* lookCustomer */ SELECT id, ship_mode, coalesce(max_shipments, 0) AS max_shipments, ask_short, retired_at IS NOT NULL AS retired
		FROM customer WHERE code = ?`, o.Customer)
	if errors.Is(err, model.ErrNotFound) {
		p.Need("customer", false, "There is no customer "+o.Customer+".")
		return nil
	}
	p.Need("customer", !c.Retired, o.Customer+" is retired: bring the customer back before it orders again.")
	o.customer, o.askShort = c.ID, c.AskShort
	if o.ShipMode == "" {
		o.ShipMode = c.ShipMode
	}
	if o.MaxShipments == 0 {
		o.MaxShipments = c.MaxShipments
	}
	return err
}

func (t *tx) lookWarehouse(o *orderDraft, p *model.Problems) error {
	var ids []int64
	if err := t.all(&ids, `/* lookWarehouse */ SELECT id FROM warehouse WHERE ?1 = '' OR code = ?1 LIMIT 2`, o.Warehouse); err != nil {
		return err
	}
	if len(ids) == 1 {
		o.warehouse = ids[0]
		return nil
	}
	p.Need("warehouse", o.Warehouse != "", "Choose the warehouse it ships from.")
	p.Need("warehouse", false, "There is no warehouse "+o.Warehouse+".")
	return nil
}

func (t *tx) lookSite(o *orderDraft, p *model.Problems) error {
	if o.Site == "" || o.customer == 0 {
		return nil
	}
	var site struct {
		ID      int64
		Retired bool
	}
	err := t.get(&site, `/* lookSite */ SELECT id, retired_at IS NOT NULL AS retired FROM site WHERE customer_id = ? AND site = ?`, o.customer, o.Site)
	if errors.Is(err, model.ErrNotFound) {
		p.Need("site", false, "The customer has no site "+o.Site+".")
		return nil
	}
	p.Need("site", !site.Retired, "The site "+o.Site+" is retired: choose another, or bring it back.")
	o.site = &site.ID
	return err
}

// lookNumber refuses a number that is taken, and makes one up where none is
// given: SO- and the next free number.
func (t *tx) lookNumber(o *orderDraft, p *model.Problems) error {
	if o.Number != "" {
		var taken bool
		err := t.get(&taken, `/* lookNumber */ SELECT EXISTS (SELECT 1 FROM sales_order WHERE number = ?)`, o.Number)
		p.Need("number", !taken, "There is an order "+o.Number+" already.")
		return err
	}
	return t.get(&o.Number, `/* lookNumber */ WITH RECURSIVE next(n) AS (SELECT coalesce(max(id), 0) + 1 FROM sales_order
		UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM sales_order WHERE number = 'SO-' || n))
		SELECT 'SO-' || max(n) FROM next`)
}

func (t *tx) lookLines(o *orderDraft, p *model.Problems) error {
	for i, e := range o.Lines {
		l := lineDraft{EntryLine: e}
		err := t.get(&l.product, soldProductSQL+`sku = ?`, e.SKU)
		if errors.Is(err, model.ErrNotFound) {
			p.Need(model.LineField(i, "sku"), false, "There is no product "+e.SKU+".")
			continue
		}
		if err != nil {
			return err
		}
		p.Need(model.LineField(i, "sku"), !l.product.Retired, retired(l.product.SKU))
		if err := t.convertUnit(i, &l, p); err != nil {
			return err
		}
		if l.Price == nil {
			l.Price = &l.product.Price
		}
		o.lines = append(o.lines, l)
	}
	return nil
}

// convertUnit counts the line in stock units. A further unit has a fixed ratio;
// what comes out must be a quantity the product can have.
func (t *tx) convertUnit(i int, l *lineDraft, p *model.Problems) error {
	u := l.product
	l.ordered = l.Qty
	ratio := model.Units(1)
	if l.Unit == "" {
		l.Unit = u.Unit
	} else if l.Unit != u.Unit {
		err := t.get(&ratio, `/* convertUnit */ SELECT ratio FROM product_unit WHERE product_id = ? AND unit = ?`, u.ID, l.Unit)
		if errors.Is(err, model.ErrNotFound) {
			p.Need(model.LineField(i, "unit"), false, fmt.Sprintf("%s is not sold by %s.", u.SKU, l.Unit))
			return nil
		}
		if err != nil {
			return err
		}
	}
	if int64(l.Qty) > math.MaxInt64/int64(ratio) {
		p.Need(model.LineField(i, "qty"), false, "That is more than an order may have.")
		return nil
	}
	exact := int64(ratio)*int64(l.Qty)%1000 == 0
	l.ordered = model.Qty(int64(ratio) * int64(l.Qty) / 1000)
	p.Need(model.LineField(i, "qty"), exact && l.ordered.Fits(u.Decimals), wholeUnits(u))
	p.Need(model.LineField(i, "qty"), l.ordered <= model.MaxQty, "That is more than an order may have.")
	return nil
}

func wholeUnits(u soldProduct) string {
	if u.Decimals == 0 {
		return fmt.Sprintf("%s is counted in whole %s.", u.SKU, u.Unit)
	}
	return fmt.Sprintf("%s has at most %d decimals in %s.", u.SKU, u.Decimals, u.Unit)
}

// addOrder writes the order, its lines and the audit row.
func (t *tx) addOrder(o *orderDraft) error {
	var shipments any
	if o.MaxShipments > 0 {
		shipments = o.MaxShipments
	}
	var err error
	o.id, err = t.insert(`INSERT INTO sales_order(number, customer_id, site_id, warehouse_id, ordered_at, requested_date, need_by, priority,
		  ship_mode, max_shipments, ship_date, method, customer_po, project, essential, kind, blanket_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.Number, o.customer, o.site, o.warehouse, t.now, o.Requested, o.NeedBy, o.Priority,
		o.ShipMode, shipments, o.ShipDate, o.Method, o.CustomerPO, o.Project, o.Essential, o.Kind, orNull(o.blanket))
	if err != nil {
		return err
	}
	lines := make([]map[string]any, len(o.lines))
	for i := range o.lines {
		l := &o.lines[i]
		if err := t.addLine(o, l, i+1); err != nil {
			return err
		}
		lines[i] = map[string]any{"line": i + 1, "sku": l.product.SKU, "ordered": l.ordered.String()}
	}
	after := map[string]any{"customer": o.Customer, "priority": o.Priority, "ship_mode": o.ShipMode, "lines": lines}
	if o.Kind != model.Standard {
		after["kind"] = o.Kind
	}
	return t.record("entered", "order", o.id, o.Number, nil, after, "")
}

// addLine writes line no of an order.
func (t *tx) addLine(o *orderDraft, l *lineDraft, no int) (err error) {
	l.no = no
	rule, policy := "any", model.Normal
	if l.OneLot {
		rule = "one"
	}
	if o.Essential {
		policy = model.MustShipBy
	}
	l.id, err = t.insert(`/* addLine */ INSERT INTO order_line(order_id, line_no, product_id, warehouse_id, unit, unit_qty, price, ordered, lot_rule, critical_set, policy,
		  on_call, blanket_line_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.id, no, l.product.ID, o.warehouse, l.Unit, l.Qty, *l.Price, l.ordered, rule, l.CriticalSet, policy, o.Kind == model.Blanket, orNull(l.blanketLine))
	return err
}

// backordersAllowed refuses what the products' backorder policies do not allow
// now that everything free was handed out. A limit may be passed by who has the
// right and says why.
func (t *tx) backordersAllowed(o orderDraft, d *served) error {
	var p model.Problems
	short := shortLines(d)
	for i, l := range o.lines {
		u, lacks := l.product, short[l.id]
		if lacks == 0 || u.Backorder == "allow" {
			continue
		}
		room := model.Qty(0)
		if u.Backorder == "limit" {
			var before model.Qty
			if err := t.get(&before, `/* backordersAllowed */ SELECT coalesce(sum(short), 0) FROM order_line
				WHERE `+backordered+` AND product_id = ? AND NOT (order_id = ? AND line_no >= ?)`, u.ID, o.id, l.no); err != nil {
				return err
			}
			room = max(0, u.BackorderLimit-before)
		}
		if lacks <= room {
			continue
		}
		field, says := model.LineField(i, "qty"), tooMuch(l, lacks, room)
		if u.Backorder != "limit" {
			p.Need(field, false, says)
			continue
		}
		err := t.override(o, field, says, map[string]any{"sku": u.SKU, "limit": u.BackorderLimit.String(), "short": lacks.String()})
		if more, limited := errors.AsType[model.Problems](err); limited {
			for name, what := range more {
				p.Need(name, false, what)
			}
		} else if err != nil {
			return err
		}
	}
	return p.Err()
}

// hadTurn tells whether a line that is short was served what there is.
func hadTurn(l allocate.Limit) bool {
	switch l {
	case allocate.Held, allocate.CreditHeld, allocate.BeyondTime, allocate.NeedsNoStock:
		return false
	}
	return true
}

func retired(sku string) string {
	return sku + " is retired: it is not sold any more. Look at its substitutes."
}

func tooMuch(l lineDraft, lacks, room model.Qty) string {
	u, most := l.product, l.ordered-lacks+room
	switch {
	case most <= 0:
		return fmt.Sprintf("None of %s is free and it cannot wait for more: its backorders are full.", u.SKU)
	case u.Backorder == "deny":
		return fmt.Sprintf("Only %s %s of %s are free and it is not backordered: %s can be ordered now.", most, u.Unit, u.SKU, most)
	}
	return fmt.Sprintf("%s may have %s %s "+model.AtMostBackordered+": %s can be ordered now.", u.SKU, u.BackorderLimit, u.Unit, most)
}

// entered reads back what the order got.
func (t *tx) entered(o orderDraft) (model.Entered, error) {
	out := model.Entered{OrderID: o.id, Number: o.Number}
	err := t.all(&out.Lines, `/* entered */ SELECT l.id AS lineid, l.line_no AS line, p.sku, l.ordered, l.allocated, CASE l.on_call WHEN 0 THEN l.short ELSE 0 END AS short, l.promise
		FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = ? ORDER BY l.line_no`, o.id)
	if err != nil || o.Kind == model.Blanket {
		return out, err
	}
	out.Warnings, err = t.limitWarnings(o)
	return out, err
}

// SetPriority changes how urgent an order is, 1 first and 5 last, and serves
// what its lines wait for anew: free stock only, nobody loses anything.
func (s *Store) SetPriority(ctx context.Context, a model.Actor, order int64, version int, priority int, why string) error {
	var p model.Problems
	p.Need("priority", priority >= 1 && priority <= 5, "The priority is 1 to 5.")
	p.Need("why", len(why) <= 500, "Say it in 500 characters.")
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setPriority(order, version, priority, why) })
	return err
}

func (t *tx) setPriority(order int64, version, priority int, why string) error {
	var o struct {
		Number   string
		Priority int
		Version  int
	}
	if err := t.get(&o, `/* setPriority */ SELECT number, priority, version FROM sales_order WHERE id = ?`, order); err != nil {
		return err
	}
	if err := t.unchanged("order", order, o.Number, o.Version, version); err != nil {
		return err
	}
	if o.Priority == priority {
		return nil
	}
	if err := t.exec(`UPDATE sales_order SET priority = ?, version = version + 1 WHERE id = ?`, priority, order); err != nil {
		return err
	}
	if err := t.record("priority_set", "order", order, o.Number, map[string]any{"priority": o.Priority}, map[string]any{"priority": priority}, why); err != nil {
		return err
	}
	return t.serveOrder("priority", order)
}

// serveOrder serves the pools of an order's open lines, whose board rows are
// stale, and the others named.
func (t *tx) serveOrder(cause string, order int64, others ...poolKey) error {
	var lines []struct {
		ID          int64
		ProductID   int64 `db:"product_id"`
		WarehouseID int64 `db:"warehouse_id"`
	}
	if err := t.all(&lines, `/* serveOrder */ SELECT id, product_id, warehouse_id FROM order_line WHERE order_id = ? AND open > 0`, order); err != nil {
		return err
	}
	for _, l := range lines {
		t.touch(l.ID)
		others = append(others, poolKey{l.ProductID, l.WarehouseID})
	}
	_, err := t.serve(cause, others...)
	return err
}
